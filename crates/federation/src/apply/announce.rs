//! `Announce`: somebody whom we follow passes on what others said. It is fetched from where it is, and kept for as long as
//! they do; what they wrote of it is not looked at. Of those whom nobody here follows it has no effect.

use super::{ApplyError, Verdict, follows};
use crate::activity::{Activity, Kind, Object, wire};
use crate::service::Shared;
use model::Iri;
use registry::federation::{Effect, Fetching, Keep};

/// Documents that are kept for one actor's sake: who announces more is not listened to any further.
const KEPT: usize = 1_000;

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    let registry = &shared.registry;
    if !follows(shared, &activity.actor) {
        return Ok(Verdict::ignored("nobody here follows who passes it on"));
    }
    let Some(iri) = object.id() else { return Ok(Verdict::ignored("it does not say what is passed on")) };
    if registry.base().owns(iri) {
        return Ok(Verdict::ignored("what is passed on is of this instance"));
    }
    if iri.fragment().is_some() || iri.versioned().is_some() {
        return Ok(Verdict::ignored("what is passed on is no document"));
    }
    // It came before they were blocked.
    if let Some(subject) = shared.blocked().names(iri) {
        return Ok(Verdict::ignored(format!("{subject} is not heard here")));
    }
    let kept = registry.keeps_for(&activity.actor).await?;
    if kept.len() >= KEPT && !kept.iter().any(|keep| keep.iri == *iri) {
        return Ok(Verdict::ignored(format!(
            "{KEPT} documents are kept already because {} passes them on",
            activity.actor
        )));
    }
    let announced = Some((activity.actor.clone(), activity.id.clone()));
    let keep = Effect::Keep(Keep { iri: iri.clone(), announced });
    Ok(Verdict::effects(vec![keep, Effect::Fetch(iri.clone(), Fetching::Asked)]))
}

/// `Undo` of it: by its address, or by what it passed on. `None`: it undoes no announcement.
pub(super) async fn undo(shared: &Shared, actor: &Iri, undone: &Object) -> Result<Option<Verdict>, ApplyError> {
    let passed_on = match undone {
        Object::Embedded(embedded) if embedded.types.iter().any(|name| name == Kind::Announce.name()) => {
            embedded.value.get("object").and_then(wire::address)
        }
        Object::Embedded(_) | Object::Named(_) => None,
    };
    let is_meant = |keep: &&Keep| {
        let activity = keep.announced.as_ref().map(|(_, activity)| activity);
        passed_on.as_ref() == Some(&keep.iri) || (activity.is_some() && activity == undone.id())
    };
    let Some(keep) = shared.registry.keeps_for(actor).await?.into_iter().find(|keep| is_meant(&keep)) else {
        return Ok(None);
    };
    let then = shared.registry.without_announcement(&keep.iri).await?;
    Ok(Some(Verdict::effects(vec![Effect::LetGo { iri: keep.iri, sake: actor.clone(), then }])))
}
