//! What we read in documents of other servers: `fixtures/peers/<server>/<document>.json`, written after their public
//! documentation, with invented people. A new document is a file and a line in a table.

#![expect(clippy::unwrap_used, reason = "a test says what it meets by failing")]

use federation::activity::actor::Actor;
use federation::activity::origin::standing;
use federation::activity::{Activity, Embedded, Object};
use federation::object::clean::Clean;
use federation::object::foreign::Foreign;
use federation::object::reply::Reply;
use model::{Base, Iri};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The address of each actor of a peer begins with its host; ours with this.
const OURS: &str = "https://our.example";

/// Each document with what it is: of an activity its kind, its actor, its object, and what this object counts for; of
/// an actor its type and what it brings.
const READ: &[(&str, &str)] = &[
    ("activitypods/accept", "Accept by /camille of our/activities/m-6: Name"),
    ("activitypods/actor", "Person @camille with 1 key"),
    ("activitypods/announce", "Announce by /camille of our/events/harbour: Refetch"),
    ("activitypods/create-event", "Create by /camille of Event /…/1: AsSent"),
    ("activitypods/create-note", "Create by /camille of Note /…/1: AsSent"),
    ("activitypods/delete-event", "Delete by /camille of /…/1: Name"),
    ("activitypods/follow", "Follow by /camille of our/actor: Name"),
    ("activitypods/undo-follow", "Undo by /camille of /…/1: Name"),
    ("activitypods/update-event", "Update by /camille of /…/1: Refetch"),
    ("akkoma/accept", "Accept by /users/sacha of Follow our/activities/m-10: Name"),
    ("akkoma/actor", "Person @sacha with 1 key, shared inbox"),
    ("akkoma/announce", "Announce by /users/sacha of our/posts/12: Refetch"),
    ("akkoma/create-reply", "Create by /users/sacha of Note /objects/1c9b0c5e-0000-4000-8000-000000000001: AsSent"),
    ("akkoma/delete-note", "Delete by /users/sacha of /objects/1c9b0c5e-0000-4000-8000-000000000001: Name"),
    ("akkoma/emoji-react", "refused: an activity of type EmojiReact is not understood"),
    ("akkoma/flag", "Flag by /users/relay of our/actor: Name, Note our/posts/12: Name"),
    ("akkoma/follow", "Follow by /users/sacha of our/actor: Name"),
    ("akkoma/undo-follow", "Undo by /users/sacha of Follow /activities/1c9b0c5e-0000-4000-8000-000000000002: AsSent"),
    ("akkoma/update-note", "Update by /users/sacha of Note /objects/1c9b0c5e-0000-4000-8000-000000000001: AsSent"),
    ("communecter/accept", "Accept by /…/camille of our/activities/m-7: Name"),
    ("communecter/actor", "Person @camille with 1 key"),
    ("communecter/create-badge", "Create by /…/camille of Badge /…/6a0300000001: AsSent"),
    ("communecter/create-event-named", "Create by /…/camille of /…/6a0200000001: Refetch"),
    ("communecter/create-nameless", "Create by /…/camille of Organization nameless: Refused"),
    ("communecter/create-project", "Create by /…/camille of Project /…/6a0200000002: AsSent"),
    ("communecter/delete", "Delete by /…/camille of /…/6a0200000002: Name"),
    ("communecter/follow", "Follow by /…/camille of our/actor: Name"),
    ("communecter/join", "refused: an activity of type Join is not understood"),
    ("communecter/offer", "refused: an activity of type Offer is not understood"),
    ("communecter/reject-badge", "Reject by /…/camille of our/activities/m-8: Name"),
    ("communecter/undo-without-id", "refused: there is no id"),
    ("communecter/undo", "Undo by /…/camille of /…/6a0100000001: Name"),
    ("communecter/update-named", "Update by /…/camille of /…/6a0200000002: Refetch"),
    ("friendica/accept", "Accept by /profile/ines of Follow our/activities/m-14: Name"),
    ("friendica/actor", "Person @ines with 1 key, shared inbox"),
    ("friendica/announce", "Announce by /profile/ines of our/posts/12: Refetch"),
    ("friendica/create-reply", "Create by /profile/ines of Note /objects/0a1b2c3d-0000-0000-0000-000000000001: AsSent"),
    (
        "friendica/delete-note",
        "Delete by /profile/ines of Tombstone /objects/0a1b2c3d-0000-0000-0000-000000000001: Name",
    ),
    ("friendica/flag", "Flag by /friendica of our/actor: Name, our/posts/12: Name"),
    ("friendica/follow", "Follow by /profile/ines of our/actor: Name"),
    ("friendica/undo-follow", "Undo by /profile/ines of Follow /activity/0a1b2c3d-0000-0000-0000-000000000002: AsSent"),
    ("friendica/update-note", "Update by /profile/ines of Note /objects/0a1b2c3d-0000-0000-0000-000000000001: AsSent"),
    ("gotosocial/accept", "Accept by /users/lou of Follow our/activities/m-4: Name"),
    ("gotosocial/actor", "Person @lou with 1 key, shared inbox, asks"),
    ("gotosocial/announce", "Announce by /users/lou of our/posts/12: Refetch"),
    ("gotosocial/create-reply", "Create by /users/lou of Note /…/01JV0000000000000000000001: AsSent"),
    ("gotosocial/delete-note", "Delete by /users/lou of /…/01JV0000000000000000000001: Name"),
    ("gotosocial/flag", "Flag by /users/gotosocial.example of our/actor: Name, our/posts/12: Name"),
    ("gotosocial/follow", "Follow by /users/lou of our/actor: Name"),
    ("gotosocial/undo-follow", "Undo by /users/lou of Follow /…/01JV0000000000000000000002: AsSent"),
    ("gotosocial/update-note", "Update by /users/lou of Note /…/01JV0000000000000000000001: AsSent"),
    ("lemmy/accept", "Accept by /c/communs of Follow our/activities/m-11: Name"),
    ("lemmy/actor-community", "Group @communs with 1 key, shared inbox"),
    ("lemmy/announce-create", "Announce by /c/communs of Create /…/0000-0003: Refetch"),
    ("lemmy/create-comment", "Create by /u/noor of Note /comment/77: AsSent"),
    ("lemmy/create-page", "Create by /u/noor of Page /post/31: AsSent"),
    ("lemmy/delete-page", "Delete by /u/noor of /post/31: Name"),
    ("lemmy/flag", "Flag by /u/noor of our/posts/12: Name"),
    ("lemmy/follow", "Follow by /u/noor of our/actor: Name"),
    ("lemmy/undo-delete", "Undo by /u/noor of Delete /…/0000-0006: AsSent"),
    ("lemmy/undo-follow", "Undo by /u/noor of Follow /…/0000-0001: AsSent"),
    ("lemmy/update-page", "Update by /u/noor of Page /post/31: AsSent"),
    ("mastodon/accept", "Accept by /users/camille of Follow our/activities/m-3: Name"),
    ("mastodon/actor", "Person @camille with 1 key, shared inbox"),
    ("mastodon/announce", "Announce by /users/camille of our/posts/12: Refetch"),
    ("mastodon/create-reply", "Create by /users/camille of Note /…/114000000000000001: AsSent"),
    ("mastodon/delete-actor", "Delete by /users/camille of /users/camille: Name"),
    ("mastodon/delete-note", "Delete by /users/camille of Tombstone /…/114000000000000001: Name"),
    ("mastodon/flag", "Flag by /actor of our/actor: Name, our/posts/12: Name"),
    ("mastodon/follow", "Follow by /users/camille of our/actor: Name"),
    ("mastodon/like", "refused: an activity of type Like is not understood"),
    ("mastodon/reject", "Reject by /users/camille of Follow our/activities/m-3: Name"),
    ("mastodon/undo-announce", "Undo by /users/camille of Announce /…/activity: AsSent"),
    ("mastodon/undo-follow", "Undo by /users/camille of Follow /0b2f4c60-6a1b-4a3e-9a57-6d0e7c1f8a10: AsSent"),
    ("mastodon/update-actor", "Update by /users/camille of Person /users/camille: AsSent"),
    ("mastodon/update-note", "Update by /users/camille of Note /…/114000000000000001: AsSent"),
    ("misskey/accept", "Accept by /users/9m0000001 of Follow our/activities/m-12: Name"),
    ("misskey/actor", "Person @mika with 1 key, shared inbox"),
    ("misskey/announce", "Announce by /users/9m0000001 of our/posts/12: Refetch"),
    ("misskey/create-reply", "Create by /users/9m0000001 of Note /notes/9m0000002: AsSent"),
    ("misskey/delete-note", "Delete by /users/9m0000001 of Tombstone /notes/9m0000002: Name"),
    ("misskey/flag", "Flag by /users/9m0000000 of our/actor: Name"),
    ("misskey/follow", "Follow by /users/9m0000001 of our/actor: Name"),
    ("misskey/undo-follow", "Undo by /users/9m0000001 of Follow /follows/9m0000003: AsSent"),
    ("misskey/update-actor", "Update by /users/9m0000001 of Person /users/9m0000001: AsSent"),
    ("mobilizon/accept", "Accept by /@collectif of Follow our/activities/m-5: Name"),
    ("mobilizon/actor-group", "Group @collectif with 1 key, shared inbox, asks"),
    ("mobilizon/actor-relay", "Application @relay with 1 key, shared inbox"),
    ("mobilizon/actor", "Person @camille with 1 key, shared inbox"),
    ("mobilizon/announce", "Announce by /relay of /events/3d1e7a02-0000-4000-8000-000000000003: Refetch"),
    ("mobilizon/create-comment", "Create by /@camille of Note /comments/aa01: AsSent"),
    ("mobilizon/create-event", "Create by /@camille of Event /events/3d1e7a02-0000-4000-8000-000000000003: AsSent"),
    ("mobilizon/delete-event", "Delete by /@camille of Tombstone /events/3d1e7a02-0000-4000-8000-000000000003: Name"),
    ("mobilizon/flag", "Flag by /relay of our/events/harbour: Name"),
    ("mobilizon/follow", "Follow by /relay of our/actor: Name"),
    ("mobilizon/join", "refused: an activity of type Join is not understood"),
    ("mobilizon/undo-follow", "Undo by /relay of Follow /…/activity: AsSent"),
    ("mobilizon/update-event", "Update by /@camille of Event /events/3d1e7a02-0000-4000-8000-000000000003: AsSent"),
    ("peertube/accept", "Accept by /video-channels/berges of Follow our/activities/m-9: Name"),
    ("peertube/actor-channel", "Group @berges with 1 key, shared inbox"),
    ("peertube/announce", "Announce by /video-channels/berges of /…/9c9de5e8-0000-4000-8000-000000000001: Refetch"),
    ("peertube/create-comment", "Create by /accounts/camille of Note /…/5: AsSent"),
    ("peertube/create-video", "Create by /accounts/camille of Video /…/9c9de5e8-0000-4000-8000-000000000001: AsSent"),
    ("peertube/delete-video", "Delete by /accounts/camille of /…/9c9de5e8-0000-4000-8000-000000000001: Name"),
    ("peertube/flag", "Flag by /accounts/camille of our/posts/12: Name"),
    ("peertube/follow", "Follow by /accounts/peertube of our/actor: Name"),
    ("peertube/undo-follow", "Undo by /accounts/peertube of Follow /…/12: AsSent"),
    ("peertube/update-video", "Update by /accounts/camille of Video /…/9c9de5e8-0000-4000-8000-000000000001: AsSent"),
    ("peertube/view", "refused: an activity of type View is not understood"),
    ("wordpress/accept", "Accept by /?author=1 of Follow our/activities/m-15: Name"),
    ("wordpress/actor", "Person @gazette with 1 key, shared inbox, gazette@blog.example"),
    ("wordpress/announce", "Announce by /?author=1 of our/posts/12: Refetch"),
    ("wordpress/create-article", "Create by /?author=1 of Article /?p=12: AsSent"),
    ("wordpress/delete-article", "Delete by /?author=1 of Tombstone /?p=12: Name"),
    ("wordpress/follow", "Follow by /?author=1 of our/actor: Name"),
    ("wordpress/undo-follow", "Undo by /?author=1 of Follow /?author=1#follow-our.example: AsSent"),
    ("wordpress/update-article", "Update by /?author=1 of Article /?p=12: AsSent"),
    ("writefreely/accept", "Accept by /…/carnet of Follow our/activities/m-13: Name"),
    ("writefreely/actor", "Person @carnet with 1 key, shared inbox"),
    ("writefreely/create-article", "Create by /…/carnet of Article /…/abc123: AsSent"),
    ("writefreely/delete-article", "Delete by /…/carnet of Article /…/abc123: Name"),
    ("writefreely/update-article", "Update by /…/carnet of Article /…/abc123: AsSent"),
];

/// What is understood of the objects that count as they were sent, and of those that are fetched.
const UNDERSTOOD: &[(&str, &str)] = &[
    (
        "activitypods/create-event",
        "Event “Atelier levain”, 2027-03-01T09:00:00Z/2027-03-01T12:00:00Z, at Le fournil: Apporter un bocal.",
    ),
    ("activitypods/create-note", "to our/posts/12, in ?: <p>Et pour le seigle ?</p>"),
    ("akkoma/create-reply", "to our/posts/12, in fr: Le lien ne marche pas…"),
    ("akkoma/update-note", "to our/posts/12, in fr: Le lien marche."),
    ("communecter/create-badge", "Badge “Fournière, fournier”: Pour qui a tenu le four un hiver."),
    ("communecter/create-nameless", "refused: the object has no id"),
    (
        "communecter/create-project",
        "Project “Four commun”, 2026-07-02T14:22:00Z/2027-07-31T14:21:00Z, at Sauxillanges, progress development, #pain, #four, https://four.example/, https://git.example/four: Un four à bois.",
    ),
    ("communecter/object-badge", "Badge “Fournière, fournier”: Pour qui a tenu le four un hiver."),
    ("communecter/object-note", "Post “”, #four, https://four.example/: Rendez-vous samedi."),
    (
        "communecter/object-project",
        "Project “Four commun”, 2026-07-02T14:22:00Z/2027-07-31T14:21:00Z, at Sauxillanges, progress development, #pain, #four, https://four.example/, https://git.example/four: Un four à bois.",
    ),
    ("friendica/create-reply", "to our/posts/12, in fr: J'en ai parlé <strong>à l'antenne</strong>."),
    ("friendica/update-note", "to our/posts/12, in fr: J'en ai parlé <strong>à l'antenne</strong>."),
    ("gotosocial/create-reply", "to our/posts/12, in fr: <p>On en parle demain à l'antenne.</p>"),
    ("gotosocial/update-note", "to our/posts/12, in fr: <p>On en parle ce soir.</p>"),
    ("lemmy/create-comment", "to our/posts/12, in fr: <p>Deux stères par fournée</p>\n"),
    (
        "lemmy/create-page",
        "Post “Un four commun, combien de bois ?”, in fr, https://four.example/bois: <p>Nous hésitons.</p>\n",
    ),
    (
        "lemmy/update-page",
        "Post “Un four commun, combien de bois ?”, in fr, https://four.example/bois: <p>Nous hésitons.</p>\n",
    ),
    (
        "mastodon/create-reply",
        "to our/posts/12, in fr: <p><a href=\"https://our.example/actor\">@vallee</a> Bravo pour la farine&nbsp;!</p>",
    ),
    ("mastodon/update-actor", "Person “Camille S.”"),
    (
        "mastodon/update-note",
        "to our/posts/12, in fr: <p><a href=\"https://our.example/actor\">@vallee</a> Merci pour la farine&nbsp;!</p>",
    ),
    (
        "misskey/create-reply",
        "to our/posts/12, in ?: <p><a href=\"https://our.example/actor\">@vallee@our.example</a> いいね<br>とても</p>",
    ),
    ("misskey/update-actor", "Person “ミカ”"),
    ("mobilizon/create-comment", "to our/events/harbour, in fr: <p>Je viens avec ma caisse.</p>"),
    (
        "mobilizon/create-event",
        "Event “Pesée du port”, 2027-06-05T08:00:00Z/2027-06-05T16:00:00Z, at Quai 50.7252,1.5991, in fr, #pêche, https://port.example/: <p>On <em>pèse</em>.</p>",
    ),
    (
        "mobilizon/update-event",
        "Event “Pesée du port”, 2027-06-05T08:00:00Z/2027-06-05T16:00:00Z, cancelled, at Quai 50.7252,1.5991, in fr, #pêche, https://port.example/: <p>On <em>pèse</em>.</p>",
    ),
    ("peertube/create-comment", "to our/posts/12, in ?: <p>Merci pour la turbine</p>"),
    ("peertube/create-video", "Post “La roue tourne”, in fr, #moulin: <p>Le moulin **repart**.</p>"),
    ("peertube/update-video", "Post “La roue tourne encore”, in fr, #moulin: <p>Le moulin **repart**.</p>"),
    ("wordpress/create-article", "Post “Le moulin”, in fr, #moulin: <p>Le moulin tourne.</p>"),
    ("wordpress/update-article", "Post “Le moulin”, in fr, #moulin: <p>Le moulin tourne.</p>"),
    ("writefreely/create-article", "Post “Le four”, in fr, #pain: <p>Il a neigé sur les moules à pain.</p>"),
    ("writefreely/update-article", "Post “Le four”, in fr, #pain: <p>Il a neigé sur les moules à pain.</p>"),
];

#[test]
fn documents_of_peers_are_read() {
    check(READ, |name, bytes| (!is_object(name)).then(|| read(bytes)));
}

#[test]
fn objects_of_peers_are_understood() {
    check(UNDERSTOOD, understood);
}

/// The JSON-LD context of an object changes nothing: Communecter's have none.
#[test]
fn no_context_is_asked() {
    for (name, bytes) in documents() {
        let mut value: Map<String, Value> = serde_json::from_slice(&bytes).unwrap();
        value.insert("@context".to_owned(), "https://evil.example/context".into());
        let other = Value::Object(value.clone()).to_string();
        value.remove("@context");
        let none = Value::Object(value).to_string();
        assert_eq!(read(&bytes), read(other.as_bytes()), "{name}");
        assert_eq!(read(&bytes), read(none.as_bytes()), "{name}");
    }
}

fn check(table: &[(&str, &str)], shown: impl Fn(&str, &[u8]) -> Option<String>) {
    let expected: BTreeMap<_, _> = table.iter().map(|(name, row)| ((*name).to_owned(), (*row).to_owned())).collect();
    let found: BTreeMap<_, _> =
        documents().into_iter().filter_map(|(name, bytes)| Some((name.clone(), shown(&name, &bytes)?))).collect();
    let mut wrong = String::new();
    for name in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        let (expected, found) = (expected.get(name), found.get(name));
        if expected != found {
            writeln!(wrong, "    (\"{name}\", {:?}),\n        // instead of {expected:?}", found.map_or("", |row| row))
                .unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// `mastodon/follow`, with its bytes.
fn documents() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/peers");
    let entries = |folder: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let servers = entries(&root).into_iter().filter(|path| path.is_dir());
    let files =
        servers.flat_map(|server| entries(&server)).filter(|path| path.extension().is_some_and(|e| e == "json"));
    let document = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().with_extension("").to_str().unwrap().to_owned();
        (name, std::fs::read(path).unwrap())
    };
    let mut documents: Vec<_> = files.map(document).collect();
    documents.sort();
    documents
}

/// Whether it is no activity and no actor, but what is fetched.
fn is_object(name: &str) -> bool {
    name.contains("/object-")
}

fn read(bytes: &[u8]) -> String {
    let value: Map<String, Value> = serde_json::from_slice(bytes).unwrap();
    if let Some(inbox) = value.get("inbox") {
        assert!(inbox.is_string());
        return actor(bytes, &value);
    }
    let activity = match Activity::read(bytes) {
        Ok(activity) => activity,
        Err(error) => return format!("refused: {error}"),
    };
    let objects = activity.objects.iter().map(|object| {
        let id = object.id().map_or("nameless".to_owned(), |id| short(id, &activity.actor));
        let counts = standing(&activity, object);
        match object {
            Object::Named(_) => format!("{id}: {counts:?}"),
            Object::Embedded(embedded) => format!("{} {id}: {counts:?}", embedded.types.join("+")),
        }
    });
    let objects = objects.collect::<Vec<_>>().join(", ");
    format!("{} by {} of {objects}", activity.kind.name(), short(&activity.actor, &activity.actor))
}

fn actor(bytes: &[u8], value: &Map<String, Value>) -> String {
    let id = Iri::parse(value["id"].as_str().unwrap()).unwrap();
    match Actor::read(bytes, &id) {
        Ok(actor) => {
            let name = actor.username.as_deref().unwrap_or("nobody");
            let shared = if actor.shared_inbox.is_some() { ", shared inbox" } else { "" };
            let asks = if actor.approves_followers { ", asks" } else { "" };
            let known = actor.handle.as_ref().map(|handle| format!(", {handle}")).unwrap_or_default();
            assert!(!actor.takes_exact_documents() && !actor.is_instance);
            format!("{} @{name} with {} key{shared}{asks}{known}", actor.kind, actor.keys.len())
        }
        Err(error) => format!("refused: {error}"),
    }
}

fn understood(name: &str, bytes: &[u8]) -> Option<String> {
    let value: Map<String, Value> = serde_json::from_slice(bytes).unwrap();
    let is_told = matches!(value.get("type").and_then(Value::as_str), Some("Create" | "Update"));
    let object = match value.get("object") {
        Some(Value::Object(object)) if is_told => object.clone(),
        _ if is_object(name) => value,
        _ => return None,
    };
    let object = Embedded::read(object).unwrap();
    if object.value.contains_key("inReplyTo") {
        return Some(match Reply::read(&object, &Base::parse(OURS).unwrap()) {
            Ok(reply) => {
                let language = reply.language.as_deref().unwrap_or("?");
                let letter = if reply.is_public { "" } else { "letter, " };
                format!(
                    "{letter}to {}, in {language}: {}",
                    short(&reply.in_reply_to, &reply.id),
                    without_rel(&reply.content)
                )
            }
            Err(error) => format!("refused: {error}"),
        });
    }
    Some(match Foreign::read(&object) {
        Ok(foreign) => {
            let mut row = format!("{:?} “{}”", foreign.kind, foreign.name.unwrap_or_default());
            let time = |time: Option<jiff::Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
            if foreign.start.is_some() {
                write!(row, ", {}/{}", time(foreign.start), time(foreign.end)).unwrap();
            }
            row.push_str(if foreign.is_cancelled { ", cancelled" } else { "" });
            if let Some(location) = foreign.location {
                let name = location.name.or(location.locality).unwrap_or_default();
                let position = location.position.map(|(lat, long)| format!(" {lat},{long}")).unwrap_or_default();
                write!(row, ", at {name}{position}").unwrap();
            }
            for (what, text) in [("progress", foreign.progress), ("in", foreign.language)] {
                row.extend(text.map(|text| format!(", {what} {text}")));
            }
            row.extend(foreign.tags.iter().map(|tag| format!(", #{tag}")));
            row.extend(foreign.links.iter().map(|link| format!(", {link}")));
            row.extend(foreign.content.map(|content| format!(": {content}")));
            row
        }
        Err(error) => format!("refused: {error}"),
    })
}

/// The table need not repeat what every link has.
fn without_rel(content: &Clean) -> String {
    content.as_str().replace(" rel=\"nofollow noopener noreferrer\"", "")
}

/// An address without the origin of who speaks, and without the middle of its path; with a word for ours.
fn short(iri: &Iri, speaker: &Iri) -> String {
    let (text, speaker) = (iri.as_str(), speaker.as_str());
    if let Some(path) = text.strip_prefix(OURS) {
        return format!("our{path}");
    }
    let host = speaker.match_indices('/').nth(2).map_or(speaker.len(), |(at, _)| at);
    let path = speaker.get(..host).and_then(|origin| text.strip_prefix(origin)).unwrap_or(text);
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["", _, .., _, last] => format!("/…/{last}"),
        _ => path.to_owned(),
    }
}
