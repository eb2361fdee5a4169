//! Taking over a document that was imported: how that is done, a challenge for it, and whether it is seen.

use crate::address::{self, DocumentAddress};
use crate::claiming::{mailed_as_json, steps};
use crate::described::{Access, Answer, Body as FormBody, Example, Medium, Operation, Part, Schema, answer, parameter};
use crate::facts::{FACTS, Form, JSON, NOBODY_KEEPS, told};
use crate::page::{ClaimPage, Claiming, Mailing};
use crate::problem::{Kind, Problem, groups};
use crate::site::{SharedSite, Site};
use crate::submission::FORM;
use crate::visitor::Visitor;
use axum::Form as FormBodyOf;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use model::{Iri, Scope};
use registry::ClaimError;
use registry::claim::site::Way;
use registry::claim::{Claimable, Claimed, challenges_in};
use serde::Deserialize;
use serde_json::{Value, json};

/// How a claim is refused, besides what reading is.
pub(super) const CLAIMING: &[Kind] =
    &[Kind::NotForClaiming, Kind::Claimed, Kind::NoSite, Kind::UnprovableSite, Kind::TooManyAttempts];

/// What it takes and answers.
pub(crate) const GET: Operation = Operation {
    id: "showClaim",
    access: Access::Anybody,
    takes: &[&parameter::CONTAINER, &parameter::SLUG],
    body: None,
    answers: &[FACTS],
    refuses: &[groups::NEGOTIATING, groups::READING],
    example: Example::of("/organizations/moulin/claim"),
};

/// `GET /{container}/{slug}/claim`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
) -> Result<Response, Problem> {
    let form = Form::of(&visitor)?;
    let claimable = match site.registry.claimable(&visitor.caller, &iri).await {
        Ok(claimable) => Ok(claimable),
        Err(refused @ (ClaimError::NotForClaiming(_) | ClaimError::Claimed { .. })) => Err(Problem::from(refused)),
        Err(error) => return Err(error.into()),
    };
    if form == Form::Json {
        return told(&as_facts(&site, &iri, &claimable));
    }
    let page = match claimable {
        Ok(claimable) => page(&site, &visitor, &claimable, None),
        Err(refused) => {
            let document = site.registry.read(&visitor.caller, &iri).await?.document;
            ClaimPage::refused(frame(&site, &visitor, &iri), &document, &refused)
        }
    };
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

const ASKED: Answer = Answer {
    status: StatusCode::CREATED,
    key: "answer-challenge",
    content: &[Part::As(JSON, Schema::Object)],
    headers: &["Cache-Control"],
};

/// What it takes and answers.
pub(crate) const ASK: Operation = Operation {
    id: "askClaim",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::CONTAINER, &parameter::SLUG],
    body: None,
    answers: &[ASKED, answer::PAGE],
    refuses: &[groups::NEGOTIATING, groups::READING, CLAIMING],
    example: Example::of("/places/four/claim"),
};

/// `POST /{container}/{slug}/claim`
pub(crate) async fn ask(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
) -> Result<Response, Problem> {
    let form = Form::of(&visitor)?;
    let asked = site.registry.ask_claim(&visitor.caller, &iri, None).await?;
    if form == Form::Json {
        let steps = steps(visitor.taste.locale, &iri, &asked.site, Some(&asked.challenge));
        let facts = json!({
            "document": iri.as_str(), "challenge": asked.challenge, "expires": asked.expires, "ways": steps,
        });
        return Ok((StatusCode::CREATED, told(&facts)?).into_response());
    }
    let claimable = site.registry.claimable(&visitor.caller, &iri).await?;
    let page = page(&site, &visitor, &claimable, Some(&asked.challenge));
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

/// What a page sends when it asks to look.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sent {
    /// The challenge that it showed, to show it again.
    #[serde(default)]
    challenge: String,
}

const SHOWN: FormBody = FormBody {
    key: "body-shown-challenge",
    required: false,
    media: &[Medium { media_type: FORM, schema: Schema::Fields(&["challenge"]), example: None }],
};

/// What it takes and answers.
pub(crate) const CHECK: Operation = Operation {
    id: "checkClaim",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::CONTAINER, &parameter::SLUG],
    body: Some(&SHOWN),
    answers: &[Answer { content: &[Part::As(JSON, Schema::Object)], ..FACTS }, answer::LED],
    refuses: &[
        groups::NEGOTIATING,
        groups::READING,
        CLAIMING,
        &[Kind::NoChallenge, Kind::NotProven, Kind::PreconditionFailed],
    ],
    example: Example::NONE,
};

/// `POST /{container}/{slug}/claim/check`
pub(crate) async fn check(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    sent: Result<FormBodyOf<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let form = Form::of(&visitor)?;
    match site.federation.check_claim(&visitor.caller, &iri, None).await {
        Ok(claimed) => handed_over(form, &claimed),
        Err(ClaimError::NotProven(seen)) if form == Form::Page => {
            let FormBodyOf(sent) = sent.unwrap_or_default();
            let shown = challenges_in(&sent.challenge).into_iter().next();
            let claimable = site.registry.claimable(&visitor.caller, &iri).await?;
            let page = page(&site, &visitor, &claimable, shown.as_deref()).with_seen(&seen);
            let problem = Problem::from(ClaimError::NotProven(seen));
            Ok(problem.on(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page)))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is said of a document that was handed over.
pub(super) fn handed_over(form: Form, claimed: &Claimed) -> Result<Response, Problem> {
    match form {
        Form::Json => told(&json!({
            "document": claimed.document.as_str(),
            "way": claimed.way.map(Way::name),
            "place": claimed.place,
            "together": claimed.together.iter().map(Iri::as_str).collect::<Vec<_>>(),
        })),
        Form::Page => Ok(Redirect::to(claimed.document.as_str()).into_response()),
    }
}

fn frame(site: &Site, visitor: &Visitor, document: &Iri) -> crate::page::Frame {
    crate::page::Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, address::claim(document))
}

pub(super) fn page(site: &Site, visitor: &Visitor, claimable: &Claimable, challenge: Option<&str>) -> ClaimPage {
    let frame = frame(site, visitor, claimable.document.iri());
    let claiming = if visitor.sitting.is_some() { Claiming::SignedIn } else { Claiming::SignInFirst };
    let mailing = if site.federation.sends_mail() { Mailing::SendsMail } else { Mailing::SendsNone };
    ClaimPage::new(frame, claimable, claiming, challenge).with_mail(mailing, claimable)
}

fn as_facts(here: &Site, iri: &Iri, claimable: &Result<Claimable, Problem>) -> Value {
    let (state, site, open, mailed) = match claimable {
        Err(problem) => (problem.name(), None, None, None),
        Ok(Claimable { site: Ok(site), open, mailed, .. }) => ("open", Some(site), *open, *mailed),
        Ok(Claimable { site: Err(Some(_)), .. }) => (Kind::UnprovableSite.name(), None, None, None),
        Ok(Claimable { site: Err(None), .. }) => (Kind::NoSite.name(), None, None, None),
    };
    let is_offered = |way: &Way| *way != Way::Mail || here.federation.sends_mail();
    let ways = site.map(|site| {
        let way = |way: Way| site.place(way).map(|place| json!({ "way": way.name(), "place": place }));
        site.ways().into_iter().filter(is_offered).filter_map(way).collect::<Vec<_>>()
    });
    json!({
        "document": iri.as_str(),
        "state": state,
        "site": site.map(|site| site.page().as_str()),
        "ways": ways.unwrap_or_default(),
        "challengeExpires": open,
        "mailed": mailed.map(mailed_as_json),
    })
}
