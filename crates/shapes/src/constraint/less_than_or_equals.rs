//! `sh:lessThanOrEquals` (SHACL, section 4.5.4): each value is at most each of another property.

use super::less_than::each_pair;
use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, called};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNode, NamedNodeRef};
use std::cmp::Ordering;

#[derive(Debug)]
struct LessThanOrEquals(NamedNode);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.needs_path(sh::LESS_THAN_OR_EQUALS)?;
    Ok(boxed(definition.iris(sh::LESS_THAN_OR_EQUALS)?.into_iter().map(LessThanOrEquals)))
}

impl Constraint for LessThanOrEquals {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::LESS_THAN_OR_EQUALS_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        each_pair(focus, self.0.as_ref(), validation, found, |ordering| ordering != Ordering::Greater);
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (other, value) = (called(self.0.as_ref().into()), &about.value);
        Sentence {
            french: format!("{} ({value}) vient après {other} : corrigez l’un des deux.", about.french),
            english: format!("{} ({value}) comes after {other}: correct one of the two.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn pair_by_pair() {
        check("sh:path ex:p ; sh:lessThanOrEquals ex:q", "ex:x ex:p 1 , 2 , 3 ; ex:q 2 .", &["LessThanOrEquals p 3"]);
        check_refused("sh:lessThanOrEquals ex:q", "needs a sh:path");
    }
}
