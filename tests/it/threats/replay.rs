//! The same again, in another order, or after the end.

use super::{ACTIVITY, Rig, exact, gone, host, neighbour, posted, refused};
use federation::signature::Dialect;
use serde_json::json;
use std::sync::Arc;
use tests::peer::{Correspondent, until};
use tokio::task::JoinSet;

/// How often, and how many at a time.
const TIMES: usize = 1_000;
const AT_ONCE: usize = 25;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_times_is_once() {
    let rig = Rig::new().await;
    let by = Arc::new(Correspondent::start_at(host(2), Dialect::Rfc9421).await);
    let follow = rig.follow(&by);
    let mut signed = rig.request(follow.to_string());
    by.sign(&mut signed, None, None);
    for _ in 0..TIMES / AT_ONCE {
        let mut sent = JoinSet::new();
        for _ in 0..AT_ONCE {
            let mut again = posted(&rig.inbox(), signed.body().clone());
            *again.headers_mut() = signed.headers().clone();
            let by = by.clone();
            sent.spawn(async move { by.send(again).await });
        }
        for answer in sent.join_all().await {
            assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
        }
    }
    rig.applied().await;
    until("it is answered", async || by.received().first().map(drop)).await;
    let received = rig.peers()["received"].clone();
    assert_eq!(received, json!([["applied", 1]]), "one row for all of them");
    assert_eq!(by.received().len(), 1, "one answer");
    // The same id with another body is known: what it said first counts.
    let mut other = follow.clone();
    other["object"] = json!(format!("{}organizations/", rig.instance.base()));
    assert_eq!(rig.tell(&by, &other).await.status, 202);
    rig.applied().await;
    let peers = rig.peers();
    assert_eq!((&peers["received"], &peers["followers"][0]["object"]), (&received, &json!(rig.actor())));
    assert_eq!(peers["followers"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_arrival_does_not_matter() {
    let rig = Rig::new().await;
    let owner = neighbour(2).await;
    rig.begins_to_follow(&owner).await;
    let ends = |entry: u64| gone(&owner, "organizations/a", entry);
    let says = |name: &str, entry: u64| exact(&owner, "organizations/a", name, entry, "Public");
    for (kind, object, held) in [
        ("Update", says("Trois", 3), vec!["Trois"]),
        ("Create", says("Un", 1), vec!["Trois"]),
        ("Update", says("Deux", 2), vec!["Trois"]),
        ("Delete", ends(2), vec!["Trois"]),
        ("Delete", ends(5), vec![]),
        ("Update", says("Quatre", 4), vec![]),
        ("Create", says("Trois", 3), vec![]),
        ("Create", says("Six", 6), vec!["Six"]),
    ] {
        assert_eq!(rig.tell(&owner, &owner.activity(kind, &object)).await.status, 202);
        rig.applied().await;
        assert_eq!(rig.names(owner.base()), held, "{kind} {object}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_gone_does_not_come_back() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    assert_eq!(rig.tell(&by, &rig.follow(&by)).await.status, 202);
    until("it follows", async || rig.peers()["followers"].as_array().filter(|all| all.len() == 1).map(drop)).await;
    // While it is there, whoever has its key cannot have it forgotten.
    let delete = by.activity("Delete", &json!(by.actor()));
    assert_eq!(rig.tell(&by, &delete).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.peers()["followers"].as_array().unwrap().len(), 1, "it is still there");

    by.lay("/actor", 410, ACTIVITY, "");
    let delete = by.activity("Delete", &json!(by.actor()));
    assert_eq!(rig.tell(&by, &delete).await.status, 202, "its key is known");
    until("it is gone", async || rig.peers()["followers"].as_array().filter(|all| all.is_empty()).map(drop)).await;
    // It is there again, under each key that it could have.
    let mut document = by.document();
    let key_id = format!("{}/keys/1", by.base());
    document["publicKey"]["id"] = json!(key_id);
    by.lay("/actor", 200, ACTIVITY, document.to_string());
    let key = json!({ "id": key_id, "owner": by.actor(), "publicKeyPem": by.document()["publicKey"]["publicKeyPem"] });
    by.lay("/keys/1", 200, ACTIVITY, key.to_string());
    let before = rig.quiet().await;
    for (key_id, status, kind) in [
        (format!("{}#main-key", by.actor()), 401, "bad-signature"),
        (format!("{}#another", by.actor()), 401, "bad-signature"),
        // Where the actor was found gone a moment ago it is not asked for; later it is, and refused as above.
        (key_id, 503, "unavailable"),
    ] {
        let mut request = rig.request(rig.follow(&by).to_string());
        by.sign(&mut request, Some(&key_id), None);
        refused(&format!("{key_id} (resurrection after Delete)"), &by.send(request).await, status, kind);
    }
    assert_eq!(rig.written(), before, "the tombstone stays, and nothing is stored");
    assert_eq!(rig.peers()["followers"], json!([]));
}

/// A network that turns the order round: what was taken back does not come after all.
#[tokio::test(flavor = "multi_thread")]
async fn an_undo_that_overtakes_its_follow_holds() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    for is_named in [true, false] {
        let follow = rig.follow(&by);
        // By address, as some do, and written out.
        let object = if is_named { follow["id"].clone() } else { follow.clone() };
        assert_eq!(rig.tell(&by, &by.activity("Undo", &object)).await.status, 202);
        rig.applied().await;
        assert_eq!(rig.tell(&by, &follow).await.status, 202, "it is known, and over");
        rig.applied().await;
        assert_eq!(rig.peers()["followers"], json!([]));
    }
    assert_eq!((rig.received("undone"), by.received().len()), (2, 0), "and is not answered");
    // It may follow anew.
    assert_eq!(rig.tell(&by, &rig.follow(&by)).await.status, 202);
    until("it follows", async || rig.peers()["followers"].as_array().filter(|all| all.len() == 1).map(drop)).await;
}
