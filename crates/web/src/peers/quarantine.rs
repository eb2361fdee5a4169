//! What waits for somebody here to look at it.

use crate::described::{Access, Example, Operation, answer, parameter};
use crate::facts::{FACTS, NOBODY_KEEPS, Reader, proof, told};
use crate::page::{QuarantinePage, Whose};
use crate::problem::{Problem, groups};
use crate::site::{SharedSite, Site};
use crate::submission::Fields;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use model::Scope;
use registry::account::Sitting;
use serde_json::json;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "showQuarantine",
    access: Access::Holders(Scope::Admin),
    takes: &[&parameter::OF_SILENCED, &parameter::DONE],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/admin/quarantine"),
};

/// `GET /admin/quarantine`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Reader { visitor, sitting }: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    let fields = Fields::of_address(&uri);
    let whose = Whose::read(fields.text("of"));
    let Some(sitting) = sitting else {
        return told(&json!({ "held": site.federation.held(&visitor.caller, whose.is_silenced()).await? }));
    };
    let mut page = page(&site, &visitor, &sitting, whose).await?;
    page.done = page.frame.done(fields.text("done"));
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

/// The page as things stand.
pub(super) async fn page(
    site: &Site,
    visitor: &Visitor,
    sitting: &Sitting,
    whose: Whose,
) -> Result<QuarantinePage, Problem> {
    let held = site.federation.held(&visitor.caller, whose.is_silenced()).await?;
    Ok(QuarantinePage::new(site.frame(&visitor.taste, "admin/quarantine"), proof(site, sitting), &held, whose))
}
