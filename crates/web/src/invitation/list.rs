//! The open invitations: made and taken back.

use crate::described::{Body as FormBody, Medium, Operation, parameter};
use crate::letter;
use crate::page::{Handed, InvitationsPage, ROLES};
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::{SharedSite, Site};
use crate::submission::{Fields, Submission, handle};
use crate::visitor::{Signed, Visitor};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, Uri, header};
use model::{Caller, Iri};
use registry::account::{InvitationOrder, Sitting};

/// What it takes and answers.
pub(crate) const GET: Operation = Operation::page("listInvitations", &[&parameter::DONE], &[&[Kind::NotAllowed]]);

/// `GET /invitations`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Signed { visitor, sitting }: Signed,
    uri: Uri,
) -> Result<InvitationsPage, Problem> {
    let mut page = page(&site, &visitor, &sitting).await?;
    page.done = site.frame(&visitor.taste, "invitations").done(Fields::of_address(&uri).text("done"));
    Ok(page)
}

const POST_FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "email", "role", "group"])],
};

/// What it takes and answers.
pub(crate) const POST: Operation = Operation::form_with_page(
    "invite",
    &[],
    &POST_FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::NotAnEmail, Kind::SignInFirst, Kind::IdentityTaken]],
);

/// `POST /invitations`: the page with the link on it, this once.
pub(crate) async fn post(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let email = fields.text("email").trim();
    let not_found = |_| Problem::new(Kind::NotFound);
    let groups = fields.all("group").map(|group| Iri::parse(group).map_err(not_found)).collect::<Result<_, _>>()?;
    let order = InvitationOrder { email: email.to_owned(), role: fields.word("role", &ROLES)?, groups };
    match site.registry.invite(&visitor.caller, order).await {
        Ok((code, expires)) => {
            let mut page = page(&site, &visitor, &sitting).await?;
            let link = site.registry.base().service(&format!("invitations/{code}"));
            page.handed = Some(Handed::new(email, &link, |locale| {
                letter::invitation(locale, site.registry.name(), link.as_str(), expires)
            }));
            Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], page).into_response())
        }
        Err(refused) => {
            let refused = Problem::from(refused);
            if !refused.is_for_whoever_typed() {
                return Err(refused);
            }
            let mut page = page(&site, &visitor, &sitting).await?;
            email.clone_into(&mut page.email);
            page.alert = Some(refused.said(visitor.taste.locale));
            Ok(refused.on(page))
        }
    }
}

const END_FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "invitation"])] };

/// What it takes and answers.
pub(crate) const END: Operation =
    Operation::form("endInvitation", &[], &END_FIELDS, &[&[Kind::NotAllowed, Kind::NotFound]]);

/// `POST /invitations/end`
pub(crate) async fn end(State(site): State<SharedSite>, submission: Submission) -> Result<Redirect, Problem> {
    let invitation = handle(&submission.fields, "invitation")?;
    site.registry.end_invitation(&submission.visitor.caller, invitation).await?;
    Ok(site.lead_to("invitations?done=taken-back"))
}

async fn page(site: &Site, visitor: &Visitor, sitting: &Sitting) -> Result<InvitationsPage, Problem> {
    let open = site.registry.invitations(&visitor.caller).await?;
    let groups = site.registry.managed_groups(&visitor.caller).await?;
    let Caller::Account(account) = &visitor.caller else { return Err(Problem::new(Kind::NotAllowed)) };
    let frame = site.frame(&visitor.taste, "invitations");
    Ok(InvitationsPage::new(frame, session::form_token(site, sitting), account.role, &groups, &open))
}
