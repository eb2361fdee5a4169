//! `sh:pattern` with `sh:flags` (SHACL, section 4.4.3): each value's text matches a regular expression.
//!
//! The engine matches in time linear in the text, so that no pattern is catastrophic; back-references, which cannot be
//! matched so, are refused when the shape is compiled.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::message::{About, Sentence};
use crate::validate::{Focus, Found, Validation};
use crate::value::text;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;
use regex::{Regex, RegexBuilder};

/// Largest compiled pattern, in bytes; nested repetitions would otherwise fill the memory.
const SIZE_LIMIT: usize = 1 << 20;

#[derive(Debug)]
struct Pattern(Regex);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.at_most_one(sh::FLAGS)?;
    let flags = definition.literals(sh::FLAGS)?;
    let flags = flags.first().map_or("", |flags| flags.value());
    let patterns = definition.literals(sh::PATTERN)?;
    let patterns: Result<Vec<_>, _> =
        patterns.iter().map(|pattern| build(pattern.value(), flags).map(Pattern)).collect();
    Ok(boxed(patterns?))
}

/// The flags are those of XPath's `fn:matches` (XPath and XQuery Functions 3.1, section 5.6.2).
fn build(pattern: &str, flags: &str) -> Result<Regex, Problem> {
    let escaped = regex::escape(pattern);
    let mut builder = RegexBuilder::new(if flags.contains('q') { &escaped } else { pattern });
    builder.size_limit(SIZE_LIMIT);
    for flag in flags.chars() {
        match flag {
            'i' => builder.case_insensitive(true),
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'x' => builder.ignore_whitespace(true),
            'q' => &mut builder,
            other => return Err(Problem::new(format!("sh:flags knows i, s, m, x and q, not {other}"))),
        };
    }
    builder.build().map_err(|error| Problem::new(format!("sh:pattern {pattern:?} cannot be used: {error}")))
}

impl Constraint for Pattern {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::PATTERN_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| text(value).is_some_and(|text| self.0.is_match(text)));
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
