//! Strangers who leave more than they may, and those who are no strangers.

use super::*;
use crate::federation::{Effect, Fate, FollowState, NewFollower, NewFollowing, NewMessage, Sender, Settlement, Taken};
use crate::rig::Rig;
use model::Iri;

fn iri(text: &str) -> Iri {
    Iri::parse(text).unwrap()
}

fn few() -> Bounds {
    Bounds {
        held_per_host: 4,
        held: 6,
        requests_per_host: 2,
        requests: 3,
        followers_per_host: 3,
        settled_per_host: 10,
        actors_per_host: 3,
        actors: 5,
        ..Bounds::default()
    }
}

fn came(host: &str, kind: &'static str, number: usize) -> NewReceived {
    NewReceived {
        id: iri(&format!("https://{host}/{number}")),
        kind,
        actor: iri(&format!("https://{host}/actors/{number}")),
        body: vec![b'x'; 100],
        dialect: "rfc9421",
        inboxes: vec![iri(&format!("https://{host}/inbox"))],
        document: Some(format!("document {number}").into_bytes()),
    }
}

async fn take(rig: &Rig, new: NewReceived) -> Taken {
    rig.journal.take(new, Sender::Stranger(few())).await.unwrap()
}

async fn settle(rig: &Rig, number: u64, fate: Fate, effects: Vec<Effect>) {
    let settlement = Settlement { by: rig.writer, received: Some((number, fate)), told: Vec::new(), effects };
    rig.journal.settle(settlement).await.unwrap().unwrap();
}

/// Takes so many, each of which is settled so; how many of them were taken.
async fn flood(rig: &Rig, host: &str, kind: &'static str, numbers: std::ops::Range<usize>, fate: &Fate) -> usize {
    let mut taken = 0;
    for number in numbers {
        if let Taken::New(number) = take(rig, came(host, kind, number)).await {
            settle(rig, number, fate.clone(), Vec::new()).await;
            taken += 1;
        }
    }
    taken
}

async fn count(rig: &Rig, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(rig.journal.readers()).await.unwrap()
}

fn quarantined() -> Fate {
    Fate::Quarantined("a report".to_owned())
}

#[tokio::test]
async fn what_strangers_leave_is_bounded_by_host_and_in_all() {
    let rig = Rig::new().await;
    assert_eq!(flood(&rig, "b.example", "Flag", 0..9, &quarantined()).await, 4);
    assert_eq!(take(&rig, came("b.example", "Follow", 20)).await, Taken::Crowded(Crowd::OfHost));
    assert_eq!(take(&rig, came("b.example", "Flag", 0)).await, Taken::Known, "what is known takes no room");
    assert_eq!(flood(&rig, "c.example", "Create", 0..9, &quarantined()).await, 2);
    assert_eq!(take(&rig, came("d.example", "Create", 0)).await, Taken::Crowded(Crowd::OfAll));
    // Whoever fills the quarantine keeps nobody from following.
    assert!(matches!(take(&rig, came("d.example", "Follow", 0)).await, Taken::New(_)));
    // Nor those whom somebody here follows from telling.
    let followed = came("b.example", "Create", 30);
    assert!(matches!(rig.journal.take(followed, Sender::Followed).await.unwrap(), Taken::New(_)));
    // Bytes count, too.
    let bounds = Bounds { held_bytes_per_host: 10, ..few() };
    let large = rig.journal.take(came("e.example", "Follow", 0), Sender::Stranger(bounds)).await.unwrap();
    assert_eq!(large, Taken::Crowded(Crowd::OfHost));
    // Somebody reads two of them: with the request that waits there is room for one.
    for number in [1, 2] {
        settle(&rig, number, Fate::Dismissed, Vec::new()).await;
    }
    assert_eq!(flood(&rig, "b.example", "Flag", 40..49, &quarantined()).await, 1);
}

#[tokio::test]
async fn requests_to_follow_are_bounded() {
    let rig = Rig::new().await;
    let ask = async |host: &str, number: usize, state: FollowState| {
        let new = came(host, "Follow", number);
        let (actor, inbox) = (new.actor.clone(), iri(&format!("https://{host}/inbox")));
        let Taken::New(taken) = take(&rig, new).await else { return false };
        let (object, activity) = (iri("https://a.example/actor"), iri(&format!("https://{host}/{number}")));
        let admit = Effect::Admit(NewFollower { actor, object, activity, inbox, exact: false, state });
        settle(&rig, taken, Fate::Applied, vec![admit]).await;
        true
    };
    let (waiting, accepted) = (FollowState::Waiting, FollowState::Accepted);
    assert!(ask("b.example", 0, waiting).await && ask("b.example", 1, waiting).await);
    assert!(!ask("b.example", 2, waiting).await, "of one host");
    assert!(ask("c.example", 0, waiting).await && !ask("d.example", 0, waiting).await, "of all");
    let answer = Effect::Answer {
        actor: iri("https://b.example/actors/0"),
        object: iri("https://a.example/actor"),
        state: accepted,
    };
    rig.journal
        .settle(Settlement { by: rig.writer, received: None, told: Vec::new(), effects: vec![answer] })
        .await
        .unwrap();
    assert!(ask("b.example", 2, accepted).await, "one was answered");
    assert!(!ask("b.example", 3, accepted).await, "so many follow from one host");
    // Whoever does not take answers asks for no more.
    let said = |_| {
        Effect::Say(NewMessage {
            inbox: iri("https://c.example/inbox"),
            speaker: iri("https://a.example/actor"),
            kind: "Accept".to_owned(),
            object: "{}".to_owned(),
        })
    };
    let effects = (0..ANSWERS).map(said).collect();
    rig.journal.settle(Settlement { by: rig.writer, received: None, told: Vec::new(), effects }).await.unwrap();
    assert!(!ask("c.example", 1, accepted).await);
}

#[tokio::test]
async fn what_is_settled_is_remembered_for_a_while() {
    let rig = Rig::new().await;
    rig.clock.set(1_000_000_000_000_000);
    assert_eq!(flood(&rig, "b.example", "Announce", 0..500, &Fate::Ignored(String::new())).await, 500);
    let settled = "SELECT count(*) FROM received WHERE body IS NULL AND host = 'b.example'";
    let kept = count(&rig, settled).await;
    assert!((10..=10 + i64::try_from(EACH).unwrap()).contains(&kept), "{kept}");
    assert_eq!(count(&rig, "SELECT count(*) FROM strangers").await, 3);
    rig.journal.tidy_strangers(few()).await.unwrap();
    assert_eq!(count(&rig, settled).await, 10);
    // Of whom somebody follows, all, as long as it is of use.
    for number in 0..200 {
        let new = NewReceived { actor: iri("https://c.example/actor"), ..came("c.example", "Create", number) };
        let Taken::New(taken) = rig.journal.take(new, Sender::Followed).await.unwrap() else { panic!("it is new") };
        settle(&rig, taken, if number == 0 { quarantined() } else { Fate::Applied }, Vec::new()).await;
    }
    flood(&rig, "d.example", "Flag", 0..1, &quarantined()).await;
    let follow = Effect::Follow(NewFollowing {
        object: iri("https://c.example/actor"),
        actor: iri("https://c.example/actor"),
        inbox: iri("https://c.example/inbox"),
        exact: true,
        speaker: iri("https://a.example/actor"),
    });
    rig.journal
        .settle(Settlement { by: rig.writer, received: None, told: Vec::new(), effects: vec![follow] })
        .await
        .unwrap();
    rig.journal.tidy_strangers(few()).await.unwrap();
    assert_eq!(count(&rig, "SELECT count(*) FROM received WHERE actor = 'https://c.example/actor'").await, 200);
    assert_eq!(rig.journal.quarantined(9).await.unwrap().len(), 2);

    // A year later.
    rig.clock.set(1_031_536_000_000_000);
    rig.journal.tidy_strangers(few()).await.unwrap();
    let left = rig.journal.quarantined(9).await.unwrap();
    assert_eq!(left.len(), 1, "what came from whom somebody follows waits for somebody");
    assert_eq!(count(&rig, "SELECT count(*) FROM strangers").await, 1, "and itself is known");
    rig.journal.tidy_strangers(few()).await.unwrap();
    let all: Vec<(String, String)> = sqlx::query_as("SELECT actor, fate FROM received ORDER BY number")
        .fetch_all(rig.journal.readers())
        .await
        .unwrap();
    assert_eq!(all, [("https://c.example/actor".to_owned(), "quarantined".to_owned())]);
    assert_eq!(rig.journal.relations().following().len(), 1);
    assert_eq!(rig.journal.peers().await.unwrap().len(), 1, "the inbox of whom we follow");
}

#[tokio::test]
async fn whoever_has_to_do_with_us_is_not_forgotten() {
    let rig = Rig::new().await;
    let follower = came("b.example", "Follow", 0).actor;
    let Taken::New(taken) = take(&rig, came("b.example", "Follow", 0)).await else { panic!("it is new") };
    let admit = Effect::Admit(NewFollower {
        actor: follower.clone(),
        object: iri("https://a.example/actor"),
        activity: iri("https://b.example/0"),
        inbox: iri("https://b.example/inbox"),
        exact: false,
        state: FollowState::Accepted,
    });
    settle(&rig, taken, Fate::Applied, vec![admit]).await;
    let gone = came("b.example", "Delete", 1).actor;
    rig.journal.keep_stranger(&gone, None).await.unwrap();
    for number in 2..20 {
        rig.clock.set(i64::try_from(number).unwrap());
        let Taken::New(taken) = take(&rig, came("b.example", "Announce", number)).await else { panic!("it is new") };
        settle(&rig, taken, Fate::Ignored(String::new()), Vec::new()).await;
    }
    for kept in [&follower, &gone, &came("b.example", "Announce", 19).actor] {
        assert!(rig.journal.stranger(kept).await.unwrap().is_some(), "{kept}");
    }
    assert_eq!(count(&rig, "SELECT count(*) FROM strangers").await, 3);
}

/// Counting must not read what it counts: the bytes of a body are in the same row.
#[tokio::test]
async fn it_is_counted_in_indexes_alone() {
    let rig = Rig::new().await;
    for (query, index) in [
        (HELD_OF_HOST, "received_held"),
        (QUARANTINED, "received_held"),
        (WAITING, "received_held"),
        (CROWDED, "received_settled"),
        (CROWDED_HOST, "received_settled"),
    ] {
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "EXPLAIN QUERY PLAN {}",
            query.replace("?1", "9").replace("?2", "'b'").replace('?', "'b'")
        )))
        .fetch_all(rig.journal.readers())
        .await
        .unwrap();
        let plan: Vec<_> = plan.into_iter().map(|(.., step)| step).collect();
        assert!(plan.len() == 1 && plan[0].contains("COVERING INDEX") && plan[0].contains(index), "{plan:?}");
    }
}
