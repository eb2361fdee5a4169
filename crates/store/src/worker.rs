//! What a worker's process does: it answers questions, and follows the stream as long as it is sent any.
//!
//! It begins as a copy of its keeper (`keeper`) with everything that had been applied there. One thread reads and applies;
//! each question has a thread of its own with a snapshot of what had been applied when it came. The process may be killed
//! at any instant: the next copy has everything.

use crate::asking::Asking;
use crate::evaluate::{self, Failure, Reader, Shape};
use crate::frame::{self, Fault, FrameError, Reply, Request};
use crate::index::{Index, IndexError};
use crate::judge;
use crate::keeper::WorkError;
use crate::limits::{STACK, WINDOW};
use crate::update;
use crate::watch::{Stopped, Watch};
use rustix::process::getpid;
use std::collections::HashMap;
use std::io::{self, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Answers what comes on this socket, on the socket, until it ends: then whatever is being evaluated has no reader any more,
/// and the threads end with the process.
pub(crate) fn answer(mut index: Index, socket: UnixStream) -> Result<(), WorkError> {
    let output = Arc::new(Output(Mutex::new(socket.try_clone()?)));
    let mut input = BufReader::with_capacity(1 << 18, socket);
    let underway = Arc::new(Underway::default());
    output.send(&Reply::Born(u64::from(getpid().as_raw_pid().unsigned_abs())))?;
    while let Some(frame) = frame::read(&mut input)? {
        match Request::from_frame(&frame)? {
            Request::Step(step) => index.apply(&step)?,
            Request::Ask(id, asking) => {
                let snapshot = index.lend().map_err(IndexError::from)?;
                begin(id, *asking, snapshot, &output, &underway)?;
            }
            Request::More(id) => {
                if let Some(answer) = underway.get(id) {
                    answer.allow_one_more();
                }
            }
            Request::Cancel(id) => {
                if let Some(answer) = underway.get(id) {
                    answer.cancel();
                }
            }
            // A keeper is told these.
            Request::Present(_) | Request::Complete(_) | Request::Fork(_) => return Err(FrameError::Senseless.into()),
        }
    }
    Ok(())
}

/// Evaluates a question in a thread of its own.
fn begin(
    id: u64,
    asking: Asking,
    index: Index,
    output: &Arc<Output>,
    underway: &Arc<Underway>,
) -> Result<(), WorkError> {
    let answer = Arc::new(AnswerUnderway {
        watch: Arc::new(Watch::start(asking.deadline())),
        allowed: Mutex::new(WINDOW),
        changed: Condvar::new(),
    });
    underway.insert(id, Arc::clone(&answer));
    output.send(&Reply::Begun(id))?;
    let (thread_output, underway) = (Arc::clone(output), Arc::clone(underway));
    let started = thread::Builder::new().name(format!("question {id}")).stack_size(STACK).spawn(move || {
        let mut reader = DistantReader { id, output: &thread_output, answer: &answer };
        let answered = match &asking {
            Asking::Question(question) => evaluate::answer(question, index, &answer.watch, &mut reader),
            Asking::Inquiry(inquiry) => judge::answer(inquiry, index, &answer.watch, &mut reader),
            Asking::Update(update) => update::answer(update, index, &answer.watch, &mut reader),
        };
        let reply = match answered {
            Ok(()) => Reply::End(id),
            Err(failure) => Reply::Failed(id, fault(failure)),
        };
        underway.remove(id);
        // If this fails the main process is gone, which the reading thread notices too.
        drop(thread_output.send(&reply));
    });
    match started {
        Ok(_) => Ok(()),
        // No room for one more stack: this question is too much, the others go on.
        Err(_) => Ok(output.send(&Reply::Failed(id, Fault::TooCostly))?),
    }
}

fn fault(failure: Failure) -> Fault {
    match failure {
        Failure::Malformed(text) => Fault::Malformed(text),
        Failure::Refused(text) => Fault::Refused(text),
        Failure::Stopped(Stopped::TooLong | Stopped::TooManyTerms) => Fault::TooCostly,
        Failure::Stopped(stopped @ Stopped::UnknownTerm(_)) => {
            tracing::error!(error = &stopped as &dyn std::error::Error, "a question met a term that is not there");
            Fault::TooCostly
        }
        Failure::Stopped(Stopped::Cancelled) | Failure::Unread(_) => Fault::Cancelled,
    }
}

/// The socket, shared by the questions: a frame is written whole.
struct Output(Mutex<UnixStream>);

impl Output {
    fn send(&self, reply: &Reply) -> io::Result<()> {
        lock(&self.0).write_all(&reply.to_bytes())
    }
}

/// One answer, as the reading thread may influence it.
struct AnswerUnderway {
    watch: Arc<Watch>,
    /// Pieces that may be sent before the reader took another.
    allowed: Mutex<u32>,
    changed: Condvar,
}

impl AnswerUnderway {
    fn allow_one_more(&self) {
        *lock(&self.allowed) += 1;
        self.changed.notify_all();
    }

    fn cancel(&self) {
        let allowed = lock(&self.allowed);
        self.watch.cancel();
        drop(allowed);
        self.changed.notify_all();
    }

    /// Waits until one more piece may be sent. A slow reader costs its own answer time, and no deadline.
    fn wait_for_room(&self) -> Result<(), Stopped> {
        self.watch.while_waiting(|| {
            let mut allowed = lock(&self.allowed);
            loop {
                if self.watch.is_cancelled() {
                    return Err(Stopped::Cancelled);
                }
                if let Some(left) = allowed.checked_sub(1) {
                    *allowed = left;
                    return Ok(());
                }
                allowed = self.changed.wait(allowed).unwrap_or_else(PoisonError::into_inner);
            }
        })
    }
}

/// The answers being written.
#[derive(Default)]
struct Underway(Mutex<HashMap<u64, Arc<AnswerUnderway>>>);

impl Underway {
    fn get(&self, id: u64) -> Option<Arc<AnswerUnderway>> {
        lock(&self.0).get(&id).cloned()
    }

    fn insert(&self, id: u64, answer: Arc<AnswerUnderway>) {
        lock(&self.0).insert(id, answer);
    }

    fn remove(&self, id: u64) {
        lock(&self.0).remove(&id);
    }
}

/// The reader of one answer, at the other end of the pipe.
struct DistantReader<'a> {
    id: u64,
    output: &'a Output,
    answer: &'a AnswerUnderway,
}

impl Reader for DistantReader<'_> {
    fn head(&mut self, shape: Shape) -> io::Result<()> {
        self.output.send(&Reply::Head(self.id, shape))
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.answer.wait_for_room().map_err(io::Error::other)?;
        self.output.send(&Reply::Piece(self.id, bytes.to_vec()))
    }
}

/// What these locks guard is whole between any two statements, so a thread that panicked has broken nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
