//! What people do to their own account.

use super::password::Password;
use super::sign_in::SPAN;
use super::{AccountError, Browser};
use crate::access;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::{Handle, Identity, KeptSession, KeptToken, NewToken};
use model::{Caller, Scope};
use std::net::IpAddr;

/// Most tokens of one account that hold at once: a person has some programs, not a thousand.
const TOKENS: usize = 100;
/// Most characters of a token's label.
const LABEL: usize = 100;

/// A token that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenOrder {
    /// What it shall allow.
    pub scopes: Vec<Scope>,
    /// What its owner calls it.
    pub label: String,
    /// Until when; `None`: until it is revoked.
    pub expires: Option<Timestamp>,
}

impl Registry {
    /// Whether the caller's account has a password.
    pub async fn has_password(&self, caller: &Caller) -> Result<bool, AccountError> {
        let account = access::oneself(caller)?;
        Ok(self.journal.password(account.id).await?.is_some())
    }

    /// Changes one's own password. Whoever has one says it; the browser's session stays, with another cookie, and all
    /// others end. Returns that cookie.
    pub async fn change_password(
        &self,
        caller: &Caller,
        present: &str,
        chosen: Password,
        browser: Browser<'_>,
    ) -> Result<String, AccountError> {
        let account = access::oneself(caller)?;
        if let Some(phc) = self.journal.password(account.id).await? {
            self.confirm(&account.email, present, phc, browser.from).await?;
        }
        let phc = self.passwords.hash(chosen).await?;
        self.journal.set_password(account.id, phc, None).await?;
        self.sit_down(account.id, browser).await
    }

    /// Whoever is at the keyboard knows the password.
    async fn confirm(&self, email: &str, present: &str, phc: String, from: IpAddr) -> Result<(), AccountError> {
        self.attempts.begin(email, from, self.clock.now())?;
        if !self.passwords.matches(Password::given(present), Some(phc)).await? {
            return Err(AccountError::WrongPassword);
        }
        self.attempts.succeeded(email, from);
        Ok(())
    }

    /// One's own tokens.
    pub async fn tokens(&self, caller: &Caller) -> Result<Vec<KeptToken>, AccountError> {
        Ok(self.journal.tokens(access::oneself(caller)?.id).await?)
    }

    /// Makes a token for oneself; returns its text, the only time.
    pub async fn make_token(&self, caller: &Caller, order: TokenOrder) -> Result<String, AccountError> {
        let account = access::oneself(caller)?.id;
        if self.journal.tokens(account).await?.len() >= TOKENS {
            return Err(AccountError::Forbidden);
        }
        let label = order.label.trim().chars().filter(|c| !c.is_control()).take(LABEL).collect();
        let token = NewToken { account, scopes: order.scopes, label, expires: order.expires };
        Ok(self.journal.issue_token(token).await?)
    }

    /// Ends a token of one's own.
    pub async fn revoke_token(&self, caller: &Caller, token: Handle) -> Result<(), AccountError> {
        let account = access::oneself(caller)?.id;
        self.journal.revoke_token_of(account, token).await?.then_some(()).ok_or(AccountError::NotFound)
    }

    /// Where one is signed in.
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<KeptSession>, AccountError> {
        Ok(self.journal.sessions(access::oneself(caller)?.id, SPAN).await?)
    }

    /// Signs out one browser.
    pub async fn end_session(&self, caller: &Caller, session: Handle) -> Result<(), AccountError> {
        let account = access::oneself(caller)?.id;
        self.journal.end_session_of(account, session).await?.then_some(()).ok_or(AccountError::NotFound)
    }

    /// Signs out everywhere.
    pub async fn end_sessions(&self, caller: &Caller) -> Result<(), AccountError> {
        self.journal.end_sessions(access::oneself(caller)?.id).await?;
        Ok(())
    }

    /// One's identities at providers.
    pub async fn identities(&self, caller: &Caller) -> Result<Vec<Identity>, AccountError> {
        Ok(self.journal.identities(access::oneself(caller)?.id).await?)
    }

    /// Lets oneself sign in with an identity that its provider has vouched for.
    pub async fn link_identity(&self, caller: &Caller, identity: Identity) -> Result<(), AccountError> {
        Ok(self.journal.link_identity(access::oneself(caller)?.id, identity).await?)
    }

    /// Ends that.
    pub async fn unlink_identity(&self, caller: &Caller, identity: Identity) -> Result<(), AccountError> {
        let account = access::oneself(caller)?.id;
        let others = self.journal.identities(account).await?.into_iter().any(|other| other != identity);
        if !others && self.journal.password(account).await?.is_none() {
            // Nobody shuts themselves out.
            return Err(AccountError::Forbidden);
        }
        self.journal.unlink_identity(account, identity).await?.then_some(()).ok_or(AccountError::NotFound)
    }
}
