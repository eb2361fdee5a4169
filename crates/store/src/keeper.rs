//! What a keeper's process does: it follows the stream and evaluates nothing, so that nobody's question can end it.
//! Asked for a worker, it makes a copy of itself, which has everything at once and shares its memory.
//!
//! It has one thread, for only such a process can be copied. It may be killed at any instant, and its workers end with it:
//! whatever it holds, the main process can send again.
//!
//! Whoever starts one (`WorkerProgram`) runs a program whose `main` calls [`main`] before anything else: the `codesocial`
//! binary by a hidden subcommand, tests by `examples/worker.rs`.

use crate::confinement::{self, Forked, Room};
use crate::entailment::{OntologyError, Rules};
use crate::frame::{self, FrameError, Reply, Request};
use crate::handover::Line;
use crate::index::{Index, IndexError};
use crate::limits::STEPS_BETWEEN_SIGNS;
use crate::worker;
use model::Seq;
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, wait, waitpid};
use std::io::{self, BufReader, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::Arc;

/// Follows the stream on standard input, which is a socket, until it ends; in copies of the process, answers questions.
///
/// Call it first in `main`, before there are threads.
pub fn main() -> ExitCode {
    match work() {
        // The end of a stream means that the main process is gone or done with us.
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a process for queries ends");
            ExitCode::FAILURE
        }
    }
}

/// Why a keeper or a worker ends before its stream does.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkError {
    #[error("the limits of the process cannot be set")]
    Confinement(#[source] io::Error),
    #[error("the stream from the main process is broken")]
    Stream(#[from] FrameError),
    #[error("the ontology cannot be used")]
    Ontology(#[from] OntologyError),
    #[error("a step cannot be applied")]
    Index(#[from] IndexError),
    #[error("the main process does not read")]
    Unread(#[from] io::Error),
}

fn work() -> Result<(), WorkError> {
    confinement::enter().map_err(WorkError::Confinement)?;
    let stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let index = Index::with(Arc::new(Rules::embedded()?)).map_err(IndexError::from)?;
    let mut keeper =
        Keeper { signs: SignsOfLife { stream: stream.try_clone()?, steps: 0 }, workers: Vec::new(), index };
    // A worker must not keep the keeper's end of the stream open, nor what was read of it: this ends here.
    let became = {
        let mut input = BufReader::with_capacity(1 << 20, Line::on(stream));
        keeper.follow(&mut input)?
    };
    match became {
        Became::Finished => {
            keeper.end_workers();
            Ok(())
        }
        Became::Worker(socket, room, parent) => {
            // Only the keeper reads what the main process tells it.
            rustix::stdio::dup2_stdin(&socket).map_err(io::Error::from)?;
            let Keeper { index, signs, .. } = keeper;
            drop(signs);
            confinement::settle(room, parent).map_err(WorkError::Confinement)?;
            worker::answer(index, socket)
        }
    }
}

/// What a process is after it followed the keeper's stream.
enum Became {
    /// A keeper whose stream has ended.
    Finished,
    /// A copy, with a socket of its own, and of whom it is one.
    Worker(UnixStream, Room, Pid),
}

struct Keeper {
    index: Index,
    signs: SignsOfLife,
    /// Those that may be alive.
    workers: Vec<Pid>,
}

impl Keeper {
    fn follow(&mut self, input: &mut BufReader<Line>) -> Result<Became, WorkError> {
        while let Some(frame) = frame::read(input)? {
            match Request::from_frame(&frame)? {
                Request::Present(document) => {
                    self.index.put(&document)?;
                    self.signs.give(self.index.applied())?;
                }
                Request::Step(step) => {
                    self.index.apply(&step)?;
                    self.signs.give(self.index.applied())?;
                }
                Request::Complete(seq) => {
                    self.index.has_reached(seq);
                    self.signs.send(&Reply::Ready)?;
                }
                Request::Fork(room) => {
                    let socket = input.get_mut().take_socket().ok_or(FrameError::Senseless)?;
                    self.forget_ended();
                    let keeper = getpid();
                    match confinement::fork() {
                        Ok(Forked::Parent(worker)) => self.workers.push(worker),
                        Ok(Forked::Child) => return Ok(Became::Worker(socket, room, keeper)),
                        // The main process learns it from the socket, which closes here.
                        Err(error) => {
                            tracing::error!(error = &error as &dyn std::error::Error, "no worker can be made");
                        }
                    }
                }
                // A worker is asked, not its keeper.
                Request::Ask(..) | Request::More(_) | Request::Cancel(_) => return Err(FrameError::Senseless.into()),
            }
        }
        Ok(Became::Finished)
    }

    /// Takes note of those that ended: until then each has an entry in the kernel's table.
    fn forget_ended(&mut self) {
        while let Ok(Some((ended, _))) = wait(WaitOptions::NOHANG) {
            self.workers.retain(|worker| *worker != ended);
        }
    }

    /// Ends all, and waits for their end: nobody else would.
    fn end_workers(&mut self) {
        self.forget_ended();
        for worker in self.workers.drain(..) {
            // Ours until waited for, so nobody else can have the number. Where there is none any more, it ended by itself.
            kill_process(worker, Signal::KILL).unwrap_or_default();
            waitpid(Some(worker), WaitOptions::empty()).unwrap_or_default();
        }
    }
}

/// Tells the main process now and then that a long stream is being followed.
struct SignsOfLife {
    stream: UnixStream,
    steps: u64,
}

impl SignsOfLife {
    fn give(&mut self, applied: Seq) -> io::Result<()> {
        self.steps += 1;
        if self.steps.is_multiple_of(STEPS_BETWEEN_SIGNS) {
            return self.send(&Reply::Following(applied));
        }
        Ok(())
    }

    fn send(&mut self, reply: &Reply) -> io::Result<()> {
        self.stream.write_all(&reply.to_bytes())
    }
}
