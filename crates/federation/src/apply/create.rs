//! `Create` and `Update`: of an instance of ours, a document as it is now. It is kept if somebody here follows it, and if it
//! is what such a document may be; where it is not, it waits in quarantine with the reason. There waits, too, what strangers
//! tell because it concerns somebody here, until somebody takes it.

use super::{ApplyError, Verdict, admitted, follows, foreign, is_of, reply};
use crate::activity::origin::{Origin, Standing, standing};
use crate::activity::{Activity, Object};
use crate::causes::told;
use crate::object::exact::{Exact, is_carried};
use crate::object::reply::Reply;
use crate::service::Shared;
use crate::taking;
use model::vocab::{class, rdf};
use model::{Document, Iri};
use oxrdf::{NamedNodeRef, TermRef};
use registry::federation::{Effect, Fate, Fetching, FollowState, Following, Keep, has};
use registry::{Told, ToldContent};

/// By whose word a document is kept that nobody here follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Welcome {
    /// By nobody's: it waits, if it concerns somebody here.
    Asked,
    /// By the word of whoever runs the instance.
    ByHand,
}

pub(super) async fn judge(shared: &Shared, activity: &Activity, object: &Object) -> Result<Verdict, ApplyError> {
    judge_as(shared, activity, object, Welcome::Asked).await
}

pub(crate) async fn judge_as(
    shared: &Shared,
    activity: &Activity,
    object: &Object,
    welcome: Welcome,
) -> Result<Verdict, ApplyError> {
    let Object::Embedded(embedded) = object else {
        let is_own = |id: &&Iri| Origin::is_shared(id, &activity.actor);
        let Some(id) = object.id().filter(is_own) else {
            return Ok(Verdict::ignored("its object is of another origin, which has not said it"));
        };
        if !follows(shared, &activity.actor) {
            return Ok(Verdict::ignored(NOBODY));
        }
        // Looked up where it is, apart from this: whoever is slow holds up nobody else.
        return Ok(Verdict::effects(vec![Effect::Fetch(id.clone(), Fetching::Asked)]));
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
    let registry = &shared.registry;
    let is_expected = is_followed(shared, &activity.actor, exact.iri()) || registry.is_kept(exact.iri()).await?;
    let document = match exact.document() {
        Ok(document) => document,
        Err(_) if !is_expected => return Ok(Verdict::ignored(NOBODY)),
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    };
    let asks = if is_expected {
        None
    } else {
        match registry.concerned_here(&document).await? {
            None => return Ok(Verdict::ignored(NOBODY)),
            // Whom we follow we hear, also of what is elsewhere there.
            Some(_) if follows(shared, &activity.actor) => None,
            Some(who) => Some(request(&document, &who)),
        }
    };
    let waiting = match &asks {
        Some(_) if welcome == Welcome::Asked => taking::about(shared, &activity.actor, exact.iri()).await?,
        Some(_) | None => Vec::new(),
    };
    if waiting.iter().any(|one| !one.is_before(exact.entry(), exact.at())) {
        return Ok(Verdict::ignored("what it said later waits"));
    }
    let iri = exact.iri().clone();
    let told = Told {
        iri: iri.clone(),
        origin: activity.actor.clone(),
        said: Some(exact.entry().0),
        at: Some(exact.at()),
        content: ToldContent::Put { document, audience: exact.circle().audience() },
    };
    let verdict = admitted(shared, told).await?;
    let verdict = match (asks, welcome) {
        (Some(asks), Welcome::Asked) if verdict.fate == Fate::Applied => Verdict::quarantined(asks),
        (Some(_), Welcome::ByHand) if verdict.fate == Fate::Applied => {
            Verdict { effects: vec![Effect::Keep(Keep { iri, announced: None })], ..verdict }
        }
        _ => verdict,
    };
    let overtaken = taking::overtaken(&waiting, "it says something else since");
    Ok(Verdict { effects: [verdict.effects, overtaken].concat(), ..verdict })
}

/// What is said of what nobody here follows, and nobody here is concerned by.
const NOBODY: &str = "nobody here follows it";

/// What each class asks for, in words for whoever decides: before the address of whom it concerns.
const REQUESTS: [(NamedNodeRef<'static>, &str); 4] = [
    (class::ENTRY_REQUEST, "a request to enter, which concerns"),
    (class::VOUCHING, "a vouching, which concerns"),
    (class::MEMBERSHIP, "a membership, which concerns"),
    (class::COOPERATION, "a cooperation, which concerns"),
];

/// What a document is that nobody here follows, and whom it concerns.
fn request(document: &Document, who: &Iri) -> String {
    let is_of = |class: NamedNodeRef<'_>| document.own(rdf::TYPE).any(|term| term == TermRef::NamedNode(class));
    let what = REQUESTS.iter().find(|(class, _)| is_of(*class)).map_or("a document, which concerns", |(_, what)| *what);
    format!("{what} {who}: it is kept once somebody here takes it")
}

/// Whether something that we follow, and were let to, has this document in it.
fn is_followed(shared: &Shared, actor: &Iri, document: &Iri) -> bool {
    let is_accepted = |following: &Following| following.state == FollowState::Accepted;
    shared.registry.relations().following_of(actor).any(|one| is_accepted(one) && has(one, document))
}
