//! Opens an edit link: the browser that does is the only one.

use crate::address::Name;
use crate::described::{Body as FormBody, Medium, Operation, Parameter, parameter};
use crate::login::entered;
use crate::page::EditLinkPage;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Knock;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;

const OPENED: Parameter = Parameter::path("opened", "code", parameter::text, "code");

/// What it takes and answers.
pub(crate) const GET: Operation =
    Operation::page_for_all("showEditLink", &[&OPENED], &[&[Kind::LinkEnded, Kind::NotFound]]);

/// `GET /edit/{code}`: looking opens nothing, since programs that read mail look too.
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Name(code): Name,
    taste: Taste,
) -> Result<EditLinkPage, Problem> {
    let link = site.registry.edit_link(&code).await?;
    let path = format!("edit/{code}");
    let address = site.registry.base().service(&path);
    Ok(EditLinkPage::new(site.frame(&taste, &path), &address, &link))
}

const POST_FIELDS: FormBody = FormBody { key: "body-fields", required: true, media: &[Medium::fields(&[])] };

/// What it takes and answers.
pub(crate) const POST: Operation =
    Operation::form_of_all("openEditLink", &[&OPENED], &POST_FIELDS, &[&[Kind::LinkEnded, Kind::NotFound]]);

/// `POST /edit/{code}`
pub(crate) async fn post(State(site): State<SharedSite>, Name(code): Name, knock: Knock) -> Result<Response, Problem> {
    let (cookie, document) = site.registry.open_edit_link(&code, knock.origin.browser()).await?;
    let edit = site.registry.base().service("edit").with_query("document", document.as_str());
    Ok(entered(&site, &cookie, edit.as_str()))
}
