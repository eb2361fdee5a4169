//! Tasks that run at the same time, each for somebody else, so many at most.

use std::collections::HashMap;
use tokio::task::{Id, JoinSet};

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
