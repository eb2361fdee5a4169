//! Providers of identities: what the operator says of them, and what they publish (OpenID Connect Discovery 1.0).

use super::OidcError;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::Jwk;
use outbound::{FetchLimits, Outbound};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use tokio::sync::Mutex;

/// What is published is read again after this: providers change their keys in days.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// A key that is not among those known may be a new one; looking again more often than this would be a way to make us
/// ask the provider again and again.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// A site that people may sign in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name in our addresses.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its issuer identifier: an address.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// What proves it; `None`: PKCE alone.
    pub client_secret: Option<String>,
    /// What becomes of people whom no account here knows.
    pub new_accounts: NewAccounts,
}

/// What becomes of people whom no account here knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewAccounts {
    /// They ask for an invitation.
    Refused,
    /// They become readers, under the address that the provider vouches for.
    Readers,
}

impl fmt::Debug for Provider {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("name", &self.name).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What a provider publishes about itself.
#[derive(Debug, Clone)]
pub(super) struct Published {
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    /// Whether it names itself in its answers (RFC 9207, section 3).
    pub(super) names_itself: bool,
    /// Whether it takes the client's secret in the form alone.
    pub(super) secret_in_form: bool,
    /// The keys that it signs with.
    pub(super) keys: Vec<Jwk>,
}

/// What is known of each provider.
#[derive(Default)]
pub(crate) struct Directory(Mutex<BTreeMap<String, (Timestamp, Arc<Published>)>>);

impl Directory {
    /// What a provider publishes, read within the hour.
    pub(super) async fn published(
        &self,
        outbound: &Outbound,
        provider: &Provider,
        now: Timestamp,
    ) -> Result<Arc<Published>, OidcError> {
        self.no_older(FRESH, outbound, provider, now).await
    }

    /// The same once more, unless that was just done: it signs with a key that is not known.
    pub(super) async fn again(
        &self,
        outbound: &Outbound,
        provider: &Provider,
        now: Timestamp,
    ) -> Result<Arc<Published>, OidcError> {
        self.no_older(LOOK_AGAIN, outbound, provider, now).await
    }

    async fn no_older(
        &self,
        age: SignedDuration,
        outbound: &Outbound,
        provider: &Provider,
        now: Timestamp,
    ) -> Result<Arc<Published>, OidcError> {
        // Held while it is read: of many who come at once one asks.
        let mut known = self.0.lock().await;
        if let Some((read, published)) = known.get(&provider.name)
            && now.duration_since(*read) < age
        {
            return Ok(Arc::clone(published));
        }
        let published = Arc::new(read(outbound, &provider.issuer).await?);
        known.insert(provider.name.clone(), (now, Arc::clone(&published)));
        Ok(published)
    }
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<serde_json::Value>,
}

async fn read(outbound: &Outbound, issuer: &str) -> Result<Published, OidcError> {
    let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let fetched = outbound.fetch_as(&address, "application/json", FetchLimits::DOCUMENT).await?;
    let metadata: Metadata = serde_json::from_slice(&fetched.body).map_err(|_| OidcError::Unusable("its metadata"))?;
    // Discovery, section 4.3: "The issuer value returned MUST be identical to the Issuer URL that was used as the
    // prefix to /.well-known/openid-configuration".
    if metadata.issuer != issuer {
        return Err(OidcError::Unusable("it names another issuer"));
    }
    // A browser is led there: not to what would run in it, and not in the open where the issuer is not.
    let encrypted = metadata.authorization_endpoint.starts_with("https://");
    let as_open = issuer.starts_with("http://") && metadata.authorization_endpoint.starts_with("http://");
    if !encrypted && !as_open {
        return Err(OidcError::Unusable("where it asks people to sign in"));
    }
    let fetched = outbound.fetch_as(&metadata.jwks_uri, "application/json", FetchLimits::DOCUMENT).await?;
    let keys: KeySet = serde_json::from_slice(&fetched.body).map_err(|_| OidcError::Unusable("its keys"))?;
    let methods = metadata.token_endpoint_auth_methods_supported;
    // Discovery, section 3: "If omitted, the default is client_secret_basic".
    let secret_in_form = methods.is_some_and(|methods| {
        !methods.iter().any(|method| method == "client_secret_basic")
            && methods.iter().any(|method| method == "client_secret_post")
    });
    Ok(Published {
        authorization_endpoint: metadata.authorization_endpoint,
        token_endpoint: metadata.token_endpoint,
        names_itself: metadata.authorization_response_iss_parameter_supported,
        secret_in_form,
        // RFC 7517, section 5: keys of kinds that are not understood are ignored.
        keys: keys.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect(),
    })
}
