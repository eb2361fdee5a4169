//! Terms of our namespace that the grammar does not have, or that stand where they cannot: a class as a property.
//! And namespaces that are nearly ours: of what is said in them nobody hears.

use crate::diagnostic::code::Code;
use crate::diagnostic::look::{Look, object, subject};
use crate::diagnostic::word::{Kind, WORDS, hint};
use crate::diagnostic::{Asked, Diagnostic, Place};
use crate::message::Sentence;
use model::vocab::{NAMESPACE, rdf};
use oxrdf::NamedNodeRef;
use std::collections::HashSet;

/// What people write when they mean our namespace.
const NEAR: [&str; 5] = [
    "http://w3id.org/codesocial#",
    "https://w3id.org/codesocial/",
    "http://w3id.org/codesocial/",
    "https://www.w3id.org/codesocial#",
    "https://w3id.org/codeSocial#",
];

pub(super) fn find(look: &Look<'_>, _: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let mut near = HashSet::new();
    for statement in look.statements() {
        let predicate = statement.triple.predicate.as_ref();
        let is_type = predicate == rdf::TYPE;
        let value = object(statement);
        let parts = [
            (Some(predicate), Kind::Property, statement.predicate_place()),
            (value, if is_type { Kind::Class } else { Kind::Individual }, statement.object_place()),
        ];
        for (term, kind, place) in parts {
            let Some(term) = term else { continue };
            // Once a file: whoever mends the prefix mends them all.
            if let Some(namespace) = NEAR.iter().find(|near| is_near(term, near))
                && near.insert((*namespace, statement.file))
            {
                let diagnostic = Diagnostic::new(Code::NearNamespace).at(place);
                found.push(diagnostic.with_text("wrong", *namespace).with_text("right", NAMESPACE));
            } else if term.as_str().starts_with(NAMESPACE) && term.as_str() != NAMESPACE {
                found.extend(misused(look, term, kind, place).map(|mut diagnostic| {
                    diagnostic.node = subject(statement).map(NamedNodeRef::into_owned);
                    diagnostic.property = Some(predicate.into_owned());
                    diagnostic
                }));
            }
        }
    }
}

fn is_near(term: NamedNodeRef<'_>, namespace: &str) -> bool {
    // Ours of shapes and the context stand below the address of the namespace.
    let local = term.as_str().strip_prefix(namespace).filter(|local| !local.is_empty());
    local.is_some_and(|local| local.chars().all(char::is_alphanumeric))
}

fn misused(look: &Look<'_>, term: NamedNodeRef<'_>, wanted: Kind, place: Option<Place>) -> Option<Diagnostic> {
    let written = look.reference(term);
    let Some(kind) = WORDS.kind(term) else {
        let meant = WORDS.nearest(term, wanted).map(|nearest| look.reference(nearest.as_ref()));
        return Some(
            Diagnostic::new(Code::UnknownTerm)
                .at(place)
                .with_text("term", written)
                .with("hint", hint(meant.as_deref())),
        );
    };
    // A thesaurus may speak of anything, so only what cannot be meant is told.
    let fits = match wanted {
        Kind::Property => kind == Kind::Property,
        Kind::Class => kind == Kind::Class,
        Kind::Individual => kind != Kind::Property,
    };
    let called = |kind: Kind| match kind {
        Kind::Class => Sentence { french: "une classe".to_owned(), english: "a class".to_owned() },
        Kind::Property => Sentence { french: "une propriété".to_owned(), english: "a property".to_owned() },
        Kind::Individual => Sentence { french: "une valeur".to_owned(), english: "a value".to_owned() },
    };
    (!fits).then(|| {
        let diagnostic = Diagnostic::new(Code::MisplacedTerm).at(place).with_text("term", written);
        diagnostic.with("is", called(kind)).with("wanted", called(wanted))
    })
}
