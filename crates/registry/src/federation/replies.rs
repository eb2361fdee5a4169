//! What others answer to documents of ours: shown to whoever may read the document, as far as it was said to everybody.

use crate::access;
use crate::account::AccountError;
use crate::error::ReadError;
use crate::registry::Registry;
use journal::JournalError;
use journal::federation::Reply;
use model::{Caller, Iri};

/// Answers to one document that are read at most.
const LIMIT: usize = 500;

impl Registry {
    /// What was answered to this document, as far as the caller may read it; and whether the caller decides what is shown.
    /// Who does reads also what was not said to everybody, and what is hidden.
    pub async fn replies(&self, caller: &Caller, document: &Iri) -> Result<(Vec<Reply>, bool), ReadError> {
        let current = access::readable(caller, self.journal.current(document).await?)?;
        let decides = access::answers_for(caller, Some(&current)).is_ok();
        let mut replies = self.journal.replies_to(document, LIMIT).await?;
        replies.retain(|reply| decides || (reply.said.is_public && reply.hidden.is_none()));
        Ok((replies, decides))
    }

    /// The answer with this address, whoever may read it.
    pub async fn reply(&self, id: &Iri) -> Result<Option<Reply>, JournalError> {
        self.journal.reply(id).await
    }

    /// Shows an answer to this document no longer, or again: whoever answers for the document may.
    pub async fn hide_reply(&self, caller: &Caller, document: &Iri, id: &Iri, hide: bool) -> Result<(), AccountError> {
        let current = self.journal.current(document).await?;
        access::answers_for(caller, current.as_ref())?;
        let reply = self.journal.reply(id).await?.filter(|reply| reply.said.document == *document);
        if reply.is_none() || !self.journal.hide_reply(id, hide).await? {
            return Err(AccountError::NotFound);
        }
        Ok(())
    }
}
