//! What the writer does for a commit: compare, remember, append.
//!
//! Documents and bindings are written first, audiences settled over the whole of them, entries appended last: so each
//! entry carries the audience that holds once all of the commit does, in whatever order its writes came.

use crate::account;
use crate::chain::{self, Statement};
use crate::column::{self, Kind};
use crate::commit::{CommitError, Outcome, Prepared, PreparedContent, PreparedPut, PreparedWrite, Receipt, Written};
use crate::error::JournalError;
use crate::federation::silence;
use crate::named;
use crate::place::Place;
use crate::reach::{self, Dependent};
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Audience, ContentHash, Expected, Iri, Revision};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};

impl Work for Prepared {
    type Done = Receipt;
    type Refusal = CommitError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Receipt, Stop<CommitError>> {
        account::require(desk.connection, self.by).await?;
        let occasion = Occasion { by: self.by, reason: self.reason, at: desk.clock.now().as_microsecond() };
        let mut written = Vec::with_capacity(self.writes.len());
        let mut steps = Vec::new();
        for write in self.writes {
            let seq = desk.tail.seq.0 + 1 + steps.len() as u64;
            let standing = Standing::load(desk.connection, &write.iri).await?;
            compare(&write, standing.as_ref()).map_err(Stop::Refused)?;
            let iri = write.iri.clone();
            let (revision, outcome, step) = settle(desk.connection, write, standing, &occasion, seq).await?;
            written.push(Written { iri, revision, outcome });
            steps.extend(step);
        }
        append(desk, &occasion, steps).await?;
        Ok(Receipt { seq: desk.tail.seq, written })
    }
}

/// What all entries of one commit share.
pub(crate) struct Occasion {
    pub(crate) by: AccountId,
    pub(crate) reason: Option<String>,
    pub(crate) at: i64,
}

/// A document before the commit.
pub(crate) struct Standing {
    number: u64,
    hash: ContentHash,
    own_audience: Audience,
    audience: Audience,
    owner: AccountId,
    pub(crate) gone: bool,
    /// Its last entry.
    pub(crate) seq: i64,
    /// The entry that has its content; `None`: it is gone.
    pub(crate) content: Option<i64>,
}

impl Standing {
    pub(crate) async fn load(connection: &mut SqliteConnection, iri: &Iri) -> Result<Option<Self>, JournalError> {
        let row = sqlx::query(
            "SELECT number, hash, own_audience, audience, owner, seq, content FROM documents WHERE iri = ?",
        )
        .bind(iri.as_str())
        .fetch_optional(connection)
        .await?;
        row.as_ref().map(Self::read).transpose()
    }

    /// Of these those that are there, or were.
    pub(crate) async fn load_all(
        connection: &mut SqliteConnection,
        iris: &[&Iri],
    ) -> Result<BTreeMap<Iri, Self>, JournalError> {
        let rows = sqlx::query(
            "SELECT iri, number, hash, own_audience, audience, owner, seq, content FROM documents \
             WHERE iri IN (SELECT value FROM json_each(?))",
        )
        .bind(column::listed(iris.iter().copied()))
        .fetch_all(connection)
        .await?;
        rows.iter().map(|row| Ok((column::iri(row.try_get("iri")?)?, Self::read(row)?))).collect()
    }

    fn read(row: &SqliteRow) -> Result<Self, JournalError> {
        let content: Option<i64> = row.try_get("content")?;
        Ok(Self {
            number: column::unsigned(row.try_get("number")?)?,
            hash: column::content_hash(Some(row.try_get("hash")?))?,
            own_audience: column::audience(row.try_get("own_audience")?)?,
            audience: column::audience(row.try_get("audience")?)?,
            owner: AccountId(row.try_get("owner")?),
            gone: content.is_none(),
            seq: row.try_get("seq")?,
            content,
        })
    }

    fn revision(&self) -> Revision {
        Revision::new(self.number, self.hash)
    }
}

/// Compares what is there with what the caller believes.
fn compare(write: &PreparedWrite, standing: Option<&Standing>) -> Result<(), CommitError> {
    let iri = || write.iri.clone();
    let needs_it = matches!(write.content, PreparedContent::Gone | PreparedContent::AsItStands);
    match (standing, &write.expected) {
        (Some(standing), _) if standing.gone => Err(CommitError::Gone(iri())),
        // "A server MUST ignore all received preconditions if its response to the same request without those conditions
        // […] would have been a status code other than a 2xx (Successful) or 412 (Precondition Failed)."
        // (RFC 9110, 13.2.1): deleting what never was is a 404, whatever was expected of it.
        (None, _) if needs_it => Err(CommitError::Missing(iri())),
        (None, Expected::Unstated | Expected::Absent) | (Some(_), Expected::Present) => Ok(()),
        (None, Expected::OneOf(_) | Expected::Present) => {
            Err(CommitError::PreconditionFailed { iri: iri(), current: None })
        }
        (Some(standing), Expected::Unstated) => {
            Err(CommitError::PreconditionRequired { iri: iri(), current: standing.revision() })
        }
        (Some(standing), Expected::OneOf(revisions)) if revisions.contains(&standing.revision()) => Ok(()),
        (Some(standing), Expected::OneOf(_) | Expected::Absent) => {
            Err(CommitError::PreconditionFailed { iri: iri(), current: Some(standing.revision()) })
        }
    }
}

/// A change that needs an entry.
pub(crate) struct Step {
    iri: Iri,
    place: Place,
    kind: Kind,
    number: u64,
    hash: ContentHash,
    packed: Option<Vec<u8>>,
    own_audience: Audience,
    /// As it was before; settled once all documents stand.
    audience: Audience,
    owner: AccountId,
    /// Whether it may change whom this document and those bound to it reach.
    moves_reach: bool,
    /// Whether it is bound to others, which may narrow whom it reaches.
    is_bound: bool,
}

pub(crate) type Settled = (Revision, Outcome, Option<Step>);

/// Writes the document's row and bindings, if anything changes.
pub(crate) async fn settle(
    connection: &mut SqliteConnection,
    write: PreparedWrite,
    standing: Option<Standing>,
    occasion: &Occasion,
    seq: u64,
) -> Result<Settled, Stop<CommitError>> {
    let PreparedWrite { iri, container, slug, content, .. } = write;
    let spot = Spot { iri: &iri, place: Place::In(container), slug: slug.as_str() };
    match (content, standing) {
        (PreparedContent::Put(put), standing) => Ok(settle_put(connection, spot, put, standing, occasion, seq).await?),
        // Refused by `compare`; said again so that no row is made up here.
        (PreparedContent::Gone | PreparedContent::AsItStands, None) => Err(Stop::Refused(CommitError::Missing(iri))),
        (PreparedContent::AsItStands, Some(standing)) => Ok((standing.revision(), Outcome::Unchanged, None)),
        (PreparedContent::Gone, Some(standing)) => Ok(settle_gone(connection, spot, standing, occasion, seq).await?),
    }
}

/// Which document, and where it stands.
pub(crate) struct Spot<'a> {
    pub(crate) iri: &'a Iri,
    pub(crate) place: Place,
    pub(crate) slug: &'a str,
}

/// Ends a document that is there.
pub(crate) async fn settle_gone(
    connection: &mut SqliteConnection,
    spot: Spot<'_>,
    standing: Standing,
    occasion: &Occasion,
    seq: u64,
) -> Result<Settled, JournalError> {
    // Its audience and bindings stay: a deletion must not open up what was bound to it.
    let number = standing.number + 1;
    sqlx::query("UPDATE documents SET number = ?, hash = ?, modified = ?, seq = ?, content = NULL WHERE iri = ?")
        .bind(column::signed(number)?)
        .bind(column::nothing().0.as_slice())
        .bind(occasion.at)
        .bind(column::signed(seq)?)
        .bind(spot.iri.as_str())
        .execute(&mut *connection)
        .await?;
    named::rename(connection, spot.iri, spot.place, &BTreeSet::new()).await?;
    let step = Step {
        is_bound: false,
        iri: spot.iri.clone(),
        place: spot.place,
        kind: Kind::Gone,
        number,
        hash: column::nothing(),
        packed: None,
        own_audience: standing.own_audience,
        audience: standing.audience,
        owner: standing.owner,
        moves_reach: false,
    };
    Ok((Revision::new(number, column::nothing()), Outcome::Deleted, Some(step)))
}

/// Writes a document, new or in place of what stands or stood there.
pub(crate) async fn settle_put(
    connection: &mut SqliteConnection,
    spot: Spot<'_>,
    put: PreparedPut,
    standing: Option<Standing>,
    occasion: &Occasion,
    seq: u64,
) -> Result<Settled, JournalError> {
    // What never was is bound to nothing yet, and names nothing.
    let is_new = standing.is_none();
    let bindings = if is_new { BTreeSet::new() } else { bindings(connection, spot.iri).await? };
    let rebound = bindings != put.bound_to;
    let owner = put.owner.or(standing.as_ref().map(|standing| standing.owner)).unwrap_or(occasion.by);
    if let Some(standing) = &standing
        && !standing.gone
    {
        let same = standing.hash == put.hash && standing.own_audience == put.audience && standing.owner == owner;
        if same && !rebound {
            return Ok((standing.revision(), Outcome::Unchanged, None));
        }
    }
    if owner != occasion.by {
        account::require(connection, owner).await?;
    }
    let number = standing.as_ref().map_or(0, |standing| standing.number) + 1;
    // Of one from elsewhere its origin may have been silenced while it was gone.
    let moves_reach = rebound
        || spot.place == Place::Elsewhere
        || standing.as_ref().is_none_or(|standing| standing.own_audience != put.audience);
    let outcome = if standing.is_some() { Outcome::Updated } else { Outcome::Created };
    let audience = standing.map_or_else(|| put.audience.clone(), |standing| standing.audience);
    sqlx::query(
        "INSERT INTO documents \
         (iri, container, slug, number, hash, own_audience, audience, owner, created, modified, seq, content) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?10) \
         ON CONFLICT (iri) DO UPDATE SET number = ?4, hash = ?5, own_audience = ?6, owner = ?8, modified = ?9, \
         seq = ?10, content = ?10",
    )
    .bind(spot.iri.as_str())
    .bind(spot.place.segment())
    .bind(spot.slug)
    .bind(column::signed(number)?)
    .bind(put.hash.0.as_slice())
    .bind(put.audience.to_term().as_str())
    .bind(audience.to_term().as_str())
    .bind(owner.0)
    .bind(occasion.at)
    .bind(column::signed(seq)?)
    .execute(&mut *connection)
    .await?;
    if rebound {
        rebind(connection, spot.iri, &put.bound_to).await?;
    }
    if !is_new || !put.names.is_empty() {
        named::rename(connection, spot.iri, spot.place, &put.names).await?;
    }
    let step = Step {
        is_bound: !put.bound_to.is_empty(),
        iri: spot.iri.clone(),
        place: spot.place,
        kind: Kind::Put,
        number,
        hash: put.hash,
        packed: Some(put.packed),
        own_audience: put.audience,
        audience,
        owner,
        moves_reach,
    };
    Ok((Revision::new(number, put.hash), outcome, Some(step)))
}

async fn bindings(connection: &mut SqliteConnection, iri: &Iri) -> Result<BTreeSet<Iri>, JournalError> {
    let bound: Vec<String> = sqlx::query_scalar("SELECT bound_to FROM bindings WHERE iri = ?")
        .bind(iri.as_str())
        .fetch_all(connection)
        .await?;
    bound.iter().map(|bound| column::iri(bound)).collect()
}

async fn rebind(connection: &mut SqliteConnection, iri: &Iri, bound_to: &BTreeSet<Iri>) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM bindings WHERE iri = ?").bind(iri.as_str()).execute(&mut *connection).await?;
    for bound in bound_to {
        sqlx::query("INSERT INTO bindings (iri, bound_to) VALUES (?, ?)")
            .bind(iri.as_str())
            .bind(bound.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Settles audiences, then appends the entries: of the commit's own documents in its order, then of those that are bound
/// to them and reach others than before; how many these are.
pub(crate) async fn append(desk: &mut Desk<'_>, occasion: &Occasion, steps: Vec<Step>) -> Result<usize, JournalError> {
    let moving: Vec<&Iri> = steps.iter().filter(|step| step.moves_reach).map(|step| &step.iri).collect();
    let mut dependents: BTreeMap<Iri, Dependent> = BTreeMap::new();
    if !moving.is_empty() {
        let found = reach::dependents(desk.connection, &moving).await?;
        dependents.extend(found.into_iter().map(|dependent| (dependent.iri.clone(), dependent)));
    }
    let mut told = Vec::with_capacity(steps.len());
    for mut step in steps {
        let depends = dependents.remove(&step.iri).is_some();
        if step.kind == Kind::Put && (depends || step.moves_reach) {
            let mut audience = if step.is_bound {
                reach::effective(desk.connection, &step.iri).await?
            } else {
                step.own_audience.clone()
            };
            if step.place == Place::Elsewhere {
                audience = silence::narrowed(desk.connection, &step.iri, audience).await?;
            }
            if audience != step.audience {
                reach::remember(desk.connection, &step.iri, &audience).await?;
                step.audience = audience;
            }
        }
        let terms = [step.own_audience.to_term(), step.audience.to_term()].map(|term| term.as_str().to_owned());
        told.push((step, terms));
    }
    let statements = told.iter().map(|(step, [own_audience, audience])| {
        let statement = Statement {
            iri: step.iri.as_str(),
            container: step.place.segment(),
            kind: step.kind.as_str(),
            number: step.number,
            at: occasion.at,
            by: occasion.by.0,
            reason: occasion.reason.as_deref(),
            own_audience,
            audience,
            owner: step.owner.0,
            hash: step.hash.0,
        };
        (statement, chain::Body { content: step.packed.as_deref(), content_of: None })
    });
    chain::append_all(desk, statements).await?;
    let mut moved = 0;
    for dependent in dependents.into_values() {
        let audience = reach::effective(desk.connection, &dependent.iri).await?;
        if audience == dependent.audience {
            continue;
        }
        move_reach(desk, occasion, &dependent, &audience).await?;
        moved += 1;
    }
    Ok(moved)
}

/// Appends the entry by which a document that stays as it is reaches others than before.
pub(crate) async fn move_reach(
    desk: &mut Desk<'_>,
    occasion: &Occasion,
    document: &Dependent,
    audience: &Audience,
) -> Result<(), JournalError> {
    reach::remember(desk.connection, &document.iri, audience).await?;
    let statement = Statement {
        iri: document.iri.as_str(),
        container: document.place.segment(),
        kind: Kind::Reach.as_str(),
        number: document.number,
        at: occasion.at,
        by: occasion.by.0,
        reason: occasion.reason.as_deref(),
        own_audience: document.own_audience.to_term().as_str(),
        audience: audience.to_term().as_str(),
        owner: document.owner.0,
        hash: document.hash.0,
    };
    let body = chain::Body { content: None, content_of: Some(document.content) };
    let seq = chain::append(desk, &statement, body).await?;
    reach::moved(desk.connection, &document.iri, seq).await
}

#[cfg(test)]
mod tests {
    use crate::rig::{Rig, gone, iri, put, revise};
    use crate::{CommitError, Outcome, Write, WriteContent};
    use model::{Audience, Expected, Revision, Role, Seq};

    /// One answer, in a word.
    fn word(answer: &Result<crate::Receipt, CommitError>) -> &'static str {
        match answer {
            Ok(receipt) => match receipt.written[0].outcome {
                Outcome::Created => "created",
                Outcome::Updated => "updated",
                Outcome::Unchanged => "unchanged",
                Outcome::Deleted => "deleted",
            },
            Err(CommitError::PreconditionRequired { .. }) => "required",
            Err(CommitError::PreconditionFailed { current: Some(_), .. }) => "failed",
            Err(CommitError::PreconditionFailed { current: None, .. }) => "failed, nothing there",
            Err(CommitError::Gone(_)) => "gone",
            Err(CommitError::Missing(_)) => "missing",
            Err(CommitError::Journal(_)) => "broken",
        }
    }

    /// Asks the same of a document that is not there, is there, is gone; each in a journal of its own.
    async fn check(write: impl Fn(&str, Expected) -> Write, expected: impl Fn(Revision) -> Expected, words: [&str; 3]) {
        let rig = Rig::new().await;
        let first = rig.commit([put("codes/there", "1"), put("codes/gone", "1")]).await.unwrap().written[0].revision;
        rig.commit([gone("codes/gone")]).await.unwrap();
        for (path, expected_word) in ["codes/not-there", "codes/there", "codes/gone"].into_iter().zip(words) {
            let before = *rig.journal.head().borrow();
            let answer = rig.commit([write(path, expected(first))]).await;
            assert_eq!(word(&answer), expected_word, "{path}, {:?}", expected(first));
            let entries = u64::from(matches!(expected_word, "created" | "updated" | "deleted"));
            assert_eq!(*rig.journal.head().borrow(), Seq(before.0 + entries), "{path}");
        }
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn puts_meet_expectations() {
        let other = |path: &str, expected| put(path, "2").expecting(expected);
        check(other, |_| Expected::Unstated, ["created", "required", "gone"]).await;
        check(other, |_| Expected::Absent, ["created", "failed", "gone"]).await;
        check(other, |_| Expected::Present, ["failed, nothing there", "updated", "gone"]).await;
        check(other, |first| Expected::OneOf(vec![first]), ["failed, nothing there", "updated", "gone"]).await;
        check(other, |first| Expected::OneOf(vec![stale(first)]), ["failed, nothing there", "failed", "gone"]).await;
        check(other, |first| Expected::OneOf(vec![stale(first), first]), ["failed, nothing there", "updated", "gone"])
            .await;
        check(other, |_| Expected::OneOf(vec![]), ["failed, nothing there", "failed", "gone"]).await;
        let same = |path: &str, expected| put(path, "1").expecting(expected);
        check(same, |_| Expected::Unstated, ["created", "required", "gone"]).await;
        check(same, |_| Expected::Present, ["failed, nothing there", "unchanged", "gone"]).await;
    }

    #[tokio::test]
    async fn deletions_meet_expectations() {
        let delete = |path: &str, expected| gone(path).expecting(expected);
        check(delete, |_| Expected::Unstated, ["missing", "required", "gone"]).await;
        check(delete, |_| Expected::Absent, ["missing", "failed", "gone"]).await;
        check(delete, |_| Expected::Present, ["missing", "deleted", "gone"]).await;
        check(delete, |first| Expected::OneOf(vec![first]), ["missing", "deleted", "gone"]).await;
        check(delete, |first| Expected::OneOf(vec![stale(first)]), ["missing", "failed", "gone"]).await;
    }

    #[tokio::test]
    async fn what_stands_is_compared_and_left() {
        let stays = |path: &str, expected| {
            let write = gone(path).expecting(expected);
            Write { content: WriteContent::AsItStands, ..write }
        };
        check(stays, |_| Expected::Unstated, ["missing", "required", "gone"]).await;
        check(stays, |_| Expected::Present, ["missing", "unchanged", "gone"]).await;
        check(stays, |first| Expected::OneOf(vec![first]), ["missing", "unchanged", "gone"]).await;
        check(stays, |first| Expected::OneOf(vec![stale(first)]), ["missing", "failed", "gone"]).await;
        let rig = Rig::new().await;
        let first = rig.commit([put("codes/a", "1"), put("codes/b", "1")]).await.unwrap().written[0].revision;
        let with = rig.commit([put("codes/b", "2").anyway(), stays("codes/a", Expected::OneOf(vec![stale(first)]))]);
        assert_eq!(word(&with.await), "failed", "all of the commit");
        assert_eq!(rig.journal.current(&iri("codes/b")).await.unwrap().unwrap().revision.number, 1);
    }

    fn stale(revision: Revision) -> Revision {
        Revision { number: revision.number + 1, ..revision }
    }

    #[tokio::test]
    async fn whatever_differs_is_a_new_revision_and_nothing_else_is() {
        let rig = Rig::new().await;
        let other = rig.journal.account("other@a.example", Role::Editor).await.unwrap();
        rig.commit([put("codes/b", "b")]).await.unwrap();
        let mut number = 0;
        let mut current = put("codes/a", "1").expecting(Expected::Unstated);
        for (changed, next) in [
            (true, current.clone()),
            (false, put("codes/a", "1")),
            (true, put("codes/a", "2")),
            (true, put("codes/a", "2").audience(Audience::Members)),
            (false, put("codes/a", "2").audience(Audience::Members).owned_by(rig.writer)),
            (true, put("codes/a", "2").audience(Audience::Members).owned_by(other)),
            (false, put("codes/a", "2").audience(Audience::Members)),
            (true, put("codes/a", "2").audience(Audience::Members).bound_to(&["codes/b", "codes/c", "codes/b"])),
            (false, put("codes/a", "2").audience(Audience::Members).bound_to(&["codes/c", "codes/b", "codes/a"])),
            (true, put("codes/a", "2").audience(Audience::Members)),
        ] {
            if number > 0 {
                current = next.anyway();
            }
            let written = rig.commit([current.clone()]).await.unwrap().written.remove(0);
            number += u64::from(changed);
            assert_eq!(written.revision.number, number, "{current:?}");
            assert_eq!(written.outcome != Outcome::Unchanged, changed, "{current:?}");
        }
        assert_eq!(rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().owner, other);
    }

    #[tokio::test]
    async fn a_commit_is_all_or_nothing() {
        let rig = Rig::new().await;
        let revision = rig.commit([put("codes/a", "1")]).await.unwrap().written[0].revision;
        let refused =
            rig.commit([revise("codes/a", "2", revision), put("codes/b", "1"), put("codes/a-2", "1").anyway()]);
        assert_eq!(word(&refused.await), "failed, nothing there");
        assert_eq!(rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().revision, revision);
        assert_eq!(rig.journal.current(&iri("codes/b")).await.unwrap(), None);
        assert_eq!(rig.commit([put("codes/b", "1"), gone("codes/a")]).await.unwrap().seq, Seq(3));
    }
}
