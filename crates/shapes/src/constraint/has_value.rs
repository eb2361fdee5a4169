//! `sh:hasValue` (SHACL, section 4.8.2): one of the values is a given one.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, called};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNodeRef, Term};

#[derive(Debug)]
struct HasValue(Term);

#[expect(clippy::unnecessary_wraps, reason = "every component reads by the same signature")]
pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    Ok(boxed(definition.values(sh::HAS_VALUE).iter().map(|value| HasValue((*value).into_owned()))))
}

impl Constraint for HasValue {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::HAS_VALUE_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        if !focus.values.contains(&self.0.as_ref()) {
            found.focus();
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        let value = called(self.0.as_ref());
        Sentence {
            french: format!("{} ne contient pas {value} : ajoutez cette valeur.", about.french),
            english: format!("{} does not contain {value}: add that value.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn one_of_them() {
        check("sh:path ex:p ; sh:hasValue 1", "ex:x ex:p 1 , 2 .", &[]);
        check("sh:path ex:p ; sh:hasValue 1 , 3", "ex:x ex:p 1 , 2 .", &["HasValue p"]);
        check("sh:hasValue ex:x", "", &[]);
    }
}
