//! The rig for federation tries itself out: servers of others start, are followed, talk to each other and come back;
//! instances of ours keep their addresses.
//!
//! `cargo xtask peers` installs the servers of others; where one is missing its tests say so and pass.

use crate::measurement::{now, tell};
use federation::signature::Dialect;
use tests::peer::activitypub_federation::{self, Time};
use tests::peer::{Correspondent, Pasture, Snac, bovine, fedify, until};
use tests::proxy::Fault;
use tests::{Instance, Proxy, organization};

/// How long it took, where `--no-capture` shows it.
async fn timed<T>(what: &str, doing: impl Future<Output = T>) -> T {
    let begun = now();
    let done = doing.await;
    tell(what, begun);
    done
}

fn has(list: &[String], address: &str) -> Option<()> {
    list.iter().any(|one| one == address).then_some(())
}

/// Whether among these activities there is one of this type about something with these words.
fn heard(received: &[serde_json::Value], kind: &str, words: &str) -> Option<()> {
    let told =
        |activity: &&serde_json::Value| activity["type"] == kind && activity["object"].to_string().contains(words);
    received.iter().find(told).map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn fedify_in_both_dialects() {
    for dialect in [Dialect::Cavage, Dialect::Rfc9421] {
        let started = timed("Fedify starts", fedify::start(super::PROGRAM, dialect)).await;
        let Some(mut fedify) = started else { return };
        let we = Correspondent::start(dialect).await;
        let actor = we.look_up(&fedify.actor()).await;
        assert_eq!((actor.username.as_deref(), actor.keys.len()), (Some("me"), 3), "{:?}", actor.keys);
        assert_eq!(fedify.lookup(&we.actor()).await["preferredUsername"], "correspondent");

        let follow = fedify.follow(&we.actor()).await;
        until("Fedify follows us", async || has(&fedify.following().await, &we.actor())).await;
        assert_eq!((we.followers(), &we.received()[0]["id"]), (vec![fedify.actor()], &follow.into()));

        we.follow(&fedify.actor(), &fedify.actor()).await;
        until("we follow Fedify", async || heard(&we.received(), "Accept", &we.actor())).await;
        assert_eq!(fedify.followers().await, [we.actor()]);
        assert!(heard(&fedify.received(), "Follow", &fedify.actor()).is_some(), "{:?}", fedify.received());
        let note = fedify.note("a mill by the river").await;
        until("Fedify's note", async || heard(&we.received(), "Create", "a mill by the river")).await;
        assert_eq!(fedify.lookup(&note).await["content"], "a mill by the river");

        let keys = actor.keys;
        fedify.kill();
        timed("Fedify starts again", fedify.restart()).await;
        assert_eq!(we.look_up(&fedify.actor()).await.keys, keys);
        assert_eq!((fedify.followers().await, fedify.following().await), (vec![we.actor()], vec![we.actor()]));
        fedify.unfollow(&we.actor()).await;
        until("Fedify leaves", async || heard(&we.received(), "Undo", &we.actor())).await;
        assert_eq!(fedify.following().await, [""; 0]);
        assert_eq!(we.refused(), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn snac_knows_draft_cavage_alone() {
    let Some(mut snac) = timed("snac starts", Snac::start(super::PROGRAM)).await else { return };
    let we = Correspondent::start(Dialect::Cavage).await;
    let actor = we.look_up(&snac.actor()).await;
    assert_eq!(actor.username.as_deref(), Some("alice"));
    assert_eq!(snac.lookup(&we.actor()).await["preferredUsername"], "correspondent");

    snac.follow(&we.actor()).await;
    until("snac follows us", async || has(&snac.following(), &we.actor())).await;

    // What it cannot verify it takes with 202, and drops without a word.
    let lost = Correspondent::start(Dialect::Rfc9421).await;
    lost.follow(&snac.actor(), &snac.actor()).await;
    we.follow(&snac.actor(), &snac.actor()).await;
    until("we follow snac", async || heard(&we.received(), "Accept", &snac.actor())).await;
    assert_eq!(snac.followers(), [we.actor()]);
    assert!(heard(&snac.received(), "Follow", &snac.actor()).is_some(), "{:?}", snac.received());
    let note = snac.note("a mill by the river").await;
    until("snac's note", async || heard(&we.received(), "Create", &note)).await;

    snac.kill();
    timed("snac starts again", snac.restart()).await;
    assert_eq!(we.look_up(&snac.actor()).await.keys, actor.keys);
    assert_eq!((snac.followers(), snac.following()), (vec![we.actor()], vec![we.actor()]));
    assert!(snac.timeline().iter().any(|post| post["id"] == note.as_str()), "{:?}", snac.timeline());
    snac.unfollow(&we.actor()).await;
    until("snac leaves", async || heard(&we.received(), "Undo", &we.actor())).await;
    assert_eq!(lost.received(), [serde_json::Value::Null; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn bovine_shows_itself_to_signed_requests_alone() {
    let Some(mut bovine) = timed("bovine starts", bovine::start(super::PROGRAM)).await else { return };
    let we = Correspondent::start(Dialect::Cavage).await;
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    let anybody = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(anybody.get(bovine.actor()).send().await.unwrap().status(), 401);
    let actor = we.look_up(&bovine.actor()).await;
    assert_eq!(bovine.lookup(&we.actor()).await["preferredUsername"], "correspondent");

    bovine.follow(&we.actor()).await;
    until("bovine follows us", async || has(&bovine.following().await, &we.actor())).await;
    we.follow(&bovine.actor(), &bovine.actor()).await;
    until("we follow bovine", async || heard(&we.received(), "Accept", "activities")).await;
    assert_eq!(bovine.followers().await, [we.actor()]);
    assert!(heard(&bovine.received(), "Follow", &bovine.actor()).is_some(), "{:?}", bovine.received());
    let note = bovine.note("a mill by the river").await;
    until("bovine's note", async || heard(&we.received(), "Create", &note)).await;

    bovine.kill();
    timed("bovine starts again", bovine.restart()).await;
    assert_eq!(we.look_up(&bovine.actor()).await.keys, actor.keys);
    assert_eq!((bovine.followers().await, bovine.following().await), (vec![we.actor()], vec![we.actor()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn activitypub_federation_knows_names_alone() {
    for time in [Time::Date, Time::Created] {
        let started = timed("activitypub_federation starts", activitypub_federation::start(super::PROGRAM, time)).await;
        let Some(mut peer) = started else { return };
        let we = Correspondent::start_named_localhost(Dialect::Cavage).await;
        let actor = we.look_up(&peer.actor()).await;
        assert_eq!((actor.username.as_deref(), actor.keys.len()), (Some("me"), 1), "{:?}", actor.keys);
        assert_eq!(peer.lookup(&we.actor()).await["preferredUsername"], "correspondent");

        let follow = peer.follow(&we.actor()).await;
        until("they follow us", async || has(&peer.following().await, &we.actor())).await;
        assert_eq!((we.followers(), &we.received()[0]["id"]), (vec![peer.actor()], &follow.into()));
        we.follow(&peer.actor(), &peer.actor()).await;
        until("we follow them", async || heard(&we.received(), "Accept", &we.actor())).await;
        assert_eq!(peer.followers().await, [we.actor()]);
        assert!(heard(&peer.received(), "Follow", &peer.actor()).is_some(), "{:?}", peer.received());

        // What it cannot verify it does not believe: RFC 9421 it does not read, and numbers it does not ask.
        let modern = Correspondent::start_named_localhost(Dialect::Rfc9421).await;
        let numbered = Correspondent::start(Dialect::Cavage).await;
        for stranger in [&modern, &numbered] {
            let follow = stranger.activity("Follow", &peer.actor().into());
            assert_eq!(stranger.post(actor.inbox.as_str(), &follow).await, 400, "{}", stranger.actor());
        }
        assert_eq!(peer.followers().await, [we.actor()]);

        let keys = actor.keys;
        peer.kill();
        timed("activitypub_federation starts again", peer.restart()).await;
        assert_eq!(we.look_up(&peer.actor()).await.keys, keys);
        assert_eq!((peer.followers().await, peer.following().await), (vec![we.actor()], vec![we.actor()]));
        let note = peer.note("a mill by the river").await;
        until("their note", async || heard(&we.received(), "Create", "a mill by the river")).await;
        let shown: serde_json::Value = serde_json::from_slice(&we.get(&note).await.body).unwrap();
        assert_eq!(shown["content"], "a mill by the river");
        peer.unfollow(&we.actor()).await;
        until("they leave", async || heard(&we.received(), "Undo", &we.actor())).await;
        assert_eq!(peer.following().await, [""; 0]);
        assert_eq!(we.refused(), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_personas_of_pasture_try_us_out() {
    let Some(mut pasture) = timed("pasture starts", Pasture::start(super::PROGRAM)).await else { return };
    let we = Correspondent::start(Dialect::Cavage).await;
    let trial = pasture.try_out(&we.actor()).await;
    assert!(trial.webfinger, "{}", trial.steps);
    let found = |name: &str| (trial.personas[name].saw_actor, trial.personas[name].posted);
    for name in Pasture::UNSIGNED {
        assert_eq!(found(name), (true, false), "{name}: {}", trial.steps);
    }
    for name in [Pasture::SIGNED, Pasture::RESERVED].concat() {
        assert_eq!(found(name), (true, true), "{name}: {}", trial.steps);
    }
    assert_eq!((we.received().len(), we.refused().len()), (4, 2), "{:?}", we.refused());
    let keys = we.look_up(&pasture.actor("claire")).await.keys;
    timed("pasture starts again", pasture.restart()).await;
    assert_eq!(we.look_up(&pasture.actor("claire")).await.keys, keys);
}

#[tokio::test(flavor = "multi_thread")]
async fn they_talk_to_each_other() {
    let Some(fedify) = fedify::start(super::PROGRAM, Dialect::Cavage).await else { return };
    let Some(modern) = fedify::start(super::PROGRAM, Dialect::Rfc9421).await else { return };
    let Some(bovine) = bovine::start(super::PROGRAM).await else { return };
    let Some(snac) = Snac::start(super::PROGRAM).await else { return };
    snac.follow(&fedify.actor()).await;
    fedify.follow(&snac.actor()).await;
    modern.follow(&bovine.actor()).await;
    bovine.follow(&modern.actor()).await;
    until("snac follows Fedify", async || has(&snac.following(), &fedify.actor())).await;
    until("Fedify follows snac", async || has(&fedify.following().await, &snac.actor())).await;
    until("Fedify follows bovine", async || has(&modern.following().await, &bovine.actor())).await;
    until("bovine follows Fedify", async || has(&bovine.following().await, &modern.actor())).await;
    fedify.note("from Fedify").await;
    snac.note("from snac").await;
    modern.note("from the other").await;
    bovine.note("from bovine").await;
    let kept = |words: &'static str| snac.timeline().iter().any(|post| post.to_string().contains(words)).then_some(());
    until("Fedify to snac", async || kept("from Fedify")).await;
    until("snac to Fedify", async || heard(&fedify.received(), "Create", "from snac")).await;
    until("Fedify to bovine", async || heard(&bovine.received(), "Create", "from the other")).await;
    until("bovine to Fedify", async || heard(&modern.received(), "Create", "from bovine")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_keep_their_addresses() {
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let proxy = Proxy::start(1).await;
    let mut instances = [Instance::new(super::PROGRAM), Instance::behind(super::PROGRAM, &proxy)];
    assert_eq!(instances[1].base(), proxy.base());
    for instance in &mut instances {
        instance.start();
    }
    for instance in &mut instances {
        let document = format!("{}organizations/moulin", instance.base());
        let put = http.put(&document).bearer_auth(instance.token()).header("content-type", "text/turtle");
        let put = put.body(organization("Moulin")).send().await.unwrap();
        assert_eq!(put.status(), 201, "{}", put.text().await.unwrap());
        instance.kill();
        assert!(http.get(&document).send().await.is_err(), "it is gone");
        instance.start();
        let read = http.get(&document).header("accept", "application/n-triples").send().await.unwrap();
        assert_eq!(read.status(), 200);
        let text = read.text().await.unwrap();
        assert!(text.contains(&format!("<{document}>")), "{text}");
        instance.stop();
        instance.start();
    }
    // Past the proxy, whatever the weather.
    proxy.trouble(1.0, &[Fault::DroppedBefore]);
    assert!(http.get(proxy.base()).send().await.is_err());
    assert_eq!(http.get(instances[1].address()).send().await.unwrap().status(), 200);
}
