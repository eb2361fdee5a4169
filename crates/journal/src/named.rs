//! What documents of common life name, kept with them, and whom those of ours concern because of it.
//!
//! Both are written in the transaction that writes what they follow from. Whom a document concerns: whom it names as a
//! party, the members of its ecosystem, whom the request names that it answers and the members of the ecosystem that this
//! one wants to enter. So a membership that comes or goes, from here or elsewhere, moves what every document of its
//! ecosystem concerns.

use crate::column;
use crate::error::JournalError;
use crate::place::Place;
use crate::{instance, read};
use model::naming::{self, Role};
use model::{Audience, Base, Iri, Seq};
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeSet;

/// Documents that are read at a time where all are.
const PAGE: usize = 500;

/// Something that a document names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    /// As what.
    pub(crate) role: &'static str,
    pub(crate) iri: Iri,
    /// Whether it is an address of ours.
    pub(crate) here: bool,
}

pub(crate) const PARTY: &str = "party";
const ECOSYSTEM: &str = "ecosystem";
const REQUEST: &str = "request";
const ENTERS: &str = "enters";
/// The ecosystem of a member elsewhere.
const JOINS: &str = "joins";
/// The ecosystem of a member here.
const STAYS: &str = "stays";
const MEMBER: &str = "member";
/// An event that is passed on.
const REBROADCASTS: &str = "rebroadcasts";

/// The roles of which a document is told to somebody else.
const ROLES: [&str; 8] = [PARTY, ECOSYSTEM, REQUEST, ENTERS, JOINS, STAYS, MEMBER, REBROADCASTS];

/// What a document names, by its canonical N-Quads.
pub(crate) fn of(document: &Iri, canonical: &str, base: &Base) -> BTreeSet<Named> {
    let named = naming::named(document, canonical);
    let only = |role: Role| {
        let mut found = named.iter().filter(|(one, _)| *one == role).map(|(_, iri)| iri);
        found.next().filter(|_| found.next().is_none())
    };
    let membership = only(Role::Joins).zip(only(Role::Member));
    let may_say = membership
        .is_some_and(|(ecosystem, member)| base.owns(document) || naming::may_say(document, ecosystem, member));
    let is_here = membership.is_some_and(|(_, member)| base.owns(member));
    let role = |role: Role| match role {
        Role::Party => Some(PARTY),
        Role::Ecosystem => Some(ECOSYSTEM),
        Role::Request => Some(REQUEST),
        Role::Enters => Some(ENTERS),
        Role::Joins if may_say && is_here => Some(STAYS),
        Role::Joins if may_say => Some(JOINS),
        Role::Member if may_say => Some(MEMBER),
        Role::Joins | Role::Member => None,
        Role::Rebroadcasts => Some(REBROADCASTS),
    };
    let kept =
        named.iter().filter_map(|(one, iri)| Some(Named { role: role(*one)?, iri: iri.clone(), here: base.owns(iri) }));
    kept.collect()
}

/// A document names this from now on, and no more.
pub(crate) async fn rename(
    connection: &mut SqliteConnection,
    document: &Iri,
    place: Place,
    names: &BTreeSet<Named>,
) -> Result<(), JournalError> {
    let before = load(connection, document).await?;
    if before == *names {
        return Ok(());
    }
    sqlx::query("DELETE FROM named WHERE iri = ?").bind(document.as_str()).execute(&mut *connection).await?;
    for named in names {
        sqlx::query("INSERT INTO named (iri, role, names, here) VALUES (?, ?, ?, ?)")
            .bind(document.as_str())
            .bind(named.role)
            .bind(named.iri.as_str())
            .bind(named.here)
            .execute(&mut *connection)
            .await?;
    }
    let has = |names: &BTreeSet<Named>, role: &str| names.iter().any(|named| named.role == role);
    if place != Place::Elsewhere {
        concern(connection, document).await?;
    }
    if has(&before, ENTERS) || has(names, ENTERS) {
        for vouching in ours(connection, "SELECT iri FROM named WHERE names = ? AND role = 'request'", document).await?
        {
            concern(connection, &vouching).await?;
        }
    }
    let (left, joined) = (membership(&before), membership(names));
    if left != joined {
        if let Some((ecosystem, member)) = left {
            for document in ours(connection, OF_ECOSYSTEM, &ecosystem).await? {
                spare(connection, &document, &member).await?;
            }
        }
        if let Some((ecosystem, member)) = joined {
            introduce(connection, &ecosystem, &member).await?;
        }
    }
    Ok(())
}

/// The ecosystem and the member, elsewhere, of what tells of a membership.
fn membership(names: &BTreeSet<Named>) -> Option<(Iri, Iri)> {
    let only = |role: &str| names.iter().find(|named| named.role == role).map(|named| named.iri.clone());
    only(JOINS).zip(only(MEMBER))
}

/// The documents of which the members of ecosystem `?1` are told.
macro_rules! of_ecosystem {
    () => {
        "SELECT iri FROM named WHERE names = ?1 AND role = 'ecosystem' UNION \
         SELECT v.iri FROM named r JOIN named v ON v.names = r.iri AND v.role = 'request' \
         WHERE r.names = ?1 AND r.role = 'enters'"
    };
}
const OF_ECOSYSTEM: &str = of_ecosystem!();

/// Which of these are ours.
async fn ours(connection: &mut SqliteConnection, which: &'static str, name: &Iri) -> Result<Vec<Iri>, JournalError> {
    let named: Vec<String> = sqlx::query_scalar(which).bind(name.as_str()).fetch_all(&mut *connection).await?;
    let mut ours = Vec::new();
    for iri in named {
        let is_ours: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM documents WHERE iri = ? AND container <> 'elsewhere')")
                .bind(&iri)
                .fetch_one(&mut *connection)
                .await?;
        if is_ours {
            ours.push(column::iri(&iri)?);
        }
    }
    Ok(ours)
}

async fn load(connection: &mut SqliteConnection, document: &Iri) -> Result<BTreeSet<Named>, JournalError> {
    let rows = sqlx::query("SELECT role, names, here FROM named WHERE iri = ?")
        .bind(document.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let role: &str = row.try_get("role")?;
            let role = ROLES.into_iter().find(|known| *known == role);
            let role = role.ok_or(JournalError::Corrupt("as what a document names something"))?;
            Ok(Named { role, iri: column::iri(row.try_get("names")?)?, here: row.try_get("here")? })
        })
        .collect()
}

/// Whom document `?1` concerns elsewhere.
macro_rules! concerned {
    () => {
        "(SELECT names AS actor FROM named WHERE iri = ?1 AND role = 'party' AND here = 0 \
         UNION SELECT m.names FROM named e JOIN named j ON j.names = e.names AND j.role = 'joins' \
         JOIN named m ON m.iri = j.iri AND m.role = 'member' WHERE e.iri = ?1 AND e.role = 'ecosystem' \
         UNION SELECT p.names FROM named q JOIN named p ON p.iri = q.names AND p.role = 'party' AND p.here = 0 \
         WHERE q.iri = ?1 AND q.role = 'request' \
         UNION SELECT m.names FROM named q JOIN named e ON e.iri = q.names AND e.role = 'enters' \
         JOIN named j ON j.names = e.names AND j.role = 'joins' JOIN named m ON m.iri = j.iri AND m.role = 'member' \
         WHERE q.iri = ?1 AND q.role = 'request')"
    };
}

/// Works out anew whom a document of ours concerns. Whom it does not any more is to be told that it ended, if they knew.
async fn concern(connection: &mut SqliteConnection, document: &Iri) -> Result<(), JournalError> {
    for query in [
        concat!(
            "UPDATE concerns SET stands = 0, due = due + 1 WHERE iri = ?1 AND stands = 1 AND actor NOT IN ",
            concerned!()
        ),
        concat!(
            "INSERT INTO acquaintances (actor) SELECT actor FROM ",
            concerned!(),
            " WHERE true ON CONFLICT DO NOTHING"
        ),
        concat!(
            "INSERT INTO concerns (iri, actor, stands, due) SELECT ?1, actor, 1, 1 FROM ",
            concerned!(),
            " WHERE true ON CONFLICT (iri, actor) DO UPDATE SET stands = 1, due = due + 1 WHERE stands = 0"
        ),
    ] {
        sqlx::query(query).bind(document.as_str()).execute(&mut *connection).await?;
    }
    forget_unmet(connection, document).await
}

/// Of those whom this document does not concern any more, and who were never found, nothing is kept: what named them may
/// be erased.
async fn forget_unmet(connection: &mut SqliteConnection, document: &Iri) -> Result<(), JournalError> {
    for query in [
        "DELETE FROM acquaintances WHERE inbox IS NULL \
         AND actor IN (SELECT c.actor FROM concerns c WHERE c.iri = ?1 AND c.stands = 0 AND c.knows = 0) \
         AND NOT EXISTS (SELECT 1 FROM concerns o WHERE o.actor = acquaintances.actor AND o.iri <> ?1)",
        "DELETE FROM concerns WHERE iri = ?1 AND stands = 0 AND knows = 0 \
         AND NOT EXISTS (SELECT 1 FROM acquaintances a WHERE a.actor = concerns.actor AND a.inbox IS NOT NULL)",
    ] {
        sqlx::query(query).bind(document.as_str()).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Somebody is a member of this ecosystem: they learn of all that its members are told of.
async fn introduce(connection: &mut SqliteConnection, ecosystem: &Iri, member: &Iri) -> Result<(), JournalError> {
    sqlx::query("INSERT INTO acquaintances (actor) VALUES (?) ON CONFLICT DO NOTHING")
        .bind(member.as_str())
        .execute(&mut *connection)
        .await?;
    sqlx::query(concat!(
        "INSERT INTO concerns (iri, actor, stands, due) SELECT d.iri, ?2, 1, 1 FROM documents d ",
        "WHERE d.container <> 'elsewhere' AND d.iri IN (",
        of_ecosystem!(),
        ") ON CONFLICT (iri, actor) DO UPDATE SET stands = 1, due = due + 1 WHERE stands = 0"
    ))
    .bind(ecosystem.as_str())
    .bind(member.as_str())
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Somebody may not be concerned by this document any more.
async fn spare(connection: &mut SqliteConnection, document: &Iri, member: &Iri) -> Result<(), JournalError> {
    sqlx::query(concat!(
        "UPDATE concerns SET stands = 0, due = due + 1 WHERE iri = ?1 AND actor = ?2 AND stands = 1 ",
        "AND NOT EXISTS (SELECT 1 FROM ",
        concerned!(),
        " WHERE actor = ?2)"
    ))
    .bind(document.as_str())
    .bind(member.as_str())
    .execute(&mut *connection)
    .await?;
    forget_unmet(connection, document).await
}

/// Reads what all documents name that are there, in a journal that did not keep it.
pub(crate) async fn fill(connection: &mut SqliteConnection) -> Result<(), JournalError> {
    let base = instance::load(connection).await?.base;
    let mut after = String::new();
    loop {
        let rows = sqlx::query(
            "SELECT d.iri, d.container, e.content FROM documents d JOIN entries e ON e.seq = d.content \
             WHERE d.iri > ? AND e.content IS NOT NULL ORDER BY d.iri LIMIT ?",
        )
        .bind(&after)
        .bind(column::limit(PAGE))
        .fetch_all(&mut *connection)
        .await?;
        let Some(last) = rows.last() else { break };
        last.try_get::<&str, _>("iri")?.clone_into(&mut after);
        for row in rows {
            let (iri, place) = (column::iri(row.try_get("iri")?)?, Place::from_segment(row.try_get("container")?)?);
            // What cannot be read is for `codesocial doctor` to find, not here.
            let Some(canonical) = read::canonical(&row, Seq(0)).ok().flatten() else { continue };
            rename(connection, &iri, place, &of(&iri, &canonical, &base)).await?;
        }
    }
    sqlx::query(
        "INSERT INTO announced (iri, object, seq, at) SELECT n.iri, n.names, d.seq, e.at FROM named n \
         JOIN documents d ON d.iri = n.iri JOIN entries e ON e.seq = d.seq \
         WHERE n.role = ? AND d.container <> 'elsewhere' AND d.audience = ?",
    )
    .bind(REBROADCASTS)
    .bind(Audience::Public.to_term().as_str())
    .execute(connection)
    .await?;
    Ok(())
}
