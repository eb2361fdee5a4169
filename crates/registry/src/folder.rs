//! The data folder: where everything of an instance lies, owned by one process at a time.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// A data folder that this process owns until the value is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

/// Why a data folder cannot be owned.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another process owns it: talk to that one over its administration socket.
    #[error("another process owns {}", .0.display())]
    Owned(PathBuf),
    /// The folder cannot be made, read or locked.
    #[error("the data folder {} cannot be used", .path.display())]
    Unusable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Folder {
    /// Owns the folder; makes it where it is missing.
    pub fn claim(path: &Path) -> Result<Self, FolderError> {
        let unusable = |source| FolderError::Unusable { path: path.to_owned(), source };
        std::fs::create_dir_all(path).map_err(unusable)?;
        let lock =
            File::options().create(true).truncate(false).write(true).open(path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::Owned(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The truth.
    pub fn journal(&self) -> PathBuf {
        self.path.join("journal.sqlite")
    }

    /// The projection, which may be deleted while nobody owns the folder.
    pub fn store(&self) -> PathBuf {
        self.path.join("store")
    }

    /// The Git repository of the public descriptions, which may be deleted while nobody owns the folder.
    pub fn repository(&self) -> PathBuf {
        self.path.join("registry.git")
    }
}

/// Where the owner of a folder listens for commands.
pub fn administration_socket(folder: &Path) -> PathBuf {
    folder.join("admin.sock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_owns_a_folder() {
        let place = tempfile::tempdir().unwrap();
        let owned = Folder::claim(place.path()).unwrap();
        assert!(matches!(Folder::claim(place.path()), Err(FolderError::Owned(_))));
        drop(owned);
        assert!(Folder::claim(place.path()).is_ok());
    }

    #[test]
    fn a_file_is_no_folder() {
        let place = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(Folder::claim(place.path()), Err(FolderError::Unusable { .. })));
    }
}
