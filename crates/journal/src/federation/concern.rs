//! Whom documents of ours concern elsewhere (`named`): told what a document says, then what it says next,
//! then that it ended, though they follow nothing. Where they take what is sent to them is found first; whoever is not found
//! holds up nobody else.

use super::peer;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::named::{self, PARTY};
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::Iri;
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeMap;

/// Something to tell at one inbox of one document of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// Which document.
    pub iri: Iri,
    /// Whom there it concerns, or did; each with how often something happened that they were not told of.
    pub actors: Vec<(Iri, u64)>,
    /// Whether it concerns one of them now.
    pub stands: bool,
    /// Whether one of them was told what it says.
    pub knows: bool,
}

/// What was told at an inbox of one document of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which document.
    pub iri: Iri,
    /// Who was told; what happened since they were read is told next.
    pub actors: Vec<(Iri, u64)>,
    /// Whether they know now what it says.
    pub knows: bool,
}

/// Somebody elsewhere whom documents of ours concern, and who was not found yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquaintance {
    /// Their address.
    pub actor: Iri,
    /// How often they were not found.
    pub attempts: u32,
    /// When they are looked for again.
    pub next: Option<Timestamp>,
    /// Why they were not found the last time, in words.
    pub failure: Option<String>,
}

/// What came of looking for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meeting {
    /// They take what is sent to them here.
    Found {
        /// Who.
        actor: Iri,
        /// Their inbox.
        inbox: Iri,
        /// Whether it is of an instance of ours.
        exact: bool,
        /// The dialect of signatures that it says it knows.
        dialect: Option<String>,
    },
    /// They were not found.
    Missed {
        /// Who.
        actor: Iri,
        /// Why, in words.
        failure: String,
        /// When they are looked for again.
        next: Timestamp,
    },
}

/// A condition on `concerns c`: its actor is not blocked.
macro_rules! heard {
    () => {
        "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.subject = c.actor AND b.kind = 'blocked')"
    };
}
pub(super) use heard;

impl Journal {
    /// What is to be told at this inbox, by document; of at most `limit` pairs of document and actor.
    pub async fn concerns_at(&self, inbox: &Iri, limit: usize) -> Result<Vec<Concern>, JournalError> {
        let rows = sqlx::query(concat!(
            "SELECT c.iri, c.actor, c.stands, c.knows, c.due FROM concerns c JOIN acquaintances a ON a.actor = c.actor ",
            "WHERE a.inbox = ? AND c.due > 0 AND ",
            heard!(),
            " ORDER BY c.iri, c.actor LIMIT ?"
        ))
        .bind(inbox.as_str())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        let mut concerns: BTreeMap<Iri, Concern> = BTreeMap::new();
        for row in rows {
            let iri = column::iri(row.try_get("iri")?)?;
            let due = (column::iri(row.try_get("actor")?)?, column::unsigned(row.try_get("due")?)?);
            let (stands, knows): (bool, bool) = (row.try_get("stands")?, row.try_get("knows")?);
            let of_it =
                concerns.entry(iri.clone()).or_insert(Concern { iri, actors: vec![], stands: false, knows: false });
            of_it.actors.push(due);
            of_it.stands |= stands;
            of_it.knows |= knows;
        }
        Ok(concerns.into_values().collect())
    }

    /// Those who are to be told something, were not found yet, and may be looked for now; at most `limit`.
    pub async fn unmet(&self, now: Timestamp, limit: usize) -> Result<Vec<Acquaintance>, JournalError> {
        let rows = sqlx::query(
            "SELECT a.actor, a.attempts, a.next, a.failure FROM acquaintances a WHERE a.inbox IS NULL \
             AND (a.next IS NULL OR a.next <= ?) \
             AND EXISTS (SELECT 1 FROM concerns c WHERE c.actor = a.actor AND c.due > 0 AND c.stands = 1) \
             ORDER BY a.next, a.actor LIMIT ?",
        )
        .bind(now.as_microsecond())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(acquaintance).collect()
    }

    /// Those who were looked for in vain; at most `limit`.
    pub async fn missed(&self, limit: usize) -> Result<Vec<Acquaintance>, JournalError> {
        let rows = sqlx::query(
            "SELECT actor, attempts, next, failure FROM acquaintances WHERE inbox IS NULL AND failure IS NOT NULL \
             ORDER BY actor LIMIT ?",
        )
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(acquaintance).collect()
    }

    /// Notes what came of looking for somebody.
    pub async fn meet(&self, meeting: Meeting) -> Result<(), JournalError> {
        self.write(meeting).await
    }

    /// Whom here a document from elsewhere concerns, by its canonical N-Quads and what is held here: somebody whom it names
    /// as a party, a member of its ecosystem, whoever is concerned by the request that it answers.
    pub async fn concerned_here(&self, iri: &Iri, canonical: &str) -> Result<Option<Iri>, JournalError> {
        let names = named::of(iri, canonical, &self.instance().base);
        if let Some(party) = names.iter().find(|named| named.role == PARTY && named.here) {
            return Ok(Some(party.iri.clone()));
        }
        let mut connection = self.readers().acquire().await?;
        for named in &names {
            let who: Option<String> = match named.role {
                "ecosystem" => match member_here(&mut connection, &named.iri).await? {
                    Some(member) => Some(member),
                    None => applicant_here(&mut connection, &named.iri).await?,
                },
                "request" => {
                    let party: Option<String> = sqlx::query_scalar(
                        "SELECT names FROM named WHERE iri = ? AND role = 'party' AND here = 1 ORDER BY names LIMIT 1",
                    )
                    .bind(named.iri.as_str())
                    .fetch_optional(&mut *connection)
                    .await?;
                    let ecosystem: Option<String> =
                        sqlx::query_scalar("SELECT names FROM named WHERE iri = ? AND role = 'enters' LIMIT 1")
                            .bind(named.iri.as_str())
                            .fetch_optional(&mut *connection)
                            .await?;
                    match (party, ecosystem) {
                        (Some(party), _) => Some(party),
                        (None, Some(ecosystem)) => member_here(&mut connection, &column::iri(&ecosystem)?).await?,
                        (None, None) => None,
                    }
                }
                _ => None,
            };
            if let Some(who) = who {
                return column::iri(&who).map(Some);
            }
        }
        Ok(None)
    }
}

/// A member of this ecosystem who is here, if a document says that there is one.
async fn member_here(connection: &mut SqliteConnection, ecosystem: &Iri) -> Result<Option<String>, JournalError> {
    Ok(sqlx::query_scalar(
        "SELECT m.names FROM named s JOIN named m ON m.iri = s.iri AND m.role = 'member' \
         WHERE s.names = ? AND s.role = 'stays' ORDER BY m.names LIMIT 1",
    )
    .bind(ecosystem.as_str())
    .fetch_optional(connection)
    .await?)
}

/// Somebody here whom a request names that wants to enter this ecosystem: what they are told of its members may come before
/// their own membership is taken.
async fn applicant_here(connection: &mut SqliteConnection, ecosystem: &Iri) -> Result<Option<String>, JournalError> {
    Ok(sqlx::query_scalar(
        "SELECT p.names FROM named e JOIN named p ON p.iri = e.iri AND p.role = 'party' AND p.here = 1 \
         WHERE e.names = ? AND e.role = 'enters' ORDER BY p.names LIMIT 1",
    )
    .bind(ecosystem.as_str())
    .fetch_optional(connection)
    .await?)
}

/// Notes what was told.
pub(super) async fn told(desk: &mut Desk<'_>, told: &Told) -> Result<(), JournalError> {
    for (actor, due) in &told.actors {
        sqlx::query(
            "UPDATE concerns SET knows = ?4, due = CASE WHEN due = ?3 THEN 0 ELSE due END WHERE iri = ?1 AND actor = ?2",
        )
        .bind(told.iri.as_str())
        .bind(actor.as_str())
        .bind(column::signed(*due)?)
        .bind(told.knows)
        .execute(&mut *desk.connection)
        .await?;
    }
    sqlx::query("DELETE FROM concerns WHERE iri = ? AND stands = 0 AND knows = 0 AND due = 0")
        .bind(told.iri.as_str())
        .execute(&mut *desk.connection)
        .await?;
    for (actor, _) in &told.actors {
        // Whom nothing concerns any more is looked for anew when something does.
        sqlx::query(
            "DELETE FROM acquaintances WHERE actor = ?1 AND NOT EXISTS (SELECT 1 FROM concerns WHERE actor = ?1)",
        )
        .bind(actor.as_str())
        .execute(&mut *desk.connection)
        .await?;
    }
    Ok(())
}

impl Work for Meeting {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        match self {
            Self::Found { actor, inbox, exact, dialect } => {
                peer::ensure(desk, &inbox, exact).await?;
                if let Some(dialect) = dialect {
                    peer::shown(desk.connection, &inbox, &dialect).await?;
                }
                sqlx::query(
                    "UPDATE acquaintances SET inbox = ?2, attempts = 0, next = NULL, failure = NULL WHERE actor = ?1",
                )
                .bind(actor.as_str())
                .bind(inbox.as_str())
                .execute(&mut *desk.connection)
                .await?;
            }
            Self::Missed { actor, failure, next } => {
                sqlx::query(
                    "UPDATE acquaintances SET attempts = attempts + 1, failure = ?2, next = ?3 WHERE actor = ?1",
                )
                .bind(actor.as_str())
                .bind(failure)
                .bind(next.as_microsecond())
                .execute(&mut *desk.connection)
                .await?;
            }
        }
        Ok(())
    }
}

fn acquaintance(row: &sqlx::sqlite::SqliteRow) -> Result<Acquaintance, JournalError> {
    Ok(Acquaintance {
        actor: column::iri(row.try_get("actor")?)?,
        attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or(u32::MAX),
        next: row.try_get::<Option<i64>, _>("next")?.map(column::time).transpose()?,
        failure: row.try_get("failure")?,
    })
}

#[cfg(test)]
mod tests;
