//! What hosts say to a message, and what they try.

use crate::allow_list::AllowList;
use crate::fetch::{FetchError, FetchLimits, Outbound, Settings};
use crate::post::Answer;
use crate::retry_after::RetryAfter;
use crate::test_peer::{Canary, Recorder, gzip_of_zeros, redirect};
use std::time::Duration;

const LIMITS: FetchLimits = FetchLimits { bytes: 100, total: Duration::from_secs(2), header: Duration::from_secs(1) };

#[tokio::test]
async fn every_status_is_an_answer() {
    check("202 Accepted\r\ncontent-length: 0\r\n\r\n", 202, None, "").await;
    check("200 OK\r\n\r\nuntil it hangs up", 200, None, "until it hangs up").await;
    check("204 No Content\r\n\r\n", 204, None, "").await;
    check("401 Unauthorized\r\ncontent-length: 13\r\n\r\nbad signature", 401, None, "bad signature").await;
    check("404 Not Found\r\n\r\n", 404, None, "").await;
    check("410 Gone\r\n\r\n", 410, None, "").await;
    let wait = |seconds| Some(RetryAfter::Delay(Duration::from_secs(seconds)));
    check("429 Too Many Requests\r\nRetry-After: 90\r\n\r\nslowly", 429, wait(90), "slowly").await;
    let at = RetryAfter::At("2026-11-22T20:00:00Z".parse().unwrap());
    check("503 Busy\r\nretry-after: Sun, 22 Nov 2026 20:00:00 GMT\r\n\r\n", 503, Some(at), "").await;
    check("500 Internal Server Error\r\n\r\n", 500, None, "").await;
    check("599 \r\n\r\n", 599, None, "").await;
}

#[tokio::test]
async fn the_text_is_short_and_tame() {
    let long = "é".repeat(1000);
    check(&format!("200 OK\r\n\r\n{long}"), 200, None, &"é".repeat(50)).await;
    check(&format!("200 OK\r\n\r\nx{long}"), 200, None, &format!("x{}", "é".repeat(49))).await;
    check("200 OK\r\n\r\na\u{1b}[31mb\u{0}\u{7f}\r\n\tc", 200, None, "a[31mb\n\tc").await;
}

#[tokio::test]
async fn a_body_that_fails_takes_nothing_from_the_answer() {
    check("202 Accepted\r\ncontent-length: 100\r\n\r\nhalf", 202, None, "half").await;
    check("202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nnonsense", 202, None, "half").await;
    check("202 Accepted\r\ncontent-encoding: gzip\r\n\r\nnot gzip", 202, None, "").await;
    let bomb = posted(&Canary::answering(&gzip_of_zeros()).await).await.unwrap();
    assert_eq!((bomb.status, bomb.text), (200, "0".repeat(100)));
    let endless = Canary::repeating(b"HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 64], Duration::ZERO).await;
    assert_eq!(posted(&endless).await.unwrap().text, "x".repeat(100));
    assert_eq!(endless.open_at_most(0).await, 0, "the connection is left");
    let slow = Canary::repeating(b"HTTP/1.1 202 Accepted\r\n\r\n", b"x", Duration::from_millis(50)).await;
    let slow = posted(&slow).await.unwrap();
    assert_eq!(slow.status, 202);
    assert!((10..=45).contains(&slow.text.len()), "two seconds of one letter each 50 ms: {}", slow.text.len());
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let canary = Canary::answering(b"HTTP/1.1 200 OK\r\n\r\n").await;
    for status in [301, 302, 303, 307, 308] {
        let moved = redirect(&canary.url("/")).replace("302", &status.to_string());
        let answer = posted(&Canary::answering(moved.as_bytes()).await).await.unwrap();
        assert_eq!(answer.status, status);
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn without_an_answer_there_is_an_error() {
    let flood = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(10_000));
    for said in [flood.as_str(), "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1"] {
        let error = posted(&Canary::answering(said.as_bytes()).await).await.unwrap_err();
        assert!(matches!(error, FetchError::Http(_)), "{error:?}");
    }
    let hole = Canary::black_hole().await;
    let error = posted(&hole).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow(limit) if limit == LIMITS.header), "{error:?}");
    assert_eq!(hole.connections(), 1, "who never answers is not asked twice");
}

async fn check(said: &str, status: u16, retry_after: Option<RetryAfter>, text: &str) {
    let peer = Canary::answering(format!("HTTP/1.1 {said}").as_bytes()).await;
    let answer = posted(&peer).await.unwrap();
    assert_eq!(answer, Answer { status, retry_after, text: text.to_owned() }, "{said}");
    assert_eq!(peer.connections(), 1, "{said}");
}

async fn posted(peer: &Canary) -> Result<Answer, FetchError> {
    let client = Outbound::new(AllowList::parse(["127.0.0.1"]).unwrap(), Settings::default());
    client.post(&peer.url("/inbox"), "application/activity+json", b"{}", &Recorder::default(), LIMITS).await
}
