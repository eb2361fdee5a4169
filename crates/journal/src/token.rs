//! API tokens, each `cs_` and a secret (see `secret`).

use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::secret::{self, Handle, handle};
use crate::writer::{Desk, Stop, Work};
use jiff::Timestamp;
use model::{Account, AccountId, Scope};
use sqlx::Row;

/// So that a token is known for one wherever it leaks to.
const PREFIX: &str = "cs_";

/// What makes an API token; the token's text is returned once and kept only as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// For which account; it must exist and not be disabled.
    pub account: AccountId,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// What its owner calls it.
    pub label: String,
    /// Until when; `None`: until it is revoked.
    pub expires: Option<Timestamp>,
}

impl NewToken {
    /// Without a label and without an end.
    pub fn plain(account: AccountId, scopes: Vec<Scope>) -> Self {
        Self { account, scopes, label: String::new(), expires: None }
    }
}

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptToken {
    /// What it is called here.
    pub handle: Handle,
    /// What its owner calls it.
    pub label: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Option<Timestamp>,
}

impl Journal {
    /// Makes a token and returns its text, the only time.
    pub async fn issue_token(&self, token: NewToken) -> Result<String, JournalError> {
        let (text, hash) = secret::draw(self.chance(), PREFIX);
        self.write(IssueToken { hash, token }).await?;
        Ok(text)
    }

    /// Ends a token. Whether it was valid until now.
    pub async fn revoke_token(&self, token: &str) -> Result<bool, JournalError> {
        self.write(RevokeToken::Text(secret::hash(token))).await
    }

    /// Ends a token of this account. Whether it was valid until now.
    pub async fn revoke_token_of(&self, account: AccountId, token: Handle) -> Result<bool, JournalError> {
        self.write(RevokeToken::Of(account, token)).await
    }

    /// The tokens of an account that hold, the newest first.
    pub async fn tokens(&self, account: AccountId) -> Result<Vec<KeptToken>, JournalError> {
        let rows = sqlx::query(
            "SELECT hash, label, scopes, created, expires FROM tokens \
             WHERE account = ? AND revoked IS NULL AND (expires IS NULL OR expires > ?) ORDER BY created DESC, hash",
        )
        .bind(account.0)
        .bind(self.now())
        .fetch_all(self.readers())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(KeptToken {
                    handle: Handle::of(row.try_get("hash")?)?,
                    label: row.try_get("label")?,
                    scopes: column::scopes(row.try_get("scopes")?)?,
                    created: column::time(row.try_get("created")?)?,
                    expires: row.try_get::<Option<i64>, _>("expires")?.map(column::time).transpose()?,
                })
            })
            .collect()
    }

    /// The account behind a token's text, with the token's scopes; `None`: unknown, revoked or expired, or the account
    /// is disabled.
    pub async fn account_of_token(&self, token: &str) -> Result<Option<Account>, JournalError> {
        let row = sqlx::query(
            "SELECT a.id, a.email, a.role, t.scopes FROM tokens t JOIN accounts a ON a.id = t.account \
             WHERE t.hash = ? AND t.revoked IS NULL AND (t.expires IS NULL OR t.expires > ?) \
             AND a.disabled IS NULL AND a.guest = 0",
        )
        .bind(secret::hash(token).as_slice())
        .bind(self.now())
        .fetch_optional(self.readers())
        .await?;
        match row {
            Some(row) => {
                let scopes = column::scopes(row.try_get("scopes")?)?;
                Ok(Some(self.described(&row, scopes).await?))
            }
            None => Ok(None),
        }
    }
}

struct IssueToken {
    hash: [u8; 32],
    token: NewToken,
}

impl Work for IssueToken {
    type Done = ();
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<(), Stop<JournalError>> {
        account::require_open(desk.connection, self.token.account).await?;
        sqlx::query("INSERT INTO tokens (hash, account, scopes, created, label, expires) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(self.hash.as_slice())
            .bind(self.token.account.0)
            .bind(column::scopes_text(&self.token.scopes))
            .bind(desk.clock.now().as_microsecond())
            .bind(self.token.label)
            .bind(self.token.expires.map(Timestamp::as_microsecond))
            .execute(&mut *desk.connection)
            .await?;
        Ok(())
    }
}

enum RevokeToken {
    Text([u8; 32]),
    Of(AccountId, Handle),
}

impl Work for RevokeToken {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let now = desk.clock.now().as_microsecond();
        let revoking = match &self {
            Self::Text(hash) => sqlx::query("UPDATE tokens SET revoked = ? WHERE hash = ? AND revoked IS NULL")
                .bind(now)
                .bind(hash.as_slice()),
            Self::Of(account, token) => sqlx::query(concat!(
                "UPDATE tokens SET revoked = ? WHERE account = ? AND ",
                handle!("hash"),
                " = ? AND revoked IS NULL"
            ))
            .bind(now)
            .bind(account.0)
            .bind(token.as_str()),
        };
        Ok(revoking.execute(&mut *desk.connection).await?.rows_affected() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;
    use model::Role;

    #[tokio::test]
    async fn a_token_opens_its_account_until_it_is_revoked() {
        let rig = Rig::new().await;
        let scopes = vec![Scope::Write, Scope::Read, Scope::Write];
        let token = rig.journal.issue_token(NewToken::plain(rig.writer, scopes)).await.unwrap();
        assert!(token.starts_with("cs_") && token.len() == 3 + 43, "{token}");
        let account = rig.journal.account_of_token(&token).await.unwrap().unwrap();
        assert_eq!((account.id, account.scopes), (rig.writer, vec![Scope::Read, Scope::Write]));
        for wrong in ["", "cs_", token.trim_start_matches("cs_"), &token.to_uppercase(), &format!("{token} ")] {
            assert_eq!(rig.journal.account_of_token(wrong).await.unwrap(), None, "{wrong:?}");
        }
        assert!(rig.journal.revoke_token(&token).await.unwrap());
        assert!(!rig.journal.revoke_token(&token).await.unwrap());
        assert_eq!(rig.journal.account_of_token(&token).await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_owner_sees_tokens_and_ends_their_own() {
        let rig = Rig::new().await;
        let other = rig.journal.account("other@a.example", Role::Editor).await.unwrap();
        let later = rig.clock.set(5_000_000);
        let token = NewToken { label: "éditeur".into(), expires: Some(later), ..NewToken::plain(rig.writer, vec![]) };
        rig.clock.set(1);
        let expiring = rig.journal.issue_token(token).await.unwrap();
        let lasting = rig.journal.issue_token(NewToken::plain(rig.writer, vec![Scope::Read])).await.unwrap();
        assert_eq!(rig.journal.tokens(other).await.unwrap(), []);
        let kept = rig.journal.tokens(rig.writer).await.unwrap();
        assert_eq!(kept.len(), 2);
        let labelled = kept.iter().find(|token| token.label == "éditeur").unwrap();
        assert_eq!(labelled.expires, Some(later));
        assert!(rig.journal.account_of_token(&expiring).await.unwrap().is_some());
        rig.clock.set(5_000_000);
        assert_eq!(rig.journal.account_of_token(&expiring).await.unwrap(), None);
        let kept = rig.journal.tokens(rig.writer).await.unwrap().remove(0);
        assert!(!rig.journal.revoke_token_of(other, kept.handle.clone()).await.unwrap(), "not theirs");
        assert!(rig.journal.account_of_token(&lasting).await.unwrap().is_some());
        assert!(rig.journal.revoke_token_of(rig.writer, kept.handle).await.unwrap());
        assert_eq!(rig.journal.account_of_token(&lasting).await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_text_of_a_token_is_nowhere_in_the_file() {
        let rig = Rig::new().await;
        let token = NewToken::plain(rig.writer, vec![Scope::Read]);
        let first = rig.journal.issue_token(token.clone()).await.unwrap();
        assert_ne!(first, rig.journal.issue_token(token).await.unwrap());
        let file = rig.close().await;
        let bytes = std::fs::read(&file.path).unwrap();
        let needle = &first.as_bytes()[3..20];
        assert!(!bytes.windows(needle.len()).any(|window| window == needle));
    }

    #[tokio::test]
    async fn a_token_needs_an_account() {
        let rig = Rig::new().await;
        let refused = rig.journal.issue_token(NewToken::plain(AccountId(99), vec![Scope::Read])).await;
        assert!(matches!(refused, Err(JournalError::UnknownAccount(AccountId(99)))));
    }
}
