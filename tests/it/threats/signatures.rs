//! Requests that are not signed, or not by whom they say, or not all of what matters.

use super::{Rig, host, refused};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cli::parts::SystemClock;
use federation::signature::Dialect;
use http::{HeaderValue, Request};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use model::ports::Clock;
use tests::peer::Correspondent;

type Signed = Request<Vec<u8>>;

/// What is done, and how it is sent: the request is not signed yet.
struct Attack {
    row: &'static str,
    precedent: &'static str,
    done: fn(&Correspondent, Signed) -> Signed,
}

const ATTACKS: [Attack; 15] = [
    Attack { row: "no signature", precedent: "Misskey CVE-2026-28432", done: |_, request| request },
    Attack {
        row: "signed with another key",
        precedent: "Misskey CVE-2026-28432",
        done: |by, request| {
            let other = federation::key::SecretKey::generate(federation::key::KeyKind::Rsa).unwrap();
            let key_id = model::Iri::parse(&format!("{}#main-key", by.actor())).unwrap();
            let mut request = request;
            let signer = federation::signature::Signer::new(other, key_id);
            signer.sign(&mut request, Dialect::Cavage, now(), None).unwrap();
            request
        },
    },
    Attack {
        row: "body altered",
        precedent: "draft-cavage-12, section 2.3",
        done: |by, request| after(by, request, |r| r.body_mut().push(b' ')),
    },
    Attack {
        row: "date altered",
        precedent: "draft-cavage-12",
        done: |by, request| after(by, request, |r| set(r, "date", &a_minute_ago())),
    },
    Attack {
        row: "content type altered",
        precedent: "what is not covered",
        done: |by, request| after(by, request, |r| set(r, "content-type", "application/json")),
    },
    Attack {
        row: "for another path",
        precedent: "draft-cavage-12",
        done: |by, mut request| {
            let here = request.uri().clone();
            *request.uri_mut() = here.to_string().replace("/inbox", "/outbox").parse().unwrap();
            by.sign(&mut request, None, None);
            *request.uri_mut() = here;
            request
        },
    },
    Attack { row: "stale", precedent: "replay", done: |by, request| at(by, request, SignedDuration::from_hours(-14)) },
    Attack {
        row: "of the future",
        precedent: "replay",
        done: |by, request| at(by, request, SignedDuration::from_hours(3)),
    },
    Attack {
        row: "for another host",
        precedent: "a message passed on to whom it was not sent",
        done: |by, mut request| {
            let here = request.uri().clone();
            *request.uri_mut() = "http://other.example/inbox".parse().unwrap();
            by.sign(&mut request, None, None);
            *request.uri_mut() = here;
            request
        },
    },
    Attack {
        row: "a host with another port",
        precedent: "host confusion",
        done: |by, request| after(by, request, |r| set(r, "host", "127.0.0.1")),
    },
    Attack {
        row: "the digest not covered",
        precedent: "Misskey CVE-2026-28432",
        done: |by, mut request| {
            by.sign(&mut request, None, None);
            let value = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
            let covered = format!("(request-target): post /inbox\nhost: {}\ndate: {}", value("host"), value("date"));
            let signature = STANDARD.encode(by.key().sign(covered.as_bytes()).unwrap());
            let key = format!("{}#main-key", by.actor());
            let header = format!(
                "keyId=\"{key}\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date\",signature=\"{signature}\""
            );
            set(&mut request, "signature", &header);
            request.headers_mut().remove("signature-input");
            request
        },
    },
    Attack {
        row: "two Signatures",
        precedent: "Misskey CVE-2026-28432",
        done: |by, request| after(by, request, |r| again(r, "signature")),
    },
    Attack {
        row: "two Digests",
        precedent: "Misskey CVE-2026-28432",
        done: |by, request| {
            after(by, request, |r| {
                again(r, if r.headers().contains_key("digest") { "digest" } else { "content-digest" });
            })
        },
    },
    Attack {
        row: "two Dates",
        precedent: "Misskey CVE-2026-28432",
        done: |by, request| after(by, request, |r| again(r, "date")),
    },
    Attack {
        row: "a key by name",
        precedent: "acct: as keyId",
        done: |by, mut request| {
            by.sign(&mut request, Some("acct:correspondent@127.0.0.2"), None);
            request
        },
    },
];

fn now() -> Timestamp {
    SystemClock.now()
}

/// As a `Date`: recent enough to be believed, had it been signed.
fn a_minute_ago() -> String {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&(now() - SignedDuration::from_mins(1))).unwrap()
}

fn after(by: &Correspondent, mut request: Signed, change: impl FnOnce(&mut Signed)) -> Signed {
    by.sign(&mut request, None, None);
    change(&mut request);
    request
}

fn at(by: &Correspondent, mut request: Signed, after: SignedDuration) -> Signed {
    by.sign(&mut request, None, Some(now() + after));
    request
}

fn set(request: &mut Signed, name: &'static str, value: &str) {
    request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
}

fn again(request: &mut Signed, name: &'static str) {
    let value = request.headers()[name].clone();
    request.headers_mut().append(name, value);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_well_is_not_heard() {
    let rig = Rig::new().await;
    let (cavage, modern) = (
        Correspondent::start_at(host(2), Dialect::Cavage).await,
        Correspondent::start_at(host(3), Dialect::Rfc9421).await,
    );
    let before = rig.quiet().await;
    for by in [&cavage, &modern] {
        for Attack { row, precedent, done } in ATTACKS {
            let request = done(by, rig.request(rig.follow(by).to_string()));
            let answer = by.send(request).await;
            refused(&format!("{row} ({precedent})"), &answer, 401, "bad-signature");
        }
    }
    assert_eq!(rig.written(), before, "nothing is stored");
    assert_eq!(rig.peers()["received"], serde_json::json!([]));
    // The same, unharmed.
    for by in [&cavage, &modern] {
        let follow = rig.follow(by);
        let answer = by.send(after(by, rig.request(follow.to_string()), |_| {})).await;
        assert_eq!(answer.status.as_u16(), 202, "{}", String::from_utf8_lossy(&answer.body));
    }
    assert_ne!(rig.written(), before, "what counts as written is seen");
    // Keys are asked for once, whatever comes.
    assert_eq!((cavage.asked(), modern.asked()), (vec!["/actor".to_owned()], vec!["/actor".to_owned()]));
}
