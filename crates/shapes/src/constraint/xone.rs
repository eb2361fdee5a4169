//! `sh:xone` (SHACL, section 4.6.4): each value conforms to exactly one of some shapes.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::shape::ShapeId;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct Xone(Vec<ShapeId>);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let mut constraints = Vec::new();
    for list in definition.values(sh::XONE) {
        constraints.push(Xone(definition.shapes(*list)?));
    }
    Ok(boxed(constraints))
}

impl Constraint for Xone {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::XONE_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| self.0.iter().filter(|shape| validation.conforms(**shape, value)).count() == 1);
    }

    fn sentence(&self, about: &About) -> Sentence {
        let count = self.0.len();
        Sentence {
            french: format!("{} doit suivre une seule des {count} formes admises : choisissez laquelle.", about.french),
            english: format!("{} must follow one of the {count} accepted forms only: choose which.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn combined() {
        let shape = "sh:path ex:p ; sh:xone ( [ sh:minInclusive 1 ] [ sh:minInclusive 3 ] )";
        check(shape, "ex:x ex:p 0 , 2 , 4 .", &["Xone p 0", "Xone p 4"]);
        check_refused("sh:xone ex:T", "no well-formed list");
    }
}
