//! The data folder: where everything of an instance lies, owned by one process at a time, and closed to all other
//! accounts of the machine.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// What others may do with a folder of ours: nothing.
pub(crate) const CLOSED: u32 = 0o700;

/// What the program makes in the folder whose files say, under whatever mask they were made, what is not for everybody.
const MADE: [&str; 5] = ["store", "store.next", "store.old", "index", "registry.git"];

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
    /// Owns the folder; makes it, closed, where it is missing.
    pub fn claim(path: &Path) -> Result<Self, FolderError> {
        let unusable = |source| FolderError::Unusable { path: path.to_owned(), source };
        make_closed(path).map_err(unusable)?;
        let lock =
            File::options().create(true).truncate(false).write(true).open(path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::Owned(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Closes the folder itself, in which an instance is being made.
    pub(crate) fn close(&self) {
        close(&self.path);
    }

    /// Closes what the program made in it and left open, as its earlier versions did. The folder itself stays as its
    /// operator has it since, and `doctor` tells where that is open.
    pub(crate) fn close_what_was_made(&self) {
        for made in MADE {
            close(&self.path.join(made));
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

    /// The index of words and places, which may be deleted while nobody owns the folder.
    pub fn index(&self) -> PathBuf {
        self.path.join("index")
    }

    /// The Git repository of the public descriptions, which may be deleted while nobody owns the folder.
    pub fn repository(&self) -> PathBuf {
        self.path.join("registry.git")
    }
}

/// Folders on the way to it are made as the account makes folders.
fn make_closed(path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, CLOSED);
    builder.create(path)
}

/// Takes a folder from everybody else, if it is there. Where that cannot be done the instance runs all the same: whoever
/// gave it a folder that is not its own knows why, and `doctor` goes on telling it.
#[cfg(unix)]
fn close(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = fs::metadata(folder) else { return };
    let mode = metadata.permissions().mode();
    let closed = mode & !(0o777 & !CLOSED);
    if mode == closed {
        return;
    }
    let was = format!("{:04o}", mode & 0o777);
    match fs::set_permissions(folder, fs::Permissions::from_mode(closed)) {
        Ok(()) => tracing::warn!(folder = %folder.display(), was, "others on this machine could read it: closed"),
        Err(error) => {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, folder = %folder.display(), was, "others on this machine may read it");
        }
    }
}

#[cfg(not(unix))]
fn close(_: &Path) {}

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

    #[cfg(unix)]
    #[test]
    fn what_is_made_is_closed_and_what_was_open_is_closed() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("on/the/way");
        let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
        let open = |name: &str| {
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        };
        drop(Folder::claim(&folder).unwrap());
        assert_eq!(mode("."), CLOSED);
        for name in ["store", "registry.git", "forms"] {
            fs::create_dir(folder.join(name)).unwrap();
            open(name);
        }
        open(".");
        let owned = Folder::claim(&folder).unwrap();
        owned.close_what_was_made();
        let modes = [".", "store", "registry.git", "forms"].map(mode);
        assert_eq!(modes, [0o755, CLOSED, CLOSED, 0o755], "what is the operator's stays as it is");
        owned.close();
        assert_eq!(mode("."), CLOSED);
    }

    #[test]
    fn a_file_is_no_folder() {
        let place = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(Folder::claim(place.path()), Err(FolderError::Unusable { .. })));
    }
}
