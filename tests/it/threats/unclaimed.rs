//! Fifty thousand organisations that were imported are documents: no keys and no actors until somebody claims them.
//!
//! `CODESOCIAL_UNCLAIMED=50000` is the whole of it; without, 1,000.

use super::{ACTIVITY, client, command, organisation, put};
use crate::measurement::number;
use journal::Journal;
use std::fmt::Write as _;
use std::sync::Arc;
use tests::Instance;

/// How many of ours are actors, of an instance that is stopped.
async fn actors(instance: &Instance) -> u64 {
    let (clock, chance) = (Arc::new(cli::parts::SystemClock), Arc::new(cli::parts::SystemChance));
    let journal = Journal::open(&instance.data().join("journal.sqlite"), clock, chance).await.unwrap();
    let actors = journal.count_actors().await.unwrap();
    journal.close().await;
    actors
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_imported_makes_no_keys() {
    let number = number("CODESOCIAL_UNCLAIMED", 1_000);
    let mut instance = Instance::new(crate::PROGRAM);
    let source = instance.data().with_file_name("source.trig");
    let mut trig = "@prefix cs: <https://w3id.org/codesocial#> .\n".to_owned();
    for one in 0..number {
        let iri = format!("{}organizations/o{one}", instance.base());
        writeln!(trig, "<{iri}> {{ <{iri}> a cs:Organization ; cs:name \"O {one}\"@fr ; cs:audience cs:Public }}")
            .unwrap();
    }
    std::fs::write(&source, trig).unwrap();
    command(&instance, &["import", "trig", source.to_str().unwrap()]);
    instance.start();
    let http = client();
    let ask = async |path: &str| {
        let asked = http.get(format!("{}{path}", instance.base())).header("accept", ACTIVITY).send().await.unwrap();
        let (status, text) = (asked.status().as_u16(), asked.text().await.unwrap());
        (status, serde_json::from_str::<serde_json::Value>(&text).unwrap())
    };
    for one in (0..number).step_by(number / 50) {
        let (status, object) = ask(&format!("organizations/o{one}")).await;
        assert_eq!((status, &object["type"]), (200, &serde_json::json!("Organization")), "it is shown");
        assert!(object.get("publicKey").is_none() && object.get("inbox").is_none(), "{object}");
        for part in ["outbox", "followers", "following"] {
            assert_eq!(ask(&format!("organizations/o{one}/{part}")).await.0, 404);
        }
        let inbox = http.post(format!("{}organizations/o{one}/inbox", instance.base()));
        let inbox = inbox.header("content-type", ACTIVITY).body("{}").send().await.unwrap();
        assert_eq!(inbox.status(), 404);
        let host = instance.base().trim_start_matches("http://").trim_end_matches('/');
        let finger = format!("{}.well-known/webfinger?resource=acct:o{one}@{host}", instance.base());
        assert_eq!(http.get(finger).send().await.unwrap().status(), 404);
    }
    let (status, outbox) = ask("outbox").await;
    assert_eq!((status, &outbox["totalItems"]), (200, &serde_json::json!(number)));
    // Somebody writes one of their own: that one is an actor once it is asked for, and no other.
    assert_eq!(put(&http, &instance, "organizations/own", organisation("À nous", "Public")).await.unwrap(), 201);
    let (status, actor) = ask("organizations/own").await;
    assert!(status == 200 && actor.get("publicKey").is_some(), "{actor}");
    instance.stop();
    let actors = actors(&instance).await;
    assert!((1..=2).contains(&actors), "{actors} actors: that one, and the instance where it was asked for");
    println!("{number} imported, {actors} actors");
}
