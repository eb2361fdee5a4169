//! `sh:minLength` (SHACL, section 4.4.1): how long each value is at least.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::value::text;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct MinLength(usize);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    Ok(boxed(definition.count(sh::MIN_LENGTH)?.map(MinLength)))
}

impl Constraint for MinLength {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::MIN_LENGTH_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        // A blank node has no text, so it has no length that could do.
        found.values_but(focus, |value| text(value).is_some_and(|text| text.chars().count() >= self.0));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (bound, length) = (self.0, about.length);
        Sentence {
            french: format!("{} est trop court ({length} caractères) : écrivez-en au moins {bound}.", about.french),
            english: format!("{} is too short ({length} characters): write at least {bound}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn in_characters() {
        check("sh:path ex:p ; sh:minLength 3", "ex:x ex:p 'été' , 'é' .", &["MinLength p é"]);
        check("sh:path ex:p ; sh:minLength 3", "ex:x ex:p ex:y , 12 .", &["MinLength p 12"]);
    }
}
