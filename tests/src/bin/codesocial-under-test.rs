//! The command, built where integration tests find it. It can be told to die at a step of federation: as after SIGKILL,
//! nothing is finished.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// `STEP:TIMES`: the process dies when this step is reached for the n-th time.
const DIES_AT: &str = "CODESOCIAL_TEST_DIES_AT";

fn main() -> std::process::ExitCode {
    if let Ok(order) = std::env::var(DIES_AT)
        && let Some((step, times)) = order.split_once(':')
        && let Ok(times) = times.parse()
    {
        let death = Death { step: step.to_owned(), left: AtomicU64::new(times) };
        tracing_subscriber::registry().with(death).init();
    }
    cli::main()
}

struct Death {
    step: String,
    left: AtomicU64,
}

impl<S: Subscriber> Layer<S> for Death {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "federation::step" {
            return;
        }
        let mut found = Found { step: &self.step, is_it: false };
        event.record(&mut found);
        if found.is_it && self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            std::process::abort();
        }
    }
}

struct Found<'a> {
    step: &'a str,
    is_it: bool,
}

impl Visit for Found<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.is_it |= field.name() == "step" && value == self.step;
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
