//! What settles something, all of it or nothing.

use super::*;
use crate::federation::{Delivered, NewReceived, Sender, Setback, Taken};
use crate::rig::{Rig, gone, put};
use jiff::Timestamp;

fn at(text: &str) -> Iri {
    Iri::parse(&format!("https://b.example/{text}")).unwrap()
}

fn here(text: &str) -> Iri {
    Iri::parse(&format!("https://a.example/{text}")).unwrap()
}

fn came(id: &str) -> NewReceived {
    let inboxes = vec![at("inbox")];
    NewReceived {
        id: at(id),
        kind: "Follow",
        actor: at("actor"),
        body: id.into(),
        dialect: "rfc9421",
        inboxes,
        document: None,
    }
}

async fn take(rig: &Rig, new: NewReceived) -> Result<Taken, JournalError> {
    rig.journal.take(new, Sender::Followed).await
}

async fn settle(rig: &Rig, received: Option<(u64, Fate)>, effects: Vec<Effect>) -> Option<Settled> {
    rig.journal.settle(Settlement { by: rig.writer, received, told: Vec::new(), effects }).await.unwrap()
}

fn admit(state: FollowState) -> Vec<Effect> {
    let (actor, inbox) = (at("actor"), at("inbox"));
    let said =
        NewMessage { inbox: inbox.clone(), speaker: here("actor"), kind: "Accept".to_owned(), object: "{}".to_owned() };
    let new = NewFollower { actor, object: here("actor"), activity: at("follow"), inbox, exact: true, state };
    vec![Effect::Admit(new), Effect::Say(said)]
}

#[tokio::test]
async fn an_activity_has_its_effect_once() {
    let rig = Rig::new().await;
    let Taken::New(number) = take(&rig, came("1")).await.unwrap() else { panic!("it is new") };
    assert_eq!(take(&rig, came("1")).await.unwrap(), Taken::Known);
    let waiting = rig.journal.waiting(0, 9).await.unwrap();
    assert_eq!(waiting.iter().map(|one| one.body.as_deref()).collect::<Vec<_>>(), [Some(&b"1"[..])]);
    settle(&rig, Some((number, Fate::Applied)), admit(FollowState::Accepted)).await.unwrap();
    let again = settle(&rig, Some((number, Fate::Applied)), admit(FollowState::Accepted)).await;
    assert_eq!(again, None);
    assert_eq!(rig.journal.messages(&at("inbox"), 9).await.unwrap().len(), 1, "and it is answered once");
    assert_eq!(rig.journal.waiting(0, 9).await.unwrap(), []);
    assert_eq!(take(&rig, came("1")).await.unwrap(), Taken::Known, "for ever");
    let other = NewReceived { kind: "Update", ..came("1") };
    assert!(matches!(take(&rig, other).await.unwrap(), Taken::New(_)), "of another type it is another");
}

#[tokio::test]
async fn what_was_taken_back_before_it_came_has_no_effect() {
    let rig = Rig::new().await;
    let undo = |id: &str| Effect::Forestall { id: at(id), kind: "Follow".to_owned(), actor: at("actor") };
    let undone = async |id| settle(&rig, None, vec![undo(id)]).await.unwrap().changed[0];
    assert!(undone("1").await && !undone("1").await);
    assert_eq!(take(&rig, came("1")).await.unwrap(), Taken::Known, "it comes too late");
    assert_eq!(rig.journal.waiting(0, 9).await.unwrap(), []);
    // One that waits, and one that had no effect.
    let Taken::New(number) = take(&rig, came("2")).await.unwrap() else { panic!("it is new") };
    assert!(undone("2").await);
    assert_eq!(settle(&rig, Some((number, Fate::Applied)), admit(FollowState::Accepted)).await, None);
    let Taken::New(number) = take(&rig, came("3")).await.unwrap() else { panic!("it is new") };
    settle(&rig, Some((number, Fate::Ignored(String::new()))), vec![]).await.unwrap();
    assert!(undone("3").await);
    assert_eq!(take(&rig, came("3")).await.unwrap(), Taken::Known);
    // What has had its effect, and what somebody else says, stay what they are.
    let Taken::New(number) = take(&rig, came("4")).await.unwrap() else { panic!("it is new") };
    settle(&rig, Some((number, Fate::Applied)), vec![]).await.unwrap();
    let others = Effect::Forestall { id: at("3"), kind: "Follow".to_owned(), actor: at("somebody") };
    assert!(!undone("4").await && !settle(&rig, None, vec![others]).await.unwrap().changed[0]);
    assert_eq!(rig.journal.followers().await.unwrap(), []);
}

#[tokio::test]
async fn what_is_in_quarantine_can_be_looked_at_and_settled_later() {
    let rig = Rig::new().await;
    take(&rig, came("1")).await.unwrap();
    settle(&rig, Some((1, Fate::Quarantined("a shape".to_owned()))), vec![]).await.unwrap();
    let kept = rig.journal.quarantined(9).await.unwrap();
    assert_eq!((kept[0].body.as_deref(), kept[0].why.as_deref()), (Some(&b"1"[..]), Some("a shape")));
    assert_eq!(rig.journal.waiting(0, 9).await.unwrap(), []);
    assert!(rig.journal.reconsider(1).await.unwrap() && !rig.journal.reconsider(1).await.unwrap());
    assert_eq!(rig.journal.waiting(0, 9).await.unwrap().len(), 1);
    settle(&rig, Some((1, Fate::Ignored("nobody follows".to_owned()))), vec![]).await.unwrap();
    assert_eq!(rig.journal.quarantined(9).await.unwrap(), []);
    assert_eq!(take(&rig, came("1")).await.unwrap(), Taken::New(1), "somebody may follow now");
    settle(&rig, Some((1, Fate::Dismissed)), vec![]).await.unwrap();
    assert_eq!(take(&rig, came("1")).await.unwrap(), Taken::Known, "somebody has looked at it");
    assert_eq!(rig.journal.count_received().await.unwrap(), [("dismissed".to_owned(), 1)]);
}

#[tokio::test]
async fn a_cursor_goes_forward_and_begins_anew_with_each_follow() {
    let rig = Rig::new().await;
    let now = Timestamp::UNIX_EPOCH;
    rig.commit([put("codes/a", "1"), put("codes/b", "1")]).await.unwrap();
    settle(&rig, None, admit(FollowState::Accepted)).await.unwrap();
    let peer = async || rig.journal.peer(&at("inbox")).await.unwrap().unwrap();
    let first = peer().await;
    assert_eq!((first.cursor, first.since, first.follows, first.waiting), (Seq(0), Seq(2), true, 1));
    let took = |round, cursor| Delivered {
        inbox: at("inbox"),
        round,
        reached: true,
        cursor: Some(Seq(cursor)),
        messages: vec![(1, None)],
        refused: vec![(Seq(1), here("codes/a"), "no".to_owned())],
        concerned: Vec::new(),
    };
    rig.journal.delivered(took(first.round, 2)).await.unwrap();
    rig.journal.delivered(took(first.round, 1)).await.unwrap();
    let second = peer().await;
    assert_eq!((second.cursor, second.waiting, second.refused), (Seq(2), 0, 1));
    assert_eq!(rig.journal.due_peers(now, Seq(2)).await.unwrap(), []);
    assert_eq!(rig.journal.due_peers(now, Seq(3)).await.unwrap(), [at("inbox")]);

    rig.commit([gone("codes/a")]).await.unwrap();
    settle(&rig, None, admit(FollowState::Accepted)).await.unwrap();
    rig.journal.delivered(took(second.round, 2)).await.unwrap();
    let third = peer().await;
    assert_eq!(third.cursor, Seq(0), "what was sent before does not count");
    assert_eq!(third.since, Seq(2), "but was sent: that it ended is told, too");
    rig.journal.delivered(took(third.round, 2)).await.unwrap();
    rig.journal.retry(None).await.unwrap();
    let again = peer().await;
    assert_eq!((again.cursor, again.refused), (Seq(0), 0), "what was refused is tried again, too");
    assert_eq!(rig.journal.due_peers(now, Seq(9)).await.unwrap(), [at("inbox")]);
}

#[tokio::test]
async fn a_peer_that_fails_waits_until_it_answers_or_speaks() {
    let rig = Rig::new().await;
    settle(&rig, None, admit(FollowState::Accepted)).await.unwrap();
    let second = |seconds| Timestamp::from_second(seconds).unwrap();
    let peer = async || rig.journal.peer(&at("inbox")).await.unwrap().unwrap();
    let setback = |next, parked| Setback { inbox: at("inbox"), failure: "down".to_owned(), next: second(next), parked };
    let due = async |at| !rig.journal.due_peers(second(at), Seq(9)).await.unwrap().is_empty();
    let delivered = |reached| Delivered {
        inbox: at("inbox"),
        round: 1,
        reached,
        cursor: Some(Seq(0)),
        messages: Vec::new(),
        refused: Vec::new(),
        concerned: Vec::new(),
    };
    rig.journal.set_back(setback(60, false)).await.unwrap();
    rig.clock.set(1_000_000);
    rig.journal.set_back(setback(60, true)).await.unwrap();
    assert!(!due(59).await && due(60).await);
    assert_eq!(rig.journal.next_attempt(second(0)).await.unwrap(), Some(second(60)));
    let down = peer().await;
    assert_eq!((down.attempts, down.failure.as_deref(), down.reached), (2, Some("down"), None));
    assert_eq!((down.failing, down.parked), (Some(second(0)), Some(second(1))));

    rig.journal.delivered(delivered(false)).await.unwrap();
    assert_eq!(peer().await, down, "there was nothing to tell it, so nobody knows");
    take(&rig, came("1")).await.unwrap();
    assert!(due(2).await, "it speaks: it is there again");
    assert_eq!(peer().await.dialect.as_deref(), Some("rfc9421"), "and has shown this");
    rig.journal.set_back(setback(60, false)).await.unwrap();
    take(&rig, came("2")).await.unwrap();
    assert!(!due(59).await, "what it may have asked for itself, to be left alone, holds");
    rig.journal.delivered(delivered(true)).await.unwrap();
    let up = peer().await;
    assert_eq!((up.attempts, up.failure, up.failing, up.parked), (0, None, None, None));
    assert_eq!(up.reached, Some(second(1)));
}

#[tokio::test]
async fn followers_come_wait_and_go() {
    let rig = Rig::new().await;
    let states = async || {
        let followers = rig.journal.followers().await.unwrap();
        followers.into_iter().map(|follower| follower.state).collect::<Vec<_>>()
    };
    settle(&rig, None, admit(FollowState::Waiting)).await.unwrap();
    assert_eq!(states().await, [FollowState::Waiting]);
    assert_eq!(rig.journal.followed_from(&at("inbox")).await.unwrap(), []);
    let answer = || Effect::Answer { actor: at("actor"), object: here("actor"), state: FollowState::Accepted };
    assert_eq!(settle(&rig, None, vec![answer()]).await.unwrap().changed, [true]);
    assert_eq!(settle(&rig, None, vec![answer()]).await.unwrap().changed, [false], "once");
    assert_eq!(rig.journal.followed_from(&at("inbox")).await.unwrap(), [here("actor")]);
    assert_eq!(rig.journal.followers_of(&here("actor"), None, 9).await.unwrap(), [at("actor")]);
    assert_eq!(rig.journal.count_followers(&here("actor")).await.unwrap(), 1);
    let leave = Effect::Leave { actor: at("actor"), object: None };
    settle(&rig, None, vec![leave]).await.unwrap();
    assert_eq!(states().await, []);
}

#[tokio::test]
async fn only_who_was_asked_answers() {
    let rig = Rig::new().await;
    let new = NewFollowing {
        object: at("codes/"),
        actor: at("actor"),
        inbox: at("inbox"),
        exact: true,
        speaker: here("actor"),
    };
    settle(&rig, None, vec![Effect::Follow(new)]).await.unwrap();
    let asked = rig.journal.relations().following()[0].clone();
    let message = rig.journal.message(asked.message).await.unwrap().unwrap();
    assert_eq!((message.kind.as_str(), message.object.as_str()), ("Follow", "\"https://b.example/codes/\""));
    for (actor, message, changes) in [
        (at("somebody"), asked.message, false),
        (at("actor"), asked.message + 1, false),
        (at("actor"), asked.message, true),
    ] {
        let answered = Effect::Answered { actor, message, state: FollowState::Accepted };
        assert_eq!(settle(&rig, None, vec![answered]).await.unwrap().changed, [changes]);
    }
    let accepted = rig.journal.relations().following_of(&at("actor")).next().cloned().unwrap();
    assert_eq!(accepted.state, FollowState::Accepted);
    settle(&rig, None, vec![Effect::Unfollow(at("codes/"))]).await.unwrap();
    assert_eq!(rig.journal.relations().following(), []);
}
