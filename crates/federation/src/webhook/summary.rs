//! How it stands with webhooks, for people and programs. Wire types: they cross the administration socket.

use crate::service::Federation;
use jiff::Timestamp;
use model::Seq;
use registry::webhook::{About, KeptDelivery, KeptWebhook};
use serde::{Deserialize, Serialize};

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSummary {
    /// Its number.
    pub id: u64,
    /// Its own address, where it is seen and changed.
    pub href: String,
    /// How it is called; may be empty.
    pub label: String,
    /// The address of the account whose it is.
    pub account: String,
    /// Where messages go.
    pub address: String,
    /// What it is about: this container alone.
    pub container: Option<String>,
    /// This class alone.
    #[serde(rename = "type")]
    pub class: Option<String>,
    /// This document alone.
    pub document: Option<String>,
    /// What messages look like.
    pub shape: String,
    /// `unconfirmed`, `active`, `paused`, `failed` or `ended`.
    pub state: String,
    /// Whether nothing is told to its host, by the word of whoever runs this instance.
    pub blocked: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When its address said that it wants to be told.
    pub confirmed: Option<Timestamp>,
    /// Entries up to here are dealt with.
    pub told: u64,
    /// The last entry.
    pub last: u64,
    /// Failures since the last success.
    pub attempts: u32,
    /// The last of them, in words.
    pub failure: Option<String>,
    /// The first of them.
    pub failing: Option<Timestamp>,
    /// When it is tried again.
    pub next: Option<Timestamp>,
    /// The last success.
    pub reached: Option<Timestamp>,
    /// What was sent last, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<DeliverySummary>,
}

/// Something that was sent, or tried to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverySummary {
    /// The entry that it tells; nothing where it was asked whether it wants to be told.
    pub sequence: Option<u64>,
    /// Its document.
    pub document: Option<String>,
    /// `consent`, `created`, `updated` or `deleted`.
    pub kind: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was last.
    pub at: Timestamp,
    /// What was answered; nothing where there was no answer.
    pub status: Option<u16>,
    /// Why it did not arrive; nothing where it did.
    pub why: Option<String>,
}

/// A webhook that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeWebhook {
    /// It.
    #[serde(flatten)]
    pub webhook: WebhookSummary,
    /// What signs its messages, as it is shown this once.
    pub secret: String,
}

impl std::fmt::Debug for MadeWebhook {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeWebhook").field("webhook", &self.webhook).finish_non_exhaustive()
    }
}

impl WebhookSummary {
    pub(super) fn of(federation: &Federation, hook: KeptWebhook, deliveries: Vec<KeptDelivery>) -> Self {
        let (mut container, mut class, mut document) = (None, None, None);
        match &hook.about {
            About::All => {}
            About::Container(of) => container = Some(of.segment().to_owned()),
            About::Class(of) => class = Some(of.to_string()),
            About::Document(of) => document = Some(of.to_string()),
        }
        let registry = federation.registry();
        Self {
            id: hook.number,
            href: registry.base().service(&format!("webhooks/{}", hook.number)).to_string(),
            blocked: federation.shared.blocked().names(&hook.address).is_some(),
            label: hook.label,
            account: hook.email,
            address: hook.address.to_string(),
            container,
            class,
            document,
            shape: hook.shape.as_str().to_owned(),
            state: hook.state.as_str().to_owned(),
            created: hook.created,
            confirmed: hook.confirmed,
            told: hook.cursor.0,
            last: registry.head().0,
            attempts: hook.attempts,
            failure: hook.failure,
            failing: hook.failing,
            next: hook.next,
            reached: hook.reached,
            deliveries: deliveries.into_iter().map(DeliverySummary::from).collect(),
        }
    }
}

impl From<KeptDelivery> for DeliverySummary {
    fn from(sent: KeptDelivery) -> Self {
        Self {
            sequence: (sent.seq > Seq(0)).then_some(sent.seq.0),
            document: sent.iri.map(|iri| iri.to_string()),
            kind: sent.kind.as_str().to_owned(),
            attempts: sent.attempts,
            at: sent.at,
            status: sent.status,
            why: sent.why,
        }
    }
}
