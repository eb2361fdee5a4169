//! What keys and references of JSON-LD stand for, by their contexts, as far as it leads to a place.

use super::super::json::{Entry, Value, What};
use crate::iri::Iri;
use crate::syntax::context;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Our own context, read once.
static OURS: LazyLock<Option<Value>> = LazyLock::new(|| Value::read(context()));

/// What keys and references stand for. What a context does not say itself, the one around it says: each node may have
/// its own, so none is a copy.
pub(super) struct Context<'o> {
    outer: Option<&'o Context<'o>>,
    base: Option<oxiri::Iri<String>>,
    vocabulary: Option<String>,
    terms: HashMap<String, Meaning>,
    is_followed: bool,
}

/// What a term stands for.
pub(super) struct Meaning {
    iri: String,
    pub(super) by_language: bool,
    /// Text stands for a term of the vocabulary.
    pub(super) is_vocabulary: bool,
}

impl<'o> Context<'o> {
    pub(super) fn of(base: &Iri) -> Self {
        let base = Some(oxiri::Iri::parse_unchecked(base.as_str().to_owned()));
        Self { outer: None, base, vocabulary: None, terms: HashMap::new(), is_followed: true }
    }

    pub(super) fn within(outer: &'o Self) -> Self {
        let is_followed = outer.is_followed;
        Self { outer: Some(outer), base: None, vocabulary: None, terms: HashMap::new(), is_followed }
    }

    fn base(&self) -> Option<&oxiri::Iri<String>> {
        self.base.as_ref().or_else(|| self.outer.and_then(Self::base))
    }

    fn vocabulary(&self) -> Option<&str> {
        self.vocabulary.as_deref().or_else(|| self.outer.and_then(Self::vocabulary))
    }

    /// Whether all that it says is understood here: only then a key that stands for nothing is known to.
    pub(super) fn is_followed(&self) -> bool {
        self.is_followed
    }

    /// With what a `@context` adds.
    pub(super) fn with(mut self, context: &Value) -> Self {
        for part in context.each() {
            self.is_followed &= is_plain(part);
            if let Some(address) = part.text() {
                let is_ours = self.base().is_some_and(|base| context::bundled(address, base.as_str()).is_some());
                if let Some(inner) = OURS.as_ref().filter(|_| is_ours).and_then(|ours| ours.get("@context")) {
                    self = self.with(inner);
                }
                continue;
            }
            if let Some(base) = part.get("@base").and_then(Value::text)
                && let Some(Ok(base)) = self.base().map(|outer| outer.resolve(base))
            {
                self.base = Some(base);
            }
            if let Some(vocabulary) = part.get("@vocab").and_then(Value::text) {
                self.vocabulary = Some(vocabulary.to_owned());
            }
            // Definitions may use each other whatever their order: what is not known yet is known the second time.
            for _ in 0..2 {
                part.entries().iter().filter(|entry| !entry.key.starts_with('@')).for_each(|entry| self.define(entry));
            }
        }
        self
    }

    fn define(&mut self, entry: &Entry) {
        let definition = &entry.value;
        let says = |key: &str, wanted: &str| {
            definition.get(key).is_some_and(|value| value.each().iter().any(|one| one.text() == Some(wanted)))
        };
        let (by_language, is_vocabulary) = (says("@container", "@language"), says("@type", "@vocab"));
        let written = definition.text().or_else(|| definition.get("@id").and_then(Value::text));
        let iri = match written {
            Some(written) if written.starts_with('@') => written.to_owned(),
            Some(written) => self.predicate(written).unwrap_or_default(),
            None => self.predicate(&entry.key).unwrap_or_default(),
        };
        self.terms.insert(entry.key.clone(), Meaning { iri, by_language, is_vocabulary });
    }

    pub(super) fn meaning(&self, key: &str) -> Option<&Meaning> {
        self.terms.get(key).or_else(|| self.outer.and_then(|outer| outer.meaning(key)))
    }

    /// What a key or a type stands for: an IRI, or a keyword.
    pub(super) fn predicate(&self, key: &str) -> Option<String> {
        if key.starts_with('@') {
            return Some(key.to_owned());
        }
        if let Some(meaning) = self.meaning(key) {
            return Some(meaning.iri.clone());
        }
        if let Some((prefix, local)) = key.split_once(':') {
            let prefix = self.meaning(prefix).filter(|_| !local.starts_with("//"));
            return Some(prefix.map_or_else(|| key.to_owned(), |prefix| format!("{}{local}", prefix.iri)));
        }
        self.vocabulary().map(|vocabulary| format!("{vocabulary}{key}"))
    }

    /// What a reference stands for.
    pub(super) fn reference(&self, written: &str) -> String {
        if let Some((prefix, local)) = written.split_once(':')
            && !local.starts_with("//")
            && let Some(prefix) = self.meaning(prefix)
        {
            return format!("{}{local}", prefix.iri);
        }
        if written.starts_with("_:") {
            return written.to_owned();
        }
        let resolved = self.base().and_then(|base| base.resolve(written).ok());
        resolved.map_or_else(|| written.to_owned(), oxiri::Iri::into_inner)
    }
}

/// Whether a context is one of ours, or says no more than which IRIs its terms stand for, with language and datatype.
fn is_plain(part: &Value) -> bool {
    let is_among = |key: &str, known: &[&str]| known.contains(&key);
    match &part.what {
        What::Text(_) => true,
        What::Object(entries) => entries.iter().all(|entry| match entry.key.strip_prefix('@') {
            Some(keyword) => is_among(keyword, &["version", "base", "vocab", "language", "direction", "protected"]),
            None => entry.value.entries().iter().all(|said| {
                let says = |wanted: &[&str]| {
                    said.value.each().iter().all(|one| one.text().is_some_and(|one| is_among(one, wanted)))
                };
                match said.key.as_str() {
                    "@id" | "@language" | "@direction" | "@prefix" | "@protected" => true,
                    "@type" => !says(&["@json"]),
                    "@container" => says(&["@language", "@list", "@set"]),
                    _ => false,
                }
            }),
        }),
        // `null` forgets what was said before.
        What::Array(_) | What::Word => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_followed() {
        for (context, expected) in [
            (r#""https://w3id.org/codesocial/context.jsonld""#, true),
            (r#"{ "@vocab": "https://a.example/#", "a": "b", "c": { "@id": "ex:c", "@container": ["@set"] } }"#, true),
            (r#"[{ "a": null }, { "b": { "@id": "ex:b", "@type": "@id" } }]"#, true),
            (r#"[{ "a": "ex:a" }, null]"#, false),
            (r#"{ "a": { "@id": "ex:a", "@container": "@index" } }"#, false),
            (r#"{ "a": { "@id": "ex:a", "@type": "@json" } }"#, false),
            (r#"{ "a": { "@id": "ex:a", "@context": {} } }"#, false),
            (r#"{ "@import": "https://w3id.org/codesocial/context.jsonld" }"#, false),
        ] {
            let base = Context::of(&Iri::parse("https://a.example/codes/wemob").unwrap());
            let read = Context::within(&base).with(&Value::read(context).unwrap());
            assert_eq!(read.is_followed(), expected, "{context}");
            assert_eq!(Context::within(&read).is_followed(), expected, "{context}");
        }
        assert!(is_plain(OURS.as_ref().unwrap().get("@context").unwrap()));
    }
}
