//! Somebody comes back from a provider.

use super::pending::{Purpose, Waiting};
use super::provider::{NewAccounts, Provider, Published};
use super::{OidcError, callback_address, id_token, provider, sha256};
use crate::address::Name;
use crate::described::{Operation, Parameter, parameter};
use crate::login::{entered, onward};
use crate::problem::{Kind, Problem};
use crate::session;
use crate::site::{SharedSite, Site};
use crate::submission::{Fields, Origin};
use crate::visitor::Visitor;
use axum::extract::{FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use http::header;
use outbound::{ClientSecret, FetchError, FetchLimits};
use registry::{AccountError, Identity};
use serde::Deserialize;

const STATE: Parameter = Parameter::query("state", "state", parameter::text);

const CODE: Parameter = Parameter::query("code", "code", parameter::text);

const ISSUER: Parameter = Parameter::query("issuer", "iss", parameter::text);

const ERROR: Parameter = Parameter::query("error", "error", parameter::text);

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::led(
    "endSignInElsewhere",
    &[&super::PROVIDER, &STATE, &CODE, &ISSUER, &ERROR],
    &[&[
        Kind::NotFound,
        Kind::LinkEnded,
        Kind::SignInRefused,
        Kind::UnknownIdentity,
        Kind::IdentityTaken,
        Kind::SignInFirst,
        Kind::NotAnEmail,
        Kind::ProviderFailed,
        Kind::Unavailable,
    ]],
);

/// `GET /login/oidc/{provider}/callback`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Name(name): Name,
    request: Request,
) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, &site).await?;
    let origin = Origin::of(&parts, &site);
    let provider = provider(&site, &name)?;
    let fields = Fields::of_address(&parts.uri);
    let browser = session::way_of(&parts.headers, &site);
    let waiting = awaited(&site, provider, &fields, browser)?;
    let identity = identify(&site, provider, &waiting, &fields).await?;
    let mut response = enter(&site, provider, waiting.purpose, identity, &visitor, &origin).await?;
    response.headers_mut().append(header::SET_COOKIE, session::way_back(&site));
    Ok(response)
}

/// What this browser asked, if the answer is one to it. Whatever becomes of it, its state serves no more.
fn awaited(site: &Site, provider: &Provider, fields: &Fields, browser: Option<&str>) -> Result<Waiting, OidcError> {
    let waiting = site.pending.take(fields.text("state"), site.registry.now());
    let waiting = waiting.ok_or(OidcError::Refused("nobody asked, or long ago"))?;
    if browser.map(sha256) != Some(waiting.browser) {
        return Err(OidcError::Refused("another browser asked"));
    }
    if waiting.provider != provider.name {
        return Err(OidcError::Refused("another provider was asked"));
    }
    Ok(waiting)
}

async fn identify(
    site: &Site,
    provider: &Provider,
    waiting: &Waiting,
    fields: &Fields,
) -> Result<(Identity, Option<String>), OidcError> {
    let now = site.registry.now();
    let published = site.directory.published(&site.settings.outbound, provider, now).await?;
    // RFC 9207, section 2.4: "Clients that support this specification MUST extract the value of the iss parameter […]
    // [and] compare"; "clients MUST reject authorization responses without the iss parameter from authorization
    // servers that do support the parameter".
    match fields.text("iss") {
        "" if published.names_itself => return Err(OidcError::Refused("the answer does not say whose it is")),
        "" => {}
        issuer if issuer != provider.issuer => return Err(OidcError::Refused("the answer is another issuer's")),
        _ => {}
    }
    if !fields.text("error").is_empty() {
        return Err(OidcError::Refused("the provider says no"));
    }
    let token = exchange(site, provider, &published, waiting, fields.text("code")).await?;
    let claims = if let Some(key) = id_token::key(&token, &published.keys)? {
        id_token::verify(&token, key, provider, &waiting.nonce, now)?
    } else {
        let again = site.directory.again(&site.settings.outbound, provider, now).await?;
        let key = id_token::key(&token, &again.keys)?.ok_or(OidcError::Refused("it is signed with no known key"))?;
        id_token::verify(&token, key, provider, &waiting.nonce, now)?
    };
    Ok((Identity { issuer: provider.issuer.clone(), subject: claims.subject }, claims.verified_email))
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// Gives the code back, straight to the provider, for what it stands for (Core, section 3.1.3).
async fn exchange(
    site: &Site,
    provider: &Provider,
    published: &Published,
    waiting: &Waiting,
    code: &str,
) -> Result<String, OidcError> {
    let callback = callback_address(site, provider);
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", callback.as_str()),
        ("code_verifier", &waiting.verifier),
    ];
    let secret = match &provider.client_secret {
        Some(secret) if !published.secret_in_form => {
            Some(ClientSecret { client: &provider.client_id, secret: secret.as_str() })
        }
        Some(secret) => {
            form.extend([("client_id", provider.client_id.as_str()), ("client_secret", secret)]);
            None
        }
        None => {
            form.push(("client_id", &provider.client_id));
            None
        }
    };
    let limits = FetchLimits::DOCUMENT;
    let fetched = site.settings.outbound.post_form(&published.token_endpoint, &form, secret, limits).await;
    let fetched = fetched.map_err(|error| {
        // RFC 6749, section 5.2: 400, or 401 where the client is not who it says.
        if matches!(error, FetchError::Status { status: 400 | 401, .. }) {
            OidcError::Refused("the provider takes no such code")
        } else {
            OidcError::Fetch(error)
        }
    })?;
    let tokens: Tokens = serde_json::from_slice(&fetched.body).map_err(|_| OidcError::Unusable("its answer"))?;
    Ok(tokens.id_token)
}

async fn enter(
    site: &Site,
    provider: &Provider,
    purpose: Purpose,
    (identity, email): (Identity, Option<String>),
    visitor: &Visitor,
    origin: &Origin,
) -> Result<Response, Problem> {
    let (registry, browser) = (&site.registry, origin.browser());
    match purpose {
        Purpose::SignIn { next } => {
            let cookie = match (registry.sign_in_as(&identity, browser).await, email) {
                (Err(AccountError::UnknownIdentity), Some(email)) if provider.new_accounts == NewAccounts::Readers => {
                    registry.welcome(identity, &email, browser).await?
                }
                (signed_in, _) => signed_in?,
            };
            Ok(entered(site, &cookie, &onward(site, &next)))
        }
        Purpose::Invitation { code } => {
            let cookie = registry.accept_with_identity(&code, identity, browser).await?;
            Ok(entered(site, &cookie, registry.base().service("account?done=accepted").as_str()))
        }
        Purpose::Link { account } => {
            if visitor.caller.account_id() != Some(account) {
                return Err(OidcError::Refused("somebody else is signed in meanwhile").into());
            }
            registry.link_identity(&visitor.caller, identity).await?;
            Ok(site.lead_to("account?done=linked").into_response())
        }
    }
}
