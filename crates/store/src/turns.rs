//! Whose turn it is among long questions: few at once, none of them a client's alone, and no queue without end.

use crate::limits::{ALONE_AT_ONCE, ALONE_PER_CLIENT, ALONE_WAITING};
use crate::question::Client;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// The turns of one team.
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    clients: Mutex<BTreeMap<Client, Weak<Semaphore>>>,
    waiting: AtomicUsize,
}

/// A turn, given back when it is dropped.
pub(crate) struct Turn {
    _place: OwnedSemaphorePermit,
    _share: Option<(OwnedSemaphorePermit, Arc<Semaphore>)>,
}

impl Turns {
    pub(crate) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(ALONE_AT_ONCE)), clients: Mutex::default(), waiting: AtomicUsize::new(0) }
    }

    /// Waits for a turn; `None` where too many wait, or none comes in time.
    pub(crate) async fn take(&self, client: Option<Client>, until: Instant) -> Option<Turn> {
        let _waiting = Waiting::among(&self.waiting)?;
        let share = match client {
            None => None,
            Some(client) => {
                let own = self.own(client);
                Some((timeout_at(until, Arc::clone(&own).acquire_owned()).await.ok()?.ok()?, own))
            }
        };
        let place = timeout_at(until, Arc::clone(&self.all).acquire_owned()).await.ok()?.ok()?;
        Some(Turn { _place: place, _share: share })
    }

    fn own(&self, client: Client) -> Arc<Semaphore> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.retain(|_, own| own.strong_count() > 0);
        if let Some(own) = clients.get(&client).and_then(Weak::upgrade) {
            return own;
        }
        let own = Arc::new(Semaphore::new(ALONE_PER_CLIENT));
        clients.insert(client, Arc::downgrade(&own));
        own
    }
}

/// One more that waits, until it does not.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn among(count: &'a AtomicUsize) -> Option<Self> {
        let waiting = Self(count);
        (count.fetch_add(1, Ordering::Relaxed) < ALONE_WAITING).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::AccountId;
    use std::time::Duration;
    use tokio::time::{sleep, timeout};

    fn client(number: i64) -> Client {
        Client::Account(AccountId(number))
    }

    #[tokio::test]
    async fn no_client_has_them_all_and_nobody_waits_for_ever() {
        let turns = Arc::new(Turns::new());
        let until = Instant::now() + Duration::from_secs(10);
        let mut greedy = Vec::new();
        for _ in 0..ALONE_PER_CLIENT {
            greedy.push(turns.take(Some(client(1)), until).await.unwrap());
        }
        let more = timeout(Duration::from_millis(50), turns.take(Some(client(1)), until));
        assert!(more.await.is_err(), "one more than its share");
        let other = turns.take(Some(client(2)), until).await.unwrap();
        let late = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.take(Some(client(3)), until).await.is_some() }
        });
        sleep(Duration::from_millis(50)).await;
        assert!(!late.is_finished());
        drop(greedy);
        assert!(late.await.unwrap());
        drop(other);
        assert!(turns.take(Some(client(1)), Instant::now()).await.is_some());
    }

    #[tokio::test]
    async fn a_full_queue_is_told_at_once() {
        let turns = Arc::new(Turns::new());
        let until = Instant::now() + Duration::from_secs(10);
        let mut held = Vec::new();
        for number in 0..ALONE_AT_ONCE {
            held.push(turns.take(Some(client(i64::try_from(number).unwrap())), until).await.unwrap());
        }
        let queue: Vec<_> = (0..ALONE_WAITING)
            .map(|_| {
                let turns = Arc::clone(&turns);
                tokio::spawn(async move { turns.take(None, until).await.is_some() })
            })
            .collect();
        sleep(Duration::from_millis(50)).await;
        assert!(timeout(Duration::from_secs(1), turns.take(None, until)).await.unwrap().is_none());
        drop(held);
        let mut served = 0;
        for waited in queue {
            served += usize::from(waited.await.unwrap());
        }
        assert_eq!(served, ALONE_WAITING);
    }
}
