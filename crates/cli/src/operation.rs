//! What commands do to an instance, whether this process owns it or another one does. Their results are wire types,
//! since they may cross the administration socket.

mod claim;
mod doctor;
mod erasure;
mod export;
mod federation;
mod import;
mod same;
mod sources;
mod webhooks;

pub use claim::{AskedSummary, ClaimDone, ClaimOrder, HandedOver, MailedSummary, claim};
pub use doctor::{CheckSummary, DoctorReport, FindingSummary, report};
pub use erasure::{EraseOrder, EraseSummary, erase};
pub use export::{ExportOrder, Pieces, class, export};
pub use federation::{FederationDone, FederationOrder, federate};
pub use import::{
    Content, Ear, ImportOrder, ImportSummary, ImportTold, KeptTelling, Leg, Piece, STANDARD_INPUT, SourceTelling,
    Spool, UnplacedSummary, fetch, follow, import, read_before, source_name,
};
pub use same::{Deciding, SameDone, SameOrder, SameReport, same};
pub use sources::{SourcesDone, SourcesOrder, UndoSummary, sources};
pub use webhooks::{WebhookDone, WebhookOrder, webhooks};

use crate::arguments::RoleName;
use crate::failure::chain;
use crate::text::{self, Language};
use model::release::Texts;
use model::syntax::Format;
use model::{Base, Expected, Iri, Scope, Seq};
use registry::account::{InvitationOrder, Password};
use registry::{
    AccountError, Answer, AskError, BindingsFormat, ChangeError, Question, Registry, ReleaseError, ReleaseOrder,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a question of the command line may take: an operator may wait longer than a visitor.
const QUERY_DEADLINE: Duration = Duration::from_mins(1);

/// Something to do to an account.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "account", rename_all = "kebab-case")]
pub enum AccountOrder {
    /// Make it.
    Create {
        /// Its address.
        email: String,
        /// What it may do.
        role: RoleName,
    },
    /// Give it a password.
    Password {
        /// Its address.
        email: String,
        /// The password.
        password: String,
    },
    /// Invite whoever has this address.
    Invite {
        /// The address.
        email: String,
        /// What the account will be allowed to do.
        role: RoleName,
    },
    /// Shut it.
    Disable {
        /// Its address.
        email: String,
    },
    /// Open it again.
    Enable {
        /// Its address.
        email: String,
    },
}

impl std::fmt::Debug for AccountOrder {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, email) = match self {
            Self::Create { email, .. } => ("create", email),
            Self::Password { email, .. } => ("password", email),
            Self::Invite { email, .. } => ("invite", email),
            Self::Disable { email } => ("disable", email),
            Self::Enable { email } => ("enable", email),
        };
        write!(f, "{what} {email}")
    }
}

/// A refusal in the caller's language: the same words as the pages and problem documents have for it. A failure of ours,
/// of which strangers learn only a reference, is told whole to whoever holds the folder.
#[expect(clippy::wildcard_enum_match_arm, reason = "web explains every refusal; only failures of ours are apart")]
pub fn explain(language: Language, error: ChangeError) -> String {
    let failed = |cause: String| text::fill(language, "journal-unusable", &[("cause", cause)]);
    match error {
        ChangeError::Journal(error) => failed(chain(&error)),
        ChangeError::Stored(error) => failed(chain(&error)),
        refused => web::explain(refused, language.tag()),
    }
}

/// Makes a token. `Err`: said in `language`.
pub async fn token(registry: &Registry, email: &str, scopes: Vec<Scope>, language: Language) -> Result<String, String> {
    let issued = registry.issue_token(email, scopes).await;
    issued.map_err(|error| text::fill(language, "journal-unusable", &[("cause", chain(&error))]))
}

/// A description to release.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReleaseWish {
    /// Its address, or what stands after the instance's.
    pub description: String,
    /// What the release is called.
    pub name: Option<String>,
    /// What there is to say of it.
    pub note: Option<String>,
    /// The convention to put into it.
    pub convention: Option<String>,
    /// The language of both, and of refusals.
    pub language: Language,
}

/// A release that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseSummary {
    /// Its address.
    pub id: String,
    /// Its number.
    pub number: u64,
    /// How many documents it froze.
    pub members: usize,
    /// What belongs to the description and is closed to some of its readers.
    pub left_out: Vec<String>,
}

/// Releases a description with the operator's rights. `Err`: said in the wish's language.
pub async fn release(registry: &Registry, wish: ReleaseWish) -> Result<ReleaseSummary, String> {
    let language = wish.language;
    let texts = |given: Option<String>| -> Texts {
        given.map(|text| (language.tag().to_owned(), BTreeSet::from([text]))).into_iter().collect()
    };
    let description = address(registry.base(), &wish.description, language)?;
    let order = ReleaseOrder {
        name: texts(wish.name),
        description: texts(wish.note),
        convention: wish.convention.as_deref().map(|text| address(registry.base(), text, language)).transpose()?,
        expected: Expected::Unstated,
    };
    let released = registry.release(&registry.operator(), &description, order).await;
    let released = released.map_err(|error| explain_release(language, error))?;
    Ok(ReleaseSummary {
        id: released.iri.to_string(),
        number: released.number,
        members: released.members,
        left_out: released.left_out.iter().map(Iri::to_string).collect(),
    })
}

/// An address, or what stands after the instance's.
fn address(base: &Base, text: &str, language: Language) -> Result<Iri, String> {
    let whole = if text.contains("://") { text.to_owned() } else { base.as_str().to_owned() + text };
    Iri::parse(&whole).map_err(|_| text::fill(language, "not-an-address", &[("iri", text.to_owned())]))
}

/// As [`explain`] does.
#[expect(clippy::wildcard_enum_match_arm, reason = "web explains every refusal; only failures of ours are apart")]
fn explain_release(language: Language, error: ReleaseError) -> String {
    match error {
        ReleaseError::Change(error) => explain(language, error),
        error @ (ReleaseError::Key(_) | ReleaseError::Unsigned(_)) => {
            text::fill(language, "key-unusable", &[("cause", chain(&error))])
        }
        refused => web::explain_release(refused, language.tag()),
    }
}

/// Does something to an account in the operator's name. What to say of it, or why it was not done, in `language`.
pub async fn account(registry: &Registry, order: AccountOrder, language: Language) -> Result<String, String> {
    account_done(registry, order, language).await.map_err(|error| match error {
        AccountError::NotFound => text::say(language, "account-unknown"),
        AccountError::Journal(error) => text::fill(language, "journal-unusable", &[("cause", chain(&error))]),
        other @ (AccountError::Unauthenticated
        | AccountError::MissingScope(_)
        | AccountError::Forbidden
        | AccountError::WrongPassword
        | AccountError::UnknownIdentity
        | AccountError::TooManyAttempts { .. }
        | AccountError::Busy
        | AccountError::Weak(_)
        | AccountError::NotAnAddress(_)
        | AccountError::LastAdministrator
        | AccountError::LinkEnded
        | AccountError::SignInFirst
        | AccountError::IdentityTaken
        | AccountError::Hash(_)) => web::explain_account(other, language.tag()),
    })
}

async fn account_done(registry: &Registry, order: AccountOrder, language: Language) -> Result<String, AccountError> {
    let operator = registry.operator();
    let say = |key: &str, email: &str| text::fill(language, key, &[("email", email.to_owned())]);
    match order {
        AccountOrder::Create { email, role } => {
            registry.make_account(&operator, &email, role.into()).await?;
            Ok(say("account-made", &email))
        }
        AccountOrder::Password { email, password } => {
            let chosen = Password::chosen(&password)?;
            let account = registry.account_of(&operator, &email).await?;
            registry.set_password(&operator, account, chosen).await?;
            Ok(say("account-password-set", &email))
        }
        AccountOrder::Invite { email, role } => {
            let order = InvitationOrder { email, role: role.into(), groups: Vec::new() };
            let (code, expires) = registry.invite(&operator, order).await?;
            let link = registry.base().service(&format!("invitations/{code}"));
            let letter = web::invitation_letter(language.tag(), registry.name(), link.as_str(), expires);
            Ok(format!("{link}\n\n{}\n\n{}", letter.subject, letter.body))
        }
        AccountOrder::Disable { email } => {
            registry.disable_account(&operator, registry.account_of(&operator, &email).await?).await?;
            Ok(say("account-disabled", &email))
        }
        AccountOrder::Enable { email } => {
            registry.enable_account(&operator, registry.account_of(&operator, &email).await?).await?;
            Ok(say("account-enabled", &email))
        }
    }
}

/// Asks a question with the operator's eyes.
pub async fn ask(
    registry: &Registry,
    query: &str,
    entailment: bool,
    bindings: BindingsFormat,
    graph: Format,
) -> Result<Answer, AskError> {
    let question = Question {
        text: query.to_owned(),
        default_graphs: Vec::<Iri>::new(),
        named_graphs: Vec::<Iri>::new(),
        base: registry.base().home(),
        caller: registry.operator(),
        from: None,
        entailment,
        at_least: Seq(0),
        deadline: QUERY_DEADLINE,
        bindings,
        graph,
    };
    registry.ask(question).await
}

/// Why there is no answer, in the caller's language.
pub fn explain_ask(language: Language, error: &AskError) -> String {
    match error {
        AskError::Malformed(cause) => text::fill(language, "query-malformed", &[("cause", cause.clone())]),
        AskError::Refused(cause) => text::fill(language, "query-refused", &[("cause", cause.clone())]),
        AskError::TooCostly => text::say(language, "query-too-costly"),
        AskError::Spent { .. } | AskError::Unavailable => text::say(language, "query-unavailable"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::DocumentError;
    use registry::StoredError;

    #[test]
    fn a_failure_of_ours_says_its_cause() {
        let iri = Iri::parse("https://a.example/organizations/a").unwrap();
        for (language, begins) in [(Language::Fr, "le journal est inutilisable"), (Language::En, "the journal cannot")]
        {
            let damaged = StoredError::Document { iri: iri.clone(), source: DocumentError::Empty };
            let said = explain(language, damaged.into());
            assert!(said.starts_with(begins) && said.contains(iri.as_str()) && said.contains("says nothing"), "{said}");
        }
    }
}
