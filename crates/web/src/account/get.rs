//! Shows one's own account.

use crate::described::{Operation, parameter};
use crate::login::oidc;
use crate::page::{AccountPage, Own};
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::{SharedSite, Site};
use crate::submission::Fields;
use crate::visitor::{Signed, Visitor};
use axum::extract::State;
use http::Uri;
use model::iri::Location;
use model::{Caller, Iri};
use registry::account::Sitting;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::page("showAccount", &[&parameter::DONE], &[&[Kind::NotAllowed]]);

/// `GET /account`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Signed { visitor, sitting }: Signed,
    uri: Uri,
) -> Result<AccountPage, Problem> {
    let mut page = page(&site, &visitor, &sitting).await?;
    page.done = site.frame(&visitor.taste, "account").done(Fields::of_address(&uri).text("done"));
    Ok(page)
}

/// The page as things stand.
pub(super) async fn page(site: &Site, visitor: &Visitor, sitting: &Sitting) -> Result<AccountPage, Problem> {
    let (registry, caller) = (&site.registry, &sitting.caller);
    let Caller::Account(account) = caller else { return Err(Problem::new(Kind::NotAllowed)) };
    let managed = registry.managed_groups(caller).await?;
    let own = Own {
        role: account.role,
        has_password: registry.has_password(caller).await?,
        tokens: registry.tokens(caller).await?,
        sessions: registry.sessions(caller).await?,
        groups: account.groups.clone(),
        identities: registry.identities(caller).await?,
        providers: oidc::ways(site, ("link", &session::form_token(site, sitting))),
        managed: managed.into_iter().filter_map(|group| Some((members(site, &group)?, group))).collect(),
    };
    let frame = site.frame(&visitor.taste, "account");
    Ok(AccountPage::new(frame, session::form_token(site, sitting), sitting, &own))
}

/// The page of a group's members.
pub(super) fn members(site: &Site, group: &Iri) -> Option<Iri> {
    let base = site.registry.base();
    match base.locate(group) {
        Some(Location::Document(_, slug)) => Some(base.service(&format!("account/groups/{slug}"))),
        Some(Location::Container(_)) | None => None,
    }
}
