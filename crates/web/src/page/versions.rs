//! The page of a document's history.

use super::reading::{Passage, own_name};
use super::{Frame, container};
use crate::address;
use crate::resource::author;
use crate::text;
use askama::Template;
use model::Iri;
use model::iri::Location;
use registry::{History, Version};

/// The versions of a document, for people.
#[derive(Template)]
#[template(path = "versions.html")]
pub(crate) struct VersionsPage {
    pub(super) frame: Frame,
    container: Option<(String, String)>,
    document: (String, Passage),
    count: String,
    entries: Vec<Entry>,
    compare: String,
    /// Where a version is put back, by whoever may, and the revision that it then replaces.
    restore: Option<(String, String)>,
    /// Where it is told who has taken what it says, for whoever answers for it.
    receipts: Option<String>,
    next: Option<String>,
}

/// One version in the list.
struct Entry {
    number: u64,
    href: String,
    when: String,
    who: String,
    why: Option<String>,
    /// What it changed, where there is one before that the reader may see.
    diff: Option<String>,
    /// Which of the two versions to compare it is, if nobody chooses.
    is_first: bool,
    is_second: bool,
}

impl VersionsPage {
    pub(crate) fn new(frame: Frame, history: &History, next: Option<&Iri>, may_restore: bool) -> Self {
        let document = &history.current.document;
        let entries = history
            .versions
            .iter()
            .enumerate()
            .map(|(place, version)| entry(&frame, document.iri(), version, history.versions.get(place + 1), place))
            .collect();
        Self {
            container: container_of(&frame, document.iri()),
            document: (frame.link(document.iri()), own_name(document, frame.locale())),
            count: frame.count("versions-count", history.count),
            entries,
            compare: document.iri().diff_of_any().as_str().to_owned(),
            // The only version there is cannot be gone back to.
            restore: (may_restore && history.count > 1)
                .then(|| (frame.link(&document.iri().versions()), history.current.revision.to_string())),
            receipts: None,
            next: next.map(|next| frame.link(next)),
            frame,
        }
    }

    /// With the way to the receipts.
    pub(crate) fn with_receipts(mut self, document: &Iri) -> Self {
        self.receipts = Some(self.frame.link(&address::receipts(document)));
        self
    }

    #[cfg(test)]
    pub(super) fn sample_of_one(locale: crate::locale::Locale) -> Self {
        let mut history = super::sample::history();
        history.versions.truncate(1);
        history.count = 1;
        let iri = history.current.document.iri();
        Self::new(super::sample::frame(locale, iri.versions()), &history, None, true)
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let history = super::sample::history();
        let iri = history.current.document.iri();
        let next = iri.versions().with_query("before", "1");
        Self::new(super::sample::frame(locale, iri.versions()), &history, Some(&next), true).with_receipts(iri)
    }
}

fn entry(frame: &Frame, iri: &Iri, version: &Version, before: Option<&Version>, place: usize) -> Entry {
    let number = version.revision.number;
    Entry {
        number,
        href: frame.link(&iri.version(number)),
        when: text::moment(frame.locale(), version.at),
        who: author(frame.locale(), version.by),
        why: version.reason.clone(),
        diff: before.map(|before| frame.link(&iri.diff(before.revision.number, number))),
        is_first: place == 0,
        is_second: place == 1,
    }
}

/// The container of a document, with its name, for the way that leads to a page.
pub(super) fn container_of(frame: &Frame, iri: &Iri) -> Option<(String, String)> {
    match frame.base().locate(iri)? {
        Location::Document(container, _) => Some((frame.container(container), frame.say(container::key(container)))),
        Location::Container(_) => None,
    }
}
