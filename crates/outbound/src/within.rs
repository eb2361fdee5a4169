//! Asking a page of one host, and of nobody else: what it says counts as said by whoever runs it, so that a redirect must
//! not have others speak for it.

use crate::fetch::{FetchError, FetchLimits, Fetched, Outbound, take_in};
use crate::sign::Draft;
use url::Url;

/// How far redirects may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Anywhere at the same host; `www.` aside.
    Host,
    /// To the same path and query at it; a `/` at the end aside.
    Page,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WithinError {
    /// It leads elsewhere. Nobody was asked there.
    #[error("it leads to {0}")]
    Left(Url),
    /// See [`FetchError`].
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

impl Outbound {
    /// `GET`s `url`, and what it redirects to within these bounds. An address of `http` is asked over `https`, unless its
    /// host is listed: what is read without encryption may be said by anybody on the way.
    pub async fn fetch_within(&self, url: &str, within: Within, limits: FetchLimits) -> Result<Fetched, WithinError> {
        let mut url = Url::parse(url).map_err(|error| FetchError::Refused(error.into()))?;
        if url.scheme() == "http" && !self.shared.allowed.lets_through(&url) {
            // Between these two it always can be.
            url.set_scheme("https").unwrap_or_default();
        }
        let target = self.judged(url.as_str()).map_err(FetchError::Refused)?;
        let first = target.url().clone();
        let draft = Draft::get("text/html, text/plain;q=0.9, */*;q=0.1", None)?;
        let may =
            |next: &Url| if is_within(&first, next, within) { Ok(()) } else { Err(WithinError::Left(next.clone())) };
        let asked = async {
            let (target, answer) = self.follow_as_far_as(target, &draft, limits, may).await?;
            Ok(take_in(target, answer, limits.bytes).await?)
        };
        tokio::time::timeout(limits.total, asked).await.unwrap_or(Err(FetchError::TooSlow(limits.total).into()))
    }
}

fn is_within(first: &Url, next: &Url, within: Within) -> bool {
    // The ports of `http` and `https` are one: sites lead from the first to the second.
    let port = |url: &Url| url.port_or_known_default().filter(|port| !matches!(port, 80 | 443));
    let (Some(here), Some(there)) = (first.host_str(), next.host_str()) else { return false };
    let (here, there) = (here.trim_end_matches('.'), there.trim_end_matches('.'));
    let is_www = |name: &str, rest: &str| name.strip_prefix("www.") == Some(rest);
    let is_same_host = (here == there || is_www(here, there) || is_www(there, here)) && port(first) == port(next);
    let is_same_page = || {
        let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
        path(first) == path(next) && first.query() == next.query()
    };
    is_same_host && (within == Within::Host || is_same_page())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allow_list::AllowList;
    use crate::fetch::Settings;
    use crate::test_peer::{Canary, redirect};
    use std::time::Duration;

    const LIMITS: FetchLimits =
        FetchLimits { bytes: 1000, total: Duration::from_secs(2), header: Duration::from_millis(500) };

    fn outbound(hosts: &[&str]) -> Outbound {
        Outbound::new(AllowList::parse(hosts).unwrap(), Settings::default())
    }

    #[test]
    fn the_bounds_are_a_host_or_a_page() {
        let check = |first: &str, next: &str, host: bool, page: bool| {
            let (from, to) = (first.parse().unwrap(), Url::parse(first).unwrap().join(next).unwrap());
            assert_eq!(is_within(&from, &to, Within::Host), host, "{first} to {next}");
            assert_eq!(is_within(&from, &to, Within::Page), page, "{first} to {next}");
        };
        check("http://a.example/x", "https://www.a.example/x/", true, true);
        check("https://www.a.example/x", "https://a.example/y", true, false);
        check("https://a.example/x?a=1", "/x?a=2", true, false);
        check("https://a.example/x", "https://b.a.example/x", false, false);
        check("https://a.example/x", "https://a.example:8443/x", false, false);
        check("https://a.example/x", "//evil.example/x", false, false);
        check("https://a.example/x", "https://a.example.evil.example/x", false, false);
        // A letter of another script.
        check("https://moulin.example/", "https://mоulin.example/", false, false);
        check("https://a.example/", "data:text/plain,x", false, false);
    }

    #[tokio::test]
    async fn a_redirect_to_another_host_is_not_followed() {
        let elsewhere = Canary::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx").await;
        let site = Canary::answering(redirect(&elsewhere.url("/x")).as_bytes()).await;
        let asked = outbound(&["127.0.0.1"]).fetch_within(&site.url("/"), Within::Host, LIMITS).await;
        assert!(matches!(asked, Err(WithinError::Left(_))), "{asked:?}");
        assert_eq!((site.connections(), elsewhere.connections()), (1, 0));
    }

    #[tokio::test]
    async fn redirects_have_an_end() {
        let site = Canary::answering(redirect("/").as_bytes()).await;
        let asked = outbound(&["127.0.0.1"]).fetch_within(&site.url("/"), Within::Host, LIMITS).await;
        assert!(matches!(asked, Err(WithinError::Fetch(FetchError::TooManyRedirects))), "{asked:?}");
    }

    #[tokio::test]
    async fn what_is_not_listed_is_asked_over_https_and_never_inside() {
        let site = Canary::answering(b"").await;
        let asked = outbound(&[]).fetch_within(&site.url("/"), Within::Host, LIMITS).await;
        assert!(matches!(asked, Err(WithinError::Fetch(FetchError::Refused(_)))), "{asked:?}");
        assert_eq!(site.connections(), 0);
    }

    #[tokio::test]
    async fn what_is_endless_or_silent_is_left() {
        let head = b"HTTP/1.1 200 OK\r\n\r\n";
        let site = Canary::repeating(head, &[b'x'; 400], Duration::ZERO).await;
        let asked = outbound(&["127.0.0.1"]).fetch_within(&site.url("/"), Within::Host, LIMITS).await;
        assert!(matches!(asked, Err(WithinError::Fetch(FetchError::TooLong(_)))), "{asked:?}");
        let site = Canary::black_hole().await;
        let asked = outbound(&["127.0.0.1"]).fetch_within(&site.url("/"), Within::Host, LIMITS).await;
        assert!(matches!(asked, Err(WithinError::Fetch(FetchError::TooSlow(_)))), "{asked:?}");
    }
}
