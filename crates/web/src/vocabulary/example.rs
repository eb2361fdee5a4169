//! A term in use: statements made of the examples that the ontology gives for its terms.

use super::tree::{node, term_iri};
use super::{Sort, Vocabulary};
use crate::locale::Locale;
use model::vocab::{class, individual, property, rdf};
use model::{Base, Container, Iri, Slug};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Quad, Term};

/// Where the ontology's examples live. Nobody does: RFC 2606, section 2 reserves `.example`.
pub(crate) const EXAMPLES: &str = "https://vallee.example/";

impl Vocabulary {
    /// A few statements that show this term; none for a list of words, which shows its words.
    pub(crate) fn in_use(&self, iri: &Iri) -> Vec<Quad> {
        let Some(entry) = self.terms.get(iri.as_str()) else { return Vec::new() };
        match entry.sort {
            Sort::Class if self.is_of_words(iri) => {
                self.word_shown(iri).map(|word| self.statements(&word)).unwrap_or_default()
            }
            Sort::Class => {
                let mut quads = self.resource(iri);
                for property in self.properties_of(iri) {
                    quads.extend(self.say(iri, &property));
                }
                quads
            }
            Sort::Property => {
                let class = self.shown_on(iri);
                let mut quads = self.resource(&class);
                quads.extend(self.say(&class, iri));
                quads
            }
            Sort::Word => self.word_in_use(iri),
            Sort::Scheme => Vec::new(),
        }
    }

    /// An example of a class, named.
    fn resource(&self, class: &Iri) -> Vec<Quad> {
        let subject = self.subject(class);
        let mut quads = vec![Quad::new(node(&subject), rdf::TYPE, class.as_named_node(), GraphName::DefaultGraph)];
        if let Some(entry) = self.terms.get(class.as_str()) {
            let name = |name: &Term| Quad::new(node(&subject), property::NAME, name.clone(), GraphName::DefaultGraph);
            quads.extend(entry.examples.iter().map(name));
        }
        quads
    }

    /// What the example of a class says by this property.
    fn say(&self, class: &Iri, property: &Iri) -> Vec<Quad> {
        let subject = self.subject(class);
        let predicate = property.as_named_node();
        // The class's own example is its name already.
        let entry = self.terms.get(property.as_str()).filter(|_| predicate != property::NAME);
        let examples = entry.map(|entry| entry.examples.as_slice()).unwrap_or_default();
        let say = |value: &Term| Quad::new(node(&subject), predicate, value.clone(), GraphName::DefaultGraph);
        examples.iter().map(say).collect()
    }

    /// The class that a property is shown on: the first that it is used on, or one that people meet.
    fn shown_on(&self, property: &Iri) -> Iri {
        let first = self.used_on(property).into_iter().next();
        let concrete = |class: NamedNodeRef<'_>| Iri::from_named_node(class.into_owned());
        match first {
            Some(first) if ![class::RESOURCE, class::SUBJECT].contains(&first.as_named_node()) => {
                if first.as_named_node() == class::MODEL { concrete(class::ECONOMIC_MODEL) } else { first }
            }
            Some(_) | None => concrete(class::ORGANIZATION),
        }
    }

    /// Where the example of a class would be: in its container, or as a part of a description.
    fn subject(&self, class: &Iri) -> Iri {
        let entry = self.terms.get(class.as_str());
        let name = entry.and_then(|entry| entry.example(Locale::Fr)).unwrap_or_default();
        let slug = Slug::from_text(name).or_else(|_| Slug::from_text("exemple"));
        let here = Base::parse(EXAMPLES).ok().zip(slug.ok());
        let container = Container::of_class(class.as_named_node());
        let own = container.zip(here).map(|(container, (base, slug))| base.document(container, &slug));
        own.unwrap_or_else(|| {
            let part = class.fragment().unwrap_or_default().to_lowercase();
            Iri::from_named_node(NamedNode::new_unchecked([EXAMPLES, "codes/moulin"].concat())).with_fragment(&part)
        })
    }

    /// The word that a class of words has for its example, else its first.
    fn word_shown(&self, class: &Iri) -> Option<Iri> {
        let name = self.terms.get(class.as_str()).and_then(|entry| entry.example(Locale::Fr)).unwrap_or_default();
        let words = self.words_of(class);
        let called = words.iter().find(|word| self.label(Locale::Fr, word.as_named_node()) == name);
        called.or(words.first()).cloned()
    }

    /// A word as the value of a property that takes words of its list.
    fn word_in_use(&self, word: &Iri) -> Vec<Quad> {
        let classes = self.classes_of(word);
        let takes = |property: &Iri| self.range(property).iter().any(|range| classes.contains(range));
        let properties = || self.terms().filter(|(_, entry)| entry.sort == Sort::Property).map(|(name, _)| name);
        // `cs:horizon` for a `cs:Horizon`, whatever else takes one too.
        let namesake =
            |name: &str| classes.iter().filter_map(Iri::fragment).any(|class| class.eq_ignore_ascii_case(name));
        let taking = || properties().filter(|name| takes(&term_iri(name)));
        let property = taking().find(|name| namesake(name)).or_else(|| taking().next()).map(term_iri);
        let lists = self.schemes(word);
        let (class, property) = if let Some(property) = property {
            (self.shown_on(&property), property)
        } else {
            let of_list = KINDS.iter().find(|(list, ..)| lists.iter().any(|own| own.as_named_node() == *list));
            let Some((_, class, property)) = of_list else { return Vec::new() };
            let iri = |name: NamedNodeRef<'_>| Iri::from_named_node(name.into_owned());
            (iri(*class), iri(*property))
        };
        let mut quads = self.resource(&class);
        let subject = node(&self.subject(&class));
        quads.push(Quad::new(subject, property.as_named_node(), word.as_named_node(), GraphName::DefaultGraph));
        quads
    }
}

/// Lists whose words are of no class that a property asks for: what they are said of, and how.
const KINDS: [(NamedNodeRef<'static>, NamedNodeRef<'static>, NamedNodeRef<'static>); 7] = [
    (individual::AUDIENCES, class::ORGANIZATION, property::AUDIENCE),
    (individual::LICENCES, class::ORGANIZATION, property::LICENCE),
    (individual::EVENT_KINDS, class::EVENT, property::KIND),
    (individual::TERRITORY_KINDS, class::TERRITORY, property::KIND),
    (individual::ANNOTATION_KINDS, class::ANNOTATION, property::KIND),
    (individual::OFFER_KINDS, class::OFFER, property::KIND),
    (individual::STATUSES, class::ACTION, property::STATUS),
];

#[cfg(test)]
mod tests {
    use super::*;
    use model::syntax::{self, Format};

    #[track_caller]
    fn check(name: &str, expected: &[&str]) {
        let quads = Vocabulary::embedded().in_use(&term_iri(name));
        let text = String::from_utf8(syntax::write(&quads, Format::Turtle)).unwrap();
        for part in expected {
            assert!(text.contains(part), "{name}: {part} is not in\n{text}");
        }
    }

    #[test]
    fn each_sort_of_term_is_shown_in_use() {
        check("Offer", &["/offers/", "a cs:Offer", "cs:condition cs:Loan", "cs:offeredBy <"]);
        check("Story", &["@prefix : <https://vallee.example/codes/moulin#> .", ":story a cs:Story"]);
        check("Horizon", &[":MediumTerm a skos:Concept", "skos:prefLabel"]);
        check("latitude", &["/organizations/", "cs:latitude 46.7213"]);
        check("principle", &["a cs:EconomicModel", "cs:principle"]);
        check("ShortTerm", &["cs:horizon cs:ShortTerm"]);
        check("Draft", &["cs:status cs:Draft"]);
        check("Barcamp", &["cs:kind cs:Barcamp"]);
    }

    #[test]
    fn every_term_but_lists_is_shown() {
        let vocabulary = Vocabulary::embedded();
        for (name, entry) in vocabulary.terms().filter(|(_, entry)| entry.sort != Sort::Scheme) {
            assert!(!vocabulary.in_use(&term_iri(name)).is_empty(), "{name}: {:?}", entry.sort);
        }
    }
}
