//! Releases as they were signed, what they froze, and the public keys that signed. What a manifest says is for the caller
//! to know; here it is text.

use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Audience, ContentHash, Iri, Seq};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// A release to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseWrite {
    /// The description that it freezes; it must be among the members.
    pub description: Iri,
    /// Its number: the next one of this description, or it is refused.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who releases.
    pub by: AccountId,
    /// Whom the description reaches now.
    pub audience: Audience,
    /// The bytes that were signed.
    pub manifest: String,
    /// What was frozen, each document once; none from elsewhere, whose content is not kept.
    pub members: Vec<Frozen>,
}

/// A document as it was read for a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// Which.
    pub iri: Iri,
    /// The number of its revision.
    pub version: u64,
    /// SHA-256 of its canonical content.
    pub hash: ContentHash,
    /// Whom it reaches.
    pub audience: Audience,
}

/// Why a release was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseRefusal {
    /// This document is not any more what was frozen, or reaches others.
    #[error("{0} has changed meanwhile")]
    Moved(Iri),
    /// Another release of the description came first.
    #[error("another release of {0} came first")]
    NotNext(Iri),
    /// See [`JournalError`].
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// A release as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRelease {
    /// What it freezes.
    pub description: Iri,
    /// Its number.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who released.
    pub by: AccountId,
    /// Whom the description reached then.
    pub audience: Audience,
    /// Whose the description was then.
    pub owner: AccountId,
    /// The bytes that were signed; `None`: they were erased.
    pub manifest: Option<String>,
}

/// Which release, and who might read it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseHead {
    /// Its number.
    pub number: u64,
    /// Whom the description reached then.
    pub audience: Audience,
    /// Whose the description was then.
    pub owner: AccountId,
}

/// What a release froze, and whom that document reaches today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMember {
    /// Which document.
    pub iri: Iri,
    /// Its canonical content as it was frozen; `None`: it was erased.
    pub canonical: Option<String>,
    /// Whom it reaches now.
    pub audience: Audience,
    /// Whose it is now.
    pub owner: AccountId,
}

impl Journal {
    /// Keeps a release, if all that it froze is still so. Returns once it is on disk (fsync).
    pub async fn keep_release(&self, write: ReleaseWrite) -> Result<(), ReleaseRefusal> {
        self.write(write).await
    }

    /// The releases of a description, the first one first.
    pub async fn releases(&self, description: &Iri) -> Result<Vec<KeptRelease>, JournalError> {
        let rows = sqlx::query(
            "SELECT description, number, at, by_account, audience, owner, manifest FROM releases \
             WHERE description = ? ORDER BY number",
        )
        .bind(description.as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(kept).collect()
    }

    /// The same without what they say: enough to know which there are.
    pub async fn release_heads(&self, description: &Iri) -> Result<Vec<ReleaseHead>, JournalError> {
        let rows = sqlx::query("SELECT number, audience, owner FROM releases WHERE description = ? ORDER BY number")
            .bind(description.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(ReleaseHead {
                    number: column::unsigned(row.try_get("number")?)?,
                    audience: column::audience(row.try_get("audience")?)?,
                    owner: AccountId(row.try_get("owner")?),
                })
            })
            .collect()
    }

    /// One of them.
    pub async fn release(&self, description: &Iri, number: u64) -> Result<Option<KeptRelease>, JournalError> {
        let row = sqlx::query(
            "SELECT description, number, at, by_account, audience, owner, manifest FROM releases \
             WHERE description = ? AND number = ?",
        )
        .bind(description.as_str())
        .bind(column::signed(number)?)
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(kept).transpose()
    }

    /// What a release froze, by address.
    pub async fn release_members(&self, description: &Iri, number: u64) -> Result<Vec<KeptMember>, JournalError> {
        let rows = sqlx::query(
            "SELECT m.iri, m.entry, e.content, d.audience, d.owner FROM release_members m \
             JOIN entries e ON e.seq = m.entry JOIN documents d ON d.iri = m.iri \
             WHERE m.description = ? AND m.release = ? ORDER BY m.iri",
        )
        .bind(description.as_str())
        .bind(column::signed(number)?)
        .fetch_all(self.readers())
        .await?;
        rows.iter().map(member).collect()
    }

    /// The descriptions that were released.
    pub async fn released(&self) -> Result<Vec<Iri>, JournalError> {
        let released: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT description FROM releases ORDER BY description")
                .fetch_all(self.readers())
                .await?;
        released.iter().map(|iri| column::iri(iri)).collect()
    }

    /// The descriptions whose releases froze a document that entries after `after` up to `until` speak of.
    pub async fn releases_touched(&self, after: Seq, until: Seq) -> Result<Vec<Iri>, JournalError> {
        let touched: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT m.description FROM entries t JOIN entries e ON e.iri = t.iri \
             JOIN release_members m ON m.entry = e.seq WHERE t.seq > ? AND t.seq <= ? ORDER BY m.description",
        )
        .bind(column::signed(after.0)?)
        .bind(column::signed(until.0)?)
        .fetch_all(self.readers())
        .await?;
        touched.iter().map(|iri| column::iri(iri)).collect()
    }

    /// Every public key that signed or may have signed here, the latest last.
    pub async fn signing_keys(&self) -> Result<Vec<(String, Timestamp)>, JournalError> {
        let rows = sqlx::query("SELECT public, created FROM signing_keys ORDER BY created, public")
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(|row| Ok((row.try_get("public")?, column::time(row.try_get("created")?)?))).collect()
    }

    /// Publishes a key, once and for ever.
    pub async fn publish_key(&self, public: &str, created: Timestamp) -> Result<(), JournalError> {
        self.write(PublishKey { public: public.to_owned(), created }).await
    }
}

impl Work for ReleaseWrite {
    type Done = ();
    type Refusal = ReleaseRefusal;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<ReleaseRefusal>> {
        account::require(desk.connection, self.by).await?;
        let last: Option<i64> = sqlx::query_scalar("SELECT max(number) FROM releases WHERE description = ?")
            .bind(self.description.as_str())
            .fetch_one(&mut *desk.connection)
            .await?;
        if column::unsigned(last.unwrap_or(0))? + 1 != self.number {
            return Err(Stop::Refused(ReleaseRefusal::NotNext(self.description)));
        }
        let mut entries = Vec::with_capacity(self.members.len());
        let mut owner = None;
        for frozen in &self.members {
            let Some(standing) = standing(desk.connection, frozen).await? else {
                return Err(Stop::Refused(ReleaseRefusal::Moved(frozen.iri.clone())));
            };
            if frozen.iri == self.description && frozen.audience == self.audience {
                owner = Some(standing.owner);
            }
            entries.push(standing.entry);
        }
        let Some(owner) = owner else { return Err(Stop::Refused(ReleaseRefusal::Moved(self.description))) };
        sqlx::query(
            "INSERT INTO releases (description, number, at, by_account, audience, owner, manifest) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(self.description.as_str())
        .bind(column::signed(self.number)?)
        .bind(self.at.as_microsecond())
        .bind(self.by.0)
        .bind(self.audience.to_term().as_str())
        .bind(owner)
        .bind(self.manifest)
        .execute(&mut *desk.connection)
        .await?;
        for (frozen, entry) in self.members.iter().zip(entries) {
            sqlx::query("INSERT INTO release_members (description, release, iri, entry) VALUES (?, ?, ?, ?)")
                .bind(self.description.as_str())
                .bind(column::signed(self.number)?)
                .bind(frozen.iri.as_str())
                .bind(entry)
                .execute(&mut *desk.connection)
                .await?;
        }
        Ok(())
    }
}

/// A document that is what was frozen.
struct Standing {
    /// The entry that holds its content.
    entry: i64,
    owner: i64,
}

async fn standing(connection: &mut SqliteConnection, frozen: &Frozen) -> Result<Option<Standing>, JournalError> {
    let row = sqlx::query(
        "SELECT content, owner FROM documents \
         WHERE iri = ? AND number = ? AND hash = ? AND audience = ? AND content IS NOT NULL \
         AND container <> 'elsewhere'",
    )
    .bind(frozen.iri.as_str())
    .bind(column::signed(frozen.version)?)
    .bind(frozen.hash.0.as_slice())
    .bind(frozen.audience.to_term().as_str())
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok(Standing { entry: row.try_get("content")?, owner: row.try_get("owner")? })).transpose()
}

struct PublishKey {
    public: String,
    created: Timestamp,
}

impl Work for PublishKey {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        sqlx::query("INSERT INTO signing_keys (public, created) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(self.public)
            .bind(self.created.as_microsecond())
            .execute(&mut *desk.connection)
            .await?;
        Ok(())
    }
}

fn kept(row: &SqliteRow) -> Result<KeptRelease, JournalError> {
    Ok(KeptRelease {
        description: column::iri(row.try_get("description")?)?,
        number: column::unsigned(row.try_get("number")?)?,
        at: column::time(row.try_get("at")?)?,
        by: AccountId(row.try_get("by_account")?),
        audience: column::audience(row.try_get("audience")?)?,
        owner: AccountId(row.try_get("owner")?),
        manifest: row.try_get("manifest")?,
    })
}

fn member(row: &SqliteRow) -> Result<KeptMember, JournalError> {
    let seq = column::seq(row.try_get("entry")?)?;
    let packed: Option<&[u8]> = row.try_get("content")?;
    Ok(KeptMember {
        iri: column::iri(row.try_get("iri")?)?,
        canonical: packed.map(|packed| column::unpack(seq, packed)).transpose()?,
        audience: column::audience(row.try_get("audience")?)?,
        owner: AccountId(row.try_get("owner")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ToldRelease;
    use crate::rig::{Rig, gone, iri, put, tamper};
    use model::{Caller, Expected};

    fn frozen(path: &str, version: u64, canonical: &str) -> Frozen {
        let hash = ContentHash(column::sha256(canonical.as_bytes()));
        Frozen { iri: iri(path), version, hash, audience: Audience::Public }
    }

    fn write(rig: &Rig, number: u64, members: Vec<Frozen>) -> ReleaseWrite {
        ReleaseWrite {
            description: iri("codes/a"),
            number,
            at: Timestamp::from_microsecond(7).unwrap(),
            by: rig.writer,
            audience: Audience::Public,
            manifest: format!("{{\"number\": {number}}}"),
            members,
        }
    }

    async fn written() -> Rig {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("actions/a", "deed").bound_to(&["codes/a"])]).await.unwrap();
        rig
    }

    #[tokio::test]
    async fn a_release_is_kept_as_it_was_signed() {
        let rig = written().await;
        let members = || vec![frozen("actions/a", 1, "deed"), frozen("codes/a", 1, "1")];
        rig.journal.keep_release(write(&rig, 1, members())).await.unwrap();
        // What comes later changes nothing of it.
        rig.commit([put("codes/a", "2").anyway(), gone("actions/a")]).await.unwrap();
        let rig = rig.close().await.reopen().await;
        let kept = rig.journal.release(&iri("codes/a"), 1).await.unwrap().unwrap();
        assert_eq!((kept.number, kept.manifest.as_deref(), kept.owner), (1, Some("{\"number\": 1}"), rig.writer));
        let head = ReleaseHead { number: 1, audience: Audience::Public, owner: rig.writer };
        assert_eq!(rig.journal.release_heads(&iri("codes/a")).await.unwrap(), [head]);
        assert_eq!(rig.journal.releases(&iri("codes/a")).await.unwrap(), [kept]);
        let contents: Vec<_> = rig.journal.release_members(&iri("codes/a"), 1).await.unwrap();
        let contents: Vec<_> = contents.iter().map(|member| member.canonical.as_deref()).collect();
        assert_eq!(contents, [Some("deed"), Some("1")]);
        assert_eq!(rig.journal.release(&iri("codes/a"), 2).await.unwrap(), None);
        assert_eq!(rig.journal.releases(&iri("codes/b")).await.unwrap(), []);
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn what_has_moved_meanwhile_is_refused() {
        let rig = written().await;
        let check = async |members: Vec<Frozen>, moved: &str| {
            let refused = rig.journal.keep_release(write(&rig, 1, members)).await;
            assert!(matches!(&refused, Err(ReleaseRefusal::Moved(iri_)) if *iri_ == iri(moved)), "{refused:?}");
        };
        let code = || frozen("codes/a", 1, "1");
        check(vec![code(), frozen("actions/a", 1, "other")], "actions/a").await;
        check(vec![code(), frozen("actions/a", 2, "deed")], "actions/a").await;
        check(vec![code(), frozen("actions/b", 1, "deed")], "actions/b").await;
        check(vec![code(), Frozen { audience: Audience::Members, ..frozen("actions/a", 1, "deed") }], "actions/a")
            .await;
        check(vec![frozen("actions/a", 1, "deed")], "codes/a").await;
        // Closing the description closes what is bound to it: neither is what was frozen.
        rig.commit([put("codes/a", "1").audience(Audience::Members).anyway()]).await.unwrap();
        check(vec![frozen("actions/a", 1, "deed"), code()], "actions/a").await;
        rig.commit([gone("actions/a")]).await.unwrap();
        check(vec![frozen("actions/a", 2, ""), code()], "actions/a").await;
        assert_eq!(rig.journal.releases(&iri("codes/a")).await.unwrap(), []);
    }

    #[tokio::test]
    async fn numbers_follow_each_other() {
        let rig = written().await;
        let keep = async |number| rig.journal.keep_release(write(&rig, number, vec![frozen("codes/a", 1, "1")])).await;
        assert!(matches!(keep(2).await, Err(ReleaseRefusal::NotNext(_))));
        keep(1).await.unwrap();
        assert!(matches!(keep(1).await, Err(ReleaseRefusal::NotNext(_))));
        keep(2).await.unwrap();
        let stranger = ReleaseWrite { by: AccountId(99), ..write(&rig, 3, vec![frozen("codes/a", 1, "1")]) };
        let refused = rig.journal.keep_release(stranger).await;
        assert!(matches!(refused, Err(ReleaseRefusal::Journal(JournalError::UnknownAccount(_)))), "{refused:?}");
    }

    #[tokio::test]
    async fn what_is_erased_is_erased_in_a_release_too() {
        let rig = written().await;
        let members = vec![frozen("actions/a", 1, "deed"), frozen("codes/a", 1, "1")];
        rig.journal.keep_release(write(&rig, 1, members)).await.unwrap();
        rig.commit([put("actions/a", "other").bound_to(&["codes/a"]).expecting(Expected::Present)]).await.unwrap();
        let file = rig.close().await;
        file.tamper("UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq = 2").await;
        file.tamper("UPDATE releases SET manifest = NULL").await;
        let rig = file.reopen().await;
        assert_eq!(rig.journal.release(&iri("codes/a"), 1).await.unwrap().unwrap().manifest, None);
        let members = rig.journal.release_members(&iri("codes/a"), 1).await.unwrap();
        let contents: Vec<_> = members.iter().map(|member| member.canonical.as_deref()).collect();
        assert_eq!(contents, [None, Some("1")]);
        rig.journal.verify_chain().await.unwrap();
    }

    #[tokio::test]
    async fn strangers_are_told_what_is_open_then_and_now() {
        let rig = written().await;
        let stranger = Caller::Anonymous;
        let (code, told) = (iri("codes/a"), async |of: Option<&[Iri]>| rig.journal.told_releases(&stranger, of).await);
        let shows = |number, shows: &[u64]| {
            let shows = shows.iter().copied().map(Seq).collect();
            ToldRelease { description: iri("codes/a"), number, shows }
        };
        assert_eq!(told(None).await.unwrap(), []);
        let members = || vec![frozen("codes/a", 1, "1"), frozen("actions/a", 1, "deed")];
        rig.journal.keep_release(write(&rig, 1, members())).await.unwrap();
        rig.journal.keep_release(write(&rig, 2, members()[..1].to_vec())).await.unwrap();
        // Entry 1 is the description, entry 2 the action.
        let both = [shows(1, &[2, 1]), shows(2, &[1])];
        assert_eq!(told(None).await.unwrap(), both);
        assert_eq!(told(Some(std::slice::from_ref(&code))).await.unwrap(), both);
        assert_eq!(told(Some(&[iri("codes/b")])).await.unwrap(), []);
        assert_eq!(
            (rig.journal.extent().await.unwrap().releases, rig.journal.released().await.unwrap()),
            (2, vec![code.clone()])
        );
        let touched = async |after| rig.journal.releases_touched(Seq(after), Seq(99)).await.unwrap();
        assert_eq!((touched(0).await, touched(2).await), (vec![code.clone()], vec![]));

        let close = |path: &str, audience| put(path, "other").audience(audience).bound_to(&["codes/a"]).anyway();
        rig.commit([close("actions/a", Audience::Members)]).await.unwrap();
        assert_eq!(told(None).await.unwrap(), [shows(1, &[1]), shows(2, &[1])]);
        assert_eq!(touched(2).await, [code]);
        rig.commit([put("codes/a", "2").audience(Audience::Private).anyway()]).await.unwrap();
        assert_eq!(told(None).await.unwrap(), []);
        let everybody = Caller::Operator(rig.writer);
        assert_eq!(rig.journal.told_releases(&everybody, None).await.unwrap(), both);
        rig.commit([put("codes/a", "3").anyway(), gone("actions/a")]).await.unwrap();
        assert_eq!(told(None).await.unwrap(), [shows(1, &[1]), shows(2, &[1])], "the action was closed when it ended");
        tamper(&rig.path, "UPDATE entries SET salt = NULL, hash = NULL, content = NULL WHERE seq = 1").await;
        assert_eq!(told(None).await.unwrap(), []);
        let erased = async || rig.journal.extent().await.unwrap().erased;
        assert_eq!(erased().await, 1);
        tamper(&rig.path, "UPDATE releases SET manifest = NULL WHERE number = 2").await;
        assert_eq!(erased().await, 2);
        assert_eq!(rig.journal.told_releases(&everybody, None).await.unwrap(), [shows(1, &[2])]);
    }

    #[tokio::test]
    async fn keys_stay_published() {
        let rig = Rig::new().await;
        let at = |microseconds| Timestamp::from_microsecond(microseconds).unwrap();
        rig.journal.publish_key("z6MkB", at(1)).await.unwrap();
        rig.journal.publish_key("z6MkA", at(2)).await.unwrap();
        rig.journal.publish_key("z6MkB", at(3)).await.unwrap();
        let keys = rig.journal.signing_keys().await.unwrap();
        assert_eq!(keys, [("z6MkB".to_owned(), at(1)), ("z6MkA".to_owned(), at(2))]);
    }
}
