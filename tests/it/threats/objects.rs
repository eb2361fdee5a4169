//! Somebody whose key is good does something to what is somebody else's.

use super::{ACTIVITY, Rig, client, command, exact, gone, host, neighbour, posing, refused};
use federation::signature::Dialect;
use serde_json::{Value, json};
use tests::peer::{Correspondent, until};

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_has_a_say() {
    let rig = Rig::new().await;
    let owner = neighbour(2).await;
    let attacker = neighbour(3).await;
    rig.begins_to_follow(&owner).await;
    for (path, name, audience) in [("organizations/a", "Ouvert", "Public"), ("organizations/n", "Réseau", "Network")] {
        let create = owner.activity("Create", &exact(&owner, path, name, 5, audience));
        assert_eq!(rig.tell(&owner, &create).await.status, 202);
    }
    let held = || rig.names(owner.base());
    until("it is held", async || (held() == ["Ouvert", "Réseau"]).then_some(())).await;
    let their_follow = rig.follow(&owner);
    assert_eq!(rig.tell(&owner, &their_follow).await.status, 202);
    until("it follows", async || rig.peers()["followers"].as_array().filter(|all| all.len() == 1).map(drop)).await;
    rig.applied().await;
    let ours = &owner.received()[0];
    assert_eq!(ours["type"], "Follow");

    let forged = |path: &str, name: &str| exact(&owner, path, name, 99, "Public");
    let undone =
        json!({ "id": their_follow["id"], "type": "Follow", "actor": attacker.actor(), "object": rig.actor() });
    let mastodon = "Mastodon CVE-2024-23832";
    // Known to the instance, so that what follows is refused for what it says.
    assert_eq!(rig.tell(&attacker, &attacker.activity("Announce", &json!(owner.actor()))).await.status, 202);
    rig.applied().await;
    let before = rig.quiet().await;
    for (kind, object, precedent) in [
        ("Update", forged("organizations/a", "Volé"), mastodon),
        ("Update", forged("organizations/n", "Réseau"), "CVE-2024-37903: the audience widened by a third party"),
        ("Delete", gone(&owner, "organizations/a", 99), "Delete by a non-owner"),
        ("Delete", json!(owner.actor()), "Delete of somebody else"),
        ("Undo", their_follow["id"].clone(), "Undo by a non-owner"),
        ("Undo", their_follow.clone(), "Undo by a non-owner"),
        ("Undo", undone, "Undo by a non-owner"),
    ] {
        let answer = rig.tell(&attacker, &attacker.activity(kind, &object)).await;
        refused(&format!("{kind} ({precedent})"), &answer, 403, "no-say");
    }
    assert_eq!(rig.written(), before, "nothing is stored");

    // What may be true, and is not taken from them: it has no effect.
    let of_neighbour = exact(&attacker, "organizations/x", "Intrus", 7, "Public");
    let note = json!({
        "id": format!("{}/notes/1", owner.base()),
        "type": "Note",
        "attributedTo": owner.actor(),
        "inReplyTo": rig.actor(),
        "content": "<p>Je n’ai jamais dit cela.</p>",
    });
    let accept = |follow: Value| attacker.activity("Accept", &follow);
    for (activity, precedent) in [
        (attacker.activity("Create", &forged("organizations/a", "Volé")), mastodon),
        (attacker.activity("Create", &note), mastodon),
        (attacker.activity("Announce", &forged("organizations/a", "Volé")), mastodon),
        (attacker.activity("Create", &of_neighbour), "nobody follows it"),
        (
            accept(json!(format!("{}activities/m77-1795377600000000", rig.instance.base()))),
            "an Accept of a Follow never sent",
        ),
        (accept(ours.clone()), "Pixelfed CVE-2025-30741: an Accept of what somebody else was asked"),
        (attacker.activity("Reject", ours), "a Reject of what somebody else was asked"),
    ] {
        let answer = rig.tell(&attacker, &activity).await;
        assert_eq!(answer.status, 202, "{precedent}: {}", String::from_utf8_lossy(&answer.body));
    }
    rig.applied().await;
    assert_eq!(rig.received("quarantined"), 0, "nothing of it is there to be read");
    assert_eq!(held(), ["Ouvert", "Réseau"]);
    assert_eq!(rig.names(attacker.base()), [""; 0]);
    let peers = rig.peers();
    assert_eq!(
        (peers["following"].as_array().unwrap().len(), &peers["following"][0]["state"]),
        (1, &json!("accepted"))
    );
    assert_eq!(peers["followers"].as_array().unwrap().len(), 1);

    // Strangers still see what is public alone.
    let asked = "SELECT ?name { GRAPH ?g { ?g <https://w3id.org/codesocial#name> ?name } }";
    let asked = client().post(format!("{}/sparql", rig.instance.address())).body(asked);
    let asked = asked.header("content-type", "application/sparql-query").header("accept", "text/csv");
    let seen = asked.send().await.unwrap().text().await.unwrap();
    assert!(seen.contains("Ouvert") && !seen.contains("Réseau"), "{seen}");
}

/// Two actors of one site: what is of the site is not of each of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_on_the_same_site_is_not_the_owner() {
    let rig = Rig::new().await;
    let owner = neighbour(2).await;
    rig.begins_to_follow(&owner).await;
    let create = owner.activity("Create", &exact(&owner, "organizations/a", "Ouvert", 5, "Public"));
    assert_eq!(rig.tell(&owner, &create).await.status, 202);
    until("it is held", async || (rig.names(owner.base()) == ["Ouvert"]).then_some(())).await;
    let follow = rig.follow(&owner);
    assert_eq!(rig.tell(&owner, &follow).await.status, 202);
    rig.applied().await;

    let eve = format!("{}/users/eve/actor", owner.base());
    owner.lay("/users/eve/actor", 200, ACTIVITY, posing(&owner, "/users/eve/actor").to_string());
    for (kind, object) in [
        ("Update", exact(&owner, "organizations/a", "Volé", 99, "Public")),
        ("Delete", gone(&owner, "organizations/a", 99)),
        ("Delete", json!(owner.actor())),
        ("Undo", follow["id"].clone()),
        ("Accept", owner.received()[0].clone()),
        ("Reject", owner.received()[0].clone()),
    ] {
        let mut activity = owner.activity(kind, &object);
        activity["actor"] = json!(eve);
        let mut request = rig.request(activity.to_string());
        owner.sign(&mut request, Some(&format!("{eve}#main-key")), None);
        let answer = owner.send(request).await;
        assert_eq!(answer.status, 202, "{kind}: {}", String::from_utf8_lossy(&answer.body));
    }
    rig.applied().await;
    assert_eq!(rig.names(owner.base()), ["Ouvert"]);
    let peers = rig.peers();
    assert_eq!(
        (&peers["following"][0]["state"], peers["followers"].as_array().unwrap().len()),
        (&json!("accepted"), 1)
    );
}

/// Pixelfed CVE-2025-30741: who was asked and has not answered.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_before_an_accept() {
    let rig = Rig::new().await;
    let silent = neighbour(2).await;
    silent.stays_silent();
    command(&rig.instance, &["follow", &silent.actor()]);
    until("it is asked", async || silent.received().first().map(drop)).await;
    let create = silent.activity("Create", &exact(&silent, "organizations/a", "Trop tôt", 5, "Public"));
    assert_eq!(rig.tell(&silent, &create).await.status, 202);
    rig.applied().await;
    assert_eq!((rig.names(silent.base()), rig.received("ignored")), (vec![], 1));
    assert_eq!(rig.peers()["following"][0]["state"], "waiting");
    // One of a microblog whose object it is: no document of ours ever.
    let stranger = Correspondent::start_at(host(3), Dialect::Cavage).await;
    let create = stranger.activity("Create", &exact(&stranger, "organizations/b", "Inconnu", 5, "Public"));
    assert_eq!(rig.tell(&stranger, &create).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(stranger.base()), [""; 0]);
}
