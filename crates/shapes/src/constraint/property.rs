//! `sh:property` (SHACL, section 4.7.2): each value is looked at by a property shape, whose findings are reported as its own.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::shape::ShapeId;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct Property(ShapeId);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let mut constraints = Vec::new();
    for shape in definition.values(sh::PROPERTY) {
        let nested = definition.shape(*shape)?;
        // SHACL, section 2.3: "property shapes must have exactly one value for the property sh:path".
        definition.needs_path_at(*shape)?;
        constraints.push(Property(nested));
    }
    Ok(boxed(constraints))
}

impl Constraint for Property {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::PROPERTY_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        for value in &focus.values {
            found.nested(validation, self.0, *value);
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        Sentence {
            french: format!("{} n’est pas complet : suivez la règle de ce champ.", about.french),
            english: format!("{} is not complete: follow the rule of this field.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn another_shape() {
        check("sh:property [ sh:path ex:p ; sh:minCount 1 ]", "", &["MinCount p"]);
        check(
            "sh:path ex:p ; sh:property [ sh:path ex:q ; sh:maxCount 0 ]",
            "ex:x ex:p ex:y . ex:y ex:q 1 .",
            &["MaxCount q"],
        );
        check_refused("sh:property [ ex:p 1 ]", "sh:property leads to a shape without sh:path");
        check_refused("sh:property 'T'", "where a shape should");
    }
}
