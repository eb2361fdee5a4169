//! From the registry's errors to problems. Every match is exhaustive: a new error must find its problem here.

use super::{Kind, Problem};
use crate::claiming;
use crate::resource::of_conflict;
use federation::follow::FollowError;
use federation::quarantine::AcceptError;
use federation::receipts::ReceiptsError;
use federation::webhook::HookError;
use http::{HeaderValue, header};
use model::constraint::EvaluatorError;
use model::patch::{PATCH_LIMIT, PatchError, Rule};
use model::syntax::{DEPTH_LIMIT, Format, SyntaxError};
use model::{DocumentError, Iri, Scope};
use outbound::Refusal;
use registry::account::{PASSWORD_LEAST, PASSWORD_MOST, WeakPassword};
use registry::claim::site::NotASite;
use registry::{
    AccountError, AclError, AskError, ChangeError, ClaimError, ErasureError, Failure, FindError, FormChangeError,
    FormError, PublicationError, ReadError, ReleaseError, RepositoryError, UpdateError, WebhookError,
};
use serde_json::Value;

/// When to come back: by then a worker that was ended has been replaced and fed.
const RETRY_AFTER_SECONDS: u32 = 5;

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound => Self::new(Kind::NotFound),
            ReadError::Gone => Self::new(Kind::Gone),
            ReadError::Behind => later(Kind::Unavailable),
            ReadError::TooMuch { limit } => Self::new(Kind::TooMuch).with("limit", limit as u64),
            ReadError::Journal(cause) => Self::internal(cause),
            ReadError::Projection(cause) => Self::internal(cause),
            ReadError::Stored(cause) => Self::internal(cause),
        }
    }
}

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::Behind => later(Kind::Unavailable),
            FindError::Index(cause) => Self::internal(cause),
            FindError::Read(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unauthenticated => Self::new(Kind::Unauthenticated),
            ChangeError::NotAllowed => Self::new(Kind::NotAllowed),
            ChangeError::MissingScope(scope) => Self::new(Kind::MissingScope).with("scope", scope_word(scope)),
            ChangeError::Forbidden(iri) => Self::new(Kind::Forbidden).with("document", iri.as_str()),
            ChangeError::NotFound => Self::new(Kind::NotFound),
            ChangeError::Gone(iri) => Self::new(Kind::Gone).with("document", iri.as_str()),
            ChangeError::NotAnAddress(iri) => Self::new(Kind::NotAnAddress).with("document", iri.as_str()),
            ChangeError::Syntax(error) => error.into(),
            ChangeError::Document(error) => error.into(),
            ChangeError::Patch(error) => error.into(),
            ChangeError::WrongType { container, found } => Self::new(Kind::WrongType)
                .with("container", container.segment())
                .with("expected", container.classes().iter().map(|class| class.as_str()).collect::<Vec<_>>())
                .with("found", found.iter().map(Iri::as_str).collect::<Vec<_>>()),
            ChangeError::ForeignGraph(iri) => Self::new(Kind::ForeignGraph).with("graph", iri.as_str()),
            ChangeError::Unusable(property) => Self::new(Kind::Unusable).with("property", property.as_str()),
            ChangeError::Repeated(iri) => Self::new(Kind::Repeated).with("document", iri.as_str()),
            ChangeError::ChangedHere(iri) => Self::new(Kind::ChangedHere).with("document", iri.as_str()),
            ChangeError::Invalid(reports) => Self::new(Kind::Invalid).with_reports(reports),
            ChangeError::Unjudged { iri, source: Failure::CostlyDocument { shape, focus } } => {
                Self::new(Kind::CostlyDocument).with("document", iri.as_str()).with("shape", shape).with("focus", focus)
            }
            ChangeError::Unjudged { iri, source: Failure::CostlyShape { shape } } => {
                Self::new(Kind::CostlyShape).with("document", iri.as_str()).with("shape", shape)
            }
            ChangeError::Unavailable => later(Kind::Unavailable),
            ChangeError::Unjudged { iri, source: Failure::Unanswered(unanswered) } => match unanswered.source {
                EvaluatorError::Unavailable => later(Kind::Unavailable),
                EvaluatorError::Malformed(_) | EvaluatorError::Refused(_) | EvaluatorError::TooCostly => {
                    let shape = unanswered.shape.to_string();
                    Self::new(Kind::CostlyShape).with("document", iri.as_str()).with("shape", shape)
                }
            },
            ChangeError::PreconditionRequired { iri, current } => Self::new(Kind::PreconditionRequired)
                .with("document", iri.as_str())
                .with("current", current.to_string()),
            ChangeError::PreconditionFailed { iri, current } => Self::new(Kind::PreconditionFailed)
                .with("document", iri.as_str())
                .with("current", current.map_or(Value::Null, |current| current.to_string().into())),
            ChangeError::NoAddress(hint) => Self::new(Kind::NoAddress).with("hint", hint),
            ChangeError::NoDocument => Self::new(Kind::Empty),
            ChangeError::TooMuch { limit } => Self::new(Kind::TooMuch).with("limit", limit as u64),
            ChangeError::Projection(cause) => Self::internal(cause),
            ChangeError::NoCopy(iri) => Self::new(Kind::NoCopy).with("document", iri.as_str()),
            ChangeError::Decided(iri) => Self::new(Kind::Decided).with("document", iri.as_str()),
            ChangeError::Conflicts { document, conflicts } => Self::new(Kind::Conflicts)
                .with("document", document.as_str())
                .with("conflicts", conflicts.iter().map(of_conflict).collect::<Vec<_>>()),
            ChangeError::Journal(cause) => Self::internal(cause),
            ChangeError::Stored(cause) => Self::internal(cause),
        }
    }
}

impl From<AclError> for Problem {
    fn from(error: AclError) -> Self {
        match error {
            AclError::Change(error) => error.into(),
            AclError::NotInControl(iri) => Self::new(Kind::NotInControl).with("document", iri.as_str()),
            AclError::Unmappable(unmappable) => Self::new(Kind::UnusableAcl)
                .with("authorization", unmappable.authorization)
                .with("reason", unmappable.reason.name())
                .with("what", unmappable.what),
        }
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Unauthenticated => Self::new(Kind::Unauthenticated),
            AccountError::MissingScope(scope) => Self::new(Kind::MissingScope).with("scope", scope_word(scope)),
            AccountError::Forbidden => Self::new(Kind::NotAllowed),
            AccountError::NotFound => Self::new(Kind::NotFound),
            AccountError::WrongPassword => Self::new(Kind::WrongPassword),
            AccountError::TooManyAttempts { retry_after } => {
                // Rounded up: whoever comes then is let in.
                let seconds = retry_after.as_secs().max(0).saturating_add(1);
                Self::new(Kind::TooManyAttempts)
                    .with("minutes", seconds.saturating_add(59) / 60)
                    .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            AccountError::Busy => later(Kind::Unavailable),
            AccountError::Weak(weak) => {
                let reason = match weak {
                    WeakPassword::TooShort => "too-short",
                    WeakPassword::TooLong => "too-long",
                    WeakPassword::Common => "common",
                };
                Self::new(Kind::WeakPassword)
                    .with("reason", reason)
                    .with("least", PASSWORD_LEAST as u64)
                    .with("most", PASSWORD_MOST as u64)
            }
            AccountError::NotAnAddress(text) => Self::new(Kind::NotAnEmail).with("value", text),
            AccountError::LastAdministrator => Self::new(Kind::LastAdministrator),
            AccountError::LinkEnded => Self::new(Kind::LinkEnded),
            AccountError::SignInFirst => Self::new(Kind::SignInFirst),
            AccountError::UnknownIdentity => Self::new(Kind::UnknownIdentity),
            AccountError::IdentityTaken => Self::new(Kind::IdentityTaken),
            cause @ AccountError::Hash(_) => Self::internal(cause),
            AccountError::Journal(cause) => Self::internal(cause),
        }
    }
}

impl From<ClaimError> for Problem {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Refused(error) => error.into(),
            ClaimError::NotForClaiming(iri) => Self::new(Kind::NotForClaiming).with("document", iri.as_str()),
            ClaimError::Claimed { document, since } => {
                Self::new(Kind::Claimed).with("document", document.as_str()).with("since", since.to_string())
            }
            ClaimError::NoSite(iri) => Self::new(Kind::NoSite).with("document", iri.as_str()),
            ClaimError::NotASite(refused) => {
                let (reason, site) = match refused {
                    NotASite::NotOfTheWeb(site) => ("not-of-the-web", site),
                    NotASite::PublicSuffix(site) => ("public-suffix", site),
                    NotASite::SharedHost(site) => ("shared-host", site),
                    NotASite::SharedMailboxes(site) => ("shared-mailboxes", site),
                };
                Self::new(Kind::UnprovableSite).with("reason", reason).with("site", site)
            }
            ClaimError::NoChallenge => Self::new(Kind::NoChallenge),
            ClaimError::NotProven(seen) => {
                Self::new(Kind::NotProven).with("seen", seen.iter().map(claiming::as_json).collect::<Vec<_>>())
            }
            ClaimError::NoMail => Self::new(Kind::NoMail),
            ClaimError::NotAtSite { host } => Self::new(Kind::NotAtSite).with("host", host),
            ClaimError::NoCode => Self::new(Kind::NoCode),
            ClaimError::WrongCode { left } => Self::new(Kind::WrongCode).with("left", left),
            ClaimError::TooOften { retry_after } => AccountError::TooManyAttempts { retry_after }.into(),
            ClaimError::Unclaimed(_) => Self::new(Kind::NotFound),
            ClaimError::Account(email) => Self::new(Kind::NoSuchAccount).with("value", email),
        }
    }
}

impl From<WebhookError> for Problem {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::Refused(error) => error.into(),
            WebhookError::NotFound(_) => Self::new(Kind::NotFound),
            WebhookError::TooMany { limit } => Self::new(Kind::TooManyWebhooks).with("limit", limit as u64),
            WebhookError::TooOften { retry_after } => AccountError::TooManyAttempts { retry_after }.into(),
            WebhookError::Unusable(name, value) => Self::bad_parameter(name, value),
            WebhookError::Account(email) => Self::new(Kind::NoSuchAccount).with("value", email),
        }
    }
}

impl From<HookError> for Problem {
    fn from(error: HookError) -> Self {
        let unusable = |address: String, reason: &str, cause: String| {
            Self::new(Kind::UnusableWebhook).with("address", address).with("reason", reason).with("cause", cause)
        };
        match error {
            HookError::Webhook(error) => error.into(),
            HookError::NotTold(subject) => unusable(subject, "blocked", String::new()),
            HookError::Address { address, source } => {
                let reason = match &source {
                    Refusal::Unreadable(_) | Refusal::NoTarget => "unreadable",
                    Refusal::Scheme(_) | Refusal::Unencrypted(_) | Refusal::Downgrade => "unencrypted",
                    Refusal::Userinfo => "userinfo",
                    Refusal::NotPublic { .. } => "not-public",
                };
                unusable(address, reason, source.to_string())
            }
        }
    }
}

impl From<FollowError> for Problem {
    fn from(error: FollowError) -> Self {
        let not_followable = |address: &str, reason: &str, cause: &str| {
            Self::new(Kind::NotFollowable).with("address", address).with("reason", reason).with("cause", cause)
        };
        match error {
            FollowError::Own(iri) => not_followable(iri.as_str(), "own", ""),
            FollowError::Nobody(iri) => not_followable(iri.as_str(), "nobody", ""),
            FollowError::NotHeard(subject) => not_followable(&subject, "not-heard", ""),
            FollowError::NotFound(iri, cause) => not_followable(iri.as_str(), "not-found", &cause.to_string()),
            FollowError::NotFollowed(_) => Self::new(Kind::NotFound),
            FollowError::Account(error) => error.into(),
        }
    }
}

impl From<AcceptError> for Problem {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Unknown(_) => Self::new(Kind::NotFound),
            AcceptError::Unfit(number, cause) => {
                Self::new(Kind::NotShown).with("reason", "unfit").with("what", number.to_string()).with("cause", cause)
            }
            AcceptError::NotShown(number) => {
                Self::new(Kind::NotShown).with("reason", "nothing").with("what", number.to_string())
            }
            AcceptError::NoDocument(iri) => {
                Self::new(Kind::NotShown).with("reason", "no-document").with("what", iri.as_str())
            }
            AcceptError::Account(error) => error.into(),
            AcceptError::Read(error) => error.into(),
        }
    }
}

impl From<ReceiptsError> for Problem {
    fn from(error: ReceiptsError) -> Self {
        match error {
            ReceiptsError::Account(error) => error.into(),
            ReceiptsError::Read(error) => error.into(),
        }
    }
}

impl From<FormChangeError> for Problem {
    fn from(error: FormChangeError) -> Self {
        match error {
            FormChangeError::Unauthenticated => Self::new(Kind::Unauthenticated),
            FormChangeError::NotAllowed => Self::new(Kind::NotAllowed),
            FormChangeError::MissingScope(scope) => Self::new(Kind::MissingScope).with("scope", scope_word(scope)),
            FormChangeError::Syntax(error) => error.into(),
            FormChangeError::ForeignGraph(graph) => Self::new(Kind::ForeignGraph).with("graph", graph),
            FormChangeError::OfTheGrammar(form) => Self::new(Kind::FormOfGrammar).with("form", form.as_str()),
            FormChangeError::InFile { form, file } => {
                Self::new(Kind::FormInFile).with("form", form.as_str()).with("file", file)
            }
            FormChangeError::Refused { form, source: FormError::Extended { by, .. } } => {
                Self::new(Kind::FormExtended).with("form", form.as_str()).with("by", by.as_str())
            }
            FormChangeError::Refused { form, source } => {
                let report = source.into_report(&form);
                Self::new(Kind::InvalidForm).with("form", form.as_str()).with_reports(vec![(form, report)])
            }
            FormChangeError::NotFound => Self::new(Kind::NotFound),
            FormChangeError::Unavailable => later(Kind::Unavailable),
            FormChangeError::PreconditionRequired { form, current } => Self::new(Kind::PreconditionRequired)
                .with("document", form.as_str())
                .with("current", current.to_string()),
            FormChangeError::PreconditionFailed { form, current } => Self::new(Kind::PreconditionFailed)
                .with("document", form.as_str())
                .with("current", current.map_or(Value::Null, |current| current.to_string().into())),
            FormChangeError::Journal(cause) => Self::internal(cause),
        }
    }
}

impl From<ReleaseError> for Problem {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Change(error) => error.into(),
            ReleaseError::Read(error) => error.into(),
            ReleaseError::TooLarge { description, limit } => {
                Self::new(Kind::TooManyMembers).with("document", description.as_str()).with("limit", limit as u64)
            }
            ReleaseError::Convention(convention) => {
                Self::new(Kind::OtherConvention).with("convention", convention.as_str())
            }
            ReleaseError::Language(tag) => {
                Self::new(Kind::BadParameter).with("parameter", "language").with("value", tag)
            }
            ReleaseError::Restless(description) => Self::new(Kind::Restless).with("document", description.as_str()),
            ReleaseError::Key(cause) => Self::internal(cause),
            ReleaseError::Unsigned(cause) => Self::internal(cause),
        }
    }
}

impl From<PublicationError> for Problem {
    fn from(error: PublicationError) -> Self {
        match error {
            PublicationError::Behind
            | PublicationError::Changed
            | PublicationError::Repository(RepositoryError::Broken) => later(Kind::Unavailable),
            PublicationError::Malformed => Self::new(Kind::MalformedGit),
            PublicationError::Repository(cause) => Self::internal(cause),
            PublicationError::Journal(cause) => Self::internal(cause),
            PublicationError::Stored(cause) => Self::internal(cause),
            PublicationError::Release(cause) => Self::internal(cause),
            PublicationError::Panicked(cause) => Self::internal(cause),
        }
    }
}

impl From<ErasureError> for Problem {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::Change(error) => error.into(),
            ErasureError::Read(error) => error.into(),
            ErasureError::Signed { document, release } => {
                let problem = Self::new(Kind::Signed).with("document", document.as_str());
                match release {
                    Some(release) => problem.with("release", release.as_str()),
                    None => problem,
                }
            }
            ErasureError::TooMany { limit } => Self::new(Kind::TooManyDocuments).with("limit", limit as u64),
            ErasureError::Restless => Self::new(Kind::Unsettled),
        }
    }
}

impl From<SyntaxError> for Problem {
    fn from(error: SyntaxError) -> Self {
        match error {
            SyntaxError::Malformed { line, column, message } => {
                Self::new(Kind::Malformed).with("line", line).with("column", column).with("message", message)
            }
            SyntaxError::NotUtf8 { line } => Self::new(Kind::NotUtf8).with("line", line),
            SyntaxError::TooDeep { line } => {
                Self::new(Kind::TooDeep).with("line", line).with("limit", DEPTH_LIMIT as u64)
            }
            SyntaxError::TooMany { limit } => Self::new(Kind::TooManyStatements).with("limit", limit as u64),
            SyntaxError::UnknownContext(context) => Self::new(Kind::UnknownContext).with("context", context),
            SyntaxError::WriteOnly(format) => {
                Self::new(Kind::UnsupportedMediaType).with("mediaType", format.media_type()).with(
                    "supported",
                    Format::ALL
                        .iter()
                        .filter(|format| format.is_readable())
                        .map(|format| format.media_type())
                        .collect::<Vec<_>>(),
                )
            }
        }
    }
}

impl From<PatchError> for Problem {
    fn from(error: PatchError) -> Self {
        let unusable = |rule: Rule, what: String, operation: usize| {
            Self::new(Kind::UnusablePatch)
                .with("rule", rule.name())
                .with("what", what)
                .with("operation", operation as u64)
        };
        match error {
            PatchError::Syntax(error) => error.into(),
            PatchError::TooLarge => Self::new(Kind::TooLarge).with("limit", PATCH_LIMIT as u64),
            PatchError::TooDeep { line, limit } => {
                Self::new(Kind::TooDeep).with("line", line).with("limit", limit as u64)
            }
            PatchError::Unusable { rule, what, operation } => unusable(rule, what, operation),
            PatchError::Absent { statement, operation } => Self::new(Kind::AbsentStatement)
                .with("statement", statement.to_string())
                .with("operation", operation as u64),
            PatchError::NoMatch { operation } => Self::new(Kind::NoMatch).with("operation", operation as u64),
            PatchError::SeveralMatches => Self::new(Kind::SeveralMatches),
            PatchError::Unanswered(EvaluatorError::TooCostly) => later(Kind::TooCostly),
            PatchError::Unanswered(EvaluatorError::Unavailable) => later(Kind::Unavailable),
            PatchError::Unanswered(EvaluatorError::Malformed(text) | EvaluatorError::Refused(text)) => {
                unusable(Rule::Question, text, 1)
            }
            PatchError::Document(error) => error.into(),
        }
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::ForeignSubject { document, subject } => {
                Self::new(Kind::ForeignSubject).with("document", document.as_str()).with("subject", subject.as_str())
            }
            DocumentError::Detached(node) => Self::new(Kind::Detached).with("node", node),
            DocumentError::TooSymmetric(_) => Self::new(Kind::TooSymmetric),
            DocumentError::TooLarge(_) => {
                Self::new(Kind::TooManyStatements).with("limit", model::document::TRIPLE_LIMIT as u64)
            }
            DocumentError::Empty => Self::new(Kind::Empty),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Malformed(message) => Self::new(Kind::MalformedQuery).with("message", message),
            AskError::Refused(message) => Self::new(Kind::RefusedQuery).with("message", message),
            AskError::TooCostly => later(Kind::TooCostly),
            AskError::Spent { retry_after } => {
                // Rounded up: whoever comes then is answered.
                let seconds = retry_after.as_secs().saturating_add(1);
                Self::new(Kind::BudgetSpent)
                    .with("seconds", seconds)
                    .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
            }
            AskError::Unavailable => later(Kind::Unavailable),
        }
    }
}

impl From<UpdateError> for Problem {
    fn from(error: UpdateError) -> Self {
        let unfit =
            |graph: Iri, reason: &str| Self::new(Kind::UnfitGraph).with("graph", graph.as_str()).with("reason", reason);
        match error {
            UpdateError::Ask(error) => error.into(),
            UpdateError::Change(error) => error.into(),
            UpdateError::NoSuchGraph(graph) => unfit(graph, "missing"),
            UpdateError::GraphExists(graph) => unfit(graph, "there"),
            UpdateError::TooManyDocuments { limit } => Self::new(Kind::TooManyDocuments).with("limit", limit as u64),
        }
    }
}

/// Not now, but soon.
pub(crate) fn later(kind: Kind) -> Problem {
    Problem::new(kind).with_header(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS))
}

pub(crate) fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Write => "write",
        Scope::Admin => "admin",
    }
}
