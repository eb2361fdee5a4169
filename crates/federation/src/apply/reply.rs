//! Answers of others to what is said here. Each waits until somebody here has read it; what its author changes or takes back
//! meanwhile, or later, is theirs to say.

use super::{ApplyError, Verdict};
use crate::activity::actor::Actor;
use crate::activity::{Activity, Embedded, Object};
use crate::object::reply::Reply;
use crate::service::Shared;
use model::Iri;
use registry::JournalError;
use registry::federation::{Effect, Fate, NewReply, Received};

/// Of one actor so many of what waits are looked at, the latest.
const HELD: usize = 200;
/// Letters of a name that are kept.
const NAME: usize = 100;

pub(super) async fn judge(shared: &Shared, activity: &Activity, reply: Reply) -> Result<Verdict, ApplyError> {
    let registry = &shared.registry;
    if reply.author != activity.actor {
        return Ok(Verdict::ignored("it is said in the name of somebody else"));
    }
    if let Some(kept) = registry.reply(&reply.id).await? {
        // Somebody here has read who says it: their new words take the place of the old ones.
        return Ok(Verdict::effects(vec![Effect::Show(said(shared, reply, kept.said.document).await?)]));
    }
    let mut verdict = Verdict::quarantined(format!("a reply to {}, to be read by somebody here", reply.in_reply_to));
    verdict.effects = settled(held_of(shared, &activity.actor, &reply.id).await?);
    Ok(verdict)
}

/// An actor takes back what it answered, shown or not; `None`: nothing of it is here.
pub(super) async fn taken_back(shared: &Shared, actor: &Iri, note: &Iri) -> Result<Option<Verdict>, ApplyError> {
    let mut effects = settled(held_of(shared, actor, note).await?);
    if shared.registry.reply(note).await?.is_some_and(|kept| kept.said.actor == *actor) {
        effects.push(Effect::TakeBack { actor: actor.clone(), reply: Some(note.clone()) });
    }
    Ok((!effects.is_empty()).then(|| Verdict::effects(effects)))
}

/// What waits of this is not looked at any more, whenever it comes again.
fn settled(held: Vec<u64>) -> Vec<Effect> {
    held.into_iter().map(|number| Effect::Settle(number, Fate::Dismissed)).collect()
}

/// What waits and says this note.
async fn held_of(shared: &Shared, actor: &Iri, note: &Iri) -> Result<Vec<u64>, JournalError> {
    let held = shared.registry.held_of(actor, HELD).await?;
    let says = |one: &Received| waiting(one).is_some_and(|embedded| embedded.id.as_ref() == Some(note));
    Ok(held.into_iter().filter(says).map(|one| one.number).collect())
}

/// The object that waits with an activity.
pub(crate) fn waiting(held: &Received) -> Option<Embedded> {
    let activity = Activity::read(held.body.as_deref().unwrap_or_default()).ok()?;
    match activity.objects.into_iter().next()? {
        Object::Embedded(embedded) => Some(embedded),
        Object::Named(_) => None,
    }
}

/// What is kept of an answer to a document of ours.
pub(crate) async fn said(shared: &Shared, reply: Reply, document: Iri) -> Result<NewReply, JournalError> {
    let author = shared.registry.stranger(&reply.author).await?.and_then(|kept| kept.document);
    let author = author.and_then(|document| Actor::read(&document, &reply.author).ok());
    let name = author.and_then(|author| author.name.or(author.username));
    Ok(NewReply {
        id: reply.id,
        actor: reply.author,
        document,
        name: name.map(|name| name.chars().take(NAME).collect()),
        content: reply.content.to_string(),
        warning: reply.warning.map(|warning| warning.to_string()),
        language: reply.language,
        url: reply.url,
        published: reply.published,
        is_public: reply.is_public,
    })
}
