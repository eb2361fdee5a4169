//! `Follow`: somebody wants to hear of something here. They are answered in the same transaction.

use super::{ApplyError, Verdict};
use crate::activity::actor::Actor;
use crate::activity::{Activity, Object};
use crate::causes::told;
use crate::service::{Policy, Shared};
use crate::signature::Dialect;
use model::Iri;
use model::iri::Location;
use registry::federation::host;
use registry::federation::{Effect, FollowState, NewFollower, NewMessage, NotAnActor};
use registry::{JournalError, ReadError};

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    let Some(followed) = object.id() else { return Ok(Verdict::ignored("it does not say whom to follow")) };
    let Some(followed) = followable(shared, followed).await? else {
        return Ok(Verdict::ignored("nothing of this address can be followed here"));
    };
    let actor = match actor(shared, activity).await? {
        Ok(actor) => actor,
        Err(verdict) => return Ok(verdict),
    };
    let exact = actor.is_instance && actor.takes_exact_documents();
    let state = state(shared, &activity.actor);
    let knows_rfc9421 = actor.verifies_rfc9421();
    let inbox = actor.shared_inbox.unwrap_or(actor.inbox);
    let speaker = speaker(shared, &followed, exact).await?;
    let mut effects = vec![Effect::Admit(NewFollower {
        actor: activity.actor.clone(),
        object: followed,
        activity: activity.id.clone(),
        inbox: inbox.clone(),
        exact,
        state,
    })];
    effects.extend(knows_rfc9421.then(|| shown(inbox.clone())));
    if state == FollowState::Accepted {
        effects.push(Effect::Say(answer(activity, inbox, speaker, true)));
    }
    Ok(Verdict::effects(effects))
}

/// Whoever says that they verify RFC 9421 has shown it (FEP-844e).
pub(crate) fn shown(inbox: Iri) -> Effect {
    Effect::Shown { inbox, dialect: Dialect::Rfc9421.as_str().to_owned() }
}

/// Who of ours answers: whoever is followed, where it is an actor. For instances of ours, always the instance: from it
/// they take documents.
pub(crate) async fn speaker(shared: &Shared, followed: &Iri, exact: bool) -> Result<Iri, JournalError> {
    let instance = shared.registry.instance_actor();
    if exact {
        return Ok(instance);
    }
    match shared.registry.speaker(followed).await {
        Ok(_) => Ok(followed.clone()),
        Err(NotAnActor::Read(ReadError::Journal(error))) => Err(error),
        Err(_) => Ok(instance),
    }
}

/// What of ours is meant: the instance by its actor or its home, a container, a public document.
async fn followable(shared: &Shared, named: &Iri) -> Result<Option<Iri>, ApplyError> {
    let registry = &shared.registry;
    if *named == registry.instance_actor() || *named == registry.base().home() {
        return Ok(Some(registry.instance_actor()));
    }
    match registry.base().locate(named) {
        Some(Location::Container(_)) => Ok(Some(named.clone())),
        Some(Location::Document(..)) => match registry.is_followable(named).await {
            Ok(is_followable) => Ok(is_followable.then(|| named.clone())),
            Err(ReadError::Journal(error)) => Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, "a document that somebody wants to follow cannot be read");
                Ok(None)
            }
        },
        None => Ok(None),
    }
}

/// Who asks, as they are known since they were heard; else as they say now.
async fn actor(shared: &Shared, activity: &Activity) -> Result<Result<Actor, Verdict>, ApplyError> {
    let kept = shared.registry.stranger(&activity.actor).await?.and_then(|kept| kept.document);
    if let Some(Ok(actor)) = kept.map(|document| Actor::read(&document, &activity.actor)) {
        return Ok(Ok(actor));
    }
    Ok(match shared.stranger(&activity.actor).await {
        Ok((actor, _)) => Ok(actor),
        Err(error) => Err(Verdict::quarantined(told(&error))),
    })
}

fn state(shared: &Shared, actor: &Iri) -> FollowState {
    // Whoever is silenced waits for a hand, whoever else may follow.
    if shared.is_silenced(actor) {
        return FollowState::Waiting;
    }
    let is_let_in = match &shared.settings.policy {
        Policy::Open => true,
        Policy::ByHand => false,
        Policy::Hosts(hosts) => host(actor).is_some_and(|host| hosts.contains(&host)),
    };
    if is_let_in { FollowState::Accepted } else { FollowState::Waiting }
}

/// That they are taken, or not.
pub(crate) fn answer(follow: &Activity, inbox: Iri, speaker: Iri, accept: bool) -> NewMessage {
    let make = if accept { Activity::accept } else { Activity::reject };
    // It gets its own address with its number.
    let said = make(follow.id.clone(), speaker.clone(), follow);
    let object = said.objects.first().map(Object::to_value).unwrap_or_default();
    NewMessage { inbox, speaker, kind: said.kind.name().to_owned(), object: object.to_string() }
}
