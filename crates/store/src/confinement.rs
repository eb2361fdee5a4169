//! The limits that a query worker lives in, and how much memory other processes keep for later. The only module with
//! `unsafe`: two calls of the C library that Rust has no safe name for.

#![expect(unsafe_code, reason = "setrlimit and mallopt have no safe counterpart in the standard library")]

use crate::limits::MEMORY;
use std::io;
use std::num::NonZero;
use std::thread;

/// Puts this process under its memory limit. Called once, before any other thread exists.
pub(crate) fn enter() -> io::Result<()> {
    limit_arenas(crate::limits::ARENAS)?;
    let limit = libc::rlimit { rlim_cur: MEMORY, rlim_max: MEMORY };
    // SAFETY: setrlimit reads the structure it is given and keeps no pointer to it.
    if unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const limit) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let no_core = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // Running out of memory ends in an abort, by design: a core file each time would fill the disk, with data in it.
    // SAFETY: as above.
    if unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const no_core) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Has the threads of this process share as many arenas of the allocator as there are cores, where glibc would make eight for
/// each: what a thread has freed stays in its arena, so that an import held twice as much as it needed. Called once, before
/// any other thread exists.
pub fn share_arenas() -> io::Result<()> {
    let cores = thread::available_parallelism().map_or(FEWEST, NonZero::get);
    limit_arenas(i32::try_from(cores.max(FEWEST)).unwrap_or(i32::MAX))
}

/// Arenas of a machine with one core: somebody waits for a lock there, too.
const FEWEST: usize = 2;

#[cfg(target_env = "gnu")]
fn limit_arenas(count: i32) -> io::Result<()> {
    // SAFETY: mallopt only changes numbers of the allocator; no other thread runs yet.
    match unsafe { libc::mallopt(libc::M_ARENA_MAX, count) } {
        1 => Ok(()),
        _ => Err(io::Error::other("the allocator refused its number of arenas")),
    }
}

/// Other C libraries have no arenas.
#[cfg(not(target_env = "gnu"))]
#[expect(clippy::unnecessary_wraps, reason = "the other one can fail")]
fn limit_arenas(_: i32) -> io::Result<()> {
    Ok(())
}
