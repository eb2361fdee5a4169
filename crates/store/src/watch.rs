//! The clock of one question, and why it was stopped.

use crate::confinement;
use crate::limits::{SHORT_NICENESS, STEPS_BACK_AFTER};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The clock of one question. It stands still while the question waits for its reader.
#[derive(Debug)]
pub(crate) struct Watch {
    begun: Instant,
    allowed: Duration,
    waited_micros: AtomicU64,
    cancelled: AtomicBool,
    stopped: AtomicBool,
    stepped_back: AtomicBool,
}

#[expect(clippy::disallowed_methods, reason = "deadline code: a monotonic clock, never shown to anybody")]
impl Watch {
    pub(crate) fn start(allowed: Duration) -> Self {
        Self {
            begun: Instant::now(),
            allowed,
            waited_micros: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            stepped_back: AtomicBool::new(false),
        }
    }

    /// Ends the question at its next look.
    pub(crate) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether [`Watch::cancel`] was called.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Runs `wait` with the clock standing still.
    pub(crate) fn while_waiting<T>(&self, wait: impl FnOnce() -> T) -> T {
        let before = Instant::now();
        let waited = wait();
        let micros = u64::try_from(before.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.waited_micros.fetch_add(micros, Ordering::Relaxed);
        waited
    }

    /// Whether the question was stopped while it read: its answer is not whole, even if the evaluator says so.
    pub(crate) fn has_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Whether the question may go on. Asked by the thread that evaluates it, which lets others go first once it has had
    /// more time than most need.
    pub(crate) fn look(&self) -> Result<(), Stopped> {
        let looked = self.look_without_memory();
        if looked.is_err() {
            self.stopped.store(true, Ordering::Relaxed);
        }
        looked
    }

    fn look_without_memory(&self) -> Result<(), Stopped> {
        if self.is_cancelled() {
            return Err(Stopped::Cancelled);
        }
        let waited = Duration::from_micros(self.waited_micros.load(Ordering::Relaxed));
        let elapsed = self.begun.elapsed().saturating_sub(waited);
        if elapsed > self.allowed {
            return Err(Stopped::TooLong);
        }
        if elapsed > STEPS_BACK_AFTER && !self.stepped_back.swap(true, Ordering::Relaxed) {
            confinement::step_back(SHORT_NICENESS);
        }
        Ok(())
    }
}

/// Why a question was stopped in its reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stopped {
    /// Past its deadline.
    #[error("the deadline has passed")]
    TooLong,
    /// Nobody waits for the answer any more.
    #[error("nobody waits for the answer")]
    Cancelled,
    /// It made more terms of its own than can be numbered.
    #[error("the question made too many terms")]
    TooManyTerms,
    /// A number without a term: a mistake of ours.
    #[error("no term has the number {0}")]
    UnknownTerm(u32),
}
