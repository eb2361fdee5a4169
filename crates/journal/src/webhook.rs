//! Webhooks: addresses that asked to be told what changed, each with how far it has come over the entries of the journal.
//!
//! Nothing of a message is kept but which entry it told and what became of it: what a document says is read when it is sent,
//! as everybody may read it then. The secret that signs messages has to be at hand, so it stands here as it is, beside the
//! private keys of actors, in a file that its owner alone may read.
//!
//! | file | says |
//! |---|---|
//! | `change` | made, changed, removed: what whoever owns one does |
//! | `note` | what became of what was sent |

mod change;
mod note;
#[cfg(test)]
mod tests;

pub use change::{NewWebhook, WebhookChange, WebhookRefusal, WebhookWish};
pub use note::{WebhookNote, WebhookOutcome, WebhookThen};

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use jiff::Timestamp;
use model::{AccountId, Container, Iri, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::fmt;

/// Deliveries that are kept of each: enough to see what is wrong.
pub const KEPT_DELIVERIES: usize = 50;

/// What a webhook is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Everything.
    All,
    /// What stands in this container.
    Container(Container),
    /// What is of this class.
    Class(Iri),
    /// This document.
    Document(Iri),
}

impl About {
    fn columns(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::All => ("all", None),
            Self::Container(container) => ("container", Some(container.segment())),
            Self::Class(class) => ("class", Some(class.as_str())),
            Self::Document(document) => ("document", Some(document.as_str())),
        }
    }

    fn read(about: &str, subject: Option<&str>) -> Result<Self, JournalError> {
        match (about, subject) {
            ("all", None) => Ok(Self::All),
            ("container", Some(segment)) => column::container(segment).map(Self::Container),
            ("class", Some(class)) => column::iri(class).map(Self::Class),
            ("document", Some(document)) => column::iri(document).map(Self::Document),
            _ => Err(JournalError::Corrupt("what a webhook is about")),
        }
    }
}

/// What messages look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Ours: what a document says, as JSON-LD.
    Codesocial,
    /// That of a map of GoGoCarto.
    Gogocarto,
}

impl Shape {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Codesocial, Self::Gogocarto];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Codesocial => "codesocial",
            Self::Gogocarto => "gogocarto",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.as_str() == name)
    }
}

/// How it stands with a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookState {
    /// Its address has not said yet that it wants to be told. Nothing is.
    Unconfirmed,
    /// It is told.
    Active,
    /// Whoever owns it wants nothing told for now.
    Paused,
    /// It failed for so long that it is not tried any more.
    Failed,
    /// Its address said that nobody is there any more.
    Ended,
}

impl WebhookState {
    const ALL: [Self; 5] = [Self::Unconfirmed, Self::Active, Self::Paused, Self::Failed, Self::Ended];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Failed => "failed",
            Self::Ended => "ended",
        }
    }
}

/// A webhook, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptWebhook {
    /// Its number.
    pub number: u64,
    /// Whose it is.
    pub account: AccountId,
    /// The address of that account.
    pub email: String,
    /// How whoever made it calls it; may be empty.
    pub label: String,
    /// Where messages go.
    pub address: Iri,
    /// What it is about.
    pub about: About,
    /// What messages look like.
    pub shape: Shape,
    /// How it stands.
    pub state: WebhookState,
    /// When it was made.
    pub created: Timestamp,
    /// When its address said that it wants to be told.
    pub confirmed: Option<Timestamp>,
    /// Entries up to here are dealt with.
    pub cursor: Seq,
    /// Failures since the last success.
    pub attempts: u32,
    /// Not before.
    pub next: Option<Timestamp>,
    /// The first failure since the last success.
    pub failing: Option<Timestamp>,
    /// The last success.
    pub reached: Option<Timestamp>,
    /// Why the last try failed; `None`: it did not.
    pub failure: Option<String>,
}

/// What signs the messages of a webhook. It does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(pub Vec<u8>);

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

/// What is told of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryKind {
    /// Nothing: it is asked whether anything is to be.
    Consent,
    /// A document is there.
    Created,
    /// It says something else.
    Updated,
    /// It is gone, or no longer for everybody.
    Deleted,
}

impl DeliveryKind {
    const ALL: [Self; 4] = [Self::Consent, Self::Created, Self::Updated, Self::Deleted];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

/// Something that was sent, or tried to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDelivery {
    /// The entry that it tells; 0: none.
    pub seq: Seq,
    /// Its document.
    pub iri: Option<Iri>,
    /// What it tells.
    pub kind: DeliveryKind,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last.
    pub at: Timestamp,
    /// What was answered; `None`: nothing.
    pub status: Option<u16>,
    /// Why it did not arrive; `None`: it did.
    pub why: Option<String>,
}

macro_rules! select_webhooks {
    ($rest:literal) => {
        concat!(
            "SELECT w.number, w.account, a.email, w.label, w.address, w.about, w.subject, w.shape, w.state, w.created, \
             w.confirmed, w.cursor, w.attempts, w.next, w.failing, w.reached, iif(w.attempts > 0, \
             (SELECT d.why FROM webhook_deliveries d WHERE d.webhook = w.number ORDER BY d.at DESC, d.seq DESC LIMIT 1), \
             NULL) AS failure \
             FROM webhooks w JOIN accounts a ON a.id = w.account ",
            $rest
        )
    };
}

impl Journal {
    /// Every webhook, or those of one account, by number.
    pub async fn webhooks(&self, account: Option<AccountId>) -> Result<Vec<KeptWebhook>, JournalError> {
        let rows = sqlx::query(select_webhooks!("WHERE ?1 IS NULL OR w.account = ?1 ORDER BY w.number"))
            .bind(account.map(|account| account.0))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(kept).collect()
    }

    /// The webhook of this number.
    pub async fn webhook(&self, number: u64) -> Result<Option<KeptWebhook>, JournalError> {
        let row = sqlx::query(select_webhooks!("WHERE w.number = ?"))
            .bind(wire(number))
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(kept).transpose()
    }

    /// Its secret; `None`: its account is shut, and it is told nothing.
    pub async fn webhook_secret(&self, number: u64) -> Result<Option<WebhookSecret>, JournalError> {
        let secret = sqlx::query_scalar(
            "SELECT w.secret FROM webhooks w JOIN accounts a ON a.id = w.account \
             WHERE w.number = ? AND a.disabled IS NULL",
        )
        .bind(wire(number))
        .fetch_optional(self.readers())
        .await?;
        Ok(secret.map(WebhookSecret))
    }

    /// Those that have something to be told, or to be asked, now: whoever was reached, or could be tried again, longest ago
    /// first, so that nobody is left out where there are more than can be told at once. Accounts that are shut are told
    /// nothing.
    pub async fn due_webhooks(&self) -> Result<Vec<(u64, Iri)>, JournalError> {
        let head = *self.head().borrow();
        let rows = sqlx::query(
            "SELECT w.number, w.address FROM webhooks w JOIN accounts a ON a.id = w.account \
             WHERE a.disabled IS NULL AND (w.next IS NULL OR w.next <= ?1) \
             AND (w.state = 'unconfirmed' OR w.state = 'active' AND w.cursor < ?2) \
             ORDER BY max(coalesce(w.reached, 0), coalesce(w.next, 0)), w.number",
        )
        .bind(self.now())
        .bind(column::signed(head.0)?)
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((column::unsigned(row.try_get("number")?)?, column::iri(row.try_get("address")?)?)))
            .collect()
    }

    /// When the next one that has to wait may be tried again.
    pub async fn next_webhook(&self) -> Result<Option<Timestamp>, JournalError> {
        let next: Option<i64> =
            sqlx::query_scalar("SELECT min(next) FROM webhooks WHERE next > ? AND state IN ('unconfirmed', 'active')")
                .bind(self.now())
                .fetch_one(self.readers())
                .await?;
        next.map(column::time).transpose()
    }

    /// What was sent last, the latest first.
    pub async fn webhook_deliveries(&self, number: u64) -> Result<Vec<KeptDelivery>, JournalError> {
        let rows = sqlx::query(
            "SELECT seq, iri, kind, attempts, at, status, why FROM webhook_deliveries WHERE webhook = ? \
             ORDER BY at DESC, seq DESC LIMIT ?",
        )
        .bind(wire(number))
        .bind(column::limit(KEPT_DELIVERIES))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(delivery).collect()
    }

    /// What this document is, or was, bound to: the one that it is an annex of.
    pub async fn bound_by(&self, document: &Iri) -> Result<Vec<Iri>, JournalError> {
        let bound: Vec<String> = sqlx::query_scalar("SELECT bound_to FROM bindings WHERE iri = ? ORDER BY bound_to")
            .bind(document.as_str())
            .fetch_all(self.readers())
            .await?;
        bound.iter().map(|bound| column::iri(bound)).collect()
    }
}

/// Forgets what was answered to this document, and to those that are told together with it: it may repeat what was told.
pub(crate) async fn forget(connection: &mut SqliteConnection, document: &Iri) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM webhook_deliveries WHERE iri = ?1 OR iri IN (SELECT iri FROM bindings WHERE bound_to = ?1) \
         OR iri IN (SELECT bound_to FROM bindings WHERE iri = ?1)",
    )
    .bind(document.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// A number that somebody typed: one beyond SQLite's is nobody's.
fn wire(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(-1)
}

fn kept(row: &SqliteRow) -> Result<KeptWebhook, JournalError> {
    let time = |name: &str| -> Result<Option<Timestamp>, JournalError> {
        row.try_get::<Option<i64>, _>(name)?.map(column::time).transpose()
    };
    let (shape, state): (&str, &str) = (row.try_get("shape")?, row.try_get("state")?);
    let state = WebhookState::ALL.into_iter().find(|known| known.as_str() == state);
    let attempts: i64 = row.try_get("attempts")?;
    Ok(KeptWebhook {
        number: column::unsigned(row.try_get("number")?)?,
        account: AccountId(row.try_get("account")?),
        email: row.try_get("email")?,
        label: row.try_get("label")?,
        address: column::iri(row.try_get("address")?)?,
        about: About::read(row.try_get("about")?, row.try_get("subject")?)?,
        shape: Shape::from_name(shape).ok_or(JournalError::Corrupt("the shape of a webhook"))?,
        state: state.ok_or(JournalError::Corrupt("the state of a webhook"))?,
        created: column::time(row.try_get("created")?)?,
        confirmed: time("confirmed")?,
        cursor: column::seq(row.try_get("cursor")?)?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        next: time("next")?,
        failing: time("failing")?,
        reached: time("reached")?,
        failure: row.try_get("failure")?,
    })
}

fn delivery(row: &SqliteRow) -> Result<KeptDelivery, JournalError> {
    let kind: &str = row.try_get("kind")?;
    let kind = DeliveryKind::ALL.into_iter().find(|known| known.as_str() == kind);
    let (attempts, status): (i64, Option<i64>) = (row.try_get("attempts")?, row.try_get("status")?);
    Ok(KeptDelivery {
        seq: column::seq(row.try_get("seq")?)?,
        iri: row.try_get::<Option<&str>, _>("iri")?.map(column::iri).transpose()?,
        kind: kind.ok_or(JournalError::Corrupt("what a webhook told"))?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        at: column::time(row.try_get("at")?)?,
        status: status.and_then(|status| u16::try_from(status).ok()),
        why: row.try_get("why")?,
    })
}
