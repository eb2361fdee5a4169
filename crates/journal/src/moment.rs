//! Every document as it is at one moment, for whoever begins to follow the journal.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::read::canonical;
use model::{AccountId, Audience, Iri, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, SqliteConnection, Transaction};

/// One moment of the journal. What is written meanwhile is not seen; SQLite keeps what it has to keep for it until it is
/// dropped.
pub struct Moment {
    transaction: Transaction<'static, Sqlite>,
    seq: Seq,
    /// The last document that was given.
    last: String,
}

/// A document as it is at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Which.
    pub iri: Iri,
    /// Its own audience, narrowed by what it is bound to.
    pub audience: Audience,
    /// Whose it is.
    pub owner: AccountId,
    /// Who tells it, if it is a document from elsewhere.
    pub origin: Option<Iri>,
    /// Canonical N-Quads, graph name left out.
    pub canonical: String,
}

impl Journal {
    /// This moment.
    pub async fn moment(&self) -> Result<Moment, JournalError> {
        let mut transaction = self.readers().begin().await?;
        let connection: &mut SqliteConnection = &mut transaction;
        let seq: i64 = sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM entries").fetch_one(connection).await?;
        Ok(Moment { seq: column::seq(seq)?, transaction, last: String::new() })
    }
}

impl Moment {
    /// The last entry until then.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The next documents, by address, at most `limit`; none: these were all.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Present>, JournalError> {
        let connection: &mut SqliteConnection = &mut self.transaction;
        let rows = sqlx::query(
            "SELECT d.iri, d.audience, d.owner, d.content AS seq, e.content, w.origin \
             FROM documents d JOIN entries e ON e.seq = d.content \
             LEFT JOIN elsewhere w ON w.iri = d.iri AND d.container = 'elsewhere' \
             WHERE d.iri > ? AND e.content IS NOT NULL ORDER BY d.iri LIMIT ?",
        )
        .bind(&self.last)
        .bind(column::limit(limit))
        .fetch_all(connection)
        .await?;
        let documents = rows.iter().map(present).collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = documents.last() {
            last.iri.as_str().clone_into(&mut self.last);
        }
        Ok(documents)
    }
}

fn present(row: &SqliteRow) -> Result<Present, JournalError> {
    let seq = column::seq(row.try_get("seq")?)?;
    Ok(Present {
        iri: column::iri(row.try_get("iri")?)?,
        audience: column::audience(row.try_get("audience")?)?,
        owner: AccountId(row.try_get("owner")?),
        origin: row.try_get::<Option<&str>, _>("origin")?.map(column::iri).transpose()?,
        canonical: canonical(row, seq)?.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use crate::rig::{Rig, gone, put};
    use model::{Audience, Seq};

    #[tokio::test]
    async fn what_is_written_meanwhile_is_not_seen() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("codes/b", "2").audience(Audience::Members), put("codes/c", "3")])
            .await
            .unwrap();
        rig.commit([gone("codes/c")]).await.unwrap();
        let mut moment = rig.journal.moment().await.unwrap();
        assert_eq!(moment.seq(), Seq(4));
        let first = moment.next(1).await.unwrap();
        rig.commit([put("codes/b", "changed").anyway(), put("codes/d", "4")]).await.unwrap();
        let second = moment.next(9).await.unwrap();
        assert!(moment.next(9).await.unwrap().is_empty());
        let told: Vec<_> = first.iter().chain(&second).map(|it| (it.canonical.as_str(), it.audience.clone())).collect();
        assert_eq!(told, [("1", Audience::Public), ("2", Audience::Members)]);
        let mut moment = rig.journal.moment().await.unwrap();
        assert_eq!((moment.seq(), moment.next(9).await.unwrap().len()), (Seq(6), 3));
    }
}
