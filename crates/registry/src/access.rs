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

/// Whether everybody who may read `whole` may read `part`. What is closed to a group or to its owner counts only where
/// both have one owner: an owner reads their own, whatever group they are in.
pub(crate) fn reaches_as_far(part: &Current, whole: &Current) -> bool {
    match &part.audience {
        Audience::Public | Audience::Network | Audience::Members => part.audience <= whole.audience,
        Audience::Group(_) | Audience::Private => {
            part.owner == whole.owner && (part.audience == whole.audience || whole.audience == Audience::Private)
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use model::{Account, Iri, Revision, Seq};

    fn current(audience: Audience, owner: i64) -> Current {
        Current {
            iri: Iri::parse("https://a.example/codes/a").unwrap(),
            seq: Seq(1),
            revision: Revision { number: 1, fingerprint: [0; 6] },
            own_audience: audience.clone(),
            audience,
            owner: AccountId(owner),
            reason: None,
            created: Timestamp::UNIX_EPOCH,
            modified: Timestamp::UNIX_EPOCH,
            canonical: Some(String::new()),
        }
    }

    /// Every audience × owner × caller: who may read the whole may read the part.
    #[test]
    fn what_reaches_as_far_is_read_by_every_reader() {
        let group = |name: &str| Audience::Group(Iri::parse(&format!("https://a.example/groups/{name}")).unwrap());
        let audiences =
            [Audience::Public, Audience::Network, Audience::Members, group("a"), group("b"), Audience::Private];
        let groups = [vec![], vec!["a"], vec!["b"], vec!["a", "b"]];
        let mut callers = vec![Caller::Anonymous, Caller::Operator(AccountId(9))];
        for id in 1..4 {
            for names in &groups {
                let groups = names.iter().map(|name| Iri::parse(&format!("https://a.example/groups/{name}")).unwrap());
                callers.push(Caller::Account(Account {
                    id: AccountId(id),
                    email: String::new(),
                    role: Role::Reader,
                    scopes: Vec::new(),
                    groups: groups.collect(),
                }));
            }
        }
        let mut reaching = 0;
        for (part, whole) in audiences.iter().flat_map(|part| audiences.iter().map(move |whole| (part, whole))) {
            for owner in [1, 2] {
                let (part, whole) = (current(part.clone(), owner), current(whole.clone(), 1));
                if !reaches_as_far(&part, &whole) {
                    continue;
                }
                reaching += 1;
                for caller in callers.iter().filter(|caller| whole.audience.admits(caller, whole.owner)) {
                    assert!(part.audience.admits(caller, part.owner), "{part:?} of {whole:?} for {caller:?}");
                }
            }
        }
        assert!(reaching > 30, "{reaching}");
    }
}
