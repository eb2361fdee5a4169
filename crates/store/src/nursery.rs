//! One keeper as the main process sees it: its process, its socket, the workers it was asked for.
//!
//! Three tasks per keeper. One writes: first the snapshot, then steps and wishes for workers in the order they were given.
//! One reads its signs of life. One waits for the process to end, or ends it.

use crate::beginning::{Beginning, Listener};
use crate::colleague::{Colleague, Condition};
use crate::confinement::Room;
use crate::door::WorkerProgram;
use crate::frame::{self, Reply, Request};
use crate::handover;
use crate::limits::FEED_AHEAD;
use crate::projection::ProjectionError;
use crate::step::Step;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream as Socket;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::io::{AsyncWriteExt, BufReader, BufWriter, Interest};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::{Child, Command};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, timeout_at};

/// One keeper. When nobody knows it any more its socket closes, and it ends, with its workers.
pub(crate) struct Nursery {
    orders: mpsc::UnboundedSender<Order>,
    condition: watch::Receiver<Condition>,
    end: Arc<Notify>,
    workers: Mutex<Vec<Weak<Colleague>>>,
}

/// What a keeper is told, in order.
enum Order {
    Tell(Request),
    /// A worker is wanted, at the other end of this socket.
    Fork(Room, OwnedFd),
}

impl Nursery {
    /// Starts the process and tells it the beginning, each step as `told` makes it.
    pub(crate) fn start(
        program: &WorkerProgram,
        beginning: Arc<dyn Beginning>,
        told: impl Fn(Step) -> Step + Send + Sync + 'static,
    ) -> Result<Self, ProjectionError> {
        let failed = |source| ProjectionError::Worker { program: program.program.clone(), source };
        let (ours, theirs) = Socket::pair().map_err(failed)?;
        let socket = tokio_socket(ours).map_err(failed)?;
        let child = Command::new(&program.program)
            .args(&program.arguments)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        // From here on what is published is kept for this keeper; the snapshot is taken later, so nothing lies between.
        let (orders, waiting) = mpsc::unbounded_channel();
        let (snapshot, pieces) = mpsc::channel(FEED_AHEAD);
        let (state, condition) = watch::channel(Condition::Loading);
        let (input, output) = socket.into_split();
        let end = Arc::<Notify>::default();
        tokio::spawn(begin(beginning, Box::new(told), snapshot));
        tokio::spawn(write(output, pieces, waiting));
        tokio::spawn(read(input, state.clone(), Arc::clone(&end)));
        tokio::spawn(attend(child, Arc::clone(&end), state));
        Ok(Self { orders, condition, end, workers: Mutex::default() })
    }

    /// Tells it the next step.
    pub(crate) fn follow(&self, step: Step) {
        self.order(Order::Tell(Request::Step(step)));
    }

    /// A worker that has everything it was told so far.
    pub(crate) fn worker(&self, room: Room) -> io::Result<Arc<Colleague>> {
        let (ours, theirs) = Socket::pair()?;
        let worker = Colleague::on(tokio_socket(ours)?);
        self.order(Order::Fork(room, theirs.into()));
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        workers.retain(|worker| worker.strong_count() > 0);
        workers.push(Arc::downgrade(&worker));
        Ok(worker)
    }

    /// How far it is, and from now on.
    pub(crate) fn condition(&self) -> watch::Receiver<Condition> {
        self.condition.clone()
    }

    /// The workers that somebody still asks.
    pub(crate) fn workers(&self) -> Vec<Arc<Colleague>> {
        let workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        workers.iter().filter_map(Weak::upgrade).collect()
    }

    /// Waits until its workers have answered what they were asked, but no longer than this, and then until all of these
    /// processes have ended.
    pub(crate) async fn retire(self: Arc<Self>, patience: Duration) {
        let until = Instant::now() + patience;
        let mut workers: Vec<_> = self.workers().into_iter().map(|worker| worker.condition()).collect();
        for condition in &mut workers {
            drop(timeout_at(until, ended(condition)).await);
        }
        // Its workers end with it.
        self.end.notify_one();
        let mut condition = self.condition();
        drop(self);
        ended(&mut condition).await;
        for condition in &mut workers {
            ended(condition).await;
        }
    }

    fn order(&self, order: Order) {
        // Nobody reads it any more: the keeper has ended, and so have the workers it is asked for.
        drop(self.orders.send(order));
    }
}

/// Waits for somebody's end.
pub(crate) async fn ended(condition: &mut watch::Receiver<Condition>) {
    // An error means that nobody attends to it any more, which is an end as well.
    drop(condition.wait_for(|condition| *condition == Condition::Ended).await);
}

fn tokio_socket(socket: Socket) -> io::Result<UnixStream> {
    socket.set_nonblocking(true)?;
    UnixStream::from_std(socket)
}

/// Tells a keeper its beginning.
async fn begin(
    beginning: Arc<dyn Beginning>,
    told: Box<dyn Fn(Step) -> Step + Send + Sync>,
    snapshot: mpsc::Sender<Request>,
) {
    match beginning.tell(Listener { told, requests: snapshot.clone() }).await {
        // If nobody takes it, the keeper has ended meanwhile.
        Ok(seq) => drop(snapshot.send(Request::Complete(seq)).await),
        Err(error) => tracing::error!(error = &*error as &dyn std::error::Error, "a query worker cannot be fed"),
    }
}

/// Writes the snapshot and then whatever is ordered, until the keeper ends or nobody can order any more.
async fn write(
    output: OwnedWriteHalf,
    mut snapshot: mpsc::Receiver<Request>,
    mut waiting: mpsc::UnboundedReceiver<Order>,
) {
    let mut output = BufWriter::with_capacity(1 << 18, output);
    let mut is_complete = false;
    while let Some(request) = snapshot.recv().await {
        is_complete = matches!(request, Request::Complete(_));
        if output.write_all(&request.to_bytes()).await.is_err() {
            return;
        }
    }
    // Without the whole snapshot the keeper must not go on: its input ends here, and another one is started.
    if !is_complete || output.flush().await.is_err() {
        return;
    }
    while let Some(order) = waiting.recv().await {
        let written = match order {
            Order::Tell(request) => output.write_all(&request.to_bytes()).await,
            Order::Fork(room, socket) => hand_over(&mut output, room, &socket).await,
        };
        if written.is_err() || (waiting.is_empty() && output.flush().await.is_err()) {
            return;
        }
    }
}

/// After all that was written before.
async fn hand_over(output: &mut BufWriter<OwnedWriteHalf>, room: Room, socket: &OwnedFd) -> io::Result<()> {
    output.flush().await?;
    let frame = Request::Fork(room).to_bytes();
    let line: &UnixStream = output.get_ref().as_ref();
    let taken = line.async_io(Interest::WRITABLE, || handover::hand_over(line, &frame, socket)).await?;
    output.write_all(frame.get(taken..).unwrap_or_default()).await
}

/// Reads signs of life until the stream ends; a stream that makes no sense ends its keeper.
async fn read(input: OwnedReadHalf, condition: watch::Sender<Condition>, end: Arc<Notify>) {
    let mut input = BufReader::new(input);
    while let Ok(Some(reply)) = frame::next_reply(&mut input).await {
        if reply == Reply::Ready {
            condition.send_if_modified(|condition| {
                let was_loading = *condition == Condition::Loading;
                if was_loading {
                    *condition = Condition::Ready;
                }
                was_loading
            });
        }
    }
    end.notify_one();
}

/// Waits for the process to end, or ends it; then says so.
async fn attend(mut child: Child, end: Arc<Notify>, condition: watch::Sender<Condition>) {
    tokio::select! {
        _ = child.wait() => {}
        () = end.notified() => {
            // `kill` also waits; it fails only where the process has ended already.
            drop(child.kill().await);
        }
    }
    condition.send_replace(Condition::Ended);
}
