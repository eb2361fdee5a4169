//! What is read of documents: offers and needs, and the concepts that they name.

use crate::condition::Condition;
use crate::period::Period;
use crate::place::Point;
use crate::sheet::{Sheet, Side};
use crate::thesaurus::Concept;
use crate::together::OF_A_NAME;
use crate::words::Language;
use model::syntax::{self, Format};
use model::vocab::{class, property, rdf, skos};
use model::{Document, Iri, ontology, vocab};
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, TermRef, Triple};
use std::collections::BTreeSet;

/// What a word of each text says of what it is about.
const TEXTS: [(NamedNodeRef<'static>, f64); 6] = [
    (property::NAME, OF_A_NAME),
    (property::ALTERNATE_NAME, 1.0),
    (property::KEYWORD, 1.5),
    (property::SUMMARY, 1.0),
    (property::DESCRIPTION, 0.5),
    (property::FOR_WHOM, 0.3),
];
/// Statements of a list of ours, at most.
const THESAURUS: usize = 100_000;
/// By what a concept is called.
const LABELS: [NamedNodeRef<'static>; 3] = [skos::PREF_LABEL, skos::ALT_LABEL, property::NAME];

impl Sheet {
    /// Of a document; nothing for what is neither an offer nor a need.
    #[must_use]
    pub fn of(document: &Document) -> Option<Self> {
        let is = |class: NamedNodeRef<'_>| document.own(rdf::TYPE).any(|term| term == TermRef::NamedNode(class));
        let side = if is(class::OFFER) {
            Side::Offer
        } else if is(class::NEED) {
            Side::Need
        } else {
            return None;
        };
        let mut sheet = Self::new(document.iri().clone(), side);
        for (predicate, weight) in TEXTS {
            for (language, text) in texts(document, document.iri().as_named_node(), predicate) {
                sheet.tell(text, language, weight);
            }
        }
        sheet.kinds = named(document, property::KIND);
        sheet.conditions = named(document, property::CONDITION)
            .iter()
            .filter_map(|iri| Condition::from_term(iri.as_named_node()))
            .collect();
        sheet.concepts = [property::THEME, property::SKILL].into_iter().flat_map(|p| named(document, p)).collect();
        sheet.concepts.sort();
        sheet.concepts.dedup();
        let number = |predicate| value(document, predicate)?.parse::<f64>().ok();
        sheet.point = number(property::LATITUDE)
            .zip(number(property::LONGITUDE))
            .and_then(|(latitude, longitude)| Point::new(latitude, longitude));
        sheet.within = number(property::WITHIN).filter(|within| within.is_finite() && *within > 0.0);
        sheet.territories = named(document, property::LOCATED_IN);
        sheet.period =
            Period::of(value(document, property::AVAILABLE_FROM), value(document, property::AVAILABLE_UNTIL));
        sheet.withdrawn = Period::of(value(document, property::WITHDRAWN_ON), None).from;
        sheet.complements = named(document, property::COMPLEMENTS);
        match side {
            Side::Offer => {
                sheet.answers = named(document, property::IN_ANSWER_TO);
                sheet.parties = named(document, property::OFFERED_BY);
            }
            Side::Need => {
                sheet.chosen = named(document, property::CHOSEN_OFFER);
                sheet.parties = named(document, property::NEEDED_BY);
            }
        }
        Some(sheet)
    }
}

impl Concept {
    /// The concepts of the program's own lists: themes, kinds.
    #[must_use]
    pub fn ours() -> Vec<(Iri, Self)> {
        let mut ours = Vec::new();
        let Ok(namespace) = Iri::parse(vocab::NAMESPACE) else { return ours };
        for thesaurus in ontology::thesauri() {
            let quads = syntax::parse(&thesaurus.bytes, Format::Turtle, &namespace, THESAURUS).unwrap_or_default();
            let triples = quads.into_iter().map(Triple::from).collect();
            let Ok(document) = Document::of_graph(namespace.clone(), triples) else { continue };
            ours.extend(Self::all(&document));
        }
        ours
    }

    /// All concepts that a document tells of.
    #[must_use]
    pub fn all(document: &Document) -> Vec<(Iri, Self)> {
        let subjects: BTreeSet<_> = document
            .triples()
            .iter()
            .filter_map(|triple| match &triple.subject {
                NamedOrBlankNode::NamedNode(node) => Some(node),
                NamedOrBlankNode::BlankNode(_) => None,
            })
            .collect();
        let told = |subject: &NamedNode| {
            let concept = Self::told(document, subject.as_ref())?;
            Some((Iri::from_named_node(subject.clone()), concept))
        };
        subjects.into_iter().filter_map(told).collect()
    }

    /// What a document tells of its own subject as a concept; nothing where it is none.
    #[must_use]
    pub fn of(document: &Document) -> Option<Self> {
        Self::told(document, document.iri().as_named_node())
    }

    /// What a document tells of one of its subjects as a concept.
    #[must_use]
    pub fn told(document: &Document, subject: NamedNodeRef<'_>) -> Option<Self> {
        let is_concept = document
            .objects(subject, rdf::TYPE)
            .any(|term| [class::THEME, skos::CONCEPT].into_iter().any(|class| term == TermRef::NamedNode(class)));
        let iris = |predicate| document.objects(subject, predicate).filter_map(iri).collect();
        let labels = LABELS.into_iter().flat_map(|label| texts(document, subject, label));
        is_concept.then(|| Self {
            labels: labels.map(|(language, text)| (language, text.to_owned())).collect(),
            broader: iris(skos::BROADER),
            narrower: iris(skos::NARROWER),
            related: iris(skos::RELATED),
            same: iris(skos::EXACT_MATCH),
        })
    }
}

fn texts<'a>(
    document: &'a Document,
    subject: NamedNodeRef<'a>,
    predicate: NamedNodeRef<'a>,
) -> impl Iterator<Item = (Option<Language>, &'a str)> {
    document.objects(subject, predicate).filter_map(|term| match term {
        TermRef::Literal(literal) => Some((literal.language().and_then(Language::of_tag), literal.value())),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
    })
}

fn value<'a>(document: &'a Document, predicate: NamedNodeRef<'a>) -> Option<&'a str> {
    texts(document, document.iri().as_named_node(), predicate).next().map(|(_, text)| text)
}

fn named(document: &Document, predicate: NamedNodeRef<'_>) -> Vec<Iri> {
    document.objects(document.iri().as_named_node(), predicate).filter_map(iri).collect()
}

fn iri(term: TermRef<'_>) -> Option<Iri> {
    match term {
        TermRef::NamedNode(node) => Some(Iri::from_named_node(node.into_owned())),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::vocab::individual;

    fn document(address: &str, turtle: &str) -> Document {
        let iri = Iri::parse(address).unwrap();
        let prefixes = "@prefix cs: <https://w3id.org/codesocial#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\
                        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
        let quads = syntax::parse(format!("{prefixes}{turtle}").as_bytes(), Format::Turtle, &iri, 1_000).unwrap();
        Document::admit(iri, quads.into_iter().map(Triple::from).collect()).unwrap()
    }

    #[test]
    fn everything_that_is_compared_is_read() {
        let offer = document(
            "https://a.example/offers/salle",
            r#"<> a cs:Offer ; cs:name "Une salle"@fr ; cs:summary "Quarante chaises"@fr ; cs:offeredBy </organizations/moulin> ;
                cs:inAnswerTo </needs/salle> ; cs:kind cs:Space ; cs:condition cs:Loan, cs:Gift ; cs:theme </themes/salles> ;
                cs:skill </themes/accueil>, </themes/salles> ; cs:complements </offers/cuisine> ; cs:latitude 45.5 ; cs:longitude 3.25 ;
                cs:within 20 ; cs:locatedIn </territories/issoire> ; cs:availableFrom "2027-01"^^xsd:gYearMonth ;
                cs:availableUntil "2027-02-03"^^xsd:date ; cs:withdrawnOn "2026-12-01"^^xsd:date ."#,
        );
        let sheet = Sheet::of(&offer).unwrap();
        let at = |path: &str| Iri::parse(&format!("https://a.example{path}")).unwrap();
        assert_eq!((sheet.side, sheet.kinds.len(), sheet.point), (Side::Offer, 1, Point::new(45.5, 3.25)));
        assert!(sheet.conditions.contains(&Condition::Loan) && sheet.conditions.contains(&Condition::Gift));
        assert_eq!(sheet.concepts, [at("/themes/accueil"), at("/themes/salles")]);
        assert_eq!((sheet.within, sheet.territories), (Some(20.0), vec![at("/territories/issoire")]));
        assert_eq!(sheet.period, Period { from: Some(date(2027, 1, 1)), until: Some(date(2027, 2, 3)) });
        assert_eq!((sheet.complements, sheet.answers), (vec![at("/offers/cuisine")], vec![at("/needs/salle")]));
        assert_eq!((sheet.parties, sheet.withdrawn), (vec![at("/organizations/moulin")], Some(date(2026, 12, 1))));
        let words: Vec<(&str, f64)> = sheet.words.iter().map(|word| (&*word.text, word.weight)).collect();
        assert!(words.contains(&("salle", OF_A_NAME)) && words.contains(&("chaises", 1.0)), "{words:?}");
    }

    #[test]
    fn who_chose_waits_no_more() {
        let need = r#"<> a cs:Need ; cs:name "Un camion"@fr ; cs:neededBy </organizations/a> "#;
        let open = |more: &str| {
            let sheet = Sheet::of(&document("https://a.example/needs/camion", &format!("{need}{more}."))).unwrap();
            sheet.is_open(date(2026, 11, 23))
        };
        assert!(open(""));
        assert!(!open("; cs:chosenOffer </offers/camion> "));
        assert!(!open(r#"; cs:availableUntil "2026-10"^^xsd:gYearMonth "#));
        assert!(!open(r#"; cs:withdrawnOn "2026-11-01"^^xsd:date "#));
    }

    #[test]
    fn what_is_neither_is_not_matched() {
        assert_eq!(
            Sheet::of(&document("https://a.example/events/fete", r#"<> a cs:Event ; cs:name "Fête"@fr ."#)),
            None
        );
    }

    #[test]
    fn our_own_lists_are_known() {
        let ours = Concept::ours();
        let find =
            |term: NamedNodeRef<'_>| ours.iter().find(|(iri, _)| iri.as_named_node() == term).map(|(_, told)| told);
        let governance = find(individual::THEME_RESILIENCE_GOVERNANCE).unwrap();
        assert_eq!(governance.broader, [Iri::from_named_node(individual::THEME_RESILIENCE.into_owned())]);
        assert!(find(individual::MENTORING).unwrap().labels.iter().any(|(_, label)| label == "Mentorat"));
    }

    #[test]
    fn a_concept_is_read_with_its_words() {
        let theme = document(
            "https://a.example/themes/pain",
            r#"<> a cs:Theme ; skos:prefLabel "Pain"@fr, "Bread"@en ; skos:broader </themes/alimentation> ."#,
        );
        let concept = Concept::of(&theme).unwrap();
        assert_eq!(concept.labels.len(), 2);
        assert!(concept.labels.contains(&(Some(Language::English), "Bread".to_owned())));
        assert_eq!(concept.broader, [Iri::parse("https://a.example/themes/alimentation").unwrap()]);
        assert_eq!(
            Concept::of(&document("https://a.example/events/fete", r#"<> a cs:Event ; cs:name "Fête"@fr ."#)),
            None
        );
    }
}
