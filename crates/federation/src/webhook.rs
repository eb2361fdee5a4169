//! Webhooks: whoever asked for it is told what everybody may read, at an address of theirs, signed, in order, one message
//! after the other.
//!
//! An address is asked first whether it wants to be told, so that nobody can have us write to a stranger. How far each has
//! come is in the journal; what a message says is read right before it is sent, as everybody may read it then, so that nothing
//! waits that could be closed or erased meanwhile. Whoever is killed sends one message again at most, under the same id.
//!
//! | file | says |
//! |---|---|
//! | `consent` | asking an address whether it wants to be told |
//! | `message` | what is told of an entry, in either shape |
//! | `seal` | signing, as Standard Webhooks has it |
//! | `telling` | sending what is due to one address, and what its answer means |
//! | [`summary`] | how it stands, for people and programs |
//!
//! What a map of GoGoCarto is told is written by whoever knows that format ([`MapFormat`]).

mod consent;
mod message;
mod seal;
pub mod summary;
mod telling;

pub use message::{MapChange, MapFormat, Writing};
pub use seal::secret_text;

use crate::crew::{Round, go_round};
use crate::deliver::until;
use crate::service::{Federation, Shared};
use model::{Caller, Iri, Seq};
use outbound::Refusal;
use registry::JournalError;
use registry::webhook::{About, AboutAmendment, Shape, WebhookAmendment, WebhookError, WebhookOrder, WebhookWish};
use std::sync::Arc;
use std::time::Duration;
use summary::{MadeWebhook, WebhookSummary};
use tokio::sync::watch;

/// Addresses that are written to at the same time.
const AT_ONCE: usize = 32;

/// A webhook as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// Where messages go, as it was typed.
    pub address: String,
    /// How it is called; may be empty.
    pub label: String,
    /// What it is about.
    pub about: About,
    /// What messages look like.
    pub shape: Shape,
    /// After which entry it begins; `None`: after the last one.
    pub after: Option<Seq>,
}

/// What is to be otherwise; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookEdit {
    /// Where messages go, as it was typed.
    pub address: Option<String>,
    /// How it is called.
    pub label: Option<String>,
    /// What it is about.
    pub about: AboutAmendment,
    /// What messages look like.
    pub shape: Option<Shape>,
    /// Whether it is told.
    pub wish: Option<WebhookWish>,
}

/// Why nothing was done about a webhook.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// See [`WebhookError`].
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// Nobody is told at this address.
    #[error("nobody is told at {address}")]
    Address {
        /// Which.
        address: String,
        /// Why.
        source: Refusal,
    },
    /// Nobody is told there, by the word of whoever runs this instance.
    #[error("nobody is told at {0}")]
    NotTold(String),
}

impl Federation {
    /// Whoever writes what maps are told. It is said once; until then no map is told anything.
    pub fn tell_maps_by(&self, format: Arc<dyn MapFormat>) {
        // Whoever comes second would say the same.
        drop(self.shared.maps.set(format));
    }

    /// Makes a webhook, for the caller or for the account of an address, in whose name an administrator asks.
    pub async fn add_webhook(
        &self,
        caller: &Caller,
        new: NewWebhook,
        instead: Option<&str>,
    ) -> Result<MadeWebhook, HookError> {
        self.registry().may_subscribe(caller)?;
        let NewWebhook { address, label, about, shape, after } = new;
        let address = self.told_at(&address)?;
        let order = WebhookOrder { label, address, about, shape, after };
        let (number, secret) = self.registry().add_webhook(caller, order, instead).await?;
        Ok(MadeWebhook { webhook: self.show_webhook(caller, number).await?, secret: secret_text(&secret) })
    }

    /// The caller's webhooks; everybody's, for an administrator.
    pub async fn webhooks(&self, caller: &Caller) -> Result<Vec<WebhookSummary>, HookError> {
        let hooks = self.registry().webhooks(caller).await?;
        // What became of single messages is for whoever asks for one.
        Ok(hooks.into_iter().map(|hook| WebhookSummary::of(self, hook, Vec::new())).collect())
    }

    /// One of them, with what was sent last.
    pub async fn show_webhook(&self, caller: &Caller, number: u64) -> Result<WebhookSummary, HookError> {
        let (hook, deliveries) = self.registry().webhook(caller, number).await?;
        Ok(WebhookSummary::of(self, hook, deliveries))
    }

    /// Changes one of them.
    pub async fn change_webhook(
        &self,
        caller: &Caller,
        number: u64,
        edit: WebhookEdit,
    ) -> Result<WebhookSummary, HookError> {
        let WebhookEdit { address, label, about, shape, wish } = edit;
        let address = address.map(|address| self.told_at(&address)).transpose()?;
        let amendment = WebhookAmendment { label, address, about, shape, wish };
        self.registry().change_webhook(caller, number, amendment).await?;
        self.show_webhook(caller, number).await
    }

    /// Has one of them tried again now, whatever failed before.
    pub async fn retry_webhook(&self, caller: &Caller, number: u64) -> Result<WebhookSummary, HookError> {
        let edit = WebhookEdit { wish: Some(WebhookWish::Resume), ..WebhookEdit::default() };
        self.change_webhook(caller, number, edit).await
    }

    /// Removes one of them.
    pub async fn remove_webhook(&self, caller: &Caller, number: u64) -> Result<(), HookError> {
        Ok(self.registry().remove_webhook(caller, number).await?)
    }

    /// An address that may be told, as far as it tells itself.
    fn told_at(&self, address: &str) -> Result<Iri, HookError> {
        let refused = |source| HookError::Address { address: address.to_owned(), source };
        let url = self.shared.outbound.may_be_asked(address.trim()).map_err(refused)?;
        let iri = Iri::parse(url.as_str()).map_err(|_| refused(Refusal::NoTarget))?;
        match self.shared.blocked().names(&iri) {
            Some(subject) => Err(HookError::NotTold(subject)),
            None => Ok(iri),
        }
    }
}

/// Tells what is to be told, now and whenever something is written, until told to stop.
pub(crate) async fn run(shared: Arc<Shared>, stop: watch::Receiver<bool>) {
    let changes = shared.registry.changes();
    go_round(Webhooks(shared), AT_ONCE, changes, stop).await;
}

/// What is sent to webhooks.
struct Webhooks(Arc<Shared>);

impl Round for Webhooks {
    type Whom = u64;

    /// Not those at a host that is blocked: what is due stays due, for when it is not any more.
    async fn due(&self) -> Result<Vec<u64>, JournalError> {
        let due = self.0.registry.due_webhooks().await?;
        let blocked = self.0.blocked();
        Ok(due.into_iter().filter(|(_, address)| blocked.names(address).is_none()).map(|(number, _)| number).collect())
    }

    fn serve(&self, number: &u64, stop: watch::Receiver<bool>) -> impl Future<Output = ()> + Send + 'static {
        telling::tell(Arc::clone(&self.0), *number, stop)
    }

    async fn rest(&self) -> Duration {
        until(&self.0, self.0.registry.next_webhook().await.ok().flatten())
    }
}
