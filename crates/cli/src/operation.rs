//! What commands do to an instance, whether this process owns it or another one does. Their results are wire types,
//! since they may cross the administration socket.

mod doctor;
mod erasure;
mod federation;

pub use doctor::{CheckSummary, DoctorReport, FindingSummary, report};
pub use erasure::{EraseOrder, EraseSummary, erase};
pub use federation::{FederationDone, FederationOrder, federate};

use crate::arguments::{ImportFormat, RoleName};
use crate::failure::chain;
use crate::text::{self, Language};
use exchange::resilience_wiki;
use model::record::RefusedReason;
use model::release::Texts;
use model::syntax::Format;
use model::{Expected, Iri, Place, Reading, Scope, Seq, UnplacedReason};
use registry::account::{InvitationOrder, Password};
use registry::{
    AccountError, Answer, AskError, BindingsFormat, ChangeError, Fate, ImportMode, ImportReport, Outcome, Question,
    Registry, ReleaseError, ReleaseOrder,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a question of the command line may take: an operator may wait longer than a visitor.
const QUERY_DEADLINE: Duration = Duration::from_mins(1);

/// One source to import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportOrder {
    /// What it is written in.
    pub format: ImportFormat,
    /// Its name, for the history.
    pub source: String,
    /// Whether to write nothing.
    pub dry_run: bool,
    /// In which language to explain refusals.
    pub language: Language,
}

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

/// What an import did: interface.md, `codesocial import --json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// How many documents are new.
    pub created: usize,
    /// How many have changed.
    pub updated: usize,
    /// How many were already like this, or were kept as others wrote them.
    pub unchanged: usize,
    /// How many were refused.
    pub refused: usize,
    /// Whether nothing was written on purpose.
    pub dry_run: bool,
    /// Each record, in the order of the source.
    pub records: Vec<RecordSummary>,
    /// What found no place.
    pub unplaced: Vec<UnplacedSummary>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSummary {
    /// Its document, or what it calls itself.
    pub iri: String,
    /// `created`, `updated`, `unchanged`, `kept` or `refused`.
    pub outcome: String,
    /// The lines of the source that speak of it, where people wrote them.
    pub lines: Vec<u64>,
    /// The items of the source that speak of it, where a program wrote them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<u64>,
    /// Why it was kept or refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl RecordSummary {
    fn new(iri: String, outcome: &str, places: impl IntoIterator<Item = Place>, why: Option<String>) -> Self {
        let (mut lines, mut items) = (Vec::new(), Vec::new());
        for place in places {
            match place {
                Place::Line(line) => lines.push(line),
                Place::Item(item) => items.push(item),
            }
        }
        Self { iri, outcome: outcome.to_owned(), lines, items, why }
    }
}

/// A passage that found no place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnplacedSummary {
    /// Its line in the source, or its item.
    pub line: u64,
    /// The passage.
    pub text: String,
    /// Why, as a word for programs.
    pub reason: String,
    /// Why, for people.
    pub why: String,
}

/// Reads a source and writes what it says. `Err`: the source cannot be read, or the instance failed; said in the
/// order's language.
pub async fn import(registry: &Registry, order: &ImportOrder, bytes: &[u8]) -> Result<ImportSummary, String> {
    let language = order.language;
    let reading = read(registry, order, bytes)?;
    let mode = if order.dry_run { ImportMode::DryRun } else { ImportMode::Write };
    let source = format!("{} {}", order.format.name(), order.source);
    let report = registry.import(&registry.operator(), &source, reading, mode).await;
    Ok(summary(report.map_err(|error| explain(language, error))?, language))
}

fn read(registry: &Registry, order: &ImportOrder, bytes: &[u8]) -> Result<Reading, String> {
    let base = registry.base();
    let unreadable = |cause: String| {
        text::fill(order.language, "source-unreadable", &[("source", order.source.clone()), ("cause", cause)])
    };
    match order.format.rdf() {
        Some(format) => {
            exchange::rdf::read(bytes, format, base).map_err(|error| unreadable(explain(order.language, error.into())))
        }
        None => resilience_wiki::read(bytes, base).map_err(|error| {
            unreadable(match error {
                resilience_wiki::ReadError::NotUtf8 { line } => {
                    text::fill(order.language, "not-utf8", &[("line", line.to_string())])
                }
                resilience_wiki::ReadError::NotSuchAPage => text::say(order.language, "not-a-wiki-page"),
                resilience_wiki::ReadError::Nameless => text::say(order.language, "wiki-page-nameless"),
                resilience_wiki::ReadError::Document(error) => explain(order.language, error.into()),
            })
        }),
    }
}

fn summary(report: ImportReport, language: Language) -> ImportSummary {
    let mut summary = ImportSummary {
        created: report.count(Outcome::Created),
        updated: report.count(Outcome::Updated),
        unchanged: report.count(Outcome::Unchanged) + report.kept(),
        refused: report.refused(),
        dry_run: report.mode == ImportMode::DryRun,
        ..ImportSummary::default()
    };
    for record in report.records {
        let (outcome, why) = match record.fate {
            Fate::Written(outcome) => (outcome_word(outcome), None),
            Fate::Kept => ("kept", Some(text::say(language, "kept"))),
            Fate::Refused(error) => ("refused", Some(explain(language, error))),
        };
        let iri = record.iri.to_string();
        summary.records.push(RecordSummary::new(iri, outcome, record.places, why));
    }
    for refused in report.refused {
        let why = match refused.reason {
            RefusedReason::NotAnAddress(name) => text::fill(language, "not-an-address", &[("iri", name)]),
            RefusedReason::Document(error) => explain(language, error.into()),
            RefusedReason::WithoutKey => text::say(language, "refused-without-key"),
            RefusedReason::Nameless => text::say(language, "refused-nameless"),
            RefusedReason::Malformed(field) => text::fill(language, "refused-malformed", &[("field", field)]),
            RefusedReason::Unpublished => text::say(language, "refused-unpublished"),
            RefusedReason::NoConsent => text::say(language, "refused-no-consent"),
            RefusedReason::UnknownType(name) => text::fill(language, "refused-unknown-type", &[("name", name)]),
        };
        summary.records.push(RecordSummary::new(refused.name, "refused", refused.place, Some(why)));
    }
    for unplaced in report.unplaced {
        let reason = reason_word(unplaced.reason);
        summary.unplaced.push(UnplacedSummary {
            line: unplaced.place.number(),
            text: unplaced.text,
            reason: reason.to_owned(),
            why: text::say(language, &format!("unplaced-{reason}")),
        });
    }
    summary
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "created",
        Outcome::Updated => "updated",
        Outcome::Unchanged => "unchanged",
        Outcome::Deleted => "deleted",
    }
}

fn reason_word(reason: UnplacedReason) -> &'static str {
    match reason {
        UnplacedReason::UnknownField => "unknown-field",
        UnplacedReason::EmptyField => "empty-field",
        UnplacedReason::BrokenLine => "broken-line",
        UnplacedReason::OutsideSections => "outside-sections",
        UnplacedReason::FormInstruction => "form-instruction",
        UnplacedReason::Repeated => "repeated",
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
    let description = address(registry, &wish.description, language)?;
    let order = ReleaseOrder {
        name: texts(wish.name),
        description: texts(wish.note),
        convention: wish.convention.as_deref().map(|text| address(registry, text, language)).transpose()?,
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
fn address(registry: &Registry, text: &str, language: Language) -> Result<Iri, String> {
    let whole = if text.contains("://") { text.to_owned() } else { registry.base().as_str().to_owned() + text };
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
        AskError::Unavailable => text::say(language, "query-unavailable"),
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
