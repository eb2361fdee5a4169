//! What can go wrong.

use std::path::PathBuf;

/// Why the index cannot be used. It can always be thrown away and filled again.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index itself says so.
    #[error("the index cannot be used")]
    Index(#[from] tantivy::TantivyError),
    /// Its folder cannot be made or cleared.
    #[error("the folder of the index cannot be used: {}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A column cannot be read.
    #[error("a column of the index cannot be read")]
    Column(#[from] std::io::Error),
    /// Files are left that hold what was erased.
    #[error("{0} parts of the index still hold what is gone")]
    Held(usize),
}
