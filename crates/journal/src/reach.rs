//! Whom a document reaches: its own audience, narrowed by the own audience of everything it is bound to, directly or over
//! others.
//!
//! Said so, the order of writes does not matter and circles are harmless: SQLite's recursive `UNION` visits each document
//! once. What a document is bound to and is not there (yet) bounds nothing; once it comes, it does. What is gone bounds as
//! it last did: deleting a closed description must not open its annexes.

use crate::column;
use crate::error::JournalError;
use crate::place::Place;
use model::{AccountId, Audience, ContentHash, Iri, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// A document that is there and whose reach follows from something else: bound to another, or from elsewhere.
pub(crate) struct Dependent {
    pub(crate) iri: Iri,
    pub(crate) place: Place,
    pub(crate) number: u64,
    pub(crate) hash: ContentHash,
    pub(crate) own_audience: Audience,
    pub(crate) audience: Audience,
    pub(crate) owner: AccountId,
    /// The entry that has its content.
    pub(crate) content: i64,
}

/// Whom a document reaches now.
pub(crate) async fn effective(connection: &mut SqliteConnection, iri: &Iri) -> Result<Audience, JournalError> {
    let bounds: Vec<String> = sqlx::query_scalar(
        "WITH RECURSIVE bounding (iri) AS ( \
             SELECT ? UNION SELECT b.bound_to FROM bounding JOIN bindings b ON b.iri = bounding.iri) \
         SELECT DISTINCT d.own_audience FROM bounding JOIN documents d ON d.iri = bounding.iri",
    )
    .bind(iri.as_str())
    .fetch_all(connection)
    .await?;
    bounds.iter().try_fold(Audience::Public, |audience, bound| Ok(audience.meet(column::audience(bound)?)))
}

/// The documents that are there and bound to one of these, directly or over others. One of these is among them where it
/// is bound to another, or over others to itself.
pub(crate) async fn dependents(
    connection: &mut SqliteConnection,
    iris: &[&Iri],
) -> Result<Vec<Dependent>, JournalError> {
    let rows = sqlx::query(
        "WITH RECURSIVE bound (iri) AS ( \
             SELECT b.iri FROM json_each(?) j JOIN bindings b ON b.bound_to = j.value \
             UNION SELECT b.iri FROM bound JOIN bindings b ON b.bound_to = bound.iri) \
         SELECT d.iri, d.container, d.number, d.hash, d.own_audience, d.audience, d.owner, d.content \
         FROM bound JOIN documents d ON d.iri = bound.iri WHERE d.content IS NOT NULL",
    )
    .bind(column::listed(iris.iter().copied()))
    .fetch_all(connection)
    .await?;
    rows.iter().map(dependent).collect()
}

/// A row with its columns.
pub(crate) fn dependent(row: &SqliteRow) -> Result<Dependent, JournalError> {
    Ok(Dependent {
        iri: column::iri(row.try_get("iri")?)?,
        place: Place::from_segment(row.try_get("container")?)?,
        number: column::unsigned(row.try_get("number")?)?,
        hash: column::content_hash(Some(row.try_get("hash")?))?,
        own_audience: column::audience(row.try_get("own_audience")?)?,
        audience: column::audience(row.try_get("audience")?)?,
        owner: AccountId(row.try_get("owner")?),
        content: row.try_get("content")?,
    })
}

/// Writes down whom a document reaches.
pub(crate) async fn remember(
    connection: &mut SqliteConnection,
    iri: &Iri,
    audience: &Audience,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE documents SET audience = ? WHERE iri = ?")
        .bind(audience.to_term().as_str())
        .bind(iri.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Writes down the entry that says so.
pub(crate) async fn moved(connection: &mut SqliteConnection, iri: &Iri, seq: Seq) -> Result<(), JournalError> {
    sqlx::query("UPDATE documents SET seq = ? WHERE iri = ?")
        .bind(column::signed(seq.0)?)
        .bind(iri.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::rig::{Rig, gone, group, iri, put};
    use crate::{Outcome, Write, WriteContent};
    use model::{Audience, Expected, Seq};
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[tokio::test]
    async fn those_bound_to_it_follow_in_the_same_commit() {
        let rig = Rig::new().await;
        let annex = put("annexes/a", "annex").bound_to(&["codes/a"]);
        rig.commit([annex.clone(), put("codes/a", "code").audience(Audience::Members)]).await.unwrap();
        let entries = rig.journal.entries(Seq(0), 9).await.unwrap();
        assert_eq!(entries.len(), 2, "settled before the entries: no third one for the annex");
        assert!(entries.iter().all(|entry| entry.audience == Audience::Members));

        let receipt = rig.commit([put("codes/a", "code").audience(group("a")).anyway()]).await.unwrap();
        assert_eq!(receipt.seq, Seq(4), "the annex's entry belongs to it");
        let follower = rig.journal.entries(Seq(3), 9).await.unwrap().remove(0);
        assert_eq!((follower.iri, follower.audience), (iri("annexes/a"), group("a")));
        assert_eq!((follower.revision.number, follower.canonical.as_deref()), (1, Some("annex")));
        let current = rig.journal.current(&iri("annexes/a")).await.unwrap().unwrap();
        assert_eq!((current.seq, current.revision.number, current.audience), (Seq(4), 1, group("a")));

        let again = rig.commit([annex.anyway()]).await.unwrap();
        assert_eq!(again.written[0].outcome, Outcome::Unchanged, "its own audience is what it was");
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn an_annex_rewritten_while_its_description_closes_is_closed() {
        let rig = Rig::new().await;
        let annex = |text| put("annexes/a", text).bound_to(&["codes/a"]);
        rig.commit([put("codes/a", "1"), annex("1")]).await.unwrap();
        let closed = put("codes/a", "1").audience(Audience::Members).anyway();
        rig.commit([annex("2").anyway(), closed]).await.unwrap();
        let entries = rig.journal.entries(Seq(2), 9).await.unwrap();
        let audiences: Vec<_> = entries.iter().map(|entry| (entry.iri.clone(), entry.audience.clone())).collect();
        assert_eq!(audiences, [(iri("annexes/a"), Audience::Members), (iri("codes/a"), Audience::Members)]);
        let current = rig.journal.current(&iri("annexes/a")).await.unwrap().unwrap();
        assert_eq!((current.seq, current.audience), (Seq(3), Audience::Members));
    }

    #[tokio::test]
    async fn content_alone_moves_nobody() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("annexes/a", "1").bound_to(&["codes/a"])]).await.unwrap();
        assert_eq!(rig.commit([put("codes/a", "2").anyway()]).await.unwrap().seq, Seq(3));
    }

    #[tokio::test]
    async fn deleting_what_closes_opens_nothing() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1").audience(Audience::Private)]).await.unwrap();
        rig.commit([put("annexes/a", "1").bound_to(&["codes/a"])]).await.unwrap();
        rig.commit([gone("codes/a")]).await.unwrap();
        rig.commit([put("annexes/a", "2").bound_to(&["codes/a"]).anyway()]).await.unwrap();
        assert_eq!(rig.journal.current(&iri("annexes/a")).await.unwrap().unwrap().audience, Audience::Private);
    }

    #[tokio::test]
    async fn what_comes_later_bounds_from_then_on() {
        let rig = Rig::new().await;
        rig.commit([put("annexes/a", "1").bound_to(&["codes/a"])]).await.unwrap();
        let audience = async || rig.journal.current(&iri("annexes/a")).await.unwrap().unwrap().audience;
        assert_eq!(audience().await, Audience::Public);
        rig.commit([put("codes/a", "1").audience(group("a"))]).await.unwrap();
        assert_eq!(audience().await, group("a"));
        rig.commit([put("annexes/a", "1").audience(group("b")).bound_to(&["codes/a"]).anyway()]).await.unwrap();
        assert_eq!(audience().await, Audience::Private, "two groups leave the owner");
        rig.commit([put("annexes/a", "1").audience(group("b")).anyway()]).await.unwrap();
        assert_eq!(audience().await, group("b"), "bound no more");
    }

    const NAMES: [&str; 4] = ["codes/a", "codes/b", "annexes/a", "actions/a"];

    fn any_write() -> impl Strategy<Value = (usize, Write)> {
        let audiences = prop::sample::select(vec![
            Audience::Public,
            Audience::Network,
            Audience::Members,
            group("a"),
            group("b"),
            Audience::Private,
        ]);
        let bounds = prop::sample::subsequence(NAMES.to_vec(), 0..=2);
        (0..NAMES.len(), audiences, bounds, "[ab]").prop_map(|(at, audience, bounds, text)| {
            (at, put(NAMES[at], &text).audience(audience).bound_to(&bounds).anyway())
        })
    }

    /// What the documents say by themselves, for the slow and plain way to the same answer.
    type Said = BTreeMap<model::Iri, (Audience, Vec<model::Iri>)>;

    fn plainly(said: &Said, iri: &model::Iri) -> Audience {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![iri.clone()];
        let mut audience = Audience::Public;
        while let Some(next) = waiting.pop() {
            if let (true, Some((own, bounds))) = (seen.insert(next.clone()), said.get(&next)) {
                audience = audience.meet(own.clone());
                waiting.extend(bounds.iter().cloned());
            }
        }
        audience
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn followers_of_entries_and_readers_agree_on_the_plain_answer(
            commits in prop::collection::vec(prop::collection::btree_map(0..9u8, any_write(), 1..3), 1..10)
        ) {
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
                let rig = Rig::new().await;
                let mut said = Said::new();
                for commit in commits {
                    let writes: BTreeMap<usize, Write> = commit.into_values().collect();
                    for write in writes.values() {
                        let WriteContent::Put { audience, bound_to, .. } = &write.content else { unreachable!() };
                        said.insert(write.iri.clone(), (audience.clone(), bound_to.clone()));
                    }
                    let mut fitting = Vec::new();
                    for write in writes.into_values() {
                        let there = rig.journal.current(&write.iri).await.unwrap().is_some();
                        fitting.push(if there { write } else { Write { expected: Expected::Absent, ..write } });
                    }
                    rig.commit(fitting).await.unwrap();
                    let mut followed = BTreeMap::new();
                    for entry in rig.journal.entries(Seq(0), 999).await.unwrap() {
                        followed.insert(entry.iri, (entry.seq, entry.audience, entry.canonical));
                    }
                    for iri in said.keys() {
                        let current = rig.journal.current(iri).await.unwrap().unwrap();
                        assert_eq!(current.audience, plainly(&said, iri));
                        assert_eq!(followed[iri], (current.seq, current.audience, current.canonical));
                    }
                }
                rig.journal.verify_chain().await.unwrap();
            });
        }
    }
}
