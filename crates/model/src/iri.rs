//! Addresses: the instance's base, its containers, slugs. The only place that makes an IRI.

use oxrdf::{NamedNode, NamedNodeRef};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Longest slug, in bytes: addresses stay readable, and short enough for every file system and log.
pub const SLUG_LIMIT: usize = 96;

/// An absolute IRI, checked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iri(NamedNode);

/// The text is not an absolute IRI.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an absolute IRI: {0}")]
pub struct NotAnIri(pub String);

impl Iri {
    /// Reads an absolute IRI.
    pub fn parse(text: &str) -> Result<Self, NotAnIri> {
        NamedNode::new(text).map(Self).map_err(|_| NotAnIri(text.to_owned()))
    }

    /// An IRI that came out of an RDF parser is one already.
    pub fn from_named_node(node: NamedNode) -> Self {
        Self(node)
    }

    /// As a term of RDF.
    pub fn as_named_node(&self) -> NamedNodeRef<'_> {
        self.0.as_ref()
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The document this IRI speaks of: itself without `#fragment`.
    #[must_use]
    pub fn document(&self) -> Self {
        match self.as_str().split_once('#') {
            Some((document, _)) => Self(NamedNode::new_unchecked(document)),
            None => self.clone(),
        }
    }

    /// The part after `#`, if there is one.
    pub fn fragment(&self) -> Option<&str> {
        self.as_str().split_once('#').map(|(_, fragment)| fragment)
    }

    /// The fragment `name` of this document. `name` comes from a [`Slug`] or a term's local name.
    #[must_use]
    pub fn with_fragment(&self, name: &str) -> Self {
        Self(NamedNode::new_unchecked(format!("{}#{name}", self.document().as_str())))
    }

    /// This document or its fragment `node`, under the address of `other`.
    pub fn moved(&self, node: NamedNodeRef<'_>, other: &Self) -> NamedNode {
        match node.as_str().strip_prefix(self.as_str()) {
            Some(rest) => NamedNode::new_unchecked([other.as_str(), rest].concat()),
            None => node.into_owned(),
        }
    }

    /// The document and the number that the address of a version names.
    pub fn versioned(&self) -> Option<(Self, u64)> {
        let (document, number) = self.as_str().split_once("?version=")?;
        let number = number.parse().ok().filter(|number| *number > 0)?;
        let document = Self(NamedNode::new_unchecked(document));
        (document.version(number) == *self).then_some((document, number))
    }

    /// A version of this document: its URI-M (RFC 7089).
    #[must_use]
    pub fn version(&self, number: u64) -> Self {
        self.document().with_query("version", &number.to_string())
    }

    /// The list of this document's versions: its URI-T (RFC 7089).
    #[must_use]
    pub fn versions(&self) -> Self {
        self.document().then("/versions/")
    }

    /// Where this document is copied.
    #[must_use]
    pub fn forks(&self) -> Self {
        self.document().then("/forks/")
    }

    /// What is offered to this document.
    #[must_use]
    pub fn proposals(&self) -> Self {
        self.document().then("/proposals/")
    }

    /// This proposal beside what it is offered to.
    #[must_use]
    pub fn merge(&self) -> Self {
        self.document().then("/merge")
    }

    /// Where it is told how this document is taken over, and where that is done.
    #[must_use]
    pub fn claim(&self) -> Self {
        self.document().then("/claim")
    }

    /// Where two of this document's versions are compared.
    #[must_use]
    pub fn diff_of_any(&self) -> Self {
        self.document().then("/diff")
    }

    /// What changed from one of this document's versions to another.
    #[must_use]
    pub fn diff(&self, from: u64, to: u64) -> Self {
        self.diff_of_any().with_query("from", &from.to_string()).with_query("to", &to.to_string())
    }

    /// What stands under this address, whose end it continues.
    fn then(&self, name: &str) -> Self {
        Self(NamedNode::new_unchecked([self.as_str(), name].concat()))
    }

    /// This address with `?name=value`, fragment kept at the end: a page of a list, a language, a question.
    #[must_use]
    pub fn with_query(&self, name: &str, value: &str) -> Self {
        let (document, fragment) = self.as_str().split_once('#').map_or((self.as_str(), None), |(d, f)| (d, Some(f)));
        let separator = if document.contains('?') { '&' } else { '?' };
        let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
        let address = format!("{document}{separator}{name}={value}");
        Self(NamedNode::new_unchecked(
            fragment.map_or_else(|| address.clone(), |fragment| format!("{address}#{fragment}")),
        ))
    }

    /// Whether `other` is this document or one of its fragments.
    pub fn holds(&self, other: NamedNodeRef<'_>) -> bool {
        other.as_str().strip_prefix(self.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
    }
}

impl fmt::Display for Iri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Iri> for NamedNode {
    fn from(iri: Iri) -> Self {
        iri.0
    }
}

/// The last part of a document's address: lower-case letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// The text has no letter or digit to make a slug of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no letter or digit to make an address of: {0:?}")]
pub struct NotASlug(pub String);

impl Slug {
    /// Makes a slug of any text: accents go, ligatures open, everything else becomes a hyphen.
    pub fn from_text(text: &str) -> Result<Self, NotASlug> {
        let mut slug = String::new();
        for c in text.nfkd() {
            let piece = match c.to_lowercase().next().unwrap_or(c) {
                'œ' => "oe".to_owned(),
                'æ' => "ae".to_owned(),
                'ß' => "ss".to_owned(),
                lower if lower.is_ascii_alphanumeric() => lower.to_string(),
                // Combining marks belong to the letter before, and an apostrophe joins two words.
                mark if ('\u{300}'..='\u{36f}').contains(&mark) => continue,
                _ if slug.ends_with('-') || slug.is_empty() => continue,
                _ => "-".to_owned(),
            };
            if slug.len() + piece.len() > SLUG_LIMIT {
                break;
            }
            slug.push_str(&piece);
        }
        let slug = slug.trim_end_matches('-').to_owned();
        if slug.is_empty() { Err(NotASlug(text.to_owned())) } else { Ok(Self(slug)) }
    }

    /// The same slug with a number, for the second, third… of a name.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let mut stem = self.0.clone();
        stem.truncate(SLUG_LIMIT - suffix.len());
        Self(stem + &suffix)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! containers {
    ($($variant:ident $segment:literal [$($class:ident),*] $doc:literal;)*) => {
        /// The kinds of documents an instance keeps, one LDP Basic Container each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Container { $(#[doc = $doc] $variant,)* }

        impl Container {
            /// Every container, in the order of the home page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its segment in addresses.
            pub fn segment(self) -> &'static str {
                match self { $(Self::$variant => $segment,)* }
            }

            /// The classes whose documents live in it, the usual one first.
            pub fn classes(self) -> &'static [NamedNodeRef<'static>] {
                use crate::vocab::class;
                match self { $(Self::$variant => &[$(class::$class),*],)* }
            }
        }
    };
}

containers! {
    Codes "codes" [CODE_SOCIAL] "Descriptions.";
    Annexes "annexes" [ANNEX, CONTACT] "What must be closed more tightly than its description.";
    Organizations "organizations" [ORGANIZATION] "Organisations.";
    Projects "projects" [PROJECT] "Projects.";
    Ideas "ideas" [IDEA] "Ideas.";
    Ecosystems "ecosystems" [ECOSYSTEM] "Ecosystems.";
    Territories "territories" [TERRITORY] "Territories.";
    Places "places" [PLACE] "Places.";
    People "people" [PERSON] "People.";
    Events "events" [EVENT] "Events.";
    Groups "groups" [GROUP] "Groups.";
    Actions "actions" [ACTION] "Deeds that realise intentions.";
    Evidence "evidence" [EVIDENCE] "What shows that deeds happened.";
    Reviews "reviews" [COHERENCE_REVIEW] "Whether deeds match words.";
    Commitments "commitments" [COMMITMENT] "Who promised what.";
    Matrices "matrices" [WEALTH_MATRIX] "Wealth matrices.";
    Flows "flows" [WEALTH_FLOW] "Flows of wealth.";
    Offers "offers" [OFFER] "What is offered.";
    Needs "needs" [NEED] "What is needed.";
    Seeds "seeds" [KNOWLEDGE_SEED] "Seeds of knowledge.";
    Controversies "controversies" [CONTROVERSY] "Controversies.";
    Badges "badges" [BADGE] "Open badges.";
    Memberships "memberships" [MEMBERSHIP] "Memberships.";
    Entries "entries" [ENTRY_REQUEST] "Requests to enter.";
    Conventions "conventions" [CONVENTION] "Signed registrations.";
    Cooperations "cooperations" [COOPERATION] "Cooperations.";
    Proposals "proposals" [PROPOSAL] "Proposals.";
    Decisions "decisions" [DECISION] "Decisions.";
    Draws "draws" [DRAW] "Draws by lot.";
    Annotations "annotations" [ANNOTATION, VOUCHING] "Remarks on a passage, and backing of requests to enter.";
    Themes "themes" [THEME] "Themes, challenges and skills: SKOS concepts.";
}

impl Container {
    /// The container of this segment.
    pub fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|container| container.segment() == segment)
    }

    /// The container where documents of this class live.
    pub fn of_class(class: NamedNodeRef<'_>) -> Option<Self> {
        Self::ALL.iter().copied().find(|container| container.classes().contains(&class))
    }
}

/// The address of an instance, fixed when it is made: scheme, authority, `/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base(String);

/// The text cannot be the address of an instance.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotABase {
    /// Neither http nor https.
    #[error("the base must start with http:// or https://: {0}")]
    Scheme(String),
    /// Something stands after the authority, or there is none.
    #[error("the base must be scheme://host/ alone: {0}")]
    NotARoot(String),
}

/// What a path under the base addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A container.
    Container(Container),
    /// A document: container and slug.
    Document(Container, Slug),
}

impl Base {
    /// Reads a base; a missing final `/` is added, the host is lower-cased.
    pub fn parse(text: &str) -> Result<Self, NotABase> {
        let (scheme, rest) = text
            .split_once("://")
            .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
            .ok_or_else(|| NotABase::Scheme(text.to_owned()))?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let base = format!("{scheme}://{}/", authority.to_ascii_lowercase());
        if authority.is_empty() || authority.contains(['/', '?', '#', '@']) || Iri::parse(&base).is_err() {
            return Err(NotABase::NotARoot(text.to_owned()));
        }
        Ok(Self(base))
    }

    /// Its text, with the final `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The home page.
    pub fn home(&self) -> Iri {
        Iri(NamedNode::new_unchecked(self.0.clone()))
    }

    /// A container's address, with its final `/`.
    pub fn container(&self, container: Container) -> Iri {
        Iri(NamedNode::new_unchecked(format!("{}{}/", self.0, container.segment())))
    }

    /// A document's address.
    pub fn document(&self, container: Container, slug: &Slug) -> Iri {
        Iri(NamedNode::new_unchecked(format!("{}{}/{slug}", self.0, container.segment())))
    }

    /// Where it stands who may do what with this: a document's or a container's own address, and `.acl`, which ends no
    /// slug.
    pub fn acl(&self, iri: &Iri) -> Iri {
        iri.document().then(".acl")
    }

    /// Whoever makes documents here, as an agent of access rules: the role, which no document describes.
    pub fn contributors(&self) -> Iri {
        self.home().with_fragment("contributors")
    }

    /// The list of the files of shapes.
    pub fn shapes(&self) -> Iri {
        self.service("shapes/")
    }

    /// The address of a file of shapes: `action`. The name is one that the grammar gave.
    pub fn shape(&self, name: &str) -> Iri {
        self.shapes().then(name)
    }

    /// The list of the forms.
    pub fn forms(&self) -> Iri {
        self.service("forms/")
    }

    /// The address of a form, ours or a territory's. `slug` is a [`Slug`], or the end of a form's own IRI.
    pub fn form(&self, slug: &str) -> Iri {
        self.forms().then(slug)
    }

    /// The whole vocabulary.
    pub fn vocabulary(&self) -> Iri {
        self.service("ns")
    }

    /// The page of a term of our vocabulary, by its local name.
    pub fn term(&self, name: &str) -> Iri {
        self.service("ns/").then(name)
    }

    /// What a service of the instance is addressed by: `sparql`, `update`…, never a document.
    pub fn service(&self, path: &str) -> Iri {
        Iri(NamedNode::new_unchecked(format!("{}{path}", self.0)))
    }

    /// The instance itself, as one among others that speak: its actor.
    pub fn actor(&self) -> Iri {
        self.service("actor")
    }

    /// The instance whose actor this is, if it is one's.
    pub fn of_actor(actor: &Iri) -> Option<Self> {
        let base = Self::parse(actor.as_str().strip_suffix("actor")?).ok()?;
        (base.actor() == *actor).then_some(base)
    }

    /// What an actor of this instance has beside its document: its `inbox`, its `outbox`. The instance's own stand at the
    /// top, a document's below it.
    pub fn of_speaker(&self, actor: &Iri, name: &str) -> Iri {
        if *actor == self.actor() { self.service(name) } else { actor.document().then("/").then(name) }
    }

    /// Whether this instance mints IRIs like this one.
    pub fn owns(&self, iri: &Iri) -> bool {
        iri.as_str().starts_with(&self.0)
    }

    /// What an IRI of this instance (fragment aside) addresses, if it is a container or may be a document.
    pub fn locate(&self, iri: &Iri) -> Option<Location> {
        let document = iri.document();
        let (segment, slug) = document.as_str().strip_prefix(&self.0)?.split_once('/')?;
        let container = Container::from_segment(segment)?;
        if slug.is_empty() {
            return Some(Location::Container(container));
        }
        let minted = Slug::from_text(slug).ok().filter(|minted| minted.as_str() == slug)?;
        Some(Location::Document(container, minted))
    }

    /// Whether this may be the address of a group here.
    pub fn is_group(&self, iri: &Iri) -> bool {
        iri.fragment().is_none() && matches!(self.locate(iri), Some(Location::Document(Container::Groups, _)))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_known_by_its_actor() {
        let base = Base::parse("https://a.example").unwrap();
        assert_eq!(Base::of_actor(&base.actor()), Some(base.clone()));
        for other in
            ["https://a.example/people/actor", "https://A.example/actor", "https://a.example/actor#x", "urn:actor"]
        {
            assert_eq!(Base::of_actor(&Iri::parse(other).unwrap()), None, "{other}");
        }
        let moulin = Iri::parse("https://a.example/organizations/moulin").unwrap();
        assert_eq!(base.of_speaker(&base.actor(), "inbox").as_str(), "https://a.example/inbox");
        assert_eq!(base.of_speaker(&moulin, "inbox").as_str(), "https://a.example/organizations/moulin/inbox");
    }

    #[test]
    fn slugs_are_plain_and_stable() {
        for (text, slug) in [
            ("Démarche #CodeSocial", "demarche-codesocial"),
            ("L’œuvre d'Île-de-France", "l-oeuvre-d-ile-de-france"),
            ("  1083  ", "1083"),
            ("A--b__c", "a-b-c"),
        ] {
            let made = Slug::from_text(text).unwrap();
            assert_eq!(made.as_str(), slug);
            assert_eq!(Slug::from_text(slug).unwrap(), made, "a slug is its own slug");
        }
        assert!(Slug::from_text("—!").is_err());
        assert!(Slug::from_text(&"long ".repeat(60)).unwrap().numbered(12).as_str().len() <= SLUG_LIMIT);
    }

    #[test]
    fn a_base_is_a_root() {
        assert_eq!(Base::parse("http://127.0.0.1:8080").unwrap().as_str(), "http://127.0.0.1:8080/");
        assert_eq!(Base::parse("https://Issoire.Example/").unwrap().as_str(), "https://issoire.example/");
        for bad in ["ftp://a/", "https://", "https://a/b/", "https://a/?q", "https://u@a/", "a"] {
            assert!(Base::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_grammar_has_addresses_too() {
        let base = Base::parse("https://a.example/").unwrap();
        for (iri, expected) in [
            (base.shapes(), "https://a.example/shapes/"),
            (base.shape("action"), "https://a.example/shapes/action"),
            (base.forms(), "https://a.example/forms/"),
            (base.form("four-bundles"), "https://a.example/forms/four-bundles"),
            (base.vocabulary(), "https://a.example/ns"),
            (base.term("Offer"), "https://a.example/ns/Offer"),
            (base.acl(&base.service("codes/a#b")), "https://a.example/codes/a.acl"),
            (base.acl(&base.container(Container::Codes)), "https://a.example/codes/.acl"),
        ] {
            assert_eq!(iri.as_str(), expected);
            assert_eq!(base.locate(&iri), None, "no document is there");
        }
    }

    #[test]
    fn addresses_are_located() {
        let base = Base::parse("https://a.example/").unwrap();
        let iri = base.document(Container::Codes, &Slug::from_text("wemob").unwrap());
        assert_eq!(base.locate(&iri.with_fragment("story")), base.locate(&iri));
        assert_eq!(base.locate(&base.container(Container::Codes)), Some(Location::Container(Container::Codes)));
        assert_eq!(base.locate(&base.service("sparql")), None);
        let asked = iri.with_fragment("story").with_query("lang", "en").with_query("q", "é &?");
        assert_eq!(asked.as_str(), "https://a.example/codes/wemob?lang=en&q=%C3%A9%20%26%3F#story");
        let part = iri.with_fragment("story");
        assert_eq!(part.version(3).as_str(), "https://a.example/codes/wemob?version=3");
        assert_eq!(part.versions().as_str(), "https://a.example/codes/wemob/versions/");
        assert_eq!(part.claim().as_str(), "https://a.example/codes/wemob/claim");
        assert_eq!(part.diff(1, 3).as_str(), "https://a.example/codes/wemob/diff?from=1&to=3");
        assert_eq!(part.version(3).versioned(), Some((iri.clone(), 3)));
        for other in [
            iri.clone(),
            iri.with_query("version", "x"),
            iri.version(3).with_fragment("a"),
            iri.version(3).with_query("lang", "fr"),
        ] {
            assert_eq!(other.versioned(), None, "{other}");
        }
        assert_eq!(base.locate(&part.version(3)), None, "a version is no document");
        assert!(iri.holds(iri.with_fragment("x").as_named_node()));
        assert!(!iri.holds(base.document(Container::Codes, &Slug::from_text("wemob-2").unwrap()).as_named_node()));
    }
}
