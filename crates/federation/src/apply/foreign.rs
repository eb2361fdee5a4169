//! What servers that are no instances of ours tell of events, organisations, projects and places: kept as documents from
//! elsewhere if somebody here follows whose they are.

use super::{ApplyError, Verdict, admitted, held};
use crate::activity::origin::Origin;
use crate::activity::recipients::{is_for_everybody, names_somebody};
use crate::activity::{Activity, Embedded, PUBLIC, wire};
use crate::causes::told;
use crate::keyring::KeyringError;
use crate::object::foreign::Foreign;
use crate::service::Shared;
use model::{Audience, Iri};
use registry::federation::{FollowState, Following, has};
use registry::{Told, ToldContent};

/// What becomes of an object of the actor's own origin, which is no document of an instance of ours.
pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Embedded) -> Result<Verdict, ApplyError> {
    let Ok(foreign) = Foreign::read(object) else {
        return Ok(Verdict::ignored("nothing here shows what is no document"));
    };
    let Some(document) = foreign.document() else {
        return Ok(Verdict::ignored("posts, badges and people are not kept here"));
    };
    let speakers = [&activity.actor].into_iter().chain(&foreign.owners);
    let Some(followed) = followed(shared, speakers, &foreign.id).await? else {
        return Ok(Verdict::ignored("nobody here follows it"));
    };
    let content = match document {
        // Nobody should go there; it is taken up again if it is said again.
        _ if foreign.is_cancelled => ToldContent::Gone,
        Ok(document) => ToldContent::Put { document, audience: audience(shared, activity, object).await? },
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    };
    // Some never say when something changed, but when they said so; some not even that: then the last word counts.
    let at = foreign.updated.or(activity.published);
    admitted(shared, Told { iri: foreign.id, origin: followed.actor, said: None, at, content }).await
}

/// What becomes of an object of which the actor, of the same origin, only gives the address: it is looked at where it is, if
/// somebody here follows the actor.
pub(super) async fn look_up(shared: &Shared, activity: &Activity, id: &Iri) -> Result<Verdict, ApplyError> {
    if followed(shared, [&activity.actor].into_iter(), id).await?.is_none() {
        return Ok(Verdict::ignored("nobody here follows it"));
    }
    let (found_at, body) = match shared.ask(id).await {
        Ok(found) => found,
        Err(KeyringError::Gone(_)) => return Ok(Verdict::ignored("it is gone from there")),
        // Whoever is followed waits for nobody: what cannot be had now can be looked at again.
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    };
    match wire::object(&body).and_then(Embedded::read) {
        Ok(object) if found_at == *id && object.id.as_ref() == Some(id) => judge(shared, activity, &object).await,
        Ok(_) => Ok(Verdict::quarantined(format!("what is found at {id} has another address"))),
        Err(error) => Ok(Verdict::quarantined(told(&error))),
    }
}

/// The first of those whose it is that somebody here follows, and who let us.
async fn followed<'a>(
    shared: &Shared,
    speakers: impl Iterator<Item = &'a Iri>,
    document: &Iri,
) -> Result<Option<Following>, ApplyError> {
    for speaker in speakers.filter(|speaker| Origin::is_shared(speaker, document)) {
        let following = shared.registry.following_of(speaker).await?;
        let is_meant = |one: &Following| one.state == FollowState::Accepted && has(one, document);
        if let Some(followed) = following.into_iter().find(is_meant) {
            return Ok(Some(followed));
        }
    }
    Ok(None)
}

/// For everybody, if it says so; else for those who follow, which is what the network is. What the object says of itself
/// counts before what is said of the activity; where neither says anything, it is for whom it was.
async fn audience(shared: &Shared, activity: &Activity, object: &Embedded) -> Result<Audience, ApplyError> {
    let is_public = if names_somebody(&object.value) {
        is_for_everybody(&object.value)
    } else if !activity.to.is_empty() || !activity.cc.is_empty() {
        activity.to.iter().chain(&activity.cc).any(|one| one.as_str() == PUBLIC)
    } else if let Some(id) = &object.id {
        let held = held(shared, id).await?;
        held.is_some_and(|held| held.resource.audience == Audience::Public)
    } else {
        false
    };
    Ok(if is_public { Audience::Public } else { Audience::Network })
}
