//! What attackers do, row by row, to a running instance; each row names its precedent.
//!
//! Nothing stored is nothing written: the file of the journal and its log are the same bytes long, and of the same time, as
//! before. What is refused is told as problem+json.
//!
//! Rows of one crate alone stand there, many more than here: signatures and digests in
//! `crates/federation/src/signature/tests/threats.rs`, origins in `activity/origin.rs`, addresses, redirects, bodies that
//! are too long or too slow in `crates/outbound`, HTML in `object/clean.rs`.
//!
//! Rows without a place: nothing here fetches outboxes, replies, NodeInfo, WebFinger of others, contexts, pictures,
//! web hooks or badges, so that there is nothing to lead astray. Whatever comes to ask for something needs its row in
//! [`inside`], which finds every place that asks. The HTML of others is shown once somebody here has read it, and cleaned
//! before that: `replies.rs`.

mod blocked;
mod exhaustion;
mod flood;
mod heard;
mod identity;
mod inside;
mod objects;
mod replay;
mod signatures;
mod strangers;
mod texts;
mod unclaimed;

use federation::signature::Dialect;
use http::Request;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};
use tests::Instance;
use tests::peer::correspondent::Answer;
use tests::peer::{Correspondent, until};

pub(crate) use super::federation::command;
use super::federation::{client, organisation, put};

pub(crate) const ACTIVITY: &str = "application/activity+json";

/// An address of the loopback: each is a host of its own, asked and blocked by itself.
pub(crate) const fn host(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 0, number)
}

/// An instance that may ask the hosts 127.0.0.2 to 127.0.0.9, and whoever speaks to it.
pub(crate) struct Rig {
    pub(crate) instance: Instance,
}

impl Rig {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    async fn with(options: &[&str]) -> Self {
        Self::served(Instance::new(super::PROGRAM), options).await
    }

    /// The same with these lines in its settings.
    async fn configured(settings: &str) -> Self {
        let instance = Instance::new(super::PROGRAM);
        std::fs::write(instance.data().join("codesocial.toml"), settings).unwrap();
        Self::served(instance, &[]).await
    }

    async fn served(mut instance: Instance, options: &[&str]) -> Self {
        let hosts: Vec<_> = (2..10).map(|number| host(number).to_string()).collect();
        let hosts: Vec<_> = hosts.iter().map(String::as_str).collect();
        instance.start_asking(&hosts, options);
        // Its keys are made when they are first needed: that is not what tests count.
        let actor = client().get(format!("{}actor", instance.base())).header("accept", ACTIVITY).send().await.unwrap();
        assert_eq!(actor.status(), 200);
        Self { instance }
    }

    fn inbox(&self) -> String {
        format!("{}inbox", self.instance.base())
    }

    fn actor(&self) -> String {
        format!("{}actor", self.instance.base())
    }

    /// A request with this body for the inbox, not signed.
    pub(crate) fn request(&self, body: impl Into<Vec<u8>>) -> Request<Vec<u8>> {
        posted(&self.inbox(), body)
    }

    /// A Follow of the instance.
    fn follow(&self, by: &Correspondent) -> Value {
        by.activity("Follow", &json!(self.actor()))
    }

    /// Sends this, signed.
    pub(crate) async fn tell(&self, by: &Correspondent, activity: &Value) -> Answer {
        let mut request = self.request(activity.to_string());
        by.sign(&mut request, None, None);
        by.send(request).await
    }

    /// Follows an actor, and waits until that has accepted.
    pub(crate) async fn begins_to_follow(&self, whom: &Correspondent) {
        command(&self.instance, &["follow", &whom.actor()]);
        until("it is followed", async || (self.peers()["following"][0]["state"] == "accepted").then_some(())).await;
    }

    /// What `codesocial peers` says.
    pub(crate) fn peers(&self) -> Value {
        serde_json::from_str(&command(&self.instance, &["peers", "--json"])).unwrap()
    }

    /// How many activities came whose fate is this one.
    pub(crate) fn received(&self, fate: &str) -> u64 {
        let peers = self.peers();
        let received = peers["received"].as_array().unwrap().iter().find(|row| row[0] == fate);
        received.map_or(0, |row| row[1].as_u64().unwrap())
    }

    /// Waits until nothing that came waits to be applied.
    pub(crate) async fn applied(&self) {
        until("all that came is applied", async || (self.received("waiting") == 0).then_some(())).await;
    }

    /// The names in documents below this address, those of its own included.
    pub(crate) fn names(&self, below: &str) -> Vec<String> {
        let asked = format!(
            "SELECT ?name {{ GRAPH ?g {{ ?g <https://w3id.org/codesocial#name> ?name }} \
             FILTER(STRSTARTS(STR(?g), '{below}')) }} ORDER BY ?name"
        );
        let csv = command(&self.instance, &["query", &asked, "--csv"]);
        csv.lines().skip(1).map(|line| line.trim().to_owned()).collect()
    }

    /// Length and time of the journal's files: the same as before if nothing was written.
    fn written(&self) -> Vec<(u64, SystemTime)> {
        let folder = self.instance.data();
        let files = ["journal.sqlite", "journal.sqlite-wal"].map(|name| folder.join(name).metadata());
        files.into_iter().map(|file| file.map(|file| (file.len(), file.modified().unwrap())).unwrap()).collect()
    }

    /// The same once nothing writes any more.
    async fn quiet(&self) -> Vec<(u64, SystemTime)> {
        until("nothing is written", async || {
            let before = self.written();
            tokio::time::sleep(Duration::from_millis(500)).await;
            (self.written() == before).then_some(before)
        })
        .await
    }
}

/// A POST of an activity.
fn posted(address: &str, body: impl Into<Vec<u8>>) -> Request<Vec<u8>> {
    Request::post(address).header("content-type", ACTIVITY).body(body.into()).unwrap()
}

/// Refused with this status and kind of problem.
#[track_caller]
fn refused(row: &str, answer: &Answer, status: u16, kind: &str) {
    let told = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status.as_u16(), status, "{row}: {told}");
    assert_eq!(answer.content_type, "application/problem+json", "{row}: {told}");
    let problem: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(problem["type"].as_str().unwrap().ends_with(kind), "{row}: {told}");
}

/// The document of another actor at this path of somebody's host, with the same key under an address there.
pub(crate) fn posing(by: &Correspondent, path: &str) -> Value {
    let mut document = by.document();
    let id = format!("{}{path}", by.base());
    document["id"] = json!(id);
    document["publicKey"]["id"] = json!(format!("{id}#main-key"));
    document["publicKey"]["owner"] = json!(id);
    document.as_object_mut().unwrap().remove("assertionMethod");
    document
}

/// An actor that is an instance of ours, as far as others can see.
async fn neighbour(at: u8) -> Correspondent {
    let neighbour = Correspondent::start_at(host(at), Dialect::Rfc9421).await;
    let mut document = neighbour.document();
    document["type"] = json!("Application");
    document["cs:instance"] = json!(true);
    document["generator"] = json!({ "type": "Application", "implements": [{ "href": "https://w3id.org/codesocial" }] });
    neighbour.lay("/actor", 200, ACTIVITY, document.to_string());
    neighbour
}

/// An organisation of somebody's as an instance of ours sends it, as of this entry.
fn exact(of: &Correspondent, path: &str, name: &str, entry: u64, audience: &str) -> Value {
    use federation::object::exact::{Circle, Exact};
    use model::syntax::{Format, parse};
    let iri = model::Iri::parse(&format!("{}/{path}", of.base())).unwrap();
    let quads = parse(organisation(name, audience).as_bytes(), Format::Turtle, &iri, 100).unwrap();
    let document = model::Document::admit(iri.clone(), quads.into_iter().map(oxrdf::Triple::from).collect()).unwrap();
    let circle = if audience == "Network" { Circle::Network } else { Circle::Public };
    let object = json!({ "id": iri.as_str(), "type": "Organization", "attributedTo": of.actor() });
    let mut object = object.as_object().unwrap().clone();
    Exact::new(&document, model::Seq(entry), time_of(entry), circle).write(&mut object);
    Value::Object(object)
}

/// That a document of somebody's is gone, as an instance of ours says it, as of this entry.
fn gone(of: &Correspondent, path: &str, entry: u64) -> Value {
    json!({
        "id": format!("{}/{path}", of.base()),
        "type": "Tombstone",
        "cs:exact": { "cs:entry": entry, "cs:at": time_of(entry).to_string(), "cs:end": "gone" },
    })
}

/// When this entry was written at its origin: each a second after the one before.
fn time_of(entry: u64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_795_000_000 + i64::try_from(entry).unwrap()).unwrap()
}
