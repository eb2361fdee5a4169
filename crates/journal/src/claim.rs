//! Claims: who took over a document that was imported, by what proof, until when.
//!
//! A challenge is handed out once and kept as its hash. It is spent by the transaction that hands the document over, which
//! also writes down what was seen where. What the proof has to be is for whoever asks to know. Codes that go by mail are
//! [`mail`]'s.

pub mod mail;

use crate::account;
use crate::column;
use crate::commit::{self, Commit, CommitError, Receipt};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::secret;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use mail::OpenCode;
use model::{AccountId, Iri};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// What a challenge begins with, wherever it stands.
pub const CHALLENGE: &str = "codesocial-claim=";

/// A document that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptClaim {
    /// Its number.
    pub number: u64,
    /// Which document.
    pub document: Iri,
    /// What went with it, itself first.
    pub together: Vec<Iri>,
    /// Whose it became.
    pub account: AccountId,
    /// The address of that account; empty once it is erased.
    pub email: String,
    /// Whose it had been.
    pub was: AccountId,
    /// By which way it was proven.
    pub way: String,
    /// Where the proof was seen; `None`: nothing was proven.
    pub place: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it was taken back; `None`: it stands.
    pub ended: Option<Timestamp>,
}

/// A challenge that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenChallenge {
    /// SHA-256 of its text.
    pub hash: [u8; 32],
    /// Until when.
    pub expires: Timestamp,
}

impl OpenChallenge {
    /// Whether this is its text.
    pub fn is(&self, text: &str) -> bool {
        secret::hash(text) == self.hash
    }

    /// Spends it; whether it held still.
    async fn spend(
        &self,
        connection: &mut SqliteConnection,
        document: &Iri,
        account: AccountId,
        now: i64,
    ) -> Result<bool, sqlx::Error> {
        let spent =
            sqlx::query("DELETE FROM claim_challenges WHERE hash = ? AND document = ? AND account = ? AND expires > ?")
                .bind(self.hash.as_slice())
                .bind(document.as_str())
                .bind(account.0)
                .bind(now)
                .execute(connection)
                .await?;
        Ok(spent.rows_affected() > 0)
    }
}

/// A document to hand over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Whose it is now: nothing is handed over that became somebody else's meanwhile.
    pub was: AccountId,
    /// Whose it becomes.
    pub account: AccountId,
    /// By which way it was proven.
    pub way: String,
    /// Where the proof was seen; `None`: nothing was proven.
    pub place: Option<String>,
    /// What proved it, which is spent; `None`: nothing was proven.
    pub spends: Option<Spent>,
    /// Who does it, why, and the documents with their new owner: the claimed one first.
    pub commit: Commit,
}

/// What proves a claim, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spent {
    /// A challenge that was seen at the site.
    Challenge(OpenChallenge),
    /// A code that was sent to the site.
    Code(OpenCode),
}

impl Spent {
    /// Spends it, if it holds still.
    async fn spend(
        &self,
        connection: &mut SqliteConnection,
        document: &Iri,
        account: AccountId,
        now: i64,
    ) -> Result<(), Stop<ClaimRefusal>> {
        let (held, refusal) = match self {
            Self::Challenge(challenge) => {
                (challenge.spend(connection, document, account, now).await?, ClaimRefusal::NoChallenge)
            }
            Self::Code(code) => (code.spend(connection, document, account, now).await?, ClaimRefusal::NoCode),
        };
        if held { Ok(()) } else { Err(Stop::Refused(refusal)) }
    }
}

/// A claim to take back.
#[derive(Debug, Clone)]
pub struct TakeBack {
    /// Its number.
    pub claim: u64,
    /// Who does it, why, and the documents with the owner that they had.
    pub commit: Commit,
}

/// Why nothing was handed over, or taken back.
#[derive(Debug, thiserror::Error)]
pub enum ClaimRefusal {
    /// The challenge was spent, replaced, or has expired.
    #[error("no such challenge")]
    NoChallenge,
    /// The code was spent, replaced, tried too often, or has expired.
    #[error("no such code")]
    NoCode,
    /// As much was sent as may be sent within a day.
    #[error("no more mail until {0}")]
    TooManyMails(Timestamp),
    /// It was handed over before, and that stands.
    #[error("somebody has it since {0}")]
    Claimed(Timestamp),
    /// It was changed or became somebody else's meanwhile, or the claim was taken back: look again.
    #[error("something changed meanwhile")]
    Moved,
    /// See [`JournalError`].
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl From<CommitError> for ClaimRefusal {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::PreconditionRequired { .. }
            | CommitError::PreconditionFailed { .. }
            | CommitError::Gone(_)
            | CommitError::Missing(_) => Self::Moved,
            CommitError::Journal(error) => Self::Journal(error),
        }
    }
}

macro_rules! select_claims {
    ($rest:literal) => {
        concat!(
            "SELECT c.number, c.document, c.together, c.account, a.email, c.was, c.way, c.place, c.at, c.ended \
             FROM claims c JOIN accounts a ON a.id = c.account ",
            $rest
        )
    };
}

impl Journal {
    /// Draws a challenge for this document and account, in place of the one before; returns its text, the only time.
    pub async fn challenge(
        &self,
        document: &Iri,
        account: AccountId,
        expires: Timestamp,
    ) -> Result<String, ClaimRefusal> {
        let (text, hash) = secret::draw(self.chance(), CHALLENGE);
        self.write(Challenge { hash, document: document.clone(), account, expires }).await?;
        Ok(text)
    }

    /// The challenge of this document and account, if one holds.
    pub async fn open_challenge(
        &self,
        document: &Iri,
        account: AccountId,
    ) -> Result<Option<OpenChallenge>, JournalError> {
        let row = sqlx::query(
            "SELECT hash, expires FROM claim_challenges WHERE document = ? AND account = ? AND expires > ?",
        )
        .bind(document.as_str())
        .bind(account.0)
        .bind(self.now())
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            let hash = column::digest(row.try_get("hash")?)?;
            Ok(OpenChallenge { hash, expires: column::time(row.try_get("expires")?)? })
        })
        .transpose()
    }

    /// Hands documents over: their entries, whose they are, and the proof, in one transaction; on disk (fsync).
    pub async fn hand_over(&self, order: HandOver) -> Result<Receipt, ClaimRefusal> {
        let HandOver { was, account, way, place, spends, commit } = order;
        let together: Vec<Iri> = commit.writes.iter().map(|write| write.iri.clone()).collect();
        let prepared = self.prepared(commit).await?;
        self.write(HandOverWork { was, account, way, place, spends, together, prepared }).await
    }

    /// Gives documents back to whom they were taken from, in one transaction; on disk (fsync).
    pub async fn take_back(&self, order: TakeBack) -> Result<Receipt, ClaimRefusal> {
        let prepared = self.prepared(order.commit).await?;
        self.write(TakeBackWork { claim: order.claim, prepared }).await
    }

    /// The claim of this document that stands.
    pub async fn standing_claim(&self, document: &Iri) -> Result<Option<KeptClaim>, JournalError> {
        let row = sqlx::query(select_claims!("WHERE c.document = ? AND c.ended IS NULL"))
            .bind(document.as_str())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(kept).transpose()
    }

    /// Every claim, the latest first; at most `limit`.
    pub async fn claims(&self, limit: usize) -> Result<Vec<KeptClaim>, JournalError> {
        let rows = sqlx::query(select_claims!("ORDER BY c.number DESC LIMIT ?"))
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(kept).collect()
    }

    /// The documents that are there and bound to this one: its annexes, by address.
    pub async fn bound_to(&self, document: &Iri) -> Result<Vec<Iri>, JournalError> {
        let bound: Vec<String> = sqlx::query_scalar(
            "SELECT b.iri FROM bindings b JOIN documents d ON d.iri = b.iri \
             WHERE b.bound_to = ? AND d.content IS NOT NULL ORDER BY b.iri",
        )
        .bind(document.as_str())
        .fetch_all(self.readers())
        .await?;
        bound.iter().map(|bound| column::iri(bound)).collect()
    }
}

fn kept(row: &SqliteRow) -> Result<KeptClaim, JournalError> {
    let together: Vec<String> =
        serde_json::from_str(row.try_get("together")?).map_err(|_| JournalError::Corrupt("what a claim took over"))?;
    Ok(KeptClaim {
        number: column::unsigned(row.try_get("number")?)?,
        document: column::iri(row.try_get("document")?)?,
        together: together.iter().map(|iri| column::iri(iri)).collect::<Result<_, _>>()?,
        account: AccountId(row.try_get("account")?),
        email: row.try_get("email")?,
        was: AccountId(row.try_get("was")?),
        way: row.try_get("way")?,
        place: row.try_get("place")?,
        at: column::time(row.try_get("at")?)?,
        ended: row.try_get::<Option<i64>, _>("ended")?.map(column::time).transpose()?,
    })
}

struct Challenge {
    hash: [u8; 32],
    document: Iri,
    account: AccountId,
    expires: Timestamp,
}

impl Work for Challenge {
    type Done = ();
    type Refusal = ClaimRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<ClaimRefusal>> {
        account::require_open(desk.connection, self.account).await?;
        unclaimed(desk.connection, &self.document).await?;
        let now = desk.clock.now().as_microsecond();
        sqlx::query("DELETE FROM claim_challenges WHERE expires <= ?").bind(now).execute(&mut *desk.connection).await?;
        sqlx::query(
            "INSERT INTO claim_challenges (hash, document, account, created, expires) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (document, account) DO UPDATE SET hash = ?1, created = ?4, expires = ?5",
        )
        .bind(self.hash.as_slice())
        .bind(self.document.as_str())
        .bind(self.account.0)
        .bind(now)
        .bind(self.expires.as_microsecond())
        .execute(&mut *desk.connection)
        .await?;
        Ok(())
    }
}

struct HandOverWork {
    was: AccountId,
    account: AccountId,
    way: String,
    place: Option<String>,
    spends: Option<Spent>,
    /// The claimed document first.
    together: Vec<Iri>,
    prepared: commit::Prepared,
}

impl Work for HandOverWork {
    type Done = Receipt;
    type Refusal = ClaimRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Receipt, Stop<ClaimRefusal>> {
        account::require_open(desk.connection, self.account).await?;
        let document = self.together.first().cloned().ok_or(Stop::Refused(ClaimRefusal::Moved))?;
        unclaimed(desk.connection, &document).await?;
        let now = desk.clock.now().as_microsecond();
        if let Some(spent) = &self.spends {
            spent.spend(desk.connection, &document, self.account, now).await?;
        }
        owned_by(desk.connection, &self.together, self.was).await?;
        let by = self.prepared.by;
        let receipt = perform(desk, self.prepared).await?;
        sqlx::query(
            "INSERT INTO claims (document, together, account, was, way, place, at, by_account) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(document.as_str())
        .bind(column::listed(&self.together))
        .bind(self.account.0)
        .bind(self.was.0)
        .bind(&self.way)
        .bind(&self.place)
        .bind(now)
        .bind(by.0)
        .execute(&mut *desk.connection)
        .await?;
        // Whoever else holds one learns that it is too late.
        sqlx::query("DELETE FROM claim_challenges WHERE document = ?")
            .bind(document.as_str())
            .execute(&mut *desk.connection)
            .await?;
        mail::end(desk.connection, &document).await?;
        Ok(receipt)
    }
}

struct TakeBackWork {
    claim: u64,
    prepared: commit::Prepared,
}

impl Work for TakeBackWork {
    type Done = Receipt;
    type Refusal = ClaimRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Receipt, Stop<ClaimRefusal>> {
        let ended = sqlx::query("UPDATE claims SET ended = ?, ended_by = ? WHERE number = ? AND ended IS NULL")
            .bind(desk.clock.now().as_microsecond())
            .bind(self.prepared.by.0)
            .bind(column::signed(self.claim)?)
            .execute(&mut *desk.connection)
            .await?;
        if ended.rows_affected() == 0 {
            return Err(Stop::Refused(ClaimRefusal::Moved));
        }
        perform(desk, self.prepared).await
    }
}

/// Writes the documents, as any commit.
async fn perform(desk: &mut Desk<'_>, prepared: commit::Prepared) -> Result<Receipt, Stop<ClaimRefusal>> {
    prepared.perform(desk).await.map_err(|stop| match stop {
        Stop::Refused(error) => Stop::Refused(error.into()),
        Stop::Broken(error) => Stop::Broken(error),
    })
}

async fn unclaimed(connection: &mut SqliteConnection, document: &Iri) -> Result<(), Stop<ClaimRefusal>> {
    let since: Option<i64> = sqlx::query_scalar("SELECT at FROM claims WHERE document = ? AND ended IS NULL")
        .bind(document.as_str())
        .fetch_optional(connection)
        .await?;
    match since {
        Some(since) => Err(Stop::Refused(ClaimRefusal::Claimed(column::time(since)?))),
        None => Ok(()),
    }
}

async fn owned_by(
    connection: &mut SqliteConnection,
    documents: &[Iri],
    owner: AccountId,
) -> Result<(), Stop<ClaimRefusal>> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM documents WHERE iri IN (SELECT value FROM json_each(?)) AND owner = ?",
    )
    .bind(column::listed(documents))
    .bind(owner.0)
    .fetch_one(connection)
    .await?;
    if usize::try_from(count).ok() == Some(documents.len()) { Ok(()) } else { Err(Stop::Refused(ClaimRefusal::Moved)) }
}

/// Forgets who claimed a document: where the proof was seen stood in what it said.
pub(crate) async fn forget(connection: &mut SqliteConnection, document: &Iri) -> Result<(), sqlx::Error> {
    for forget in [
        "DELETE FROM claim_challenges WHERE document = ?",
        "DELETE FROM claim_mails WHERE document = ?",
        "DELETE FROM claims WHERE document = ?",
    ] {
        sqlx::query(forget).bind(document.as_str()).execute(&mut *connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, iri, put};
    use model::Role;

    struct Claimed {
        rig: Rig,
        lea: AccountId,
    }

    impl Claimed {
        async fn new() -> Self {
            let rig = Rig::new().await;
            rig.commit([put("organizations/a", "1"), put("annexes/a", "2").bound_to(&["organizations/a"])])
                .await
                .unwrap();
            let lea = rig.journal.account("lea@a.example", Role::Contributor).await.unwrap();
            Self { rig, lea }
        }

        async fn challenge(&self, account: AccountId) -> String {
            let expires = Timestamp::from_second(100).unwrap();
            self.rig.journal.challenge(&iri("organizations/a"), account, expires).await.unwrap()
        }

        async fn hand_over(&self, to: AccountId, was: AccountId) -> Result<Receipt, ClaimRefusal> {
            let spends = self.rig.journal.open_challenge(&iri("organizations/a"), to).await.unwrap();
            let spends = spends.or(Some(OpenChallenge { hash: [0; 32], expires: Timestamp::UNIX_EPOCH }));
            let writes = [put("organizations/a", "1"), put("annexes/a", "2").bound_to(&["organizations/a"])];
            let writes = writes.map(|write| write.anyway().owned_by(to)).to_vec();
            let commit = Commit { by: to, reason: Some("claim: file".into()), writes };
            let place = Some("https://b.example/".to_owned());
            let spends = spends.map(Spent::Challenge);
            let order = HandOver { was, account: to, way: "file".into(), place, spends, commit };
            self.rig.journal.hand_over(order).await
        }

        async fn owner(&self, path: &str) -> AccountId {
            self.rig.journal.current(&iri(path)).await.unwrap().unwrap().owner
        }
    }

    #[tokio::test]
    async fn a_document_is_handed_over_with_its_annexes_and_taken_back() {
        let claimed = Claimed::new().await;
        let journal = &claimed.rig.journal;
        let text = claimed.challenge(claimed.lea).await;
        let open = journal.open_challenge(&iri("organizations/a"), claimed.lea).await.unwrap().unwrap();
        assert!(open.is(&text) && !open.is(&text.to_uppercase()) && text.starts_with(CHALLENGE), "{text}");
        claimed.hand_over(claimed.lea, claimed.rig.writer).await.unwrap();
        assert_eq!(claimed.owner("organizations/a").await, claimed.lea);
        assert_eq!(claimed.owner("annexes/a").await, claimed.lea);
        let claim = journal.standing_claim(&iri("organizations/a")).await.unwrap().unwrap();
        assert_eq!((claim.account, claim.was, claim.way.as_str()), (claimed.lea, claimed.rig.writer, "file"));
        assert_eq!(claim.together, [iri("organizations/a"), iri("annexes/a")]);
        assert_eq!(journal.bound_to(&iri("organizations/a")).await.unwrap(), [iri("annexes/a")]);
        assert_eq!(journal.open_challenge(&iri("organizations/a"), claimed.lea).await.unwrap(), None, "it is spent");

        let writes = vec![put("organizations/a", "1").anyway().owned_by(claim.was)];
        let commit = Commit { by: claimed.rig.writer, reason: None, writes };
        let order = TakeBack { claim: claim.number, commit };
        journal.take_back(order.clone()).await.unwrap();
        assert_eq!(claimed.owner("organizations/a").await, claimed.rig.writer);
        assert!(matches!(journal.take_back(order).await, Err(ClaimRefusal::Moved)), "it was taken back");
        assert!(journal.claims(9).await.unwrap()[0].ended.is_some());
        journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn of_two_who_hold_a_challenge_one_gets_it() {
        let claimed = Claimed::new().await;
        let other = claimed.rig.journal.account("other@a.example", Role::Contributor).await.unwrap();
        claimed.challenge(claimed.lea).await;
        claimed.challenge(other).await;
        claimed.hand_over(claimed.lea, claimed.rig.writer).await.unwrap();
        let late = claimed.hand_over(other, claimed.rig.writer).await;
        assert!(matches!(late, Err(ClaimRefusal::Claimed(_))), "{late:?}");
        let expires = Timestamp::from_second(100).unwrap();
        let late = claimed.rig.journal.challenge(&iri("organizations/a"), other, expires).await;
        assert!(matches!(late, Err(ClaimRefusal::Claimed(_))), "{late:?}");
    }

    #[tokio::test]
    async fn what_has_expired_was_replaced_or_belongs_to_another_hands_nothing_over() {
        let claimed = Claimed::new().await;
        let refused = claimed.hand_over(claimed.lea, claimed.rig.writer).await;
        assert!(matches!(refused, Err(ClaimRefusal::NoChallenge)), "{refused:?}");
        let first = claimed.challenge(claimed.lea).await;
        claimed.challenge(claimed.lea).await;
        let open = claimed.rig.journal.open_challenge(&iri("organizations/a"), claimed.lea).await.unwrap().unwrap();
        assert!(!open.is(&first), "it was replaced");
        let refused = claimed.hand_over(claimed.lea, claimed.lea).await;
        assert!(matches!(refused, Err(ClaimRefusal::Moved)), "it is another's: {refused:?}");
        claimed.rig.clock.set(100_000_000);
        let refused = claimed.hand_over(claimed.lea, claimed.rig.writer).await;
        assert!(matches!(refused, Err(ClaimRefusal::NoChallenge)), "{refused:?}");
        assert_eq!(claimed.owner("organizations/a").await, claimed.rig.writer);
        assert_eq!(claimed.rig.journal.claims(9).await.unwrap(), []);
    }
}
