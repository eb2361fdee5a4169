//! An actor in this process, with a key and an inbox: the test says what it sends, and reads what came. It signs and
//! verifies with `federation`, and does by itself only one thing: it accepts who follows it, unless it
//! [stays silent](Correspondent::stays_silent).
//!
//! As an attacker it shows other documents than its own ([`lay`](Correspondent::lay)), signs with its key under other
//! addresses and at other times ([`sign`](Correspondent::sign)), and sends what was changed after that
//! ([`send`](Correspondent::send)).

use super::client;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::routing::{get, post};
use cli::parts::SystemClock;
use federation::activity::actor::Actor;
use federation::activity::media_type::{ACCEPT, ACTIVITY};
use federation::activity::{Activity, Kind};
use federation::key::{KeyKind, PublicKey, SecretKey};
use federation::signature::{Dialect, KeyId, Presented, Received, Signer, Site};
use jiff::Timestamp;
use model::Iri;
use model::ports::Clock;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An actor that runs until it is dropped.
pub struct Correspondent {
    person: Arc<Person>,
    serving: JoinHandle<()>,
}

/// What came back, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The media type; empty if there is none.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

struct Person {
    base: String,
    site: Site,
    public: PublicKey,
    signer: Signer,
    /// The same key as text, for signers under other addresses.
    secret: String,
    dialect: Dialect,
    http: reqwest::Client,
    sent: AtomicU64,
    is_silent: AtomicBool,
    came: Mutex<Came>,
    laid: Mutex<BTreeMap<String, Laid>>,
}

/// What is found at a path.
#[derive(Clone)]
struct Laid {
    status: StatusCode,
    content_type: String,
    body: Vec<u8>,
}

#[derive(Default)]
struct Came {
    asked: Vec<String>,
    received: Vec<Value>,
    refused: Vec<String>,
    followers: Vec<String>,
}

impl Correspondent {
    /// One that signs in this dialect.
    pub async fn start(dialect: Dialect) -> Self {
        Self::start_at(Ipv4Addr::LOCALHOST, dialect).await
    }

    /// One at this address of the loopback: hosts are held back, and blocked, one by one.
    pub async fn start_at(host: Ipv4Addr, dialect: Dialect) -> Self {
        Self::serve(host, dialect, |address| format!("http://{address}")).await
    }

    /// One that goes by the name of the loopback, not by its number: some believe in names alone.
    pub async fn start_named_localhost(dialect: Dialect) -> Self {
        Self::serve(Ipv4Addr::LOCALHOST, dialect, |address| format!("http://localhost:{}", address.port())).await
    }

    async fn serve(host: Ipv4Addr, dialect: Dialect, base: impl FnOnce(SocketAddr) -> String) -> Self {
        let listener = TcpListener::bind((host, 0)).await.expect("a port is free");
        let base = base(listener.local_addr().expect("it is bound"));
        let key = SecretKey::generate(KeyKind::Rsa).expect("a key");
        let secret = key.to_pem().expect("a key");
        let person = Arc::new(Person {
            secret,
            site: Site::of(&base.parse().expect("an address")).expect("absolute"),
            public: key.public().expect("a key"),
            signer: Signer::new(key, iri(&format!("{base}/actor#main-key"))),
            base,
            dialect,
            http: client(),
            sent: AtomicU64::default(),
            is_silent: AtomicBool::default(),
            came: Mutex::default(),
            laid: Mutex::default(),
        });
        let app = Router::new()
            .route("/actor", get(show))
            .route("/inbox", post(receive))
            .route("/.well-known/webfinger", get(finger))
            .fallback(other)
            .with_state(person.clone());
        let serving = tokio::spawn(async move { drop(axum::serve(listener, app).await) });
        Self { person, serving }
    }

    /// The address of the actor.
    pub fn actor(&self) -> String {
        self.person.actor()
    }

    /// `http://HOST:PORT`, without `/` at its end.
    pub fn base(&self) -> &str {
        &self.person.base
    }

    /// The document of the actor, to be shown with something changed.
    pub fn document(&self) -> Value {
        self.person.document()
    }

    /// Shows this at a path, the actor's own included.
    pub fn lay(&self, path: &str, status: u16, content_type: &str, body: impl Into<Vec<u8>>) {
        let status = StatusCode::from_u16(status).expect("a status");
        let laid = Laid { status, content_type: content_type.to_owned(), body: body.into() };
        self.person.laid().insert(path.to_owned(), laid);
    }

    /// The paths that were asked for, of those that can be laid.
    pub fn asked(&self) -> Vec<String> {
        self.person.came().asked.clone()
    }

    /// From now on it answers nobody who follows it.
    pub fn stays_silent(&self) {
        self.person.is_silent.store(true, Ordering::Relaxed);
    }

    /// Signs with its key, under the address of its key or another one, now or at another time.
    pub fn sign(&self, request: &mut Request<Vec<u8>>, key_id: Option<&str>, at: Option<Timestamp>) {
        let key_id = key_id.map_or_else(|| self.person.signer.key_id().clone(), iri);
        let signer = Signer::new(self.key(), key_id);
        signer.sign(request, self.person.dialect, at.unwrap_or(SystemClock.now()), None).expect("it can be signed");
    }

    /// Its secret key, to sign what no signer signs.
    pub fn key(&self) -> SecretKey {
        SecretKey::from_pem(&self.person.secret).expect("a key")
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Answer {
        self.person.send_as_it_is(request).await.unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// The activities that came with a signature that held, as they were sent, each as often as it came.
    pub fn received(&self) -> Vec<Value> {
        self.person.came().received.clone()
    }

    /// Why the others were answered with 401.
    pub fn refused(&self) -> Vec<String> {
        self.person.came().refused.clone()
    }

    /// Who follows it, in the order in which they came.
    pub fn followers(&self) -> Vec<String> {
        self.person.came().followers.clone()
    }

    /// Asks for an address as ActivityPub does, signed.
    pub async fn get(&self, address: &str) -> Answer {
        self.person.get(address).await.unwrap_or_else(|error| panic!("{address}: {error}"))
    }

    /// The actor at this address.
    pub async fn look_up(&self, address: &str) -> Actor {
        self.person.look_up(address).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Posts this to an inbox, signed; its status.
    pub async fn post(&self, inbox: &str, activity: &Value) -> StatusCode {
        self.person.post(inbox, activity).await.unwrap_or_else(|error| panic!("{inbox}: {error}")).status
    }

    /// An activity of this actor with an address of its own, to be [posted](Self::post).
    pub fn activity(&self, kind: &str, object: &Value) -> Value {
        self.person.activity(kind, object)
    }

    /// Sends a Follow of this to the actor at `actor`; the Follow, if it was taken.
    pub async fn follow(&self, actor: &str, target: &str) -> Value {
        let follow = self.activity("Follow", &target.into());
        let inbox = self.look_up(actor).await.inbox;
        let status = self.post(inbox.as_str(), &follow).await;
        assert!(status.is_success(), "{target}: {status}");
        follow
    }
}

impl Drop for Correspondent {
    fn drop(&mut self) {
        self.serving.abort();
        if std::thread::panicking() {
            #[expect(clippy::print_stderr, reason = "a test that fails shows what it refused")]
            {
                eprintln!("── {} refused ──\n{}", self.actor(), self.refused().join("\n"));
            }
        }
    }
}

impl Person {
    fn actor(&self) -> String {
        format!("{}/actor", self.base)
    }

    fn came(&self) -> MutexGuard<'_, Came> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn laid(&self) -> MutexGuard<'_, BTreeMap<String, Laid>> {
        self.laid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn document(&self) -> Value {
        let actor = Actor {
            username: Some("correspondent".to_owned()),
            name: Some("Correspondent".to_owned()),
            keys: vec![(KeyId::parse(self.signer.key_id().as_str()).expect("an address"), self.public.clone())],
            ..Actor::new(iri(&self.actor()), "Person", iri(&format!("{}/inbox", self.base)))
        };
        serde_json::from_slice(&actor.to_json()).expect("JSON")
    }

    /// What is found at a path.
    fn shown(&self, path: &str) -> Laid {
        self.came().asked.push(path.to_owned());
        if let Some(laid) = self.laid().get(path) {
            return laid.clone();
        }
        let (status, body) = if path == "/actor" {
            (StatusCode::OK, self.document().to_string().into_bytes())
        } else {
            (StatusCode::NOT_FOUND, Vec::new())
        };
        Laid { status, content_type: ACTIVITY.to_owned(), body }
    }

    fn activity(&self, kind: &str, object: &Value) -> Value {
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        json!({
            "@context": federation::activity::CONTEXT,
            "id": format!("{}/activities/{number}", self.base),
            "type": kind,
            "actor": self.actor(),
            "object": object,
        })
    }

    async fn get(&self, address: &str) -> anyhow::Result<Answer> {
        self.send(Request::get(address).header(header::ACCEPT, ACCEPT).body(Vec::new())?).await
    }

    async fn post(&self, inbox: &str, activity: &Value) -> anyhow::Result<Answer> {
        let body = activity.to_string().into_bytes();
        self.send(Request::post(inbox).header(header::CONTENT_TYPE, ACTIVITY).body(body)?).await
    }

    async fn send(&self, mut request: Request<Vec<u8>>) -> anyhow::Result<Answer> {
        self.signer.sign(&mut request, self.dialect, SystemClock.now(), None)?;
        self.send_as_it_is(request).await
    }

    async fn send_as_it_is(&self, request: Request<Vec<u8>>) -> anyhow::Result<Answer> {
        let reply = self.http.execute(request.try_into()?).await?;
        let content_type = reply.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        Ok(Answer { status: reply.status(), content_type, body: reply.bytes().await?.to_vec() })
    }

    async fn look_up(&self, address: &str) -> anyhow::Result<Actor> {
        let answer = self.get(address).await?;
        anyhow::ensure!(answer.status == StatusCode::OK, "{address}: {}", answer.status);
        Ok(Actor::read(&answer.body, &Iri::parse(address)?)?)
    }

    /// Takes what its actor signed; of the rest, why not.
    async fn take(&self, received: &Received<'_>, body: &Bytes) -> anyhow::Result<Value> {
        let presented = Presented::read(received, SystemClock.now())?;
        let key_id: KeyId = presented.key_id().clone();
        let actor = self.look_up(key_id.document().as_str()).await?;
        let key = actor.key(&key_id).ok_or_else(|| anyhow::anyhow!("{} has no such key", actor.id))?;
        presented.verify(key, SystemClock.now())?.body(body)?;
        let activity: Value = serde_json::from_slice(body)?;
        anyhow::ensure!(activity["actor"] == actor.id.as_str(), "{} speaks for another", actor.id);
        self.came().received.push(activity.clone());
        if let Ok(Activity { kind: Kind::Follow, .. }) = Activity::read(body) {
            self.came().followers.push(actor.id.as_str().to_owned());
            if !self.is_silent.load(Ordering::Relaxed) {
                let status = self.post(actor.inbox.as_str(), &self.activity("Accept", &activity)).await?.status;
                anyhow::ensure!(status.is_success(), "its Accept was answered with {status}");
            }
        }
        Ok(activity)
    }
}

async fn show(State(person): State<Arc<Person>>) -> impl axum::response::IntoResponse {
    let laid = person.shown("/actor");
    (laid.status, [(header::CONTENT_TYPE, laid.content_type)], laid.body)
}

async fn other(State(person): State<Arc<Person>>, OriginalUri(uri): OriginalUri) -> impl axum::response::IntoResponse {
    let laid = person.shown(uri.path());
    (laid.status, [(header::CONTENT_TYPE, laid.content_type)], laid.body)
}

async fn finger(State(person): State<Arc<Person>>) -> impl axum::response::IntoResponse {
    let host = person.base.trim_start_matches("http://");
    let link = json!({ "rel": "self", "type": ACTIVITY, "href": person.actor() });
    let known = json!({ "subject": format!("acct:correspondent@{host}"), "links": [link] });
    ([(header::CONTENT_TYPE, "application/jrd+json")], known.to_string())
}

async fn receive(
    State(person): State<Arc<Person>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let taken = match Received::new(&method, &uri, &headers, &person.site) {
        Ok(received) => person.take(&received, &body).await,
        Err(error) => Err(error.into()),
    };
    match taken {
        Ok(_) => StatusCode::ACCEPTED,
        Err(error) => {
            person.came().refused.push(format!("{error:#}"));
            StatusCode::UNAUTHORIZED
        }
    }
}

fn iri(text: &str) -> Iri {
    Iri::parse(text).expect("an IRI")
}
