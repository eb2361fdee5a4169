//! What leaves is what was signed, on whichever connection; and connections are few.

use crate::allow_list::AllowList;
use crate::clients::{KEPT_HOSTS, KEPT_PER_HOST};
use crate::fetch::{FetchError, FetchLimits, Outbound, Settings};
use crate::test_peer::{Arrivals, Arrived, Canary, Recorder, redirect, tls};
use http::Version;
use reqwest::Certificate;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

const LIMITS: FetchLimits =
    FetchLimits { bytes: 10_000, total: Duration::from_secs(4), header: Duration::from_secs(2) };
const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";
const ACCEPT: &str =
    "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
const LD: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

#[tokio::test]
async fn each_request_leaves_as_it_was_signed() {
    let (peer, arrivals) = Canary::keeping("127.0.0.1:0", PAGE).await;
    let recorder = Recorder::default();
    for path in [
        "",
        "/",
        "?",
        "/?",
        "/inbox",
        "//double//slash/",
        "/a/../b/./c",
        "/@alice?page=true&min_id=0",
        "/a%2Fb/%7euser/%E2%82%AC",
        "/€ and spaces/\"quoted\"/<b>/`tick`/{brace}|^",
        "/q?x=%20+y&z=é\"<>'`{}|^\\&empty=&&=",
        "/with#fragment",
        "/semi;colon=1,2/:@!$&'()*+",
        "/back\\slash",
    ] {
        let client = client(&["127.0.0.1"]);
        client.get(&peer.url(path), ACCEPT, Some(&recorder), LIMITS).await.unwrap();
        client.post(&peer.url(path), LD, b"{\"a\": \"\xff\r\n\r\n\0\"}", &recorder, LIMITS).await.unwrap();
        let (signed, arrived) = (recorder.take(), arrivals.take());
        assert_eq!((signed.len(), arrived.len()), (2, 2), "{path}");
        for (signed, arrived) in signed.iter().zip(&arrived) {
            signed.came_as(arrived);
        }
        assert_eq!(arrived[0].values("accept"), [ACCEPT]);
        assert_eq!(arrived[0].values("content-length"), [""; 0], "a GET has no body, not even an empty one");
        assert_eq!(arrived[1].values("content-type"), [LD]);
        assert_eq!(arrived[1].values("host"), [peer.address.to_string()]);
    }
}

#[tokio::test]
async fn an_empty_message_has_a_length() {
    let (peer, arrivals) = Canary::keeping("127.0.0.1:0", PAGE).await;
    client(&["127.0.0.1"]).post(&peer.url("/"), LD, b"", &Recorder::default(), LIMITS).await.unwrap();
    assert_eq!(arrivals.take()[0].values("content-length"), ["0"]);
}

#[tokio::test]
async fn each_redirect_is_signed_anew_for_where_it_leads() {
    let (last, at_last) = Canary::keeping("127.0.0.1:0", PAGE).await;
    let onward = redirect(&format!("http://LOCALHOST:{}/c?d#e", last.address.port()));
    let (first, at_first) = Canary::keeping("127.0.0.1:0", onward.as_bytes()).await;
    let recorder = Recorder::default();
    let client = client(&["127.0.0.1", "localhost"]);
    let fetched = client.get(&first.url("/a?b"), ACCEPT, Some(&recorder), LIMITS).await.unwrap();
    assert_eq!(fetched.url.as_str(), format!("http://localhost:{}/c?d", last.address.port()));
    assert_eq!((fetched.status, fetched.body.as_slice()), (200, b"hello".as_slice()));
    let signed = recorder.take();
    assert_eq!(signed.len(), 2);
    signed[0].came_as(&at_first.take()[0]);
    signed[1].came_as(&at_last.take()[0]);
    assert_eq!(signed[1].headers["host"], format!("localhost:{}", last.address.port()));
    assert_ne!(signed[0].headers["signature"], signed[1].headers["signature"]);
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered_and_carries_what_was_signed() {
    let (peer, certificate, arrivals) = tls::http2(0).await;
    let client = believing(certificate);
    let recorder = Recorder::default();
    let url = format!("https://Localhost:{}/in%20box?a=\"b\"", peer.address.port());
    for _ in 0..3 {
        assert_eq!(client.post(&url, LD, b"body", &recorder, LIMITS).await.unwrap().status, 200);
    }
    let fetched = client.get(&url, ACCEPT, Some(&recorder), LIMITS).await.unwrap();
    assert_eq!(fetched.body, b"hello");
    assert_eq!(peer.connections(), 1);
    let (signed, arrived) = (recorder.take(), arrivals.lock().unwrap().clone());
    assert_eq!((signed.len(), arrived.len()), (4, 4));
    for (signed, arrived) in signed.iter().zip(&arrived) {
        assert_eq!(arrived.version, Version::HTTP_2);
        assert_eq!(arrived.uri.path_and_query().unwrap().as_str(), signed.target());
        assert_eq!(arrived.uri.authority().unwrap().as_str(), signed.headers["host"]);
        for (name, value) in &signed.headers {
            assert_eq!(arrived.headers.get_all(name).iter().collect::<Vec<_>>(), [value], "{name}");
        }
        assert_eq!(arrived.body, signed.body);
    }
}

#[tokio::test]
async fn a_flood_of_headers_over_http_2_is_refused() {
    let (peer, certificate, arrivals) = tls::http2(10_000).await;
    let url = format!("https://localhost:{}/", peer.address.port());
    let error = believing(certificate).fetch(&url, LIMITS).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(_)), "{error:?}");
    assert_eq!(arrivals.lock().unwrap().len(), 1);
}

/// How a peer leaves a kept connection.
#[derive(Debug, Clone, Copy)]
enum Leaving {
    /// After its answer, without saying so.
    AtOnce,
    /// When the next request has come.
    Asked,
    /// When the next request is coming: what it has not read makes its system reset the connection.
    Reset,
    /// In the middle of its answer's header.
    Stammering,
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_is_replaced_once() {
    for leaving in [Leaving::AtOnce, Leaving::Asked, Leaving::Reset, Leaving::Stammering] {
        let arrivals = Arrivals::default();
        let kept = arrivals.clone();
        let peer = Canary::serving("127.0.0.1:0", move |mut stream, _| {
            let kept = kept.clone();
            async move {
                kept.put(Arrived::read(&mut stream).await.unwrap());
                stream.write_all(PAGE).await.unwrap();
                match leaving {
                    Leaving::AtOnce => {}
                    Leaving::Asked => drop(Arrived::read(&mut stream).await),
                    Leaving::Reset => stream.readable().await.unwrap(),
                    Leaving::Stammering => {
                        if Arrived::read(&mut stream).await.is_some() {
                            stream.write_all(b"HTTP/1.1 200").await.ok();
                        }
                    }
                }
            }
        })
        .await;
        let (client, recorder) = (client(&["127.0.0.1"]), Recorder::default());
        for asks in [false, true, false, false] {
            if asks {
                client.get(&peer.url("/actor"), ACCEPT, Some(&recorder), LIMITS).await.unwrap();
            } else {
                let answer = client.post(&peer.url("/inbox"), LD, b"body", &recorder, LIMITS).await;
                assert_eq!(answer.unwrap().status, 200, "{leaving:?}");
            }
        }
        let (signed, arrived) = (recorder.take(), arrivals.take());
        assert_eq!(arrived.len(), 4, "{leaving:?}");
        for arrived in arrived {
            let signature = arrived.values("signature")[0];
            let signed = signed.iter().find(|signed| signed.headers["signature"] == signature).unwrap();
            signed.came_as(&arrived);
        }
        if matches!(leaving, Leaving::Asked | Leaving::Stammering) {
            // The second request was sent on the kept connection, then signed anew and sent on a fresh one, which is
            // not kept; the third began a connection, and the fourth went the way of the second.
            assert_eq!((signed.len(), peer.connections()), (6, 4), "{leaving:?}");
        }
    }
}

#[tokio::test]
async fn a_peer_that_takes_the_request_and_dies_is_an_error() {
    let peer = Canary::answering(b"").await;
    let recorder = Recorder::default();
    let error = client(&["127.0.0.1"]).post(&peer.url("/"), LD, b"body", &recorder, LIMITS).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(_)), "{error:?}");
    assert_eq!((peer.connections(), recorder.take().len()), (2, 2), "once more, and no more");
}

#[tokio::test]
async fn a_form_is_not_sent_again() {
    let peer = Canary::answering(b"").await;
    let error = client(&["127.0.0.1"]).post_form(&peer.url("/"), &[("code", "a")], None, LIMITS).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(_)), "{error:?}");
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn nobody_there_is_an_error_at_once() {
    let nobody = Canary::answering(b"").await.address;
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_ne!(nobody, gone);
    let recorder = Recorder::default();
    let error = client(&["127.0.0.1"]).post(&format!("http://{gone}/"), LD, b"", &recorder, LIMITS).await.unwrap_err();
    assert!(matches!(error, FetchError::Http(_)), "{error:?}");
    assert_eq!(recorder.take().len(), 1);
}

#[tokio::test]
async fn peers_that_never_answer_hold_nobody_else() {
    let (hole, good) = (Canary::black_hole().await, Canary::keeping("127.0.0.1:0", PAGE).await.0);
    let client = client(&["127.0.0.1"]);
    let held: Vec<_> = (0..100)
        .map(|_| {
            let (client, url) = (client.clone(), hole.url("/"));
            tokio::spawn(async move { client.post(&url, LD, b"body", &Recorder::default(), LIMITS).await })
        })
        .collect();
    while hole.connections() < 100 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for _ in 0..100 {
        client.post(&good.url("/"), LD, b"body", &Recorder::default(), LIMITS).await.unwrap();
    }
    assert!(held.iter().all(|held| !held.is_finished()), "all hundred still wait");
    for held in held {
        let error = held.await.unwrap().unwrap_err();
        assert!(matches!(error, FetchError::TooSlow(limit) if limit == LIMITS.header), "{error:?}");
    }
    assert_eq!(hole.open_at_most(100).await, 100, "the hole itself keeps them");
}

#[tokio::test]
async fn one_host_keeps_few_connections() {
    let peer = Canary::keeping("127.0.0.1:0", PAGE).await.0;
    let client = client(&["127.0.0.1"]);
    let asked: Vec<_> = (0..40)
        .map(|_| {
            let (client, url) = (client.clone(), peer.url("/"));
            tokio::spawn(async move { client.fetch(&url, LIMITS).await })
        })
        .collect();
    for asked in asked {
        asked.await.unwrap().unwrap();
    }
    let open = peer.open_at_most(KEPT_PER_HOST).await;
    assert!((1..=KEPT_PER_HOST).contains(&open), "{open}");
    let before = peer.connections();
    for _ in 0..10 {
        client.fetch(&peer.url("/"), LIMITS).await.unwrap();
    }
    assert_eq!(peer.connections(), before, "what is kept is used");
}

#[tokio::test]
async fn many_hosts_keep_few_connections_in_all() {
    let peer = Canary::keeping("0.0.0.0:0", PAGE).await.0;
    let port = peer.address.port();
    let hosts: Vec<_> = (0..600).map(|n| format!("127.1.{}.{}", n / 200, n % 200 + 1)).collect();
    let client = client(&hosts.iter().map(String::as_str).collect::<Vec<_>>());
    let ask = async |host: &str| client.fetch(&format!("http://{host}:{port}/"), LIMITS).await.unwrap();
    let begun = Instant::now();
    let (few, more) = hosts.split_at(KEPT_HOSTS);
    for host in few.iter().chain(few) {
        ask(host).await;
    }
    assert_eq!(peer.connections(), KEPT_HOSTS, "what is kept is used");
    for host in more {
        ask(host).await;
    }
    assert_eq!(peer.connections(), 600);
    let open = peer.open_at_most(KEPT_HOSTS).await;
    assert!((1..=KEPT_HOSTS).contains(&open), "{open}");
    println!("600 hosts in {:?}, {open} connections kept", begun.elapsed());
    ask(&hosts[599]).await;
    assert_eq!(peer.connections(), 600, "and of the last too");
}

fn believing(certificate: Certificate) -> Outbound {
    let settings = Settings { roots: Some(certificate), ..Settings::default() };
    Outbound::new(AllowList::parse(["localhost"]).unwrap(), settings)
}

fn client(allowed: &[&str]) -> Outbound {
    Outbound::new(AllowList::parse(allowed).unwrap(), Settings::default())
}
