//! The public descriptions as a Git repository: what Git calls things, how they lie on disk, how they are sent.
//!
//! One commit per version, one annotated tag per release, in the order of the journal; equal histories have equal ids.
//! It knows nothing of the journal or of who may see what: whoever uses it says which versions there are, and it makes
//! its own history agree ([`Repository::compare`], [`Repository::rewind`], [`Repository::append`]). Everything here
//! can be made again, so nothing of it is synced to disk; what a crash left half-written is found and cut off when it is
//! opened.
//!
//! | module | says |
//! |---|---|
//! | [`item`] | a version and a release, as they come in, and the mark by which each is known again |
//! | `author` | under which name accounts appear |
//! | `object` | blobs, trees, commits, tags: their bytes and ids |
//! | `files` | the files as they stand after a commit, in folders that stay small |
//! | `entry` | an object as an entry of a pack, whole or as a difference |
//! | `record` | what is remembered of each item, as a line |
//! | `folder` | the two files on disk |
//! | [`repository`](mod@repository) | the handle: open, rewind, append |
//! | [`upload`] | Git's protocol: references, what a client wants and has, the answer |
//! | `pack` | the bytes of a pack, as they are sent |
//!
//! All objects of the history lie one after the other in one file, as entries of a pack. A client that has the history
//! up to some commit is sent the rest of the file; one that has nothing is sent all of it.

mod author;
mod entry;
mod files;
mod folder;
pub mod item;
mod object;
mod pack;
mod record;
pub mod repository;
pub mod upload;

pub use item::{Item, Kind, Mark, Release, ReleasedFile, Version};
pub use pack::Pack;
pub use repository::{Difference, Repository, RepositoryError};
pub use upload::{Upload, UploadError};
