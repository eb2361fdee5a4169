//! What is counted of the open dataset: by the worker of strangers, once for each state of the instance.

use crate::problem::Problem;
use crate::site::Site;
use crate::sparql::collect;
use model::syntax::Format;
use model::{Caller, Iri, Seq};
use registry::{AskError, BindingsFormat, Question};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Most classes, or properties, that are told each with its number.
const PARTITIONS: usize = 200;

/// Numbers of the open dataset, as it is stated: nothing that is entailed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) triples: u64,
    pub(super) entities: u64,
    pub(super) objects: u64,
    pub(super) documents: u64,
    /// Each class with how many have it, the most frequent first.
    pub(super) classes: Vec<(Iri, u64)>,
    /// Each property with how many triples use it.
    pub(super) properties: Vec<(Iri, u64)>,
    /// Some documents.
    pub(super) examples: Vec<Iri>,
}

impl Counts {
    /// The namespaces of what is used.
    pub(super) fn vocabularies(&self) -> BTreeSet<&str> {
        let used = self.classes.iter().chain(&self.properties).map(|(iri, _)| iri.as_str());
        used.filter_map(|iri| iri.rfind(['#', '/']).and_then(|end| iri.get(..=end))).collect()
    }
}

/// The last counts, with the state that they are of. Whoever comes while it is counted waits for the same.
#[derive(Default)]
pub(crate) struct KnownCounts(Mutex<Option<(Seq, Arc<Counts>)>>);

impl KnownCounts {
    /// The counts of the instance as it is.
    pub(super) async fn now(&self, site: &Site) -> Result<Arc<Counts>, Problem> {
        let mut known = self.0.lock().await;
        let head = site.registry.head();
        if let Some((_, counts)) = known.as_ref().filter(|(at, _)| *at == head) {
            return Ok(Arc::clone(counts));
        }
        let counts = Arc::new(count(site, head).await?);
        *known = Some((head, Arc::clone(&counts)));
        Ok(counts)
    }
}

async fn count(site: &Site, head: Seq) -> Result<Counts, Problem> {
    let rows = async |text: &str| rows(site, head, text).await;
    let one = async |text: &str| -> Result<u64, Problem> {
        Ok(rows(text).await?.first().and_then(|row| number(row, "n")).unwrap_or_default())
    };
    let each = async |text: &str| -> Result<Vec<(Iri, u64)>, Problem> {
        let found = rows(&format!("{text} ORDER BY DESC(?n) ?x LIMIT {PARTITIONS}")).await?;
        Ok(found.iter().filter_map(|row| Some((iri(row)?, number(row, "n")?))).collect())
    };
    Ok(Counts {
        triples: one("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").await?,
        entities: one("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }").await?,
        objects: one("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }").await?,
        documents: one("SELECT (COUNT(*) AS ?n) { GRAPH ?x {} }").await?,
        classes: each("SELECT ?x (COUNT(*) AS ?n) { ?s a ?x } GROUP BY ?x").await?,
        properties: each("SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x").await?,
        examples: rows("SELECT ?x { GRAPH ?x {} } ORDER BY ?x LIMIT 3").await?.iter().filter_map(iri).collect(),
    })
}

/// What strangers are answered.
async fn rows(site: &Site, head: Seq, text: &str) -> Result<Vec<Value>, Problem> {
    let question = Question {
        text: text.to_owned(),
        default_graphs: Vec::new(),
        named_graphs: Vec::new(),
        base: site.registry.base().home(),
        caller: Caller::Anonymous,
        from: None,
        entailment: false,
        at_least: head,
        deadline: site.settings.query_deadline,
        bindings: BindingsFormat::Json,
        graph: Format::NTriples,
    };
    let answer = collect(site.registry.ask(question).await?).await?;
    let bytes = answer.bytes.ok_or(AskError::TooCostly)?;
    let mut answer: Value = serde_json::from_slice(&bytes).map_err(Problem::internal)?;
    Ok(match answer.pointer_mut("/results/bindings").map(Value::take) {
        Some(Value::Array(rows)) => rows,
        Some(_) | None => Vec::new(),
    })
}

fn number(row: &Value, name: &str) -> Option<u64> {
    row.get(name)?.get("value")?.as_str()?.parse().ok()
}

fn iri(row: &Value) -> Option<Iri> {
    Iri::parse(row.get("x")?.get("value")?.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabularies_are_those_of_what_is_used() {
        let iri = |text| (Iri::parse(text).unwrap(), 1);
        let counts = Counts {
            classes: vec![iri("https://w3id.org/codesocial#Organization"), iri("https://schema.org/Thing")],
            properties: vec![iri("https://w3id.org/codesocial#name"), iri("urn:x")],
            ..Counts::default()
        };
        let found: Vec<&str> = counts.vocabularies().into_iter().collect();
        assert_eq!(found, ["https://schema.org/", "https://w3id.org/codesocial#"]);
    }
}
