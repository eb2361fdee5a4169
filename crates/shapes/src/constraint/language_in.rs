//! `sh:languageIn` (SHACL, section 4.4.4): each value is a text in one of some languages.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNodeRef, TermRef};

#[derive(Debug)]
struct LanguageIn(Vec<String>);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let Some(list) = definition.at_most_one(sh::LANGUAGE_IN)? else { return Ok(Vec::new()) };
    let ranges: Result<Vec<_>, _> = definition
        .members(list)?
        .into_iter()
        .map(|member| match member {
            TermRef::Literal(range) => Ok(range.value().to_owned()),
            other @ (TermRef::NamedNode(_) | TermRef::BlankNode(_)) => {
                Err(Problem::new(format!("sh:languageIn lists languages such as \"fr\", not {other}")))
            }
        })
        .collect();
    Ok(boxed([LanguageIn(ranges?)]))
}

/// SPARQL 1.1, section 17.4.3.14, `langMatches`: basic filtering of RFC 4647.
fn matches(language: &str, range: &str) -> bool {
    let (language, range) = (language.to_ascii_lowercase(), range.to_ascii_lowercase());
    range == "*" || language.strip_prefix(&range).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

impl Constraint for LanguageIn {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::LANGUAGE_IN_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| match value {
            TermRef::Literal(literal) => {
                literal.language().is_some_and(|language| self.0.iter().any(|range| matches(language, range)))
            }
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => false,
        });
    }

    fn sentence(&self, about: &About) -> Sentence {
        let languages = self.0.join(", ");
        Sentence {
            french: format!("{} est dans une autre langue : écrivez en {languages}.", about.french),
            english: format!("{} is in another language: write in {languages}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn ranges() {
        let data = "ex:x ex:p 'a'@fr , 'b'@en-GB , 'c'@frm , 'd' , ex:y .";
        check(
            "sh:path ex:p ; sh:languageIn ( 'FR' 'en' )",
            data,
            &["LanguageIn p c", "LanguageIn p d", "LanguageIn p y"],
        );
        check("sh:path ex:p ; sh:languageIn ( '*' )", "ex:x ex:p 'a'@br .", &[]);
        check_refused("sh:languageIn ( ex:fr )", "lists languages");
    }
}
