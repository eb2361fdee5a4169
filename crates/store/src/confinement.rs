//! The limits that a query worker lives in. The only module with `unsafe`: two calls of the C library that Rust has no
//! safe name for.

#![expect(unsafe_code, reason = "setrlimit and mallopt have no safe counterpart in the standard library")]

use crate::limits::MEMORY;
use std::io;

/// Puts this process under its memory limit. Called once, before any other thread exists.
pub(crate) fn enter() -> io::Result<()> {
    limit_arenas()?;
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

#[cfg(target_env = "gnu")]
fn limit_arenas() -> io::Result<()> {
    // SAFETY: mallopt only changes numbers of the allocator; no other thread runs yet.
    match unsafe { libc::mallopt(libc::M_ARENA_MAX, crate::limits::ARENAS) } {
        1 => Ok(()),
        _ => Err(io::Error::other("the allocator refused its number of arenas")),
    }
}

/// Other C libraries have no arenas.
#[cfg(not(target_env = "gnu"))]
#[expect(clippy::unnecessary_wraps, reason = "the other one can fail")]
fn limit_arenas() -> io::Result<()> {
    Ok(())
}
