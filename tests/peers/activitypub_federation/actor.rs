//! Actors: itself, and those it hears of, as the library looks them up.

use crate::state::{Data, Peer};
use activitypub_federation::error::Error;
use activitypub_federation::fetch::object_id::ObjectId;
use activitypub_federation::protocol::public_key::PublicKey;
use activitypub_federation::protocol::verification::verify_domains_match;
use activitypub_federation::traits::{Actor, Object};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use url::Url;

/// An actor, with its private key if it is the one here.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(crate) shown: Person,
    pub(crate) private_key: Option<String>,
}

/// What an actor shows of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    pub(crate) id: ObjectId<Somebody>,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    pub(crate) preferred_username: String,
    pub(crate) name: Option<String>,
    pub(crate) inbox: Url,
    pub(crate) followers: Option<Url>,
    pub(crate) endpoints: Option<Endpoints>,
    pub(crate) public_key: PublicKey,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Kind {
    Application,
    Group,
    Organization,
    Person,
    Service,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Endpoints {
    pub(crate) shared_inbox: Url,
}

#[async_trait::async_trait]
impl Object for Somebody {
    type DataType = Arc<Peer>;
    type Kind = Person;
    type Error = Error;

    fn id(&self) -> &Url {
        self.shown.id.inner()
    }

    async fn read_from_id(id: Url, data: &Data) -> Result<Option<Self>, Error> {
        let me = data.me();
        if *me.id() == id {
            return Ok(Some(me));
        }
        Ok(data.known().get(&id).cloned())
    }

    async fn into_json(self, _: &Data) -> Result<Person, Error> {
        Ok(self.shown)
    }

    async fn verify(shown: &Person, from: &Url, _: &Data) -> Result<(), Error> {
        verify_domains_match(shown.id.inner(), from)
    }

    async fn from_json(shown: Person, data: &Data) -> Result<Self, Error> {
        let somebody = Self { shown, private_key: None };
        data.known().insert(somebody.id().clone(), somebody.clone());
        Ok(somebody)
    }
}

impl Actor for Somebody {
    fn public_key_pem(&self) -> &str {
        &self.shown.public_key.public_key_pem
    }

    fn private_key_pem(&self) -> Option<String> {
        self.private_key.clone()
    }

    fn inbox(&self) -> Url {
        self.shown.inbox.clone()
    }

    fn shared_inbox(&self) -> Option<Url> {
        Some(self.shown.endpoints.as_ref()?.shared_inbox.clone())
    }
}
