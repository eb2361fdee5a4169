//! `sh:or` (SHACL, section 4.6.3): each value conforms to one of some shapes at least.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::shape::ShapeId;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct Or(Vec<ShapeId>);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let mut constraints = Vec::new();
    for list in definition.values(sh::OR) {
        constraints.push(Or(definition.shapes(*list)?));
    }
    Ok(boxed(constraints))
}

impl Constraint for Or {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::OR_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| self.0.iter().any(|shape| validation.conforms(*shape, value)));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let count = self.0.len();
        Sentence {
            french: format!("{} ne correspond à aucune des {count} formes admises : choisissez-en une.", about.french),
            english: format!("{} fits none of the {count} accepted forms: choose one.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn combined() {
        let shape = "sh:path ex:p ; sh:or ( [ sh:maxInclusive 1 ] [ sh:minInclusive 3 ] )";
        check(shape, "ex:x ex:p 0 , 2 , 4 .", &["Or p 2"]);
        check_refused("sh:or ex:T", "no well-formed list");
    }
}
