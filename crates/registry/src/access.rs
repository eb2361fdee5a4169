//! The rules: who may read, who may change. Nothing else decides it.

use crate::account::AccountError;
use crate::acl::{Access, AclError, Mode};
use crate::error::{ChangeError, FormChangeError, ReadError};
use journal::Current;
use model::caller::Reader;
use model::{Account, AccountId, Audience, Caller, Iri, Role, Scope};

/// What the caller may read of this: what is closed is as if it did not exist.
pub(crate) fn readable(caller: &Caller, current: Option<Current>) -> Result<Current, ReadError> {
    match current {
        Some(current) if admits(caller, &current) => {
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
    if role_of(caller) < Role::Contributor {
        return Err(ChangeError::NotAllowed);
    }
    if !caller.has_scope(Scope::Write) {
        return Err(ChangeError::MissingScope(Scope::Write));
    }
    Ok(id)
}

/// The account that may have what everybody may read told to an address: any that is signed in, or a token that writes. It
/// reads no more than everybody does; guests have one document, and nothing else.
pub(crate) fn subscriber(caller: &Caller) -> Result<AccountId, ChangeError> {
    let id = caller.account_id().ok_or(ChangeError::Unauthenticated)?;
    if matches!(caller, Caller::Guest(_)) {
        return Err(ChangeError::NotAllowed);
    }
    if !caller.has_scope(Scope::Write) {
        return Err(ChangeError::MissingScope(Scope::Write));
    }
    Ok(id)
}

/// The account that may change how the instance works: signed in as an administrator, with the scope.
pub(crate) fn administrator(caller: &Caller) -> Result<AccountId, FormChangeError> {
    let id = caller.account_id().ok_or(FormChangeError::Unauthenticated)?;
    if role_of(caller) < Role::Administrator {
        return Err(FormChangeError::NotAllowed);
    }
    if !caller.has_scope(Scope::Admin) {
        return Err(FormChangeError::MissingScope(Scope::Admin));
    }
    Ok(id)
}

/// Whoever is signed in, with a credential that no scope narrows: a browser's session. Accounts are not managed by the
/// programs that people give tokens to.
pub(crate) fn oneself(caller: &Caller) -> Result<&Account, AccountError> {
    match caller {
        Caller::Anonymous => Err(AccountError::Unauthenticated),
        Caller::Guest(_) | Caller::Operator(_) => Err(AccountError::Forbidden),
        Caller::Account(account) => {
            let needed = [Scope::Read, Scope::Write, Scope::Admin];
            match needed.into_iter().find(|scope| !account.scopes.contains(scope)) {
                Some(missing) => Err(AccountError::MissingScope(missing)),
                None => Ok(account),
            }
        }
    }
}

/// The account that may manage everybody's: an administrator's.
pub(crate) fn runs(caller: &Caller) -> Result<AccountId, AccountError> {
    let id = caller.account_id().ok_or(AccountError::Unauthenticated)?;
    if role_of(caller) < Role::Administrator {
        return Err(AccountError::Forbidden);
    }
    if !caller.has_scope(Scope::Admin) {
        return Err(AccountError::MissingScope(Scope::Admin));
    }
    Ok(id)
}

/// The account that may invite somebody to have this role: an administrator's to any, an editor's to those that do not
/// change what others wrote.
pub(crate) fn inviter(caller: &Caller, role: Role) -> Result<AccountId, AccountError> {
    if role <= Role::Contributor && role_of(caller) == Role::Editor {
        return Ok(oneself(caller)?.id);
    }
    runs(caller)
}

/// Whether the caller says who belongs to this group: its owner, or an administrator. Who may not read it finds none.
pub(crate) fn manages(caller: &Caller, group: &Current) -> Result<(), AccountError> {
    let id = caller.account_id().ok_or(AccountError::Unauthenticated)?;
    if !admits(caller, group) {
        return Err(AccountError::NotFound);
    }
    if runs(caller).is_ok() || (oneself(caller).is_ok() && id == group.owner) {
        return Ok(());
    }
    Err(AccountError::Forbidden)
}

/// Whether the caller may replace what is there: its owner, an editor, or who holds a link to edit it. What it may not
/// even read is not there for it.
pub(crate) fn may_change(caller: &Caller, current: &Current) -> Result<(), ChangeError> {
    if !admits(caller, current) {
        return Err(ChangeError::NotFound);
    }
    if changes(caller, &current.iri, current.owner) {
        return Ok(());
    }
    Err(ChangeError::Forbidden(current.iri.clone()))
}

/// Whether the caller may make something new, or an end of what is there: whoever writes, but for guests.
pub(crate) fn may_make_or_end(caller: &Caller, iri: &Iri) -> Result<(), ChangeError> {
    match caller {
        Caller::Guest(_) => Err(ChangeError::Forbidden(iri.clone())),
        Caller::Anonymous | Caller::Account(_) | Caller::Operator(_) => Ok(()),
    }
}

/// Whether the caller may make it more or less open: its owner, or an administrator.
pub(crate) fn may_lend(caller: &Caller, current: &Current) -> Result<(), ChangeError> {
    if lends(caller, current.owner) {
        return Ok(());
    }
    Err(ChangeError::Forbidden(current.iri.clone()))
}

/// Whether the caller reads and sets who may do what with something that it may read: whoever may lend it. The addresses
/// of people stand there, hence the scope.
pub(crate) fn in_control(caller: &Caller, current: &Current) -> Result<(), AclError> {
    if caller.account_id().is_none() {
        return Err(ChangeError::Unauthenticated.into());
    }
    if !lends(caller, current.owner) {
        return Err(AclError::NotInControl(current.iri.clone()));
    }
    if !caller.has_scope(Scope::Read) {
        return Err(ChangeError::MissingScope(Scope::Read).into());
    }
    Ok(())
}

/// Whether the caller answers for a document: its owner, or an administrator. Who may not read it finds none, and who is
/// not signed in learns nothing of it.
pub(crate) fn answers_for(caller: &Caller, current: Option<&Current>) -> Result<(), AccountError> {
    caller.account_id().ok_or(AccountError::Unauthenticated)?;
    let current = current.filter(|current| admits(caller, current)).ok_or(AccountError::NotFound)?;
    if !lends(caller, current.owner) {
        return Err(AccountError::Forbidden);
    }
    if !caller.has_scope(Scope::Read) {
        return Err(AccountError::MissingScope(Scope::Read));
    }
    Ok(())
}

/// Whether the caller reads who may do what with a container: whoever runs the instance.
pub(crate) fn in_control_of_container(caller: &Caller, container: &Iri) -> Result<(), AclError> {
    if caller.account_id().is_none() {
        return Err(ChangeError::Unauthenticated.into());
    }
    if role_of(caller) < Role::Administrator {
        return Err(AclError::NotInControl(container.clone()));
    }
    Ok(())
}

/// What the caller may do with a document that it may read, and what everybody may.
pub(crate) fn to_document(caller: &Caller, iri: &Iri, audience: &Audience, owner: AccountId) -> Access {
    let mut user = vec![Mode::Read];
    if writer(caller).is_ok() && changes(caller, iri, owner) {
        user.extend([Mode::Write, Mode::Append]);
        if lends(caller, owner) && caller.has_scope(Scope::Read) {
            user.push(Mode::Control);
        }
    }
    let public = if *audience == Audience::Public { vec![Mode::Read] } else { Vec::new() };
    Access { user, public }
}

/// What the caller may do with a container, and what everybody may.
pub(crate) fn to_container(caller: &Caller) -> Access {
    let makes = writer(caller).is_ok() && !matches!(caller, Caller::Guest(_));
    let user = [Some(Mode::Read), makes.then_some(Mode::Append)];
    Access { user: user.into_iter().flatten().collect(), public: vec![Mode::Read] }
}

/// Whether the caller may name this owner. Nobody learns so which addresses have accounts: oneself may be named, what
/// already stands may stay, and only administrators name others.
pub(crate) fn may_name_owners(caller: &Caller) -> bool {
    role_of(caller) >= Role::Administrator
}

/// Whether the caller may erase what is there or was: its owner, or an administrator.
pub(crate) fn may_erase(caller: &Caller, current: &Current) -> Result<(), ChangeError> {
    if !admits(caller, current) {
        return Err(ChangeError::NotFound);
    }
    may_make_or_end(caller, &current.iri)?;
    if owns(caller, current.owner) || oversees(caller) {
        return Ok(());
    }
    Err(ChangeError::Forbidden(current.iri.clone()))
}

/// Whether the caller may erase what was signed and published: others rely on it, so that an owner alone may not.
pub(crate) fn may_take_back(caller: &Caller) -> bool {
    oversees(caller)
}

/// Whether the caller may see what was erased, by whom and when.
pub(crate) fn may_oversee(caller: &Caller) -> Result<(), ChangeError> {
    caller.account_id().ok_or(ChangeError::Unauthenticated)?;
    match role_of(caller) {
        Role::Administrator if caller.has_scope(Scope::Admin) => Ok(()),
        Role::Administrator => Err(ChangeError::MissingScope(Scope::Admin)),
        Role::Reader | Role::Contributor | Role::Editor => Err(ChangeError::NotAllowed),
    }
}

/// Whether the caller may look at documents beside each other, to say which are of one organisation, as whoever changes
/// everybody's documents may.
pub(crate) fn may_compare(caller: &Caller) -> Result<(), ChangeError> {
    caller.account_id().ok_or(ChangeError::Unauthenticated)?;
    if role_of(caller) < Role::Editor {
        return Err(ChangeError::NotAllowed);
    }
    if !caller.has_scope(Scope::Read) {
        return Err(ChangeError::MissingScope(Scope::Read));
    }
    Ok(())
}

fn oversees(caller: &Caller) -> bool {
    caller.has_scope(Scope::Admin) && role_of(caller) >= Role::Administrator
}

/// Whether the caller may make it more or less open, or give it away: its owner, or an administrator.
pub(crate) fn may_open(
    caller: &Caller,
    current: &Current,
    audience: &Audience,
    owner: Option<AccountId>,
) -> Result<(), ChangeError> {
    let moves = *audience != current.own_audience || owner.is_some_and(|owner| owner != current.owner);
    if moves { may_lend(caller, current) } else { Ok(()) }
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

/// Whether the caller may read it.
pub(crate) fn admits(caller: &Caller, current: &Current) -> bool {
    current.audience.admits(caller, current.owner) || caller.is_guest_of(&current.iri)
}

/// Whether the caller is known to belong to this group.
pub(crate) fn belongs(caller: &Caller, group: &Iri) -> bool {
    match caller.reader() {
        Reader::Account(account) => account.groups.contains(group),
        Reader::Stranger | Reader::Operator(_) => false,
    }
}

/// Whether the caller may replace what it may read.
fn changes(caller: &Caller, iri: &Iri, owner: AccountId) -> bool {
    caller.is_guest_of(iri) || owns(caller, owner) || role_of(caller) >= Role::Editor
}

/// Whether the caller may open, close and give away what it may read.
fn lends(caller: &Caller, owner: AccountId) -> bool {
    owns(caller, owner) || role_of(caller) >= Role::Administrator
}

/// A guest owns nothing, whatever its account wrote: the link says what it may do.
fn owns(caller: &Caller, owner: AccountId) -> bool {
    !matches!(caller, Caller::Guest(_)) && caller.account_id() == Some(owner)
}

pub(crate) fn role_of(caller: &Caller) -> Role {
    match caller {
        Caller::Anonymous => Role::Reader,
        Caller::Guest(_) => Role::Contributor,
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
                    scopes: vec![Scope::Read],
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
