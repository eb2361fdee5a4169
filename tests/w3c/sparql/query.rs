//! Tests of queries: the data is put, the query is sent, what comes back is compared.

use crate::Known;
use crate::bare::Listening;
use crate::results::{Ordering, Results, rows_of_csv, triples};
use crate::speaker::{Reply, Speaker, said};
use crate::suite::{Case, Suites};
use sparesults::QueryResultsFormat;

/// What does not pass.
pub(crate) const KNOWN: Known = &[
    ("aggregates/agg-groupconcat-04", LANGUAGE),
    ("aggregates/agg-groupconcat-06", LANGUAGE),
    ("aggregates/agg-empty-group-count-graph", GRAPH),
    ("bindings/graph", GRAPH),
    ("negation/graph-minus", GRAPH),
    ("functions/bnode01", "oxigraph's evaluator gives BNODE(text) one node for all rows, not one for each"),
    ("property-path/zero_or_more_set_start", PATH),
    ("property-path/zero_or_more_set_end", PATH),
    ("property-path/zero_or_one_set_start", PATH),
    ("property-path/zero_or_one_set_end", PATH),
];

const LANGUAGE: &str = "oxigraph's evaluator keeps the language of what GROUP_CONCAT joins";
const GRAPH: &str = "oxigraph's evaluator does not bind the variable of GRAPH around what has no triple pattern";
const PATH: &str = "oxigraph's evaluator finds no path of length zero at a constant that is in no triple";

/// Whether the case passes; why not.
pub(crate) fn passes(case: &Case, suites: &Suites, listening: &Listening) -> Result<(), String> {
    listening.bare.clear();
    let action = case.part("mf:action").ok_or("no action")?;
    match case.kind.as_str() {
        "PositiveSyntaxTest" | "PositiveSyntaxTest11" => understood(&listening.speaker, suites, action.text()),
        "NegativeSyntaxTest" | "NegativeSyntaxTest11" => refused(&listening.speaker, suites, action.text()),
        "QueryEvaluationTest" | "CSVResultFormatTest" => {
            for data in action.parts("qt:data") {
                listening.put_graph(None, &suites.triples(data.text()));
            }
            for data in action.parts("qt:graphData") {
                listening.put_graph(Some(data.text()), &suites.triples(data.text()));
            }
            let query = action.part("qt:query").ok_or("no query")?;
            let result = case.part("mf:result").ok_or("no result")?;
            evaluated(case, suites, (query.text(), result.text()), |query, accept| {
                listening.speaker.ask("/sparql", query, accept)
            })
        }
        other => Err(format!("{other} is not known here")),
    }
}

/// Whether the answer to a query is the one that is expected.
pub(crate) fn evaluated(
    case: &Case,
    suites: &Suites,
    (query, result): (&str, &str),
    ask: impl Fn(Vec<u8>, &str) -> Reply,
) -> Result<(), String> {
    let text = String::from_utf8(suites.bytes(query)).map_err(|error| error.to_string())?;
    let ordering = if text.to_lowercase().contains("order by") { Ordering::Counts } else { Ordering::DoesNotCount };
    let bytes = suites.bytes(result);
    let extension = result.rsplit('.').next().unwrap_or_default();
    let (accept, format) = match extension {
        "srx" => ("application/sparql-results+xml", Some(QueryResultsFormat::Xml)),
        "srj" => ("application/sparql-results+json", Some(QueryResultsFormat::Json)),
        "tsv" => ("text/tab-separated-values", Some(QueryResultsFormat::Tsv)),
        "csv" => ("text/csv", None),
        _ => ("application/sparql-results+json, application/n-triples", None),
    };
    // What a query names is relative to its own file.
    let reply = ask(format!("BASE <{query}>\n{text}").into_bytes(), accept);
    if reply.status != 200 {
        return Err(said(&reply));
    }
    let found = match (extension, format) {
        ("csv", _) => rows_of_csv(&String::from_utf8_lossy(&reply.body)),
        (_, Some(format)) => Results::read(&reply.body, format)?,
        (_, None) if reply.media_type.starts_with("application/n-triples") => Results::Graph(triples(&reply.body)),
        (_, None) => Results::read(&reply.body, QueryResultsFormat::Json)?,
    };
    let expected = match (extension, format) {
        ("csv", _) => rows_of_csv(&String::from_utf8_lossy(&bytes)),
        (_, Some(format)) => Results::read(&bytes, format)?,
        (_, None) => Results::of_result_set(suites.triples(result)),
    };
    // A result set in RDF may leave the order of its rows unsaid.
    let ordering = if format.is_some() { ordering } else { Ordering::DoesNotCount };
    let is_as_expected = if case.says("mf:resultCardinality", "mf:LaxCardinality") {
        found.is_reduced_of(&expected)
    } else {
        found.comparable(ordering) == expected.comparable(ordering)
    };
    if is_as_expected { Ok(()) } else { Err(format!("expected {expected:#?}, found {found:#?}")) }
}

/// What any answer may be.
const ANYTHING: &str = "application/sparql-results+json, text/turtle";

/// Whether the query of this file is answered.
pub(crate) fn understood(speaker: &Speaker, suites: &Suites, file: &str) -> Result<(), String> {
    let reply = speaker.ask("/sparql", suites.bytes(file), ANYTHING);
    // What is refused for a function that is not there was understood.
    let lacks_function = reply.status == 403 && said(&reply).contains("custom function");
    if reply.status == 200 || lacks_function { Ok(()) } else { Err(said(&reply)) }
}

/// Whether the query of this file is refused as none.
pub(crate) fn refused(speaker: &Speaker, suites: &Suites, file: &str) -> Result<(), String> {
    let reply = speaker.ask("/sparql", suites.bytes(file), ANYTHING);
    if reply.status == 400 { Ok(()) } else { Err(said(&reply)) }
}
