//! What servers are told that know no documents: one post for each change, in the name of whom somebody there follows; the
//! profile of an actor that changed; and that posts are taken back with what they told.

use super::DeliverError;
use super::words::{Phrase, What};
use crate::activity::recipients::Recipients;
use crate::activity::{Activity, Object};
use crate::address::Saying;
use crate::object::exact::Circle;
use crate::object::note::{self, News, Post};
use crate::object::plain::Telling as Occasion;
use crate::object::texts::Texts;
use crate::object::tombstone::Tombstone;
use crate::service::Shared;
use crate::speaker::SpeakerError;
use crate::words::Language;
use jiff::Timestamp;
use model::vocab::property;
use model::{Caller, Container, Iri, Seq};
use registry::ReadError;
use registry::federation::{Item, NotAnActor, Portion, Telling};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Posts of one document that are taken back with it: the latest.
const TAKEN_BACK: usize = 100;

/// One activity to send, in whose name, and up to which entry everything is told with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dispatch {
    pub(super) seq: Seq,
    pub(super) iri: Iri,
    pub(super) speaker: Iri,
    pub(super) body: Arc<[u8]>,
}

/// What a portion is to such a server.
pub(super) async fn of_portion(shared: &Shared, portion: &Portion) -> Result<Vec<Dispatch>, DeliverError> {
    let speakers = speakers(shared, &portion.objects).await?;
    let mut dispatches = Vec::new();
    for change in changes(&portion.items) {
        let mut heard: BTreeMap<&Iri, Vec<&Item>> = BTreeMap::new();
        for item in change {
            for speaker in voices(shared, &portion.objects, &speakers, item) {
                heard.entry(speaker).or_default().push(item);
            }
        }
        for (speaker, items) in heard {
            dispatches.extend(of_change(shared, speaker, &items, &[]).await?);
        }
    }
    dispatches.sort_by_key(|dispatch| dispatch.seq);
    Ok(dispatches)
}

/// What is told of one document to those there whom it concerns: a post that mentions them.
pub(super) async fn of_concern(shared: &Shared, item: &Item, concerned: &[Iri]) -> Result<Vec<Dispatch>, DeliverError> {
    of_change(shared, &shared.registry.instance_actor(), &[item], concerned).await
}

/// Of what somebody follows, who speaks: the documents that are actors. The instance speaks for containers and for itself.
pub(crate) async fn speakers(shared: &Shared, objects: &BTreeSet<Iri>) -> Result<BTreeSet<Iri>, ReadError> {
    let mut speakers = BTreeSet::from([shared.registry.instance_actor()]);
    for object in objects {
        match shared.registry.speaker(object).await {
            Ok(_) => drop(speakers.insert(object.clone())),
            Err(
                NotAnActor::Kind(_)
                | NotAnActor::Unclaimed(_)
                | NotAnActor::Read(ReadError::NotFound | ReadError::Gone),
            ) => {}
            Err(NotAnActor::Read(error)) => return Err(error),
        }
    }
    Ok(speakers)
}

/// Whether somebody who follows these hears of this.
pub(crate) async fn is_heard(shared: &Shared, objects: &BTreeSet<Iri>, item: &Item) -> Result<bool, ReadError> {
    let speakers = speakers(shared, objects).await?;
    Ok(!voices(shared, objects, &speakers, item).is_empty())
}

/// In whose name somebody hears of this.
fn voices<'s>(shared: &Shared, objects: &BTreeSet<Iri>, speakers: &'s BTreeSet<Iri>, item: &Item) -> Vec<&'s Iri> {
    let registry = &shared.registry;
    let instance = registry.instance_actor();
    let author = match &item.telling {
        Telling::Says { document, .. } => note::author(document),
        Telling::Ended(_) => None,
    };
    let of_instance = objects.contains(&instance)
        || objects.contains(&registry.base().container(item.container))
        || (objects.contains(&item.iri) && !speakers.contains(&item.iri));
    let is_meant = |speaker: &&Iri| {
        // What is taken back is taken back by all: who told it is not known any more.
        let all = matches!(item.telling, Telling::Ended(_));
        all || **speaker == item.iri || author.as_ref() == Some(*speaker) || (**speaker == instance && of_instance)
    };
    speakers.iter().filter(is_meant).collect()
}

/// Items that were written together, in their order.
fn changes(items: &[Item]) -> impl Iterator<Item = &[Item]> {
    items.chunk_by(|one, next| one.at == next.at)
}

/// What is told of a change: to who follows, or to those whom it concerns, where there are any.
async fn of_change(
    shared: &Shared,
    speaker: &Iri,
    items: &[&Item],
    concerned: &[Iri],
) -> Result<Vec<Dispatch>, DeliverError> {
    let mut dispatches = Vec::new();
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return Ok(dispatches) };
    let dispatch = |item: &Item, activity: Activity| Dispatch {
        seq: item.seq,
        iri: item.iri.clone(),
        speaker: speaker.clone(),
        body: activity.to_json().into(),
    };
    let followers = match concerned {
        [] => Recipients::followers(followers(shared, speaker)),
        _ => Recipients::these(concerned, Circle::Network),
    };
    let (mut news, mut told) = (Vec::new(), Vec::new());
    for item in items {
        match &item.telling {
            // Who follows somebody is told who they are now, and not that they were told of.
            Telling::Says { .. } if item.iri == *speaker => {
                if let Some(update) = profile(shared, speaker, item).await? {
                    dispatches.push(dispatch(item, update.to(Recipients::everybody(self::followers(shared, speaker)))));
                }
            }
            Telling::Says { document, is_new, .. } => {
                told.push((item.seq, What::of(item)));
                news.push(if *is_new { News::Created(document) } else { News::Changed(document) });
            }
            Telling::Ended(_) => {
                let mut posts = Vec::new();
                if item.container == Container::Events {
                    // Alone in its change it was sent under its own address. Everybody who told of it takes it back, and
                    // it can end more than once: each time is an activity of its own.
                    posts.push((item.iri.clone(), post_address(shared, speaker, item.seq, item.at)));
                }
                for (seq, at) in shared.registry.said_publicly(&item.iri, TAKEN_BACK).await? {
                    let began = shared.registry.change_began(seq).await?;
                    let post = post_address(shared, speaker, began, at);
                    posts.push((post.clone(), post));
                }
                for (id, post) in posts {
                    let activity = post.with_fragment("delete");
                    let tombstone = Tombstone { id, deleted: Some(item.at), exact: None };
                    let delete = Activity::delete(activity, speaker.clone(), &tombstone);
                    dispatches.push(dispatch(item, delete.to(followers.clone()).at(item.at)));
                }
            }
        }
    }
    if news.is_empty() {
        return Ok(dispatches);
    }
    let who = who(shared, &news).await?;
    let phrase = Phrase::Post { speaker: speaker.clone(), items: told, who: who.clone() };
    let (seq, iri, speaker) = (last.seq, last.iri.clone(), speaker.clone());
    // What mentions somebody is for them alone.
    if concerned.is_empty()
        && let Some(body) = shared.words.find(&phrase)
    {
        dispatches.push(Dispatch { seq, iri, speaker, body });
        return Ok(dispatches);
    }
    let began = shared.registry.change_began(first.seq).await?;
    let (id, mut object) = composed(shared, &speaker, (began, first.at), who.as_ref(), &news);
    let recipients = match concerned {
        [] => Recipients::everybody(self::followers(shared, &speaker)),
        _ => mentioning(&mut object, concerned),
    };
    let Ok(object) = Object::embedded(object) else { return Ok(dispatches) };
    // An event keeps its own address, and is changed under it.
    let is_known = object.id().is_some_and(|object| *object != id) && matches!(news.as_slice(), [News::Changed(_)]);
    let make = if is_known { Activity::update } else { Activity::create };
    let activity_id = id.with_fragment("activity");
    let body = make(activity_id, speaker.clone(), object).to(recipients).at(first.at).to_json();
    let body = if concerned.is_empty() { shared.words.keep(phrase, body) } else { body.into() };
    dispatches.push(Dispatch { seq, iri, speaker, body });
    Ok(dispatches)
}

/// Addresses a post to these. Whoever is not mentioned is not notified by most servers, whatever `to` says.
fn mentioning(post: &mut Map<String, Value>, concerned: &[Iri]) -> Recipients {
    let recipients = Recipients::these(concerned, Circle::Public);
    recipients.write(post);
    let mentions =
        concerned.iter().map(|actor| json!({ "type": "Mention", "href": actor.as_str(), "name": actor.as_str() }));
    if let Value::Array(tags) = post.entry("tag").or_insert_with(|| Value::Array(Vec::new())) {
        tags.extend(mentions);
    }
    recipients
}

/// What `speaker` says of a change that began with this entry, at this time; and the address of the post. The object has
/// another where it is an event's own. `who` wrote it.
pub(crate) fn composed(
    shared: &Shared,
    speaker: &Iri,
    (began, at): (Seq, Timestamp),
    who: Option<&Texts>,
    news: &[News<'_>],
) -> (Iri, Map<String, Value>) {
    let id = post_address(shared, speaker, began, at);
    let recipients = Recipients::everybody(followers(shared, speaker));
    let (actor, language) = (speaker, Language::default());
    let telling = Occasion { actor, published: at, updated: at, recipients: &recipients, language };
    let object = note::post(&Post { id: &id, telling, who, news });
    (id, object)
}

/// The names of whoever wrote all of this, if it was one, whom everybody may know.
pub(crate) async fn who(shared: &Shared, news: &[News<'_>]) -> Result<Option<Texts>, ReadError> {
    let author = |news: &News<'_>| match news {
        News::Created(document) | News::Changed(document) => note::author(document),
        News::Ended(_) => None,
    };
    let authors: BTreeSet<_> = news.iter().map(author).collect();
    match authors.first() {
        Some(Some(author)) if authors.len() == 1 => names(shared, author).await,
        Some(_) | None => Ok(None),
    }
}

/// The profile of an actor, as it is now; nothing of one that was needed never before.
async fn profile(shared: &Shared, speaker: &Iri, item: &Item) -> Result<Option<Activity>, DeliverError> {
    let actor = match shared.actor(speaker).await {
        Ok(actor) => actor,
        Err(SpeakerError::NotAnActor(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let id = Saying::Entry { seq: item.seq, at: item.at }.address(shared.registry.base());
    let Some(object) = serde_json::from_slice(&actor.to_json()).ok().and_then(|value| Object::embedded(value).ok())
    else {
        return Ok(None);
    };
    Ok(Some(Activity::update(id, speaker.clone(), object).at(item.at)))
}

/// The names of whoever did it, if everybody may know them.
async fn names(shared: &Shared, author: &Iri) -> Result<Option<Texts>, ReadError> {
    let head = shared.registry.head();
    let names = if let Some(known) = shared.words.names(head, author) {
        known
    } else {
        let names = match shared.registry.read(&Caller::Anonymous, author).await {
            Ok(resource) => Texts::of(&resource.document, property::NAME),
            Err(ReadError::NotFound | ReadError::Gone) => Texts::default(),
            Err(error) => return Err(error),
        };
        shared.words.keep_names(head, author, names.clone());
        names
    };
    Ok(Some(names).filter(|names| !names.is_empty()))
}

pub(super) fn followers(shared: &Shared, speaker: &Iri) -> Iri {
    shared.registry.base().of_speaker(speaker, "followers")
}

/// The address of a post: of the change, and of whoever speaks.
fn post_address(shared: &Shared, speaker: &Iri, began: Seq, at: Timestamp) -> Iri {
    Saying::Entry { seq: began, at }.post(shared.registry.base(), speaker)
}
