//! What measurements that are run by hand go by, and how they tell.

use std::time::Instant;

#[expect(clippy::disallowed_methods, reason = "a measurement goes by the clock on the wall")]
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
