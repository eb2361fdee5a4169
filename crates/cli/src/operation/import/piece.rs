//! The pieces of a source, on disk: however large one is, no more of it is in memory than is read at a time.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// A piece of a source: a file, a page of the web.
#[derive(Debug, Clone)]
pub struct Piece {
    /// How it is called.
    pub name: String,
    /// What it says.
    pub content: Content,
}

/// A file, or a part of one. Whoever reads it disturbs nobody else who does.
#[derive(Debug, Clone)]
pub struct Content {
    file: Arc<File>,
    begins: u64,
    ends: u64,
}

impl Content {
    /// All of a file; what is none (standard input, a pipe) is read to its end first.
    pub fn file(mut file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        if metadata.is_file() {
            return Ok(Self { file: Arc::new(file), begins: 0, ends: metadata.len() });
        }
        let mut spool = Spool::new()?;
        io::copy(&mut file, &mut spool)?;
        Ok(spool.cut())
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.ends - self.begins
    }

    /// Reads it, from its beginning.
    pub fn read(&self) -> BufReader<Rest> {
        BufReader::new(Rest(self.clone()))
    }

    /// All of it.
    pub fn whole(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.length()).unwrap_or_default());
        self.read().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The pieces that it is made of, by their names and lengths.
    pub fn pieces(self, names: Vec<(String, u64)>) -> Vec<Piece> {
        let mut begins = self.begins;
        let piece = |(name, length): (String, u64)| {
            let ends = begins.saturating_add(length).min(self.ends);
            let content = Self { file: self.file.clone(), begins, ends };
            begins = ends;
            Piece { name, content }
        };
        names.into_iter().map(piece).collect()
    }
}

/// What is still to be read of a piece.
#[derive(Debug)]
pub struct Rest(Content);

impl Read for Rest {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.0.length()).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.0.file.read_at(buffer.get_mut(..left).unwrap_or_default(), self.0.begins)?;
        if count == 0 && left > 0 {
            // It was cut while it was read: half of it must not pass for the whole.
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.0.begins += count as u64;
        Ok(count)
    }
}

/// Takes in pieces, one after the other, in a file without a name: it goes with whoever holds one of them.
#[derive(Debug)]
pub struct Spool {
    file: Arc<File>,
    begins: u64,
    ends: u64,
}

impl Spool {
    /// An empty one.
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: Arc::new(tempfile::tempfile()?), begins: 0, ends: 0 })
    }

    /// What came since the last piece.
    pub fn cut(&mut self) -> Content {
        let begins = std::mem::replace(&mut self.begins, self.ends);
        Content { file: self.file.clone(), begins, ends: self.ends }
    }

    /// A piece that is there already.
    pub fn keep(&mut self, bytes: &[u8]) -> io::Result<Content> {
        self.write_all(bytes)?;
        Ok(self.cut())
    }
}

impl Write for Spool {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.file.as_ref().write(buffer)?;
        self.ends += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_read_beside_each_other_and_again() {
        let mut spool = Spool::new().unwrap();
        let first = spool.keep(b"one").unwrap();
        let second = spool.keep(b"").unwrap();
        spool.write_all(b"th").unwrap();
        spool.write_all(b"ree").unwrap();
        let third = spool.cut();
        let (mut here, mut there) = (String::new(), String::new());
        let mut reading = third.read();
        reading.by_ref().take(2).read_to_string(&mut here).unwrap();
        assert_eq!((first.whole().unwrap(), second.whole().unwrap()), (b"one".to_vec(), Vec::new()));
        third.read().read_to_string(&mut there).unwrap();
        reading.read_to_string(&mut here).unwrap();
        assert_eq!((here, there, third.length()), ("three".to_owned(), "three".to_owned(), 5));
    }

    #[test]
    fn what_was_sent_together_comes_apart() {
        let mut spool = Spool::new().unwrap();
        let whole = spool.keep(b"onetwo").unwrap();
        // Who announces more than there is gets what there is.
        let pieces = whole.pieces(vec![("1".to_owned(), 3), ("2".to_owned(), 9), ("3".to_owned(), 1)]);
        let told: Vec<_> = pieces.iter().map(|piece| piece.content.whole().unwrap()).collect();
        assert_eq!(told, [b"one".to_vec(), b"two".to_vec(), Vec::new()]);
    }

    #[test]
    fn what_is_cut_while_it_is_read_is_no_end() {
        let file = tempfile::tempfile().unwrap();
        file.write_all_at(b"whole", 0).unwrap();
        let content = Content::file(file.try_clone().unwrap()).unwrap();
        file.set_len(2).unwrap();
        assert_eq!(content.whole().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
