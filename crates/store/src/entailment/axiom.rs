//! What is understood of the ontology's files: subclasses, subproperties, inverses, equivalences, symmetry, has-value.
//!
//! What an axiom's property says and no rule can express is refused everywhere. In the alignment, which is nothing but
//! axioms, everything else is refused too, except notes for people.

use model::vocab::{owl, rdf, rdfs};
use oxrdf::{BlankNodeRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef};

/// One statement of the ontology, as far as rules follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Axiom {
    /// Whatever is a `class` is an `of`.
    SubClass { class: NamedNode, of: NamedNode },
    /// Whatever `property` relates, `of` relates too: the same way, or the other way round.
    SubProperty { property: NamedNode, of: NamedNode, turned: bool },
    /// Whatever is a `class` has this value.
    ClassHasValue { class: NamedNode, property: NamedNode, value: Term },
    /// Whatever has this value is a `class`.
    ValueMakesClass { property: NamedNode, value: Term, class: NamedNode },
}

/// A statement that cannot be used, and why.
#[derive(Debug)]
pub(super) struct Unusable {
    pub(super) statement: String,
    pub(super) reason: &'static str,
}

/// What may be declared of a term without consequence.
const DECLARATIONS: [NamedNodeRef<'static>; 8] = [
    owl::ONTOLOGY,
    owl::CLASS,
    owl::RESTRICTION,
    owl::OBJECT_PROPERTY,
    owl::DATATYPE_PROPERTY,
    owl::ANNOTATION_PROPERTY,
    rdfs::CLASS,
    rdf::PROPERTY,
];

/// Notes for people, which entail nothing.
const NOTES: [NamedNodeRef<'static>; 5] =
    [rdfs::LABEL, rdfs::COMMENT, rdfs::SEE_ALSO, rdfs::IS_DEFINED_BY, owl::VERSION_INFO];

/// Namespaces of which every property is a note: mappings of SKOS are told to people and never reasoned with.
const NOTE_NAMESPACES: [&str; 2] = ["http://purl.org/dc/terms/", "http://www.w3.org/2004/02/skos/core#"];

/// The axioms of a file. `is_alignment`: it must consist of nothing else.
pub(super) fn axioms(quads: &[Quad], is_alignment: bool) -> Result<Vec<Axiom>, Unusable> {
    let file = File { quads };
    let mut axioms = Vec::new();
    for quad in quads {
        let is_understood = file.read(quad, &mut axioms)?;
        if is_alignment && !is_understood && !file.is_harmless(quad) {
            return Err(unusable(quad, "the alignment has no use for this construct"));
        }
    }
    Ok(axioms)
}

struct File<'a> {
    quads: &'a [Quad],
}

enum Class {
    Named(NamedNode),
    HasValue { property: NamedNode, value: Term },
}

struct Property {
    name: NamedNode,
    turned: bool,
}

impl File<'_> {
    /// Takes the axioms out of one statement; whether it is one.
    fn read(&self, quad: &Quad, axioms: &mut Vec<Axiom>) -> Result<bool, Unusable> {
        let mut sub_class = |class: Class, of: Class| {
            axioms.push(match (class, of) {
                (Class::Named(class), Class::Named(of)) => Axiom::SubClass { class, of },
                (Class::Named(class), Class::HasValue { property, value }) => {
                    Axiom::ClassHasValue { class, property, value }
                }
                (Class::HasValue { property, value }, Class::Named(class)) => {
                    Axiom::ValueMakesClass { property, value, class }
                }
                (Class::HasValue { .. }, Class::HasValue { .. }) => {
                    return Err(unusable(quad, "name one of the two classes"));
                }
            });
            Ok(())
        };
        let sub_property = |property: Property, of: Property, turned: bool| Axiom::SubProperty {
            turned: property.turned ^ of.turned ^ turned,
            property: property.name,
            of: of.name,
        };
        let subject = TermRef::from(quad.subject.as_ref());
        let object = quad.object.as_ref();
        match quad.predicate.as_ref() {
            rdfs::SUB_CLASS_OF => sub_class(self.class(quad, subject)?, self.class(quad, object)?)?,
            owl::EQUIVALENT_CLASS => {
                sub_class(self.class(quad, subject)?, self.class(quad, object)?)?;
                sub_class(self.class(quad, object)?, self.class(quad, subject)?)?;
            }
            rdfs::SUB_PROPERTY_OF => {
                axioms.push(sub_property(self.property(quad, subject)?, self.property(quad, object)?, false));
            }
            owl::EQUIVALENT_PROPERTY => {
                axioms.push(sub_property(self.property(quad, subject)?, self.property(quad, object)?, false));
                axioms.push(sub_property(self.property(quad, object)?, self.property(quad, subject)?, false));
            }
            // On a blank node it makes an expression, which is read where it is used.
            owl::INVERSE_OF if !subject.is_blank_node() => {
                axioms.push(sub_property(self.property(quad, subject)?, self.property(quad, object)?, true));
                axioms.push(sub_property(self.property(quad, object)?, self.property(quad, subject)?, true));
            }
            rdf::TYPE if object == TermRef::from(owl::SYMMETRIC_PROPERTY) => {
                axioms.push(sub_property(self.property(quad, subject)?, self.property(quad, subject)?, true));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether a statement that is no axiom may stand in the alignment.
    fn is_harmless(&self, quad: &Quad) -> bool {
        let predicate = quad.predicate.as_ref();
        match quad.subject.as_ref() {
            // A part of an expression, if anybody uses it: whoever does has looked at it whole.
            NamedOrBlankNodeRef::BlankNode(node) => {
                let is_used = |other: &Quad| other.object.as_ref() == TermRef::from(node);
                let says_more = |other: &Quad| {
                    other.subject.as_ref() == quad.subject.as_ref()
                        && [rdfs::SUB_CLASS_OF, owl::EQUIVALENT_CLASS, rdfs::SUB_PROPERTY_OF, owl::EQUIVALENT_PROPERTY]
                            .contains(&other.predicate.as_ref())
                };
                self.quads.iter().any(|other| is_used(other) || says_more(other))
            }
            NamedOrBlankNodeRef::NamedNode(_) if predicate == rdf::TYPE => {
                DECLARATIONS.iter().any(|declared| quad.object.as_ref() == TermRef::from(*declared))
            }
            NamedOrBlankNodeRef::NamedNode(_) => {
                NOTES.contains(&predicate) || NOTE_NAMESPACES.iter().any(|name| predicate.as_str().starts_with(name))
            }
        }
    }

    fn class(&self, quad: &Quad, term: TermRef<'_>) -> Result<Class, Unusable> {
        match term {
            TermRef::NamedNode(name) => Ok(Class::Named(name.into_owned())),
            TermRef::BlankNode(node) => {
                let property = self.part(node, owl::ON_PROPERTY).and_then(named);
                let value = self.part(node, owl::HAS_VALUE).filter(|value| !value.is_blank_node());
                match (property, value) {
                    (Some(property), Some(value)) if self.parts(node).count() == 2 && !is_type(&property) => {
                        Ok(Class::HasValue { property, value: value.into_owned() })
                    }
                    _ => Err(unusable(quad, "of nameless classes only a restriction to one value is understood")),
                }
            }
            TermRef::Literal(_) => Err(unusable(quad, "a literal is no class")),
        }
    }

    fn property(&self, quad: &Quad, term: TermRef<'_>) -> Result<Property, Unusable> {
        let property = match term {
            TermRef::NamedNode(name) => Property { name: name.into_owned(), turned: false },
            TermRef::BlankNode(node) => match self.part(node, owl::INVERSE_OF).and_then(named) {
                Some(name) if self.parts(node).count() == 1 => Property { name, turned: true },
                _ => {
                    return Err(unusable(quad, "of nameless properties only the inverse of a named one is understood"));
                }
            },
            TermRef::Literal(_) => return Err(unusable(quad, "a literal is no property")),
        };
        if is_type(&property.name) {
            return Err(unusable(quad, "what is said with rdf:type must be said of classes"));
        }
        Ok(property)
    }

    /// What an expression consists of, besides its own declaration and what is said of it as an axiom's subject.
    fn parts<'a>(&'a self, node: BlankNodeRef<'a>) -> impl Iterator<Item = &'a Quad> {
        self.quads.iter().filter(move |quad| {
            quad.subject.as_ref() == NamedOrBlankNodeRef::from(node)
                && ![
                    rdf::TYPE,
                    rdfs::SUB_CLASS_OF,
                    rdfs::SUB_PROPERTY_OF,
                    owl::EQUIVALENT_CLASS,
                    owl::EQUIVALENT_PROPERTY,
                ]
                .contains(&quad.predicate.as_ref())
        })
    }

    fn part<'a>(&'a self, node: BlankNodeRef<'a>, predicate: NamedNodeRef<'_>) -> Option<TermRef<'a>> {
        self.parts(node).find(|quad| quad.predicate.as_ref() == predicate).map(|quad| quad.object.as_ref())
    }
}

fn named(term: TermRef<'_>) -> Option<NamedNode> {
    match term {
        TermRef::NamedNode(name) => Some(name.into_owned()),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    }
}

fn is_type(property: &NamedNode) -> bool {
    property.as_ref() == rdf::TYPE
}

fn unusable(quad: &Quad, reason: &'static str) -> Unusable {
    let subject: &NamedOrBlankNode = &quad.subject;
    Unusable { statement: format!("{subject} {} {} .", quad.predicate, quad.object), reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Iri;
    use model::syntax::{self, Format};

    fn read(text: &str, is_alignment: bool) -> Result<Vec<String>, String> {
        let prefixes = "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix : <urn:> .\n";
        let base = Iri::parse("urn:base").unwrap();
        let quads = syntax::parse(format!("{prefixes}{text}").as_bytes(), Format::Turtle, &base, 100).unwrap();
        let said = |axiom: Axiom| match axiom {
            Axiom::SubClass { class, of } => format!("{class} is {of}"),
            Axiom::SubProperty { property, of, turned: false } => format!("{property} to {of}"),
            Axiom::SubProperty { property, of, turned: true } => format!("{property} turned to {of}"),
            Axiom::ClassHasValue { class, property, value } => format!("{class} gives {property} {value}"),
            Axiom::ValueMakesClass { property, value, class } => format!("{property} {value} is {class}"),
        };
        match axioms(&quads, is_alignment) {
            Ok(axioms) => Ok(axioms.into_iter().map(|axiom| said(axiom).replace("urn:", "")).collect()),
            Err(Unusable { statement, reason }) => Err(format!("{statement} {reason}")),
        }
    }

    #[test]
    fn each_construct_is_understood() {
        let check = |text: &str, expected: &[&str]| {
            let mut read = read(text, true).unwrap_or_else(|error| panic!("{text}: {error}"));
            read.sort();
            assert_eq!(read, expected, "{text}");
        };
        check(":A rdfs:subClassOf :B, :C .", &["<A> is <B>", "<A> is <C>"]);
        check(":A owl:equivalentClass :B .", &["<A> is <B>", "<B> is <A>"]);
        check(":p rdfs:subPropertyOf :q .", &["<p> to <q>"]);
        check(":p rdfs:subPropertyOf [ owl:inverseOf :q ] .", &["<p> turned to <q>"]);
        check("[ owl:inverseOf :p ] rdfs:subPropertyOf :q .", &["<p> turned to <q>"]);
        check(":p owl:equivalentProperty :q .", &["<p> to <q>", "<q> to <p>"]);
        check(":p owl:inverseOf :q .", &["<p> turned to <q>", "<q> turned to <p>"]);
        check(":p a owl:ObjectProperty, owl:SymmetricProperty .", &["<p> turned to <p>"]);
        let restriction = "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue \"v\"@fr ]";
        check(&format!(":A rdfs:subClassOf {restriction} ."), &["<A> gives <p> \"v\"@fr"]);
        check(&format!("{restriction} rdfs:subClassOf :A ."), &["<p> \"v\"@fr is <A>"]);
        check(&format!(":A owl:equivalentClass {restriction} ."), &["<A> gives <p> \"v\"@fr", "<p> \"v\"@fr is <A>"]);
        check(": a owl:Ontology ; rdfs:comment \"x\" . :A skos:closeMatch :B ; a owl:Class .", &[]);
    }

    #[test]
    fn what_no_rule_can_express_is_refused() {
        let check = |text: &str, anywhere: bool, expected: &str| {
            let error = read(text, true).expect_err(text);
            assert!(error.contains(expected), "{text}: {error}");
            assert_eq!(read(text, false).is_err(), anywhere, "{text}");
        };
        check(":A owl:disjointWith :B .", false, "no use for");
        check(":p a owl:TransitiveProperty .", false, "no use for");
        check(":p rdfs:domain :A .", false, "no use for");
        check(":p owl:propertyChainAxiom ( :q :r ) .", false, "no use for");
        check("[] owl:onProperty :p ; owl:hasValue 1 .", false, "no use for");
        check(":A owl:sameAs :B .", false, "no use for");
        check(":A rdfs:subClassOf [ owl:onProperty :p ; owl:someValuesFrom :B ] .", true, "one value");
        check(":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue 1, 2 ] .", true, "one value");
        check(":A rdfs:subClassOf [ owl:onProperty rdf:type ; owl:hasValue :B ] .", true, "one value");
        check(":A rdfs:subClassOf [ owl:unionOf ( :B :C ) ] .", true, "one value");
        check(":A rdfs:subClassOf \"B\" .", true, "no class");
        check(":p rdfs:subPropertyOf rdf:type .", true, "rdf:type");
        check(":p rdfs:subPropertyOf [ owl:propertyChainAxiom ( :q ) ] .", true, "inverse");
        let one = "[ owl:onProperty :p ; owl:hasValue 1 ]";
        check(&format!("{one} rdfs:subClassOf {one} ."), true, "name one");
    }
}
