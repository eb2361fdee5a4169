//! Codes that go by mail to an address at the site of a document: whoever enters one reads mail there.
//!
//! What is to be sent is written down by the transaction that asks for it, and stays until it left or an hour has passed.
//! The code is drawn when it is sent, so that its text is kept nowhere: a process that dies on the way draws another one
//! when it comes back. The address is kept as long as it waits; afterwards a salted hash of it, for a day, by which is
//! counted how often it was written to.

use super::ClaimRefusal;
use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::secret;
use crate::writer::{Desk, Stop, Work};
use jiff::{SignedDuration, Timestamp};
use model::ports::Chance;
use model::{AccountId, Iri};
use sqlx::{Row, SqliteConnection};

/// How long it is tried to send one, and how long its code holds: somebody sits before the page.
pub const MAIL_LASTS: SignedDuration = SignedDuration::from_hours(1);
/// How long it is counted.
pub const MAIL_COUNTS: SignedDuration = SignedDuration::from_hours(24);
/// After the first failure it is tried again so much later; then twice that, and so on.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(10);
/// What codes are made of: nothing that is taken for something else when it is typed, five bits each.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// So many of them: 60 bits.
const LENGTH: usize = 12;

/// A code to send.
#[derive(Debug, Clone)]
pub struct MailOrder {
    /// The document that is claimed.
    pub document: Iri,
    /// For whom.
    pub account: AccountId,
    /// The host that the address is at.
    pub host: String,
    /// Where to.
    pub address: String,
    /// How many there may be.
    pub bounds: MailBounds,
}

/// How many codes are sent within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailBounds {
    /// For one document and account.
    pub claim: u32,
    /// To one address, whoever asks.
    pub address: u32,
    /// To all addresses at one host.
    pub host: u32,
    /// For one account.
    pub account: u32,
    /// In all.
    pub all: u32,
}

/// A code on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLetter {
    /// Its number.
    pub number: u64,
    /// How often it was tried, this time included.
    pub attempt: u32,
    /// The document that is claimed.
    pub document: Iri,
    /// The address of the account that asks.
    pub asks: String,
    /// Where to.
    pub address: String,
    /// Its text, the only time.
    pub code: String,
    /// Until when it holds.
    pub expires: Timestamp,
}

/// How it stands about a code that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailed {
    /// It is to be sent.
    Waits,
    /// It left, and holds until then.
    Sent(Timestamp),
    /// It could not be sent.
    Failed,
}

/// A code that was entered as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCode {
    /// Where it was sent: the host.
    pub host: String,
    pub(super) number: u64,
    pub(super) hash: [u8; 32],
}

/// What became of a code that was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeTry {
    /// It is the one.
    Right(OpenCode),
    /// It is another one; so often it may be tried still.
    Wrong(u32),
    /// None holds.
    NoCode,
}

impl Journal {
    /// Writes down that a code is to be sent, in place of the one before. Returns until when that is tried.
    pub async fn order_mail(&self, order: MailOrder) -> Result<Timestamp, ClaimRefusal> {
        self.write(Ask(order)).await
    }

    /// Those that may be tried now, the first one first; at most `limit`.
    pub async fn due_mails(&self, limit: usize) -> Result<Vec<u64>, JournalError> {
        let numbers: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM claim_mails WHERE next_try <= ? ORDER BY next_try LIMIT ?")
                .bind(self.now())
                .bind(column::limit(limit))
                .fetch_all(self.readers())
                .await?;
        numbers.into_iter().map(column::unsigned).collect()
    }

    /// When there is something to do about mails next: one may be tried, or one is to be forgotten.
    pub async fn next_mail(&self) -> Result<Option<Timestamp>, JournalError> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT min(at) FROM (SELECT min(next_try) AS at FROM claim_mails \
             UNION ALL SELECT min(asked) + ? FROM claim_mails)",
        )
        .bind(span(MAIL_COUNTS))
        .fetch_one(self.readers())
        .await?;
        next.map(column::time).transpose()
    }

    /// Draws the code of a mail that is sent now; `None`: it is not to be sent any more.
    pub async fn draw_code(&self, number: u64) -> Result<Option<CodeLetter>, JournalError> {
        self.write(Draw(number)).await
    }

    /// A mail left: where to is forgotten.
    pub async fn mail_left(&self, number: u64) -> Result<(), JournalError> {
        self.write(Left(number)).await
    }

    /// A mail will never leave: where to is forgotten, and its code with it.
    pub async fn mail_failed(&self, number: u64) -> Result<(), JournalError> {
        self.write(Failed(number)).await
    }

    /// Forgets the mails that do not count any more, if there are any.
    pub async fn forget_mails(&self) -> Result<(), JournalError> {
        let oldest: Option<i64> =
            sqlx::query_scalar("SELECT min(asked) FROM claim_mails").fetch_one(self.readers()).await?;
        if oldest.is_none_or(|oldest| oldest > self.now() - span(MAIL_COUNTS)) {
            return Ok(());
        }
        self.write(Forget).await
    }

    /// How it stands about the code that was asked for last for this document and account.
    pub async fn mailed(&self, document: &Iri, account: AccountId) -> Result<Option<Mailed>, JournalError> {
        let row = sqlx::query(
            "SELECT next_try, sent, code, expires FROM claim_mails WHERE document = ? AND account = ? AND asked > ? \
             ORDER BY number DESC LIMIT 1",
        )
        .bind(document.as_str())
        .bind(account.0)
        .bind(self.now() - span(MAIL_COUNTS))
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let waits: Option<i64> = row.try_get("next_try")?;
        let sent: Option<i64> = row.try_get("sent")?;
        let code: Option<Vec<u8>> = row.try_get("code")?;
        let expires: Option<i64> = row.try_get("expires")?;
        Ok(match (waits, sent, expires) {
            (Some(_), _, _) => Some(Mailed::Waits),
            (None, None, _) => Some(Mailed::Failed),
            (None, Some(_), Some(expires)) if code.is_some() && expires > self.now() => {
                Some(Mailed::Sent(column::time(expires)?))
            }
            (None, Some(_), _) => None,
        })
    }

    /// Compares a code with the one that was sent for this document and account. One that is wrong counts, and `most` of
    /// them end it. Any spelling: what is no letter of a code is left out.
    pub async fn try_code(
        &self,
        document: &Iri,
        account: AccountId,
        code: &str,
        most: u32,
    ) -> Result<CodeTry, JournalError> {
        let hash = secret::hash(&folded(code));
        self.write(Try { document: document.clone(), account, hash, most }).await
    }
}

fn span(span: SignedDuration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// How a code is compared.
fn folded(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// A new code, in groups of four letters.
fn drawn(chance: &dyn Chance) -> String {
    let mut lots = [0; LENGTH];
    chance.fill(&mut lots);
    let letters = lots.iter().filter_map(|lot| LETTERS.get(usize::from(lot % 32)).copied().map(char::from));
    let letters: Vec<char> = letters.collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

struct Ask(MailOrder);

impl Work for Ask {
    type Done = Timestamp;
    type Refusal = ClaimRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Timestamp, Stop<ClaimRefusal>> {
        let Self(MailOrder { document, account, host, address, bounds }) = self;
        account::require_open(desk.connection, account).await?;
        super::unclaimed(desk.connection, &document).await?;
        let now = desk.clock.now().as_microsecond();
        forget_before(desk.connection, now).await?;
        let counted = Counted { document: &document, account, host: &host, address: &address };
        if let Some(until) = counted.beyond(desk.connection, bounds).await? {
            return Err(Stop::Refused(ClaimRefusal::TooManyMails(column::time(
                until.saturating_add(span(MAIL_COUNTS)),
            )?)));
        }
        sqlx::query(
            "UPDATE claim_mails SET code = NULL, address = NULL, next_try = NULL WHERE document = ? AND account = ?",
        )
        .bind(document.as_str())
        .bind(account.0)
        .execute(&mut *desk.connection)
        .await?;
        let mut salt = [0; 16];
        desk.chance.fill(&mut salt);
        sqlx::query(
            "INSERT INTO claim_mails (document, account, host, address, salt, trace, asked, next_try) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        )
        .bind(document.as_str())
        .bind(account.0)
        .bind(&host)
        .bind(&address)
        .bind(salt.as_slice())
        .bind(trace(&salt, &address).as_slice())
        .bind(now)
        .execute(&mut *desk.connection)
        .await?;
        Ok(column::time(now.saturating_add(span(MAIL_LASTS)))?)
    }
}

/// What is kept of an address.
fn trace(salt: &[u8], address: &str) -> [u8; 32] {
    column::sha256(&[salt, address.to_lowercase().as_bytes()].concat())
}

/// Of whom it is counted how many mails were asked for.
struct Counted<'a> {
    document: &'a Iri,
    account: AccountId,
    host: &'a str,
    address: &'a str,
}

impl Counted<'_> {
    /// Since when there are too many of some kind; `None`: there is room for one more.
    async fn beyond(&self, connection: &mut SqliteConnection, bounds: MailBounds) -> Result<Option<i64>, JournalError> {
        let rows = sqlx::query("SELECT document, account, host, salt, trace, asked FROM claim_mails ORDER BY asked")
            .fetch_all(connection)
            .await?;
        // A day's, of which there are not many: the last bound says so.
        let (mut claim, mut address, mut host, mut account, mut all) =
            <(Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
        for row in &rows {
            let at: i64 = row.try_get("asked")?;
            let is_account = row.try_get::<i64, _>("account")? == self.account.0;
            let is_host = row.try_get::<&str, _>("host")? == self.host;
            all.push(at);
            if is_account {
                account.push(at);
                if row.try_get::<&str, _>("document")? == self.document.as_str() {
                    claim.push(at);
                }
            }
            if is_host {
                host.push(at);
                if trace(row.try_get("salt")?, self.address).as_slice() == row.try_get::<&[u8], _>("trace")? {
                    address.push(at);
                }
            }
        }
        let kinds = [
            (claim, bounds.claim),
            (address, bounds.address),
            (host, bounds.host),
            (account, bounds.account),
            (all, bounds.all),
        ];
        // Where several kinds are full, the one that stays so longest.
        let full = kinds.into_iter().filter_map(|(times, most)| {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            times.len().checked_sub(most).and_then(|over| times.get(over).copied())
        });
        Ok(full.max())
    }
}

struct Draw(u64);

impl Work for Draw {
    type Done = Option<CodeLetter>;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Option<CodeLetter>, Stop<JournalError>> {
        let now = desk.clock.now().as_microsecond();
        let number = column::signed(self.0)?;
        let row = sqlx::query(
            "SELECT m.document, m.address, m.asked, m.attempts, a.email FROM claim_mails m \
             JOIN accounts a ON a.id = m.account \
             WHERE m.number = ? AND m.next_try <= ? AND m.address IS NOT NULL AND m.asked > ? AND a.disabled IS NULL",
        )
        .bind(number)
        .bind(now)
        .bind(now - span(MAIL_LASTS))
        .fetch_optional(&mut *desk.connection)
        .await?;
        let Some(row) = row else {
            // It was tried for long enough, or whoever asked may not any more.
            fail(desk.connection, number).await?;
            return Ok(None);
        };
        let attempt: i64 = row.try_get::<i64, _>("attempts")? + 1;
        let doubled = FIRST_WAIT
            .checked_mul(1_i32.checked_shl(u32::try_from(attempt - 1).unwrap_or(24).min(24)).unwrap_or(i32::MAX));
        let wait = doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        let asked: i64 = row.try_get("asked")?;
        // Whoever dies while sending comes back to it; after the hour it ends, and the address is kept no longer.
        let next = now.saturating_add(span(wait)).min(asked.saturating_add(span(MAIL_LASTS)));
        let code = drawn(desk.chance);
        let expires = now.saturating_add(span(MAIL_LASTS));
        sqlx::query(
            "UPDATE claim_mails SET code = ?, expires = ?, tries = 0, attempts = ?, next_try = ? WHERE number = ?",
        )
        .bind(secret::hash(&folded(&code)).as_slice())
        .bind(expires)
        .bind(attempt)
        .bind(next)
        .bind(number)
        .execute(&mut *desk.connection)
        .await?;
        Ok(Some(CodeLetter {
            number: self.0,
            attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
            document: column::iri(row.try_get("document")?)?,
            asks: row.try_get("email")?,
            address: row.try_get("address")?,
            code,
            expires: column::time(expires)?,
        }))
    }
}

struct Left(u64);

impl Work for Left {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        sqlx::query("UPDATE claim_mails SET address = NULL, next_try = NULL, sent = ? WHERE number = ?")
            .bind(desk.clock.now().as_microsecond())
            .bind(column::signed(self.0)?)
            .execute(&mut *desk.connection)
            .await?;
        Ok(())
    }
}

struct Failed(u64);

impl Work for Failed {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        fail(desk.connection, column::signed(self.0)?).await?;
        Ok(())
    }
}

async fn fail(connection: &mut SqliteConnection, number: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE claim_mails SET address = NULL, next_try = NULL, code = NULL WHERE number = ? AND sent IS NULL",
    )
    .bind(number)
    .execute(connection)
    .await?;
    Ok(())
}

struct Forget;

impl Work for Forget {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        let now = desk.clock.now().as_microsecond();
        Ok(forget_before(desk.connection, now).await?)
    }
}

async fn forget_before(connection: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM claim_mails WHERE asked <= ?").bind(now - span(MAIL_COUNTS)).execute(connection).await?;
    Ok(())
}

struct Try {
    document: Iri,
    account: AccountId,
    hash: [u8; 32],
    most: u32,
}

impl Work for Try {
    type Done = CodeTry;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<CodeTry, Stop<JournalError>> {
        let row = sqlx::query(
            "SELECT number, host, code, tries FROM claim_mails \
             WHERE document = ? AND account = ? AND code IS NOT NULL AND expires > ? ORDER BY number DESC LIMIT 1",
        )
        .bind(self.document.as_str())
        .bind(self.account.0)
        .bind(desk.clock.now().as_microsecond())
        .fetch_optional(&mut *desk.connection)
        .await?;
        let Some(row) = row else { return Ok(CodeTry::NoCode) };
        let number: i64 = row.try_get("number")?;
        let hash = column::digest(row.try_get("code")?)?;
        if hash == self.hash {
            return Ok(CodeTry::Right(OpenCode {
                host: row.try_get("host")?,
                number: column::unsigned(number)?,
                hash,
            }));
        }
        let tries = u32::try_from(row.try_get::<i64, _>("tries")?).unwrap_or(u32::MAX).saturating_add(1);
        let left = self.most.saturating_sub(tries);
        // A code that was tried too often is none.
        sqlx::query("UPDATE claim_mails SET tries = ?1, code = iif(?2, NULL, code) WHERE number = ?3")
            .bind(i64::from(tries))
            .bind(left == 0)
            .bind(number)
            .execute(&mut *desk.connection)
            .await?;
        Ok(CodeTry::Wrong(left))
    }
}

impl OpenCode {
    /// Spends it; whether it held still.
    pub(super) async fn spend(
        &self,
        connection: &mut SqliteConnection,
        document: &Iri,
        account: AccountId,
        now: i64,
    ) -> Result<bool, JournalError> {
        let spent = sqlx::query(
            "UPDATE claim_mails SET code = NULL \
             WHERE number = ? AND code = ? AND document = ? AND account = ? AND expires > ?",
        )
        .bind(column::signed(self.number)?)
        .bind(self.hash.as_slice())
        .bind(document.as_str())
        .bind(account.0)
        .bind(now)
        .execute(connection)
        .await?;
        Ok(spent.rows_affected() > 0)
    }
}

/// Of a document that was handed over nothing is sent any more, and no code holds.
pub(super) async fn end(connection: &mut SqliteConnection, document: &Iri) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE claim_mails SET code = NULL, address = NULL, next_try = NULL WHERE document = ?")
        .bind(document.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
