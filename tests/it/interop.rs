//! An instance of ours among servers of others: they find it, follow it and are told; it follows them; both die and come
//! back. What all of them go through is [`acquaintance`]; one file for each says what it alone can or cannot do.
//!
//! `cargo xtask peers` installs the servers of others; where one is missing its test says so and passes.

mod activitypub_federation;
mod bovine;
mod fedify;
mod pasture;
mod scripted;
mod snac;

use super::federation::{client, command};
use federation::signature::Dialect;
use serde_json::Value;
use tests::Instance;
use tests::peer::{Correspondent, until};

const PREFIX: &str = "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// A server of others, driven as its users drive it.
trait Server {
    /// Its actor.
    fn actor(&self) -> String;
    /// Where WebFinger leads it, from a name or an address, whichever it can ask for.
    async fn finger(&self, name: &str, address: &str) -> String;
    async fn lookup(&self, address: &str) -> Value;
    async fn follow(&mut self, whom: &str);
    async fn unfollow(&mut self, whom: &str);
    async fn following(&self) -> Vec<String>;
    async fn reply(&self, to: &str, words: &str);
    /// What came to it.
    fn received(&self) -> Vec<Value>;
    fn kill(&mut self);
    async fn restart(&mut self);
}

/// An instance, with an organisation that an account wrote: one that is claimed, so that it speaks for itself.
struct Host {
    instance: Instance,
    http: reqwest::Client,
    token: String,
}

impl Host {
    async fn start() -> Self {
        Self::of(Instance::new(super::PROGRAM)).await
    }

    /// For those who believe in names alone.
    async fn named_localhost() -> Self {
        Self::of(Instance::named_localhost(super::PROGRAM)).await
    }

    async fn of(mut instance: Instance) -> Self {
        instance.start();
        let made = ["token", "create", "--account", "somebody@moulin.example", "--scope", "read,write"];
        let said = command(&instance, &made);
        let token = said.split_whitespace().rfind(|word| word.starts_with("cs_")).unwrap().to_owned();
        let host = Self { instance, http: client(), token };
        host.put("organizations/moulin", "<> a cs:Organization ; cs:name \"Le Moulin\"@fr").await;
        host
    }

    fn base(&self) -> &str {
        self.instance.base()
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base())
    }

    fn organisation(&self) -> String {
        self.at("organizations/moulin")
    }

    /// The instance's own actor.
    fn actor(&self) -> String {
        self.at("actor")
    }

    /// `host:port`
    fn authority(&self) -> &str {
        self.base().trim_start_matches("http://").trim_end_matches('/')
    }

    /// What it is called where an actor has a name: its host.
    fn name(&self) -> &str {
        self.authority().rsplit_once(':').map_or(self.authority(), |(host, _)| host)
    }

    /// `name@host` of one of its actors.
    fn handle(&self, name: &str) -> String {
        format!("{name}@{}", self.authority())
    }

    async fn version(&self, path: &str) -> Option<String> {
        let head = self.http.head(self.at(path)).bearer_auth(&self.token).header("accept", "text/turtle");
        let head = head.send().await.unwrap();
        head.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned())
    }

    /// Writes a document for everybody, whatever stands there.
    async fn put(&self, path: &str, says: &str) {
        self.put_for("Public", path, says).await;
    }

    async fn put_for(&self, audience: &str, path: &str, says: &str) {
        let put = self.http.put(self.at(path)).bearer_auth(&self.token).header("content-type", "text/turtle");
        let put = put.body(format!("{PREFIX} {says} ; cs:audience cs:{audience} ."));
        let put = match self.version(path).await {
            Some(tag) => put.header("if-match", tag),
            None => put,
        };
        let put = put.send().await.unwrap();
        assert!(put.status().is_success(), "{path}: {}", put.text().await.unwrap());
    }

    /// Something that the organisation offers.
    async fn offer(&self, slug: &str, name: &str) {
        let says = format!("<> a cs:Offer ; cs:name \"{name}\"@fr ; cs:offeredBy <{}>", self.organisation());
        self.put(&format!("offers/{slug}"), &says).await;
    }

    async fn delete(&self, path: &str) {
        let delete = self.http.delete(self.at(path)).bearer_auth(&self.token);
        let delete = delete.header("if-match", self.version(path).await.unwrap()).send().await.unwrap();
        assert!(delete.status().is_success(), "{path}: {}", delete.text().await.unwrap());
    }

    /// What is at an address for whoever reads ActivityStreams; nothing where there is nothing.
    async fn activitystreams(&self, address: &str) -> Option<Value> {
        let get = self.http.get(address).header("accept", "application/activity+json").send().await.unwrap();
        if get.status() == 404 || get.status() == 410 {
            return None;
        }
        assert_eq!((get.status().as_u16(), get.url().as_str()), (200, address));
        Some(serde_json::from_slice(&get.bytes().await.unwrap()).unwrap())
    }

    /// The keys of an actor, as it shows them.
    async fn keys(&self, actor: &str) -> [Value; 2] {
        let actor = self.activitystreams(actor).await.unwrap();
        [actor["publicKey"].clone(), actor["assertionMethod"].clone()]
    }

    fn peers(&self) -> Value {
        serde_json::from_str(&command(&self.instance, &["peers", "--json"])).unwrap()
    }

    /// What of ours is followed, if all of it was accepted.
    fn followed(&self) -> Vec<String> {
        let peers = self.peers();
        let followers = peers["followers"].as_array().unwrap();
        assert!(followers.iter().all(|follower| follower["state"] == "accepted"), "{followers:?}");
        followers.iter().map(|follower| follower["object"].as_str().unwrap().to_owned()).collect()
    }

    /// How far we are with following this actor.
    fn following(&self, actor: &str) -> Option<String> {
        let peers = self.peers();
        let one = peers["following"].as_array().unwrap().iter().find(|one| one["actor"] == actor)?;
        Some(one["state"].as_str().unwrap().to_owned())
    }

    /// Whether an answer of this actor to this waits to be read.
    fn holds_reply(&self, actor: &str, to: &str) -> Option<()> {
        let held: Value = serde_json::from_str(&command(&self.instance, &["peers", "quarantine", "--json"])).unwrap();
        let why = format!("a reply to {to}, ");
        let is_it = |one: &Value| one["actor"] == actor && one["why"].as_str().is_some_and(|says| says.contains(&why));
        held.as_array().unwrap().iter().any(is_it).then_some(())
    }
}

/// The activities of this kind that `actor` of ours told about what `is_meant`.
fn told(received: &[Value], kind: &str, actor: &str, is_meant: impl Fn(&Value) -> bool) -> Option<Value> {
    let is_it =
        |activity: &&Value| activity["type"] == kind && activity["actor"] == actor && is_meant(&activity["object"]);
    received.iter().find(is_it).cloned()
}

fn has(list: &[String], address: &str) -> bool {
    list.iter().any(|one| one == address)
}

/// Whether it stands there, alone or in a list: JSON-LD has both.
fn names(value: &Value, address: &str) -> bool {
    let is_everybody = |name: &str| address == PUBLIC && name == "as:Public";
    let is_it = |one: &Value| one.as_str().is_some_and(|name| name == address || is_everybody(name));
    value.as_array().map_or_else(|| is_it(value), |all| all.iter().any(is_it))
}

/// Waits for the post in which `speaker` tells of this document with these words, and holds it against what can be asked
/// for at its address.
async fn post(host: &Host, server: &impl Server, speaker: &str, document: &str, words: &str) -> String {
    let is_meant = |note: &Value| note["type"] == "Note" && note.to_string().contains(words);
    let create = until(&format!("a post of {words} by {speaker}"), async || {
        told(&server.received(), "Create", speaker, is_meant)
    })
    .await;
    let note = &create["object"];
    assert_eq!((&note["attributedTo"], &note["url"]), (&speaker.into(), &document.into()));
    for told in [&create, note] {
        assert!(names(&told["to"], PUBLIC), "{told}");
        assert!(told["cc"].to_string().contains("followers"), "{told}");
    }
    let address = note["id"].as_str().unwrap().to_owned();
    let shown = host.activitystreams(&address).await.unwrap();
    for property in ["id", "type", "attributedTo", "content", "url"] {
        assert_eq!(shown[property], note[property], "{property} of {address}");
    }
    assert_eq!(server.lookup(&address).await["id"], address, "they can look it up");
    address
}

/// All that an instance and a server of others do with each other.
async fn acquaintance(server: &mut impl Server) {
    acquaintance_of(Host::start().await, server).await;
}

async fn acquaintance_of(mut host: Host, server: &mut impl Server) {
    let (organisation, instance) = (host.organisation(), host.actor());
    let speakers = [&organisation, &instance];

    // They find us, and understand whom they found.
    for (name, address) in [("moulin", &organisation), (host.name(), &instance)] {
        assert_eq!(&server.finger(&host.handle(name), address).await, address);
        assert_eq!(server.lookup(address).await["preferredUsername"], name);
    }

    // They follow us, and we them.
    for speaker in speakers {
        server.follow(speaker).await;
        until("we are followed", async || has(&server.following().await, speaker).then_some(())).await;
        let accept = told(&server.received(), "Accept", speaker, |_| true).unwrap();
        assert!(names(&accept["to"], &server.actor()), "{accept}");
    }
    assert_eq!(host.followed(), [instance.clone(), organisation.clone()]);
    command(&host.instance, &["follow", &server.actor()]);
    until("we follow", async || host.following(&server.actor()).filter(|state| state == "accepted")).await;
    let asked = told(&server.received(), "Follow", &instance, |_| true).unwrap();
    assert!(names(&asked["to"], &server.actor()), "{asked}");

    // What is new: an offer, and an event, which is sent as one.
    let (farine, bal) = (host.at("offers/farine"), host.at("events/bal"));
    host.offer("farine", "Farine").await;
    let mut posts = Vec::new();
    for speaker in speakers {
        posts.push((speaker, post(&host, server, speaker, &farine, "Farine").await));
    }
    let on_a_day = format!(
        "<> a cs:Event ; cs:name \"Le bal\"@fr ; cs:carriedBy <{organisation}> ; \
         cs:start \"2027-05-01T18:00:00Z\"^^xsd:dateTime"
    );
    host.put("events/bal", &on_a_day).await;
    let is_bal = |event: &Value| event["id"] == *bal && event["type"] == "Event" && event["name"] == "Le bal";
    for speaker in speakers {
        let create = until("the event", async || told(&server.received(), "Create", speaker, is_bal)).await;
        assert_eq!(create["object"]["startTime"], "2027-05-01T18:00:00Z");
    }
    assert_eq!(server.lookup(&bal).await["name"], "Le bal");

    // They answer, to a post and to a document.
    for answered in [&posts[0].1, &bal] {
        server.reply(answered, "Bravo").await;
        until("their answer", async || host.holds_reply(&server.actor(), answered)).await;
    }

    // Both die, and something changes meanwhile.
    let keys = [host.keys(&organisation).await, host.keys(&instance).await];
    server.kill();
    host.offer("farine", "Farine bise").await;
    host.instance.kill();
    host.instance.start();
    server.restart().await;
    for speaker in speakers {
        posts.push((speaker, post(&host, server, speaker, &farine, "Farine bise").await));
    }
    assert_eq!([host.keys(&organisation).await, host.keys(&instance).await], keys);
    assert_eq!(host.following(&server.actor()).as_deref(), Some("accepted"));

    // Who somebody is now is told by themselves, and as news by the instance.
    host.put("organizations/moulin", "<> a cs:Organization ; cs:name \"Le Grand Moulin\"@fr").await;
    let is_profile = |actor: &Value| actor["id"] == *organisation && actor["name"] == "Le Grand Moulin";
    let update = until("the profile", async || told(&server.received(), "Update", &organisation, is_profile)).await;
    assert!(names(&update["to"], PUBLIC), "{update}");
    assert_eq!(update["object"]["type"], "Organization");
    post(&host, server, &instance, &organisation, "Le Grand Moulin").await;

    // What ended is taken back, every post of it.
    host.delete("offers/farine").await;
    host.delete("events/bal").await;
    let is_gone = |address: &str| {
        let address = address.to_owned();
        move |object: &Value| object["type"] == "Tombstone" && object["id"] == address.as_str()
    };
    for (speaker, address) in &posts {
        until("a post is taken back", async || told(&server.received(), "Delete", speaker, is_gone(address))).await;
        assert_eq!(host.activitystreams(address).await, None);
    }
    for speaker in speakers {
        until("the event is taken back", async || told(&server.received(), "Delete", speaker, is_gone(&bal))).await;
    }
    assert_eq!(host.activitystreams(&bal).await, None);

    // Who follows no longer is told nothing, not even once they follow again.
    for speaker in speakers {
        server.unfollow(speaker).await;
    }
    until("nobody follows", async || host.followed().is_empty().then_some(())).await;
    host.offer("son", "Du son").await;
    server.follow(&organisation).await;
    until("we are followed again", async || has(&host.followed(), &organisation).then_some(())).await;
    host.offer("seigle", "Seigle").await;
    post(&host, server, &organisation, &host.at("offers/seigle"), "Seigle").await;
    let heard = server.received();
    assert!(!heard.iter().any(|activity| activity.to_string().contains("Du son")), "{heard:?}");

    // We follow no longer.
    command(&host.instance, &["unfollow", &server.actor()]);
    let is_ours = |follow: &Value| follow["object"] == server.actor() || *follow == asked["id"];
    until("we leave", async || told(&server.received(), "Undo", &instance, is_ours)).await;
    let peers = host.peers();
    for peer in peers["peers"].as_array().unwrap() {
        assert_eq!((&peer["refused"], &peer["failure"]), (&0.into(), &Value::Null), "{peer}");
    }
    host.instance.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_there_as_long_as_what_it_told() {
    let host = Host::start().await;
    let (organisation, farine) = (host.organisation(), host.at("offers/farine"));
    let we = Correspondent::start(Dialect::Cavage).await;
    we.follow(&organisation, &organisation).await;
    until("we are followed", async || has(&host.followed(), &organisation).then_some(())).await;
    host.offer("farine", "Farine").await;
    let create = until("a post", async || told(&we.received(), "Create", &organisation, |_| true)).await;
    let mut note = create["object"].clone();
    let address = note["id"].as_str().unwrap().to_owned();
    let mut shown = host.activitystreams(&address).await.unwrap();
    shown.as_object_mut().unwrap().remove("@context").unwrap();
    assert_eq!(shown, note, "as it was sent");

    // For people it is what it told; in the name of the instance it is another post; nobody else said anything.
    let page = host.http.get(&address).header("accept", "text/html").send().await.unwrap();
    assert_eq!((page.status().as_u16(), page.url().as_str()), (200, farine.as_str()));
    let (change, speaker) = address.split_once("/organizations/").unwrap();
    note["id"] = change.into();
    note["attributedTo"] = host.actor().into();
    note["cc"] = serde_json::json!([host.at("followers")]);
    let mut of_instance = host.activitystreams(change).await.unwrap();
    of_instance.as_object_mut().unwrap().remove("@context").unwrap();
    assert_eq!(of_instance, note);
    host.put("organizations/four", "<> a cs:Organization ; cs:name \"Le four\"@fr").await;
    for nothing in [
        format!("{change}/organizations/four"),
        format!("{change}/organizations/nobody"),
        format!("{change}/{speaker}"),
        format!("{change}0/organizations/{speaker}"),
        host.at("posts/1"),
    ] {
        assert_eq!(host.activitystreams(&nothing).await, None, "{nothing}");
    }

    // What changed since it says as it is now; what closed it does not say.
    host.offer("farine", "Farine bise").await;
    let content = host.activitystreams(&address).await.unwrap()["content"].to_string();
    assert!(content.contains("a publié") && content.contains("Farine bise"), "{content}");
    host.put_for("Private", "offers/farine", "<> a cs:Offer ; cs:name \"Farine bise\"@fr").await;
    assert_eq!(host.activitystreams(&address).await, None);
    let is_gone = |object: &Value| object["id"] == *address;
    until("it is taken back", async || told(&we.received(), "Delete", &organisation, is_gone)).await;
}
