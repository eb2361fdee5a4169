//! How a term reads in the words of others: what `ontology/alignment.ttl` states of it.

use super::Vocabulary;
use super::tree::node;
use super::words::{EQUIVALENT_CLASS, EQUIVALENT_PROPERTY, EXACT_MATCH, HAS_VALUE, INVERSE_OF, ON_PROPERTY};
use model::Iri;
use model::vocab::{NAMESPACE, rdfs};
use oxrdf::{NamedOrBlankNode, Quad, Term};

/// One way in which others would say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    /// The same.
    Same(Iri),
    /// Something wider, of which ours is a case.
    Wider(Iri),
    /// The other way round.
    Turned(Iri),
    /// Whatever is this also says that: property and value.
    Says(Iri, Iri),
}

impl Vocabulary {
    /// Every reading of the term that is not in our own words.
    pub(crate) fn readings(&self, iri: &Iri) -> Vec<Reading> {
        let mut readings: Vec<Reading> = self.about(&node(iri)).filter_map(|quad| self.reading(quad)).collect();
        readings.extend(self.made_by_value(iri).map(Reading::Wider));
        readings.sort();
        readings.dedup();
        readings
    }

    fn reading(&self, quad: &Quad) -> Option<Reading> {
        let (same, wider) = match quad.predicate.as_ref() {
            EQUIVALENT_CLASS | EQUIVALENT_PROPERTY | EXACT_MATCH => (true, false),
            rdfs::SUB_CLASS_OF | rdfs::SUB_PROPERTY_OF => (false, true),
            INVERSE_OF => (false, false),
            _ => return None,
        };
        match &quad.object {
            Term::NamedNode(node) => {
                let theirs = Some(node).filter(|node| !node.as_str().starts_with(NAMESPACE))?;
                let theirs = Iri::from_named_node(theirs.clone());
                Some(if same {
                    Reading::Same(theirs)
                } else if wider {
                    Reading::Wider(theirs)
                } else {
                    Reading::Turned(theirs)
                })
            }
            Term::BlankNode(nameless) => {
                let nameless = NamedOrBlankNode::from(nameless.clone());
                let turned = self.named(&nameless, INVERSE_OF).next().map(Reading::Turned);
                turned.or_else(|| {
                    Some(Reading::Says(
                        self.named(&nameless, ON_PROPERTY).next()?,
                        self.named(&nameless, HAS_VALUE).next()?,
                    ))
                })
            }
            Term::Literal(_) => None,
        }
    }

    /// The classes of others that whatever has this value belongs to.
    fn made_by_value(&self, value: &Iri) -> impl Iterator<Item = Iri> {
        self.leading_to(HAS_VALUE, value).flat_map(|quad| self.named(&quad.subject, rdfs::SUB_CLASS_OF))
    }
}
