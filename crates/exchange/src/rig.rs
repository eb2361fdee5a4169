//! What tests of several formats share.

use model::{Passage, Reading, Record};
use std::path::Path;

/// A source as others wrote it.
pub(crate) fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/import").join(path)).unwrap()
}

/// What the records say.
pub(crate) fn told(reading: &Reading) -> String {
    reading.records.iter().map(|record| record.document.canonical().nquads).collect()
}

/// Why a source cannot be read, after which nothing comes; nothing if it can.
pub(crate) fn error<E: std::error::Error>(mut passages: impl Iterator<Item = Result<Passage, E>>) -> String {
    let error = passages.find_map(Result::err).map(|error| error.to_string());
    assert!(passages.next().is_none(), "after an error there is nothing more");
    error.unwrap_or_default()
}

/// That a source which is cut anywhere says so once, and has no record that the whole has not.
pub(crate) fn no_half_record<E>(whole: &[u8], all: &[Record], read: impl Fn(&[u8]) -> Vec<Result<Passage, E>>) {
    for end in 0..whole.trim_ascii_end().len() {
        let (mut found, mut errors) = (Reading::default(), 0);
        for passage in read(&whole[..end]) {
            match passage {
                Ok(passage) => found.extend([passage]),
                Err(_) => errors += 1,
            }
        }
        assert_eq!(errors, 1, "at byte {end}");
        assert!(found.records.iter().all(|record| all.contains(record)), "at byte {end}");
    }
}
