//! Reads the W3C manifests that both conformance runners walk.

use model::Iri;
use model::syntax::{Format, parse};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term};
use std::path::PathBuf;

const MANIFEST: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// The folder of a suite, or nothing where the suites are not on this machine.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("CODESOCIAL_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let folder = shared.join("suites").join(name);
    if folder.is_dir() {
        Some(folder)
    } else {
        println!("skipped: no suites");
        None
    }
}

/// One entry of a manifest.
pub(crate) struct Entry {
    /// Its IRI after `#`.
    pub(crate) name: String,
    /// The local name of its type.
    pub(crate) kind: String,
    /// The input's file name, relative to the manifest.
    pub(crate) action: String,
    /// The expected result's file name, if there is one.
    pub(crate) result: Option<String>,
    quads: Vec<Quad>,
}

impl Entry {
    /// The text of another property, by its local name.
    pub(crate) fn text(&self, property: &str) -> Option<&str> {
        self.quads.iter().find(|quad| quad.predicate.as_str().ends_with(property)).and_then(|quad| match &quad.object {
            Term::Literal(literal) => Some(literal.value()),
            Term::NamedNode(_) | Term::BlankNode(_) => None,
        })
    }
}

/// The entries of the manifest at `folder/manifest.ttl`, whose files are addressed under `base`.
pub(crate) fn entries(folder: &std::path::Path, base: &str) -> Vec<Entry> {
    let bytes = std::fs::read(folder.join("manifest.ttl")).unwrap();
    let quads = parse(&bytes, Format::Turtle, &Iri::parse(&format!("{base}manifest.ttl")).unwrap(), 1_000_000).unwrap();
    let mut entries = Vec::new();
    for subject in quads.chunk_by(|a, b| a.subject == b.subject) {
        let NamedOrBlankNode::NamedNode(iri) = &subject[0].subject else { continue };
        let file = |property: &str| {
            let wanted = NamedNode::new(format!("{MANIFEST}{property}")).unwrap();
            subject.iter().find(|quad| quad.predicate == wanted).and_then(|quad| match &quad.object {
                Term::NamedNode(file) => file.as_str().strip_prefix(base).map(str::to_owned),
                Term::BlankNode(_) | Term::Literal(_) => None,
            })
        };
        let Some(action) = file("action") else { continue };
        let kind = subject.iter().find(|quad| quad.predicate.as_str() == TYPE).map(|quad| match &quad.object {
            Term::NamedNode(class) => class.as_str().rsplit(['#', '/']).next().unwrap().to_owned(),
            other @ (Term::BlankNode(_) | Term::Literal(_)) => panic!("{other} is no type"),
        });
        entries.push(Entry {
            name: iri.as_str().rsplit('#').next().unwrap().to_owned(),
            kind: kind.unwrap(),
            action,
            result: file("result"),
            quads: subject.to_vec(),
        });
    }
    entries
}
