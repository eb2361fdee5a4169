//! The one chain over all entries: how each is committed to, and the check of all of them.
//!
//! So that others can verify a journal without this program:
//!
//! - `frame(x)` = the length of `x` in bytes as 8 bytes, most significant first, then `x`. Integers are 8 bytes, two's
//!   complement, most significant first. Texts are UTF-8. `‖` joins.
//! - **commitment** = SHA-256( salt ‖ frame("codesocial/entry/1") ‖ frame(iri) ‖ frame(container) ‖ frame(kind)
//!   ‖ frame(number) ‖ frame(at) ‖ frame(by) ‖ frame(reason) ‖ frame(own audience) ‖ frame(audience) ‖ frame(owner)
//!   ‖ frame(hash) ), where *salt* is 32 random bytes; *container* the segment of its
//!   address, `elsewhere` for a document whose address is not ours; *kind* `put`, `gone`, `reach`
//!   or `erased`; *number* the document's revision; *at* microseconds since 1970-01-01 UTC; *by* and *owner* numbers of
//!   accounts; *reason* empty where there is none, else one byte 1 and the text; audiences are IRIs; *hash* the 32 bytes of
//!   the SHA-256 of the canonical N-Quads, of the empty text for `gone` and `erased`.
//! - **chain** of entry *n* = SHA-256( chain of entry *n* − 1 ‖ *n* ‖ commitment of *n* ); that of entry 0 is 32 zero
//!   bytes. Entries are numbered 1, 2, 3… without a gap.
//!
//! The content enters by its hash: it binds as well, and long content is hashed before anybody waits for the writer.
//!
//! Erasure destroys salt, hash, content and reason. What is left, the commitment, tells nothing about them, since without
//! the salt no guess can be tried; the chain over it still verifies, and the other fields of that entry can no longer be
//! checked. That it was destroyed on purpose, by whom and when, says a later entry of the same document, of the kind
//! `erased`: whoever destroys an entry without one is found out ([`Fault::Unaccounted`]).
//!
//! Of a document from elsewhere the latest entry alone is kept: the transaction that appends one destroys the earlier ones
//! in the same way. So for an entry of the container `elsewhere` a later entry of the same document there, of the kind `put`
//! or `gone`, accounts as well. Only an entry that is whole accounts for anything, and its container is committed to:
//! nobody can pass off an entry of this instance's own document for one that was replaced.
//!
//! The chain shows that nothing before its head was changed. That the head is the one of yesterday shows who noted it down:
//! [`Journal::verify_chain`] returns it for that.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::Desk;
use model::Seq;
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, SqliteConnection, SqlitePool};

/// Names the framing above, so that another one can never be mistaken for it.
const TAG: &[u8] = b"codesocial/entry/1";

/// Entries checked per read: few enough to hold in memory whatever their size.
const PAGE: i64 = 64;

/// The end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// The last entry.
    pub seq: Seq,
    /// The chain's value there; zeros for an empty journal.
    pub chain: [u8; 32],
}

/// Why the chain was not verified.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// An entry is not what was written; those before it are.
    #[error("entry {seq} was changed after it was written: {fault}")]
    Broken {
        /// The first such entry.
        seq: Seq,
        /// What about it.
        fault: Fault,
    },
    /// The journal could not be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is none of this number, though later ones or documents refer to it.
    #[error("it is missing")]
    Missing,
    /// A field cannot be read, or the content not be unpacked.
    #[error("it cannot be read")]
    Unreadable,
    /// The content has another hash.
    #[error("its content is another")]
    Content,
    /// Neither whole nor erased.
    #[error("some of what erasure destroys is gone, some is still there")]
    HalfErased,
    /// A field differs from what was committed to.
    #[error("one of its fields is another")]
    Commitment,
    /// Its place in the chain is wrong.
    #[error("it does not follow from the one before")]
    Chain,
    /// What it said is destroyed, and no later entry accounts for that.
    #[error("what it said is destroyed, and no erasure accounts for it")]
    Unaccounted,
}

impl From<sqlx::Error> for Fault {
    fn from(_: sqlx::Error) -> Self {
        Self::Unreadable
    }
}

impl From<JournalError> for Fault {
    fn from(_: JournalError) -> Self {
        Self::Unreadable
    }
}

impl Journal {
    /// Checks every entry from the first to the last: numbers, contents, commitments, chain.
    pub async fn verify_chain(&self) -> Result<ChainHead, ChainError> {
        let mut head = ChainHead { seq: Seq(0), chain: [0; 32] };
        loop {
            let rows = page(self.readers(), head.seq).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let seq = Seq(head.seq.0 + 1);
                head = verify(&row, head).map_err(|fault| ChainError::Broken { seq, fault })?;
            }
        }
        // What was cut off the end is missed by the documents that it wrote.
        let missing: Option<i64> = sqlx::query_scalar(
            "SELECT min(d.seq) FROM documents d WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.seq = d.seq)",
        )
        .fetch_one(self.readers())
        .await
        .map_err(JournalError::from)?;
        match missing {
            Some(_) => Err(ChainError::Broken { seq: Seq(head.seq.0 + 1), fault: Fault::Missing }),
            None => Ok(head),
        }
    }
}

/// The next entries after this one, with all that a check needs.
pub(crate) async fn page(readers: &SqlitePool, after: Seq) -> Result<Vec<SqliteRow>, JournalError> {
    Ok(sqlx::query(
        "SELECT e.seq, e.iri, e.container, e.kind, e.number, e.at, e.by_account, e.reason, e.own_audience, \
         e.audience, e.owner, e.hash, e.salt, e.commitment, e.chain, coalesce(e.content, o.content) AS content \
         FROM entries e LEFT JOIN entries o ON o.seq = e.content_of WHERE e.seq > ? ORDER BY e.seq LIMIT ?",
    )
    .bind(column::signed(after.0)?)
    .bind(PAGE)
    .fetch_all(readers)
    .await?)
}

/// What an entry says, besides its content.
#[derive(Clone, Copy)]
pub(crate) struct Statement<'a> {
    pub(crate) iri: &'a str,
    pub(crate) container: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) number: u64,
    pub(crate) at: i64,
    pub(crate) by: i64,
    pub(crate) reason: Option<&'a str>,
    pub(crate) own_audience: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) owner: i64,
    pub(crate) hash: [u8; 32],
}

impl Statement<'_> {
    fn commitment(&self, salt: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix(salt);
        let mut frame = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        frame(TAG);
        frame(self.iri.as_bytes());
        frame(self.container.as_bytes());
        frame(self.kind.as_bytes());
        frame(&self.number.to_be_bytes());
        frame(&self.at.to_be_bytes());
        frame(&self.by.to_be_bytes());
        frame(&self.reason.map_or_else(Vec::new, |reason| [&[1], reason.as_bytes()].concat()));
        frame(self.own_audience.as_bytes());
        frame(self.audience.as_bytes());
        frame(&self.owner.to_be_bytes());
        frame(&self.hash);
        hasher.finalize().into()
    }
}

/// Where an entry's content is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Body<'a> {
    /// Here.
    pub(crate) content: Option<&'a [u8]>,
    /// In this earlier entry.
    pub(crate) content_of: Option<i64>,
}

/// Most entries of one statement: each has its values, of which SQLite takes 32,766.
const TOGETHER: usize = 64;

/// Appends an entry and moves the tail on to it.
pub(crate) async fn append(
    desk: &mut Desk<'_>,
    statement: &Statement<'_>,
    body: Body<'_>,
) -> Result<Seq, JournalError> {
    let entry = Entry::after(desk, statement, body);
    insert(desk, vec![entry]).await?;
    Ok(desk.tail.seq)
}

/// Appends entries in this order and moves the tail on to the last: many in one statement, since each costs a way to the
/// file's thread and back.
pub(crate) async fn append_all<'a>(
    desk: &mut Desk<'_>,
    entries: impl Iterator<Item = (Statement<'a>, Body<'a>)>,
) -> Result<(), JournalError> {
    let mut together = Vec::new();
    for (statement, body) in entries {
        together.push(Entry::after(desk, &statement, body));
        if together.len() == TOGETHER {
            insert(desk, std::mem::take(&mut together)).await?;
        }
    }
    insert(desk, together).await
}

/// An entry with its place in the chain.
struct Entry<'a> {
    statement: Statement<'a>,
    body: Body<'a>,
    salt: [u8; 32],
    commitment: [u8; 32],
    place: ChainHead,
}

impl<'a> Entry<'a> {
    /// Gives it the place after the tail, which is now its own.
    fn after(desk: &mut Desk<'_>, statement: &Statement<'a>, body: Body<'a>) -> Self {
        let mut salt = [0; 32];
        desk.chance.fill(&mut salt);
        let commitment = statement.commitment(&salt);
        *desk.tail = follow(*desk.tail, &commitment);
        Self { statement: *statement, body, salt, commitment, place: *desk.tail }
    }
}

async fn insert(desk: &mut Desk<'_>, entries: Vec<Entry<'_>>) -> Result<(), JournalError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut numbers = Vec::with_capacity(entries.len());
    for entry in &entries {
        numbers.push((column::signed(entry.place.seq.0)?, column::signed(entry.statement.number)?));
    }
    let mut query = QueryBuilder::new(
        "INSERT INTO entries (seq, iri, container, kind, number, at, by_account, reason, own_audience, audience, owner, \
         hash, content, content_of, salt, commitment, chain) ",
    );
    query.push_values(entries.iter().zip(&numbers), |mut values, (entry, (seq, number))| {
        let Entry { statement, body, salt, commitment, place } = entry;
        values.push_bind(*seq).push_bind(statement.iri).push_bind(statement.container).push_bind(statement.kind);
        values.push_bind(*number).push_bind(statement.at).push_bind(statement.by).push_bind(statement.reason);
        values.push_bind(statement.own_audience).push_bind(statement.audience).push_bind(statement.owner);
        values.push_bind(statement.hash.as_slice()).push_bind(body.content).push_bind(body.content_of);
        values.push_bind(salt.as_slice()).push_bind(commitment.as_slice()).push_bind(place.chain.as_slice());
    });
    // Of many sizes, only the usual ones are worth keeping prepared.
    let is_usual = entries.len() == 1 || entries.len() == TOGETHER;
    query.build().persistent(is_usual).execute(&mut *desk.connection).await?;
    Ok(())
}

/// The end of the chain as it is on disk.
pub(crate) async fn tail(connection: &mut SqliteConnection) -> Result<ChainHead, JournalError> {
    let row =
        sqlx::query("SELECT seq, chain FROM entries ORDER BY seq DESC LIMIT 1").fetch_optional(connection).await?;
    match row {
        Some(row) => {
            Ok(ChainHead { seq: column::seq(row.try_get("seq")?)?, chain: column::digest(row.try_get("chain")?)? })
        }
        None => Ok(ChainHead { seq: Seq(0), chain: [0; 32] }),
    }
}

pub(crate) fn follow(before: ChainHead, commitment: &[u8; 32]) -> ChainHead {
    let seq = Seq(before.seq.0 + 1);
    let chain = Sha256::new_with_prefix(before.chain).chain_update(seq.0.to_be_bytes()).chain_update(commitment);
    ChainHead { seq, chain: chain.finalize().into() }
}

/// Checks one entry against the chain before it.
fn verify(row: &SqliteRow, before: ChainHead) -> Result<ChainHead, Fault> {
    let seq = column::seq(row.try_get("seq")?)?;
    if seq.0 != before.seq.0 + 1 {
        return Err(Fault::Missing);
    }
    let head = follow(before, &by_itself(row, seq)?);
    if column::digest(row.try_get("chain")?)? == head.chain { Ok(head) } else { Err(Fault::Chain) }
}

/// Checks an entry for itself; what it is committed to.
pub(crate) fn by_itself(row: &SqliteRow, seq: Seq) -> Result<[u8; 32], Fault> {
    let stored = column::digest(row.try_get("commitment")?)?;
    let hash: Option<&[u8]> = row.try_get("hash")?;
    let content: Option<&[u8]> = row.try_get("content")?;
    match (row.try_get::<Option<&[u8]>, _>("salt")?, hash) {
        (None, None) if content.is_none() => {}
        (Some(salt), Some(hash)) => {
            let statement = statement(row, column::digest(hash)?)?;
            let is_end = [column::Kind::Gone, column::Kind::Erased].iter().any(|kind| kind.as_str() == statement.kind);
            match content {
                // Unpacking checks that it is text; its hash is that of the bytes.
                Some(packed) if !is_end => {
                    let text = column::unpack(seq, packed)?;
                    if column::sha256(text.as_bytes()) != statement.hash {
                        return Err(Fault::Content);
                    }
                }
                None if is_end => {}
                Some(_) => return Err(Fault::Content),
                None => return Err(Fault::HalfErased),
            }
            if statement.commitment(&column::digest(salt)?) != stored {
                return Err(Fault::Commitment);
            }
        }
        (None | Some(_), _) => return Err(Fault::HalfErased),
    }
    Ok(stored)
}

fn statement(row: &SqliteRow, hash: [u8; 32]) -> Result<Statement<'_>, Fault> {
    Ok(Statement {
        iri: row.try_get("iri")?,
        container: row.try_get("container")?,
        kind: row.try_get("kind")?,
        number: column::unsigned(row.try_get("number")?)?,
        at: row.try_get("at")?,
        by: row.try_get("by_account")?,
        reason: row.try_get("reason")?,
        own_audience: row.try_get("own_audience")?,
        audience: row.try_get("audience")?,
        owner: row.try_get("owner")?,
        hash,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, gone, put};
    use model::Audience;

    /// Put, put, gone, reach: every kind of entry, in five of them.
    async fn written() -> Rig {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("annexes/a", "1").bound_to(&["codes/a"])]).await.unwrap();
        rig.commit([put("codes/a", "1").audience(Audience::Members).anyway()]).await.unwrap();
        rig.commit([gone("codes/a")]).await.unwrap();
        rig
    }

    async fn check(tampering: &'static str) -> Result<ChainHead, (u64, Fault)> {
        let file = written().await.close().await;
        file.tamper(tampering).await;
        let rig = file.reopen().await;
        rig.journal.verify_chain().await.map_err(|error| match error {
            ChainError::Broken { seq, fault } => (seq.0, fault),
            ChainError::Journal(error) => panic!("{error}"),
        })
    }

    #[tokio::test]
    async fn what_was_written_verifies() {
        let rig = written().await;
        let head = rig.journal.verify_chain().await.unwrap();
        assert_eq!(head.seq, Seq(5));
        let empty = Rig::new().await.journal.verify_chain().await.unwrap();
        assert_eq!(empty, ChainHead { seq: Seq(0), chain: [0; 32] });
    }

    #[tokio::test]
    async fn every_change_is_found_and_named() {
        for (tampering, seq, fault) in [
            ("UPDATE entries SET iri = 'https://a.example/codes/c' WHERE seq = 1", 1, Fault::Commitment),
            ("UPDATE entries SET container = 'codes' WHERE seq = 2", 2, Fault::Commitment),
            ("UPDATE entries SET kind = 'reach' WHERE seq = 3", 3, Fault::Commitment),
            ("UPDATE entries SET number = number + 1 WHERE seq = 3", 3, Fault::Commitment),
            ("UPDATE entries SET at = at - 1 WHERE seq = 5", 5, Fault::Commitment),
            ("UPDATE entries SET by_account = by_account + 1 WHERE seq = 5", 5, Fault::Commitment),
            ("UPDATE entries SET reason = '' WHERE seq = 5", 5, Fault::Commitment),
            ("UPDATE entries SET own_audience = 'a:b' WHERE seq = 4", 4, Fault::Commitment),
            ("UPDATE entries SET audience = 'a:b' WHERE seq = 4", 4, Fault::Commitment),
            ("UPDATE entries SET owner = owner + 1 WHERE seq = 5", 5, Fault::Commitment),
            ("UPDATE entries SET hash = zeroblob(32) WHERE seq = 5", 5, Fault::Commitment),
            ("UPDATE entries SET hash = zeroblob(32) WHERE seq = 2", 2, Fault::Content),
            ("UPDATE entries SET salt = zeroblob(32) WHERE seq = 2", 2, Fault::Commitment),
            ("UPDATE entries SET salt = x'00' WHERE seq = 2", 2, Fault::Unreadable),
            ("UPDATE entries SET commitment = zeroblob(32) WHERE seq = 2", 2, Fault::Commitment),
            ("UPDATE entries SET chain = zeroblob(32) WHERE seq = 2", 2, Fault::Chain),
            ("UPDATE entries SET content = x'28b52ffd' WHERE seq = 2", 2, Fault::Unreadable),
            // A whole zstd frame: that of the text "2".
            ("UPDATE entries SET content = x'28b52ffd200109000032' WHERE seq = 2", 2, Fault::Content),
            ("UPDATE entries SET content = x'28b52ffd200109000032' WHERE seq = 5", 5, Fault::Content),
            (
                "UPDATE entries SET salt = NULL, content = NULL, hash = NULL, commitment = zeroblob(32) WHERE seq = 2",
                2,
                Fault::Chain,
            ),
            ("UPDATE entries SET content = NULL WHERE seq = 2", 2, Fault::HalfErased),
            ("UPDATE entries SET salt = NULL WHERE seq = 2", 2, Fault::HalfErased),
            ("UPDATE entries SET salt = NULL, hash = NULL WHERE seq = 2", 2, Fault::HalfErased),
            ("DELETE FROM entries WHERE seq = 2", 2, Fault::Missing),
            ("DELETE FROM entries WHERE seq >= 4", 4, Fault::Missing),
        ] {
            assert_eq!(check(tampering).await, Err((seq, fault)), "{tampering}");
        }
    }

    #[tokio::test]
    async fn every_flipped_byte_of_content_is_found() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "flip these")]).await.unwrap();
        let file = rig.close().await;
        let whole = std::fs::read(&file.path).unwrap();
        // zstd keeps so short a text as it is, so that it can be found in the file.
        let start = whole.windows(10).position(|window| window == b"flip these").unwrap();
        let rig = file.reopen().await;
        rig.journal.verify_chain().await.unwrap();
        let mut file = rig.close().await;
        for at in start..start + 10 {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            std::fs::write(&file.path, flipped).unwrap();
            let rig = file.reopen().await;
            let verified = rig.journal.verify_chain().await;
            assert!(
                matches!(verified, Err(ChainError::Broken { seq: Seq(1), fault: Fault::Content })),
                "byte {at}: {verified:?}"
            );
            file = rig.close().await;
        }
    }

    #[tokio::test]
    async fn erasure_keeps_the_chain() {
        // Entry 4 carries the content of entry 2 again.
        let erased = check("UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq IN (2, 4)").await;
        assert_eq!(erased.unwrap().seq, Seq(5));
    }

    #[tokio::test]
    async fn a_reader_of_an_erased_entry_finds_nothing() {
        let file = written().await.close().await;
        file.tamper("UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq IN (2, 4)").await;
        let rig = file.reopen().await;
        let entries = rig.journal.entries(Seq(0), 9).await.unwrap();
        let without: Vec<_> =
            entries.iter().filter(|entry| entry.canonical.is_none()).map(|entry| entry.seq.0).collect();
        assert_eq!(without, [2, 4, 5]);
    }

    /// Computed by another program from the description above: a changed framing is a changed format.
    #[test]
    fn the_framing_is_what_is_documented() {
        let statement = Statement {
            iri: "https://a.example/codes/é",
            container: "codes",
            kind: "put",
            number: 3,
            at: -1,
            by: 7,
            reason: Some("why"),
            own_audience: "a:b",
            audience: "a:c",
            owner: 8,
            hash: [9; 32],
        };
        let commitment = statement.commitment(&[5; 32]);
        assert_eq!(hex::encode(commitment), "ec956f933ce396f45fc44610aa9264453d4943689562fb17273bbe2fda1b184a");
        let head = follow(ChainHead { seq: Seq(4), chain: [6; 32] }, &commitment);
        assert_eq!(
            (head.seq, hex::encode(head.chain).as_str()),
            (Seq(5), "0b789d4b82a42f5139a52163d45defeef0691c20bfc68a33cd7eeb10ecc3a014")
        );
        let unreasoned = Statement { reason: None, ..statement };
        assert_eq!(
            hex::encode(unreasoned.commitment(&[5; 32])),
            "cebdadc6b8d6ea81ccdc001272c816100eee3d282eb4577eb327305d0176a073"
        );
    }
}
