//! What the word "silenced" does to documents: those whose origin is silenced reach the network circle at most, which is
//! whoever is signed in here. What their origin said stays written down beside it, so that the end of the silence gives
//! them back whom they reached. Whoever is blocked is silenced, too: what is kept of them is not shown to more than before.

use super::block::is_named;
use crate::account;
use crate::apply::{self, Occasion};
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::reach;
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Audience, Iri};
use sqlx::SqliteConnection;

/// Documents that change in one transaction with the word itself: a second of the writer, about.
pub(super) const AT_ONCE: usize = 5_000;
/// Documents in each transaction after that: everybody else's writes wait no longer for it than for a large import's.
const PORTION: usize = 200;

impl Journal {
    /// Lets every document from elsewhere reach whom it should reach, where an origin has more of them than one transaction
    /// should hold: at once after the word that silences, and when an instance is opened, for whoever was interrupted.
    pub async fn settle_silence(&self, by: AccountId) -> Result<(), JournalError> {
        while !self.nothing_strays().await? {
            self.write(Settle(by)).await?;
        }
        Ok(())
    }

    async fn nothing_strays(&self) -> Result<bool, JournalError> {
        let mut connection = self.readers().acquire().await?;
        Ok(strayed(&mut connection, 1).await?.is_empty())
    }
}

struct Settle(AccountId);

impl Work for Settle {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        account::require(desk.connection, self.0).await?;
        Ok(settle(desk, self.0, PORTION).await?)
    }
}

/// Whom a document from elsewhere reaches, of whom it would reach.
pub(crate) async fn narrowed(
    connection: &mut SqliteConnection,
    iri: &Iri,
    audience: Audience,
) -> Result<Audience, JournalError> {
    let origin: Option<String> = sqlx::query_scalar("SELECT origin FROM elsewhere WHERE iri = ?")
        .bind(iri.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(origin) = origin else { return Ok(audience) };
    let is_silenced = is_named(connection, &column::iri(&origin)?, None).await?;
    Ok(if is_silenced { bounded(audience) } else { audience })
}

/// Lets documents that reach others than they should reach whom they should: at most `limit`.
pub(super) async fn settle(desk: &mut Desk<'_>, by: AccountId, limit: usize) -> Result<(), JournalError> {
    let occasion = Occasion { by, reason: None, at: desk.clock.now().as_microsecond() };
    for (document, audience) in strayed(desk.connection, limit).await? {
        apply::move_reach(desk, &occasion, &document, &audience).await?;
    }
    Ok(())
}

/// Documents from elsewhere that reach others than they should, each with whom it should reach.
async fn strayed(
    connection: &mut SqliteConnection,
    limit: usize,
) -> Result<Vec<(reach::Dependent, Audience)>, JournalError> {
    let origins: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT origin FROM elsewhere ORDER BY origin").fetch_all(&mut *connection).await?;
    let mut strayed = Vec::new();
    for origin in origins {
        let is_silenced = is_named(connection, &column::iri(&origin)?, None).await?;
        // Nothing else narrows them: they are bound to nothing.
        let rows = sqlx::query(
            "SELECT d.iri, d.container, d.number, d.hash, d.own_audience, d.audience, d.owner, d.content \
             FROM elsewhere w JOIN documents d ON d.iri = w.iri WHERE w.origin = ?1 AND d.content IS NOT NULL \
             AND CASE WHEN ?2 THEN d.audience = ?3 ELSE d.audience <> d.own_audience END ORDER BY w.iri LIMIT ?4",
        )
        .bind(&origin)
        .bind(is_silenced)
        .bind(Audience::Public.to_term().as_str())
        .bind(column::limit(limit.saturating_sub(strayed.len())))
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            let document = reach::dependent(row)?;
            let own = document.own_audience.clone();
            strayed.push((document, if is_silenced { bounded(own) } else { own }));
        }
    }
    Ok(strayed)
}

/// To the network circle, which is nobody's whose own circle is narrower.
fn bounded(audience: Audience) -> Audience {
    audience.meet(Audience::Network)
}

#[cfg(test)]
mod tests {
    use crate::federation::BlockKind;
    use crate::rig::Rig;
    use crate::{Mirrored, MirroredContent};
    use Audience::{Members, Network, Public};
    use jiff::Timestamp;
    use model::{Audience, ContentHash, Iri};

    fn iri(text: &str) -> Iri {
        Iri::parse(text).unwrap()
    }

    async fn told(rig: &Rig, host: &str, path: &str, said: u64, content: Option<Audience>) {
        let text = said.to_string();
        let content = match content {
            Some(audience) => {
                MirroredContent::Put { hash: ContentHash::of(text.as_bytes()), canonical: text, audience }
            }
            None => MirroredContent::Gone,
        };
        let (iri, origin) = (iri(&format!("https://{host}/{path}")), iri(&format!("https://{host}/actor")));
        let at = Timestamp::from_second(i64::try_from(said).unwrap()).ok();
        rig.journal.mirror(rig.writer, vec![Mirrored { iri, origin, said: Some(said), at, content }]).await.unwrap();
    }

    async fn reaches(rig: &Rig, address: &str) -> Audience {
        rig.journal.elsewhere(&iri(address)).await.unwrap().unwrap().current.audience
    }

    async fn is_whole(rig: &Rig) {
        rig.journal.verify_chain().await.unwrap();
        let inspection = rig.journal.inspection();
        assert_eq!(inspection.examine().await.unwrap().faults, []);
        assert_eq!(inspection.askew().await.unwrap().into_iter().collect::<Vec<_>>(), []);
    }

    #[tokio::test]
    async fn what_is_silenced_reaches_the_network_and_comes_back() {
        let rig = Rig::new().await;
        for (host, path, audience) in [
            ("b.example", "open", Public),
            ("b.example", "gone", Public),
            ("b.example", "own", Members),
            ("sub.b.example", "below", Public),
            ("c.example", "other", Public),
        ] {
            told(&rig, host, path, 1, Some(audience)).await;
        }
        told(&rig, "b.example", "gone", 2, None).await;
        let silence = async |subject| {
            rig.journal.block(rig.writer, subject, BlockKind::Silenced, "loud").await.unwrap();
        };
        let reach = async || {
            let mut all = Vec::new();
            for address in ["b.example/open", "b.example/own", "sub.b.example/below", "c.example/other"] {
                all.push(reaches(&rig, &format!("https://{address}")).await);
            }
            is_whole(&rig).await;
            all
        };
        silence("b.example").await;
        assert_eq!(reach().await, [Network, Members, Network, Public], "the host and those below it");
        let entries = rig.journal.entries(model::Seq(6), 99).await.unwrap();
        assert_eq!(
            entries.len(),
            2,
            "an entry for each that reaches others, so that whoever follows the journal knows"
        );
        assert!(entries.iter().all(|entry| entry.canonical.is_some() && entry.origin.is_some()));

        // What comes meanwhile: new, changed, and back after it was gone.
        told(&rig, "b.example", "new", 3, Some(Public)).await;
        told(&rig, "b.example", "open", 4, Some(Public)).await;
        told(&rig, "b.example", "gone", 5, Some(Public)).await;
        for path in ["new", "open", "gone"] {
            assert_eq!(reaches(&rig, &format!("https://b.example/{path}")).await, Network, "{path}");
        }
        is_whole(&rig).await;

        rig.journal.unblock(rig.writer, "b.example").await.unwrap();
        assert_eq!(reach().await, [Public, Members, Public, Public]);
        for path in ["new", "gone"] {
            assert_eq!(reaches(&rig, &format!("https://b.example/{path}")).await, Public, "{path}");
        }
        silence("https://b.example/actor").await;
        assert_eq!(reach().await, [Network, Members, Public, Public], "an actor alone");
        // Blocked instead: what is kept is not shown again by that, and nothing else comes.
        rig.journal.block(rig.writer, "https://b.example/actor", BlockKind::Blocked, "").await.unwrap();
        told(&rig, "b.example", "open", 6, Some(Members)).await;
        assert_eq!(reach().await, [Network, Members, Public, Public]);
        rig.journal.unblock(rig.writer, "https://b.example/actor").await.unwrap();
        assert_eq!(reach().await, [Public, Members, Public, Public]);
        let before = *rig.journal.head().borrow();
        silence("d.example").await;
        assert_eq!(*rig.journal.head().borrow(), before, "nothing of it is held");
    }

    #[tokio::test]
    async fn an_origin_with_more_than_one_transaction_holds() {
        let rig = Rig::new().await;
        let many = super::AT_ONCE + super::PORTION + 1;
        let told = (0..many).map(|number| Mirrored {
            iri: iri(&format!("https://b.example/{number}")),
            origin: iri("https://b.example/actor"),
            said: Some(1),
            at: None,
            content: MirroredContent::Put { canonical: "1".to_owned(), hash: ContentHash::of(b"1"), audience: Public },
        });
        rig.journal.mirror(rig.writer, told.collect()).await.unwrap();
        let public = async || -> i64 {
            let count = sqlx::query_scalar("SELECT count(*) FROM documents WHERE audience = own_audience");
            count.fetch_one(rig.journal.readers()).await.unwrap()
        };
        rig.journal.block(rig.writer, "b.example", BlockKind::Silenced, "").await.unwrap();
        assert_eq!(public().await, 0);
        rig.journal.unblock(rig.writer, "b.example").await.unwrap();
        assert_eq!(public().await, i64::try_from(many).unwrap());
        is_whole(&rig).await;
    }
}
