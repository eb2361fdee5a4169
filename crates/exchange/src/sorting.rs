//! Lines sorted on disk, for what does not fit in memory. The files have no name: whoever dies leaves nothing behind.
//!
//! `extsort` would do the same, with files that have names, and a generator of documentation tests among what it is built
//! with.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Lines, Seek, Write};

/// Bytes that are sorted in memory at a time, and written if there are more.
const RUN: usize = 16 << 20;

/// Takes lines, none of which has a line feed.
#[derive(Debug)]
pub(crate) struct Sorter {
    lines: Vec<String>,
    bytes: usize,
    most: usize,
    runs: Vec<File>,
}

impl Sorter {
    pub(crate) fn new() -> Self {
        Self { lines: Vec::new(), bytes: 0, most: RUN, runs: Vec::new() }
    }

    /// Takes one.
    pub(crate) fn push(&mut self, line: String) -> io::Result<()> {
        self.bytes += line.len();
        self.lines.push(line);
        if self.bytes < self.most {
            return Ok(());
        }
        self.bytes = 0;
        self.lines.sort_unstable();
        let mut run = BufWriter::new(tempfile::tempfile()?);
        for line in self.lines.drain(..) {
            run.write_all(line.as_bytes())?;
            run.write_all(b"\n")?;
        }
        let mut run = run.into_inner().map_err(io::IntoInnerError::into_error)?;
        run.rewind()?;
        self.runs.push(run);
        Ok(())
    }

    /// Gives them back, in order.
    pub(crate) fn sorted(mut self) -> io::Result<Sorted> {
        self.lines.sort_unstable();
        let mut sorted = Sorted { last: self.lines.into_iter(), runs: Vec::new(), next: BinaryHeap::new() };
        sorted.runs = self.runs.into_iter().map(|run| BufReader::new(run).lines()).collect();
        for place in 0..=sorted.runs.len() {
            sorted.load(place)?;
        }
        Ok(sorted)
    }
}

/// Sorted lines.
pub(crate) struct Sorted {
    /// What was never written.
    last: std::vec::IntoIter<String>,
    runs: Vec<Lines<BufReader<File>>>,
    /// The next line of each, with whose it is.
    next: BinaryHeap<Reverse<(String, usize)>>,
}

impl Sorted {
    fn load(&mut self, place: usize) -> io::Result<()> {
        let line = match self.runs.get_mut(place) {
            Some(run) => run.next().transpose()?,
            None => self.last.next(),
        };
        self.next.extend(line.map(|line| Reverse((line, place))));
        Ok(())
    }
}

impl Iterator for Sorted {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<io::Result<String>> {
        let Reverse((line, place)) = self.next.pop()?;
        Some(self.load(place).map(|()| line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_in_order_however_many_files_they_were_in() {
        for most in [50, 100, 5_000, RUN] {
            let mut sorter = Sorter { most, ..Sorter::new() };
            for number in 0..1_000_u32 {
                sorter.push(format!("{:05} of many", number.wrapping_mul(7_919) % 1_000)).unwrap();
            }
            assert_eq!(sorter.runs.is_empty(), most == RUN, "{most}");
            let lines: Vec<String> = sorter.sorted().unwrap().map(Result::unwrap).collect();
            assert_eq!(lines, (0..1_000).map(|number| format!("{number:05} of many")).collect::<Vec<_>>());
        }
    }
}
