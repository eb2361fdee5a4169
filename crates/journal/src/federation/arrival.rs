//! Who has taken an entry, and when.
//!
//! A peer has one cursor; that it passed an entry says that it took what the document says, or refused it. When that was is
//! kept for the latest steps of each: a table that grows with the peers, not with the documents. Of what is older it is known
//! that it was no later than the first step that is kept.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::Desk;
use jiff::Timestamp;
use model::{Iri, Seq};
use sqlx::Row;

/// Steps that are kept of each peer.
const KEPT: i64 = 256;

/// How an entry arrived at a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Where.
    pub inbox: Iri,
    /// When it had come so far, at the latest; `None`: that is not known.
    pub at: Option<Timestamp>,
    /// When, and why it was refused for good, if it was.
    pub refusal: Option<(Timestamp, String)>,
}

impl Journal {
    /// What became of this entry at the peers that have come so far in their present round.
    pub async fn arrivals(&self, entry: Seq) -> Result<Vec<Arrival>, JournalError> {
        let rows = sqlx::query(
            "SELECT p.inbox, r.at AS refused, r.why, \
             (SELECT a.at FROM arrivals a WHERE a.inbox = p.inbox AND a.cursor >= ?1 ORDER BY a.cursor LIMIT 1) AS at \
             FROM peers p LEFT JOIN refusals r ON r.inbox = p.inbox AND r.seq = ?1 \
             WHERE p.cursor >= ?1 OR r.seq IS NOT NULL ORDER BY p.inbox",
        )
        .bind(column::signed(entry.0)?)
        .fetch_all(self.readers())
        .await?;
        let time = |at: Option<i64>| at.map(column::time).transpose();
        rows.iter()
            .map(|row| {
                let refused = time(row.try_get("refused")?)?;
                Ok(Arrival {
                    inbox: column::iri(row.try_get("inbox")?)?,
                    at: time(row.try_get("at")?)?,
                    refusal: refused.zip(row.try_get::<Option<String>, _>("why")?),
                })
            })
            .collect()
    }
}

/// A peer has come so far, if this is still its round.
pub(super) async fn note(desk: &mut Desk<'_>, inbox: &Iri, round: u64) -> Result<(), JournalError> {
    sqlx::query(
        "INSERT INTO arrivals (inbox, cursor, at) SELECT inbox, cursor, ?3 FROM peers WHERE inbox = ?1 AND round = ?2 \
         ON CONFLICT DO NOTHING; \
         DELETE FROM arrivals WHERE inbox = ?1 AND cursor <= \
         (SELECT cursor FROM arrivals WHERE inbox = ?1 ORDER BY cursor DESC LIMIT 1 OFFSET ?4)",
    )
    .bind(inbox.as_str())
    .bind(column::signed(round)?)
    .bind(desk.clock.now().as_microsecond())
    .bind(KEPT)
    .execute(&mut *desk.connection)
    .await?;
    Ok(())
}

/// What lies beyond the cursor has not arrived any more: it is told again.
pub(super) async fn forget_beyond(desk: &mut Desk<'_>, inbox: Option<&Iri>) -> Result<(), JournalError> {
    sqlx::query(
        "DELETE FROM arrivals WHERE (?1 IS NULL OR inbox = ?1) \
         AND cursor > (SELECT p.cursor FROM peers p WHERE p.inbox = arrivals.inbox)",
    )
    .bind(inbox.map(Iri::as_str))
    .execute(&mut *desk.connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::federation::{Delivered, Effect, FollowState, NewFollower, Settlement};
    use crate::rig::{Rig, put};

    fn at(text: &str) -> Iri {
        Iri::parse(&format!("https://b.example/{text}")).unwrap()
    }

    async fn admit(rig: &Rig, exact: bool) -> u64 {
        let object = Iri::parse("https://a.example/actor").unwrap();
        let (actor, activity, inbox) = (at("actor"), at("follow"), at("inbox"));
        let new = NewFollower { actor, object, activity, inbox, exact, state: FollowState::Accepted };
        let effects = vec![Effect::Admit(new)];
        rig.journal
            .settle(Settlement { by: rig.writer, received: None, told: Vec::new(), effects })
            .await
            .unwrap()
            .unwrap();
        rig.journal.peer(&at("inbox")).await.unwrap().unwrap().round
    }

    async fn took(rig: &Rig, round: u64, cursor: u64, refused: Option<u64>) {
        let refused = refused.map(|seq| (Seq(seq), at("x"), "no".to_owned()));
        let delivered = Delivered {
            inbox: at("inbox"),
            round,
            reached: true,
            cursor: Some(Seq(cursor)),
            messages: Vec::new(),
            concerned: Vec::new(),
            refused: refused.into_iter().collect(),
        };
        rig.journal.delivered(delivered).await.unwrap();
    }

    /// When it had this entry, in seconds, and whether it refused it; `None`: it has not come so far.
    async fn had(rig: &Rig, entry: u64) -> Option<(Option<i64>, bool)> {
        let mut arrivals = rig.journal.arrivals(Seq(entry)).await.unwrap();
        assert!(arrivals.len() < 2);
        arrivals.pop().map(|one| (one.at.map(Timestamp::as_second), one.refusal.is_some()))
    }

    #[tokio::test]
    async fn it_is_known_when_a_peer_came_how_far() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("codes/b", "1"), put("codes/c", "1")]).await.unwrap();
        let round = admit(&rig, true).await;
        assert_eq!(had(&rig, 1).await, None);
        rig.clock.set(1_000_000);
        took(&rig, round, 1, None).await;
        rig.clock.set(2_000_000);
        took(&rig, round, 3, Some(2)).await;
        rig.clock.set(3_000_000);
        took(&rig, round, 3, None).await;
        assert_eq!(had(&rig, 1).await, Some((Some(1), false)));
        assert_eq!(had(&rig, 2).await, Some((Some(2), true)));
        assert_eq!(had(&rig, 3).await, Some((Some(2), false)), "the first time counts");
        assert_eq!(had(&rig, 4).await, None);

        rig.journal.retry(None).await.unwrap();
        assert_eq!((had(&rig, 1).await, had(&rig, 2).await), (Some((Some(1), false)), None), "it is told again");
        let again = admit(&rig, true).await;
        assert_eq!(had(&rig, 1).await, None, "all of it");
        took(&rig, round, 3, None).await;
        assert_eq!(had(&rig, 1).await, None, "what was on its way before does not count");
        rig.clock.set(4_000_000);
        took(&rig, again, 3, None).await;
        assert_eq!(had(&rig, 1).await, Some((Some(4), false)));
    }

    #[tokio::test]
    async fn of_each_peer_the_latest_steps_are_kept() {
        let rig = Rig::new().await;
        let round = admit(&rig, true).await;
        let kept = u64::try_from(KEPT).unwrap();
        for step in 1..=kept + 9 {
            rig.clock.set(i64::try_from(step).unwrap() * 1_000_000);
            took(&rig, round, step, None).await;
        }
        assert_eq!(had(&rig, kept + 9).await, Some((Some(KEPT + 9), false)));
        assert_eq!(had(&rig, 1).await, Some((Some(10), false)), "no later than the first step that is kept");
    }

    #[tokio::test]
    async fn who_is_told_no_past_has_not_taken_it() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1"), put("codes/b", "1")]).await.unwrap();
        admit(&rig, false).await;
        let peer = rig.journal.peer(&at("inbox")).await.unwrap().unwrap();
        assert_eq!((peer.begun, peer.cursor), (Seq(2), Seq(2)));
        rig.commit([put("codes/c", "1")]).await.unwrap();
        admit(&rig, false).await;
        let peer = rig.journal.peer(&at("inbox")).await.unwrap().unwrap();
        assert_eq!((peer.begun, peer.cursor, peer.since), (Seq(3), Seq(3), Seq(2)));
    }
}
