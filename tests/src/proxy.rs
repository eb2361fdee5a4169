//! A reverse proxy on the loopback that does to requests what networks do: loses, repeats, delays and cuts them, as
//! often as it is told, drawn from a seed.
//!
//! It passes bytes on as they came, `Host` included, since signatures cover it: the base of the instance behind it is
//! the proxy's own address. Only the connection is its own: each carries one request, and is closed after the answer.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// What can befall a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The connection is dropped, and the request is not passed on.
    DroppedBefore,
    /// It is passed on, and the connection is dropped before the answer: what was done is not told.
    DroppedAfter,
    /// It is passed on twice at the same time; one of the answers comes back.
    Duplicated,
    /// It is passed on after up to [`LONGEST_DELAY`]: later ones overtake it.
    Delayed,
    /// It is taken and never answered, nor passed on.
    BlackHole,
    /// It is answered with 503 and `Retry-After: 1`, and not passed on.
    Unavailable,
    /// It is passed on, and its answer breaks off somewhere.
    Cut,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::DroppedBefore,
        Self::DroppedAfter,
        Self::Duplicated,
        Self::Delayed,
        Self::BlackHole,
        Self::Unavailable,
        Self::Cut,
    ];
}

/// The longest that a request is delayed.
pub const LONGEST_DELAY: Duration = Duration::from_secs(2);

/// A request larger than this is not taken: more than anything here sends.
const REQUEST_LIMIT: usize = 64 * 1024 * 1024;

const UNAVAILABLE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A proxy that runs until it is dropped. It begins calm.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    upstream: Mutex<Option<SocketAddr>>,
    weather: Mutex<Weather>,
}

struct Weather {
    chance: ChaCha20Rng,
    share: f64,
    faults: Vec<Fault>,
    requests: u64,
    counts: BTreeMap<Fault, u64>,
}

/// What was drawn for one request.
#[derive(Debug, Clone, Copy)]
struct Lot {
    fault: Option<Fault>,
    /// How much of it, from 0 to 1: of the longest delay, of the answer.
    amount: f64,
}

impl Proxy {
    /// Listens on a free port. The same seed draws the same faults for the same requests in the same order.
    pub async fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let weather = Weather {
            chance: ChaCha20Rng::seed_from_u64(seed),
            share: 0.0,
            faults: Vec::new(),
            requests: 0,
            counts: BTreeMap::new(),
        };
        let shared = Arc::new(Shared { upstream: Mutex::default(), weather: Mutex::new(weather) });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Self { address, shared, accepting }
    }

    /// Where requests go from now on. Until then, and while nobody listens there, connections are closed.
    pub fn lead_to(&self, upstream: SocketAddr) {
        *self.shared.upstream.lock().unwrap_or_else(PoisonError::into_inner) = Some(upstream);
    }

    /// `http://127.0.0.1:PORT/`
    pub fn base(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// From now on this share of the requests, from 0 to 1, meets one of these faults, each as likely as the others.
    pub fn trouble(&self, share: f64, faults: &[Fault]) {
        self.weather(|weather| {
            weather.share = share;
            weather.faults = faults.to_vec();
        });
    }

    /// From now on every request passes. What is under way keeps its lot.
    pub fn calm(&self) {
        self.trouble(0.0, &[]);
    }

    /// How many requests came, whole or not.
    pub fn requests(&self) -> u64 {
        self.weather(|weather| weather.requests)
    }

    /// How many requests met which fault.
    pub fn counts(&self) -> BTreeMap<Fault, u64> {
        self.weather(|weather| weather.counts.clone())
    }

    fn weather<T>(&self, look: impl FnOnce(&mut Weather) -> T) -> T {
        look(&mut self.shared.weather.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Weather {
    fn draw(&mut self) -> Lot {
        // Three numbers for each request, whatever becomes of it: the next one's lot does not depend on this one's.
        let (luck, which, amount): (f64, u32, f64) = (self.chance.random(), self.chance.random(), self.chance.random());
        self.requests += 1;
        let hit = luck < self.share && !self.faults.is_empty();
        let fault = hit.then(|| self.faults[which as usize % self.faults.len()]);
        if let Some(fault) = fault {
            *self.counts.entry(fault).or_default() += 1;
        }
        Lot { fault, amount }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // With the listener go its connections.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        let shared = shared.clone();
        // Whoever leaves in the middle is no failure of the proxy's: that is what it is for.
        connections.spawn(async move { drop(serve(client, &shared).await) });
    }
}

async fn serve(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let Some(request) = read_request(&mut client).await? else { return Ok(()) };
    let lot = shared.weather.lock().unwrap_or_else(PoisonError::into_inner).draw();
    let upstream = *shared.upstream.lock().unwrap_or_else(PoisonError::into_inner);
    let upstream = upstream.ok_or(io::ErrorKind::NotConnected)?;
    let answer = match lot.fault {
        None => pass_on(upstream, &request).await?,
        Some(Fault::DroppedBefore) => return Ok(()),
        Some(Fault::DroppedAfter) => {
            pass_on(upstream, &request).await?;
            return Ok(());
        }
        Some(Fault::Duplicated) => {
            let (one, _other) = tokio::join!(pass_on(upstream, &request), pass_on(upstream, &request));
            one?
        }
        Some(Fault::Delayed) => {
            tokio::time::sleep(LONGEST_DELAY.mul_f64(lot.amount)).await;
            pass_on(upstream, &request).await?
        }
        Some(Fault::BlackHole) => {
            let mut ignored = [0; 1024];
            while client.read(&mut ignored).await? > 0 {}
            return Ok(());
        }
        Some(Fault::Unavailable) => UNAVAILABLE.to_vec(),
        Some(Fault::Cut) => {
            let mut answer = pass_on(upstream, &request).await?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a place in an answer: less than its length, which is far below 2^52"
            )]
            let place = (answer.len() as f64 * lot.amount) as usize;
            answer.truncate(place);
            answer
        }
    };
    client.write_all(&answer).await?;
    client.shutdown().await
}

/// The whole answer, which ends where the connection does.
async fn pass_on(upstream: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(upstream).await?;
    stream.write_all(request).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// A whole request, which asks to close the connection after its answer; nothing if there was none.
async fn read_request(client: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut read = Vec::new();
    let body = loop {
        if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
        if client.read_buf(&mut read).await? == 0 {
            return Ok(None);
        }
        if read.len() > REQUEST_LIMIT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    };
    let head = String::from_utf8_lossy(&read[..body - 4]).into_owned();
    let value = |name: &str| {
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
    };
    let chunked = value("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    let length: usize = value("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    while !(if chunked { last_chunk_is_in(&read[body..]) } else { read.len() - body >= length }) {
        if client.read_buf(&mut read).await? == 0 || read.len() > REQUEST_LIMIT {
            return Ok(None);
        }
    }
    let mut request = Vec::new();
    for line in head.split("\r\n").filter(|line| !line.to_ascii_lowercase().starts_with("connection:")) {
        request.extend_from_slice(line.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"Connection: close\r\n\r\n");
    request.extend_from_slice(&read[body..]);
    Ok(Some(request))
}

/// RFC 9112, section 7.1: "The chunked coding is complete when a chunk with a chunk-size of zero is received, possibly
/// followed by a trailer section, and finally terminated by an empty line."
fn last_chunk_is_in(mut body: &[u8]) -> bool {
    loop {
        let Some(line) = body.windows(2).position(|bytes| bytes == b"\r\n") else { return false };
        let size = std::str::from_utf8(&body[..line]).ok().and_then(|size| size.split(';').next());
        let Some(size) = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok()) else { return false };
        let rest = line + 2 + size;
        if size == 0 {
            return body[line..].windows(4).any(|bytes| bytes == b"\r\n\r\n");
        }
        let Some(next) = body.get(rest + 2..) else { return false };
        body = next;
    }
}
