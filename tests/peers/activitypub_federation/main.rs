//! An ActivityPub server made with `activitypub_federation`, the library of Lemmy: one actor, driven over HTTP below
//! `/rig/`.
//!
//! Arguments: the port on the loopback, and what its signatures cover of time, `date` (as Lemmy signs) or `created` (as the
//! library does by itself). It keeps what must outlive it in the folder it is started in, and ends with whoever holds its
//! standard input.

mod activity;
mod actor;
mod deeds;
mod inbox;
mod object;
mod state;

use activitypub_federation::axum::json::FederationJson;
use activitypub_federation::config::{FederationConfig, FederationMiddleware, UrlVerifier};
use activitypub_federation::error::Error;
use activitypub_federation::fetch::webfinger::{Webfinger, build_webfinger_response, extract_webfinger_name};
use activitypub_federation::protocol::context::WithContext;
use actor::Person;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use object::Object;
use reqwest::redirect::Policy;
use serde::Deserialize;
use state::{Data, Peer};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use url::Url;

/// The library takes addresses with names alone, no numbers.
const HOST: &str = "localhost";
const PATIENCE: Duration = Duration::from_secs(10);

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG).with_ansi(false).init();
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().ok_or("which port?")?.parse()?;
    let covers_date = match arguments.next().as_deref() {
        Some("date") => true,
        Some("created") => false,
        _ => return Err("what do signatures cover of time, date or created?".into()),
    };
    let domain = format!("{HOST}:{port}");
    let peer = Arc::new(Peer::open(&domain)?);
    let config = FederationConfig::builder()
        .domain(domain)
        .signed_fetch_actor(&peer.me())
        .app_data(peer)
        .client(client()?.into())
        .url_verifier(Box::new(LoopbackAlone))
        .http_signature_compat(covers_date)
        // Without it no address may have a port, even where http is allowed, and WebFinger is asked over https alone.
        .debug(true)
        .build()
        .await?;
    let app = Router::new()
        .route("/users/me", get(me))
        .route("/users/me/inbox", post(inbox::receive))
        .route("/inbox", post(inbox::receive))
        .route("/notes/{number}", get(note))
        .route("/.well-known/webfinger", get(finger))
        .route("/rig/{deed}", post(deeds::answer))
        .layer(FederationMiddleware::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    std::thread::spawn(|| {
        // Whatever comes, and however it ends.
        drop(std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
        std::process::exit(0);
    });
    Ok(axum::serve(listener, app).await?)
}

/// Nothing leaves the loopback: the one name that may be asked for leads there without being looked up.
fn client() -> reqwest::Result<reqwest::Client> {
    #[expect(clippy::disallowed_methods, reason = "a peer of tests, on the loopback")]
    let client = reqwest::Client::builder();
    // As the library asks of a client that is passed in: redirects it follows itself.
    let client = client.redirect(Policy::none()).timeout(PATIENCE).connect_timeout(PATIENCE);
    client.no_proxy().resolve(HOST, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).build()
}

#[derive(Clone)]
struct LoopbackAlone;

#[async_trait::async_trait]
impl UrlVerifier for LoopbackAlone {
    async fn verify(&self, url: &Url) -> Result<(), Error> {
        match url.domain() {
            Some(HOST) => Ok(()),
            _ => Err(Error::UrlVerificationError("it leads away from the loopback")),
        }
    }
}

async fn me(data: Data) -> FederationJson<WithContext<Person>> {
    FederationJson(WithContext::new_default(data.me().shown))
}

async fn note(Path(number): Path<u64>, data: Data) -> Result<FederationJson<WithContext<Object>>, StatusCode> {
    let note = data.state().notes.get(&number).cloned().ok_or(StatusCode::NOT_FOUND)?;
    Ok(FederationJson(WithContext::new_default(note)))
}

#[derive(Deserialize)]
struct Asked {
    resource: String,
}

async fn finger(Query(asked): Query<Asked>, data: Data) -> Result<Json<Webfinger>, StatusCode> {
    match extract_webfinger_name(&asked.resource, &data) {
        Ok("me") => Ok(Json(build_webfinger_response(asked.resource, data.address("/users/me")))),
        Ok(_) | Err(_) => Err(StatusCode::NOT_FOUND),
    }
}
