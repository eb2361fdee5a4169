//! `Undo`: of a `Follow`, somebody does not want to hear of something any more.

use super::{ApplyError, Verdict};
use crate::activity::{Activity, Object};
use crate::service::Shared;
use registry::federation::Effect;

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    let Some(undone) = object.id() else { return Ok(Verdict::ignored("it does not say what to undo")) };
    let followers = shared.registry.followers().await?;
    let done = followers.into_iter().find(|one| one.actor == activity.actor && one.activity == *undone);
    Ok(match done {
        Some(done) => Verdict::effects(vec![Effect::Leave { actor: done.actor, object: Some(done.object) }]),
        None => Verdict::ignored("nothing of this was done"),
    })
}
