//! Who may read a document.

use crate::caller::{AccountId, Caller, Reader};
use crate::document::Document;
use crate::iri::Iri;
use crate::vocab::{class, individual, property, rdf};
use oxrdf::{NamedNodeRef, TermRef, Triple};

/// Who may read (`cs:audience`), from the most open to the most closed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Everybody.
    Public,
    /// The instances that follow us, and whoever is signed in here.
    Network,
    /// Whoever is signed in here.
    Members,
    /// The members of one `cs:Group`.
    Group(Iri),
    /// The owner alone.
    Private,
}

impl Audience {
    /// The value of `cs:audience`: one of the four individuals, else the IRI of a group.
    pub fn from_term(term: NamedNodeRef<'_>) -> Self {
        match term {
            t if t == individual::PUBLIC => Self::Public,
            t if t == individual::NETWORK => Self::Network,
            t if t == individual::MEMBERS => Self::Members,
            t if t == individual::PRIVATE => Self::Private,
            group => Self::Group(Iri::from_named_node(group.into_owned())),
        }
    }

    /// The term that stands for it in RDF.
    pub fn to_term(&self) -> NamedNodeRef<'_> {
        match self {
            Self::Public => individual::PUBLIC,
            Self::Network => individual::NETWORK,
            Self::Members => individual::MEMBERS,
            Self::Group(group) => group.as_named_node(),
            Self::Private => individual::PRIVATE,
        }
    }

    /// That of a document which states none: public, but members for contact data, in the document itself or in any of
    /// its fragments (architecture.md, section 2).
    pub fn usual(document: &Document) -> Self {
        let is_contact = |triple: &Triple| {
            let predicate = triple.predicate.as_ref();
            predicate == property::EMAIL
                || predicate == property::TELEPHONE
                || (predicate == rdf::TYPE && triple.object.as_ref() == TermRef::NamedNode(class::CONTACT))
        };
        if document.triples().iter().any(is_contact) { Self::Members } else { Self::Public }
    }

    /// Whether `caller` may read a document of this audience that belongs to `owner`. What a guest may read besides what
    /// is public is one document, hence for whoever knows which one this is ([`Caller::is_guest_of`]).
    pub fn admits(&self, caller: &Caller, owner: AccountId) -> bool {
        match (self, caller.reader()) {
            (Self::Public, _) | (_, Reader::Operator(_)) => true,
            (_, Reader::Account(account)) if account.id == owner => true,
            (Self::Network | Self::Members, Reader::Account(_)) => true,
            (Self::Group(group), Reader::Account(account)) => account.groups.contains(group),
            (_, Reader::Stranger) | (Self::Private, Reader::Account(_)) => false,
        }
    }

    /// Both at once: what is left of an annex's audience under its description's. Two different groups leave the owner.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        match (self, other) {
            (Self::Group(a), Self::Group(b)) if a != b => Self::Private,
            (a, b) => a.max(b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::{Account, Guest, Role, Scope};
    use crate::syntax::{Format, parse};

    fn group(name: &str) -> Audience {
        Audience::Group(Iri::parse(&format!("https://a.example/groups/{name}")).unwrap())
    }

    #[test]
    fn the_tighter_one_wins() {
        assert_eq!(Audience::Public.meet(Audience::Members), Audience::Members);
        assert_eq!(group("a").meet(Audience::Network), group("a"));
        assert_eq!(group("a").meet(group("a")), group("a"));
        assert_eq!(group("a").meet(group("b")), Audience::Private);
    }

    #[test]
    fn terms_and_back() {
        for audience in [Audience::Public, Audience::Network, Audience::Members, Audience::Private, group("a")] {
            assert_eq!(Audience::from_term(audience.to_term()), audience);
        }
    }

    #[test]
    fn contact_data_starts_closed() {
        let iri = Iri::parse("https://a.example/organizations/moulin").unwrap();
        for (said, usual) in [
            ("<> cs:name 'Le Moulin'", Audience::Public),
            ("<> a cs:Contact", Audience::Members),
            ("<> cs:email 'a@b.example'", Audience::Members),
            ("<> cs:section <#we> . <#we> cs:telephone '0473000012'", Audience::Members),
            ("<> cs:section <#we> . <#we> a cs:Contact", Audience::Members),
        ] {
            let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {said} .");
            let quads = parse(text.as_bytes(), Format::Turtle, &iri, 10).unwrap();
            let document = Document::admit(iri.clone(), quads.into_iter().map(Triple::from).collect()).unwrap();
            assert_eq!(Audience::usual(&document), usual, "{said}");
        }
    }

    #[test]
    fn strangers_see_only_what_is_public() {
        let account = |scopes: &[Scope]| {
            let groups = vec![Iri::parse("https://a.example/groups/a").unwrap()];
            let (id, email, role) = (AccountId(1), String::new(), Role::Administrator);
            Caller::Account(Account { id, email, role, scopes: scopes.to_vec(), groups })
        };
        let document = Iri::parse("https://a.example/codes/a").unwrap();
        let guest = Caller::Guest(Guest { account: AccountId(1), document });
        for audience in [Audience::Network, Audience::Members, group("a"), Audience::Private] {
            assert!(audience.admits(&account(&[Scope::Read]), AccountId(1)), "{audience:?}");
            for stranger in [Caller::Anonymous, guest.clone(), account(&[Scope::Write, Scope::Admin])] {
                assert!(!audience.admits(&stranger, AccountId(1)), "{audience:?} {stranger:?}");
                assert!(Audience::Public.admits(&stranger, AccountId(2)));
            }
        }
        assert!(Audience::Public.admits(&Caller::Anonymous, AccountId(1)));
        assert!(!Audience::Network.admits(&Caller::Anonymous, AccountId(1)));
        assert!(Audience::Private.admits(&Caller::Operator(AccountId(2)), AccountId(1)));
    }
}
