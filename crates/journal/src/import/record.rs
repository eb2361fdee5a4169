//! What a run did to each record, and what a source told of a document last.

use super::portion::PreparedTold;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::read::{Current, document, select_documents};
use jiff::Timestamp;
use model::{Audience, ContentHash, Iri, Place, Seq, Slug};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeMap;

/// A record of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRecord {
    /// Its place in the run, from 1.
    pub position: u64,
    /// The address of its document, or what it calls itself.
    pub name: String,
    /// Where the source speaks of it.
    pub places: Vec<Place>,
    /// What happened.
    pub fate: KeptFate,
    /// Why, for people.
    pub why: Option<String>,
    /// What the source says otherwise than somebody here, as whoever compared it wrote it down.
    pub disputes: Option<String>,
    /// The entry that it wrote.
    pub entry: Option<Seq>,
    /// The entry that had said what stood there until then.
    pub before: Option<Seq>,
    /// The entry that took it back.
    pub undone: Option<Seq>,
}

/// What happened to a record that a run has something to say of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptFate {
    /// Its document was not there.
    Created,
    /// Its document says something else now.
    Updated,
    /// Its document stays as somebody here wrote it.
    Kept,
    /// It cannot be a document here.
    Refused,
    /// Its source no longer has it.
    Vanished,
    /// Its source says that it ended.
    Removed,
}

impl KeptFate {
    const ALL: [Self; 6] = [Self::Created, Self::Updated, Self::Kept, Self::Refused, Self::Vanished, Self::Removed];

    /// As it is written down.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Kept => "kept",
            Self::Refused => "refused",
            Self::Vanished => "vanished",
            Self::Removed => "removed",
        }
    }

    fn read(word: &str) -> Result<Self, JournalError> {
        Self::ALL.into_iter().find(|fate| fate.word() == word).ok_or(JournalError::Corrupt("the fate of a record"))
    }
}

/// A query for records of a run, with its further conditions.
macro_rules! select_records {
    ($conditions:literal) => {
        concat!(
            "SELECT position, name, places, fate, why, disputes, entry, before, undone FROM run_records WHERE run = ? ",
            $conditions
        )
    };
}

/// What a source told of a document when it was read last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldBefore {
    /// SHA-256 of it.
    pub hash: ContentHash,
    /// The entry that ended its document because a run was taken back.
    pub undone: Option<Seq>,
    /// Whether the last run did not find it.
    pub has_vanished: bool,
}

/// What has become of a document since a source told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vanishing {
    /// The source.
    pub source: Slug,
    /// When the run ended that did not find it any more.
    pub since: Option<Timestamp>,
}

/// What a source told of a document when it was read last, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldWords {
    /// Canonical N-Quads.
    pub words: String,
    /// The audience that its last run gave the document; `None`: no run wrote it.
    pub own_audience: Option<Audience>,
}

impl Journal {
    /// What a source told of these documents last; those that it never told are left out.
    pub async fn told_before(&self, source: &Slug, iris: &[Iri]) -> Result<BTreeMap<Iri, ToldBefore>, JournalError> {
        let rows = sqlx::query(
            "SELECT iri, hash, undone, vanished IS NOT NULL AS has_vanished FROM source_records \
             WHERE source = ? AND iri IN (SELECT value FROM json_each(?))",
        )
        .bind(source.as_str())
        .bind(column::listed(iris))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let told = ToldBefore {
                    hash: column::content_hash(Some(row.try_get("hash")?))?,
                    undone: row.try_get::<Option<i64>, _>("undone")?.map(column::seq).transpose()?,
                    has_vanished: row.try_get("has_vanished")?,
                };
                Ok((column::iri(row.try_get("iri")?)?, told))
            })
            .collect()
    }

    /// What a source told of a document last. `None`: it never told it, or that was erased.
    pub async fn told_words(&self, source: &Slug, iri: &Iri) -> Result<Option<ToldWords>, JournalError> {
        let row = sqlx::query(
            "SELECT coalesce(t.content, e.content) AS content, coalesce(t.entry, 0) AS entry, e.own_audience \
             FROM source_records t LEFT JOIN entries e ON e.seq = t.entry WHERE t.source = ? AND t.iri = ?",
        )
        .bind(source.as_str())
        .bind(iri.as_str())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let entry = column::seq(row.try_get("entry")?)?;
        let Some(content) = row.try_get::<Option<&[u8]>, _>("content")? else { return Ok(None) };
        let own_audience = row.try_get::<Option<&str>, _>("own_audience")?.map(column::audience).transpose()?;
        Ok(Some(ToldWords { words: column::unpack(entry, content)?, own_audience }))
    }

    /// The documents that a source has told and not lost, by address after this one; at most `limit`.
    pub async fn told_documents(
        &self,
        source: &Slug,
        after: Option<&Iri>,
        limit: usize,
    ) -> Result<Vec<Iri>, JournalError> {
        let iris: Vec<String> = sqlx::query_scalar(
            "SELECT iri FROM source_records WHERE source = ? AND iri > ? AND vanished IS NULL AND undone IS NULL \
             ORDER BY iri LIMIT ?",
        )
        .bind(source.as_str())
        .bind(after.map(Iri::as_str).unwrap_or_default())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        iris.iter().map(|iri| column::iri(iri)).collect()
    }

    /// These documents as they stand, those that never were left out.
    pub async fn currents(&self, iris: &[Iri]) -> Result<BTreeMap<Iri, Current>, JournalError> {
        let rows = sqlx::query(select_documents!("WHERE d.iri IN (SELECT value FROM json_each(?))"))
            .bind(column::listed(iris))
            .fetch_all(self.readers())
            .await?;
        self.count_read(rows.len());
        rows.iter().map(|row| document(row).map(|current| (current.iri.clone(), current))).collect()
    }

    /// Records of a run after this position; at most `limit`.
    pub async fn run_records(&self, run: u64, after: u64, limit: usize) -> Result<Vec<KeptRecord>, JournalError> {
        let rows = sqlx::query(select_records!("AND position > ? ORDER BY position LIMIT ?"))
            .bind(column::signed(run)?)
            .bind(column::signed(after)?)
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(kept).collect()
    }

    /// The records of a run that wrote something which was not taken back, the last first, before this position; at most
    /// `limit`.
    pub async fn undoable_records(
        &self,
        run: u64,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<KeptRecord>, JournalError> {
        let rows = sqlx::query(select_records!(
            "AND position < ? AND entry IS NOT NULL AND undone IS NULL ORDER BY position DESC LIMIT ?"
        ))
        .bind(column::signed(run)?)
        .bind(before.map_or(Ok(i64::MAX), column::signed)?)
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(kept).collect()
    }

    /// The sources that told a document and no longer have it.
    pub async fn vanished_from(&self, iri: &Iri) -> Result<Vec<Vanishing>, JournalError> {
        let rows = sqlx::query(
            "SELECT t.source, r.ended FROM source_records t JOIN runs r ON r.number = t.vanished WHERE t.iri = ? \
             ORDER BY t.source",
        )
        .bind(iri.as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let since = row.try_get::<Option<i64>, _>("ended")?.map(column::time).transpose()?;
                Ok(Vanishing { source: super::source::slug(row.try_get("source")?)?, since })
            })
            .collect()
    }
}

/// Writes down what a run did to records: one statement, since each costs a way to the file's thread and back.
pub(super) async fn keep(connection: &mut SqliteConnection, run: i64, records: Vec<Value>) -> Result<(), sqlx::Error> {
    if records.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO run_records (run, position, name, places, fate, why, disputes, entry, before) \
         SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 \
         FROM json_each(?2)",
    )
    .bind(run)
    .bind(Value::from(records).to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// What a source tells of documents from now on, where entries say it: address, hash and entry of each.
pub(super) async fn remember_written(
    connection: &mut SqliteConnection,
    source: &str,
    told: Vec<Value>,
) -> Result<(), sqlx::Error> {
    if told.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO source_records (source, iri, hash, entry) \
         SELECT ?1, value ->> 0, unhex(value ->> 1), value ->> 2 FROM json_each(?2) WHERE true \
         ON CONFLICT (source, iri) DO UPDATE SET hash = excluded.hash, content = NULL, entry = excluded.entry, \
         undone = NULL, vanished = NULL",
    )
    .bind(source)
    .bind(Value::from(told).to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// What a source tells of a document from now on, and the entry that its run wrote; if it wrote none the last one stays.
pub(super) async fn remember(
    connection: &mut SqliteConnection,
    source: &str,
    iri: &str,
    told: &PreparedTold,
    entry: Option<i64>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO source_records (source, iri, hash, content, entry) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (source, iri) DO UPDATE SET hash = ?3, content = ?4, entry = coalesce(?5, entry), undone = NULL, \
         vanished = NULL",
    )
    .bind(source)
    .bind(iri)
    .bind(told.hash.0.as_slice())
    .bind(told.packed.as_deref())
    .bind(entry)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets what sources told of a document, and what runs had to say of it. That they told it stays.
pub(crate) async fn forget(connection: &mut SqliteConnection, iri: &Iri) -> Result<(), sqlx::Error> {
    forget_told(connection, iri).await?;
    sqlx::query("UPDATE run_records SET why = NULL, disputes = NULL WHERE name = ?")
        .bind(iri.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets what sources told of a document: what they tell of it next is new.
pub(crate) async fn forget_told(connection: &mut SqliteConnection, iri: &Iri) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM source_records WHERE iri = ?").bind(iri.as_str()).execute(connection).await?;
    Ok(())
}

fn kept(row: &SqliteRow) -> Result<KeptRecord, JournalError> {
    let seq = |name| row.try_get::<Option<i64>, _>(name)?.map(column::seq).transpose();
    Ok(KeptRecord {
        position: column::unsigned(row.try_get("position")?)?,
        name: row.try_get("name")?,
        places: read_places(row.try_get("places")?)?,
        fate: KeptFate::read(row.try_get("fate")?)?,
        why: row.try_get("why")?,
        disputes: row.try_get("disputes")?,
        entry: seq("entry")?,
        before: seq("before")?,
        undone: seq("undone")?,
    })
}

/// Places as they are written down: `[{"line":3}]`.
pub(super) fn write_places(places: &[Place]) -> String {
    let kept = |place: &Place| match place {
        Place::Line(number) => json!({ LINE: number }),
        Place::Item(number) => json!({ ITEM: number }),
    };
    Value::from(places.iter().map(kept).collect::<Vec<_>>()).to_string()
}

const LINE: &str = "line";
const ITEM: &str = "item";

fn read_places(text: &str) -> Result<Vec<Place>, JournalError> {
    let read = |place: &Value| {
        let number = |name| place.get(name).and_then(Value::as_u64);
        number(LINE).map(Place::Line).or_else(|| number(ITEM).map(Place::Item))
    };
    let places = serde_json::from_str::<Value>(text).ok();
    let places = places.as_ref().and_then(Value::as_array);
    places.and_then(|places| places.iter().map(read).collect()).ok_or(JournalError::Corrupt("the places of a record"))
}
