//! Instances of ours follow each other, over real HTTP on the loopback: what is open arrives and nothing else; what closes
//! goes; who follows no longer holds nothing, or what it had.

mod death;
mod entry;
mod moderation;
mod passing;
mod storm;

use journal::Journal;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tests::peer::until;
use tests::{Instance, process};

const PREFIX: &str = "@prefix cs: <https://w3id.org/codesocial#> .";

/// A client that talks to instances past any proxy.
pub(crate) fn client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap()
}

/// An organisation of this name, for those whom this audience names.
pub(crate) fn organisation(name: &str, audience: &str) -> String {
    format!("{PREFIX} <> a cs:Organization ; cs:name \"{name}\"@fr ; cs:audience cs:{audience} .")
}

/// Writes a document whatever stands there; the status.
pub(crate) async fn put(
    http: &reqwest::Client,
    instance: &Instance,
    path: &str,
    turtle: String,
) -> reqwest::Result<u16> {
    let address = format!("{}/{path}", instance.address());
    let current = http.head(&address).bearer_auth(instance.token()).header("accept", "text/turtle").send().await?;
    let put = http.put(&address).bearer_auth(instance.token()).header("content-type", "text/turtle").body(turtle);
    let put = match current.headers().get("etag") {
        Some(tag) => put.header("if-match", tag),
        None => put,
    };
    Ok(put.send().await?.status().as_u16())
}

/// Deletes a document; the status.
pub(crate) async fn delete(http: &reqwest::Client, instance: &Instance, path: &str) -> reqwest::Result<u16> {
    let address = format!("{}/{path}", instance.address());
    let current = http.head(&address).bearer_auth(instance.token()).header("accept", "text/turtle").send().await?;
    let delete = http.delete(&address).bearer_auth(instance.token());
    let delete = match current.headers().get("etag") {
        Some(tag) => delete.header("if-match", tag),
        None => delete,
    };
    Ok(delete.send().await?.status().as_u16())
}

/// `codesocial …` on the data folder of an instance; what it says.
pub(crate) fn command(instance: &Instance, arguments: &[&str]) -> String {
    let data = instance.data();
    let all = [arguments, &["--lang", "en", "--data", data.to_str().unwrap()]].concat();
    let done = process::run(super::PROGRAM, &all);
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// The names of what an instance holds from this one, with their documents.
pub(crate) fn held(instance: &Instance, from: &Instance) -> Vec<String> {
    let asked = format!(
        "SELECT ?g ?name {{ GRAPH ?g {{ ?g <https://w3id.org/codesocial#name> ?name }} \
         FILTER(STRSTARTS(STR(?g), '{}')) }} ORDER BY ?g",
        from.base()
    );
    let csv = command(instance, &["query", &asked, "--csv"]);
    csv.lines().skip(1).map(|line| line.trim().trim_start_matches(from.base()).to_owned()).collect()
}

/// How many entries of each document below this address an instance has, which is stopped.
pub(crate) async fn entries(instance: &Instance, below: &str) -> BTreeMap<String, usize> {
    let clock = Arc::new(cli::parts::SystemClock);
    let chance = Arc::new(cli::parts::SystemChance);
    let journal = Journal::open(&instance.data().join("journal.sqlite"), clock, chance).await.unwrap();
    let (mut counts, mut after) = (BTreeMap::new(), model::Seq(0));
    loop {
        let page = journal.entries(after, 500).await.unwrap();
        let Some(end) = page.last() else { break };
        after = end.seq;
        for entry in page.into_iter().filter(|entry| entry.iri.as_str().starts_with(below)) {
            *counts.entry(entry.iri.to_string()).or_default() += 1;
        }
    }
    journal.close().await;
    counts
}

async fn holds(instance: &Instance, from: &Instance, expected: &[&str]) {
    until(&format!("{expected:?}"), async || (held(instance, from) == expected).then_some(())).await;
}

/// What `codesocial peers` says.
fn peers(instance: &Instance) -> serde_json::Value {
    serde_json::from_str(&command(instance, &["peers", "--json"])).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_arrives_and_what_closes_goes() {
    let http = client();
    let [mut valley, mut hill] = [Instance::new(super::PROGRAM), Instance::new(super::PROGRAM)];
    valley.start();
    hill.start();
    for (path, name, audience) in [
        ("open", "Ouvert", "Public"),
        ("network", "Réseau", "Network"),
        ("members", "Membres", "Members"),
        ("own", "À soi", "Private"),
    ] {
        let path = format!("organizations/{path}");
        assert_eq!(put(&http, &valley, &path, organisation(name, audience)).await.unwrap(), 201);
    }
    command(&hill, &["follow", valley.base()]);
    holds(&hill, &valley, &["organizations/network,Réseau", "organizations/open,Ouvert"]).await;

    // Every change, whatever it is.
    put(&http, &valley, "organizations/open", organisation("Ouvert encore", "Public")).await.unwrap();
    put(&http, &valley, "organizations/members", organisation("Membres", "Public")).await.unwrap();
    put(&http, &valley, "organizations/network", organisation("Réseau", "Members")).await.unwrap();
    holds(&hill, &valley, &["organizations/members,Membres", "organizations/open,Ouvert encore"]).await;
    delete(&http, &valley, "organizations/open").await.unwrap();
    put(&http, &valley, "organizations/network", organisation("Réseau de retour", "Network")).await.unwrap();
    holds(&hill, &valley, &["organizations/members,Membres", "organizations/network,Réseau de retour"]).await;

    // Strangers see what is public of it, and members what is for the network.
    let asked = "SELECT ?g { GRAPH ?g { ?s <https://w3id.org/codesocial#name> ?o } }";
    let anonymous = http.post(format!("{}/sparql", hill.address())).header("content-type", "application/sparql-query");
    let anonymous = anonymous.header("accept", "text/csv").body(asked).send().await.unwrap().text().await.unwrap();
    assert!(anonymous.contains("organizations/members") && !anonymous.contains("organizations/network"), "{anonymous}");

    // What is erased there goes here.
    command(&valley, &["erase", "organizations/members", "--yes"]);
    holds(&hill, &valley, &["organizations/network,Réseau de retour"]).await;

    // Both were down for a while; nothing has to be asked for again.
    hill.kill();
    put(&http, &valley, "organizations/later", organisation("Plus tard", "Public")).await.unwrap();
    valley.stop();
    hill.start();
    valley.start();
    let now = ["organizations/later,Plus tard", "organizations/network,Réseau de retour"];
    holds(&hill, &valley, &now).await;
    let told = &peers(&valley)["peers"][0];
    until("all has arrived", async || peers(&valley)["peers"][0]["arrived"].as_bool().filter(|arrived| *arrived)).await;
    assert_eq!(told["refused"], 0, "{told}");

    // Followed no longer: kept as it is, then removed; and followed again.
    command(&hill, &["unfollow", valley.base(), "--keep"]);
    put(&http, &valley, "organizations/later", organisation("Encore plus tard", "Public")).await.unwrap();
    until("nobody follows", async || peers(&valley)["followers"].as_array().filter(|all| all.is_empty()).map(drop))
        .await;
    assert_eq!(held(&hill, &valley), now);
    command(&hill, &["follow", &format!("{}organizations/", valley.base())]);
    let now = ["organizations/later,Encore plus tard", "organizations/network,Réseau de retour"];
    holds(&hill, &valley, &now).await;
    command(&hill, &["unfollow", &format!("{}organizations/", valley.base())]);
    holds(&hill, &valley, &[]).await;
    for instance in [&mut valley, &mut hill] {
        command(instance, &["doctor"]);
        instance.stop();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_follow_is_for_whoever_runs_it() {
    let http = client();
    let [mut valley, mut hill] = [Instance::new(super::PROGRAM), Instance::new(super::PROGRAM)];
    let settings = valley.data().join("codesocial.toml");
    std::fs::write(&settings, "[federation]\nfollowers = \"by-hand\"\n").unwrap();
    valley.start_with(&["--config", settings.to_str().unwrap()]);
    hill.start();
    put(&http, &valley, "organizations/a", organisation("Un", "Public")).await.unwrap();
    command(&hill, &["follow", &format!("{}organizations/a", valley.base())]);
    let state = |instance: &Instance, list: &str| peers(instance)[list][0]["state"].clone();
    until("it waits", async || (state(&valley, "followers") == "waiting").then_some(())).await;
    assert_eq!((held(&hill, &valley), state(&hill, "following")), (vec![], "waiting".into()));
    let follower = peers(&valley)["followers"][0]["actor"].as_str().unwrap().to_owned();
    command(&valley, &["peers", "accept", &follower]);
    holds(&hill, &valley, &["organizations/a,Un"]).await;
    // Only what is followed.
    put(&http, &valley, "organizations/b", organisation("Deux", "Public")).await.unwrap();
    put(&http, &valley, "organizations/a", organisation("Un et demi", "Public")).await.unwrap();
    holds(&hill, &valley, &["organizations/a,Un et demi"]).await;

    // Whoever is blocked is not heard, and told so.
    command(&hill, &["block", "127.0.0.1", "--why", "a test"]);
    put(&http, &valley, "organizations/a", organisation("Trois", "Public")).await.unwrap();
    until("it is refused", async || {
        peers(&valley)["peers"][0]["refusals"].as_array().filter(|all| !all.is_empty()).map(drop)
    })
    .await;
    assert_eq!(held(&hill, &valley), ["organizations/a,Un et demi"]);
    command(&hill, &["block", "127.0.0.1", "--undo"]);
    put(&http, &valley, "organizations/a", organisation("Quatre", "Public")).await.unwrap();
    holds(&hill, &valley, &["organizations/a,Quatre"]).await;
}
