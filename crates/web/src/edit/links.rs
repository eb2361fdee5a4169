//! The edit links of a document: made and taken back by whoever may.

use super::document;
use crate::described::{Body as FormBody, Medium, Operation, parameter};
use crate::letter;
use crate::page::{EditLinksPage, Handed};
use crate::problem::{Kind, Problem, groups};
use crate::session;
use crate::site::{SharedSite, Site};
use crate::submission::{Fields, Submission, handle};
use crate::visitor::{Signed, Visitor};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, Uri, header};
use jiff::SignedDuration;
use model::Iri;
use registry::account::{EditLinkOrder, Sitting};

/// What it takes and answers.
pub(crate) const GET: Operation =
    Operation::page("listEditLinks", &[&super::DOCUMENT, &parameter::DONE], &[&[Kind::NotAllowed], groups::READING]);

/// `GET /edit-links?document=`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Signed { visitor, sitting }: Signed,
    uri: Uri,
) -> Result<EditLinksPage, Problem> {
    let document = document(&site, &uri)?;
    let mut page = page(&site, &visitor, &sitting, &document).await?;
    page.done = site.frame(&visitor.taste, "edit-links").done(Fields::of_address(&uri).text("done"));
    Ok(page)
}

const POST_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "email", "days"])] };

/// What it takes and answers.
pub(crate) const POST: Operation = Operation::form_with_page(
    "makeEditLink",
    &[&super::DOCUMENT],
    &POST_FIELDS,
    &[&[Kind::NotAllowed, Kind::NotAnEmail], groups::READING],
);

/// `POST /edit-links?document=`: the page with the link on it, this once.
pub(crate) async fn post(
    State(site): State<SharedSite>,
    uri: Uri,
    submission: Submission,
) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let document = document(&site, &uri)?;
    let days = fields.word("days", &[("7", 7), ("30", 30), ("90", 90)])?;
    let email = fields.text("email").trim();
    let lasts = SignedDuration::from_hours(24 * days);
    let order = EditLinkOrder { document: document.clone(), email: email.to_owned(), lasts };
    match site.registry.make_edit_link(&visitor.caller, order).await {
        Ok((code, expires)) => {
            let mut page = page(&site, &visitor, &sitting, &document).await?;
            let link = site.registry.base().service(&format!("edit/{code}"));
            page.handed = Some(Handed::new(email, &link, |locale| {
                letter::edit_link(locale, site.registry.name(), link.as_str(), document.as_str(), expires)
            }));
            Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], page).into_response())
        }
        Err(refused) => {
            let refused = Problem::from(refused);
            if !refused.is_for_whoever_typed() {
                return Err(refused);
            }
            let mut page = page(&site, &visitor, &sitting, &document).await?;
            email.clone_into(&mut page.email);
            page.alert = Some(refused.said(visitor.taste.locale));
            Ok(refused.on(page))
        }
    }
}

const REVOKE_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "link"])] };

/// What it takes and answers.
pub(crate) const REVOKE: Operation =
    Operation::form("revokeEditLink", &[&super::DOCUMENT], &REVOKE_FIELDS, &[&[Kind::NotAllowed], groups::READING]);

/// `POST /edit-links/revoke?document=`
pub(crate) async fn revoke(
    State(site): State<SharedSite>,
    uri: Uri,
    submission: Submission,
) -> Result<Redirect, Problem> {
    let document = document(&site, &uri)?;
    let link = handle(&submission.fields, "link")?;
    site.registry.revoke_edit_link(&submission.visitor.caller, &document, link).await?;
    let links = site.registry.base().service("edit-links").with_query("document", document.as_str());
    Ok(Redirect::to(links.with_query("done", "taken-back").as_str()))
}

async fn page(site: &Site, visitor: &Visitor, sitting: &Sitting, document: &Iri) -> Result<EditLinksPage, Problem> {
    let links = site.registry.edit_links(&visitor.caller, document).await?;
    let frame = site.frame(&visitor.taste, "edit-links");
    Ok(EditLinksPage::new(frame, session::form_token(site, sitting), document, &links))
}
