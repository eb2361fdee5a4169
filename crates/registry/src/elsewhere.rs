//! Documents from elsewhere: taken in as their origin tells them, read, and changed by nobody here.
//!
//! They obey the rules of documents: the subject rule, the shapes of their classes and of the forms that are known here, the
//! audience that they came with. What is not theirs is everything that follows from writing here: versions, access rules,
//! releases, proposals, what belongs to a description.

use crate::access;
use crate::error::{ChangeError, ReadError};
use crate::read::Resource;
use crate::registry::Registry;
use jiff::Timestamp;
use journal::{MirrorOutcome, Mirrored, MirroredContent};
use model::{Audience, Caller, Document, DocumentChange, Expected, Iri};
use shapes::{Failure, Report, Stage};
use std::collections::BTreeSet;
use std::slice;

/// A document from elsewhere as a caller may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The document. Its dates are those of this instance: since when it is held here, and since when as it is.
    pub resource: Resource,
    /// The actor or source that tells it.
    pub origin: Iri,
    /// When its origin said so, by its own clock.
    pub at: Option<Timestamp>,
    /// Since when it is cut off from its origin, and stays as it is.
    pub frozen: Option<Timestamp>,
}

/// What an origin tells of a document. Whether this origin may speak of it was asked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which document.
    pub iri: Iri,
    /// The actor or source that tells it.
    pub origin: Iri,
    /// The number of the entry in its origin's journal, if it said so.
    pub said: Option<u64>,
    /// When, by its origin's clock, if it said so.
    pub at: Option<Timestamp>,
    /// What it tells.
    pub content: ToldContent,
}

/// What is told of a document from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToldContent {
    /// That it says this.
    Put {
        /// The document.
        document: Document,
        /// Whom it is for, here.
        audience: Audience,
    },
    /// That it is gone.
    Gone,
}

/// What became of what was told.
#[derive(Debug)]
pub enum Mirroring {
    /// It was taken in, or is not needed.
    Done(MirrorOutcome),
    /// It breaks a rule.
    Refused(MirrorRefusal),
}

/// Why a document from elsewhere is not taken in. What is held stays.
#[derive(Debug, thiserror::Error)]
pub enum MirrorRefusal {
    /// The address is one of this instance, or of a part of a document; or the document is another than the one told of.
    #[error("{0} is not the address of a document from elsewhere")]
    NotElsewhere(Iri),
    /// Shapes refuse it.
    #[error("{0} does not follow the rules of its classes")]
    Invalid(Iri, Box<Report>),
    /// It could not be judged within the work that a validation may take.
    #[error("{iri} could not be judged")]
    Unjudged {
        /// Which.
        iri: Iri,
        /// Why.
        source: Failure,
    },
}

impl Registry {
    /// Takes in what origins tell of documents from elsewhere, in this order and in one transaction; what is refused does not
    /// hold up the others. For administrators and the instance itself: who may tell what is decided before.
    pub async fn mirror(&self, caller: &Caller, told: Vec<Told>) -> Result<Vec<Mirroring>, ChangeError> {
        access::may_oversee(caller)?;
        let by = caller.account_id().ok_or(ChangeError::Unauthenticated)?;
        let mut mirrored = Vec::with_capacity(told.len());
        let mut fates: Vec<Option<MirrorRefusal>> = Vec::with_capacity(told.len());
        for told in told {
            fates.push(match self.judge_mirrored(told).await? {
                Ok(kept) => {
                    mirrored.push(kept);
                    None
                }
                Err(refusal) => Some(refusal),
            });
        }
        let mut outcomes = self.journal.mirror(by, mirrored).await?.into_iter();
        // As many as were not refused.
        let fate = |refused: Option<MirrorRefusal>| match refused {
            Some(refusal) => Mirroring::Refused(refusal),
            None => Mirroring::Done(outcomes.next().unwrap_or(MirrorOutcome::Stale)),
        };
        Ok(fates.into_iter().map(fate).collect())
    }

    /// What may be kept of what is told, or why nothing may: for whoever keeps it together with something else, in one
    /// transaction ([`Registry::settle`]). `Err` outside: nobody could say.
    pub async fn judge_mirrored(&self, told: Told) -> Result<Result<Mirrored, MirrorRefusal>, ChangeError> {
        let Told { iri, origin, said, at, content } = told;
        if self.base().owns(&iri) || iri.fragment().is_some() {
            return Ok(Err(MirrorRefusal::NotElsewhere(iri)));
        }
        let content = match content {
            ToldContent::Gone => MirroredContent::Gone,
            ToldContent::Put { document, .. } if *document.iri() != iri => {
                return Ok(Err(MirrorRefusal::NotElsewhere(iri)));
            }
            ToldContent::Put { document, audience } => {
                let change = DocumentChange::put(document.clone(), Expected::Unstated);
                let becoming = self.becoming(slice::from_ref(&change));
                // As a stranger: what a shape asks of other documents must not depend on what is closed here.
                let judged = self.conforming(&Caller::Anonymous, document, &becoming, Stage::Saving).await;
                let document = match judged {
                    Ok(conforming) => conforming.into_inner(),
                    Err(ChangeError::Invalid(reports)) => {
                        let report = reports.into_iter().next().map(|(_, report)| report).unwrap_or_default();
                        return Ok(Err(MirrorRefusal::Invalid(iri, Box::new(report))));
                    }
                    Err(ChangeError::Unjudged { iri, source }) => {
                        return Ok(Err(MirrorRefusal::Unjudged { iri, source }));
                    }
                    Err(other) => return Err(other),
                };
                let size = document.size();
                let canonical = move || {
                    let canonical = document.canonical();
                    (canonical.hash(), canonical.nquads)
                };
                let (hash, canonical) = self.aside.run(size, canonical).await?;
                MirroredContent::Put { canonical, hash, audience }
            }
        };
        Ok(Ok(Mirrored { iri, origin, said, at, content }))
    }

    /// Reads a document from elsewhere. What is closed is as if it did not exist.
    pub async fn read_elsewhere(&self, caller: &Caller, iri: &Iri) -> Result<Elsewhere, ReadError> {
        let held = self.journal.elsewhere(iri).await?.ok_or(ReadError::NotFound)?;
        let current = access::readable(caller, Some(held.current))?;
        let resource = self.resources(vec![current]).await?.remove(0);
        Ok(Elsewhere { resource, origin: held.origin, at: held.at, frozen: held.frozen })
    }

    /// Which of these are documents from elsewhere, or parts of them, that are held here and that the caller may read: the
    /// addresses of the documents.
    pub async fn held_elsewhere(&self, caller: &Caller, iris: &[Iri]) -> Result<BTreeSet<Iri>, ReadError> {
        let foreign: BTreeSet<Iri> = iris.iter().filter(|iri| !self.base().owns(iri)).map(Iri::document).collect();
        if foreign.is_empty() {
            return Ok(foreign);
        }
        let foreign: Vec<Iri> = foreign.into_iter().collect();
        let held = self.journal.held_elsewhere(&foreign).await?;
        let readable = held.into_iter().filter(|(_, audience, owner)| audience.admits(caller, *owner));
        Ok(readable.map(|(iri, ..)| iri).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{AccountError, EditLinkOrder};
    use crate::release::ReleaseOrder;
    use crate::rig::Rig;
    use jiff::SignedDuration;
    use model::release::Texts;
    use model::syntax::{self, Format};
    use model::{Account, AccountId, Base, Role, Scope, Seq};

    fn iri(path: &str) -> Iri {
        Iri::parse(&format!("https://b.example/{path}")).unwrap()
    }

    fn document(iri: &Iri, turtle: &str) -> Document {
        let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {turtle} .");
        let quads = syntax::parse(text.as_bytes(), Format::Turtle, iri, 99).unwrap();
        Document::admit(iri.clone(), quads.into_iter().map(Into::into).collect()).unwrap()
    }

    fn told(path: &str, said: u64, turtle: &str, audience: Audience) -> Told {
        let iri = iri(path);
        let content = ToldContent::Put { document: document(&iri, turtle), audience };
        let origin = Iri::parse("https://b.example/actor").unwrap();
        Told { iri, origin, said: Some(said), at: Timestamp::from_second(7).ok(), content }
    }

    const MOULIN: &str = "<> a cs:Organization ; cs:name 'Le Moulin'@fr";

    fn signed_in(scopes: &[Scope]) -> Caller {
        let (id, email, role) = (AccountId(77), String::new(), Role::Administrator);
        Caller::Account(Account { id, email, role, scopes: scopes.to_vec(), groups: Vec::new() })
    }

    async fn mirror(rig: &Rig, told: Vec<Told>) -> Vec<String> {
        let fates = rig.registry.mirror(&rig.registry.operator(), told).await.unwrap();
        let word = |fate: Mirroring| match fate {
            Mirroring::Done(outcome) => format!("{outcome:?}"),
            Mirroring::Refused(refusal) => refusal.to_string(),
        };
        fates.into_iter().map(word).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_breaks_a_rule_is_refused_and_holds_up_nobody() {
        let rig = Rig::new().await;
        let ours = Base::parse("https://a.example/").unwrap().service("organizations/moulin");
        let mut stolen = told("organizations/moulin", 1, MOULIN, Audience::Public);
        stolen.iri = ours.clone();
        let content = ToldContent::Put { document: document(&ours, MOULIN), audience: Audience::Public };
        let as_ours = Told { iri: ours, content, ..told("x", 1, MOULIN, Audience::Public) };
        let mut another = told("organizations/other", 1, MOULIN, Audience::Public);
        another.iri = iri("organizations/moulin");
        let nameless = told("organizations/nameless", 1, "<> a cs:Organization", Audience::Public);
        // A type that no shape knows is taken as it is.
        let unknown = told("things/a", 1, "<> a <https://b.example/Thing>", Audience::Public);
        let good = told("organizations/moulin", 2, MOULIN, Audience::Public);
        assert_eq!(
            mirror(&rig, vec![stolen, good, as_ours, another, nameless, unknown]).await,
            [
                "https://a.example/organizations/moulin is not the address of a document from elsewhere",
                "Created",
                "https://a.example/organizations/moulin is not the address of a document from elsewhere",
                "https://b.example/organizations/moulin is not the address of a document from elsewhere",
                "https://b.example/organizations/nameless does not follow the rules of its classes",
                "Created",
            ]
        );
        for caller in [Caller::Anonymous, signed_in(&[Scope::Read, Scope::Write])] {
            let refused = rig.registry.mirror(&caller, Vec::new()).await;
            assert!(matches!(refused, Err(ChangeError::Unauthenticated | ChangeError::MissingScope(_))), "{refused:?}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn it_is_read_as_far_as_it_reaches() {
        let rig = Rig::new().await;
        let closed =
            told("organizations/atelier", 1, "<> a cs:Organization ; cs:name 'L’Atelier'@fr", Audience::Network);
        let open = told("organizations/moulin", 1, MOULIN, Audience::Public);
        assert_eq!(mirror(&rig, vec![closed, open]).await, ["Created", "Created"]);
        let (strangers, members) = (Caller::Anonymous, signed_in(&[Scope::Read]));
        let read = async |caller: &Caller, path: &str| rig.registry.read_elsewhere(caller, &iri(path)).await;
        let moulin = read(&strangers, "organizations/moulin").await.unwrap();
        assert_eq!(moulin.resource.document, document(&iri("organizations/moulin"), MOULIN));
        assert_eq!((moulin.origin.as_str(), moulin.at), ("https://b.example/actor", Timestamp::from_second(7).ok()));
        assert!(matches!(read(&strangers, "organizations/atelier").await, Err(ReadError::NotFound)));
        assert_eq!(read(&members, "organizations/atelier").await.unwrap().resource.audience, Audience::Network);
        for caller in [&strangers, &members] {
            for path in ["organizations/never", "organizations/moulin#part"] {
                assert!(matches!(read(caller, path).await, Err(ReadError::NotFound)), "{path}");
            }
        }
        let asked = ["organizations/moulin#part", "organizations/atelier", "never"].map(iri);
        let held = async |caller: &Caller| rig.registry.held_elsewhere(caller, &asked).await.unwrap();
        assert_eq!(held(&strangers).await, BTreeSet::from([iri("organizations/moulin")]));
        let both = BTreeSet::from(["organizations/atelier", "organizations/moulin"].map(iri));
        assert_eq!(held(&members).await, both);
        let gone = Told { content: ToldContent::Gone, ..told("organizations/moulin", 2, MOULIN, Audience::Public) };
        assert_eq!(mirror(&rig, vec![gone]).await, ["Deleted"]);
        assert!(matches!(read(&strangers, "organizations/moulin").await, Err(ReadError::Gone)));
        assert_eq!(held(&strangers).await, BTreeSet::new());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_changes_it_here() {
        let rig = Rig::new().await;
        let moulin = iri("organizations/moulin");
        assert_eq!(mirror(&rig, vec![told("organizations/moulin", 1, MOULIN, Audience::Public)]).await, ["Created"]);
        let operator = rig.registry.operator();
        let body = crate::Body { bytes: b"<> a <urn:x> .", format: Format::Turtle };
        let put = rig.registry.put(&operator, &moulin, body, Expected::Present, None).await;
        assert!(matches!(put, Err(ChangeError::NotAnAddress(_))), "{put:?}");
        let deleted = rig.registry.delete(&operator, &moulin, Expected::Present, None).await;
        assert!(matches!(deleted, Err(ChangeError::NotAnAddress(_))), "{deleted:?}");
        let order = EditLinkOrder {
            document: moulin.clone(),
            email: "lea@a.example".to_owned(),
            lasts: SignedDuration::from_hours(1),
        };
        let lent = rig.registry.make_edit_link(&operator, order).await;
        assert!(matches!(lent, Err(AccountError::NotFound)), "{lent:?}");
        let order = ReleaseOrder {
            name: Texts::new(),
            description: Texts::new(),
            convention: None,
            expected: Expected::Present,
        };
        let released = rig.registry.release(&operator, &moulin, order).await;
        assert!(released.is_err(), "{released:?}");
        assert_eq!(rig.registry.head(), Seq(1));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn it_is_erased_here_for_good_and_the_projection_is_the_same_when_it_is_made_again() {
        let rig = Rig::new().await;
        let moulin = iri("organizations/moulin");
        for said in 1..4 {
            let turtle = format!("<> a cs:Organization ; cs:name 'Le Moulin {said}'@fr");
            mirror(&rig, vec![told("organizations/moulin", said, &turtle, Audience::Public)]).await;
            mirror(&rig, vec![told("organizations/atelier", said, &turtle, Audience::Network)]).await;
        }
        let hash = rig.registry.projection_hash().await.unwrap();
        let rig = rig.rebuilt().await;
        assert_eq!(rig.registry.projection_hash().await.unwrap(), hash);
        let erased = rig.registry.erase(&rig.registry.operator(), slice::from_ref(&moulin)).await.unwrap();
        assert_eq!(erased.documents, [(moulin.clone(), 1)]);
        let read = rig.registry.read_elsewhere(&Caller::Anonymous, &moulin).await;
        assert!(matches!(read, Err(ReadError::Gone)), "{read:?}");
        for said in [3, 4] {
            let again = told("organizations/moulin", said, MOULIN, Audience::Public);
            assert_eq!(mirror(&rig, vec![again]).await, ["Taken"]);
        }
        let hash = rig.registry.projection_hash().await.unwrap();
        let rig = rig.rebuilt().await;
        assert_eq!(rig.registry.projection_hash().await.unwrap(), hash);
    }
}
