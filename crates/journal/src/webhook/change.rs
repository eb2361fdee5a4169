//! What whoever owns a webhook does: makes it, changes it, removes it.

use super::{About, Shape, WebhookSecret, wire};
use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Iri, Seq};

/// Bytes of a secret: as many as the hash that it signs with gives.
const SECRET: usize = 32;

/// A webhook to make.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Whose.
    pub account: AccountId,
    /// How it is called.
    pub label: String,
    /// Where messages go.
    pub address: Iri,
    /// What it is about.
    pub about: About,
    /// What messages look like.
    pub shape: Shape,
    /// After which entry it begins; `None`: after the last one.
    pub after: Option<Seq>,
    /// How many an account may have.
    pub most: usize,
}

/// Why a webhook was not made.
#[derive(Debug, thiserror::Error)]
pub enum WebhookRefusal {
    /// The account has as many as it may.
    #[error("{0} webhooks are as many as an account may have")]
    TooMany(usize),
    /// See [`JournalError`].
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// What becomes of a webhook by the word of its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookWish {
    /// Nothing is told for now.
    Pause,
    /// It is tried at once, whatever failed before, and goes on from where it stopped. One whose address said that nobody
    /// is there is asked first whether somebody is.
    Resume,
}

/// What is to be otherwise; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookChange {
    /// How it is called.
    pub label: Option<String>,
    /// Where messages go: another address is asked first, once the webhook is not paused.
    pub address: Option<Iri>,
    /// What it is about.
    pub about: Option<About>,
    /// What messages look like.
    pub shape: Option<Shape>,
    /// Whether it is told.
    pub wish: Option<WebhookWish>,
}

impl Journal {
    /// Makes a webhook; its number and its secret.
    pub async fn add_webhook(&self, new: NewWebhook) -> Result<(u64, WebhookSecret), WebhookRefusal> {
        self.write(new).await
    }

    /// Changes a webhook. Whether it is there.
    pub async fn change_webhook(&self, number: u64, change: WebhookChange) -> Result<bool, JournalError> {
        self.write(Change { number, change }).await
    }

    /// Removes a webhook with what is known of it. Whether it was there.
    pub async fn remove_webhook(&self, number: u64) -> Result<bool, JournalError> {
        self.write(Remove(number)).await
    }
}

impl Work for NewWebhook {
    type Done = (u64, WebhookSecret);
    type Refusal = WebhookRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(u64, WebhookSecret), Stop<WebhookRefusal>> {
        account::require_open(desk.connection, self.account).await?;
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM webhooks WHERE account = ?")
            .bind(self.account.0)
            .fetch_one(&mut *desk.connection)
            .await?;
        if count >= column::limit(self.most) {
            return Err(Stop::Refused(WebhookRefusal::TooMany(self.most)));
        }
        let mut secret = vec![0; SECRET];
        desk.chance.fill(&mut secret);
        let (about, subject) = self.about.columns();
        let after = self.after.map_or(desk.tail.seq, |after| after.min(desk.tail.seq));
        let made = sqlx::query(
            "INSERT INTO webhooks (account, label, address, about, subject, shape, secret, state, created, cursor) \
             VALUES (?, ?, ?, ?, ?, ?, ?, 'unconfirmed', ?, ?)",
        )
        .bind(self.account.0)
        .bind(&self.label)
        .bind(self.address.as_str())
        .bind(about)
        .bind(subject)
        .bind(self.shape.as_str())
        .bind(secret.as_slice())
        .bind(desk.clock.now().as_microsecond())
        .bind(column::signed(after.0)?)
        .execute(&mut *desk.connection)
        .await?;
        Ok((column::unsigned(made.last_insert_rowid())?, WebhookSecret(secret)))
    }
}

struct Change {
    number: u64,
    change: WebhookChange,
}

impl Work for Change {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let number = wire(self.number);
        let WebhookChange { label, address, about, shape, wish } = self.change;
        let found = sqlx::query(
            "UPDATE webhooks SET label = coalesce(?2, label), shape = coalesce(?3, shape) WHERE number = ?1",
        )
        .bind(number)
        .bind(label)
        .bind(shape.map(Shape::as_str))
        .execute(&mut *desk.connection)
        .await?;
        if found.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(about) = &about {
            let (about, subject) = about.columns();
            sqlx::query("UPDATE webhooks SET about = ?2, subject = ?3 WHERE number = ?1")
                .bind(number)
                .bind(about)
                .bind(subject)
                .execute(&mut *desk.connection)
                .await?;
        }
        if let Some(address) = &address {
            sqlx::query(
                "UPDATE webhooks SET address = ?2, state = iif(state = 'paused', 'paused', 'unconfirmed'), \
                 confirmed = NULL, attempts = 0, next = NULL, failing = NULL, reached = NULL \
                 WHERE number = ?1 AND address <> ?2",
            )
            .bind(number)
            .bind(address.as_str())
            .execute(&mut *desk.connection)
            .await?;
        }
        let wished = match wish {
            Some(WebhookWish::Pause) => {
                "UPDATE webhooks SET state = 'paused', next = NULL WHERE number = ? AND state <> 'ended'"
            }
            Some(WebhookWish::Resume) => {
                "UPDATE webhooks SET state = iif(state = 'ended' OR confirmed IS NULL, 'unconfirmed', 'active'), \
                 attempts = 0, next = NULL, failing = NULL WHERE number = ?"
            }
            None => return Ok(true),
        };
        sqlx::query(wished).bind(number).execute(&mut *desk.connection).await?;
        Ok(true)
    }
}

struct Remove(u64);

impl Work for Remove {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let removed = sqlx::query("DELETE FROM webhooks WHERE number = ?")
            .bind(wire(self.0))
            .execute(&mut *desk.connection)
            .await?;
        Ok(removed.rows_affected() > 0)
    }
}
