//! The page of what is offered to a description.

use super::Frame;
use super::reading::{Passage, own_name, said};
use super::versions::container_of;
use crate::vocabulary::Vocabulary;
use askama::Template;
use model::Document;
use model::vocab::property;
use oxrdf::TermRef;
use registry::Resource;

/// The changed copies that are offered to a description, for people.
#[derive(Template)]
#[template(path = "proposals.html")]
pub(crate) struct ProposalsPage {
    pub(super) frame: Frame,
    container: Option<(String, String)>,
    document: (String, Passage),
    proposals: Vec<Entry>,
    /// Where a copy is made, by whoever may.
    fork: Option<String>,
    /// Where this one is offered back, if it is a copy, by whoever may change it.
    offer: Option<String>,
}

/// What a reader may do besides reading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doors {
    /// Copy it.
    pub(crate) may_copy: bool,
    /// Change this description.
    pub(crate) may_offer: bool,
}

struct Entry {
    href: String,
    name: Passage,
    status: Option<String>,
    why: Option<Passage>,
    merge: String,
    modified: String,
}

impl ProposalsPage {
    pub(crate) fn new(frame: Frame, description: &Document, proposals: &[Resource], doors: Doors) -> Self {
        let is_copy = description.own(property::FORK_OF).next().is_some();
        let iri = description.iri();
        let entries = proposals.iter().map(|proposal| entry(&frame, proposal)).collect();
        Self {
            container: container_of(&frame, description.iri()),
            document: (frame.link(description.iri()), own_name(description, frame.locale())),
            proposals: entries,
            fork: doors.may_copy.then(|| frame.link(&iri.forks())),
            offer: (is_copy && doors.may_offer).then(|| frame.link(&iri.proposals())),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        use super::sample;
        let description = sample::description();
        let frame = sample::frame(locale, description.iri().proposals());
        Self::new(
            frame,
            &description,
            &[sample::resource(sample::proposal())],
            Doors { may_copy: true, may_offer: true },
        )
    }
}

fn entry(frame: &Frame, proposal: &Resource) -> Entry {
    let (document, locale) = (&proposal.document, frame.locale());
    Entry {
        href: frame.link(document.iri()),
        name: own_name(document, locale),
        status: status(document, frame),
        why: said(document, document.iri(), property::MOTIVATION, locale),
        merge: frame.link(&document.iri().merge()),
        modified: frame.date(&proposal.modified),
    }
}

/// Where a proposal stands, in words.
pub(super) fn status(proposal: &Document, frame: &Frame) -> Option<String> {
    proposal.own(property::STATUS).find_map(|status| match status {
        TermRef::NamedNode(status) => Some(Vocabulary::embedded().label(frame.locale(), status)),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    })
}
