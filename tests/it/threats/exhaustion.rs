//! Answers and messages that would take all time, memory or requests: bounded, each of them, and what failed is not asked
//! again for a while.
//!
//! The limits one by one: `crates/outbound/src/fetch/tests.rs` (bytes, time, redirects, gzip), `restraint.rs` (a million names
//! under one domain), `crates/federation/src/activity/wire.rs` (values, depth).

use super::{ACTIVITY, Rig, host, refused};
use crate::measurement::now;
use federation::signature::Dialect;
use flate2::Compression;
use flate2::write::GzEncoder;
use outbound::restraint::PER_HOST;
use serde_json::{Value, json};
use std::io::Write as _;
use std::time::Duration;
use tests::peer::{Correspondent, Host, Page, until};

/// A sender that waits gives up after about ten seconds: the longest that a key may take is eight.
const PATIENCE: Duration = Duration::from_secs(12);

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_takes_so_much_and_no_more() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let document = by.document();
    let bomb = packed(&vec![b' '; 64 << 20]);
    let many: Vec<Value> = (0..1_000_000).map(|n| json!(n)).collect();
    let many = json!({ "id": "x", "publicKey": many });
    let keys = vec![document["publicKey"].clone(); 100];
    let hostile = Host::start(host(3), move |base, path| match path {
        "/loop" => Page::redirect("/loop"),
        "/long" => Page::redirect("/long1"),
        "/long1" => Page::redirect("/long2"),
        "/long2" => Page::redirect("/long3"),
        "/long3" => Page::redirect("/long4"),
        "/endless" => Page::Endless,
        "/drip" => Page::Drip,
        "/silence" => Page::Silence,
        "/bomb" => Page::Whole {
            status: 200,
            headers: vec![format!("Content-Type: {ACTIVITY}"), "Content-Encoding: gzip".to_owned()],
            body: bomb.clone(),
        },
        "/million" => Page::activity(&many),
        "/hundred" => {
            let mut actor = document.clone();
            (actor["id"], actor["inbox"], actor["publicKey"]) =
                (json!(format!("{base}{path}")), json!(format!("{base}/inbox")), json!(keys));
            Page::activity(&actor)
        }
        "/deep" => Page::of(ACTIVITY, "{\"a\":".repeat(10_000)),
        "/wide" => Page::of(ACTIVITY, format!("{{\"id\":\"{base}{path}\",\"inbox\":[{}0]}}", "[],".repeat(60_000))),
        _ => Page::status(404),
    })
    .await;
    let before = rig.quiet().await;
    for (path, status, kind, requests, precedent) in [
        ("/loop", 401, "bad-signature", 4, "redirect loop"),
        ("/long", 401, "bad-signature", 4, "more than three redirects"),
        ("/endless", 401, "bad-signature", 1, "endless body"),
        ("/drip", 503, "unavailable", 1, "slow drip"),
        ("/silence", 503, "unavailable", 1, "no answer"),
        ("/bomb", 401, "bad-signature", 1, "gzip bomb"),
        ("/million", 401, "bad-signature", 1, "CVE-2022-46405: 10⁶ keys"),
        ("/hundred", 401, "bad-signature", 1, "a hundred keys"),
        ("/deep", 401, "bad-signature", 1, "depth 10⁴"),
        ("/wide", 401, "bad-signature", 1, "many values"),
    ] {
        let asked = hostile.asked().len();
        let begun = now();
        let tell = async || {
            let mut request = rig.request(rig.follow(&by).to_string());
            by.sign(&mut request, Some(&format!("{}{path}#main-key", hostile.base())), None);
            by.send(request).await
        };
        refused(&format!("{path} ({precedent})"), &tell().await, status, kind);
        assert!(begun.elapsed() < PATIENCE, "{path}: {:?}", begun.elapsed());
        let after = hostile.asked().len();
        assert_eq!(after - asked, requests, "{path}: {:?}", hostile.asked());
        // What failed is asked again after ten minutes.
        refused(&format!("{path} again"), &tell().await, 503, "unavailable");
        assert_eq!(hostile.asked().len(), after, "{path} is asked again");
    }
    assert_eq!(rig.written(), before, "nothing is stored");
}

/// CVE-2023-36461: as many actors as names. One host is asked thirty times a minute, whatever is sent. (Of one domain three
/// hundred times, which takes names that lead somewhere: `outbound::restraint`.)
#[tokio::test(flavor = "multi_thread")]
async fn as_many_actors_as_names_ask_thirty_times() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let hostile = Host::start(host(3), |_, _| Page::status(404)).await;
    let before = rig.quiet().await;
    let memory_before = memory(&rig);
    let begun = now();
    let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
    for number in 0..400 {
        let mut request = rig.request(rig.follow(&by).to_string());
        let key_id = format!("{}/users/{number}#main-key", hostile.base());
        by.sign(&mut request, Some(&key_id), None);
        *statuses.entry(by.send(request).await.status.as_u16()).or_default() += 1;
    }
    let minutes = usize::try_from(begun.elapsed().as_secs()).unwrap() / 60 + 1;
    let allowed = usize::try_from(PER_HOST).unwrap() * minutes;
    assert!(hostile.connections() <= allowed, "{} requests", hostile.connections());
    assert_eq!(statuses.keys().copied().collect::<Vec<_>>(), [401, 503], "{statuses:?}");
    assert_eq!(rig.written(), before, "nothing is stored");
    let grown = memory(&rig).saturating_sub(memory_before);
    assert!(grown < 64 << 20, "{grown} bytes more");
}

/// CVE-2026-69132: what is kept for each peer. Only who follows has an inbox here, and it is of its own origin; whoever
/// answers nothing is tried again later and later, one at a time.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_for_a_peer_is_bounded() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    // Speaks, and follows nothing: no peer.
    for number in 0..50 {
        let like = by.activity("Announce", &json!(format!("{}/notes/{number}", by.base())));
        assert_eq!(rig.tell(&by, &like).await.status, 202);
    }
    rig.applied().await;
    assert_eq!((rig.peers()["peers"].clone(), rig.received("ignored")), (json!([]), 50));
    // Follows everything, a hundred times: one peer, one cursor.
    for number in 0..100 {
        let mut follow = rig.follow(&by);
        follow["object"] =
            json!(if number % 2 == 0 { rig.actor() } else { format!("{}organizations/", rig.instance.base()) });
        assert_eq!(rig.tell(&by, &follow).await.status, 202);
    }
    rig.applied().await;
    let peers = rig.peers();
    assert_eq!((peers["peers"].as_array().unwrap().len(), peers["followers"].as_array().unwrap().len()), (1, 2));
    until("all is answered", async || (by.received().len() == 100).then_some(())).await;

    // One that takes nothing: it is not hammered.
    let silent = Correspondent::start_at(host(3), Dialect::Cavage).await;
    let pem = silent.document()["publicKey"]["publicKeyPem"].clone();
    let actor = Host::start(host(4), move |base, path| {
        let id = format!("{base}/actor");
        match path {
            "/actor" => Page::activity(&json!({
                "id": id,
                "type": "Person",
                "inbox": format!("{base}/inbox"),
                "publicKey": { "id": format!("{id}#main-key"), "owner": id, "publicKeyPem": pem },
            })),
            _ => Page::status(503),
        }
    })
    .await;
    let mut follow = rig.follow(&silent);
    (follow["actor"], follow["id"]) =
        (json!(format!("{}/actor", actor.base())), json!(format!("{}/follow", actor.base())));
    let mut request = rig.request(follow.to_string());
    silent.sign(&mut request, Some(&format!("{}/actor#main-key", actor.base())), None);
    let answer = silent.send(request).await;
    assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
    tokio::time::sleep(Duration::from_secs(6)).await;
    let tries = actor.asked().iter().filter(|asked| asked.starts_with("POST")).count();
    // A second, doubled each time, of which half may be left out.
    assert!((1..=6).contains(&tries), "{tries} tries in six seconds");
}

/// Messages that are too long, too deep, or have too many values, well signed.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_takes_so_much_and_no_more() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Rfc9421).await;
    assert_eq!(rig.tell(&by, &rig.follow(&by)).await.status, 202);
    rig.applied().await;
    let begin = |object: &str| {
        let base = by.base();
        let actor = by.actor();
        format!("{{\"id\":\"{base}/1\",\"type\":\"Create\",\"actor\":\"{actor}\",\"object\":{object}")
    };
    let before = rig.quiet().await;
    for (row, body, status, kind) in [
        ("longer than 1 MiB", begin("{}") + &" ".repeat(1 << 20), 413, "too-large"),
        ("depth 10⁴", begin(&"{\"a\":".repeat(10_000)), 422, "not-an-activity"),
        ("depth 10⁴ of lists", begin(&"[".repeat(10_000)), 422, "not-an-activity"),
        ("many values", begin("{}") + ",\"x\":[" + &"0,".repeat(250_000) + "0]}", 422, "not-an-activity"),
        (
            "many recipients",
            begin("\"http://127.0.0.2/x\",\"to\":[") + &"\"as:Public\",".repeat(2_000) + "\"\"]}",
            422,
            "not-an-activity",
        ),
        (
            "an address of 3,000 letters",
            begin(&format!("\"http://127.0.0.2/{}\"}}", "x".repeat(3_000))),
            422,
            "not-an-activity",
        ),
        ("nothing", String::new(), 422, "not-an-activity"),
        ("no object", "[]".to_owned(), 422, "not-an-activity"),
    ] {
        let mut request = rig.request(body);
        by.sign(&mut request, None, None);
        refused(row, &by.send(request).await, status, kind);
    }
    let mut request = rig.request(packed(rig.follow(&by).to_string().as_bytes()));
    request.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    by.sign(&mut request, None, None);
    refused("packed", &by.send(request).await, 415, "unsupported-coding");
    assert_eq!(rig.written(), before, "nothing is stored");
}

/// Resident bytes of the instance.
fn memory(rig: &Rig) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", rig.instance.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}
