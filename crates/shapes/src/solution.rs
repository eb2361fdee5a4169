//! From the solutions of a query to findings (SHACL, section 5.3.2).

use crate::finding::{Found, Told};
use crate::message::cut;
use crate::path::Path;
use crate::validate::Validation;
use crate::value::text;
use model::constraint::Bindings;
use oxrdf::{Literal, NamedNode, Term, TermRef};
use std::borrow::Cow;
use std::sync::Arc;

/// Longest value in a message, in characters.
const VALUE_LIMIT: usize = 500;
/// Nothing more is filled into a message that is as long as this, in bytes.
const MESSAGE_LIMIT: usize = 4_000;

/// What a finding needs to know of the constraint that was asked.
pub(crate) struct Asked<'c> {
    /// Its `sh:message`s, to be filled in.
    pub(crate) messages: &'c [Literal],
    /// `sh:sourceConstraint`.
    pub(crate) source: Option<&'c Term>,
    /// What was pre-bound, parameters included.
    pub(crate) bindings: Bindings,
}

impl Asked<'_> {
    /// The finding that a value node did not meet an `ASK`.
    pub(crate) fn told_of(&self, value: TermRef<'_>) -> Told {
        let mut known = self.bindings.clone();
        known.push(("value".to_owned(), value.into_owned()));
        Told {
            focus: None,
            value: Some(value.into_owned()),
            path: None,
            messages: self.messages.iter().map(|message| filled(message, &known)).collect(),
            source: self.source.cloned(),
        }
    }
}

/// Each solution is a finding.
pub(crate) fn found_by_select<'a>(
    asked: &Asked<'_>,
    solutions: Vec<Bindings>,
    found: &mut Found<'_, 'a>,
    validation: &Validation<'a>,
) {
    for solution in solutions {
        if found.is_full() {
            return;
        }
        let bound = |name: &str| solution.iter().find(|(bound, _)| bound == name).map(|(_, term)| term);
        // SHACL, section 5.3.2: "If any solution has the value true for the variable failure" the processor reports one.
        if bound("failure").is_some_and(|term| matches!(term, Term::Literal(literal) if literal.value() == "true")) {
            validation.fail(found, "a query of the shape says that it failed");
            return;
        }
        let path = match bound("path") {
            Some(Term::NamedNode(path)) => Some(Arc::new(Path::Predicate(path.clone()))),
            Some(Term::BlankNode(_) | Term::Literal(_)) | None => None,
        };
        let messages = if let Some(Term::Literal(message)) = bound("message") {
            vec![message.clone()]
        } else {
            let mut known = solution.clone();
            known.extend(asked.bindings.iter().cloned());
            asked.messages.iter().map(|message| filled(message, &known)).collect()
        };
        found.told(Told {
            focus: bound("this").cloned(),
            // "The value nodes of a node shape are its focus node."
            value: bound("value").cloned().or_else(|| found.node_itself()),
            path,
            messages,
            source: asked.source.cloned(),
        });
    }
}

/// SHACL, section 5.2.1: `{?varName}` and `{$varName}` in a message stand for the value of the variable; one that has
/// none stays as it is.
fn filled(message: &Literal, known: &[(String, Term)]) -> Literal {
    let mut said = String::with_capacity(message.value().len());
    let mut rest = message.value();
    while let Some((before, from)) = rest.split_once('{').filter(|_| said.len() < MESSAGE_LIMIT) {
        said.push_str(before);
        let value = from.strip_prefix(['?', '$']).and_then(|named| named.split_once('}')).and_then(|(name, after)| {
            let (_, term) = known.iter().find(|(bound, _)| bound == name)?;
            Some((shown(term), after))
        });
        if let Some((value, after)) = value {
            said.push_str(&value);
            rest = after;
        } else {
            said.push('{');
            rest = from;
        }
    }
    said.push_str(rest);
    match message.language() {
        Some(language) => Literal::new_language_tagged_literal_unchecked(said, language),
        None => Literal::new_typed_literal(said, NamedNode::from(message.datatype())),
    }
}

/// A value as a message repeats it: people read its beginning.
fn shown(term: &Term) -> String {
    let text = text(term.as_ref()).map_or_else(|| Cow::Owned(term.to_string()), Cow::Borrowed);
    cut(&text, VALUE_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_filled_in() {
        let known = [
            ("value".to_owned(), Term::from(Literal::new_simple_literal("blé {?this}"))),
            ("this".to_owned(), NamedNode::new_unchecked("https://a.example/x").into()),
        ];
        for (message, expected) in [
            ("{?value} de {$this}.", "blé {?this} de https://a.example/x."),
            ("{?other} {value} {", "{?other} {value} {"),
            ("{{?this}}", "{https://a.example/x}"),
            ("rien", "rien"),
        ] {
            let message = Literal::new_language_tagged_literal_unchecked(message, "fr");
            let said = filled(&message, &known);
            assert_eq!((said.value(), said.language()), (expected, Some("fr")));
        }
    }
}
