//! A page to ask the data, with the answer as a table.

use super::Frame;
use crate::sparql::Shown;
use askama::Template;
use model::{Base, Iri};
use serde_json::Value;

/// The editor, and what was answered.
#[derive(Template)]
#[template(path = "sparql.html")]
pub(crate) struct SparqlPage {
    pub(super) frame: Frame,
    action: String,
    query: String,
    /// Whether what the ontology entails was left out.
    is_plain: bool,
    examples: Vec<Example>,
    answer: Option<Answer>,
}

struct Example {
    title: String,
    query: String,
    href: String,
}

/// What came back.
enum Answer {
    Yes,
    No,
    Table {
        columns: Vec<String>,
        rows: Vec<Vec<Cell>>,
        count: String,
    },
    Graph(String),
    /// More than a page shows.
    TooLong,
}

struct Cell {
    text: String,
    href: Option<String>,
    lang: Option<String>,
}

const ORGANIZATIONS: &str = "PREFIX cs: <https://w3id.org/codesocial#>

SELECT ?organisation ?name WHERE {
  ?organisation cs:usesDemarche ?demarche ;
                cs:name ?name .
}
ORDER BY ?name
LIMIT 100";

const ACTIONS: &str = "PREFIX cs: <https://w3id.org/codesocial#>

SELECT ?intention ?text ?action ?name WHERE {
  ?action cs:realises ?intention ;
          cs:name ?name .
  OPTIONAL { ?intention cs:text|cs:name ?text }
}
ORDER BY ?intention ?action
LIMIT 100";

const THEMES: &str = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?theme ?label WHERE {
  ?root skos:prefLabel \"Facteurs de résilience\"@fr .
  ?theme skos:broader+ ?root ;
         skos:prefLabel ?label .
}
ORDER BY ?label
LIMIT 100";

impl SparqlPage {
    /// Before anything was asked.
    pub(crate) fn empty(frame: Frame, base: &Base) -> Self {
        let mut page = Self::with(frame, base, ORGANIZATIONS.to_owned());
        page.answer = None;
        page
    }

    /// With the answer to `query`.
    pub(crate) fn answered(frame: Frame, base: &Base, query: String, entailment: bool, shown: Shown) -> Self {
        let mut page = Self::with(frame, base, query);
        page.is_plain = !entailment;
        page.answer = Some(match shown.bytes {
            None => Answer::TooLong,
            Some(bytes) if shown.media_type.contains("json") => table(&bytes, &page.frame),
            Some(bytes) => Answer::Graph(String::from_utf8_lossy(&bytes).into_owned()),
        });
        page
    }

    fn with(frame: Frame, base: &Base, query: String) -> Self {
        let endpoint = base.service("sparql");
        let examples = [
            ("sparql-example-organizations", ORGANIZATIONS),
            ("sparql-example-actions", ACTIONS),
            ("sparql-example-themes", THEMES),
        ]
        .map(|(key, query)| Example {
            title: frame.say(key),
            query: query.to_owned(),
            href: frame.link(&endpoint.with_query("query", query)),
        })
        .into();
        Self { frame, action: endpoint.as_str().to_owned(), query, is_plain: false, examples, answer: None }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let json = br#"{"head":{"vars":["organisation","name"]},"results":{"bindings":[
            {"organisation":{"type":"uri","value":"https://a.example/organizations/moulin"},"name":{"type":"literal","value":"Le <Moulin>","xml:lang":"fr"}},
            {"organisation":{"type":"uri","value":"javascript:alert(1)"}}]}}"#;
        let shown = Shown { media_type: "application/sparql-results+json", bytes: Some(json.to_vec()) };
        Self::answered(
            super::sample::frame(locale, base.service("sparql")),
            &base,
            ORGANIZATIONS.to_owned(),
            false,
            shown,
        )
    }
}

/// SPARQL 1.1 Query Results JSON Format, section 3.
fn table(bytes: &[u8], frame: &Frame) -> Answer {
    let Ok(json) = serde_json::from_slice::<Value>(bytes) else { return Answer::TooLong };
    if let Some(truth) = json.get("boolean").and_then(Value::as_bool) {
        return if truth { Answer::Yes } else { Answer::No };
    }
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let columns: Vec<String> =
        list(json.pointer("/head/vars")).iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let rows: Vec<Vec<Cell>> = list(json.pointer("/results/bindings"))
        .iter()
        .map(|binding| columns.iter().map(|column| cell(binding.get(column), frame)).collect())
        .collect();
    let count = frame.count("sparql-rows", rows.len() as u64);
    Answer::Table { columns, rows, count }
}

fn cell(term: Option<&Value>, frame: &Frame) -> Cell {
    let member = |name: &str| term.and_then(|term| term.get(name)).and_then(Value::as_str);
    let text = member("value").unwrap_or_default().to_owned();
    let href = (member("type") == Some("uri")).then(|| Iri::parse(&text).ok()).flatten();
    let href = href.filter(super::reading::is_web).map(|iri| frame.link(&iri));
    Cell { text, href, lang: member("xml:lang").map(str::to_owned) }
}
