//! Reports: that something of another instance is wrong is told to that instance, in the name of ours and of nobody here;
//! and what the reports of others say.

use crate::activity::actor::Actor;
use crate::activity::{Activity, CONTENT_LIMIT, Kind};
use crate::deliver::activity::Complaint as Said;
use crate::follow::{FollowError, Found};
use crate::service::Federation;
use model::{Caller, Iri};
use registry::federation::{Effect, NewMessage, Received};
use serde::{Deserialize, Serialize};

/// What somebody elsewhere says is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// In their words, as they sent them: nobody has cleaned it.
    pub text: String,
    /// With what.
    pub objects: Vec<Named>,
}

/// Something that a report names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its address.
    pub iri: String,
    /// Whether it is of this instance.
    pub here: bool,
}

/// Why something is not reported.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Nobody answers for it whom one could tell.
    #[error(transparent)]
    Nobody(#[from] FollowError),
    /// What is said of it is longer than what others read.
    #[error("longer than {0} characters")]
    TooLong(usize),
}

impl Federation {
    /// Tells whoever answers for what is at this address that something is wrong with it; whom. It is sent by itself, also
    /// if nobody is there now.
    pub async fn report(&self, caller: &Caller, address: &Iri, because: &str) -> Result<Iri, ReportError> {
        let (shared, registry) = (&self.shared, self.registry());
        if registry.base().owns(address) {
            return Err(FollowError::Own(address.clone()).into());
        }
        let because = because.trim();
        if because.chars().count() > CONTENT_LIMIT {
            return Err(ReportError::TooLong(CONTENT_LIMIT));
        }
        let (object, actor) = if let Some(actor) = self.teller(caller, address).await? {
            (address.clone(), actor)
        } else {
            let Found { object, actor, document } = shared.find(address).await?;
            registry.keep_stranger(&actor.id, Some(&document)).await.map_err(FollowError::from)?;
            (object, actor)
        };
        let exact = actor.is_instance && actor.takes_exact_documents();
        let inbox = actor.shared_inbox.unwrap_or(actor.inbox);
        // Some look for whom it is about, and at nothing if nobody is named.
        let objects = if object == actor.id { vec![object] } else { vec![object, actor.id.clone()] };
        let said = Said { to: actor.id.clone(), objects, content: because.to_owned() };
        let message = NewMessage {
            inbox: inbox.clone(),
            speaker: registry.instance_actor(),
            kind: Kind::Flag.name().to_owned(),
            object: said.to_text(),
        };
        registry
            .arrange(caller, vec![Effect::Know { inbox, exact }, Effect::Say(message)])
            .await
            .map_err(FollowError::from)?;
        Ok(actor.id)
    }

    /// What something in quarantine says, where it is a report.
    pub fn complaint(&self, held: &Received) -> Option<Complaint> {
        let activity = Activity::read(held.body.as_deref()?).ok().filter(|activity| activity.kind == Kind::Flag)?;
        let base = self.registry().base();
        let objects = activity.objects.iter().filter_map(|object| object.id());
        let objects = objects.map(|iri| Named { iri: iri.to_string(), here: base.owns(iri) }).collect();
        Some(Complaint { text: activity.content.unwrap_or_default(), objects })
    }

    /// Who told a document that is held here, as they are known: nobody has to be asked, who may be away.
    async fn teller(&self, caller: &Caller, address: &Iri) -> Result<Option<Actor>, FollowError> {
        let shared = &self.shared;
        let Ok(held) = shared.registry.read_elsewhere(caller, &address.document()).await else { return Ok(None) };
        shared.blocked().hears(&held.origin)?;
        let kept = shared.registry.stranger(&held.origin).await?.and_then(|kept| kept.document);
        Ok(kept.and_then(|document| Actor::read(&document, &held.origin).ok()))
    }
}
