//! Opening and closing an instance.

use crate::account::attempts::Attempts;
use crate::account::password::Passwords;
use crate::aside::Aside;
use crate::claim::restraint::ClaimRestraint;
use crate::erasure::Copies;
use crate::error::{OpenError, ReadError, RebuildError};
use crate::federation::RecentlyTold;
use crate::finding::{self, Finding};
use crate::folder::Folder;
use crate::follower::{self, Follower};
use crate::form::Forms;
use crate::import::run::Running;
use crate::matching::Candidates;
use crate::patch::Turns;
use crate::publication::Publication;
use crate::read::KnownListings;
use crate::same::KnownLikely;
use crate::signing::Signing;
use crate::walk::WALKING;
use jiff::Timestamp;
use journal::account::OPERATOR;
use journal::{Instance, Journal, JournalError, NewToken};
use model::ports::{Chance, Clock};
use model::{AccountId, Base, Caller, ContentHash, Role, Scope, Seq};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{Projection, ProjectionError};
use tokio::sync::{RwLock, Semaphore};

pub use store::WorkerProgram;

/// How often it is looked whether the projection is let go of.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// How long the end of an instance waits for that: it is only read, so nothing is lost by going.
const LONGEST_GOODBYE: Duration = Duration::from_secs(5);

/// The service of one instance. One per data folder, shared by all its doors.
pub struct Registry {
    pub(crate) journal: Journal,
    pub(crate) forms: Arc<Forms>,
    pub(crate) follower: Follower,
    pub(crate) signing: Signing,
    pub(crate) aside: Aside,
    pub(crate) listings: KnownListings,
    pub(crate) likely: KnownLikely,
    pub(crate) candidates: Candidates,
    pub(crate) recently_told: RecentlyTold,
    pub(crate) patching: Turns,
    /// Updates go on beside each other; one that was overtaken has it alone.
    pub(crate) updating: RwLock<()>,
    pub(crate) publication: Publication,
    pub(crate) finding: Finding,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) passwords: Passwords,
    pub(crate) attempts: Attempts,
    pub(crate) claiming: ClaimRestraint,
    /// The same of webhooks, and of the addresses that are asked whether they want to be told.
    pub(crate) telling: ClaimRestraint,
    pub(crate) copies: Copies,
    pub(crate) running: Running,
    /// Who may read a page of a walk now.
    pub(crate) walking: Semaphore,
    /// Whoever signs what it read has it; whoever erases has it alone.
    pub(crate) signing_turn: RwLock<()>,
    projection: Arc<Projection>,
    operator: AccountId,
    folder: Folder,
}

/// What is passed in from outside.
#[derive(Clone)]
pub struct Parts {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub chance: Arc<dyn Chance>,
    /// How query workers are started.
    pub worker: WorkerProgram,
}

/// What an instance is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInstance {
    /// Its address, for ever.
    pub base: Base,
    /// Its name.
    pub name: String,
    /// The e-mail address of its first administrator.
    pub administrator: Option<String>,
}

impl Registry {
    /// Makes a new instance in `folder` and opens it; also returns the first administrator's token.
    pub async fn create(folder: &Path, new: NewInstance, parts: Parts) -> Result<(Self, String), OpenError> {
        let folder = Folder::claim(folder)?;
        if folder.journal().exists() {
            return Err(OpenError::AlreadyThere(folder.path().to_owned()));
        }
        folder.close();
        let instance = Instance { base: new.base, name: new.name, created: parts.clock.now() };
        let journal = Journal::create(&folder.journal(), instance, parts.clock.clone(), parts.chance.clone()).await?;
        let email = new.administrator.as_deref().unwrap_or(OPERATOR);
        let account = journal.account(email, Role::Administrator).await?;
        let scopes = vec![Scope::Read, Scope::Write, Scope::Admin];
        let token = journal.issue_token(NewToken::plain(account, scopes)).await?;
        let registry = Self::over(folder, journal, parts).await?;
        Ok((registry, token))
    }

    /// Opens the instance that `folder` holds. The projection follows by itself from where it stopped.
    pub async fn open(folder: &Path, parts: Parts) -> Result<Self, OpenError> {
        let folder = Folder::claim(folder)?;
        if !folder.journal().exists() {
            return Err(OpenError::NoInstance(folder.path().to_owned()));
        }
        folder.close_what_was_made();
        let journal = Journal::open(&folder.journal(), parts.clock.clone(), parts.chance.clone()).await?;
        Self::over(folder, journal, parts).await
    }

    async fn over(folder: Folder, journal: Journal, parts: Parts) -> Result<Self, OpenError> {
        let forms = Arc::new(Forms::open(folder.path(), &journal.instance().base, &journal).await?);
        let operator = journal.account(OPERATOR, Role::Administrator).await?;
        let projection = Arc::new(Projection::open(&folder.store())?);
        if projection.applied()? > *journal.head().borrow() {
            // The folder was put together from two different times: only the journal is believed.
            projection.clear()?;
        }
        let signing = Signing::new(folder.path(), parts.clock.clone(), parts.chance.clone());
        let follower = Follower::start(journal.clone(), projection.clone(), parts.worker)?;
        let publication = Publication::start(journal.clone(), folder.repository());
        let finding = Finding::start(journal.clone(), folder.index());
        let registry = Self {
            journal,
            forms,
            follower,
            signing,
            aside: Aside::new(),
            listings: KnownListings::default(),
            likely: KnownLikely::default(),
            candidates: Candidates::default(),
            recently_told: RecentlyTold::default(),
            patching: Turns::default(),
            updating: RwLock::default(),
            publication,
            finding,
            clock: parts.clock,
            passwords: Passwords::new(parts.chance),
            attempts: Attempts::default(),
            claiming: ClaimRestraint::default(),
            telling: ClaimRestraint::default(),
            copies: Copies::default(),
            running: Running::default(),
            walking: Semaphore::new(WALKING),
            signing_turn: RwLock::default(),
            projection,
            operator,
            folder,
        };
        registry.go_on_erasing().await;
        registry.journal.settle_silence(operator).await?;
        registry.journal.end_cut_off_runs().await?;
        Ok(registry)
    }

    /// The instance's address.
    pub fn base(&self) -> &Base {
        &self.journal.instance().base
    }

    /// The instance's name.
    pub fn name(&self) -> &str {
        &self.journal.instance().name
    }

    /// The data folder that this process owns.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// What time it is for this instance.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The last committed sequence number.
    pub fn head(&self) -> Seq {
        *self.journal.head().borrow()
    }

    /// Whoever holds the data folder: the command line.
    pub fn operator(&self) -> Caller {
        Caller::Operator(self.operator)
    }

    /// In whose name the instance itself writes.
    pub(crate) fn operator_id(&self) -> AccountId {
        self.operator
    }

    /// Who holds this token; `None`: nobody.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Caller>, JournalError> {
        Ok(self.journal.account_of_token(token).await?.map(Caller::Account))
    }

    /// Makes a token for the account of this address, which is made if it is new; returns its text, the only time.
    pub async fn issue_token(&self, email: &str, scopes: Vec<Scope>) -> Result<String, JournalError> {
        let role = if scopes.contains(&Scope::Admin) { Role::Administrator } else { Role::Contributor };
        let account = self.journal.account(email, role).await?;
        self.journal.issue_token(NewToken::plain(account, scopes)).await
    }

    /// Asks the projection something, once it has caught up with what was committed before the call.
    pub(crate) async fn projected<T: Send + 'static>(
        &self,
        asks: impl FnOnce(&Projection) -> Result<T, ProjectionError> + Send + 'static,
    ) -> Result<T, ReadError> {
        self.follower.reached(self.head()).await?;
        let projection = self.projection.clone();
        match tokio::task::spawn_blocking(move || asks(&projection)).await {
            Ok(answer) => Ok(answer?),
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        }
    }

    /// How many documents were read from the journal since it was opened, to see that nobody reads more than was asked.
    pub fn documents_read(&self) -> u64 {
        self.journal.documents_read()
    }

    /// Hash of all that the projection holds, once it has caught up: equal stores have equal hashes.
    pub async fn projection_hash(&self) -> Result<ContentHash, ReadError> {
        self.projected(Projection::canonical_hash).await
    }

    /// Process ids of the query workers; starts them if they are not running yet.
    pub async fn workers(&self) -> Result<Vec<u32>, ReadError> {
        Ok(self.follower.door().await?.workers())
    }

    /// Ends the instance: what was committed is on disk, the workers are told to end, the folder is free.
    pub async fn close(self) {
        self.follower.stop().await;
        self.publication.stop().await;
        self.finding.stop().await;
        self.journal.close().await;
        // A worker that was being fed reads the projection until it notices: only then is the store closed too.
        let let_go = async {
            while Arc::strong_count(&self.projection) > 1 {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        if tokio::time::timeout(LONGEST_GOODBYE, let_go).await.is_err() {
            tracing::warn!("the projection is still being read while the instance ends");
        }
    }

    /// Verifies the journal's chain, drops the projection in `folder` and replays the journal. Nobody may own the
    /// folder meanwhile.
    pub async fn rebuild(folder: &Path, parts: Parts) -> Result<Rebuilt, RebuildFolderError> {
        let folder = Folder::claim(folder).map_err(OpenError::from)?;
        if !folder.journal().exists() {
            return Err(OpenError::NoInstance(folder.path().to_owned()).into());
        }
        let journal = Journal::open(&folder.journal(), parts.clock, parts.chance).await.map_err(OpenError::from)?;
        let outcome = rebuild(&journal, &folder).await;
        journal.close().await;
        Ok(outcome?)
    }
}

/// What a rebuild gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// How far the journal was replayed.
    pub seq: Seq,
    /// Hash of all that the projection holds now.
    pub hash: ContentHash,
}

/// Why a rebuild did not happen.
#[derive(Debug, thiserror::Error)]
pub enum RebuildFolderError {
    /// The instance cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// See [`RebuildError`].
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
}

async fn rebuild(journal: &Journal, folder: &Folder) -> Result<Rebuilt, RebuildError> {
    journal.verify_chain().await?;
    // A store that cannot even be opened is the usual reason for a rebuild, so its files go first.
    // The public history is made again by whoever opens the instance next.
    for made in [folder.store(), folder.repository()] {
        match std::fs::remove_dir_all(made) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(RebuildError::Folder(source)),
        }
    }
    let projection = Arc::new(Projection::open(&folder.store())?);
    let seq = follower::replay(journal, projection.clone()).await?;
    let hash = tokio::task::spawn_blocking(move || projection.canonical_hash()).await??;
    finding::replay(journal, &folder.index()).await?;
    Ok(Rebuilt { seq, hash })
}
