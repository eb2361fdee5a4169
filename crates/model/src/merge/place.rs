//! Where something is said: what a merge compares, what is taken up or left of an offer.

use crate::revision::ContentHash;
use oxrdf::{NamedOrBlankNodeRef, Term, Triple};
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::str::FromStr;

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// All that is said of a fragment, and what leads to it.
    Part(String),
    /// A property of a subject.
    Property {
        /// Of which subject.
        subject: String,
        /// Which.
        property: String,
        /// In which language; empty where there is none.
        language: String,
    },
}

/// The name of a place, as short as a field of a form wants it: six bytes of a hash, in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId([u8; 6]);

/// The text is no [`PlaceId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a place")]
pub struct NotAPlaceId;

impl Place {
    /// Its name.
    pub fn id(&self) -> PlaceId {
        // No IRI holds a line feed, so that two places never read alike.
        let text = match self {
            Self::Part(subject) => subject.clone(),
            Self::Property { subject, property, language } => {
                [subject, property, language].map(String::as_str).join("\n")
            }
        };
        let mut id = [0; 6];
        id.iter_mut().zip(ContentHash::of(text.as_bytes()).0).for_each(|(kept, byte)| *kept = byte);
        PlaceId(id)
    }

    /// Whether this is said there.
    pub fn holds(&self, triple: &Triple) -> bool {
        Self::of(triple) == *self
    }

    /// Of which subject.
    pub fn subject(&self) -> &str {
        match self {
            Self::Part(subject) | Self::Property { subject, .. } => subject,
        }
    }

    pub(super) fn of(triple: &Triple) -> Self {
        let language = match &triple.object {
            Term::Literal(literal) => literal.language().unwrap_or_default(),
            Term::NamedNode(_) | Term::BlankNode(_) => "",
        };
        Self::Property {
            subject: name(triple.subject.as_ref()),
            property: triple.predicate.as_str().to_owned(),
            language: language.to_owned(),
        }
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for PlaceId {
    type Err = NotAPlaceId;

    fn from_str(text: &str) -> Result<Self, NotAPlaceId> {
        let mut id = [0; 6];
        hex::decode_to_slice(text, &mut id).map_err(|_| NotAPlaceId)?;
        Ok(Self(id))
    }
}

/// `theirs` at the chosen places, `base` everywhere else: a part of an offer. A fragment that the offer takes out or
/// brings in has its places like everything else.
pub fn part(base: &[Triple], theirs: &[Triple], is_chosen: impl Fn(&Place) -> bool) -> Vec<Triple> {
    let chosen = |triple: &&Triple| is_chosen(&Place::of(triple));
    let kept = base.iter().filter(|triple| !chosen(triple));
    theirs.iter().filter(chosen).chain(kept).cloned().collect()
}

/// The places where two texts differ, in order.
pub fn changed_places(base: &[Triple], theirs: &[Triple]) -> BTreeSet<Place> {
    let (old, new): (HashSet<&Triple>, HashSet<&Triple>) = (base.iter().collect(), theirs.iter().collect());
    let gone = base.iter().filter(|triple| !new.contains(triple));
    theirs.iter().filter(|triple| !old.contains(triple)).chain(gone).map(Place::of).collect()
}

pub(super) fn name(subject: NamedOrBlankNodeRef<'_>) -> String {
    match subject {
        NamedOrBlankNodeRef::NamedNode(node) => node.as_str().to_owned(),
        // A document has none; a text that has is told apart by its labels.
        NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::tests::{shown, text};

    #[test]
    fn a_part_of_an_offer() {
        let (base, theirs) = (text("a one x; b one x"), text("a one z; b one z; c one z"));
        let places = changed_places(&base, &theirs);
        assert_eq!(places.len(), 3);
        let ids: BTreeSet<PlaceId> = places.iter().map(Place::id).collect();
        assert_eq!(ids.len(), 3);
        for (chosen, expected) in
            [("a", "a one z; b one x"), ("c", "a one x; b one x; c one z"), ("", "a one x; b one x")]
        {
            let taken = part(&base, &theirs, |place| !chosen.is_empty() && place.subject().ends_with(chosen));
            assert_eq!(shown(&taken), shown(&text(expected)), "{chosen}");
        }
        let id = places.first().unwrap().id();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("x".parse::<PlaceId>(), Err(NotAPlaceId));
    }
}
