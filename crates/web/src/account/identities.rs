//! Unlinks an identity at another site.

use crate::described::{Body as FormBody, Medium, Operation};
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Submission;
use axum::extract::State;
use axum::response::Redirect;
use registry::Identity;

const FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "issuer", "subject"])] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation =
    Operation::form("unlinkIdentity", &[], &FIELDS, &[&[Kind::NotAllowed, Kind::NotFound, Kind::IdentityTaken]]);

/// `POST /account/identities/unlink`
pub(crate) async fn unlink(State(site): State<SharedSite>, submission: Submission) -> Result<Redirect, Problem> {
    let fields = &submission.fields;
    let identity = Identity { issuer: fields.text("issuer").to_owned(), subject: fields.text("subject").to_owned() };
    site.registry.unlink_identity(&submission.visitor.caller, identity).await?;
    Ok(site.lead_to("account?done=unlinked"))
}
