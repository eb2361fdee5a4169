//! `Create` and `Update`: of an instance of ours, a document as it is now. It is kept if somebody here follows it, and if it
//! is what such a document may be; where it is not, it waits in quarantine with the reason.

use super::{ApplyError, Verdict, admitted, foreign, is_of, reply};
use crate::activity::origin::{Origin, Standing, standing};
use crate::activity::{Activity, Object};
use crate::causes::told;
use crate::object::exact::{Exact, is_carried};
use crate::object::reply::Reply;
use crate::service::Shared;
use model::Iri;
use registry::federation::{FollowState, Following, has};
use registry::{Told, ToldContent};

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    let Object::Embedded(embedded) = object else {
        let is_own = |id: &&Iri| Origin::is_shared(id, &activity.actor);
        return match object.id().filter(is_own) {
            Some(id) => foreign::look_up(shared, activity, id).await,
            None => Ok(Verdict::ignored("its object is of another origin, which has not said it")),
        };
    };
    // Its own origin says nothing of it here, and nothing is fetched only because somebody names it.
    if standing(activity, object) != Standing::AsSent {
        return Ok(Verdict::ignored("its object is of another origin, which has not said it"));
    }
    if !is_carried(object) {
        return match Reply::read(embedded, shared.registry.base()) {
            Ok(said) => reply::judge(shared, activity, said).await,
            Err(_) => foreign::judge(shared, activity, embedded).await,
        };
    }
    let exact = match Exact::read(embedded) {
        Ok(exact) => exact,
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    };
    if !is_of(&activity.actor, exact.iri()) {
        return Ok(Verdict::quarantined("the document is not of the instance whose actor this is"));
    }
    if !is_followed(shared, &activity.actor, exact.iri()).await? {
        return Ok(Verdict::ignored("nobody here follows it"));
    }
    let document = match exact.document() {
        Ok(document) => document,
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    };
    let told = Told {
        iri: exact.iri().clone(),
        origin: activity.actor.clone(),
        said: Some(exact.entry().0),
        at: Some(exact.at()),
        content: ToldContent::Put { document, audience: exact.circle().audience() },
    };
    admitted(shared, told).await
}

/// Whether something that we follow, and were let to, has this document in it.
async fn is_followed(shared: &Shared, actor: &Iri, document: &Iri) -> Result<bool, ApplyError> {
    let following = shared.registry.following_of(actor).await?;
    let is_accepted = |following: &Following| following.state == FollowState::Accepted;
    Ok(following.iter().any(|following| is_accepted(following) && has(following, document)))
}
