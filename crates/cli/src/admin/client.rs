//! The command line's end of the administration socket.

use super::{Reply, Request, frame};
use std::io;
use std::path::Path;
use tokio::net::UnixStream;

/// Connects to the instance that is served from this folder; `None`: there is none.
pub async fn connect(folder: &Path) -> Option<UnixStream> {
    UnixStream::connect(registry::folder::administration_socket(folder)).await.ok()
}

/// Sends a request with its body and reads the head of the answer; the rest of the body is still to come.
pub async fn call(stream: &mut UnixStream, request: &Request, body: &[u8]) -> io::Result<Reply> {
    frame::write_head(stream, request).await?;
    frame::write_data(stream, body).await?;
    frame::write_end(stream).await?;
    frame::read_head(stream).await
}
