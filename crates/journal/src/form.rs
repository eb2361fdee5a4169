//! The forms of the territory, as administrators put them. What they mean is for the caller to know; here they are text.

use crate::account;
use crate::column;
use crate::commit::{CommitError, Outcome};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, ContentHash, Expected, Iri, Revision, Slug};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// A form as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForm {
    /// The last part of its address.
    pub slug: Slug,
    /// Its revision.
    pub revision: Revision,
    /// Turtle; `None`: it is gone.
    pub text: Option<String>,
    /// When that was written.
    pub modified: Timestamp,
}

/// What shall become of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormWrite {
    /// Its address, for what is told.
    pub iri: Iri,
    /// The last part of it.
    pub slug: Slug,
    /// Who writes.
    pub by: AccountId,
    /// What must be there; compared inside the writer.
    pub expected: Expected,
    /// Turtle; `None`: it goes. Unlike a document, it may come back.
    pub text: Option<String>,
}

impl Journal {
    /// Every form that ever was, as it stands, by slug.
    pub async fn forms(&self) -> Result<Vec<KeptForm>, JournalError> {
        let rows = sqlx::query(
            "SELECT slug, number, hash, text, at FROM forms f \
             WHERE number = (SELECT max(number) FROM forms WHERE slug = f.slug) ORDER BY slug",
        )
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(kept).collect()
    }

    /// Writes a form. Returns it as it stands then, once it is on disk (fsync).
    pub async fn keep_form(&self, write: FormWrite) -> Result<(KeptForm, Outcome), CommitError> {
        self.write(write).await
    }
}

impl Work for FormWrite {
    type Done = (KeptForm, Outcome);
    type Refusal = CommitError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(KeptForm, Outcome), Stop<CommitError>> {
        account::require(desk.connection, self.by).await?;
        let last = last(desk.connection, &self.slug).await?;
        self.compare(last.as_ref()).map_err(Stop::Refused)?;
        let number = last.as_ref().map_or(0, |form| form.revision.number);
        let outcome = match (last.filter(|form| form.text.is_some()), &self.text) {
            (Some(standing), Some(_)) if standing.text == self.text => return Ok((standing, Outcome::Unchanged)),
            (Some(_), Some(_)) => Outcome::Updated,
            (None, _) => Outcome::Created,
            (Some(_), None) => Outcome::Deleted,
        };
        let hash = hash_of(self.text.as_deref());
        let revision = Revision::new(number + 1, hash);
        let at = desk.clock.now().as_microsecond();
        sqlx::query("INSERT INTO forms (slug, number, hash, text, at, by_account) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(self.slug.as_str())
            .bind(column::signed(revision.number)?)
            .bind(hash.0.as_slice())
            .bind(&self.text)
            .bind(at)
            .bind(self.by.0)
            .execute(&mut *desk.connection)
            .await?;
        // As it will be read again: a clock may be finer than a column.
        let modified = column::time(at)?;
        Ok((KeptForm { slug: self.slug, revision, text: self.text, modified }, outcome))
    }
}

impl FormWrite {
    /// Compares what stands there with what the caller believes. The writer does; whoever has much to do before can do it
    /// earlier, too.
    pub fn compare(&self, standing: Option<&KeptForm>) -> Result<(), CommitError> {
        let iri = || self.iri.clone();
        let there = standing.filter(|form| form.text.is_some()).map(|form| form.revision);
        match (there, &self.expected) {
            (None, _) if self.text.is_none() => Err(CommitError::Missing(iri())),
            (None, Expected::Unstated | Expected::Absent) | (Some(_), Expected::Present) => Ok(()),
            (None, Expected::OneOf(_) | Expected::Present) => {
                Err(CommitError::PreconditionFailed { iri: iri(), current: None })
            }
            (Some(current), Expected::Unstated) => Err(CommitError::PreconditionRequired { iri: iri(), current }),
            (Some(current), Expected::OneOf(revisions)) if revisions.contains(&current) => Ok(()),
            (Some(current), Expected::OneOf(_) | Expected::Absent) => {
                Err(CommitError::PreconditionFailed { iri: iri(), current: Some(current) })
            }
        }
    }
}

async fn last(connection: &mut SqliteConnection, slug: &Slug) -> Result<Option<KeptForm>, JournalError> {
    let row = sqlx::query("SELECT slug, number, hash, text, at FROM forms WHERE slug = ? ORDER BY number DESC LIMIT 1")
        .bind(slug.as_str())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(kept).transpose()
}

fn kept(row: &SqliteRow) -> Result<KeptForm, JournalError> {
    let number = column::unsigned(row.try_get("number")?)?;
    let text: Option<String> = row.try_get("text")?;
    let hash = column::content_hash(Some(row.try_get("hash")?))?;
    // A form stands in no chain: its own hash is all that tells damage from what was put.
    if hash != hash_of(text.as_deref()) {
        return Err(JournalError::Corrupt("the text of a form"));
    }
    Ok(KeptForm {
        slug: Slug::from_text(row.try_get("slug")?).map_err(|_| JournalError::Corrupt("the address of a form"))?,
        revision: Revision::new(number, hash),
        text,
        modified: column::time(row.try_get("at")?)?,
    })
}

fn hash_of(text: Option<&str>) -> ContentHash {
    text.map_or_else(column::nothing, |text| ContentHash(column::sha256(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, iri};

    fn write(rig: &Rig, expected: Expected, text: Option<&str>) -> FormWrite {
        FormWrite {
            iri: iri("forms/vin"),
            slug: Slug::from_text("vin").unwrap(),
            by: rig.writer,
            expected,
            text: text.map(str::to_owned),
        }
    }

    #[tokio::test]
    async fn a_form_through_its_life() {
        let rig = Rig::new().await;
        let missing = rig.journal.keep_form(write(&rig, Expected::Present, None)).await;
        assert!(matches!(missing, Err(CommitError::Missing(_))), "{missing:?}");
        let (first, outcome) = rig.journal.keep_form(write(&rig, Expected::Unstated, Some("a"))).await.unwrap();
        assert_eq!((first.revision.number, outcome), (1, Outcome::Created));
        let required = rig.journal.keep_form(write(&rig, Expected::Unstated, Some("b"))).await;
        assert!(
            matches!(required, Err(CommitError::PreconditionRequired { current, .. }) if current == first.revision)
        );
        rig.clock.set(1);
        let same = rig.journal.keep_form(write(&rig, Expected::Present, Some("a"))).await.unwrap();
        assert_eq!(same, (first.clone(), Outcome::Unchanged));
        let of_first = || Expected::OneOf(vec![first.revision]);
        let second = rig.journal.keep_form(write(&rig, of_first(), Some("b"))).await.unwrap();
        assert_eq!((second.0.revision.number, second.1), (2, Outcome::Updated));
        let stale = rig.journal.keep_form(write(&rig, of_first(), Some("c"))).await;
        assert!(matches!(stale, Err(CommitError::PreconditionFailed { current: Some(_), .. })), "{stale:?}");
        assert_eq!(rig.journal.forms().await.unwrap(), [second.0]);
        rig.journal.keep_form(write(&rig, Expected::Present, None)).await.unwrap();
        assert_eq!(rig.journal.forms().await.unwrap()[0].text, None);
        // It comes back, and its numbers go on.
        let back = rig.journal.keep_form(write(&rig, Expected::Absent, Some("d"))).await.unwrap();
        assert_eq!((back.0.revision.number, back.1), (4, Outcome::Created));
        let rig = rig.close().await.reopen().await;
        assert_eq!(rig.journal.forms().await.unwrap(), [back.0]);
    }

    #[tokio::test]
    async fn a_text_that_is_not_what_was_put_is_not_read() {
        for damage in
            ["UPDATE forms SET text = 'b'", "UPDATE forms SET text = NULL", "UPDATE forms SET hash = zeroblob(32)"]
        {
            let rig = Rig::new().await;
            rig.journal.keep_form(write(&rig, Expected::Absent, Some("a"))).await.unwrap();
            let file = rig.close().await;
            file.tamper(damage).await;
            let rig = file.reopen().await;
            let read = rig.journal.forms().await;
            assert!(matches!(read, Err(JournalError::Corrupt("the text of a form"))), "{damage}: {read:?}");
            let written = rig.journal.keep_form(write(&rig, Expected::Present, Some("c"))).await;
            assert!(matches!(written, Err(CommitError::Journal(JournalError::Corrupt(_)))), "{damage}: {written:?}");
        }
    }
}
