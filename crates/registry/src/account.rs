//! Accounts: signing in, what people do to their own account, what administrators do to all of them, and the links that
//! are handed out.
//!
//! | file | does |
//! |---|---|
//! | `password` | which passwords are taken, and how they are kept |
//! | `attempts` | how often somebody may try |
//! | `sign_in` | sessions, by password or by identity |
//! | `own` | one's own password, tokens, sessions, identities |
//! | `administration` | everybody's accounts |
//! | `invitation`, `edit_link` | links |
//! | `group` | who belongs to a group |

mod administration;
pub(crate) mod attempts;
mod edit_link;
mod group;
mod invitation;
mod own;
pub(crate) mod password;
mod sign_in;

pub use administration::Content;
pub use edit_link::EditLinkOrder;
pub use invitation::InvitationOrder;
pub use own::TokenOrder;
pub use password::{PASSWORD_LEAST, PASSWORD_MOST, Password, WeakPassword};
pub use sign_in::{Browser, Sitting};

use jiff::SignedDuration;
use journal::{AccountChangeError, JournalError, LinkError};
use model::Scope;

/// Why something about accounts was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Nobody is signed in (401).
    #[error("sign in first")]
    Unauthenticated,
    /// The credential in hand lacks this scope (403).
    #[error("the credential does not carry the scope {0:?}")]
    MissingScope(Scope),
    /// The account's role is not enough, or the thing belongs to somebody else (403).
    #[error("this is for others to do")]
    Forbidden,
    /// There is no such account, token, session, invitation, link or document, or the caller may not know (404).
    #[error("there is no such thing")]
    NotFound,
    /// Address and password do not belong together; which of them is wrong is not told (403).
    #[error("the address and the password do not belong together")]
    WrongPassword,
    /// Nobody has this identity (403).
    #[error("no account here has this identity")]
    UnknownIdentity,
    /// Tried too often (429).
    #[error("too many attempts")]
    TooManyAttempts {
        /// When to come back.
        retry_after: SignedDuration,
    },
    /// More passwords are being checked than this machine has memory for (503).
    #[error("too many passwords are being checked")]
    Busy,
    /// The new password is not taken (422).
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// The text is no address (422).
    #[error("not an address: {0:?}")]
    NotAnAddress(String),
    /// Somebody must be left who runs the instance (409).
    #[error("it is the last administrator")]
    LastAdministrator,
    /// The link was used, taken back, has expired, or never was (410).
    #[error("the link does not hold any more")]
    LinkEnded,
    /// The invitation is for an account that exists, whose owner signs in first (409).
    #[error("the invitation is for an account that exists: sign in first")]
    SignInFirst,
    /// The identity is another account's (409).
    #[error("the identity belongs to another account")]
    IdentityTaken,
    /// A hash cannot be made or read: a mistake of ours (500).
    #[error("a password could not be hashed")]
    Hash(#[source] argon2::password_hash::Error),
    /// Storage failed (500).
    #[error("the journal failed")]
    Journal(#[source] JournalError),
}

impl From<JournalError> for AccountError {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::NotAnAddress(text) => Self::NotAnAddress(text),
            // Whoever was disabled between the question and the write.
            JournalError::UnknownAccount(_) => Self::NotFound,
            other @ (JournalError::Absent(_)
            | JournalError::Exists(_)
            | JournalError::NotAJournal(_)
            | JournalError::Newer { .. }
            | JournalError::Older { .. }
            | JournalError::File { .. }
            | JournalError::Storage(_)
            | JournalError::Corrupt(_)
            | JournalError::Unreadable { .. }
            | JournalError::Incompressible { .. }
            | JournalError::Unemptied
            | JournalError::Closed
            | JournalError::Repeated(_)
            | JournalError::Misplaced { .. }
            | JournalError::NotElsewhere(_)
            | JournalError::WrongHash(_)) => Self::Journal(other),
        }
    }
}

impl From<AccountChangeError> for AccountError {
    fn from(error: AccountChangeError) -> Self {
        match error {
            AccountChangeError::Unknown => Self::NotFound,
            AccountChangeError::LastAdministrator => Self::LastAdministrator,
            AccountChangeError::Journal(error) => error.into(),
        }
    }
}

impl From<LinkError> for AccountError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Ended => Self::LinkEnded,
            LinkError::SignInFirst => Self::SignInFirst,
            LinkError::Taken => Self::IdentityTaken,
            LinkError::Journal(error) => error.into(),
        }
    }
}
