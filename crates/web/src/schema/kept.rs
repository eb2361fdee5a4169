//! What was written of the grammar in force: its schemas, and the pages that tell them. Making one takes some thirty
//! milliseconds, and it stays the same until a form changes.

use crate::locale::Locale;
use crate::precondition::EntityTag;
use crate::visitor::Choice;
use axum::body::Bytes;
use model::Iri;
use registry::Grammar;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of it kept in memory: some twenty-five schemas of 650 kB each, or several hundred pages.
const LIMIT: u64 = 16 << 20;

/// Which of the texts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    address: Iri,
    locale: Locale,
    /// How a page's links name the language; none for a schema.
    page: Option<Choice>,
}

impl Key {
    pub(crate) fn of_schema(address: &Iri, locale: Locale) -> Self {
        Self { address: address.clone(), locale, page: None }
    }

    pub(crate) fn of_page(address: &Iri, locale: Locale, chosen: Choice) -> Self {
        Self { address: address.clone(), locale, page: Some(chosen) }
    }
}

/// A text with its tag.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) tag: EntityTag,
    pub(crate) bytes: Bytes,
}

type Texts = moka::sync::Cache<Key, Written>;

/// The texts of one grammar. Another grammar begins with none: what is being written of the old one meanwhile is put
/// among the old texts, which nobody reads any more.
pub(crate) struct Kept(Mutex<(Arc<Grammar>, Texts)>);

impl Kept {
    pub(crate) fn new(grammar: Arc<Grammar>) -> Self {
        Self(Mutex::new((grammar, none())))
    }

    /// The text of this grammar, written by `write` unless it is there.
    pub(crate) fn get(&self, grammar: &Arc<Grammar>, key: Key, write: impl FnOnce() -> Vec<u8>) -> Written {
        self.texts(grammar).get_with(key, || {
            let bytes = Bytes::from(write());
            Written { tag: EntityTag::of_bytes(&bytes, "schema"), bytes }
        })
    }

    fn texts(&self, grammar: &Arc<Grammar>) -> Texts {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The grammar is kept beside its texts, so that no other one can be where it was.
        if !Arc::ptr_eq(&current.0, grammar) {
            *current = (Arc::clone(grammar), none());
        }
        current.1.clone()
    }
}

fn none() -> Texts {
    let weigh = |key: &Key, written: &Written| {
        u32::try_from(key.address.as_str().len() + written.bytes.len()).unwrap_or(u32::MAX)
    };
    moka::sync::Cache::builder().max_capacity(LIMIT).weigher(weigh).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn a_text_is_written_once_for_each_grammar_language_and_reader() {
        let grammar = || Arc::new(Grammar::compile(&[], &[]).unwrap());
        let (first, second) = (grammar(), grammar());
        let kept = Kept::new(Arc::clone(&first));
        let address = sample::base().form("vin");
        let french = Key::of_schema(&address, Locale::Fr);
        let page = |chosen| Key::of_page(&address, Locale::Fr, chosen);
        let check = |grammar: &Arc<Grammar>, key: &Key, text: &str, expected: &str| {
            let written = kept.get(grammar, key.clone(), || text.into());
            assert_eq!(written.bytes, expected.as_bytes(), "{key:?}");
            assert_eq!(written.tag, EntityTag::of_bytes(expected.as_bytes(), "schema"));
        };
        check(&first, &french, "one", "one");
        check(&first, &french, "not written", "one");
        check(&first, &Key::of_schema(&address, Locale::En), "in English", "in English");
        check(&first, &page(Choice::Header), "page", "page");
        check(&first, &page(Choice::Address), "page with ?lang", "page with ?lang");
        check(&second, &french, "two", "two");
        check(&second, &page(Choice::Header), "another page", "another page");
        check(&second, &french, "not written", "two");
        // A request that began before the change and comes to its end after it.
        check(&first, &french, "one again", "one again");
        check(&second, &french, "two again", "two again");
    }
}
