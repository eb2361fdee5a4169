//! Who may do what, as Web Access Control says it: read by whoever is in control, and set where it can be kept.
//!
//! An acl is nothing of its own: it is made of a document's audience and owner, and what is written to it becomes a
//! revision of the document that states these, through the same door as any other change.

mod rules;

pub use rules::{Misfit, Unmappable};

use crate::access;
use crate::bundle::BundleTag;
use crate::error::{ChangeError, ReadError};
use crate::intake::{self, Body};
use crate::patch::{PatchBody, TRIES};
use crate::read::{self, Resource};
use crate::registry::Registry;
use journal::Current;
use model::patch::Patch;
use model::syntax::Format;
use model::vocab::property;
use model::{Audience, Base, Caller, Change, Container, Document, DocumentChange, Expected, Iri, Reason, Revision};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Quad, Triple};
use rules::{Rules, Standing};
use std::sync::Arc;

/// One thing that can be done with a document or a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reading it.
    Read,
    /// Changing it, or ending it.
    Write,
    /// Adding to it.
    Append,
    /// Saying who may do what with it.
    Control,
}

/// What may be done with a document or a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// By whoever asks.
    pub user: Vec<Mode>,
    /// By everybody.
    pub public: Vec<Mode>,
}

/// Who may do what with a document, said in our own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatedRules {
    /// Who shall read it; `None`: whoever does.
    pub audience: Option<Audience>,
    /// Whose it shall be, as `cs:owner` names them; `None`: whose it is.
    pub owner: Option<Iri>,
}

/// Who may do what with a document, as it is shown to whoever is in control of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The document.
    pub resource: Resource,
    /// Who reads it in the end, as far as the caller may know.
    pub audience: Audience,
    /// Whose it is, as `cs:owner` names them; `None` where nobody is left to name.
    pub owner: Option<Iri>,
    /// Whether what it belongs to is less open than the document would be alone.
    pub is_bound: bool,
    /// What its acl is known by.
    pub tag: BundleTag,
    /// Whether the caller may say otherwise, and not only look.
    pub may_set: bool,
    /// Whether it can be given to somebody else.
    pub giving: Giving,
}

/// Whether a document can be given to somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giving {
    /// To whoever has an account here.
    Free,
    /// It does not say whose it is: an acl tells nobody's address to its readers.
    Unstated,
    /// Not by the caller: who names others would learn who has an account.
    ByAdministrators,
}

/// The acl of a document or a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acl {
    /// Its address.
    pub address: Iri,
    /// What it says.
    pub triples: Vec<Triple>,
    /// What that of a document is known by: the document's revision, and a hash of what it says.
    pub tag: Option<BundleTag>,
}

impl Acl {
    /// What it says, as a document of this format says it: in the graph of its address where there are graphs.
    pub fn quads(&self, format: Format) -> Vec<Quad> {
        let graph = match format {
            Format::TriG | Format::NQuads => GraphName::NamedNode(self.address.clone().into()),
            Format::JsonLd | Format::Turtle | Format::NTriples | Format::RdfXml => GraphName::DefaultGraph,
        };
        self.triples.iter().map(|triple| triple.clone().in_graph(graph.clone())).collect()
    }
}

/// Why an acl cannot be read or set. Nothing of it happened.
#[derive(Debug, thiserror::Error)]
pub enum AclError {
    /// As for any change of the document.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The caller may read the document, and does not say who else may (403).
    #[error("somebody else is in control of {0}")]
    NotInControl(Iri),
    /// It says something that cannot be kept (422).
    #[error(transparent)]
    Unmappable(#[from] Unmappable),
}

/// A document whose acl is read or set, by somebody who is in control.
struct Controlled {
    current: Current,
    rules: Rules,
    acl: Acl,
    tag: BundleTag,
}

impl Controlled {
    fn standing<'s>(&'s self, base: &'s Base) -> Standing<'s> {
        Standing { base, address: &self.acl.address, document: &self.current.iri, rules: &self.rules }
    }

    /// What is refused whatever authorization asks for it.
    fn refuse(&self, reason: Misfit, what: &Iri) -> Unmappable {
        let authorization = self.acl.address.as_str().to_owned();
        Unmappable { authorization, reason, what: what.as_str().to_owned() }
    }
}

impl Registry {
    /// Reads the acl of a document.
    pub async fn acl(&self, caller: &Caller, iri: &Iri) -> Result<Acl, AclError> {
        Ok(self.controlled(caller, iri).await?.acl)
    }

    /// Who may do what with a document, for whoever is in control of it.
    pub async fn control(&self, caller: &Caller, iri: &Iri) -> Result<Control, AclError> {
        let Controlled { current, rules, tag, .. } = self.controlled(caller, iri).await?;
        let is_bound = current.audience != current.own_audience;
        let resource = read::resource(current).map_err(ChangeError::from)?;
        let giving = match (resource.document.own(property::OWNER).next(), access::may_name_owners(caller)) {
            (_, false) => Giving::ByAdministrators,
            (None, true) => Giving::Unstated,
            (Some(_), true) => Giving::Free,
        };
        let may_set = access::writer(caller).is_ok();
        Ok(Control { resource, audience: rules.audience, owner: rules.owner, is_bound, tag, may_set, giving })
    }

    /// Reads the acl of a container. Containers are given, and so is who makes documents in them: whoever runs the
    /// instance may look, and nobody sets it.
    pub fn acl_of_container(&self, caller: &Caller, container: Container) -> Result<Acl, AclError> {
        let container = self.base().container(container);
        access::in_control_of_container(caller, &container)?;
        let address = self.base().acl(&container);
        let triples = rules::write_container(&address, &container, &self.base().contributors());
        Ok(Acl { address, triples, tag: None })
    }

    /// Sets who may do what with a document (`PUT` of its acl). `whole` are the tags of acls that the caller has read.
    pub async fn put_acl(
        &self,
        caller: &Caller,
        iri: &Iri,
        body: Body<'_>,
        expected: (Expected, Vec<BundleTag>),
        reason: Option<Reason>,
    ) -> Result<(), AclError> {
        let controlled = self.replaced(caller, iri, &expected).await?;
        let triples = self.read_acl(&controlled.acl.address, body).await?;
        let wanted = rules::read(&triples, &controlled.standing(self.base()))?;
        self.write_rules(caller, controlled, wanted, reason).await
    }

    /// The same, said in our own words. What is not said stays.
    pub async fn set_rules(
        &self,
        caller: &Caller,
        iri: &Iri,
        stated: StatedRules,
        expected: (Expected, Vec<BundleTag>),
        reason: Option<Reason>,
    ) -> Result<(), AclError> {
        let controlled = self.replaced(caller, iri, &expected).await?;
        let Rules { audience, owner } = controlled.rules.clone();
        let stays = |named: &Iri| owner.as_ref().is_some_and(|owner| rules::same_agent(owner.as_str(), named.as_str()));
        let named = stated.owner.filter(|named| !stays(named));
        let wanted = Rules { audience: stated.audience.unwrap_or(audience), owner: named.or(owner) };
        self.write_rules(caller, controlled, wanted, reason).await
    }

    /// The same by a patch of what stands there (`PATCH`).
    pub async fn patch_acl(
        &self,
        caller: &Caller,
        iri: &Iri,
        body: PatchBody<'_>,
        expected: (Expected, Vec<BundleTag>),
        reason: Option<Reason>,
    ) -> Result<(), AclError> {
        access::writer(caller)?;
        let read = Patch::read(body.bytes, body.format, &self.base().acl(iri));
        let patch = Arc::new(read.map_err(ChangeError::from)?);
        let queue = self.patching.queue(iri);
        let _turn = queue.turn().await;
        for _ in 0..TRIES {
            let controlled = self.controlled(caller, iri).await?;
            if expected.0 == Expected::Unstated && patch.needs_revision() {
                return Err(required(&controlled));
            }
            permits(&expected, &controlled)?;
            let (address, said) = (controlled.acl.address.clone(), controlled.acl.triples.clone());
            // One that says nothing is a document that is not there.
            let before = Document::admit(address, said).ok();
            let after = self.applied(caller, &patch, before).await?;
            let wanted = rules::read(after.triples(), &controlled.standing(self.base()))?;
            match self.write_rules(caller, controlled, wanted, reason.clone()).await {
                // Somebody else was quicker: it is computed again from what they left.
                Err(AclError::Change(ChangeError::PreconditionFailed { .. })) => {}
                done => return done,
            }
        }
        Err(ChangeError::Unavailable.into())
    }

    /// What the caller may do with a document that it read.
    pub fn access_to(&self, caller: &Caller, resource: &Resource) -> Access {
        access::to_document(caller, resource.document.iri(), &resource.audience, resource.owner)
    }

    /// What the caller may do with a container.
    pub fn access_to_container(&self, caller: &Caller) -> Access {
        access::to_container(caller)
    }

    /// The document with its rules, for whoever replaces all of them, and so must say what it believes that they are.
    async fn replaced(
        &self,
        caller: &Caller,
        iri: &Iri,
        expected: &(Expected, Vec<BundleTag>),
    ) -> Result<Controlled, AclError> {
        access::writer(caller)?;
        let controlled = self.controlled(caller, iri).await?;
        if expected.0 == Expected::Unstated {
            return Err(required(&controlled));
        }
        permits(expected, &controlled)?;
        Ok(controlled)
    }

    /// The document with its rules, for whoever is in control of it.
    async fn controlled(&self, caller: &Caller, iri: &Iri) -> Result<Controlled, AclError> {
        let stored = self.journal.current(iri).await.map_err(ChangeError::from)?;
        let current = match access::readable(caller, stored) {
            Ok(current) => current,
            Err(ReadError::Gone) => return Err(ChangeError::Gone(iri.clone()).into()),
            Err(error) => return Err(ChangeError::from(error).into()),
        };
        access::in_control(caller, &current)?;
        let account = self.journal.kept_account(current.owner).await.map_err(ChangeError::from)?;
        // Nobody is named where the account was erased.
        let account = account.filter(|account| account.erased.is_none());
        let owner = account.and_then(|account| Iri::parse(&["mailto:", &account.email].concat()).ok());
        let rules = Rules { audience: self.told_audience(caller, &current).await?, owner };
        let address = self.base().acl(iri);
        let triples = rules::write(&address, iri, &rules);
        let tag = tag(current.revision, &triples);
        let acl = Acl { address, triples, tag: Some(tag) };
        Ok(Controlled { current, rules, acl, tag })
    }

    /// Who reads it in the end, as far as the caller may know. What it belongs to may be closed to a group that the caller
    /// may not even know of: that one is not told.
    async fn told_audience(&self, caller: &Caller, current: &Current) -> Result<Audience, AclError> {
        if let Audience::Group(group) = &current.audience
            && current.audience != current.own_audience
            && !self.knows_group(caller, group).await?
        {
            return Ok(Audience::Private);
        }
        Ok(current.audience.clone())
    }

    /// A body in one of the formats of documents, in the default graph or in that of the acl.
    async fn read_acl(&self, address: &Iri, body: Body<'_>) -> Result<Vec<Triple>, ChangeError> {
        let (base, bytes, format) = (address.clone(), body.bytes.to_vec(), body.format);
        let read = move || intake::parse(&base, Body { bytes: &bytes, format });
        let quads = self.aside.run(body.bytes.len(), read).await??;
        let own = GraphName::NamedNode(address.clone().into());
        let mut foreign = quads.iter().map(|quad| &quad.graph_name);
        match foreign.find(|graph| **graph != GraphName::DefaultGraph && **graph != own) {
            Some(GraphName::NamedNode(graph)) => Err(ChangeError::ForeignGraph(Iri::from_named_node(graph.clone()))),
            Some(GraphName::BlankNode(_) | GraphName::DefaultGraph) => Err(ChangeError::NoDocument),
            None => Ok(quads.into_iter().map(Triple::from).collect()),
        }
    }

    /// Makes these rules a revision of the document. What they leave as it is is not written, and so has no reason.
    async fn write_rules(
        &self,
        caller: &Caller,
        controlled: Controlled,
        wanted: Rules,
        reason: Option<Reason>,
    ) -> Result<(), AclError> {
        if wanted == controlled.rules {
            return Ok(());
        }
        let rules = controlled.rules.clone();
        let refuse = |reason, what: &Iri| controlled.refuse(reason, what);
        let (iri, revision) = (controlled.current.iri.clone(), controlled.current.revision);
        let mut document = read::resource(controlled.current.clone()).map_err(ChangeError::from)?.document;
        if wanted.audience != rules.audience {
            if let Audience::Group(group) = &wanted.audience
                && !self.knows_group(caller, group).await?
            {
                return Err(refuse(Misfit::Group, group).into());
            }
            if !self.reaches(&document, &wanted.audience).await? {
                return Err(refuse(Misfit::Bound, &iri).into());
            }
            document = stating(&document, property::AUDIENCE, wanted.audience.to_term())?;
        }
        if wanted.owner != rules.owner
            && let Some(owner) = &wanted.owner
        {
            // Whose it is stands in the document for all of its readers, or nowhere: an acl tells nobody's address to them.
            if document.own(property::OWNER).next().is_none() {
                return Err(refuse(Misfit::UnstatedOwner, owner).into());
            }
            document = stating(&document, property::OWNER, owner.as_named_node())?;
        }
        let part = DocumentChange::put(document, Expected::OneOf(vec![revision]));
        match self.apply(caller, Change { documents: vec![part], reason }).await {
            Ok(_) => Ok(()),
            Err(ChangeError::Unusable(property)) if property.as_named_node() == property::OWNER => {
                Err(refuse(Misfit::Agent, wanted.owner.as_ref().unwrap_or(&property)).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether all of this audience would read the document, whatever it belongs to.
    async fn reaches(&self, document: &Document, audience: &Audience) -> Result<bool, ChangeError> {
        let mut reached = audience.clone();
        for bound in self.bounds(document) {
            if let Some(bound) = self.journal.current(&bound).await? {
                reached = reached.meet(bound.audience);
            }
        }
        Ok(reached == *audience)
    }
}

/// The document with this as the only value of a property.
fn stating(document: &Document, predicate: NamedNodeRef<'_>, value: NamedNodeRef<'_>) -> Result<Document, ChangeError> {
    let iri: NamedNode = document.iri().clone().into();
    let others = document
        .triples()
        .iter()
        .filter(|triple| triple.predicate.as_ref() != predicate || triple.subject.as_ref() != iri.as_ref().into());
    let stated = Triple::new(iri.clone(), predicate, value);
    Ok(Document::admit(document.iri().clone(), others.cloned().chain([stated]).collect())?)
}

fn tag(revision: Revision, triples: &[Triple]) -> BundleTag {
    let mut lines: Vec<String> = triples.iter().map(|triple| format!("{triple} .\n")).collect();
    lines.sort_unstable();
    BundleTag::of(revision, lines.concat().as_bytes())
}

/// What the caller believes is there.
fn permits((each, whole): &(Expected, Vec<BundleTag>), controlled: &Controlled) -> Result<(), AclError> {
    match each {
        Expected::Unstated | Expected::Present => Ok(()),
        // A document's own tag says nothing of its acl, which may have changed with what it belongs to.
        Expected::OneOf(_) if whole.contains(&controlled.tag) => Ok(()),
        Expected::OneOf(_) | Expected::Absent => {
            let (iri, current) = (controlled.acl.address.clone(), Some(controlled.current.revision));
            Err(ChangeError::PreconditionFailed { iri, current }.into())
        }
    }
}

fn required(controlled: &Controlled) -> AclError {
    let (iri, current) = (controlled.acl.address.clone(), controlled.current.revision);
    ChangeError::PreconditionRequired { iri, current }.into()
}
