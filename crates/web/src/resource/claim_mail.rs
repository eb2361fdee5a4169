//! Taking over a document that was imported, by a code that is sent to an address at its site.

use super::claim::{CLAIMING, handed_over, page};
use super::submitted::unread;
use crate::address::DocumentAddress;
use crate::described::{Access, Answer, Body as FormBody, Example, Medium, Operation, Part, Schema, answer, parameter};
use crate::facts::{FACTS, Form, JSON, NOBODY_KEEPS, told};
use crate::problem::{Kind, Problem, groups};
use crate::site::{SharedSite, Site};
use crate::submission::FORM;
use crate::visitor::Visitor;
use axum::Form as FormBodyOf;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use model::Iri;
use model::Scope;
use registry::ClaimError;
use serde::Deserialize;
use serde_json::json;

/// Where a code is to go.
#[derive(Debug, Deserialize)]
pub(crate) struct To {
    to: String,
}

const TO: FormBody = FormBody {
    key: "body-mail-to",
    required: true,
    media: &[Medium { media_type: FORM, schema: Schema::Fields(&["to"]), example: None }],
};

const MAILED: Answer = Answer {
    status: StatusCode::ACCEPTED,
    key: "answer-mailed",
    content: &[Part::As(JSON, Schema::Object)],
    headers: &["Cache-Control"],
};

/// What it takes and answers.
pub(crate) const ASK: Operation = Operation {
    id: "mailClaim",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::CONTAINER, &parameter::SLUG],
    body: Some(&TO),
    answers: &[MAILED, answer::PAGE],
    refuses: &[
        groups::NEGOTIATING,
        groups::READING,
        groups::PARAMETERS,
        groups::BODY,
        CLAIMING,
        &[Kind::NoMail, Kind::NotAtSite],
    ],
    example: Example::NONE,
};

/// `POST /{container}/{slug}/claim/mail`
pub(crate) async fn ask(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    sent: Result<FormBodyOf<To>, FormRejection>,
) -> Result<Response, Problem> {
    let form = Form::of(&visitor)?;
    let FormBodyOf(To { to }) = sent.map_err(|refused| unread(&refused, &request, "to"))?;
    match site.federation.ask_claim_mail(&visitor.caller, &iri, &to, None).await {
        Ok(posted) if form == Form::Json => {
            let facts = json!({ "document": iri.as_str(), "to": posted.address, "until": posted.until });
            Ok((StatusCode::ACCEPTED, told(&facts)?).into_response())
        }
        Ok(_) => {
            let claimable = site.registry.claimable(&visitor.caller, &iri).await?;
            let page = page(&site, &visitor, &claimable, None);
            Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
        }
        Err(error @ ClaimError::NotAtSite { .. }) if form == Form::Page => again(&site, &visitor, &iri, error).await,
        Err(error) => Err(error.into()),
    }
}

/// A code as it was typed.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    code: String,
}

const CODE: FormBody = FormBody {
    key: "body-code",
    required: true,
    media: &[Medium { media_type: FORM, schema: Schema::Fields(&["code"]), example: None }],
};

/// What it takes and answers.
pub(crate) const ENTER: Operation = Operation {
    id: "enterClaim",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::CONTAINER, &parameter::SLUG],
    body: Some(&CODE),
    answers: &[Answer { content: &[Part::As(JSON, Schema::Object)], ..FACTS }, answer::LED],
    refuses: &[
        groups::NEGOTIATING,
        groups::READING,
        groups::PARAMETERS,
        groups::BODY,
        CLAIMING,
        &[Kind::NoCode, Kind::WrongCode, Kind::PreconditionFailed],
    ],
    example: Example::NONE,
};

/// `POST /{container}/{slug}/claim/code`
pub(crate) async fn enter(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    sent: Result<FormBodyOf<Typed>, FormRejection>,
) -> Result<Response, Problem> {
    let form = Form::of(&visitor)?;
    // What is no code is not counted as a wrong one.
    let FormBodyOf(Typed { code }) = sent.map_err(|refused| unread(&refused, &request, "code"))?;
    match site.registry.claim_by_code(&visitor.caller, &iri, &code, None).await {
        Ok(claimed) => handed_over(form, &claimed),
        Err(error @ (ClaimError::NoCode | ClaimError::WrongCode { .. })) if form == Form::Page => {
            again(&site, &visitor, &iri, error).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page again, with what was wrong with what was typed.
async fn again(site: &Site, visitor: &Visitor, iri: &Iri, error: ClaimError) -> Result<Response, Problem> {
    let claimable = site.registry.claimable(&visitor.caller, iri).await?;
    let problem = Problem::from(error);
    let page = page(site, visitor, &claimable, None).with_trouble(&problem);
    Ok(problem.on(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page)))
}
