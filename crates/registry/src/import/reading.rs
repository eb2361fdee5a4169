//! The reader's thread: sources are read, parsed and put into canonical form aside, a few portions ahead of whoever judges
//! them.

use super::run::Passages;
use model::{Audience, ContentHash, Iri, Passage, Record, Refused, Unplaced};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

/// Records in one portion: large enough that the disk is asked rarely, small enough that others' writes slip between.
pub(super) const PORTION: usize = 200;

/// Portions that wait for whoever judges them.
const AHEAD: usize = 2;

/// What was read.
pub(super) enum Read {
    /// A record, with the hash of what it tells.
    Record(Box<ReadRecord>),
    /// What means to be a document and cannot be one.
    Refused(Refused),
    /// What found no place.
    Unplaced(Unplaced),
    /// The source cannot be read on; nothing comes after it.
    Failed(String),
}

/// A record and what tells it from others.
pub(super) struct ReadRecord {
    pub(super) record: Record,
    /// What it says, in canonical form.
    pub(super) words: String,
    /// SHA-256 of that and of whom it is for.
    pub(super) hash: ContentHash,
    /// Its address, as short as a set of all of them wants it.
    pub(super) mark: Mark,
}

/// Half of the SHA-256 of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mark(u128);

impl Mark {
    pub(super) fn of(iri: &Iri) -> Self {
        let hash = ContentHash::of(iri.as_str().as_bytes()).0;
        Self(hash.iter().take(16).fold(0, |mark, byte| mark << 8 | u128::from(*byte)))
    }
}

/// What the reader's thread reads.
pub(super) struct Reading<T> {
    portions: mpsc::Receiver<Vec<T>>,
    thread: JoinHandle<()>,
}

impl<T> Reading<T> {
    /// The next portion; `None` at the end of the source.
    pub(super) async fn next(&mut self) -> Option<Vec<T>> {
        self.portions.recv().await
    }

    /// Waits for the thread once nothing more comes: whether it came to its end. A reader that broke down has not read the
    /// whole source.
    pub(super) async fn ended_well(self) -> bool {
        drop(self.portions);
        self.thread.await.is_ok()
    }
}

/// Reads the passages of a source.
pub(super) fn start(passages: Passages) -> Reading<Read> {
    ahead(passages.map(read), |read| matches!(read, Read::Failed(_)))
}

/// Reads on a thread of its own. It ends with the source, at its failure, or when nobody listens any more.
pub(super) fn ahead<T: Send + 'static>(
    mut source: impl Iterator<Item = T> + Send + 'static,
    is_failure: impl Fn(&T) -> bool + Send + 'static,
) -> Reading<T> {
    let (sender, portions) = mpsc::channel(AHEAD);
    let thread = spawn_blocking(move || {
        loop {
            let mut portion = Vec::with_capacity(PORTION);
            for item in source.by_ref().take(PORTION) {
                portion.push(item);
                if portion.last().is_some_and(&is_failure) {
                    break;
                }
            }
            let is_last = portion.len() < PORTION || portion.last().is_some_and(&is_failure);
            if portion.is_empty() || sender.blocking_send(portion).is_err() || is_last {
                return;
            }
        }
    });
    Reading { portions, thread }
}

fn read(passage: Result<Passage, String>) -> Read {
    match passage {
        Ok(Passage::Record(record)) => {
            let nquads = record.document.canonical().nquads;
            let hash = told(&nquads, &record.audience);
            let mark = Mark::of(record.document.iri());
            Read::Record(Box::new(ReadRecord { record: *record, words: nquads, hash, mark }))
        }
        Ok(Passage::Refused(refused)) => Read::Refused(refused),
        Ok(Passage::Unplaced(unplaced)) => Read::Unplaced(unplaced),
        Err(failure) => Read::Failed(failure),
    }
}

fn told(words: &str, audience: &Audience) -> ContentHash {
    ContentHash::of(format!("{}\n{words}", audience.to_term().as_str()).as_bytes())
}
