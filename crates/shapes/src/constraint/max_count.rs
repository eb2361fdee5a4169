//! `sh:maxCount` (SHACL, section 4.2.2): how many values there are at most.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct MaxCount(usize);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.needs_path(sh::MAX_COUNT)?;
    Ok(boxed(definition.count(sh::MAX_COUNT)?.map(MaxCount)))
}

impl Constraint for MaxCount {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::MAX_COUNT_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        if focus.values.len() > self.0 {
            found.focus();
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        let count = self.0;
        Sentence {
            french: match count {
                0 => format!("{} n’a pas sa place ici : retirez-le.", about.french),
                1 => format!("{} est donné plusieurs fois : gardez une seule valeur.", about.french),
                _ => format!("{} a trop de valeurs : gardez-en {count} au plus.", about.french),
            },
            english: match count {
                0 => format!("{} does not belong here: take it out.", about.english),
                1 => format!("{} is given more than once: keep one value.", about.english),
                _ => format!("{} has too many values: keep {count} at most.", about.english),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn counted() {
        check("sh:path ex:p ; sh:maxCount 1", "ex:x ex:p 1 , 2 .", &["MaxCount p"]);
        check("sh:path ex:p ; sh:maxCount 1", "ex:x ex:p 1 .", &[]);
        check("sh:path ex:p ; sh:maxCount 0", "ex:x ex:p 1 .", &["MaxCount p"]);
        check("sh:path ex:p ; sh:maxCount 2", "ex:x ex:p 1 , 2 , 3 .", &["MaxCount p"]);
        check_refused("sh:path ex:p ; sh:maxCount 1.5", "must be a whole number");
    }
}
