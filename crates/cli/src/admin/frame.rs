//! Frames: four bytes of length, big-endian, then that many bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Longest frame: what is larger is sent as several.
pub const FRAME_LIMIT: usize = 1 << 20;
/// Longest head: what was done about sources or documents may be a long list.
const HEAD_LIMIT: usize = 256 << 20;
/// Longest body that is taken in whole: the answer to a question.
const BODY_LIMIT: usize = 1 << 30;

/// Writes the head.
pub async fn write_head<T: Serialize>(stream: &mut (impl AsyncWrite + Unpin), head: &T) -> io::Result<()> {
    let bytes = serde_json::to_vec(head)?;
    write(stream, &bytes).await
}

/// Reads the head.
pub async fn read_head<T: DeserializeOwned>(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<T> {
    Ok(serde_json::from_slice(&read(stream, HEAD_LIMIT).await?)?)
}

/// Writes a piece of the body.
pub async fn write_data(stream: &mut (impl AsyncWrite + Unpin), data: &[u8]) -> io::Result<()> {
    for piece in data.chunks(FRAME_LIMIT) {
        write(stream, piece).await?;
    }
    Ok(())
}

/// Ends the body.
pub async fn write_end(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream.write_u32(0).await?;
    stream.flush().await
}

/// Reads the next piece of the body; `None`: it ended as it should.
pub async fn read_data(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let data = read(stream, FRAME_LIMIT).await?;
    Ok(if data.is_empty() { None } else { Some(data) })
}

/// Reads a whole body.
pub async fn read_body(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(data) = read_data(stream).await? {
        if body.len() + data.len() > BODY_LIMIT {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the body is too large"));
        }
        body.extend(data);
    }
    Ok(body)
}

/// Reads a whole body into a sink, which may be large.
pub async fn read_into(stream: &mut (impl AsyncRead + Unpin), sink: &mut (impl io::Write + Send)) -> io::Result<()> {
    while let Some(data) = read_data(stream).await? {
        sink.write_all(&data)?;
    }
    Ok(())
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "the frame is too large"))?;
    stream.write_u32(length).await?;
    stream.write_all(bytes).await
}

async fn read(stream: &mut (impl AsyncRead + Unpin), limit: usize) -> io::Result<Vec<u8>> {
    let length = usize::try_from(stream.read_u32().await?).unwrap_or(usize::MAX);
    if length > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the frame is too large"));
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_comes_back_whole_or_not_at_all() {
        let sent = vec![7; FRAME_LIMIT + 3];
        let mut wire = Vec::new();
        write_data(&mut wire, &sent).await.unwrap();
        let mut cut = wire.clone();
        write_end(&mut wire).await.unwrap();
        assert_eq!(read_body(&mut wire.as_slice()).await.unwrap(), sent);
        cut.truncate(FRAME_LIMIT + 6);
        assert!(read_body(&mut cut.as_slice()).await.is_err());
    }
}
