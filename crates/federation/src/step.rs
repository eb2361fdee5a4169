//! The steps between the journal, what is sent, and what is written down about it. Whoever is killed at any of them loses
//! nothing and does nothing twice; the tests kill at each.

/// The target of these events, which nobody needs to see but the tests.
const TARGET: &str = "federation::step";

/// All of them, in the order in which they are passed: first on the way out, then on the way in.
pub const STEPS: [&str; 20] = [
    "follow.found",
    "follow.kept",
    "follow.asked",
    "deliver.due",
    "deliver.messages-read",
    "deliver.message-signed",
    "deliver.message-answered",
    "deliver.messages-noted",
    "deliver.entries-read",
    "deliver.entry-signed",
    "deliver.entry-answered",
    "deliver.entries-noted",
    "hear.key-found",
    "hear.verified",
    "hear.read",
    "hear.taken",
    "apply.read",
    "apply.judged",
    "apply.settled",
    "apply.waits",
];

/// One of [`STEPS`] is reached.
pub(crate) fn reached(step: &'static str) {
    tracing::trace!(target: TARGET, step);
}
