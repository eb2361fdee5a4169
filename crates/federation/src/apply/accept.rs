//! `Accept` and `Reject`: the answer to a request of ours. Only whoever was asked can answer, and only what was asked.

use super::{ApplyError, Verdict};
use crate::activity::{Activity, Object};
use crate::address::Saying;
use crate::service::Shared;
use registry::federation::{Effect, FollowState};

pub(super) async fn judge(
    shared: &Shared,
    activity: &Activity,
    object: &Object,
    state: FollowState,
) -> Result<Verdict, ApplyError> {
    let named = object.id().and_then(|id| Saying::read(shared.registry.base(), id));
    let Some(Saying::Message { number, .. }) = named else {
        return Ok(Verdict::ignored("it answers nothing that was asked"));
    };
    let following = shared.registry.following_of(&activity.actor).await?;
    if !following.iter().any(|following| following.message == number) {
        return Ok(Verdict::ignored("its actor was not asked this"));
    }
    Ok(Verdict::effects(vec![Effect::Answered { actor: activity.actor.clone(), message: number, state }]))
}
