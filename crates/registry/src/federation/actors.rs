//! Who of ours is an actor: the instance itself, and documents of those who speak for themselves.

use crate::error::ReadError;
use crate::read::Resource;
use crate::registry::Registry;
use jiff::{SignedDuration, Timestamp};
use journal::JournalError;
use journal::federation::{KeptActor, KeptKey, NewActor};
use model::iri::Location;
use model::{AccountId, Audience, Caller, Container, Iri, Slug};

/// The containers whose documents may be actors.
pub(crate) const SUBJECTS: [Container; 5] =
    [Container::Organizations, Container::Projects, Container::Places, Container::Territories, Container::People];

/// Why a document of ours is not an actor.
#[derive(Debug, thiserror::Error)]
pub enum NotAnActor {
    /// It is none of the kinds that speak.
    #[error("{0} is nobody who speaks")]
    Kind(Iri),
    /// Nobody here owns it: it was imported, and is not claimed yet.
    #[error("nobody has claimed {0} yet")]
    Unclaimed(Iri),
    /// It is not public, or not there.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Registry {
    /// The instance's own actor, an `Application`.
    pub fn instance_actor(&self) -> Iri {
        self.base().actor()
    }

    /// An actor of ours that was needed before.
    pub async fn actor(&self, iri: &Iri) -> Result<Option<KeptActor>, JournalError> {
        self.journal.actor(iri).await
    }

    /// Who of ours has this handle.
    pub async fn actor_of_handle(&self, handle: &str) -> Result<Option<Iri>, JournalError> {
        self.journal.actor_of_handle(handle).await
    }

    /// Makes an actor of ours, with these keys; the one that is there stays as it is.
    pub async fn make_actor(&self, iri: Iri, handle: String, keys: Vec<KeptKey>) -> Result<KeptActor, JournalError> {
        self.journal.make_actor(NewActor { iri, handle, keys }).await
    }

    /// Who would have this handle, if it was nobody's yet: the first document of this name that may be an actor.
    pub async fn speaker_of_slug(&self, name: &str) -> Result<Option<Iri>, ReadError> {
        let Ok(slug) = Slug::from_text(name) else { return Ok(None) };
        if slug.as_str() != name {
            return Ok(None);
        }
        for container in SUBJECTS {
            let iri = self.base().document(container, &slug);
            match self.speaker(&iri).await {
                Ok(_) => return Ok(Some(iri)),
                Err(
                    NotAnActor::Read(ReadError::NotFound | ReadError::Gone)
                    | NotAnActor::Unclaimed(_)
                    | NotAnActor::Kind(_),
                ) => {}
                Err(NotAnActor::Read(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    /// How many accounts there are, and how many were used in the last half year, and the last month.
    pub async fn count_accounts(&self) -> Result<(u64, u64, u64), JournalError> {
        let before =
            |days: i64| self.now().checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN);
        let (all, [half_year, month]) = self.journal.count_accounts([before(180), before(30)]).await?;
        Ok((all, half_year, month))
    }

    /// A document that may be an actor: public, of somebody who speaks, and claimed by an account here. What was
    /// imported is not, so that fifty thousand organisations make no keys.
    pub async fn speaker(&self, iri: &Iri) -> Result<Resource, NotAnActor> {
        match self.base().locate(iri) {
            Some(Location::Document(container, _)) if SUBJECTS.contains(&container) && iri.fragment().is_none() => {}
            Some(Location::Document(..) | Location::Container(_)) | None => {
                return Err(NotAnActor::Kind(iri.clone()));
            }
        }
        let resource = self.read(&Caller::Anonymous, iri).await?;
        if resource.audience != Audience::Public {
            return Err(ReadError::NotFound.into());
        }
        if self.is_nobodys(resource.owner).await.map_err(ReadError::from)? {
            return Err(NotAnActor::Unclaimed(iri.clone()));
        }
        Ok(resource)
    }
    /// Whether a document of this owner is nobody's: the instance wrote it itself, or a source told it.
    pub(crate) async fn is_nobodys(&self, owner: AccountId) -> Result<bool, JournalError> {
        Ok(owner == self.operator_id() || self.journal.is_of_source(owner).await?)
    }
}
