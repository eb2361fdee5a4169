//! What others answered to a document: read by whoever reads the document, as far as it was said to everybody; hidden, and
//! shown again, by whoever answers for it.

use crate::address::{self, DocumentAddress};
use crate::described::{Access, Answer, Body as FormBody, Example, Medium, Operation, answer, parameter};
use crate::facts::{FACTS, Form, NOBODY_KEEPS, proof, told};
use crate::page::CommentsPage;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::submission::{Fields, Submission};
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{Uri, header};
use model::Iri;
use serde_json::json;

const COMMENTS: Answer = Answer { key: "answer-comments", ..FACTS };

/// What it takes and answers.
pub(crate) const GET: Operation = Operation {
    id: "listComments",
    access: Access::Anybody,
    takes: &[&parameter::CONTAINER, &parameter::SLUG, &parameter::DONE],
    body: None,
    answers: &[COMMENTS],
    refuses: &[groups::NEGOTIATING, groups::READING],
    example: Example::of("/organizations/moulin/comments"),
};

/// `GET /{container}/{slug}/comments`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    uri: Uri,
) -> Result<Response, Problem> {
    let form = Form::of(&visitor)?;
    let (comments, decides) = site.federation.comments(&visitor.caller, &iri).await?;
    if form == Form::Json {
        return told(&json!({ "document": iri.as_str(), "comments": comments }));
    }
    let document = site.registry.read(&visitor.caller, &iri).await?.document;
    let frame = site.frame(&visitor.taste, uri.path().trim_start_matches('/'));
    let done = frame.done(Fields::of_address(&uri).text("done"));
    // A form takes a browser that is signed in.
    let proof = visitor.sitting.as_ref().filter(|_| decides).map(|sitting| proof(&site, sitting));
    let mut page = CommentsPage::new(frame, &document, &comments, proof);
    page.done = done;
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

const FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "do", "comment"])] };

/// What it takes and answers.
pub(crate) const POST: Operation = Operation {
    answers: &[answer::LED],
    ..Operation::form(
        "hideComment",
        &[&parameter::CONTAINER, &parameter::SLUG],
        &FIELDS,
        &[&[Kind::NotAllowed, Kind::NotFound, Kind::MissingScope]],
    )
};

/// `POST /{container}/{slug}/comments`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    DocumentAddress { iri, .. }: DocumentAddress,
    submission: Submission,
) -> Result<Redirect, Problem> {
    let fields = &submission.fields;
    let hide = fields.word("do", &[("hide", true), ("show", false)])?;
    let comment = Iri::parse(fields.text("comment")).map_err(|_| Problem::new(Kind::NotFound))?;
    site.registry.hide_reply(&submission.visitor.caller, &iri, &comment, hide).await?;
    let done = if hide { "hidden" } else { "shown" };
    Ok(Redirect::to(address::comments(&iri).with_query("done", done).as_str()))
}
