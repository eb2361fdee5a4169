//! The clock on the wall, for tests that wait or measure; how they tell; and how much they do where somebody asks for more.

use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "whoever waits or measures goes by the clock on the wall")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

pub(crate) fn tell(what: &str, since: Instant) {
    say(&format!("{what}: {:.2} s", since.elapsed().as_secs_f64()));
}

#[expect(clippy::print_stdout, reason = "what was measured is for whoever asked")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// What a variable of the environment asks for, or else this. What is no number fails: a run that was to be long must not
/// pass as a short one.
pub(crate) fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}
