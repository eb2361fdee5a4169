//! Who asks. Made by whoever authenticated the request; the rules that use it are `registry`'s.

use crate::Iri;

/// Number of an account in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub i64);

/// What an account may do at most, whatever its token says. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads what members read.
    Reader,
    /// Creates documents and changes its own.
    Contributor,
    /// Changes everybody's documents.
    Editor,
    /// Runs the instance.
    Administrator,
}

/// What a token allows of its account's role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Reading.
    Read,
    /// Changing documents.
    Write,
    /// Running the instance.
    Admin,
}

/// A signed-in account, with what the credential in hand allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// The address it signs in with.
    pub email: String,
    /// What it may do at most.
    pub role: Role,
    /// What the credential in hand allows, sorted.
    pub scopes: Vec<Scope>,
    /// The `cs:Group`s it belongs to.
    pub groups: Vec<Iri>,
}

/// Whoever holds an edit link: may read and change one document, and nothing else that is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// In whose name it writes: an account made for the address that the link was meant for.
    pub account: AccountId,
    /// The one document.
    pub document: Iri,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// Nobody in particular: sees what is public.
    Anonymous,
    /// The holder of an edit link.
    Guest(Guest),
    /// A signed-in account.
    Account(Account),
    /// Who holds the data folder: the command line. Sees and may do everything; writes in the name of this account.
    Operator(AccountId),
}

impl Caller {
    /// The account that what is written will belong to; `None` for [`Caller::Anonymous`].
    pub fn account_id(&self) -> Option<AccountId> {
        match self {
            Self::Anonymous => None,
            Self::Guest(guest) => Some(guest.account),
            Self::Account(account) => Some(account.id),
            Self::Operator(id) => Some(*id),
        }
    }

    /// Whether the credential in hand carries this scope.
    pub fn has_scope(&self, scope: Scope) -> bool {
        match self {
            Self::Anonymous => false,
            Self::Guest(_) => scope != Scope::Admin,
            Self::Account(account) => account.scopes.contains(&scope),
            Self::Operator(_) => true,
        }
    }

    /// The one document that this caller may read although it is not public, and change.
    pub fn is_guest_of(&self, document: &Iri) -> bool {
        matches!(self, Self::Guest(guest) if guest.document == *document)
    }

    /// With whose eyes it reads, wherever several documents are looked at.
    pub fn reader(&self) -> Reader<'_> {
        match self {
            Self::Operator(id) => Reader::Operator(*id),
            Self::Account(account) if account.scopes.contains(&Scope::Read) => Reader::Account(account),
            Self::Account(_) | Self::Guest(_) | Self::Anonymous => Reader::Stranger,
        }
    }
}

/// With whose eyes a caller reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader<'c> {
    /// Sees what is public: nobody, a guest, and a credential without the scope `read`.
    Stranger,
    /// Sees what this account sees.
    Account(&'c Account),
    /// Sees everything.
    Operator(AccountId),
}
