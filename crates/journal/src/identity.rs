//! Who an account is to providers of OpenID Connect: by issuer and subject, and by nothing else. An address that a
//! provider tells is what somebody typed there.

use crate::account::{self, Address};
use crate::error::JournalError;
use crate::invitation::LinkError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use model::{AccountId, Role};
use sqlx::{Row, SqliteConnection};

/// An identity that an account signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Who it is there.
    pub subject: String,
}

impl Journal {
    /// The account that signs in with this identity, if it may.
    pub async fn account_of_identity(&self, identity: &Identity) -> Result<Option<AccountId>, JournalError> {
        let account: Option<i64> = sqlx::query_scalar(
            "SELECT a.id FROM identities i JOIN accounts a ON a.id = i.account \
             WHERE i.issuer = ? AND i.subject = ? AND a.disabled IS NULL",
        )
        .bind(identity.issuer.as_str())
        .bind(identity.subject.as_str())
        .fetch_optional(self.readers())
        .await?;
        Ok(account.map(AccountId))
    }

    /// The identities of an account.
    pub async fn identities(&self, account: AccountId) -> Result<Vec<Identity>, JournalError> {
        let rows = sqlx::query("SELECT issuer, subject FROM identities WHERE account = ? ORDER BY issuer, subject")
            .bind(account.0)
            .fetch_all(self.readers())
            .await?;
        rows.iter()
            .map(|row| Ok(Identity { issuer: row.try_get("issuer")?, subject: row.try_get("subject")? }))
            .collect()
    }

    /// Lets an account sign in with this identity.
    pub async fn link_identity(&self, account: AccountId, identity: Identity) -> Result<(), LinkError> {
        self.write(LinkIdentity { account: Whose::Known(account), identity }).await.map(|_| ())
    }

    /// Makes a reader's account for an identity that nobody has, under an address that its provider vouches for.
    pub async fn account_for_identity(&self, identity: Identity, email: &str) -> Result<AccountId, LinkError> {
        self.write(LinkIdentity { account: Whose::New(Address::parse(email)?), identity }).await
    }

    /// Ends an identity of an account. Whether there was one.
    pub async fn unlink_identity(&self, account: AccountId, identity: Identity) -> Result<bool, JournalError> {
        self.write(UnlinkIdentity { account, identity }).await
    }
}

/// Writes an identity down, unless it is another account's. Whether it is this account's now.
pub(crate) async fn link(
    connection: &mut SqliteConnection,
    issuer: &str,
    subject: &str,
    account: AccountId,
    now: i64,
) -> Result<bool, JournalError> {
    sqlx::query("INSERT INTO identities (issuer, subject, account, linked) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(issuer)
        .bind(subject)
        .bind(account.0)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    let whose: i64 = sqlx::query_scalar("SELECT account FROM identities WHERE issuer = ? AND subject = ?")
        .bind(issuer)
        .bind(subject)
        .fetch_one(connection)
        .await?;
    Ok(whose == account.0)
}

enum Whose {
    Known(AccountId),
    New(Address),
}

struct LinkIdentity {
    account: Whose,
    identity: Identity,
}

impl Work for LinkIdentity {
    type Done = AccountId;
    type Refusal = LinkError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<AccountId, Stop<LinkError>> {
        let account = match self.account {
            Whose::Known(account) => account,
            Whose::New(address) => match account::made(desk, &address, Role::Reader, false).await? {
                (account, true) => account,
                // Whose account it is has not been shown.
                (_, false) => return Err(Stop::Refused(LinkError::SignInFirst)),
            },
        };
        account::require_open(desk.connection, account).await?;
        let now = desk.clock.now().as_microsecond();
        if link(desk.connection, &self.identity.issuer, &self.identity.subject, account, now).await? {
            Ok(account)
        } else {
            Err(Stop::Refused(LinkError::Taken))
        }
    }
}

struct UnlinkIdentity {
    account: AccountId,
    identity: Identity,
}

impl Work for UnlinkIdentity {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let ended = sqlx::query("DELETE FROM identities WHERE account = ? AND issuer = ? AND subject = ?")
            .bind(self.account.0)
            .bind(self.identity.issuer)
            .bind(self.identity.subject)
            .execute(&mut *desk.connection)
            .await?;
        Ok(ended.rows_affected() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;

    #[tokio::test]
    async fn an_identity_is_one_accounts() {
        let rig = Rig::new().await;
        let other = rig.journal.account("other@a.example", Role::Reader).await.unwrap();
        let identity = |issuer: &str| Identity { issuer: issuer.into(), subject: "1".into() };
        let (a, b) = (identity("https://a.example"), identity("https://b.example"));
        rig.journal.link_identity(rig.writer, a.clone()).await.unwrap();
        rig.journal.link_identity(rig.writer, a.clone()).await.unwrap();
        let taken = rig.journal.link_identity(other, a.clone()).await;
        assert!(matches!(taken, Err(LinkError::Taken)), "{taken:?}");
        assert_eq!(rig.journal.account_of_identity(&a).await.unwrap(), Some(rig.writer));
        assert_eq!(rig.journal.account_of_identity(&b).await.unwrap(), None, "the same subject elsewhere is another");
        // An address that a provider tells opens no account that is there.
        let found = rig.journal.account_for_identity(b.clone(), "other@a.example").await;
        assert!(matches!(found, Err(LinkError::SignInFirst)), "{found:?}");
        let made = rig.journal.account_for_identity(b.clone(), "new@a.example").await.unwrap();
        assert_eq!(rig.journal.account_of_identity(&b).await.unwrap(), Some(made));
        rig.journal.disable_account(made).await.unwrap();
        assert_eq!(rig.journal.account_of_identity(&b).await.unwrap(), None);
        assert!(!rig.journal.unlink_identity(other, a.clone()).await.unwrap());
        assert!(rig.journal.unlink_identity(rig.writer, a.clone()).await.unwrap());
        assert_eq!(rig.journal.identities(rig.writer).await.unwrap(), []);
    }
}
