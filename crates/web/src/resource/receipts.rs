//! Who has taken what a document says, for whoever answers for it.

use crate::address::DocumentAddress;
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::facts::{FACTS, NOBODY_KEEPS, Reader, told};
use crate::page::ReceiptsPage;
use crate::problem::{Problem, groups};
use crate::site::SharedSite;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use model::Scope;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "showReceipts",
    access: Access::Holders(Scope::Read),
    takes: &[&parameter::CONTAINER, &parameter::SLUG],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING, groups::READING],
    example: Example::of("/organizations/moulin/receipts"),
};

/// `GET /{container}/{slug}/receipts`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Reader { visitor, sitting }: Reader,
    DocumentAddress { iri, .. }: DocumentAddress,
    uri: Uri,
) -> Result<Response, Problem> {
    let receipts = site.federation.receipts(&visitor.caller, &iri).await?;
    if sitting.is_none() {
        return told(&receipts);
    }
    // What it was called is told as long as it is there to be read.
    let document = site.registry.read(&visitor.caller, &iri).await.ok().map(|resource| resource.document);
    let frame = site.frame(&visitor.taste, uri.path().trim_start_matches('/'));
    let page = ReceiptsPage::new(frame, &iri, document.as_ref(), &receipts);
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}
