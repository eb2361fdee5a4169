//! A run taken back: what it wrote is as it was before, what it made is gone. What somebody changed since stays.

use super::portion::settled;
use super::run::{RunRefusal, source_of};
use crate::account;
use crate::apply::{self, Occasion, Standing, Step};
use crate::column;
use crate::commit::{self, PreparedWrite, Write, WriteContent};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Base, Seq};

/// A record taken back.
#[derive(Debug, Clone)]
pub struct UndoStep {
    /// Its position in the run.
    pub position: u64,
    /// The last entry of its document when it was looked at.
    pub seen: Seq,
    /// What shall stand there; what it expects is not asked here, `seen` is.
    pub write: Write,
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoFate {
    /// It is as it was before the run.
    Undone,
    /// Somebody changed it meanwhile: look again.
    Moved,
}

impl Journal {
    /// Takes back records of a run, in this order, in `by`'s name. What became of each; on disk (fsync).
    pub async fn undo_records(
        &self,
        run: u64,
        by: AccountId,
        reason: String,
        steps: Vec<UndoStep>,
    ) -> Result<Vec<UndoFate>, RunRefusal> {
        let base = self.instance().base.clone();
        let size: usize = steps.iter().map(UndoStep::size).sum();
        let order = Order { run, by, reason, steps };
        self.write(commit::aside(size, move || prepare(order, &base)).await?).await
    }

    /// Says that a run was taken back.
    pub async fn run_undone(&self, run: u64) -> Result<(), RunRefusal> {
        self.write(Undone(run)).await
    }
}

impl UndoStep {
    fn size(&self) -> usize {
        match &self.write.content {
            WriteContent::Put { canonical, .. } => canonical.len(),
            WriteContent::Gone | WriteContent::AsItStands => 0,
        }
    }
}

struct Order {
    run: u64,
    by: AccountId,
    reason: String,
    steps: Vec<UndoStep>,
}

struct Prepared {
    run: i64,
    by: AccountId,
    reason: String,
    steps: Vec<(i64, Seq, PreparedWrite)>,
}

fn prepare(order: Order, base: &Base) -> Result<Prepared, JournalError> {
    let Order { run, by, reason, steps } = order;
    let prepare =
        |step: UndoStep| Ok((column::signed(step.position)?, step.seen, commit::prepare_write(step.write, base)?));
    let steps = steps.into_iter().map(prepare).collect::<Result<_, JournalError>>()?;
    Ok(Prepared { run: column::signed(run)?, by, reason, steps })
}

impl Work for Prepared {
    type Done = Vec<UndoFate>;
    type Refusal = RunRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Vec<UndoFate>, Stop<RunRefusal>> {
        account::require(desk.connection, self.by).await?;
        let source = source_of(desk, self.run).await?;
        let at = desk.clock.now().as_microsecond();
        let occasion = Occasion { by: self.by, reason: Some(self.reason), at };
        let mut steps: Vec<Step> = Vec::new();
        let mut done = Vec::new();
        let mut fates = Vec::with_capacity(self.steps.len());
        for (position, seen, write) in self.steps {
            let standing = Standing::load(desk.connection, &write.iri).await?;
            let last = standing.as_ref().map(|standing| column::seq(standing.seq)).transpose()?;
            if last != Some(seen) {
                fates.push(UndoFate::Moved);
                continue;
            }
            let seq = desk.tail.seq.0 + 1 + steps.len() as u64;
            let iri = write.iri.clone();
            let content = standing.as_ref().and_then(|standing| standing.content);
            let ends = matches!(write.content, commit::PreparedContent::Gone);
            let (_, _, step) = settled(apply::settle(desk.connection, write, standing, &occasion, seq).await)?;
            // Where nothing was to be written what stands there says so.
            let entry = if step.is_some() { Some(column::signed(seq)?) } else { content };
            steps.extend(step);
            done.push((position, iri, entry, ends));
            fates.push(UndoFate::Undone);
        }
        apply::append(desk, &occasion, steps).await?;
        for (position, iri, entry, ends) in done {
            sqlx::query("UPDATE run_records SET undone = ? WHERE run = ? AND position = ?")
                .bind(entry)
                .bind(self.run)
                .bind(position)
                .execute(&mut *desk.connection)
                .await?;
            // What the source tells next is new, held against what stands there now.
            sqlx::query(
                "UPDATE source_records SET hash = zeroblob(32), content = NULL, entry = ?2, undone = ?3 \
                 WHERE source = ?4 AND iri = ?1",
            )
            .bind(iri.as_str())
            .bind(entry.filter(|_| !ends))
            .bind(entry.filter(|_| ends))
            .bind(&source)
            .execute(&mut *desk.connection)
            .await?;
        }
        Ok(fates)
    }
}

struct Undone(u64);

impl Work for Undone {
    type Done = ();
    type Refusal = RunRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<RunRefusal>> {
        let set = sqlx::query("UPDATE runs SET undone = ? WHERE number = ? AND undone IS NULL")
            .bind(desk.clock.now().as_microsecond())
            .bind(column::signed(self.0)?)
            .execute(&mut *desk.connection)
            .await?;
        if set.rows_affected() == 0 {
            return Err(Stop::Refused(RunRefusal::Over(self.0)));
        }
        // What was taken back is told again: a source that is followed is read from its beginning.
        sqlx::query("UPDATE sources SET place = NULL WHERE name = (SELECT source FROM runs WHERE number = ?)")
            .bind(column::signed(self.0)?)
            .execute(&mut *desk.connection)
            .await?;
        Ok(())
    }
}
