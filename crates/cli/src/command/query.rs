//! `codesocial query`: a SPARQL question to an instance or to any endpoint, answered as a table or as a format.

use crate::admin::Bindings;
use crate::arguments::{Query, Switch};
use crate::failure::{Failure, chain};
use crate::instance::Instance;
use crate::output;
use crate::text::{self, Language};
use model::syntax::Format;
use outbound::{AllowList, FetchLimits, Outbound, Settings};
use serde_json::Value;
use std::io::Read;

pub(super) async fn run(arguments: Query, language: Language) -> Result<(), Failure> {
    let query = text_of(&arguments.query, language)?;
    let bindings = if arguments.csv {
        Bindings::Csv
    } else if arguments.tsv {
        Bindings::Tsv
    } else if arguments.xml {
        Bindings::Xml
    } else {
        Bindings::Json
    };
    let graph = if arguments.json { Format::JsonLd } else { Format::Turtle };
    let entailment = arguments.entailment == Switch::On;
    let (media_type, answer) = match (&arguments.data, &arguments.endpoint) {
        (_, Some(endpoint)) => ask_endpoint(endpoint, &query, entailment, bindings, graph, language).await?,
        (Some(folder), None) => {
            let instance = Instance::reach(folder, language).await?;
            let answer = instance.ask(&query, entailment, bindings, graph).await;
            instance.close().await;
            answer?
        }
        (None, None) => {
            return Err(Failure::usage(language, "usage-missing-argument", &[("argument", "--data".to_owned())]));
        }
    };
    let asked_for_a_format = arguments.json || arguments.csv || arguments.tsv || arguments.xml || arguments.turtle;
    if !asked_for_a_format && media_type.starts_with("application/sparql-results+json") {
        let table = table(&answer, language).ok_or_else(|| Failure::failed(language, "broken-off", &[]))?;
        return output::tell(table.as_bytes(), language);
    }
    output::tell(&answer, language)
}

fn text_of(query: &str, language: Language) -> Result<String, Failure> {
    if query != "-" {
        return Ok(query.to_owned());
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| {
        Failure::failed(language, "source-unreadable", &[("source", "-".to_owned()), ("cause", error.to_string())])
    })?;
    Ok(text)
}

/// SPARQL 1.1 Protocol, section 2.1.1: query by GET. Whoever names an endpoint means it, so its host is allowed.
async fn ask_endpoint(
    endpoint: &str,
    query: &str,
    entailment: bool,
    bindings: Bindings,
    graph: Format,
    language: Language,
) -> Result<(String, Vec<u8>), Failure> {
    let unusable = |cause: String| {
        Failure::failed(language, "source-unreadable", &[("source", endpoint.to_owned()), ("cause", cause)])
    };
    let mut address = url::Url::parse(endpoint).map_err(|error| unusable(error.to_string()))?;
    address.query_pairs_mut().append_pair("query", query);
    if !entailment {
        // Ours; other endpoints do not know it, and are not asked to unless somebody wants it.
        address.query_pairs_mut().append_pair("entailment", "off");
    }
    let host = address.host_str().unwrap_or_default().to_owned();
    let allowed = AllowList::parse(&[host]).map_err(|error| unusable(chain(&error)))?;
    let wanted = match bindings {
        Bindings::Json => "application/sparql-results+json",
        Bindings::Xml => "application/sparql-results+xml",
        Bindings::Csv => "text/csv",
        Bindings::Tsv => "text/tab-separated-values",
    };
    let accept = format!("{wanted}, {};q=0.9", graph.media_type());
    let fetched =
        Outbound::new(allowed, Settings::default()).fetch_as(address.as_str(), &accept, FetchLimits::PAGE).await;
    let fetched = fetched.map_err(|error| unusable(chain(&error)))?;
    Ok((fetched.content_type.unwrap_or_default(), fetched.body))
}

/// Widest cell of the table, in characters: a chapter's text in one cell would push all others off the screen. The
/// formats have it whole.
const CELL_LIMIT: usize = 80;

/// SPARQL JSON results as a table for people; `None`: they are cut.
fn table(answer: &[u8], language: Language) -> Option<String> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    if let Some(boolean) = answer.get("boolean").and_then(Value::as_bool) {
        return Some(text::say(language, if boolean { "answer-yes" } else { "answer-no" }) + "\n");
    }
    let variables: Vec<&str> = answer.get("head")?.get("vars")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let solutions = answer.get("results")?.get("bindings")?.as_array()?;
    let mut rows: Vec<Vec<String>> = vec![variables.iter().map(|variable| format!("?{variable}")).collect()];
    for solution in solutions {
        rows.push(variables.iter().map(|variable| shown(solution.get(*variable))).collect());
    }
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..variables.len()).map(width).collect();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| {
                let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
                format!("{cell}{padding}")
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect();
    lines.insert(1, widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "));
    lines.push(text::count(language, "rows", solutions.len()));
    Some(lines.join("\n") + "\n")
}

fn shown(term: Option<&Value>) -> String {
    let part = |name: &str| term.and_then(|term| term.get(name)).and_then(Value::as_str).unwrap_or_default();
    let value = part("value").replace(['\n', '\r', '\t'], " ");
    match (part("type"), part("xml:lang")) {
        ("literal", "") => shortened(value),
        ("literal", language) => format!("{} @{language}", shortened(value)),
        ("bnode", _) => format!("_:{value}"),
        // An address that is cut is none.
        _ => value,
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(CELL_LIMIT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(&text).trim_end()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_lines_up() {
        let answer = r#"{"head":{"vars":["n","o"]},"results":{"bindings":[
            {"n":{"type":"literal","value":"Été","xml:lang":"fr"},"o":{"type":"uri","value":"https://a.example/x"}},
            {"n":{"type":"literal","value":"a"}}]}}"#;
        let shown = table(answer.as_bytes(), Language::En).unwrap();
        assert_eq!(shown, "?n       ?o\n───────  ───────────────────\nÉté @fr  https://a.example/x\na\n2 rows\n");
        assert_eq!(table(br#"{"head":{},"boolean":true}"#, Language::Fr).unwrap(), "oui\n");
        assert_eq!(table(b"{", Language::Fr), None);
        let long = format!(
            r#"{{"head":{{"vars":["x"]}},"results":{{"bindings":[{{"x":{{"type":"literal","value":"{}"}}}}]}}}}"#,
            "é".repeat(500)
        );
        let shown = table(long.as_bytes(), Language::Fr).unwrap();
        assert_eq!(shown.lines().map(|line| line.chars().count()).max(), Some(CELL_LIMIT + 1), "{shown}");
        assert!(shown.contains("é…"), "{shown}");
    }
}
