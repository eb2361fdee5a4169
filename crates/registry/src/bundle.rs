//! A description with what belongs to it: read in one look, known by one tag, put back whole.

use crate::access;
use crate::belonging::{self, MEMBER_LIMIT};
use crate::change::Changed;
use crate::error::{ChangeError, ReadError};
use crate::intake::{self, Body};
use crate::read::Resource;
use crate::registry::Registry;
use journal::{Current, JournalError};
use model::iri::Location;
use model::revision::NotARevision;
use model::{
    Audience, Caller, Change, Container, ContentHash, DocumentChange, Expected, Iri, Reason, Revision, document,
};
use oxrdf::Quad;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// Which kinds of documents shall come with a description.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kinds(BTreeSet<Container>);

impl Kinds {
    /// Whatever may belong to it.
    pub fn all() -> Self {
        Self(belonging::kinds().collect())
    }

    /// Those of these containers. `Err`: no document of this one ever belongs to a description.
    pub fn of(containers: impl IntoIterator<Item = Container>) -> Result<Self, Container> {
        let all = Self::all();
        containers
            .into_iter()
            .map(|container| if all.0.contains(&container) { Ok(container) } else { Err(container) })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Their names in addresses.
    pub fn segments(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|container| container.segment())
    }
}

/// A description as a caller may read it, with what belongs to it of the kinds that were asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The description.
    pub resource: Resource,
    /// What belongs to it, by address.
    pub members: Vec<Resource>,
}

impl Bundle {
    /// What it is known by.
    pub fn tag(&self) -> BundleTag {
        let mut lines = String::new();
        for member in &self.members {
            lines.extend([member.document.iri().as_str(), " ", &member.revision.to_string(), "\n"]);
        }
        BundleTag::of(self.resource.revision, lines.as_bytes())
    }

    /// The least open audience among its documents.
    pub fn audience(&self) -> Audience {
        let audiences = self.members.iter().map(|member| member.audience.clone());
        audiences.fold(self.resource.audience.clone(), Audience::meet)
    }

    /// Each document in the graph of its name.
    pub fn quads(&self) -> Vec<Quad> {
        let documents = std::iter::once(&self.resource).chain(&self.members);
        documents.flat_map(|resource| resource.document.quads()).collect()
    }

    /// Each of its documents with its revision.
    pub(crate) fn revisions(&self) -> impl Iterator<Item = (Iri, Revision)> {
        let documents = std::iter::once(&self.resource).chain(&self.members);
        documents.map(|resource| (resource.document.iri().clone(), resource.revision))
    }
}

/// What a bundle is known by: the revision of the description, and a hash of which other documents are in it, in which
/// revision. Written `3-5f2a9c01d4e7-0a1b2c3d4e5f`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BundleTag {
    /// The description's.
    pub revision: Revision,
    members: [u8; 6],
}

impl BundleTag {
    /// Of a document in this revision, with what else is told beside it.
    pub(crate) fn of(revision: Revision, beside: &[u8]) -> Self {
        let mut members = [0; 6];
        members.iter_mut().zip(ContentHash::of(beside).0).for_each(|(kept, byte)| *kept = byte);
        Self { revision, members }
    }
}

impl fmt::Display for BundleTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.revision, hex::encode(self.members))
    }
}

impl FromStr for BundleTag {
    type Err = NotARevision;

    fn from_str(text: &str) -> Result<Self, NotARevision> {
        let (revision, hash) = text.rsplit_once('-').ok_or(NotARevision)?;
        let mut members = [0; 6];
        hex::decode_to_slice(hash, &mut members).map_err(|_| NotARevision)?;
        Ok(Self { revision: revision.parse()?, members })
    }
}

/// What somebody who puts a bundle believes is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleExpected {
    /// Of each document.
    pub each: Each,
    /// Of the whole: one of these was read.
    pub whole: Vec<BundleTag>,
    /// Of what kinds that was.
    pub kinds: Kinds,
}

/// What is believed of each document of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Each {
    /// This, of each that exists: a client that replaces several names the revision of each.
    Stated(Expected),
    /// Nothing: whatever is there is replaced, where the operator allows that.
    Whatever,
}

impl Registry {
    /// Reads a description with what belongs to it of these kinds, and loads nothing else. Any other document comes
    /// alone.
    pub async fn bundle(&self, caller: &Caller, iri: &Iri, kinds: &Kinds) -> Result<Bundle, ReadError> {
        let resource = self.read(caller, iri).await?;
        let mut members = Vec::new();
        if self.may_have_members(iri) && !kinds.0.is_empty() {
            let (base, whom, description) = (self.base().clone(), caller.clone(), iri.document());
            let found =
                self.projected(move |projection| belonging::members(projection, &base, &whom, &description)).await?;
            if found.len() >= MEMBER_LIMIT {
                return Err(ReadError::TooMuch { limit: MEMBER_LIMIT });
            }
            let mut statements = resource.document.triples().len();
            for (member, _) in found.into_iter().filter(|(_, container)| kinds.0.contains(container)) {
                match self.read(caller, &member).await {
                    Ok(member) => {
                        statements += member.document.triples().len();
                        members.push(member);
                    }
                    // Deleted or closed since the projection knew it.
                    Err(ReadError::NotFound | ReadError::Gone) => {}
                    Err(error) => return Err(error),
                }
                // What is read can be put back: that is read under the same limit.
                if statements > document::TRIPLE_LIMIT {
                    return Err(ReadError::TooMuch { limit: document::TRIPLE_LIMIT });
                }
            }
        }
        Ok(Bundle { resource, members })
    }

    /// Puts several documents, one per named graph, all or nothing (`PUT` of TriG); those that are not named stay.
    pub async fn put_bundle(
        &self,
        caller: &Caller,
        iri: &Iri,
        body: Body<'_>,
        expected: BundleExpected,
        reason: Option<Reason>,
    ) -> Result<Changed, ChangeError> {
        access::writer(caller)?;
        let (base, own, bytes, format) = (self.base().clone(), iri.clone(), body.bytes.to_vec(), body.format);
        let read = move || intake::documents(&base, &own, Body { bytes: &bytes, format });
        let documents = self.aside.run(body.bytes.len(), read).await??;
        let (each, mut stays) = self.compared(caller, iri, expected).await?;
        let mut changes = Vec::new();
        for document in documents {
            let expected = match stays.remove(document.iri()) {
                Some(revision) => Expected::OneOf(vec![revision]),
                None => match (self.seen(caller, document.iri()).await?, &each) {
                    (Some(current), Each::Whatever) => Expected::OneOf(vec![current.revision]),
                    (Some(_), Each::Stated(expected)) => expected.clone(),
                    (None, Each::Stated(expected)) if document.iri() == iri => expected.clone(),
                    (None, Each::Whatever | Each::Stated(_)) => Expected::Absent,
                },
            };
            changes.push(DocumentChange::put(document, expected));
        }
        self.apply_beside(caller, Change { documents: changes, reason }, stays).await
    }

    /// What each document of a bundle must be, and the revisions that must stand where a whole bundle was named.
    async fn compared(
        &self,
        caller: &Caller,
        iri: &Iri,
        expected: BundleExpected,
    ) -> Result<(Each, BTreeMap<Iri, Revision>), ChangeError> {
        let BundleExpected { each, whole, kinds } = expected;
        if whole.is_empty() {
            return Ok((each, BTreeMap::new()));
        }
        let bundle = match self.bundle(caller, iri, &kinds).await {
            Ok(bundle) => bundle,
            Err(ReadError::NotFound) => {
                return Err(ChangeError::PreconditionFailed { iri: iri.clone(), current: None });
            }
            Err(ReadError::Gone) => return Err(ChangeError::Gone(iri.clone())),
            Err(error) => return Err(error.into()),
        };
        if whole.contains(&bundle.tag()) {
            return Ok((each, bundle.revisions().collect()));
        }
        match each {
            // Revisions of single documents were named as well.
            Each::Stated(Expected::OneOf(revisions)) if !revisions.is_empty() => {
                Ok((Each::Stated(Expected::OneOf(revisions)), BTreeMap::new()))
            }
            Each::Stated(_) | Each::Whatever => {
                let current = Some(bundle.resource.revision);
                Err(ChangeError::PreconditionFailed { iri: iri.clone(), current })
            }
        }
    }

    /// What stands there, if the caller may know of it.
    pub(crate) async fn seen(&self, caller: &Caller, iri: &Iri) -> Result<Option<Current>, JournalError> {
        Ok(self.journal.current(iri).await?.filter(|current| access::admits(caller, current)))
    }

    /// Whether this is the address of a description: nothing belongs to other documents.
    pub fn may_have_members(&self, iri: &Iri) -> bool {
        matches!(self.base().locate(iri), Some(Location::Document(Container::Codes, _)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_back() {
        let tag: BundleTag = "3-5f2a9c01d4e7-0a1b2c3d4e5f".parse().unwrap();
        assert_eq!(tag.revision, "3-5f2a9c01d4e7".parse().unwrap());
        assert_eq!(tag.to_string(), "3-5f2a9c01d4e7-0a1b2c3d4e5f");
        for no in ["3-5f2a9c01d4e7", "3-5f2a9c01d4e7-0a", "5f2a9c01d4e7-0a1b2c3d4e5f", ""] {
            assert!(no.parse::<BundleTag>().is_err(), "{no}");
        }
    }

    #[test]
    fn kinds_are_those_that_may_belong() {
        assert_eq!(Kinds::of([Container::Actions]).unwrap().segments().collect::<Vec<_>>(), ["actions"]);
        assert_eq!(Kinds::of([Container::Actions, Container::Themes]), Err(Container::Themes));
        assert!(Kinds::all().segments().any(|segment| segment == "offers"));
    }
}
