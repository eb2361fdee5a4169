//! Activities, as they are sent and as they are understood.

use crate::object::{Found, Object};
use crate::state::{Data, Peer};
use activitypub_federation::activity_sending::SendActivityTask;
use activitypub_federation::error::Error;
use activitypub_federation::kinds::public;
use activitypub_federation::protocol::context::WithContext;
use activitypub_federation::protocol::helpers::deserialize_one_or_many;
use activitypub_federation::protocol::tombstone::Tombstone;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use url::Url;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Activity {
    pub(crate) id: Url,
    pub(crate) actor: Url,
    #[serde(default, deserialize_with = "deserialize_one_or_many")]
    to: Vec<Url>,
    #[serde(default, deserialize_with = "deserialize_one_or_many")]
    cc: Vec<Url>,
    #[serde(flatten)]
    pub(crate) deed: Deed,
}

/// What was done. The answer to a Follow, and its end, have the whole Follow in them, as Lemmy has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type")]
pub(crate) enum Deed {
    Follow {
        object: Url,
    },
    Accept {
        object: Box<Activity>,
    },
    Reject {
        object: Box<Activity>,
    },
    Undo {
        object: Box<Activity>,
    },
    Create {
        object: Object,
    },
    Update {
        object: Found,
    },
    Delete {
        object: Tombstone,
    },
    /// What means nothing here.
    #[serde(other)]
    Other,
}

impl Activity {
    /// What it does itself, for these.
    pub(crate) fn mine(peer: &Peer, id: Url, to: Vec<Url>, deed: Deed) -> Self {
        Self { id, actor: peer.address("/users/me"), to, cc: Vec::new(), deed }
    }

    /// For everybody, and for who follows.
    pub(crate) fn published(peer: &Peer, id: Url, deed: Deed) -> Self {
        let cc = vec![peer.address("/users/me/followers")];
        Self { cc, ..Self::mine(peer, id, vec![public()], deed) }
    }

    /// Signs it and sends it to these inboxes, at once. The library takes a refusal for an arrival.
    pub(crate) async fn send(self, inboxes: Vec<Url>, data: &Data) -> Result<(), Error> {
        let activity = WithContext::new_default(self);
        for delivery in SendActivityTask::prepare(&activity, &data.me(), inboxes, data).await? {
            delivery.sign_and_send(data).await?;
        }
        Ok(())
    }
}

/// Only for the library to send it: what comes is handled in `inbox`.
#[async_trait::async_trait]
impl activitypub_federation::traits::Activity for Activity {
    type DataType = Arc<Peer>;
    type Error = Error;

    fn id(&self) -> &Url {
        &self.id
    }

    fn actor(&self) -> &Url {
        &self.actor
    }

    async fn verify(&self, _: &Data) -> Result<(), Error> {
        Ok(())
    }

    async fn receive(self, _: &Data) -> Result<(), Error> {
        Ok(())
    }
}
