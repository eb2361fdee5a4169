//! The instance's end of the administration socket.

use super::{Reply, Request, frame};
use crate::operation::{self, ExportOrder, ImportOrder, ImportTold, Spool};
use crate::text;
use federation::Federation;
use model::syntax::Format;
use registry::Registry;
use registry::folder::administration_socket;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

/// How long the socket rests after a connection that could not be accepted: the system is short of something.
const REST: Duration = Duration::from_millis(100);

/// Records that are told of together.
const TOLD: usize = 200;

/// Who listens no longer is told no more after this: neither the import nor the end of the instance waits for them.
const PATIENCE: Duration = Duration::from_mins(1);

/// The socket, listening. Dropping it ends the listening and what is under way, and removes the file.
pub struct AdminSocket {
    path: PathBuf,
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

impl AdminSocket {
    /// Listens in the instance's data folder. What a process that ended left there is replaced: the folder's lock is
    /// ours.
    pub fn listen(federation: Arc<Federation>) -> io::Result<Self> {
        let path = administration_socket(federation.registry().folder().path());
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let stop = Arc::new(Notify::new());
        let task = tokio::spawn(accept(listener, federation, stop.clone()));
        Ok(Self { path, stop, task })
    }

    /// Ends the listening; commands under way are answered first.
    pub async fn close(mut self) {
        self.stop.notify_one();
        if let Err(error) = (&mut self.task).await {
            tracing::error!(%error, "the administration socket had ended");
        }
    }
}

impl Drop for AdminSocket {
    fn drop(&mut self) {
        self.task.abort();
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "the administration socket could not be removed");
        }
    }
}

async fn accept(listener: UnixListener, federation: Arc<Federation>, stop: Arc<Notify>) {
    let mut commands = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.notified() => break,
            // Whoever has been answered is forgotten.
            Some(_) = commands.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let federation = federation.clone();
                commands.spawn(async move {
                    if let Err(error) = serve(stream, &federation).await {
                        tracing::warn!(%error, "a command's connection broke off");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a command could not connect");
                tokio::time::sleep(REST).await;
            }
        }
    }
    drop(listener);
    while commands.join_next().await.is_some() {}
}

async fn serve(mut stream: UnixStream, federation: &Federation) -> io::Result<()> {
    let registry = federation.registry();
    let request: Request = match frame::read_head(&mut stream).await {
        // Whoever only looked whether an instance is served here.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
        request => request?,
    };
    if !matches!(request, Request::Import { .. }) {
        // All others have said everything with the head.
        frame::read_body(&mut stream).await?;
    }
    let reply = match request {
        Request::Import { order, pieces } => return import(stream, registry, order, pieces).await,
        Request::Sources { order, language } => match operation::sources(registry, order, language).await {
            Ok(done) => Reply::Sources(done),
            Err(text) => Reply::Failed { text },
        },
        Request::Same { order, language } => match operation::same(registry, order, language).await {
            Ok(done) => Reply::Same(done),
            Err(text) => Reply::Failed { text },
        },
        Request::Export(order) => return send_export(stream, registry, &order).await,
        Request::Release(wish) => match operation::release(registry, wish).await {
            Ok(summary) => Reply::Released(summary),
            Err(text) => Reply::Failed { text },
        },
        Request::Erase(order) => match operation::erase(registry, order).await {
            Ok(summary) => Reply::Erased(summary),
            Err(text) => Reply::Failed { text },
        },
        Request::Federation { order, language } => match operation::federate(federation, order, language).await {
            Ok(done) => Reply::Federated(done),
            Err(text) => Reply::Failed { text },
        },
        Request::Doctor { language } => Reply::Diagnosed(operation::report(&registry.diagnose().await, language)),
        Request::Token { email, scopes, language } => {
            let scopes = scopes.into_iter().map(Into::into).collect();
            match operation::token(registry, &email, scopes, language).await {
                Ok(token) => Reply::Token { token },
                Err(text) => Reply::Failed { text },
            }
        }
        Request::Account { order, language } => match operation::account(registry, order, language).await {
            Ok(text) => Reply::Account { text },
            Err(text) => Reply::Failed { text },
        },
        Request::Query { text: query, entailment, bindings, graph, language } => {
            let graph = Format::from_media_type(&graph).unwrap_or(Format::Turtle);
            match operation::ask(registry, &query, entailment, bindings.into(), graph).await {
                Ok(answer) => return send_answer(stream, answer).await,
                Err(error) => Reply::Failed { text: operation::explain_ask(language, &error) },
            }
        }
    };
    frame::write_head(&mut stream, &reply).await?;
    frame::write_end(&mut stream).await
}

/// Reads a source, and tells what becomes of it while it is read. Who does not listen does not hold up the reading, which others wait for.
async fn import(
    mut stream: UnixStream,
    registry: &Registry,
    order: ImportOrder,
    pieces: Vec<(String, u64)>,
) -> io::Result<()> {
    let mut body = Spool::new()?;
    frame::read_into(&mut stream, &mut body).await?;
    let pieces = body.cut().pieces(pieces);
    let (sender, mut told) = mpsc::unbounded_channel();
    let read = async move {
        let ear = |told| {
            // Whoever left hears nothing more; the source is read to its end all the same.
            drop(sender.send(told));
        };
        let done = operation::import(registry, order, pieces, &ear).await;
        ear(done.map_or_else(ImportTold::Failed, ImportTold::Done));
    };
    let tell = async move {
        frame::write_head(&mut stream, &Reply::Importing).await?;
        let mut some = Vec::with_capacity(TOLD);
        while told.recv_many(&mut some, TOLD).await > 0 {
            let mut lines = Vec::new();
            for told in some.drain(..) {
                serde_json::to_writer(&mut lines, &told)?;
                lines.push(b'\n');
            }
            timeout(PATIENCE, frame::write_data(&mut stream, &lines)).await??;
        }
        frame::write_end(&mut stream).await
    };
    let ((), told) = tokio::join!(read, tell);
    told
}

async fn send_export(mut stream: UnixStream, registry: &Registry, order: &ExportOrder) -> io::Result<()> {
    let (sender, mut pieces) = mpsc::channel(1);
    // What ends the writing ends the sending: the channel goes with it.
    let write = async move { operation::export(registry, order, &sender).await };
    let tell = async move {
        let mut has_begun = false;
        while let Some(piece) = pieces.recv().await {
            match piece {
                Ok(piece) => {
                    if !std::mem::replace(&mut has_begun, true) {
                        let media_type = order.format.media_type().to_owned();
                        frame::write_head(&mut stream, &Reply::Answer { media_type }).await?;
                    }
                    frame::write_data(&mut stream, &piece).await?;
                }
                Err(text) if !has_begun => frame::write_head(&mut stream, &Reply::Failed { text }).await?,
                // A broken-off export must not look finished: no end is written.
                Err(text) => return Err(io::Error::other(text)),
            }
        }
        frame::write_end(&mut stream).await
    };
    let ((), told) = tokio::join!(write, tell);
    told
}

async fn send_answer(mut stream: UnixStream, mut answer: registry::Answer) -> io::Result<()> {
    frame::write_head(&mut stream, &Reply::Answer { media_type: answer.media_type.to_owned() }).await?;
    while let Some(piece) = answer.body.recv().await {
        // A broken-off answer must not look finished: no end is written.
        let piece = piece
            .map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, text::say(text::Language::En, "broken-off")))?;
        frame::write_data(&mut stream, &piece).await?;
    }
    frame::write_end(&mut stream).await
}
