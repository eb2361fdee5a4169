//! Puts a version back.

use crate::address::DocumentAddress;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, answer, parameter};
use crate::note::ChangeNote;
use crate::precondition::EntityTag;
use crate::problem::{Problem, groups};
use crate::resource::submitted::{self, FORM};
use crate::site::SharedSite;
use crate::text;
use crate::visitor::Visitor;
use crate::{memento, note};
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Scope;
use model::syntax::Format;
use registry::Outcome;
use serde::Deserialize;

/// What is sent: a form, as a page or `curl -d version=3` makes it.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    /// The number of the version to put back.
    version: String,
    /// Why, where no header says it.
    note: Option<String>,
    /// The revision that the page showed, where no `If-Match` names it.
    revision: Option<String>,
}

const RESTORE: Body = Body {
    key: "body-restore",
    required: true,
    media: &[Medium {
        media_type: FORM,
        schema: Schema::Fields(&["version", "note", "revision"]),
        example: Some("version=1"),
    }],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "restoreVersion",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::CHANGE_NOTE,
    ],
    body: Some(&RESTORE),
    answers: &[answer::CREATED, answer::WRITTEN, answer::LED],
    refuses: &[groups::PARAMETERS, groups::BODY, groups::REPLACING, groups::WRITING, groups::NOTED],
    example: Example::with("/organizations/moulin/versions/", &[("If-Match", "*")]),
};

/// `POST /{container}/{slug}/versions/`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    ChangeNote(said): ChangeNote,
    sent: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(sent) = sent.map_err(|refused| submitted::unread(&refused, &request, "version"))?;
    let number = memento::version_number("version", &sent.version)?;
    let expected = submitted::expected(&request, sent.revision.as_deref())?;
    let reason = submitted::reason(said, sent.note.as_deref())?;
    // Nobody has to find words for what the number says.
    let usual = text::say_with(visitor.taste.locale, "version-restored", "number", &sent.version);
    let reason = reason.map_or_else(|| note::reason(&usual), |reason| Ok(Some(reason)))?;
    let changed = site.registry.restore(&visitor.caller, &iri, number, expected, reason).await?;
    let Some(written) = changed.receipt.written.first() else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let mut headers = HeaderMap::new();
    if let Some(tag) = EntityTag::of_document(written.revision, Format::Turtle).to_header() {
        headers.insert(header::ETAG, tag);
    }
    if written.outcome == Outcome::Unchanged {
        return Ok(submitted::answered(&visitor.taste, (StatusCode::NO_CONTENT, headers).into_response(), &iri));
    }
    if let Ok(location) = HeaderValue::try_from(iri.version(written.revision.number).as_str()) {
        headers.insert(header::LOCATION, location);
    }
    Ok(submitted::answered(&visitor.taste, (StatusCode::CREATED, headers).into_response(), &iri))
}
