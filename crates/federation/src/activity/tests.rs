use super::actor::{Actor, EXACT_DOCUMENTS, RFC9421};
use super::collection::{Collection, Page};
use super::*;
use crate::discovery::webfinger::Handle;
use crate::key::{KeyKind, PublicKey, SecretKey};
use crate::signature::KeyId;
use serde_json::json;

const ACTOR: &str = "https://peer.example/actor";

fn iri(text: &str) -> Iri {
    Iri::parse(text).unwrap()
}

#[test]
fn activities_survive_being_written() {
    for (kind, name) in Kind::ALL {
        let activity = Activity {
            id: iri("https://peer.example/activities/7"),
            kind,
            actor: iri(ACTOR),
            objects: vec![Object::Named(iri("https://our.example/actor"))],
            to: vec![iri(PUBLIC)],
            cc: vec![iri("https://peer.example/followers")],
            published: Some("2026-05-12T08:00:00.000001Z".parse().unwrap()),
            content: Some("why".to_owned()),
        };
        assert!(activity.is_public());
        assert_eq!(Activity::read(&activity.to_json()).unwrap(), activity, "{name}");
    }
    let follow = Activity::read(&activity("Follow", &json!("https://our.example/actor"))).unwrap();
    let value = serde_json::from_slice(&follow.to_json()).unwrap();
    let accept =
        Activity { kind: Kind::Accept, objects: vec![Object::Embedded(Embedded::read(value).unwrap())], ..follow };
    assert_eq!(Activity::read(&accept.to_json()).unwrap(), accept);
}

/// As other servers write them.
#[test]
fn activities_of_others_are_read() {
    let read = |value: Value| Activity::read(value.to_string().as_bytes()).unwrap();
    let create = read(json!({
        "@context": ["https://www.w3.org/ns/activitystreams", { "actor": "https://evil.example/actor" }],
        "id": "https://peer.example/activities/1",
        "type": ["Create", "https://peer.example/ns#Post"],
        "actor": { "id": ACTOR, "type": "Person" },
        "to": "as:Public",
        "object": [{ "id": "https://peer.example/notes/1", "type": "Note", "attributedTo": [ACTOR] }],
    }));
    assert_eq!((create.kind, create.actor.as_str(), create.is_public()), (Kind::Create, ACTOR, true));
    let Object::Embedded(note) = &create.objects[0] else { panic!() };
    assert_eq!(
        (note.types.as_slice(), note.owners.as_slice()),
        (["Note".to_owned()].as_slice(), [iri(ACTOR)].as_slice())
    );
    let flag = read(json!({
        "id": "https://peer.example/activities/2",
        "type": "Flag",
        "actor": ACTOR,
        "object": ["https://our.example/actor", "https://our.example/notes/1"],
    }));
    assert_eq!(flag.objects.len(), 2);
}

#[test]
fn what_is_no_activity_is_refused() {
    use ActivityError as E;
    let check = |bytes: &[u8], expected: ActivityError| {
        assert_eq!(Activity::read(bytes), Err(expected), "{}", String::from_utf8_lossy(bytes));
    };
    let named = json!("https://our.example/actor");
    check(b"[]", E::NotAnObject);
    check(b"{}", E::Missing("type"));
    check(&activity("Like", &named), E::UnknownKind("Like".into()));
    check(&activity("Follow", &json!(7)), E::Malformed("object"));
    check(&activity("Follow", &json!([])), E::Missing("object"));
    check(&activity("Follow", &json!([named, named])), E::TooMany("object"));
    check(&activity("Flag", &json!(vec![named; 101])), E::TooMany("object"));
    check(&activity("Follow", &json!("javascript:alert(1)")), E::Malformed("object"));
    check(&activity("Follow", &json!("https://our.example@peer.example/")), E::Malformed("object"));
    check(&activity("Follow", &json!(format!("https://our.example/{}", "a".repeat(3_000)))), E::Malformed("object"));
    let other = String::from_utf8(activity("Follow", &json!("https://our.example/actor"))).unwrap();
    check(other.replace("https://peer.example/activities", "https://other.example").as_bytes(), E::OtherOrigin("id"));
    for bytes in [&b"{"[..], b"", b"\xff", "[".repeat(100_000).as_bytes()] {
        assert!(matches!(Activity::read(bytes), Err(E::NotJson(_))));
    }
}

fn activity(kind: &str, object: &Value) -> Vec<u8> {
    let value = json!({ "id": "https://peer.example/activities/7", "type": kind, "actor": ACTOR, "object": object });
    value.to_string().into_bytes()
}

fn actor(keys: Vec<(KeyId, PublicKey)>) -> Actor {
    let by_language = |text: &str| [("fr".to_owned(), text.to_owned())].into();
    Actor {
        username: Some("moulin".to_owned()),
        name: Some("Le Moulin".to_owned()),
        names: by_language("Le Moulin"),
        summary: Some("<p>Un moulin.</p>".to_owned()),
        summaries: by_language("<p>Un moulin.</p>"),
        url: Some(iri("https://peer.example/organizations/moulin")),
        icon: Some(iri("https://peer.example/wheel.png")),
        published: Some("2026-05-12T08:00:00Z".parse().unwrap()),
        shared_inbox: Some(iri("https://peer.example/shared")),
        outbox: Some(iri("https://peer.example/outbox")),
        followers: Some(iri("https://peer.example/followers")),
        approves_followers: true,
        discoverable: Some(true),
        indexable: Some(false),
        handle: Some(Handle::parse("moulin@peer.example").unwrap()),
        implements: Actor::capabilities(),
        is_instance: true,
        keys,
        ..Actor::new(iri(ACTOR), "Organization", iri("https://peer.example/inbox"))
    }
}

#[test]
fn actors_and_their_keys_survive_being_written() {
    let key = |kind| SecretKey::generate(kind).unwrap().public().unwrap();
    let id = |name: &str| KeyId::parse(&format!("{ACTOR}#{name}")).unwrap();
    let actor = actor(vec![(id("main-key"), key(KeyKind::Rsa)), (id("ed25519"), key(KeyKind::Ed25519))]);
    assert_eq!(Actor::read(&actor.to_json(), &iri(ACTOR)).unwrap(), actor);
    assert_eq!(Actor::read(&actor.to_json(), &iri(&format!("{ACTOR}#main-key"))).unwrap(), actor);
    assert!(actor.key(&id("ed25519")).is_some() && actor.key(&id("other")).is_none());

    let elsewhere = iri("https://peer.example/uploads/actor.json");
    assert_eq!(Actor::read(&actor.to_json(), &elsewhere), Err(ActivityError::NotItself(elsewhere)));
}

/// Inboxes that another host would have to answer for.
#[test]
fn inboxes_of_others_are_not_an_actors() {
    let read = |inbox: &str, shared: &str| {
        let mut value: Map<String, Value> = serde_json::from_slice(&actor(Vec::new()).to_json()).unwrap();
        value.insert("inbox".to_owned(), json!(inbox));
        value.insert("endpoints".to_owned(), json!({ "sharedInbox": shared }));
        Actor::read(Value::Object(value).to_string().as_bytes(), &iri(ACTOR)).map(|actor| actor.shared_inbox)
    };
    let (own, other) = ("https://peer.example/inbox", "https://other.example/inbox");
    assert_eq!(read(own, own), Ok(Some(iri(own))));
    assert_eq!(read(own, other), Ok(None));
    assert_eq!(read(other, own), Err(ActivityError::OtherOrigin("inbox")));
}

/// A key that another actor, or another host, would have to answer for.
#[test]
fn keys_of_others_are_not_an_actors() {
    let pem = SecretKey::generate(KeyKind::Ed25519).unwrap().public().unwrap().to_pem();
    let check = |id: &str, owner: &str, pem: &str, expected: usize| {
        let mut value: Map<String, Value> = serde_json::from_slice(&actor(Vec::new()).to_json()).unwrap();
        value.insert("publicKey".to_owned(), json!({ "id": id, "owner": owner, "publicKeyPem": pem }));
        let bytes = Value::Object(value).to_string();
        assert_eq!(Actor::read(bytes.as_bytes(), &iri(ACTOR)).unwrap().keys.len(), expected, "{id} {owner}");
    };
    check("https://peer.example/actor#main-key", ACTOR, &pem, 1);
    check("https://peer.example/actor#main-key", "https://peer.example/other", &pem, 0);
    check("https://other.example/actor#main-key", ACTOR, &pem, 0);
    check("https://peer.example/actor#main-key", ACTOR, "no key", 0);
}

#[test]
fn pages_lead_nowhere_else() {
    let id = iri("https://peer.example/outbox?page=1");
    let page = Page {
        id: id.clone(),
        part_of: Some(iri("https://peer.example/outbox")),
        next: Some(iri("https://peer.example/outbox?page=2")),
        items: vec![Object::Named(iri("https://peer.example/activities/7"))],
    };
    assert_eq!(Page::read(&page.to_json(), &id).unwrap(), page);
    let elsewhere = Page { next: Some(iri("http://127.0.0.1/")), ..page.clone() };
    assert_eq!(Page::read(&elsewhere.to_json(), &id), Err(ActivityError::OtherOrigin("next")));
    assert_eq!(
        Page::read(&page.to_json(), &iri("https://peer.example/")).unwrap_err().to_string(),
        "the document found at https://peer.example/ is not the one that is there"
    );
    assert_eq!(Page::read(&activity("Follow", &json!(ACTOR)), &id), Err(ActivityError::Malformed("type")));
}

#[test]
fn collections_survive_being_written() {
    let id = iri("https://peer.example/followers");
    let collection = Collection {
        id: id.clone(),
        owner: Some(iri("https://peer.example/actor")),
        total: Some(7),
        first: Some(iri("https://peer.example/followers?page=1")),
    };
    assert_eq!(Collection::read(&collection.to_json(), &id).unwrap(), collection);
    let closed = Collection { total: None, first: None, ..collection.clone() };
    assert_eq!(Collection::read(&closed.to_json(), &id).unwrap(), closed);
    let elsewhere = Collection { first: Some(iri("https://other.example/")), ..collection.clone() };
    assert_eq!(Collection::read(&elsewhere.to_json(), &id), Err(ActivityError::OtherOrigin("first")));
    assert!(matches!(Collection::read(&collection.to_json(), &iri(ACTOR)), Err(ActivityError::NotItself(_))));
    // As Mastodon embeds the first page of replies.
    let page = Page::read(&collection.to_json(), &id).unwrap();
    assert_eq!(page.next, collection.first);
}

/// What an actor says that its server implements, as it is said by others.
#[test]
fn capabilities_are_read() {
    let check = |name: &str, value: Value, exact: bool, rfc9421: bool| {
        let mut document: Map<String, Value> = serde_json::from_slice(&actor(Vec::new()).to_json()).unwrap();
        document.remove("generator");
        document.insert(name.to_owned(), value.clone());
        let read = Actor::read(Value::Object(document).to_string().as_bytes(), &iri(ACTOR)).unwrap();
        assert_eq!((read.takes_exact_documents(), read.verifies_rfc9421()), (exact, rfc9421), "{name} {value}");
    };
    let (ours, signatures) = (json!({ "href": EXACT_DOCUMENTS }), json!({ "href": RFC9421, "name": "any" }));
    check("generator", json!({ "type": "Application", "implements": [ours, signatures] }), true, true);
    check("generator", json!([{ "type": "Application", "implements": [signatures] }]), false, true);
    check("generator", json!("https://peer.example/actor"), false, false);
    check("generator", json!({ "implements": EXACT_DOCUMENTS }), true, false);
    check("implements", json!([ours]), true, false);
    check("implements", json!([{ "name": EXACT_DOCUMENTS }, 7, null]), false, false);
    check("generator", json!({ "implements": vec![json!({ "href": "urn:x" }); 10_000] }), false, false);
}

#[test]
fn documents_are_followed_as_what_others_know() {
    use model::syntax::{Format, parse};
    let of = |turtle: &str| {
        let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {turtle} .");
        let quads = parse(text.as_bytes(), Format::Turtle, &iri(ACTOR), 100).unwrap();
        let document =
            model::Document::admit(iri(ACTOR), quads.into_iter().map(oxrdf::Triple::from).collect()).unwrap();
        Actor::of_document(&document, iri("https://peer.example/inbox"), crate::Language::Fr)
    };
    let classes = [
        ("Organization", "Organization"),
        ("Person", "Person"),
        ("Group", "Group"),
        ("Ecosystem", "Group"),
        ("Project", "Group"),
        ("Place", "Group"),
        ("Territory", "Group"),
        ("CodeSocial", "Service"),
        ("Offer", "Service"),
    ];
    for (class, kind) in classes {
        assert_eq!(of(&format!("<> a cs:{class}")).kind, kind, "{class}");
    }
    let actor = of(
        "<> a cs:Place ; cs:name 'A <b>\\n c'@fr, 'In English'@en ; cs:summary '<script>'@fr ; cs:image <javascript:x>",
    );
    assert_eq!(actor.name.as_deref(), Some("A <b> c"));
    assert_eq!(actor.names.get("en").map(String::as_str), Some("In English"));
    assert_eq!(actor.summary.as_deref(), Some("<p>&lt;script&gt;</p>"));
    assert_eq!(actor.icon, None);
    assert_eq!(Actor::read(&actor.to_json(), &iri(ACTOR)).unwrap(), actor);
}

mod written;
