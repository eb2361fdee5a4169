//! What a Git client wants and has, and the pack that it is sent.

use crate::arrival::Arrivals;
use crate::body;
use crate::described::{Access, Answer, Body as BodyTold, Example, Medium, Operation, Part, Schema};
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use flate2::read::MultiGzDecoder;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use registry::{GIT_REQUEST_LIMIT, Pack};
use std::io::{self, Read};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

const REQUEST: &str = "application/x-git-upload-pack-request";

/// Pieces that are read before the client has taken those before.
const AHEAD: usize = 2;

/// Nothing is wanted: the shortest request there is.
const NOTHING: &str = "0000";

const WANTED: BodyTold = BodyTold {
    key: "body-wanted",
    required: true,
    media: &[Medium { media_type: REQUEST, schema: Schema::Text, example: Some(NOTHING) }],
};

const PACK: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-pack",
    content: &[Part::As("application/x-git-upload-pack-result", Schema::Text)],
    headers: &["Cache-Control"],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "uploadPack",
    access: Access::Open,
    takes: &[],
    body: Some(&WANTED),
    answers: &[PACK],
    refuses: &[groups::BODY, &[Kind::MalformedGit, Kind::UnsupportedCoding, Kind::Unavailable]],
    example: Example::of("/registry.git/git-upload-pack"),
};

/// `POST /registry.git/git-upload-pack`
pub(crate) async fn post(State(site): State<SharedSite>, request: Request) -> Result<Response, Problem> {
    let request = read(request, &site.arrivals).await?;
    let upload = site.registry.git_upload(request).await?;
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(send(upload.acknowledgement, upload.pack, sender));
    let headers = [
        (header::CONTENT_TYPE, "application/x-git-upload-pack-result"),
        (header::CACHE_CONTROL, "no-cache, max-age=0, must-revalidate"),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// The request's bytes, inflated.
async fn read(request: Request, arrivals: &Arrivals) -> Result<Vec<u8>, Problem> {
    let media_type = body::media_type(request.headers())?;
    if media_type.essence_str() != REQUEST {
        let found = media_type.essence_str().to_owned();
        return Err(Problem::new(Kind::UnsupportedMediaType).with("mediaType", found).with("supported", vec![REQUEST]));
    }
    let coding = coding(request.headers())?;
    let bytes = arrivals.whole_of_anybody(GIT_REQUEST_LIMIT, request).await?;
    match coding {
        Coding::Identity => Ok(bytes.into()),
        Coding::Gzip => inflate(&bytes),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
}

/// Git packs what it says once that is long.
fn coding(headers: &HeaderMap) -> Result<Coding, Problem> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(Coding::Identity),
        Some(b"gzip" | b"x-gzip") => Ok(Coding::Gzip),
        Some(other) => Err(Problem::new(Kind::UnsupportedCoding)
            .with("coding", String::from_utf8_lossy(other).into_owned())
            .with_header(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip, identity"))),
    }
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut inflated = Vec::new();
    // One byte more than is allowed shows that there is more.
    let limit = GIT_REQUEST_LIMIT as u64 + 1;
    MultiGzDecoder::new(bytes).take(limit).read_to_end(&mut inflated).map_err(|_| Problem::new(Kind::MalformedGit))?;
    if inflated.len() > GIT_REQUEST_LIMIT {
        return Err(Problem::new(Kind::TooLarge).with("limit", GIT_REQUEST_LIMIT as u64));
    }
    Ok(inflated)
}

/// Passes the pack on as the client takes it. Each piece is read on a thread made for that, and none waits for a client.
async fn send(acknowledgement: Vec<u8>, pack: Option<Pack>, to: mpsc::Sender<io::Result<Bytes>>) {
    if to.send(Ok(acknowledgement.into())).await.is_err() {
        return;
    }
    let mut rest = pack;
    while let Some(mut pack) = rest.take() {
        let read = tokio::task::spawn_blocking(move || (pack.next(), pack)).await;
        let piece = match read {
            Ok((Some(piece), pack)) => {
                rest = Some(pack);
                piece
            }
            Ok((None, _)) => return,
            Err(error) => Err(io::Error::other(error)),
        };
        if let Err(error) = &piece {
            tracing::error!(error = error as &dyn std::error::Error, "a pack broke off");
        }
        // Who has gone away needs no more; an error cuts the connection, so that no part looks whole.
        if to.send(piece.map(Bytes::from)).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_packed_is_bounded() {
        assert_eq!(inflate(&packed(b"0000")).unwrap(), b"0000");
        let bomb = packed(&vec![b'0'; GIT_REQUEST_LIMIT * 100]);
        assert!(bomb.len() < GIT_REQUEST_LIMIT);
        assert_eq!(inflate(&bomb).unwrap_err().kind(), Kind::TooLarge);
        assert_eq!(inflate(b"0000").unwrap_err().kind(), Kind::MalformedGit);
    }

    #[test]
    fn codings_that_git_uses() {
        for (coding_, expected) in
            [(None, Ok(Coding::Identity)), (Some("gzip"), Ok(Coding::Gzip)), (Some("br"), Err(Kind::UnsupportedCoding))]
        {
            let headers = coding_.map(|value| (header::CONTENT_ENCODING, HeaderValue::from_static(value)));
            let found = coding(&headers.into_iter().collect());
            assert_eq!(found.map_err(|problem| problem.kind()), expected, "{coding_:?}");
        }
    }
}
