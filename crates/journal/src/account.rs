//! Accounts: who may sign in, with which role, until when.
//!
//! A guest is an account of its own, apart from one with the same address: it is made for an edit link, nobody signs in
//! to it, and whoever makes the link neither learns whether the address has an account nor writes in its name.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{Account, AccountId, Role, Scope};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// An account as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAccount {
    /// Its number.
    pub id: AccountId,
    /// Its address; empty once it is erased.
    pub email: String,
    /// What it may do at most.
    pub role: Role,
    /// Whether it was made for edit links.
    pub is_guest: bool,
    /// Whether it has a password.
    pub has_password: bool,
    /// Since when.
    pub created: Timestamp,
    /// Since when it may not sign in.
    pub disabled: Option<Timestamp>,
    /// Since when its address is forgotten.
    pub erased: Option<Timestamp>,
}

/// What a password is held against.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Whose.
    pub account: AccountId,
    /// The hash of the password, as a PHC string; `None`: it has none, or may not sign in.
    pub password: Option<String>,
}

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AccountChangeError {
    /// There is no such account, or it is erased.
    #[error("there is no such account")]
    Unknown,
    /// Somebody must be left who runs the instance.
    #[error("it is the last administrator")]
    LastAdministrator,
    /// Storage failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// The address of the account in whose name the command line writes. It is no administrator that could be the last one:
/// nobody signs in to it.
pub const OPERATOR: &str = "operator@localhost";

macro_rules! select_accounts {
    ($rest:literal) => {
        concat!(
            "SELECT id, email, role, guest, password IS NOT NULL AS has_password, created, disabled, erased FROM accounts ",
            $rest
        )
    };
}

impl Journal {
    /// Makes an account, or returns the one that has this address (upper and lower case alike), whose role stays.
    pub async fn account(&self, email: &str, role: Role) -> Result<AccountId, JournalError> {
        self.write(MakeAccount { address: Address::parse(email)?, role }).await
    }

    /// The account of this address. It carries no scopes: those come with a credential.
    pub async fn find_account(&self, email: &str) -> Result<Option<Account>, JournalError> {
        let Ok(address) = Address::parse(email) else { return Ok(None) };
        let row = sqlx::query("SELECT id, email, role FROM accounts WHERE folded = ?")
            .bind(address.folded)
            .fetch_optional(self.readers())
            .await?;
        match row {
            Some(row) => Ok(Some(self.described(&row, Vec::new()).await?)),
            None => Ok(None),
        }
    }

    /// What this address signs in with; `None`: it has no account.
    pub async fn credentials(&self, email: &str) -> Result<Option<Credentials>, JournalError> {
        // An address that cannot be one takes the same way as one that nobody has.
        let folded = Address::parse(email).map(|address| address.folded).unwrap_or_default();
        let row = sqlx::query(
            "SELECT id, CASE WHEN disabled IS NULL THEN password END AS password FROM accounts WHERE folded = ?",
        )
        .bind(folded)
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| Ok(Credentials { account: AccountId(row.try_get("id")?), password: row.try_get("password")? }))
            .transpose()
    }

    /// The hash of this account's password, if it has one and may sign in.
    pub async fn password(&self, account: AccountId) -> Result<Option<String>, JournalError> {
        let password: Option<Option<String>> =
            sqlx::query_scalar("SELECT password FROM accounts WHERE id = ? AND disabled IS NULL")
                .bind(account.0)
                .fetch_optional(self.readers())
                .await?;
        Ok(password.flatten())
    }

    /// Accounts by number after this one, at most `limit`; erased ones are left out.
    pub async fn accounts(&self, after: AccountId, limit: usize) -> Result<Vec<KeptAccount>, JournalError> {
        let rows = sqlx::query(select_accounts!("WHERE id > ? AND erased IS NULL ORDER BY id LIMIT ?"))
            .bind(after.0)
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(kept).collect()
    }

    /// How many accounts there are that people sign in with, and how many of them were signed in with a browser since
    /// each of these instants.
    pub async fn count_accounts(&self, since: [Timestamp; 2]) -> Result<(u64, [u64; 2]), JournalError> {
        let all = sqlx::query_scalar(
            "SELECT count(*) FROM accounts WHERE erased IS NULL AND disabled IS NULL AND guest = 0 AND folded <> ? \
             AND id NOT IN (SELECT account FROM sources)",
        )
        .bind(OPERATOR)
        .fetch_one(self.readers())
        .await?;
        let mut active = [0; 2];
        for (count, since) in active.iter_mut().zip(since) {
            let found =
                sqlx::query_scalar("SELECT count(DISTINCT account) FROM sessions WHERE used > ? AND link IS NULL")
                    .bind(since.as_microsecond())
                    .fetch_one(self.readers())
                    .await?;
            *count = column::unsigned(found)?;
        }
        Ok((column::unsigned(all)?, active))
    }

    /// One account; `None`: there never was one of this number.
    pub async fn kept_account(&self, account: AccountId) -> Result<Option<KeptAccount>, JournalError> {
        let row = sqlx::query(select_accounts!("WHERE id = ?")).bind(account.0).fetch_optional(self.readers()).await?;
        row.as_ref().map(kept).transpose()
    }

    /// Gives an account a password, as the PHC string of its hash; its sessions end, but for `keeping`, and its rights
    /// count as changed.
    pub async fn set_password(
        &self,
        account: AccountId,
        phc: String,
        keeping: Option<[u8; 32]>,
    ) -> Result<(), AccountChangeError> {
        self.write(ChangeAccount { account, change: AccountChange::Password { phc, keeping } }).await
    }

    /// Gives an account another role.
    pub async fn set_role(&self, account: AccountId, role: Role) -> Result<(), AccountChangeError> {
        self.write(ChangeAccount { account, change: AccountChange::Role(role) }).await
    }

    /// Ends every way in of an account: sessions at once, tokens while it is disabled; what it handed out is taken back.
    pub async fn disable_account(&self, account: AccountId) -> Result<(), AccountChangeError> {
        self.write(ChangeAccount { account, change: AccountChange::Disable }).await
    }

    /// Lets a disabled account in again.
    pub async fn enable_account(&self, account: AccountId) -> Result<(), AccountChangeError> {
        self.write(ChangeAccount { account, change: AccountChange::Enable }).await
    }

    /// An account from its row, with its groups.
    pub(crate) async fn described(&self, row: &SqliteRow, scopes: Vec<Scope>) -> Result<Account, JournalError> {
        let id = AccountId(row.try_get("id")?);
        Ok(Account {
            id,
            email: row.try_get("email")?,
            role: column::role(row.try_get("role")?)?,
            scopes,
            groups: self.groups_of(id).await?,
        })
    }
}

fn kept(row: &SqliteRow) -> Result<KeptAccount, JournalError> {
    let when = |column: &str| row.try_get::<Option<i64>, _>(column).map_err(JournalError::from);
    Ok(KeptAccount {
        id: AccountId(row.try_get("id")?),
        email: row.try_get("email")?,
        role: column::role(row.try_get("role")?)?,
        is_guest: row.try_get("guest")?,
        has_password: row.try_get("has_password")?,
        created: column::time(row.try_get("created")?)?,
        disabled: when("disabled")?.map(column::time).transpose()?,
        erased: when("erased")?.map(column::time).transpose()?,
    })
}

/// Refuses a number that no account has.
pub(crate) async fn require(connection: &mut SqliteConnection, account: AccountId) -> Result<(), JournalError> {
    let known: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM accounts WHERE id = ?").bind(account.0).fetch_optional(connection).await?;
    known.map(|_| ()).ok_or(JournalError::UnknownAccount(account))
}

/// Refuses an account that may not sign in.
pub(crate) async fn require_open(connection: &mut SqliteConnection, account: AccountId) -> Result<(), JournalError> {
    let open: Option<i64> = sqlx::query_scalar("SELECT 1 FROM accounts WHERE id = ? AND disabled IS NULL")
        .bind(account.0)
        .fetch_optional(connection)
        .await?;
    open.map(|_| ()).ok_or(JournalError::UnknownAccount(account))
}

/// What an account signs in with. That somebody reads mail there is for whoever sends mail to find out.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) written: String,
    /// What makes two of them one. It has no space: what does is nobody's address.
    pub(crate) folded: String,
}

impl Address {
    pub(crate) fn parse(text: &str) -> Result<Self, JournalError> {
        let written = text.trim().to_owned();
        if written.is_empty() || written.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(JournalError::NotAnAddress(text.to_owned()));
        }
        let folded = written.to_lowercase();
        Ok(Self { written, folded })
    }

    /// The same for a guest: apart from the account of this address.
    pub(crate) fn of_guest(self) -> Self {
        Self { folded: format!("guest {}", self.folded), ..self }
    }
}

/// The account of this address, made where there is none; and whether it was made. Whoever was awaited in groups is a
/// member from then on.
pub(crate) async fn made(
    desk: &mut Desk<'_>,
    address: &Address,
    role: Role,
    guest: bool,
) -> Result<(AccountId, bool), JournalError> {
    if let Some(id) = find(&mut *desk.connection, address).await? {
        return Ok((id, false));
    }
    let inserted = sqlx::query("INSERT INTO accounts (email, folded, role, guest, created) VALUES (?, ?, ?, ?, ?)")
        .bind(address.written.as_str())
        .bind(address.folded.as_str())
        .bind(column::role_text(role))
        .bind(guest)
        .bind(desk.clock.now().as_microsecond())
        .execute(&mut *desk.connection)
        .await?;
    let id = AccountId(inserted.last_insert_rowid());
    crate::group::arrive(desk.connection, id, address).await?;
    Ok((id, true))
}

/// The account of this address.
pub(crate) async fn find(
    executor: impl SqliteExecutor<'_>,
    address: &Address,
) -> Result<Option<AccountId>, JournalError> {
    let id: Option<i64> = sqlx::query_scalar("SELECT id FROM accounts WHERE folded = ?")
        .bind(address.folded.as_str())
        .fetch_optional(executor)
        .await?;
    Ok(id.map(AccountId))
}

struct MakeAccount {
    address: Address,
    role: Role,
}

impl Work for MakeAccount {
    type Done = AccountId;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<AccountId, Stop<JournalError>> {
        Ok(made(desk, &self.address, self.role, false).await?.0)
    }
}

struct ChangeAccount {
    account: AccountId,
    change: AccountChange,
}

enum AccountChange {
    Password { phc: String, keeping: Option<[u8; 32]> },
    Role(Role),
    Disable,
    Enable,
}

impl Work for ChangeAccount {
    type Done = ();
    type Refusal = AccountChangeError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<AccountChangeError>> {
        let id = self.account;
        let role: Option<String> = sqlx::query_scalar("SELECT role FROM accounts WHERE id = ? AND erased IS NULL")
            .bind(id.0)
            .fetch_optional(&mut *desk.connection)
            .await?;
        let Some(role) = role else { return Err(Stop::Refused(AccountChangeError::Unknown)) };
        let role = column::role(&role)?;
        let now = desk.clock.now().as_microsecond();
        match self.change {
            AccountChange::Password { phc, keeping } => {
                sqlx::query("UPDATE accounts SET password = ?, rights = rights + 1 WHERE id = ?")
                    .bind(phc)
                    .bind(id.0)
                    .execute(&mut *desk.connection)
                    .await?;
                end_sessions(desk.connection, id, keeping).await?;
            }
            AccountChange::Role(new) if new == role => {}
            AccountChange::Role(new) => {
                if new < Role::Administrator {
                    not_the_last(desk.connection, id).await?;
                }
                sqlx::query("UPDATE accounts SET role = ?, rights = rights + 1 WHERE id = ?")
                    .bind(column::role_text(new))
                    .bind(id.0)
                    .execute(&mut *desk.connection)
                    .await?;
                if new < role {
                    take_back(desk.connection, id, now).await?;
                }
            }
            AccountChange::Disable => {
                not_the_last(desk.connection, id).await?;
                disable(desk.connection, id, now).await?;
            }
            AccountChange::Enable => {
                sqlx::query("UPDATE accounts SET disabled = NULL WHERE id = ?")
                    .bind(id.0)
                    .execute(&mut *desk.connection)
                    .await?;
            }
        }
        Ok(())
    }
}

/// Refuses what would leave nobody who runs the instance.
pub(crate) async fn not_the_last(
    connection: &mut SqliteConnection,
    account: AccountId,
) -> Result<(), Stop<AccountChangeError>> {
    let (is_one, others): (bool, i64) = sqlx::query_as(
        "WITH administrators AS (SELECT id FROM accounts \
             WHERE role = 'administrator' AND disabled IS NULL AND guest = 0 AND folded <> ?2) \
         SELECT EXISTS (SELECT 1 FROM administrators WHERE id = ?1), \
             (SELECT count(*) FROM administrators WHERE id <> ?1)",
    )
    .bind(account.0)
    .bind(OPERATOR)
    .fetch_one(connection)
    .await?;
    if is_one && others == 0 {
        return Err(Stop::Refused(AccountChangeError::LastAdministrator));
    }
    Ok(())
}

/// Ends every way in.
pub(crate) async fn disable(
    connection: &mut SqliteConnection,
    account: AccountId,
    now: i64,
) -> Result<(), JournalError> {
    sqlx::query("UPDATE accounts SET disabled = coalesce(disabled, ?), rights = rights + 1 WHERE id = ?")
        .bind(now)
        .bind(account.0)
        .execute(&mut *connection)
        .await?;
    end_sessions(connection, account, None).await?;
    take_back(connection, account, now).await
}

/// Ends an account's sessions, but for one.
pub(crate) async fn end_sessions(
    connection: &mut SqliteConnection,
    account: AccountId,
    keeping: Option<[u8; 32]>,
) -> Result<u64, JournalError> {
    let ended = sqlx::query("DELETE FROM sessions WHERE account = ? AND hash IS NOT ?")
        .bind(account.0)
        .bind(keeping.map(|hash| hash.to_vec()))
        .execute(connection)
        .await?;
    Ok(ended.rows_affected())
}

/// Takes back what an account handed out: who may do less than before has not given it to others.
async fn take_back(connection: &mut SqliteConnection, account: AccountId, now: i64) -> Result<(), JournalError> {
    sqlx::query("UPDATE invitations SET ended = ? WHERE by_account = ? AND ended IS NULL")
        .bind(now)
        .bind(account.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE edit_links SET revoked = ? WHERE by_account = ? AND revoked IS NULL")
        .bind(now)
        .bind(account.0)
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewToken;
    use crate::rig::{Rig, iri};

    #[tokio::test]
    async fn an_address_is_one_account() {
        let rig = Rig::new().await;
        let id = rig.journal.account("Léa@Issoire.example", Role::Editor).await.unwrap();
        assert_eq!(rig.journal.account(" LÉA@issoire.EXAMPLE ", Role::Reader).await.unwrap(), id);
        let account = rig.journal.find_account("léa@issoire.example").await.unwrap().unwrap();
        assert_eq!((account.id, account.email.as_str()), (id, "Léa@Issoire.example"));
        assert_eq!((account.role, account.scopes), (Role::Editor, Vec::new()));
        assert_eq!(rig.journal.find_account("nobody@issoire.example").await.unwrap(), None);
    }

    #[tokio::test]
    async fn what_cannot_be_an_address_is_refused() {
        let rig = Rig::new().await;
        for text in ["", "  ", "a b@c.example", "a\u{0}@c.example", "guest writer@a.example"] {
            let refused = rig.journal.account(text, Role::Reader).await;
            assert!(matches!(refused, Err(JournalError::NotAnAddress(_))), "{text:?}");
            assert_eq!(rig.journal.find_account(text).await.unwrap(), None);
            assert!(rig.journal.credentials(text).await.unwrap().is_none());
        }
    }

    #[tokio::test]
    async fn somebody_stays_who_runs_the_instance() {
        let rig = Rig::new().await;
        rig.journal.account(OPERATOR, Role::Administrator).await.unwrap();
        let first = rig.journal.account("first@a.example", Role::Administrator).await.unwrap();
        let last = |answer: Result<(), AccountChangeError>| {
            assert!(matches!(answer, Err(AccountChangeError::LastAdministrator)), "{answer:?}");
        };
        last(rig.journal.set_role(first, Role::Editor).await);
        last(rig.journal.disable_account(first).await);
        last(rig.journal.erase_account(first, None, rig.writer).await.map(|_| ()));
        rig.journal.set_role(first, Role::Administrator).await.unwrap();
        let second = rig.journal.account("second@a.example", Role::Administrator).await.unwrap();
        rig.journal.disable_account(second).await.unwrap();
        last(rig.journal.disable_account(first).await);
        rig.journal.enable_account(second).await.unwrap();
        rig.journal.disable_account(first).await.unwrap();
        last(rig.journal.set_role(second, Role::Reader).await);
        let unknown = rig.journal.set_role(AccountId(99), Role::Reader).await;
        assert!(matches!(unknown, Err(AccountChangeError::Unknown)), "{unknown:?}");
    }

    #[tokio::test]
    async fn a_disabled_account_is_let_in_by_nothing() {
        let rig = Rig::new().await;
        let token = rig.journal.issue_token(NewToken::plain(rig.writer, vec![Scope::Read])).await.unwrap();
        rig.journal.set_password(rig.writer, "$argon2id$".into(), None).await.unwrap();
        let holds = async || rig.journal.account_of_token(&token).await.unwrap().is_some();
        let password = async || rig.journal.credentials("WRITER@a.example").await.unwrap().unwrap().password;
        assert!(holds().await && password().await.is_some());
        rig.journal.disable_account(rig.writer).await.unwrap();
        assert!(!holds().await && password().await.is_none());
        assert_eq!(rig.journal.password(rig.writer).await.unwrap(), None);
        let refused = rig.journal.issue_token(NewToken::plain(rig.writer, vec![])).await;
        assert!(matches!(refused, Err(JournalError::UnknownAccount(_))), "{refused:?}");
        rig.journal.enable_account(rig.writer).await.unwrap();
        assert!(holds().await && password().await.is_some());
    }

    #[tokio::test]
    async fn accounts_are_listed_by_number() {
        let rig = Rig::new().await;
        let second = rig.journal.account("second@a.example", Role::Editor).await.unwrap();
        let listed = rig.journal.accounts(AccountId(0), 9).await.unwrap();
        assert_eq!(listed.iter().map(|account| account.id).collect::<Vec<_>>(), [rig.writer, second]);
        assert_eq!(rig.journal.accounts(rig.writer, 1).await.unwrap()[0].email, "second@a.example");
        rig.journal.join_group(second, &iri("groups/a")).await.unwrap();
        rig.journal.erase_account(second, None, rig.writer).await.unwrap();
        assert_eq!(rig.journal.accounts(AccountId(0), 9).await.unwrap().len(), 1);
        assert!(rig.journal.kept_account(second).await.unwrap().unwrap().erased.is_some());
    }
}
