//! Peers on loopback, for the tests: they count who comes, keep what they were sent, and misbehave as asked.

use crate::sign::{SignRequest, Unsigned};
use http::header::{DATE, HOST};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) mod smtp;
pub(crate) mod tls;

/// Counts connections.
pub(crate) struct Canary {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

impl Canary {
    /// Says the same to everyone, and hangs up.
    pub(crate) async fn answering(answer: &[u8]) -> Self {
        let answer = answer.to_vec();
        Self::after_the_request(move |mut stream| {
            let answer = answer.clone();
            async move {
                stream.write_all(&answer).await.ok();
                stream.shutdown().await.ok();
            }
        })
        .await
    }

    /// The same on every address of this machine, IPv6 included where it has that.
    pub(crate) async fn everywhere(answer: &[u8]) -> Self {
        let bind = if TcpListener::bind("[::]:0").await.is_ok() { "[::]:0" } else { "0.0.0.0:0" };
        Self::keeping(bind, answer).await.0
    }

    /// Says `head`, then `piece` for ever, one every `pause`, until the other side leaves.
    pub(crate) async fn repeating(head: &[u8], piece: &[u8], pause: Duration) -> Self {
        let (head, piece) = (head.to_vec(), piece.to_vec());
        Self::after_the_request(move |mut stream| {
            let (head, piece) = (head.clone(), piece.clone());
            async move {
                stream.write_all(&head).await.ok();
                while stream.write_all(&piece).await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
            }
        })
        .await
    }

    /// Takes the request, says nothing, and stays.
    pub(crate) async fn black_hole() -> Self {
        Self::after_the_request(|stream| async move {
            tokio::time::sleep(Duration::from_mins(1)).await;
            drop(stream);
        })
        .await
    }

    /// Answers each request of a connection with the same, for as long as it stands, and keeps all of them.
    pub(crate) async fn keeping(bind: &str, answer: &[u8]) -> (Self, Arrivals) {
        let answer = answer.to_vec();
        let arrivals = Arrivals::default();
        let kept = arrivals.clone();
        let canary = Self::serving(bind, move |mut stream, _| {
            let (answer, kept) = (answer.clone(), kept.clone());
            async move {
                while let Some(arrived) = Arrived::read(&mut stream).await {
                    kept.put(arrived);
                    stream.write_all(&answer).await.ok();
                }
            }
        })
        .await;
        (canary, arrivals)
    }

    async fn after_the_request<Answer, Done>(answer: Answer) -> Self
    where
        Answer: Fn(TcpStream) -> Done + Clone + Send + Sync + 'static,
        Done: Future<Output = ()> + Send + 'static,
    {
        // The request is read before the answer, else closing could reset the connection.
        Self::serving("127.0.0.1:0", move |mut stream, _| {
            let answer = answer.clone();
            async move {
                if Arrived::read(&mut stream).await.is_some() {
                    answer(stream).await;
                }
            }
        })
        .await
    }

    /// Leaves each connection to `serve`, with its number from 0.
    pub(crate) async fn serving<Serve, Done>(bind: &str, serve: Serve) -> Self
    where
        Serve: Fn(TcpStream, usize) -> Done + Send + 'static,
        Done: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(bind).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, open) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (count, open_now) = (Arc::clone(&connections), Arc::clone(&open));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = serve(stream, count.fetch_add(1, Ordering::SeqCst));
                let open_now = Arc::clone(&open_now);
                open_now.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    served.await;
                    open_now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, connections, open }
    }

    /// How many connections have been made to it.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Waits until at most so many stand, and says how many that are; or how many there still are after a while.
    pub(crate) async fn open_at_most(&self, most: usize) -> usize {
        for _ in 0..200 {
            if self.open.load(Ordering::SeqCst) <= most {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.open.load(Ordering::SeqCst)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    /// The first line.
    pub(crate) line: String,
    /// The other lines, cut at the first colon; names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Arrived {
    /// The next request; nothing where the other side has left.
    pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Self> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let line = lines.next()?.to_owned();
        let headers: Vec<_> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
        stream.read_exact(&mut body).await.ok()?;
        Some(Self { line, headers, body })
    }

    /// All values of one header.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// The requests of one peer, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arrivals(Arc<Mutex<Vec<Arrived>>>);

impl Arrivals {
    pub(crate) fn put(&self, arrived: Arrived) {
        self.0.lock().unwrap().push(arrived);
    }

    pub(crate) fn take(&self) -> Vec<Arrived> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Signs as federation does, with a number instead of a signature, and remembers what it saw and set.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    signed: Mutex<Vec<Signed>>,
}

/// A request as it was signed.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl SignRequest for Recorder {
    fn sign(&self, request: &mut Request<Vec<u8>>) -> Result<(), Unsigned> {
        let mut signed = self.signed.lock().unwrap();
        let seal = format!("seal {} of  two  words", signed.len());
        let authority = request.uri().authority().ok_or("no host")?;
        let host = match authority.port_u16() {
            Some(80 | 443) | None => authority.host().to_owned(),
            Some(port) => format!("{}:{port}", authority.host()),
        };
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::from_str(&host)?);
        headers.insert(DATE, HeaderValue::from_static("Sun, 22 Nov 2026 20:00:00 GMT"));
        headers.insert("signature", HeaderValue::from_str(&seal)?);
        signed.push(Signed {
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            body: request.body().clone(),
        });
        Ok(())
    }
}

impl Recorder {
    pub(crate) fn take(&self) -> Vec<Signed> {
        std::mem::take(&mut *self.signed.lock().unwrap())
    }
}

impl Signed {
    /// Path and query, as federation signs them.
    pub(crate) fn target(&self) -> String {
        let path = if self.uri.path().is_empty() { "/" } else { self.uri.path() };
        self.uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    }

    /// Fails unless this is what came over the wire, byte for byte, with nothing twice.
    #[track_caller]
    pub(crate) fn came_as(&self, arrived: &Arrived) {
        assert_eq!(arrived.line, format!("{} {} HTTP/1.1", self.method, self.target()));
        for (name, value) in &self.headers {
            assert_eq!(arrived.values(name.as_str()), [value.to_str().unwrap()], "{name} of {}", arrived.line);
        }
        assert_eq!(arrived.body, self.body, "body of {}", arrived.line);
    }
}

pub(crate) fn redirect(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

/// An answer of one million zeros, packed by hand: a deflate block with fixed codes (RFC 1951, 3.2.6) says "0", then repeats
/// it 258 at a time.
pub(crate) fn gzip_of_zeros() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b011, 3); // last block, fixed codes
    bits.push_code(0x30 + u32::from(b'0'), 8); // the literal "0"
    for _ in 0..4000 {
        bits.push_code(0b1100_0101, 8); // length 258
        bits.push_code(0, 5); // distance 1
    }
    bits.push_code(0, 7); // end of block
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    packed.extend(bits.bytes);
    packed.extend([0; 8]); // checksum and length: never reached by a reader that stops in time
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", packed.len());
    [head.into_bytes(), packed].concat()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    /// Numbers go in from their lowest bit.
    fn push(&mut self, value: u32, count: u32) {
        for place in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.last_mut().unwrap();
            *last |= u8::try_from(value >> place & 1).unwrap() << (self.used % 8);
            self.used += 1;
        }
    }

    /// Codes go in from their highest bit.
    fn push_code(&mut self, code: u32, count: u32) {
        for place in (0..count).rev() {
            self.push(code >> place & 1, 1);
        }
    }
}
