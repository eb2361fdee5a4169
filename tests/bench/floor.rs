//! What this machine can do at most: answer without looking, write without thinking.

use crate::client::Ask;
use crate::instance::until_it_listens;
use crate::load::Measured;
use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::time::Instant;

/// The argument that makes this program the bare server instead of the driver.
pub(crate) const ARGUMENT: &str = "--serve-the-floor";

static PAGE: [u8; 4096] = [b'x'; 4096];

/// The bare server, in a process of its own as the instance is.
pub(crate) struct Bare {
    serving: Child,
    to: SocketAddr,
}

impl Bare {
    pub(crate) async fn start() -> Result<Self> {
        let mut serve = Command::new(std::env::current_exe()?);
        let mut serving = serve.arg(ARGUMENT).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let to = until_it_listens(&mut serving).await?.parse()?;
        Ok(Self { serving, to })
    }

    pub(crate) fn page(&self) -> Ask {
        Ask { to: self.to, method: "GET", path: "/".to_owned(), headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        Ok(self.serving.kill().await?)
    }
}

/// What the child does: 4 KB from memory, to everyone.
pub(crate) async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let page = || async { Bytes::from_static(&PAGE) };
    Ok(axum::serve(listener, Router::new().route("/", get(page))).await?)
}

/// One writer that appends the same bytes and syncs after each.
pub(crate) fn append_and_sync(folder: &Path, bytes: &[u8], time: Duration) -> Result<Measured> {
    let mut file = File::create(folder.join("floor"))?;
    let (mut latencies, start) = (Vec::new(), Instant::now());
    while start.elapsed() < time {
        let begun = Instant::now();
        file.write_all(bytes)?;
        file.sync_data()?;
        latencies.push(begun.elapsed());
    }
    Ok(Measured::new(1, start.elapsed(), latencies))
}
