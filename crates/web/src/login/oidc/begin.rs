//! Leads somebody to a provider.

use super::pending::{Purpose, Waiting};
use super::{OidcError, callback_address, provider, secret, sha256};
use crate::address::Name;
use crate::described::{Operation, Parameter, parameter};
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::SharedSite;
use crate::submission::Fields;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, Uri, header};

const INVITATION: Parameter = Parameter::query("invitation", "invitation", parameter::text);

const LINK: Parameter = Parameter::query("link-token", "link", parameter::text);

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::led(
    "beginSignInElsewhere",
    &[&super::PROVIDER, &parameter::NEXT, &INVITATION, &LINK],
    &[&[
        Kind::NotFound,
        Kind::LinkEnded,
        Kind::StaleForm,
        Kind::SignInRefused,
        Kind::ProviderFailed,
        Kind::Unavailable,
    ]],
);

/// `GET /login/oidc/{provider}?next=…`, `?invitation=CODE` or `?link=TOKEN`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Name(name): Name,
    visitor: Visitor,
    uri: Uri,
) -> Result<Response, Problem> {
    let provider = provider(&site, &name)?;
    let fields = Fields::of_address(&uri);
    let purpose = match (fields.text("invitation"), fields.text("link"), &visitor.sitting) {
        ("", "", _) => Purpose::SignIn { next: fields.text("next").to_owned() },
        ("", token, Some(sitting)) => {
            // Another site that leads somebody here, whom it has signed in over there as somebody else, would have its own
            // identity linked: only a link of our own page begins this. It is no form, since the policy of our pages lets
            // no form lead to another site.
            session::check_token(&site, sitting, Some(token))?;
            let account = sitting.caller.account_id();
            Purpose::Link { account: account.ok_or(OidcError::Refused("nobody is signed in"))? }
        }
        ("", _, None) => return Ok(site.lead_to("login").into_response()),
        (code, _, _) => {
            // Whoever is led away comes back to an invitation that holds.
            site.registry.invitation(code).await?;
            Purpose::Invitation { code: code.to_owned() }
        }
    };
    let now = site.registry.now();
    let published = site.directory.published(&site.settings.outbound, provider, now).await?;
    let (state, browser, nonce, verifier) = (secret(&site), secret(&site), secret(&site), secret(&site));
    let callback = callback_address(&site, provider);
    let challenge = URL_SAFE_NO_PAD.encode(sha256(&verifier));
    let asked = [
        ("response_type", "code"),
        ("client_id", &provider.client_id),
        ("redirect_uri", callback.as_str()),
        ("scope", "openid email"),
        ("state", &state),
        ("nonce", &nonce),
        // RFC 7636, section 4.2.
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let query = serde_urlencoded::to_string(asked).map_err(Problem::internal)?;
    let endpoint = &published.authorization_endpoint;
    let joint = if endpoint.contains('?') { '&' } else { '?' };
    let there = format!("{endpoint}{joint}{query}");
    let waiting =
        Waiting { provider: provider.name.clone(), browser: sha256(&browser), nonce, verifier, purpose, since: now };
    site.pending.begin(state, waiting);
    let headers = [
        (header::SET_COOKIE, session::on_the_way(&site, &browser)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Redirect::to(&there)).into_response())
}
