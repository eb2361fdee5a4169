//! Records of a run with what they write, in one transaction: the documents, what the run did, what the source told.
//!
//! Each record stands for itself: one whose document was changed since it was looked at is refused, and the others go on.

use super::record::{KeptFate, keep, remember, remember_written, write_places};
use super::run::{self, RunCounts, RunRefusal, source_of};
use crate::account;
use crate::apply::{self, Occasion, Settled, Standing, Step};
use crate::column;
use crate::commit::{self, CommitError, Outcome, PreparedWrite, Write, WriteContent};
use crate::elsewhere::{self, MirrorOutcome, Mirrored, MirroredContent, PreparedMirror};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Base, ContentHash, Iri, Place, Seq};
use serde_json::json;
use std::collections::BTreeSet;

/// Records of a run, in the order of the source.
#[derive(Debug, Clone)]
pub struct Portion {
    /// The run.
    pub run: u64,
    /// In whose name it writes: its source's.
    pub account: AccountId,
    /// The position of its first record, from 1.
    pub first: u64,
    /// The records that have something to be said of.
    pub records: Vec<PortionRecord>,
    /// How many others its source tells as it did before, or as they stand here.
    pub unchanged: u64,
    /// Those among them that nobody knew to come from there.
    pub adopted: Vec<(Iri, ToldNow)>,
    /// Those among them that the last run had not found.
    pub found_again: Vec<Iri>,
}

/// A record, and what is to be done with it.
#[derive(Debug, Clone)]
pub struct PortionRecord {
    /// The address of its document, or what it calls itself.
    pub name: String,
    /// Where the source speaks of it.
    pub places: Vec<Place>,
    /// What is to be done.
    pub did: Did,
    /// What the source says otherwise than somebody here.
    pub disputes: Option<String>,
}

/// What is to be done with a record.
#[derive(Debug, Clone)]
pub enum Did {
    /// Write its document.
    Write(Box<RunWrite>),
    /// Keep what is told of a document from elsewhere.
    Mirror {
        /// What is told.
        mirrored: Box<Mirrored>,
        /// The hash of that, if it is to be held against what the source tells next; nothing of a stream, which says itself
        /// what is later.
        told: Option<ContentHash>,
        /// What to say if it is not this source's to tell.
        taken: String,
    },
    /// Leave the document as somebody here wrote it.
    Keep {
        /// Why, for people.
        why: String,
        /// What the source tells, if it is to be held against what it tells next.
        told: Option<ToldNow>,
    },
    /// Refuse it.
    Refuse {
        /// Why, for people.
        why: String,
    },
}

/// A document that a run writes.
#[derive(Debug, Clone)]
pub struct RunWrite {
    /// The document; what it expects is not asked here, `seen` is.
    pub write: Write,
    /// Why, for the history.
    pub reason: String,
    /// The last entry of the document when it was looked at; `None`: there was none.
    pub seen: Option<Seq>,
    /// What the source tells.
    pub told: ToldNow,
    /// What to say if somebody changed it meanwhile.
    pub moved: String,
}

/// What a source tells of a document.
#[derive(Debug, Clone)]
pub struct ToldNow {
    /// SHA-256 of it.
    pub hash: ContentHash,
    /// Its words, as canonical N-Quads; `None`: they are what is written.
    pub words: Option<String>,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordFate {
    /// Its document is in the journal.
    Written(Outcome),
    /// Somebody changed its document meanwhile.
    Moved,
    /// Nothing was to be written of it.
    Noted,
    /// What was told of a document from elsewhere was kept, or was not needed.
    Mirrored(MirrorOutcome),
}

impl Journal {
    /// Writes records of a run that goes on. What became of each, in their order; on disk (fsync).
    pub async fn write_portion(&self, portion: Portion) -> Result<Vec<RecordFate>, RunRefusal> {
        let base = self.instance().base.clone();
        let size: usize = portion.records.iter().map(PortionRecord::size).sum();
        self.write(commit::aside(size, move || prepare(portion, &base)).await?).await
    }
}

impl PortionRecord {
    fn size(&self) -> usize {
        match &self.did {
            Did::Write(write) => match &write.write.content {
                WriteContent::Put { canonical, .. } => canonical.len(),
                WriteContent::Gone | WriteContent::AsItStands => 0,
            },
            Did::Mirror { mirrored, .. } => match &mirrored.content {
                MirroredContent::Put { canonical, .. } => canonical.len(),
                MirroredContent::Gone => 0,
            },
            Did::Keep { .. } | Did::Refuse { .. } => 0,
        }
    }
}

struct PreparedPortion {
    run: u64,
    account: AccountId,
    first: u64,
    unchanged: u64,
    adopted: Vec<(Iri, PreparedTold)>,
    found_again: Vec<Iri>,
    records: Vec<PreparedRecord>,
}

struct PreparedRecord {
    name: String,
    places: String,
    disputes: Option<String>,
    did: PreparedDid,
}

enum PreparedDid {
    Write(Box<PreparedRunWrite>),
    Mirror { mirror: Box<PreparedMirror>, told: Option<PreparedTold>, taken: String },
    Note { fate: KeptFate, why: String, told: Option<PreparedTold> },
}

struct PreparedRunWrite {
    write: PreparedWrite,
    reason: String,
    seen: Option<Seq>,
    told: PreparedTold,
    moved: String,
}

/// What a source tells, packed.
pub(super) struct PreparedTold {
    pub(super) hash: ContentHash,
    pub(super) packed: Option<Vec<u8>>,
}

fn prepare(mut portion: Portion, base: &Base) -> Result<PreparedPortion, JournalError> {
    let records = std::mem::take(&mut portion.records)
        .into_iter()
        .map(|record| prepare_record(record, base))
        .collect::<Result<_, _>>()?;
    let Portion { run, account, first, unchanged, adopted, found_again, .. } = portion;
    let adopted =
        adopted.into_iter().map(|(iri, told)| Ok((iri, pack(told, base)?))).collect::<Result<_, JournalError>>()?;
    Ok(PreparedPortion { run, account, first, unchanged, adopted, found_again, records })
}

fn prepare_record(record: PortionRecord, base: &Base) -> Result<PreparedRecord, JournalError> {
    let did = match record.did {
        Did::Write(write) => {
            let RunWrite { write, reason, seen, told, moved } = *write;
            let write = commit::prepare_write(write, base)?;
            PreparedDid::Write(Box::new(PreparedRunWrite { write, reason, seen, told: pack(told, base)?, moved }))
        }
        Did::Mirror { mirrored, told, taken } => {
            let mirror = Box::new(elsewhere::prepare(*mirrored, base)?);
            PreparedDid::Mirror { mirror, told: told.map(|hash| PreparedTold { hash, packed: None }), taken }
        }
        Did::Keep { why, told } => {
            PreparedDid::Note { fate: KeptFate::Kept, why, told: told.map(|told| pack(told, base)).transpose()? }
        }
        Did::Refuse { why } => PreparedDid::Note { fate: KeptFate::Refused, why, told: None },
    };
    Ok(PreparedRecord { name: record.name, places: write_places(&record.places), disputes: record.disputes, did })
}

fn pack(told: ToldNow, base: &Base) -> Result<PreparedTold, JournalError> {
    let packed = told.words.map(|words| column::pack_bytes(&base.home(), words.as_bytes())).transpose()?;
    Ok(PreparedTold { hash: told.hash, packed })
}

/// What is written down of a record.
struct Note {
    fate: KeptFate,
    why: Option<String>,
    /// The entry that it wrote.
    wrote: Option<i64>,
    /// The entry that had said what stood there.
    before: Option<i64>,
    /// What the source tells, and the entry that says so, if one does.
    told: Option<TellingEntry>,
}

type TellingEntry = (PreparedTold, Option<i64>);

impl Note {
    /// Of a record whose document was changed meanwhile.
    fn moved(why: String) -> Self {
        Self { fate: KeptFate::Refused, why: Some(why), wrote: None, before: None, told: None }
    }
}

impl Work for PreparedPortion {
    type Done = Vec<RecordFate>;
    type Refusal = RunRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Vec<RecordFate>, Stop<RunRefusal>> {
        let run = run::open(desk, self.run).await?;
        account::require(desk.connection, self.account).await?;
        let source = source_of(desk, run).await?;
        let mut fates = Vec::with_capacity(self.records.len());
        let mut notes = Vec::with_capacity(self.records.len());
        let written: Vec<&Iri> = self
            .records
            .iter()
            .filter_map(|record| match &record.did {
                PreparedDid::Write(write) => Some(&write.write.iri),
                PreparedDid::Mirror { .. } | PreparedDid::Note { .. } => None,
            })
            .collect();
        let mut unchanged = self.unchanged;
        let mut standing = Standing::load_all(desk.connection, &written).await?;
        // What two records of a portion speak of the first one has changed.
        let mut done = BTreeSet::new();
        // Records with the same reason stand together in the chain: a reason belongs to all entries of one occasion.
        let mut together = Together::default();
        for record in self.records {
            let (note, fate) = match record.did {
                PreparedDid::Note { fate, why, told } => {
                    let told = told.map(|told| (told, None));
                    (Note { fate, why: Some(why), wrote: None, before: None, told }, RecordFate::Noted)
                }
                PreparedDid::Mirror { mirror, told, taken } => {
                    let (note, outcome) =
                        mirror_record(desk, self.account, *mirror, (told, taken), &mut together).await?;
                    fates.push(RecordFate::Mirrored(outcome));
                    match note {
                        Ok(note) => notes.push((record.name, record.places, record.disputes, note)),
                        Err(told) => {
                            unchanged += 1;
                            if let Some((told, entry)) = told {
                                remember(desk.connection, &source, &record.name, &told, entry).await?;
                            }
                        }
                    }
                    continue;
                }
                PreparedDid::Write(write) => {
                    if done.insert(write.write.iri.clone()) {
                        let standing = standing.remove(&write.write.iri);
                        write_record(desk, self.account, *write, standing, &mut together).await?
                    } else {
                        (Note::moved(write.moved), RecordFate::Moved)
                    }
                }
            };
            fates.push(fate);
            notes.push((record.name, record.places, record.disputes, note));
        }
        together.append(desk).await?;
        let first = column::signed(self.first)?;
        let mut counts = RunCounts { unchanged, ..RunCounts::default() };
        let (mut told, mut records) = (Vec::new(), Vec::new());
        for (position, (name, places, disputes, note)) in (first..).zip(notes) {
            match note.told {
                // What is written already is said by its entry.
                Some((PreparedTold { hash, packed: None }, entry)) => {
                    told.push(json!([name, hex::encode(hash.0), entry]));
                }
                Some((told, entry)) => remember(desk.connection, &source, &name, &told, entry).await?,
                None => {}
            }
            match note.fate {
                KeptFate::Created => counts.created += 1,
                KeptFate::Updated => counts.updated += 1,
                KeptFate::Kept => counts.kept += 1,
                KeptFate::Refused => counts.refused += 1,
                KeptFate::Removed => counts.removed += 1,
                // Whoever ends the run finds these.
                KeptFate::Vanished => {}
            }
            records.push(json!([
                position,
                name,
                places,
                note.fate.word(),
                note.why,
                disputes,
                note.wrote,
                note.before
            ]));
        }
        remember_written(desk.connection, &source, told).await?;
        keep(desk.connection, run, records).await?;
        for (iri, told) in &self.adopted {
            remember(desk.connection, &source, iri.as_str(), told, None).await?;
        }
        for iri in &self.found_again {
            sqlx::query("UPDATE source_records SET vanished = NULL WHERE source = ? AND iri = ?")
                .bind(&source)
                .bind(iri.as_str())
                .execute(&mut *desk.connection)
                .await?;
        }
        sqlx::query(
            "UPDATE runs SET created = created + ?2, updated = updated + ?3, kept = kept + ?4, refused = refused + ?5, \
             unchanged = unchanged + ?6, removed = removed + ?7 WHERE number = ?1",
        )
        .bind(run)
        .bind(column::signed(counts.created)?)
        .bind(column::signed(counts.updated)?)
        .bind(column::signed(counts.kept)?)
        .bind(column::signed(counts.refused)?)
        .bind(column::signed(counts.unchanged)?)
        .bind(column::signed(counts.removed)?)
        .execute(&mut *desk.connection)
        .await?;
        Ok(fates)
    }
}

/// Documents that share a reason, and so an occasion, not yet in the chain.
#[derive(Default)]
struct Together {
    waiting: Option<(Occasion, Vec<Step>)>,
    /// Whether those before them moved whom others reach: what was loaded of these is no longer so.
    has_moved: bool,
}

impl Together {
    /// Puts them into the chain.
    async fn append(&mut self, desk: &mut Desk<'_>) -> Result<(), JournalError> {
        if let Some((occasion, steps)) = self.waiting.take() {
            self.has_moved |= apply::append(desk, &occasion, steps).await? > 0;
        }
        Ok(())
    }
}

async fn write_record(
    desk: &mut Desk<'_>,
    by: AccountId,
    record: PreparedRunWrite,
    standing: Option<Standing>,
    together: &mut Together,
) -> Result<(Note, RecordFate), Stop<RunRefusal>> {
    let PreparedRunWrite { write, reason, seen, told, moved } = record;
    if together.waiting.as_ref().is_some_and(|(before, _)| before.reason.as_deref() != Some(&reason)) {
        together.append(desk).await?;
    }
    let last = standing.as_ref().map(|standing| column::seq(standing.seq)).transpose()?;
    if last != seen {
        return Ok((Note::moved(moved), RecordFate::Moved));
    }
    let standing = if together.has_moved { Standing::load(desk.connection, &write.iri).await? } else { standing };
    let at = desk.clock.now().as_microsecond();
    let (occasion, steps) =
        together.waiting.get_or_insert_with(|| (Occasion { by, reason: Some(reason), at }, Vec::new()));
    let before = standing.as_ref().and_then(|standing| standing.content);
    let seq = desk.tail.seq.0 + 1 + steps.len() as u64;
    let (_, outcome, step) = settled(apply::settle(desk.connection, write, standing, occasion, seq).await)?;
    let wrote = step.is_some().then(|| column::signed(seq)).transpose()?;
    steps.extend(step);
    let (fate, outcome) = match (before, outcome) {
        (None, _) => (KeptFate::Created, Outcome::Created),
        (Some(_), Outcome::Unchanged) => (KeptFate::Updated, Outcome::Unchanged),
        (Some(_), _) => (KeptFate::Updated, Outcome::Updated),
    };
    let told = Some((told, wrote.or(before)));
    Ok((Note { fate, why: None, wrote, before, told }, RecordFate::Written(outcome)))
}

/// Keeps what is told of a document from elsewhere. Nothing is noted of what changed nothing: `Err` has what the source tells,
/// and the entry that says so.
async fn mirror_record(
    desk: &mut Desk<'_>,
    by: AccountId,
    mirror: PreparedMirror,
    (told, taken): (Option<PreparedTold>, String),
    together: &mut Together,
) -> Result<(Result<Note, Option<TellingEntry>>, MirrorOutcome), Stop<RunRefusal>> {
    // It writes its entry itself, after those that wait.
    together.append(desk).await?;
    let standing = Standing::load(desk.connection, mirror.iri()).await?;
    let before = standing.and_then(|standing| standing.content);
    let outcome = elsewhere::keep(desk, by, mirror).await?;
    let wrote = Some(column::signed(desk.tail.seq.0)?);
    let note = |fate, told| Note { fate, why: None, wrote, before, told };
    let written = |told: Option<PreparedTold>| told.map(|told| (told, wrote));
    let note = match outcome {
        MirrorOutcome::Created => Ok(note(KeptFate::Created, written(told))),
        MirrorOutcome::Updated => Ok(note(KeptFate::Updated, written(told))),
        MirrorOutcome::Deleted => Ok(note(KeptFate::Removed, None)),
        MirrorOutcome::Taken => Ok(Note { why: Some(taken), wrote: None, before: None, ..note(KeptFate::Kept, None) }),
        MirrorOutcome::Unchanged | MirrorOutcome::Stale => Err(told.map(|told| (told, before))),
    };
    Ok((note, outcome))
}

/// What stands there was looked at in this transaction: nothing is refused any more.
pub(super) fn settled(settled: Result<Settled, Stop<CommitError>>) -> Result<Settled, Stop<RunRefusal>> {
    settled.map_err(|stop| match stop {
        Stop::Refused(CommitError::Journal(error)) => error.into(),
        Stop::Refused(_) => JournalError::Corrupt("a document that was there a moment ago").into(),
        Stop::Broken(error) => Stop::Broken(error),
    })
}
