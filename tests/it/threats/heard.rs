//! An instance that hears some hosts alone: of all others nothing is heard, nothing asked, and nothing told them; and whoever
//! is silenced speaks into the quarantine of nobody.

use super::{Rig, client, command, host, organisation, put, refused};
use crate::PROGRAM;
use federation::signature::Dialect;
use serde_json::{Value, json};
use std::time::Duration;
use tests::peer::{Correspondent, Host, Page, until};
use tests::process;

const ONLY: [&str; 2] = ["--hear-only", "127.0.0.3"];

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_are_listed_are_heard() {
    let mut rig = Rig::new().await;
    let other = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let friend = Correspondent::start_at(host(3), Dialect::Cavage).await;
    assert_eq!(rig.tell(&other, &rig.follow(&other)).await.status, 202);
    until("it follows, while all are heard", async || other.received().first().map(drop)).await;

    rig.instance.stop();
    let hosts: Vec<_> = (2..10).map(|number| host(number).to_string()).collect();
    let hosts: Vec<_> = hosts.iter().map(String::as_str).collect();
    rig.instance.start_asking(&hosts, &ONLY);
    let canary = Host::start(host(4), |_, _| Page::status(404)).await;
    let before = rig.quiet().await;
    for (row, key_id) in [
        ("an unknown key", format!("{}/actor#main-key", canary.base())),
        ("a known key", format!("{}#main-key", other.actor())),
        ("a host below", "https://sub.127.0.0.3.example/actor#main-key".to_owned()),
    ] {
        let mut request = rig.request(rig.follow(&other).to_string());
        other.sign(&mut request, Some(&key_id), None);
        refused(row, &other.send(request).await, 403, "not-heard");
    }
    let data = rig.instance.data();
    for arguments in [vec!["follow"], vec!["report", "--because", "x"]] {
        let address = format!("{}/actor", canary.base());
        let arguments = [arguments, vec![&address, "--data", data.to_str().unwrap()]].concat();
        assert!(!process::run(PROGRAM, &arguments).status.success(), "{arguments:?}");
    }
    assert_eq!(rig.written(), before, "nothing is stored");
    assert_eq!(canary.connections(), 0);

    // What a friend says of others is not heard either; what it says itself is.
    let announced = friend.activity("Announce", &json!(format!("{}/notes/1", canary.base())));
    refused("announced by a friend", &rig.tell(&friend, &announced).await, 403, "not-heard");
    assert_eq!(rig.tell(&friend, &rig.follow(&friend)).await.status, 202);
    assert_eq!(put(&client(), &rig.instance, "organizations/a", organisation("Un", "Public")).await.unwrap(), 201);
    until("the friend is told", async || friend.received().get(1).map(drop)).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!((other.received().len(), canary.connections()), (1, 0), "and nobody else");

    // Whoever asks may know who is here.
    let webfinger = format!(".well-known/webfinger?resource={}", rig.actor());
    for path in ["actor", "organizations/a", &webfinger] {
        let address = format!("{}{path}", rig.instance.base());
        let shown =
            client().get(&address).header("accept", "application/activity+json, */*;q=0.1").send().await.unwrap();
        assert_eq!(shown.status(), 200, "{address}");
    }
    // All are heard again, and told what was due.
    rig.instance.stop();
    rig.instance.start_asking(&hosts, &[]);
    until("it is told", async || other.received().get(1).map(drop)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_silenced_fills_no_list() {
    let rig = Rig::new().await;
    let loud = Correspondent::start_at(host(2), Dialect::Rfc9421).await;
    command(&rig.instance, &["block", "127.0.0.2", "--silence", "--why", "loud"]);
    assert_eq!((&rig.peers()["silenced"], &rig.peers()["blocked"]), (&json!(["127.0.0.2"]), &json!([])));
    let mut note = json!({ "id": format!("{}/notes/1", loud.base()), "type": "Note", "attributedTo": loud.actor() });
    (note["inReplyTo"], note["content"]) = (json!(rig.actor()), json!("<p>Hé</p>"));
    assert_eq!(rig.tell(&loud, &loud.activity("Create", &note)).await.status, 202);
    let mut report = loud.activity("Flag", &json!([rig.actor(), format!("{}/notes/1", loud.base())]));
    report["content"] = json!("faux\u{1b}[2J");
    assert_eq!(rig.tell(&loud, &report).await.status, 202);
    assert_eq!(rig.tell(&loud, &rig.follow(&loud)).await.status, 202);
    rig.applied().await;
    let quarantine = |options: &[&str]| -> Value {
        let arguments = [&["peers", "quarantine", "--json"], options].concat();
        serde_json::from_str(&command(&rig.instance, &arguments)).unwrap()
    };
    assert_eq!((quarantine(&[]), rig.received("quarantined")), (json!([]), 2));
    let held = quarantine(&["--silenced"]);
    assert_eq!(held.as_array().unwrap().len(), 2);
    let objects = json!([
        { "iri": rig.actor(), "here": true },
        { "iri": format!("{}/notes/1", loud.base()), "here": false },
    ]);
    assert_eq!(held[0]["complaint"], json!({ "text": "faux\u{1b}[2J", "objects": objects }));
    let told = command(&rig.instance, &["peers", "quarantine", "--silenced"]);
    assert!(told.contains("faux [2J") && told.contains(&format!("of this instance: {}", rig.actor())), "{told}");
    for (query, number) in [("", 0), ("?of=silenced", 2)] {
        let page = format!("{}/admin/quarantine{query}", rig.instance.address());
        let told = client().get(page).bearer_auth(rig.instance.token()).header("accept", "application/json");
        let told: Value = serde_json::from_slice(&told.send().await.unwrap().bytes().await.unwrap()).unwrap();
        assert_eq!(told["held"].as_array().unwrap().len(), number, "{query}");
    }
    // Its request waits, though everybody may follow.
    assert_eq!(rig.peers()["followers"][0]["state"], "waiting");
    command(&rig.instance, &["peers", "accept", &loud.actor()]);
    until("it is let in", async || loud.received().first().map(drop)).await;

    command(&rig.instance, &["block", "127.0.0.2", "--undo"]);
    assert_eq!((quarantine(&[]).as_array().unwrap().len(), quarantine(&["--silenced"])), (2, json!([])));
}
