//! The erasure of an account: its address, its credentials and what it handed out are forgotten. Its number stays, since
//! entries name it for ever; what it owns stays its, or is handed over.
//!
//! As with documents ([`erase`](crate::erase)), the transaction also writes down that every other copy of the address on this
//! machine still has to go.

use crate::account::{self, AccountChangeError};
use crate::chain::{self, Statement};
use crate::column::{self, Kind};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::reach;
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{AccountId, Iri};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// An account that was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedAccount {
    /// Its number, which is all that is left of it.
    pub id: AccountId,
    /// When.
    pub at: Timestamp,
    /// When every other copy of its address on this machine was destroyed; `None`: that is still to be done.
    pub finished: Option<Timestamp>,
}

impl Journal {
    /// Every account that was erased, the latest first; at most `limit`.
    pub async fn erased_accounts(&self, limit: usize) -> Result<Vec<ErasedAccount>, JournalError> {
        let rows = sqlx::query(concat!(select_erased!(), "ORDER BY erased DESC, id DESC LIMIT ?"))
            .bind(column::limit(limit))
            .fetch_all(self.readers())
            .await?;
        rows.iter().map(erased).collect()
    }

    /// The accounts of whose address copies may be left on this machine.
    pub async fn unfinished_accounts(&self) -> Result<Vec<ErasedAccount>, JournalError> {
        self.inspection().unfinished_accounts().await
    }

    /// Erases an account. What it owns goes to `heir`, else stays with the number that nobody has any more. Returns how
    /// many documents were handed over, once it is on disk; the address may be, too, until [`Journal::scrub`].
    pub async fn erase_account(
        &self,
        account: AccountId,
        heir: Option<AccountId>,
        by: AccountId,
    ) -> Result<u64, AccountChangeError> {
        self.write(EraseAccount { account, heir, by }).await
    }
}

/// A query for accounts that were erased.
macro_rules! select_erased {
    () => {
        "SELECT id, erased, forgotten FROM accounts WHERE erased IS NOT NULL "
    };
}
pub(crate) use select_erased;

pub(crate) fn erased(row: &SqliteRow) -> Result<ErasedAccount, JournalError> {
    Ok(ErasedAccount {
        id: AccountId(row.try_get("id")?),
        at: column::time(row.try_get("erased")?)?,
        finished: row.try_get::<Option<i64>, _>("forgotten")?.map(column::time).transpose()?,
    })
}

struct EraseAccount {
    account: AccountId,
    heir: Option<AccountId>,
    by: AccountId,
}

impl Work for EraseAccount {
    type Done = u64;
    type Refusal = AccountChangeError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<u64, Stop<AccountChangeError>> {
        let row = sqlx::query("SELECT folded FROM accounts WHERE id = ? AND erased IS NULL")
            .bind(self.account.0)
            .fetch_optional(&mut *desk.connection)
            .await?;
        let Some(row) = row else { return Err(Stop::Refused(AccountChangeError::Unknown)) };
        let folded: String = row.try_get("folded")?;
        account::not_the_last(desk.connection, self.account).await?;
        let handed = match self.heir {
            Some(heir) if heir != self.account => {
                account::require_open(desk.connection, heir)
                    .await
                    .map_err(|_| Stop::Refused(AccountChangeError::Unknown))?;
                hand_over(desk, self.account, heir, self.by).await?
            }
            Some(_) | None => 0,
        };
        let now = desk.clock.now().as_microsecond();
        forget(desk.connection, self.account, &folded, now).await?;
        Ok(handed)
    }
}

/// Ends every way in, and forgets what tells who it was. That copies of it are left elsewhere stands in the same row.
pub(crate) async fn forget(
    connection: &mut SqliteConnection,
    account: AccountId,
    folded: &str,
    now: i64,
) -> Result<(), JournalError> {
    account::disable(connection, account, now).await?;
    for statement in [
        "DELETE FROM tokens WHERE account = ?",
        "DELETE FROM memberships WHERE account = ?",
        "DELETE FROM identities WHERE account = ?",
        "DELETE FROM claim_challenges WHERE account = ?",
        "DELETE FROM webhooks WHERE account = ?",
        "DELETE FROM claim_mails WHERE account = ?",
    ] {
        sqlx::query(statement).bind(account.0).execute(&mut *connection).await?;
    }
    for statement in ["DELETE FROM invitations WHERE folded = ?", "DELETE FROM awaited_members WHERE folded = ?"] {
        sqlx::query(statement).bind(folded).execute(&mut *connection).await?;
    }
    sqlx::query("UPDATE edit_links SET revoked = coalesce(revoked, ?) WHERE account = ?")
        .bind(now)
        .bind(account.0)
        .execute(&mut *connection)
        .await?;
    // A text with a space is nobody's address: whoever comes with the erased one is somebody new.
    sqlx::query(
        "UPDATE accounts SET email = '', folded = 'erased ' || id, password = NULL, erased = ?, forgotten = NULL \
         WHERE id = ?",
    )
    .bind(now)
    .bind(account.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives every document that is there to somebody else, each with an entry that says so.
async fn hand_over(
    desk: &mut Desk<'_>,
    from: AccountId,
    to: AccountId,
    by: AccountId,
) -> Result<u64, Stop<AccountChangeError>> {
    let rows = sqlx::query(
        "SELECT iri, container, number, hash, own_audience, audience, content FROM documents \
         WHERE owner = ? AND content IS NOT NULL ORDER BY iri",
    )
    .bind(from.0)
    .fetch_all(&mut *desk.connection)
    .await?;
    let at = desk.clock.now().as_microsecond();
    for row in &rows {
        let iri: Iri = column::iri(row.try_get("iri")?)?;
        let statement = Statement {
            iri: iri.as_str(),
            container: row.try_get("container")?,
            kind: Kind::Reach.as_str(),
            number: column::unsigned(row.try_get("number")?)?,
            at,
            by: by.0,
            reason: None,
            own_audience: row.try_get("own_audience")?,
            audience: row.try_get("audience")?,
            owner: to.0,
            hash: column::content_hash(Some(row.try_get("hash")?))?.0,
        };
        let body = chain::Body { content: None, content_of: Some(row.try_get("content")?) };
        let seq = chain::append(desk, &statement, body).await?;
        reach::moved(desk.connection, &iri, seq).await?;
        sqlx::query("UPDATE documents SET owner = ? WHERE iri = ?")
            .bind(to.0)
            .bind(iri.as_str())
            .execute(&mut *desk.connection)
            .await?;
    }
    Ok(rows.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewToken;
    use crate::rig::{Rig, gone, iri, put};
    use model::{Audience, Role, Scope, Seq};

    #[tokio::test]
    async fn an_erased_account_is_a_number() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1").audience(Audience::Private), put("codes/b", "1")]).await.unwrap();
        rig.commit([gone("codes/b")]).await.unwrap();
        let token = rig.journal.issue_token(NewToken::plain(rig.writer, vec![Scope::Read])).await.unwrap();
        rig.journal.set_password(rig.writer, "$secret".into(), None).await.unwrap();
        rig.journal.join_group(rig.writer, &iri("groups/a")).await.unwrap();
        let heir = rig.journal.account("heir@a.example", Role::Editor).await.unwrap();
        assert_eq!(rig.journal.erase_account(rig.writer, Some(heir), heir).await.unwrap(), 1);
        assert!(matches!(rig.journal.erase_account(rig.writer, None, heir).await, Err(AccountChangeError::Unknown)));
        let current = rig.journal.current(&iri("codes/a")).await.unwrap().unwrap();
        assert_eq!((current.owner, current.canonical.as_deref()), (heir, Some("1")));
        let last = rig.journal.entries(Seq(3), 9).await.unwrap().remove(0);
        assert_eq!((last.iri, last.owner, last.canonical.as_deref()), (iri("codes/a"), heir, Some("1")));
        rig.journal.verify_chain().await.unwrap();
        assert_eq!(rig.journal.account_of_token(&token).await.unwrap(), None);
        assert_eq!(rig.journal.find_account("writer@a.example").await.unwrap(), None);
        assert_eq!(rig.journal.members(&iri("groups/a")).await.unwrap(), [""; 0]);
        let somebody_new = rig.journal.account("writer@a.example", Role::Reader).await.unwrap();
        assert_ne!(somebody_new, rig.writer);
        assert!(matches!(rig.journal.set_role(rig.writer, Role::Editor).await, Err(AccountChangeError::Unknown)));
        assert!(matches!(rig.journal.enable_account(rig.writer).await, Err(AccountChangeError::Unknown)));
    }

    #[tokio::test]
    async fn it_is_unfinished_until_somebody_says_so() {
        let rig = Rig::new().await;
        let heir = rig.journal.account("heir@a.example", Role::Editor).await.unwrap();
        assert_eq!(rig.journal.unfinished_accounts().await.unwrap(), []);
        let at = rig.clock.set(7_000_000);
        rig.journal.erase_account(rig.writer, None, heir).await.unwrap();
        let rig = rig.close().await.reopen().await;
        let kept = ErasedAccount { id: rig.writer, at, finished: None };
        assert_eq!(rig.journal.unfinished_accounts().await.unwrap(), std::slice::from_ref(&kept));
        let finished = rig.clock.set(8_000_000);
        // Who is not erased has nothing to finish.
        rig.journal.finish_erasures(&[], &[rig.writer, heir]).await.unwrap();
        assert_eq!(rig.journal.unfinished_accounts().await.unwrap(), []);
        let kept = ErasedAccount { finished: Some(finished), ..kept };
        assert_eq!(rig.journal.erased_accounts(9).await.unwrap(), [kept]);
        let heir = rig.journal.kept_account(heir).await.unwrap().unwrap();
        assert_eq!((heir.email.as_str(), heir.erased), ("heir@a.example", None));
    }

    #[tokio::test]
    async fn what_it_owns_may_stay_its() {
        let rig = Rig::new().await;
        rig.commit([put("codes/a", "1")]).await.unwrap();
        let heir = rig.journal.account("heir@a.example", Role::Editor).await.unwrap();
        assert_eq!(rig.journal.erase_account(rig.writer, None, heir).await.unwrap(), 0);
        assert_eq!(rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().owner, rig.writer);
        let unknown = rig.journal.erase_account(heir, Some(rig.writer), heir).await;
        assert!(matches!(unknown, Err(AccountChangeError::Unknown)), "nobody inherits who is not there: {unknown:?}");
    }
}
