//! What becomes of a record: judged beside others, before anything is written.

use super::merge::{Dispute, together};
use super::reading::{Mark, Read, ReadRecord};
use super::report::{Fate, ImportedRecord, Why};
use super::run::Run;
use crate::admission::{Admission, Admitted, Prepared, given_audience};
use crate::elsewhere::{Told, ToldContent};
use crate::error::ChangeError;
use crate::read;
use crate::registry::Registry;
use futures_util::future::join_all;
use journal::import::{Did, RunWrite, ToldBefore, ToldNow};
use journal::{Current, JournalError, WriteContent};
use model::reason::MENTION;
use model::{
    Audience, Caller, ContentHash, Document, DocumentChange, Expected, Iri, Place, Record, Refused, RefusedReason, Seq,
    Standing, Unplaced,
};
use std::collections::{BTreeMap, HashSet};
use std::slice;
use std::sync::Arc;

/// Records that the grammar judges in one go, on a thread made for that: others are judged beside them.
const AT_ONCE: usize = 25;

/// A record, judged.
pub(super) struct Judged {
    /// What is told of it.
    pub(super) record: ImportedRecord,
    /// What is written of it; nothing of what its source tells as it did before.
    pub(super) did: Option<Did>,
    /// What its source tells, where it stands here already and nobody knew that it came from there.
    pub(super) adopted: Option<(Iri, ToldNow)>,
    /// The document that the last run of its source had not found.
    pub(super) found_again: Option<Iri>,
}

/// Passages, judged, in the order of the source.
#[derive(Default)]
pub(super) struct JudgedPortion {
    pub(super) records: Vec<Judged>,
    pub(super) unplaced: Vec<Unplaced>,
    /// Why the source cannot be read on.
    pub(super) failure: Option<String>,
}

/// A passage on its way: some need no look at what stands here.
enum Step {
    Judged(Box<Judged>),
    Record(Box<ReadRecord>),
}

impl Registry {
    /// Judges passages of a source. Nothing is written.
    pub(super) async fn judge_portion(
        &self,
        caller: &Caller,
        run: &Run<'_>,
        seen: &mut HashSet<Mark>,
        portion: Vec<Read>,
    ) -> Result<JudgedPortion, JournalError> {
        let mut judged = JudgedPortion::default();
        let mut steps = Vec::with_capacity(portion.len());
        for passage in portion {
            match passage {
                Read::Record(record) if seen.insert(record.mark) => steps.push(Step::Record(record)),
                Read::Record(record) => {
                    let Record { document, places, .. } = record.record;
                    steps.push(Step::Judged(refused(run, document.iri().to_string(), places, Why::Repeated)));
                }
                Read::Refused(Refused { name, place, reason }) => {
                    let by_choice = matches!(reason, RefusedReason::Unpublished | RefusedReason::NoConsent);
                    let mut refused = refused(run, name, place.into_iter().collect(), Why::Reader(reason));
                    refused.record.by_choice = by_choice;
                    steps.push(Step::Judged(refused));
                }
                Read::Unplaced(unplaced) => judged.unplaced.push(unplaced),
                Read::Failed(failure) => judged.failure = Some(failure),
            }
        }
        let iris: Vec<Iri> = steps.iter().filter_map(Step::iri).cloned().collect();
        let told = self.journal.told_before(run.source, &iris).await?;
        let changed: Vec<Iri> = steps.iter().filter_map(|step| step.changed(&told)).cloned().collect();
        let currents = self.journal.currents(&changed).await?;
        let mut verdicts = Vec::with_capacity(steps.len());
        for step in steps {
            let iri = step.iri();
            let (told, current) = (iri.and_then(|iri| told.get(iri)), iri.and_then(|iri| currents.get(iri)));
            verdicts.push(self.judge(caller, run, step, told, current).await?);
        }
        judged.records = self.settled(run, verdicts).await;
        Ok(judged)
    }

    /// Has the grammar judge what waits for it, many at a time.
    async fn settled(&self, run: &Run<'_>, verdicts: Vec<Verdict>) -> Vec<Judged> {
        let grammar = self.grammar();
        let mut settled: Vec<Option<Judged>> = Vec::with_capacity(verdicts.len());
        let mut waiting: Vec<(usize, Waiting)> = Vec::new();
        for verdict in verdicts {
            match verdict {
                Verdict::Settled(judged) => settled.push(Some(*judged)),
                Verdict::Waits(one) => {
                    waiting.push((settled.len(), *one));
                    settled.push(None);
                }
            }
        }
        let mut going_on = Vec::new();
        while !waiting.is_empty() {
            let some: Vec<_> = waiting.drain(..waiting.len().min(AT_ONCE)).collect();
            let size = some.iter().map(|(_, one)| one.admitted.size()).max().unwrap_or_default();
            let grammar = Arc::clone(&grammar);
            let (places, judging): (Vec<_>, Vec<_>) =
                some.into_iter().map(|(index, one)| ((index, one.context), one.admitted)).unzip();
            let judged = self.aside.run(size, move || -> Vec<Result<Prepared, ChangeError>> {
                judging.into_iter().map(|admitted| admitted.judged(&grammar)).collect()
            });
            going_on.push(async move { (places, judged.await) });
        }
        for (places, judged) in join_all(going_on).await {
            let busy = || Err(ChangeError::Unavailable);
            let mut judged = judged.unwrap_or_default().into_iter();
            for (index, context) in places {
                let judged = judged.next().unwrap_or_else(busy);
                if let Some(place) = settled.get_mut(index) {
                    *place = Some(context.judged(run, judged));
                }
            }
        }
        settled.into_iter().flatten().collect()
    }

    async fn judge(
        &self,
        caller: &Caller,
        run: &Run<'_>,
        step: Step,
        told: Option<&ToldBefore>,
        current: Option<&Current>,
    ) -> Result<Verdict, JournalError> {
        let record = match step {
            Step::Judged(judged) => return Ok(Verdict::Settled(judged)),
            Step::Record(record) => *record,
        };
        if told.is_some_and(|told| is_as_told(told, &record)) {
            let found_again = told.is_some_and(|told| told.has_vanished).then(|| record.record.document.iri().clone());
            return Ok(Judged { found_again, ..as_before(record.record, None) }.into());
        }
        if !self.base().owns(record.record.document.iri()) {
            return self.judge_elsewhere(run, record).await;
        }
        let there = current.and_then(|current| Some((current, current.canonical.as_deref()?)));
        match (there, current) {
            (Some((current, words)), _) => self.judge_beside(caller, run, record, told, current, words).await,
            // It was made by a run that was taken back, and nobody else ended it.
            (None, Some(gone)) if told.and_then(|told| told.undone) != Some(gone.seq) => {
                let why = Why::Rules(ChangeError::Gone(gone.iri.clone()));
                Ok(Verdict::Settled(refused(run, gone.iri.to_string(), record.record.places, why)))
            }
            (None, gone) => {
                let audience = Some(record.record.audience.clone());
                self.judge_put(caller, run, record, (gone, audience), Vec::new()).await
            }
        }
    }

    /// Judges a record under an address that is not ours: it is kept as its source tells it.
    async fn judge_elsewhere(&self, run: &Run<'_>, record: ReadRecord) -> Result<Verdict, JournalError> {
        let ReadRecord { record: Record { document, audience, places, .. }, hash, .. } = record;
        let iri = document.iri().clone();
        let content = ToldContent::Put { document, audience };
        let told = Told { iri: iri.clone(), origin: run.origin.clone(), said: None, at: None, content };
        let mut judged = match self.judge_heard(run, told).await {
            Ok(judged) => judged,
            Err(ChangeError::Journal(error)) => return Err(error),
            Err(error) => return Ok(Verdict::Settled(refused(run, iri.to_string(), places, Why::Rules(error)))),
        };
        judged.record.places = places;
        if let Some(Did::Mirror { told, .. }) = &mut judged.did {
            *told = Some(hash);
        }
        Ok(judged.into())
    }

    /// Judges a record whose document is there, and says this now.
    async fn judge_beside(
        &self,
        caller: &Caller,
        run: &Run<'_>,
        record: ReadRecord,
        told: Option<&ToldBefore>,
        current: &Current,
        words: &str,
    ) -> Result<Verdict, JournalError> {
        let base = match told {
            Some(_) => self.journal.told_words(run.source, &current.iri).await?,
            None => None,
        };
        let was_mentioned = current.reason.as_deref().is_some_and(|reason| reason.starts_with(MENTION));
        // Whom it is for is the source's to say until somebody here says it.
        let is_the_sources = match &base {
            Some(base) => base.own_audience.as_ref() == Some(&current.own_audience),
            None => was_mentioned,
        };
        let audience = is_the_sources.then(|| record.record.audience.clone());
        if words == record.words && is_for_the_same(&record.record.document, audience.as_ref(), current) {
            return Ok(as_before(record.record, Some(ToldNow { hash: record.hash, words: Some(record.words) })).into());
        }
        match (record.record.standing, base) {
            // Nobody changed it here since.
            (_, Some(base)) if base.words == words => {
                self.judge_put(caller, run, record, (Some(current), audience), Vec::new()).await
            }
            // Whoever tells knows more than whoever mentioned it first.
            (Standing::Told, _) if was_mentioned => {
                self.judge_put(caller, run, record, (Some(current), audience), Vec::new()).await
            }
            (Standing::Told, Some(base)) => {
                self.judge_merged(caller, run, record, (current, audience), [&base.words, words]).await
            }
            (Standing::Told, None) => {
                let why = Why::Rules(ChangeError::ChangedHere(current.iri.clone()));
                Ok(Verdict::Settled(refused(run, current.iri.to_string(), record.record.places, why)))
            }
            (Standing::Mentioned, _) => Ok(kept(run, record, Why::Mentioned, Vec::new()).into()),
        }
    }

    /// Brings together what changed here and what changed at the source since `base`.
    async fn judge_merged(
        &self,
        caller: &Caller,
        run: &Run<'_>,
        record: ReadRecord,
        (current, audience): (&Current, Option<Audience>),
        [base, here]: [&str; 2],
    ) -> Result<Verdict, JournalError> {
        let refuse = |error: ChangeError, record: ReadRecord| {
            Ok(Verdict::Settled(refused(run, current.iri.to_string(), record.record.places, Why::Rules(error))))
        };
        let read = |words: &str| read::document(&current.iri, words).map_err(ChangeError::from);
        let (base, here) = match read(base).and_then(|base| Ok((base, read(here)?))) {
            Ok(both) => both,
            Err(error) => return refuse(error, record),
        };
        let there = record.record.document.triples();
        let (triples, disputes) = together(&self.grammar(), [base.triples(), here.triples(), there]);
        match Document::admit(current.iri.clone(), triples) {
            Ok(document)
                if document.hash() == here.hash() && is_for_the_same(&document, audience.as_ref(), current) =>
            {
                Ok(kept(run, record, Why::Disputed, disputes).into())
            }
            Ok(document) => {
                let record = ReadRecord { record: Record { document, ..record.record }, ..record };
                self.judge_put(caller, run, record, (Some(current), audience), disputes).await
            }
            Err(error) => refuse(error.into(), record),
        }
    }

    /// Lets in a document that is to stand in the place of `current`, as every change is let in; `audience` is whom it is
    /// for, if its source may say that.
    async fn judge_put(
        &self,
        caller: &Caller,
        run: &Run<'_>,
        record: ReadRecord,
        (current, audience): (Option<&Current>, Option<Audience>),
        disputes: Vec<Dispute>,
    ) -> Result<Verdict, JournalError> {
        let ReadRecord { record: Record { document, standing, places, .. }, words, hash, .. } = record;
        let iri = document.iri().clone();
        let expected = current.map_or(Expected::Absent, |current| Expected::OneOf(vec![current.revision]));
        let change = DocumentChange::put(document, expected);
        let becoming = self.becoming(slice::from_ref(&change));
        let seen = current.map(|current| current.seq);
        let is_there = current.is_some_and(|current| current.canonical.is_some());
        let context = Context { iri, standing, places, words, hash, disputes, seen, is_there };
        match self.admit(caller, change, current, audience, &becoming).await {
            Ok(Admission::Put(admitted)) if !becoming.asks(admitted.document()) => {
                Ok(Verdict::Waits(Box::new(Waiting { context, admitted: *admitted })))
            }
            Ok(admission) => match self.judged(caller, admission, &becoming).await {
                Err(ChangeError::Journal(error)) => Err(error),
                judged => Ok(context.judged(run, judged).into()),
            },
            Err(ChangeError::Journal(error)) => Err(error),
            Err(error) => Ok(context.judged(run, Err(error)).into()),
        }
    }
}

/// What has become of a record so far.
enum Verdict {
    Settled(Box<Judged>),
    /// The grammar has to judge it still.
    Waits(Box<Waiting>),
}

impl From<Judged> for Verdict {
    fn from(judged: Judged) -> Self {
        Self::Settled(Box::new(judged))
    }
}

struct Waiting {
    context: Context,
    admitted: Admitted,
}

/// What is known of a record while the grammar judges it.
struct Context {
    iri: Iri,
    standing: Standing,
    places: Vec<Place>,
    words: String,
    hash: ContentHash,
    disputes: Vec<Dispute>,
    seen: Option<Seq>,
    is_there: bool,
}

impl Context {
    fn judged(self, run: &Run<'_>, judged: Result<Prepared, ChangeError>) -> Judged {
        let Self { iri, standing, places, words, hash, disputes, seen, is_there } = self;
        let write = match judged {
            Ok(Prepared { write, .. }) => write,
            Err(error) => return *refused(run, iri.to_string(), places, Why::Rules(error)),
        };
        let is_told = matches!(&write.content, WriteContent::Put { canonical, .. } if *canonical == words);
        let moved = ChangeError::PreconditionFailed { iri: iri.clone(), current: None };
        let run_write = RunWrite {
            write,
            reason: run.reason(standing),
            seen,
            told: ToldNow { hash, words: (!is_told).then_some(words) },
            moved: run.say(Why::Rules(moved)),
        };
        let why = (!disputes.is_empty()).then(|| run.say(Why::Disputed));
        let fate = if is_there { Fate::Updated } else { Fate::Created };
        let record = ImportedRecord { why, disputes, ..ImportedRecord::new(iri.to_string(), places, fate) };
        Judged { record, did: Some(Did::Write(Box::new(run_write))), adopted: None, found_again: None }
    }
}

impl Step {
    fn iri(&self) -> Option<&Iri> {
        match self {
            Self::Judged(_) => None,
            Self::Record(record) => Some(record.record.document.iri()),
        }
    }

    /// Its document, if its source tells something else of it than before.
    fn changed(&self, told: &BTreeMap<Iri, ToldBefore>) -> Option<&Iri> {
        let Self::Record(record) = self else { return None };
        let iri = record.record.document.iri();
        (!told.get(iri).is_some_and(|told| is_as_told(told, record))).then_some(iri)
    }
}

/// Whether the document would be for those whom it is for now.
fn is_for_the_same(document: &Document, asked: Option<&Audience>, current: &Current) -> bool {
    given_audience(document, asked.cloned(), Some(current)).is_ok_and(|given| given == current.own_audience)
}

fn is_as_told(told: &ToldBefore, record: &ReadRecord) -> bool {
    told.undone.is_none() && told.hash == record.hash
}

/// A record that its source tells as before, or that stands here as it tells it.
fn as_before(record: Record, told: Option<ToldNow>) -> Judged {
    let iri = record.document.iri().clone();
    let name = iri.to_string();
    let record = ImportedRecord::new(name, record.places, Fate::Unchanged);
    Judged { record, did: None, adopted: told.map(|told| (iri, told)), found_again: None }
}

fn kept(run: &Run<'_>, record: ReadRecord, why: Why, disputes: Vec<Dispute>) -> Judged {
    let why = run.say(why);
    let told = ToldNow { hash: record.hash, words: Some(record.words) };
    let name = record.record.document.iri().to_string();
    let did = Did::Keep { why: why.clone(), told: Some(told) };
    let record =
        ImportedRecord { why: Some(why), disputes, ..ImportedRecord::new(name, record.record.places, Fate::Kept) };
    Judged { record, did: Some(did), adopted: None, found_again: None }
}

fn refused(run: &Run<'_>, name: String, places: Vec<Place>, why: Why) -> Box<Judged> {
    let why = run.say(why);
    let did = Did::Refuse { why: why.clone() };
    let record = ImportedRecord { why: Some(why), ..ImportedRecord::new(name, places, Fate::Refused) };
    Box::new(Judged { record, did: Some(did), adopted: None, found_again: None })
}
