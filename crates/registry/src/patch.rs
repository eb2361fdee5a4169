//! `PATCH`: a change told by its difference, computed from the document as it stands.
//!
//! Nothing slow happens inside the writer. What a patch gives is computed before, from one revision, and the writer
//! compares that revision; where somebody was faster it is computed again from what stands there then.

use crate::access;
use crate::change::{Changed, refusal};
use crate::error::{ChangeError, ReadError};
use crate::read;
use crate::registry::Registry;
use journal::{Commit, CommitError, Current};
use model::constraint::{Bindings, ConstraintAnswer, ConstraintQuery, ConstraintQuestion, EvaluatorError, Reach};
use model::patch::{Conditions, NoQuestions, Patch, PatchFormat};
use model::{AccountId, Caller, Document, DocumentChange, Expected, Iri, Reason, Seq};
use oxrdf::Triple;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use store::ChangeEvaluator;
use tokio::runtime::Handle;
use tokio::sync::{MutexGuard, RwLock, RwLockReadGuard};
use tokio::task::spawn_blocking;

/// How often a patch is computed anew because somebody was faster. Patches of one document take turns, so only other
/// changes can be faster: `PUT` the first times, then nobody but imports, which run now and then.
pub(crate) const TRIES: usize = 8;

/// How often others may be faster before they wait: the next patch of whoever puts again and again would never come.
const TRIES_AMONG_OTHERS: usize = 3;

/// How often a query worker is asked that is not there: each time as long as one question may take, so that one that is
/// being fed a large store has ten seconds.
const WORKER_TRIES: usize = 5;

/// A patch as a caller sends it.
#[derive(Debug, Clone, Copy)]
pub struct PatchBody<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Their format.
    pub format: PatchFormat,
}

impl Registry {
    /// Changes one document by a patch (`PATCH`). What the patch deletes and where it says that it holds must be there.
    pub async fn patch(
        &self,
        caller: &Caller,
        iri: &Iri,
        body: PatchBody<'_>,
        expected: Expected,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        let by = access::writer(caller)?;
        let patch = Arc::new(Patch::read(body.bytes, body.format, iri)?);
        let queue = self.patching.queue(iri);
        let _turn = queue.turn().await;
        for attempt in 0..TRIES {
            let _alone = if attempt < TRIES_AMONG_OTHERS { None } else { Some(queue.others.write().await) };
            if let Some(changed) = self.patch_once(caller, by, &patch, iri, &expected, reason.clone()).await? {
                return Ok(changed);
            }
        }
        Err(ChangeError::Unavailable)
    }

    /// Computes and writes; nothing if somebody was faster.
    async fn patch_once(
        &self,
        caller: &Caller,
        by: AccountId,
        patch: &Arc<Patch>,
        iri: &Iri,
        expected: &Expected,
        reason: Option<Reason>,
    ) -> Result<Option<Changed>, ChangeError> {
        let stored = self.journal.current(iri).await?;
        let current = match access::readable(caller, stored.clone()) {
            Ok(current) => Some(current),
            // What is closed is as if it did not exist, up to the one word that says that its address is taken.
            Err(ReadError::NotFound) => None,
            Err(ReadError::Gone) => return Err(ChangeError::Gone(iri.clone())),
            Err(ReadError::Behind | ReadError::TooMuch { .. } | ReadError::Projection(_)) => {
                return Err(ChangeError::Unavailable);
            }
            Err(ReadError::Journal(error)) => return Err(error.into()),
            Err(ReadError::Stored(error)) => return Err(error.into()),
        };
        if current.is_none() && !patch.starts_from_nothing() {
            return Err(ChangeError::NotFound);
        }
        if let Some(current) = &current {
            access::may_change(caller, current)?;
            permits(expected, patch, current)?;
        }
        let before = current.clone().map(read::resource).transpose()?.map(|resource| resource.document);
        let after = self.applied(caller, patch, before).await?;
        let expected = match (&current, expected) {
            (Some(current), _) => Expected::OneOf(vec![current.revision]),
            (None, Expected::Unstated | Expected::Absent) => Expected::Absent,
            (None, Expected::Present | Expected::OneOf(_)) => {
                return Err(ChangeError::PreconditionFailed { iri: iri.clone(), current: None });
            }
        };
        if current.is_none() && stored.is_some() {
            access::may_make_or_end(caller, iri)?;
            return Err(ChangeError::NotFound);
        }
        let change = DocumentChange::put(after, expected);
        let becoming = self.becoming(std::slice::from_ref(&change));
        let prepared = self.prepare(caller, change, current.as_ref(), None, &becoming).await?;
        let advice = prepared.advice.map(|report| (iri.clone(), report)).into_iter().collect();
        let commit = Commit { by, reason: reason.map(Into::into), writes: vec![prepared.write] };
        match self.journal.commit(commit).await {
            Ok(receipt) => Ok(Some(Changed { receipt, advice })),
            Err(CommitError::PreconditionFailed { .. }) => Ok(None),
            Err(error) => Err(refusal(error)),
        }
    }

    /// What the patch makes of the document, where blocking is allowed.
    pub(crate) async fn applied(
        &self,
        caller: &Caller,
        patch: &Arc<Patch>,
        before: Option<Document>,
    ) -> Result<Document, ChangeError> {
        let mut worker = None;
        if patch.asks() {
            let door = self.follower.door().await.map_err(|error| {
                // The caller is told no more than that nobody can answer, so that here is the error's end.
                tracing::error!(error = &error as &dyn std::error::Error, "nobody can answer what a patch asks");
                ChangeError::Unavailable
            })?;
            // It is asked of the document alone, so that it need not know what was committed.
            let evaluator = ChangeEvaluator::new(door.clone(), Handle::current(), caller.clone(), Vec::new(), Seq(0));
            worker = Some(InAWorker { evaluator, document: before.as_ref().map(|before| before.iri().clone()) });
        }
        let patch = Arc::clone(patch);
        let applying = move || match &mut worker {
            Some(worker) => patch.apply(before.as_ref(), worker),
            None => patch.apply(before.as_ref(), &mut NoQuestions),
        };
        match spawn_blocking(applying).await {
            Ok(applied) => Ok(applied?),
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        }
    }
}

/// What the caller believes is there, before anything is computed from it.
fn permits(expected: &Expected, patch: &Patch, current: &Current) -> Result<(), ChangeError> {
    let (iri, current) = (current.iri.clone(), current.revision);
    match expected {
        Expected::Unstated if patch.needs_revision() => Err(ChangeError::PreconditionRequired { iri, current }),
        Expected::Unstated | Expected::Present => Ok(()),
        Expected::OneOf(revisions) if revisions.contains(&current) => Ok(()),
        Expected::OneOf(_) | Expected::Absent => Err(ChangeError::PreconditionFailed { iri, current: Some(current) }),
    }
}

/// Where a `WHERE` holds, asked of a query worker: it may take too long or too much memory there, and nowhere else.
struct InAWorker {
    evaluator: ChangeEvaluator,
    document: Option<Iri>,
}

impl Conditions for InAWorker {
    fn solutions(&mut self, query: &str, statements: &[Triple], most: usize) -> Result<Vec<Bindings>, EvaluatorError> {
        use model::ports::Evaluator as _;
        let documents = self.document.iter().map(|iri| (iri.clone(), statements.to_vec())).collect();
        self.evaluator.turn_to(documents);
        let query = ConstraintQuery { text: query.to_owned(), prefixes: Vec::new(), path: None };
        let question = ConstraintQuestion {
            query: Arc::new(query),
            bindings: vec![Bindings::new()],
            reach: Reach::Change,
            shapes_graph: None,
            most,
        };
        // A worker that is being started is there soon. All that a patch asks has one budget of time.
        let mut answers = self.evaluator.evaluate(&question);
        for _ in 1..WORKER_TRIES {
            if !matches!(answers, Err(EvaluatorError::Unavailable)) {
                break;
            }
            answers = self.evaluator.evaluate(&question);
        }
        match answers?.pop() {
            Some(ConstraintAnswer::Solutions(solutions)) => Ok(solutions),
            Some(ConstraintAnswer::Boolean(_)) | None => Err(EvaluatorError::Unavailable),
        }
    }
}

/// Who changes which document just now.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<Iri, Weak<Queue>>>);

/// Those who change one document.
#[derive(Default)]
pub(crate) struct Queue {
    /// Patches take turns, so that none of them computes for nothing while the others write.
    patches: tokio::sync::Mutex<()>,
    /// The others change it at once, and the writer lets one win, unless a patch has lost too often.
    others: RwLock<()>,
}

impl Queue {
    /// The turn of one patch, until it is dropped.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.patches.lock().await
    }

    /// Waits while a patch has the document for itself; as long as the guard lives, none takes it so.
    pub(crate) async fn among_others(&self) -> RwLockReadGuard<'_, ()> {
        self.others.read().await
    }
}

impl Turns {
    /// The queues of these, in the order in which whoever changes several of them has to wait.
    pub(crate) fn queues<'i>(&self, iris: impl IntoIterator<Item = &'i Iri>) -> Vec<Arc<Queue>> {
        let iris: BTreeSet<&Iri> = iris.into_iter().collect();
        iris.into_iter().map(|iri| self.queue(iri)).collect()
    }

    /// The queue of one document.
    pub(crate) fn queue(&self, iri: &Iri) -> Arc<Queue> {
        // Each change is whole between two statements, so a thread that panicked has broken nothing.
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(iri).and_then(Weak::upgrade) {
            return queue;
        }
        queues.retain(|_, queue| queue.strong_count() > 0);
        let queue = Arc::default();
        queues.insert(iri.clone(), Arc::downgrade(&queue));
        queue
    }
}
