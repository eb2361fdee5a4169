//! What a process has cost: the time that it had a core, which says more than the clock on the wall where others want one too.

use anyhow::{Context, Result};
use std::fs;
use std::time::Duration;

/// Linux tells the times of processes in hundredths of a second, on every machine that we build for.
const TICK: Duration = Duration::from_millis(10);
/// A process that did nothing for so long has done what there was to do.
const REST: Duration = Duration::from_millis(400);

/// The time that a process has had a core until now, with all its threads.
pub(crate) fn spent(process: u32) -> Result<Duration> {
    let told = fs::read_to_string(format!("/proc/{process}/stat")).context("the process has ended")?;
    // Behind the name of the program, which may have anything in it: the 3rd field of proc(5) and those after it.
    let (_, fields) = told.rsplit_once(')').context("no name")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
    Ok(TICK * ticks.sum::<Result<u32, _>>()?)
}

/// The same, once it has nothing left to do.
pub(crate) async fn spent_in_the_end(process: u32) -> Result<Duration> {
    let mut before = spent(process)?;
    loop {
        tokio::time::sleep(REST).await;
        let now = spent(process)?;
        if now.saturating_sub(before) <= TICK {
            return Ok(now);
        }
        before = now;
    }
}
