//! What documents of ours pass on to everybody, kept by the tables themselves as their entries are written.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use jiff::Timestamp;
use model::{Audience, Container, Iri, Seq};
use sqlx::Row;

/// Something that a document of ours passes on, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Who passes it on.
    pub iri: Iri,
    /// Where that document stands.
    pub container: Container,
    /// What.
    pub object: Iri,
    /// The entry of theirs since which they do.
    pub began: Seq,
    /// The time of that entry.
    pub at: Timestamp,
    /// The entry of theirs up to which they did; `None`: they do.
    pub ended: Option<Seq>,
    /// The last entry of whoever passes it on.
    pub announcer: Seq,
    /// The last entry, here, of what is passed on, and its time; `None`: it is not held.
    pub held: Option<(Seq, Timestamp)>,
    /// Whether it is public, as far as is known here.
    pub public: bool,
}

impl Journal {
    /// What is passed on, or was, by documents that changed after the one entry and up to the other, or the object of
    /// which did; by whoever passes it on.
    pub async fn announcements(&self, after: Seq, upto: Seq) -> Result<Vec<Announcement>, JournalError> {
        let rows = sqlx::query(
            "SELECT a.iri, p.container, a.object, a.seq, a.at, a.ended, p.seq AS announcer, o.seq AS held, e.at AS held_at, \
             (o.iri IS NULL OR (o.audience = ?3 AND o.content IS NOT NULL)) AS public \
             FROM announced a JOIN documents p ON p.iri = a.iri LEFT JOIN documents o ON o.iri = a.object \
             LEFT JOIN entries e ON e.seq = o.seq \
             WHERE (p.seq > ?1 AND p.seq <= ?2) OR (o.seq > ?1 AND o.seq <= ?2) ORDER BY a.iri, a.object",
        )
        .bind(column::signed(after.0)?)
        .bind(column::signed(upto.0)?)
        .bind(Audience::Public.to_term().as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                let held = row.try_get::<Option<i64>, _>("held")?.zip(row.try_get::<Option<i64>, _>("held_at")?);
                Ok(Announcement {
                    iri: column::iri(row.try_get("iri")?)?,
                    container: column::container(row.try_get("container")?)?,
                    object: column::iri(row.try_get("object")?)?,
                    began: column::seq(row.try_get("seq")?)?,
                    at: column::time(row.try_get("at")?)?,
                    ended: row.try_get::<Option<i64>, _>("ended")?.map(column::seq).transpose()?,
                    announcer: column::seq(row.try_get("announcer")?)?,
                    held: held
                        .map(|(seq, at)| Ok::<_, JournalError>((column::seq(seq)?, column::time(at)?)))
                        .transpose()?,
                    public: row.try_get("public")?,
                })
            })
            .collect()
    }

    /// Who passes this on now: each document, and where it stands.
    pub async fn passing_on(&self, object: &Iri) -> Result<Vec<(Iri, Container)>, JournalError> {
        let rows = sqlx::query(
            "SELECT a.iri, p.container FROM announced a JOIN documents p ON p.iri = a.iri \
             WHERE a.object = ? AND a.ended IS NULL ORDER BY a.iri",
        )
        .bind(object.as_str())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| Ok((column::iri(row.try_get("iri")?)?, column::container(row.try_get("container")?)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, gone, iri, put};

    fn place(objects: &[&str]) -> crate::Write {
        let own = iri("places/p");
        let lines =
            objects.iter().map(|object| format!("<{own}> <https://w3id.org/codesocial#rebroadcasts> <{object}> .\n"));
        put("places/p", &lines.collect::<String>())
    }

    #[tokio::test]
    async fn it_begins_and_ends_with_what_the_document_says_to_everybody() {
        let rig = Rig::new().await;
        let (own, other) = ("https://a.example/events/e", "https://b.example/events/e");
        let standing = async || {
            let all = rig.journal.announcements(Seq(0), Seq(99)).await.unwrap();
            let line = |one: Announcement| (one.object.as_str().to_owned(), one.began.0, one.ended.map(|seq| seq.0));
            all.into_iter().map(line).collect::<Vec<_>>()
        };
        let row = |object: &str, began, ended| (object.to_owned(), began, ended);
        rig.commit([place(&[own])]).await.unwrap();
        rig.commit([place(&[own, other]).anyway()]).await.unwrap();
        assert_eq!(standing().await, [row(own, 1, None), row(other, 2, None)]);
        rig.commit([place(&[other]).anyway()]).await.unwrap();
        assert_eq!(standing().await, [row(own, 1, Some(3)), row(other, 2, None)]);
        rig.commit([place(&[other]).audience(Audience::Members).anyway()]).await.unwrap();
        assert_eq!(standing().await, [row(own, 1, Some(3)), row(other, 2, Some(4))], "what is closed is not passed on");
        rig.commit([place(&[other, own]).anyway()]).await.unwrap();
        assert_eq!(standing().await, [row(own, 5, None), row(other, 5, None)]);
        rig.commit([put("events/e", "1").audience(Audience::Network)]).await.unwrap();
        let of_event = rig.journal.announcements(Seq(5), Seq(6)).await.unwrap().remove(0);
        assert_eq!((of_event.held.unwrap().0, of_event.public), (Seq(6), false));
        let passing = rig.journal.passing_on(&iri("events/e")).await.unwrap();
        assert_eq!(passing, [(iri("places/p"), Container::Places)]);
        rig.commit([gone("places/p")]).await.unwrap();
        assert_eq!(rig.journal.passing_on(&iri("events/e")).await.unwrap(), []);
        assert_eq!(standing().await, [row(own, 5, Some(7)), row(other, 5, Some(7))]);
    }
}
