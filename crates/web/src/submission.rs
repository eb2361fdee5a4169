//! What a form of one of our pages sends.

use crate::body;
use crate::problem::{Kind, Problem};
use crate::session::{self, Attendance, Provenance};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use http::request::Parts;
use http::{HeaderMap, Uri, header};
use registry::Handle;
use registry::account::{Browser, Sitting};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// The media type of a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// Most bytes of a form without a document in it: a few short fields.
const FORM_LIMIT: usize = 64 << 10;

/// The fields of a form, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// What stands in an address behind the `?`. What cannot be read there was not asked.
    pub(crate) fn of_address(uri: &Uri) -> Self {
        Self(serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default())
    }

    /// A value that must be one of these words.
    pub(crate) fn word<T: Copy>(&self, name: &'static str, words: &[(&str, T)]) -> Result<T, Problem> {
        one_of(name, self.text(name), words)
    }

    /// The value of a field; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// All values of a field that may stand several times.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What a word of a form means.
pub(crate) fn one_of<T: Copy>(name: &'static str, value: &str, words: &[(&str, T)]) -> Result<T, Problem> {
    let meant = words.iter().find(|(word, _)| *word == value).map(|(_, meant)| *meant);
    meant.ok_or_else(|| Problem::bad_parameter(name, value))
}

/// The name of something that is kept under a hash.
pub(crate) fn handle(fields: &Fields, name: &str) -> Result<Handle, Problem> {
    Handle::parse(fields.text(name)).ok_or_else(|| Problem::new(Kind::NotFound))
}

/// A form of somebody who is signed in: it comes from our own page, and brings the proof that it does.
pub(crate) struct Submission {
    pub(crate) visitor: Visitor,
    pub(crate) sitting: Arc<Sitting>,
    pub(crate) fields: Fields,
    pub(crate) origin: Origin,
}

impl FromRequest<SharedSite> for Submission {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        if provenance(&parts) != Provenance::Ours {
            return Err(Problem::new(Kind::CrossSite));
        }
        let visitor = Visitor::from_request_parts(&mut parts, site).await?;
        let origin = Origin::of(&parts, site);
        let sitting = visitor.sitting.clone().ok_or_else(|| Problem::new(Kind::Unauthenticated))?;
        let fields = fields(Request::from_parts(parts, body), site, body::BODY_LIMIT).await?;
        session::check_token(site, &sitting, Some(fields.text("form-token")))?;
        Ok(Self { visitor, sitting, fields, origin })
    }
}

/// A form of somebody who is not signed in yet: to sign in, or to open a link. It does not come from another site.
pub(crate) struct Knock {
    pub(crate) visitor: Visitor,
    pub(crate) fields: Fields,
    pub(crate) origin: Origin,
}

impl FromRequest<SharedSite> for Knock {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        if provenance(&parts) == Provenance::Foreign {
            return Err(Problem::new(Kind::CrossSite));
        }
        let visitor = Visitor::from_request_parts(&mut parts, site).await?;
        let origin = Origin::of(&parts, site);
        let fields = fields(Request::from_parts(parts, body), site, FORM_LIMIT).await?;
        Ok(Self { visitor, fields, origin })
    }
}

fn provenance(parts: &Parts) -> Provenance {
    parts.extensions.get::<Attendance>().map_or(Provenance::Foreign, |attendance| attendance.provenance)
}

async fn fields(request: Request, site: &SharedSite, limit: usize) -> Result<Fields, Problem> {
    let media_type = body::media_type(request.headers())?;
    if media_type.essence_str() != FORM {
        let problem = Problem::new(Kind::UnsupportedMediaType).with("mediaType", media_type.essence_str());
        return Err(problem.with("supported", vec![FORM]));
    }
    read(&site.arrivals.whole(limit, request).await?)
}

fn read(bytes: &Bytes) -> Result<Fields, Problem> {
    serde_urlencoded::from_bytes(bytes).map(Fields).map_err(|_| Problem::bad_parameter("form", FORM))
}

/// Where a request comes from, on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    address: IpAddr,
    agent: String,
    cookie: Option<String>,
}

impl Origin {
    pub(crate) fn of(parts: &Parts, site: &SharedSite) -> Self {
        let agent = parts.headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Self {
            address: sender(parts, site),
            agent: agent.unwrap_or_default().into_owned(),
            cookie: session::cookie(&parts.headers, site).map(str::to_owned),
        }
    }

    /// As the registry takes it.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { from: self.address, agent: &self.agent, cookie: self.cookie.as_deref() }
    }
}

/// The address that a request comes from.
pub(crate) fn sender(parts: &Parts, site: &SharedSite) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    // Requests without a socket are tests'.
    address(peer.unwrap_or(Ipv4Addr::LOCALHOST.into()), &parts.headers, &site.settings.proxies)
}

/// Whose address it is: the peer's, or where that is one of the operator's proxies, the last one that these vouch for.
/// What stands further left in `X-Forwarded-For` is what anybody may have written.
fn address(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let mut address = peer.to_canonical();
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let mut forwarded = lines.iter().flat_map(|line| line.split(',')).rev();
    while proxies.contains(&address) {
        let Some(Ok(before)) = forwarded.next().map(|text| text.trim().parse::<IpAddr>()) else { break };
        address = before.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_form() {
        let fields = read(&Bytes::from_static(b"a=1&b=%C3%A9+%26&a=2&c=")).unwrap();
        assert_eq!((fields.text("a"), fields.text("b"), fields.text("c"), fields.text("d")), ("1", "é &", "", ""));
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2"]);
    }

    #[test]
    fn only_what_a_proxy_vouches_for() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = [ip("127.0.0.1"), ip("10.0.0.9")];
        for (peer, forwarded, expected) in [
            ("192.0.2.1", None, "192.0.2.1"),
            ("192.0.2.1", Some("198.51.100.7"), "192.0.2.1"),
            ("127.0.0.1", Some("198.51.100.7"), "198.51.100.7"),
            ("::ffff:127.0.0.1", Some("198.51.100.7"), "198.51.100.7"),
            ("127.0.0.1", Some("1.1.1.1, 198.51.100.7, 10.0.0.9"), "198.51.100.7"),
            ("127.0.0.1", Some("nonsense"), "127.0.0.1"),
            ("127.0.0.1", None, "127.0.0.1"),
        ] {
            let headers: HeaderMap = forwarded
                .iter()
                .map(|value| (header::HeaderName::from_static("x-forwarded-for"), value.parse().unwrap()))
                .collect();
            assert_eq!(address(ip(peer), &headers, &proxies), ip(expected), "{peer} {forwarded:?}");
        }
    }
}
