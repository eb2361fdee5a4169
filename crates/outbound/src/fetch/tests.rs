//! The guard against a real peer on loopback that counts who comes.

use super::*;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMITS: FetchLimits =
    FetchLimits { bytes: 10_000, total: Duration::from_secs(2), header: Duration::from_secs(1) };

/// A page of 5 bytes.
const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/turtle\r\ncontent-length: 5\r\n\r\nhello";

#[tokio::test]
async fn a_private_address_is_not_even_connected_to() {
    let canary = Canary::answering(PAGE).await;
    let port = canary.address.port();
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("https://localhost:{port}/"),
        format!("https://localhost.:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("https://0.0.0.0:{port}/"),
    ] {
        let refused = fetch(&[], &url).await.unwrap_err();
        assert!(matches!(refused, FetchError::Refused(_) | FetchError::LeadsInside { .. }), "{url}: {refused:?}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn an_allowed_host_is_asked_once() {
    let canary = Canary::answering(PAGE).await;
    let fetched = fetch(&[&canary.address.to_string()], &format!("http://{}/a", canary.address)).await.unwrap();
    assert_eq!(fetched.body, b"hello");
    assert_eq!(fetched.content_type.as_deref(), Some("text/turtle"));
    assert_eq!(fetched.url.as_str(), format!("http://{}/a", canary.address));
    assert_eq!(canary.connections(), 1);
}

#[tokio::test]
async fn a_form_is_sent_once_and_follows_nothing() {
    let limits = LIMITS;
    let client = |canary: &Canary| {
        let allowed = AllowList::parse([canary.address.to_string()]).unwrap();
        Outbound::new(allowed, Settings::default())
    };
    let canary = Canary::answering(PAGE).await;
    let secret = Some(ClientSecret { client: "us", secret: "a: secret" });
    let url = format!("http://{}/token", canary.address);
    let fetched = client(&canary).post_form(&url, &[("code", "a b&c")], secret, limits).await.unwrap();
    assert_eq!((fetched.body.as_slice(), canary.connections()), (b"hello".as_slice(), 1));
    let refused = Outbound::new(AllowList::default(), Settings::default()).post_form(&url, &[], None, limits).await;
    assert!(matches!(refused, Err(FetchError::Refused(_))), "{refused:?}");
    assert_eq!(canary.connections(), 1);
    let elsewhere = Canary::answering(redirect(&url).as_bytes()).await;
    let moved = format!("http://{}/token", elsewhere.address);
    let refused = client(&elsewhere).post_form(&moved, &[("code", "a")], None, limits).await;
    assert!(matches!(refused, Err(FetchError::Status { status: 302 | 301 | 303 | 307 | 308, .. })), "{refused:?}");
    assert_eq!(canary.connections(), 1);
}

#[tokio::test]
async fn another_port_of_an_allowed_host_is_refused() {
    let canary = Canary::answering(PAGE).await;
    let refused = fetch(&["127.0.0.1:1"], &format!("http://{}/", canary.address)).await.unwrap_err();
    assert!(matches!(refused, FetchError::Refused(_)), "{refused:?}");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_redirect_into_the_private_network_is_refused() {
    let canary = Canary::answering(PAGE).await;
    for location in [
        format!("http://{}/", canary.address),
        format!("//{}/", canary.address),
        format!("https://localhost:{}/", canary.address.port()),
    ] {
        let peer = Canary::answering(redirect(&location).as_bytes()).await;
        let refused = fetch(&[&peer.address.to_string()], &format!("http://{}/", peer.address)).await.unwrap_err();
        assert!(matches!(refused, FetchError::Refused(_) | FetchError::LeadsInside { .. }), "{location}: {refused:?}");
        assert_eq!(peer.connections(), 1);
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn a_redirect_loop_ends_after_three() {
    let peer = Canary::answering(redirect("/again").as_bytes()).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooManyRedirects), "{error:?}");
    assert_eq!(peer.connections(), 4);
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_error() {
    let peer = Canary::answering(b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n").await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::RedirectNowhere), "{error:?}");
}

#[tokio::test]
async fn a_failure_status_is_an_error_that_names_it() {
    let peer = Canary::answering(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n").await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::Status { status: 410, .. }), "{error:?}");
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_refused() {
    let peer = Canary::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 10001\r\n\r\n").await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLong(10_000)), "{error:?}");
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    let peer = Canary::repeating(b"HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 1000], Duration::ZERO).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLong(10_000)), "{error:?}");
}

#[tokio::test]
async fn a_slow_drip_is_cut() {
    let peer = Canary::repeating(b"HTTP/1.1 200 OK\r\n\r\n", b"x", Duration::from_millis(50)).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow(limit) if limit == LIMITS.total), "{error:?}");
}

#[tokio::test]
async fn a_header_that_never_ends_is_cut() {
    let peer = Canary::repeating(b"HTTP/1.1 200 OK\r\n", b"x-more: y\r\n", Duration::from_millis(50)).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooSlow(limit) if limit == LIMITS.header), "{error:?}");
}

#[tokio::test]
async fn a_gzip_bomb_is_counted_unpacked() {
    let bomb = gzip_of_zeros();
    assert!(bomb.len() < LIMITS.bytes, "the packed form is within the limit: {}", bomb.len());
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", bomb.len()).into_bytes();
    answer.extend(bomb);
    let peer = Canary::answering(&answer).await;
    let error = fetch(&["127.0.0.1"], &format!("http://{}/", peer.address)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLong(10_000)), "{error:?}");
}

async fn fetch(allowed: &[&str], url: &str) -> Result<Fetched, FetchError> {
    let settings = Settings { connect: Duration::from_secs(1), ..Settings::default() };
    Outbound::new(AllowList::parse(allowed).unwrap(), settings).fetch(url, LIMITS).await
}

fn redirect(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

/// One million zeros, packed by hand: a deflate block with fixed codes (RFC 1951, 3.2.6) says "0", then repeats
/// it 258 at a time.
fn gzip_of_zeros() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b011, 3); // last block, fixed codes
    bits.push_code(0x30, 8); // the literal 0
    for _ in 0..4000 {
        bits.push_code(0b1100_0101, 8); // length 258
        bits.push_code(0, 5); // distance 1
    }
    bits.push_code(0, 7); // end of block
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    packed.extend(bits.bytes);
    packed.extend([0; 8]); // checksum and length: never reached by a reader that stops in time
    packed
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

/// A peer on loopback that says the same to everyone and counts connections.
struct Canary {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Canary {
    async fn answering(answer: &[u8]) -> Self {
        let answer = answer.to_vec();
        Self::start(move |mut stream| {
            let answer = answer.clone();
            async move {
                stream.write_all(&answer).await.ok();
                stream.shutdown().await.ok();
            }
        })
        .await
    }

    /// Says `head`, then `piece` for ever, one every `pause`, until the other side leaves.
    async fn repeating(head: &[u8], piece: &[u8], pause: Duration) -> Self {
        let (head, piece) = (head.to_vec(), piece.to_vec());
        Self::start(move |mut stream| {
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

    async fn start<Answer, Done>(answer: Answer) -> Self
    where
        Answer: Fn(TcpStream) -> Done + Send + 'static,
        Done: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                // The request is read before the answer, else closing could reset the connection.
                let mut request = [0; 4096];
                let read = stream.read(&mut request).await;
                if read.is_ok() {
                    tokio::spawn(answer(stream));
                }
            }
        });
        Self { address, connections }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}
