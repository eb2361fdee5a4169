//! Signing our own requests, in the dialect that the peer has shown.

use super::rfc9421::{self, SIGNATURE_INPUT};
use super::{Dialect, SIGNATURE, cavage, digest, request};
use crate::key::{KeyKind, SecretKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{CONTENT_TYPE, DATE, HOST};
use http::{HeaderName, HeaderValue, Request};
use jiff::Timestamp;
use model::Iri;
use model::ports::Chance;
use sfv::{DictSerializer, InnerList, Item, Key, KeyRef, Parameters};
use std::time::SystemTime;

/// Why a request cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// Its address has no scheme or no host.
    #[error("the request has no absolute address")]
    NotAbsolute,
    /// A value of its headers, or the address of the key, cannot stand in a header.
    #[error("{0} cannot stand in a header")]
    NotAHeader(&'static str),
    /// The library refused to sign.
    #[error("the key does not sign")]
    Key,
}

/// What makes two signatures of one second differ, for peers that remember what they have seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// Draws one.
    pub fn draw(chance: &dyn Chance) -> Self {
        let mut bytes = [0; 12];
        chance.fill(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// Signs in the name of one actor.
#[derive(Debug)]
pub struct Signer {
    pub(super) key: SecretKey,
    key_id: Iri,
}

/// The label of our signatures in RFC 9421.
const LABEL: &str = "sig1";

impl Signer {
    /// With this key, which peers find at this address.
    pub fn new(key: SecretKey, key_id: Iri) -> Self {
        Self { key, key_id }
    }

    /// Where peers find the key.
    pub fn key_id(&self) -> &Iri {
        &self.key_id
    }

    /// Signs a request: sets `Host`, `Date`, the digest and the signature. What was signed before is replaced, as after
    /// a redirect. Whoever sends it must send the address and these headers as they are.
    ///
    /// The nonce goes into RFC 9421 only; draft-cavage has no place for it.
    pub fn sign<B: AsRef<[u8]>>(
        &self,
        request: &mut Request<B>,
        dialect: Dialect,
        now: Timestamp,
        nonce: Option<&Nonce>,
    ) -> Result<(), SigningError> {
        let names = [SIGNATURE, SIGNATURE_INPUT, cavage::DIGEST, rfc9421::CONTENT_DIGEST];
        for name in names {
            request.headers_mut().remove(name);
        }
        let host = host(request)?;
        set(request, HOST, &host, "Host")?;
        set(request, DATE, &httpdate::fmt_http_date(SystemTime::from(now)), "Date")?;
        match dialect {
            Dialect::Cavage => self.cavage(request),
            Dialect::Rfc9421 => self.rfc9421(request, &host, now, nonce),
        }
    }

    fn cavage<B: AsRef<[u8]>>(&self, request: &mut Request<B>) -> Result<(), SigningError> {
        let mut covered = vec![cavage::TARGET, "host", "date"];
        if !request::is_safe(request.method()) {
            let digest = digest::digest_header(request.body().as_ref());
            set(request, HeaderName::from_static(cavage::DIGEST), &digest, "Digest")?;
            covered.push(cavage::DIGEST);
            if request.headers().contains_key(CONTENT_TYPE) {
                covered.push("content-type");
            }
        }
        let mut lines = Vec::new();
        for name in &covered {
            let value = match *name {
                cavage::TARGET => cavage::target_value(request.method(), &target(request)),
                name => value_of(request, name)?.to_owned(),
            };
            lines.push(format!("{name}: {value}"));
        }
        let signature = self.key.sign(lines.join("\n").as_bytes()).ok_or(SigningError::Key)?;
        // The draft would have `hs2019` for RSA too; what peers know is `rsa-sha256`.
        let algorithm = match self.key.kind() {
            KeyKind::Rsa => "rsa-sha256",
            KeyKind::Ed25519 => "hs2019",
        };
        let (key_id, covered, signature) = (self.key_id_in_header()?, covered.join(" "), STANDARD.encode(signature));
        let header =
            format!("keyId=\"{key_id}\",algorithm=\"{algorithm}\",headers=\"{covered}\",signature=\"{signature}\"");
        set(request, HeaderName::from_static(SIGNATURE), &header, "keyId")
    }

    fn rfc9421<B: AsRef<[u8]>>(
        &self,
        request: &mut Request<B>,
        host: &str,
        now: Timestamp,
        nonce: Option<&Nonce>,
    ) -> Result<(), SigningError> {
        let mut covered = vec!["@method", "@target-uri", "date"];
        if !request::is_safe(request.method()) {
            let digest = digest::content_digest_header(request.body().as_ref());
            set(request, HeaderName::from_static(rfc9421::CONTENT_DIGEST), &digest, "Content-Digest")?;
            covered.push(rfc9421::CONTENT_DIGEST);
            if request.headers().contains_key(CONTENT_TYPE) {
                covered.push("content-type");
            }
        }
        let mut input = InnerList::default();
        let mut base = String::new();
        for name in covered {
            let item = Item::new(string(name)?);
            let value = match name {
                "@method" => request.method().to_string(),
                "@target-uri" => {
                    let scheme = request.uri().scheme_str().ok_or(SigningError::NotAbsolute)?;
                    format!("{scheme}://{host}{}", target(request))
                }
                name => value_of(request, name)?.to_owned(),
            };
            base.push_str(&rfc9421::line(&item, &value));
            input.items.push(item);
        }
        input.params = self.parameters(now, nonce)?;
        base.push_str(&rfc9421::last_line(&input));
        let signature = self.key.sign(base.as_bytes()).ok_or(SigningError::Key)?;

        let label = KeyRef::from_str(LABEL).map_err(|_| SigningError::NotAHeader("the label"))?;
        let mut signatures = DictSerializer::new();
        signatures.bare_item(label, signature.as_slice());
        let signatures = signatures.finish().unwrap_or_default();
        let inputs = format!("{LABEL}={}", rfc9421::serialized(&input));
        set(request, HeaderName::from_static(SIGNATURE_INPUT), &inputs, "keyId")?;
        set(request, HeaderName::from_static(SIGNATURE), &signatures, "the signature")
    }

    fn parameters(&self, now: Timestamp, nonce: Option<&Nonce>) -> Result<Parameters, SigningError> {
        let created = sfv::Integer::try_from(now.as_second()).map_err(|_| SigningError::NotAHeader("the time"))?;
        let mut parameters = Parameters::new();
        let mut put = |name: &str, value: sfv::BareItem| -> Result<(), SigningError> {
            let name = Key::from_string(name.to_owned()).map_err(|_| SigningError::NotAHeader("a parameter"))?;
            parameters.insert(name, value);
            Ok(())
        };
        put("created", created.into())?;
        put("keyid", string(self.key_id_in_header()?)?.into())?;
        put("alg", string(self.key.algorithm().name())?.into())?;
        if let Some(nonce) = nonce {
            put("nonce", string(&nonce.0)?.into())?;
        }
        Ok(parameters)
    }

    /// An IRI may have letters that no header can have, and no escape would be understood.
    fn key_id_in_header(&self) -> Result<&str, SigningError> {
        let key_id = self.key_id.as_str();
        let is_plain = key_id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
        if is_plain { Ok(key_id) } else { Err(SigningError::NotAHeader("keyId")) }
    }
}

fn string(text: &str) -> Result<sfv::String, SigningError> {
    sfv::String::from_string(text.to_owned()).map_err(|_| SigningError::NotAHeader("a text"))
}

fn host<B>(request: &Request<B>) -> Result<String, SigningError> {
    let uri = request.uri();
    match (uri.authority(), uri.scheme()) {
        (Some(authority), Some(scheme)) if !authority.as_str().contains('@') => {
            Ok(request::normalised(authority, scheme))
        }
        _ => Err(SigningError::NotAbsolute),
    }
}

/// Path and query.
fn target<B>(request: &Request<B>) -> String {
    let uri = request.uri();
    let path = if uri.path().is_empty() { "/" } else { uri.path() };
    uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

fn set<B>(request: &mut Request<B>, name: HeaderName, value: &str, told: &'static str) -> Result<(), SigningError> {
    let value = HeaderValue::from_str(value).map_err(|_| SigningError::NotAHeader(told))?;
    request.headers_mut().insert(name, value);
    Ok(())
}

fn value_of<'a, B>(request: &'a Request<B>, name: &str) -> Result<&'a str, SigningError> {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    value.map(str::trim).ok_or(SigningError::NotAHeader("a value"))
}
