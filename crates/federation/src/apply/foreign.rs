//! What servers that are no instances of ours tell of events, organisations, projects and places: kept as documents from
//! elsewhere if somebody here follows whose they are.

use super::{ApplyError, Verdict, admitted, held};
use crate::activity::origin::Origin;
use crate::activity::recipients::{is_for_everybody, names_somebody};
use crate::activity::{Activity, Embedded, PUBLIC};
use crate::causes::told;
use crate::object::foreign::Foreign;
use crate::service::Shared;
use model::{Audience, DocumentError, Iri};
use registry::federation::{FollowState, Following, has};
use registry::{Told, ToldContent};

/// Why nothing is kept of what somebody tells.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Untold {
    #[error("nothing here shows what is no document")]
    NoDocument,
    #[error("posts, badges and people are not kept here")]
    NotKept,
    #[error("nobody here follows it")]
    NotFollowed,
    #[error(transparent)]
    Unfit(#[from] DocumentError),
    #[error(transparent)]
    Later(#[from] ApplyError),
}

/// What becomes of an object of the actor's own origin, which is no document of an instance of ours.
pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Embedded) -> Result<Verdict, ApplyError> {
    match read(shared, object, Some(activity)).await {
        Ok(told) => admitted(shared, told).await,
        Err(Untold::Later(error)) => Err(error),
        Err(Untold::Unfit(error)) => Ok(Verdict::quarantined(told(&error))),
        Err(why @ (Untold::NoDocument | Untold::NotKept | Untold::NotFollowed)) => {
            Ok(Verdict::ignored(why.to_string()))
        }
    }
}

/// What an object tells of a document, by the activity in which it came, or by itself where it was found.
pub(crate) async fn read(shared: &Shared, object: &Embedded, activity: Option<&Activity>) -> Result<Told, Untold> {
    let foreign = Foreign::read(object).map_err(|_| Untold::NoDocument)?;
    let document = foreign.document().ok_or(Untold::NotKept)?;
    let speakers = activity.map(|activity| &activity.actor).into_iter().chain(&foreign.owners);
    let followed = followed(shared, speakers, &foreign.id).ok_or(Untold::NotFollowed)?;
    let content = if foreign.is_cancelled {
        // Nobody should go there; it is taken up again if it is said again.
        ToldContent::Gone
    } else {
        ToldContent::Put { document: document?, audience: audience(shared, activity, object).await? }
    };
    // Some never say when something changed, but when they said so; some not even that: then the last word counts.
    let at = foreign.updated.or(activity.and_then(|activity| activity.published));
    Ok(Told { iri: foreign.id, origin: followed.actor, said: None, at, content })
}

/// The first of those whose it is that somebody here follows, and who let us.
fn followed<'a>(shared: &Shared, speakers: impl Iterator<Item = &'a Iri>, document: &Iri) -> Option<Following> {
    let relations = shared.registry.relations();
    for speaker in speakers.filter(|speaker| Origin::is_shared(speaker, document)) {
        let is_meant = |one: &&Following| one.state == FollowState::Accepted && has(one, document);
        if let Some(followed) = relations.following_of(speaker).find(is_meant) {
            return Some(followed.clone());
        }
    }
    None
}

/// For everybody, if it says so; else for those who follow, which is what the network is. What the object says of itself
/// counts before what is said of the activity; where neither says anything, it is for whom it was.
async fn audience(shared: &Shared, activity: Option<&Activity>, object: &Embedded) -> Result<Audience, ApplyError> {
    let named: Vec<&Iri> =
        activity.map(|activity| activity.to.iter().chain(&activity.cc).collect()).unwrap_or_default();
    let is_public = if names_somebody(&object.value) {
        is_for_everybody(&object.value)
    } else if !named.is_empty() {
        named.iter().any(|one| one.as_str() == PUBLIC)
    } else if let Some(id) = &object.id {
        let held = held(shared, id).await?;
        held.is_some_and(|held| held.resource.audience == Audience::Public)
    } else {
        false
    };
    Ok(if is_public { Audience::Public } else { Audience::Network })
}
