//! The rules of one document as authorizations of Web Access Control, and back. Pure: statements in, statements out.
//!
//! What we know of a document is whose it is and who reads it. An acl can say more; whatever it says that we could not
//! keep is refused with the authorization that says it ([`Unmappable`]), never dropped. The one thing that may go is what
//! another authorization grants anyway: a group's reading beside everybody's.

use model::vocab::{acl, foaf, individual, rdf, rdfs};
use model::{Audience, Base, Iri};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};

/// What an owner may do, in the order that it is written.
const OWNERS: [NamedNodeRef<'static>; 3] = [acl::READ, acl::WRITE, acl::CONTROL];

/// Who may do what with one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Who reads it.
    pub(crate) audience: Audience,
    /// Whose it is, as `cs:owner` names it; `None` where nobody is left to name.
    pub(crate) owner: Option<Iri>,
}

/// Why an acl cannot be kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{authorization} cannot be kept: {reason:?} {what}")]
pub struct Unmappable {
    /// Which authorization: its IRI, the label of a blank node, or the acl itself where one is missing.
    pub authorization: String,
    /// Why.
    pub reason: Misfit,
    /// What of it: an agent, a mode, a property.
    pub what: String,
}

macro_rules! reasons {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// Why an authorization cannot be kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Misfit { $(#[doc = $doc] $variant,)* }

        impl Misfit {
            /// Its name in problems.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

reasons! {
    Agent "agent" "It names somebody besides the owner.";
    Class "class" "It names a class of agents that means nothing here.";
    Origin "origin" "It asks from which site somebody comes.";
    Mode "mode" "It lets others do more than read, or something unknown.";
    Group "group" "It names a group that is not here.";
    Groups "groups" "It names a second group.";
    Network "network" "It opens to the network and not to members.";
    Target "target" "It is about something else.";
    Owner "owner" "The owner would not be in control any more.";
    UnstatedOwner "unstated-owner" "It gives away a document that does not say whose it is.";
    Untyped "untyped" "It is no `acl:Authorization`.";
    Statement "statement" "It says something that is not kept.";
    Bound "bound" "What the document belongs to is less open.";
}

/// The authorizations of a document.
pub(crate) fn write(address: &Iri, document: &Iri, rules: &Rules) -> Vec<Triple> {
    let reads = [acl::READ];
    let mut triples = Vec::new();
    let mut grant = |name: &str, whom: NamedNodeRef<'_>, who: NamedNodeRef<'_>, modes: &[NamedNodeRef<'_>]| {
        triples.extend(authorization(&address.with_fragment(name), document, (whom, who), modes));
    };
    if let Some(owner) = &rules.owner {
        grant("owner", acl::AGENT, owner.as_named_node(), &OWNERS);
    }
    match &rules.audience {
        Audience::Public => grant("public", acl::AGENT_CLASS, foaf::AGENT, &reads),
        Audience::Network => {
            grant("members", acl::AGENT_CLASS, acl::AUTHENTICATED_AGENT, &reads);
            grant("network", acl::AGENT_GROUP, individual::NETWORK, &reads);
        }
        Audience::Members => grant("members", acl::AGENT_CLASS, acl::AUTHENTICATED_AGENT, &reads),
        Audience::Group(group) => grant("group", acl::AGENT_GROUP, group.as_named_node(), &reads),
        Audience::Private => {}
    }
    triples
}

/// The authorizations of a container: everybody reads, and whoever has the role makes documents.
pub(crate) fn write_container(address: &Iri, container: &Iri, makers: &Iri) -> Vec<Triple> {
    let public = (acl::AGENT_CLASS, foaf::AGENT);
    let makers = (acl::AGENT_GROUP, makers.as_named_node());
    let mut triples = authorization(&address.with_fragment("public"), container, public, &[acl::READ]);
    triples.extend(authorization(&address.with_fragment("contributors"), container, makers, &[acl::APPEND]));
    triples
}

fn authorization(
    name: &Iri,
    target: &Iri,
    (whom, who): (NamedNodeRef<'_>, NamedNodeRef<'_>),
    modes: &[NamedNodeRef<'_>],
) -> Vec<Triple> {
    let name: NamedNode = name.clone().into();
    let mut said = vec![(rdf::TYPE, acl::AUTHORIZATION), (acl::ACCESS_TO, target.as_named_node()), (whom, who)];
    said.extend(modes.iter().map(|mode| (acl::MODE, *mode)));
    said.into_iter().map(|(predicate, object)| Triple::new(name.clone(), predicate, object)).collect()
}

/// What stands there while an acl is read.
pub(crate) struct Standing<'s> {
    pub(crate) base: &'s Base,
    /// The address of the acl.
    pub(crate) address: &'s Iri,
    /// What it is about.
    pub(crate) document: &'s Iri,
    /// What it says now.
    pub(crate) rules: &'s Rules,
}

/// The rules that these authorizations make.
///
/// WAC, section "Authorization Conformance": an authorization has a type, whom it is for, what it is about and at least
/// one mode. One without the last three grants nothing, and is not looked at further.
pub(crate) fn read(triples: &[Triple], standing: &Standing<'_>) -> Result<Rules, Unmappable> {
    let mut granted = Granted::default();
    for authorization in authorizations(triples)? {
        granted.add(&authorization, standing)?;
    }
    let owner = granted.owner(standing)?;
    Ok(Rules { audience: granted.audience(standing)?, owner })
}

/// One subject of an acl.
#[derive(Default)]
struct Authorization<'t> {
    name: String,
    is_typed: bool,
    targets: Vec<&'t Term>,
    defaults: Vec<&'t Term>,
    agents: Vec<&'t Term>,
    classes: Vec<&'t Term>,
    groups: Vec<&'t Term>,
    origins: Vec<&'t Term>,
    modes: Vec<&'t Term>,
}

impl Authorization<'_> {
    fn refuse(&self, reason: Misfit, what: impl Into<String>) -> Unmappable {
        Unmappable { authorization: self.name.clone(), reason, what: what.into() }
    }

    fn grants_nothing(&self) -> bool {
        let whom = [&self.agents, &self.classes, &self.groups, &self.origins];
        let about = [&self.targets, &self.defaults];
        self.modes.is_empty() || whom.iter().all(|list| list.is_empty()) || about.iter().all(|list| list.is_empty())
    }
}

fn authorizations(triples: &[Triple]) -> Result<Vec<Authorization<'_>>, Unmappable> {
    let mut found: BTreeMap<String, Authorization<'_>> = BTreeMap::new();
    for Triple { subject, predicate, object } in triples {
        let name = match subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let predicate = predicate.as_ref();
        // Words grant nothing.
        if predicate == rdfs::LABEL || predicate == rdfs::COMMENT {
            continue;
        }
        let one = found.entry(name.clone()).or_insert_with(|| Authorization { name, ..Authorization::default() });
        match predicate {
            p if p == rdf::TYPE && is(object, acl::AUTHORIZATION) => one.is_typed = true,
            p if p == acl::ACCESS_TO => one.targets.push(object),
            p if p == acl::DEFAULT => one.defaults.push(object),
            p if p == acl::AGENT => one.agents.push(object),
            p if p == acl::AGENT_CLASS => one.classes.push(object),
            p if p == acl::AGENT_GROUP => one.groups.push(object),
            p if p == acl::ORIGIN => one.origins.push(object),
            p if p == acl::MODE => one.modes.push(object),
            other => return Err(one.refuse(Misfit::Statement, other.as_str())),
        }
    }
    Ok(found.into_values().collect())
}

/// What all authorizations grant together. Of each, the first authorization that says so.
#[derive(Default)]
struct Granted {
    agents: BTreeMap<String, (String, BTreeSet<String>)>,
    everybody: bool,
    members: bool,
    network: Option<String>,
    groups: BTreeMap<Iri, String>,
}

impl Granted {
    fn add(&mut self, one: &Authorization<'_>, standing: &Standing<'_>) -> Result<(), Unmappable> {
        if one.grants_nothing() {
            return Ok(());
        }
        if !one.is_typed {
            return Err(one.refuse(Misfit::Untyped, acl::AUTHORIZATION.as_str()));
        }
        if let Some(origin) = one.origins.first() {
            return Err(one.refuse(Misfit::Origin, said(origin)));
        }
        // Nothing lies below a document that could inherit from it.
        let elsewhere = one.targets.iter().find(|target| !is(target, standing.document.as_named_node()));
        if let Some(target) = elsewhere.or(one.defaults.first()) {
            return Err(one.refuse(Misfit::Target, said(target)));
        }
        let known = [acl::READ, acl::APPEND, acl::WRITE, acl::CONTROL];
        if let Some(unknown) = one.modes.iter().find(|mode| !known.iter().any(|known| is(mode, *known))) {
            return Err(one.refuse(Misfit::Mode, said(unknown)));
        }
        for agent in &one.agents {
            let (_, modes) = self.agents.entry(said(agent)).or_insert_with(|| (one.name.clone(), BTreeSet::new()));
            modes.extend(one.modes.iter().map(|mode| said(mode)));
        }
        if one.classes.is_empty() && one.groups.is_empty() {
            return Ok(());
        }
        if let Some(more) = one.modes.iter().find(|mode| !is(mode, acl::READ)) {
            return Err(one.refuse(Misfit::Mode, said(more)));
        }
        for class in &one.classes {
            match class {
                class if is(class, foaf::AGENT) => self.everybody = true,
                class if is(class, acl::AUTHENTICATED_AGENT) => self.members = true,
                other => return Err(one.refuse(Misfit::Class, said(other))),
            }
        }
        for group in &one.groups {
            if is(group, individual::NETWORK) {
                self.network.get_or_insert_with(|| one.name.clone());
                continue;
            }
            let ours = match group {
                Term::NamedNode(node) => Some(Iri::from_named_node(node.clone())),
                Term::BlankNode(_) | Term::Literal(_) => None,
            };
            // One of ours, or whoever reads the document already.
            let ours = ours
                .filter(|iri| standing.base.is_group(iri) || standing.rules.audience == Audience::Group(iri.clone()));
            let group = ours.ok_or_else(|| one.refuse(Misfit::Group, said(group)))?;
            self.groups.entry(group).or_insert_with(|| one.name.clone());
        }
        Ok(())
    }

    fn owner(&self, standing: &Standing<'_>) -> Result<Option<Iri>, Unmappable> {
        let current = standing.rules.owner.as_ref();
        let is_current = |agent: &str| current.is_some_and(|owner| same_agent(owner.as_str(), agent));
        let refuse = |authorization: &str, reason, what: &str| Unmappable {
            authorization: authorization.to_owned(),
            reason,
            what: what.to_owned(),
        };
        let mut others = self.agents.iter().filter(|(agent, _)| !is_current(agent));
        let mine = self.agents.iter().find(|(agent, _)| is_current(agent));
        let (agent, (name, modes)) = match (mine, others.next(), others.next()) {
            (None, None, _) if current.is_none() => return Ok(None),
            (None, None, _) => {
                let owner = current.map(Iri::as_str).unwrap_or_default();
                return Err(refuse(standing.address.as_str(), Misfit::Owner, owner));
            }
            (Some(mine), None, _) => mine,
            // Whoever is given all is the next owner; one who is not is somebody besides.
            (None, Some(other), None) if OWNERS.iter().all(|mode| other.1.1.contains(mode.as_str())) => other,
            (_, Some((agent, (name, _))), _) => return Err(refuse(name, Misfit::Agent, agent)),
        };
        match OWNERS.iter().find(|mode| !modes.contains(mode.as_str())) {
            Some(missing) => Err(refuse(name, Misfit::Owner, missing.as_str())),
            None if is_current(agent) => Ok(standing.rules.owner.clone()),
            None => Iri::parse(agent).map(Some).map_err(|_| refuse(name, Misfit::Agent, agent)),
        }
    }

    fn audience(&self, standing: &Standing<'_>) -> Result<Audience, Unmappable> {
        let refuse = |name: &str, reason, what: &str| Unmappable {
            authorization: name.to_owned(),
            reason,
            what: what.to_owned(),
        };
        let mut groups = self.groups.iter();
        match (self.everybody, self.members, &self.network, (groups.next(), groups.next())) {
            (true, ..) => Ok(Audience::Public),
            (false, true, Some(_), _) => Ok(Audience::Network),
            (false, true, None, _) => Ok(Audience::Members),
            (false, false, Some(name), _) => Err(refuse(name, Misfit::Network, individual::NETWORK.as_str())),
            (false, false, None, (Some((first, name)), Some((second, other)))) => {
                // The one that was there before is not the one too many.
                let was = standing.rules.audience == Audience::Group(first.clone());
                let (group, name) = if was { (second, other) } else { (first, name) };
                Err(refuse(name, Misfit::Groups, group.as_str()))
            }
            (false, false, None, (Some((group, _)), None)) => Ok(Audience::Group(group.clone())),
            (false, false, None, (None, _)) => Ok(Audience::Private),
        }
    }
}

/// Accounts are known by their address, whose case means nothing.
pub(crate) fn same_agent(one: &str, other: &str) -> bool {
    one == other || (one.starts_with("mailto:") && one.to_lowercase() == other.to_lowercase())
}

fn is(term: &Term, node: NamedNodeRef<'_>) -> bool {
    matches!(term, Term::NamedNode(named) if named.as_ref() == node)
}

/// A term in a problem: an IRI without its brackets.
fn said(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::BlankNode(_) | Term::Literal(_) => term.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::syntax::{Format, parse};

    const LEA: &str = "mailto:lea@a.example";

    fn iri(path: &str) -> Iri {
        Iri::parse(&format!("https://a.example/{path}")).unwrap()
    }

    fn rules(audience: Audience, owner: Option<&str>) -> Rules {
        Rules { audience, owner: owner.map(|owner| Iri::parse(owner).unwrap()) }
    }

    /// What this acl makes of a document that is Léa's and for the group `a`.
    fn read_over(said: &str, standing: &Rules) -> Result<Rules, (Misfit, String, String)> {
        let (base, document) = (Base::parse("https://a.example/").unwrap(), iri("codes/moulin"));
        let address = base.acl(&document);
        let text = format!(
            "@prefix acl: <http://www.w3.org/ns/auth/acl#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
             @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix cs: <https://w3id.org/codesocial#> . {said}"
        );
        let quads = parse(text.as_bytes(), Format::Turtle, &address, 99).unwrap();
        let triples: Vec<Triple> = quads.into_iter().map(Triple::from).collect();
        let standing = Standing { base: &base, address: &address, document: &document, rules: standing };
        read(&triples, &standing).map_err(|refused| {
            let name = refused.authorization.strip_prefix(address.as_str()).unwrap_or(&refused.authorization);
            (refused.reason, name.to_owned(), refused.what)
        })
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (base, document) = (Base::parse("https://a.example/").unwrap(), iri("codes/moulin"));
        let address = base.acl(&document);
        let others = rules(Audience::Private, Some("mailto:Lea@A.example"));
        for audience in [
            Audience::Public,
            Audience::Network,
            Audience::Members,
            Audience::Group(iri("groups/a")),
            Audience::Private,
        ] {
            let written = rules(audience.clone(), Some("mailto:Lea@A.example"));
            let triples = write(&address, &document, &written);
            for standing in [&written, &others] {
                let standing = Standing { base: &base, address: &address, document: &document, rules: standing };
                assert_eq!(read(&triples, &standing), Ok(written.clone()), "{audience:?}");
            }
        }
        let nobody = rules(Audience::Public, None);
        let standing = Standing { base: &base, address: &address, document: &document, rules: &nobody };
        assert_eq!(read(&write(&address, &document, &nobody), &standing), Ok(nobody.clone()));
    }

    #[test]
    fn other_ways_to_say_the_same() {
        let standing = rules(Audience::Group(iri("groups/a")), Some(LEA));
        let owner = "<#o> a acl:Authorization ; acl:agent <mailto:LEA@a.example> ; acl:accessTo </codes/moulin> ;
             acl:mode acl:Read, acl:Write, acl:Control .";
        let group = |name: &str| Audience::Group(iri(&format!("groups/{name}")));
        for (said, audience) in [
            ("", Audience::Private),
            (
                "[] a acl:Authorization ; acl:agentClass foaf:Agent ; acl:accessTo </codes/moulin> ; acl:mode acl:Read ;
                 rdfs:label 'everybody' .",
                Audience::Public,
            ),
            // What is wider holds what is narrower.
            (
                "<#p> a acl:Authorization ; acl:agentClass foaf:Agent, acl:AuthenticatedAgent ; acl:agentGroup
                 </groups/a>, cs:Network ; acl:accessTo </codes/moulin> ; acl:mode acl:Read .",
                Audience::Public,
            ),
            (
                "<#g> a acl:Authorization ; acl:agentClass acl:AuthenticatedAgent ; acl:agentGroup </groups/a> ;
                 acl:accessTo </codes/moulin> ; acl:mode acl:Read .",
                Audience::Members,
            ),
            (
                "<#g> a acl:Authorization ; acl:agentGroup </groups/b> ; acl:accessTo </codes/moulin> ; acl:mode acl:Read .",
                group("b"),
            ),
            // Two halves of what the owner may do, and one that grants nothing.
            (
                "<#h> a acl:Authorization ; acl:agent <mailto:lea@a.example> ; acl:accessTo </codes/moulin> ; acl:mode
                 acl:Append . <#n> a acl:Authorization ; acl:agentClass foaf:Agent ; acl:accessTo </codes/moulin> .",
                Audience::Private,
            ),
        ] {
            assert_eq!(read_over(&[owner, said].concat(), &standing), Ok(rules(audience, Some(LEA))), "{said}");
        }
        let given = owner.replace("mailto:LEA@a.example", "mailto:paul@a.example");
        assert_eq!(read_over(&given, &standing), Ok(rules(Audience::Private, Some("mailto:paul@a.example"))));
    }

    #[test]
    fn what_cannot_be_kept_is_refused_with_its_place() {
        let standing = rules(Audience::Group(iri("groups/a")), Some(LEA));
        let owner = format!(
            "<#owner> a acl:Authorization ; acl:agent <{LEA}> ; acl:accessTo </codes/moulin> ; acl:mode acl:Read,
             acl:Write, acl:Control ."
        );
        let acl = |local: &str| format!("http://www.w3.org/ns/auth/acl#{local}");
        let who = |whom: &str, modes: &str| {
            format!("{owner} <#x> a acl:Authorization ; {whom} ; acl:accessTo </codes/moulin> ; acl:mode {modes} .")
        };
        for (said, reason, name, what) in [
            (
                who("acl:agent <https://bob.example/#me>", "acl:Read"),
                Misfit::Agent,
                "#x",
                "https://bob.example/#me".into(),
            ),
            (
                who("acl:agent <mailto:b@a.example>", "acl:Read, acl:Write, acl:Control"),
                Misfit::Agent,
                "#x",
                "mailto:b@a.example".into(),
            ),
            (who("acl:agent [ acl:mode acl:Read ]", "acl:Read"), Misfit::Agent, "#x", String::new()),
            (
                who("acl:agentClass foaf:Agent ; acl:origin <https://app.example>", "acl:Read"),
                Misfit::Origin,
                "#x",
                "https://app.example".into(),
            ),
            (who("acl:origin <https://app.example>", "acl:Read"), Misfit::Origin, "#x", "https://app.example".into()),
            (who("acl:agentClass foaf:Agent", "acl:Read, acl:Write"), Misfit::Mode, "#x", acl("Write")),
            (who("acl:agentClass acl:AuthenticatedAgent", "acl:Append"), Misfit::Mode, "#x", acl("Append")),
            (who("acl:agentGroup </groups/a>", "acl:Read, acl:Control"), Misfit::Mode, "#x", acl("Control")),
            (
                who("acl:agentClass foaf:Agent", "cs:Sing"),
                Misfit::Mode,
                "#x",
                "https://w3id.org/codesocial#Sing".into(),
            ),
            (
                who("acl:agentClass foaf:Person", "acl:Read"),
                Misfit::Class,
                "#x",
                "http://xmlns.com/foaf/0.1/Person".into(),
            ),
            (
                who("acl:agentGroup <https://b.example/groups/b>", "acl:Read"),
                Misfit::Group,
                "#x",
                "https://b.example/groups/b".into(),
            ),
            (
                who("acl:agentGroup </groups/a#members>", "acl:Read"),
                Misfit::Group,
                "#x",
                "https://a.example/groups/a#members".into(),
            ),
            (who("acl:agentGroup </codes/a>", "acl:Read"), Misfit::Group, "#x", "https://a.example/codes/a".into()),
            (
                who("acl:agentGroup </groups/a>, </groups/b>", "acl:Read"),
                Misfit::Groups,
                "#x",
                "https://a.example/groups/b".into(),
            ),
            (
                who("acl:agentGroup cs:Network", "acl:Read"),
                Misfit::Network,
                "#x",
                "https://w3id.org/codesocial#Network".into(),
            ),
            (
                who("acl:agentClass foaf:Agent ; acl:accessTo </codes/other>", "acl:Read"),
                Misfit::Target,
                "#x",
                "https://a.example/codes/other".into(),
            ),
            (
                who("acl:agentClass foaf:Agent ; acl:default </codes/moulin>", "acl:Read"),
                Misfit::Target,
                "#x",
                "https://a.example/codes/moulin".into(),
            ),
            (
                who("acl:agentClass foaf:Agent ; cs:name 'x'", "acl:Read"),
                Misfit::Statement,
                "#x",
                "https://w3id.org/codesocial#name".into(),
            ),
            (
                format!("{owner} <> a cs:Group ."),
                Misfit::Statement,
                "",
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#type".into(),
            ),
            (owner.replace("a acl:Authorization ;", ""), Misfit::Untyped, "#owner", acl("Authorization")),
            (
                owner.replace(", acl:Control", "").replace("acl:Write, acl:Control", "acl:Write"),
                Misfit::Owner,
                "#owner",
                acl("Control"),
            ),
            (
                owner.replace(LEA, "mailto:b@a.example").replace("acl:Write,", ""),
                Misfit::Agent,
                "#owner",
                "mailto:b@a.example".into(),
            ),
            (String::new(), Misfit::Owner, "", LEA.into()),
        ] {
            let (found, place, of) = read_over(&said, &standing).unwrap_err();
            assert_eq!((found, place.as_str()), (reason, name), "{said}");
            // The label of a blank node is nobody's choice.
            assert!(of == what || (what.is_empty() && of.starts_with("_:")), "{said}: {of}");
        }
    }
}
