//! Documents as one caller sees them: [`Audience::admits`] said in SQL, so that pages are full and counts are cheap.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::read::{Current, document, select_documents};
use jiff::Timestamp;
use model::{Audience, Caller, Container, ContentHash, Iri, Reader, Slug};
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Row, Sqlite};
use std::collections::BTreeMap;

/// A query for documents that are there and that a caller may read ([`by`]), with its further conditions.
macro_rules! select_visible {
    ($conditions:literal) => {
        concat!(
            select_documents!(
                "WHERE (?1 OR d.owner = ?2 OR d.audience IN (SELECT value FROM json_each(?3))) AND d.content IS NOT NULL "
            ),
            $conditions
        )
    };
}

impl Journal {
    /// The documents of a container that are there and that `caller` may read, by slug, after this one; at most `limit`.
    pub async fn visible(
        &self,
        caller: &Caller,
        container: Container,
        after: Option<&Slug>,
        limit: usize,
    ) -> Result<Vec<Current>, JournalError> {
        let query = by(caller, select_visible!("AND d.container = ?4 AND d.slug > ?5 ORDER BY d.slug LIMIT ?6"))
            .bind(container.segment())
            .bind(after.map_or("", Slug::as_str))
            .bind(column::limit(limit));
        self.seen(query).await
    }

    /// The same, before this one: those that are nearest to it, by slug.
    pub async fn visible_before(
        &self,
        caller: &Caller,
        container: Container,
        before: &Slug,
        limit: usize,
    ) -> Result<Vec<Current>, JournalError> {
        let query = by(caller, select_visible!("AND d.container = ?4 AND d.slug < ?5 ORDER BY d.slug DESC LIMIT ?6"))
            .bind(container.segment())
            .bind(before.as_str())
            .bind(column::limit(limit));
        let mut documents = self.seen(query).await?;
        documents.reverse();
        Ok(documents)
    }

    /// [`Journal::visible`], of those alone that changed since then: themselves, or what `caller` may read of what belongs to them.
    pub async fn visible_since(
        &self,
        caller: &Caller,
        container: Container,
        since: Timestamp,
        after: Option<&Slug>,
        limit: usize,
    ) -> Result<Vec<Current>, JournalError> {
        let query = by(
            caller,
            select_visible!(
                "AND d.container = ?4 AND d.slug > ?5 \
             AND (d.modified >= ?7 OR EXISTS (SELECT 1 FROM bindings b JOIN documents a ON a.iri = b.iri \
             WHERE b.bound_to = d.iri AND a.container = 'annexes' AND a.modified >= ?7 \
             AND (?1 OR a.owner = ?2 OR a.audience IN (SELECT value FROM json_each(?3))))) \
             ORDER BY d.slug LIMIT ?6"
            ),
        )
        .bind(container.segment())
        .bind(after.map_or("", Slug::as_str))
        .bind(column::limit(limit))
        .bind(since.as_microsecond());
        self.seen(query).await
    }

    /// Those of these documents that are there and that `caller` may read, by address.
    pub async fn visible_among(&self, caller: &Caller, iris: &[Iri]) -> Result<Vec<Current>, JournalError> {
        let query = by(caller, select_visible!("AND d.iri IN (SELECT value FROM json_each(?4)) ORDER BY d.iri"))
            .bind(column::listed(iris));
        self.seen(query).await
    }

    /// The documents from elsewhere that are there and that `caller` may read, by address, after this one; at most `limit`.
    pub async fn visible_elsewhere(
        &self,
        caller: &Caller,
        after: Option<&Iri>,
        limit: usize,
    ) -> Result<Vec<Current>, JournalError> {
        let query =
            by(caller, select_visible!("AND d.container = 'elsewhere' AND d.slug > ?4 ORDER BY d.slug LIMIT ?5"))
                .bind(after.map(Iri::as_str).unwrap_or_default())
                .bind(column::limit(limit));
        self.seen(query).await
    }

    async fn seen(&self, query: Query<'_, Sqlite, SqliteArguments>) -> Result<Vec<Current>, JournalError> {
        let rows = query.fetch_all(self.readers()).await?;
        self.count_read(rows.len());
        rows.iter().map(document).collect()
    }

    /// Whether `caller` may read a document of the container before this one.
    pub async fn has_before(&self, caller: &Caller, container: Container, slug: &Slug) -> Result<bool, JournalError> {
        self.has(caller, container, ("", slug.as_str())).await
    }

    /// Whether `caller` may read a document of the container after this one.
    pub async fn has_after(&self, caller: &Caller, container: Container, slug: &Slug) -> Result<bool, JournalError> {
        // Slugs are ASCII: none comes after this.
        self.has(caller, container, (slug.as_str(), "\u{7f}")).await
    }

    async fn has(
        &self,
        caller: &Caller,
        container: Container,
        (after, before): (&str, &str),
    ) -> Result<bool, JournalError> {
        let sight = Sight::of(caller);
        let found = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM documents \
             WHERE (?1 OR owner = ?2 OR audience IN (SELECT value FROM json_each(?3))) \
             AND container = ?4 AND slug > ?5 AND slug < ?6 AND content IS NOT NULL)",
        )
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(container.segment())
        .bind(after)
        .bind(before)
        .fetch_one(self.readers())
        .await?;
        Ok(found)
    }

    /// A hash of which documents of a container `caller` may read, in which revision: two that are equal are of the same
    /// members, and it tells nothing of the others.
    pub async fn members_hash(&self, caller: &Caller, container: Container) -> Result<ContentHash, JournalError> {
        let sight = Sight::of(caller);
        let rows = sqlx::query(
            "SELECT slug, number FROM documents \
             WHERE (?1 OR owner = ?2 OR audience IN (SELECT value FROM json_each(?3))) \
             AND container = ?4 AND content IS NOT NULL ORDER BY slug",
        )
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(container.segment())
        .fetch_all(self.readers())
        .await?;
        let mut lines = String::new();
        for row in rows {
            let (slug, number): (String, i64) = (row.try_get("slug")?, row.try_get("number")?);
            // A slug has no space, so that no two lists make one text.
            lines.extend([slug.as_str(), " ", number.to_string().as_str(), "\n"]);
        }
        Ok(ContentHash::of(lines.as_bytes()))
    }

    /// How many documents that are there `caller` may read, for every container.
    pub async fn counts(&self, caller: &Caller) -> Result<Vec<(Container, u64)>, JournalError> {
        let sight = Sight::of(caller);
        // Those from elsewhere are in none of them.
        let containers: Vec<_> = Container::ALL.iter().map(|container| container.segment()).collect();
        let rows = sqlx::query(
            "SELECT container, count(*) AS documents FROM documents \
             WHERE (?1 OR owner = ?2 OR audience IN (SELECT value FROM json_each(?3))) AND content IS NOT NULL \
             AND container IN (SELECT value FROM json_each(?4)) GROUP BY container",
        )
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(serde_json::Value::from(containers).to_string())
        .fetch_all(self.readers())
        .await?;
        let mut counted = BTreeMap::new();
        for row in rows {
            let container = column::container(row.try_get("container")?)?;
            counted.insert(container, column::unsigned(row.try_get("documents")?)?);
        }
        Ok(Container::ALL.iter().map(|container| (*container, counted.get(container).copied().unwrap_or(0))).collect())
    }
}

/// A query whose first three values say what a caller sees.
fn by<'q>(caller: &Caller, text: &'static str) -> Query<'q, Sqlite, SqliteArguments> {
    let Sight { everything, own, audiences } = Sight::of(caller);
    sqlx::query(text).bind(everything).bind(own).bind(audiences)
}

/// What a caller sees, as values for a query.
pub(crate) struct Sight {
    /// Whatever there is.
    pub(crate) everything: bool,
    /// What this account owns.
    pub(crate) own: Option<i64>,
    /// What has one of these audiences: a JSON array of IRIs.
    pub(crate) audiences: String,
}

impl Sight {
    pub(crate) fn of(caller: &Caller) -> Self {
        let signed_in = [Audience::Public, Audience::Network, Audience::Members];
        let (everything, own, audiences) = match caller.reader() {
            Reader::Stranger => (false, None, vec![Audience::Public]),
            Reader::Operator(_) => (true, None, Vec::new()),
            Reader::Account(account) => (
                false,
                Some(account.id.0),
                signed_in.into_iter().chain(account.groups.iter().filter_map(group)).collect(),
            ),
        };
        let terms: Vec<_> = audiences.iter().map(|audience| audience.to_term().as_str()).collect();
        Self { everything, own, audiences: serde_json::Value::from(terms).to_string() }
    }
}

/// A group's audience. Membership in something that is named like one of the four others opens nothing.
fn group(iri: &Iri) -> Option<Audience> {
    let audience = Audience::from_term(iri.as_named_node());
    matches!(audience, Audience::Group(_)).then_some(audience)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Write;
    use crate::rig::{Rig, gone, group, iri, put};
    use model::{Account, AccountId, Guest, Role, Scope};

    pub(crate) fn callers(accounts: &[AccountId]) -> Vec<Caller> {
        let private = Iri::from_named_node(Audience::Private.to_term().into_owned());
        let (a, b) = (iri("groups/a"), iri("groups/b"));
        let document = iri("codes/0-1");
        let guest = Caller::Guest(Guest { account: accounts[0], document });
        let mut callers = vec![Caller::Anonymous, Caller::Operator(accounts[0]), guest];
        for (id, scopes) in accounts.iter().flat_map(|id| [(id, vec![Scope::Read]), (id, vec![Scope::Write])]) {
            for groups in [vec![], vec![a.clone()], vec![b.clone()], vec![a.clone(), b.clone()], vec![private.clone()]]
            {
                let email = "somebody@a.example".to_owned();
                callers.push(Caller::Account(Account {
                    id: *id,
                    email,
                    role: Role::Reader,
                    scopes: scopes.clone(),
                    groups,
                }));
            }
        }
        callers
    }

    /// Every audience × every owner × every caller, against the rule itself.
    #[tokio::test]
    async fn the_query_says_what_the_rule_says() {
        let rig = Rig::new().await;
        let other = rig.journal.account("other@a.example", Role::Contributor).await.unwrap();
        let stranger = rig.journal.account("stranger@a.example", Role::Contributor).await.unwrap();
        let mut writes = Vec::new();
        for (at, audience) in
            [Audience::Public, Audience::Network, Audience::Members, group("a"), group("b"), Audience::Private]
                .into_iter()
                .enumerate()
        {
            for owner in [rig.writer, other] {
                let write = |name: String| put(&name, "1").owned_by(owner);
                writes.push(write(format!("codes/{at}-{}", owner.0)).audience(audience.clone()));
                writes.push(write(format!("annexes/{at}-{}", owner.0)).bound_to(&[&format!("codes/{at}-{}", owner.0)]));
            }
        }
        writes.push(put("codes/gone", "1"));
        rig.commit(writes).await.unwrap();
        rig.commit([gone("codes/gone") as Write]).await.unwrap();

        let all = rig.held().await;
        assert_eq!(all.len(), 24);
        for caller in callers(&[rig.writer, other, stranger]) {
            let counts = rig.journal.counts(&caller).await.unwrap();
            assert_eq!(counts.iter().map(|(container, _)| *container).collect::<Vec<_>>(), Container::ALL);
            for (container, count) in counts {
                let segment = format!("/{}/", container.segment());
                let expected: Vec<_> = all
                    .iter()
                    .filter(|current| current.iri.as_str().contains(&segment))
                    .filter(|current| current.audience.admits(&caller, current.owner))
                    .cloned()
                    .collect();
                let seen = rig.journal.visible(&caller, container, None, 999).await.unwrap();
                assert_eq!(seen, expected, "{caller:?}");
                assert_eq!(count, seen.len() as u64, "{caller:?}");
                let iris: Vec<Iri> = all.iter().map(|current| current.iri.clone()).collect();
                let among = rig.journal.visible_among(&caller, &iris).await.unwrap();
                let among: Vec<_> = among.into_iter().filter(|one| one.iri.as_str().contains(&segment)).collect();
                let (from, later) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
                let since = rig.journal.visible_since(&caller, container, from, None, 999).await.unwrap();
                assert_eq!((&among, &since), (&seen, &seen), "{caller:?}");
                let none = rig.journal.visible_since(&caller, container, later, None, 999).await.unwrap();
                assert_eq!(none, [], "{caller:?}");
                if let [first, .., last] = seen.as_slice() {
                    let slug = Slug::from_text(last.iri.as_str().rsplit('/').next().unwrap()).unwrap();
                    let before = rig.journal.visible_before(&caller, container, &slug, 999).await.unwrap();
                    assert_eq!(before, seen[..seen.len() - 1]);
                    let nearest = rig.journal.visible_before(&caller, container, &slug, 1).await.unwrap();
                    assert_eq!(nearest, seen[seen.len() - 2..seen.len() - 1]);
                    assert_ne!(first, last);
                }
                if let [first, second, ..] = seen.as_slice() {
                    let slug = Slug::from_text(first.iri.as_str().rsplit('/').next().unwrap()).unwrap();
                    let next = rig.journal.visible(&caller, container, Some(&slug), 1).await.unwrap();
                    assert_eq!(next, std::slice::from_ref(second));
                }
            }
        }
    }

    #[tokio::test]
    async fn what_changed_since_counts_what_belongs_to_it_and_may_be_read() {
        let rig = Rig::new().await;
        let annex = |slug: &str, said: &str, audience| put(&format!("annexes/{slug}"), said).audience(audience);
        rig.commit([put("codes/a", "1"), put("codes/b", "1"), put("codes/c", "1")]).await.unwrap();
        rig.commit([
            annex("a", "1", Audience::Public).bound_to(&["codes/a"]),
            annex("b", "1", Audience::Members).bound_to(&["codes/b"]),
        ])
        .await
        .unwrap();
        let then = rig.clock.set(60_000_000);
        let since = async || {
            let found = rig.journal.visible_since(&Caller::Anonymous, Container::Codes, then, None, 9).await.unwrap();
            found.iter().map(|found| found.iri.as_str().rsplit('/').next().unwrap().to_owned()).collect::<String>()
        };
        assert_eq!(since().await, "");
        rig.commit([annex("b", "2", Audience::Members).bound_to(&["codes/b"]).anyway()]).await.unwrap();
        assert_eq!(since().await, "", "what is closed tells nothing, not even when it changes");
        rig.commit([annex("a", "2", Audience::Public).bound_to(&["codes/a"]).anyway()]).await.unwrap();
        assert_eq!(since().await, "a");
        rig.commit([put("codes/c", "2").anyway()]).await.unwrap();
        assert_eq!(since().await, "ac");
    }

    #[tokio::test]
    async fn a_hash_tells_of_what_one_may_read_and_of_nothing_else() {
        let rig = Rig::new().await;
        let hash = async || rig.journal.members_hash(&Caller::Anonymous, Container::Codes).await.unwrap();
        let empty = hash().await;
        rig.commit([put("codes/closed", "1").audience(Audience::Private)]).await.unwrap();
        rig.commit([put("annexes/a", "1")]).await.unwrap();
        assert_eq!(hash().await, empty, "what is closed, or elsewhere");
        let mut seen = vec![empty];
        rig.commit([put("codes/a", "1")]).await.unwrap();
        seen.push(hash().await);
        rig.commit([put("codes/a", "2").anyway()]).await.unwrap();
        seen.push(hash().await);
        rig.commit([gone("codes/a"), put("codes/b", "1")]).await.unwrap();
        seen.push(hash().await);
        rig.commit([put("codes/closed", "1").anyway()]).await.unwrap();
        seen.push(hash().await);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 5, "each change of what is seen is another hash");
    }
}
