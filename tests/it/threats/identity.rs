//! Whose key it is, and who speaks: documents that pose as actors, addresses that look like others.

use super::{ACTIVITY, Rig, command, host, posing, refused};
use federation::signature::Dialect;
use serde_json::{Value, json};
use tests::peer::{Correspondent, Host, Page};

#[tokio::test(flavor = "multi_thread")]
async fn a_key_counts_where_its_actor_says_so() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let victim = Correspondent::start_at(host(3), Dialect::Cavage).await;
    let follow = rig.follow(&by);
    let upload =
        |path: &str, content_type: &str, document: &Value| by.lay(path, 200, content_type, document.to_string());

    let uploaded = "GHSA-jhrq-qvrm-qr36";
    upload("/uploads/1", "application/json", &posing(&by, "/uploads/1"));
    upload("/uploads/2", "text/plain", &posing(&by, "/uploads/2"));
    upload("/uploads/3", "application/ld+json", &posing(&by, "/uploads/3"));
    upload("/uploads/4", "text/html; charset=utf-8", &posing(&by, "/uploads/4"));
    let posed = "a key document whose id is not the address asked";
    upload("/posed/1", ACTIVITY, &posing(&by, "/other"));
    upload("/posed/2", ACTIVITY, &victim.document());
    // A key of its own, that says whose it is, and is not believed where that one does not say so.
    let key = |id: &str, owner: &str| json!({ "id": id, "owner": owner, "publicKeyPem": by.document()["publicKey"]["publicKeyPem"] });
    upload("/posed/3", ACTIVITY, &key(&format!("{}/posed/3", by.base()), &victim.actor()));
    upload("/posed/4", ACTIVITY, &key(&format!("{}/posed/4", by.base()), &by.actor()));
    let inbox = "an inbox of another origin, whose cursor would be moved";
    let mut elsewhere = posing(&by, "/elsewhere");
    elsewhere["inbox"] = json!(format!("{}/inbox", victim.base()));
    upload("/elsewhere", ACTIVITY, &elsewhere);

    let before = rig.quiet().await;
    for (path, precedent) in [
        ("/uploads/1", uploaded),
        ("/uploads/2", uploaded),
        ("/uploads/3", uploaded),
        ("/uploads/4", uploaded),
        ("/posed/1", posed),
        ("/posed/2", posed),
        ("/posed/3", posed),
        ("/posed/4", posed),
        ("/elsewhere", inbox),
        ("/missing", "no key"),
    ] {
        let mut request = rig.request(follow.to_string());
        by.sign(&mut request, Some(&format!("{}{path}#main-key", by.base())), None);
        refused(&format!("{path} ({precedent})"), &by.send(request).await, 401, "bad-signature");
    }
    // A redirect leads to somebody: whose key that is, its own address says.
    let target = by.actor();
    let led = Host::start(host(4), move |_, _| Page::redirect(&target)).await;
    let mut request = rig.request(follow.to_string());
    by.sign(&mut request, Some(&format!("{}/uploads/5#main-key", led.base())), None);
    refused("the final address is not the id (GHSA-jhrq-qvrm-qr36)", &by.send(request).await, 401, "bad-signature");
    assert_eq!(led.asked(), ["GET /uploads/5"]);
    assert_eq!(rig.written(), before, "nothing is stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_is_who_signed() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Rfc9421).await;
    let victim = Correspondent::start_at(host(3), Dialect::Rfc9421).await;
    let port = by.base().rsplit_once(':').unwrap().1;
    let fedify = "Fedify CVE-2025-54888";
    let confusion = "CVE-2023-42451";
    // The first is heard, so that its key is known and what follows is asked of nobody.
    assert_eq!(rig.tell(&by, &rig.follow(&by)).await.status, 202);
    rig.applied().await;
    let before = rig.quiet().await;
    let as_somebody = |actor: &str, id: &str| {
        let mut follow = rig.follow(&by);
        (follow["actor"], follow["id"]) = (json!(actor), json!(id));
        follow
    };
    let of = |base: &str| format!("{base}/activities/x");
    for (actor, id, status, kind, precedent) in [
        (victim.actor(), of(victim.base()), 403, "other-actor", fedify),
        (format!("{}/neighbour", by.base()), of(by.base()), 403, "other-actor", fedify),
        (rig.actor(), of(rig.instance.base().trim_end_matches('/')), 403, "other-actor", fedify),
        // Whose id it is not could not ask for it.
        (by.actor(), of(victim.base()), 422, "not-an-activity", "an activity known under another's address"),
        (format!("http://127.0.0.2@127.0.0.3:{port}/actor"), of(by.base()), 422, "not-an-activity", confusion),
        (format!("http://user:pass@127.0.0.2:{port}/actor"), of(by.base()), 422, "not-an-activity", confusion),
        (format!("http://peer.example.:{port}/actor"), of(by.base()), 422, "not-an-activity", confusion),
        (format!("http://127.0.0.2:{port}/ACTOR"), of(by.base()), 403, "other-actor", confusion),
        (format!("http://2130706434:{port}/actor"), of(by.base()), 403, "other-actor", confusion),
        (format!("http://127.0.0.2:{port}/actor/../actor"), of(by.base()), 403, "other-actor", confusion),
        (format!("https://127.0.0.2:{port}/actor"), of(by.base()), 422, "not-an-activity", confusion),
        ("http://Ａ.example/actor".to_owned(), of(by.base()), 422, "not-an-activity", confusion),
        ("acct:correspondent@127.0.0.2".to_owned(), of(by.base()), 422, "not-an-activity", confusion),
    ] {
        let answer = rig.tell(&by, &as_somebody(&actor, &id)).await;
        refused(&format!("{actor} {id} ({precedent})"), &answer, status, kind);
    }
    // Linked Data Signatures say who wrote something, not that it was sent here now; and what they cover can be moved.
    let ld = "Mastodon CVE-2022-24307, CVE-2026-46349; Fedify CVE-2026-42462";
    let mut relayed = victim.activity("Follow", &json!(rig.actor()));
    relayed["signature"] = json!({
        "type": "RsaSignature2017",
        "creator": format!("{}#main-key", victim.actor()),
        "created": "2026-11-22T21:00:00Z",
        "signatureValue": "AAAA",
    });
    refused(ld, &rig.tell(&by, &relayed).await, 403, "other-actor");
    relayed["@graph"] = json!([{ "id": relayed["id"], "actor": by.actor() }]);
    refused(ld, &rig.tell(&by, &relayed).await, 403, "other-actor");
    relayed["@context"] = json!([relayed["@context"], { "actor": "as:object", "creator": "as:actor" }]);
    refused(ld, &rig.tell(&by, &relayed).await, 403, "other-actor");
    assert_eq!(rig.written(), before, "nothing is stored");
    assert_eq!(victim.asked(), [""; 0], "and nobody is asked whether they said it");
    assert_eq!(rig.peers()["followers"].as_array().unwrap().len(), 1);
}

/// Addresses that an operator types, or is told.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_followed_is_what_is_named() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let victim = Correspondent::start_at(host(3), Dialect::Cavage).await;
    by.lay("/posed", 200, ACTIVITY, victim.document().to_string());
    by.lay(
        "/owned",
        200,
        ACTIVITY,
        json!({ "id": format!("{}/owned", by.base()), "attributedTo": victim.actor() }).to_string(),
    );
    by.lay("/upload", 200, "application/json", posing(&by, "/upload").to_string());
    let port = by.base().rsplit_once(':').unwrap().1;
    let before = rig.quiet().await;
    for (address, precedent) in [
        (format!("{}/posed", by.base()), "GHSA-jhrq-qvrm-qr36"),
        (format!("{}/upload", by.base()), "GHSA-jhrq-qvrm-qr36"),
        (format!("{}/owned", by.base()), "a document of another origin's"),
        (format!("http://127.0.0.3@127.0.0.2:{port}/actor"), "CVE-2023-42451"),
        (rig.instance.base().to_owned(), "itself"),
        ("acct:correspondent@127.0.0.2".to_owned(), "a name"),
    ] {
        let data = rig.instance.data();
        let done = tests::process::run(crate::PROGRAM, &["follow", &address, "--data", data.to_str().unwrap()]);
        assert!(!done.status.success(), "{address} ({precedent}): {}", String::from_utf8_lossy(&done.stdout));
    }
    assert_eq!(rig.written(), before, "nothing is stored");
    assert_eq!(victim.asked(), [""; 0]);
    // Other ways to write the same host lead to the same actor.
    for host in ["2130706434", "127.0.0.2.", "0x7f.2", "１２７.0.0.2"] {
        command(&rig.instance, &["follow", &format!("http://{host}:{port}/actor")]);
        let following = &rig.peers()["following"];
        assert_eq!((following.as_array().unwrap().len(), &following[0]["object"]), (1, &json!(by.actor())), "{host}");
    }
}
