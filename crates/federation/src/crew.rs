//! Tasks that run at the same time, each for somebody else, so many at most; and what keeps them busy.

use crate::service::told_to_stop;
use registry::JournalError;
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};

/// Changes are waited for so long before they are looked at: of several within it, all are.
const GATHER: Duration = Duration::from_millis(10);
/// At the end, what is on its way is waited for so long.
const GOODBYE: Duration = Duration::from_secs(2);

/// Something that is to be sent to many, to each in turn.
pub(crate) trait Round: Sync {
    /// To whom.
    type Whom: PartialEq + Send + 'static;

    /// Those to whom something is to be sent now.
    fn due(&self) -> impl Future<Output = Result<Vec<Self::Whom>, JournalError>> + Send;

    /// Sends one of them all that is due, as long as nobody says to stop.
    fn serve(&self, whom: &Self::Whom, stop: watch::Receiver<bool>) -> impl Future<Output = ()> + Send + 'static;

    /// How long it is at most until it is to be looked again.
    fn rest(&self) -> impl Future<Output = Duration> + Send;
}

/// Serves whoever is due, now and whenever something is written, until told to stop.
pub(crate) async fn go_round<R: Round>(
    round: R,
    at_once: usize,
    mut changes: watch::Receiver<u64>,
    mut stop: watch::Receiver<bool>,
) {
    let mut on_the_way = Crew::new(at_once);
    loop {
        changes.mark_unchanged();
        match round.due().await {
            Ok(due) => {
                for whom in due {
                    let task = round.serve(&whom, stop.clone());
                    on_the_way.begin(whom, task);
                }
            }
            Err(error) => tracing::error!(error = &error as &dyn Error, "it cannot be seen what is to be sent"),
        }
        let rest = round.rest().await;
        tokio::select! {
            () = told_to_stop(&mut stop) => break,
            Some(()) = on_the_way.next_end() => {}
            // The writer ends before this task is told to.
            Ok(()) = changes.changed() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(rest) => {}
        }
    }
    // What is answered within a moment is noted; the rest is sent again, and known by whoever has it.
    let drained = async { while on_the_way.next_end().await.is_some() {} };
    if tokio::time::timeout(GOODBYE, drained).await.is_err() {
        on_the_way.shutdown().await;
    }
}

/// Those that run now.
#[derive(Debug)]
pub(crate) struct Crew<K> {
    tasks: JoinSet<()>,
    busy: HashMap<Id, K>,
    at_once: usize,
}

impl<K: PartialEq> Crew<K> {
    /// Nobody yet; at most so many.
    pub(crate) fn new(at_once: usize) -> Self {
        Self { tasks: JoinSet::new(), busy: HashMap::new(), at_once }
    }

    /// Begins this for somebody, unless something runs for them already, or as much as may run at once.
    pub(crate) fn begin(&mut self, whom: K, task: impl Future<Output = ()> + Send + 'static) {
        if self.busy.len() < self.at_once && !self.busy.values().any(|other| *other == whom) {
            let id = self.tasks.spawn(task).id();
            self.busy.insert(id, whom);
        }
    }

    /// Waits until one of them has ended; `None` at once where nothing runs.
    pub(crate) async fn next_end(&mut self) -> Option<()> {
        let id = match self.tasks.join_next_with_id().await? {
            Ok((id, ())) => id,
            Err(error) => error.id(),
        };
        self.busy.remove(&id);
        Some(())
    }

    /// Ends what runs.
    pub(crate) async fn shutdown(mut self) {
        self.tasks.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::watch;

    #[tokio::test]
    async fn one_for_each_and_so_many_at_once() {
        let (go, waits) = watch::channel(false);
        let mut crew = Crew::new(2);
        let (begun, begins) = std::sync::mpsc::channel();
        for whom in ["a", "a", "b", "c"] {
            let (mut waits, begun) = (waits.clone(), begun.clone());
            crew.begin(whom, async move {
                begun.send(whom).unwrap();
                waits.wait_for(|go| *go).await.unwrap();
                assert_ne!(whom, "b", "whoever panics has ended, too");
            });
        }
        tokio::task::yield_now().await;
        assert_eq!(begins.try_iter().collect::<Vec<_>>(), ["a", "b"]);
        go.send_replace(true);
        assert_eq!((crew.next_end().await, crew.next_end().await, crew.next_end().await), (Some(()), Some(()), None));
        crew.begin("b", async {});
        assert_eq!(crew.next_end().await, Some(()));
    }
}
