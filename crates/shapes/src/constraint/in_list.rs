//! `sh:in` (SHACL, section 4.8.3): each value is one of a list.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, listed};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNodeRef, Term, TermRef};
use std::collections::HashSet;

/// Most members that a sentence repeats; longer lists belong into the description of the field.
const SHOWN_LIMIT: usize = 5;

#[derive(Debug)]
struct In {
    /// The first ones, in the order of the list, for the sentence.
    listed: Vec<Term>,
    members: HashSet<Term>,
}

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let Some(list) = definition.at_most_one(sh::IN)? else { return Ok(Vec::new()) };
    let members = definition.members(list)?;
    let listed = members.iter().take(SHOWN_LIMIT + 1).map(|member| (*member).into_owned()).collect();
    Ok(boxed([In { listed, members: members.into_iter().map(TermRef::into_owned).collect() }]))
}

impl Constraint for In {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::IN_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| self.members.contains(&value.into_owned()));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let dots = if self.listed.len() > SHOWN_LIMIT { "…" } else { "" };
        let members = listed(self.listed.iter().take(SHOWN_LIMIT).map(Term::as_ref)) + dots;
        Sentence {
            french: format!("{} ne figure pas dans la liste : choisissez parmi {members}.", about.french),
            english: format!("{} is not in the list: choose among {members}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn listed_or_not() {
        check("sh:path ex:p ; sh:in ( ex:a 1 )", "ex:x ex:p ex:a , 1 , ex:b , '1' .", &["In p 1", "In p b"]);
        check("sh:in ( )", "", &["In x"]);
        check_refused("sh:in ex:a", "no well-formed list");
    }
}
