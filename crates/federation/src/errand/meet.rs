//! Those whom documents of ours concern are found: by the address that a document names, as whoever is followed is found by
//! theirs. What is held here from an instance is answered for by that instance, whether or not everybody may read it there.

use super::again;
use crate::causes::told;
use crate::follow::FollowError;
use crate::keyring::KeyringError;
use crate::service::Shared;
use crate::signature::Dialect;
use model::Iri;
use outbound::FetchError;
use registry::JournalError;
use registry::federation::{Acquaintance, Meeting};
use std::error::Error;
use url::Url;

/// Looks for somebody, and notes what came of it.
pub(super) async fn meet(shared: &Shared, acquaintance: Acquaintance) {
    let Acquaintance { actor, attempts, .. } = acquaintance;
    let meeting = match look_for(shared, &actor).await {
        Ok(meeting) => meeting,
        Err(error) => {
            let next = again(shared, attempts);
            Meeting::Missed { actor, failure: told(&error), next }
        }
    };
    if let Err(error) = shared.registry.meet(meeting).await {
        tracing::error!(error = &error as &dyn Error, "who was looked for cannot be noted");
    }
}

/// Why somebody was not found.
#[derive(Debug, thiserror::Error)]
enum Missed {
    #[error("{0} is not told anything here")]
    Blocked(String),
    #[error(transparent)]
    Restrained(#[from] outbound::Restrained),
    #[error(transparent)]
    NotFound(#[from] FollowError),
    #[error(transparent)]
    Journal(#[from] JournalError),
}

async fn look_for(shared: &Shared, actor: &Iri) -> Result<Meeting, Missed> {
    let blocked = shared.blocked();
    if let Some(subject) = blocked.names(actor) {
        return Err(Missed::Blocked(subject));
    }
    let address = shared.registry.origin_of(actor).await?.unwrap_or_else(|| actor.clone());
    // Documents from elsewhere may have named it: nobody is asked too often for that.
    let url = Url::parse(address.as_str()).map_err(|error| {
        let unusable = FetchError::Refused(error.into());
        FollowError::NotFound(address.clone(), KeyringError::Fetch(address.clone(), unusable))
    })?;
    shared.restraint.may_ask(&url, shared.now())?;
    let found = shared.find(&address).await?.actor;
    if let Some(subject) = blocked.names(&found.id) {
        return Err(Missed::Blocked(subject));
    }
    let exact = found.is_instance && found.takes_exact_documents();
    let dialect = found.verifies_rfc9421().then(|| Dialect::Rfc9421.as_str().to_owned());
    let inbox = found.shared_inbox.unwrap_or(found.inbox);
    Ok(Meeting::Found { actor: actor.clone(), inbox, exact, dialect })
}
