//! What was put into words for one peer is kept for a while, for the next one that is told the same: an entry never changes,
//! and what is said of it is the same for all, byte for byte.

use crate::object::texts::Texts;
use model::{Iri, Seq};
use registry::federation::{End, Item, Telling};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Bytes that are kept in all.
const BYTES: u64 = 32 << 20;
/// What is erased is in memory no longer than this.
const KEPT_FOR: Duration = Duration::from_mins(5);

/// All in which what is said to one peer may differ from what is said to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Phrase {
    /// A document as it is, to an instance of ours that follows it.
    Exact(Seq, What),
    /// A post of these together.
    Post {
        /// In whose name.
        speaker: Iri,
        /// Of what.
        items: Vec<(Seq, What)>,
        /// Who wrote it, by name, as they are called now.
        who: Option<Texts>,
    },
}

/// What is said of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// What it says, to those who could not know it before.
    Created,
    /// What it says now.
    Changed,
    /// That it ended.
    Ended(End),
}

impl What {
    pub(super) fn of(item: &Item) -> Self {
        match item.telling {
            Telling::Says { is_new: true, .. } => Self::Created,
            Telling::Says { is_new: false, .. } => Self::Changed,
            Telling::Ended(end) => Self::Ended(end),
        }
    }
}

/// What was said a short time ago.
#[derive(Debug)]
pub(crate) struct Words {
    bodies: moka::sync::Cache<Phrase, Arc<[u8]>>,
    names: Mutex<Names>,
}

/// How those who write are called, as the journal has it: nothing changes before its next entry.
#[derive(Debug, Default)]
struct Names {
    head: Seq,
    /// Those whom nobody may know have none.
    known: HashMap<Iri, Texts>,
}

impl Words {
    pub(super) fn find(&self, phrase: &Phrase) -> Option<Arc<[u8]>> {
        self.bodies.get(phrase)
    }

    pub(super) fn keep(&self, phrase: Phrase, words: Vec<u8>) -> Arc<[u8]> {
        let words: Arc<[u8]> = words.into();
        self.bodies.insert(phrase, Arc::clone(&words));
        words
    }

    /// How somebody is called at this head of the journal, if anybody asked since; empty for whom nobody may know.
    pub(super) fn names(&self, head: Seq, whose: &Iri) -> Option<Texts> {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.known.get(whose).filter(|_| names.head == head).cloned()
    }

    pub(super) fn keep_names(&self, head: Seq, whose: &Iri, theirs: Texts) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if names.head != head {
            *names = Names { head, known: HashMap::new() };
        }
        names.known.insert(whose.clone(), theirs);
    }
}

impl Default for Words {
    fn default() -> Self {
        let weight = |_: &Phrase, words: &Arc<[u8]>| u32::try_from(words.len()).unwrap_or(u32::MAX);
        let bodies = moka::sync::Cache::builder().max_capacity(BYTES).weigher(weight).time_to_live(KEPT_FOR).build();
        Self { bodies, names: Mutex::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_until_the_next_entry() {
        let words = Words::default();
        let iri = |text: &str| Iri::parse(text).unwrap();
        let (mill, nobody) = (iri("https://a.example/organizations/moulin"), iri("https://a.example/persons/eve"));
        words.keep_names(Seq(7), &mill, Texts::untagged("Le Moulin"));
        words.keep_names(Seq(7), &nobody, Texts::default());
        assert_eq!(words.names(Seq(7), &mill), Some(Texts::untagged("Le Moulin")));
        assert_eq!(words.names(Seq(7), &nobody), Some(Texts::default()), "whom nobody may know is known not to be");
        assert_eq!(words.names(Seq(8), &mill), None);
        words.keep_names(Seq(8), &nobody, Texts::default());
        assert_eq!(words.names(Seq(8), &mill), None, "nothing of what was before");
    }

    #[test]
    fn what_differs_is_said_apart() {
        let words = Words::default();
        let post = |items: &[(Seq, What)], who: Option<&str>| Phrase::Post {
            speaker: Iri::parse("https://a.example/actor").unwrap(),
            items: items.to_vec(),
            who: who.map(Texts::untagged),
        };
        let said = [
            Phrase::Exact(Seq(1), What::Created),
            Phrase::Exact(Seq(1), What::Changed),
            Phrase::Exact(Seq(1), What::Ended(End::Closed)),
            post(&[(Seq(1), What::Created)], None),
            post(&[(Seq(1), What::Created)], Some("Le Moulin")),
            post(&[(Seq(1), What::Created), (Seq(2), What::Created)], None),
        ];
        for (number, phrase) in said.iter().enumerate() {
            assert_eq!(words.find(phrase), None);
            words.keep(phrase.clone(), vec![u8::try_from(number).unwrap()]);
        }
        for (number, phrase) in said.iter().enumerate() {
            assert_eq!(words.find(phrase).as_deref(), Some([u8::try_from(number).unwrap()].as_slice()));
        }
    }
}
