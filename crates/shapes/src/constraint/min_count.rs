//! `sh:minCount` (SHACL, section 4.2.1): how many values there are at least.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct MinCount(usize);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.needs_path(sh::MIN_COUNT)?;
    Ok(boxed(definition.count(sh::MIN_COUNT)?.map(MinCount)))
}

impl Constraint for MinCount {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::MIN_COUNT_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        if focus.values.len() < self.0 {
            found.focus();
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        let count = self.0;
        Sentence {
            french: match count {
                1 => format!("{} manque : ajoutez une valeur.", about.french),
                _ => format!("{} est incomplet : donnez au moins {count} valeurs.", about.french),
            },
            english: match count {
                1 => format!("{} is missing: add a value.", about.english),
                _ => format!("{} is incomplete: give at least {count} values.", about.english),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn counted() {
        check("sh:path ex:p ; sh:minCount 1", "", &["MinCount p"]);
        check("sh:path ex:p ; sh:minCount 2", "ex:x ex:p 1 .", &["MinCount p"]);
        check("sh:path ex:p ; sh:minCount 2", "ex:x ex:p 1 , 2 .", &[]);
        check("sh:path ex:p ; sh:minCount 0", "", &[]);
        check_refused("sh:minCount 1", "needs a sh:path");
    }
}
