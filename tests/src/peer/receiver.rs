//! An address that is told what changes: it says whether it wants to be, verifies what it is told with the library that
//! those who made Standard Webhooks keep, and answers what the test says.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use standardwebhooks::Webhook;
use std::collections::{HashMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A receiver that runs until it is dropped.
pub struct Receiver {
    address: String,
    seen: Arc<Mutex<Seen>>,
    serving: JoinHandle<()>,
}

/// Something that it was told.
#[derive(Debug, Clone)]
pub struct Told {
    /// The id of the message.
    pub id: String,
    /// What it says.
    pub body: Value,
    /// What was answered.
    pub status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

/// What is answered to the question whether it wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// The word.
    Yes,
    /// The word in the middle of a page, as those show who repeat whatever they are asked.
    Reflected,
    /// 404.
    No,
    /// A redirect to the same address with a `/`, where the word is said.
    Redirected,
}

struct Seen {
    consent: Consent,
    questions: Vec<HashMap<String, String>>,
    told: Vec<Told>,
    /// What is answered to the next ones; after these, 204.
    answers: VecDeque<(u16, Option<&'static str>)>,
    always: u16,
}

impl Told {
    /// Whether this secret signed it, now.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        Webhook::new(secret).is_ok_and(|webhook| webhook.verify(&self.bytes, &self.headers).is_ok())
    }
}

impl Receiver {
    /// One that wants to be told, and takes everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = format!("http://{}/hook?key=a", listener.local_addr().expect("it is bound"));
        let (questions, told, answers) = (Vec::new(), Vec::new(), VecDeque::new());
        let seen = Arc::new(Mutex::new(Seen { consent: Consent::Yes, questions, told, answers, always: 204 }));
        let app = Router::new()
            .route("/hook", get(asked).post(received))
            .route("/hook/", get(echoed).post(received))
            .with_state(seen.clone());
        let serving = tokio::spawn(async move { drop(axum::serve(listener, app).await) });
        Self { address, seen, serving }
    }

    /// Where it is told.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on it answers so whether it wants to be told.
    pub fn consents(&self, consent: Consent) {
        self.seen().consent = consent;
    }

    /// It answers these to the next messages, each with this `Retry-After`.
    pub fn answers(&self, answers: &[(u16, Option<&'static str>)]) {
        self.seen().answers.extend(answers);
    }

    /// It answers this from now on.
    pub fn always(&self, status: u16) {
        self.seen().always = status;
    }

    /// What it was told, in order, whatever it answered.
    pub fn told(&self) -> Vec<Told> {
        self.seen().told.clone()
    }

    /// What it took, in order.
    pub fn taken(&self) -> Vec<Told> {
        self.told().into_iter().filter(|told| (200..300).contains(&told.status)).collect()
    }

    /// How often it was asked, and with what.
    pub fn questions(&self) -> Vec<HashMap<String, String>> {
        self.seen().questions.clone()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        locked(&self.seen)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn locked(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn asked(
    State(seen): State<Arc<Mutex<Seen>>>,
    RawQuery(query): RawQuery,
    Query(question): Query<HashMap<String, String>>,
) -> Response {
    let word = question.get("hub.challenge").cloned().unwrap_or_default();
    let mut seen = locked(&seen);
    seen.questions.push(question);
    match seen.consent {
        Consent::Yes => word.into_response(),
        Consent::Reflected => format!("<p>You asked for {word}").into_response(),
        Consent::No => StatusCode::NOT_FOUND.into_response(),
        Consent::Redirected => {
            let to = format!("/hook/?{}", query.unwrap_or_default());
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response()
        }
    }
}

async fn echoed(Query(question): Query<HashMap<String, String>>) -> String {
    question.get("hub.challenge").cloned().unwrap_or_default()
}

async fn received(State(seen): State<Arc<Mutex<Seen>>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut seen = locked(&seen);
    let (status, rest) = seen.answers.pop_front().unwrap_or((seen.always, None));
    let id = headers.get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    let says = serde_json::from_slice(&body).unwrap_or_default();
    seen.told.push(Told { id, body: says, status, headers, bytes: body.to_vec() });
    let status = StatusCode::from_u16(status).unwrap_or_default();
    match rest {
        Some(rest) => (status, [(header::RETRY_AFTER, rest)]).into_response(),
        None => status.into_response(),
    }
}
