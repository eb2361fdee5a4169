//! API tokens.
//!
//! A token is `cs_` and 32 random bytes in base64url. Only its SHA-256 is kept: a hash is enough where the secret is
//! random and long, and nothing is compared byte by byte, since the hash is what is looked up; how long the look-up takes
//! tells about the hash of a guess, from which no better guess follows.

use crate::account;
use crate::column;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::writer::{Desk, Stop, Work};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Account, AccountId, Scope};
use sqlx::Row;

/// So that a token is known for one wherever it leaks to.
const PREFIX: &str = "cs_";

/// What makes an API token; the token's text is returned once and kept only as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// For which account; it must exist.
    pub account: AccountId,
    /// What it allows.
    pub scopes: Vec<Scope>,
}

impl Journal {
    /// Makes a token and returns its text, the only time.
    pub async fn issue_token(&self, token: NewToken) -> Result<String, JournalError> {
        let mut secret = [0; 32];
        self.chance().fill(&mut secret);
        let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(secret));
        self.write(IssueToken { hash: column::sha256(text.as_bytes()), token }).await?;
        Ok(text)
    }

    /// Ends a token. Whether it was valid until now.
    pub async fn revoke_token(&self, token: &str) -> Result<bool, JournalError> {
        self.write(RevokeToken { hash: column::sha256(token.as_bytes()) }).await
    }

    /// The account behind a token's text, with the token's scopes; `None`: unknown or revoked.
    pub async fn account_of_token(&self, token: &str) -> Result<Option<Account>, JournalError> {
        let row = sqlx::query(
            "SELECT a.id, a.email, a.role, t.scopes FROM tokens t JOIN accounts a ON a.id = t.account \
             WHERE t.hash = ? AND t.revoked IS NULL",
        )
        .bind(column::sha256(token.as_bytes()).as_slice())
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
        account::require(desk.connection, self.token.account).await?;
        sqlx::query("INSERT INTO tokens (hash, account, scopes, created) VALUES (?, ?, ?, ?)")
            .bind(self.hash.as_slice())
            .bind(self.token.account.0)
            .bind(column::scopes_text(&self.token.scopes))
            .bind(desk.clock.now().as_microsecond())
            .execute(&mut *desk.connection)
            .await?;
        Ok(())
    }
}

struct RevokeToken {
    hash: [u8; 32],
}

impl Work for RevokeToken {
    type Done = bool;
    type Refusal = JournalError;

    async fn perform(self, desk: &mut Desk<'_>) -> Result<bool, Stop<JournalError>> {
        let revoked = sqlx::query("UPDATE tokens SET revoked = ? WHERE hash = ? AND revoked IS NULL")
            .bind(desk.clock.now().as_microsecond())
            .bind(self.hash.as_slice())
            .execute(&mut *desk.connection)
            .await?;
        Ok(revoked.rows_affected() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::Rig;

    #[tokio::test]
    async fn a_token_opens_its_account_until_it_is_revoked() {
        let rig = Rig::new().await;
        let scopes = vec![Scope::Write, Scope::Read, Scope::Write];
        let token = rig.journal.issue_token(NewToken { account: rig.writer, scopes }).await.unwrap();
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
    async fn the_text_of_a_token_is_nowhere_in_the_file() {
        let rig = Rig::new().await;
        let token = NewToken { account: rig.writer, scopes: vec![Scope::Read] };
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
        let nobody = NewToken { account: AccountId(99), scopes: vec![Scope::Read] };
        let refused = rig.journal.issue_token(nobody).await;
        assert!(matches!(refused, Err(JournalError::UnknownAccount(AccountId(99)))));
    }
}
