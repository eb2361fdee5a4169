//! What administrators, and the operator, do to everybody's accounts.

use super::AccountError;
use super::password::Password;
use crate::access;
use crate::registry::Registry;
use journal::KeptAccount;
use model::{AccountId, Caller, Iri, Role};

/// Accounts on a page.
const PAGE: usize = 200;

/// What becomes of what an erased account owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// It stays, and belongs to a number that nobody has any more.
    Kept,
    /// It goes to the account of this address.
    HandedTo(String),
}

impl Registry {
    /// Accounts by number, after this one; and the number to go on after, if there are more.
    pub async fn accounts(
        &self,
        caller: &Caller,
        after: Option<AccountId>,
    ) -> Result<(Vec<KeptAccount>, Option<AccountId>), AccountError> {
        access::runs(caller)?;
        let mut accounts = self.journal.accounts(after.unwrap_or(AccountId(0)), PAGE + 1).await?;
        let more = accounts.len() > PAGE;
        accounts.truncate(PAGE);
        let next = accounts.last().filter(|_| more).map(|last| last.id);
        Ok((accounts, next))
    }

    /// One account, with the groups that it belongs to.
    pub async fn account(&self, caller: &Caller, id: AccountId) -> Result<(KeptAccount, Vec<Iri>), AccountError> {
        access::runs(caller)?;
        let account = self.journal.kept_account(id).await?.filter(|account| account.erased.is_none());
        Ok((account.ok_or(AccountError::NotFound)?, self.journal.groups_of(id).await?))
    }

    /// The account of this address, for the operator.
    pub async fn account_of(&self, caller: &Caller, email: &str) -> Result<AccountId, AccountError> {
        access::runs(caller)?;
        Ok(self.journal.find_account(email).await?.ok_or(AccountError::NotFound)?.id)
    }

    /// Makes an account without any credential, or returns the one that has this address, as it is.
    pub async fn make_account(&self, caller: &Caller, email: &str, role: Role) -> Result<AccountId, AccountError> {
        access::runs(caller)?;
        Ok(self.journal.account(email, role).await?)
    }

    /// Gives an account another role.
    pub async fn set_role(&self, caller: &Caller, id: AccountId, role: Role) -> Result<(), AccountError> {
        access::runs(caller)?;
        self.not_the_operators(id)?;
        Ok(self.journal.set_role(id, role).await?)
    }

    /// Gives an account a password, and ends its sessions: for whoever holds the data folder.
    pub async fn set_password(&self, caller: &Caller, id: AccountId, password: Password) -> Result<(), AccountError> {
        access::runs(caller)?;
        let phc = self.passwords.hash(password).await?;
        Ok(self.journal.set_password(id, phc, None).await?)
    }

    /// Ends every way in of an account, at once.
    pub async fn disable_account(&self, caller: &Caller, id: AccountId) -> Result<(), AccountError> {
        access::runs(caller)?;
        self.not_the_operators(id)?;
        Ok(self.journal.disable_account(id).await?)
    }

    /// Lets it in again.
    pub async fn enable_account(&self, caller: &Caller, id: AccountId) -> Result<(), AccountError> {
        access::runs(caller)?;
        Ok(self.journal.enable_account(id).await?)
    }

    /// Forgets whose an account was. Returns how many documents were handed over.
    pub async fn erase_account(&self, caller: &Caller, id: AccountId, content: Content) -> Result<u64, AccountError> {
        let by = access::runs(caller)?;
        self.not_the_operators(id)?;
        let heir = match content {
            Content::Kept => None,
            Content::HandedTo(email) => Some(self.account_of(caller, &email).await?),
        };
        let handed = self.journal.erase_account(id, heir, by).await?;
        // The address stands in keys of listings, and in what SQLite has let go of.
        self.listings.forget_all();
        self.journal.scrub().await?;
        Ok(handed)
    }

    /// The command line's own account has no door to shut.
    fn not_the_operators(&self, id: AccountId) -> Result<(), AccountError> {
        if self.operator().account_id() == Some(id) { Err(AccountError::Forbidden) } else { Ok(()) }
    }
}
