//! What of a document is found by.

use crate::hierarchy::Edge;
use crate::place::Point;
use jiff::Timestamp;
use model::vocab::{class, dct, property, rdf, rdfs, schema, skos};
use model::{AccountId, Audience, ContentHash, Document, Iri};
use oxrdf::{LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, TermRef};

/// What something is called.
const NAMES: [NamedNodeRef<'static>; 6] =
    [property::NAME, property::ALTERNATE_NAME, skos::PREF_LABEL, dct::TITLE, rdfs::LABEL, schema::NAME];

/// Under which predicates stands what something is about.
const THEMES: [NamedNodeRef<'static>; 4] =
    [property::THEME, property::SKILL, property::SOUGHT_SKILL, property::CHALLENGE];

/// Under which predicates stands where something is at home.
const TERRITORIES: [NamedNodeRef<'static>; 2] = [property::LOCATED_IN, property::EXPERIMENT_TERRITORY];

/// A document, as it is found.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its address.
    pub iri: Iri,
    /// Who may find it, and when it changed.
    pub standing: Standing,
    /// What it is.
    pub classes: Vec<String>,
    /// What it is about.
    pub themes: Vec<String>,
    /// Which territories it lies in.
    pub territories: Vec<String>,
    /// What it is called.
    pub names: Vec<Said>,
    /// Everything else that it says in words.
    pub texts: Vec<Said>,
    /// Where it is.
    pub point: Option<Point>,
    /// What it says of what is narrower than what.
    pub edges: Vec<Edge>,
}

/// Who may find a document, and when it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who may read it.
    pub audience: Audience,
    /// Whose it is.
    pub owner: AccountId,
    /// When it was written last.
    pub changed: Timestamp,
}

/// Words in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The words.
    pub text: String,
    /// The language tag, if there is one.
    pub language: Option<String>,
}

impl Said {
    fn of(literal: LiteralRef<'_>) -> Self {
        Self { text: literal.value().to_owned(), language: literal.language().map(str::to_owned) }
    }
}

impl Sheet {
    /// Of a document.
    pub fn of(document: &Document, standing: Standing) -> Self {
        let iri = document.iri().as_named_node();
        // A graph from elsewhere may speak of others alone: then these are what it is found by.
        let is_of_others =
            document.triples().iter().all(|triple| triple.subject.as_ref() != NamedOrBlankNodeRef::from(iri));
        let mut sheet = Self {
            iri: document.iri().clone(),
            standing,
            classes: Vec::new(),
            themes: Vec::new(),
            territories: Vec::new(),
            names: Vec::new(),
            texts: Vec::new(),
            point: point(document),
            edges: Vec::new(),
        };
        let mut upward = Vec::new();
        for triple in document.triples() {
            let is_own = is_of_others || triple.subject.as_ref() == NamedOrBlankNodeRef::from(iri);
            let predicate = triple.predicate.as_ref();
            match triple.object.as_ref() {
                TermRef::Literal(literal) if is_words(literal) => {
                    let said = Said::of(literal);
                    if is_own && NAMES.contains(&predicate) {
                        sheet.names.push(said);
                    } else {
                        sheet.texts.push(said);
                    }
                }
                TermRef::NamedNode(object) => {
                    let object = object.as_str().to_owned();
                    let edge =
                        |narrower: &str, broader: &str| Edge { narrower: narrower.into(), broader: broader.into() };
                    if is_own && predicate == rdf::TYPE {
                        sheet.classes.push(object);
                    } else if THEMES.contains(&predicate) {
                        sheet.themes.push(object);
                    } else if is_own && TERRITORIES.contains(&predicate) {
                        upward.push(edge(iri.as_str(), &object));
                        sheet.territories.push(object);
                    } else if is_own && predicate == skos::BROADER {
                        sheet.edges.push(edge(iri.as_str(), &object));
                    } else if is_own && predicate == skos::NARROWER {
                        sheet.edges.push(edge(&object, iri.as_str()));
                    }
                }
                TermRef::Literal(_) | TermRef::BlankNode(_) => {}
            }
        }
        if sheet.classes.iter().any(|class| class == class::TERRITORY.as_str()) {
            sheet.edges.extend(upward);
        }
        for list in [&mut sheet.classes, &mut sheet.themes, &mut sheet.territories] {
            list.sort();
            list.dedup();
        }
        sheet
    }

    /// A number that it has wherever it stands.
    pub fn number(&self) -> u64 {
        number(&self.iri)
    }

    /// What it is sorted by, where that is its name: the French one, else the English, else any, else its address.
    pub fn title(&self) -> &str {
        let rank = |said: &&Said| match said.language.as_deref() {
            Some("fr") => 0,
            Some("en") => 1,
            None => 2,
            Some(_) => 3,
        };
        self.names.iter().min_by_key(rank).map_or(self.iri.as_str(), |said| said.text.as_str())
    }
}

/// See [`Sheet::number`].
pub(crate) fn number(iri: &Iri) -> u64 {
    ContentHash::of(iri.as_str().as_bytes()).0.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// Whether it is text, and no date, number or code.
fn is_words(literal: LiteralRef<'_>) -> bool {
    literal.language().is_some() || literal.datatype() == oxrdf::vocab::xsd::STRING
}

fn point(document: &Document) -> Option<Point> {
    let degrees = |predicate| {
        document.own(predicate).find_map(|term| match term {
            TermRef::Literal(literal) => literal.value().parse::<f64>().ok(),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        })
    };
    Point::new(degrees(property::LATITUDE)?, degrees(property::LONGITUDE)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::syntax::{self, Format};
    use oxrdf::Triple;

    #[test]
    fn what_a_document_is_found_by() {
        let iri = Iri::parse("https://a.example/territories/livradois").unwrap();
        let turtle = r#"@prefix cs: <https://w3id.org/codesocial#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            <> a cs:Territory ; cs:name "Livradois"@fr , "The Livradois"@en ; cs:summary "Des bois"@fr ;
               cs:latitude 45.5 ; cs:longitude 3.5 ; cs:locatedIn <https://a.example/territories/auvergne> ;
               cs:theme cs:ThemeGeneral ; skos:narrower <https://a.example/themes/x> ; cs:start "2020" ;
               cs:section <#we> . <#we> cs:name "Nous"@fr ; cs:challenge cs:ChallengeMobility ."#;
        let quads = syntax::parse(turtle.as_bytes(), Format::Turtle, &iri, 100).unwrap();
        let document = Document::admit(iri.clone(), quads.into_iter().map(Triple::from).collect()).unwrap();
        let standing = Standing { audience: Audience::Public, owner: AccountId(1), changed: Timestamp::UNIX_EPOCH };
        let sheet = Sheet::of(&document, standing);
        let words = |said: &[Said]| {
            let mut words: Vec<&str> = said.iter().map(|said| said.text.as_str()).collect();
            words.sort_unstable();
            words.join("|")
        };
        assert_eq!(words(&sheet.names), "Livradois|The Livradois");
        assert_eq!(words(&sheet.texts), "2020|Des bois|Nous");
        assert_eq!(sheet.title(), "Livradois");
        assert_eq!(
            sheet.themes,
            ["https://w3id.org/codesocial#ChallengeMobility", "https://w3id.org/codesocial#ThemeGeneral"]
        );
        assert_eq!(sheet.territories, ["https://a.example/territories/auvergne"]);
        assert_eq!(sheet.point, Point::new(45.5, 3.5));
        let edges: Vec<(&str, &str)> =
            sheet.edges.iter().map(|edge| (edge.narrower.as_str(), edge.broader.as_str())).collect();
        assert_eq!(edges.len(), 2);
        assert!(edges.contains(&(iri.as_str(), "https://a.example/territories/auvergne")));
        assert!(edges.contains(&("https://a.example/themes/x", iri.as_str())));
    }
}
