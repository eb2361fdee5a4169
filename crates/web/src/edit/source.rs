//! A document's text, to be edited in the browser as it would be put.

use super::document;
use crate::described::{Body as FormBody, Medium, Operation};
use crate::note;
use crate::page::SourcePage;
use crate::problem::{Kind, Problem, groups};
use crate::session;
use crate::site::SharedSite;
use crate::submission::Submission;
use crate::visitor::Signed;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, Uri, header};
use model::Expected;
use model::syntax::{self, Format};
use registry::Body;

/// What it takes and answers.
pub(crate) const GET: Operation = Operation::page("showSource", &[&super::DOCUMENT], &[groups::READING]);

/// `GET /edit?document=`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Signed { visitor, sitting }: Signed,
    uri: Uri,
) -> Result<Response, Problem> {
    let document = document(&site, &uri)?;
    let resource = site.registry.read(&visitor.caller, &document).await?;
    let address = site.registry.base().service("edit").with_query("document", document.as_str());
    let page = SourcePage {
        frame: crate::page::Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, address.clone()),
        form_token: session::form_token(&site, &sitting),
        document: document.as_str().to_owned(),
        action: address.as_str().to_owned(),
        revision: resource.revision.to_string(),
        text: String::from_utf8_lossy(&syntax::write_document(&resource.document, Format::Turtle)).into_owned(),
    };
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], page).into_response())
}

const POST_FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "revision", "text", "note"])],
};

/// What it takes and answers.
pub(crate) const POST: Operation = Operation::form(
    "writeSource",
    &[&super::DOCUMENT],
    &POST_FIELDS,
    &[groups::WRITING, groups::RDF_BODY, groups::REPLACING],
);

/// `POST /edit?document=`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    uri: Uri,
    submission: Submission,
) -> Result<Redirect, Problem> {
    let document = document(&site, &uri)?;
    let revision = submission.fields.text("revision").parse();
    let revision =
        revision.map_err(|_| Problem::new(Kind::BadParameter).with("parameter", "revision").with("value", ""))?;
    let body = Body { bytes: submission.fields.text("text").as_bytes(), format: Format::Turtle };
    let reason = note::reason(submission.fields.text("note"))?;
    site.registry.put(&submission.visitor.caller, &document, body, Expected::OneOf(vec![revision]), reason).await?;
    Ok(Redirect::to(document.as_str()))
}
