//! What is held of every subject of a source: a number, and what others need to know of it. What it says waits on disk.

use super::words::{self, TIES};
use model::vocab::{class, rdf};
use oxrdf::{BlankNode, Literal, NamedNode, NamedNodeRef, Term};
use std::collections::hash_map::RandomState;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

/// Subjects of a source at most, and parts in associations: of each there is a number in memory, and what others need to
/// know of it.
pub const SUBJECTS: usize = 2_000_000;

/// All subjects, in the order in which they come first.
#[derive(Debug)]
pub(super) struct Subjects {
    /// Names are numbers here: 64 bits of a hash that nobody can foresee.
    hashes: RandomState,
    by_name: HashMap<u64, u32>,
    all: Vec<Subject>,
    /// What something is a part in: perhaps it only ties others together.
    tying: BTreeSet<u64>,
    has_pair: bool,
    /// Subjects, and parts that may tie, at most.
    most: usize,
}

/// One subject, as others see it.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, and of these there are millions")]
pub(super) struct Subject {
    pub(super) is_blank: bool,
    /// Whether its name has a part behind a `#`.
    has_fragment: bool,
    has_type: bool,
    /// Whether it has a type that is none of a server's lists.
    is_more_than_container: bool,
    is_postal_address: bool,
    pub(super) is_person: bool,
    is_resource: bool,
    /// The first of its classes.
    rank: Option<u8>,
    /// Whether something says that it may only tie others together.
    pub(super) may_tie: bool,
    /// Whether it does, and they say so now.
    pub(super) is_tie: bool,
    /// Whether something else points at it.
    is_pointed_at: bool,
    is_offered: bool,
    is_needed: bool,
}

impl Subjects {
    pub(super) fn new() -> Self {
        Self {
            hashes: RandomState::new(),
            by_name: HashMap::new(),
            all: Vec::new(),
            tying: BTreeSet::new(),
            has_pair: false,
            most: SUBJECTS,
        }
    }

    /// The number of whoever says this, and what it tells of the subject; nothing where there are too many.
    pub(super) fn hear(&mut self, name: &str, word: &str, term: &Term) -> Option<u32> {
        let number = self.number(name)?;
        let subject = self.all.get_mut(number as usize)?;
        self.has_pair |= words::is_pair(word);
        if word == rdf::TYPE.as_str()
            && let Term::NamedNode(node) = term
        {
            let kind = words::word(node.as_str());
            self.has_pair |= words::is_pair(kind);
            subject.hear_type(kind);
        }
        for tie in &TIES {
            subject.may_tie |= word == tie.from[0] || word == tie.to[0];
            if (word == tie.from[1] || word == tie.to[1])
                && let Some(name) = name_of(term)
            {
                self.tying.insert(self.hashes.hash_one(name));
            }
        }
        (self.tying.len() <= self.most).then_some(number)
    }

    /// Once all were heard.
    pub(super) fn close(&mut self) {
        for hash in std::mem::take(&mut self.tying) {
            let number = self.by_name.get(&hash).copied();
            if let Some(subject) = number.and_then(|number| self.all.get_mut(number as usize)) {
                subject.may_tie = true;
            }
        }
    }

    /// What somebody says in the end, which tells more of both.
    pub(super) fn hear_last(&mut self, number: u32, word: &str, term: &Term) {
        if let Some(subject) = self.all.get_mut(number as usize) {
            subject.is_offered |= word == "offeredBy";
            subject.is_needed |= word == "neededBy";
        }
        let other = self.find(term).filter(|other| *other != number);
        if let Some(subject) = other.and_then(|other| self.all.get_mut(other as usize)) {
            subject.is_pointed_at = true;
        }
    }

    /// That this one only ties others together.
    pub(super) fn is_tie(&mut self, number: u32) {
        if let Some(subject) = self.all.get_mut(number as usize) {
            subject.is_tie = true;
        }
    }

    /// Whether there is a word of PAIR among all that was said.
    pub(super) fn has_pair(&self) -> bool {
        self.has_pair
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// The subject of this number.
    pub(super) fn get(&self, number: u32) -> Subject {
        self.all.get(number as usize).copied().unwrap_or_default()
    }

    /// The subject that a value is. SemApps writes some links as texts.
    pub(super) fn find(&self, term: &Term) -> Option<u32> {
        self.named(&name_of(term)?)
    }

    /// The subject of this name.
    pub(super) fn named(&self, name: &str) -> Option<u32> {
        self.by_name.get(&self.hashes.hash_one(name)).copied()
    }

    fn number(&mut self, name: &str) -> Option<u32> {
        let hash = self.hashes.hash_one(name);
        if let Some(number) = self.by_name.get(&hash) {
            return Some(*number);
        }
        let number = u32::try_from(self.all.len()).ok().filter(|_| self.all.len() < self.most)?;
        self.by_name.insert(hash, number);
        let (is_blank, has_fragment) = (name.starts_with("_:"), name.contains('#'));
        self.all.push(Subject { is_blank, has_fragment, ..Subject::default() });
        Some(number)
    }
}

impl Subject {
    fn hear_type(&mut self, kind: &str) {
        self.has_type = true;
        self.is_more_than_container |= !kind.starts_with("http://www.w3.org/ns/ldp#");
        self.is_postal_address |= kind == "PostalAddress";
        self.is_person |= kind == "Person" && !self.is_blank;
        self.is_resource |= words::RESOURCES.contains(&kind);
        let rank = words::rank(kind);
        self.rank = self.rank.into_iter().chain(rank).min();
    }

    /// What it is here, if it is a document; what is offered or needed only where somebody says so.
    pub(super) fn class(&self) -> Option<NamedNodeRef<'static>> {
        if self.is_blank || self.is_tie {
            return None;
        }
        self.rank.map(words::class_of_rank).or(match self.is_resource {
            true if self.is_offered => Some(class::OFFER),
            true if self.is_needed => Some(class::NEED),
            _ => None,
        })
    }

    /// Whether it is told with what points at it, or is the list that a server keeps of what it has.
    pub(super) fn is_part(&self) -> bool {
        let is_container = self.has_type && !self.is_more_than_container;
        let is_inner = self.is_blank || self.is_postal_address || !self.has_type && self.has_fragment;
        self.is_pointed_at && is_inner || is_container
    }
}

/// How a value is named as a subject, if it can be one.
pub(super) fn name_of(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::BlankNode(node) => Some(format!("_:{}", node.as_str())),
        Term::Literal(text) => text.value().contains("://").then(|| text.value().trim().to_owned()),
    }
}

/// The value that names this subject; a text that is no IRI stays one.
pub(super) fn term_of(name: &str) -> Term {
    match name.strip_prefix("_:") {
        Some(label) => BlankNode::new_unchecked(label).into(),
        None => NamedNode::new(name).map_or_else(|_| Literal::new_simple_literal(name).into(), Term::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_held_than_may_be() {
        let part = |number: usize| term_of(&format!("https://data.example/{number}"));
        let mut subjects = Subjects { most: 10, ..Subjects::new() };
        for number in 0..20 {
            let heard = subjects.hear("https://data.example/p", "actorOfMembership", &part(number));
            assert_eq!(heard.is_some(), number < 10, "{number}");
        }
        let mut subjects = Subjects { most: 10, ..Subjects::new() };
        for number in 0..20 {
            let heard = subjects.hear(&format!("https://data.example/{number}"), "label", &part(0));
            assert_eq!(heard.is_some(), number < 10, "{number}");
        }
    }
}
