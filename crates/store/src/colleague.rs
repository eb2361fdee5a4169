//! One query worker as the main process sees it: its socket, and what it was asked.
//!
//! Two tasks per worker. One writes steps and questions in the order they were given. One reads replies and hands each to
//! the conversation it belongs to, never waiting for anybody: a conversation is sent at most a window of pieces before it
//! asks for more, so its queue cannot grow. The end of the socket is the end of the process.

use crate::asking::Asking;
use crate::frame::{self, Reply, Request};
use crate::step::Step;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;
use tokio::io::{AsyncWriteExt, BufReader, BufWriter};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// How far a keeper or a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It is not there yet, or is being fed the snapshot.
    Loading,
    /// It can be asked.
    Ready,
    /// Its process has ended.
    Ended,
}

/// One query worker. When nobody knows it any more its socket closes, and it ends.
pub(crate) struct Colleague {
    process: OnceLock<Process>,
    requests: mpsc::UnboundedSender<Request>,
    conversations: Mutex<BTreeMap<u64, mpsc::UnboundedSender<Reply>>>,
    condition: watch::Sender<Condition>,
    last_heard: Mutex<Instant>,
    next_question: AtomicU64,
}

/// A process that is not our child, so that its number may come to mean another: what was opened never does.
struct Process {
    number: u32,
    handle: OwnedFd,
}

impl Colleague {
    /// Whoever is, or will be, at the other end of this socket.
    pub(crate) fn on(socket: UnixStream) -> Arc<Self> {
        let (requests, waiting) = mpsc::unbounded_channel();
        let worker = Arc::new(Self {
            process: OnceLock::new(),
            requests,
            conversations: Mutex::default(),
            condition: watch::channel(Condition::Loading).0,
            last_heard: Mutex::new(Instant::now()),
            next_question: AtomicU64::new(1),
        });
        let (input, output) = socket.into_split();
        // The tasks hold no more than a weak reference: when nobody else knows the worker any more, its queue closes,
        // its socket with it, and it ends.
        tokio::spawn(write(output, waiting));
        tokio::spawn(read(Arc::downgrade(&worker), input, worker.condition.clone()));
        worker
    }

    /// Tells it the next step.
    pub(crate) fn follow(&self, step: Step) {
        self.request(Request::Step(step));
    }

    /// Asks it. Replies come until the last one; a closed channel means that the worker ended.
    pub(crate) fn ask(self: &Arc<Self>, question: Asking) -> (Asked, mpsc::UnboundedReceiver<Reply>) {
        let id = self.next_question.fetch_add(1, Ordering::Relaxed);
        let (replies, receiver) = mpsc::unbounded_channel();
        self.conversations().insert(id, replies);
        self.request(Request::Ask(id, Box::new(question)));
        if !self.is_alive() {
            // It ended in between: nobody would close this conversation any more.
            self.conversations().remove(&id);
        }
        (Asked { worker: Arc::clone(self), id }, receiver)
    }

    /// Kills it.
    pub(crate) fn kill(&self) {
        if let Some(Process { handle, .. }) = self.process.get() {
            // It fails only where the process has ended already.
            pidfd_send_signal(handle, Signal::KILL).unwrap_or_default();
        }
    }

    /// Its process id, once it has told that.
    pub(crate) fn process(&self) -> Option<u32> {
        self.process.get().map(|process| process.number).filter(|_| self.is_alive())
    }

    /// How far it is, and from now on.
    pub(crate) fn condition(&self) -> watch::Receiver<Condition> {
        self.condition.subscribe()
    }

    /// Whether its process has not ended.
    pub(crate) fn is_alive(&self) -> bool {
        *self.condition.borrow() != Condition::Ended
    }

    /// For how long it has said nothing.
    pub(crate) fn silence(&self) -> Duration {
        self.last_heard.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    fn request(&self, request: Request) {
        // Nobody reads it any more: the worker has ended, and whoever asks learns it from the closed conversation.
        drop(self.requests.send(request));
    }

    fn conversations(&self) -> MutexGuard<'_, BTreeMap<u64, mpsc::UnboundedSender<Reply>>> {
        // Each change is one call, so nobody can leave it half-made.
        self.conversations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, reply: Reply) {
        *self.last_heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let id = match &reply {
            Reply::Born(number) => return self.is_born(*number),
            // A keeper's.
            Reply::Ready | Reply::Following(_) => return,
            Reply::Begun(id) | Reply::Head(id, _) | Reply::Piece(id, _) | Reply::End(id) | Reply::Failed(id, _) => *id,
        };
        if let Some(conversation) = self.conversations().get(&id) {
            // A conversation that is over has nobody who listens.
            drop(conversation.send(reply));
        }
    }

    fn is_born(&self, number: u64) {
        let process = i32::try_from(number).ok().and_then(Pid::from_raw);
        // It has just written, and if it ended since, its socket tells so: nobody is killed in its place.
        let opened = process.and_then(|process| pidfd_open(process, PidfdFlags::empty()).ok());
        let Some((handle, number)) = opened.zip(u32::try_from(number).ok()) else {
            tracing::warn!(process = number, "a query worker that cannot be ended is not asked");
            return;
        };
        if self.process.set(Process { number, handle }).is_ok() {
            self.condition.send_if_modified(|condition| {
                let was_loading = *condition == Condition::Loading;
                if was_loading {
                    *condition = Condition::Ready;
                }
                was_loading
            });
        }
    }
}

/// A question that a worker was given. Dropping it ends the conversation.
pub(crate) struct Asked {
    worker: Arc<Colleague>,
    id: u64,
}

impl Asked {
    /// The reader took one piece.
    pub(crate) fn more(&self) {
        self.worker.request(Request::More(self.id));
    }

    /// Nobody waits for the answer any more.
    pub(crate) fn cancel(&self) {
        self.worker.request(Request::Cancel(self.id));
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.worker.conversations().remove(&self.id);
    }
}

/// Writes whatever is asked, until the worker ends or nobody can ask any more.
async fn write(output: OwnedWriteHalf, mut waiting: mpsc::UnboundedReceiver<Request>) {
    let mut output = BufWriter::with_capacity(1 << 16, output);
    while let Some(request) = waiting.recv().await {
        if output.write_all(&request.to_bytes()).await.is_err() {
            return;
        }
        if waiting.is_empty() && output.flush().await.is_err() {
            return;
        }
    }
}

/// Reads replies until the stream ends; a stream that makes no sense ends its worker.
async fn read(worker: Weak<Colleague>, input: OwnedReadHalf, condition: watch::Sender<Condition>) {
    let mut input = BufReader::with_capacity(1 << 16, input);
    loop {
        match frame::next_reply(&mut input).await {
            Ok(Some(reply)) => {
                // If nobody asks it any more it ends, and what it says meanwhile is for nobody.
                if let Some(worker) = worker.upgrade() {
                    worker.hear(reply);
                }
            }
            Ok(None) => break,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a query worker makes no sense");
                if let Some(worker) = worker.upgrade() {
                    worker.kill();
                }
                break;
            }
        }
    }
    // `send_replace` works without listeners too.
    condition.send_replace(Condition::Ended);
    if let Some(worker) = worker.upgrade() {
        worker.conversations().clear();
    }
}
