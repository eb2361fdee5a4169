//! Servers that are no instances of ours are followed, too: their events, projects and places are documents from elsewhere
//! here, as they told them. What they say is in `fixtures/peers`, with their hosts changed to where they are in the test.

use super::threats::{ACTIVITY, Rig, command, host, posing};
use federation::signature::Dialect;
use serde_json::{Value, json};
use tests::peer::correspondent::Answer;
use tests::peer::{Correspondent, until};

/// What a server says (`mobilizon/create-event`), as if it were this one and `was` were its actor.
fn said(what: &str, was: &str, by: &Correspondent, is: &str) -> Value {
    let file = format!("{}/../fixtures/peers/{what}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).unwrap();
    let server = what.split('/').next().unwrap();
    let host = format!("https://{server}.example");
    serde_json::from_str(&text.replace(&format!("{host}{was}"), is).replace(&host, by.base())).unwrap()
}

/// The same activity, later, and changed.
fn changed(mut activity: Value, number: u32, change: impl FnOnce(&mut Value)) -> Value {
    activity["id"] = json!(format!("{}/{number}", activity["id"].as_str().unwrap()));
    change(&mut activity["object"]);
    activity
}

/// Sends this in the name of another actor of the same host.
async fn tell_as(rig: &Rig, by: &Correspondent, actor: &str, activity: &Value) -> Answer {
    let mut request = rig.request(activity.to_string());
    by.sign(&mut request, Some(&format!("{actor}#main-key")), None);
    by.send(request).await
}

fn ask(rig: &Rig, pattern: &str) -> Vec<String> {
    let asked = format!("PREFIX cs: <https://w3id.org/codesocial#> SELECT ?x {{ {pattern} }} ORDER BY ?x");
    let csv = command(&rig.instance, &["query", &asked, "--csv"]);
    csv.lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

/// A group of Mobilizon's is followed; its events are told by who wrote them.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_group_that_is_followed() {
    let rig = Rig::new().await;
    let group = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let writer = format!("{}/@camille", group.base());
    group.lay("/@camille", 200, ACTIVITY, posing(&group, "/@camille").to_string());
    let said = |what: &str| said(&format!("mobilizon/{what}"), "/@collectif", &group, &group.actor());
    let create = said("create-event");
    let event = create["object"]["id"].as_str().unwrap().to_owned();
    assert_eq!(tell_as(&rig, &group, &writer, &create).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(group.base()), [""; 0], "nobody follows it");

    rig.begins_to_follow(&group).await;
    assert_eq!(tell_as(&rig, &group, &writer, &create).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(group.base()), ["Pesée du port"], "what had no effect may come again");
    let of = |property: &str| ask(&rig, &format!("GRAPH <{event}> {{ <{event}> cs:{property} ?x }}"));
    assert_eq!(of("description"), ["On pèse."]);
    assert_eq!(of("start"), ["2027-06-05T08:00:00Z"]);
    assert_eq!(of("keyword"), ["pêche"]);
    assert_eq!(of("website"), ["https://port.example/"]);
    assert_eq!(of("latitude"), ["50.7252"]);
    // CSV quotes what has a comma.
    assert_eq!(of("address/cs:street"), ["\"Quai, Quai des Crevettes\""]);
    assert_eq!(of("address/cs:postalCode"), ["62200"]);
    assert_eq!(ask(&rig, &format!("<{event}> a cs:Event ; cs:name ?x")), ["Pesée du port"]);

    // Mobilizon's own change calls it off.
    assert_eq!(tell_as(&rig, &group, &writer, &said("update-event")).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(group.base()), [""; 0], "it is called off");
    let again = changed(said("update-event"), 2, |event| {
        event["ical:status"] = json!("CONFIRMED");
        event["updated"] = json!("2026-05-13T09:00:00Z");
        event["to"] = json!([format!("{}/followers", group.actor())]);
        event["cc"] = json!([]);
    });
    assert_eq!(tell_as(&rig, &group, &writer, &again).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(group.base()), ["Pesée du port"], "it takes place after all");
    let page = client_reads(&rig, &event).await;
    assert_eq!(page, 404, "it is for the followers, hence for the network, and nobody is signed in");

    let other = Correspondent::start_at(host(3), Dialect::Cavage).await;
    let delete = said("delete-event");
    let forged = other.activity("Delete", &delete["object"]);
    assert_eq!(rig.tell(&other, &forged).await.status, 403, "nobody else takes it away");
    assert_eq!(tell_as(&rig, &group, &writer, &delete).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(group.base()), [""; 0], "it is gone");
}

/// Communecter's projects, which ActivityStreams does not know, without `@context` or with; and what stays out.
#[tokio::test(flavor = "multi_thread")]
async fn a_project_of_communecter() {
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    rig.begins_to_follow(&by).await;
    let said = |what: &str| said(&format!("communecter/{what}"), "/api/activitypub/users/u/camille", &by, &by.actor());
    let mut create = said("create-project");
    create.as_object_mut().unwrap().remove("@context");
    assert_eq!(rig.tell(&by, &create).await.status, 202);
    assert_eq!(rig.tell(&by, &said("create-badge")).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(by.base()), ["Four commun"]);
    let project = &create["object"]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask(&rig, &format!("<{project}> a cs:Project ; cs:summary ?x")), ["Cuire ensemble"]);
    assert_eq!(ask(&rig, &format!("<{project}> cs:keyword ?x")), ["four", "pain"]);
    assert_eq!(ask(&rig, &format!("<{project}> cs:address/cs:locality ?x")), ["Sauxillanges"]);
    assert_eq!(client_reads(&rig, project).await, 200);

    // A change only names what changed: it is looked up.
    let mut now = create["object"].clone();
    now["shortDescription"] = json!("Cuire et rire");
    let path = project.strip_prefix(by.base()).unwrap();
    by.lay(path, 200, ACTIVITY, now.to_string());
    assert_eq!(rig.tell(&by, &said("update-named")).await.status, 202);
    until("it is looked up", async || {
        (ask(&rig, &format!("<{project}> cs:summary ?x")) == ["Cuire et rire"]).then_some(())
    })
    .await;
    assert_eq!(by.asked().iter().filter(|asked| *asked == path).count(), 1);

    // What is only named, and is none of what is kept, is not asked for again and again.
    let post =
        json!({ "id": format!("{}/posts/1", by.base()), "type": "Note", "content": "x", "attributedTo": by.actor() });
    by.lay("/posts/1", 200, ACTIVITY, post.to_string());
    for _ in 0..2 {
        assert_eq!(rig.tell(&by, &by.activity("Announce", &post["id"])).await.status, 202);
        rig.applied().await;
    }
    until("it is looked at", async || by.asked().iter().any(|asked| asked == "/posts/1").then_some(())).await;
    assert_eq!(client_reads(&rig, post["id"].as_str().unwrap()).await, 404);

    // What has no name is no project for the shapes: it waits, and says why.
    let nameless = changed(create, 2, |project| {
        project["id"] = json!(format!("{}2", project["id"].as_str().unwrap()));
        project["name"] = json!("");
    });
    assert_eq!(rig.tell(&by, &nameless).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(by.base()), ["Four commun"]);
    assert_eq!(rig.received("quarantined"), 1);

    assert_eq!(rig.tell(&by, &said("delete")).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(by.base()), [""; 0]);
    assert_eq!(client_reads(&rig, project).await, 410);

    command(&rig.instance, &["unfollow", &by.actor()]);
    assert_eq!(rig.peers()["following"], json!([]));
}

/// The status of what is held of this address, for whoever comes by.
async fn client_reads(rig: &Rig, iri: &str) -> u16 {
    let address = format!("{}elsewhere?iri={iri}", rig.instance.base());
    super::federation::client().get(address).header("accept", "text/turtle").send().await.unwrap().status().as_u16()
}
