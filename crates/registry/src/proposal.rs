//! A changed copy, offered back to the description that it started from: looked at, taken up whole or in part, declined,
//! withdrawn.
//!
//! It is a `cs:Proposal` that names the version of the copy (`cs:proposedVersion`). Whoever may change the description
//! decides; then the merge and the decision are one change of both documents. What is brought together is what all three
//! say of the subject: what a document says of itself ([`fork::OF_ITSELF`](crate::fork)) stays each one's own.

use crate::access;
use crate::belonging::MEMBER_LIMIT;
use crate::change::{Changed, refusal};
use crate::error::{ChangeError, ReadError};
use crate::fork::{closed, is_of_itself};
use crate::read::{Resource, named};
use crate::registry::Registry;
use crate::version::Past;
use journal::{Commit, Current};
use model::document::TRIPLE_LIMIT;
use model::iri::Location;
use model::merge::{self, Merge, Place, PlaceId, Side};
use model::vocab::{class, individual, property, prov, rdf};
use model::{Caller, Container, Content, Diff, Document, DocumentChange, DocumentError, Expected, Iri, Reason, Slug};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, TermRef, Triple};
use shapes::Grammar;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::future::ready;
use store::Projection;

/// A proposal to be made of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProposal {
    /// The copy.
    pub copy: Iri,
    /// Which version of it; the newest if that is not said.
    pub version: Option<u64>,
    /// What it is called.
    pub name: String,
    /// Why, in words for who decides.
    pub reason: Option<Reason>,
    /// The language of both.
    pub language: &'static str,
}

/// A proposal beside what it is offered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// The proposal itself.
    pub proposal: Resource,
    /// Whether nobody decided yet.
    pub is_open: bool,
    /// The description as it stands.
    pub ours: Resource,
    /// The version of it that the copy started from.
    pub base: Past,
    /// The version of the copy that is offered.
    pub copy: Past,
    /// What the copy would make of the starting version, under the description's address.
    pub theirs: Document,
    /// What the offer changes.
    pub diff: Diff,
    /// The places that it changes.
    pub places: BTreeSet<Place>,
    /// What comes of taking it up whole.
    pub merge: Merge,
}

/// How much of an offer is taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// All of it.
    Whole,
    /// These places.
    Places(BTreeSet<PlaceId>),
}

/// What becomes of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is taken up, and where both changed the same place, this side counts.
    Accept {
        /// How much.
        take: Take,
        /// Whose word counts, for each place in conflict.
        sides: BTreeMap<PlaceId, Side>,
    },
    /// It is not.
    Decline,
    /// Who offered it takes it back.
    Withdraw,
}

impl Registry {
    /// Offers a copy back. Who may change the copy may offer it; who decides must be able to read it.
    pub async fn propose(&self, caller: &Caller, new: NewProposal) -> Result<Changed, ChangeError> {
        access::writer(caller)?;
        let NewProposal { copy, version, name, reason, language } = new;
        let unread = ChangeError::unread(&copy);
        let current = self.journal.current(&copy).await?.ok_or(ChangeError::NotFound)?;
        access::may_change(caller, &current)?;
        let number = version.unwrap_or(current.revision.number);
        let offered = self.version(caller, &copy, number).await.map_err(&unread)?;
        let (original, start) = start(&offered.resource.document).ok_or_else(|| ChangeError::NoCopy(copy.clone()))?;
        let base = self.version(caller, &original, start).await.map_err(ChangeError::unread(&original))?;
        let audience = base.resource.audience.clone().meet(offered.resource.audience.clone());
        let wanted = Slug::from_text(&name).map_err(|error| ChangeError::NoAddress(error.0))?;
        let text = |text: &str| Literal::new_language_tagged_literal_unchecked(text, language);
        let make = |iri: Iri| -> Result<Vec<Document>, ChangeError> {
            let say = |predicate: NamedNodeRef<'_>, object: Term| {
                Triple::new(NamedNode::from(iri.clone()), predicate, object)
            };
            let node = |iri: Iri| Term::from(NamedNode::from(iri));
            let mut triples = vec![
                say(rdf::TYPE, class::PROPOSAL.into_owned().into()),
                say(property::NAME, text(&name).into()),
                say(property::CONCERNS, node(original.clone())),
                say(property::PROPOSED_VERSION, node(copy.version(number))),
                say(property::STARTING_VERSION, node(original.version(start))),
                say(property::STATUS, individual::PENDING.into_owned().into()),
            ];
            triples.extend(reason.as_ref().map(|reason| say(property::MOTIVATION, text(reason.as_str()).into())));
            triples.extend(closed(&iri, &audience));
            Ok(vec![Document::admit(iri, triples)?])
        };
        self.mint(caller, Container::Proposals, &wanted, reason.clone(), |iri| ready(make(iri))).await
    }

    /// A proposal beside what it is offered to: for whoever may read all of it.
    pub async fn merging(&self, caller: &Caller, proposal: &Iri) -> Result<Merging, ReadError> {
        let proposal = self.read(caller, proposal).await?;
        let (copy, base) = versions(&proposal.document).ok_or(ReadError::NotFound)?;
        let ours = self.read(caller, &base.0).await?;
        let copy = self.version(caller, &copy.0, copy.1).await?;
        let base = self.version(caller, &base.0, base.1).await?;
        let texts = [&base.resource, &ours, &copy.resource].map(|resource| resource.document.clone());
        let (size, grammar) = (texts.iter().map(Document::size).sum::<usize>(), self.grammar());
        let compared = self.aside.run(size, move || Compared::of(&grammar, &texts)).await?;
        // Both are documents already; together they break no rule but that of size.
        let Compared { theirs, diff, places, merge } =
            compared.map_err(|_| ReadError::TooMuch { limit: TRIPLE_LIMIT })?;
        let is_open = says(&proposal.document, property::STATUS, individual::PENDING);
        Ok(Merging { proposal, is_open, ours, base, copy, theirs, diff, places, merge })
    }

    /// The proposals that offer something to a description, as far as the caller may see them.
    pub async fn proposals(&self, caller: &Caller, description: &Iri) -> Result<Vec<Resource>, ReadError> {
        self.read(caller, description).await?;
        let (whom, whole) = (caller.clone(), description.clone());
        let asks =
            move |projection: &Projection| projection.pointing_at(&whom, &whole, &[property::CONCERNS], MEMBER_LIMIT);
        let found = self.projected(asks).await?;
        if found.len() >= MEMBER_LIMIT {
            return Err(ReadError::TooMuch { limit: MEMBER_LIMIT });
        }
        let is_proposal =
            |iri: &Iri| matches!(self.base().locate(iri), Some(Location::Document(Container::Proposals, _)));
        let mut proposals = Vec::new();
        for iri in found.into_iter().filter(is_proposal) {
            match self.read(caller, &iri).await {
                Ok(resource) if versions(&resource.document).is_some() => proposals.push(resource),
                Ok(_) | Err(ReadError::NotFound | ReadError::Gone) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(proposals)
    }

    /// Whether the caller may decide for this document on what is offered, where it may read it.
    pub async fn may_decide(&self, caller: &Caller, iri: &Iri) -> Result<bool, ReadError> {
        Ok(access::may_make_or_end(caller, iri).is_ok() && self.may_change(caller, iri).await?)
    }

    /// Decides on a proposal. `expected` is what the description must be where it is taken up: what was looked at.
    pub async fn decide(
        &self,
        caller: &Caller,
        proposal: &Iri,
        decision: Decision,
        (expected, reason): (Expected, Option<Reason>),
        language: &'static str,
    ) -> Result<Changed, ChangeError> {
        let by = access::writer(caller)?;
        // A link to edit one document is none to decide on another.
        access::may_make_or_end(caller, proposal)?;
        let unread = ChangeError::unread(proposal);
        let offer = self.read(caller, proposal).await.map_err(&unread)?;
        let (_, (original, _)) = versions(&offer.document).ok_or(ChangeError::NotFound)?;
        let (proposed, standing) = (self.standing(proposal).await?, self.standing(&original).await?);
        match &decision {
            Decision::Accept { .. } | Decision::Decline => access::may_change(caller, &standing)?,
            Decision::Withdraw => access::may_change(caller, &proposed)?,
        }
        if !says(&offer.document, property::STATUS, individual::PENDING) {
            return Err(ChangeError::Decided(proposal.clone()));
        }
        let mut documents = Vec::new();
        let (status, result) = match decision {
            Decision::Withdraw => (individual::WITHDRAWN, None),
            Decision::Decline => (individual::DECLINED, None),
            Decision::Accept { take, sides } => {
                let merging = self.merging(caller, proposal).await.map_err(&unread)?;
                // The merge is of the revision that was read here: whatever else the caller would accept was not
                // looked at.
                let read = merging.ours.revision;
                let expected = match expected {
                    Expected::OneOf(revisions) if !revisions.contains(&read) => {
                        return Err(ChangeError::PreconditionFailed { iri: original, current: Some(read) });
                    }
                    Expected::OneOf(_) | Expected::Present => Expected::OneOf(vec![read]),
                    other @ (Expected::Unstated | Expected::Absent) => other,
                };
                let ours = merging.ours.document.clone();
                let merged = self.merged(merging, take, sides).await?;
                let number = read.number + u64::from(merged != ours);
                documents.push(DocumentChange::put(merged, expected));
                (individual::ACCEPTED, Some(original.version(number)))
            }
        };
        let decided = decided(&offer.document, status, result, (reason.as_ref(), language))?;
        // Whoever decided meanwhile was quicker.
        documents.push(DocumentChange::put(decided, Expected::OneOf(vec![offer.revision])));
        let becoming = self.becoming(&documents);
        let (mut writes, mut advice) = (Vec::new(), Vec::new());
        for part in documents {
            let iri = part.iri.clone();
            let prepared = if iri == *proposal {
                // Who decides is asked above: it need not be who may change the proposal's words.
                let audience = Some(proposed.own_audience.clone());
                let container = Container::Proposals;
                self.prepare_allowed(caller, part, container, Some(&proposed), audience, &becoming).await?
            } else {
                self.prepare(caller, part, Some(&standing), Some(standing.own_audience.clone()), &becoming).await?
            };
            advice.extend(prepared.advice.map(|report| (iri, report)));
            writes.push(prepared.write);
        }
        let commit = Commit { by, reason: reason.map(Into::into), writes };
        Ok(Changed { receipt: self.journal.commit(commit).await.map_err(refusal)?, advice })
    }

    async fn standing(&self, iri: &Iri) -> Result<Current, ChangeError> {
        self.journal.current(iri).await?.ok_or(ChangeError::NotFound)
    }

    /// The description with as much of the offer as is taken up.
    async fn merged(
        &self,
        merging: Merging,
        take: Take,
        sides: BTreeMap<PlaceId, Side>,
    ) -> Result<Document, ChangeError> {
        let (size, grammar) = (3 * merging.ours.document.size(), self.grammar());
        let work = move || {
            let (base, ours) = (merging.base.resource.document.triples(), &merging.ours.document);
            let merge = match take {
                Take::Whole => merging.merge,
                Take::Places(places) => {
                    let taken = merge::part(base, merging.theirs.triples(), |place| places.contains(&place.id()));
                    merge(&grammar, base, ours.triples(), &taken)
                }
            };
            let triples = merge
                .decided(|conflict| sides.get(&conflict.place.id()).copied())
                .map_err(|conflicts| ChangeError::Conflicts { document: ours.iri().clone(), conflicts })?;
            Ok(Document::admit(ours.iri().clone(), triples)?)
        };
        self.aside.run(size, work).await?
    }
}

/// What comes of comparing a copy with what it started from, and with what stands there now.
struct Compared {
    theirs: Document,
    diff: Diff,
    places: BTreeSet<Place>,
    merge: Merge,
}

impl Compared {
    fn of(grammar: &Grammar, [start, ours, copy]: &[Document; 3]) -> Result<Self, DocumentError> {
        let mut triples = copy.retold(start.iri());
        triples.retain(|triple| !is_of_itself(triple, start.iri()));
        triples.extend(start.triples().iter().filter(|triple| is_of_itself(triple, start.iri())).cloned());
        let theirs = Document::admit(start.iri().clone(), triples)?;
        let diff = Diff::between(start, &theirs);
        let places = merge::changed_places(start.triples(), theirs.triples());
        let merge = merge(grammar, start.triples(), ours.triples(), theirs.triples());
        Ok(Self { theirs, diff, places, merge })
    }
}

/// Brings together two texts that started from one, by what the grammar says may be there once.
pub(crate) fn merge(grammar: &Grammar, base: &[Triple], ours: &[Triple], theirs: &[Triple]) -> Merge {
    let single = grammar.single_valued();
    merge::merge(base, ours, theirs, |property| single.contains(&property.into_owned()))
}

/// An ordinary change decides nothing: that a proposal was accepted or declined is written by who may, with the merge.
/// Whoever holds the data folder brings in what was decided elsewhere.
pub(crate) fn undecided(caller: &Caller, part: &DocumentChange, current: Option<&Current>) -> Result<(), ChangeError> {
    let (Content::Put(document), false) = (&part.content, matches!(caller, Caller::Operator(_))) else { return Ok(()) };
    if document.own(property::PROPOSED_VERSION).next().is_none() {
        return Ok(());
    }
    let was = current.and_then(|current| current.canonical.as_deref()).unwrap_or_default();
    let decisions = [individual::ACCEPTED, individual::DECLINED].map(TermRef::NamedNode);
    let is_decision = |triple: &Triple| {
        triple.predicate.as_ref() == property::RESULTING_VERSION
            || (triple.predicate.as_ref() == property::STATUS && decisions.contains(&triple.object.as_ref()))
    };
    // What was decided on stays what it was, too.
    let of_decision =
        [property::STATUS, property::RESULTING_VERSION, property::PROPOSED_VERSION, property::STARTING_VERSION];
    let is_new =
        |triple: &Triple| of_decision.contains(&triple.predicate.as_ref()) && !was.contains(&format!("{triple} .\n"));
    if document.triples().iter().any(is_decision) && document.triples().iter().any(is_new) {
        return Err(ChangeError::Forbidden(part.iri.clone()));
    }
    Ok(())
}

/// The proposal once it is decided.
fn decided(
    proposal: &Document,
    status: NamedNodeRef<'_>,
    result: Option<Iri>,
    (reason, language): (Option<&Reason>, &str),
) -> Result<Document, ChangeError> {
    let subject: NamedNode = proposal.iri().clone().into();
    let told = [property::STATUS, property::RESULTING_VERSION];
    let mut triples: Vec<Triple> =
        proposal.triples().iter().filter(|triple| !told.contains(&triple.predicate.as_ref())).cloned().collect();
    triples.push(Triple::new(subject.clone(), property::STATUS, status));
    triples.extend(
        result.map(|result| Triple::new(subject.clone(), property::RESULTING_VERSION, NamedNode::from(result))),
    );
    if let Some(reason) = reason {
        let text = Literal::new_language_tagged_literal_unchecked(reason.as_str(), language);
        let in_it = |triple: &Triple| {
            triple.predicate.as_ref() == property::OUTCOME
                && matches!(&triple.object, Term::Literal(other) if other.language() == Some(language))
        };
        triples.retain(|triple| !in_it(triple));
        triples.push(Triple::new(subject, property::OUTCOME, text));
    }
    Ok(Document::admit(proposal.iri().clone(), triples)?)
}

/// The description and the version that a copy says it started from.
fn start(copy: &Document) -> Option<(Iri, u64)> {
    let sources: HashSet<Iri> = copy.own(property::FORK_OF).filter_map(named).collect();
    copy.own(prov::WAS_DERIVED_FROM)
        .filter_map(named)
        .filter_map(|iri| iri.versioned())
        .filter(|(source, _)| sources.contains(source))
        .max_by_key(|(_, number)| *number)
}

/// The version of the copy and the version it started from, of a proposal that names them.
fn versions(proposal: &Document) -> Option<((Iri, u64), (Iri, u64))> {
    let one = |predicate| proposal.own(predicate).find_map(named).and_then(|iri| iri.versioned());
    Some((one(property::PROPOSED_VERSION)?, one(property::STARTING_VERSION)?))
}

fn says(document: &Document, predicate: NamedNodeRef<'_>, object: NamedNodeRef<'_>) -> bool {
    document.own(predicate).any(|value| value == TermRef::NamedNode(object))
}
