//! Who took over which imported documents, by what proof; and taking that back.

use crate::claiming::ClaimSummary;
use crate::described::{Access, Body as FormBody, Example, Medium, Operation, answer, parameter};
use crate::facts::{FACTS, NOBODY_KEEPS, Reader, proof, told};
use crate::page::ClaimsPage;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::submission::{Fields, Submission};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use model::{Iri, Scope};
use serde_json::json;

/// Claims told at once.
const CLAIMS: usize = 500;

/// What it takes and answers.
pub(crate) const GET: Operation = Operation {
    id: "listClaims",
    access: Access::Holders(Scope::Admin),
    takes: &[&parameter::DONE],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/admin/claims"),
};

/// `GET /admin/claims`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Reader { visitor, sitting }: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    let claims = site.registry.claims(&visitor.caller, CLAIMS).await?;
    let Some(sitting) = sitting else {
        let claims: Vec<ClaimSummary> = claims.into_iter().map(ClaimSummary::from).collect();
        return told(&json!({ "claims": claims }));
    };
    let frame = site.frame(&visitor.taste, "admin/claims");
    let done = frame.done(Fields::of_address(&uri).text("done"));
    let page = ClaimsPage::new(frame, proof(&site, &sitting), &claims, done);
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

const FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "document"])] };

/// What it takes and answers.
pub(crate) const POST: Operation =
    Operation::form("endClaim", &[], &FIELDS, &[&[Kind::NotAllowed, Kind::NotFound, Kind::MissingScope]]);

/// `POST /admin/claims`
pub(crate) async fn post(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    let document = Iri::parse(submission.fields.text("document")).map_err(|_| Problem::new(Kind::NotFound))?;
    site.registry.take_claim_back(&submission.visitor.caller, &document).await?;
    Ok(site.lead_to("admin/claims?done=claim-ended").into_response())
}
