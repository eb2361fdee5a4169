//! What the system gives: time, chance, and this very program as query worker.

use crate::failure::Failure;
use crate::text::Language;
use jiff::Timestamp;
use model::ports::{Chance, Clock};
use rand::TryRngCore;
use rand::rngs::OsRng;
use registry::{Parts, WorkerProgram};
use std::sync::Arc;

/// The system's clock: the only one in production.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The system's source of random bytes.
#[derive(Debug, Clone, Copy)]
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::panic, reason = "a system without random bytes can make no secret: going on would be worse")]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = OsRng.try_fill_bytes(buffer) {
            panic!("the system gives no random bytes: {error}");
        }
    }
}

/// The parts of an instance run by this program.
pub fn of_system(language: Language) -> Result<Parts, Failure> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::failed(language, "program-unknown", &[("cause", error.to_string())]))?;
    Ok(Parts {
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        worker: WorkerProgram { program, arguments: vec!["query-worker".to_owned()] },
    })
}
