//! Releases: a description and what belongs to it, frozen and signed; and reading them.
//!
//! What belongs to a description is decided in `release/belonging.rs` and explained in decision 0016. The openness of a
//! release is that of its description: whoever may read it now and could then. Hence it freezes nothing that such a reader
//! might not read.

mod belonging;

use crate::access;
use crate::change::refusal;
use crate::error::{ChangeError, ReadError, ReleaseError, StoredError};
use crate::read::{self, Resource};
use crate::registry::Registry;
use belonging::{Gathered, Part};
use jiff::Timestamp;
use journal::{CommitError, Current, Frozen, Journal, KeptRelease, ReleaseRefusal, ReleaseWrite};
use model::iri::Location;
use model::release::{Convention, Manifest, Member, Multikey, Named, Publisher, ReleaseFile, Texts, Withheld};
use model::vocab::property;
use model::{AccountId, Caller, Container, Document, Expected, Iri};
use oxrdf::{Literal, NamedNodeRef, TermRef};
use shapes::Stage;
use std::collections::BTreeMap;

/// How often a release is begun anew because something changed while it was made.
const TRIES: u32 = 5;

/// What somebody wants to release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseOrder {
    /// What it shall be called.
    pub name: Texts,
    /// What there is to say of it.
    pub description: Texts,
    /// The convention to put into it, where the description does not say.
    pub convention: Option<Iri>,
    /// What the caller believes of the description.
    pub expected: Expected,
}

/// A release that was made. It is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// Its address.
    pub iri: Iri,
    /// Its number.
    pub number: u64,
    /// How many documents it froze.
    pub members: usize,
    /// What belongs to the description, and is closed to some who may read it.
    pub left_out: Vec<Iri>,
}

/// A release as a caller may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// What it says.
    pub manifest: Manifest,
    /// The bytes that were signed.
    pub signed: String,
    /// Canonical N-Quads of what it froze, as far as the caller may see it today.
    pub contents: BTreeMap<Iri, String>,
    /// What is not given, and why.
    pub withheld: BTreeMap<Iri, Withheld>,
    /// Whether everybody may read it.
    pub is_public: bool,
}

impl Release {
    /// The whole of it in one file, for whoever verifies it offline.
    pub fn to_file(&self) -> String {
        ReleaseFile::write(&self.signed, &self.contents, &self.withheld)
    }
}

impl Registry {
    /// Releases a description as it stands. Its owner or an editor may, and nothing that its form asks may be missing.
    pub async fn release(
        &self,
        caller: &Caller,
        description: &Iri,
        order: ReleaseOrder,
    ) -> Result<Released, ReleaseError> {
        let by = access::writer(caller)?;
        let order = ReleaseOrder { name: tagged(order.name)?, description: tagged(order.description)?, ..order };
        let _nobody_erases = self.signing_turn.read().await;
        for _ in 0..TRIES {
            let current = self.journal.current(description).await.map_err(ChangeError::from)?;
            let current = current.ok_or(ChangeError::NotFound)?;
            access::may_change(caller, &current)?;
            // Who holds an edit link changes the description, and speaks for nobody.
            access::may_make_or_end(caller, &current.iri)?;
            expected(&current, &order.expected)?;
            if let Some(released) = self.try_release(caller, by, current, &order).await? {
                return Ok(released);
            }
        }
        Err(ReleaseError::Restless(description.clone()))
    }

    /// Nothing: something changed while it was made.
    async fn try_release(
        &self,
        caller: &Caller,
        by: AccountId,
        current: Current,
        order: &ReleaseOrder,
    ) -> Result<Option<Released>, ReleaseError> {
        let iri = current.iri.clone();
        let Some(Location::Document(container @ Container::Codes, slug)) = self.base().locate(&iri) else {
            return Err(ChangeError::NotAnAddress(iri).into());
        };
        let (audience, document) = (current.audience.clone(), read::resource(current.clone())?.document);
        let becoming = self.becoming(&[]);
        self.conforming(caller, document, &becoming, Stage::Release).await?;
        let gathered = self.gather(caller, current).await?;
        let earlier = self.journal.release_heads(&iri).await.map_err(ChangeError::from)?;
        let number = earlier.last().map_or(0, |last| last.number) + 1;
        let now = self.signing.clock.now();
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let key = self.signing.key(&self.journal).await?;
        let whole = gathered.parts.get(&iri).ok_or(ChangeError::NotFound)?;
        let manifest = Manifest {
            iri: self.base().release(container, &slug, number),
            number,
            released: now,
            name: order.name.clone(),
            description: order.description.clone(),
            of: Named { iri: iri.clone(), name: texts(&whole.document, property::NAME) },
            describes: self.described(whole, &gathered),
            publisher: Publisher { iri: self.base().home(), title: self.name().to_owned() },
            key: Multikey::of_instance(self.base(), key.public()),
            convention: self.convention(whole, &gathered, order.convention.as_ref()).await?,
            members: gathered.parts.values().map(member).collect(),
        };
        let signed = manifest.sign(key)?;
        let write = ReleaseWrite {
            description: iri,
            number,
            at: now,
            by,
            audience,
            manifest: signed,
            members: gathered.parts.values().map(frozen).collect(),
        };
        match self.journal.keep_release(write).await {
            Ok(()) => Ok(Some(Released {
                iri: manifest.iri,
                number,
                members: manifest.members.len(),
                left_out: gathered.left_out,
            })),
            Err(ReleaseRefusal::Moved(_) | ReleaseRefusal::NotNext(_)) => Ok(None),
            Err(ReleaseRefusal::Journal(error)) => Err(ChangeError::from(error).into()),
        }
    }

    /// The releases of a description that the caller may read, the first one first.
    pub async fn releases(&self, caller: &Caller, description: &Iri) -> Result<Vec<Manifest>, ReadError> {
        let current = self.journal.current(description).await?.ok_or(ReadError::NotFound)?;
        if !access::admits(caller, &current) {
            return Err(ReadError::NotFound);
        }
        let kept = self.journal.releases(description).await?;
        let visible = kept.iter().filter(|kept| kept.audience.admits(caller, kept.owner));
        visible.filter_map(|kept| kept.manifest.as_deref().map(|signed| manifest(kept, signed))).collect()
    }

    /// Their addresses alone, for whoever has just read the description.
    pub async fn release_addresses(&self, caller: &Caller, description: &Resource) -> Result<Vec<Iri>, ReadError> {
        let description = description.document.iri();
        let Some(Location::Document(container, slug)) = self.base().locate(description) else {
            return Err(ReadError::NotFound);
        };
        let heads = self.journal.release_heads(description).await?.into_iter();
        let visible = heads.filter(|head| head.audience.admits(caller, head.owner));
        Ok(visible.map(|head| self.base().release(container, &slug, head.number)).collect())
    }

    /// One of them, with what it froze as far as the caller may see that today. It outlives its description.
    pub async fn read_release(&self, caller: &Caller, description: &Iri, number: u64) -> Result<Release, ReadError> {
        Ok(read_kept(&self.journal, caller, description, number).await?.1)
    }

    /// Whom the description describes, by the name that was frozen with it.
    fn described(&self, whole: &Part, gathered: &Gathered) -> Option<Named> {
        let iri = whole.document.own(property::DESCRIBES).find_map(read::named)?;
        let subject = gathered.parts.get(&iri.document());
        // Who is closed to readers of the release is not named in it.
        if subject.is_none() && self.base().owns(&iri) {
            return None;
        }
        let name = subject.map(|subject| texts(&subject.document, property::NAME)).unwrap_or_default();
        Some(Named { iri, name })
    }

    /// The convention that was asked for, else the one that the description names, else the only one that registers it.
    async fn convention(
        &self,
        whole: &Part,
        gathered: &Gathered,
        asked: Option<&Iri>,
    ) -> Result<Option<Convention>, ReleaseError> {
        let there: Vec<&Part> =
            gathered.parts.values().filter(|part| part.container == Container::Conventions).collect();
        let named = whole.document.own(property::CONVENTION).find_map(read::named);
        let called = |iri: &Iri| there.iter().find(|part| part.document.iri() == iri).copied();
        let chosen = match (asked, named, there.as_slice()) {
            (Some(asked), ..) => Some(called(asked).ok_or_else(|| ReleaseError::Convention(asked.clone()))?),
            (None, Some(named), _) => called(&named),
            (None, None, [only]) => Some(*only),
            (None, None, _) => None,
        };
        let Some(convention) = chosen else { return Ok(None) };
        let document = &convention.document;
        let mut parties = Vec::new();
        for party in document.own(property::PARTY).filter_map(read::named) {
            let name = self.name_for_all(&party, &whole.current).await?;
            parties.push(Named { iri: party, name });
        }
        Ok(Some(Convention {
            document: document.iri().clone(),
            name: texts(document, property::NAME),
            description: texts(document, property::DESCRIPTION),
            parties,
            signed_on: document.own(property::SIGNED_ON).find_map(day),
        }))
    }

    /// What somebody is called, if every reader of the description may know.
    async fn name_for_all(&self, iri: &Iri, whole: &Current) -> Result<Texts, ReleaseError> {
        let current = self.journal.current(&iri.document()).await.map_err(ChangeError::from)?;
        let open = current.filter(|there| there.canonical.is_some() && access::reaches_as_far(there, whole));
        Ok(match open {
            Some(there) => texts_of(&read::resource(there)?.document, iri, property::NAME),
            None => Texts::new(),
        })
    }
}

/// A release as it was kept, and as the caller may read it.
pub(crate) async fn read_kept(
    journal: &Journal,
    caller: &Caller,
    description: &Iri,
    number: u64,
) -> Result<(KeptRelease, Release), ReadError> {
    let current = journal.current(description).await?.ok_or(ReadError::NotFound)?;
    let kept = journal.release(description, number).await?.ok_or(ReadError::NotFound)?;
    let admits = |caller: &Caller| access::admits(caller, &current) && kept.audience.admits(caller, kept.owner);
    if !admits(caller) {
        return Err(ReadError::NotFound);
    }
    let signed = kept.manifest.clone().ok_or(ReadError::Gone)?;
    let (mut contents, mut withheld) = (BTreeMap::new(), BTreeMap::new());
    for member in journal.release_members(description, number).await? {
        match member.canonical {
            Some(_) if !member.audience.admits(caller, member.owner) => {
                withheld.insert(member.iri, Withheld::Closed);
            }
            Some(canonical) => {
                contents.insert(member.iri, canonical);
            }
            None => {
                withheld.insert(member.iri, Withheld::Erased);
            }
        }
    }
    let is_public = admits(&Caller::Anonymous);
    let release = Release { manifest: manifest(&kept, &signed)?, signed, contents, withheld, is_public };
    Ok((kept, release))
}

/// The same comparison as for a change.
fn expected(current: &Current, expected: &Expected) -> Result<(), ChangeError> {
    let iri = current.iri.clone();
    if current.canonical.is_none() {
        return Err(refusal(CommitError::Gone(iri)));
    }
    match expected {
        Expected::Unstated | Expected::Present => Ok(()),
        Expected::OneOf(revisions) if revisions.contains(&current.revision) => Ok(()),
        Expected::OneOf(_) | Expected::Absent => {
            Err(ChangeError::PreconditionFailed { iri, current: Some(current.revision) })
        }
    }
}

/// Texts with languages that RDF knows as such, in lower case as RDF compares them.
fn tagged(texts: Texts) -> Result<Texts, ReleaseError> {
    let mut tagged = Texts::new();
    for (language, values) in texts {
        let literal = Literal::new_language_tagged_literal("", &language)
            .map_err(|_| ReleaseError::Language(language.clone()))?;
        let language = literal.language().unwrap_or(&language).to_owned();
        let values = values.into_iter().filter(|value| !value.trim().is_empty());
        tagged.entry(language).or_default().extend(values);
    }
    tagged.retain(|_, values| !values.is_empty());
    Ok(tagged)
}

fn member(part: &Part) -> Member {
    Member {
        document: part.current.iri.clone(),
        version: part.current.revision.number,
        modified: part.current.modified,
        hash: part.document.hash(),
    }
}

fn frozen(part: &Part) -> Frozen {
    Frozen {
        iri: part.current.iri.clone(),
        version: part.current.revision.number,
        hash: part.document.hash(),
        audience: part.current.audience.clone(),
    }
}

/// The manifest of what was kept: we signed it ourselves, so nothing but damage can refuse it here.
fn manifest(kept: &KeptRelease, signed: &str) -> Result<Manifest, ReadError> {
    Manifest::of_kept(signed).map_err(|source| {
        StoredError::Release { description: kept.description.clone(), number: kept.number, source }.into()
    })
}

fn texts(document: &Document, predicate: NamedNodeRef<'_>) -> Texts {
    texts_of(document, document.iri(), predicate)
}

fn texts_of(document: &Document, subject: &Iri, predicate: NamedNodeRef<'_>) -> Texts {
    let mut texts = Texts::new();
    for object in document.objects(subject.as_named_node(), predicate) {
        if let TermRef::Literal(text) = object
            && let Some(language) = text.language()
        {
            texts.entry(language.to_owned()).or_default().insert(text.value().to_owned());
        }
    }
    texts
}

/// `2026-02-14` of a date, or of an instant of that day.
fn day(term: TermRef<'_>) -> Option<String> {
    let TermRef::Literal(literal) = term else { return None };
    let day = literal.value().get(..10)?;
    day.parse::<jiff::civil::Date>().ok().map(|_| day.to_owned())
}
