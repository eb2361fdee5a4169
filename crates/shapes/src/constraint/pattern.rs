//! `sh:pattern` with `sh:flags` (SHACL, section 4.4.3): each value's text matches a regular expression.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::regular_expression::RegularExpression;
use crate::validate::Validation;
use crate::value::text;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

/// So many bytes of a text are read in the time of one step.
const BYTES_PER_STEP: usize = 64;

#[derive(Debug)]
struct Pattern(RegularExpression);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.at_most_one(sh::FLAGS)?;
    let flags = definition.literals(sh::FLAGS)?;
    let flags = flags.first().map_or("", |flags| flags.value());
    let mut patterns = Vec::new();
    for pattern in definition.literals(sh::PATTERN)? {
        let expression = RegularExpression::read(pattern.value(), flags)?;
        definition.weigh(expression.parts())?;
        patterns.push(Pattern(expression));
    }
    Ok(boxed(patterns))
}

impl Constraint for Pattern {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::PATTERN_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| {
            let Some(text) = text(value) else { return false };
            validation.work.spend(text.len() / BYTES_PER_STEP);
            // A text that the expression cannot be tried on in time is not accepted, and not refused either: there is
            // no outcome.
            self.0.matches(text).unwrap_or_else(|_| {
                validation.work.give_up();
                false
            })
        });
    }
    fn sentence(&self, about: &About) -> Sentence {
        let pattern = self.0.as_str();
        Sentence {
            french: format!("{} n’a pas la forme attendue : suivez le modèle {pattern}", about.french),
            english: format!("{} is not of the expected form: follow the model {pattern}", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn matched_as_xpath_does() {
        check("sh:path ex:p ; sh:pattern '^[0-9]{5}$'", "ex:x ex:p '63500' , '6350' .", &["Pattern p 6350"]);
        check("sh:path ex:p ; sh:pattern 'ab' ; sh:flags 'i'", "ex:x ex:p 'xABx' .", &[]);
        check("sh:path ex:p ; sh:pattern 'a.b' ; sh:flags 'q'", "ex:x ex:p 'a.b' , 'axb' .", &["Pattern p axb"]);
        check("sh:path ex:p ; sh:pattern '^https:'", "ex:x ex:p ex:y .", &[]);
        check("sh:path ex:p ; sh:pattern '.*'", "ex:x ex:p _:b .", &["Pattern p _:s0-b"]);
    }

    #[test]
    fn what_cannot_be_matched_is_refused() {
        check_refused("sh:pattern '('", "cannot be used");
        check_refused("sh:pattern '(a)\\\\1'", "cannot be used");
        check_refused("sh:pattern '((a{500}){500}){500}'", "cannot be used");
        check_refused("sh:pattern 'a' ; sh:flags 'z'", "not z");
    }
}
