//! Bodies as they arrive: how long that may take, how large they may be, and how many are in memory at once.

use crate::problem::{Kind, Problem, later};
use crate::session::Attendance;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use http::header;
use http_body_util::BodyExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Bytes of bodies in memory at once that came with a token or a session: sixteen of the largest.
const ROOM_OF_HOLDERS: usize = 256 << 20;
/// The same without any: questions, and what Git asks. Strangers who send a lot keep strangers waiting, nobody else.
const ROOM_OF_STRANGERS: usize = 64 << 20;

/// Where bodies wait until they are whole, and as long as somebody reads them.
pub(crate) struct Arrivals {
    patience: Duration,
    holders: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

impl Arrivals {
    pub(crate) fn new(patience: Duration) -> Self {
        let room = |bytes| Arc::new(Semaphore::new(bytes));
        Self { patience, holders: room(ROOM_OF_HOLDERS), strangers: room(ROOM_OF_STRANGERS) }
    }

    /// The whole body, unless it is larger than this, takes too long, or there is no room for it. A length that is told
    /// and too large is refused before a byte is read.
    ///
    /// Whoever calls has asked who it is that comes with a token: one that nobody holds must not take the place of others.
    pub(crate) async fn whole(&self, limit: usize, request: Request) -> Result<Bytes, Problem> {
        let room = if is_stranger(&request) { &self.strangers } else { &self.holders };
        self.gathered(limit, request, room).await
    }

    /// The same where nobody asks who it is.
    pub(crate) async fn whole_of_anybody(&self, limit: usize, request: Request) -> Result<Bytes, Problem> {
        self.gathered(limit, request, &self.strangers).await
    }

    async fn gathered(&self, limit: usize, request: Request, room: &Arc<Semaphore>) -> Result<Bytes, Problem> {
        match tokio::time::timeout(self.patience, gather(limit, request.into_body(), room)).await {
            Ok(whole) => whole,
            // Whoever sends a byte now and then would keep a connection for ever.
            Err(_) => Err(Problem::new(Kind::SlowBody).with("limit", self.patience.as_secs())),
        }
    }
}

/// Whether nothing came with a request that says whose it is.
pub(crate) fn is_stranger(request: &Request) -> bool {
    let attendance = request.extensions().get::<Attendance>();
    let is_signed_in = attendance.is_some_and(|attendance| !matches!(attendance.sitting, Ok(None)));
    !is_signed_in && !request.headers().contains_key(header::AUTHORIZATION)
}

async fn gather(limit: usize, mut body: Body, room: &Arc<Semaphore>) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(Kind::TooLarge).with("limit", limit as u64);
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large());
    }
    let mut gathered = Gathered { bytes: Vec::new(), room: room.clone() };
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::new(Kind::BrokenBody))?;
        let Ok(piece) = frame.into_data() else { continue };
        if gathered.bytes.len() + piece.len() > limit {
            return Err(too_large());
        }
        gathered.add(&piece)?;
    }
    Ok(Bytes::from_owner(gathered))
}

/// A body, which keeps its place as long as anybody holds it.
struct Gathered {
    bytes: Vec<u8>,
    room: Arc<Semaphore>,
}

impl Gathered {
    /// Takes place for what came, never for what was only announced.
    fn add(&mut self, piece: &[u8]) -> Result<(), Problem> {
        let more = u32::try_from(piece.len()).map_err(|_| later(Kind::Unavailable))?;
        self.room.try_acquire_many(more).map_err(|_| later(Kind::Unavailable))?.forget();
        self.bytes.extend_from_slice(piece);
        Ok(())
    }
}

impl Drop for Gathered {
    fn drop(&mut self) {
        self.room.add_permits(self.bytes.len());
    }
}

impl AsRef<[u8]> for Gathered {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn request(length: usize) -> Request {
        Request::new(Body::from(vec![b'['; length]))
    }

    fn kind(read: Result<Bytes, Problem>) -> Result<usize, Kind> {
        read.map(|bytes| bytes.len()).map_err(|problem| problem.kind())
    }

    #[tokio::test]
    async fn not_more_than_the_limit_and_nothing_is_read_of_what_says_that_it_is_larger() {
        let arrivals = Arrivals::new(Duration::from_mins(1));
        assert_eq!(kind(arrivals.whole(10, request(10)).await), Ok(10));
        assert_eq!(kind(arrivals.whole(10, request(11)).await), Err(Kind::TooLarge));
        let pieces = tokio_stream::iter(["123456", "123456"].map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece))));
        let unsaid = Request::new(Body::from_stream(pieces));
        assert_eq!(kind(arrivals.whole(10, unsaid).await), Err(Kind::TooLarge));
    }

    #[tokio::test]
    async fn not_longer_than_the_limit() {
        let never = Body::from_stream(tokio_stream::pending::<Result<Bytes, std::io::Error>>());
        let slow = Arrivals::new(Duration::from_millis(1)).whole(10, Request::new(never)).await;
        assert_eq!(kind(slow), Err(Kind::SlowBody));
    }

    #[tokio::test]
    async fn a_place_is_kept_as_long_as_the_body_and_strangers_take_none_of_holders() {
        let arrivals = Arrivals::new(Duration::from_mins(1));
        let first = arrivals.whole(ROOM_OF_STRANGERS, request(ROOM_OF_STRANGERS - 10)).await;
        assert_eq!(kind(arrivals.whole(20, request(20)).await), Err(Kind::Unavailable));
        let mut with_token = request(20);
        with_token.headers_mut().insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer x"));
        assert_eq!(kind(arrivals.whole(20, with_token).await), Ok(20));
        let mut with_any = request(20);
        with_any.headers_mut().insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer of-nobody"));
        assert_eq!(kind(arrivals.whole_of_anybody(20, with_any).await), Err(Kind::Unavailable));
        drop(first);
        assert_eq!(kind(arrivals.whole(20, request(20)).await), Ok(20));
    }
}
