//! The bytes of a pack (gitformat-pack(5)), read from the file as they are sent.

use crate::object::HASH;
use crate::repository::Span;
use gix_packetline::Channel;
use gix_packetline::blocking_io::encode::{band_to_write, flush_to_write};
use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes sent at a time: fits into one line of the protocol, which holds 65,515 besides the number of the band.
const PIECE: usize = 64_000;

/// How the bytes of a pack stand in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// In lines of the first band, ended by a flush (`side-band-64k`).
    Band,
    /// As they are.
    Bare,
}

/// A pack on its way: pieces to send one after the other. Reading is done as they are asked for, and blocks.
pub struct Pack {
    file: File,
    spans: VecDeque<Span>,
    framing: Framing,
    hasher: Option<gix_hash::Hasher>,
    /// What is to be sent before anything is read.
    begin: Option<Vec<u8>>,
}

impl Pack {
    /// The entries in `spans`, which are `objects` in number.
    pub(crate) fn new(file: File, spans: impl IntoIterator<Item = Span>, objects: u32, framing: Framing) -> Self {
        // "4-byte signature: {'P', 'A', 'C', 'K'}", the version, "number of objects contained in the pack".
        let begin = [b"PACK".as_slice(), &2_u32.to_be_bytes(), &objects.to_be_bytes()].concat();
        let spans = spans.into_iter().filter(|span| span.length > 0).collect();
        Self { file, spans, framing, hasher: Some(gix_hash::hasher(HASH)), begin: Some(begin) }
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        let Some(span) = self.spans.front_mut() else { return Ok(Vec::new()) };
        let mut piece = vec![0; usize::try_from(span.length).unwrap_or(PIECE).min(PIECE)];
        self.file.seek(SeekFrom::Start(span.offset))?;
        self.file.read_exact(&mut piece)?;
        span.offset += piece.len() as u64;
        span.length -= piece.len() as u64;
        if span.length == 0 {
            self.spans.pop_front();
        }
        Ok(piece)
    }

    fn framed(&self, piece: Vec<u8>) -> io::Result<Vec<u8>> {
        match self.framing {
            Framing::Bare => Ok(piece),
            Framing::Band => {
                let mut line = Vec::with_capacity(piece.len() + 5);
                band_to_write(Channel::Data, &piece, &mut line)?;
                Ok(line)
            }
        }
    }

    fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(hasher) = &mut self.hasher else { return Ok(None) };
        if let Some(begin) = self.begin.take() {
            hasher.update(&begin);
            return self.framed(begin).map(Some);
        }
        if !self.spans.is_empty() {
            let piece = self.read()?;
            if let Some(hasher) = &mut self.hasher {
                hasher.update(&piece);
            }
            return self.framed(piece).map(Some);
        }
        // "The trailer: pack checksum of all of the above."
        let Some(hasher) = self.hasher.take() else { return Ok(None) };
        let checksum = hasher.try_finalize().map_err(io::Error::other)?;
        let mut end = self.framed(checksum.as_bytes().to_vec())?;
        if self.framing == Framing::Band {
            flush_to_write(&mut end)?;
        }
        Ok(Some(end))
    }
}

impl fmt::Debug for Pack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pack").field("spans", &self.spans).field("framing", &self.framing).finish_non_exhaustive()
    }
}

impl Iterator for Pack {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        let piece = self.piece();
        if piece.is_err() {
            // Nothing more: what is sent would not be a pack.
            self.hasher = None;
        }
        piece.transpose()
    }
}
