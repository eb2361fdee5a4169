//! Somebody elsewhere who follows, as light as the machine allows: it shows its actor, and takes whatever comes without looking
//! at the signature. It stands at an address of the loopback of its own, as every peer stands at its own host.

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Request, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use cli::parts::SystemClock;
use federation::activity::actor::{Actor, EXACT_DOCUMENTS, INSTANCE};
use federation::activity::media_type::ACTIVITY;
use federation::key::SecretKey;
use federation::signature::{Dialect, KeyId, Signer};
use model::Iri;
use model::ports::Clock;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// What it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Documents as they are, since it is an instance of ours.
    Documents,
    /// Posts.
    Posts,
}

/// What becomes of what is sent to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// It is answered at once.
    Answers,
    /// It is taken in, and never answered.
    NeverAnswers,
    /// It is told that it follows, and cannot be connected to from then on.
    GoesAway,
}

pub(super) struct Follower {
    host: Ipv4Addr,
    actor: Actor,
    signer: Signer,
    came: Arc<Mutex<Vec<(Instant, Bytes)>>>,
    listens: SocketAddr,
    serving: JoinHandle<()>,
}

/// Somewhere that takes no connection and refuses none: so many wait there that the system lets no other in.
pub(super) struct Full {
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

#[derive(Clone)]
struct Desk {
    document: Bytes,
    manner: Manner,
    came: Arc<Mutex<Vec<(Instant, Bytes)>>>,
}

impl Desk {
    /// Whoever goes away keeps no connection.
    fn connection(&self) -> &'static str {
        if self.manner == Manner::GoesAway { "close" } else { "keep-alive" }
    }
}

impl Follower {
    /// The follower with this number; its key is the one of all of them, which takes long to make.
    pub(super) async fn start(number: u8, told: Told, manner: Manner, secret: &str) -> Result<Self> {
        let host = Ipv4Addr::new(127, 0, 1, number);
        let listener = TcpListener::bind((host, 0)).await?;
        let listens = listener.local_addr()?;
        let base = format!("http://{listens}");
        let key = SecretKey::from_pem(secret)?;
        let id = iri(&format!("{base}/actor"))?;
        let key_id = id.with_fragment("main-key");
        let kind = if told == Told::Documents { INSTANCE } else { "Person" };
        let actor = Actor {
            username: Some("follower".to_owned()),
            keys: vec![(KeyId::parse(key_id.as_str())?, key.public()?)],
            is_instance: told == Told::Documents,
            implements: if told == Told::Documents { vec![iri(EXACT_DOCUMENTS)?] } else { Vec::new() },
            ..Actor::new(id, kind, iri(&format!("{base}/inbox"))?)
        };
        let came = Arc::default();
        let desk = Desk { document: actor.to_json().into(), manner, came: Arc::clone(&came) };
        let app = Router::new().route("/actor", get(show)).route("/inbox", post(take)).with_state(desk);
        let serving = tokio::spawn(async move { drop(axum::serve(listener, app).await) });
        Ok(Self { host, actor, signer: Signer::new(key, key_id), came, listens, serving })
    }

    pub(super) fn host(&self) -> Ipv4Addr {
        self.host
    }

    /// Asks to follow an instance.
    pub(super) async fn follow(&self, instance: &str) -> Result<()> {
        let follow = json!({
            "@context": federation::activity::CONTEXT,
            "id": format!("{}/follow", self.actor.id),
            "type": "Follow",
            "actor": self.actor.id.as_str(),
            "object": format!("{instance}actor"),
        });
        let post = Request::post(format!("{instance}inbox")).header(header::CONTENT_TYPE, ACTIVITY);
        let mut post = post.body(follow.to_string().into_bytes())?;
        self.signer.sign(&mut post, Dialect::Cavage, SystemClock.now(), None)?;
        #[expect(clippy::disallowed_methods, reason = "a client of measurements, on the loopback")]
        let http = reqwest::Client::builder().no_proxy().build()?;
        let answer = http.execute(post.try_into()?).await?.status();
        ensure!(answer.is_success(), "to follow was answered with {answer}");
        Ok(())
    }

    /// Cannot be connected to from now on.
    pub(super) async fn go_away(self) -> Result<Full> {
        const WAITING: u32 = 1;
        const MOMENT: Duration = Duration::from_millis(200);
        self.serving.abort();
        drop(self.serving.await);
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.listens)?;
        let listener = socket.listen(WAITING)?;
        let mut waiting = Vec::new();
        while let Ok(connected) = tokio::time::timeout(MOMENT, TcpStream::connect(self.listens)).await {
            waiting.push(connected?);
        }
        Ok(Full { _listener: listener, _waiting: waiting })
    }

    /// How many activities came.
    pub(super) fn count(&self) -> usize {
        self.came().len()
    }

    /// When something came first that has these words in it.
    pub(super) fn heard(&self, words: &str) -> Option<Instant> {
        let has = |body: &Bytes| body.windows(words.len()).any(|part| part == words.as_bytes());
        self.came().iter().find(|(_, body)| has(body)).map(|(at, _)| *at)
    }

    /// One activity that came.
    pub(super) fn last(&self) -> Result<Bytes> {
        Ok(self.came().last().context("nothing came")?.1.clone())
    }

    fn came(&self) -> MutexGuard<'_, Vec<(Instant, Bytes)>> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn show(State(desk): State<Desk>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, ACTIVITY), (header::CONNECTION, desk.connection())], desk.document.clone())
}

async fn take(State(desk): State<Desk>, body: Bytes) -> impl IntoResponse {
    if desk.manner == Manner::NeverAnswers {
        std::future::pending::<()>().await;
    }
    desk.came.lock().unwrap_or_else(PoisonError::into_inner).push((Instant::now(), body));
    (StatusCode::ACCEPTED, [(header::CONNECTION, desk.connection())])
}

fn iri(text: &str) -> Result<Iri> {
    Iri::parse(text).with_context(|| format!("{text} is no address"))
}
