//! What it is told to do, at `/rig/DEED`.

use crate::activity::{Activity, Deed};
use crate::actor::Somebody;
use crate::object::{Found, Object};
use crate::state::{Data, Requested};
use activitypub_federation::error::Error;
use activitypub_federation::fetch::fetch_object_http;
use activitypub_federation::fetch::object_id::ObjectId;
use activitypub_federation::fetch::webfinger::webfinger_resolve_actor;
use activitypub_federation::kinds::public;
use activitypub_federation::traits::{Actor as _, Object as _};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

/// What a deed is about; each needs something of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Order {
    target: Option<Url>,
    account: Option<String>,
    text: Option<String>,
    answers: Option<Url>,
}

pub(crate) async fn answer(
    Path(deed): Path<String>,
    data: Data,
    Json(order): Json<Order>,
) -> Result<Json<Value>, (StatusCode, String)> {
    match carry_out(&deed, order, &data).await {
        Ok(done) => Ok(Json(done)),
        Err(error) => Err((StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
    }
}

async fn carry_out(deed: &str, order: Order, data: &Data) -> Result<Value, Error> {
    let Order { target, account, text, answers } = order;
    let lacks = |what: &str| Error::Other(format!("{deed} needs {what}"));
    let target = || target.ok_or_else(|| lacks("a target"));
    Ok(match deed {
        "follow" => json!(follow(target()?, data).await?),
        "unfollow" => json!(unfollow(&target()?, data).await?),
        "note" => json!(note(text.ok_or_else(|| lacks("a text"))?, answers, data).await?),
        "lookup" => json!(look(&target()?, data).await?),
        "finger" => {
            let account = account.ok_or_else(|| lacks("an account"))?;
            json!(webfinger_resolve_actor::<_, Somebody>(&account, data).await?.id())
        }
        "followers" => json!(data.state().followers.keys().collect::<Vec<_>>()),
        "following" => json!(data.state().following),
        _ => return Err(Error::Other(format!("{deed} is none of its deeds"))),
    })
}

async fn look(address: &Url, data: &Data) -> Result<Found, Error> {
    Ok(fetch_object_http::<_, Found>(address, data).await?.object)
}

async fn follow(object: Url, data: &Data) -> Result<Url, Error> {
    let of = match look(&object, data).await? {
        Found::Somebody(person) => person.id.into_inner(),
        Found::Object(object) => object.attributed_to,
    };
    let inbox = ObjectId::<Somebody>::from(of.clone()).dereference(data).await?.inbox();
    let (id, _) = data.new_address("follows")?;
    let requested = Requested { object: object.clone(), of: of.clone() };
    data.change(|state| state.requested.insert(id.clone(), requested))?;
    Activity::mine(data, id.clone(), vec![of], Deed::Follow { object }).send(vec![inbox], data).await?;
    Ok(id)
}

async fn unfollow(object: &Url, data: &Data) -> Result<Url, Error> {
    let begun = |(_, requested): &(&Url, &Requested)| requested.object == *object;
    let begun = data.state().requested.iter().find(begun).map(|(id, requested)| (id.clone(), requested.of.clone()));
    let (begun, of) = begun.ok_or(Error::NotFound)?;
    let inbox = ObjectId::<Somebody>::from(of.clone()).dereference(data).await?.inbox();
    data.change(|state| {
        state.requested.remove(&begun);
        state.following.remove(object);
    })?;
    let follow = Activity::mine(data, begun, vec![of.clone()], Deed::Follow { object: object.clone() });
    let (id, _) = data.new_address("undos")?;
    let undo = Activity::mine(data, id.clone(), vec![of], Deed::Undo { object: Box::new(follow) });
    undo.send(vec![inbox], data).await?;
    Ok(id)
}

async fn note(content: String, in_reply_to: Option<Url>, data: &Data) -> Result<Url, Error> {
    let (id, number) = data.new_address("notes")?;
    let object = Object {
        id: id.clone(),
        kind: "Note".to_owned(),
        attributed_to: data.address("/users/me"),
        name: None,
        content: Some(content),
        in_reply_to,
        to: vec![public()],
        cc: vec![data.address("/users/me/followers")],
    };
    data.change(|state| state.notes.insert(number, object.clone()))?;
    let inboxes = data.state().followers.values().cloned().collect();
    let create = data.address(&format!("/creates/{number}"));
    Activity::published(data, create, Deed::Create { object }).send(inboxes, data).await?;
    Ok(id)
}
