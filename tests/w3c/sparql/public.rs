//! The public dataset of an instance: the data of the tests is imported as documents from elsewhere, all of it at once, and
//! each query names the graphs that are its own, so that the others are not there.

use crate::query::{evaluated, refused, understood};
use crate::speaker::Speaker;
use crate::suite::{Case, Suites};
use crate::{Known, PROGRAM};
use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::BTreeSet;
use tests::Process;
use tests::client::url_encoded;
use tests::process::{free_port, run};

/// Tests that an instance's own rules contradict, each with the rule.
pub(crate) const CONTRADICTIONS: Known = &[
    ("aggregates/agg01", SOURCE),
    ("aggregates/agg02", SOURCE),
    ("aggregates/agg04", SOURCE),
    ("aggregates/agg05", SOURCE),
    ("aggregates/agg06", SOURCE),
    ("aggregates/agg-group-fn", SOURCE),
    ("aggregates/agg-group-builtin", SOURCE),
    ("aggregates/agg-avg-distinct", SOURCE),
    ("aggregates/agg-count-distinct", SOURCE),
    ("aggregates/agg-count-rows-distinct", SOURCE),
    ("aggregates/agg-sum-distinct", SOURCE),
    ("bind/bind01", SOURCE),
    ("bind/bind02", SOURCE),
    ("bind/bind03", SOURCE),
    ("bind/bind04", SOURCE),
    ("bind/bind06", SOURCE),
    ("bind/bind07", SOURCE),
    ("bindings/values7", SOURCE),
    ("construct/constructwhere01", SOURCE),
    ("construct/constructwhere04", SOURCE),
    ("construct/constructlist", SOURCE),
    ("functions/strdt03-rdf11", SOURCE),
    ("functions/strlang03-rdf11", SOURCE),
    ("functions/if01", SOURCE),
    ("property-path/pp14", SOURCE),
    ("property-path/pp16", SOURCE),
    ("property-path/nps_inverse", SOURCE),
    ("property-path/nps_direct_and_inverse", SOURCE),
    ("property-path/nps_a", SOURCE),
    ("property-path/nps_a_inverse", SOURCE),
    ("subquery/subquery06", SOURCE),
    ("aggregates/agg-sum-02", SOURCE),
    ("aggregates/agg-min-02", SOURCE),
    ("aggregates/agg-max-02", SOURCE),
    ("aggregates/agg-max-distinct", SOURCE),
    ("aggregates/agg-min-distinct", SOURCE),
    ("functions/plus-1-corrected", NAMELESS),
    ("functions/plus-2-corrected", NAMELESS),
];

const SOURCE: &str = "the default graph says where a document from elsewhere is from, and the test reads all of it";
const NAMELESS: &str = "a nameless node of a document is a fragment of it";

/// An instance that holds the data of the tests.
pub(crate) struct Public {
    speaker: Speaker,
    _process: Process,
    _folder: tempfile::TempDir,
}

impl Public {
    /// Makes one of what these tests ask.
    pub(crate) fn with_data_of(cases: &[Case], suites: &Suites) -> Self {
        let files: BTreeSet<String> =
            cases.iter().flat_map(|case| default_of(case).into_iter().chain(named_of(case))).collect();
        let quads = (0..).zip(&files).flat_map(|(number, file)| quads(suites, file, number));
        let quads = quads.fold(String::new(), |lines, quad| lines + &format!("{quad} .\n"));
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).to_str().expect("a path in text").to_owned();
        let (data, source) = (path("data"), path("tests.nq"));
        std::fs::write(&source, quads).expect("a file");
        let listens = format!("127.0.0.1:{}", free_port());
        let base = format!("http://{listens}/");
        succeed(&["init", "--data", &data, "--base", &base, "--name", "Suite", "--admin", "a@a.example"]);
        succeed(&["import", "nquads", &source, "--data", &data]);
        let process = Process::serve_with(PROGRAM, data.as_ref(), &["--listen", &listens]);
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        Self { speaker: Speaker::to(base, runtime, None), _process: process, _folder: folder }
    }

    /// Whether the case passes; why not.
    pub(crate) fn passes(&self, case: &Case, suites: &Suites) -> Result<(), String> {
        let action = case.part("mf:action").ok_or("no action")?;
        match case.kind.as_str() {
            "PositiveSyntaxTest" | "PositiveSyntaxTest11" => understood(&self.speaker, suites, action.text()),
            "NegativeSyntaxTest" | "NegativeSyntaxTest11" => refused(&self.speaker, suites, action.text()),
            "QueryEvaluationTest" => {
                let query = action.part("qt:query").ok_or("no query")?;
                let result = case.part("mf:result").ok_or("no result")?;
                let mut path = "/sparql?entailment=off".to_owned();
                let mut default = default_of(case);
                let text = suites.bytes(query.text());
                let names_its_own = String::from_utf8_lossy(&text).contains("FROM");
                if default.is_empty() && !names_its_own {
                    // Nothing at all, and not everything.
                    default.push("urn:nothing".to_owned());
                }
                for graph in default {
                    path.extend(["&default-graph-uri=", &url_encoded(&graph)]);
                }
                for graph in named_of(case).into_iter().filter(|_| !names_its_own) {
                    path.extend(["&named-graph-uri=", &url_encoded(&graph)]);
                }
                let ask = |query: Vec<u8>, accept: &str| self.speaker.ask(&path, query, accept);
                evaluated(case, suites, (query.text(), result.text()), ask)
            }
            other => Err(format!("{other} is not known here")),
        }
    }
}

fn default_of(case: &Case) -> Vec<String> {
    files_of(case, "qt:data")
}

fn named_of(case: &Case) -> Vec<String> {
    files_of(case, "qt:graphData")
}

fn files_of(case: &Case, property: &str) -> Vec<String> {
    let files = case.part("mf:action").map(|action| action.parts(property)).unwrap_or_default();
    files.iter().map(|file| file.text().to_owned()).collect()
}

/// The triples of a file in the graph of its name, its blank nodes apart from those of others.
fn quads(suites: &Suites, file: &str, number: usize) -> Vec<Quad> {
    let graph = GraphName::NamedNode(NamedNode::new_unchecked(file));
    let apart = |node: &BlankNode| BlankNode::new_unchecked(format!("f{number}x{}", node.as_str()));
    let in_graph = |mut triple: Triple| {
        if let NamedOrBlankNode::BlankNode(node) = &mut triple.subject {
            *node = apart(node);
        }
        if let Term::BlankNode(node) = &mut triple.object {
            *node = apart(node);
        }
        triple.in_graph(graph.clone())
    };
    suites.triples(file).into_iter().map(in_graph).collect()
}

fn succeed(arguments: &[&str]) {
    let output = run(PROGRAM, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said} {}", String::from_utf8_lossy(&output.stdout));
}
