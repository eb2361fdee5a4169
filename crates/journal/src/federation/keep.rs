//! Documents from elsewhere that are kept whether or not somebody here follows them: somebody here took them, or an actor
//! that is followed announces them.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::Desk;
use jiff::Timestamp;
use model::Iri;
use sqlx::Row;

/// For whose sake a document is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// Which document.
    pub iri: Iri,
    /// The actor that announces it, and its `Announce`; `None`: somebody here took it.
    pub announced: Option<(Iri, Iri)>,
}

impl Journal {
    /// Whether this document is kept for somebody's sake.
    pub async fn is_kept(&self, iri: &Iri) -> Result<bool, JournalError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM keeps WHERE iri = ?)")
            .bind(iri.as_str())
            .fetch_one(self.readers())
            .await?)
    }

    /// What this actor announces that is kept.
    pub async fn keeps_for(&self, sake: &Iri) -> Result<Vec<Keep>, JournalError> {
        let rows = sqlx::query("SELECT iri, activity FROM keeps WHERE sake = ? ORDER BY iri")
            .bind(sake.as_str())
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| {
                let activity = row.try_get::<Option<&str>, _>("activity")?.map(column::iri).transpose()?;
                let announced = activity.map(|activity| (sake.clone(), activity));
                Ok(Keep { iri: column::iri(row.try_get("iri")?)?, announced })
            })
            .collect()
    }
}

/// Keeps a document for somebody's sake from now on.
pub(super) async fn keep(desk: &mut Desk<'_>, keep: &Keep) -> Result<(), JournalError> {
    let (sake, activity) = match &keep.announced {
        Some((actor, activity)) => (actor.as_str(), Some(activity.as_str())),
        None => ("", None),
    };
    sqlx::query(
        "INSERT INTO keeps (iri, sake, activity) VALUES (?1, ?2, ?3) ON CONFLICT (iri, sake) DO UPDATE SET activity = ?3",
    )
    .bind(keep.iri.as_str())
    .bind(sake)
    .bind(activity)
    .execute(&mut *desk.connection)
    .await?;
    Ok(())
}

/// Keeps it for this actor's sake no longer. Whether it was kept for nobody else's.
pub(super) async fn let_go(desk: &mut Desk<'_>, iri: &Iri, sake: &Iri) -> Result<bool, JournalError> {
    sqlx::query("DELETE FROM keeps WHERE iri = ? AND sake = ?")
        .bind(iri.as_str())
        .bind(sake.as_str())
        .execute(&mut *desk.connection)
        .await?;
    let kept: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM keeps WHERE iri = ?)")
        .bind(iri.as_str())
        .fetch_one(&mut *desk.connection)
        .await?;
    if !kept {
        sqlx::query("DELETE FROM fetches WHERE iri = ?").bind(iri.as_str()).execute(&mut *desk.connection).await?;
    }
    Ok(!kept)
}

/// Something that is to be fetched from where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Its address.
    pub iri: Iri,
    /// How often it was announced since it was first.
    pub asked: u64,
    /// Failures until now.
    pub attempts: u32,
}

/// What came of fetching it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetching {
    /// It is to be fetched, now.
    Asked,
    /// It was fetched, when it had been announced so often.
    Done(u64),
    /// It was not, because of this, and is asked for again then.
    Failed {
        /// Why, in words.
        failure: String,
        /// When.
        next: Timestamp,
    },
    /// It was not, when it had been announced so often, and never will be as it stands there: it is kept for nobody's sake
    /// who announces it, until it is announced again.
    Hopeless(u64),
}

impl Journal {
    /// What is to be fetched now; at most `limit`.
    pub async fn errands(&self, now: Timestamp, limit: usize) -> Result<Vec<Errand>, JournalError> {
        let rows = sqlx::query(
            "SELECT iri, asked, attempts FROM fetches WHERE next IS NULL OR next <= ? ORDER BY next, iri LIMIT ?",
        )
        .bind(now.as_microsecond())
        .bind(column::limit(limit))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Errand {
                    iri: column::iri(row.try_get("iri")?)?,
                    asked: column::unsigned(row.try_get("asked")?)?,
                    attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or(u32::MAX),
                })
            })
            .collect()
    }
}

/// It is not to be fetched any more, unless it was announced again meanwhile. Whether it is so.
async fn end_errand(desk: &mut Desk<'_>, iri: &Iri, asked: u64) -> Result<bool, JournalError> {
    let ended = sqlx::query("DELETE FROM fetches WHERE iri = ? AND asked = ?")
        .bind(iri.as_str())
        .bind(column::signed(asked)?)
        .execute(&mut *desk.connection)
        .await?;
    Ok(ended.rows_affected() > 0)
}

/// Notes what came of fetching something, or that it is to be fetched.
pub(super) async fn fetch(desk: &mut Desk<'_>, iri: &Iri, fetching: &Fetching) -> Result<bool, JournalError> {
    let query = match fetching {
        Fetching::Asked => sqlx::query(
            "INSERT INTO fetches (iri, asked) VALUES (?1, 1) \
             ON CONFLICT (iri) DO UPDATE SET asked = asked + 1, attempts = 0, next = NULL",
        )
        .bind(iri.as_str()),
        Fetching::Done(asked) => return end_errand(desk, iri, *asked).await,
        Fetching::Hopeless(asked) => sqlx::query(
            "DELETE FROM keeps WHERE iri = ?1 AND activity IS NOT NULL \
             AND EXISTS (SELECT 1 FROM fetches WHERE iri = ?1 AND asked = ?2)",
        )
        .bind(iri.as_str())
        .bind(column::signed(*asked)?),
        Fetching::Failed { failure, next } => {
            sqlx::query("UPDATE fetches SET attempts = attempts + 1, failure = ?2, next = ?3 WHERE iri = ?1")
                .bind(iri.as_str())
                .bind(failure)
                .bind(next.as_microsecond())
        }
    };
    let changed = query.execute(&mut *desk.connection).await?.rows_affected() > 0;
    if let Fetching::Hopeless(asked) = fetching {
        end_errand(desk, iri, *asked).await?;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elsewhere::{Mirrored, MirroredContent};
    use crate::federation::{Effect, Settlement, Then};
    use crate::rig::Rig;
    use model::{Audience, ContentHash};

    #[tokio::test]
    async fn a_document_is_kept_for_several_at_once() {
        let rig = Rig::new().await;
        let at = |path: &str| Iri::parse(&format!("https://b.example/{path}")).unwrap();
        let settle = async |effect| {
            let settlement = Settlement { by: rig.writer, received: None, told: Vec::new(), effects: vec![effect] };
            rig.journal.settle(settlement).await.unwrap().unwrap().changed[0]
        };
        let announced = |activity: &str| Keep { iri: at("events/e"), announced: Some((at("actor"), at(activity))) };
        assert!(!rig.journal.is_kept(&at("events/e")).await.unwrap());
        settle(Effect::Keep(Keep { iri: at("events/e"), announced: None })).await;
        settle(Effect::Keep(announced("1"))).await;
        settle(Effect::Keep(announced("2"))).await;
        assert_eq!(rig.journal.keeps_for(&at("actor")).await.unwrap(), [announced("2")], "the last one that was said");
        assert!(rig.journal.is_kept(&at("events/e")).await.unwrap());
        settle(Effect::LetGo { iri: at("events/e"), sake: at("actor"), then: Then::Forget }).await;
        assert!(rig.journal.is_kept(&at("events/e")).await.unwrap(), "somebody here took it, too");
    }

    #[tokio::test]
    async fn what_is_let_go_of_is_forgotten_unless_it_is_followed() {
        for (then, remains) in [(Then::Forget, false), (Then::Stay, true)] {
            let rig = Rig::new().await;
            let at = |path: &str| Iri::parse(&format!("https://b.example/{path}")).unwrap();
            let event = at("events/e");
            let told = Mirrored {
                iri: event.clone(),
                origin: at("origin"),
                said: Some(1),
                at: None,
                content: MirroredContent::Put {
                    canonical: "1".to_owned(),
                    hash: ContentHash::of(b"1"),
                    audience: Audience::Public,
                },
            };
            let keep = Keep { iri: event.clone(), announced: Some((at("actor"), at("1"))) };
            let effects = vec![Effect::Keep(keep), Effect::Fetch(event.clone(), Fetching::Asked)];
            let settlement = Settlement { by: rig.writer, received: None, told: vec![told], effects };
            rig.journal.settle(settlement).await.unwrap().unwrap();
            assert_eq!(rig.journal.forget(rig.writer, &at("origin"), None).await.unwrap(), 0, "it is kept");
            let errand = rig.journal.errands(Timestamp::UNIX_EPOCH, 9).await.unwrap().remove(0);
            assert_eq!((&errand.iri, errand.asked), (&event, 1));
            let effects = vec![Effect::LetGo { iri: event.clone(), sake: at("actor"), then }];
            let settlement = Settlement { by: rig.writer, received: None, told: Vec::new(), effects };
            rig.journal.settle(settlement).await.unwrap().unwrap();
            assert_eq!(rig.journal.errands(Timestamp::MAX, 9).await.unwrap(), []);
            let held = rig.journal.elsewhere(&event).await.unwrap();
            assert_eq!(held.is_some_and(|held| held.current.canonical.is_some()), remains);
        }
    }

    #[tokio::test]
    async fn what_is_announced_while_it_is_fetched_is_fetched_again() {
        let rig = Rig::new().await;
        let event = Iri::parse("https://b.example/events/e").unwrap();
        let fetch = async |fetching| {
            let effects = vec![Effect::Fetch(event.clone(), fetching)];
            rig.journal.settle(Settlement { by: rig.writer, received: None, told: Vec::new(), effects }).await.unwrap();
        };
        let due = async |second| {
            let now = Timestamp::from_second(second).unwrap();
            rig.journal.errands(now, 9).await.unwrap().first().map(|errand| (errand.asked, errand.attempts))
        };
        fetch(Fetching::Asked).await;
        fetch(Fetching::Asked).await;
        fetch(Fetching::Done(1)).await;
        assert_eq!(due(0).await, Some((2, 0)));
        fetch(Fetching::Failed { failure: "down".to_owned(), next: Timestamp::from_second(60).unwrap() }).await;
        assert_eq!((due(59).await, due(60).await), (None, Some((2, 1))));
        assert_eq!(rig.journal.next_attempt(Timestamp::UNIX_EPOCH).await.unwrap(), Timestamp::from_second(60).ok());
        fetch(Fetching::Done(2)).await;
        assert_eq!(due(60).await, None);
    }

    #[tokio::test]
    async fn what_cannot_be_kept_is_not_asked_for_again() {
        let rig = Rig::new().await;
        let at = |path: &str| Iri::parse(&format!("https://b.example/{path}")).unwrap();
        let settle = async |effects| {
            rig.journal.settle(Settlement { by: rig.writer, received: None, told: Vec::new(), effects }).await.unwrap();
        };
        let announced = |path: &str| {
            let keep = Keep { iri: at(path), announced: Some((at("actor"), at("1"))) };
            vec![Effect::Keep(keep), Effect::Fetch(at(path), Fetching::Asked)]
        };
        settle(announced("posts/1")).await;
        settle(announced("posts/1")).await;
        settle(vec![Effect::Fetch(at("posts/1"), Fetching::Hopeless(1))]).await;
        assert!(rig.journal.is_kept(&at("posts/1")).await.unwrap(), "it was announced again while it was fetched");
        settle(vec![Effect::Fetch(at("posts/1"), Fetching::Hopeless(2))]).await;
        assert_eq!(rig.journal.errands(Timestamp::MAX, 9).await.unwrap(), []);
        assert_eq!(rig.journal.keeps_for(&at("actor")).await.unwrap(), []);
        settle(announced("events/e")).await;
        settle(vec![Effect::Keep(Keep { iri: at("events/e"), announced: None })]).await;
        settle(vec![Effect::Fetch(at("events/e"), Fetching::Hopeless(1))]).await;
        assert!(rig.journal.is_kept(&at("events/e")).await.unwrap(), "somebody here took it");
    }
}
