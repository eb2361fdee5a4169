//! `Accept` and `Reject`: the answer to a request of ours. Only whoever was asked can answer, and only what was asked.

use super::Verdict;
use crate::activity::{Activity, Object};
use crate::address::Saying;
use crate::service::Shared;
use registry::federation::{Effect, FollowState};

pub(super) fn judge(shared: &Shared, activity: &Activity, object: &Object, state: FollowState) -> Verdict {
    let named = object.id().and_then(|id| Saying::read(shared.registry.base(), id));
    let Some(Saying::Message { number, .. }) = named else {
        return Verdict::ignored("it answers nothing that was asked");
    };
    let relations = shared.registry.relations();
    if !relations.following_of(&activity.actor).any(|following| following.message == number) {
        return Verdict::ignored("its actor was not asked this");
    }
    Verdict::effects(vec![Effect::Answered { actor: activity.actor.clone(), message: number, state }])
}
