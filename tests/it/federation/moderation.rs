//! Moderation between instances of ours: silence, blocks, reports, and that what is removed here is removed there.

use super::{client, command, delete, held, holds, organisation, peers, put};
use crate::PROGRAM;
use jiff::Timestamp;
use journal::Journal;
use journal::federation::Setback;
use model::Iri;
use serde_json::{Value, json};
use std::sync::Arc;
use tests::Instance;
use tests::peer::until;

/// The host of all instances here.
const HOST: &str = "127.0.0.1";

/// What strangers find here of documents of another instance.
async fn public(instance: &Instance, from: &Instance) -> Vec<String> {
    let asked = format!(
        "SELECT ?name {{ GRAPH ?g {{ ?g <https://w3id.org/codesocial#name> ?name }} \
         FILTER(STRSTARTS(STR(?g), '{}')) }} ORDER BY ?name",
        from.base()
    );
    let post = client().post(format!("{}/sparql", instance.address())).header("accept", "text/csv");
    let answer = post.header("content-type", "application/sparql-query").body(asked).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap().lines().skip(1).map(|line| line.trim().to_owned()).collect()
}

/// The statuses with which a document from elsewhere is shown: to strangers, to members.
async fn shown(instance: &Instance, iri: &str) -> [u16; 2] {
    let get = || client().get(format!("{}/elsewhere?iri={iri}", instance.address()));
    let anonymous = get().send().await.unwrap().status();
    [anonymous.as_u16(), get().bearer_auth(instance.token()).send().await.unwrap().status().as_u16()]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_silenced_is_for_those_who_are_signed_in() {
    let http = client();
    let [mut valley, mut hill] = [Instance::new(PROGRAM), Instance::new(PROGRAM)];
    valley.start();
    hill.start();
    put(&http, &valley, "organizations/a", organisation("Un", "Public")).await.unwrap();
    command(&hill, &["follow", valley.base()]);
    holds(&hill, &valley, &["organizations/a,Un"]).await;
    let a = format!("{}organizations/a", valley.base());
    assert_eq!((public(&hill, &valley).await, shown(&hill, &a).await), (vec!["Un".to_owned()], [200, 200]));

    // At once, and for what comes later, too.
    command(&hill, &["block", HOST, "--silence"]);
    assert_eq!((public(&hill, &valley).await, shown(&hill, &a).await), (vec![], [404, 200]));
    put(&http, &valley, "organizations/a", organisation("Un et demi", "Public")).await.unwrap();
    put(&http, &valley, "organizations/b", organisation("Deux", "Public")).await.unwrap();
    holds(&hill, &valley, &["organizations/a,Un et demi", "organizations/b,Deux"]).await;
    assert_eq!((public(&hill, &valley).await, shown(&hill, &a).await), (vec![], [404, 200]));
    // Its request waits for a hand; what is said here is told it when somebody lets it in.
    command(&valley, &["follow", hill.base()]);
    let state = || peers(&hill)["followers"][0]["state"].clone();
    until("it waits", async || (state() == "waiting").then_some(())).await;

    command(&hill, &["block", HOST, "--undo"]);
    assert_eq!(
        (public(&hill, &valley).await, shown(&hill, &a).await),
        (vec!["Deux".into(), "Un et demi".into()], [200, 200])
    );
    assert_eq!(state(), "waiting");
    // The projection is the same when it is made again.
    hill.stop();
    valley.stop();
    command(&hill, &["rebuild"]);
    command(&hill, &["doctor"]);
    hill.start();
    assert_eq!(public(&hill, &valley).await, ["Deux", "Un et demi"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_of_whoever_is_blocked_stays_or_goes() {
    let http = client();
    let [mut valley, mut hill] = [Instance::new(PROGRAM), Instance::new(PROGRAM)];
    valley.start();
    hill.start();
    put(&http, &valley, "organizations/a", organisation("Un", "Public")).await.unwrap();
    command(&hill, &["follow", valley.base()]);
    holds(&hill, &valley, &["organizations/a,Un"]).await;
    command(&hill, &["block", HOST]);
    assert_eq!(held(&hill, &valley), ["organizations/a,Un"], "it stays as it is");
    assert_eq!(public(&hill, &valley).await, [""; 0], "for those who are signed in");
    command(&hill, &["block", HOST, "--remove"]);
    assert_eq!(held(&hill, &valley), [""; 0]);
    put(&http, &valley, "organizations/b", organisation("Deux", "Public")).await.unwrap();
    until("it is refused", async || peers(&valley)["peers"][0]["refused"].as_u64().filter(|refused| *refused > 0))
        .await;
    assert_eq!(held(&hill, &valley), [""; 0]);
    // Heard again, and asked for again.
    command(&hill, &["block", HOST, "--undo"]);
    command(&hill, &["follow", valley.base()]);
    holds(&hill, &valley, &["organizations/a,Un", "organizations/b,Deux"]).await;
    for instance in [&mut valley, &mut hill] {
        command(instance, &["doctor"]);
        instance.stop();
    }
}

fn quarantine(instance: &Instance) -> Value {
    serde_json::from_str(&command(instance, &["peers", "quarantine", "--json"])).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_arrives_with_what_it_names() {
    let [mut valley, mut hill] = [Instance::new(PROGRAM), Instance::new(PROGRAM)];
    valley.start();
    hill.start();
    put(&client(), &valley, "organizations/a", organisation("Un", "Public")).await.unwrap();
    let a = format!("{}organizations/a", valley.base());
    // Nobody follows anybody; then of what is held, while whoever told it is away.
    command(&hill, &["report", &a, "--because", "Cette adresse est la mienne."]);
    until("it arrived", async || quarantine(&valley).as_array().filter(|held| held.len() == 1).map(drop)).await;
    let (report, actor) = (quarantine(&valley)[0].clone(), format!("{}actor", hill.base()));
    assert_eq!((report["actor"].as_str(), report["why"].as_str()), (Some(actor.as_str()), Some("a report")));
    let complaint = &report["complaint"];
    assert_eq!(complaint["text"], "Cette adresse est la mienne.");
    assert_eq!(complaint["objects"][0], json!({ "iri": a, "here": true }));
    command(&hill, &["follow", valley.base()]);
    holds(&hill, &valley, &["organizations/a,Un"]).await;
    valley.stop();
    command(&hill, &["report", &a]);
    valley.start();
    until("it arrived", async || quarantine(&valley).as_array().filter(|held| held.len() == 2).map(drop)).await;
    assert_eq!(quarantine(&valley)[0]["complaint"]["text"], "");
}

/// Through a container, through one document, and after a time when nobody could be told.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_here_is_erased_there() {
    let http = client();
    let [mut valley, mut hill, mut lake] = [Instance::new(PROGRAM), Instance::new(PROGRAM), Instance::new(PROGRAM)];
    for instance in [&mut valley, &mut hill, &mut lake] {
        instance.start();
    }
    for (path, name) in [("a", "Un"), ("b", "Deux"), ("c", "Trois")] {
        put(&http, &valley, &format!("organizations/{path}"), organisation(name, "Public")).await.unwrap();
    }
    command(&hill, &["follow", &format!("{}organizations/", valley.base())]);
    for path in ["a", "b"] {
        command(&lake, &["follow", &format!("{}organizations/{path}", valley.base())]);
    }
    holds(&hill, &valley, &["organizations/a,Un", "organizations/b,Deux", "organizations/c,Trois"]).await;
    holds(&lake, &valley, &["organizations/a,Un", "organizations/b,Deux"]).await;

    // The lake is away for so long that it is tried rarely.
    lake.stop();
    valley.stop();
    let (clock, chance) = (Arc::new(cli::parts::SystemClock), Arc::new(cli::parts::SystemChance));
    let journal = Journal::open(&valley.data().join("journal.sqlite"), clock, chance).await.unwrap();
    let inbox = Iri::parse(&format!("{}inbox", lake.base())).unwrap();
    let next = Timestamp::from_second(4_000_000_000).unwrap();
    journal.set_back(Setback { inbox, failure: "away".to_owned(), next, parked: true }).await.unwrap();
    journal.close().await;
    valley.start();
    command(&valley, &["erase", "organizations/a", "--yes"]);
    assert_eq!(delete(&http, &valley, "organizations/b").await.unwrap(), 204);
    holds(&hill, &valley, &["organizations/c,Trois"]).await;
    lake.start();
    assert_eq!(held(&lake, &valley), ["organizations/a,Un", "organizations/b,Deux"], "it is parked");
    // It says something, whatever it is: it is there again.
    command(&lake, &["report", &format!("{}organizations/c", valley.base())]);
    holds(&lake, &valley, &[]).await;
    for instance in [&valley, &hill, &lake] {
        command(instance, &["doctor"]);
    }
}
