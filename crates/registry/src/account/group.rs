//! Who belongs to a `cs:Group`: managed by the group's owner and by administrators.

use super::AccountError;
use crate::access;
use crate::registry::Registry;
use model::iri::Location;
use model::{Caller, Container, Iri};

/// Most groups that are shown to choose from.
const MANAGED: usize = 500;

impl Registry {
    /// The addresses of a group's members, whether or not they have an account here: which, is not told.
    pub async fn members(&self, caller: &Caller, group: &Iri) -> Result<Vec<String>, AccountError> {
        self.managed_group(caller, group).await?;
        Ok(self.journal.members(group).await?)
    }

    /// Makes whoever has this address a member, now or once it has an account.
    pub async fn add_member(&self, caller: &Caller, group: &Iri, email: &str) -> Result<(), AccountError> {
        self.managed_group(caller, group).await?;
        Ok(self.journal.name_member(group, email).await?)
    }

    /// Ends the membership of whoever has this address.
    pub async fn remove_member(&self, caller: &Caller, group: &Iri, email: &str) -> Result<(), AccountError> {
        self.managed_group(caller, group).await?;
        Ok(self.journal.strike_member(group, email).await?)
    }

    /// The groups whose members the caller says: those it owns, and for administrators all that they may read.
    pub async fn managed_groups(&self, caller: &Caller) -> Result<Vec<Iri>, AccountError> {
        let groups = self.journal.visible(caller, Container::Groups, None, MANAGED).await?;
        let managed = groups.into_iter().filter(|group| access::manages(caller, group).is_ok());
        Ok(managed.map(|group| group.iri).collect())
    }

    /// Leaves a group.
    pub async fn leave_group(&self, caller: &Caller, group: &Iri) -> Result<(), AccountError> {
        let account = access::oneself(caller)?.id;
        Ok(self.journal.leave_group(account, group).await?)
    }

    /// Whether the caller may say who belongs to this group.
    pub(super) async fn managed_group(&self, caller: &Caller, group: &Iri) -> Result<(), AccountError> {
        if !matches!(self.base().locate(group), Some(Location::Document(Container::Groups, _))) {
            return Err(AccountError::NotFound);
        }
        let current = self.journal.current(group).await?.filter(|current| current.canonical.is_some());
        access::manages(caller, &current.ok_or(AccountError::NotFound)?)
    }
}
