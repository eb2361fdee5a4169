//! Decisions, with what follows from them.

use super::*;
use crate::rig::{Rig, iri, put};
use crate::{EraseWrite, Write};

fn pair(one: &str, other: &str) -> Pair {
    Pair::of(iri(one), iri(other)).unwrap()
}

fn commit(rig: &Rig, writes: Vec<Write>) -> Commit {
    Commit { by: rig.writer, reason: None, writes }
}

async fn three(rig: &Rig) {
    rig.commit(["organizations/a", "organizations/b", "organizations/c"].map(|name| put(name, "1"))).await.unwrap();
}

async fn decide(rig: &Rig, pair: Pair, decision: SameDecision, writes: Vec<Write>) -> Result<u64, DecisionRefusal> {
    let written = writes.first().map(|write| write.iri.clone());
    rig.journal.decide_same(pair, decision, written, commit(rig, writes)).await.map(|(number, _)| number)
}

#[test]
fn a_pair_is_one_whoever_is_named_first() {
    assert_eq!(pair("organizations/a", "organizations/b"), pair("organizations/b", "organizations/a"));
    assert_eq!(Pair::of(iri("organizations/a"), iri("organizations/a")), None);
}

#[tokio::test]
async fn a_decision_stands_with_what_follows_from_it_until_both_are_taken_back() {
    let rig = Rig::new().await;
    three(&rig).await;
    let at = rig.clock.set(7_000_000);
    let one = pair("organizations/b", "organizations/a");
    let writes = vec![put("organizations/a", "2").anyway()];
    let number = decide(&rig, one.clone(), SameDecision::Confirmed, writes).await.unwrap();
    let kept = rig.journal.same_decision(&one).await.unwrap().unwrap();
    assert_eq!((kept.number, kept.decision, kept.by, kept.at), (number, SameDecision::Confirmed, rig.writer, at));
    assert_eq!((kept.written, kept.entry, kept.before), (Some(iri("organizations/a")), Some(Seq(4)), Some(Seq(1))));
    assert_eq!(rig.journal.decided_same(&iri("organizations/a")).await.unwrap(), [iri("organizations/b")]);
    assert_eq!(rig.journal.decided_same(&iri("organizations/b")).await.unwrap(), [iri("organizations/a")]);

    // Nothing of a second one is written.
    let again = vec![put("organizations/a", "3").anyway()];
    let again = decide(&rig, one.clone(), SameDecision::Refused, again).await;
    assert!(matches!(again, Err(DecisionRefusal::Decided(ref found)) if *found == one), "{again:?}");
    let content = async || rig.journal.current(&iri("organizations/a")).await.unwrap().unwrap().canonical;
    assert_eq!(content().await.as_deref(), Some("2"));

    let back = commit(&rig, vec![put("organizations/a", "1").anyway()]);
    rig.journal.undo_same(number, back.clone()).await.unwrap();
    assert_eq!(content().await.as_deref(), Some("1"));
    assert_eq!(rig.journal.same_decision(&one).await.unwrap(), None);
    let twice = rig.journal.undo_same(number, back).await;
    assert!(matches!(twice, Err(DecisionRefusal::NotStanding(found)) if found == number), "{twice:?}");

    // It may be decided anew, and what stood there says so.
    let same = vec![put("organizations/a", "1").anyway()];
    let anew = decide(&rig, one.clone(), SameDecision::Refused, same).await.unwrap();
    let kept = rig.journal.same_decision(&one).await.unwrap().unwrap();
    assert_eq!((kept.number, kept.entry, kept.before), (anew, None, None));
    assert_eq!(rig.journal.decided_same(&iri("organizations/a")).await.unwrap(), []);
    assert_eq!(rig.journal.standing_decisions().await.unwrap(), [(one, SameDecision::Refused)]);
}

#[tokio::test]
async fn a_decision_whose_change_is_refused_is_none() {
    let rig = Rig::new().await;
    three(&rig).await;
    let one = pair("organizations/a", "organizations/b");
    let stale = vec![put("organizations/a", "2")];
    let refused = decide(&rig, one.clone(), SameDecision::Confirmed, stale).await;
    assert!(matches!(refused, Err(DecisionRefusal::Commit(_))), "{refused:?}");
    assert_eq!(rig.journal.same_decision(&one).await.unwrap(), None);
}

#[tokio::test]
async fn with_a_document_goes_what_was_decided_of_it() {
    let rig = Rig::new().await;
    three(&rig).await;
    for (one, other) in [("organizations/a", "organizations/b"), ("organizations/b", "organizations/c")] {
        decide(&rig, pair(one, other), SameDecision::Refused, Vec::new()).await.unwrap();
    }
    let other = decide(&rig, pair("organizations/a", "organizations/c"), SameDecision::Confirmed, Vec::new()).await;
    let revision = rig.journal.current(&iri("organizations/b")).await.unwrap().unwrap().revision;
    let documents = vec![(iri("organizations/b"), revision)];
    let erase = EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 };
    rig.journal.erase(erase).await.unwrap();
    let left = rig.journal.same_decisions(9).await.unwrap();
    assert_eq!(left.iter().map(|kept| kept.number).collect::<Vec<_>>(), [other.unwrap()]);
}
