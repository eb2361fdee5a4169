//! What is passed in from outside, so that tests decide it: time and chance.

use jiff::Timestamp;

/// Tells what time it is. Nothing else in the workspace reads the system's clock.
pub trait Clock: Send + Sync + 'static {
    /// The instant now, in UTC.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes: tokens, salts of the chain. Nothing else in the workspace draws lots.
pub trait Chance: Send + Sync + 'static {
    /// Fills the whole buffer with random bytes, fit for secrets in production.
    fn fill(&self, buffer: &mut [u8]);
}
