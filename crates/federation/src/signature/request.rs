//! What of a request can be signed, as it arrived here.

use super::{Needed, SignatureError};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Method, Uri};

/// Where this instance is reached, to compare `Host` with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    scheme: Scheme,
    authority: String,
}

impl Site {
    /// The site of the instance's base address; nothing if that is not absolute.
    pub fn of(base: &Uri) -> Option<Self> {
        let scheme = base.scheme()?.clone();
        let authority = normalised(base.authority()?, &scheme);
        Some(Self { scheme, authority })
    }

    pub(super) fn scheme(&self) -> &str {
        self.scheme.as_str()
    }

    /// In lower case, without the scheme's own port.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    fn is_named_by(&self, host: &str) -> bool {
        let authority = host.parse::<Authority>().ok().filter(|authority| !authority.as_str().contains('@'));
        authority.is_some_and(|authority| normalised(&authority, &self.scheme) == self.authority)
    }
}

/// RFC 9421, section 2.2.3: "Namely, the host name is normalized to lowercase and the default port is omitted."
pub(super) fn normalised(authority: &Authority, scheme: &Scheme) -> String {
    let usual = if *scheme == Scheme::HTTPS { 443 } else { 80 };
    let host = authority.host().to_ascii_lowercase();
    match authority.port_u16() {
        Some(port) if port != usual => format!("{host}:{port}"),
        Some(_) | None => host,
    }
}

/// A request that arrived: all of it that can be signed, and nothing of its body.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    pub(super) method: &'a Method,
    uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) site: &'a Site,
}

/// Headers that are read in one way only because there is one of each.
const ONCE: [&str; 7] = ["host", "date", "digest", "content-digest", "signature", "signature-input", "content-type"];

impl<'a> Received<'a> {
    /// The request with this method, target and headers, as the client sent them: a router that shortens the path must
    /// pass the path from before. Refused if a header that matters stands there twice, or if it was sent to another
    /// host.
    pub fn new(
        method: &'a Method,
        uri: &'a Uri,
        headers: &'a HeaderMap,
        site: &'a Site,
    ) -> Result<Self, SignatureError> {
        for name in ONCE {
            if headers.get_all(name).iter().nth(1).is_some() {
                return Err(SignatureError::Repeated(name));
            }
        }
        let received = Self { method, uri, headers, site };
        let named = received.header("host")?.or_else(|| uri.authority().map(Authority::as_str));
        let agree = uri.authority().is_none_or(|authority| site.is_named_by(authority.as_str()));
        if agree && named.is_some_and(|host| site.is_named_by(host)) {
            Ok(received)
        } else {
            Err(SignatureError::WrongHost)
        }
    }

    /// A header of which there is at most one.
    pub(super) fn header(&self, name: &'static str) -> Result<Option<&'a str>, SignatureError> {
        let value = self.headers.get(name).map(http::HeaderValue::to_str).transpose();
        Ok(value.map_err(|_| SignatureError::Malformed(name))?.map(str::trim))
    }

    /// The value of a header as it is signed. RFC 9421, section 2.1 (and the draft, section 2.3, in other words):
    /// "Strip leading and trailing whitespace from each item in the list. […] Concatenate the list of values together
    /// with a single comma (",") and a single space (" ") between each item."
    pub(super) fn field(&self, name: &str) -> Result<String, SignatureError> {
        let not_there = || SignatureError::NotThere(name.to_owned());
        let mut values = Vec::new();
        for value in self.headers.get_all(name) {
            values.push(value.to_str().map_err(|_| not_there())?.trim());
        }
        // HTTP/2 has no such header: RFC 9113, section 8.3.1, ":authority".
        if values.is_empty() && name == "host" {
            values.extend(self.uri.authority().map(Authority::as_str));
        }
        if values.is_empty() { Err(not_there()) } else { Ok(values.join(", ")) }
    }

    pub(super) fn path(&self) -> &'a str {
        match self.uri.path() {
            "" => "/",
            path => path,
        }
    }

    pub(super) fn query(&self) -> Option<&'a str> {
        self.uri.query()
    }

    /// Path and query.
    pub(super) fn target(&self) -> String {
        self.query().map_or_else(|| self.path().to_owned(), |query| format!("{}?{query}", self.path()))
    }

    /// Whether a digest has to be covered: of all but what only asks.
    pub(super) fn needs_digest(&self) -> bool {
        !is_safe(self.method)
    }

    /// Refuses what covers too little; `covers` answers for each.
    pub(super) fn demand(&self, covers: impl Fn(Needed) -> bool) -> Result<(), SignatureError> {
        let always = [Needed::Method, Needed::Target, Needed::Host, Needed::Date];
        let digest = self.needs_digest().then_some(Needed::Digest);
        match always.into_iter().chain(digest).find(|needed| !covers(*needed)) {
            Some(needed) => Err(SignatureError::NotCovered(needed)),
            None => Ok(()),
        }
    }
}

/// Whether a request of this method only asks, and carries no body.
pub(super) fn is_safe(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}
