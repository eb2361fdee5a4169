//! The command line's end of the administration socket.

use super::{Reply, Request, frame};
use crate::operation::{ImportOrder, ImportTold, Piece};
use std::io::{self, Read};
use std::path::Path;
use tokio::net::UnixStream;

/// Connects to the instance that is served from this folder; `None`: there is none.
pub async fn connect(folder: &Path) -> Option<UnixStream> {
    UnixStream::connect(registry::folder::administration_socket(folder)).await.ok()
}

/// Sends a request and reads the head of the answer; the body is still to come.
pub async fn call(stream: &mut UnixStream, request: &Request) -> io::Result<Reply> {
    frame::write_head(stream, request).await?;
    frame::write_end(stream).await?;
    frame::read_head(stream).await
}

/// Sends a source; what becomes of it is heard while it goes on.
pub async fn import(stream: &mut UnixStream, order: ImportOrder, pieces: Vec<Piece>) -> io::Result<Telling<'_>> {
    let names = pieces.iter().map(|piece| (piece.name.clone(), piece.content.length())).collect();
    frame::write_head(stream, &Request::Import { order, pieces: names }).await?;
    let mut buffer = vec![0; frame::FRAME_LIMIT];
    for piece in pieces {
        let mut rest = piece.content.read();
        loop {
            let count = rest.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            frame::write_data(stream, buffer.get(..count).unwrap_or_default()).await?;
        }
    }
    frame::write_end(stream).await?;
    let reply: Reply = frame::read_head(stream).await?;
    if !matches!(reply, Reply::Importing) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Telling { stream, told: Vec::new(), begins: 0 })
}

/// What an import tells.
pub struct Telling<'s> {
    stream: &'s mut UnixStream,
    /// What came, and where the line begins that was not heard yet.
    told: Vec<u8>,
    begins: usize,
}

impl Telling<'_> {
    /// What it tells next; `None` at its end.
    pub async fn next(&mut self) -> io::Result<Option<ImportTold>> {
        loop {
            let rest = self.told.get(self.begins..).unwrap_or_default();
            if let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
                let told = serde_json::from_slice(rest.get(..length).unwrap_or_default())?;
                self.begins += length + 1;
                return Ok(Some(told));
            }
            self.told.drain(..self.begins);
            self.begins = 0;
            let Some(data) = frame::read_data(self.stream).await? else { return Ok(None) };
            self.told.extend(data);
        }
    }
}
