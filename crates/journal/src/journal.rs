//! The handle on a journal: made, opened, closed.

use crate::error::JournalError;
use crate::federation::Relations;
use crate::instance::{self, Instance};
use crate::schema::File;
use crate::writer::{Message, Pending, Work, Writer};
use model::Seq;
use model::ports::{Chance, Clock};
use sqlx::SqlitePool;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{mpsc, oneshot, watch};

/// Requests that may wait for the writer before callers are held back: a few of its batches.
const QUEUE: usize = 1024;

/// The journal of one instance. Cheap to clone; all clones share one writer.
///
/// The writer runs on the runtime that made the journal, and ends when it is closed or the last clone is dropped.
#[derive(Clone)]
pub struct Journal {
    shared: Arc<Shared>,
}

struct Shared {
    instance: Instance,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    readers: SqlitePool,
    writer: mpsc::Sender<Message>,
    /// Its sender belongs to the writer: it ends when the writer does.
    head: watch::Receiver<Seq>,
    /// Likewise.
    transactions: watch::Receiver<u64>,
    /// Likewise.
    relations: watch::Receiver<Arc<Relations>>,
    documents_read: AtomicU64,
}

impl Journal {
    /// Makes the journal of a new instance in `file`, which must not exist.
    pub async fn create(
        file: &Path,
        instance: Instance,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, JournalError> {
        let file = File::create(file, &instance).await?;
        Self::start(file, clock, chance).await
    }

    /// Opens the journal in `file`.
    pub async fn open(file: &Path, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Self, JournalError> {
        let file = File::open(file).await?;
        Self::start(file, clock, chance).await
    }

    /// What was fixed when the instance was made.
    pub fn instance(&self) -> &Instance {
        &self.shared.instance
    }

    /// The last committed sequence number; changes as commits land.
    pub fn head(&self) -> watch::Receiver<Seq> {
        self.shared.head.clone()
    }

    /// How many transactions the writer has put on disk since the journal was opened; changes with each, whatever it
    /// wrote, after the head did. Fewer than commits: they share.
    pub fn transactions(&self) -> watch::Receiver<u64> {
        self.shared.transactions.clone()
    }

    /// Whom we follow and do not hear, as the last transaction left it.
    pub fn relations(&self) -> Arc<Relations> {
        Arc::clone(&self.shared.relations.borrow())
    }

    /// How many documents were read since the journal was opened, each with its content. Whoever reads more than was
    /// asked is found out by it.
    pub fn documents_read(&self) -> u64 {
        self.shared.documents_read.load(Ordering::Relaxed)
    }

    pub(crate) fn count_read(&self, documents: usize) {
        self.shared.documents_read.fetch_add(documents as u64, Ordering::Relaxed);
    }

    /// Ends the writer after what it holds is on disk. Other clones find the journal closed.
    pub async fn close(self) {
        let mut head = self.shared.head.clone();
        // Where the writer is ending already there is nobody to tell, and the wait below is all there is to do.
        drop(self.shared.writer.send(Message::Close).await);
        while head.changed().await.is_ok() {}
    }

    /// Overwrites whatever the files of the journal still hold of what was erased: free pages, moved rows, the log.
    /// Everybody's writes wait meanwhile, the longer the larger the journal is (decision 0019).
    pub async fn scrub(&self) -> Result<(), JournalError> {
        let (answer, answered) = oneshot::channel();
        self.shared.writer.send(Message::Scrub(answer)).await.map_err(|_| JournalError::Closed)?;
        answered.await.map_err(|_| JournalError::Closed)?
    }

    async fn start(file: File, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Self, JournalError> {
        let mut connection = file.writing().await?;
        let instance = instance::load(&mut connection).await?;
        let tail = crate::chain::tail(&mut connection).await?;
        let (relations_sender, relations) = watch::channel(Relations::load(&mut connection).await?);
        let readers = file.reading().await?;
        let (head_sender, head) = watch::channel(tail.seq);
        let (writer, requests) = mpsc::channel(QUEUE);
        let (transactions_sender, transactions) = watch::channel(0);
        let task = Writer {
            file,
            clock: Arc::clone(&clock),
            chance: Arc::clone(&chance),
            readers: readers.clone(),
            head: head_sender,
            transactions: transactions_sender,
            relations: relations_sender,
        };
        tokio::spawn(task.run(connection, requests));
        let documents_read = AtomicU64::new(0);
        let shared = Shared { instance, clock, chance, readers, writer, head, transactions, relations, documents_read };
        Ok(Self { shared: Arc::new(shared) })
    }

    pub(crate) fn chance(&self) -> &dyn Chance {
        self.shared.chance.as_ref()
    }

    /// Now, in microseconds.
    pub(crate) fn now(&self) -> i64 {
        self.shared.clock.now().as_microsecond()
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.shared.readers
    }

    /// Hands work to the writer and waits until it is on disk, or refused.
    pub(crate) async fn write<W: Work>(&self, work: W) -> Result<W::Done, W::Refusal> {
        let (answer, answered) = oneshot::channel();
        let message = Message::Work(Box::new(Pending::new(work, answer)));
        self.shared.writer.send(message).await.map_err(|_| JournalError::Closed)?;
        answered.await.map_err(|_| JournalError::Closed)?
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("instance", &self.shared.instance).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::rig::{Rig, put};
    use crate::{CommitError, JournalError, Outcome};
    use model::{Expected, Seq};

    #[tokio::test]
    async fn reopening_continues_where_it_stopped() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1")]).await.unwrap();
        rig.commit([put("codes/b", "1")]).await.unwrap();
        let instance = rig.journal.instance().clone();
        let rig = rig.close().await.reopen().await;
        assert_eq!(rig.journal.instance(), &instance);
        assert_eq!(*rig.journal.head().borrow(), Seq(2));
        assert_eq!(rig.commit([put("codes/c", "1")]).await.unwrap().seq, Seq(3));
        assert_eq!(rig.journal.verify_chain().await.unwrap().seq, Seq(3));
    }

    #[tokio::test]
    async fn closing_waits_for_what_was_asked_and_refuses_the_rest() {
        let rig = Rig::new().await;
        let clone = rig.journal.clone();
        let asked = rig.commit([put("codes/a", "1")]);
        let (receipt, ()) = tokio::join!(asked, clone.close());
        assert_eq!(receipt.unwrap().written[0].outcome, Outcome::Created);
        let late = rig.commit([put("codes/b", "1")]).await;
        assert!(matches!(late, Err(CommitError::Journal(JournalError::Closed))), "{late:?}");
        rig.journal.clone().close().await;
    }

    #[tokio::test]
    async fn dropping_the_last_handle_ends_the_writer() {
        let rig = Rig::new().await;
        let mut head = rig.journal.head();
        rig.commit([put("codes/a", "1").expecting(Expected::Absent)]).await.unwrap();
        head.mark_unchanged();
        drop(rig.journal);
        assert!(head.changed().await.is_err(), "the writer owned the other end");
    }
}
