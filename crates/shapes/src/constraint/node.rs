//! `sh:node` (SHACL, section 4.7.1): each value conforms to a node shape.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::shape::ShapeId;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct Node(ShapeId);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let mut constraints = Vec::new();
    for shape in definition.values(sh::NODE) {
        constraints.push(Node(definition.shape(*shape)?));
    }
    Ok(boxed(constraints))
}

impl Constraint for Node {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::NODE_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| validation.conforms(self.0, value));
    }

    fn sentence(&self, about: &About) -> Sentence {
        Sentence {
            french: format!("{} n’est pas complet : suivez la règle de cette partie.", about.french),
            english: format!("{} is not complete: follow the rule of this part.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn another_shape() {
        check(
            "sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
            "ex:x ex:p ex:y , ex:z . ex:y ex:q 1 .",
            &["Node p z"],
        );
        check_refused("sh:node 'T'", "where a shape should");
    }
}
