//! The rules: who may read, who may change. Nothing else decides it.

use crate::error::{ChangeError, FormChangeError, ReadError};
use journal::Current;
use model::{AccountId, Audience, Caller, Role, Scope};

/// What the caller may read of this: what is closed is as if it did not exist.
pub(crate) fn readable(caller: &Caller, current: Option<Current>) -> Result<Current, ReadError> {
    match current {
        Some(current) if current.audience.admits(caller, current.owner) => {
            if current.canonical.is_some() {
                Ok(current)
            } else {
                Err(ReadError::Gone)
            }
        }
        Some(_) | None => Err(ReadError::NotFound),
    }
}

/// The account that may write at all: signed in, with the scope, at least a contributor.
pub(crate) fn writer(caller: &Caller) -> Result<AccountId, ChangeError> {
    let id = caller.account_id().ok_or(ChangeError::Unauthenticated)?;
    if !caller.has_scope(Scope::Write) || role_of(caller) < Role::Contributor {
        return Err(ChangeError::MissingScope(Scope::Write));
    }
    Ok(id)
}

/// The account that may change how the instance works: signed in as an administrator, with the scope.
pub(crate) fn administrator(caller: &Caller) -> Result<AccountId, FormChangeError> {
    let id = caller.account_id().ok_or(FormChangeError::Unauthenticated)?;
    if !caller.has_scope(Scope::Admin) || role_of(caller) < Role::Administrator {
        return Err(FormChangeError::MissingScope(Scope::Admin));
    }
    Ok(id)
}

/// Whether the caller may replace or delete what is there: its owner, or an editor. What it may not even read is
/// not there for it.
pub(crate) fn may_change(caller: &Caller, current: &Current) -> Result<(), ChangeError> {
    if !current.audience.admits(caller, current.owner) {
        return Err(ChangeError::NotFound);
    }
    if owns(caller, current) || role_of(caller) >= Role::Editor {
        return Ok(());
    }
    Err(ChangeError::Forbidden(current.iri.clone()))
}

/// Whether the caller may make it more or less open, or give it away: its owner, or an administrator.
pub(crate) fn may_open(
    caller: &Caller,
    current: &Current,
    audience: &Audience,
    owner: Option<AccountId>,
) -> Result<(), ChangeError> {
    let moves = *audience != current.own_audience || owner.is_some_and(|owner| owner != current.owner);
    if !moves || owns(caller, current) || role_of(caller) >= Role::Administrator {
        return Ok(());
    }
    Err(ChangeError::Forbidden(current.iri.clone()))
}

fn owns(caller: &Caller, current: &Current) -> bool {
    caller.account_id() == Some(current.owner)
}

pub(crate) fn role_of(caller: &Caller) -> Role {
    match caller {
        Caller::Anonymous => Role::Reader,
        Caller::Account(account) => account.role,
        Caller::Operator(_) => Role::Administrator,
    }
}
