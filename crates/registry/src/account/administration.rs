//! What administrators, and the operator, do to everybody's accounts.

use super::AccountError;
use super::password::Password;
use crate::access;
use crate::erasure::Progress;
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

    /// Forgets whose an account was. Returns how many documents were handed over, and whether some file on this machine may
    /// still hold its address: then it goes when the instance starts again.
    pub async fn erase_account(
        &self,
        caller: &Caller,
        id: AccountId,
        content: Content,
    ) -> Result<(u64, Progress), AccountError> {
        let by = access::runs(caller)?;
        self.not_the_operators(id)?;
        let heir = match content {
            Content::Kept => None,
            Content::HandedTo(email) => Some(self.account_of(caller, &email).await?),
        };
        let handed = self.journal.erase_account(id, heir, by).await?;
        Ok((handed, self.go_on_erasing().await))
    }

    /// The command line's own account has no door to shut.
    fn not_the_operators(&self, id: AccountId) -> Result<(), AccountError> {
        if self.operator().account_id() == Some(id) { Err(AccountError::Forbidden) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Registry;
    use crate::doctor::{self, Ailment};
    use crate::rig::Rig;
    use jiff::SignedDuration;
    use journal::{NewEditLink, NewInvitation};
    use std::fs;
    use std::net::IpAddr;
    use std::path::Path;

    /// In one spelling everywhere, so that it can be looked for.
    const ADDRESS: &str = "camille.xyzzy@quux.example";

    /// The files of a folder in which the address stands.
    fn in_files(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(in_files(&path));
            } else if fs::read(&path).unwrap().windows(ADDRESS.len()).any(|window| window == ADDRESS.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
        found
    }

    /// What somebody who pulls the plug leaves. A file that is taken away meanwhile was none.
    fn as_it_is(folder: &Path, copy: &Path) {
        fs::create_dir_all(copy).unwrap();
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let to = copy.join(entry.file_name());
            if entry.path().is_dir() { as_it_is(&entry.path(), &to) } else { drop(fs::copy(entry.path(), to)) }
        }
    }

    /// An instance with an account that stands wherever one can.
    async fn known() -> (Rig, AccountId) {
        let rig = Rig::new().await;
        let (registry, operator) = (&rig.registry, rig.registry.operator());
        let account = registry.make_account(&operator, ADDRESS, Role::Editor).await.unwrap();
        registry.set_password(&operator, account, Password::chosen("a heron on the weir").unwrap()).await.unwrap();
        let by = operator.account_id().unwrap();
        let expires = registry.now().saturating_add(SignedDuration::from_hours(1)).unwrap();
        let invitation = NewInvitation {
            email: ADDRESS.to_owned(),
            role: Role::Editor,
            groups: Vec::new(),
            resets: true,
            by,
            expires,
        };
        registry.journal.invite(invitation).await.unwrap();
        // Others, so that rows move from page to page.
        for at in 0..200 {
            registry.make_account(&operator, &format!("{}{at}@a.example", "x".repeat(at)), Role::Reader).await.unwrap();
        }
        (rig, account)
    }

    #[tokio::test]
    async fn what_was_begun_is_finished_at_the_next_start() {
        let (rig, account) = known().await;
        let operator = rig.registry.operator().account_id().unwrap();
        let folder = rig.registry.folder().path().to_owned();
        let copies = tempfile::tempdir().unwrap();
        let (before, between) = (copies.path().join("before"), copies.path().join("between"));
        as_it_is(&folder, &before);
        assert!(!in_files(&before).is_empty(), "it is found while it is there");
        // The first step of two; then the plug is pulled.
        rig.registry.journal.erase_account(account, None, operator).await.unwrap();
        as_it_is(&folder, &between);
        assert!(!in_files(&between).is_empty(), "the log has it still");
        let clock = rig.parts.clock.as_ref();
        let found = doctor::diagnose(&between, clock).await.unwrap().findings;
        let unfinished: Vec<_> = found.iter().map(|finding| &finding.ailment).collect();
        assert!(
            unfinished.iter().any(|found| matches!(found, Ailment::UnfinishedAccount(of) if of.id == account)),
            "{unfinished:?}"
        );
        let registry = Registry::open(&between, rig.parts.clone()).await.unwrap();
        assert_eq!(in_files(&between), [""; 0], "before anybody is answered");
        assert!(registry.journal.unfinished_accounts().await.unwrap().is_empty());
        assert!(registry.journal.erased_accounts(9).await.unwrap()[0].finished.is_some());
        registry.close().await;
        assert_eq!(in_files(&between), [""; 0]);
        let found = doctor::diagnose(&between, clock).await.unwrap().findings;
        assert!(found.iter().all(|finding| finding.area != doctor::Area::Erasures), "{found:?}");
        // Who was not erased is there after the plug, too.
        let registry = Registry::open(&before, rig.parts.clone()).await.unwrap();
        assert!(registry.account_of(&registry.operator(), ADDRESS).await.is_ok());
        registry.close().await;
    }

    #[tokio::test]
    async fn an_erased_account_is_in_no_byte_of_the_folder() {
        let (rig, account) = known().await;
        let (registry, operator) = (&rig.registry, rig.registry.operator());
        let from = IpAddr::from([127, 0, 0, 1]);
        for _ in 0..20 {
            drop(registry.attempts.begin(ADDRESS, from, registry.now()));
        }
        assert!(registry.attempts.begin(ADDRESS, from, registry.now()).is_err());
        let erased = registry.erase_account(&operator, account, Content::Kept).await.unwrap();
        assert_eq!(erased, (0, Progress::Finished));
        assert_eq!(in_files(registry.folder().path()), [""; 0]);
        assert!(registry.attempts.begin(ADDRESS, from, registry.now()).is_ok(), "it is kept in no memory either");
        let (_, accounts) = registry.erasures(&operator).await.unwrap();
        assert_eq!(accounts.iter().map(|erased| erased.id).collect::<Vec<_>>(), [account]);
    }

    #[tokio::test]
    async fn with_a_document_go_its_guests() {
        let rig = Rig::new().await;
        let (registry, operator) = (&rig.registry, rig.registry.operator());
        let document = registry.base().service("people/a");
        let turtle = b"<> a <https://w3id.org/codesocial#Person> ; <https://w3id.org/codesocial#name> \"A\"@fr .";
        let body = crate::Body { bytes: turtle, format: model::syntax::Format::Turtle };
        registry.put(&operator, &document, body, model::Expected::Absent, None).await.unwrap();
        let expires = registry.now().saturating_add(SignedDuration::from_hours(1)).unwrap();
        let by = operator.account_id().unwrap();
        let link = NewEditLink { document: document.clone(), email: ADDRESS.to_owned(), by, expires };
        registry.journal.make_edit_link(link).await.unwrap().unwrap();
        assert!(!in_files(registry.folder().path()).is_empty());
        let erased = registry.erase(&operator, &[document]).await.unwrap();
        assert_eq!(erased.progress, Progress::Finished);
        assert_eq!(in_files(registry.folder().path()), [""; 0]);
        assert!(registry.journal.unfinished_accounts().await.unwrap().is_empty());
    }
}
