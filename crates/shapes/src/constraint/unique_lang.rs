//! `sh:uniqueLang` (SHACL, section 4.4.5): one value for each language at most.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNodeRef, TermRef};
use std::collections::BTreeMap;

#[derive(Debug)]
struct UniqueLang;

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.needs_path(sh::UNIQUE_LANG)?;
    Ok(if definition.flag(sh::UNIQUE_LANG)? { boxed([UniqueLang]) } else { Vec::new() })
}

impl Constraint for UniqueLang {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::UNIQUE_LANG_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in &focus.values {
            if let TermRef::Literal(literal) = value
                && let Some(language) = literal.language()
            {
                *counts.entry(language.to_ascii_lowercase()).or_default() += 1;
            }
        }
        // "For each non-empty language tag that is used by at least two value nodes, there is a validation result."
        for _ in counts.into_values().filter(|count| *count > 1) {
            found.focus();
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        Sentence {
            french: format!("{} est donné deux fois dans la même langue : gardez un texte par langue.", about.french),
            english: format!("{} is given twice in the same language: keep one text per language.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn once_per_language() {
        let data = "ex:x ex:p 'a'@fr , 'b'@FR , 'c'@en , 'd' , 'e' .";
        check("sh:path ex:p ; sh:uniqueLang true", data, &["UniqueLang p"]);
        check("sh:path ex:p ; sh:uniqueLang false", data, &[]);
        check_refused("sh:uniqueLang true", "needs a sh:path");
    }
}
