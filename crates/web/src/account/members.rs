//! Who belongs to a group: shown to whoever manages it, who adds and removes.

use crate::address::Name;
use crate::described::{Body as FormBody, Medium, Operation, Parameter, parameter};
use crate::page::MembersPage;
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::{SharedSite, Site};
use crate::submission::{Fields, Submission};
use crate::visitor::{Signed, Visitor};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::Uri;
use model::{Container, Iri, Slug};
use registry::account::Sitting;

const GROUP: Parameter = Parameter::path("group", "slug", parameter::slug, "relecture");

/// What it takes and answers.
pub(crate) const GET: Operation =
    Operation::page("showMembers", &[&GROUP, &parameter::DONE], &[&[Kind::NotAllowed, Kind::NotFound]]);

/// `GET /account/groups/{slug}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Name(slug): Name,
    Signed { visitor, sitting }: Signed,
    uri: Uri,
) -> Result<MembersPage, Problem> {
    let group = group(&site, &slug)?;
    let mut page = page(&site, &visitor, &sitting, &slug, &group).await?;
    page.done = page.frame.done(Fields::of_address(&uri).text("done"));
    Ok(page)
}

#[derive(Clone, Copy)]
enum Doing {
    Adds,
    Removes,
}

const POST_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "do", "email"])] };

/// What it takes and answers.
pub(crate) const POST: Operation =
    Operation::form("changeMembers", &[&GROUP], &POST_FIELDS, &[&[Kind::NotAllowed, Kind::NotFound, Kind::NotAnEmail]]);

/// `POST /account/groups/{slug}`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    Name(slug): Name,
    submission: Submission,
) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let group = group(&site, &slug)?;
    let (registry, email) = (&site.registry, fields.text("email"));
    let done = match fields.word("do", &[("add", Doing::Adds), ("remove", Doing::Removes)])? {
        Doing::Adds => registry.add_member(&visitor.caller, &group, email).await,
        Doing::Removes => registry.remove_member(&visitor.caller, &group, email).await,
    };
    let refused = match done {
        Ok(()) => return Ok(site.lead_to(&format!("account/groups/{slug}?done=members")).into_response()),
        Err(refused) => Problem::from(refused),
    };
    if !refused.is_for_whoever_typed() {
        return Err(refused);
    }
    let mut page = page(&site, &visitor, &sitting, &slug, &group).await?;
    page.alert = Some(refused.said(visitor.taste.locale));
    Ok(refused.on(page))
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    sitting: &Sitting,
    slug: &str,
    group: &Iri,
) -> Result<MembersPage, Problem> {
    let path = format!("account/groups/{slug}");
    Ok(MembersPage {
        members: site.registry.members(&visitor.caller, group).await?,
        frame: site.frame(&visitor.taste, &path),
        form_token: session::form_token(site, sitting),
        group: group.as_str().to_owned(),
        action: site.registry.base().service(&path).as_str().to_owned(),
        alert: None,
        done: None,
    })
}

fn group(site: &Site, slug: &str) -> Result<Iri, Problem> {
    let minted = Slug::from_text(slug).ok().filter(|minted| minted.as_str() == slug);
    let minted = minted.ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(site.registry.base().document(Container::Groups, &minted))
}
