//! Invitations: who may hand out what, and how they are accepted.

use super::{AccountError, Browser};
use crate::access;
use crate::account::password::Password;
use crate::registry::Registry;
use jiff::{SignedDuration, Timestamp};
use journal::{Acceptance, Handle, Identity, Invitation, NewInvitation};
use model::{AccountId, Caller, Iri, Role};

/// How long an invitation holds: a week of holidays and one to answer.
const LASTS: SignedDuration = SignedDuration::from_hours(14 * 24);

/// An invitation that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationOrder {
    /// Whom.
    pub email: String,
    /// The role that the account will have at least.
    pub role: Role,
    /// The groups that it will belong to.
    pub groups: Vec<Iri>,
}

impl Registry {
    /// Invites somebody; returns the code of the link, the only time, and until when it holds. An administrator's
    /// invitation of an address that has an account lets it choose a new password; an editor's is for whoever signs in.
    pub async fn invite(&self, caller: &Caller, order: InvitationOrder) -> Result<(String, Timestamp), AccountError> {
        let by = access::inviter(caller, order.role)?;
        for group in &order.groups {
            self.managed_group(caller, group).await?;
        }
        let expires = self.clock.now().saturating_add(LASTS).unwrap_or(Timestamp::MAX);
        let InvitationOrder { email, role, groups } = order;
        let resets = access::runs(caller).is_ok();
        let new = NewInvitation { email, role, groups, resets, by, expires };
        Ok((self.journal.invite(new).await?, expires))
    }

    /// The open invitations: all for administrators, one's own for editors.
    pub async fn invitations(&self, caller: &Caller) -> Result<Vec<Invitation>, AccountError> {
        Ok(self.journal.invitations(whose(caller)?).await?)
    }

    /// Takes an invitation back.
    pub async fn end_invitation(&self, caller: &Caller, invitation: Handle) -> Result<(), AccountError> {
        let by = whose(caller)?;
        self.journal.end_invitation(invitation, by).await?.then_some(()).ok_or(AccountError::NotFound)
    }

    /// The invitation behind a code.
    pub async fn invitation(&self, code: &str) -> Result<Invitation, AccountError> {
        self.journal.invitation(code).await?.ok_or(AccountError::LinkEnded)
    }

    /// Accepts an invitation with a password; returns the browser's cookie.
    pub async fn accept_with_password(
        &self,
        code: &str,
        password: Password,
        browser: Browser<'_>,
    ) -> Result<String, AccountError> {
        // Nobody makes us hash with a code that is none.
        self.invitation(code).await?;
        let phc = self.passwords.hash(password).await?;
        let account = self.journal.accept_invitation(code, Acceptance::Password(phc)).await?;
        self.sit_down(account, browser).await
    }

    /// Accepts an invitation for the account that one is signed in to.
    pub async fn accept_signed_in(&self, caller: &Caller, code: &str) -> Result<(), AccountError> {
        let account = access::oneself(caller)?.id;
        self.journal.accept_invitation(code, Acceptance::SignedIn(account)).await?;
        Ok(())
    }
}

pub(super) fn by_identity(identity: Identity) -> Acceptance {
    Acceptance::Identity(identity.issuer, identity.subject)
}

/// Whose invitations a caller has to do with; `None`: everybody's.
fn whose(caller: &Caller) -> Result<Option<AccountId>, AccountError> {
    let by = access::inviter(caller, Role::Reader)?;
    Ok(if access::runs(caller).is_ok() { None } else { Some(by) })
}
