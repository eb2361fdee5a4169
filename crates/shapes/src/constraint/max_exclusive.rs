//! `sh:maxExclusive` (SHACL, section 4.3.3): each value is less than a bound.

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
struct MaxExclusive(Literal);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.at_most_one(sh::MAX_EXCLUSIVE)?;
    Ok(boxed(definition.literals(sh::MAX_EXCLUSIVE)?.into_iter().map(MaxExclusive)))
}

impl Constraint for MaxExclusive {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::MAX_EXCLUSIVE_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let bound = self.0.as_ref().into();
        // What cannot be compared with the bound does not meet it.
        found.values_but(focus, |value| matches!(compare(value, bound), Some(Ordering::Less)));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (bound, value) = (self.0.value(), &about.value);
        Sentence {
            french: format!("{} ({value}) est hors des limites : indiquez moins que {bound}.", about.french),
            english: format!("{} ({value}) is out of bounds: give less than {bound}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn bounded() {
        check(
            "sh:path ex:p ; sh:maxExclusive 4",
            "ex:x ex:p 3 , 4.0 , 5 .",
            &["MaxExclusive p 4.0", "MaxExclusive p 5"],
        );
        check("sh:path ex:p ; sh:maxExclusive 4", "ex:x ex:p 'a' , ex:y .", &["MaxExclusive p a", "MaxExclusive p y"]);
        check_refused("sh:maxExclusive ex:y", "must be a literal");
    }
}
