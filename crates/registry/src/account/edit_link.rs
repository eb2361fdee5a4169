//! Edit links: somebody without an account edits one document, until the link expires or is taken back.

use super::{AccountError, Browser};
use crate::access;
use crate::registry::Registry;
use jiff::{SignedDuration, Timestamp};
use journal::{Current, EditLink, Handle, NewEditLink};
use model::{Audience, Caller, Iri};

/// Longest time that a link holds: a season's work; whoever needs longer needs an account.
const LONGEST: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Shortest.
const SHORTEST: SignedDuration = SignedDuration::from_hours(1);

/// A link that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditLinkOrder {
    /// What may be edited.
    pub document: Iri,
    /// Whose address it is for.
    pub email: String,
    /// How long.
    pub lasts: SignedDuration,
}

impl Registry {
    /// Makes an edit link; returns the code in it, the only time, and until when it holds.
    pub async fn make_edit_link(
        &self,
        caller: &Caller,
        order: EditLinkOrder,
    ) -> Result<(String, Timestamp), AccountError> {
        self.lent(caller, &order.document).await?;
        let by = caller.account_id().ok_or(AccountError::Unauthenticated)?;
        let lasts = order.lasts.clamp(SHORTEST, LONGEST);
        let expires = self.clock.now().saturating_add(lasts).unwrap_or(Timestamp::MAX);
        let new = NewEditLink { document: order.document, email: order.email, by, expires };
        let code = self.journal.make_edit_link(new).await?.ok_or(AccountError::NotFound)?;
        Ok((code, expires))
    }

    /// The links of a document that hold.
    pub async fn edit_links(&self, caller: &Caller, document: &Iri) -> Result<Vec<EditLink>, AccountError> {
        self.lent(caller, document).await?;
        Ok(self.journal.edit_links(document).await?)
    }

    /// Takes a link back, and ends the session that it opened.
    pub async fn revoke_edit_link(&self, caller: &Caller, document: &Iri, link: Handle) -> Result<(), AccountError> {
        self.lent(caller, document).await?;
        self.journal.revoke_edit_link(document, link).await?.then_some(()).ok_or(AccountError::NotFound)
    }

    /// The link behind a code that no browser has taken yet.
    pub async fn edit_link(&self, code: &str) -> Result<EditLink, AccountError> {
        self.journal.edit_link(code).await?.ok_or(AccountError::LinkEnded)
    }

    /// Takes a link with this browser, the only one; returns its cookie and the document.
    pub async fn open_edit_link(&self, code: &str, browser: Browser<'_>) -> Result<(String, Iri), AccountError> {
        Ok(self.journal.open_edit_link(code, &browser.agent_shown(), browser.cookie).await?)
    }

    /// The document, if the caller may let others edit it. Whoever may not open it to more people may not let one of
    /// them in by a link.
    async fn lent(&self, caller: &Caller, document: &Iri) -> Result<Current, AccountError> {
        access::writer(caller).map_err(|_| match caller {
            Caller::Anonymous => AccountError::Unauthenticated,
            Caller::Guest(_) | Caller::Account(_) | Caller::Operator(_) => AccountError::Forbidden,
        })?;
        let current = self.journal.current(document).await?.filter(|current| current.canonical.is_some());
        // What is from elsewhere is edited by nobody.
        let current = current.filter(|current| self.base().owns(&current.iri)).ok_or(AccountError::NotFound)?;
        let may = match &current.audience {
            Audience::Public => access::may_change(caller, &current),
            Audience::Network | Audience::Members | Audience::Group(_) | Audience::Private => {
                access::may_change(caller, &current).and_then(|()| access::may_lend(caller, &current))
            }
        };
        match may {
            Ok(()) if matches!(caller, Caller::Guest(_)) => Err(AccountError::Forbidden),
            Ok(()) => Ok(current),
            Err(crate::ChangeError::Forbidden(_)) => Err(AccountError::Forbidden),
            Err(_) => Err(AccountError::NotFound),
        }
    }
}
