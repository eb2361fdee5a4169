//! What activities are about: what somebody says, or somebody.

use crate::actor::Person;
use activitypub_federation::protocol::helpers::deserialize_one_or_many;
use serde::{Deserialize, Serialize};
use url::Url;

/// What somebody says: a note, an event, a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Object {
    pub(crate) id: Url,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) attributed_to: Url,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) in_reply_to: Option<Url>,
    #[serde(default, deserialize_with = "deserialize_one_or_many")]
    pub(crate) to: Vec<Url>,
    #[serde(default, deserialize_with = "deserialize_one_or_many")]
    pub(crate) cc: Vec<Url>,
}

/// What is found at an address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Found {
    Somebody(Person),
    Object(Object),
}

impl Found {
    pub(crate) fn id(&self) -> &Url {
        match self {
            Self::Somebody(person) => person.id.inner(),
            Self::Object(object) => &object.id,
        }
    }
}
