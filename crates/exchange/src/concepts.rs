//! Concepts by their addresses: how they are called where a format has room for a name, a number or a tree, and no address.

use crate::sheet::best;
use model::syntax::{self, Format};
use model::vocab::{property, schema, skos};
use model::{ContentHash, Document, Iri, ontology};
use oxrdf::{Literal, LiteralRef, NamedOrBlankNode, Term, TermRef};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The names of concepts, and how they stand to each other.
#[derive(Debug, Clone, Default)]
pub struct Concepts {
    known: BTreeMap<String, Concept>,
    languages: Vec<String>,
}

/// A concept of this instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Its number, for formats that file under numbers.
    pub number: u64,
    /// How it is called.
    pub name: String,
    /// A shorter name.
    pub short: Option<String>,
    /// What it means.
    pub text: Option<String>,
    /// What it stands below.
    pub broader: Vec<String>,
    /// How a map shows it: colour, icon and the like, as the map wrote them.
    pub showing: Vec<(String, String)>,
}

/// One thing that a document is filed under: a concept, or a keyword that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its number.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// The concept's address, if it is one.
    pub iri: Option<String>,
}

impl Concepts {
    /// The concepts that these documents are, named in the first of these languages that they have.
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Document>, languages: &[&str]) -> Self {
        let mut known = BTreeMap::new();
        for document in documents {
            if let Some(concept) = concept(document, languages) {
                known.insert(document.iri().as_str().to_owned(), concept);
            }
        }
        // A number of a map's own stays, where no other concept here has it.
        let mut holders: BTreeMap<u64, usize> = BTreeMap::new();
        for number in known.values().filter_map(|(_, own)| *own) {
            *holders.entry(number).or_default() += 1;
        }
        let known = known.into_iter().map(|(iri, (concept, own))| {
            let own = own.filter(|number| holders.get(number) == Some(&1));
            (iri, Concept { number: own.unwrap_or(concept.number), ..concept })
        });
        Self { known: known.collect(), languages: languages.iter().map(|tag| (*tag).to_owned()).collect() }
    }

    /// Those of this instance, by address.
    pub fn known(&self) -> impl Iterator<Item = (&str, &Concept)> {
        self.known.iter().map(|(iri, concept)| (iri.as_str(), concept))
    }

    /// How a concept is called, this instance's or the grammar's.
    pub fn name(&self, iri: &str) -> Option<String> {
        if let Some(concept) = self.known.get(iri) {
            return Some(concept.name.clone());
        }
        let labels: Vec<LiteralRef<'_>> = GRAMMAR.get(iri)?.iter().map(Literal::as_ref).collect();
        let languages: Vec<&str> = self.languages.iter().map(String::as_str).collect();
        best(&labels, &languages).first().map(|name| (*name).to_owned())
    }

    /// The category of a concept, if it has a name.
    pub fn category(&self, iri: &str) -> Option<Category> {
        let number = self.known.get(iri).map_or_else(|| number(iri), |concept| concept.number);
        Some(Category { number, name: self.name(iri)?, iri: Some(iri.to_owned()) })
    }
}

impl Category {
    /// A keyword that is no concept.
    pub fn of_keyword(name: &str) -> Self {
        Self { number: number(name), name: name.to_owned(), iri: None }
    }

    /// Whether it is what is asked for by this number.
    pub fn is(&self, asked: u64) -> bool {
        asked == self.number || self.iri.as_ref().is_some_and(|iri| number(iri) == asked)
    }
}

/// A number for what has none: 48 bits of its hash. It is the same each time, and every program can hold it.
fn number(text: &str) -> u64 {
    ContentHash::of(text.as_bytes()).0.iter().take(6).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// A concept with the number that its source gave it.
fn concept(document: &Document, languages: &[&str]) -> Option<(Concept, Option<u64>)> {
    let texts = |predicate| {
        let literals = document.own(predicate).filter_map(|term| match term {
            TermRef::Literal(literal) => Some(literal),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        });
        best(&literals.collect::<Vec<_>>(), languages)
    };
    let text = |predicate| texts(predicate).first().map(|text| (*text).to_owned());
    let broader = document.own(skos::BROADER).filter_map(|term| match term {
        TermRef::NamedNode(node) => Some(node.as_str().to_owned()),
        TermRef::Literal(_) | TermRef::BlankNode(_) => None,
    });
    let concept = Concept {
        number: number(document.iri().as_str()),
        name: text(skos::PREF_LABEL).or_else(|| text(property::NAME))?,
        short: text(property::ALTERNATE_NAME),
        text: text(skos::DEFINITION),
        broader: broader.collect(),
        showing: showing(document),
    };
    let own = text(skos::NOTATION).and_then(|notation| notation.parse().ok());
    Some((concept, own))
}

fn showing(document: &Document) -> Vec<(String, String)> {
    /// What a map has of an option besides, in the order in which it writes it.
    const FIELDS: [&str; 5] = ["color", "softColor", "icon", "textHelper", "category"];
    let mut found = BTreeMap::new();
    for part in document.own(schema::ADDITIONAL_PROPERTY) {
        let TermRef::NamedNode(part) = part else { continue };
        let value = |predicate| match document.objects(part, predicate).next() {
            Some(TermRef::Literal(literal)) => Some(literal.value().to_owned()),
            Some(TermRef::NamedNode(_) | TermRef::BlankNode(_)) | None => None,
        };
        if let (Some(name), Some(value)) = (value(schema::NAME), value(schema::VALUE)) {
            found.insert(name, value);
        }
    }
    FIELDS.iter().filter_map(|name| Some(((*name).to_owned(), found.get(*name)?.clone()))).collect()
}

/// The names of the grammar's own concepts.
static GRAMMAR: LazyLock<BTreeMap<String, Vec<Literal>>> = LazyLock::new(|| {
    let mut labels: BTreeMap<String, Vec<Literal>> = BTreeMap::new();
    for thesaurus in ontology::thesauri() {
        let Ok(home) = Iri::parse(model::vocab::NAMESPACE) else { continue };
        for quad in syntax::parse(&thesaurus.bytes, Format::Turtle, &home, usize::MAX).unwrap_or_default() {
            if let (NamedOrBlankNode::NamedNode(node), Term::Literal(label)) = (quad.subject, quad.object)
                && quad.predicate == skos::PREF_LABEL
            {
                labels.entry(node.into_string()).or_default().push(label);
            }
        }
    }
    labels
});

/// What documents are filed under, without saying the same twice.
pub fn categories<'a>(
    themes: impl IntoIterator<Item = &'a str>,
    keywords: impl IntoIterator<Item = &'a str>,
    concepts: &Concepts,
) -> Vec<Category> {
    let mut found: Vec<Category> = themes.into_iter().filter_map(|iri| concepts.category(iri)).collect();
    for keyword in keywords {
        if found.iter().all(|known| known.name != keyword) {
            found.push(Category::of_keyword(keyword));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::Triple;
    use std::collections::BTreeSet;

    fn theme(slug: &str, name: &str, notation: Option<&str>) -> Document {
        let iri = Iri::parse(&format!("https://a.example/themes/{slug}")).unwrap();
        let about = iri.as_named_node().into_owned();
        let mut triples = vec![Triple::new(
            about.clone(),
            skos::PREF_LABEL,
            Literal::new_language_tagged_literal_unchecked(name, "fr"),
        )];
        triples
            .extend(notation.map(|notation| Triple::new(about, skos::NOTATION, Literal::new_simple_literal(notation))));
        Document::admit(iri, triples).unwrap()
    }

    #[test]
    fn numbers_stay_where_they_are_alone() {
        let themes = [
            theme("a", "Alimentation", Some("100")),
            theme("b", "Bâti", Some("7")),
            theme("c", "Culture", Some("7")),
            theme("d", "Déchets", None),
        ];
        let concepts = Concepts::of(&themes, &["fr"]);
        let category = |slug: &str| concepts.category(&format!("https://a.example/themes/{slug}")).unwrap();
        assert_eq!((category("a").number, category("a").name.as_str()), (100, "Alimentation"));
        let own: BTreeSet<u64> = ["b", "c", "d"].map(|slug| category(slug).number).into();
        assert!(own.len() == 3 && own.iter().all(|number| *number > 1_000 && *number < 1 << 48), "{own:?}");
        assert!(category("a").is(100) && category("a").is(number("https://a.example/themes/a")));
        assert!(!category("b").is(7));
        assert_eq!(concepts.category("https://a.example/themes/closed"), None);
    }

    #[test]
    fn the_grammar_names_its_own() {
        let french = Concepts::of(&[], &["fr", "en"]);
        let english = Concepts::of(&[], &["en", "fr"]);
        let challenge = "https://w3id.org/codesocial#ChallengeMobility";
        assert!(french.name(challenge).is_some());
        assert_ne!(french.name(challenge), english.name(challenge));
    }

    #[test]
    fn a_keyword_that_names_a_concept_is_said_once() {
        let themes = [theme("a", "Alimentation", None)];
        let concepts = Concepts::of(&themes, &["fr"]);
        let found = categories(["https://a.example/themes/a"], ["Alimentation", "Pain"], &concepts);
        assert_eq!(found.iter().map(|category| category.name.as_str()).collect::<Vec<_>>(), ["Alimentation", "Pain"]);
        assert_eq!(found[1], Category::of_keyword("Pain"));
    }
}
