//! Documents as one caller sees them: [`Audience::admits`] said in SQL, so that pages are full and counts are cheap.

use crate::column::{self, Kind};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::read::{Current, document, select_documents};
use model::{Audience, Caller, Container, ContentHash, Iri, Seq, Slug};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::collections::BTreeMap;

/// An entry that belongs to what a caller may know of a document's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its place.
    pub seq: Seq,
    /// Which document.
    pub iri: Iri,
    /// What it says.
    pub telling: Telling,
    /// The entry that holds the content: itself, but for one that only says whom its document reaches.
    pub content: Seq,
}

/// A release as a caller may know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToldRelease {
    /// What it freezes.
    pub description: Iri,
    /// Its number.
    pub number: u64,
    /// The entries whose content it shows, by the address of their documents.
    pub shows: Vec<Seq>,
}

/// What an entry says of its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// A new version.
    Version,
    /// It reaches others than before, the content being the same.
    Reach,
    /// It is gone.
    Gone,
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
        self.count_read(rows.len());
        rows.iter().map(document).collect()
    }

    /// The same, before this one: those that are nearest to it, by slug.
    pub async fn visible_before(
        &self,
        caller: &Caller,
        container: Container,
        before: &Slug,
        limit: usize,
    ) -> Result<Vec<Current>, JournalError> {
        let sight = Sight::of(caller);
        let mut rows = sqlx::query(select_documents!(
            "WHERE (?1 OR d.owner = ?2 OR d.audience IN (SELECT value FROM json_each(?3))) \
             AND d.container = ?4 AND d.slug < ?5 AND d.content IS NOT NULL ORDER BY d.slug DESC LIMIT ?6"
        ))
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(container.segment())
        .bind(before.as_str())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        self.count_read(rows.len());
        rows.reverse();
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

    /// The past of a container's documents as `caller` may know it, in order: the entries whose audience and the
    /// document's of now both admit the caller. What was erased is not among them.
    pub async fn told(&self, caller: &Caller, container: Container) -> Result<Vec<Told>, JournalError> {
        let sight = Sight::of(caller);
        let rows = sqlx::query(select_told!("WHERE d.container = ?4"))
            .bind(sight.everything)
            .bind(sight.own)
            .bind(sight.audiences)
            .bind(container.segment())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(told).collect()
    }

    /// The same of these documents.
    pub async fn told_of(&self, caller: &Caller, documents: &[Iri]) -> Result<Vec<Told>, JournalError> {
        let sight = Sight::of(caller);
        let documents = serde_json::Value::from(documents.iter().map(Iri::as_str).collect::<Vec<_>>());
        let rows = sqlx::query(select_told!("WHERE d.iri IN (SELECT value FROM json_each(?4))"))
            .bind(sight.everything)
            .bind(sight.own)
            .bind(sight.audiences)
            .bind(documents.to_string())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(told).collect()
    }

    /// The releases that `caller` may know, of these descriptions or of all: those whose description admits the caller
    /// now and did when it was released. Of what they froze, what the caller may read now and was not erased.
    pub async fn told_releases(
        &self,
        caller: &Caller,
        descriptions: Option<&[Iri]>,
    ) -> Result<Vec<ToldRelease>, JournalError> {
        let sight = Sight::of(caller);
        let descriptions = descriptions.map(|descriptions| {
            serde_json::Value::from(descriptions.iter().map(Iri::as_str).collect::<Vec<_>>()).to_string()
        });
        let rows = sqlx::query(
            "SELECT r.description, r.number, m.entry FROM releases r JOIN documents d ON d.iri = r.description \
             JOIN release_members m ON m.description = r.description AND m.release = r.number \
             JOIN documents w ON w.iri = m.iri JOIN entries e ON e.seq = m.entry \
             WHERE (?4 IS NULL OR r.description IN (SELECT value FROM json_each(?4))) \
             AND r.manifest IS NOT NULL AND e.content IS NOT NULL \
             AND (?1 OR d.owner = ?2 OR d.audience IN (SELECT value FROM json_each(?3))) \
             AND (?1 OR r.owner = ?2 OR r.audience IN (SELECT value FROM json_each(?3))) \
             AND (?1 OR w.owner = ?2 OR w.audience IN (SELECT value FROM json_each(?3))) \
             ORDER BY r.description, r.number, m.iri",
        )
        .bind(sight.everything)
        .bind(sight.own)
        .bind(sight.audiences)
        .bind(descriptions)
        .fetch_all(self.readers())
        .await?;
        let mut told: Vec<ToldRelease> = Vec::new();
        for row in rows {
            let description = column::iri(row.try_get("description")?)?;
            let number = column::unsigned(row.try_get("number")?)?;
            let entry = column::seq(row.try_get("entry")?)?;
            match told.last_mut() {
                Some(last) if last.description == description && last.number == number => last.shows.push(entry),
                Some(_) | None => told.push(ToldRelease { description, number, shows: vec![entry] }),
            }
        }
        Ok(told)
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

/// A query for what is told of documents, with a condition on these.
macro_rules! select_told {
    ($condition:literal) => {
        concat!(
            "SELECT e.seq, e.iri, e.kind, coalesce(e.content_of, e.seq) AS content ",
            "FROM documents d JOIN entries e ON e.iri = d.iri LEFT JOIN entries o ON o.seq = e.content_of ",
            $condition,
            " AND (?1 OR d.owner = ?2 OR d.audience IN (SELECT value FROM json_each(?3)))",
            " AND (?1 OR e.owner = ?2 OR e.audience IN (SELECT value FROM json_each(?3)))",
            " AND (e.kind = 'gone' OR e.content IS NOT NULL OR o.content IS NOT NULL) ORDER BY e.seq"
        )
    };
}
use select_told;

fn told(row: &SqliteRow) -> Result<Told, JournalError> {
    let telling = match column::kind(row.try_get("kind")?)? {
        Kind::Put => Telling::Version,
        Kind::Reach => Telling::Reach,
        Kind::Gone => Telling::Gone,
    };
    let (seq, content) = (column::seq(row.try_get("seq")?)?, column::seq(row.try_get("content")?)?);
    Ok(Told { seq, iri: column::iri(row.try_get("iri")?)?, telling, content })
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
    use crate::rig::{Rig, gone, group, iri, put, tamper};
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

    /// A document that opens and closes, one that ends, one that is bound: against the rule itself, said of then and now.
    #[tokio::test]
    async fn the_past_is_told_where_then_and_now_allow() {
        let rig = Rig::new().await;
        let other = rig.journal.account("other@a.example", Role::Contributor).await.unwrap();
        for (name, audiences) in [
            ("codes/open", vec![Audience::Public, Audience::Members, Audience::Public]),
            ("codes/closed", vec![Audience::Public, Audience::Private]),
            ("codes/grouped", vec![Audience::Members, group("a"), Audience::Network]),
            ("codes/ended", vec![Audience::Members, Audience::Public]),
        ] {
            for (number, audience) in audiences.into_iter().enumerate() {
                let write = put(name, &number.to_string()).audience(audience);
                rig.commit([if number == 0 { write } else { write.anyway() }]).await.unwrap();
            }
        }
        let bound = |text: &str| put("codes/bound", text).bound_to(&["codes/open"]);
        rig.commit([bound("1")]).await.unwrap();
        for audience in [Audience::Members, Audience::Public] {
            rig.commit([put("codes/open", "5").audience(audience).anyway()]).await.unwrap();
        }
        rig.commit([gone("codes/ended") as Write]).await.unwrap();
        let entries = rig.journal.entries(Seq(0), 999).await.unwrap();
        for caller in callers(&[rig.writer, other]) {
            let mut expected = Vec::new();
            for entry in &entries {
                let now = rig.journal.current(&entry.iri).await.unwrap().unwrap();
                if now.audience.admits(&caller, now.owner) && entry.audience.admits(&caller, entry.owner) {
                    expected.push((entry.seq, entry.iri.clone()));
                }
            }
            let told = rig.journal.told(&caller, Container::Codes).await.unwrap();
            let seen: Vec<_> = told.iter().map(|told| (told.seq, told.iri.clone())).collect();
            assert_eq!(seen, expected, "{caller:?}");
            let of_one = rig.journal.told_of(&caller, &[iri("codes/bound")]).await.unwrap();
            let expected: Vec<_> = told.into_iter().filter(|told| told.iri == iri("codes/bound")).collect();
            assert_eq!(of_one, expected, "{caller:?}");
        }
        let bound = rig.journal.told_of(&Caller::Anonymous, &[iri("codes/bound")]).await.unwrap();
        let tellings: Vec<_> = bound.iter().map(|told| (told.telling, told.content == bound[0].seq)).collect();
        assert_eq!(tellings, [(Telling::Version, true), (Telling::Reach, true)]);
        let touched = rig.journal.touched(Container::Codes, bound[0].seq, Seq(999)).await.unwrap();
        assert_eq!(touched, [iri("codes/bound"), iri("codes/ended"), iri("codes/open")]);
        assert_eq!(rig.journal.touched(Container::Annexes, Seq(0), Seq(999)).await.unwrap(), []);
        let contents = rig.journal.entries_at(&[entries[1].seq, Seq(999), entries[0].seq]).await.unwrap();
        assert_eq!(contents, entries[..2]);
    }

    #[tokio::test]
    async fn what_was_erased_is_not_told() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("codes/b", "1")]).await.unwrap();
        rig.commit([put("codes/a", "2").anyway()]).await.unwrap();
        tamper(&rig.path, "UPDATE entries SET content = NULL, salt = NULL, hash = NULL WHERE seq = 1").await;
        let told = rig.journal.told(&Caller::Anonymous, Container::Codes).await.unwrap();
        assert_eq!(told.iter().map(|told| told.seq.0).collect::<Vec<_>>(), [2, 3]);
    }
}
