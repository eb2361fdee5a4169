//! Which statements count because of where they come from (FEP-fe34, "Origin-based security model").
//!
//! Whoever answers for an origin may say anything of what has its address there, and nothing of what has not. All
//! else that follows, forged objects inside well-signed activities above all (Mastodon CVE-2024-23832), is kept out by
//! asking this each time.

use super::{Activity, Embedded, Kind, Object};
use model::Iri;
use url::{Host, Url};

/// Scheme, host and port, normalised.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: Host,
    port: u16,
}

impl Origin {
    /// The origin of an address of the web. None of what could make one host look like another: names before the
    /// host, and a dot after it.
    pub fn of(iri: &Iri) -> Option<Self> {
        let url = Url::parse(iri.as_str()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let host = url.host()?.to_owned();
        if matches!(&host, Host::Domain(name) if name.ends_with('.')) {
            return None;
        }
        Some(Self { scheme: url.scheme().to_owned(), host, port: url.port_or_known_default()? })
    }

    /// Whether both have one, and the same.
    pub fn is_shared(one: &Iri, other: &Iri) -> bool {
        Self::of(one).is_some_and(|origin| Some(origin) == Self::of(other))
    }
}

/// What an object inside an activity counts for, its actor being who signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the actor's origin's own: taken as it stands.
    AsSent,
    /// It belongs elsewhere, or only its address is given: fetched from there, what was sent is not looked at.
    Refetch,
    /// Only its address counts: what it is, we know, or have to look up ourselves.
    Name,
    /// The actor has no say in it.
    Refused,
}

/// What this object of this activity counts for.
pub fn standing(activity: &Activity, object: &Object) -> Standing {
    let Some(id) = object.id() else { return Standing::Refused };
    let is_own = Origin::is_shared(id, &activity.actor);
    match activity.kind {
        // Whoever may speak for an origin may make and change what is there, in the name of those who are there.
        Kind::Create | Kind::Update => match object {
            Object::Embedded(embedded) if is_own && is_of(embedded, activity) => Standing::AsSent,
            Object::Embedded(_) if is_own => Standing::Refused,
            Object::Named(_) | Object::Embedded(_) if activity.kind == Kind::Create || is_own => Standing::Refetch,
            // What is not theirs they cannot change: to look at it again costs whoever has it.
            Object::Named(_) | Object::Embedded(_) => Standing::Refused,
        },
        Kind::Delete if is_own => Standing::Name,
        // Undoing takes who did it.
        Kind::Undo => match object {
            Object::Named(_) if is_own => Standing::Name,
            Object::Embedded(embedded) if is_own && embedded.owners == [activity.actor.clone()] => Standing::AsSent,
            Object::Named(_) | Object::Embedded(_) => Standing::Refused,
        },
        Kind::Delete => Standing::Refused,
        // What is announced is fetched from where it is, though it may be there in full.
        Kind::Announce => Standing::Refetch,
        // Whom to follow; which of our own requests is answered; what is reported.
        Kind::Follow | Kind::Accept | Kind::Reject | Kind::Flag => Standing::Name,
    }
}

/// Whether all whose it says that it is are of the actor's origin. Nobody named: then it is the actor's.
fn is_of(embedded: &Embedded, activity: &Activity) -> bool {
    embedded.owners.iter().all(|owner| Origin::is_shared(owner, &activity.actor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn origins_are_compared_as_addresses() {
        let check = |one: &str, other: &str, expected: bool| {
            let iri = |text: &str| Iri::parse(text).unwrap();
            assert_eq!(Origin::is_shared(&iri(one), &iri(other)), expected, "{one} {other}");
        };
        check("https://a.example/1", "https://a.example/2#x", true);
        check("https://a.example/", "https://A.Example:443/", true);
        check("https://é.example/", "https://xn--9ca.example/", true);
        check("https://a.example/", "http://a.example/", false);
        check("https://a.example/", "https://a.example:444/", false);
        check("https://a.example/", "https://b.a.example/", false);
        check("https://a.example/", "https://a.example.b.example/", false);
        check("https://a.example./", "https://a.example./", false);
        check("https://a.example@b.example/", "https://b.example/", false);
        check("urn:a:b", "urn:a:b", false);
    }

    /// The actor is at peer.example.
    #[test]
    fn objects_count_where_they_come_from() {
        use Standing::{AsSent, Name, Refetch, Refused};
        let own = "https://peer.example/note";
        let other = "https://other.example/note";
        let note = |id: &str, by: &str| json!({ "id": id, "type": "Note", "attributedTo": by });
        let actor = "https://peer.example/actor";
        let neighbour = "https://peer.example/neighbour";
        check("Create", &note(own, actor), AsSent);
        check("Create", &note(own, neighbour), AsSent);
        check("Create", &note(own, "https://other.example/actor"), Refused);
        check("Create", &note(other, actor), Refetch);
        check("Create", &json!(other), Refetch);
        check("Create", &json!({ "type": "Note" }), Refused);
        check("Update", &note(own, actor), AsSent);
        check("Update", &note(other, actor), Refused);
        check("Update", &json!(own), Refetch);
        check("Delete", &json!(own), Name);
        check("Delete", &json!({ "id": own, "type": "Tombstone" }), Name);
        check("Delete", &json!(other), Refused);
        let follow = |id: &str, by: &str| json!({ "id": id, "type": "Follow", "actor": by, "object": other });
        check("Undo", &follow("https://peer.example/follow", actor), AsSent);
        check("Undo", &follow("https://peer.example/follow", neighbour), Refused);
        check("Undo", &follow("https://other.example/follow", actor), Refused);
        check("Undo", &json!("https://peer.example/follow"), Name);
        check("Announce", &note(other, actor), Refetch);
        check("Announce", &note(own, actor), Refetch);
        check("Accept", &follow("https://our.example/follow", "https://our.example/actor"), Name);
        check("Accept", &json!({ "type": "Follow", "actor": "https://our.example/actor" }), Refused);
        check("Follow", &json!("https://our.example/actor"), Name);
        check("Flag", &json!("https://our.example/note"), Name);
    }

    #[track_caller]
    fn check(kind: &str, object: &Value, expected: Standing) {
        let activity = json!({
            "id": "https://peer.example/activity",
            "type": kind,
            "actor": "https://peer.example/actor",
            "object": object,
        });
        let activity = Activity::read(activity.to_string().as_bytes()).unwrap();
        assert_eq!(standing(&activity, &activity.objects[0]), expected, "{kind} {object}");
    }
}
