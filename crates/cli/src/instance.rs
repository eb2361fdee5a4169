//! Reaches an instance: talks to the process that serves it, or owns its folder for the length of a command.

use crate::admin::{Bindings, Reply, Request, client, frame};
use crate::arguments::ScopeName;
use crate::failure::Failure;
use crate::operation::{
    self, AccountOrder, DoctorReport, EraseOrder, EraseSummary, ExportOrder, FederationDone, FederationOrder,
    ImportOrder, ImportSummary, Piece, ReleaseSummary, ReleaseWish, SameDone, SameOrder, SourcesDone, SourcesOrder,
};
use crate::output;
use crate::parts;
use crate::settings::FederationSettings;
use crate::text::Language;
use federation::Federation;
use model::syntax::Format;
use outbound::Outbound;
use registry::folder::FolderError;
use registry::{OpenError, Registry};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::UnixStream;
use tokio::sync::mpsc;

/// An instance within reach.
pub struct Instance {
    reached: Reached,
    folder: PathBuf,
    language: Language,
}

enum Reached {
    Own(Box<Registry>),
    Running,
}

impl Instance {
    /// Reaches the instance of this folder.
    pub async fn reach(folder: &Path, language: Language) -> Result<Self, Failure> {
        let at = |reached| Self { reached, folder: folder.to_owned(), language };
        if client::connect(folder).await.is_some() {
            return Ok(at(Reached::Running));
        }
        if !folder.is_dir() {
            // Opening would make the folder, and a mistyped name should leave nothing behind.
            return Err(Failure::opening(language, &OpenError::NoInstance(folder.to_owned())));
        }
        match Registry::open(folder, parts::of_system(language)?).await {
            Ok(registry) => Ok(at(Reached::Own(Box::new(registry)))),
            // It was started between the two looks.
            Err(OpenError::Folder(FolderError::Owned(_))) if client::connect(folder).await.is_some() => {
                Ok(at(Reached::Running))
            }
            Err(error) => Err(Failure::opening(language, &error)),
        }
    }

    /// The instance of this folder, if it runs.
    pub async fn running(folder: &Path, language: Language) -> Option<Self> {
        client::connect(folder).await?;
        Some(Self { reached: Reached::Running, folder: folder.to_owned(), language })
    }

    /// Imports a source; what it did, with each record.
    pub async fn import(&self, order: ImportOrder, pieces: Vec<Piece>) -> Result<ImportSummary, Failure> {
        let mut summary = ImportSummary { dry_run: order.dry_run, ..ImportSummary::default() };
        match &self.reached {
            Reached::Own(registry) => {
                let heard = Mutex::new(&mut summary);
                let ear = |told| {
                    // A record is told of, which is no failure.
                    heard.lock().unwrap_or_else(PoisonError::into_inner).hear(told).unwrap_or_default();
                };
                let done = operation::import(registry, order, pieces, &ear).await.map_err(Failure::Failed)?;
                summary.add(done);
            }
            Reached::Running => {
                let lost = |error: io::Error| self.lost(error.to_string());
                let mut stream = self.connect().await?;
                let mut told = client::import(&mut stream, order, pieces).await.map_err(lost)?;
                while let Some(told) = told.next().await.map_err(lost)? {
                    summary.hear(told).map_err(Failure::Failed)?;
                }
            }
        }
        Ok(summary)
    }

    /// Does something about sources.
    pub async fn sources(&self, order: SourcesOrder) -> Result<SourcesDone, Failure> {
        match &self.reached {
            Reached::Own(registry) => operation::sources(registry, order, self.language).await.map_err(Failure::Failed),
            Reached::Running => match self.call(&Request::Sources { order, language: self.language }).await? {
                (Reply::Sources(done), _) => Ok(done),
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Does something about documents that are likely of one organisation.
    pub async fn same(&self, order: SameOrder) -> Result<SameDone, Failure> {
        match &self.reached {
            Reached::Own(registry) => operation::same(registry, order, self.language).await.map_err(Failure::Failed),
            Reached::Running => match self.call(&Request::Same { order, language: self.language }).await? {
                (Reply::Same(done), _) => Ok(done),
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Writes an export on standard output, as it comes.
    pub async fn export(&self, order: ExportOrder) -> Result<(), Failure> {
        let language = self.language;
        match &self.reached {
            Reached::Own(registry) => {
                let (sender, mut pieces) = mpsc::channel(1);
                let write = async move { operation::export(registry, &order, &sender).await };
                let tell = async move {
                    while let Some(piece) = pieces.recv().await {
                        output::tell(&piece.map_err(Failure::Failed)?, language)?;
                    }
                    Ok(())
                };
                let ((), told) = tokio::join!(write, tell);
                told
            }
            Reached::Running => match self.call(&Request::Export(order)).await? {
                (Reply::Answer { .. }, mut stream) => {
                    let broken = |_| Failure::failed(language, "broken-off", &[]);
                    while let Some(piece) = frame::read_data(&mut stream).await.map_err(broken)? {
                        output::tell(&piece, language)?;
                    }
                    Ok(())
                }
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Makes a token.
    pub async fn token(&self, email: String, scopes: Vec<ScopeName>) -> Result<String, Failure> {
        match &self.reached {
            Reached::Own(registry) => {
                let scopes = scopes.into_iter().map(Into::into).collect();
                operation::token(registry, &email, scopes, self.language).await.map_err(Failure::Failed)
            }
            Reached::Running => match self.call(&Request::Token { email, scopes, language: self.language }).await? {
                (Reply::Token { token }, _) => Ok(token),
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Releases a description.
    pub async fn release(&self, wish: ReleaseWish) -> Result<ReleaseSummary, Failure> {
        match &self.reached {
            Reached::Own(registry) => operation::release(registry, wish).await.map_err(Failure::Failed),
            Reached::Running => match self.call(&Request::Release(wish)).await? {
                (Reply::Released(summary), _) => Ok(summary),
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Does something to an account; returns what to say.
    pub async fn account(&self, order: AccountOrder) -> Result<String, Failure> {
        match &self.reached {
            Reached::Own(registry) => operation::account(registry, order, self.language).await.map_err(Failure::Failed),
            Reached::Running => match self.call(&Request::Account { order, language: self.language }).await? {
                (Reply::Account { text }, _) => Ok(text),
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Erases documents.
    pub async fn erase(&self, order: EraseOrder) -> Result<EraseSummary, Failure> {
        match &self.reached {
            Reached::Own(registry) => operation::erase(registry, order).await.map_err(Failure::Failed),
            Reached::Running => match self.call(&Request::Erase(order)).await? {
                (Reply::Erased(summary), _) => Ok(summary),
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Does something about other instances. Where none runs, what has to be said is said once one does.
    pub async fn federate(
        folder: &Path,
        order: FederationOrder,
        outbound: Outbound,
        language: Language,
    ) -> Result<FederationDone, Failure> {
        let instance = Self::reach(folder, language).await?;
        match instance.reached {
            Reached::Running => match instance.call(&Request::Federation { order, language }).await? {
                (Reply::Federated(done), _) => Ok(done),
                (reply, _) => Err(instance.unexpected(reply)),
            },
            Reached::Own(registry) => {
                let registry = Arc::new(*registry);
                let chance = parts::of_system(language)?.chance;
                let settings = FederationSettings::of_folder(folder)
                    .map_err(|error| Failure::usage(language, "settings-unusable", &[("cause", error.to_string())]))?;
                let federation = Federation::new(registry.clone(), outbound, chance, settings.into())
                    .map_err(|error| Failure::failed(language, "no-site", &[("cause", error.to_string())]))?;
                let done = operation::federate(&federation, order, language).await.map_err(Failure::Failed);
                drop(federation);
                if let Some(registry) = Arc::into_inner(registry) {
                    registry.close().await;
                }
                done
            }
        }
    }

    /// Says what is wrong with it.
    pub async fn diagnose(&self) -> Result<DoctorReport, Failure> {
        match &self.reached {
            Reached::Own(registry) => Ok(operation::report(&registry.diagnose().await, self.language)),
            Reached::Running => match self.call(&Request::Doctor { language: self.language }).await? {
                (Reply::Diagnosed(report), _) => Ok(report),
                (reply, _) => Err(self.unexpected(reply)),
            },
        }
    }

    /// Asks a question; returns the media type and the whole answer.
    pub async fn ask(
        &self,
        query: &str,
        entailment: bool,
        bindings: Bindings,
        graph: Format,
    ) -> Result<(String, Vec<u8>), Failure> {
        let broken = || Failure::failed(self.language, "broken-off", &[]);
        match &self.reached {
            Reached::Own(registry) => {
                let mut answer = operation::ask(registry, query, entailment, bindings.into(), graph)
                    .await
                    .map_err(|error| Failure::Failed(operation::explain_ask(self.language, &error)))?;
                let mut body = Vec::new();
                while let Some(piece) = answer.body.recv().await {
                    body.extend(piece.map_err(|_| broken())?);
                }
                Ok((answer.media_type.to_owned(), body))
            }
            Reached::Running => {
                let graph = graph.media_type().to_owned();
                let (text, language) = (query.to_owned(), self.language);
                let request = Request::Query { text, entailment, bindings, graph, language };
                match self.call(&request).await? {
                    (Reply::Answer { media_type }, mut stream) => {
                        let body = frame::read_body(&mut stream).await.map_err(|_| broken())?;
                        Ok((media_type, body))
                    }
                    (reply, _) => Err(self.unexpected(reply)),
                }
            }
        }
    }

    /// Lets go of it.
    pub async fn close(self) {
        match self.reached {
            Reached::Own(registry) => registry.close().await,
            Reached::Running => {}
        }
    }

    fn lost(&self, cause: String) -> Failure {
        Failure::failed(self.language, "instance-lost", &[("cause", cause)])
    }

    async fn connect(&self) -> Result<UnixStream, Failure> {
        client::connect(&self.folder).await.ok_or_else(|| self.lost(self.folder.display().to_string()))
    }

    async fn call(&self, request: &Request) -> Result<(Reply, UnixStream), Failure> {
        let mut stream = self.connect().await?;
        let reply = client::call(&mut stream, request).await.map_err(|error| self.lost(error.to_string()))?;
        if !matches!(reply, Reply::Answer { .. }) {
            // Nothing follows but the end: the other side is heard out, so that it does not find us gone.
            drop(frame::read_body(&mut stream).await);
        }
        Ok((reply, stream))
    }

    fn unexpected(&self, reply: Reply) -> Failure {
        match reply {
            Reply::Failed { text } => Failure::Failed(text),
            // Not what it holds, which may be a secret.
            Reply::Importing
            | Reply::Sources(_)
            | Reply::Same(_)
            | Reply::Released(_)
            | Reply::Erased(_)
            | Reply::Federated(_)
            | Reply::Diagnosed(_)
            | Reply::Answer { .. }
            | Reply::Token { .. }
            | Reply::Account { .. } => self.lost("?".to_owned()),
        }
    }
}
