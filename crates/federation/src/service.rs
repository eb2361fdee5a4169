//! One instance among others: what it needs to speak and to listen, and the tasks that do so by themselves.

use crate::apply;
use crate::block::meant;
use crate::claim::mail;
use crate::deliver::{self, words::Words};
use crate::errand;
use crate::keyring::Keyring;
use crate::signature::Site;
use crate::speaker::Speakers;
use crate::webhook::{self, MapFormat};
use http::Uri;
use jiff::{SignedDuration, Timestamp};
use model::ports::Chance;
use outbound::{Outbound, Restraint};
use registry::Registry;
use registry::federation::Bounds;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What an operator decides about other instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who may follow.
    pub policy: Policy,
    /// Who is heard, and told.
    pub hearing: Hearing,
    /// How much those may leave here whom nobody here follows.
    pub bounds: Bounds,
    /// How long is waited after the first failure of a peer; twice as long after each next one.
    pub first_wait: SignedDuration,
    /// And no longer than this, before a peer is parked.
    pub longest_wait: SignedDuration,
    /// A peer that was not reached for so long is parked: it is tried once in [`parked_wait`](Self::parked_wait), and
    /// at once when it speaks to us. A webhook that failed for so long is tried when somebody says so.
    pub park_after: SignedDuration,
    /// How often a parked peer is tried.
    pub parked_wait: SignedDuration,
}

impl Default for Settings {
    /// A second, doubled up to an hour; after a week once a day. Mastodon gives up after a week altogether: whoever was
    /// away for a summer would have lost everything.
    fn default() -> Self {
        Self {
            policy: Policy::Open,
            hearing: Hearing::Everybody,
            bounds: Bounds::default(),
            first_wait: SignedDuration::from_secs(1),
            longest_wait: SignedDuration::from_hours(1),
            park_after: SignedDuration::from_hours(7 * 24),
            parked_wait: SignedDuration::from_hours(24),
        }
    }
}

/// Who may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// Whoever asks.
    Open,
    /// Whom somebody here lets in, one by one.
    ByHand,
    /// Whoever is at one of these hosts; the others wait.
    Hosts(Vec<String>),
}

/// Who is heard, and told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hearing {
    /// Whoever is not blocked.
    Everybody,
    /// Of those, whoever is at one of these hosts, not below it.
    Hosts(Vec<String>),
}

impl Hearing {
    /// These hosts, however they are written.
    pub fn hosts(hosts: &[String]) -> Self {
        Self::Hosts(hosts.iter().map(|host| meant(host)).collect())
    }
}

/// An instance among others. One for each [`Registry`] that is served.
pub struct Federation {
    pub(crate) shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// What everything here shares.
pub(crate) struct Shared {
    pub(crate) registry: Arc<Registry>,
    pub(crate) outbound: Outbound,
    pub(crate) chance: Arc<dyn Chance>,
    pub(crate) settings: Settings,
    pub(crate) site: Site,
    pub(crate) restraint: Restraint,
    pub(crate) speakers: Speakers,
    pub(crate) keyring: Keyring,
    pub(crate) words: Words,
    /// Writes what maps are told, once somebody has said who does.
    pub(crate) maps: OnceLock<Arc<dyn MapFormat>>,
    /// Something came that waits to be applied.
    pub(crate) mail: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn now(&self) -> Timestamp {
        self.registry.now()
    }
}

/// The base address of the instance is none that requests could be sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no address of the web")]
pub struct NoSite(pub String);

/// Waits until told to stop, or until nobody is left who could.
pub(crate) async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

impl Federation {
    /// Of this instance. It can be asked at once; it speaks by itself once it is [started](Self::start).
    pub fn new(
        registry: Arc<Registry>,
        outbound: Outbound,
        chance: Arc<dyn Chance>,
        settings: Settings,
    ) -> Result<Self, NoSite> {
        let base = registry.base().as_str();
        let no_site = || NoSite(base.to_owned());
        let site = base.parse::<Uri>().ok().as_ref().and_then(Site::of).ok_or_else(no_site)?;
        let shared = Shared {
            site,
            registry,
            outbound,
            chance,
            settings,
            restraint: Restraint::new(),
            speakers: Speakers::default(),
            keyring: Keyring::default(),
            words: Words::default(),
            maps: OnceLock::new(),
            mail: watch::Sender::new(0),
        };
        let (stop, tasks) = (watch::Sender::new(false), Mutex::default());
        Ok(Self { shared: Arc::new(shared), stop, tasks })
    }

    /// Begins to deliver what there is to deliver, to apply what came and to send mail, and goes on with it.
    pub fn start(&self) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if tasks.is_empty() {
            tasks.push(tokio::spawn(deliver::run(Arc::clone(&self.shared), self.stop.subscribe())));
            tasks.push(tokio::spawn(errand::run(Arc::clone(&self.shared), self.stop.subscribe())));
            tasks.push(tokio::spawn(webhook::run(Arc::clone(&self.shared), self.stop.subscribe())));
            tasks.push(tokio::spawn(apply::run(Arc::clone(&self.shared), self.stop.subscribe())));
            tasks.push(tokio::spawn(mail::run(Arc::clone(&self.shared), self.stop.subscribe())));
        }
    }

    /// Ends all of it: what is being sent is waited for, what is not sent yet is on disk.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            // A task that panicked has said so; there is nothing to wait for then.
            drop(task.await);
        }
    }

    /// Applies again what waits, somebody having looked at it.
    pub(crate) fn look_again(&self) {
        self.shared.mail.send_modify(|mail| *mail = mail.wrapping_add(1));
    }

    /// The instance that it speaks for.
    pub fn registry(&self) -> &Arc<Registry> {
        &self.shared.registry
    }
}
