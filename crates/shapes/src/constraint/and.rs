//! `sh:and` (SHACL, section 4.6.2): each value conforms to all of some shapes.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::shape::ShapeId;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct And(Vec<ShapeId>);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let mut constraints = Vec::new();
    for list in definition.values(sh::AND) {
        constraints.push(And(definition.shapes(*list)?));
    }
    Ok(boxed(constraints))
}

impl Constraint for And {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::AND_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| self.0.iter().all(|shape| validation.conforms(*shape, value)));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let count = self.0.len();
        Sentence {
            french: format!(
                "{} ne remplit pas les {count} conditions à la fois : complétez ce qui manque.",
                about.french
            ),
            english: format!("{} does not meet all {count} conditions: complete what is missing.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn combined() {
        let shape = "sh:path ex:p ; sh:and ( [ sh:minInclusive 1 ] [ sh:maxInclusive 3 ] )";
        check(shape, "ex:x ex:p 0 , 2 , 4 .", &["And p 0", "And p 4"]);
        check_refused("sh:and ex:T", "no well-formed list");
    }
}
