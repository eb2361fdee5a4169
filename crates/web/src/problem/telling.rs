//! Writing a problem as the client reads it.

use super::report::{self, Finding};
use super::{Kind, Problem};
use crate::address::without_secrets;
use crate::links;
use crate::locale::Locale;
use crate::negotiation::{Offer, choose};
use crate::page::{self, Frame};
use crate::site::SharedSite;
use crate::text;
use crate::visitor::{Choice, Taste};
use crate::vocabulary::Vocabulary;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::syntax::{self, Format};
use serde_json::{Map, Value};
use std::any::Any;
use std::error::Error;

const PROBLEM_JSON: &str = "application/problem+json";

/// A handler panicked.
#[derive(Debug, thiserror::Error)]
#[error("a handler panicked: {0}")]
pub(crate) struct Fallen(String);

impl From<Box<dyn Any + Send>> for Fallen {
    fn from(payload: Box<dyn Any + Send>) -> Self {
        let message = payload.downcast_ref::<String>().cloned();
        Self(message.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default())
    }
}

/// The outermost layer around all routes: turns the problem that a response carries into its representation.
pub(crate) async fn tell(State(site): State<SharedSite>, request: Request, next: Next) -> Response {
    let taste = Taste::of(request.uri(), request.headers());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        // The router itself answers 405; around all layers it adds the `Allow` that RFC 9110, section 15.5.6 demands.
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(Kind::MethodNotAllowed).with("method", method.as_str())
        }
        None => return response,
    };
    let problem = log(problem, &without_secrets(&path), || incident(&site));
    let frame = Frame::new(site.registry.base(), site.registry.name(), &taste, site.registry.base().home());
    let mut told = represent(&problem, &taste, &path, frame);
    for link in links::of_path(&site, &path) {
        told.headers_mut().append(header::LINK, link);
    }
    // To HEAD as well: around all layers the router takes the content away, and leaves what it says of it.
    told
}

/// A failure of ours is logged once, here, under an id that is all the caller learns.
fn log(problem: Problem, path: &str, incident: impl FnOnce() -> String) -> Problem {
    let kind = problem.0.kind;
    if !kind.status().is_server_error() {
        tracing::debug!(kind = kind.type_iri(), path, "a request was refused");
        return problem;
    }
    let id = incident();
    if let Some(cause) = &problem.0.cause {
        tracing::error!(id, path, cause = %chain(cause.as_ref()), "a request failed");
    } else {
        tracing::warn!(id, path, kind = kind.type_iri(), "a request could not be answered");
    }
    problem.with("id", id)
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(": ");
        text.push_str(&source.to_string());
        cause = source.source();
    }
    text
}

fn incident(site: &SharedSite) -> String {
    let mut bytes = [0; 6];
    site.settings.chance.fill(&mut bytes);
    hex::encode(bytes)
}

#[derive(Debug, Clone, Copy)]
enum Telling {
    Json,
    Page,
    Report(Format),
}

fn represent(problem: &Problem, taste: &Taste, path: &str, frame: Frame) -> Response {
    let content = &problem.0;
    let mut offers = vec![
        Offer { media_type: PROBLEM_JSON, value: Telling::Json },
        Offer { media_type: "application/json", value: Telling::Json },
        Offer { media_type: "text/html", value: Telling::Page },
    ];
    if !content.reports.is_empty() {
        offers.extend(
            Format::ALL.iter().map(|format| Offer { media_type: format.media_type(), value: Telling::Report(*format) }),
        );
    }
    // RFC 9110, section 15.5.7 asks for content even where none of the acceptable formats can carry it.
    let telling = choose(taste.accept.as_deref(), &offers).map_or(Telling::Json, |offer| offer.value);
    let (media_type, body) = match telling {
        Telling::Json => (PROBLEM_JSON, json(problem, taste, path).to_string().into_bytes()),
        Telling::Page => (page::MEDIA_TYPE, page(problem, taste, frame)),
        Telling::Report(format) => {
            (crate::representation::content_type(format), syntax::write(&report::quads(&content.reports), format))
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = content.kind.status();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(taste.locale.tag()));
    if content.kind.status() == StatusCode::UNAUTHORIZED {
        // RFC 9110, section 15.5.2: "The server generating a 401 response MUST send a WWW-Authenticate header field".
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"codesocial\""));
    }
    headers.extend(content.headers.iter().cloned().collect::<HeaderMap>());
    response
}

fn title(problem: &Problem, taste: &Taste) -> String {
    text::say(taste.locale, problem.0.kind.key())
}

fn detail(problem: &Problem, taste: &Taste) -> String {
    let values: Vec<(&'static str, String)> =
        problem.0.members.iter().map(|(name, value)| (*name, plain(value))).collect();
    text::fill(taste.locale, problem.0.kind.detail_key(), &values)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// What, and what to do.
pub(super) fn in_short(problem: &Problem, locale: Locale) -> String {
    let taste = Taste { locale, chosen: Choice::Header, accept: None };
    format!("{}. {}", title(problem, &taste), detail(problem, &taste))
}

/// The same words for those who do not speak HTTP: what, what to do, and a line for each thing that shapes refused.
pub(crate) fn in_words(problem: &Problem, locale: Locale) -> String {
    let mut lines = vec![in_short(problem, locale)];
    let findings = report::findings(&problem.0.reports, locale, Vocabulary::embedded());
    lines.extend(findings.iter().map(|finding| match &finding.field {
        Some(field) => format!("- {field} – {}", finding.message),
        None => format!("- {}", finding.message),
    }));
    lines.join("\n")
}

/// RFC 9457, section 3: the members of a problem details object.
fn json(problem: &Problem, taste: &Taste, path: &str) -> Value {
    let content = &problem.0;
    let mut members = Map::new();
    members.insert("type".to_owned(), content.kind.type_iri().into());
    members.insert("title".to_owned(), title(problem, taste).into());
    members.insert("status".to_owned(), content.kind.status().as_u16().into());
    members.insert("detail".to_owned(), detail(problem, taste).into());
    members.insert("instance".to_owned(), path.into());
    for (name, value) in &content.members {
        members.insert((*name).to_owned(), value.clone());
    }
    if !content.reports.is_empty() {
        members.insert("errors".to_owned(), report::errors(&content.reports, taste.locale));
        members.insert("report".to_owned(), report::json_ld(&content.reports));
    }
    members.into()
}

fn page(problem: &Problem, taste: &Taste, frame: Frame) -> Vec<u8> {
    let content = &problem.0;
    let findings: Vec<Finding> = report::findings(&content.reports, taste.locale, Vocabulary::embedded());
    page::ProblemPage {
        frame,
        title: title(problem, taste),
        detail: detail(problem, taste),
        status: content.kind.status().as_u16(),
        findings,
    }
    .render_page()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;
    use model::Iri;
    use oxrdf::{Literal, NamedNode};
    use registry::{ChangeError, Failure, FormChangeError, FormError, Report, Severity, ValidationResult};
    use std::time::Duration;

    fn taste(accept: Option<&str>, locale: Locale) -> Taste {
        Taste { locale, chosen: Choice::Header, accept: accept.map(str::to_owned) }
    }

    fn frame(taste: &Taste) -> Frame {
        let base = model::Base::parse("https://a.example/").unwrap();
        Frame::new(&base, "Val-de-Brenne", taste, base.home())
    }

    async fn told(problem: Problem, accept: Option<&str>, locale: Locale) -> (http::response::Parts, String) {
        let taste = taste(accept, locale);
        let (parts, body) = represent(&problem, &taste, "/codes/a", frame(&taste)).into_parts();
        (parts, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
    }

    fn invalid() -> Problem {
        let iri = Iri::parse("https://a.example/codes/a").unwrap();
        let result = ValidationResult {
            focus: NamedNode::from(iri.clone()).into(),
            path: NamedNode::new("https://w3id.org/codesocial#name").ok(),
            value: None,
            shape: NamedNode::new_unchecked("https://w3id.org/codesocial#NameShape").into(),
            component: NamedNode::new_unchecked("http://www.w3.org/ns/shacl#MinCountConstraintComponent"),
            source_constraint: None,
            full_path: None,
            own_severity: None,
            severity: Severity::Violation,
            messages: vec![
                Literal::new_language_tagged_literal_unchecked("Donnez un nom.", "fr"),
                Literal::new_language_tagged_literal_unchecked("Give a <name>.", "en"),
            ],
        };
        ChangeError::Invalid(vec![(iri, Report { results: vec![result] })]).into()
    }

    #[tokio::test]
    async fn members_of_a_problem() {
        let iri = Iri::parse("https://a.example/codes/a").unwrap();
        let problem = ChangeError::PreconditionRequired { iri, current: "3-070707070707".parse().unwrap() };
        let (parts, body) = told(problem.into(), None, Locale::En).await;
        assert_eq!(parts.status, StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(parts.headers[header::CONTENT_TYPE], PROBLEM_JSON);
        let json: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(json["type"], "https://w3id.org/codesocial/problems/precondition-required");
        assert_eq!(json["status"], 428);
        assert_eq!(json["instance"], "/codes/a");
        assert_eq!(json["current"], "3-070707070707");
        assert!(json["detail"].as_str().unwrap().contains("If-Match"), "{json}");
    }

    #[tokio::test]
    async fn shapes_are_told_as_fields_and_as_pages() {
        let (parts, body) = told(invalid(), Some("application/json"), Locale::Fr).await;
        assert_eq!(parts.headers[header::CONTENT_TYPE], PROBLEM_JSON);
        let json: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(json["errors"][0]["message"], "Donnez un nom.");
        assert_eq!(json["errors"][0]["messages"]["en"], "Give a <name>.");
        assert_eq!(json["errors"][0]["path"], "https://w3id.org/codesocial#name");
        let (parts, body) = told(invalid(), Some("text/html"), Locale::En).await;
        assert_eq!(parts.headers[header::CONTENT_TYPE], page::MEDIA_TYPE);
        assert!(body.contains("Give a &#60;name&#62;."), "{body}");
        let (parts, _) = told(invalid(), Some("text/turtle"), Locale::En).await;
        assert_eq!(parts.headers[header::CONTENT_TYPE], "text/turtle; charset=utf-8");
    }

    #[tokio::test]
    async fn what_else_a_status_demands() {
        let (parts, _) = told(ChangeError::Unauthenticated.into(), Some("text/turtle"), Locale::En).await;
        assert_eq!(parts.headers[header::WWW_AUTHENTICATE], "Bearer realm=\"codesocial\"");
        assert_eq!(parts.headers[header::CONTENT_TYPE], PROBLEM_JSON, "without a report there is no RDF to prefer");
        let (parts, _) = told(registry::AskError::TooCostly.into(), None, Locale::En).await;
        assert_eq!(
            (parts.status, parts.headers[header::RETRY_AFTER].to_str().unwrap()),
            (StatusCode::SERVICE_UNAVAILABLE, "5")
        );
        let spent = registry::AskError::Spent { retry_after: Duration::from_millis(7_200) };
        let (parts, body) = told(spent.into(), None, Locale::En).await;
        assert_eq!(parts.headers[header::RETRY_AFTER], "8");
        assert!(body.contains("8 seconds"), "{body}");
    }

    #[tokio::test]
    async fn a_failure_of_ours_says_an_id_alone() {
        let cause = std::io::Error::other("the disk is at /secret");
        let problem = log(Problem::internal(cause), "/codes/a", || "c0ffee".to_owned());
        let (parts, body) = told(problem, None, Locale::En).await;
        assert_eq!(parts.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains("c0ffee") && !body.contains("secret"), "{body}");
    }

    fn refused_form(source: FormError) -> Problem {
        let form = Iri::parse("https://a.example/forms/vin").unwrap();
        FormChangeError::Refused { form, source }.into()
    }

    /// Every error that the registry can give, told in every language without a gap.
    #[test]
    fn every_refusal_fills_the_gaps_of_its_text() {
        use model::patch::{PatchError, Rule};
        use model::syntax::SyntaxError;
        use model::{Container, DocumentError};
        use registry::account::WeakPassword;
        use registry::claim::ClaimError;
        use registry::claim::site::NotASite;
        use registry::{AccountError, AclError, ErasureError, Misfit, ReleaseError, Unmappable};
        let iri = || Iri::parse("https://a.example/codes/a").unwrap();
        let statement = || oxrdf::Triple::new(NamedNode::from(iri()), NamedNode::from(iri()), Literal::from(1));
        let term = || "<https://w3id.org/codesocial#Shape>".to_owned();
        let revision = || "3-070707070707".parse().unwrap();
        let mut problems: Vec<Problem> = vec![
            AclError::NotInControl(iri()).into(),
            AclError::Unmappable(Unmappable { authorization: term(), reason: Misfit::Agent, what: term() }).into(),
            ErasureError::Signed { document: iri(), release: None }.into(),
            ErasureError::TooMany { limit: 9 }.into(),
            ErasureError::Restless.into(),
            registry::ReadError::NotFound.into(),
            registry::ReadError::Gone.into(),
            ChangeError::Unauthenticated.into(),
            registry::ReadError::Behind.into(),
            ChangeError::MissingScope(model::Scope::Write).into(),
            ChangeError::Unusable(iri()).into(),
            ChangeError::Repeated(iri()).into(),
            ChangeError::ChangedHere(iri()).into(),
            ChangeError::Forbidden(iri()).into(),
            ChangeError::NotFound.into(),
            ChangeError::Gone(iri()).into(),
            ChangeError::NotAnAddress(iri()).into(),
            SyntaxError::Malformed { line: 1, column: 2, message: "x".to_owned() }.into(),
            SyntaxError::NotUtf8 { line: 3 }.into(),
            SyntaxError::TooDeep { line: 3 }.into(),
            SyntaxError::TooMany { limit: 3 }.into(),
            SyntaxError::UnknownContext("https://c.example/".to_owned()).into(),
            SyntaxError::WriteOnly(Format::RdfXml).into(),
            DocumentError::ForeignSubject { document: iri(), subject: iri() }.into(),
            DocumentError::Detached("_:b".to_owned()).into(),
            DocumentError::TooSymmetric(model::canon::TooSymmetric).into(),
            DocumentError::TooLarge(9).into(),
            DocumentError::Empty.into(),
            ChangeError::WrongType { container: Container::Codes, found: Vec::new() }.into(),
            ChangeError::ForeignGraph(iri()).into(),
            PatchError::TooLarge.into(),
            PatchError::TooDeep { line: 3, limit: 64 }.into(),
            PatchError::Absent { statement: Box::new(statement()), operation: 1 }.into(),
            PatchError::NoMatch { operation: 2 }.into(),
            PatchError::SeveralMatches.into(),
            invalid(),
            ChangeError::Unjudged { iri: iri(), source: Failure::CostlyDocument { shape: term(), focus: term() } }
                .into(),
            log(
                ChangeError::Unjudged { iri: iri(), source: Failure::CostlyShape { shape: term() } }.into(),
                "/",
                || "c0ffee".to_owned(),
            ),
            ChangeError::PreconditionRequired { iri: iri(), current: revision() }.into(),
            ChangeError::PreconditionFailed { iri: iri(), current: None }.into(),
            ChangeError::NoAddress("!".to_owned()).into(),
            ChangeError::NoDocument.into(),
            ChangeError::NoCopy(iri()).into(),
            ChangeError::Decided(iri()).into(),
            ChangeError::Conflicts { document: iri(), conflicts: Vec::new() }.into(),
            FormChangeError::OfTheGrammar(iri()).into(),
            FormChangeError::InFile { form: iri(), file: "forms/vin.ttl".to_owned() }.into(),
            refused_form(FormError::Extended { form: iri().into(), by: iri().into() }),
            refused_form(FormError::Nameless { source_name: "forms/vin".to_owned() }),
            ReleaseError::TooLarge { description: iri(), limit: 1 }.into(),
            ReleaseError::Convention(iri()).into(),
            ReleaseError::Restless(iri()).into(),
            ClaimError::NotForClaiming(iri()).into(),
            ClaimError::Claimed { document: iri(), since: jiff::Timestamp::UNIX_EPOCH }.into(),
            ClaimError::NoSite(iri()).into(),
            ClaimError::NotASite(NotASite::SharedHost("x.example".to_owned())).into(),
            ClaimError::NotASite(NotASite::SharedMailboxes("x.example".to_owned())).into(),
            ClaimError::NoChallenge.into(),
            ClaimError::NoMail.into(),
            ClaimError::NotAtSite { host: "x.example".to_owned() }.into(),
            ClaimError::NoCode.into(),
            ClaimError::WrongCode { left: 3 }.into(),
            ClaimError::NotProven(Vec::new()).into(),
            ClaimError::Account("lea@a.example".to_owned()).into(),
            registry::PublicationError::Malformed.into(),
            registry::UpdateError::NoSuchGraph(iri()).into(),
            registry::UpdateError::GraphExists(iri()).into(),
            Problem::new(Kind::GraphsAreDocuments).with("method", "PUT").with("update", "https://a.example/update"),
            registry::AskError::Malformed("x".to_owned()).into(),
            registry::AskError::Refused("x".to_owned()).into(),
            log(registry::AskError::TooCostly.into(), "/", || "c0ffee".to_owned()),
            log(registry::AskError::Spent { retry_after: Duration::from_secs(7) }.into(), "/", || "c0ffee".to_owned()),
            log(registry::AskError::Unavailable.into(), "/", || "c0ffee".to_owned()),
            log(Problem::new(Kind::Internal), "/", || "c0ffee".to_owned()),
            AccountError::Forbidden.into(),
            AccountError::WrongPassword.into(),
            AccountError::UnknownIdentity.into(),
            AccountError::LastAdministrator.into(),
            AccountError::SignInFirst.into(),
            AccountError::IdentityTaken.into(),
            AccountError::LinkEnded.into(),
            AccountError::Weak(WeakPassword::TooShort).into(),
            AccountError::Weak(WeakPassword::TooLong).into(),
            AccountError::Weak(WeakPassword::Common).into(),
            AccountError::NotAnAddress("x".to_owned()).into(),
            AccountError::TooManyAttempts { retry_after: jiff::SignedDuration::from_mins(3) }.into(),
            Problem::new(Kind::SignInRefused),
            Problem::new(Kind::ProviderFailed),
            Problem::new(Kind::CrossSite),
            Problem::new(Kind::StaleForm),
            Problem::of_header(Kind::BadPrecondition, &header::IF_MATCH),
            Problem::bad_parameter("after", "x"),
            Problem::new(Kind::ReadOnlyRepository),
            federation::hear::Unheard::from(federation::signature::SignatureError::Missing).into(),
            federation::hear::Unheard::Blocked("peer.example".to_owned()).into(),
            federation::hear::Unheard::Crowded(federation::hear::Crowd::OfHost).into(),
            federation::hear::Unheard::OtherActor { actor: iri(), signer: iri() }.into(),
            federation::hear::Unheard::NoSay { actor: iri(), object: iri() }.into(),
            federation::hear::Unheard::from(federation::activity::ActivityError::NotAnObject).into(),
            federation::follow::FollowError::Own(iri()).into(),
            federation::webhook::HookError::NotTold("peer.example".to_owned()).into(),
            federation::webhook::HookError::Address {
                address: "http://a.example/".to_owned(),
                source: outbound::Refusal::Unencrypted("a.example".to_owned()),
            }
            .into(),
            registry::WebhookError::TooMany { limit: 20 }.into(),
            federation::follow::FollowError::Nobody(iri()).into(),
            federation::quarantine::AcceptError::NotShown(3).into(),
            federation::quarantine::AcceptError::NoDocument(iri()).into(),
            Problem::new(Kind::BadNote).with("header", "change-note").with("limit", 1_000_u64),
            Problem::new(Kind::BrokenBody),
            Problem::new(Kind::MissingContentType),
            Problem::new(Kind::TooLarge).with("limit", 1_u64),
            Problem::new(Kind::SlowBody).with("limit", 60_u64),
            Problem::new(Kind::InteractionModel).with("model", "http://www.w3.org/ns/ldp#BasicContainer"),
            registry::ReadError::TooMuch { limit: 1_000 }.into(),
            Problem::new(Kind::UnsupportedCharset).with("charset", "latin-1"),
            Problem::new(Kind::UnsupportedCoding).with("coding", "gzip"),
            Problem::new(Kind::MethodNotAllowed).with("method", "PATCH"),
            crate::representation::not_acceptable(&[Offer { media_type: "text/turtle", value: () }]),
        ];
        let of_rule = |rule: &Rule| PatchError::Unusable { rule: *rule, what: "x".to_owned(), operation: 1 }.into();
        problems.extend(Rule::ALL.iter().map(of_rule));
        for locale in Locale::ALL {
            for problem in &problems {
                let taste = taste(None, locale);
                for text in [title(problem, &taste), detail(problem, &taste)] {
                    assert!(
                        !text.is_empty() && !text.contains("Unknown localization") && !text.contains('$'),
                        "{locale:?}: {text}"
                    );
                }
            }
        }
        // A rule without words of its own would be told in those of the last one.
        let words: std::collections::BTreeSet<String> =
            Rule::ALL.iter().map(|rule| detail(&of_rule(rule), &taste(None, Locale::En))).collect();
        assert_eq!(words.len(), Rule::ALL.len());
        let untold = Kind::ALL.iter().filter(|kind| !problems.iter().any(|problem| problem.0.kind == **kind));
        assert_eq!(untold.collect::<Vec<_>>(), Vec::<&Kind>::new(), "kinds that nothing gives");
    }
}
