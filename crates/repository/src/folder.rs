//! The two files on disk: `objects-N` has the entries of all objects, `history` a line for each item.
//!
//! Both only grow. To take something out, the files are written anew under the next number, and the line at the head of
//! `history` says which number counts: one renaming decides. Nothing is synced: each line has a checksum over itself and
//! its entries, so whatever a crash lost is found by reading, and what precedes it stands.

use crate::record::Record;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The first words of `history`. The number is that of everything that decides an id: how documents are written, where
/// files lie, what commits say. Whoever changes one of these raises it, and the history is made again.
const FORMAT: &str = "codesocial-repository 1";

const HISTORY: &str = "history";

/// The folder, open for appending.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    generation: u64,
    objects: File,
    history: File,
    /// Length of the entries that count.
    end: u64,
}

impl Folder {
    /// Opens the folder, which may not be there; cuts off what is not whole, and hands each record that is to `each`.
    pub(crate) fn open(path: &Path, mut each: impl FnMut(Record)) -> io::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        // What is closed or erased later is in its files until they are written anew.
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
        let Some((generation, mut lines)) = head(path)? else { return Self::create(path, 1) };
        let objects_path = objects_file(path, generation);
        let Some(entries) = existing(&objects_path)? else { return Self::create(path, generation + 1) };
        let mut entries = BufReader::with_capacity(1 << 16, entries);
        let (mut end, mut kept) = (0, header(generation).len() as u64);
        let mut line = String::new();
        loop {
            line.clear();
            // A line that is no text was never ours.
            if lines.read_line(&mut line).unwrap_or(0) == 0 {
                break;
            }
            let Some(record) = line.strip_suffix('\n').and_then(Record::parse) else { break };
            let mut hasher = crc32fast::Hasher::new();
            if !add(&mut hasher, &mut entries, record.length())? || record.checksum_with(hasher) != record.checksum {
                break;
            }
            end += record.length();
            kept += line.len() as u64;
            each(record);
        }
        let open = |path: &Path, length| -> io::Result<File> {
            let file = File::options().append(true).open(path)?;
            file.set_len(length)?;
            Ok(file)
        };
        let objects = open(&objects_path, end)?;
        let history = open(&path.join(HISTORY), kept)?;
        sweep(path, generation)?;
        Ok(Self { path: path.to_owned(), generation, objects, history, end })
    }

    fn create(path: &Path, generation: u64) -> io::Result<Self> {
        fs::write(objects_file(path, generation), [])?;
        decide(path, |history| history.write_all(header(generation).as_bytes()))?;
        Self::open(path, |_| {})
    }

    /// Where the next entry will begin.
    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    /// Adds entries and the records of their items.
    pub(crate) fn append(&mut self, entries: &[u8], records: &[Record]) -> io::Result<()> {
        self.objects.write_all(entries)?;
        let mut lines = BufWriter::new(&self.history);
        records.iter().try_for_each(|record| writeln!(lines, "{record}"))?;
        lines.flush()?;
        self.end += entries.len() as u64;
        Ok(())
    }

    /// Writes both files anew with the first `items` items, whose entries end at `end`. What follows is gone from the
    /// folder when it returns; open it again to go on.
    pub(crate) fn keep(self, items: usize, end: u64) -> io::Result<()> {
        let next = self.generation + 1;
        let mut entries = File::open(objects_file(&self.path, self.generation))?.take(end);
        io::copy(&mut entries, &mut File::create(objects_file(&self.path, next))?)?;
        let lines = BufReader::new(File::open(self.path.join(HISTORY))?).lines().skip(1).take(items);
        decide(&self.path, |history| {
            history.write_all(header(next).as_bytes())?;
            lines.into_iter().try_for_each(|line| writeln!(history, "{}", line?))
        })?;
        sweep(&self.path, next)
    }

    /// A file to read entries from. It stays readable while others write or sweep.
    pub(crate) fn reader(&self) -> io::Result<File> {
        File::open(objects_file(&self.path, self.generation))
    }
}

fn objects_file(path: &Path, generation: u64) -> PathBuf {
    path.join(format!("objects-{generation}"))
}

fn header(generation: u64) -> String {
    format!("{FORMAT} {generation}\n")
}

/// Which number counts, and the lines after it; `None`: there is no history that we can read.
fn head(path: &Path) -> io::Result<Option<(u64, BufReader<File>)>> {
    let Some(history) = existing(&path.join(HISTORY))? else { return Ok(None) };
    let mut lines = BufReader::new(history);
    let mut first = String::new();
    if lines.read_line(&mut first).is_err() {
        return Ok(None);
    }
    let generation = first.strip_prefix(FORMAT).and_then(|rest| rest.trim().parse().ok());
    Ok(generation.filter(|generation| header(*generation) == first).map(|generation| (generation, lines)))
}

fn existing(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a new `history` and puts it in place.
fn decide(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let new = path.join("history-new");
    let mut history = BufWriter::new(File::create(&new)?);
    write(&mut history)?;
    history.flush()?;
    fs::rename(new, path.join(HISTORY))
}

/// Removes every file of objects but the one that counts.
fn sweep(path: &Path, generation: u64) -> io::Result<()> {
    let counts = objects_file(path, generation);
    for entry in fs::read_dir(path)? {
        let entry = entry?.path();
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("objects-") && entry != counts {
            fs::remove_file(entry)?;
        }
    }
    Ok(())
}

/// Reads `length` bytes into `hasher`; `false`: there are not that many.
fn add(hasher: &mut crc32fast::Hasher, entries: &mut impl BufRead, length: u64) -> io::Result<bool> {
    let mut left = length;
    while left > 0 {
        let buffer = entries.fill_buf()?;
        let now = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if now == 0 {
            return Ok(false);
        }
        hasher.update(buffer.get(..now).unwrap_or_default());
        entries.consume(now);
        left -= now as u64;
    }
    Ok(true)
}
