//! Accounts and the groups they belong to.

use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use model::{Account, AccountId, Iri, Role, Scope};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor};

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

    /// Makes an account a member of a `cs:Group`; it may be one already.
    pub async fn join_group(&self, account: AccountId, group: &Iri) -> Result<(), JournalError> {
        self.write(ChangeMembership { account, group: group.clone(), change: Membership::Joins }).await
    }

    /// Ends an account's membership in a `cs:Group`, if there was one.
    pub async fn leave_group(&self, account: AccountId, group: &Iri) -> Result<(), JournalError> {
        self.write(ChangeMembership { account, group: group.clone(), change: Membership::Leaves }).await
    }

    /// An account from its row, with its groups.
    pub(crate) async fn described(&self, row: &SqliteRow, scopes: Vec<Scope>) -> Result<Account, JournalError> {
        let id: i64 = row.try_get("id")?;
        let groups: Vec<String> =
            sqlx::query_scalar("SELECT group_iri FROM memberships WHERE account = ? ORDER BY group_iri")
                .bind(id)
                .fetch_all(self.readers())
                .await?;
        Ok(Account {
            id: AccountId(id),
            email: row.try_get("email")?,
            role: column::role(row.try_get("role")?)?,
            scopes,
            groups: groups.iter().map(|group| column::iri(group)).collect::<Result<_, _>>()?,
        })
    }
}

/// Refuses a number that no account has.
pub(crate) async fn require(connection: &mut SqliteConnection, account: AccountId) -> Result<(), JournalError> {
    let known: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM accounts WHERE id = ?").bind(account.0).fetch_optional(connection).await?;
    known.map(|_| ()).ok_or(JournalError::UnknownAccount(account))
}

/// What an account signs in with. That somebody reads mail there is for whoever sends mail to find out.
struct Address {
    written: String,
    /// What makes two of them one.
    folded: String,
}

impl Address {
    fn parse(text: &str) -> Result<Self, JournalError> {
        let written = text.trim().to_owned();
        if written.is_empty() || written.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(JournalError::NotAnAddress(text.to_owned()));
        }
        let folded = written.to_lowercase();
        Ok(Self { written, folded })
    }
}

struct MakeAccount {
    address: Address,
    role: Role,
}

impl Work for MakeAccount {
    type Done = AccountId;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<AccountId, Stop<JournalError>> {
        if let Some(id) = find(&mut *desk.connection, &self.address).await? {
            return Ok(id);
        }
        let inserted = sqlx::query("INSERT INTO accounts (email, folded, role, created) VALUES (?, ?, ?, ?)")
            .bind(self.address.written)
            .bind(self.address.folded)
            .bind(column::role_text(self.role))
            .bind(desk.clock.now().as_microsecond())
            .execute(&mut *desk.connection)
            .await?;
        Ok(AccountId(inserted.last_insert_rowid()))
    }
}

async fn find(executor: impl SqliteExecutor<'_>, address: &Address) -> Result<Option<AccountId>, sqlx::Error> {
    let id: Option<i64> = sqlx::query_scalar("SELECT id FROM accounts WHERE folded = ?")
        .bind(address.folded.as_str())
        .fetch_optional(executor)
        .await?;
    Ok(id.map(AccountId))
}

enum Membership {
    Joins,
    Leaves,
}

struct ChangeMembership {
    account: AccountId,
    group: Iri,
    change: Membership,
}

impl Work for ChangeMembership {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        require(desk.connection, self.account).await?;
        let statement = match self.change {
            Membership::Joins => "INSERT INTO memberships (account, group_iri) VALUES (?, ?) ON CONFLICT DO NOTHING",
            Membership::Leaves => "DELETE FROM memberships WHERE account = ? AND group_iri = ?",
        };
        sqlx::query(statement).bind(self.account.0).bind(self.group.as_str()).execute(&mut *desk.connection).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        for text in ["", "  ", "a b@c.example", "a\u{0}@c.example"] {
            let refused = rig.journal.account(text, Role::Reader).await;
            assert!(matches!(refused, Err(JournalError::NotAnAddress(_))), "{text:?}");
            assert_eq!(rig.journal.find_account(text).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn accounts_join_and_leave_groups() {
        let rig = Rig::new().await;
        let groups = async || rig.journal.find_account("writer@a.example").await.unwrap().unwrap().groups;
        let (a, b) = (iri("groups/a"), iri("groups/b"));
        for group in [&b, &a, &b] {
            rig.journal.join_group(rig.writer, group).await.unwrap();
        }
        assert_eq!(groups().await, [a.clone(), b.clone()]);
        rig.journal.leave_group(rig.writer, &a).await.unwrap();
        rig.journal.leave_group(rig.writer, &a).await.unwrap();
        assert_eq!(groups().await, [b]);
        let unknown = rig.journal.join_group(AccountId(99), &a).await;
        assert!(matches!(unknown, Err(JournalError::UnknownAccount(AccountId(99)))));
    }
}
