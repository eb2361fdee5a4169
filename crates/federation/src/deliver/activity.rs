//! What is sent, from what is in the journal. It says the same each time.

use crate::activity::recipients::Recipients;
use crate::activity::{Activity, Kind, Object, wire};
use crate::address::Saying;
use crate::object::exact::{Circle, Exact};
use crate::object::plain;
use crate::object::tombstone::{self, Ended, Tombstone};
use crate::words::Language;
use model::{Base, Iri};
use registry::federation::{End, Item, Message, Telling};
use serde_json::json;

/// What a peer is told of a document, as a follower; or because it concerns these there. Nothing of one that is for neither
/// everybody nor the network.
pub(crate) fn of_item(base: &Base, speaker: &Iri, item: Item, concerned: &[Iri]) -> Option<Vec<u8>> {
    let Item { seq, at, iri, telling, .. } = item;
    let id = Saying::Entry { seq, at }.address(base);
    let followers = base.service("followers");
    let activity = match telling {
        Telling::Says { document, audience, is_new, created, modified } => {
            let circle = Circle::of(&audience)?;
            let recipients = match circle {
                _ if !concerned.is_empty() => Recipients::these(concerned, circle),
                Circle::Public => Recipients::everybody(followers),
                Circle::Network => Recipients::followers(followers),
            };
            let (actor, language) = (speaker, Language::default());
            let telling =
                plain::Telling { actor, published: created, updated: modified, recipients: &recipients, language };
            let mut object = plain::plain(&document, &telling);
            Exact::new(&document, seq, at, circle).write(&mut object);
            let object = Object::embedded(object).ok()?;
            let make = if is_new { Activity::create } else { Activity::update };
            make(id, speaker.clone(), object).to(recipients)
        }
        Telling::Ended(end) => {
            let end = match end {
                End::Gone => tombstone::End::Gone,
                End::Closed => tombstone::End::Closed,
                End::Erased => tombstone::End::Erased,
            };
            let exact = Some(Ended { entry: seq, at, end });
            let tombstone = Tombstone { id: iri, deleted: Some(at), exact };
            let recipients = match concerned {
                [] => Recipients::followers(followers),
                _ => Recipients::these(concerned, Circle::Network),
            };
            Activity::delete(id, speaker.clone(), &tombstone).to(recipients)
        }
    };
    Some(activity.at(at).to_json())
}

/// A message; nothing where what was kept is none.
pub(crate) fn of_message(base: &Base, message: Message) -> Option<Vec<u8>> {
    let id = Saying::Message { number: message.number, at: message.made }.address(base);
    if message.kind == Kind::Flag.name() {
        let Complaint { to, objects, content } = Complaint::from_text(&message.object)?;
        let content = Some(content).filter(|content| !content.is_empty());
        return Some(Activity::flag(id, message.speaker, objects, content).to(Recipients::one(to)).to_json());
    }
    let object = Object::read(&serde_json::from_str(&message.object).ok()?).ok()?;
    let kind = Kind::from_name(&message.kind)?;
    let activity = Activity {
        id,
        kind,
        actor: message.speaker,
        to: addressee(kind, &object).into_iter().collect(),
        objects: vec![object],
        cc: Vec::new(),
        published: None,
        content: None,
    };
    Some(activity.at(message.made).to_json())
}

/// What a report says, as it is kept: it has several objects, and words.
pub(crate) struct Complaint {
    /// Who answers for what it is about.
    pub(crate) to: Iri,
    /// What it is about.
    pub(crate) objects: Vec<Iri>,
    /// Why; empty where nothing is said.
    pub(crate) content: String,
}

impl Complaint {
    pub(crate) fn to_text(&self) -> String {
        let objects: Vec<_> = self.objects.iter().map(Iri::as_str).collect();
        json!({ "to": self.to.as_str(), "object": objects, "content": self.content }).to_string()
    }

    fn from_text(text: &str) -> Option<Self> {
        let value = wire::object(text.as_bytes()).ok()?;
        let objects = wire::several(value.get("object")?).iter().map(wire::address).collect::<Option<_>>()?;
        Some(Self { to: wire::address(value.get("to")?)?, objects, content: wire::text(&value, "content")? })
    }
}

/// Whom a message is for: who is asked, or who asked. Some take what is for nobody for nothing.
fn addressee(kind: Kind, object: &Object) -> Option<Iri> {
    match (kind, object) {
        (Kind::Follow, object) => object.id().cloned(),
        (Kind::Accept | Kind::Reject, Object::Embedded(follow)) => follow.owners.first().cloned(),
        (Kind::Undo, Object::Embedded(follow)) => follow.value.get("object").and_then(wire::address),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn a_report_is_sent_as_it_was_kept_and_names_nobody_here() {
        let iri = |text: &str| Iri::parse(text).unwrap();
        let base = Base::parse("https://a.example/").unwrap();
        let said = Complaint {
            to: iri("https://b.example/actor"),
            objects: vec![iri("https://b.example/events/1"), iri("https://b.example/actor")],
            content: "« spam »".to_owned(),
        };
        let message = Message {
            number: 3,
            inbox: iri("https://b.example/inbox"),
            speaker: base.actor(),
            kind: "Flag".to_owned(),
            object: said.to_text(),
            made: Timestamp::UNIX_EPOCH,
        };
        let sent = Activity::read(&of_message(&base, message).unwrap()).unwrap();
        assert_eq!((sent.kind, sent.actor, sent.to), (Kind::Flag, base.actor(), vec![said.to]));
        assert_eq!(sent.content, Some(said.content));
        let named: Vec<_> = sent.objects.iter().filter_map(|object| object.id().cloned()).collect();
        assert_eq!(named, said.objects);
    }
}
