//! Edit links: each lets its holder edit one document, in one browser, until it expires.

use crate::account::{self, Address};
use crate::column;
use crate::error::JournalError;
use crate::invitation::LinkError;
use crate::journal::Journal;
use crate::secret::{self, Handle, handle};
use crate::session::Opening;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri, Role};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use std::collections::BTreeSet;

/// An edit link to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEditLink {
    /// What may be edited.
    pub document: Iri,
    /// Whose address it is for.
    pub email: String,
    /// Who makes it.
    pub by: AccountId,
    /// Until when.
    pub expires: Timestamp,
}

/// An edit link that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditLink {
    /// What it is called here.
    pub handle: Handle,
    /// What may be edited.
    pub document: Iri,
    /// Whose address it is for.
    pub email: String,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Timestamp,
    /// When a browser took it.
    pub opened: Option<Timestamp>,
}

macro_rules! select_links {
    ($rest:literal) => {
        concat!(
            "SELECT l.hash, l.document, l.created, l.expires, l.opened, a.email FROM edit_links l \
             JOIN accounts a ON a.id = l.account WHERE l.revoked IS NULL AND a.disabled IS NULL AND ",
            $rest
        )
    };
}

impl Journal {
    /// Makes an edit link; returns the code in it, the only time. It is for a guest apart from the address's account,
    /// if it has one. `None`: the document is not there, or not any more.
    pub async fn make_edit_link(&self, new: NewEditLink) -> Result<Option<String>, JournalError> {
        let (code, hash) = secret::draw(self.chance(), "");
        let address = Address::parse(&new.email)?.of_guest();
        let made = self.write(MakeLink { hash, address, new }).await?;
        Ok(made.then_some(code))
    }

    /// The link behind a code, while no browser has taken it.
    pub async fn edit_link(&self, code: &str) -> Result<Option<EditLink>, JournalError> {
        let row = sqlx::query(select_links!("l.opened IS NULL AND l.hash = ? AND l.expires > ?"))
            .bind(secret::hash(code).as_slice())
            .bind(self.now())
            .fetch_optional(self.readers())
            .await?;
        row.as_ref().map(link).transpose()
    }

    /// The links of a document that hold, the newest first.
    pub async fn edit_links(&self, document: &Iri) -> Result<Vec<EditLink>, JournalError> {
        let rows = sqlx::query(select_links!("l.document = ? AND l.expires > ? ORDER BY l.created DESC, l.hash"))
            .bind(document.as_str())
            .bind(self.now())
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(link).collect()
    }

    /// Ends a link of this document, and the session that it opened. Whether it held.
    pub async fn revoke_edit_link(&self, document: &Iri, link: Handle) -> Result<bool, JournalError> {
        self.write(RevokeLink { document: document.clone(), link }).await
    }

    /// Opens a session with a link, the only one; returns the cookie's text and the document. The session lasts as long
    /// as the link, and takes the place of the one that the browser came with.
    pub async fn open_edit_link(
        &self,
        code: &str,
        agent: &str,
        replaces: Option<&str>,
    ) -> Result<(String, Iri), LinkError> {
        let (text, session) = secret::draw(self.chance(), "");
        let replaces = replaces.map(secret::hash);
        let opening = OpenLink { hash: secret::hash(code), session, agent: agent.to_owned(), replaces };
        Ok((text, self.write(opening).await?))
    }
}

fn link(row: &SqliteRow) -> Result<EditLink, JournalError> {
    Ok(EditLink {
        handle: Handle::of(row.try_get("hash")?)?,
        document: column::iri(row.try_get("document")?)?,
        email: row.try_get("email")?,
        created: column::time(row.try_get("created")?)?,
        expires: column::time(row.try_get("expires")?)?,
        opened: row.try_get::<Option<i64>, _>("opened")?.map(column::time).transpose()?,
    })
}

struct MakeLink {
    hash: [u8; 32],
    address: Address,
    new: NewEditLink,
}

impl Work for MakeLink {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        account::require_open(desk.connection, self.new.by).await?;
        // Looked at here: an erasure that came in between would leave the address of whom the link is for.
        let is_there: Option<i64> = sqlx::query_scalar("SELECT 1 FROM documents WHERE iri = ? AND content IS NOT NULL")
            .bind(self.new.document.as_str())
            .fetch_optional(&mut *desk.connection)
            .await?;
        if is_there.is_none() {
            return Ok(false);
        }
        let (guest, _) = account::made(desk, &self.address, Role::Contributor, true).await?;
        sqlx::query(
            "INSERT INTO edit_links (hash, document, account, by_account, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(self.hash.as_slice())
        .bind(self.new.document.as_str())
        .bind(guest.0)
        .bind(self.new.by.0)
        .bind(desk.clock.now().as_microsecond())
        .bind(self.new.expires.as_microsecond())
        .execute(&mut *desk.connection)
        .await?;
        Ok(true)
    }
}

struct RevokeLink {
    document: Iri,
    link: Handle,
}

impl Work for RevokeLink {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let revoked = sqlx::query(concat!(
            "UPDATE edit_links SET revoked = ? WHERE document = ? AND ",
            handle!("hash"),
            " = ? AND revoked IS NULL"
        ))
        .bind(desk.clock.now().as_microsecond())
        .bind(self.document.as_str())
        .bind(self.link.as_str())
        .execute(&mut *desk.connection)
        .await?;
        sqlx::query("DELETE FROM sessions WHERE link IN (SELECT hash FROM edit_links WHERE revoked IS NOT NULL)")
            .execute(&mut *desk.connection)
            .await?;
        Ok(revoked.rows_affected() > 0)
    }
}

struct OpenLink {
    hash: [u8; 32],
    session: [u8; 32],
    agent: String,
    replaces: Option<[u8; 32]>,
}

impl Work for OpenLink {
    type Done = Iri;
    type Refusal = LinkError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<Iri, Stop<LinkError>> {
        let now = desk.clock.now().as_microsecond();
        let row = sqlx::query(
            "UPDATE edit_links SET opened = ?1 WHERE hash = ?2 AND opened IS NULL AND revoked IS NULL AND expires > ?1 \
             AND (SELECT disabled FROM accounts WHERE id = account) IS NULL RETURNING document, account, expires",
        )
        .bind(now)
        .bind(self.hash.as_slice())
        .fetch_optional(&mut *desk.connection)
        .await?;
        let Some(row) = row else { return Err(Stop::Refused(LinkError::Ended)) };
        if let Some(replaced) = self.replaces {
            sqlx::query("DELETE FROM sessions WHERE hash = ?")
                .bind(replaced.as_slice())
                .execute(&mut *desk.connection)
                .await?;
        }
        let opening = Opening {
            hash: self.session,
            account: AccountId(row.try_get("account")?),
            link: Some(self.hash),
            now,
            ends: row.try_get("expires")?,
            agent: &self.agent,
        };
        opening.insert(desk.connection).await?;
        Ok(column::iri(row.try_get("document")?)?)
    }
}

/// Deletes every link to this document, whether it holds or not, and ends the sessions that they opened. Returns the guests
/// who have no link left, with what makes their address one.
pub(crate) async fn end_all(
    connection: &mut SqliteConnection,
    document: &Iri,
) -> Result<Vec<(AccountId, String)>, JournalError> {
    sqlx::query("DELETE FROM sessions WHERE link IN (SELECT hash FROM edit_links WHERE document = ?)")
        .bind(document.as_str())
        .execute(&mut *connection)
        .await?;
    let ended: Vec<i64> = sqlx::query_scalar("DELETE FROM edit_links WHERE document = ? RETURNING account")
        .bind(document.as_str())
        .fetch_all(&mut *connection)
        .await?;
    let mut guests = Vec::new();
    for guest in ended.into_iter().collect::<BTreeSet<_>>() {
        let folded: Option<String> = sqlx::query_scalar(
            "SELECT folded FROM accounts WHERE id = ?1 AND erased IS NULL \
             AND NOT EXISTS (SELECT 1 FROM edit_links WHERE account = ?1)",
        )
        .bind(guest)
        .fetch_optional(&mut *connection)
        .await?;
        guests.extend(folded.map(|folded| (AccountId(guest), folded)));
    }
    Ok(guests)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, iri, put};
    use crate::session::SessionSpan;
    use jiff::SignedDuration;
    use model::{Caller, Guest};

    const SPAN: SessionSpan = SessionSpan {
        idle: SignedDuration::from_secs(1000),
        absolute: SignedDuration::from_secs(1000),
        grace: SignedDuration::from_secs(5),
        noted: SignedDuration::from_secs(10),
    };

    /// A journal with a document to lend.
    async fn lent() -> Rig {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1")]).await.unwrap();
        rig
    }

    async fn make(rig: &Rig, email: &str) -> String {
        let expires = Timestamp::from_second(100).unwrap();
        let new = NewEditLink { document: iri("codes/a"), email: email.into(), by: rig.writer, expires };
        rig.journal.make_edit_link(new).await.unwrap().unwrap()
    }

    async fn caller(rig: &Rig, cookie: &str) -> Option<Caller> {
        rig.journal.session(cookie, SPAN).await.unwrap().map(|session| session.caller)
    }

    #[tokio::test]
    async fn a_link_opens_one_browser_for_one_document() {
        let rig = lent().await;
        // The address has an account: the guest is another.
        let code = make(&rig, "writer@a.example").await;
        let open = rig.journal.edit_link(&code).await.unwrap().unwrap();
        assert_eq!((open.document, open.email.as_str()), (iri("codes/a"), "writer@a.example"));
        let (cookie, document) = rig.journal.open_edit_link(&code, "B", None).await.unwrap();
        assert_eq!(document, iri("codes/a"));
        let Some(Caller::Guest(Guest { account, document })) = caller(&rig, &cookie).await else { panic!() };
        assert_eq!(document, iri("codes/a"));
        assert_ne!(account, rig.writer);
        assert_eq!(rig.journal.edit_link(&code).await.unwrap(), None);
        let again = rig.journal.open_edit_link(&code, "C", None).await;
        assert!(matches!(again, Err(LinkError::Ended)), "{again:?}");
        assert!(rig.journal.edit_links(&document).await.unwrap()[0].opened.is_some());
        rig.clock.set(100_000_000);
        assert_eq!(caller(&rig, &cookie).await, None, "it ends with the link");
        assert_eq!(rig.journal.edit_links(&document).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_link_is_revoked_with_its_session() {
        let rig = lent().await;
        let document = iri("codes/a");
        let (first, second) = (make(&rig, "lea@a.example").await, make(&rig, "lea@a.example").await);
        let (cookie, _) = rig.journal.open_edit_link(&first, "B", None).await.unwrap();
        let (other, _) = rig.journal.open_edit_link(&second, "B", None).await.unwrap();
        let links = rig.journal.edit_links(&document).await.unwrap();
        assert_eq!(links.len(), 2);
        for link in links {
            let handle = link.handle;
            assert!(!rig.journal.revoke_edit_link(&iri("codes/b"), handle.clone()).await.unwrap());
            assert!(rig.journal.revoke_edit_link(&document, handle).await.unwrap());
        }
        assert_eq!((caller(&rig, &cookie).await, caller(&rig, &other).await), (None, None));
        let third = make(&rig, "lea@a.example").await;
        rig.journal.disable_account(rig.writer).await.unwrap();
        assert!(matches!(rig.journal.open_edit_link(&third, "B", None).await, Err(LinkError::Ended)));
    }

    #[tokio::test]
    async fn nobody_signs_in_to_a_guest() {
        let rig = lent().await;
        make(&rig, "lea@a.example").await;
        assert_eq!(rig.journal.find_account("lea@a.example").await.unwrap(), None);
        assert_eq!(rig.journal.find_account("guest lea@a.example").await.unwrap(), None);
        let lea = rig.journal.account("lea@a.example", Role::Reader).await.unwrap();
        assert!(!rig.journal.kept_account(lea).await.unwrap().unwrap().is_guest);
    }
}
