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

/// What a peer is told of a document. Nothing of one that is for neither everybody nor the network.
pub(crate) fn of_item(base: &Base, speaker: &Iri, item: Item) -> Option<Vec<u8>> {
    let Item { seq, at, iri, telling, .. } = item;
    let id = Saying::Entry { seq, at }.address(base);
    let followers = base.service("followers");
    let activity = match telling {
        Telling::Says { document, audience, is_new, created, modified } => {
            let circle = Circle::of(&audience)?;
            let recipients = match circle {
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
            Activity::delete(id, speaker.clone(), &tombstone).to(Recipients::followers(followers))
        }
    };
    Some(activity.at(at).to_json())
}

/// A message; nothing where what was kept is none.
pub(crate) fn of_message(base: &Base, message: Message) -> Option<Vec<u8>> {
    let id = Saying::Message { number: message.number, at: message.made }.address(base);
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

/// Whom a message is for: who is asked, or who asked. Some take what is for nobody for nothing.
fn addressee(kind: Kind, object: &Object) -> Option<Iri> {
    match (kind, object) {
        (Kind::Follow, object) => object.id().cloned(),
        (Kind::Accept | Kind::Reject, Object::Embedded(follow)) => follow.owners.first().cloned(),
        (Kind::Undo, Object::Embedded(follow)) => follow.value.get("object").and_then(wire::address),
        _ => None,
    }
}
