//! Browsers that are signed in. A cookie carries a secret; here is its hash, whose it is, and when it ends.
//!
//! How long sessions last is for the caller to say; here is compared.

use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::secret::{self, Handle, handle};
use crate::writer::{Desk, Stop, Work};
use jiff::{SignedDuration, Timestamp};
use model::{Account, AccountId, Caller, Guest, Scope};
use sqlx::{Row, SqliteConnection};

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionSpan {
    /// Without being used.
    pub idle: SignedDuration,
    /// Whatever happens.
    pub absolute: SignedDuration,
    /// How long the former cookie still serves after a rotation: for requests that were under way with it.
    pub grace: SignedDuration,
    /// Being used is written down this often at most: reading pages should not write.
    pub noted: SignedDuration,
}

/// A session to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Whose.
    pub account: AccountId,
    /// What the browser calls itself.
    pub agent: String,
    /// The cookie that the browser came with: that session ends.
    pub replaces: Option<String>,
}

/// A session as a request finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// With whose rights.
    pub caller: Caller,
    /// The address of the account.
    pub email: String,
    /// What the session is called here.
    pub handle: Handle,
    /// What is kept of the cookie.
    pub hash: [u8; 32],
    /// When somebody signed in.
    pub began: Timestamp,
    /// What is due.
    pub due: Due,
}

/// What is due to a session that is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing.
    Nothing,
    /// It should be written down that it was used.
    Note,
    /// Its cookie should be replaced: the account's rights are not what they were.
    Rotation,
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// What it is called here.
    pub handle: Handle,
    /// What the browser calls itself.
    pub agent: String,
    /// When somebody signed in.
    pub began: Timestamp,
    /// When it was last seen, give or take.
    pub used: Timestamp,
}

impl Journal {
    /// Opens a session; returns the cookie's text, the only time. Whatever has ended meanwhile is deleted.
    pub async fn open_session(&self, new: NewSession, span: SessionSpan) -> Result<String, JournalError> {
        let (text, hash) = secret::draw(self.chance(), "");
        self.write(OpenSession { hash, new, span }).await?;
        Ok(text)
    }

    /// The session of this cookie; `None`: there is none, or it has ended.
    pub async fn session(&self, cookie: &str, span: SessionSpan) -> Result<Option<Session>, JournalError> {
        let now = self.now();
        let hash = secret::hash(cookie);
        let row = sqlx::query(
            "SELECT a.id, a.email, a.role, a.rights AS has, s.rights AS had, s.began, s.used, l.document \
             FROM sessions s JOIN accounts a ON a.id = s.account LEFT JOIN edit_links l ON l.hash = s.link \
             WHERE s.hash = ?1 AND s.ends > ?2 AND s.used > ?3 AND a.disabled IS NULL \
             AND (a.guest = 0) = (s.link IS NULL) AND (s.link IS NULL OR l.revoked IS NULL)",
        )
        .bind(hash.as_slice())
        .bind(now)
        .bind(before(now, span.idle))
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let caller = match row.try_get::<Option<String>, _>("document")? {
            Some(document) => {
                Caller::Guest(Guest { account: AccountId(row.try_get("id")?), document: column::iri(&document)? })
            }
            None => Caller::Account(self.everything(&row).await?),
        };
        let (has, had): (i64, i64) = (row.try_get("has")?, row.try_get("had")?);
        let used: i64 = row.try_get("used")?;
        let due = match (has == had, used > before(now, span.noted)) {
            (false, _) => Due::Rotation,
            (true, false) => Due::Note,
            (true, true) => Due::Nothing,
        };
        Ok(Some(Session {
            caller,
            email: row.try_get("email")?,
            handle: Handle::of(&hash)?,
            hash,
            began: column::time(row.try_get("began")?)?,
            due,
        }))
    }

    /// Writes down that a session is used.
    pub async fn note_session(&self, hash: [u8; 32]) -> Result<(), JournalError> {
        self.write(NoteSession { hash }).await
    }

    /// Gives a session a new cookie; returns its text. `None`: it ended meanwhile, or another request did so already.
    pub async fn rotate_session(&self, hash: [u8; 32], span: SessionSpan) -> Result<Option<String>, JournalError> {
        let (text, new) = secret::draw(self.chance(), "");
        let rotated = self.write(RotateSession { old: hash, new, span }).await?;
        Ok(rotated.then_some(text))
    }

    /// Ends the session of this cookie, if there is one.
    pub async fn end_session(&self, cookie: &str) -> Result<(), JournalError> {
        self.write(EndSessions::Cookie(secret::hash(cookie))).await.map(|_| ())
    }

    /// Ends one session of an account. Whether there was one.
    pub async fn end_session_of(&self, account: AccountId, session: Handle) -> Result<bool, JournalError> {
        Ok(self.write(EndSessions::Of(account, session)).await? > 0)
    }

    /// Ends every session of an account.
    pub async fn end_sessions(&self, account: AccountId) -> Result<u64, JournalError> {
        self.write(EndSessions::All(account)).await
    }

    /// The sessions of an account, the last used first.
    pub async fn sessions(&self, account: AccountId, span: SessionSpan) -> Result<Vec<KeptSession>, JournalError> {
        let now = self.now();
        let rows = sqlx::query(
            "SELECT hash, agent, began, used FROM sessions WHERE account = ? AND ends > ? AND used > ? \
             ORDER BY used DESC, hash",
        )
        .bind(account.0)
        .bind(now)
        .bind(before(now, span.idle))
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(KeptSession {
                    handle: Handle::of(row.try_get("hash")?)?,
                    agent: row.try_get("agent")?,
                    began: column::time(row.try_get("began")?)?,
                    used: column::time(row.try_get("used")?)?,
                })
            })
            .collect()
    }

    /// The account of a row with all that its role allows: a person who signed in is not held to scopes.
    async fn everything(&self, row: &sqlx::sqlite::SqliteRow) -> Result<Account, JournalError> {
        self.described(row, vec![Scope::Read, Scope::Write, Scope::Admin]).await
    }
}

fn before(now: i64, span: SignedDuration) -> i64 {
    now.saturating_sub(microseconds(span))
}

fn after(now: i64, span: SignedDuration) -> i64 {
    now.saturating_add(microseconds(span))
}

fn microseconds(span: SignedDuration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

struct OpenSession {
    hash: [u8; 32],
    new: NewSession,
    span: SessionSpan,
}

impl Work for OpenSession {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        let Self { hash, new, span } = self;
        account::require_open(desk.connection, new.account).await?;
        let now = desk.clock.now().as_microsecond();
        sqlx::query("DELETE FROM sessions WHERE ends <= ?1 OR used <= ?2 OR hash IS ?3")
            .bind(now)
            .bind(before(now, span.idle))
            .bind(new.replaces.map(|cookie| secret::hash(&cookie).to_vec()))
            .execute(&mut *desk.connection)
            .await?;
        let row =
            Opening { hash, account: new.account, link: None, now, ends: after(now, span.absolute), agent: &new.agent };
        row.insert(desk.connection).await?;
        Ok(())
    }
}

/// A session to write down.
pub(crate) struct Opening<'a> {
    pub(crate) hash: [u8; 32],
    pub(crate) account: AccountId,
    pub(crate) link: Option<[u8; 32]>,
    pub(crate) now: i64,
    pub(crate) ends: i64,
    pub(crate) agent: &'a str,
}

impl Opening<'_> {
    pub(crate) async fn insert(self, connection: &mut SqliteConnection) -> Result<(), JournalError> {
        sqlx::query(
            "INSERT INTO sessions (hash, account, link, rights, began, used, ends, agent) \
             SELECT ?1, id, ?2, rights, ?3, ?3, ?4, ?5 FROM accounts WHERE id = ?6",
        )
        .bind(self.hash.as_slice())
        .bind(self.link.map(|link| link.to_vec()))
        .bind(self.now)
        .bind(self.ends)
        .bind(self.agent)
        .bind(self.account.0)
        .execute(connection)
        .await?;
        Ok(())
    }
}

struct NoteSession {
    hash: [u8; 32],
}

impl Work for NoteSession {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        sqlx::query("UPDATE sessions SET used = ? WHERE hash = ?")
            .bind(desk.clock.now().as_microsecond())
            .bind(self.hash.as_slice())
            .execute(&mut *desk.connection)
            .await?;
        Ok(())
    }
}

struct RotateSession {
    old: [u8; 32],
    new: [u8; 32],
    span: SessionSpan,
}

impl Work for RotateSession {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let now = desk.clock.now().as_microsecond();
        // Only one of several requests under way finds the rights different; the others go on with the old cookie.
        let made = sqlx::query(
            "INSERT INTO sessions (hash, account, link, rights, began, used, ends, agent) \
             SELECT ?1, s.account, s.link, a.rights, s.began, ?2, s.ends, s.agent \
             FROM sessions s JOIN accounts a ON a.id = s.account WHERE s.hash = ?3 AND s.rights <> a.rights",
        )
        .bind(self.new.as_slice())
        .bind(now)
        .bind(self.old.as_slice())
        .execute(&mut *desk.connection)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query(
            "UPDATE sessions SET ends = min(ends, ?1), rights = (SELECT rights FROM accounts WHERE id = account) \
             WHERE hash = ?2",
        )
        .bind(after(now, self.span.grace))
        .bind(self.old.as_slice())
        .execute(&mut *desk.connection)
        .await?;
        Ok(true)
    }
}

enum EndSessions {
    Cookie([u8; 32]),
    Of(AccountId, Handle),
    All(AccountId),
}

impl Work for EndSessions {
    type Done = u64;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<u64, Stop<JournalError>> {
        let ending = match &self {
            Self::Cookie(hash) => sqlx::query("DELETE FROM sessions WHERE hash = ?").bind(hash.as_slice()),
            Self::Of(account, session) => {
                sqlx::query(concat!("DELETE FROM sessions WHERE account = ? AND ", handle!("hash"), " = ?"))
                    .bind(account.0)
                    .bind(session.as_str())
            }
            Self::All(account) => return Ok(account::end_sessions(desk.connection, *account, None).await?),
        };
        Ok(ending.execute(&mut *desk.connection).await?.rows_affected())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;
    use model::Role;

    const SPAN: SessionSpan = SessionSpan {
        idle: SignedDuration::from_secs(100),
        absolute: SignedDuration::from_secs(1000),
        grace: SignedDuration::from_secs(5),
        noted: SignedDuration::from_secs(10),
    };

    async fn open(rig: &Rig, replaces: Option<&str>) -> String {
        let new = NewSession { account: rig.writer, agent: "B".into(), replaces: replaces.map(str::to_owned) };
        rig.journal.open_session(new, SPAN).await.unwrap()
    }

    async fn find(rig: &Rig, cookie: &str) -> Option<Session> {
        rig.journal.session(cookie, SPAN).await.unwrap()
    }

    fn at(rig: &Rig, seconds: i64) {
        rig.clock.set(seconds * 1_000_000);
    }

    #[tokio::test]
    async fn a_session_ends_unused_or_in_the_end() {
        let rig = Rig::new().await;
        let cookie = open(&rig, None).await;
        let session = find(&rig, &cookie).await.unwrap();
        assert_eq!((session.due, session.email.as_str()), (Due::Nothing, "writer@a.example"));
        assert!([Scope::Read, Scope::Write, Scope::Admin].iter().all(|scope| session.caller.has_scope(*scope)));
        at(&rig, 99);
        assert_eq!(find(&rig, &cookie).await.unwrap().due, Due::Note);
        at(&rig, 100);
        assert_eq!(find(&rig, &cookie).await, None, "unused");
        assert_eq!(find(&rig, "").await, None);
        let cookie = open(&rig, None).await;
        for seconds in (190..1100).step_by(90) {
            at(&rig, seconds);
            rig.journal.note_session(find(&rig, &cookie).await.unwrap().hash).await.unwrap();
        }
        at(&rig, 1100);
        assert_eq!(find(&rig, &cookie).await, None, "in the end");
        open(&rig, None).await;
        assert_eq!(rig.journal.sessions(rig.writer, SPAN).await.unwrap().len(), 1, "what ended is gone");
    }

    #[tokio::test]
    async fn a_new_session_takes_the_place_of_the_old_one() {
        let rig = Rig::new().await;
        let first = open(&rig, None).await;
        let second = open(&rig, Some(&first)).await;
        assert_eq!(find(&rig, &first).await, None);
        rig.journal.end_session(&second).await.unwrap();
        assert_eq!(find(&rig, &second).await, None);
        let (third, fourth) = (open(&rig, None).await, open(&rig, None).await);
        let handle = find(&rig, &third).await.unwrap().handle;
        let other = rig.journal.account("other@a.example", Role::Reader).await.unwrap();
        assert!(!rig.journal.end_session_of(other, handle.clone()).await.unwrap(), "not theirs");
        assert!(rig.journal.end_session_of(rig.writer, handle).await.unwrap());
        assert_eq!((find(&rig, &third).await, find(&rig, &fourth).await.is_some()), (None, true));
        assert_eq!(rig.journal.end_sessions(rig.writer).await.unwrap(), 1);
        assert_eq!(find(&rig, &fourth).await, None);
    }

    #[tokio::test]
    async fn a_change_of_rights_asks_for_another_cookie() {
        let rig = Rig::new().await;
        at(&rig, 1);
        let old = open(&rig, None).await;
        rig.journal.set_role(rig.writer, Role::Editor).await.unwrap();
        let session = find(&rig, &old).await.unwrap();
        assert_eq!(session.due, Due::Rotation);
        let Caller::Account(account) = &session.caller else { panic!() };
        assert_eq!(account.role, Role::Editor, "the rights are those of now");
        at(&rig, 2);
        let new = rig.journal.rotate_session(session.hash, SPAN).await.unwrap().unwrap();
        assert_eq!(rig.journal.rotate_session(session.hash, SPAN).await.unwrap(), None, "once");
        assert_eq!(find(&rig, &old).await.unwrap().due, Due::Nothing, "for requests under way");
        let rotated = find(&rig, &new).await.unwrap();
        assert_eq!((rotated.due, rotated.began), (Due::Nothing, session.began));
        at(&rig, 8);
        assert_eq!(find(&rig, &old).await, None);
        assert!(find(&rig, &new).await.is_some());
        // The absolute end is that of the sign-in.
        at(&rig, 98);
        rig.journal.note_session(rotated.hash).await.unwrap();
        let ends: i64 =
            sqlx::query_scalar("SELECT max(ends) FROM sessions").fetch_one(rig.journal.readers()).await.unwrap();
        assert_eq!(ends, 1_001_000_000);
    }

    #[tokio::test]
    async fn a_new_password_and_the_end_of_an_account_end_sessions() {
        let rig = Rig::new().await;
        let (mine, elsewhere) = (open(&rig, None).await, open(&rig, None).await);
        let keeping = find(&rig, &mine).await.unwrap().hash;
        rig.journal.set_password(rig.writer, "$".into(), Some(keeping)).await.unwrap();
        assert_eq!(find(&rig, &elsewhere).await, None);
        assert_eq!(find(&rig, &mine).await.unwrap().due, Due::Rotation);
        rig.journal.disable_account(rig.writer).await.unwrap();
        assert_eq!(find(&rig, &mine).await, None);
        rig.journal.enable_account(rig.writer).await.unwrap();
        assert_eq!(find(&rig, &mine).await, None, "it ended, for good");
    }
}
