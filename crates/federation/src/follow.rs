//! Following something elsewhere, by the word of whoever runs the instance.

use crate::activity::actor::Actor;
use crate::activity::origin::Origin;
use crate::activity::{Activity, Kind};
use crate::address::Saying;
use crate::apply;
use crate::block::NotHeard;
use crate::keyring::{KeyringError, attributed_to};
use crate::service::{Federation, Shared};
use crate::step::reached;
use model::{Base, Caller, Iri};
use registry::AccountError;
use registry::federation::{Effect, FollowState, Following, NewFollowing, NewMessage};
use serde_json::{Value, json};

/// What is found at an address, and who answers for it.
pub(crate) struct Found {
    /// Its own address.
    pub(crate) object: Iri,
    /// Who answers for it.
    pub(crate) actor: Actor,
    /// The bytes of that actor's document.
    pub(crate) document: Vec<u8>,
}

/// What becomes of what is held here of something that is followed no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remains {
    /// It is removed.
    Removed,
    /// It stays as it is, and is not updated any more.
    Frozen,
}

/// Why something is not followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// It is ours.
    #[error("{0} is of this instance")]
    Own(Iri),
    /// Nobody is found there whom one could follow.
    #[error("{0} cannot be followed")]
    NotFound(Iri, #[source] KeyringError),
    /// What is found there does not say who answers for it, or somebody of another site.
    #[error("{0} does not say who answers for it")]
    Nobody(Iri),
    /// Whoever runs this instance does not want to hear of it.
    #[error("{0} is not heard here")]
    NotHeard(String),
    /// It is not followed.
    #[error("{0} is not followed")]
    NotFollowed(Iri),
    /// The caller may not, or the journal cannot.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<NotHeard> for FollowError {
    fn from(NotHeard(subject): NotHeard) -> Self {
        Self::NotHeard(subject)
    }
}

impl From<registry::JournalError> for FollowError {
    fn from(error: registry::JournalError) -> Self {
        Self::Account(error.into())
    }
}

impl Federation {
    /// Asks to follow what is found at this address: an instance by its home or its actor, a container, an actor. The
    /// request is sent by itself, also if nobody is there now.
    pub async fn follow(&self, caller: &Caller, address: &Iri) -> Result<Following, FollowError> {
        let shared = &self.shared;
        if shared.registry.base().owns(address) {
            return Err(FollowError::Own(address.clone()));
        }
        let Found { object, actor, document } = shared.find(address).await?;
        reached("follow.found");
        shared.registry.keep_stranger(&actor.id, Some(&document)).await?;
        reached("follow.kept");
        let exact = actor.is_instance && actor.takes_exact_documents();
        let actor_knows_rfc9421 = actor.verifies_rfc9421();
        let new = NewFollowing {
            object: object.clone(),
            actor: actor.id,
            inbox: actor.inbox,
            exact,
            speaker: shared.registry.instance_actor(),
        };
        shared.registry.thaw(caller, &new.actor).await?;
        let shown = actor_knows_rfc9421.then(|| apply::follow::shown(new.inbox.clone()));
        let effects = [Effect::Follow(new)].into_iter().chain(shown).collect();
        shared.registry.arrange(caller, effects).await?;
        reached("follow.asked");
        let relations = shared.registry.relations();
        let asked = relations.following().iter().find(|one| one.object == object);
        asked.cloned().ok_or(FollowError::NotFollowed(object))
    }

    /// Follows something no longer. How many documents were removed, or frozen.
    pub async fn unfollow(&self, caller: &Caller, address: &Iri, remains: Remains) -> Result<u64, FollowError> {
        let registry = &self.shared.registry;
        let relations = registry.relations();
        let following = relations.following();
        // An instance is named by its home, too.
        let actor = Base::parse(address.as_str()).ok().map(|base| base.actor());
        let is_meant = |one: &&Following| one.object == *address || Some(&one.object) == actor.as_ref();
        let followed = following.iter().find(is_meant).ok_or_else(|| FollowError::NotFollowed(address.clone()))?;
        let undone = self.undo(followed).await?;
        let others: Vec<_> = following.iter().filter(|one| one.actor == followed.actor && *one != followed).collect();
        // Before, so that whoever is killed here finds it still followed, and ends it again; and after, since something may
        // have come in between.
        let cut_off = || registry.cut_off(caller, followed, &others, remains == Remains::Frozen);
        let before = cut_off().await?;
        registry.arrange(caller, vec![Effect::Unfollow(followed.object.clone()), Effect::Say(undone)]).await?;
        Ok(before + cut_off().await?)
    }

    /// Answers somebody who asked to follow, and waits. Whether somebody did.
    pub async fn answer(&self, caller: &Caller, actor: &Iri, accept: bool) -> Result<bool, FollowError> {
        let registry = &self.shared.registry;
        let state = if accept { FollowState::Accepted } else { FollowState::Refused };
        let followers = registry.followers().await?;
        let asked = followers.into_iter().filter(|one| one.actor == *actor && one.state != state);
        let mut effects = Vec::new();
        for follower in asked {
            let exact = registry.peer(&follower.inbox).await?.is_some_and(|peer| peer.exact);
            let speaker = apply::follow::speaker(&self.shared, &follower.object, exact).await?;
            let follow = Activity::follow(follower.activity, follower.actor.clone(), follower.object.clone());
            effects.push(Effect::Answer { actor: follower.actor, object: follower.object, state });
            effects.push(Effect::Say(apply::follow::answer(&follow, follower.inbox, speaker, accept)));
        }
        Ok(!effects.is_empty() && registry.arrange(caller, effects).await?.contains(&true))
    }

    /// Applies an activity in quarantine again, what stood against it being mended. Whether it was there.
    pub async fn reconsider(&self, caller: &Caller, number: u64) -> Result<bool, AccountError> {
        let waits = self.shared.registry.reconsider(caller, number).await?;
        self.look_again();
        Ok(waits)
    }

    async fn undo(&self, followed: &Following) -> Result<NewMessage, FollowError> {
        let registry = &self.shared.registry;
        let (speaker, made) = match registry.message(followed.message).await? {
            Some(message) => (message.speaker, message.made),
            None => (registry.instance_actor(), followed.asked),
        };
        let id = Saying::Message { number: followed.message, at: made }.address(registry.base());
        let object: Value = json!({
            "id": id.as_str(),
            "type": Kind::Follow.name(),
            "actor": speaker.as_str(),
            "object": followed.object.as_str(),
        });
        let (inbox, kind) = (followed.inbox.clone(), Kind::Undo.name().to_owned());
        Ok(NewMessage { inbox, speaker, kind, object: object.to_string() })
    }
}

impl Shared {
    /// Finds what is at this address, and who answers for it: both of those who are heard.
    pub(crate) async fn find(&self, address: &Iri) -> Result<Found, FollowError> {
        let blocked = self.blocked();
        blocked.hears(address)?;
        let not_found = |error| FollowError::NotFound(address.clone(), error);
        let (found_at, body) = self.ask(address).await.map_err(not_found)?;
        let found = Actor::read(&body, &found_at).ok();
        let object = found.as_ref().map_or(found_at, |actor| actor.id.clone());
        let owner = match &found {
            // For a document of an instance of ours the instance answers, and sends it as it is.
            Some(actor) if actor.takes_exact_documents() && !actor.is_instance => actor.attributed_to.clone(),
            Some(_) => None,
            None => Some(attributed_to(&body).ok_or_else(|| FollowError::Nobody(address.clone()))?),
        };
        let (actor, document) = match (owner, found) {
            (Some(owner), _) => {
                if !Origin::is_shared(&owner, &object) {
                    return Err(FollowError::Nobody(address.clone()));
                }
                blocked.hears(&owner)?;
                let (found_at, body) = self.ask(&owner).await.map_err(not_found)?;
                let actor = Actor::read(&body, &found_at);
                (actor.map_err(|error| not_found(KeyringError::NotAnActor(owner, error)))?, body)
            }
            (None, Some(actor)) => (actor, body),
            (None, None) => return Err(FollowError::Nobody(address.clone())),
        };
        // It may be found elsewhere than where it was asked for.
        blocked.hears(&actor.id)?;
        Ok(Found { object, actor, document })
    }
}
