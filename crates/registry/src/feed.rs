//! What changed, as everybody may know it when it is asked: the pages of feeds, and what is told to those who listen.
//!
//! A page is a fixed stretch of the journal: where it begins and ends never moves, whatever is opened, closed or erased. What
//! is closed, gone or erased since is no longer on the pages on which it was told; the page of its end says that it ended.

use crate::error::ReadError;
use crate::read;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::{Happening, HappeningKind};
use model::{Container, Document, Iri, Seq};
use std::collections::BTreeMap;
use tokio::sync::watch;

/// Entries of the journal that one page is made of, closed ones included: few enough that a page is read in a moment.
pub const FEED_SPAN: u64 = 100;

/// A page of a feed, without what its documents say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPage {
    /// Which, from 1.
    pub number: u64,
    /// What changed, in order.
    pub events: Vec<FeedEvent>,
    /// Whether nothing more comes into it.
    pub is_full: bool,
}

/// One change that everybody may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// Its place in the journal.
    pub seq: Seq,
    /// Which document.
    pub iri: Iri,
    /// Where it stands.
    pub container: Container,
    /// The address of the change: of the version, or of its end.
    pub member: Iri,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: FeedKind,
}

/// What happened to a document, for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedKind {
    /// It is there now, and was not.
    Created {
        /// The entry that holds what it says.
        content: Seq,
    },
    /// It says something else.
    Updated {
        /// The entry that holds what it says.
        content: Seq,
    },
    /// It is gone, or no longer for everybody.
    Ended,
}

impl FeedKind {
    fn content(self) -> Option<Seq> {
        match self {
            Self::Created { content } | Self::Updated { content } => Some(content),
            Self::Ended => None,
        }
    }
}

impl Registry {
    /// The number of the page that is being written: the last one, from 1.
    pub fn last_feed_page(&self) -> u64 {
        self.head().0 / FEED_SPAN + 1
    }

    /// A page of what changed, of this container or of all; `None`: there is none of this number yet.
    pub async fn feed_page(&self, number: u64, container: Option<Container>) -> Result<Option<FeedPage>, ReadError> {
        // What is committed after this moment is for whoever asks next.
        let head = self.head();
        if number == 0 || number > head.0 / FEED_SPAN + 1 {
            return Ok(None);
        }
        let end = number.saturating_mul(FEED_SPAN);
        let after = Seq(end - FEED_SPAN);
        let happenings = self.journal.happenings(after, Seq(end.min(head.0)), container).await?;
        let events = happenings.into_iter().map(event).collect();
        Ok(Some(FeedPage { number, events, is_full: head.0 >= end }))
    }

    /// What changed after this entry, up to one page of it, and up to where that was looked at.
    pub async fn feed_after(&self, after: Seq) -> Result<(Vec<FeedEvent>, Seq), ReadError> {
        let until = Seq(self.head().0.min(after.0.saturating_add(FEED_SPAN)));
        if until <= after {
            return Ok((Vec::new(), after));
        }
        let happenings = self.journal.happenings(after, until, None).await?;
        Ok((happenings.into_iter().map(event).collect(), until))
    }

    /// What the documents of these changes said then, with each change. What was erased in this moment is left out.
    pub async fn feed_contents(&self, events: Vec<FeedEvent>) -> Result<Vec<(FeedEvent, Option<Document>)>, ReadError> {
        let contents: Vec<Seq> = events.iter().filter_map(|event| event.kind.content()).collect();
        let entries = self.journal.entries_at(&contents).await?;
        let size = entries.iter().filter_map(|entry| entry.canonical.as_ref()).map(String::len).sum();
        let read = move || {
            let contents: BTreeMap<Seq, &str> =
                entries.iter().filter_map(|entry| Some((entry.seq, entry.canonical.as_deref()?))).collect();
            let told = events.into_iter().filter_map(|event| {
                let document = match event.kind.content() {
                    Some(content) => Some(read::document(&event.iri, contents.get(&content)?)),
                    None => None,
                };
                Some(document.transpose().map(|document| (event, document)))
            });
            told.collect::<Result<Vec<_>, _>>()
        };
        Ok(self.aside.run(size, read).await??)
    }

    /// Tells where the head of the journal is, each time that it moves. It ends with the instance.
    pub fn watch_head(&self) -> watch::Receiver<Seq> {
        self.journal.head()
    }
}

/// As whoever follows is told.
pub(crate) fn event(happening: Happening) -> FeedEvent {
    let Happening { seq, iri, container, number, at, kind } = happening;
    let version = iri.version(number);
    let (member, kind) = match kind {
        // What only opened its document wrote no version: its address is that of the version, told apart.
        HappeningKind::Says { content, is_new } => {
            let member = if content == seq { version } else { version.with_query("entry", &seq.0.to_string()) };
            (member, if is_new { FeedKind::Created { content } } else { FeedKind::Updated { content } })
        }
        HappeningKind::Ended => (version.with_query("ended", &seq.0.to_string()), FeedKind::Ended),
    };
    FeedEvent { seq, iri, container, member, at, kind }
}
