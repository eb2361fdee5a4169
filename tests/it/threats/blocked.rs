//! Whoever is blocked is not heard: not by their own mouth, not through others, not from beside or below; and told nothing.

use super::{ACTIVITY, Rig, client, command, host, organisation, posing, put, refused};
use federation::signature::Dialect;
use serde_json::json;
use tests::peer::{Correspondent, until};

const PRECEDENT: &str = "Mastodon CVE-2026-23961";

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_host_does_not_come_back() {
    let rig = Rig::new().await;
    let spammer = Correspondent::start_at(host(2), Dialect::Rfc9421).await;
    let friend = Correspondent::start_at(host(3), Dialect::Rfc9421).await;
    for by in [&spammer, &friend] {
        assert_eq!(rig.tell(by, &rig.follow(by)).await.status, 202);
    }
    until("both follow", async || rig.peers()["followers"].as_array().filter(|all| all.len() == 2).map(drop)).await;
    until("both are told", async || (spammer.received().len() == 1 && friend.received().len() == 1).then_some(()))
        .await;
    command(&rig.instance, &["block", "127.0.0.2"]);
    command(&rig.instance, &["block", "Blocked.example."]);
    command(&rig.instance, &["block", &format!("{}/users/Eve", friend.base())]);
    friend.lay("/users/Eve", 200, ACTIVITY, posing(&friend, "/users/Eve").to_string());

    let theirs = format!("{}/notes/1", spammer.base());
    let note = json!({ "id": theirs, "type": "Note", "attributedTo": spammer.actor(), "content": "<p>spam</p>" });
    let asked = (spammer.asked().len(), friend.asked().len());
    let before = rig.quiet().await;
    let own = format!("{}#main-key", spammer.actor());
    let other = format!("{}/users/other#main-key", spammer.base());
    let eve = format!("{}/users/Eve#main-key", friend.base());
    for (row, by, key_id, activity) in [
        ("by its own mouth", &spammer, Some(own.as_str()), rig.follow(&spammer)),
        ("another actor of the host", &spammer, Some(other.as_str()), rig.follow(&spammer)),
        ("a host below", &spammer, Some("https://a.b.blocked.example/actor#main-key"), rig.follow(&spammer)),
        ("in other letters", &spammer, Some("https://BLOCKED.example/actor#main-key"), rig.follow(&spammer)),
        ("with a dot at the end", &spammer, Some("https://blocked.example./actor#main-key"), rig.follow(&spammer)),
        ("on another port", &spammer, Some("http://127.0.0.2:1/actor#main-key"), rig.follow(&spammer)),
        ("as a number", &spammer, Some("http://2130706434/actor#main-key"), rig.follow(&spammer)),
        ("an actor alone", &friend, Some(eve.as_str()), rig.follow(&friend)),
        ("announced by a friend", &friend, None, friend.activity("Announce", &json!(theirs))),
        ("written out by a friend", &friend, None, friend.activity("Announce", &note)),
        ("created by a friend", &friend, None, friend.activity("Create", &note)),
        ("followed by a friend", &friend, None, friend.activity("Follow", &json!(spammer.actor()))),
    ] {
        let mut request = rig.request(activity.to_string());
        by.sign(&mut request, key_id, None);
        refused(&format!("{row} ({PRECEDENT})"), &by.send(request).await, 403, "not-heard");
    }
    assert_eq!(rig.written(), before, "nothing is stored");
    assert_eq!((spammer.asked().len(), friend.asked().len()), asked, "and nothing is asked of whoever is blocked");

    // What is written now is told to the friend alone, until the host is heard again.
    assert_eq!(put(&client(), &rig.instance, "organizations/a", organisation("Un", "Public")).await.unwrap(), 201);
    until("the friend is told", async || friend.received().get(1).map(drop)).await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(spammer.received().len(), 1, "whoever is blocked is told nothing");
    command(&rig.instance, &["block", "127.0.0.2", "--undo"]);
    until("it is told again", async || spammer.received().get(1).map(drop)).await;
    // What a report names may be of those who are blocked: that is what it is for.
    command(&rig.instance, &["block", "127.0.0.2"]);
    let mut report = friend.activity("Flag", &json!([theirs]));
    report["content"] = json!("spam");
    assert_eq!(rig.tell(&friend, &report).await.status, 202);
}
