//! What people decide of two documents: they are of one organisation, they are not, one takes up what the other says; and back.
//!
//! # Who takes it up
//! One of both says that the other is the same. A document written here comes before an imported one, whose source goes on
//! telling it; of two alike the one that was named first. It must be one that the caller may change, and everybody who may
//! read it must be allowed to read the other: the name of what is closed stands in no document that is more open. Where
//! neither will do (both are from elsewhere, or closed to different people) a confirmation is only remembered, and a merge is
//! refused.
//!
//! An imported document takes up like any other: whoever asks finds the link, a claim brings it along, and the next run of
//! its source merges with what was written here (decision 0028).

use super::link::Link;
use super::taking;
use crate::access;
use crate::change::refusal;
use crate::error::ChangeError;
use crate::read::{self, Resource};
use crate::registry::Registry;
use journal::same::{DecisionRefusal, KeptDecision, Pair, SameDecision};
use journal::{Commit, Current, JournalError, Receipt, Write, WriteContent};
use model::iri::Location;
use model::merge::Conflict;
use model::{Caller, Document, DocumentChange, Expected, Iri, Reason, Slug};
use std::slice;

/// How often a change is made anew where somebody else wrote in between.
const TRIES: usize = 5;

/// Where a document is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is written here.
    Ours,
    /// A source brought it, and goes on telling it.
    Imported(Slug),
    /// It is held as its origin tells it.
    Elsewhere,
}

impl Standing {
    /// Of two documents, the one of the lower rank comes first: what is written here. Sources are equals.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Ours => 0,
            Self::Imported(_) => 1,
            Self::Elsewhere => 2,
        }
    }
}

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Which document says so from now on; `None`: it is only remembered.
    pub written: Option<Iri>,
    /// What was written; it is on disk.
    pub receipt: Receipt,
}

/// Why nothing is decided, or taken back.
#[derive(Debug, thiserror::Error)]
pub enum SameError {
    /// Both are one document.
    #[error("{0} is the same as itself")]
    OneDocument(Iri),
    /// It is decided already.
    #[error("it is decided already")]
    Decided,
    /// Nothing is decided of them that could be taken back.
    #[error("nothing is decided of them")]
    NotDecided,
    /// Neither of both may take up what the other says.
    #[error("neither may take up what the other says")]
    NoTaker,
    /// Somebody changed since what was written then: these places.
    #[error("{document} was changed since in the same places")]
    ChangedSince {
        /// Which document.
        document: Iri,
        /// Where.
        conflicts: Vec<Conflict>,
    },
    /// Whoever asks may not, or storage failed.
    #[error(transparent)]
    Refused(#[from] ChangeError),
}

impl From<JournalError> for SameError {
    fn from(error: JournalError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<DecisionRefusal> for SameError {
    fn from(refused: DecisionRefusal) -> Self {
        match refused {
            DecisionRefusal::Decided(_) => Self::Decided,
            DecisionRefusal::NotStanding(_) => Self::NotDecided,
            DecisionRefusal::Commit(error) => Self::Refused(refusal(error)),
        }
    }
}

/// One of both.
struct Side {
    current: Current,
    resource: Resource,
    standing: Standing,
}

impl Registry {
    /// Decides on two documents that the caller may read: `reason` stands in the history of the one that is written.
    pub async fn decide_same(
        &self,
        caller: &Caller,
        [one, other]: [&Iri; 2],
        decision: SameDecision,
        reason: Option<Reason>,
    ) -> Result<Decided, SameError> {
        access::may_compare(caller)?;
        let by = access::writer(caller)?;
        let pair = Pair::of(one.document(), other.document());
        let pair = pair.ok_or_else(|| SameError::OneDocument(one.document()))?;
        let mut tries = 0;
        loop {
            tries += 1;
            let sides = [self.side(caller, one).await?, self.side(caller, other).await?];
            if self.journal.same_decision(&pair).await?.is_some() {
                return Err(SameError::Decided);
            }
            let (written, writes) = match decision {
                SameDecision::Refused => (None, Vec::new()),
                SameDecision::Confirmed | SameDecision::Merged => match taker(caller, &sides) {
                    Some((taker, other)) => {
                        let writes = self.written(caller, taker, other, decision).await?;
                        (Some(taker.current.iri.clone()), writes)
                    }
                    None if decision == SameDecision::Merged => return Err(SameError::NoTaker),
                    None => (None, Vec::new()),
                },
            };
            let commit = Commit { by, reason: reason.clone().map(Into::into), writes };
            let decided = self.journal.decide_same(pair.clone(), decision, written.clone(), commit).await;
            match decided.map_err(SameError::from) {
                Ok((_, receipt)) => return Ok(Decided { written, receipt }),
                Err(SameError::Refused(ChangeError::PreconditionFailed { .. })) if tries < TRIES => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes back what was decided of two documents, with what was written of it, unless somebody changed the same since.
    pub async fn undo_same(
        &self,
        caller: &Caller,
        [one, other]: [&Iri; 2],
        reason: Option<Reason>,
    ) -> Result<Decided, SameError> {
        access::may_compare(caller)?;
        let by = access::writer(caller)?;
        let pair = Pair::of(one.document(), other.document());
        let pair = pair.ok_or_else(|| SameError::OneDocument(one.document()))?;
        for iri in pair.both() {
            let current = self.journal.current(iri).await?;
            // What is gone may be taken back still.
            current.filter(|current| access::admits(caller, current)).ok_or(ChangeError::NotFound)?;
        }
        let mut tries = 0;
        loop {
            tries += 1;
            let kept = self.journal.same_decision(&pair).await?.ok_or(SameError::NotDecided)?;
            let writes = self.reverted(caller, &kept).await?;
            let written = writes.first().map(|write| write.iri.clone());
            let commit = Commit { by, reason: reason.clone().map(Into::into), writes };
            match self.journal.undo_same(kept.number, commit).await.map_err(SameError::from) {
                Ok(receipt) => return Ok(Decided { written, receipt }),
                Err(SameError::Refused(ChangeError::PreconditionFailed { .. })) if tries < TRIES => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Where a document is from.
    pub(super) async fn standing_of(&self, resource: &Resource) -> Result<Standing, JournalError> {
        if !self.base().owns(resource.document.iri()) {
            return Ok(Standing::Elsewhere);
        }
        Ok(self.journal.source_of(resource.owner).await?.map_or(Standing::Ours, Standing::Imported))
    }

    async fn side(&self, caller: &Caller, iri: &Iri) -> Result<Side, SameError> {
        let iri = iri.document();
        let current = self.journal.current(&iri).await.map_err(ChangeError::from)?;
        let current = access::readable(caller, current).map_err(ChangeError::unread(&iri))?;
        let resource = read::resource(current.clone()).map_err(ChangeError::from)?;
        let standing = self.standing_of(&resource).await?;
        Ok(Side { current, resource, standing })
    }

    /// What is written where one document says that the other is the same.
    async fn written(
        &self,
        caller: &Caller,
        taker: &Side,
        other: &Side,
        decision: SameDecision,
    ) -> Result<Vec<Write>, SameError> {
        let (ours, theirs) = (taker.resource.document.clone(), other.resource.document.clone());
        let linked = link(&theirs, &other.standing).written_on(&ours).map_err(ChangeError::from)?;
        let document = if decision == SameDecision::Merged {
            let work = move || taking::taken_up(&linked, &theirs);
            self.aside
                .run(ours.size() + other.resource.document.size(), work)
                .await
                .map_err(ChangeError::from)?
                .map_err(ChangeError::from)?
        } else {
            linked
        };
        let mut writes = vec![self.rewritten(caller, &taker.current, document).await?];
        // What is taken was read of this revision of the other, and may be read by whom it was then.
        if let Some(Location::Document(container, _)) = self.base().locate(&other.current.iri) {
            let expected = Expected::OneOf(vec![other.current.revision]);
            let iri = other.current.iri.clone();
            writes.push(Write { iri, container, expected, content: WriteContent::AsItStands });
        }
        Ok(writes)
    }

    /// What is written where a decision is taken back.
    async fn reverted(&self, caller: &Caller, kept: &KeptDecision) -> Result<Vec<Write>, SameError> {
        let (Some(iri), Some(entry), Some(before)) = (&kept.written, kept.entry, kept.before) else {
            return Ok(Vec::new());
        };
        let current = self.journal.current(iri).await?.filter(|current| current.canonical.is_some());
        let Some(current) = current else { return Ok(Vec::new()) };
        let entries = self.journal.entries_at(&[entry, before]).await?;
        let read = |seq| {
            let words = entries.iter().find(|found| found.seq == seq).and_then(|found| found.canonical.as_deref());
            words.map(|words| read::document(iri, words)).transpose().map_err(ChangeError::from)
        };
        // Erased: what was decided of it went, too.
        let (Some(wrote), Some(was)) = (read(entry)?, read(before)?) else { return Ok(Vec::new()) };
        let now = read::resource(current.clone()).map_err(ChangeError::from)?.document;
        let hash = now.hash();
        let grammar = self.grammar();
        let work = move || taking::taken_back(&grammar, [&wrote, &was], &now);
        let back = self.aside.run(current.canonical.as_ref().map_or(0, String::len), work).await;
        let back = back.map_err(ChangeError::from)?;
        let back = back.map_err(|conflicts| SameError::ChangedSince { document: iri.clone(), conflicts })?;
        let back = back.map_err(ChangeError::from)?;
        if back.hash() == hash {
            return Ok(Vec::new());
        }
        Ok(vec![self.rewritten(caller, &current, back).await?])
    }

    /// A document in place of what stands there, let in and judged as any change.
    async fn rewritten(&self, caller: &Caller, current: &Current, document: Document) -> Result<Write, ChangeError> {
        let part = DocumentChange::put(document, Expected::OneOf(vec![current.revision]));
        let becoming = self.becoming(slice::from_ref(&part));
        let audience = Some(current.own_audience.clone());
        Ok(self.prepare(caller, part, Some(current), audience, &becoming).await?.write)
    }
}

/// How a document says that this one is the same.
pub(super) fn link(other: &Document, standing: &Standing) -> Link {
    match standing {
        Standing::Imported(_) => Link::to_imported(other),
        Standing::Ours | Standing::Elsewhere => Link::to(other.iri()),
    }
}

/// The one that takes up, and the other.
fn taker<'s>(caller: &Caller, sides: &'s [Side; 2]) -> Option<(&'s Side, &'s Side)> {
    let [one, other] = sides;
    let orders = if one.standing.rank() <= other.standing.rank() {
        [(one, other), (other, one)]
    } else {
        [(other, one), (one, other)]
    };
    let may = |taker: &Side, other: &Side| {
        taker.standing != Standing::Elsewhere
            && access::may_change(caller, &taker.current).is_ok()
            && access::reaches_as_far(&other.current, &taker.current)
    };
    orders.into_iter().find(|(taker, other)| may(taker, other))
}
