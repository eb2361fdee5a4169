//! The instance's key: made when it is first needed, kept in `keys/` where nobody else reads, published for ever in the
//! journal. Whoever takes the file away gets a new key at the next signature; the old one stays published, so that what it
//! signed still verifies.

use crate::error::{KeyError, ReadError};
use crate::registry::Registry;
use jiff::Timestamp;
use journal::Journal;
use model::integrity::{PublicKey, SecretKey};
use model::ports::{Chance, Clock};
use model::release::Multikey;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The folder of secrets, in the data folder.
const FOLDER: &str = "keys";
/// The key that signs releases, as a Multikey's `secretKeyMultibase`.
const FILE: &str = "signing.key";

/// The key of an instance, and what it takes to make one.
pub(crate) struct Signing {
    folder: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    key: OnceCell<SecretKey>,
}

/// A key that the instance signs or signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKey {
    /// The key, under its address.
    pub multikey: Multikey,
    /// Since when.
    pub created: Timestamp,
}

impl Signing {
    pub(crate) fn new(data: &Path, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        Self { folder: data.join(FOLDER), clock, chance, key: OnceCell::new() }
    }

    /// The key that signs now. When this returns, it is published.
    pub(crate) async fn key(&self, journal: &Journal) -> Result<&SecretKey, KeyError> {
        self.key
            .get_or_try_init(|| async {
                let key = match self.kept()? {
                    Some(key) => key,
                    None => self.made()?,
                };
                journal.publish_key(&key.public().to_multibase(), self.clock.now()).await?;
                Ok(key)
            })
            .await
    }

    fn kept(&self) -> Result<Option<SecretKey>, KeyError> {
        read(self.folder.join(FILE))
    }

    fn made(&self) -> Result<SecretKey, KeyError> {
        let mut seed = [0; 32];
        self.chance.fill(&mut seed);
        let path = self.folder.join(FILE);
        let key = SecretKey::from_seed(seed).ok_or_else(|| KeyError::NotAKey(path.clone()))?;
        write_secret(&self.folder, &format!("{}\n", key.to_multibase()))
            .map_err(|source| KeyError::Unusable { path, source })?;
        Ok(key)
    }
}

/// Where the key that signs is, in this data folder.
pub(crate) fn path(data: &Path) -> PathBuf {
    data.join(FOLDER).join(FILE)
}

/// The key that signs, in this data folder; `None`: none was needed yet.
pub(crate) fn kept(data: &Path) -> Result<Option<SecretKey>, KeyError> {
    read(path(data))
}

fn read(path: PathBuf) -> Result<Option<SecretKey>, KeyError> {
    match fs::read_to_string(&path) {
        Ok(text) => SecretKey::from_multibase(text.trim()).map(Some).map_err(|_| KeyError::NotAKey(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KeyError::Unusable { path, source }),
    }
}

/// Under another name first: a crash leaves a whole key or none.
fn write_secret(folder: &Path, text: &str) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let unfinished = folder.join([FILE, ".new"].concat());
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, folder.join(FILE))?;
    fs::File::open(folder)?.sync_all()
}

impl Registry {
    /// Every key that this instance signs or ever signed with, the latest last.
    pub async fn signing_keys(&self) -> Result<Vec<PublishedKey>, ReadError> {
        let kept = self.journal.signing_keys().await?;
        let published = kept.into_iter().filter_map(|(text, created)| {
            let public = PublicKey::from_multibase(&text).ok()?;
            Some(PublishedKey { multikey: Multikey::of_instance(self.base(), public), created })
        });
        Ok(published.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    /// Each time other bytes.
    struct Counted(AtomicU8);

    impl Chance for Counted {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0.fetch_add(1, Ordering::SeqCst));
        }
    }

    #[test]
    fn a_key_is_made_once_and_nobody_else_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let signing = || Signing::new(folder.path(), Arc::new(Stopped), Arc::new(Counted(AtomicU8::new(1))));
        assert!(signing().kept().unwrap().is_none());
        let made = signing().made().unwrap();
        assert_eq!(signing().kept().unwrap().unwrap().public(), made.public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            for (path, mode) in [("keys", 0o700), ("keys/signing.key", 0o600)] {
                let found = fs::metadata(folder.path().join(path)).unwrap().permissions().mode();
                assert_eq!(found & 0o777, mode, "{path}");
            }
        }
        // What a crash left does not stand in the way, and what is no key is not replaced.
        fs::write(folder.path().join("keys/signing.key.new"), "z3u2").unwrap();
        signing().made().unwrap();
        fs::write(folder.path().join("keys/signing.key"), "not a key").unwrap();
        assert!(matches!(signing().kept(), Err(KeyError::NotAKey(_))));
    }
}
