//! The projection made anew, aside, and put in the place of the old one.
//!
//! Oxigraph keeps the text of every term that it ever met, also of those that no quad has any more, and nothing takes it
//! out again; RocksDB keeps what was removed until it happens to rewrite the file. What was erased is gone from a store
//! that never knew it, and from no other.

use super::{APPLIED, BOOKS, Projection, ProjectionError, keep, replace};
use crate::step::Step;
use model::Seq;
use oxigraph::store::Store;
use oxrdf::Literal;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

/// Documents written at a time: bounds the memory of it.
const BATCH: usize = 500;

/// A projection that is to take the place of another one.
pub struct Renewal(Projection);

impl Projection {
    /// Begins another one, which holds what this one holds at this moment and never held anything else. Readers and the
    /// writer are not disturbed.
    pub fn begin_renewal(&self) -> Result<Renewal, ProjectionError> {
        let next = if self.is_on_disk {
            remove_unfinished(&self.folder)?;
            Self::open(&beside(&self.folder, NEXT))?
        } else {
            Self::in_memory()?
        };
        let mut batch = Vec::with_capacity(BATCH);
        let mut failed = None;
        let seq = self.held(|step| {
            batch.push(step);
            if batch.len() < BATCH {
                return ControlFlow::Continue(());
            }
            match next.present(&std::mem::take(&mut batch)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        next.present(&batch)?;
        next.has_reached(seq)?;
        Ok(Renewal(next))
    }

    /// Puts the other one in this one's place, whose files are removed. It must have been given every step that this one
    /// has; readers wait meanwhile, for some tenths of a second.
    pub fn finish_renewal(&self, renewal: Renewal) -> Result<(), ProjectionError> {
        let _one_writer = self.one_writer();
        let mut store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        let next = renewal.0.store.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !self.is_on_disk {
            *store = next;
            return Ok(());
        }
        // Each is closed before its folder is touched, and moved whole: half a folder of RocksDB cannot be opened. Whoever
        // is interrupted here finds one of both, or none, and what is missing is made again from the journal.
        drop(next);
        drop(std::mem::replace(&mut *store, Store::new()?));
        let (next, old) = (beside(&self.folder, NEXT), beside(&self.folder, OLD));
        for (from, to) in [(&self.folder, &old), (&next, &self.folder)] {
            std::fs::rename(from, to).map_err(|source| cannot(from, source))?;
        }
        *store = reopen(&self.folder)?;
        remove(&old)
    }

    /// Writes documents that it does not have yet, whatever was applied.
    fn present(&self, steps: &[Step]) -> Result<(), ProjectionError> {
        let _one_writer = self.one_writer();
        let store = self.store();
        let mut transaction = store.start_transaction()?;
        for step in steps {
            replace(&mut transaction, step)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Says that everything up to here has been applied.
    fn has_reached(&self, seq: Seq) -> Result<(), ProjectionError> {
        let _one_writer = self.one_writer();
        let store = self.store();
        let mut transaction = store.start_transaction()?;
        keep(&mut transaction, BOOKS, APPLIED, Some(&Literal::from(seq.0).into()))?;
        transaction.commit()?;
        Ok(())
    }
}

impl Renewal {
    /// The last step applied.
    pub fn applied(&self) -> Result<Seq, ProjectionError> {
        self.0.applied()
    }

    /// Applies the steps that came since.
    pub fn apply(&self, steps: &[Step]) -> Result<(), ProjectionError> {
        self.0.apply(steps)
    }
}

/// Makes the folder where it is missing, for this account alone: RocksDB makes its files as the account happens to make
/// files, and they hold what is not for everybody.
#[cfg(feature = "disk")]
pub(super) fn make_closed(folder: &Path) -> Result<(), ProjectionError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| cannot(folder, source))
}

#[cfg(feature = "disk")]
pub(super) fn reopen(folder: &Path) -> Result<Store, ProjectionError> {
    Store::open(folder).map_err(|source| ProjectionError::Open { folder: folder.to_owned(), source })
}

#[cfg(not(feature = "disk"))]
pub(super) fn reopen(_: &Path) -> Result<Store, ProjectionError> {
    Ok(Store::new()?)
}

/// What the folder of the next one is called, after the name of this one's.
const NEXT: &str = ".next";
/// What the folder of the old one is called until it is removed.
const OLD: &str = ".old";

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Removes what a renewal left that was not finished.
pub(super) fn remove_unfinished(folder: &Path) -> Result<(), ProjectionError> {
    remove(&beside(folder, NEXT))?;
    remove(&beside(folder, OLD))
}

fn remove(folder: &Path) -> Result<(), ProjectionError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(cannot(folder, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn cannot(folder: &Path, source: std::io::Error) -> ProjectionError {
    ProjectionError::Folder { folder: folder.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{iri, put};
    use super::*;
    use model::Audience;

    const WORDS: &str = "Camille Xyzzy lives at 12, Quux Street";

    fn occurrences(folder: &Path) -> usize {
        let mut found = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            // RocksDB tidies up meanwhile: a file that is gone says nothing.
            let bytes = match std::fs::read(entry.unwrap().path()) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                read => read.unwrap(),
            };
            found += bytes.windows(WORDS.len()).filter(|window| *window == WORDS.as_bytes()).count();
        }
        found
    }

    #[test]
    fn what_is_gone_is_in_no_byte_of_the_folder_after_it() {
        if !cfg!(feature = "disk") {
            return;
        }
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("store");
        let projection = Projection::open(&folder).unwrap();
        let said = format!("<#x> <urn:p> \"{WORDS}\" .\n");
        let many = (2..1_300).map(|seq| put(seq, &format!("y{seq}"), Audience::Private, "<#y> <urn:p> \"y\" .\n"));
        let steps: Vec<Step> = [put(1, "x", Audience::Public, &said)].into_iter().chain(many).collect();
        projection.apply(&steps).unwrap();
        projection.apply(&[Step { seq: Seq(2_000), iri: iri("x"), held: None }]).unwrap();
        assert!(occurrences(&folder) > 0, "oxigraph forgets nothing");
        let hash = projection.canonical_hash().unwrap();
        let renewal = projection.begin_renewal().unwrap();
        assert_eq!(renewal.applied().unwrap(), Seq(2_000));
        // What comes meanwhile is given to both.
        let late = [put(2_001, "z", Audience::Public, "<#z> <urn:p> \"z\" .\n")];
        projection.apply(&late).unwrap();
        renewal.apply(&late).unwrap();
        let with_late = projection.canonical_hash().unwrap();
        projection.finish_renewal(renewal).unwrap();
        assert_ne!(with_late, hash);
        assert_eq!((projection.canonical_hash().unwrap(), projection.applied().unwrap()), (with_late, Seq(2_001)));
        assert_eq!(occurrences(&folder), 0);
        assert!(!place.path().join("store.next").exists() && !place.path().join("store.old").exists());
        projection.apply(&[put(2_002, "x2", Audience::Public, "<#x2> <urn:p> \"x\" .\n")]).unwrap();
        drop(projection);
        let projection = Projection::open(&folder).unwrap();
        assert_eq!(projection.applied().unwrap(), Seq(2_002), "it is written to as before");
    }

    #[test]
    fn one_that_was_begun_and_never_finished_goes_at_the_next_opening() {
        if !cfg!(feature = "disk") {
            return;
        }
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("store");
        let projection = Projection::open(&folder).unwrap();
        projection.apply(&[put(1, "x", Audience::Public, "<#x> <urn:p> \"1\" .\n")]).unwrap();
        drop((projection.begin_renewal().unwrap(), projection));
        assert!(place.path().join("store.next").exists());
        let projection = Projection::open(&folder).unwrap();
        assert!(!place.path().join("store.next").exists());
        let (seq, held) = projection.fingerprints().unwrap();
        assert_eq!((seq, held.into_keys().collect::<Vec<_>>()), (Seq(1), vec![iri("x")]));
        drop(projection);
        let looked_at = Projection::look(&folder).unwrap();
        assert_eq!(looked_at.fingerprints().unwrap().1.len(), 1);
        assert!(Projection::look(&place.path().join("nowhere")).is_err());
    }

    #[test]
    fn in_memory_too() {
        let projection = Projection::in_memory().unwrap();
        projection.apply(&[put(1, "x", Audience::Public, "<#x> <urn:p> \"1\" .\n")]).unwrap();
        let renewal = projection.begin_renewal().unwrap();
        projection.finish_renewal(renewal).unwrap();
        assert_eq!(projection.applied().unwrap(), Seq(1));
    }
}
