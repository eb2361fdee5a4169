//! `Undo`: of a `Follow`, somebody does not want to hear of something any more; of an `Announce`, they do not pass something
//! on any more.

use super::{ApplyError, Verdict, announce};
use crate::activity::{Activity, Kind, Object};
use crate::service::Shared;
use registry::federation::Effect;

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    let Some(undone) = object.id() else { return Ok(Verdict::ignored("it does not say what to undo")) };
    if let Some(verdict) = announce::undo(shared, &activity.actor, object).await? {
        return Ok(verdict);
    }
    let followers = shared.registry.followers().await?;
    let done = followers.into_iter().find(|one| one.actor == activity.actor && one.activity == *undone);
    Ok(Verdict::effects(vec![match done {
        Some(done) => Effect::Leave { actor: done.actor, object: Some(done.object) },
        // It was overtaken on its way: when it comes, it is over.
        None if is_follow(object) => Effect::Forestall {
            id: undone.clone(),
            kind: Kind::Follow.name().to_owned(),
            actor: activity.actor.clone(),
        },
        None => return Ok(Verdict::ignored("nothing of this was done")),
    }]))
}

/// Whether it is one, as far as it says.
fn is_follow(object: &Object) -> bool {
    match object {
        Object::Named(_) => true,
        Object::Embedded(embedded) => embedded.types.iter().any(|name| name == Kind::Follow.name()),
    }
}
