//! What somebody whom we follow announces, or only names, is fetched from where it is, whatever else they said of it. It is
//! kept if it is an exact document of an instance there, or of a server that is no instance of ours, if it is of somebody
//! whom we follow.

use super::again;
use crate::activity::origin::Origin;
use crate::activity::{Embedded, wire};
use crate::apply::foreign::{self, Untold};
use crate::causes::told;
use crate::keyring::KeyringError;
use crate::object::exact::{Circle, Exact, ExactError, StatementsError};
use crate::service::Shared;
use model::{Base, Iri};
use outbound::{FetchLimits, Restrained};
use registry::federation::{Errand, Fetching, Mirrored, MirroredContent};
use registry::{ChangeError, JournalError, MirrorRefusal, Told, ToldContent};
use std::error::Error;
use url::Url;

/// Fetches it, and notes what came of it.
pub(super) async fn fetch(shared: &Shared, errand: Errand) {
    let Errand { iri, asked, attempts } = errand;
    let (kept, fetching) = match look_at(shared, &iri).await {
        Ok(kept) => (kept, Fetching::Done(asked)),
        Err(error) => {
            tracing::info!(%iri, error = &error as &dyn Error, "what is announced is not kept now");
            // A post, say, will not become a document: whoever has it is not asked for it again and again.
            let fetching = if error.may_pass() {
                Fetching::Failed { failure: told(&error), next: again(shared, attempts) }
            } else {
                Fetching::Hopeless(asked)
            };
            (None, fetching)
        }
    };
    if let Err(error) = shared.registry.note_fetched(iri, kept, fetching).await {
        tracing::error!(error = &error as &dyn Error, "what was fetched cannot be noted");
    }
}

/// Why what is announced is not kept.
#[derive(Debug, thiserror::Error)]
enum Unkept {
    #[error("{0} is not heard here")]
    Blocked(String),
    #[error(transparent)]
    Restrained(#[from] Restrained),
    #[error("{0} is not an address that can be asked")]
    Address(Iri),
    #[error(transparent)]
    Unfetched(#[from] KeyringError),
    #[error("{0} was found at another address")]
    Elsewhere(Iri),
    #[error("{0} cannot be read: {1}")]
    Unreadable(Iri, String),
    #[error("nobody answers for it where it is")]
    Nobody,
    #[error("it is not for everybody")]
    NotPublic,
    #[error(transparent)]
    Exact(#[from] ExactError),
    #[error(transparent)]
    Statements(#[from] StatementsError),
    #[error(transparent)]
    Refused(#[from] MirrorRefusal),
    #[error(transparent)]
    Untold(#[from] Untold),
    #[error("it cannot be judged now")]
    Unjudged(#[source] ChangeError),
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Unkept {
    fn may_pass(&self) -> bool {
        match self {
            Self::Unfetched(error) => error.may_pass(),
            Self::Restrained(_) | Self::Unjudged(_) | Self::Journal(_) | Self::Untold(Untold::Later(_)) => true,
            Self::Blocked(_)
            | Self::Address(_)
            | Self::Elsewhere(_)
            | Self::Unreadable(..)
            | Self::Nobody
            | Self::NotPublic
            | Self::Exact(_)
            | Self::Statements(_)
            | Self::Untold(_)
            | Self::Refused(_) => false,
        }
    }
}

/// What is to be kept of it; nothing, where it is not to be kept any more or was never held and is gone.
async fn look_at(shared: &Shared, iri: &Iri) -> Result<Option<Mirrored>, Unkept> {
    let registry = &shared.registry;
    let blocked = shared.blocked();
    if let Some(subject) = blocked.names(iri) {
        return Err(Unkept::Blocked(subject));
    }
    let url = Url::parse(iri.as_str()).map_err(|_| Unkept::Address(iri.clone()))?;
    shared.restraint.may_ask(&url, shared.now())?;
    let (found_at, body) = match shared.ask_within(iri, FetchLimits::DOCUMENT).await {
        Ok(found) => found,
        Err(KeyringError::Gone(_)) => {
            let origin = registry.origin_of(iri).await?;
            let content = MirroredContent::Gone;
            return Ok(origin.map(|origin| Mirrored { iri: iri.clone(), origin, said: None, at: None, content }));
        }
        Err(error) => return Err(error.into()),
    };
    if found_at != *iri {
        return Err(Unkept::Elsewhere(iri.clone()));
    }
    let unreadable = |error: &dyn Error| Unkept::Unreadable(iri.clone(), told(error));
    let object = wire::object(&body).and_then(Embedded::read).map_err(|error| unreadable(&error))?;
    if object.id.as_ref() != Some(iri) {
        return Err(Unkept::Elsewhere(iri.clone()));
    }
    let exact = match Exact::read(&object) {
        Ok(exact) => exact,
        Err(ExactError::Absent) => {
            let told = foreign::read(shared, &object, None).await?;
            if let Some(subject) = blocked.names(&told.origin) {
                return Err(Unkept::Blocked(subject));
            }
            return Ok(Some(registry.judge_mirrored(told).await.map_err(Unkept::Unjudged)??));
        }
        Err(error) => return Err(error.into()),
    };
    // Nobody announces it any more.
    if !registry.is_kept(iri).await? {
        return Ok(None);
    }
    let answers =
        |owner: &&Iri| Base::of_actor(owner).is_some_and(|base| base.owns(iri)) && Origin::is_shared(owner, iri);
    let origin = object.owners.iter().find(answers).ok_or(Unkept::Nobody)?;
    if let Some(subject) = blocked.names(origin) {
        return Err(Unkept::Blocked(subject));
    }
    if exact.circle() != Circle::Public {
        return Err(Unkept::NotPublic);
    }
    let told = Told {
        iri: iri.clone(),
        origin: origin.clone(),
        said: Some(exact.entry().0),
        at: Some(exact.at()),
        content: ToldContent::Put { document: exact.document()?, audience: exact.circle().audience() },
    };
    Ok(Some(registry.judge_mirrored(told).await.map_err(Unkept::Unjudged)??))
}
