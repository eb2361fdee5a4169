//! One query worker as the main process sees it: its process, its pipes, what it was asked.
//!
//! Three tasks per worker. One writes: first the snapshot, then steps and questions in the order they were given. One
//! reads replies and hands each to the conversation it belongs to, never waiting for anybody: a conversation is sent at
//! most a window of pieces before it asks for more, so its queue cannot grow. One waits for the process to end, or
//! ends it.

use crate::asking::Asking;
use crate::beginning::{Beginning, Listener};
use crate::door::WorkerProgram;
use crate::frame::{self, FrameError, Reply, Request};
use crate::limits::FEED_AHEAD;
use crate::projection::ProjectionError;
use crate::step::Step;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;

/// How far a worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It is being fed the snapshot.
    Loading,
    /// It can be asked.
    Ready,
    /// Its process has ended.
    Ended,
}

/// One query worker.
pub(crate) struct Colleague {
    /// Its process id.
    pub(crate) process: u32,
    requests: mpsc::UnboundedSender<Request>,
    conversations: Mutex<BTreeMap<u64, mpsc::UnboundedSender<Reply>>>,
    condition: watch::Sender<Condition>,
    last_heard: Mutex<Instant>,
    next_question: AtomicU64,
    end: Arc<Notify>,
}

impl Colleague {
    /// Starts the process and tells it the beginning, each step as `told` makes it.
    pub(crate) fn start(
        program: &WorkerProgram,
        beginning: Arc<dyn Beginning>,
        told: impl Fn(Step) -> Step + Send + Sync + 'static,
    ) -> Result<Arc<Self>, ProjectionError> {
        let failed = |source| ProjectionError::Worker { program: program.program.clone(), source };
        let mut child = Command::new(&program.program)
            .args(&program.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let no_pipe = || failed(std::io::Error::other("the process has no pipes"));
        let (input, output) = (child.stdin.take().ok_or_else(no_pipe)?, child.stdout.take().ok_or_else(no_pipe)?);
        let process = child.id().ok_or_else(no_pipe)?;
        // From here on what is published is kept for this worker; the snapshot is taken later, so nothing lies between.
        let (requests, waiting) = mpsc::unbounded_channel();
        let worker = Arc::new(Self {
            process,
            requests,
            conversations: Mutex::default(),
            condition: watch::channel(Condition::Loading).0,
            last_heard: Mutex::new(Instant::now()),
            next_question: AtomicU64::new(1),
            end: Arc::default(),
        });
        let (snapshot, pieces) = mpsc::channel(FEED_AHEAD);
        tokio::spawn(begin(beginning, Box::new(told), snapshot));
        // The tasks hold no more than a weak reference: when nobody else knows the worker any more, its queue closes,
        // its standard input with it, and it ends.
        tokio::spawn(write(input, pieces, waiting));
        tokio::spawn(read(Arc::downgrade(&worker), output, Arc::clone(&worker.end)));
        tokio::spawn(attend(child, Arc::downgrade(&worker), Arc::clone(&worker.end), worker.condition.clone()));
        Ok(worker)
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
        self.end.notify_one();
    }

    /// How far it is, and from now on.
    pub(crate) fn condition(&self) -> watch::Receiver<Condition> {
        self.condition.subscribe()
    }

    /// It, seen from afar.
    pub(crate) fn seen(&self) -> Seen {
        Seen { process: self.process, condition: self.condition() }
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
            Reply::Ready => {
                self.condition.send_if_modified(|condition| {
                    let was_loading = *condition == Condition::Loading;
                    if was_loading {
                        *condition = Condition::Ready;
                    }
                    was_loading
                });
                return;
            }
            Reply::Following(_) => return,
            Reply::Begun(id) | Reply::Head(id, _) | Reply::Piece(id, _) | Reply::End(id) | Reply::Failed(id, _) => *id,
        };
        if let Some(conversation) = self.conversations().get(&id) {
            // A conversation that is over has nobody who listens.
            drop(conversation.send(reply));
        }
    }
}

/// A worker seen from afar: what its replacement needs to know, without keeping it alive.
pub(crate) struct Seen {
    /// Its process id.
    pub(crate) process: u32,
    condition: watch::Receiver<Condition>,
}

impl Seen {
    /// Waits for its end; whether it had been ready before.
    pub(crate) async fn ended(&mut self) -> bool {
        let past_loading = self.condition.wait_for(|condition| *condition != Condition::Loading).await;
        let was_ready = past_loading.is_ok_and(|condition| *condition == Condition::Ready);
        // An error means that nobody attends to it any more, which is an end as well.
        drop(self.condition.wait_for(|condition| *condition == Condition::Ended).await);
        was_ready
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

/// Tells a worker its beginning.
async fn begin(
    beginning: Arc<dyn Beginning>,
    told: Box<dyn Fn(Step) -> Step + Send + Sync>,
    snapshot: mpsc::Sender<Request>,
) {
    match beginning.tell(Listener { told, requests: snapshot.clone() }).await {
        // If nobody takes it, the worker has ended meanwhile.
        Ok(seq) => drop(snapshot.send(Request::Complete(seq)).await),
        Err(error) => tracing::error!(error = &*error as &dyn std::error::Error, "a query worker cannot be fed"),
    }
}

/// Writes the snapshot and then whatever is asked, until the worker ends or nobody can ask any more.
async fn write(
    input: ChildStdin,
    mut snapshot: mpsc::Receiver<Request>,
    mut waiting: mpsc::UnboundedReceiver<Request>,
) {
    let mut input = BufWriter::with_capacity(1 << 18, input);
    let mut is_complete = false;
    while let Some(request) = snapshot.recv().await {
        is_complete = matches!(request, Request::Complete(_));
        if input.write_all(&request.to_bytes()).await.is_err() {
            return;
        }
    }
    // Without the whole snapshot the worker must not go on: its input ends here, and another one is started.
    if !is_complete || input.flush().await.is_err() {
        return;
    }
    while let Some(request) = waiting.recv().await {
        if input.write_all(&request.to_bytes()).await.is_err() {
            return;
        }
        if waiting.is_empty() && input.flush().await.is_err() {
            return;
        }
    }
}

/// Reads replies until the stream ends; a stream that makes no sense ends its worker.
async fn read(worker: Weak<Colleague>, output: ChildStdout, end: Arc<Notify>) {
    let mut output = BufReader::with_capacity(1 << 18, output);
    loop {
        let reply = match next_reply(&mut output).await {
            Ok(Some(reply)) => reply,
            Ok(None) => break,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a query worker makes no sense");
                break;
            }
        };
        let Some(worker) = worker.upgrade() else { break };
        worker.hear(reply);
    }
    end.notify_one();
}

async fn next_reply(output: &mut BufReader<ChildStdout>) -> Result<Option<Reply>, FrameError> {
    let mut length = [0; 4];
    match output.read_exact(&mut length).await {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let mut frame = vec![0; frame::announced(length)?];
    output.read_exact(&mut frame).await?;
    Reply::from_frame(&frame).map(Some)
}

/// Waits for the process to end, or ends it; then says so to whoever waits for an answer of it.
async fn attend(mut child: Child, worker: Weak<Colleague>, end: Arc<Notify>, condition: watch::Sender<Condition>) {
    tokio::select! {
        _ = child.wait() => {}
        () = end.notified() => {
            // `kill` also waits; it fails only where the process has ended already.
            drop(child.kill().await);
        }
    }
    // `send_replace` works without listeners too.
    condition.send_replace(Condition::Ended);
    if let Some(worker) = worker.upgrade() {
        worker.conversations().clear();
    }
}
