//! The manifests of the SPARQL 1.1 suites, and the files they name.

use model::Iri;
use model::syntax::{Format, parse_keeping_labels};
use oxrdf::{Term, Triple};
use oxrdfxml::RdfXmlParser;
use std::path::PathBuf;
use std::rc::Rc;

/// Where the suites are published: what their files are called by.
const HOME: &str = "https://w3c.github.io/rdf-tests/";

/// Statements of the largest file, by far.
const LIMIT: usize = 100_000;

/// The suites, on disk.
pub(crate) struct Suites(PathBuf);

/// One test of a manifest, as the graph of the manifest says it.
pub(crate) struct Case {
    /// The end of its address: `aggregates/manifest#agg01`.
    pub(crate) name: String,
    /// Its kind: `QueryEvaluationTest`.
    pub(crate) kind: String,
    node: Term,
    manifest: Rc<Vec<Triple>>,
}

impl Suites {
    /// Those beside the project, if they are there.
    pub(crate) fn find() -> Option<Self> {
        Some(Self(tests::shared()?.join("suites/rdf-tests")))
    }

    /// The tests of a manifest and of those it includes, in their order.
    pub(crate) fn cases(&self, manifest: &str) -> Vec<Case> {
        let address = format!("{HOME}{manifest}");
        let triples = Rc::new(self.triples(&address));
        let mut cases = Vec::new();
        for list in objects_of(&triples, "mf:include") {
            for included in members(&triples, &list) {
                cases.extend(self.cases(&path_of(&included)));
            }
        }
        for list in objects_of(&triples, "mf:entries") {
            for node in members(&triples, &list) {
                let kind = object(&triples, &node, "rdf:type").expect("a kind");
                let kind = text(&kind).rsplit('#').next().expect("a name").to_owned();
                let folder = manifest.rsplit('/').nth(1).expect("a folder");
                let name = format!("{folder}/{}", text(&node).rsplit(['#', '/']).next().expect("a name"));
                cases.push(Case { name, kind, node, manifest: Rc::clone(&triples) });
            }
        }
        cases
    }

    /// The triples of a file, in whatever format it is.
    pub(crate) fn triples(&self, address: &str) -> Vec<Triple> {
        let (bytes, base) = (self.bytes(address), Iri::parse(address).expect("an address"));
        let extension = address.rsplit('.').next();
        if extension == Some("rdf") {
            let parser = RdfXmlParser::new().with_base_iri(address).expect("an address");
            return parser
                .for_slice(&bytes)
                .collect::<Result<_, _>>()
                .unwrap_or_else(|error| panic!("{address}: {error}"));
        }
        let format = if extension == Some("nt") { Format::NTriples } else { Format::Turtle };
        let quads = parse_keeping_labels(&bytes, format, &base, LIMIT);
        quads.unwrap_or_else(|error| panic!("{address}: {error}")).into_iter().map(Triple::from).collect()
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, address: &str) -> Vec<u8> {
        std::fs::read(self.0.join(path_of_address(address))).unwrap_or_else(|error| panic!("{address}: {error}"))
    }
}

impl Case {
    /// What the manifest says of it by this property.
    pub(crate) fn part(&self, name: &str) -> Option<Part<'_>> {
        self.whole().part(name)
    }

    /// Whether it has this as one of the values of this property.
    pub(crate) fn says(&self, property: &str, value: &str) -> bool {
        self.whole().parts(property).iter().any(|part| part.text() == full(value))
    }

    fn whole(&self) -> Part<'_> {
        Part { node: self.node.clone(), manifest: &self.manifest }
    }
}

/// A node of a manifest.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    node: Term,
    manifest: &'a [Triple],
}

impl<'a> Part<'a> {
    /// What is said of it by this property.
    pub(crate) fn part(&self, name: &str) -> Option<Part<'a>> {
        self.parts(name).into_iter().next()
    }

    /// All that is said of it by this property.
    pub(crate) fn parts(&self, name: &str) -> Vec<Part<'a>> {
        let found = objects(self.manifest, &self.node, name).into_iter();
        found.map(|node| Part { node, manifest: self.manifest }).collect()
    }

    /// The members of the list that is said of it by this property.
    pub(crate) fn list(&self, name: &str) -> Vec<Part<'a>> {
        let lists = self.parts(name).into_iter();
        let nodes = lists.flat_map(|list| members(self.manifest, &list.node));
        nodes.map(|node| Part { node, manifest: self.manifest }).collect()
    }

    /// Its address, or its text.
    pub(crate) fn text(&self) -> &str {
        text(&self.node)
    }
}

/// A name with its prefix in full.
fn full(name: &str) -> String {
    let (prefix, local) = name.split_once(':').expect("a prefix");
    let namespace = match prefix {
        "mf" => "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
        "qt" => "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
        "ut" => "http://www.w3.org/2009/sparql/tests/test-update#",
        "ht" => "http://www.w3.org/2011/http#",
        "cnt" => "http://www.w3.org/2011/content#",
        "rdf" => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs" => "http://www.w3.org/2000/01/rdf-schema#",
        other => panic!("{other}"),
    };
    format!("{namespace}{local}")
}

fn text(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        Term::BlankNode(node) => node.as_str(),
    }
}

fn objects_of(triples: &[Triple], name: &str) -> Vec<Term> {
    let name = full(name);
    triples.iter().filter(|triple| triple.predicate.as_str() == name).map(|triple| triple.object.clone()).collect()
}

fn objects(triples: &[Triple], subject: &Term, name: &str) -> Vec<Term> {
    let name = full(name);
    let said = triples.iter().filter(|triple| triple.predicate.as_str() == name);
    said.filter(|triple| Term::from(triple.subject.clone()) == *subject).map(|triple| triple.object.clone()).collect()
}

fn object(triples: &[Triple], subject: &Term, name: &str) -> Option<Term> {
    objects(triples, subject, name).into_iter().next()
}

fn members(triples: &[Triple], list: &Term) -> Vec<Term> {
    let mut found = Vec::new();
    let mut rest = list.clone();
    while let Some(first) = object(triples, &rest, "rdf:first") {
        found.push(first);
        rest = object(triples, &rest, "rdf:rest").expect("a list");
    }
    found
}

fn path_of(file: &Term) -> String {
    path_of_address(text(file)).to_owned()
}

fn path_of_address(address: &str) -> &str {
    address.strip_prefix(HOME).unwrap_or_else(|| panic!("{address} is no file"))
}
