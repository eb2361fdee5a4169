//! `sh:minInclusive` (SHACL, section 4.3.2): each value is at least a bound.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::value::compare;
use crate::vocabulary as sh;
use oxrdf::{Literal, NamedNodeRef};
use std::cmp::Ordering;

#[derive(Debug)]
struct MinInclusive(Literal);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.at_most_one(sh::MIN_INCLUSIVE)?;
    Ok(boxed(definition.literals(sh::MIN_INCLUSIVE)?.into_iter().map(MinInclusive)))
}

impl Constraint for MinInclusive {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::MIN_INCLUSIVE_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let bound = self.0.as_ref().into();
        // What cannot be compared with the bound does not meet it.
        found.values_but(focus, |value| matches!(compare(value, bound), Some(Ordering::Greater | Ordering::Equal)));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (bound, value) = (self.0.value(), &about.value);
        Sentence {
            french: format!("{} ({value}) est hors des limites : indiquez au moins {bound}.", about.french),
            english: format!("{} ({value}) is out of bounds: give at least {bound}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn bounded() {
        check("sh:path ex:p ; sh:minInclusive 4", "ex:x ex:p 3 , 4.0 , 5 .", &["MinInclusive p 3"]);
        check("sh:path ex:p ; sh:minInclusive 4", "ex:x ex:p 'a' , ex:y .", &["MinInclusive p a", "MinInclusive p y"]);
        check_refused("sh:minInclusive ex:y", "must be a literal");
    }
}
