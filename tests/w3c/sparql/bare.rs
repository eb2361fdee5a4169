//! A bare dataset behind the handlers of the protocols, listening.

use crate::PROGRAM;
use crate::speaker::{Speaker, said};
use model::{Iri, Reason};
use oxrdf::Triple;
use registry::{Answer, AskError, Changed, Endpoint, GraphStore, Promise, Question, Replacing, Update, UpdateError};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use store::{BareDataset, Effect};
use tests::Server;

/// A dataset that is emptied between tests.
#[derive(Default)]
pub(crate) struct Bare(Mutex<Arc<BareDataset>>);

impl Bare {
    /// Empties it.
    pub(crate) fn clear(&self) {
        *self.0.lock().expect("whole") = Arc::default();
    }

    fn dataset(&self) -> Arc<BareDataset> {
        Arc::clone(&self.0.lock().expect("whole"))
    }
}

impl Endpoint for Bare {
    fn ask(&self, question: Question) -> Promise<'_, Result<Answer, AskError>> {
        let dataset = self.dataset();
        Box::pin(async move { tokio::task::spawn_blocking(move || dataset.ask(&question)).await.expect("no panic") })
    }

    fn update(&self, update: Update, _: Option<Reason>) -> Promise<'_, Result<Option<Changed>, UpdateError>> {
        let dataset = self.dataset();
        Box::pin(async move {
            match tokio::task::spawn_blocking(move || dataset.update(&update)).await.expect("no panic")? {
                Effect::Changes(_) => Ok(None),
                Effect::NoSuchGraph(name) => Err(UpdateError::NoSuchGraph(name)),
                Effect::GraphExists(name) => Err(UpdateError::GraphExists(name)),
            }
        })
    }

    fn graph_store(&self) -> Option<&dyn GraphStore> {
        Some(self)
    }
}

impl GraphStore for Bare {
    fn put(&self, name: Option<&Iri>, triples: Vec<Triple>, replacing: Replacing) -> Result<bool, AskError> {
        self.dataset().put(name, triples, replacing)
    }

    fn remove(&self, name: Option<&Iri>) -> bool {
        self.dataset().remove(name)
    }
}

/// The bare dataset, listening.
pub(crate) struct Listening {
    pub(crate) bare: Arc<Bare>,
    pub(crate) speaker: Speaker,
    _server: Server,
}

impl Listening {
    /// Starts it.
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let bare = Arc::new(Bare::default());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a socket");
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let server = runtime.block_on(Server::start(PROGRAM));
        let app = server.app_over(bare.clone());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a socket");
            axum::serve(listener, app).await.expect("it serves");
        });
        let speaker = Speaker::to(address, runtime, Some(server.token().to_owned()));
        Self { bare, speaker, _server: server }
    }

    /// Puts triples into a graph; without a name, the default one.
    pub(crate) fn put_graph(&self, name: Option<&str>, triples: &[Triple]) {
        let lines = triples.iter().fold(String::new(), |lines, triple| lines + &format!("{triple} .\n"));
        let reply = self.speaker.send("PUT", &graph(name), &[("content-type", "application/n-triples")], lines.into());
        assert!(matches!(reply.status, 201 | 204), "{}", said(&reply));
    }

    /// The triples of a graph; without a name, of the default one.
    pub(crate) fn graph(&self, name: Option<&str>) -> Vec<Triple> {
        let reply = self.speaker.send("GET", &graph(name), &[("accept", "application/n-triples")], Vec::new());
        if reply.status == 404 {
            return Vec::new();
        }
        assert_eq!(reply.status, 200, "{}", said(&reply));
        super::results::triples(&reply.body)
    }
}

fn graph(name: Option<&str>) -> String {
    match name {
        None => "/graphs?default".to_owned(),
        Some(name) => format!("/graphs?graph={}", tests::client::url_encoded(name)),
    }
}
