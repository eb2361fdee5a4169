//! `sh:minExclusive` (SHACL, section 4.3.1): each value is greater than a bound.

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
struct MinExclusive(Literal);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.at_most_one(sh::MIN_EXCLUSIVE)?;
    Ok(boxed(definition.literals(sh::MIN_EXCLUSIVE)?.into_iter().map(MinExclusive)))
}

impl Constraint for MinExclusive {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::MIN_EXCLUSIVE_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let bound = self.0.as_ref().into();
        // What cannot be compared with the bound does not meet it.
        found.values_but(focus, |value| matches!(compare(value, bound), Some(Ordering::Greater)));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (bound, value) = (self.0.value(), &about.value);
        Sentence {
            french: format!("{} ({value}) est hors des limites : indiquez plus que {bound}.", about.french),
            english: format!("{} ({value}) is out of bounds: give more than {bound}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn bounded() {
        check(
            "sh:path ex:p ; sh:minExclusive 4",
            "ex:x ex:p 3 , 4.0 , 5 .",
            &["MinExclusive p 3", "MinExclusive p 4.0"],
        );
        check("sh:path ex:p ; sh:minExclusive 4", "ex:x ex:p 'a' , ex:y .", &["MinExclusive p a", "MinExclusive p y"]);
        check_refused("sh:minExclusive ex:y", "must be a literal");
    }
}
