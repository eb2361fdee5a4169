//! The past as one caller may know it: versions and releases that both the past and the present allow.

use crate::column::{self, Kind};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::visible::Sight;
use model::{Caller, Container, Iri, Seq};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// An entry that belongs to what a caller may know of a document's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its place.
    pub seq: Seq,
    /// Which document.
    pub iri: Iri,
    /// What it says.
    pub telling: Telling,
    /// The entry that holds the content: itself, but for one that only says whom its document reaches.
    pub content: Seq,
}

/// A release as a caller may know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToldRelease {
    /// What it freezes.
    pub description: Iri,
    /// Its number.
    pub number: u64,
    /// The entries whose content it shows, by the address of their documents.
    pub shows: Vec<Seq>,
}

/// What an entry says of its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// A new version.
    Version,
    /// It reaches others than before, the content being the same.
    Reach,
    /// It is gone.
    Gone,
}

/// How much there is to tell. Whatever changes what is told changes one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The last entry.
    pub entries: Seq,
    /// How many releases there are.
    pub releases: u64,
    /// How many entries and releases were erased, without the entries of documents from elsewhere, of which nothing is told.
    pub erased: u64,
}

impl Extent {
    /// Whether what was told then is told now, if not more.
    pub fn includes(self, other: Self) -> bool {
        self.entries >= other.entries && self.releases >= other.releases && self.erased >= other.erased
    }
}

impl Journal {
    /// How much there is to tell, to whomever.
    pub async fn extent(&self) -> Result<Extent, JournalError> {
        let row = sqlx::query(
            "SELECT (SELECT coalesce(max(seq), 0) FROM entries) AS entries, (SELECT count(*) FROM releases) AS releases, \
             (SELECT count(*) FROM entries WHERE salt IS NULL AND container <> 'elsewhere') \
             + (SELECT count(*) FROM releases WHERE manifest IS NULL) AS erased",
        )
        .fetch_one(self.readers())
        .await?;
        Ok(Extent {
            entries: column::seq(row.try_get("entries")?)?,
            releases: column::unsigned(row.try_get("releases")?)?,
            erased: column::unsigned(row.try_get("erased")?)?,
        })
    }

    /// The past of a container's documents as `caller` may know it, in order: the entries whose audience and the
    /// document's of now both admit the caller. What was erased is not among them.
    pub async fn told(&self, caller: &Caller, container: Container) -> Result<Vec<Told>, JournalError> {
        let sight = Sight::of(caller);
        let rows = sqlx::query(select_told!("WHERE d.container = ?4"))
            .bind(sight.everything)
            .bind(sight.own)
            .bind(sight.audiences)
            .bind(container.segment())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(told).collect()
    }

    /// The same of these documents; nothing of those from elsewhere.
    pub async fn told_of(&self, caller: &Caller, documents: &[Iri]) -> Result<Vec<Told>, JournalError> {
        let sight = Sight::of(caller);
        let rows = sqlx::query(select_told!(
            "WHERE d.iri IN (SELECT value FROM json_each(?4)) AND d.container <> 'elsewhere'"
        ))
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(column::listed(documents))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(told).collect()
    }

    /// The releases that `caller` may know, of these descriptions or of all: those whose description admits the caller
    /// now and did when it was released. Of what they froze, what the caller may read now and was not erased.
    pub async fn told_releases(
        &self,
        caller: &Caller,
        descriptions: Option<&[Iri]>,
    ) -> Result<Vec<ToldRelease>, JournalError> {
        let sight = Sight::of(caller);
        let descriptions = descriptions.map(column::listed);
        let rows = sqlx::query(
            "SELECT r.description, r.number, m.entry FROM releases r JOIN documents d ON d.iri = r.description \
             JOIN release_members m ON m.description = r.description AND m.release = r.number \
             JOIN documents w ON w.iri = m.iri JOIN entries e ON e.seq = m.entry \
             WHERE (?4 IS NULL OR r.description IN (SELECT value FROM json_each(?4))) \
             AND r.manifest IS NOT NULL AND e.content IS NOT NULL \
             AND (?1 OR d.owner = ?2 OR d.audience IN (SELECT value FROM json_each(?3))) \
             AND (?1 OR r.owner = ?2 OR r.audience IN (SELECT value FROM json_each(?3))) \
             AND (?1 OR w.owner = ?2 OR w.audience IN (SELECT value FROM json_each(?3))) \
             ORDER BY r.description, r.number, m.iri",
        )
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(descriptions)
        .fetch_all(self.readers())
        .await?;
        let mut told: Vec<ToldRelease> = Vec::new();
        for row in rows {
            let description = column::iri(row.try_get("description")?)?;
            let number = column::unsigned(row.try_get("number")?)?;
            let entry = column::seq(row.try_get("entry")?)?;
            match told.last_mut() {
                Some(last) if last.description == description && last.number == number => last.shows.push(entry),
                Some(_) | None => told.push(ToldRelease { description, number, shows: vec![entry] }),
            }
        }
        Ok(told)
    }
}

/// A query for what is told of documents, with a condition on these.
macro_rules! select_told {
    ($condition:literal) => {
        concat!(
            "SELECT e.seq, e.iri, e.kind, coalesce(e.content_of, e.seq) AS content ",
            "FROM documents d JOIN entries e ON e.iri = d.iri LEFT JOIN entries o ON o.seq = e.content_of ",
            $condition,
            " AND (?1 OR d.owner = ?2 OR d.audience IN (SELECT value FROM json_each(?3)))",
            " AND (?1 OR e.owner = ?2 OR e.audience IN (SELECT value FROM json_each(?3)))",
            " AND (e.kind = 'gone' OR e.content IS NOT NULL OR o.content IS NOT NULL) ORDER BY e.seq"
        )
    };
}
use select_told;

fn told(row: &SqliteRow) -> Result<Told, JournalError> {
    let telling = match column::kind(row.try_get("kind")?)? {
        Kind::Put => Telling::Version,
        Kind::Reach => Telling::Reach,
        Kind::Gone | Kind::Erased => Telling::Gone,
    };
    let (seq, content) = (column::seq(row.try_get("seq")?)?, column::seq(row.try_get("content")?)?);
    Ok(Told { seq, iri: column::iri(row.try_get("iri")?)?, telling, content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Write;
    use crate::rig::{Rig, gone, group, iri, put, tamper};
    use crate::visible::tests::callers;
    use model::{Audience, Role};

    /// A document that opens and closes, one that ends, one that is bound: against the rule itself, said of then and now.
    #[tokio::test]
    async fn the_past_is_told_where_then_and_now_allow() {
        let rig = Rig::new().await;
        let other = rig.journal.account("other@a.example", Role::Contributor).await.unwrap();
        for (name, audiences) in [
            ("codes/open", vec![Audience::Public, Audience::Members, Audience::Public]),
            ("codes/closed", vec![Audience::Public, Audience::Private]),
            ("codes/grouped", vec![Audience::Members, group("a"), Audience::Network]),
            ("codes/ended", vec![Audience::Members, Audience::Public]),
        ] {
            for (number, audience) in audiences.into_iter().enumerate() {
                let write = put(name, &number.to_string()).audience(audience);
                rig.commit([if number == 0 { write } else { write.anyway() }]).await.unwrap();
            }
        }
        let bound = |text: &str| put("codes/bound", text).bound_to(&["codes/open"]);
        rig.commit([bound("1")]).await.unwrap();
        for audience in [Audience::Members, Audience::Public] {
            rig.commit([put("codes/open", "5").audience(audience).anyway()]).await.unwrap();
        }
        rig.commit([gone("codes/ended") as Write]).await.unwrap();
        let entries = rig.journal.entries(Seq(0), 999).await.unwrap();
        for caller in callers(&[rig.writer, other]) {
            let mut expected = Vec::new();
            for entry in &entries {
                let now = rig.journal.current(&entry.iri).await.unwrap().unwrap();
                if now.audience.admits(&caller, now.owner) && entry.audience.admits(&caller, entry.owner) {
                    expected.push((entry.seq, entry.iri.clone()));
                }
            }
            let told = rig.journal.told(&caller, Container::Codes).await.unwrap();
            let seen: Vec<_> = told.iter().map(|told| (told.seq, told.iri.clone())).collect();
            assert_eq!(seen, expected, "{caller:?}");
            let of_one = rig.journal.told_of(&caller, &[iri("codes/bound")]).await.unwrap();
            let expected: Vec<_> = told.into_iter().filter(|told| told.iri == iri("codes/bound")).collect();
            assert_eq!(of_one, expected, "{caller:?}");
        }
        let bound = rig.journal.told_of(&Caller::Anonymous, &[iri("codes/bound")]).await.unwrap();
        let tellings: Vec<_> = bound.iter().map(|told| (told.telling, told.content == bound[0].seq)).collect();
        assert_eq!(tellings, [(Telling::Version, true), (Telling::Reach, true)]);
        let touched = rig.journal.touched(Container::Codes, bound[0].seq, Seq(999)).await.unwrap();
        assert_eq!(touched, [iri("codes/bound"), iri("codes/ended"), iri("codes/open")]);
        assert_eq!(rig.journal.touched(Container::Annexes, Seq(0), Seq(999)).await.unwrap(), []);
        let contents = rig.journal.entries_at(&[entries[1].seq, Seq(999), entries[0].seq]).await.unwrap();
        assert_eq!(contents, entries[..2]);
    }

    #[tokio::test]
    async fn what_was_erased_is_not_told() {
        let rig = Rig::new().await;
        let nothing = rig.journal.extent().await.unwrap();
        assert_eq!(nothing, Extent { entries: Seq(0), releases: 0, erased: 0 });
        rig.commit([put("codes/a", "1"), put("codes/b", "1")]).await.unwrap();
        rig.commit([put("codes/a", "2").anyway()]).await.unwrap();
        tamper(&rig.path, "UPDATE entries SET content = NULL, salt = NULL, hash = NULL WHERE seq = 1").await;
        let told = rig.journal.told(&Caller::Anonymous, Container::Codes).await.unwrap();
        assert_eq!(told.iter().map(|told| told.seq.0).collect::<Vec<_>>(), [2, 3]);
        let extent = rig.journal.extent().await.unwrap();
        assert_eq!(extent, Extent { entries: Seq(3), releases: 0, erased: 1 });
        assert!(extent.includes(nothing) && extent.includes(extent) && !nothing.includes(extent));
    }
}
