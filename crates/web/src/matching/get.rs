//! `/matching`: what goes with an offer or a need, and why; without one, what waits, with what goes best with each.

use super::facts;
use super::words::Known;
use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema, parameter};
use crate::facts::{Form, JSON};
use crate::negotiation::{Offer, choose};
use crate::page::{Frame, MatchesPage, WaitingPage};
use crate::problem::{Problem, groups};
use crate::representation::not_acceptable;
use crate::resource::get::names;
use crate::site::{SharedSite, Site};
use crate::submission::Fields;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, Uri, header};
use model::{Base, Caller, Iri};
use registry::ReadError;
use registry::matching::{MatchError, Reason, Score, Side};
use serde_json::Value;
use std::collections::BTreeSet;

/// Those told to go with one.
const MATCHES: usize = 20;
/// Those that wait, on a page.
pub(crate) const WAITING: usize = 20;
const JSON_LD: &str = "application/ld+json";

const OFFERS: [Offer<(Form, &str)>; 3] = [
    Offer { media_type: JSON_LD, value: (Form::Json, JSON_LD) },
    Offer { media_type: "text/html", value: (Form::Page, "") },
    Offer { media_type: JSON, value: (Form::Json, JSON) },
];

const FOR: Parameter = Parameter::query("matching-for", "for", parameter::address);
const SIDE: Parameter =
    Parameter::query("matching-side", "side", || serde_json::json!({ "enum": ["offer", "need"] })).such_as("need");
const AFTER: Parameter = Parameter::query("matching-after", "after", parameter::number).such_as("20");

const MATCHED: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-matching",
    content: &[Part::As(JSON_LD, Schema::Object), Part::As(JSON, Schema::Object), Part::Page],
    headers: &["Cache-Control"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "match",
    access: Access::Anybody,
    takes: &[&FOR, &SIDE, &AFTER],
    body: None,
    answers: &[MATCHED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::READING],
    example: Example::of("/matching"),
};

/// What depends on who asks is nobody else's, and is computed each time.
const NOBODY_ELSE_KEEPS: HeaderValue = HeaderValue::from_static("private, no-cache");

/// `GET /matching?for=IRI`, `GET /matching?side=need&after=20`
pub(crate) async fn get(State(site): State<SharedSite>, visitor: Visitor, uri: Uri) -> Result<Response, Problem> {
    let offer = choose(visitor.taste.accept.as_deref(), &OFFERS).map_err(|_| not_acceptable(&OFFERS))?;
    let (form, media_type) = offer.value;
    let base = site.registry.base();
    let caller = &visitor.caller;
    let answer = match Asked::of(&Fields::of_address(&uri))? {
        Asked::With(iri) => {
            let matches = site.registry.matches(caller, &iri, MATCHES).await?;
            let own = matches.asked.resource.document.iri();
            let mut mentioned = vec![own.clone()];
            for found in &matches.found {
                mentioned.push(found.page.resource.document.iri().clone());
                mentioned.extend(named(&found.score));
            }
            let (known, held) = known(&site, caller, mentioned).await?;
            let frame = Frame::new(base, site.registry.name(), &visitor.taste, with(base, own)).knowing(held);
            match form {
                Form::Json => told(&facts::matches(&frame, &matches, &known), media_type),
                Form::Page => MatchesPage::new(frame, &matches, &known).into_response(),
            }
        }
        Asked::Waiting(span) => {
            let waiting = site.registry.who_waits(caller, span.side, span.after, WAITING).await?;
            let mut mentioned = Vec::new();
            for waiting in &waiting.waiting {
                mentioned.push(waiting.page.resource.document.iri().clone());
                if let Some((best, score)) = &waiting.best {
                    mentioned.push(best.resource.document.iri().clone());
                    mentioned.extend(named(score));
                }
            }
            let (known, held) = known(&site, caller, mentioned).await?;
            let frame = Frame::new(base, site.registry.name(), &visitor.taste, span.address(base)).knowing(held);
            match form {
                Form::Json => told(&facts::waiting(&frame, &waiting, span, &known), media_type),
                Form::Page => WaitingPage::new(frame, &waiting, span, &known).into_response(),
            }
        }
    };
    Ok(([(header::CACHE_CONTROL, NOBODY_ELSE_KEEPS)], answer).into_response())
}

/// The page of what goes with this one.
pub(crate) fn with(base: &Base, iri: &Iri) -> Iri {
    base.service("matching").with_query("for", iri.as_str())
}

enum Asked {
    With(Iri),
    Waiting(Span),
}

/// Which of those that wait are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) side: Option<Side>,
    pub(crate) after: usize,
}

impl Span {
    /// Where they are told.
    pub(crate) fn address(self, base: &Base) -> Iri {
        let mut address = base.service("matching");
        if let Some(side) = self.side {
            address = address.with_query("side", facts::side(side));
        }
        if self.after > 0 {
            address = address.with_query("after", &self.after.to_string());
        }
        address
    }

    /// Those after them, if there are any.
    pub(crate) fn next(self, all: usize) -> Option<Self> {
        let after = self.after + WAITING;
        (after < all).then_some(Self { after, ..self })
    }
}

impl Asked {
    fn of(fields: &Fields) -> Result<Self, Problem> {
        for name in ["for", "side", "after"] {
            // Which of two would be a guess.
            if let Some(second) = fields.all(name).nth(1) {
                return Err(Problem::bad_parameter(name, second));
            }
        }
        let given = |name| fields.all(name).next();
        if let Some(iri) = given("for") {
            let iri = Iri::parse(iri).map_err(|_| Problem::bad_parameter("for", iri))?;
            return Ok(Self::With(iri.document()));
        }
        let side = match given("side") {
            None => None,
            Some("offer") => Some(Side::Offer),
            Some("need") => Some(Side::Need),
            Some(other) => return Err(Problem::bad_parameter("side", other)),
        };
        let after =
            given("after").map_or(Ok(0), |after| after.parse().map_err(|_| Problem::bad_parameter("after", after)))?;
        Ok(Self::Waiting(Span { side, after }))
    }
}

/// The names of what is told, and which documents from elsewhere are held here.
async fn known(site: &Site, caller: &Caller, named: Vec<Iri>) -> Result<(Known, BTreeSet<Iri>), ReadError> {
    let (told, held) = names(site, caller, named).await?;
    Ok((Known(told), held))
}

/// What reasons speak of by its address.
fn named(score: &Score) -> Vec<Iri> {
    let mut named = Vec::new();
    for reason in &score.reasons {
        match reason {
            Reason::Kinds { own, other } | Reason::Concepts { own, other, .. } => {
                named.extend([own.clone(), other.clone()]);
            }
            Reason::Territory(territory) => named.push(territory.clone()),
            Reason::Answers | Reason::Words(_) | Reason::Apart(_) | Reason::Dates(_) | Reason::Terms { .. } => {}
        }
    }
    named
}

fn told(facts: &Value, media_type: &'static str) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], facts.to_string()).into_response()
}

impl From<MatchError> for Problem {
    fn from(error: MatchError) -> Self {
        match error {
            MatchError::Read(cause) => cause.into(),
            MatchError::NoSide(iri) => Self::bad_parameter("for", iri.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_clear_or_refused() {
        for (query, is_clear) in [
            ("", true),
            ("lang=fr", true),
            ("for=https%3A%2F%2Fa.example%2Fneeds%2Fa", true),
            ("side=need&after=20", true),
            ("for=", false),
            ("for=/needs/a", false),
            ("for=urn:a&for=urn:b", false),
            ("side=both", false),
            ("side=", false),
            ("after=-1", false),
            ("after=x", false),
        ] {
            let uri: Uri = format!("/matching?{query}").parse().unwrap();
            assert_eq!(Asked::of(&Fields::of_address(&uri)).is_ok(), is_clear, "{query}");
        }
    }

    #[test]
    fn pages_follow_each_other() {
        let base = Base::parse("https://a.example/").unwrap();
        let first = Span { side: Some(Side::Need), after: 0 };
        assert_eq!(first.address(&base).as_str(), "https://a.example/matching?side=need");
        let next = first.next(WAITING + 1).unwrap();
        assert_eq!(next.address(&base).as_str(), "https://a.example/matching?side=need&after=20");
        assert_eq!((next.next(WAITING + 1), first.next(WAITING)), (None, None));
    }
}
