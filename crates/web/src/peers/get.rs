//! Who follows whom, and what has arrived.

use crate::described::{Access, Example, Operation, answer, parameter};
use crate::facts::{FACTS, NOBODY_KEEPS, Reader, proof, told};
use crate::page::PeersPage;
use crate::problem::{Problem, groups};
use crate::site::{SharedSite, Site};
use crate::submission::Fields;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use model::Scope;
use registry::account::Sitting;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "showPeers",
    access: Access::Holders(Scope::Admin),
    takes: &[&parameter::DONE],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/admin/peers"),
};

/// `GET /admin/peers`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Reader { visitor, sitting }: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    let Some(sitting) = sitting else {
        return told(&site.federation.standing(&visitor.caller).await?);
    };
    let mut page = page(&site, &visitor, &sitting).await?;
    page.done = page.frame.done(Fields::of_address(&uri).text("done"));
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

/// The page as things stand.
pub(super) async fn page(site: &Site, visitor: &Visitor, sitting: &Sitting) -> Result<PeersPage, Problem> {
    let standing = site.federation.standing(&visitor.caller).await?;
    Ok(PeersPage::new(site.frame(&visitor.taste, "admin/peers"), proof(site, sitting), &standing))
}
