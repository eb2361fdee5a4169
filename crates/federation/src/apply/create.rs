//! `Create` and `Update`: of an instance of ours, a document as it is now. It is kept if somebody here follows it, and if it
//! is what such a document may be; where it is not, it waits in quarantine with the reason.

use super::{ApplyError, Verdict, is_of};
use crate::activity::origin::{Standing, standing};
use crate::activity::{Activity, Object};
use crate::causes::{self, told};
use crate::object::exact::{Exact, is_carried};
use crate::object::reply::Reply;
use crate::service::Shared;
use model::Iri;
use registry::federation::{FollowState, Following, has};
use registry::{ChangeError, MirrorRefusal, Report, Told, ToldContent};

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    let Object::Embedded(embedded) = object else {
        return Ok(Verdict::ignored("it only names its object"));
    };
    // Its own origin says nothing of it here, and nothing is fetched only because somebody names it.
    if standing(activity, object) != Standing::AsSent {
        return Ok(Verdict::ignored("its object is of another origin, which has not said it"));
    }
    if !is_carried(object) {
        return Ok(match Reply::read(embedded, shared.registry.base()) {
            // What others answer is shown once somebody here has read it.
            Ok(reply) => Verdict::quarantined(format!("a reply to {}, to be read by somebody here", reply.in_reply_to)),
            Err(_) => Verdict::ignored("nothing here shows what is no document"),
        });
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
    match shared.registry.judge_mirrored(told).await {
        Ok(Ok(kept)) => Ok(Verdict::told(kept)),
        Ok(Err(MirrorRefusal::Invalid(_, report))) => Ok(Verdict::quarantined(summary(&report))),
        Ok(Err(refusal)) => Ok(Verdict::quarantined(causes::told(&refusal))),
        Err(ChangeError::Journal(error)) => Err(error.into()),
        Err(error) => Err(ApplyError::Change(error)),
    }
}

/// Whether something that we follow, and were let to, has this document in it.
async fn is_followed(shared: &Shared, actor: &Iri, document: &Iri) -> Result<bool, ApplyError> {
    let following = shared.registry.following_of(actor).await?;
    let is_accepted = |following: &Following| following.state == FollowState::Accepted;
    Ok(following.iter().any(|following| is_accepted(following) && has(following, document)))
}

/// What the shapes say of a document, a line for each.
fn summary(report: &Report) -> String {
    let lines = report.results.iter().map(|result| {
        let path = result.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
        let says = result.messages.first().map(|message| message.value().to_owned()).unwrap_or_default();
        format!("{}{path}: {says}", result.focus)
    });
    lines.collect::<Vec<_>>().join("\n")
}
