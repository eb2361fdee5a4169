//! One connection that is kept alive: a client as light as the machine allows, since it shares the cores.

use anyhow::{Context, Result, bail};
use axum::body::{Body, Bytes};
use http::Request;
use http_body_util::BodyExt;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A request that can be sent again and again.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) to: SocketAddr,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

pub(crate) struct Client {
    sender: SendRequest<Body>,
}

impl Client {
    pub(crate) async fn connect(to: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(to).await.with_context(|| format!("{to} cannot be reached"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // It ends with the sender; what goes wrong is told to the one who waits for the answer.
        tokio::spawn(async move { connection.await.ok() });
        Ok(Self { sender })
    }

    /// Sends and takes in the whole answer; anything but a success is an error that shows it.
    pub(crate) async fn ask(&mut self, ask: &Ask) -> Result<Bytes> {
        let mut request = Request::builder().method(ask.method).uri(&ask.path).header("host", ask.to.to_string());
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        self.sender.ready().await?;
        let answer = self.sender.send_request(request.body(Body::from(ask.body.clone()))?).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            bail!("{} {} answers {status}: {}", ask.method, ask.path, String::from_utf8_lossy(&body));
        }
        Ok(body)
    }
}
