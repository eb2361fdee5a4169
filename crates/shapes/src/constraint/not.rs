//! `sh:not` (SHACL, section 4.6.1): no value conforms to a shape.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::shape::ShapeId;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct Not(ShapeId);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let mut constraints = Vec::new();
    for shape in definition.values(sh::NOT) {
        constraints.push(Not(definition.shape(*shape)?));
    }
    Ok(boxed(constraints))
}

impl Constraint for Not {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::NOT_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| !validation.conforms(self.0, value));
    }

    fn sentence(&self, about: &About) -> Sentence {
        Sentence {
            french: format!("{} a une forme qui n’est pas admise ici : changez-la.", about.french),
            english: format!("{} has a form that is not accepted here: change it.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn another_shape() {
        check("sh:path ex:p ; sh:not [ sh:datatype xsd:integer ]", "ex:x ex:p 1 , 'a' .", &["Not p 1"]);
        check_refused("sh:not 'T'", "where a shape should");
    }
}
