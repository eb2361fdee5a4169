//! What goes wrong, told as RFC 9457 asks, in the caller's language: the only place that knows statuses.
//!
//! A handler returns a [`Problem`]; it travels in the response's extensions to [`tell`], which knows what the client
//! reads and writes it as `application/problem+json`, as a page, or, where shapes refused something, as RDF.

pub(crate) mod groups;

mod kind;
mod refusal;
mod report;
mod telling;

pub(crate) use kind::Kind;
pub(crate) use refusal::{later, scope_word};
pub(crate) use report::Finding;
pub(crate) use telling::{Fallen, tell};

use crate::locale::Locale;
use crate::vocabulary::Vocabulary;
use axum::response::{IntoResponse, Response};
use federation::webhook::HookError;
use http::{HeaderMap, HeaderName, HeaderValue};
use model::Iri;
use registry::{AccountError, ChangeError, ErasureError, ReleaseError, Report};
use serde_json::Value;
use std::error::Error;
use std::sync::Arc;

/// A refused change in words, for whoever has it from elsewhere than HTTP: the command line says what pages say.
/// `language` is a tag such as `fr`; French where it is none of ours.
pub fn explain(error: ChangeError, language: &str) -> String {
    let problem = Problem::from(error);
    telling::in_words(&problem, Locale::from_tag(language).unwrap_or(Locale::Fr))
}

/// The same of a release that was refused.
pub fn explain_release(error: ReleaseError, language: &str) -> String {
    let problem = Problem::from(error);
    telling::in_words(&problem, Locale::from_tag(language).unwrap_or(Locale::Fr))
}

/// The same for what was refused about an account.
pub fn explain_account(error: AccountError, language: &str) -> String {
    Problem::from(error).said(Locale::from_tag(language).unwrap_or(Locale::Fr))
}

/// The same of a webhook.
pub fn explain_webhook(error: HookError, language: &str) -> String {
    Problem::from(error).said(Locale::from_tag(language).unwrap_or(Locale::Fr))
}

/// The same of an erasure that was refused.
pub fn explain_erasure(error: ErasureError, language: &str) -> String {
    Problem::from(error).said(Locale::from_tag(language).unwrap_or(Locale::Fr))
}

/// One problem of one request.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Content>);

#[derive(Debug, Clone)]
struct Content {
    kind: Kind,
    /// Extension members; those that are text or numbers also fill the detail's gaps.
    members: Vec<(&'static str, Value)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// What shapes refused, per document.
    reports: Vec<(Iri, Report)>,
    /// For the log alone.
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Problem {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(Content { kind, members: Vec::new(), headers: Vec::new(), reports: Vec::new(), cause: None }))
    }

    /// A failure of ours: the caller learns an id, the log learns the cause.
    pub(crate) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        let mut problem = Self::new(Kind::Internal);
        problem.0.cause = Some(Arc::new(cause));
        problem
    }

    /// A problem with this header of the request.
    pub(crate) fn of_header(kind: Kind, header: &HeaderName) -> Self {
        Self::new(kind).with("header", header.as_str())
    }

    /// Of a parameter that has not this value.
    pub(crate) fn bad_parameter(name: impl Into<Value>, value: impl Into<Value>) -> Self {
        Self::new(Kind::BadParameter).with("parameter", name).with("value", value)
    }

    /// With an extension member.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.members.push((name, value.into()));
        self
    }

    #[must_use]
    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    #[must_use]
    fn with_reports(mut self, reports: Vec<(Iri, Report)>) -> Self {
        self.0.reports = reports;
        self
    }

    /// What is wrong and what to do, for a page that shows it beside what was typed.
    pub(crate) fn said(&self, locale: Locale) -> String {
        telling::in_words(self, locale)
    }

    /// The same without what shapes refused.
    pub(crate) fn said_in_short(&self, locale: Locale) -> String {
        telling::in_short(self, locale)
    }

    /// What shapes refused, for a page that shows it beside what was typed.
    pub(crate) fn findings(&self, locale: Locale) -> Vec<Finding> {
        report::findings(&self.0.reports, locale, Vocabulary::embedded())
    }

    /// Whether it is neither a failure of ours nor a question of who asks: a text that was sent is shown again.
    pub(crate) fn is_of_the_caller(&self) -> bool {
        self.0.kind.status().is_client_error() && self.0.kind != Kind::Unauthenticated
    }

    /// Whether whoever sent a form may mend it: then the form is shown again, with what was typed.
    pub(crate) fn is_for_whoever_typed(&self) -> bool {
        matches!(
            self.0.kind,
            Kind::WrongPassword
                | Kind::WeakPassword
                | Kind::NotAnEmail
                | Kind::TooManyAttempts
                | Kind::SignInFirst
                | Kind::UnusableAcl
                | Kind::BadNote
                | Kind::NotFollowable
                | Kind::NotShown
                | Kind::UnusableWebhook
                | Kind::TooManyWebhooks
        )
    }

    /// The page that shows it, with its status and headers.
    pub(crate) fn on(&self, page: impl IntoResponse) -> Response {
        let mut response = page.into_response();
        *response.status_mut() = self.0.kind.status();
        response.headers_mut().extend(self.0.headers.iter().cloned().collect::<HeaderMap>());
        response
    }

    /// The last part of its `type`.
    pub(crate) fn name(&self) -> &'static str {
        self.0.kind.name()
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
