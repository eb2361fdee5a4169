//! What is told of an entry, as everybody may know it at this moment.

use crate::service::Shared;
use jiff::Timestamp;
use model::iri::Location;
use model::syntax::{Format, write_document};
use model::{Caller, Container, Document, Iri, Seq};
use registry::webhook::{DeliveryKind, KeptWebhook, Shape, is_about, may_be_about};
use registry::{FeedEvent, FeedKind, ReadError, Shown};
use serde_json::{Value, json};
use std::pin::Pin;

/// Why there is no message, through no fault of whoever would be told.
#[derive(Debug, thiserror::Error)]
pub(super) enum MessageError {
    /// See [`ReadError`].
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The document cannot be written.
    #[error("what is told cannot be written")]
    Unwritten(#[source] serde_json::Error),
    /// Nobody here writes what maps are told.
    #[error("nobody here knows the format of maps")]
    NoMapFormat,
}

/// Writes what a map of GoGoCarto is told. Whoever knows that format does ([`Federation::tell_maps_by`]).
///
/// [`Federation::tell_maps_by`]: crate::Federation::tell_maps_by
pub trait MapFormat: Send + Sync {
    /// Whether what stands in this container can stand on a map.
    fn stands_on_a_map(&self, container: Container) -> bool;

    /// The message.
    fn write(&self, change: MapChange) -> Writing<'_>;
}

/// A message that is being written.
pub type Writing<'a> = Pin<Box<dyn Future<Output = Result<Value, ReadError>> + Send + 'a>>;

/// What a map is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapChange {
    /// Something is there.
    Added(Box<Shown>),
    /// Something is otherwise than it was.
    Edited(Box<Shown>),
    /// Something is gone, or no longer for everybody.
    Deleted(Iri),
}

/// One message, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// The same however often it is sent.
    pub(super) id: String,
    pub(super) kind: DeliveryKind,
    pub(super) body: Vec<u8>,
}

impl Shared {
    /// What this webhook is told of this entry; `None`: nothing.
    pub(super) async fn message(&self, hook: &KeptWebhook, event: &FeedEvent) -> Result<Option<Message>, MessageError> {
        let told = match hook.shape {
            Shape::Codesocial => self.document_told(hook, event).await?,
            Shape::Gogocarto => self.map_told(hook, event).await?,
        };
        let Some((kind, told)) = told else { return Ok(None) };
        let body = serde_json::to_vec(&told).map_err(MessageError::Unwritten)?;
        Ok(Some(Message { id: id(hook.number, event.seq, event.at), kind, body }))
    }

    async fn document_told(
        &self,
        hook: &KeptWebhook,
        event: &FeedEvent,
    ) -> Result<Option<(DeliveryKind, Value)>, MessageError> {
        if !may_be_about(&hook.about, &event.iri, event.container) {
            return Ok(None);
        }
        let Some((event, document)) = self.registry.still_told(event.seq).await? else { return Ok(None) };
        if !is_about(&hook.about, document.as_ref()) {
            return Ok(None);
        }
        Ok(Some((kind(event.kind), in_our_words(&event, document.as_ref()).map_err(MessageError::Unwritten)?)))
    }

    /// What a map is told is what stands there now: of several changes, each tells the last. Contact details are told with
    /// what they are of.
    async fn map_told(
        &self,
        hook: &KeptWebhook,
        event: &FeedEvent,
    ) -> Result<Option<(DeliveryKind, Value)>, MessageError> {
        let maps = self.maps.get().ok_or(MessageError::NoMapFormat)?;
        let (iri, kind) = if event.container == Container::Annexes {
            let Some(of) = self.registry.annexed_to(&event.iri).await? else { return Ok(None) };
            (of, DeliveryKind::Updated)
        } else {
            (event.iri.clone(), kind(event.kind))
        };
        let Some(Location::Document(container, _)) = self.registry.base().locate(&iri) else { return Ok(None) };
        if !maps.stands_on_a_map(container) || !may_be_about(&hook.about, &iri, container) {
            return Ok(None);
        }
        let change = if kind == DeliveryKind::Deleted {
            if self.registry.still_told(event.seq).await?.is_none() {
                return Ok(None);
            }
            MapChange::Deleted(iri)
        } else {
            let shown = match self.registry.show(&Caller::Anonymous, &iri).await {
                Ok(shown) => Box::new(shown),
                // Its end comes later, and is told then.
                Err(ReadError::NotFound | ReadError::Gone) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            if !is_about(&hook.about, Some(&shown.resource.document)) {
                return Ok(None);
            }
            if kind == DeliveryKind::Created { MapChange::Added(shown) } else { MapChange::Edited(shown) }
        };
        Ok(Some((kind, maps.write(change).await?)))
    }
}

/// The id of a message. An instance that was put back from a backup counts its entries again: the moment tells them apart.
fn id(number: u64, seq: Seq, at: Timestamp) -> String {
    format!("msg_{number}_{}_{:x}", seq.0, at.as_microsecond())
}

fn kind(kind: FeedKind) -> DeliveryKind {
    match kind {
        FeedKind::Created { .. } => DeliveryKind::Created,
        FeedKind::Updated { .. } => DeliveryKind::Updated,
        FeedKind::Ended => DeliveryKind::Deleted,
    }
}

/// What Standard Webhooks recommends: a type, a time, and data; the document in it is JSON-LD, with its context.
fn in_our_words(event: &FeedEvent, document: Option<&Document>) -> Result<Value, serde_json::Error> {
    let mut data = json!({
        "id": event.member.as_str(),
        "address": event.iri.as_str(),
        "container": event.container.segment(),
        "sequence": event.seq.0,
    });
    if let (Some(document), Some(members)) = (document, data.as_object_mut()) {
        let says: Value = serde_json::from_slice(&write_document(document, Format::JsonLd))?;
        members.insert("document".to_owned(), says);
    }
    Ok(json!({
        "type": format!("document.{}", kind(event.kind).as_str()),
        "timestamp": event.at.to_string(),
        "data": data,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{Literal, NamedNode, Triple};

    #[test]
    fn a_message_says_what_happened_to_what_when() {
        let iri = Iri::parse("https://a.example/organizations/moulin").unwrap();
        let name = NamedNode::new_unchecked("https://w3id.org/codesocial#name");
        let says = Triple::new(NamedNode::from(iri.clone()), name, Literal::new_simple_literal("Le Moulin"));
        let document = Document::admit(iri.clone(), vec![says]).unwrap();
        let event = FeedEvent {
            seq: Seq(7),
            iri: iri.clone(),
            container: Container::Organizations,
            member: iri.version(2),
            at: Timestamp::from_second(10).unwrap(),
            kind: FeedKind::Updated { content: Seq(7) },
        };
        let told = in_our_words(&event, Some(&document)).unwrap();
        assert_eq!((&told["type"], &told["timestamp"]), (&json!("document.updated"), &json!("1970-01-01T00:00:10Z")));
        assert_eq!((&told["data"]["sequence"], &told["data"]["address"]), (&json!(7), &json!(iri.as_str())));
        assert!(told["data"]["document"]["@context"].is_string(), "{told}");
        assert!(told["data"]["document"].to_string().contains("Le Moulin"), "{told}");
        let ended = in_our_words(&FeedEvent { kind: FeedKind::Ended, ..event.clone() }, None).unwrap();
        assert_eq!(ended["type"], "document.deleted");
        assert!(ended["data"].get("document").is_none(), "{ended}");
        assert_eq!(id(3, event.seq, event.at), "msg_3_7_989680");
        assert_ne!(id(3, event.seq, event.at), id(3, event.seq, Timestamp::from_second(11).unwrap()));
    }
}
