//! The guard against a real peer on loopback that counts who comes.

use super::*;
use crate::test_peer::{Canary, Recorder, gzip_of_zeros, redirect, tls};
use http::Request;

const LIMITS: FetchLimits =
    FetchLimits { bytes: 10_000, total: Duration::from_secs(2), header: Duration::from_secs(1) };

/// A page of 5 bytes.
const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/turtle\r\ncontent-length: 5\r\n\r\nhello";

/// Hosts that lead inside or nowhere, however they are written.
const INSIDE: [&str; 30] = [
    "0.0.0.0",
    "127.0.0.1",
    "127.9.9.9",
    "127.0.0.1.",
    "127.1",
    "0x7f.1",
    "0177.0.0.1",
    "2130706433",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::1]",
    "[fc00::1]",
    "[fe80::1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "１２７.0.0.1",
    "user@localhost",
    "example.org@127.0.0.1",
];

#[tokio::test]
async fn a_private_address_is_not_even_connected_to() {
    let canary = Canary::everywhere(PAGE).await;
    let port = canary.address.port();
    let client = Outbound::new(AllowList::default(), Settings::default());
    let signer = Recorder::default();
    let mut urls: Vec<_> =
        INSIDE.iter().flat_map(|host| ["https", "http"].map(|scheme| format!("{scheme}://{host}:{port}/"))).collect();
    urls.extend(["data:text/plain,hello", "file:///etc/passwd"].map(str::to_owned));
    urls.extend(["ftp", "gopher", "ws"].map(|scheme| format!("{scheme}://127.0.0.1:{port}/")));
    for url in urls {
        let fetched = client.get(&url, "*/*", Some(&signer), LIMITS).await.map(drop);
        let posted = client.post(&url, "text/plain", b"hello", &signer, LIMITS).await.map(drop);
        for refused in [fetched, posted] {
            assert!(
                matches!(refused, Err(FetchError::Refused(_) | FetchError::LeadsInside { .. })),
                "{url}: {refused:?}"
            );
        }
    }
    assert_eq!(canary.connections(), 0);
    assert!(signer.take().iter().all(|signed| signed.uri.host() == Some("localhost")), "literals are not even signed");
}

#[tokio::test]
async fn no_redirect_leads_inside() {
    let canary = Canary::everywhere(PAGE).await;
    let port = canary.address.port();
    let mut places: Vec<_> = INSIDE.iter().map(|host| format!("https://{host}:{port}/")).collect();
    places.extend([
        format!("//[::1]:{port}/"),
        format!("http://localhost:{port}/"),
        "data:text/plain,hello".to_owned(),
    ]);
    for place in places.iter().filter(|place| place.is_ascii()) {
        let peer = Canary::answering(redirect(place).as_bytes()).await;
        let refused = fetch(&[&peer.address.to_string()], &peer.url("/")).await.unwrap_err();
        assert!(matches!(refused, FetchError::Refused(_) | FetchError::LeadsInside { .. }), "{place}: {refused:?}");
        assert_eq!(peer.connections(), 1);
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn no_redirect_leads_from_https_to_http() {
    let canary = Canary::answering(PAGE).await;
    let (peer, certificate) = tls::answering(&redirect(&canary.url("/"))).await;
    let settings = Settings { roots: Some(certificate), ..Settings::default() };
    let client = Outbound::new(AllowList::parse(["127.0.0.1"]).unwrap(), settings);
    let refused = client.fetch(&format!("https://{}/", peer.address), LIMITS).await.unwrap_err();
    assert!(matches!(refused, FetchError::Refused(Refusal::Downgrade)), "{refused:?}");
    assert_eq!((peer.connections(), canary.connections()), (1, 0));
}

#[tokio::test]
async fn a_certificate_of_nobody_is_not_believed() {
    let (peer, _) = tls::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let error = fetch(&["127.0.0.1"], &format!("https://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(_)), "{error:?}");
}

#[tokio::test]
async fn an_allowed_host_is_asked_once() {
    let canary = Canary::answering(PAGE).await;
    let fetched = fetch(&[&canary.address.to_string()], &format!("http://{}/a", canary.address)).await.unwrap();
    assert_eq!(fetched.body, b"hello");
    assert_eq!(fetched.content_type.as_deref(), Some("text/turtle"));
    assert_eq!(fetched.url.as_str(), format!("http://{}/a", canary.address));
    assert_eq!(canary.connections(), 1);
}

#[tokio::test]
async fn a_form_is_sent_once_and_follows_nothing() {
    let limits = LIMITS;
    let client = |canary: &Canary| {
        let allowed = AllowList::parse([canary.address.to_string()]).unwrap();
        Outbound::new(allowed, Settings::default())
    };
    let canary = Canary::answering(PAGE).await;
    let secret = Some(ClientSecret { client: "us", secret: "a: secret" });
    let url = format!("http://{}/token", canary.address);
    let fetched = client(&canary).post_form(&url, &[("code", "a b&c")], secret, limits).await.unwrap();
    assert_eq!((fetched.body.as_slice(), canary.connections()), (b"hello".as_slice(), 1));
    let refused = Outbound::new(AllowList::default(), Settings::default()).post_form(&url, &[], None, limits).await;
    assert!(matches!(refused, Err(FetchError::Refused(_))), "{refused:?}");
    assert_eq!(canary.connections(), 1);
    let elsewhere = Canary::answering(redirect(&url).as_bytes()).await;
    let moved = format!("http://{}/token", elsewhere.address);
    let refused = client(&elsewhere).post_form(&moved, &[("code", "a")], None, limits).await;
    assert!(matches!(refused, Err(FetchError::Status { status: 302 | 301 | 303 | 307 | 308, .. })), "{refused:?}");
    assert_eq!(canary.connections(), 1);
}

#[tokio::test]
async fn another_port_of_an_allowed_host_is_refused() {
    let canary = Canary::answering(PAGE).await;
    let refused = fetch(&["127.0.0.1:1"], &format!("http://{}/", canary.address)).await.unwrap_err();
    assert!(matches!(refused, FetchError::Refused(_)), "{refused:?}");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_redirect_loop_ends_after_three() {
    let peer = Canary::answering(redirect("/again").as_bytes()).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooManyRedirects), "{error:?}");
    assert_eq!(peer.connections(), 4);
}

#[tokio::test]
async fn what_is_asked_alone_is_not_followed() {
    let elsewhere = Canary::answering(PAGE).await;
    let peer = Canary::answering(redirect(&elsewhere.url("/")).as_bytes()).await;
    let client = Outbound::new(AllowList::parse(["127.0.0.1"]).unwrap(), Settings::default());
    let asked = client.fetch_there(&peer.url("/"), LIMITS).await;
    assert!(matches!(asked, Err(FetchError::Status { status: 300..=399, .. })), "{asked:?}");
    assert_eq!((peer.connections(), elsewhere.connections()), (1, 0));
    assert_eq!(client.fetch_there(&elsewhere.url("/"), LIMITS).await.unwrap().body, b"hello");
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_error() {
    let peer = Canary::answering(b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n").await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::RedirectNowhere), "{error:?}");
}

#[tokio::test]
async fn a_failure_status_is_an_error_that_names_it() {
    let after = |seconds| Some(RetryAfter::Delay(Duration::from_secs(seconds)));
    for (said, expected) in [
        ("410 Gone\r\n", (410, None)),
        ("404 Not Found\r\nretry-after: never\r\n", (404, None)),
        ("429 Too Many Requests\r\nretry-after: 7\r\n", (429, after(7))),
        ("503 Service Unavailable\r\nRetry-After: 3600\r\n", (503, after(3600))),
        ("304 Not Modified\r\n", (304, None)),
    ] {
        let peer = Canary::answering(format!("HTTP/1.1 {said}content-length: 0\r\n\r\n").as_bytes()).await;
        match fetch(&["127.0.0.1"], &peer.url("/")).await {
            Err(FetchError::Status { url, status, retry_after }) => {
                assert_eq!((status, retry_after), expected);
                assert_eq!(url.as_str(), peer.url("/"));
            }
            other => panic!("{said}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_refused() {
    let peer = Canary::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 10001\r\n\r\n").await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLong(10_000)), "{error:?}");
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    let peer = Canary::repeating(b"HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 1000], Duration::ZERO).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLong(10_000)), "{error:?}");
}

#[tokio::test]
async fn a_slow_drip_is_cut() {
    let peer = Canary::repeating(b"HTTP/1.1 200 OK\r\n\r\n", b"x", Duration::from_millis(50)).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow(limit) if limit == LIMITS.total), "{error:?}");
}

#[tokio::test]
async fn a_header_that_never_ends_is_cut() {
    let peer = Canary::repeating(b"HTTP/1.1 200 OK\r\n", b"x-more: y\r\n", Duration::from_millis(50)).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow(limit) if limit == LIMITS.header), "{error:?}");
}

#[tokio::test]
async fn a_gzip_bomb_is_counted_unpacked() {
    let bomb = gzip_of_zeros();
    assert!(bomb.len() < LIMITS.bytes, "the packed form is within the limit: {}", bomb.len());
    let peer = Canary::answering(&bomb).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLong(10_000)), "{error:?}");
}

#[tokio::test]
async fn a_flood_of_headers_is_refused_and_not_asked_for_again() {
    let line = |length: usize| format!("x: {}\r\n", "y".repeat(length));
    for (what, answer) in [
        ("many", format!("HTTP/1.1 200 OK\r\n{}\r\n", line(1).repeat(10_000))),
        ("long", format!("HTTP/1.1 200 OK\r\n{}\r\n", line(1 << 20))),
        ("after", format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n{}\r\n", line(1).repeat(10_000))),
        ("between", format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;{}", "z".repeat(1 << 20))),
    ] {
        let peer = Canary::answering(answer.as_bytes()).await;
        let error = fetch(&["127.0.0.1"], &peer.url("/")).await.unwrap_err();
        assert!(matches!(error, FetchError::Http(_)), "{what}: {error:?}");
        assert_eq!(peer.connections(), 1, "{what}");
    }
}

#[tokio::test]
async fn an_endless_prelude_is_cut() {
    let peer = Canary::repeating(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", Duration::from_millis(1)).await;
    let error = fetch(&["127.0.0.1"], &peer.url("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow(limit) if limit == LIMITS.header), "{error:?}");
}

#[tokio::test]
async fn a_signer_has_the_last_word_on_each_redirect() {
    /// Signs nothing for a path that says so.
    struct Choosy;
    impl SignRequest for Choosy {
        fn sign(&self, request: &mut Request<Vec<u8>>) -> Result<(), Unsigned> {
            if request.uri().path() == "/no" { Err("asked often enough".into()) } else { Ok(()) }
        }
    }
    /// Would send the request elsewhere.
    struct Astray;
    impl SignRequest for Astray {
        fn sign(&self, request: &mut Request<Vec<u8>>) -> Result<(), Unsigned> {
            *request.uri_mut() = "http://127.0.0.1:1/".parse()?;
            Ok(())
        }
    }
    let peer = Canary::answering(redirect("/no").as_bytes()).await;
    let client = Outbound::new(AllowList::parse(["127.0.0.1"]).unwrap(), Settings::default());
    let error = client.get(&peer.url("/"), "*/*", Some(&Choosy), LIMITS).await.unwrap_err();
    assert!(matches!(&error, FetchError::Unsigned(why) if why.to_string() == "asked often enough"), "{error:?}");
    assert_eq!(peer.connections(), 1);
    let error = client.get(&peer.url("/"), "*/*", Some(&Astray), LIMITS).await.unwrap_err();
    assert!(matches!(error, FetchError::Altered), "{error:?}");
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn an_address_too_long_for_a_request_is_refused() {
    let canary = Canary::answering(PAGE).await;
    let refused = fetch(&["127.0.0.1"], &canary.url(&format!("/{}", "a".repeat(70_000)))).await.unwrap_err();
    assert!(matches!(refused, FetchError::Refused(Refusal::NoTarget)), "{refused:?}");
    assert_eq!(canary.connections(), 0);
}

async fn fetch(allowed: &[&str], url: &str) -> Result<Fetched, FetchError> {
    let settings = Settings { connect: Duration::from_secs(1), ..Settings::default() };
    Outbound::new(AllowList::parse(allowed).unwrap(), settings).fetch(url, LIMITS).await
}
