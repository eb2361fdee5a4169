//! What documents name decides whom they concern, whoever wrote them and in whatever order.

use super::*;
use crate::elsewhere::{Mirrored, MirroredContent};
use crate::federation::{BlockKind, Bounds, Delivered, Effect, FollowState, NewFollower, Peer, Settlement};
use crate::rig::{Rig, gone, iri, put};
use crate::{EraseWrite, Write};
use model::{Audience, ContentHash, Seq};

const CS: &str = "https://w3id.org/codesocial#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// An address at b.example, or the one that it is.
fn at(text: &str) -> Iri {
    Iri::parse(text).unwrap_or_else(|_| Iri::parse(&format!("https://b.example/{text}")).unwrap())
}

/// Statements of a document: its class, then names of properties with addresses.
fn text(document: &Iri, class: &str, named: &[(&str, &str)]) -> String {
    let mut lines = vec![format!("<{document}> <{TYPE}> <{CS}{class}> .\n")];
    lines.extend(named.iter().map(|(property, iri)| format!("<{document}> <{CS}{property}> <{}> .\n", at(iri))));
    lines.concat()
}

fn of(path: &str, class: &str, named: &[(&str, &str)]) -> Write {
    put(path, &text(&iri(path), class, named))
}

async fn elsewhere(rig: &Rig, path: &str, said: u64, content: Option<(&str, &[(&str, &str)])>) {
    let content = content.map_or(MirroredContent::Gone, |(class, named)| {
        let canonical = text(&at(path), class, named);
        let hash = ContentHash::of(canonical.as_bytes());
        MirroredContent::Put { canonical, hash, audience: Audience::Public }
    });
    let told = Mirrored { iri: at(path), origin: at("actor"), said: Some(said), at: None, content };
    rig.journal.mirror(rig.writer, vec![told]).await.unwrap();
}

async fn met(rig: &Rig, actor: &str, inbox: &str) {
    let (actor, inbox) = (at(actor), at(inbox));
    rig.journal.meet(Meeting::Found { actor, inbox, exact: true, dialect: None }).await.unwrap();
}

/// Who is to be told of what, and whether it concerns them now.
async fn due(rig: &Rig) -> Vec<(String, String, bool)> {
    let mut due = Vec::new();
    for one in rig.journal.unmet(Timestamp::MAX, 99).await.unwrap() {
        met(rig, one.actor.as_str(), one.actor.as_str()).await;
    }
    for peer in rig.journal.peers().await.unwrap() {
        for concern in rig.journal.concerns_at(&peer.inbox, 99).await.unwrap() {
            for (actor, _) in concern.actors {
                let short =
                    |iri: &Iri| iri.as_str().replace("https://a.example/", "").replace("https://b.example/", "b:");
                due.push((short(&concern.iri), short(&actor), concern.stands));
            }
        }
    }
    due.sort();
    due
}

fn rows(expected: &[(&str, &str, bool)]) -> Vec<(String, String, bool)> {
    expected.iter().map(|(iri, actor, stands)| ((*iri).to_owned(), (*actor).to_owned(), *stands)).collect()
}

/// All that is due is told.
async fn tell(rig: &Rig) {
    for peer in rig.journal.peers().await.unwrap() {
        for concern in rig.journal.concerns_at(&peer.inbox, 99).await.unwrap() {
            let told = Told { iri: concern.iri, actors: concern.actors, knows: concern.stands };
            rig.journal.delivered(delivered(&peer, told)).await.unwrap();
        }
    }
}

fn delivered(peer: &Peer, told: Told) -> Delivered {
    Delivered {
        inbox: peer.inbox.clone(),
        round: peer.round,
        reached: true,
        cursor: None,
        messages: Vec::new(),
        refused: Vec::new(),
        concerned: vec![told],
    }
}

#[tokio::test]
async fn whoever_is_named_is_told_once_and_again_when_it_changes() {
    let rig = Rig::new().await;
    let parties = [("party", "organizations/x"), ("party", "https://a.example/organizations/own")];
    rig.commit([of("cooperations/c", "Cooperation", &parties)]).await.unwrap();
    let now = [("cooperations/c", "b:organizations/x", true)];
    assert_eq!(due(&rig).await, rows(&now));
    tell(&rig).await;
    assert_eq!(due(&rig).await, []);
    let named = [("party", "organizations/y")];
    rig.commit([of("cooperations/c", "Cooperation", &named).anyway()]).await.unwrap();
    let moved = [("cooperations/c", "b:organizations/x", false), ("cooperations/c", "b:organizations/y", true)];
    assert_eq!(due(&rig).await, rows(&moved));
    tell(&rig).await;
    rig.commit([of("cooperations/c", "Cooperation", &named).audience(Audience::Private).anyway()]).await.unwrap();
    assert_eq!(due(&rig).await, rows(&[("cooperations/c", "b:organizations/y", true)]), "x was told that it ended");
    tell(&rig).await;
    rig.commit([gone("cooperations/c")]).await.unwrap();
    assert_eq!(due(&rig).await, rows(&[("cooperations/c", "b:organizations/y", false)]));
    tell(&rig).await;
    assert_eq!(due(&rig).await, []);
}

#[tokio::test]
async fn members_of_an_ecosystem_learn_of_all_that_concerns_it() {
    let rig = Rig::new().await;
    let e = "https://a.example/ecosystems/e";
    let member = |who| [("member", who), ("ecosystem", e)];
    rig.commit([of("memberships/x", "Membership", &member("organizations/x"))]).await.unwrap();
    rig.commit([of("memberships/own", "Membership", &member("https://a.example/organizations/own"))]).await.unwrap();
    let x = "b:organizations/x";
    assert_eq!(due(&rig).await, rows(&[("memberships/own", x, true), ("memberships/x", x, true)]));
    tell(&rig).await;
    // Said elsewhere, of itself; and by somebody whom it is none of.
    elsewhere(&rig, "memberships/y", 1, Some(("Membership", &member("organizations/y")))).await;
    elsewhere(&rig, "memberships/z", 2, Some(("Membership", &member("https://z.example/organizations/z")))).await;
    let y = "b:organizations/y";
    assert_eq!(due(&rig).await, rows(&[("memberships/own", y, true), ("memberships/x", y, true)]));
    tell(&rig).await;
    rig.commit([of("cooperations/c", "Cooperation", &[("ecosystem", e)])]).await.unwrap();
    assert_eq!(due(&rig).await, rows(&[("cooperations/c", x, true), ("cooperations/c", y, true)]));
    tell(&rig).await;
    elsewhere(&rig, "memberships/y", 3, None).await;
    let left = ["cooperations/c", "memberships/own", "memberships/x"].map(|iri| (iri, y, false));
    assert_eq!(due(&rig).await, rows(&left), "whoever left is told that it is no more for them");
    tell(&rig).await;
    let current = rig.journal.current(&iri("memberships/x")).await.unwrap().unwrap();
    let (documents, manifests) = (vec![(iri("memberships/x"), current.revision)], Vec::new());
    rig.journal.erase(EraseWrite { by: rig.writer, documents, manifests, releases: 0 }).await.unwrap();
    let ended = ["cooperations/c", "memberships/own", "memberships/x"].map(|iri| (iri, x, false));
    assert_eq!(due(&rig).await, rows(&ended));
}

#[tokio::test]
async fn a_vouching_is_told_to_whom_the_request_concerns_whichever_comes_first() {
    for request_first in [true, false] {
        let rig = Rig::new().await;
        let e = "https://e.example/ecosystems/e";
        let request = [
            ("applicant", "organizations/x"),
            ("ecosystem", e),
            ("addressedTo", "https://a.example/organizations/own"),
        ];
        let vouching = of(
            "annotations/v",
            "Vouching",
            &[("concerns", "entries/x"), ("actor", "https://a.example/organizations/own")],
        );
        if request_first {
            elsewhere(&rig, "entries/x", 1, Some(("EntryRequest", &request))).await;
            rig.commit([vouching]).await.unwrap();
        } else {
            rig.commit([vouching]).await.unwrap();
            elsewhere(&rig, "entries/x", 1, Some(("EntryRequest", &request))).await;
        }
        let v = "annotations/v";
        let named = [(v, "b:entries/x", true), (v, "b:organizations/x", true), (v, e, true)];
        assert_eq!(due(&rig).await, rows(&named));
        tell(&rig).await;
        let member = [("member", "https://e.example/organizations/m"), ("ecosystem", e)];
        rig.commit([of("memberships/m", "Membership", &member)]).await.unwrap();
        let m = "https://e.example/organizations/m";
        assert_eq!(
            due(&rig).await,
            rows(&[(v, m, true), ("memberships/m", e, true), ("memberships/m", m, true)])
                .into_iter()
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn whom_here_something_concerns_is_seen_in_what_is_held() {
    let rig = Rig::new().await;
    let (own, e) = ("https://a.example/organizations/own", "https://e.example/ecosystems/e");
    let check = async |class: &str, named: &[(&str, &str)], expected: Option<&str>| {
        let document = at("x/x");
        let found = rig.journal.concerned_here(&document, &text(&document, class, named)).await.unwrap();
        assert_eq!(found.as_ref().map(Iri::as_str), expected, "{class} {named:?}");
    };
    check("Cooperation", &[("party", own)], Some(own)).await;
    check("Offer", &[("party", own)], None).await;
    check("Cooperation", &[("ecosystem", e)], None).await;
    check("Vouching", &[("concerns", "entries/x")], None).await;
    rig.commit([of("memberships/own", "Membership", &[("member", own), ("ecosystem", e)])]).await.unwrap();
    check("Cooperation", &[("ecosystem", e)], Some(own)).await;
    check("EntryRequest", &[("ecosystem", e)], None).await;
    elsewhere(&rig, "entries/x", 1, Some(("EntryRequest", &[("ecosystem", e)]))).await;
    check("Vouching", &[("concerns", "entries/x")], Some(own)).await;
}

#[tokio::test]
async fn whoever_is_not_found_waits_and_holds_up_nobody() {
    let rig = Rig::new().await;
    rig.commit([of("cooperations/c", "Cooperation", &[("party", "x"), ("party", "y")])]).await.unwrap();
    let second = |seconds| Timestamp::from_second(seconds).unwrap();
    let missed = Meeting::Missed { actor: at("x"), failure: "nobody".to_owned(), next: second(60) };
    rig.journal.meet(missed).await.unwrap();
    met(&rig, "y", "inbox").await;
    assert_eq!(rig.journal.next_attempt(second(1)).await.unwrap(), Some(second(60)));
    let unmet = async |at: i64| rig.journal.unmet(second(at), 9).await.unwrap().len();
    assert_eq!((unmet(59).await, unmet(60).await), (0, 1));
    assert_eq!(rig.journal.missed(9).await.unwrap()[0].failure.as_deref(), Some("nobody"));
    assert_eq!(rig.journal.due_peers(second(1), Seq(0)).await.unwrap(), [at("inbox")]);
    rig.journal.block(rig.writer, "https://b.example/y", BlockKind::Blocked, "").await.unwrap();
    assert_eq!(rig.journal.due_peers(second(1), Seq(0)).await.unwrap(), [], "whoever is blocked is not told");
    assert_eq!(rig.journal.relations().blocks().iter().count(), 1);
    rig.journal.unblock(rig.writer, "https://b.example/y").await.unwrap();

    // What happens while it is told is told next.
    let peer = rig.journal.peer(&at("inbox")).await.unwrap().unwrap();
    assert_eq!(peer.concerns, 1);
    let concern = rig.journal.concerns_at(&at("inbox"), 9).await.unwrap().remove(0);
    rig.commit([of("cooperations/c", "Cooperation", &[("party", "x"), ("party", "y"), ("party", "z")]).anyway()])
        .await
        .unwrap();
    let told = Told { iri: concern.iri.clone(), actors: concern.actors, knows: true };
    rig.journal.delivered(delivered(&peer, told)).await.unwrap();
    let again = rig.journal.concerns_at(&at("inbox"), 9).await.unwrap().remove(0);
    assert!(again.knows);
    let refused = Delivered {
        refused: vec![(Seq(2), concern.iri, "no".to_owned())],
        ..delivered(&peer, Told { iri: again.iri, actors: again.actors, knows: true })
    };
    rig.journal.delivered(refused).await.unwrap();
    assert_eq!(rig.journal.peer(&at("inbox")).await.unwrap().unwrap().concerns, 0);
    rig.journal.retry(None).await.unwrap();
    assert_eq!(rig.journal.peer(&at("inbox")).await.unwrap().unwrap().concerns, 1, "what was refused is told again");
}

/// Where nothing is sent any more is forgotten after a while, with what was known of it; not where somebody is whom a
/// document concerns.
#[tokio::test]
async fn inboxes_of_those_who_are_concerned_stay() {
    let rig = Rig::new().await;
    rig.clock.set(1_000_000_000_000_000);
    rig.commit([of("cooperations/c", "Cooperation", &[("party", "organizations/x")])]).await.unwrap();
    assert_eq!(due(&rig).await.len(), 1);
    tell(&rig).await;
    let (actor, inbox) = (at("actor"), at("inbox"));
    let settle = async |effect| {
        let settlement = Settlement { by: rig.writer, received: None, told: Vec::new(), effects: vec![effect] };
        rig.journal.settle(settlement).await.unwrap().unwrap();
    };
    settle(Effect::Admit(NewFollower {
        actor: actor.clone(),
        object: Iri::parse("https://a.example/actor").unwrap(),
        activity: at("follow"),
        inbox: inbox.clone(),
        exact: true,
        state: FollowState::Accepted,
    }))
    .await;
    let peer = rig.journal.peer(&inbox).await.unwrap().unwrap();
    let nothing = Told { iri: iri("cooperations/c"), actors: Vec::new(), knows: false };
    let took = Delivered { cursor: Some(Seq(1)), concerned: Vec::new(), ..delivered(&peer, nothing) };
    rig.journal.delivered(took).await.unwrap();
    let arrived = rig.journal.arrivals(Seq(1)).await.unwrap();
    assert!(arrived.iter().any(|one| one.inbox == inbox && one.at.is_some()), "{arrived:?}");
    settle(Effect::Leave { actor, object: None }).await;
    rig.clock.set(1_031_536_000_000_000);
    rig.journal.tidy_strangers(Bounds::default()).await.unwrap();
    let left: Vec<Iri> = rig.journal.peers().await.unwrap().into_iter().map(|peer| peer.inbox).collect();
    assert_eq!(left, [at("organizations/x")], "its inbox, as this test has it");
}
