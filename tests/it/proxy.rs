//! The proxy with faults, before a tiny server: each fault does what it says, and nothing else does.

use crate::measurement::now;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::proxy::{Fault, LONGEST_DELAY, Proxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A server that answers with what it was sent, and counts.
struct Tiny {
    address: SocketAddr,
    came: Arc<AtomicU64>,
    order: Arc<Mutex<Vec<String>>>,
}

impl Tiny {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let came: Arc<AtomicU64> = Arc::default();
        let order: Arc<Mutex<Vec<String>>> = Arc::default();
        let (counted, ordered) = (came.clone(), order.clone());
        let echo = move |headers: http::HeaderMap, body: String| {
            counted.fetch_add(1, Ordering::SeqCst);
            ordered.lock().unwrap().push(body.clone());
            async move { format!("{} said {body}", headers["host"].to_str().unwrap()) }
        };
        let app = axum::Router::new().fallback(echo).layer(axum::extract::DefaultBodyLimit::disable());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, came, order }
    }
}

async fn before_a_tiny_server(seed: u64) -> (Proxy, Tiny) {
    let (proxy, tiny) = (Proxy::start(seed).await, Tiny::start().await);
    proxy.lead_to(tiny.address);
    (proxy, tiny)
}

fn client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    let client = reqwest::Client::builder().no_proxy().retry(reqwest::retry::never()).timeout(Duration::from_secs(5));
    client.build().unwrap()
}

async fn post(proxy: &Proxy, body: &str) -> reqwest::Result<(u16, String)> {
    let reply = client().post(proxy.base()).body(body.to_owned()).send().await?;
    Ok((reply.status().as_u16(), reply.text().await?))
}

/// A request that comes in many small pieces; its answer.
async fn byte_by_byte(proxy: &Proxy, request: &str) -> String {
    let address = proxy.base().replace("http://", "").replace('/', "");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in request.bytes() {
        stream.write_all(&[byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn in_calm_weather_everything_passes_as_it_came() {
    let (proxy, tiny) = before_a_tiny_server(1).await;
    let host = proxy.base().replace("http://", "").replace('/', "");
    let long = "x".repeat(3_000_000);
    for body in ["", "short", &long] {
        assert_eq!(post(&proxy, body).await.unwrap(), (200, format!("{host} said {body}")));
    }
    let chunked = "POST / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n\
                   3;x=y\r\nin \r\nB\r\n0\r\n\r\npieces\r\n0\r\n\r\n";
    let answer = byte_by_byte(&proxy, chunked).await;
    assert!(answer.ends_with("a said in 0\r\n\r\npieces"), "{answer}");
    assert_eq!((proxy.requests(), tiny.came.load(Ordering::SeqCst)), (4, 4));
    assert_eq!(proxy.counts(), BTreeMap::new());
}

/// What these faults do to one request: what comes back, and how often it arrives.
#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_what_it_says() {
    check(Fault::DroppedBefore, None, 0).await;
    check(Fault::DroppedAfter, None, 1).await;
    check(Fault::Duplicated, Some(200), 2).await;
    check(Fault::Delayed, Some(200), 1).await;
    check(Fault::BlackHole, None, 0).await;
    check(Fault::Unavailable, Some(503), 0).await;
    check(Fault::Cut, None, 1).await;
}

async fn check(fault: Fault, status: Option<u16>, arrivals: u64) {
    let (proxy, tiny) = before_a_tiny_server(7).await;
    proxy.trouble(1.0, &[fault]);
    let answer = post(&proxy, "a").await;
    assert_eq!(answer.as_ref().ok().map(|(status, _)| *status), status, "{fault:?}: {answer:?}");
    assert_eq!(tiny.came.load(Ordering::SeqCst), arrivals, "{fault:?}");
    assert_eq!(proxy.counts(), BTreeMap::from([(fault, 1)]));
    proxy.calm();
    assert_eq!(post(&proxy, "b").await.unwrap().0, 200, "after {fault:?}");
    assert_eq!((proxy.requests(), proxy.counts()), (2, BTreeMap::from([(fault, 1)])));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unavailable_server_says_when_to_come_back() {
    let (proxy, _tiny) = before_a_tiny_server(2).await;
    proxy.trouble(1.0, &[Fault::Unavailable]);
    let reply = client().get(proxy.base()).send().await.unwrap();
    assert_eq!((reply.status().as_u16(), reply.headers()["retry-after"].to_str().unwrap()), (503, "1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_delayed_is_overtaken() {
    let (proxy, tiny) = before_a_tiny_server(3).await;
    proxy.trouble(1.0, &[Fault::Delayed]);
    let start = now();
    let sent: Vec<_> = (0..8).map(|number| number.to_string()).collect();
    let mut posts = tokio::task::JoinSet::new();
    for body in &sent {
        let (address, body) = (proxy.base(), body.clone());
        posts.spawn(async move { client().post(address).body(body).send().await.unwrap() });
        // Each is on its way before the next: only the proxy changes their order.
        while proxy.requests() < u64::try_from(posts.len()).unwrap() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    posts.join_all().await;
    let mut arrived = tiny.order.lock().unwrap().clone();
    assert_ne!(arrived, sent);
    arrived.sort();
    assert_eq!(arrived, sent);
    assert!(start.elapsed() < LONGEST_DELAY * 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_of_the_requests_is_hit_and_the_seed_says_which() {
    let mut drawn = Vec::new();
    for seed in [11, 11, 12] {
        let (proxy, _tiny) = before_a_tiny_server(seed).await;
        // Those that a client sees at once.
        proxy.trouble(0.3, &[Fault::DroppedBefore, Fault::Unavailable]);
        let mut outcomes = Vec::new();
        for _ in 0..200 {
            outcomes.push(post(&proxy, "a").await.ok().map(|(status, _)| status));
        }
        let counts = proxy.counts();
        let of = |outcome| u64::try_from(outcomes.iter().filter(|found| **found == outcome).count()).unwrap();
        assert_eq!(of(None), counts[&Fault::DroppedBefore]);
        assert_eq!(of(Some(503)), counts[&Fault::Unavailable]);
        let hit: u64 = counts.values().sum();
        assert!((40..=80).contains(&hit), "{hit} of 200");
        drawn.push(outcomes);
    }
    assert_eq!(drawn[0], drawn[1]);
    assert_ne!(drawn[0], drawn[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_behind_it_is_a_closed_connection() {
    let proxy = Proxy::start(5).await;
    assert!(post(&proxy, "a").await.is_err());
    proxy.lead_to(SocketAddr::from(([127, 0, 0, 1], tests::process::free_port())));
    assert!(post(&proxy, "a").await.is_err());
    assert_eq!((proxy.requests(), proxy.counts()), (2, BTreeMap::new()));
}
