//! What a keeper and its workers are made of: a copy of a process, the limits it lives in, and how much memory processes
//! keep for later. The only module with `unsafe`: two calls of the C library that nobody can make safe in general.

#![expect(
    unsafe_code,
    reason = "fork and mallopt have no safe counterpart: what they ask for is kept by whoever calls"
)]

use crate::limits::{ALONE_NICENESS, ARENAS, MEMORY_ALONE, MEMORY_TOGETHER};
use rustix::param::page_size;
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getppid, nice, set_parent_process_death_signal, setpriority_process, setrlimit,
};
use std::io;
use std::num::NonZero;
use std::thread;

/// How a worker answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// Many short questions.
    Together,
    /// One question that was there when a worker ended: most likely a short one.
    Suspect,
    /// One long question, which ends with its process.
    Alone,
}

/// Which of two processes this is.
pub(crate) enum Forked {
    Parent(Pid),
    Child,
}

/// Puts a keeper's process in order. Called once, before any other thread exists.
pub(crate) fn enter() -> io::Result<()> {
    limit_arenas(ARENAS)?;
    // Running out of memory ends in an abort, by design: a core file each time would fill the disk, with data in it.
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// Makes a copy of this process, which shares its memory until one of them writes.
///
/// Whoever calls must be the only thread: locks that another one holds would stay locked in the copy for ever.
pub(crate) fn fork() -> io::Result<Forked> {
    if threads()? != 1 {
        return Err(io::Error::other("only a process with one thread can be copied"));
    }
    // SAFETY: this process has one thread, as was just seen, so the copy is whole: no lock is held by anybody else.
    match unsafe { libc::fork() } {
        0 => Ok(Forked::Child),
        number => Pid::from_raw(number).filter(|_| number > 0).map(Forked::Parent).ok_or_else(io::Error::last_os_error),
    }
}

/// Puts a copy under the limits of a worker: it ends with its keeper, whatever it asks for, and if memory ends, before
/// anybody else. Called before it has other threads, which inherit it all.
pub(crate) fn settle(room: Room, keeper: Pid) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    if getppid() != Some(keeper) {
        return Err(io::Error::other("the keeper ended meanwhile"));
    }
    let more = match room {
        Room::Together => MEMORY_TOGETHER,
        Room::Suspect | Room::Alone => MEMORY_ALONE,
    };
    let limit = Some(address_space()?.saturating_add(more));
    setrlimit(Resource::As, Rlimit { current: limit, maximum: limit })?;
    if room == Room::Alone {
        setpriority_process(None, ALONE_NICENESS)?;
    }
    // Where this cannot be said, the kernel chooses by size.
    drop(std::fs::write("/proc/self/oom_score_adj", "1000"));
    Ok(())
}

/// Lets others go first from now on, by so much more than before: this thread alone, and never back.
pub(crate) fn step_back(niceness: i32) {
    // It may always be asked for less.
    nice(niceness).unwrap_or_default();
}

/// The address space that this process has, in bytes.
fn address_space() -> io::Result<u64> {
    let pages = first_number(&std::fs::read_to_string("/proc/self/statm")?)?;
    Ok(pages.saturating_mul(page_size() as u64))
}

fn threads() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    first_number(status.lines().find_map(|line| line.strip_prefix("Threads:")).unwrap_or_default())
}

fn first_number(text: &str) -> io::Result<u64> {
    let number = text.split_whitespace().next().and_then(|number| number.parse().ok());
    number.ok_or_else(|| io::Error::other("/proc tells no number"))
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
