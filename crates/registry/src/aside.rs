//! Work that takes a while and waits for nothing, aside from the threads that answer everybody: reading a large body,
//! judging it, writing it anew.
//!
//! What is small goes aside as well, since a small text can be slow to judge, but never waits for what is large.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// From this many bytes on a text is large: below, reading and judging it takes a few milliseconds.
const LARGE: usize = 64 * 1024;

/// How long a large text waits for its turn: some of those before it are done by then, and a client that waits longer has
/// given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Too many large texts wait already, or the instance is ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much is being read at once")]
pub(crate) struct Busy;

/// Where such work is done.
pub(crate) struct Aside {
    /// As many large texts at once as there are processors: more would only share them, and each takes memory.
    large: Arc<Semaphore>,
}

impl Aside {
    pub(crate) fn new() -> Self {
        Self { large: Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))) }
    }

    /// Does the work on a text of so many bytes. A panic goes on here.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let turn = if bytes < LARGE {
            None
        } else {
            let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.large).acquire_owned()).await;
            Some(turn.map_err(|_| Busy)?.map_err(|_| Busy)?)
        };
        // The turn goes with the work, which nobody can stop: not with the caller, who may go away.
        let done = spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        match done.await {
            Ok(done) => Ok(done),
            Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
            Err(_) => Err(Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// One thread answers everybody here, and all turns of large texts are taken.
    #[tokio::test]
    async fn what_is_large_holds_up_nobody() {
        let aside = Arc::new(Aside::new());
        let (release, held) = mpsc::channel::<()>();
        let held = Arc::new(std::sync::Mutex::new(held));
        let all = aside.large.available_permits();
        let slow: Vec<_> = (0..all)
            .map(|_| {
                let (aside, held) = (Arc::clone(&aside), Arc::clone(&held));
                tokio::spawn(async move { aside.run(LARGE, move || held.lock().unwrap().recv().is_ok()).await })
            })
            .collect();
        while aside.large.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(aside.run(LARGE - 1, || 7).await, Ok(7), "what is small does not wait");
        for _ in 0..all {
            release.send(()).unwrap();
        }
        for slow in slow {
            assert_eq!(slow.await.unwrap(), Ok(true));
        }
        assert_eq!(aside.run(LARGE, || 7).await, Ok(7));
    }
}
