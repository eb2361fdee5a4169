//! What changed, as everybody may know it now, in the order of the entries: what a feed of changes is made of.
//!
//! An entry is told if everybody might read what it wrote, and may read it still: then and now, as of versions
//! ([`version`](crate::version)). Where a document ended for everybody, or was closed, the entry that did it says so, and what
//! was told before is told no longer. Documents from elsewhere are told by their origin.

use crate::column::{self, Kind};
use crate::error::JournalError;
use crate::journal::Journal;
use jiff::Timestamp;
use model::{Audience, Container, Iri, Seq};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// An entry as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Its place.
    pub seq: Seq,
    /// Which document.
    pub iri: Iri,
    /// Where it stands.
    pub container: Container,
    /// Its revision from there on.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: HappeningKind,
}

/// What an entry says to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HappeningKind {
    /// What the document says.
    Says {
        /// The entry that holds it: itself, but for one that only opened its document.
        content: Seq,
        /// Whether nobody could know of it right before.
        is_new: bool,
    },
    /// That it ended, or is for fewer people than everybody.
    Ended,
}

impl Journal {
    /// What everybody may know of the entries after `after` up to `until`, of this container or of all.
    pub async fn happenings(
        &self,
        after: Seq,
        until: Seq,
        container: Option<Container>,
    ) -> Result<Vec<Happening>, JournalError> {
        let rows = sqlx::query(
            "SELECT e.seq, e.iri, e.container, e.kind, e.number, e.at, coalesce(e.content_of, e.seq) AS holds, \
             e.audience = ?3 AND e.kind IN ('put', 'reach') AS was_told, \
             d.audience = ?3 AND d.content IS NOT NULL AND (e.content IS NOT NULL OR o.content IS NOT NULL) AND \
             (SELECT x.audience FROM entries x WHERE x.iri = e.iri AND x.seq < coalesce((SELECT n.seq FROM entries n \
             WHERE n.iri = e.iri AND n.seq > e.seq AND n.kind <> 'reach' ORDER BY n.seq LIMIT 1), 9223372036854775807) \
             ORDER BY x.seq DESC LIMIT 1) = ?3 AS is_open, \
             coalesce((SELECT p.audience = ?3 AND p.kind IN ('put', 'reach') FROM entries p WHERE p.iri = e.iri \
             AND p.seq < e.seq ORDER BY p.seq DESC LIMIT 1), 0) AS was_known \
             FROM entries e JOIN documents d ON d.iri = e.iri \
             LEFT JOIN entries o ON o.seq = e.content_of \
             WHERE e.seq > ?1 AND e.seq <= ?2 AND e.container <> 'elsewhere' AND (?4 IS NULL OR e.container = ?4) \
             ORDER BY e.seq",
        )
        .bind(column::signed(after.0)?)
        .bind(column::signed(until.0)?)
        .bind(Audience::Public.to_term().as_str())
        .bind(container.map(Container::segment))
        .fetch_all(self.readers())
        .await?;
        let told = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(told.into_iter().flatten().collect())
    }
}

/// What is told of an entry.
fn read(row: &SqliteRow) -> Result<Option<Happening>, JournalError> {
    let seq = column::seq(row.try_get("seq")?)?;
    let kind = column::kind(row.try_get("kind")?)?;
    let (was_told, is_open): (bool, bool) = (row.try_get("was_told")?, row.try_get("is_open")?);
    let was_known: bool = row.try_get("was_known")?;
    let says = match (was_told, kind) {
        (true, Kind::Reach) if was_known => return Ok(None),
        (true, _) if is_open => {
            HappeningKind::Says { content: column::seq(row.try_get("holds")?)?, is_new: !was_known }
        }
        (false, _) if was_known => HappeningKind::Ended,
        // It was told once, and is no longer; or never was.
        (true | false, _) => return Ok(None),
    };
    Ok(Some(Happening {
        seq,
        iri: column::iri(row.try_get("iri")?)?,
        container: column::container(row.try_get("container")?)?,
        number: column::unsigned(row.try_get("number")?)?,
        at: column::time(row.try_get("at")?)?,
        kind: says,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EraseWrite;
    use crate::rig::{Rig, gone, iri, put};

    async fn told(rig: &Rig, container: Option<Container>) -> Vec<String> {
        let happenings = rig.journal.happenings(Seq(0), Seq(99), container).await.unwrap();
        let line = |happening: Happening| {
            let path = happening.iri.as_str().trim_start_matches("https://a.example/").to_owned();
            let what = match happening.kind {
                HappeningKind::Says { content, is_new } => format!("says {} {is_new}", content.0),
                HappeningKind::Ended => "ended".to_owned(),
            };
            format!("{} {path} {} {what}", happening.seq.0, happening.number)
        };
        happenings.into_iter().map(line).collect()
    }

    #[tokio::test]
    async fn what_is_closed_is_never_told_and_what_closed_says_so_once() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("codes/b", "1").audience(Audience::Network)]).await.unwrap();
        rig.commit([put("actions/a", "x").bound_to(&["codes/a"])]).await.unwrap();
        rig.commit([put("codes/a", "2").anyway()]).await.unwrap();
        let open = ["1 codes/a 1 says 1 true", "3 actions/a 1 says 3 true", "4 codes/a 2 says 4 false"];
        assert_eq!(told(&rig, None).await, open);
        // Closed with what is bound to it, and changed while it is.
        rig.clock.set(5_000_000);
        rig.commit([put("codes/a", "3").audience(Audience::Members).anyway()]).await.unwrap();
        rig.commit([put("codes/a", "4").audience(Audience::Private).anyway()]).await.unwrap();
        assert_eq!(told(&rig, None).await, ["5 codes/a 3 ended", "6 actions/a 1 ended"]);
        assert_eq!(rig.journal.happenings(Seq(0), Seq(4), None).await.unwrap(), []);
        // Opened again: what was bound to it is there again, too, and says what it said.
        rig.commit([put("codes/a", "5").anyway()]).await.unwrap();
        let again = told(&rig, None).await;
        // Version 1 and 2 of a were public to their end; those in between were not.
        let expected = [
            "1 codes/a 1 says 1 true",
            "3 actions/a 1 says 3 true",
            "4 codes/a 2 says 4 false",
            "5 codes/a 3 ended",
            "6 actions/a 1 ended",
        ];
        assert_eq!(again[..5], expected);
        assert!(again[5].contains("codes/a 5 says") && again[5].ends_with("true"), "{again:?}");
        assert!(again[6].contains("actions/a 1 says 3 true"), "{again:?}");
        assert_eq!(again.len(), 7, "{again:?}");
        let actions = told(&rig, Some(Container::Actions)).await;
        assert_eq!(actions.len(), 3, "{actions:?}");
    }

    #[tokio::test]
    async fn what_ended_or_was_erased_leaves_its_end_alone() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("codes/b", "1"), put("codes/c", "1").audience(Audience::Members)])
            .await
            .unwrap();
        rig.commit([put("codes/b", "2").anyway()]).await.unwrap();
        rig.commit([gone("codes/a"), gone("codes/c")]).await.unwrap();
        let revision = rig.journal.current(&iri("codes/b")).await.unwrap().unwrap().revision;
        let documents = vec![(iri("codes/b"), revision)];
        let order = EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 };
        rig.journal.erase(order).await.unwrap();
        assert_eq!(told(&rig, None).await, ["5 codes/a 2 ended", "7 codes/b 3 ended"]);
        // What was gone is erased, too: it ended once.
        for path in ["codes/a", "codes/c"] {
            let revision = rig.journal.current(&iri(path)).await.unwrap().unwrap().revision;
            let documents = vec![(iri(path), revision)];
            let order = EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 };
            rig.journal.erase(order).await.unwrap();
        }
        assert_eq!(told(&rig, None).await, ["5 codes/a 2 ended", "7 codes/b 3 ended"]);
    }

    #[tokio::test]
    async fn a_stretch_is_as_long_as_was_asked() {
        let rig = Rig::new().await;
        rig.commit(["a", "b", "c", "d"].map(|name| put(&format!("codes/{name}"), name))).await.unwrap();
        let happenings = rig.journal.happenings(Seq(1), Seq(3), None).await.unwrap();
        assert_eq!(happenings.iter().map(|told| told.seq.0).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(rig.journal.happenings(Seq(4), Seq(9), None).await.unwrap(), []);
    }
}
