//! `Delete`: a document ended for us, or an actor is gone.

use super::{ApplyError, Verdict, held, is_of, reply};
use crate::activity::{Activity, Object};
use crate::causes::told;
use crate::keyring::KeyringError;
use crate::object::tombstone::Tombstone;
use crate::service::Shared;
use crate::taking;
use model::Iri;
use registry::federation::{Effect, Mirrored, MirroredContent};

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    let Some(id) = object.id() else { return Ok(Verdict::ignored("it does not say what ended")) };
    if *id == activity.actor {
        return gone(shared, activity).await;
    }
    if let Some(verdict) = reply::taken_back(shared, &activity.actor, id).await? {
        return Ok(verdict);
    }
    let Object::Embedded(embedded) = object else { return gone_elsewhere(shared, id).await };
    let tombstone = match Tombstone::read(embedded) {
        Ok(tombstone) => tombstone,
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    };
    let Some(ended) = tombstone.exact else { return gone_elsewhere(shared, id).await };
    if !is_of(&activity.actor, id) {
        return Ok(Verdict::quarantined("the document is not of the instance whose actor this is"));
    }
    // What asked to be taken does so no more.
    let waiting = taking::about(shared, &activity.actor, id).await?;
    let before = waiting.iter().filter(|one| one.is_before(ended.entry, ended.at));
    let overtaken = taking::overtaken(before, "it was taken back");
    if !shared.registry.relations().is_followed(&activity.actor) && !shared.registry.is_kept(id).await? {
        return Ok(Verdict { effects: overtaken, ..Verdict::ignored("nobody here follows it") });
    }
    let verdict = Verdict::told(Mirrored {
        iri: id.clone(),
        origin: activity.actor.clone(),
        said: Some(ended.entry.0),
        at: Some(ended.at),
        content: MirroredContent::Gone,
    });
    Ok(Verdict { effects: overtaken, ..verdict })
}

/// A server that is no instance of ours says that something is gone. It has a say in it, being of its origin, and says no
/// more than that: so it is taken at its word.
async fn gone_elsewhere(shared: &Shared, id: &Iri) -> Result<Verdict, ApplyError> {
    let Some(held) = held(shared, id).await? else { return Ok(Verdict::ignored("nothing of it is held here")) };
    let content = MirroredContent::Gone;
    Ok(Verdict::told(Mirrored { iri: id.clone(), origin: held.origin, said: None, at: None, content }))
}

/// An actor says that it is gone. It is, if nobody is found where it was: whoever has its key for an hour could say so.
async fn gone(shared: &Shared, activity: &Activity) -> Result<Verdict, ApplyError> {
    match shared.stranger(&activity.actor).await {
        Err(KeyringError::Gone(_)) => {}
        Ok(_) => return Ok(Verdict::ignored("it is still there")),
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    }
    shared.registry.keep_stranger(&activity.actor, None).await?;
    shared.let_go(&activity.actor);
    let actor = activity.actor.clone();
    let mut effects =
        vec![Effect::Leave { actor: actor.clone(), object: None }, Effect::TakeBack { actor, reply: None }];
    let relations = shared.registry.relations();
    let following = relations.following_of(&activity.actor);
    effects.extend(following.map(|following| Effect::Unfollow(following.object.clone())));
    for keep in shared.registry.keeps_for(&activity.actor).await? {
        let then = shared.registry.without_announcement(&keep.iri).await?;
        effects.push(Effect::LetGo { iri: keep.iri, sake: activity.actor.clone(), then });
    }
    Ok(Verdict::effects(effects))
}
