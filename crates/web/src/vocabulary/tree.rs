//! Where a term stands: above and below it, what is said of it, which words may be chosen.

use super::Vocabulary;
use super::words::{DOMAIN, DOMAIN_INCLUDES, INVERSE_OF, RANGE, SYMMETRIC_PROPERTY, UNION_OF};
use model::Iri;
use model::vocab::{NAMESPACE, rdf, rdfs, skos};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeSet;

impl Vocabulary {
    /// What is stated of a node.
    pub(super) fn about<'a>(&'a self, subject: &NamedOrBlankNode) -> impl Iterator<Item = &'a Quad> + use<'a> {
        let places = self.by_subject.get(subject).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.quads.get(*place))
    }

    /// The named nodes that `predicate` leads to.
    pub(super) fn named<'a>(
        &'a self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = Iri> + use<'a> {
        self.about(subject).filter(move |quad| quad.predicate == predicate).filter_map(|quad| match &quad.object {
            Term::NamedNode(node) => Some(Iri::from_named_node(node.clone())),
            Term::BlankNode(_) | Term::Literal(_) => None,
        })
    }

    fn own(&self, iri: &Iri, predicates: &[NamedNodeRef<'static>]) -> Vec<Iri> {
        let subject = node(iri);
        let found = predicates.iter().flat_map(|predicate| self.named(&subject, *predicate));
        found.filter(is_ours).collect()
    }

    /// The terms that say one of `predicates` of this one.
    fn pointing(&self, iri: &Iri, predicates: &[NamedNodeRef<'static>]) -> Vec<Iri> {
        let found = predicates.iter().flat_map(|predicate| self.everywhere(*predicate, iri));
        let mut found: Vec<Iri> =
            found.filter(|term| is_ours(term) && self.terms.contains_key(term.as_str())).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The terms of ours that this one refines: classes, properties, broader words.
    pub(crate) fn above(&self, iri: &Iri) -> Vec<Iri> {
        self.own(iri, &ABOVE)
    }

    /// The terms of ours that refine this one.
    pub(crate) fn below(&self, iri: &Iri) -> Vec<Iri> {
        self.pointing(iri, &ABOVE)
    }

    /// Everything above, the nearest first.
    pub(crate) fn ancestors(&self, iri: &Iri) -> Vec<Iri> {
        let mut found = self.above(iri);
        let mut seen: BTreeSet<Iri> = found.iter().cloned().collect();
        let mut place = 0;
        while let Some(next) = found.get(place).cloned() {
            found.extend(self.above(&next).into_iter().filter(|above| seen.insert(above.clone())));
            place += 1;
        }
        found
    }

    /// The classes that a property is used on.
    pub(crate) fn used_on(&self, property: &Iri) -> Vec<Iri> {
        self.own(property, &[DOMAIN, DOMAIN_INCLUDES])
    }

    /// The properties that are used on exactly this class.
    pub(crate) fn properties_of(&self, class: &Iri) -> Vec<Iri> {
        self.pointing(class, &[DOMAIN, DOMAIN_INCLUDES])
    }

    /// What a property leads to: classes, datatypes, each of a union.
    pub(crate) fn range(&self, property: &Iri) -> Vec<Iri> {
        let mut range = Vec::new();
        for quad in self.about(&node(property)).filter(|quad| quad.predicate == RANGE) {
            match &quad.object {
                Term::NamedNode(node) => range.push(Iri::from_named_node(node.clone())),
                Term::BlankNode(node) => {
                    let union = self.object(&node.clone().into(), UNION_OF);
                    range.extend(union.into_iter().flat_map(|list| self.members(list)));
                }
                Term::Literal(_) => {}
            }
        }
        range
    }

    /// The named members of a list of RDF.
    fn members(&self, list: &Term) -> Vec<Iri> {
        let mut members = Vec::new();
        let mut rest = Some(list);
        // A list of the ontology is written by hand: nobody writes one longer than this, and a ring of one ends.
        for _ in 0..100 {
            let Some(Term::BlankNode(node)) = rest else { break };
            let node = node.clone().into();
            members.extend(self.named(&node, rdf::FIRST));
            rest = self.object(&node, rdf::REST);
        }
        members
    }

    fn object(&self, subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>) -> Option<&Term> {
        self.about(subject).find(|quad| quad.predicate == predicate).map(|quad| &quad.object)
    }

    /// The property of ours that says the same the other way round.
    pub(crate) fn inverse(&self, property: &Iri) -> Vec<Iri> {
        let mut inverse = self.own(property, &[INVERSE_OF]);
        inverse.extend(self.pointing(property, &[INVERSE_OF]));
        inverse
    }

    /// Whether a property says the same both ways.
    pub(crate) fn is_symmetric(&self, property: &Iri) -> bool {
        self.named(&node(property), rdf::TYPE).any(|class| class.as_named_node() == SYMMETRIC_PROPERTY)
    }

    /// The lists that a word is on.
    pub(crate) fn schemes(&self, word: &Iri) -> Vec<Iri> {
        self.own(word, &[skos::IN_SCHEME])
    }

    /// The classes of ours that a word is of.
    pub(crate) fn classes_of(&self, word: &Iri) -> Vec<Iri> {
        self.own(word, &[rdf::TYPE])
    }

    /// The words of a class, in their order.
    pub(crate) fn words_of(&self, class: &Iri) -> Vec<Iri> {
        self.counted(self.everywhere(rdf::TYPE, class))
    }

    /// The words at the top of a list, in their order: those of nobody's namespace but their own too.
    pub(crate) fn top_words(&self, scheme: &Iri) -> Vec<Iri> {
        self.counted(self.everywhere(skos::TOP_CONCEPT_OF, scheme))
    }

    /// The words right below this one, in their order.
    pub(crate) fn narrower(&self, word: &Iri) -> Vec<Iri> {
        self.counted(self.everywhere(skos::BROADER, word))
    }

    /// Whoever says `predicate` of this, foreign words included: licences and units go by their own addresses.
    fn everywhere(&self, predicate: NamedNodeRef<'_>, object: &Iri) -> Vec<Iri> {
        let subjects = self.leading_to(predicate, object).filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => Some(Iri::from_named_node(node.clone())),
            NamedOrBlankNode::BlankNode(_) => None,
        });
        subjects.collect()
    }

    /// The statements that say `predicate` of this.
    pub(super) fn leading_to<'a>(
        &'a self,
        predicate: NamedNodeRef<'a>,
        object: &Iri,
    ) -> impl Iterator<Item = &'a Quad> + use<'a> {
        let places = self.by_object.get(object.as_str()).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.quads.get(*place)).filter(move |quad| quad.predicate == predicate)
    }

    /// By the number that stands beside them, then as they were written down.
    fn counted(&self, mut words: Vec<Iri>) -> Vec<Iri> {
        words.sort_by_key(|word| {
            let notation = match self.object(&node(word), skos::NOTATION) {
                Some(Term::Literal(literal)) => literal.value().parse::<u32>().ok(),
                Some(Term::NamedNode(_) | Term::BlankNode(_)) | None => None,
            };
            notation.unwrap_or(u32::MAX)
        });
        words.dedup();
        words
    }

    /// Whether a class is one of words to choose from.
    pub(crate) fn is_of_words(&self, class: &Iri) -> bool {
        self.named(&node(class), rdfs::SUB_CLASS_OF).any(|above| above.as_named_node() == skos::CONCEPT)
    }
}

/// What makes a term stand below another.
const ABOVE: [NamedNodeRef<'static>; 3] = [rdfs::SUB_CLASS_OF, rdfs::SUB_PROPERTY_OF, skos::BROADER];

/// As the subject of statements.
pub(super) fn node(iri: &Iri) -> NamedOrBlankNode {
    iri.as_named_node().into_owned().into()
}

/// The IRI of a term of ours.
pub(crate) fn term_iri(name: &str) -> Iri {
    super::namespace().with_fragment(name)
}

fn is_ours(iri: &Iri) -> bool {
    iri.as_str().starts_with(NAMESPACE)
}
