//! Whom the documents of common life name: who asks whom to let them in, who vouches, who belongs to an ecosystem, who
//! cooperates, whose event is passed on. Whoever is named is told, though they follow nobody; what follows from that is
//! for others to know.
//!
//! It is read from canonical N-Quads, a line for each statement, so that whoever keeps documents as text needs no parser.

use crate::Iri;
use crate::vocab::{class, individual, property, rdf};
use oxrdf::NamedNodeRef;
use std::collections::BTreeSet;

/// A document names so many at most, in the order of their addresses: of more nobody is told.
pub const NAMED_LIMIT: usize = 1_000;

/// As what something is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It takes part in what the document tells of, or is what it is about: it is told.
    Party,
    /// Its members are told: the ecosystem of a membership, of a cooperation.
    Ecosystem,
    /// Whom it names, and the members of the ecosystem that it wants to enter, are told: the request of a vouching.
    Request,
    /// The ecosystem that a request wants to enter.
    Enters,
    /// The ecosystem of which somebody is a member, the document being one that may say so.
    Joins,
    /// Who that is.
    Member,
    /// An event that is passed on.
    Rebroadcasts,
}

/// What the document names, by its canonical N-Quads: whole documents, on the web.
pub fn named(document: &Iri, canonical: &str) -> BTreeSet<(Role, Iri)> {
    let own = format!("<{document}> ");
    let statements: Vec<(&str, &str)> = canonical
        .lines()
        .filter_map(|line| line.strip_prefix(&own)?.strip_suffix(" .")?.split_once(' '))
        .filter_map(|(predicate, object)| Some((inside(predicate)?, inside(object)?)))
        .collect();
    let says = |predicate: NamedNodeRef<'_>, object: NamedNodeRef<'_>| {
        statements.iter().any(|(p, o)| *p == predicate.as_str() && *o == object.as_str())
    };
    let is_of = |class: NamedNodeRef<'_>| says(rdf::TYPE, class);
    let objects = |predicate: NamedNodeRef<'static>| {
        statements.iter().filter(move |(p, _)| *p == predicate.as_str()).filter_map(|(_, object)| address(object))
    };
    let mut named = BTreeSet::new();
    let mut add = |role: Role, predicate: NamedNodeRef<'static>| {
        named.extend(objects(predicate).filter(|iri| iri != document).take(NAMED_LIMIT).map(|iri| (role, iri)));
    };
    if is_of(class::ENTRY_REQUEST) {
        add(Role::Party, property::APPLICANT);
        add(Role::Party, property::ADDRESSED_TO);
        add(Role::Party, property::ECOSYSTEM);
        add(Role::Enters, property::ECOSYSTEM);
    }
    if is_of(class::VOUCHING) {
        add(Role::Party, property::CONCERNS);
        add(Role::Party, property::ACTOR);
        add(Role::Request, property::CONCERNS);
    }
    if is_of(class::MEMBERSHIP) {
        add(Role::Party, property::MEMBER);
        add(Role::Party, property::ECOSYSTEM);
        add(Role::Ecosystem, property::ECOSYSTEM);
        if !says(property::STATUS, individual::WITHDRAWN) {
            add(Role::Member, property::MEMBER);
            add(Role::Joins, property::ECOSYSTEM);
        }
    }
    if is_of(class::COOPERATION) {
        add(Role::Party, property::PARTY);
        add(Role::Party, property::ECOSYSTEM);
        add(Role::Ecosystem, property::ECOSYSTEM);
    }
    add(Role::Rebroadcasts, property::REBROADCASTS);
    named.into_iter().take(NAMED_LIMIT).collect()
}

/// Whether a membership may say that somebody is a member: written where the ecosystem is, or where the member is.
/// Otherwise anybody could have others told of what is no affair of theirs.
pub fn may_say(membership: &Iri, ecosystem: &Iri, member: &Iri) -> bool {
    site(membership).is_some_and(|own| [ecosystem, member].iter().any(|other| site(other) == Some(own)))
}

/// Scheme, host and port, as they are written.
fn site(iri: &Iri) -> Option<&str> {
    let (scheme, rest) = iri.as_str().split_once("://")?;
    let end = rest.find('/').unwrap_or(rest.len());
    iri.as_str().get(..scheme.len() + 3 + end)
}

/// What stands between the brackets of an address.
fn inside(term: &str) -> Option<&str> {
    term.strip_prefix('<')?.strip_suffix('>')
}

/// The document at an address of the web.
fn address(text: &str) -> Option<Iri> {
    let is_on_the_web = text.starts_with("https://") || text.starts_with("http://");
    is_on_the_web.then(|| Iri::parse(text).ok())?.map(|iri| iri.document())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;
    use crate::syntax::{Format, parse};

    fn check(turtle: &str, expected: &[(Role, &str)]) {
        let iri = Iri::parse("https://a.example/entries/a").unwrap();
        let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {turtle} .");
        let quads = parse(text.as_bytes(), Format::Turtle, &iri, 9_999).unwrap();
        let document = Document::admit(iri.clone(), quads.into_iter().map(Into::into).collect()).unwrap();
        let found = named(&iri, &document.canonical().nquads);
        let found: Vec<_> = found.iter().map(|(role, iri)| (*role, iri.as_str())).collect();
        assert_eq!(found, expected, "{turtle}");
    }

    #[test]
    fn each_class_names_in_its_own_words() {
        use Role::{Ecosystem, Enters, Joins, Member, Party, Rebroadcasts, Request};
        let (b, e) = ("https://b.example/b", "https://e.example/e");
        check(
            "<> a cs:EntryRequest ; cs:applicant </own> ; cs:addressedTo <https://b.example/b#x> ; cs:vouching <#v> ; \
             cs:ecosystem <https://e.example/e> . <#v> a cs:Vouching ; cs:actor <https://c.example/c>",
            &[(Party, "https://a.example/own"), (Party, b), (Party, e), (Enters, e)],
        );
        check(
            "<> a cs:Vouching ; cs:concerns <https://b.example/b> ; cs:actor <https://e.example/e>",
            &[(Party, b), (Party, e), (Request, b)],
        );
        check(
            "<> a cs:Membership ; cs:member <https://b.example/b> ; cs:ecosystem <https://e.example/e>",
            &[(Party, b), (Party, e), (Ecosystem, e), (Joins, e), (Member, b)],
        );
        check(
            "<> a cs:Membership ; cs:status cs:Withdrawn ; cs:member <https://b.example/b> ; cs:ecosystem <https://e.example/e>",
            &[(Party, b), (Party, e), (Ecosystem, e)],
        );
        check(
            "<> a cs:Cooperation ; cs:party <https://b.example/b>, <mailto:a@b.example>, 'b', <#a> ; cs:concerns <http://x.example/>",
            &[(Party, b)],
        );
        check("<> a cs:Place ; cs:party </x> ; cs:rebroadcasts <https://e.example/e>", &[(Rebroadcasts, e)]);
        check("<> a cs:Offer ; cs:text '''\n<https://a.example/entries/a> <x> <y> .\n'''@fr", &[]);
    }

    #[test]
    fn nobody_has_the_whole_web_told() {
        let many: Vec<_> = (0..2 * NAMED_LIMIT).map(|number| format!("<https://b.example/{number}>")).collect();
        let iri = Iri::parse("https://a.example/cooperations/a").unwrap();
        let line = |object: &str| format!("<{iri}> <https://w3id.org/codesocial#party> {object} .\n");
        let text = format!(
            "<{iri}> {} {} .\n{}",
            rdf::TYPE,
            class::COOPERATION,
            many.iter().map(|one| line(one)).collect::<String>()
        );
        assert_eq!(named(&iri, &text).len(), NAMED_LIMIT);
    }

    #[test]
    fn a_membership_is_said_where_one_of_both_is() {
        let iri = |text: &str| Iri::parse(text).unwrap();
        let (ecosystem, member) =
            (iri("https://e.example/ecosystems/e"), iri("https://m.example:8443/organizations/m"));
        for (said, expected) in [
            ("https://e.example/memberships/m", true),
            ("https://m.example:8443/memberships/m", true),
            ("https://m.example/memberships/m", false),
            ("http://e.example/memberships/m", false),
            ("https://e.example.x.example/memberships/m", false),
            ("urn:x:y", false),
        ] {
            assert_eq!(may_say(&iri(said), &ecosystem, &member), expected, "{said}");
        }
    }
}
