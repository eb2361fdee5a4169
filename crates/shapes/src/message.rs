//! Sentences for people, in French and English, where a shape brings no `sh:message`.
//!
//! Each says what is the matter, then what to do: under twenty words, one idea (the Voice).

use crate::shape::Shape;
use crate::value::text;
use oxrdf::{Literal, NamedNodeRef, TermRef};

/// Longest piece of a value that a sentence repeats, in characters.
const QUOTED_LIMIT: usize = 60;

/// One sentence, twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// In French.
    pub french: String,
    /// In English.
    pub english: String,
}

impl Sentence {
    /// As `sh:resultMessage`.
    pub(crate) fn into_literals(self) -> Vec<Literal> {
        vec![
            Literal::new_language_tagged_literal_unchecked(self.french, "fr"),
            Literal::new_language_tagged_literal_unchecked(self.english, "en"),
        ]
    }
}

/// What a sentence speaks about: the field, in each language's quotation marks, and the value.
#[derive(Debug, Clone)]
pub(crate) struct About {
    pub(crate) french: String,
    pub(crate) english: String,
    pub(crate) value: String,
    /// How long the value is, in characters.
    pub(crate) length: usize,
}

impl About {
    /// A result of `shape`, about `value`, at `predicate` if it is not the shape's own path.
    pub(crate) fn of(shape: &Shape, predicate: Option<NamedNodeRef<'_>>, value: Option<TermRef<'_>>) -> Self {
        let own = shape.path.as_ref().and_then(|path| path.as_predicate()).map(oxrdf::NamedNode::as_ref);
        let fallback = predicate.or(own).map(|predicate| local_name(predicate.as_str()).to_owned());
        // A name of the shape is the name of its own property, not of another one.
        let named = |language: &str| {
            let names = if predicate.is_some() { &[][..] } else { &shape.presentation.names };
            in_language(names, language).map(str::to_owned).or_else(|| fallback.clone())
        };
        Self {
            french: named("fr").map_or_else(|| "Cette valeur".to_owned(), |name| format!("« {name} »")),
            english: named("en").map_or_else(|| "This value".to_owned(), |name| format!("“{name}”")),
            value: value.map_or_else(String::new, quoted),
            length: value.and_then(text).map_or(0, |text| text.chars().count()),
        }
    }
}

/// What a term is called in a sentence: its last part for an address, its text for a literal.
pub(crate) fn called(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(node) => local_name(node.as_str()).to_owned(),
        TermRef::BlankNode(_) | TermRef::Literal(_) => quoted(term),
    }
}

/// Several terms, joined by commas.
pub(crate) fn listed<'a>(terms: impl IntoIterator<Item = TermRef<'a>>) -> String {
    terms.into_iter().map(called).collect::<Vec<_>>().join(", ")
}

fn quoted(term: TermRef<'_>) -> String {
    cut(text(term).unwrap_or("…"), QUOTED_LIMIT)
}

/// The beginning of a text, in so many characters at most, with a sign where something was left out.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    let mut shown: String = text.chars().take(limit).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn in_language<'a>(literals: &'a [Literal], language: &str) -> Option<&'a str> {
    literals.iter().find(|literal| literal.language() == Some(language)).map(Literal::value)
}

fn local_name(iri: &str) -> &str {
    iri.trim_end_matches(['/', '#']).rsplit(['#', '/', ':']).next().unwrap_or(iri)
}

#[cfg(test)]
mod tests {
    use crate::constraint::testing::{shapes, triples};
    use oxrdf::Literal;

    fn check(shape: &str, data: &str, expected: &[&str]) {
        let report = shapes(&format!("ex:S sh:targetNode ex:x ; {shape} .")).validate_graph(&triples(data)).unwrap();
        let messages: Vec<_> =
            report.results.iter().flat_map(|result| &result.messages).map(Literal::to_string).collect();
        assert_eq!(messages, expected);
    }

    #[test]
    fn the_name_in_the_language_of_the_sentence() {
        check(
            "sh:path ex:p ; sh:minCount 1 ; sh:name 'Nom'@fr , 'Name'@en",
            "",
            &["\"« Nom » manque : ajoutez une valeur.\"@fr", "\"“Name” is missing: add a value.\"@en"],
        );
    }

    #[test]
    fn the_property_where_there_is_no_name() {
        check(
            "sh:path ex:p ; sh:maxLength 2",
            "ex:x ex:p 'abc' .",
            &[
                "\"« p » est trop long (3 caractères) : gardez-en 2 au plus.\"@fr",
                "\"“p” is too long (3 characters): keep 2 at most.\"@en",
            ],
        );
    }

    #[test]
    fn the_message_of_the_shape_wins() {
        check("sh:path ex:p ; sh:minCount 1 ; sh:message 'Il manque un nom.'@fr", "", &["\"Il manque un nom.\"@fr"]);
    }
}
