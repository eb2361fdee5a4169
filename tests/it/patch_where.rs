//! The `WHERE` of an update reaches a query worker in other words than its author's: they mean the same. Held against
//! the queries of the W3C suite, each as the `WHERE` of an update and by itself.

use model::constraint::{Bindings, ConstraintAnswer, ConstraintQuery, ConstraintQuestion, EvaluatorError, Reach};
use model::patch::{Conditions, Patch, PatchError, PatchFormat};
use model::ports::Evaluator;
use model::syntax::{Format, parse};
use model::{Document, Iri};
use oxrdf::{NamedNode, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::GraphEvaluator;

const BASE: &str = "https://moulin.example/organizations/moulin";
const QUERY: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#query";
const DATA: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#data";

/// Most solutions of a query of the suite.
const MOST: usize = 1_000;

#[test]
fn what_is_asked_means_what_was_written() {
    let Some(shared) = tests::shared() else { return };
    let suite = shared.join("suites/rdf-tests/sparql");
    let mut held = 0;
    let mut different = Vec::new();
    for part in ["sparql10", "sparql11"] {
        let mut folders: Vec<_> =
            std::fs::read_dir(suite.join(part)).unwrap().map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        for folder in folders.iter().filter(|folder| folder.join("manifest.ttl").exists()) {
            for (query, data) in cases(folder) {
                match compare(&query, &data) {
                    Some(true) => held += 1,
                    Some(false) => different.push(query.display().to_string()),
                    None => {}
                }
            }
        }
    }
    assert_eq!(different, Vec::<String>::new());
    assert!(held > 200, "only {held} queries were compared");
}

/// The queries of a manifest, each with its data.
fn cases(folder: &Path) -> Vec<(std::path::PathBuf, std::path::PathBuf)> {
    let base = Iri::parse(&format!("file://{}/", folder.display())).unwrap();
    let bytes = std::fs::read(folder.join("manifest.ttl")).unwrap();
    let quads = parse(&bytes, Format::Turtle, &base, 1_000_000).unwrap();
    let mut actions: BTreeMap<String, [Option<std::path::PathBuf>; 2]> = BTreeMap::new();
    for quad in &quads {
        let place = [QUERY, DATA].iter().position(|property| quad.predicate.as_str() == *property);
        if let (Some(place), Term::NamedNode(file)) = (place, &quad.object) {
            let file = file.as_str().trim_start_matches("file://").into();
            actions.entry(quad.subject.to_string()).or_default()[place] = Some(file);
        }
    }
    actions.into_values().filter_map(|[query, data]| Some((query?, data?))).collect()
}

/// Whether both ways give the same values; nothing where the query cannot stand in a `WHERE`, or has no answer.
fn compare(query: &Path, data: &Path) -> Option<bool> {
    let text = std::fs::read_to_string(query).ok()?;
    let upper = text.to_uppercase();
    // What differs each time, and graphs that a document does not have.
    if ["RAND(", "NOW(", "UUID(", "BNODE(", "FROM", "GRAPH", "SERVICE"].iter().any(|word| upper.contains(word)) {
        return None;
    }
    let triples = statements(data)?;
    let direct = solutions(&triples, &format!("BASE <{BASE}>\n{text}")).ok()?;
    let names: BTreeSet<&str> = direct.iter().flatten().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let (prologue, select) = text.split_at(begin_of_select(&text)?);
    let template: String = names.iter().map(|name| format!("<> <urn:value> ?{name} . ")).collect::<Vec<_>>().concat();
    let update = format!("{prologue}\nINSERT {{ {template} }} WHERE {{ {select}\n}}");
    let iri = Iri::parse(BASE).unwrap();
    let patch = Patch::read(update.as_bytes(), PatchFormat::SparqlUpdate, &iri).ok()?;
    let mut listening = Listening { triples: &triples, heard: None };
    let before = Document::admit(
        iri.clone(),
        vec![Triple::new(iri.as_named_node(), NamedNode::new("urn:p").unwrap(), iri.as_named_node())],
    );
    match patch.apply(before.ok().as_ref(), &mut listening) {
        Ok(_) | Err(PatchError::NoMatch { .. } | PatchError::Document(_)) => {}
        Err(error) => panic!("{}: {error}", query.display()),
    }
    Some(listening.heard? == values(&direct, &names))
}

/// Answers from the data of the suite, whatever the document says.
struct Listening<'a> {
    triples: &'a [Triple],
    heard: Option<BTreeSet<Vec<String>>>,
}

impl Conditions for Listening<'_> {
    fn solutions(&mut self, query: &str, _: &[Triple], _: usize) -> Result<Vec<Bindings>, EvaluatorError> {
        let found = solutions(self.triples, query)?;
        let names: BTreeSet<&str> = found.iter().flatten().map(|(name, _)| name.as_str()).collect();
        self.heard = Some(values(&found, &names));
        Ok(found)
    }
}

/// Each solution once, blank nodes without their labels.
fn values(solutions: &[Bindings], names: &BTreeSet<&str>) -> BTreeSet<Vec<String>> {
    let value = |solution: &Bindings, name: &str| match solution.iter().find(|(bound, _)| bound == name) {
        Some((_, Term::BlankNode(_))) => "_:".to_owned(),
        Some((_, term)) => term.to_string(),
        None => String::new(),
    };
    solutions.iter().map(|solution| names.iter().map(|name| value(solution, name)).collect()).collect()
}

fn statements(data: &Path) -> Option<Vec<Triple>> {
    let format = Format::from_extension(data.extension()?.to_str()?).filter(|format| format.is_readable())?;
    let base = Iri::parse(&format!("file://{}", data.display())).unwrap();
    let quads = parse(&std::fs::read(data).ok()?, format, &base, 100_000).ok()?;
    Some(quads.into_iter().map(Into::into).collect())
}

fn solutions(triples: &[Triple], query: &str) -> Result<Vec<Bindings>, EvaluatorError> {
    let question = ConstraintQuestion {
        query: Arc::new(ConstraintQuery { text: query.to_owned(), prefixes: Vec::new(), path: None }),
        bindings: vec![Bindings::new()],
        reach: Reach::Change,
        shapes_graph: None,
        most: MOST,
    };
    let answers = GraphEvaluator::over(triples.to_vec(), Duration::from_secs(20))?.evaluate(&question)?;
    match answers.into_iter().next() {
        Some(ConstraintAnswer::Solutions(solutions)) => Ok(solutions),
        Some(ConstraintAnswer::Boolean(_)) | None => Err(EvaluatorError::Unavailable),
    }
}

/// Where the prologue ends: the first line that begins with `SELECT`.
fn begin_of_select(text: &str) -> Option<usize> {
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().to_uppercase().starts_with("SELECT") {
            return Some(place);
        }
        place += line.len();
    }
    None
}
