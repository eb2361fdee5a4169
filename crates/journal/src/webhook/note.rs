//! What became of what was sent: written down after each message, so that whoever is killed repeats one at most.

use super::{About, DeliveryKind, KEPT_DELIVERIES, Shape, wire};
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{Iri, Seq};

/// What became of a message, or that there was none to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookNote {
    /// The webhook.
    pub number: u64,
    /// Its address when this was sent: what another one answered says nothing of this one.
    pub address: Iri,
    /// What it was about then: whoever wanted to be told that said nothing of what it is about now, and what was dealt with as
    /// that is not dealt with as this.
    pub about: About,
    /// What its messages looked like: a map is told less.
    pub shape: Shape,
    /// What became of it.
    pub outcome: WebhookOutcome,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// The address wants to be told.
    Confirmed {
        /// What it answered.
        status: u16,
    },
    /// It took what was told.
    Taken {
        /// The entry.
        seq: Seq,
        /// Its document.
        iri: Iri,
        /// What was told of it.
        kind: DeliveryKind,
        /// What was answered.
        status: u16,
    },
    /// There was nothing to tell up to here.
    Passed {
        /// The last entry that was looked at.
        upto: Seq,
    },
    /// It cannot be sent now, through no fault of the address.
    Postponed {
        /// Until then.
        until: Timestamp,
    },
    /// It did not arrive.
    Failed {
        /// The entry and its document; `None`: it was asked whether it wants to be told.
        told: Option<(Seq, Iri)>,
        /// What was told of it.
        kind: DeliveryKind,
        /// What was answered; `None`: nothing.
        status: Option<u16>,
        /// Why, for people.
        why: String,
        /// What follows.
        then: WebhookThen,
    },
}

/// What follows from a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookThen {
    /// It is tried again then.
    Again(Timestamp),
    /// It is not tried any more, until somebody says so.
    Rest,
    /// Nobody is there any more.
    End,
}

impl Journal {
    /// Writes down what became of a message. A cursor only goes forward.
    pub async fn note_webhook(&self, note: WebhookNote) -> Result<(), JournalError> {
        self.write(note).await
    }
}

/// A row of what was sent.
struct Sent<'n> {
    seq: Seq,
    iri: Option<&'n Iri>,
    kind: DeliveryKind,
    status: Option<u16>,
    why: Option<&'n str>,
}

impl Work for WebhookNote {
    type Done = ();
    type Refusal = JournalError;
    const MAY_BE_REFUSED: bool = false;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        let now = desk.clock.now().as_microsecond();
        let (number, address) = (wire(self.number), self.address.as_str());
        let (about, subject) = self.about.columns();
        match &self.outcome {
            WebhookOutcome::Confirmed { status } => {
                sqlx::query(
                    "UPDATE webhooks SET state = iif(state = 'unconfirmed', 'active', state), confirmed = ?3, \
                     attempts = 0, next = NULL, failing = NULL, reached = ?3 WHERE number = ?1 AND address = ?2 \
                     AND about = ?4 AND subject IS ?5 AND shape = ?6",
                )
                .bind(number)
                .bind(address)
                .bind(now)
                .bind(about)
                .bind(subject)
                .bind(self.shape.as_str())
                .execute(&mut *desk.connection)
                .await?;
                let sent =
                    Sent { seq: Seq(0), iri: None, kind: DeliveryKind::Consent, status: Some(*status), why: None };
                keep(desk, number, address, &sent, now).await?;
            }
            WebhookOutcome::Taken { seq, iri, kind, status } => {
                sqlx::query(
                    "UPDATE webhooks SET cursor = iif(about = ?5 AND subject IS ?6 AND shape = ?7, max(cursor, ?3), cursor), \
                     attempts = 0, next = NULL, failing = NULL, reached = ?4 WHERE number = ?1 AND address = ?2",
                )
                .bind(number)
                .bind(address)
                .bind(column::signed(seq.0)?)
                .bind(now)
                .bind(about)
                .bind(subject)
                .bind(self.shape.as_str())
                .execute(&mut *desk.connection)
                .await?;
                let sent = Sent { seq: *seq, iri: Some(iri), kind: *kind, status: Some(*status), why: None };
                keep(desk, number, address, &sent, now).await?;
            }
            WebhookOutcome::Passed { upto } => {
                sqlx::query(
                    "UPDATE webhooks SET cursor = max(cursor, ?3) WHERE number = ?1 AND address = ?2 AND about = ?4 \
                     AND subject IS ?5 AND shape = ?6",
                )
                .bind(number)
                .bind(address)
                .bind(column::signed(upto.0)?)
                .bind(about)
                .bind(subject)
                .bind(self.shape.as_str())
                .execute(&mut *desk.connection)
                .await?;
            }
            WebhookOutcome::Postponed { until } => {
                sqlx::query("UPDATE webhooks SET next = ?2 WHERE number = ?1")
                    .bind(number)
                    .bind(until.as_microsecond())
                    .execute(&mut *desk.connection)
                    .await?;
            }
            WebhookOutcome::Failed { told, kind, status, why, then } => {
                let (next, state) = match then {
                    WebhookThen::Again(next) => (Some(next.as_microsecond()), None),
                    WebhookThen::Rest => (None, Some("failed")),
                    WebhookThen::End => (None, Some("ended")),
                };
                // Whoever paused it meanwhile meant it.
                sqlx::query(
                    "UPDATE webhooks SET attempts = attempts + 1, next = ?3, failing = coalesce(failing, ?4), \
                     state = iif(state IN ('unconfirmed', 'active'), coalesce(?5, state), state), \
                     confirmed = iif(?5 = 'ended', NULL, confirmed) WHERE number = ?1 AND address = ?2",
                )
                .bind(number)
                .bind(address)
                .bind(next)
                .bind(now)
                .bind(state)
                .execute(&mut *desk.connection)
                .await?;
                let (seq, iri) = told.as_ref().map_or((Seq(0), None), |(seq, iri)| (*seq, Some(iri)));
                let sent = Sent { seq, iri, kind: *kind, status: *status, why: Some(why) };
                keep(desk, number, address, &sent, now).await?;
            }
        }
        Ok(())
    }
}

/// Keeps what was sent, and forgets what is long past. What was erased while it was under way leaves nothing.
async fn keep(desk: &mut Desk<'_>, number: i64, address: &str, sent: &Sent<'_>, now: i64) -> Result<(), JournalError> {
    sqlx::query(
        "INSERT INTO webhook_deliveries (webhook, seq, iri, kind, attempts, at, status, why) \
         SELECT w.number, ?3, ?4, ?5, 1, ?6, ?7, ?8 FROM webhooks w WHERE w.number = ?1 AND w.address = ?2 \
         AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.iri = ?4 AND e.kind = 'erased' AND e.seq > ?3) \
         ON CONFLICT (webhook, seq) DO UPDATE SET iri = ?4, kind = ?5, attempts = attempts + 1, at = ?6, status = ?7, \
         why = ?8",
    )
    .bind(number)
    .bind(address)
    .bind(column::signed(sent.seq.0)?)
    .bind(sent.iri.map(Iri::as_str))
    .bind(sent.kind.as_str())
    .bind(now)
    .bind(sent.status.map(i64::from))
    .bind(sent.why)
    .execute(&mut *desk.connection)
    .await?;
    sqlx::query(
        "DELETE FROM webhook_deliveries WHERE webhook = ?1 AND seq NOT IN \
         (SELECT seq FROM webhook_deliveries WHERE webhook = ?1 ORDER BY at DESC, seq DESC LIMIT ?2)",
    )
    .bind(number)
    .bind(column::limit(KEPT_DELIVERIES))
    .execute(&mut *desk.connection)
    .await?;
    Ok(())
}
