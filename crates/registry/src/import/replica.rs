//! A stream of what others hold, followed: its documents are kept as documents from elsewhere, as the stream tells them last,
//! and what it says has ended is gone here.
//!
//! It is a source as others are, with runs, a report, and a time when it is due. How far it was read is written down with the
//! end of each run: whoever is cut off reads a part again, which changes nothing.

use super::judge::Judged;
use super::reading;
use super::report::{Fate, ImportReport, ImportedRecord, RunListener, Why};
use super::run::{ImportError, ImportMode, Run, of_open_run};
use crate::access;
use crate::elsewhere::{MirrorRefusal, Told, ToldContent};
use crate::error::ChangeError;
use crate::registry::Registry;
use futures_util::future::join_all;
use journal::federation::{BlockKind, host};
use journal::import::{Did, SourceCard};
use model::{Caller, DocumentError, Iri, Refused, Slug};
use std::collections::BTreeMap;

/// Documents that are judged beside each other.
const AT_ONCE: usize = 25;

/// One thing that a stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// What it tells of a document.
    Told(Box<Told>),
    /// What cannot be a document.
    Refused(Refused),
}

/// What a stream says, in order; why it cannot be read on, in the words of whoever asked.
pub type Tellings = Box<dyn Iterator<Item = Result<Heard, String>> + Send>;

/// A stream to be read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicaOrder {
    /// The source.
    pub card: SourceCard,
    /// Whether it is written.
    pub mode: ImportMode,
    /// How far it is read once this is; `None`: as far as before.
    pub place: Option<String>,
}

impl Registry {
    /// How far the stream of this name was read, as whoever reads it wrote it down.
    pub async fn replica_place(&self, caller: &Caller, name: &Slug) -> Result<Option<String>, ChangeError> {
        access::may_oversee(caller)?;
        Ok(self.journal.place(name).await?)
    }

    /// Takes in what a stream says. What is refused does not hold up the rest; a stream that cannot be read on ends the run
    /// with what was told until then.
    pub async fn replicate(
        &self,
        caller: &Caller,
        order: ReplicaOrder,
        tellings: Tellings,
        listener: &dyn RunListener,
    ) -> Result<ImportReport, ImportError> {
        access::may_oversee(caller)?;
        let by = access::writer(caller)?;
        let ReplicaOrder { card, mode, place } = order;
        let source = card.name.clone();
        let Some(_turn) = self.running.begin(&source) else { return Err(ImportError::Running(source)) };
        let origin = self.origin(&card);
        let begun = self.begin_run(card, mode, by).await?;
        let run = Run { source: &source, origin, begun, listener };
        let mut report = ImportReport { run: begun.map(|begun| begun.number), ..ImportReport::default() };
        let told = self.take_in(&run, tellings, &mut report).await;
        if let Some(begun) = begun {
            let failure = told.as_ref().err().map(ToString::to_string).or_else(|| report.failure.clone());
            let ended = self.journal.end_run(begun.number, failure, Vec::new()).await.map_err(of_open_run);
            let is_whole = told?;
            ended?;
            if let Some(place) = place.filter(|_| is_whole) {
                self.journal.keep_place(&source, place).await?;
            }
            return Ok(report);
        }
        told?;
        Ok(report)
    }

    /// Whether the reader came to its end: where it broke down, by a mistake of ours, it is read again from before.
    async fn take_in(&self, run: &Run<'_>, tellings: Tellings, report: &mut ImportReport) -> Result<bool, ChangeError> {
        // What comes is parsed on its thread, and nothing after a failure.
        let mut reading = reading::ahead(tellings, Result::is_err);
        while let Some(portion) = reading.next().await {
            let mut judged = Vec::new();
            let mut latest: BTreeMap<Iri, Told> = BTreeMap::new();
            for heard in portion {
                match heard {
                    Ok(Heard::Told(told)) => keep_later(&mut latest, *told),
                    Ok(Heard::Refused(Refused { name, reason, .. })) => {
                        judged.push(refused(run, name, Why::Reader(reason)));
                    }
                    Err(failure) => report.failure = Some(failure),
                }
            }
            let mut latest: Vec<Told> = latest.into_values().collect();
            while !latest.is_empty() {
                let some: Vec<Told> = latest.drain(..latest.len().min(AT_ONCE)).collect();
                for one in join_all(some.into_iter().map(|told| self.judge_heard(run, told))).await {
                    judged.push(one?);
                }
            }
            self.write_judged(run, judged, report).await?;
        }
        let is_whole = reading.ended_well().await;
        if !is_whole {
            report.failure.get_or_insert_with(|| run.say(Why::Broken));
        }
        Ok(is_whole)
    }

    /// Judges what is told of a document from elsewhere.
    pub(super) async fn judge_heard(&self, run: &Run<'_>, told: Told) -> Result<Judged, ChangeError> {
        let name = told.iri.to_string();
        if let Some(error) = self.not_its_to_tell(&told) {
            return Ok(refused(run, name, Why::Rules(error)));
        }
        let held = self.journal.elsewhere(&told.iri).await?;
        if held.as_ref().is_some_and(|held| held.origin != told.origin) {
            let why = run.say(Why::Taken);
            let did = Did::Keep { why: why.clone(), told: None };
            return Ok(judged(ImportedRecord { why: Some(why), ..record(name, Fate::Kept) }, Some(did)));
        }
        let is_later = |held: &journal::Elsewhere| {
            (told.said.is_none() && told.at.is_none()) || told.said > held.said || told.at > held.at
        };
        if held.as_ref().is_some_and(|held| !is_later(held)) {
            return Ok(judged(record(name, Fate::Unchanged), None));
        }
        let is_there = held.is_some_and(|held| held.current.canonical.is_some());
        let fate = match (&told.content, is_there) {
            (ToldContent::Put { .. }, false) => Fate::Created,
            (ToldContent::Put { .. }, true) => Fate::Updated,
            (ToldContent::Gone, true) => Fate::Removed,
            (ToldContent::Gone, false) => Fate::Unchanged,
        };
        match self.judge_mirrored(told).await? {
            Ok(mirrored) => {
                let did = Did::Mirror { mirrored: Box::new(mirrored), told: None, taken: run.say(Why::Taken) };
                Ok(judged(record(name, fate), Some(did)))
            }
            Err(refusal) => Ok(refused(run, name, Why::Rules(rule(refusal)))),
        }
    }

    /// What it tells or speaks of that is not its to tell: a document of somebody whom we follow is told by that one, or by
    /// nobody, and ours by nobody else. And whoever is blocked does not come back in the words of others.
    fn not_its_to_tell(&self, told: &Told) -> Option<ChangeError> {
        let relations = self.relations();
        let teller = host(&told.origin);
        let is_of_a_peer =
            |of: &Option<String>| relations.following().iter().any(|followed| host(&followed.actor) == *of);
        let is_anothers = |iri: &Iri| {
            let of = host(iri);
            self.base().owns(iri)
                || (of != teller && is_of_a_peer(&of))
                || relations.blocks().naming(iri, Some(BlockKind::Blocked)).is_some()
        };
        let graph = match &told.content {
            ToldContent::Put { document, .. } => Some(document),
            ToldContent::Gone => None,
        };
        if is_anothers(&told.iri) {
            return Some(ChangeError::NotAnAddress(told.iri.clone()));
        }
        let subject = graph?.others().find(is_anothers)?;
        Some(DocumentError::ForeignSubject { document: told.iri.clone(), subject }.into())
    }
}

/// Of two tellings of one document the later counts; of two that are equally late, the second.
fn keep_later(latest: &mut BTreeMap<Iri, Told>, told: Told) {
    let is_older = latest.get(&told.iri).is_some_and(|known| (told.said, told.at) < (known.said, known.at));
    if !is_older {
        latest.insert(told.iri.clone(), told);
    }
}

fn record(name: String, fate: Fate) -> ImportedRecord {
    ImportedRecord::new(name, Vec::new(), fate)
}

fn judged(record: ImportedRecord, did: Option<Did>) -> Judged {
    Judged { record, did, adopted: None, found_again: None }
}

fn refused(run: &Run<'_>, name: String, why: Why) -> Judged {
    let why = run.say(why);
    let did = Did::Refuse { why: why.clone() };
    judged(ImportedRecord { why: Some(why), ..record(name, Fate::Refused) }, Some(did))
}

/// The same as of a document that is written here.
fn rule(refusal: MirrorRefusal) -> ChangeError {
    match refusal {
        MirrorRefusal::NotElsewhere(iri) => ChangeError::NotAnAddress(iri),
        MirrorRefusal::Invalid(iri, report) => ChangeError::Invalid(vec![(iri, *report)]),
        MirrorRefusal::Unjudged { iri, source } => ChangeError::Unjudged { iri, source },
    }
}
