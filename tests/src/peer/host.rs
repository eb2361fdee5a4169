//! A web host that answers whatever the test says, byte for byte, and counts who comes: for what no server does. With no
//! page at all it is a canary, to which nobody may come.

use serde_json::Value;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A host that runs until it is dropped.
pub struct Host {
    base: String,
    port: u16,
    seen: Arc<Seen>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    asked: Mutex<Vec<String>>,
}

/// What it answers.
#[derive(Debug, Clone)]
pub enum Page {
    /// This, to its end.
    Whole {
        /// The status.
        status: u16,
        /// Lines of header besides the length.
        headers: Vec<String>,
        /// The body.
        body: Vec<u8>,
    },
    /// 200 of ActivityStreams' type, and bytes without end.
    Endless,
    /// The same, one byte in a second.
    Drip,
    /// Nothing: the connection stands.
    Silence,
}

impl Page {
    /// 200 of ActivityStreams' type.
    pub fn activity(value: &Value) -> Self {
        Self::of("application/activity+json", value.to_string())
    }

    /// 200 of this type.
    pub fn of(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Whole { status: 200, headers: vec![format!("Content-Type: {content_type}")], body: body.into() }
    }

    /// 302.
    pub fn redirect(to: &str) -> Self {
        Self::Whole { status: 302, headers: vec![format!("Location: {to}")], body: Vec::new() }
    }

    /// Nothing but a status.
    pub fn status(status: u16) -> Self {
        Self::Whole { status, headers: Vec::new(), body: Vec::new() }
    }
}

impl Host {
    /// Listens on this address of the loopback; `pages` is given the base, without `/` at its end, and the path.
    pub async fn start(address: Ipv4Addr, pages: impl Fn(&str, &str) -> Page + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((address, 0)).await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        Self::serving(listener, format!("http://{address}:{port}"), port, pages)
    }

    /// Listens on every address of this machine, and answers 404.
    pub async fn canary() -> Self {
        // One for both families, where there are both.
        let listener = match TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.expect("a port is free"),
        };
        let port = listener.local_addr().expect("it is bound").port();
        Self::serving(listener, format!("http://127.0.0.1:{port}"), port, |_, _| Page::status(404))
    }

    fn serving(
        listener: TcpListener,
        base: String,
        port: u16,
        pages: impl Fn(&str, &str) -> Page + Send + Sync + 'static,
    ) -> Self {
        let (seen, pages) = (Arc::new(Seen::default()), Arc::new(pages));
        let (saw, of) = (seen.clone(), base.clone());
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                saw.connections.fetch_add(1, Ordering::Relaxed);
                let (saw, pages, base) = (saw.clone(), pages.clone(), of.clone());
                tokio::spawn(async move {
                    // Whoever leaves in between has had enough.
                    drop(converse(stream, &saw, |path| pages(&base, path)).await);
                });
            }
        });
        Self { base, port, seen, accepting }
    }

    /// `http://127.0.0.1:PORT`
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How many came.
    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::Relaxed)
    }

    /// What they asked for: method and path.
    pub fn asked(&self) -> Vec<String> {
        self.seen.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn converse(mut stream: TcpStream, seen: &Seen, page: impl Fn(&str) -> Page) -> std::io::Result<()> {
    let mut request = Vec::new();
    let end = loop {
        if let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8_lossy(&request[..end]).into_owned();
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let whole = end + length.unwrap_or(0_usize);
    while request.len() < whole && stream.read_buf(&mut request).await? > 0 {}
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    seen.asked.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{method} {path}"));
    let open = "HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\nConnection: close\r\n\r\n";
    match page(path) {
        Page::Whole { status, headers, body } => {
            let headers: String = headers.iter().flat_map(|header| [header.as_ref(), "\r\n"]).collect();
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&body).await?;
            stream.shutdown().await
        }
        Page::Endless => {
            stream.write_all(open.as_bytes()).await?;
            loop {
                stream.write_all(&[b' '; 16 << 10]).await?;
            }
        }
        Page::Drip => {
            stream.write_all(open.as_bytes()).await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Page::Silence => {
            tokio::time::sleep(Duration::from_mins(5)).await;
            Ok(())
        }
    }
}
