//! Whether one address may be asked: the same judgement for what a caller names and for each redirect.

use crate::address::{Range, not_public};
use crate::allow_list::AllowList;
use std::net::IpAddr;
use url::{Host, Url};

/// An address that may be asked, with what was decided about it. Only [`judge`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    url: Url,
    trust: Trust,
}

/// What the connector is told about the addresses that the host's name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Public ones only.
    PublicOnly,
    /// Any: the operator listed this host.
    Listed,
}

/// Why an address is not asked. No connection was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read, or names no host.
    #[error("this is not an address: {0}")]
    Unreadable(#[from] url::ParseError),
    /// No request can name it: it is longer than 65,534 bytes.
    #[error("this address cannot stand in a request")]
    NoTarget,
    /// Neither `https` nor `http`.
    #[error("only https (and http for allowed hosts) is asked, not “{0}:”")]
    Scheme(String),
    /// `http` to a host that is not on the allow list.
    #[error("{0} would be asked without encryption: use https, or list it with --allow-host")]
    Unencrypted(String),
    /// `user:password@` before the host.
    #[error("an address with a user name or password is not asked")]
    Userinfo,
    /// The address is an IP address off the public internet and not on the allow list.
    #[error("{address} is a {range} address: an operator may list it with --allow-host")]
    NotPublic {
        /// Which.
        address: IpAddr,
        /// Why.
        range: Range,
    },
    /// A redirect from `https` to `http`.
    #[error("a redirect leads from https to http")]
    Downgrade,
}

impl Target {
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn trust(&self) -> Trust {
        self.trust
    }

    /// The target of a redirect from here.
    pub(crate) fn redirected(&self, location: &str, allowed: &AllowList) -> Result<Self, Refusal> {
        let next = judge(self.url.join(location)?, allowed)?;
        if self.url.scheme() == "https" && next.url.scheme() != "https" {
            return Err(Refusal::Downgrade);
        }
        Ok(next)
    }
}

/// Reads and judges an address. `url` has already written the host in one way: lower case, IDN as A-labels,
/// each spelling of an IPv4 address (`0x7f.1`, `2130706433`) as four numbers.
pub(crate) fn judge(mut url: Url, allowed: &AllowList) -> Result<Target, Refusal> {
    if !matches!(url.scheme(), "https" | "http") {
        return Err(Refusal::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::Userinfo);
    }
    drop_trailing_dot(&mut url)?;
    // What follows `#` is for the reader of the answer; RFC 9110, 7.1: the fragment is not part of the target.
    url.set_fragment(None);
    if allowed.lets_through(&url) {
        return Ok(Target { url, trust: Trust::Listed });
    }
    if let Some(address) = literal(&url)
        && let Some(range) = not_public(address)
    {
        return Err(Refusal::NotPublic { address, range });
    }
    if url.scheme() == "http" {
        return Err(Refusal::Unencrypted(url.host_str().unwrap_or_default().to_owned()));
    }
    Ok(Target { url, trust: Trust::PublicOnly })
}

/// `example.org.` is `example.org` to the resolver, but another host to a list or a certificate.
fn drop_trailing_dot(url: &mut Url) -> Result<(), Refusal> {
    let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
    let Some(shorter) = name.strip_suffix('.').map(str::to_owned) else { return Ok(()) };
    if shorter.is_empty() || shorter.ends_with('.') {
        return Err(Refusal::Unreadable(url::ParseError::EmptyHost));
    }
    Ok(url.set_host(Some(&shorter))?)
}

fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised_or_refused() {
        check("https://Example.ORG./a#b", Ok("https://example.org/a"));
        check("https://bücher.example/", Ok("https://xn--bcher-kva.example/"));
        check("https://example.org:443/", Ok("https://example.org/"));
        check("https://9.9.9.9/", Ok("https://9.9.9.9/"));
        check("https://example.org../", Err("not an address"));
        check("https://me@example.org/", Err("user name"));
        check("https://:secret@example.org/", Err("user name"));
        check("ftp://example.org/", Err("“ftp:”"));
        check("file:///etc/passwd", Err("“file:”"));
        check("data:text/plain,hello", Err("“data:”"));
        check("http://example.org/", Err("without encryption"));
    }

    #[test]
    fn each_spelling_of_a_private_address_is_refused() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "127.0.0.1.",
            "０.０.０.０",
            "0",
            "10.1.2.3",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[fd00::1]",
            "[fe80::1]",
            "[ff02::1]",
            "224.0.0.1",
        ] {
            check(&format!("https://{host}/"), Err("--allow-host"));
            check(&format!("http://{host}/"), Err("--allow-host"));
        }
    }

    #[test]
    fn the_allow_list_opens_http_and_private_addresses() {
        let allowed = AllowList::parse(["localhost:8080", "10.0.0.7"]).unwrap();
        let trust = |url: &str| judge(url.parse().unwrap(), &allowed).map(|target| target.trust());
        assert_eq!(trust("http://localhost:8080/"), Ok(Trust::Listed));
        assert_eq!(trust("http://localhost.:8080/"), Ok(Trust::Listed));
        assert_eq!(trust("https://localhost/"), Ok(Trust::PublicOnly));
        assert_eq!(trust("http://localhost/"), Err(Refusal::Unencrypted("localhost".into())));
        assert_eq!(trust("http://10.0.0.7:1234/"), Ok(Trust::Listed));
        assert_eq!(
            trust("http://10.0.0.8/"),
            Err(Refusal::NotPublic { address: [10, 0, 0, 8].into(), range: Range::Private })
        );
    }

    #[test]
    fn a_redirect_is_judged_like_a_request() {
        let allowed = AllowList::parse(["10.0.0.7"]).unwrap();
        let from = |url: &str, to: &str| judge(url.parse().unwrap(), &allowed).unwrap().redirected(to, &allowed);
        assert_eq!(from("https://example.org/a/b", "../c").unwrap().url().as_str(), "https://example.org/c");
        assert_eq!(from("https://example.org/", "http://10.0.0.7/"), Err(Refusal::Downgrade));
        assert_eq!(from("https://example.org/", "https://u:p@example.org/"), Err(Refusal::Userinfo));
        assert_eq!(from("https://example.org/", "data:,x"), Err(Refusal::Scheme("data".into())));
        assert!(matches!(from("https://example.org/", "//127.0.0.1/"), Err(Refusal::NotPublic { .. })));
        assert_eq!(from("http://10.0.0.7/", "https://example.org/").unwrap().trust(), Trust::PublicOnly);
    }

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let judged = text.parse().map_err(Refusal::from).and_then(|url| judge(url, &AllowList::default()));
        match (judged, expected) {
            (Ok(target), Ok(normal)) => assert_eq!(target.url().as_str(), normal),
            (Err(refusal), Err(because)) => assert!(refusal.to_string().contains(because), "{text}: {refusal}"),
            (judged, expected) => panic!("{text}: {judged:?}, not {expected:?}"),
        }
    }
}
