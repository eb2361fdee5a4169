//! A document's versions: who wrote each, when, why, and whom it was for.
//!
//! A version is what one `put` entry wrote. Its audience is the one that it ended with: entries that only move whom it
//! reaches belong to it until the next version takes its place. What was erased is no version any more. Whether the
//! document may still be seen is for the caller to ask first. A document from elsewhere has no versions here.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::read::{canonical, revision};
use crate::visible::Sight;
use jiff::Timestamp;
use model::{AccountId, Audience, Caller, Iri, Revision};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which.
    pub revision: Revision,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Why, if that was said.
    pub reason: Option<String>,
    /// The audience that it was given.
    pub own_audience: Audience,
    /// The audience that it ended with, narrowed by what it was bound to.
    pub audience: Audience,
    /// Its owner then.
    pub owner: AccountId,
}

/// A version with what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVersion {
    /// Which.
    pub version: Version,
    /// Canonical N-Quads, graph name left out.
    pub canonical: String,
}

/// The versions around one, as far as a caller may see them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Neighbours {
    /// The oldest of all.
    pub first: Option<Version>,
    /// The one before.
    pub previous: Option<Version>,
    /// The one after.
    pub next: Option<Version>,
    /// The newest of all.
    pub last: Option<Version>,
}

/// A query for versions of one document (`?4`) that a caller (`?1` to `?3`, a [`Sight`]) may see, with its conditions.
/// `l` is the last entry before the next version: the greatest of its index, so that nothing is counted.
macro_rules! select_versions {
    ($columns:literal, $conditions:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM entries p JOIN entries l ON l.seq = (SELECT max(x.seq) FROM entries x WHERE x.iri = p.iri \
             AND x.seq < coalesce((SELECT n.seq FROM entries n WHERE n.iri = p.iri AND n.seq > p.seq \
             AND n.kind <> 'reach' ORDER BY n.seq LIMIT 1), 9223372036854775807)) \
             WHERE (?1 OR l.owner = ?2 OR l.audience IN (SELECT value FROM json_each(?3))) \
             AND p.iri = ?4 AND p.kind = 'put' AND p.content IS NOT NULL AND p.container <> 'elsewhere' ",
            $conditions
        )
    };
}

/// A query for what is told of a version in lists.
macro_rules! select_told {
    ($conditions:literal) => {
        select_versions!(
            "p.seq, p.number, p.hash, p.at, p.by_account, p.reason, l.own_audience, l.audience, l.owner",
            $conditions
        )
    };
}

impl Journal {
    /// The versions of a document that `caller` may see, the newest first, before the one of this number; at most
    /// `limit`.
    pub async fn versions(
        &self,
        caller: &Caller,
        iri: &Iri,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Version>, JournalError> {
        let Sight { everything, own, audiences } = Sight::of(caller);
        let rows = sqlx::query(select_told!("AND p.number < ?5 ORDER BY p.seq DESC LIMIT ?6"))
            .bind(everything)
            .bind(own)
            .bind(audiences)
            .bind(iri.as_str())
            .bind(before.map_or(Ok(i64::MAX), column::signed)?)
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(version).collect()
    }

    /// How many versions of a document `caller` may see.
    pub async fn count_versions(&self, caller: &Caller, iri: &Iri) -> Result<u64, JournalError> {
        let Sight { everything, own, audiences } = Sight::of(caller);
        let count: i64 = sqlx::query_scalar(select_versions!("count(*)", ""))
            .bind(everything)
            .bind(own)
            .bind(audiences)
            .bind(iri.as_str())
            .fetch_one(self.readers())
            .await?;
        column::unsigned(count)
    }

    /// The version of this number, if `caller` may see it.
    pub async fn version(&self, caller: &Caller, iri: &Iri, number: u64) -> Result<Option<KeptVersion>, JournalError> {
        // A number beyond SQLite's is one that no version has.
        let Ok(number) = column::signed(number) else { return Ok(None) };
        let Sight { everything, own, audiences } = Sight::of(caller);
        let row = sqlx::query(select_versions!(
            "p.seq, p.number, p.hash, p.at, p.by_account, p.reason, l.own_audience, l.audience, l.owner, p.content",
            "AND p.number = ?5"
        ))
        .bind(everything)
        .bind(own)
        .bind(audiences)
        .bind(iri.as_str())
        .bind(number)
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let seq = column::seq(row.try_get("seq")?)?;
        let version = version(&row)?;
        Ok(canonical(&row, seq)?.map(|canonical| KeptVersion { version, canonical }))
    }

    /// The newest version that was written before `end` and that `caller` may see.
    pub async fn version_before(
        &self,
        caller: &Caller,
        iri: &Iri,
        end: Timestamp,
    ) -> Result<Option<Version>, JournalError> {
        let Sight { everything, own, audiences } = Sight::of(caller);
        let row = sqlx::query(select_told!("AND p.at < ?5 ORDER BY p.seq DESC LIMIT 1"))
            .bind(everything)
            .bind(own)
            .bind(audiences)
            .bind(iri.as_str())
            .bind(end.as_microsecond())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(version).transpose()
    }

    /// The versions around that of this number which `caller` may see.
    pub async fn neighbours(&self, caller: &Caller, iri: &Iri, number: u64) -> Result<Neighbours, JournalError> {
        let oldest_after = async |number: u64| -> Result<Option<Version>, JournalError> {
            let Sight { everything, own, audiences } = Sight::of(caller);
            let row = sqlx::query(select_told!("AND p.number > ?5 ORDER BY p.seq LIMIT 1"))
                .bind(everything)
                .bind(own)
                .bind(audiences)
                .bind(iri.as_str())
                .bind(column::signed(number)?)
                .fetch_optional(self.readers())
                .await?;
            row.as_ref().map(version).transpose()
        };
        let newest_before = async |number: Option<u64>| -> Result<Option<Version>, JournalError> {
            Ok(self.versions(caller, iri, number, 1).await?.pop())
        };
        Ok(Neighbours {
            first: oldest_after(0).await?,
            previous: newest_before(Some(number)).await?,
            next: oldest_after(number).await?,
            last: newest_before(None).await?,
        })
    }
}

fn version(row: &SqliteRow) -> Result<Version, JournalError> {
    Ok(Version {
        revision: revision(row)?,
        at: column::time(row.try_get("at")?)?,
        by: AccountId(row.try_get("by_account")?),
        reason: row.try_get("reason")?,
        own_audience: column::audience(row.try_get("own_audience")?)?,
        audience: column::audience(row.try_get("audience")?)?,
        owner: AccountId(row.try_get("owner")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, gone, group, iri, put};
    use model::{Account, Role};

    fn member(id: AccountId, groups: Vec<Iri>) -> Caller {
        let email = "somebody@a.example".to_owned();
        Caller::Account(Account { id, email, role: Role::Reader, scopes: vec![model::Scope::Read], groups })
    }

    fn numbers(versions: &[Version]) -> Vec<u64> {
        versions.iter().map(|version| version.revision.number).collect()
    }

    /// A document that was public, its members', its group's, its owner's and public again; its annex went with it.
    async fn lived() -> Rig {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1")]).await.unwrap();
        rig.commit([put("annexes/a", "annexed").bound_to(&["codes/a"])]).await.unwrap();
        for (content, audience) in
            [("2", Audience::Members), ("3", group("a")), ("4", Audience::Private), ("5", Audience::Public)]
        {
            rig.clock.set(1_000_000 * content.parse::<i64>().unwrap());
            rig.commit([put("codes/a", content).audience(audience).anyway()]).await.unwrap();
        }
        rig
    }

    #[tokio::test]
    async fn each_version_keeps_the_audience_it_had() {
        let rig = lived().await;
        let stranger = rig.journal.account("stranger@a.example", Role::Reader).await.unwrap();
        let code = iri("codes/a");
        for (caller, seen) in [
            (Caller::Anonymous, vec![5, 1]),
            (member(stranger, Vec::new()), vec![5, 2, 1]),
            (member(stranger, vec![iri("groups/a")]), vec![5, 3, 2, 1]),
            (member(rig.writer, Vec::new()), vec![5, 4, 3, 2, 1]),
            (Caller::Operator(stranger), vec![5, 4, 3, 2, 1]),
        ] {
            let versions = rig.journal.versions(&caller, &code, None, 99).await.unwrap();
            assert_eq!(numbers(&versions), seen, "{caller:?}");
            assert_eq!(rig.journal.count_versions(&caller, &code).await.unwrap(), seen.len() as u64);
            for number in 0..7 {
                let version = rig.journal.version(&caller, &code, number).await.unwrap();
                let content = version.as_ref().map(|kept| kept.canonical.as_str());
                let expected = number.to_string();
                assert_eq!(content, seen.contains(&number).then_some(expected.as_str()), "{caller:?} {number}");
                let around = rig.journal.neighbours(&caller, &code, number).await.unwrap();
                let number_of = |version: Option<Version>| version.map(|version| version.revision.number);
                assert_eq!(number_of(around.first), seen.last().copied());
                assert_eq!(number_of(around.last), seen.first().copied());
                assert_eq!(number_of(around.previous), seen.iter().copied().find(|other| *other < number));
                assert_eq!(number_of(around.next), seen.iter().rev().copied().find(|other| *other > number));
            }
            let page = rig.journal.versions(&caller, &code, Some(5), 1).await.unwrap();
            assert_eq!(numbers(&page), seen.iter().skip(1).take(1).copied().collect::<Vec<_>>());
        }
    }

    #[tokio::test]
    async fn what_is_bound_follows_without_a_version_of_its_own() {
        let rig = lived().await;
        let annex = iri("annexes/a");
        // Its only version went through every audience with its description, and is public now.
        let versions = rig.journal.versions(&Caller::Anonymous, &annex, None, 99).await.unwrap();
        assert_eq!(numbers(&versions), [1]);
        rig.commit([put("codes/a", "6").audience(Audience::Private).anyway()]).await.unwrap();
        rig.commit([put("annexes/a", "more").anyway()]).await.unwrap();
        // It ended closed, so that it stays closed.
        assert_eq!(numbers(&rig.journal.versions(&Caller::Anonymous, &annex, None, 99).await.unwrap()), [2]);
    }

    #[tokio::test]
    async fn the_newest_of_a_time() {
        let rig = lived().await;
        let code = iri("codes/a");
        for (end, all, public) in [(0, None, None), (1, Some(1), Some(1)), (2_000_001, Some(2), Some(1))] {
            let end = column::time(end).unwrap();
            for (caller, expected) in [(Caller::Operator(rig.writer), all), (Caller::Anonymous, public)] {
                let found = rig.journal.version_before(&caller, &code, end).await.unwrap();
                assert_eq!(found.map(|version| version.revision.number), expected, "{caller:?} before {end}");
            }
        }
    }

    #[tokio::test]
    async fn neither_an_end_nor_an_erasure_is_a_version() {
        let rig = lived().await;
        rig.commit([gone("codes/a")]).await.unwrap();
        let operator = Caller::Operator(rig.writer);
        assert_eq!(rig.journal.count_versions(&operator, &iri("codes/a")).await.unwrap(), 5);
        assert_eq!(rig.journal.version(&operator, &iri("codes/a"), 6).await.unwrap(), None);
        let closed = rig.close().await;
        closed.tamper("UPDATE entries SET content = NULL, salt = NULL, hash = NULL WHERE seq = 3").await;
        let rig = closed.reopen().await;
        let left = rig.journal.versions(&operator, &iri("codes/a"), None, 99).await.unwrap();
        assert_eq!(numbers(&left), [5, 4, 3, 1]);
        assert_eq!(rig.journal.version(&operator, &iri("codes/a"), 2).await.unwrap(), None);
    }
}
