//! Opens an edit link: the browser that does is the only one.

use crate::login::entered;
use crate::page::EditLinkPage;
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::submission::Knock;
use crate::visitor::Taste;
use axum::extract::{Path, State};
use axum::response::Response;

/// `GET /edit/{code}`: looking opens nothing, since programs that read mail look too.
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Path(code): Path<String>,
    taste: Taste,
) -> Result<EditLinkPage, Problem> {
    let link = site.registry.edit_link(&code).await?;
    let path = format!("edit/{code}");
    let address = site.registry.base().service(&path);
    Ok(EditLinkPage::new(site.frame(&taste, &path), &address, &link))
}

/// `POST /edit/{code}`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    Path(code): Path<String>,
    knock: Knock,
) -> Result<Response, Problem> {
    let (cookie, document) = site.registry.open_edit_link(&code, knock.origin.browser()).await?;
    let edit = site.registry.base().service("edit").with_query("document", document.as_str());
    Ok(entered(&site, &cookie, edit.as_str()))
}
