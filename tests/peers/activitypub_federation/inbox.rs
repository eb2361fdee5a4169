//! What comes: written down once its signature held, then understood.

use crate::activity::{Activity, Deed};
use crate::actor::Somebody;
use crate::object::Found;
use crate::state::{Data, Peer, write_down};
use activitypub_federation::axum::inbox::{ActivityData, receive_activity};
use activitypub_federation::error::Error;
use activitypub_federation::fetch::object_id::ObjectId;
use activitypub_federation::protocol::verification::{verify_domains_match, verify_urls_match};
use activitypub_federation::traits::{Actor as _, Object as _};
use axum::http::StatusCode;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::sync::Arc;
use url::Url;

/// What it does not understand it answers with 400, as Lemmy does.
pub(crate) async fn receive(data: Data, activity: ActivityData) -> (StatusCode, String) {
    match receive_activity::<Incoming, Somebody, Arc<Peer>>(activity, &data).await {
        Ok(()) => (StatusCode::OK, String::new()),
        Err(error) => {
            eprintln!("refused: {error}");
            (StatusCode::BAD_REQUEST, error.to_string())
        }
    }
}

#[derive(Debug)]
struct Incoming {
    as_sent: Value,
    activity: Activity,
}

impl<'de> Deserialize<'de> for Incoming {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let as_sent = Value::deserialize(deserializer)?;
        let activity = Activity::deserialize(&as_sent).map_err(D::Error::custom)?;
        Ok(Self { as_sent, activity })
    }
}

#[async_trait::async_trait]
impl activitypub_federation::traits::Activity for Incoming {
    type DataType = Arc<Peer>;
    type Error = Error;

    fn id(&self) -> &Url {
        &self.activity.id
    }

    fn actor(&self) -> &Url {
        &self.activity.actor
    }

    async fn verify(&self, _: &Data) -> Result<(), Error> {
        write_down(&self.as_sent)?;
        match &self.activity.deed {
            Deed::Create { object } => verify_domains_match(&object.id, self.actor()),
            Deed::Update { object } => verify_domains_match(object.id(), self.actor()),
            Deed::Delete { object } => verify_domains_match(&object.id, self.actor()),
            Deed::Undo { object } => verify_urls_match(&object.actor, self.actor()),
            Deed::Follow { .. } | Deed::Accept { .. } | Deed::Reject { .. } | Deed::Other => Ok(()),
        }
    }

    async fn receive(self, data: &Data) -> Result<(), Error> {
        let Activity { actor, deed, .. } = self.activity.clone();
        match deed {
            Deed::Follow { object } => {
                verify_urls_match(&object, data.me().id())?;
                let follower = ObjectId::<Somebody>::from(actor.clone()).dereference(data).await?;
                data.change(|state| state.followers.insert(actor.clone(), follower.shared_inbox_or_inbox()))?;
                let (id, _) = data.new_address("accepts")?;
                let accept = Deed::Accept { object: Box::new(self.activity) };
                Activity::mine(data, id, vec![actor], accept).send(vec![follower.inbox()], data).await
            }
            Deed::Accept { object } => answered(&object, &actor, true, data),
            Deed::Reject { object } => answered(&object, &actor, false, data),
            Deed::Undo { object } => {
                if let Deed::Follow { .. } = object.deed {
                    data.change(|state| state.followers.remove(&actor))?;
                }
                Ok(())
            }
            Deed::Update { object: Found::Somebody(shown) } => Somebody::from_json(shown, data).await.map(drop),
            Deed::Create { .. } | Deed::Update { .. } | Deed::Delete { .. } | Deed::Other => Ok(()),
        }
    }
}

/// An answer counts if it is given by who was asked.
fn answered(follow: &Activity, by: &Url, is_accepted: bool, data: &Data) -> Result<(), Error> {
    let requested = data.state().requested.get(&follow.id).cloned().ok_or(Error::NotFound)?;
    verify_urls_match(&requested.of, by)?;
    data.change(|state| {
        if is_accepted {
            state.following.insert(requested.object);
        } else {
            state.following.remove(&requested.object);
        }
    })?;
    Ok(())
}
