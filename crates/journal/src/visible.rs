//! Documents as one caller sees them: [`Audience::admits`] said in SQL, so that pages are full and counts are cheap.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::read::{Current, document, select_documents};
use model::{Audience, Caller, Container, Iri, Slug};
use sqlx::Row;
use std::collections::BTreeMap;

impl Journal {
    /// The documents of a container that are there and that `caller` may read, by slug, after this one; at most `limit`.
    pub async fn visible(
        &self,
        caller: &Caller,
        container: Container,
        after: Option<&Slug>,
        limit: usize,
    ) -> Result<Vec<Current>, JournalError> {
        let sight = Sight::of(caller);
        let rows = sqlx::query(select_documents!(
            "WHERE (?1 OR d.owner = ?2 OR d.audience IN (SELECT value FROM json_each(?3))) \
             AND d.container = ?4 AND d.slug > ?5 AND d.content IS NOT NULL ORDER BY d.slug LIMIT ?6"
        ))
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(container.segment())
        .bind(after.map_or("", Slug::as_str))
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(document).collect()
    }

    /// How many documents that are there `caller` may read, for every container.
    pub async fn counts(&self, caller: &Caller) -> Result<Vec<(Container, u64)>, JournalError> {
        let sight = Sight::of(caller);
        let rows = sqlx::query(
            "SELECT container, count(*) AS documents FROM documents \
             WHERE (?1 OR owner = ?2 OR audience IN (SELECT value FROM json_each(?3))) AND content IS NOT NULL \
             GROUP BY container",
        )
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
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

/// What a caller sees, as values for a query.
struct Sight {
    /// Whatever there is.
    everything: bool,
    /// What this account owns.
    own: Option<i64>,
    /// What has one of these audiences: a JSON array of IRIs.
    audiences: String,
}

impl Sight {
    fn of(caller: &Caller) -> Self {
        let signed_in = [Audience::Public, Audience::Network, Audience::Members];
        let (everything, own, audiences) = match caller {
            Caller::Anonymous => (false, None, vec![Audience::Public]),
            Caller::Operator(_) => (true, None, Vec::new()),
            Caller::Account(account) => (
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
mod tests {
    use super::*;
    use crate::Write;
    use crate::rig::{Rig, gone, group, iri, put};
    use model::{Account, AccountId, Role};

    fn callers(accounts: &[AccountId]) -> Vec<Caller> {
        let private = Iri::from_named_node(Audience::Private.to_term().into_owned());
        let (a, b) = (iri("groups/a"), iri("groups/b"));
        let mut callers = vec![Caller::Anonymous, Caller::Operator(accounts[0])];
        for id in accounts {
            for groups in [vec![], vec![a.clone()], vec![b.clone()], vec![a.clone(), b.clone()], vec![private.clone()]]
            {
                let email = "somebody@a.example".to_owned();
                callers.push(Caller::Account(Account {
                    id: *id,
                    email,
                    role: Role::Reader,
                    scopes: Vec::new(),
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
                if let [first, second, ..] = seen.as_slice() {
                    let slug = Slug::from_text(first.iri.as_str().rsplit('/').next().unwrap()).unwrap();
                    let next = rig.journal.visible(&caller, container, Some(&slug), 1).await.unwrap();
                    assert_eq!(next, std::slice::from_ref(second));
                }
            }
        }
    }
}
