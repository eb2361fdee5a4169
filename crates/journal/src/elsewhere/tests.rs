//! What is told by origins, in whatever order, and what is left of it.

use super::*;
use crate::rig::{Closed, Rig, gone as gone_here, iri as ours, put as put_here};
use crate::{ChainError, EraseWrite, Extent, Fault, JournalError};
use model::{Caller, Container, Role};

const ORIGIN: &str = "https://b.example/actor";

fn iri(text: &str) -> Iri {
    Iri::parse(text).unwrap()
}

fn foreign(path: &str) -> Iri {
    iri(&format!("https://b.example/{path}"))
}

/// A public document from `ORIGIN`, in this order and at this second there.
fn put(path: &str, canonical: &str, age: (Option<u64>, Option<i64>)) -> Mirrored {
    let hash = ContentHash::of(canonical.as_bytes());
    let content = MirroredContent::Put { canonical: canonical.to_owned(), hash, audience: Audience::Public };
    let at = age.1.map(|second| Timestamp::from_second(second).unwrap());
    Mirrored { iri: foreign(path), origin: iri(ORIGIN), said: age.0, at, content }
}

fn gone(path: &str, age: (Option<u64>, Option<i64>)) -> Mirrored {
    Mirrored { content: MirroredContent::Gone, ..put(path, "", age) }
}

fn of(origin: &str, told: Mirrored) -> Mirrored {
    Mirrored { origin: iri(origin), ..told }
}

fn for_whom(audience: Audience, mut told: Mirrored) -> Mirrored {
    if let MirroredContent::Put { audience: of_its_own, .. } = &mut told.content {
        *of_its_own = audience;
    }
    told
}

async fn tell(rig: &Rig, told: Mirrored) -> MirrorOutcome {
    rig.journal.mirror(rig.writer, vec![told]).await.unwrap().remove(0)
}

async fn content(rig: &Rig, path: &str) -> Option<String> {
    rig.journal.elsewhere(&foreign(path)).await.unwrap().and_then(|held| held.current.canonical)
}

/// No fault, nothing askew, and of each document from elsewhere no more than one entry that says anything.
async fn is_whole(rig: &Rig) {
    rig.journal.verify_chain().await.unwrap();
    let inspection = rig.journal.inspection();
    assert_eq!(inspection.examine().await.unwrap().faults, []);
    assert_eq!(inspection.askew().await.unwrap().into_iter().collect::<Vec<_>>(), []);
    let more: Vec<String> = sqlx::query_scalar(
        "SELECT iri FROM entries WHERE container = 'elsewhere' AND content IS NOT NULL GROUP BY iri HAVING count(*) > 1",
    )
    .fetch_all(rig.journal.readers())
    .await
    .unwrap();
    assert_eq!(more, [""; 0]);
}

#[tokio::test]
async fn what_is_newer_is_kept() {
    use MirrorOutcome::{Created, Deleted, Stale, Taken, Unchanged, Updated};
    let rig = Rig::new().await;
    let said = |number| (Some(number), None);
    let both = |number, second| (Some(number), Some(second));
    let neither = (None, None);
    for (told, outcome, left) in [
        (gone("a", said(1)), Stale, None),
        (put("a", "1", both(10, 100)), Created, Some("1")),
        (put("a", "1", both(10, 100)), Stale, Some("1")),
        (put("a", "0", both(9, 99)), Stale, Some("1")),
        (put("a", "2", both(11, 101)), Updated, Some("2")),
        (put("a", "2", both(12, 102)), Unchanged, Some("2")),
        (put("a", "1", both(11, 102)), Stale, Some("2")),
        (for_whom(Audience::Network, put("a", "2", both(13, 103))), Updated, Some("2")),
        // Its origin was restored from a backup: it counts from 5 again, its clock went on.
        (put("a", "3", both(5, 200)), Updated, Some("3")),
        (put("a", "4", both(6, 201)), Updated, Some("4")),
        // What it said before it was restored is not new again.
        (put("a", "2", both(13, 103)), Stale, Some("4")),
        // A clock that was set back does not undo what came before it.
        (put("a", "5", both(14, 50)), Updated, Some("5")),
        (put("a", "4", both(6, 201)), Stale, Some("5")),
        (of("https://c.example/actor", put("a", "6", both(99, 999))), Taken, Some("5")),
        (of("https://c.example/actor", gone("a", both(99, 999))), Taken, Some("5")),
        (gone("a", both(14, 201)), Stale, Some("5")),
        (gone("a", both(15, 202)), Deleted, None),
        (put("a", "5", both(15, 202)), Stale, None),
        (gone("a", both(17, 204)), Stale, None),
        (put("a", "5", both(16, 203)), Stale, None),
        (of("https://c.example/actor", put("a", "6", both(99, 999))), Taken, None),
        (put("a", "6", both(18, 204)), Created, Some("6")),
        // Who says neither is taken at their word, and what is known stays known.
        (put("a", "7", neither), Updated, Some("7")),
        (put("a", "6", both(18, 204)), Stale, Some("7")),
        (gone("a", neither), Deleted, None),
        (put("a", "8", neither), Created, Some("8")),
        (put("a", "9", (Some(u64::MAX), None)), Updated, Some("9")),
        (put("a", "10", (Some(u64::MAX - 1), None)), Stale, Some("9")),
    ] {
        let words = format!("{told:?}");
        assert_eq!(tell(&rig, told).await, outcome, "{words}");
        assert_eq!(content(&rig, "a").await.as_deref(), left, "{words}");
        is_whole(&rig).await;
    }
}

#[tokio::test]
async fn what_ended_before_it_came_does_not_come() {
    use MirrorOutcome::{Created, Stale};
    let rig = Rig::new().await;
    assert_eq!(tell(&rig, gone("a", (Some(9), Some(9)))).await, Stale);
    assert_eq!(rig.journal.elsewhere(&foreign("a")).await.unwrap(), None);
    assert_eq!(tell(&rig, put("a", "late", (Some(5), Some(5)))).await, Stale, "it was on its way for long");
    assert_eq!(tell(&rig, put("a", "back", (Some(10), Some(10)))).await, Created);
    is_whole(&rig).await;
    tell(&rig, gone("b", (Some(9), Some(9)))).await;
    assert_eq!(rig.journal.forget(rig.writer, &iri(ORIGIN), None).await.unwrap(), 1);
    assert_eq!(tell(&rig, put("b", "1", (Some(5), Some(5)))).await, Created, "forgotten");
    is_whole(&rig).await;
}

#[tokio::test]
async fn it_is_a_document_with_an_origin() {
    let rig = Rig::new().await;
    let first = rig.clock.set(1_000_000);
    assert_eq!(
        tell(&rig, for_whom(Audience::Network, put("a", "1", (Some(7), Some(9))))).await,
        MirrorOutcome::Created
    );
    let second = rig.clock.set(2_000_000);
    assert_eq!(tell(&rig, put("a", "2", (Some(8), Some(10)))).await, MirrorOutcome::Updated);
    let held = rig.journal.elsewhere(&foreign("a")).await.unwrap().unwrap();
    assert_eq!((&held.origin, held.said, held.frozen), (&iri(ORIGIN), Some(8), None));
    assert_eq!(held.at, Some(Timestamp::from_second(10).unwrap()));
    let current = &held.current;
    assert_eq!((current.created, current.modified, current.seq), (first, second, Seq(2)));
    assert_eq!((&current.audience, current.owner, current.revision.number), (&Audience::Public, rig.writer, 2));
    assert_eq!(rig.journal.current(&foreign("a")).await.unwrap().as_ref(), Some(current));
    let entries = rig.journal.entries(Seq(0), 9).await.unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (entry.canonical.as_deref(), &entry.audience)).collect();
    assert_eq!(told, [(None, &Audience::Network), (Some("2"), &Audience::Public)]);
    assert_eq!(
        entries.iter().map(|entry| entry.origin.clone()).collect::<Vec<_>>(),
        [Some(iri(ORIGIN)), Some(iri(ORIGIN))]
    );
    assert_eq!(rig.journal.elsewhere(&foreign("b")).await.unwrap(), None);
    rig.commit([put_here("codes/a", "1")]).await.unwrap();
    assert_eq!(rig.journal.elsewhere(&ours("codes/a")).await.unwrap(), None, "ours is from nowhere else");
    assert_eq!(rig.journal.entries(Seq(2), 9).await.unwrap().remove(0).origin, None);
}

#[tokio::test]
async fn careless_tellers_are_refused() {
    let rig = Rig::new().await;
    let good = || put("a", "1", (Some(1), None));
    let mut lying = good();
    let MirroredContent::Put { hash, .. } = &mut lying.content else { panic!() };
    hash.0[0] ^= 1;
    for (bad, words) in [
        (Mirrored { iri: ours("codes/a"), ..good() }, "not the address of a document from elsewhere"),
        (Mirrored { iri: ours("sparql"), ..good() }, "not the address of a document from elsewhere"),
        (Mirrored { iri: foreign("a#part"), ..good() }, "not the address of a document from elsewhere"),
        (lying, "is not its content's"),
    ] {
        let refused = rig.journal.mirror(rig.writer, vec![good(), bad]).await.unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
    let stranger = rig.journal.mirror(AccountId(99), vec![good()]).await;
    assert!(matches!(stranger, Err(JournalError::UnknownAccount(AccountId(99)))));
    assert_eq!(rig.journal.entries(Seq(0), 9).await.unwrap(), []);
    let large = "<https://b.example/a> <https://b.example/p> \"é\" .\n".repeat(20_000);
    assert_eq!(tell(&rig, put("a", &large, (Some(1), None))).await, MirrorOutcome::Created);
    assert_eq!(content(&rig, "a").await, Some(large));
}

#[tokio::test]
async fn nobody_lists_it_among_ours() {
    let rig = Rig::new().await;
    let everything = Caller::Operator(rig.writer);
    let looked = async || {
        (
            rig.journal.counts(&everything).await.unwrap(),
            rig.journal.told_of(&everything, &[ours("codes/a"), foreign("codes/a")]).await.unwrap(),
            rig.journal.count_versions(&everything, &foreign("codes/a")).await.unwrap(),
            rig.journal.version(&everything, &foreign("codes/a"), 2).await.unwrap(),
            rig.journal.members_hash(&everything, Container::Codes).await.unwrap(),
            rig.journal.visible(&everything, Container::Codes, None, 99).await.unwrap(),
            rig.journal.touched(Container::Codes, Seq(0), Seq(99)).await.unwrap(),
            rig.journal.extent().await.unwrap().erased,
        )
    };
    rig.commit([put_here("codes/a", "1")]).await.unwrap();
    let before = looked().await;
    for number in 1..4 {
        tell(&rig, put("codes/a", &number.to_string(), (Some(number), None))).await;
    }
    assert_eq!(looked().await, before);
    let extent = rig.journal.extent().await.unwrap();
    assert_eq!(extent, Extent { entries: Seq(4), releases: 0, erased: 0 });
}

#[tokio::test]
async fn ours_that_are_bound_to_it_follow() {
    let rig = Rig::new().await;
    let mut action = put_here("actions/a", "1");
    if let crate::WriteContent::Put { bound_to, .. } = &mut action.content {
        bound_to.push(foreign("codes/a"));
    }
    rig.commit([action]).await.unwrap();
    let audience = async || rig.journal.current(&ours("actions/a")).await.unwrap().unwrap().audience;
    for (told, reaches) in [
        (for_whom(Audience::Network, put("codes/a", "1", (Some(1), None))), Audience::Network),
        (put("codes/a", "1", (Some(2), None)), Audience::Public),
        (for_whom(Audience::Network, put("codes/a", "2", (Some(3), None))), Audience::Network),
        // As where it is ours: its end opens nothing.
        (gone("codes/a", (Some(4), None)), Audience::Network),
    ] {
        tell(&rig, told).await;
        assert_eq!(audience().await, reaches);
        is_whole(&rig).await;
    }
}

#[tokio::test]
async fn whoever_inherits_changes_nothing_of_what_it_says() {
    let rig = Rig::new().await;
    let heir = rig.journal.account("heir@a.example", Role::Editor).await.unwrap();
    tell(&rig, put("a", "1", (Some(1), None))).await;
    tell(&rig, put("a", "2", (Some(2), None))).await;
    assert_eq!(rig.journal.erase_account(rig.writer, Some(heir), heir).await.unwrap(), 1);
    is_whole(&rig).await;
    let held = rig.journal.elsewhere(&foreign("a")).await.unwrap().unwrap();
    assert_eq!((held.current.owner, held.current.canonical.as_deref()), (heir, Some("2")));
    let told = vec![put("a", "3", (Some(3), None))];
    assert_eq!(rig.journal.mirror(heir, told).await.unwrap(), [MirrorOutcome::Updated]);
    is_whole(&rig).await;
}

#[tokio::test]
async fn an_origin_is_listed_and_counted() {
    let rig = Rig::new().await;
    for path in ["codes/c", "codes/a", "people/b", "codes/gone"] {
        tell(&rig, put(path, path, (Some(1), None))).await;
    }
    tell(&rig, gone("codes/gone", (Some(2), None))).await;
    tell(&rig, of("https://c.example/actor", put("other", "1", (Some(1), None)))).await;
    let mut listed = Vec::new();
    while let [one] = rig.journal.elsewhere_of(&iri(ORIGIN), listed.last(), 1).await.unwrap().as_slice() {
        listed.push(one.current.iri.clone());
    }
    assert_eq!(listed, ["codes/a", "codes/c", "people/b"].map(foreign));
    let counted = rig.journal.count_elsewhere().await.unwrap();
    assert_eq!(counted, [(iri(ORIGIN), 3), (iri("https://c.example/actor"), 1)]);
    rig.commit([put_here("codes/a", "1")]).await.unwrap();
    let asked = ["codes/a", "codes/gone", "never"].map(foreign);
    let held = rig.journal.held_elsewhere(&[&asked[..], &[ours("codes/a")]].concat()).await.unwrap();
    assert_eq!(held, [(foreign("codes/a"), Audience::Public, rig.writer)]);
}

#[tokio::test]
async fn what_is_forgotten_may_come_again() {
    let rig = Rig::new().await;
    let many = PORTION * 2 + 3;
    let told = (0..many).map(|at| put(&format!("codes/{at}"), "1", (Some(9), Some(9)))).collect();
    rig.journal.mirror(rig.writer, told).await.unwrap();
    tell(&rig, put("codes", "1", (Some(9), None))).await;
    tell(&rig, put("codesque", "1", (Some(9), None))).await;
    tell(&rig, put("people/a", "1", (Some(9), None))).await;
    tell(&rig, gone("codes/0", (Some(10), None))).await;
    tell(&rig, of("https://c.example/actor", put("codes/theirs", "1", (Some(1), None)))).await;
    rig.journal.freeze(&iri(ORIGIN)).await.unwrap();

    let forget = async |part: Option<&str>| {
        let part = part.map(foreign);
        rig.journal.forget(rig.writer, &iri(ORIGIN), part.as_ref()).await.unwrap()
    };
    assert_eq!(forget(Some("codes")).await, 1, "that document alone");
    assert_eq!(forget(Some("codes/7")).await, 1);
    let before = *rig.journal.transactions().borrow();
    assert_eq!(forget(Some("codes/")).await, many as u64 - 2, "one was gone, one is forgotten already");
    assert_eq!(*rig.journal.transactions().borrow() - before, 3, "in portions");
    is_whole(&rig).await;
    assert_eq!(rig.journal.count_elsewhere().await.unwrap(), [(iri(ORIGIN), 2), (iri("https://c.example/actor"), 1)]);
    let said: Vec<_> = rig
        .journal
        .entries(Seq(0), 9_999)
        .await
        .unwrap()
        .into_iter()
        .filter_map(|entry| entry.canonical.map(|_| entry.iri))
        .collect();
    assert_eq!(said, ["codesque", "people/a", "codes/theirs"].map(foreign), "what was forgotten says nothing");
    // From the first entry on, and from whomever.
    assert_eq!(tell(&rig, put("codes/1", "1", (Some(1), Some(1)))).await, MirrorOutcome::Created);
    let other = of("https://c.example/actor", put("codes/0", "1", (Some(1), Some(1))));
    assert_eq!(tell(&rig, other).await, MirrorOutcome::Created);
    assert_eq!(forget(None).await, 3);
    assert_eq!(forget(None).await, 0);
    is_whole(&rig).await;
}

#[tokio::test]
async fn what_is_cut_off_stays_as_it_is() {
    use MirrorOutcome::{Deleted, Taken, Updated};
    let rig = Rig::new().await;
    tell(&rig, put("a", "1", (Some(1), None))).await;
    tell(&rig, of("https://c.example/actor", put("b", "1", (Some(1), None)))).await;
    let since = rig.clock.set(5_000_000);
    assert_eq!(rig.journal.freeze(&iri(ORIGIN)).await.unwrap(), 1);
    rig.clock.set(6_000_000);
    assert_eq!(rig.journal.freeze(&iri(ORIGIN)).await.unwrap(), 0);
    let reached = *rig.journal.head().borrow();
    let newer = || put("a", "2", (Some(2), None));
    for told in [newer(), gone("a", (Some(3), None)), of("https://c.example/actor", newer())] {
        assert_eq!(tell(&rig, told).await, Taken);
    }
    assert_eq!(*rig.journal.head().borrow(), reached);
    let held = rig.journal.elsewhere(&foreign("a")).await.unwrap().unwrap();
    assert_eq!((held.frozen, held.said, held.current.canonical.as_deref()), (Some(since), Some(1), Some("1")));
    let other = of("https://c.example/actor", put("b", "2", (Some(2), None)));
    assert_eq!(tell(&rig, other).await, Updated, "another origin is not touched");
    assert_eq!(rig.journal.thaw(&iri(ORIGIN)).await.unwrap(), 1);
    assert_eq!(rig.journal.thaw(&iri(ORIGIN)).await.unwrap(), 0);
    assert_eq!(tell(&rig, newer()).await, Updated);
    assert_eq!(tell(&rig, gone("a", (Some(3), None))).await, Deleted);
    is_whole(&rig).await;
}

#[tokio::test]
async fn what_is_erased_here_never_comes_back() {
    let rig = Rig::new().await;
    for number in 1..4 {
        tell(&rig, put("a", &number.to_string(), (Some(number), None))).await;
    }
    let revision = rig.journal.current(&foreign("a")).await.unwrap().unwrap().revision;
    let documents = vec![(foreign("a"), revision)];
    let write = EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 };
    assert_eq!(rig.journal.erase(write).await.unwrap().documents[0].entries, 1, "the others were destroyed before");
    is_whole(&rig).await;
    let again = async |number| tell(&rig, put("a", "again", (Some(number), None))).await;
    assert_eq!([again(3).await, again(9).await], [MirrorOutcome::Taken; 2]);
    rig.journal.forget(rig.writer, &iri(ORIGIN), None).await.unwrap();
    assert_eq!([again(3).await, again(9).await], [MirrorOutcome::Taken; 2]);
    assert_eq!(content(&rig, "a").await, None);
    let found = rig.journal.inspection().examine().await.unwrap();
    let erased: Vec<_> = found.erased.iter().map(|erased| (&erased.iri, erased.entries)).collect();
    assert_eq!(erased, [(&foreign("a"), 3)]);
    is_whole(&rig).await;
}

/// As many as a lively document has in years: that they are accounted for is found out in one pass.
#[tokio::test]
async fn many_that_were_replaced_are_accounted_for() {
    let rig = Rig::new().await;
    for portion in 0..20 {
        let told = (0..200).map(|at| {
            let number = portion * 200 + at;
            put(&format!("codes/{}", at % 3), &number.to_string(), (Some(number), None))
        });
        rig.journal.mirror(rig.writer, told.collect()).await.unwrap();
    }
    rig.commit([put_here("codes/a", "1")]).await.unwrap();
    rig.commit([gone_here("codes/a")]).await.unwrap();
    is_whole(&rig).await;
    let found = rig.journal.inspection().examine().await.unwrap();
    assert_eq!((found.entries, found.erased), (4_002, Vec::new()));
    assert_eq!(rig.journal.extent().await.unwrap().erased, 0);
}

async fn tampered(tampering: &'static str) -> (Vec<(u64, Fault)>, Option<u64>, Vec<Iri>) {
    let rig = Rig::new().await;
    rig.commit([put_here("codes/a", "1")]).await.unwrap();
    rig.commit([put_here("codes/a", "2").anyway()]).await.unwrap();
    for number in 3..6 {
        tell(&rig, put("a", &number.to_string(), (Some(number), None))).await;
    }
    let file: Closed = rig.close().await;
    file.tamper(tampering).await;
    let rig = file.reopen().await;
    let found = rig.journal.inspection().examine().await.unwrap();
    let broken = match rig.journal.verify_chain().await {
        Ok(_) => None,
        Err(ChainError::Broken { seq, .. }) => Some(seq.0),
        Err(ChainError::Journal(error)) => panic!("{error}"),
    };
    let askew = rig.journal.inspection().askew().await.unwrap();
    (found.faults.iter().map(|(seq, fault)| (seq.0, *fault)).collect(), broken, askew.into_iter().collect())
}

#[tokio::test]
async fn nobody_destroys_under_cover_of_it() {
    use Fault::{Commitment, HalfErased, Unaccounted};
    const DESTROY: &str = "UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq = 1";
    assert_eq!(tampered("SELECT 1").await, (vec![], None, vec![]));
    // One of ours, by itself, and with its entries moved to where they would be accounted for.
    assert_eq!(tampered(DESTROY).await, (vec![(1, Unaccounted)], None, vec![]));
    let moved = "UPDATE entries SET salt = NULL, hash = NULL, content = NULL, container = 'elsewhere' WHERE seq = 1";
    assert_eq!(tampered(moved).await, (vec![(1, Unaccounted)], None, vec![]));
    let both = "UPDATE entries SET container = 'elsewhere' WHERE seq IN (1, 2); \
                UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq = 1";
    assert_eq!(tampered(both).await, (vec![(2, Commitment)], Some(2), vec![ours("codes/a")]));
    // The latest of one from elsewhere, whole and in part.
    let latest = "UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq = 5";
    assert_eq!(tampered(latest).await, (vec![(3, Unaccounted), (4, Unaccounted), (5, Unaccounted)], None, vec![]));
    let part = "UPDATE entries SET content = NULL WHERE seq = 5";
    assert_eq!(tampered(part).await, (vec![(5, HalfErased)], Some(5), vec![]));
    // Its origin is forgotten, and one of ours is given one.
    assert_eq!(tampered("DELETE FROM elsewhere").await, (vec![], None, vec![foreign("a")]));
    let given = "INSERT INTO elsewhere (iri, origin) VALUES ('https://a.example/codes/a', 'a:b')";
    assert_eq!(tampered(given).await, (vec![], None, vec![ours("codes/a")]));
}
