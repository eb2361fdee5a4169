//! Signing in: by a password, by an identity at a provider, and what a browser's cookie stands for afterwards.

use super::password::Password;
use super::{AccountError, invitation};
use crate::registry::Registry;
use jiff::{SignedDuration, Timestamp};
use journal::{Due, Handle, Identity, JournalError, NewSession, SessionSpan};
use model::{AccountId, Caller};
use std::net::IpAddr;

/// How long browsers stay signed in. A week unused: a shared computer forgets; a month in all: a stolen cookie ends.
/// Ten seconds of grace: a page's requests are under way that long. A look every ten minutes at most is written down.
pub(super) const SPAN: SessionSpan = SessionSpan {
    idle: SignedDuration::from_hours(7 * 24),
    absolute: SignedDuration::from_hours(30 * 24),
    grace: SignedDuration::from_secs(10),
    noted: SignedDuration::from_mins(10),
};

/// Most characters kept of what a browser calls itself: enough to tell one's own apart.
const AGENT: usize = 200;

/// Where a request to sign in comes from.
#[derive(Debug, Clone, Copy)]
pub struct Browser<'a> {
    /// Its address.
    pub from: IpAddr,
    /// What it calls itself.
    pub agent: &'a str,
    /// The cookie that it came with: whatever happens, it does not serve afterwards.
    pub cookie: Option<&'a str>,
}

/// What a cookie stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// With whose rights.
    pub caller: Caller,
    /// The address of the account.
    pub email: String,
    /// What the session is called here.
    pub handle: Handle,
    /// When somebody signed in.
    pub began: Timestamp,
    /// The cookie that the browser must have from now on, if it is another.
    pub renewed: Option<String>,
}

impl Registry {
    /// Signs in with a password; returns the cookie's text, the only time. An address without an account, without a
    /// password or disabled takes the same way as one with a wrong password.
    pub async fn sign_in(&self, email: &str, password: &str, browser: Browser<'_>) -> Result<String, AccountError> {
        self.attempts.begin(email, browser.from, self.clock.now())?;
        let credentials = self.journal.credentials(email).await?;
        let (account, phc) = credentials.map(|found| (found.account, found.password)).unzip();
        let phc = phc.flatten();
        let has_password = phc.is_some();
        let matches = self.passwords.matches(Password::given(password), phc).await?;
        match account {
            Some(account) if matches && has_password => {
                self.attempts.succeeded(email, browser.from);
                self.sit_down(account, browser).await
            }
            Some(_) | None => Err(AccountError::WrongPassword),
        }
    }

    /// Signs in with an identity that its provider has vouched for.
    pub async fn sign_in_as(&self, identity: &Identity, browser: Browser<'_>) -> Result<String, AccountError> {
        let account = self.journal.account_of_identity(identity).await?.ok_or(AccountError::UnknownIdentity)?;
        self.sit_down(account, browser).await
    }

    /// The same where the operator lets a provider's people in: an identity that nobody has becomes a reader's account,
    /// under the address that the provider vouches for, unless somebody has that.
    pub async fn welcome(&self, identity: Identity, email: &str, browser: Browser<'_>) -> Result<String, AccountError> {
        let account = self.journal.account_for_identity(identity, email).await?;
        self.sit_down(account, browser).await
    }

    /// What a cookie stands for now; `None`: nothing any more.
    pub async fn sitting(&self, cookie: &str) -> Result<Option<Sitting>, JournalError> {
        let Some(session) = self.journal.session(cookie, SPAN).await? else { return Ok(None) };
        let renewed = match session.due {
            Due::Nothing => None,
            Due::Note => {
                self.journal.note_session(session.hash).await?;
                None
            }
            Due::Rotation => self.journal.rotate_session(session.hash, SPAN).await?,
        };
        Ok(Some(Sitting {
            caller: session.caller,
            email: session.email,
            handle: session.handle,
            began: session.began,
            renewed,
        }))
    }

    /// Ends what a cookie stands for.
    pub async fn sign_out(&self, cookie: &str) -> Result<(), JournalError> {
        self.journal.end_session(cookie).await
    }

    /// Opens a session.
    pub(super) async fn sit_down(&self, account: AccountId, browser: Browser<'_>) -> Result<String, AccountError> {
        let new = NewSession { account, agent: browser.agent_shown(), replaces: browser.cookie.map(str::to_owned) };
        Ok(self.journal.open_session(new, SPAN).await?)
    }

    /// The cookie of whoever accepts an invitation with an identity.
    pub async fn accept_with_identity(
        &self,
        code: &str,
        identity: Identity,
        browser: Browser<'_>,
    ) -> Result<String, AccountError> {
        let how = invitation::by_identity(identity);
        let account = self.journal.accept_invitation(code, how).await?;
        self.sit_down(account, browser).await
    }
}

impl Browser<'_> {
    pub(super) fn agent_shown(&self) -> String {
        self.agent.chars().filter(|c| !c.is_control()).take(AGENT).collect()
    }
}
