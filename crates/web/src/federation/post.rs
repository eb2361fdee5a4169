//! A post about a change: what it told stands in the documents, which are shown instead.

use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::extract::{Path, State};
use axum::response::Redirect;

const POST: Parameter = Parameter::path("post", "post", parameter::text, "12-1795377600000000");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readPost",
    access: Access::Open,
    takes: &[&POST],
    body: None,
    answers: &[answer::LED],
    refuses: &[&[Kind::NotFound]],
    example: Example::NONE,
};

/// The same in the name of a document.
pub(crate) const OPERATION_OF: Operation =
    Operation { id: "readPostOf", takes: &[&POST, &parameter::CONTAINER, &parameter::SLUG], ..OPERATION };

/// `GET /posts/{post}`
pub(crate) async fn get(State(site): State<SharedSite>, Path(post): Path<String>) -> Result<Redirect, Problem> {
    led(&site, &post).await
}

/// `GET /posts/{post}/{container}/{slug}`
pub(crate) async fn get_of(
    State(site): State<SharedSite>,
    Path((post, _, _)): Path<(String, String, String)>,
) -> Result<Redirect, Problem> {
    led(&site, &post).await
}

async fn led(site: &SharedSite, post: &str) -> Result<Redirect, Problem> {
    let document = site.federation.told_by(post).await?;
    Ok(Redirect::to(document.as_str()))
}
