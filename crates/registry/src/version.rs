//! What a document was before: its versions, as far as a caller may see them, and how one is put back.
//!
//! A version is visible if its audience then and the document's now both admit the caller. What is not visible is in no
//! list, no count, no link to a neighbour. Of a document that is gone nothing is shown any more: whoever deleted it took
//! all of it back, and its address stays gone.

use crate::access;
use crate::change::{Changed, refusal};
use crate::error::{ChangeError, ReadError};
use crate::read::Resource;
use crate::registry::Registry;
use jiff::{SignedDuration, Timestamp};
use journal::{Commit, Current, KeptVersion, Neighbours, Version};
use model::{Caller, Diff, DocumentChange, Expected, Iri, Reason};
use std::slice;

/// A page of a document's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The document as it stands.
    pub current: Resource,
    /// Its versions that the caller may see, the newest first.
    pub versions: Vec<Version>,
    /// How many there are on all pages.
    pub count: u64,
    /// The number to go on before, if there are older ones.
    pub next: Option<u64>,
}

/// A version of a document, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What it said; its audience is narrowed by the document's now.
    pub resource: Resource,
    /// Who, when, why.
    pub version: Version,
    /// The versions around it.
    pub around: Neighbours,
}

impl Past {
    /// Whether it is the document as this caller sees it now.
    pub fn is_latest(&self) -> bool {
        self.around.next.is_none()
    }
}

/// Two versions of a document, and what leads from one to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The one that the change starts from.
    pub from: Past,
    /// The one that it leads to.
    pub to: Past,
    /// What changed.
    pub diff: Diff,
}

impl Registry {
    /// The versions of a document before the one of this number, the newest first; at most `limit`.
    pub async fn history(
        &self,
        caller: &Caller,
        iri: &Iri,
        before: Option<u64>,
        limit: usize,
    ) -> Result<History, ReadError> {
        let current = self.there(caller, iri).await?;
        let mut versions = self.journal.versions(caller, iri, before, limit.saturating_add(1)).await?;
        let more = versions.len() > limit;
        versions.truncate(limit);
        let next = versions.last().filter(|_| more).map(|last| last.revision.number);
        let count = self.journal.count_versions(caller, iri).await?;
        Ok(History { current: self.resources(vec![current]).await?.remove(0), versions, count, next })
    }

    /// The version of this number.
    pub async fn version(&self, caller: &Caller, iri: &Iri, number: u64) -> Result<Past, ReadError> {
        let current = self.there(caller, iri).await?;
        let kept = self.journal.version(caller, iri, number).await?.ok_or(ReadError::NotFound)?;
        let around = self.journal.neighbours(caller, iri, number).await?;
        let (version, then) = (kept.version.clone(), then(kept, current));
        Ok(Past { resource: self.resources(vec![then]).await?.remove(0), version, around })
    }

    /// The version that stood at this second, else the first one. RFC 7089, section 4.5.3: a time before the first
    /// memento means that one, a time after the last means that one.
    pub async fn version_at(&self, caller: &Caller, iri: &Iri, second: Timestamp) -> Result<Past, ReadError> {
        self.there(caller, iri).await?;
        // Dates of HTTP have seconds: what was written within this one counts.
        let end = second.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        let found = match self.journal.version_before(caller, iri, end).await? {
            Some(found) => Some(found),
            None => self.journal.neighbours(caller, iri, 0).await?.first,
        };
        self.version(caller, iri, found.ok_or(ReadError::NotFound)?.revision.number).await
    }

    /// Compares two versions. What is not said is the newest, and the one before it.
    pub async fn compare(
        &self,
        caller: &Caller,
        iri: &Iri,
        from: Option<u64>,
        to: Option<u64>,
    ) -> Result<Comparison, ReadError> {
        self.there(caller, iri).await?;
        let to = match to {
            Some(number) => number,
            None => self.journal.neighbours(caller, iri, 0).await?.last.ok_or(ReadError::NotFound)?.revision.number,
        };
        let to = self.version(caller, iri, to).await?;
        let from = match (from, &to.around.previous) {
            (Some(number), _) => self.version(caller, iri, number).await?,
            (None, Some(previous)) => self.version(caller, iri, previous.revision.number).await?,
            // Nothing leads to the first one.
            (None, None) => to.clone(),
        };
        let (old, new) = (from.resource.document.clone(), to.resource.document.clone());
        let diff = self.aside.run(old.size() + new.size(), move || Diff::between(&old, &new)).await?;
        Ok(Comparison { from, to, diff })
    }

    /// Puts a version back: a new version that says what the old one said, judged like any other change. It is as closed
    /// as that one was. What is gone stays gone.
    pub async fn restore(
        &self,
        caller: &Caller,
        iri: &Iri,
        number: u64,
        expected: Expected,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        let by = access::writer(caller)?;
        let current = self.journal.current(iri).await?;
        let standing = current.as_ref().ok_or(ChangeError::NotFound)?;
        access::may_change(caller, standing)?;
        if standing.canonical.is_none() {
            return Err(ChangeError::Gone(iri.clone()));
        }
        let kept = self.journal.version(caller, iri, number).await?.ok_or(ChangeError::NotFound)?;
        let audience = Some(kept.version.own_audience.clone());
        let document = self.resources(vec![then(kept, standing.clone())]).await?.remove(0).document;
        let part = DocumentChange::put(document, expected);
        let becoming = self.becoming(slice::from_ref(&part));
        let prepared = self.prepare(caller, part, current.as_ref(), audience, &becoming).await?;
        let advice = prepared.advice.into_iter().map(|report| (iri.clone(), report)).collect();
        let commit = Commit { by, reason: reason.map(Into::into), writes: vec![prepared.write] };
        Ok(Changed { receipt: self.journal.commit(commit).await.map_err(refusal)?, advice })
    }

    /// The document as it stands, if the caller may know of it.
    async fn there(&self, caller: &Caller, iri: &Iri) -> Result<Current, ReadError> {
        access::readable(caller, self.journal.current(iri).await?)
    }
}

/// The document as it was. Whom an answer about it may be kept for is the tighter of then and now.
fn then(kept: KeptVersion, current: Current) -> Current {
    let KeptVersion { version, canonical } = kept;
    Current {
        revision: version.revision,
        audience: version.audience.meet(current.audience),
        modified: version.at,
        canonical: Some(canonical),
        ..current
    }
}
