//! Changes without a precondition: the last one wins. For clients that never learned `If-Match`, where the operator allows
//! it; the history keeps what they overwrite.

use crate::change::Changed;
use crate::error::ChangeError;
use crate::intake::Body;
use crate::registry::Registry;
use model::{Caller, Expected, Iri, Reason};

/// How often a change is tried again because somebody else was quicker.
const TRIES: usize = 8;

impl Registry {
    /// Puts one document over whatever is there.
    pub async fn put_over(
        &self,
        caller: &Caller,
        iri: &Iri,
        body: Body<'_>,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.put(caller, iri, body, self.whatever_is_there(caller, iri).await?, reason.clone()).await {
                Err(error) if is_race(&error) && tries < TRIES => {}
                done => return done,
            }
        }
    }

    /// Deletes a document, whichever revision is there.
    pub async fn delete_over(
        &self,
        caller: &Caller,
        iri: &Iri,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.delete(caller, iri, self.whatever_is_there(caller, iri).await?, reason.clone()).await {
                Err(error) if is_race(&error) && tries < TRIES => {}
                done => return done,
            }
        }
    }

    /// The revision that is there, as far as the caller may know. It is compared like any other, so that the access rule is
    /// asked about the document that is replaced.
    async fn whatever_is_there(&self, caller: &Caller, iri: &Iri) -> Result<Expected, ChangeError> {
        let current = self.seen(caller, iri).await?;
        Ok(current.map_or(Expected::Unstated, |current| Expected::OneOf(vec![current.revision])))
    }
}

/// Somebody else was quicker.
fn is_race(error: &ChangeError) -> bool {
    matches!(error, ChangeError::PreconditionRequired { .. } | ChangeError::PreconditionFailed { .. })
}
