//! ID tokens, verified as OpenID Connect Core 1.0, section 3.1.3.7 asks.

use super::{OidcError, Provider};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;

/// Signatures that are believed: with a key of the provider's that we cannot sign with ourselves. `none`, and those whose
/// key is the client's own secret, are not among them.
const ALGORITHMS: [Algorithm; 5] =
    [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA];

/// How far the two clocks may be apart.
const LEEWAY: SignedDuration = SignedDuration::from_mins(1);
/// How old a token may be: it was made for the answer that it came in.
const OLDEST: SignedDuration = SignedDuration::from_mins(10);
/// Core, section 2: a subject "MUST NOT exceed 255 ASCII characters in length".
const LONGEST_SUBJECT: usize = 255;

/// What a token says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// Who it is there.
    pub(super) subject: String,
    /// An address that the provider vouches for.
    pub(super) verified_email: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Stated {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
}

/// One, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The key that a token says it is signed with; `None`: it is not among these.
pub(super) fn key<'k>(token: &str, keys: &'k [Jwk]) -> Result<Option<(&'k Jwk, Algorithm)>, OidcError> {
    let Header { alg, kid, .. } = jsonwebtoken::decode_header(token).map_err(OidcError::Token)?;
    if !ALGORITHMS.contains(&alg) {
        return Err(OidcError::Refused("a signature of a kind that proves nothing"));
    }
    let signs = |key: &&Jwk| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    let mut fitting = keys.iter().filter(signs).filter(|key| kid.is_none() || key.common.key_id == kid);
    let found = fitting.next();
    // Without a name only one key can be meant (Core, section 10.1).
    if kid.is_none() && fitting.next().is_some() {
        return Err(OidcError::Refused("it does not say with which key it is signed"));
    }
    Ok(found.map(|key| (key, alg)))
}

/// Verifies a token that came straight from the provider's token endpoint.
pub(super) fn verify(
    token: &str,
    (key, algorithm): (&Jwk, Algorithm),
    provider: &Provider,
    nonce: &str,
    now: Timestamp,
) -> Result<Claims, OidcError> {
    let decoding = DecodingKey::from_jwk(key).map_err(OidcError::Token)?;
    // The signature alone: what is claimed is held below against what was asked, and against our own clock.
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let stated: Stated = jsonwebtoken::decode(token, &decoding, &validation).map_err(OidcError::Token)?.claims;
    check(stated, provider, nonce, now)
}

fn check(stated: Stated, provider: &Provider, nonce: &str, now: Timestamp) -> Result<Claims, OidcError> {
    let holds = |holds: bool, otherwise: &'static str| if holds { Ok(()) } else { Err(OidcError::Refused(otherwise)) };
    holds(stated.iss == provider.issuer, "it is of another issuer")?;
    let (for_us, for_others) = match &stated.aud {
        Audience::One(one) => (*one == provider.client_id, false),
        Audience::Several(several) => {
            (several.contains(&provider.client_id), several.iter().any(|one| *one != provider.client_id))
        }
    };
    // "The ID Token MUST be rejected if […] it contains additional audiences not trusted by the Client": we trust none.
    holds(for_us && !for_others, "it is for somebody else")?;
    holds(stated.azp.as_ref().is_none_or(|party| *party == provider.client_id), "it was made for somebody else")?;
    let (now, leeway) = (now.as_second(), LEEWAY.as_secs());
    holds(stated.exp > now.saturating_sub(leeway), "it has expired")?;
    let age = now.saturating_sub(stated.iat);
    holds((-leeway..=OLDEST.as_secs()).contains(&age), "it is not of now")?;
    holds(stated.nonce.as_deref() == Some(nonce), "it answers another question")?;
    let fits = !stated.sub.is_empty() && stated.sub.len() <= LONGEST_SUBJECT;
    holds(fits, "it says of nobody")?;
    let verified_email = stated.email.filter(|_| stated.email_verified == Some(true));
    Ok(Claims { subject: stated.sub, verified_email })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::oidc::NewAccounts;
    use serde_json::{Value, json};

    const NOW: i64 = 1_000_000;

    fn provider() -> Provider {
        Provider {
            name: "p".into(),
            title: "P".into(),
            issuer: "https://id.example".into(),
            client_id: "us".into(),
            client_secret: None,
            new_accounts: NewAccounts::Refused,
        }
    }

    /// The claims of a good token with these changes.
    fn checked(changes: &Value) -> Result<Claims, OidcError> {
        let mut claims =
            json!({"iss": "https://id.example", "sub": "1", "aud": "us", "exp": NOW + 60, "iat": NOW, "nonce": "n"});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let stated = serde_json::from_value(claims).unwrap();
        check(stated, &provider(), "n", Timestamp::from_second(NOW).unwrap())
    }

    #[test]
    fn what_is_believed() {
        for good in [
            json!({}),
            json!({"aud": ["us"]}),
            json!({"azp": "us"}),
            json!({"exp": NOW - 59}),
            json!({"iat": NOW + 60}),
            json!({"iat": NOW - 600}),
        ] {
            assert_eq!(checked(&good).unwrap().subject, "1", "{good}");
        }
        let email = |claims| checked(&claims).unwrap().verified_email;
        assert_eq!(email(json!({"email": "a@a.example", "email_verified": true})).as_deref(), Some("a@a.example"));
        assert_eq!(email(json!({"email": "a@a.example", "email_verified": false})), None);
        assert_eq!(email(json!({"email": "a@a.example"})), None);
    }

    #[test]
    fn what_is_not() {
        for bad in [
            json!({"iss": "https://id.example/"}),
            json!({"iss": "https://other.example"}),
            json!({"aud": "them"}),
            json!({"aud": ["us", "them"]}),
            json!({"aud": []}),
            json!({"azp": "them"}),
            json!({"exp": NOW - 60}),
            json!({"iat": NOW - 601}),
            json!({"iat": NOW + 61}),
            json!({"nonce": "other"}),
            json!({"nonce": null}),
            json!({"sub": ""}),
            json!({"sub": "x".repeat(256)}),
        ] {
            assert!(matches!(checked(&bad), Err(OidcError::Refused(_))), "{bad}");
        }
    }

    #[test]
    fn a_signature_that_proves_nothing_is_refused() {
        let encode = |json: Value| {
            use base64::Engine;
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json.to_string())
        };
        for algorithm in ["HS256", "HS512"] {
            let token = format!("{}.{}.AAAA", encode(json!({"alg": algorithm})), encode(json!({})));
            assert!(matches!(key(&token, &[]), Err(OidcError::Refused(_))), "{algorithm}");
        }
        let token = format!("{}.{}.", encode(json!({"alg": "none"})), encode(json!({})));
        assert!(matches!(key(&token, &[]), Err(OidcError::Token(_))));
        let token = format!("{}.{}.AAAA", encode(json!({"alg": "RS256", "kid": "a"})), encode(json!({})));
        assert!(matches!(key(&token, &[]), Ok(None)), "a key that is not known");
        let one: Jwk = serde_json::from_value(
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
        )
        .unwrap();
        let token = format!("{}.{}.AAAA", encode(json!({"alg": "EdDSA"})), encode(json!({})));
        assert!(matches!(key(&token, std::slice::from_ref(&one)), Ok(Some(_))));
        assert!(matches!(key(&token, &[one.clone(), one]), Err(OidcError::Refused(_))), "one of two");
    }
}
