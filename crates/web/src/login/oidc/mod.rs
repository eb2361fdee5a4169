//! Signing in with another site: OpenID Connect Core 1.0, the authorization code flow, with PKCE (RFC 7636).
//!
//! | file | does |
//! |---|---|
//! | `provider` | which sites, and what they publish about themselves |
//! | `pending` | who is on the way there and back |
//! | `begin`, `callback` | the two ends of that way |
//! | `id_token` | what came back, verified |
//!
//! Who somebody is there is issuer and subject; an address is what somebody typed there, and opens no account.

pub(crate) mod begin;
pub(crate) mod callback;
mod id_token;
mod pending;
mod provider;

pub(crate) use pending::Pending;
pub(crate) use provider::Directory;
pub use provider::{NewAccounts, Provider};

use crate::described::{Parameter, parameter};
use crate::problem::{Kind, Problem};
use crate::site::Site;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Iri;
use outbound::FetchError;
use sha2::{Digest, Sha256};

/// Which of the other sites.
pub(super) const PROVIDER: Parameter = Parameter::path("provider", "provider", parameter::text, "provider");

/// Why nobody was signed in. Whoever tried is told that it did not succeed; the operator reads why in the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OidcError {
    /// The provider cannot be asked.
    #[error("the provider cannot be asked")]
    Fetch(#[from] FetchError),
    /// It publishes something that cannot be used.
    #[error("what the provider publishes cannot be used: {0}")]
    Unusable(&'static str),
    /// The answer is not one to what this browser asked.
    #[error("the answer is refused: {0}")]
    Refused(&'static str),
    /// The token's signature is none of the provider's.
    #[error("the token cannot be verified")]
    Token(#[source] jsonwebtoken::errors::Error),
}

impl From<OidcError> for Problem {
    fn from(error: OidcError) -> Self {
        // None of these carries a code, a token or a name.
        tracing::warn!(error = &error as &dyn std::error::Error, "a sign-in with another site did not succeed");
        match error {
            OidcError::Fetch(_) | OidcError::Unusable(_) => Self::new(Kind::ProviderFailed),
            OidcError::Refused(_) | OidcError::Token(_) => Self::new(Kind::SignInRefused),
        }
    }
}

/// The providers of this instance: the addresses where signing in with them begins, and their names. `how` says what
/// for, as `next=…`.
pub(crate) fn ways(site: &Site, how: (&str, &str)) -> Vec<(String, String)> {
    let begin = |provider: &Provider| {
        let address = site.registry.base().service(&format!("login/oidc/{}", provider.name));
        (address.with_query(how.0, how.1).as_str().to_owned(), provider.title.clone())
    };
    site.settings.providers.iter().map(begin).collect()
}

/// Where a provider leads back to: an address for each, so that the answer of one is not taken for another's.
fn callback_address(site: &Site, provider: &Provider) -> Iri {
    site.registry.base().service(&format!("login/oidc/{}/callback", provider.name))
}

fn provider<'s>(site: &'s Site, name: &str) -> Result<&'s Provider, Problem> {
    let found = site.settings.providers.iter().find(|provider| provider.name == name);
    found.ok_or_else(|| Problem::new(Kind::NotFound))
}

/// A secret of 32 random bytes, as text.
fn secret(site: &Site) -> String {
    let mut secret = [0; 32];
    site.settings.chance.fill(&mut secret);
    URL_SAFE_NO_PAD.encode(secret)
}

fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}
