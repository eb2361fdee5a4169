//! Who belongs to a `cs:Group`: accounts, and addresses that have none yet. Whoever manages a group names addresses and
//! does not learn which of them have accounts.

use crate::account::{self, Address};
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Iri};
use sqlx::SqliteConnection;

impl Journal {
    /// Makes an account a member of a `cs:Group`; it may be one already.
    pub async fn join_group(&self, account: AccountId, group: &Iri) -> Result<(), JournalError> {
        self.write(ChangeMembership { group: group.clone(), change: Membership::Joins(account) }).await
    }

    /// Ends an account's membership in a `cs:Group`, if there was one.
    pub async fn leave_group(&self, account: AccountId, group: &Iri) -> Result<(), JournalError> {
        self.write(ChangeMembership { group: group.clone(), change: Membership::Leaves(account) }).await
    }

    /// Makes whoever has this address a member, now or once it has an account.
    pub async fn name_member(&self, group: &Iri, email: &str) -> Result<(), JournalError> {
        let change = Membership::Named(Address::parse(email)?);
        self.write(ChangeMembership { group: group.clone(), change }).await
    }

    /// Ends the membership of whoever has this address.
    pub async fn strike_member(&self, group: &Iri, email: &str) -> Result<(), JournalError> {
        let change = Membership::Struck(Address::parse(email)?);
        self.write(ChangeMembership { group: group.clone(), change }).await
    }

    /// The addresses of a group's members, with or without an account, sorted.
    pub async fn members(&self, group: &Iri) -> Result<Vec<String>, JournalError> {
        let members = sqlx::query_scalar(
            "SELECT email FROM (SELECT a.email, a.folded FROM memberships m JOIN accounts a ON a.id = m.account \
             WHERE m.group_iri = ?1 UNION ALL SELECT email, folded FROM awaited_members WHERE group_iri = ?1) \
             ORDER BY folded",
        )
        .bind(group.as_str())
        .fetch_all(self.readers())
        .await?;
        Ok(members)
    }

    /// The groups of an account, sorted.
    pub async fn groups_of(&self, account: AccountId) -> Result<Vec<Iri>, JournalError> {
        let groups: Vec<String> =
            sqlx::query_scalar("SELECT group_iri FROM memberships WHERE account = ? ORDER BY group_iri")
                .bind(account.0)
                .fetch_all(self.readers())
                .await?;
        groups.iter().map(|group| column::iri(group)).collect()
    }
}

enum Membership {
    Joins(AccountId),
    Leaves(AccountId),
    Named(Address),
    Struck(Address),
}

struct ChangeMembership {
    group: Iri,
    change: Membership,
}

impl Work for ChangeMembership {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        let group = &self.group;
        match &self.change {
            Membership::Joins(account) => {
                account::require(desk.connection, *account).await?;
                join(desk.connection, *account, group).await?;
            }
            Membership::Leaves(account) => {
                account::require(desk.connection, *account).await?;
                leave(desk.connection, *account, group).await?;
            }
            Membership::Named(address) => match account::find(&mut *desk.connection, address).await? {
                Some(account) => join(desk.connection, account, group).await?,
                None => {
                    sqlx::query(
                        "INSERT INTO awaited_members (group_iri, folded, email) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    )
                    .bind(group.as_str())
                    .bind(address.folded.as_str())
                    .bind(address.written.as_str())
                    .execute(&mut *desk.connection)
                    .await?;
                }
            },
            Membership::Struck(address) => {
                if let Some(account) = account::find(&mut *desk.connection, address).await? {
                    leave(desk.connection, account, group).await?;
                }
                sqlx::query("DELETE FROM awaited_members WHERE group_iri = ? AND folded = ?")
                    .bind(group.as_str())
                    .bind(address.folded.as_str())
                    .execute(&mut *desk.connection)
                    .await?;
            }
        }
        Ok(())
    }
}

pub(crate) async fn join(
    connection: &mut SqliteConnection,
    account: AccountId,
    group: &Iri,
) -> Result<(), JournalError> {
    let joined = sqlx::query("INSERT INTO memberships (account, group_iri) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(account.0)
        .bind(group.as_str())
        .execute(&mut *connection)
        .await?;
    count(connection, account, joined.rows_affected()).await
}

async fn leave(connection: &mut SqliteConnection, account: AccountId, group: &Iri) -> Result<(), JournalError> {
    let left = sqlx::query("DELETE FROM memberships WHERE account = ? AND group_iri = ?")
        .bind(account.0)
        .bind(group.as_str())
        .execute(&mut *connection)
        .await?;
    count(connection, account, left.rows_affected()).await
}

/// What changed, if anything did, are the account's rights.
async fn count(connection: &mut SqliteConnection, account: AccountId, changes: u64) -> Result<(), JournalError> {
    if changes > 0 {
        sqlx::query("UPDATE accounts SET rights = rights + 1 WHERE id = ?").bind(account.0).execute(connection).await?;
    }
    Ok(())
}

/// A new account belongs where its address was awaited.
pub(crate) async fn arrive(
    connection: &mut SqliteConnection,
    account: AccountId,
    address: &Address,
) -> Result<(), JournalError> {
    sqlx::query(
        "INSERT INTO memberships (account, group_iri) SELECT ?, group_iri FROM awaited_members WHERE folded = ? \
         ON CONFLICT DO NOTHING",
    )
    .bind(account.0)
    .bind(address.folded.as_str())
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM awaited_members WHERE folded = ?")
        .bind(address.folded.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{Rig, iri};
    use model::Role;

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

    #[tokio::test]
    async fn who_has_no_account_is_awaited() {
        let rig = Rig::new().await;
        let (a, b) = (iri("groups/a"), iri("groups/b"));
        for (group, email) in [(&a, "Lea@a.example"), (&b, "lea@a.example"), (&a, "writer@a.example")] {
            rig.journal.name_member(group, email).await.unwrap();
        }
        // Nothing tells who has an account.
        assert_eq!(rig.journal.members(&a).await.unwrap(), ["Lea@a.example", "writer@a.example"]);
        rig.journal.strike_member(&b, "LEA@a.example").await.unwrap();
        assert_eq!(rig.journal.members(&b).await.unwrap(), [""; 0]);
        let lea = rig.journal.account("lea@A.example", Role::Reader).await.unwrap();
        assert_eq!(rig.journal.groups_of(lea).await.unwrap(), std::slice::from_ref(&a));
        assert_eq!(rig.journal.members(&a).await.unwrap(), ["lea@A.example", "writer@a.example"]);
        rig.journal.strike_member(&a, "lea@a.example").await.unwrap();
        assert_eq!(rig.journal.groups_of(lea).await.unwrap(), []);
        assert!(rig.journal.name_member(&a, "no address").await.is_err());
    }
}
