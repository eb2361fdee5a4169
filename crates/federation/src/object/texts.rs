//! What a document says, in which language.

use crate::words::Language;
use model::Document;
use oxrdf::{NamedNodeRef, TermRef};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// One text in some languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Texts {
    tagged: BTreeMap<String, String>,
    /// In a language that is not stated.
    untagged: Option<String>,
}

impl Texts {
    /// What a document says of itself: one text for each language, the first where there are several.
    pub fn of(document: &Document, property: NamedNodeRef<'_>) -> Self {
        Self::gathered(document, property, |_, _| {})
    }

    /// The same, several texts of one language one after the other.
    pub fn whole(document: &Document, property: NamedNodeRef<'_>) -> Self {
        Self::gathered(document, property, |text, more| {
            text.push_str("\n\n");
            text.push_str(more);
        })
    }

    fn gathered(document: &Document, property: NamedNodeRef<'_>, add: fn(&mut String, &str)) -> Self {
        let mut texts = Self::default();
        for term in document.own(property) {
            let TermRef::Literal(literal) = term else { continue };
            let text = literal.value().trim();
            if text.is_empty() {
                continue;
            }
            match literal.language() {
                Some(tag) => {
                    let known = texts.tagged.entry(tag.to_ascii_lowercase());
                    known.and_modify(|known| add(known, text)).or_insert_with(|| text.to_owned());
                }
                None => match &mut texts.untagged {
                    Some(known) => add(known, text),
                    None => texts.untagged = Some(text.to_owned()),
                },
            }
        }
        texts
    }

    /// A name that is the same in every language.
    pub fn untagged(text: &str) -> Self {
        Self { tagged: BTreeMap::new(), untagged: Some(text.to_owned()) }
    }

    /// Whether it is said in no language.
    pub fn is_empty(&self) -> bool {
        self.tagged.is_empty() && self.untagged.is_none()
    }

    /// In this language, of whichever region.
    pub fn in_language(&self, language: Language) -> Option<&str> {
        let is_so = |tag: &str| tag.split('-').next() == Some(language.tag());
        self.tagged.iter().find(|(tag, _)| is_so(tag)).map(|(_, text)| text.as_str())
    }

    /// In this language, or in the next best one.
    pub fn best(&self, language: Language) -> Option<&str> {
        self.in_language(language)
            .or(self.untagged.as_deref())
            .or_else(|| Language::ALL.iter().find_map(|language| self.in_language(*language)))
            .or_else(|| self.tagged.values().next().map(String::as_str))
    }

    pub(crate) fn best_line(&self, language: Language) -> Option<String> {
        self.best(language).map(AsSent::Line.writer())
    }

    pub(crate) fn best_html(&self, language: Language) -> Option<String> {
        self.best(language).map(AsSent::Html.writer())
    }

    pub(crate) fn lines(&self) -> BTreeMap<String, String> {
        self.by_language(AsSent::Line)
    }

    pub(crate) fn htmls(&self) -> BTreeMap<String, String> {
        self.by_language(AsSent::Html)
    }

    fn by_language(&self, as_sent: AsSent) -> BTreeMap<String, String> {
        self.tagged.iter().map(|(tag, text)| (tag.clone(), as_sent.writer()(text))).collect()
    }

    /// Puts it into an object: `name` in the best language, `nameMap` in all that are stated.
    pub(crate) fn write(&self, object: &mut Map<String, Value>, name: &str, language: Language, as_sent: AsSent) {
        let Some(best) = self.best(language) else { return };
        object.insert(name.to_owned(), Value::from(as_sent.writer()(best)));
        if !self.tagged.is_empty() {
            object.insert(format!("{name}Map"), json!(self.by_language(as_sent)));
        }
    }
}

/// How a text is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AsSent {
    /// As it is, in one line: `name` is plain text (ActivityStreams 2.0, Vocabulary, section 4).
    Line,
    /// As paragraphs of HTML.
    Html,
}

impl AsSent {
    fn writer(self) -> fn(&str) -> String {
        match self {
            Self::Line => |text| text.split_whitespace().collect::<Vec<_>>().join(" "),
            Self::Html => super::html::paragraphs,
        }
    }
}
