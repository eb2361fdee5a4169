//! The one writer: a task that owns the only writing connection.
//!
//! It takes everybody who waits, up to a bound, into one transaction, each that may be refused under a SAVEPOINT of its own:
//! who is refused is rolled back to it and the others go on. It answers nobody before the one COMMIT, and with it the one
//! fsync, is done.
//! Where storage itself fails everybody of that transaction is told so, nothing of it was written, and the connection is
//! replaced: SQLite may have ended the transaction on its own, and what a connection remembers is not to be trusted then.

use crate::chain::{self, ChainHead};
use crate::error::JournalError;
use crate::federation::Relations;
use crate::schema::File;
use model::Seq;
use model::ports::{Chance, Clock};
use sqlx::{Connection, Row, SqliteConnection, SqlitePool};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

/// Most requests in one transaction: enough that the fsync is a small part of each, few enough that the first of them
/// does not wait long for the last.
const BATCH: usize = 256;

/// How often the log is tried to be emptied; each try waits for readers as long as for a lock.
const EMPTYING_TRIES: u32 = 3;

/// Something to write.
pub(crate) trait Work: Send + 'static {
    /// What is answered once it is on disk.
    type Done: Send + 'static;
    /// Why it may be refused.
    type Refusal: From<JournalError> + Send + 'static;
    /// Whether it may be refused. What never is goes without a SAVEPOINT, which costs as much as a small write; where it
    /// is all the same, it takes everybody of its transaction along, so that nothing of it stays.
    const MAY_BE_REFUSED: bool = true;

    /// Does it. Nothing slow: everybody else waits.
    fn perform(self, desk: &mut Desk<'_>) -> impl Future<Output = Result<Self::Done, Stop<Self::Refusal>>> + Send;
}

/// What work has at hand, inside its savepoint.
pub(crate) struct Desk<'d> {
    pub(crate) connection: &'d mut SqliteConnection,
    /// The end of the chain; moved on with each entry.
    pub(crate) tail: &'d mut ChainHead,
    pub(crate) clock: &'d dyn Clock,
    pub(crate) chance: &'d dyn Chance,
    /// Set by whoever changes whom we follow, or do not hear.
    pub(crate) relations_changed: &'d mut bool,
}

/// Why work stopped.
#[derive(Debug)]
pub(crate) enum Stop<R> {
    /// This one is refused; the others go on.
    Refused(R),
    /// Storage failed; so has the whole transaction.
    Broken(JournalError),
}

impl<R> From<sqlx::Error> for Stop<R> {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl<R: From<JournalError>> From<JournalError> for Stop<R> {
    fn from(error: JournalError) -> Self {
        if matches!(error, JournalError::Storage(_)) { Self::Broken(error) } else { Self::Refused(error.into()) }
    }
}

/// What the writer is told.
pub(crate) enum Message {
    /// Do this.
    Work(Box<dyn Queued>),
    /// Overwrite what was erased, and say when that is done.
    Scrub(oneshot::Sender<Result<(), JournalError>>),
    /// Take nothing new, finish what waits, end.
    Close,
}

/// Work whose kind is forgotten, so that all kinds wait in one queue.
pub(crate) trait Queued: Send {
    /// See [`Work::MAY_BE_REFUSED`].
    fn may_be_refused(&self) -> bool;

    /// Does it and keeps what it made for later.
    fn perform<'a>(&'a mut self, desk: Desk<'a>) -> BoxedFuture<'a, Result<Verdict, JournalError>>;

    /// Tells who waits, once the transaction has ended.
    fn answer(self: Box<Self>, committed: Result<(), JournalError>);
}

type BoxedFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What becomes of a savepoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is kept.
    Kept,
    /// It is rolled back.
    Refused,
}

type Answer<W> = Result<<W as Work>::Done, <W as Work>::Refusal>;

/// Work and who waits for it.
pub(crate) struct Pending<W: Work> {
    work: Option<W>,
    made: Option<Answer<W>>,
    answer: oneshot::Sender<Answer<W>>,
}

impl<W: Work> Pending<W> {
    pub(crate) fn new(work: W, answer: oneshot::Sender<Answer<W>>) -> Self {
        Self { work: Some(work), made: None, answer }
    }
}

impl<W: Work> Queued for Pending<W> {
    fn may_be_refused(&self) -> bool {
        W::MAY_BE_REFUSED
    }

    fn perform<'a>(&'a mut self, mut desk: Desk<'a>) -> BoxedFuture<'a, Result<Verdict, JournalError>> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return Ok(Verdict::Refused) };
            match work.perform(&mut desk).await {
                Ok(done) => {
                    self.made = Some(Ok(done));
                    Ok(Verdict::Kept)
                }
                Err(Stop::Refused(refusal)) => {
                    self.made = Some(Err(refusal));
                    Ok(Verdict::Refused)
                }
                Err(Stop::Broken(error)) => Err(error),
            }
        })
    }

    fn answer(self: Box<Self>, committed: Result<(), JournalError>) {
        let answer = match (committed, self.made) {
            (Ok(()), Some(made)) => made,
            (Ok(()), None) => Err(JournalError::Closed.into()),
            (Err(error), _) => Err(error.into()),
        };
        // Who does not wait any more does not want to know; what was written stays written.
        drop(self.answer.send(answer));
    }
}

/// The task.
pub(crate) struct Writer {
    pub(crate) file: File,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    /// Closed before the writing connection, so that this one is the last and tidies the file up.
    pub(crate) readers: SqlitePool,
    pub(crate) head: watch::Sender<Seq>,
    pub(crate) transactions: watch::Sender<u64>,
    pub(crate) relations: watch::Sender<Arc<Relations>>,
}

impl Writer {
    /// Writes until told to end, or until nobody is left who could ask.
    pub(crate) async fn run(self, connection: SqliteConnection, mut requests: mpsc::Receiver<Message>) {
        let mut connection = Some(connection);
        let mut messages = Vec::with_capacity(BATCH);
        while requests.recv_many(&mut messages, BATCH).await > 0 {
            let mut batch = Vec::with_capacity(messages.len());
            let mut scrubs = Vec::new();
            for message in messages.drain(..) {
                match message {
                    Message::Work(work) => batch.push(work),
                    Message::Scrub(answer) => scrubs.push(answer),
                    Message::Close => requests.close(),
                }
            }
            if !batch.is_empty() {
                self.write(&mut connection, batch).await;
            }
            if !scrubs.is_empty() {
                let scrubbed = self.scrub(&mut connection).await;
                for answer in scrubs {
                    drop(answer.send(scrubbed.clone()));
                }
            }
        }
        self.readers.close().await;
        if let Some(connection) = connection {
            // Everything answered is on disk already; a failure here leaves the log for the next opening to read.
            drop(connection.close().await);
        }
    }

    async fn write(&self, slot: &mut Option<SqliteConnection>, mut batch: Vec<Box<dyn Queued>>) {
        let committed = self.transaction(slot, &mut batch).await;
        match &committed {
            Ok((seq, relations)) => {
                if let Some(relations) = relations {
                    self.relations.send_replace(Arc::clone(relations));
                }
                self.head.send_if_modified(|head| std::mem::replace(head, *seq) != *seq);
                self.transactions.send_modify(|transactions| *transactions += 1);
            }
            Err(_) => {
                if let Some(connection) = slot.take() {
                    // It is given up because it failed: that it fails again says nothing new.
                    drop(connection.close().await);
                }
            }
        }
        let committed = committed.map(|_| ());
        for work in batch {
            work.answer(committed.clone());
        }
    }

    /// Writes the whole file anew and empties the log. `secure_delete` alone would leave copies of rows that SQLite moved
    /// from page to page, and the log what was written before it.
    async fn scrub(&self, slot: &mut Option<SqliteConnection>) -> Result<(), JournalError> {
        let connection = match slot {
            Some(connection) => connection,
            None => slot.insert(self.file.writing().await?),
        };
        sqlx::raw_sql("VACUUM").execute(&mut *connection).await?;
        for _ in 0..EMPTYING_TRIES {
            let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await?;
            if row.try_get::<i64, _>("busy")? == 0 {
                return Ok(());
            }
        }
        Err(JournalError::Unemptied)
    }

    fn desk<'d>(
        &'d self,
        connection: &'d mut SqliteConnection,
        tail: &'d mut ChainHead,
        relations_changed: &'d mut bool,
    ) -> Desk<'d> {
        let (clock, chance) = (self.clock.as_ref(), self.chance.as_ref());
        Desk { connection, tail, clock, chance, relations_changed }
    }

    /// All of a batch; the last entry then, and whom we follow and do not hear where that changed.
    async fn transaction(
        &self,
        slot: &mut Option<SqliteConnection>,
        batch: &mut [Box<dyn Queued>],
    ) -> Result<(Seq, Option<Arc<Relations>>), JournalError> {
        let connection = match slot {
            Some(connection) => connection,
            None => slot.insert(self.file.writing().await?),
        };
        // IMMEDIATE: the lock is taken now or not at all, so that what is read below is what is written upon.
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut tail = chain::tail(&mut transaction).await?;
        let mut relations_changed = false;
        for work in batch {
            if !work.may_be_refused() {
                let desk = self.desk(&mut transaction, &mut tail, &mut relations_changed);
                match work.perform(desk).await? {
                    Verdict::Kept => continue,
                    Verdict::Refused => return Err(JournalError::Corrupt("what is never refused")),
                }
            }
            let before = tail;
            let mut savepoint = transaction.begin().await?;
            let desk = self.desk(&mut savepoint, &mut tail, &mut relations_changed);
            match work.perform(desk).await? {
                Verdict::Kept => savepoint.commit().await?,
                Verdict::Refused => {
                    savepoint.rollback().await?;
                    tail = before;
                }
            }
        }
        let relations = if relations_changed { Some(Relations::load(&mut transaction).await?) } else { None };
        transaction.commit().await?;
        Ok((tail.seq, relations))
    }
}

#[cfg(test)]
mod tests {
    use super::{Desk, Stop, Work};
    use crate::federation::peer;
    use crate::rig::{Rig, iri, put, revise, tamper};
    use crate::{Commit, CommitError, JournalError};
    use model::Seq;
    use std::sync::Arc;

    /// Commits these at once, as independent tasks.
    async fn at_once(rig: &Rig, writes: Vec<crate::Write>) -> Vec<Result<crate::Receipt, CommitError>> {
        let tasks: Vec<_> = writes
            .into_iter()
            .map(|write| {
                let (journal, by) = (rig.journal.clone(), rig.writer);
                tokio::spawn(async move { journal.commit(Commit { by, reason: None, writes: vec![write] }).await })
            })
            .collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        answers
    }

    #[tokio::test]
    async fn commits_share_transactions() {
        let rig = Rig::new().await;
        let before = *rig.journal.transactions().borrow();
        let writes = (0..64).map(|at| put(&format!("codes/{at}"), "1")).collect();
        let mut seqs: Vec<_> = at_once(&rig, writes).await.into_iter().map(|answer| answer.unwrap().seq.0).collect();
        seqs.sort_unstable();
        assert_eq!(seqs, (1..=64).collect::<Vec<_>>(), "each has a place of its own");
        let shared = *rig.journal.transactions().borrow() - before;
        assert!(shared < 8, "64 commits took {shared} transactions");
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn who_is_refused_takes_nobody_along() {
        let rig = Rig::new().await;
        rig.commit([put("codes/taken", "1")]).await.unwrap();
        let before = *rig.journal.transactions().borrow();
        let writes = ["codes/a", "codes/taken", "codes/b", "codes/taken", "codes/c"].map(|path| put(path, "2"));
        let answers = at_once(&rig, writes.into()).await;
        assert_eq!(*rig.journal.transactions().borrow() - before, 1, "all in one");
        let landed: Vec<_> = answers.iter().map(|answer| answer.as_ref().ok().map(|receipt| receipt.seq.0)).collect();
        assert_eq!(landed, [Some(2), None, Some(3), None, Some(4)]);
        assert_eq!(*rig.journal.head().borrow(), Seq(4));
        rig.journal.verify_chain().await.unwrap();
    }

    /// Takes a place in the journal's rows, and finds then that it should not have.
    struct Unforeseen;

    impl Work for Unforeseen {
        type Done = ();
        type Refusal = JournalError;
        const MAY_BE_REFUSED: bool = false;

        async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
            peer::ensure(desk, &iri("inbox"), true).await?;
            Err(JournalError::Corrupt("an inbox").into())
        }
    }

    #[tokio::test]
    async fn nothing_stays_of_what_is_refused_though_it_never_is() {
        let rig = Rig::new().await;
        assert!(matches!(rig.journal.write(Unforeseen).await, Err(JournalError::Corrupt(_))));
        assert_eq!(rig.journal.peers().await.unwrap(), []);
        assert_eq!(rig.commit([put("codes/a", "1")]).await.unwrap().seq, Seq(1), "and the writer lives");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_racing_writers_exactly_one_wins() {
        const WRITERS: u64 = 32;
        const ROUNDS: u64 = 100;
        let rig = Rig::new().await;
        let mut revision = rig.commit([put("codes/a", "0")]).await.unwrap().written[0].revision;
        for round in 1..=ROUNDS {
            let writes = (0..WRITERS).map(|at| revise("codes/a", &format!("{round}-{at}"), revision)).collect();
            let mut winners = Vec::new();
            for answer in at_once(&rig, writes).await {
                match answer {
                    Ok(receipt) => winners.push(receipt.written[0].revision),
                    Err(CommitError::PreconditionFailed { current: Some(current), .. }) => {
                        assert_eq!(current.number, round + 1);
                    }
                    Err(other) => panic!("{other}"),
                }
            }
            assert_eq!(winners.len(), 1, "round {round}");
            revision = winners[0];
            assert_eq!(rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().revision, revision);
        }
        assert_eq!(rig.journal.verify_chain().await.unwrap().seq, Seq(ROUNDS + 1));
    }

    /// A reference that points nowhere is only found out by COMMIT itself.
    const POISON: &str = "CREATE TRIGGER poison AFTER INSERT ON entries WHEN new.iri LIKE '%poison' BEGIN \
        UPDATE documents SET content = 999999 WHERE iri = new.iri; END";

    #[tokio::test]
    async fn when_the_commit_fails_everybody_hears_and_the_writer_lives() {
        let rig = Rig::new().await;
        tamper(&rig.path, POISON).await;
        let before = *rig.journal.transactions().borrow();
        let writes = ["codes/a", "codes/poison", "codes/b"].map(|path| put(path, "1"));
        for answer in at_once(&rig, writes.into()).await {
            let Err(CommitError::Journal(JournalError::Storage(source))) = answer else { panic!("{answer:?}") };
            assert!(Arc::strong_count(&source) >= 1 && source.to_string().contains("FOREIGN KEY"), "{source}");
        }
        assert_eq!((*rig.journal.head().borrow(), *rig.journal.transactions().borrow()), (Seq(0), before));
        assert_eq!(rig.journal.entries(Seq(0), 9).await.unwrap(), []);
        tamper(&rig.path, "DROP TRIGGER poison").await;
        assert_eq!(rig.commit([put("codes/a", "1")]).await.unwrap().seq, Seq(1));
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn who_walks_away_changes_nothing() {
        let rig = Rig::new().await;
        let mut head = rig.journal.head();
        {
            let asked = rig.commit([put("codes/a", "1")]);
            tokio::pin!(asked);
            tokio::select! { biased; _ = &mut asked => panic!("answered at once"), () = std::future::ready(()) => {} }
        }
        head.changed().await.unwrap();
        assert_eq!(*head.borrow(), Seq(1), "it was asked, hence written");
    }
}
