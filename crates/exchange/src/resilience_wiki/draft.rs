//! Documents while the page is read: what is said of them, and on which lines.

use super::ReadError;
use super::page::Passage;
use model::vocab::{property, rdf};
use model::{
    Audience, Base, Container, Document, Iri, Place, Reading, Record, Slug, Standing, Unplaced, UnplacedReason,
};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};

/// All documents of a reading.
pub(super) struct Drafts<'a> {
    base: &'a Base,
    all: Vec<Draft>,
    by_identity: BTreeMap<(Container, String), DraftId>,
    /// How many documents wanted this slug.
    slugs: BTreeMap<(Container, Slug), u32>,
    unplaced: Vec<Unplaced>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DraftId(usize);

struct Draft {
    iri: Iri,
    triples: Vec<Triple>,
    lines: BTreeSet<u64>,
    audience: Audience,
    standing: Standing,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(base: &'a Base, unplaced: Vec<Unplaced>) -> Self {
        Self { base, all: Vec::new(), by_identity: BTreeMap::new(), slugs: BTreeMap::new(), unplaced }
    }

    /// The document of this identity; at first sight it is made, with an address from `address`. Different
    /// identities never share one: the second of a slug is numbered. None, and reported, where there is no letter.
    pub(super) fn draft(
        &mut self,
        container: Container,
        identity: &str,
        address: &str,
        from: Passage<'_>,
    ) -> Option<(DraftId, Iri)> {
        let key = (container, identity.to_owned());
        if let Some(id) = self.by_identity.get(&key) {
            let draft = self.all.get_mut(id.0)?;
            draft.lines.insert(from.line);
            return Some((*id, draft.iri.clone()));
        }
        let Some(slug) = Slug::from_text(address).ok().filter(|_| !identity.is_empty()) else {
            self.unplaced(from, UnplacedReason::BrokenLine);
            return None;
        };
        let wanted = self.slugs.entry((container, slug.clone())).or_insert(0);
        *wanted += 1;
        let mut number = *wanted;
        let mut own = if number == 1 { slug.clone() } else { slug.numbered(number) };
        // "x-2" may be somebody's real name.
        while number > 1 && self.slugs.contains_key(&(container, own.clone())) {
            number += 1;
            own = slug.numbered(number);
        }
        if number > 1 {
            self.slugs.insert((container, slug), number);
            self.slugs.insert((container, own.clone()), 1);
        }
        let iri = self.base.document(container, &own);
        let id = DraftId(self.all.len());
        let lines = BTreeSet::from([from.line]);
        self.all.push(Draft {
            iri: iri.clone(),
            triples: Vec::new(),
            lines,
            audience: Audience::Public,
            standing: Standing::Mentioned,
        });
        self.by_identity.insert(key, id);
        Some((id, iri))
    }

    /// The document of this identity, if there is one.
    pub(super) fn find(&self, container: Container, identity: &str) -> Option<(DraftId, Iri)> {
        let id = self.by_identity.get(&(container, identity.to_owned()))?;
        Some((*id, self.all.get(id.0)?.iri.clone()))
    }

    /// Its address.
    pub(super) fn iri(&self, id: DraftId) -> Option<Iri> {
        self.all.get(id.0).map(|draft| draft.iri.clone())
    }

    /// Says something of the document itself.
    pub(super) fn say(&mut self, id: DraftId, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        if let Some(draft) = self.all.get_mut(id.0) {
            draft.triples.push(Triple::new(NamedNode::from(draft.iri.clone()), predicate, object));
        }
    }

    /// Says something of a fragment.
    pub(super) fn say_of(&mut self, id: DraftId, fragment: &str, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        if let Some(draft) = self.all.get_mut(id.0) {
            let subject = NamedNode::from(draft.iri.with_fragment(fragment));
            draft.triples.push(Triple::new(subject, predicate, object));
        }
    }

    /// Its class.
    pub(super) fn is_a(&mut self, id: DraftId, class: NamedNodeRef<'_>) {
        self.say(id, rdf::TYPE, class);
    }

    /// The page is where it comes from: the project, its description, its deeds. All else it only mentions.
    pub(super) fn is_told(&mut self, id: DraftId) {
        if let Some(draft) = self.all.get_mut(id.0) {
            draft.standing = Standing::Told;
        }
    }

    /// The source speaks of it here too.
    pub(super) fn place(&mut self, id: DraftId, line: u64) {
        if let Some(draft) = self.all.get_mut(id.0) {
            draft.lines.insert(line);
        }
    }

    /// Closes it, in its column and in what it says.
    pub(super) fn close(&mut self, id: DraftId, audience: Audience) {
        self.say(id, property::AUDIENCE, audience.to_term());
        if let Some(draft) = self.all.get_mut(id.0) {
            draft.audience = audience;
        }
    }

    /// Reports a passage that found no place.
    pub(super) fn unplaced(&mut self, passage: Passage<'_>, reason: UnplacedReason) {
        let place = Place::Line(passage.line);
        self.unplaced.push(Unplaced { place, text: passage.text.to_owned(), reason });
    }

    /// The reading, in the order of the source.
    pub(super) fn finish(mut self) -> Result<Reading, ReadError> {
        self.all.sort_by_key(|draft| draft.lines.first().copied());
        self.unplaced.sort_by_key(|unplaced| unplaced.place.number());
        let records = self.all.into_iter().map(|draft| {
            Ok(Record {
                document: Document::admit(draft.iri, draft.triples)?,
                audience: draft.audience,
                standing: draft.standing,
                places: draft.lines.into_iter().map(Place::Line).collect(),
            })
        });
        let records = records.collect::<Result<_, ReadError>>()?;
        Ok(Reading { records, refused: Vec::new(), unplaced: self.unplaced })
    }
}

/// Text of the page, which is French.
pub(super) fn french(text: impl Into<String>) -> Literal {
    Literal::new_language_tagged_literal_unchecked(text.into(), "fr")
}
