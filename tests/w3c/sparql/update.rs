//! Tests of updates: the data is put, the update is sent, what stands there then is compared.

use crate::Known;
use crate::bare::Listening;
use crate::results::canonical;
use crate::speaker::said;
use crate::suite::{Case, Part, Suites};
use oxrdf::Triple;
use std::collections::BTreeMap;

/// What does not pass.
pub(crate) const KNOWN: Known = &[
    ("update-silent/load-silent", "LOAD is refused, silent or not: nothing is fetched in our name"),
    ("update-silent/load-into-silent", "LOAD is refused, silent or not: nothing is fetched in our name"),
];

/// Whether the case passes; why not.
pub(crate) fn passes(case: &Case, suites: &Suites, listening: &Listening) -> Result<(), String> {
    listening.bare.clear();
    let action = case.part("mf:action").ok_or("no action")?;
    match case.kind.as_str() {
        "PositiveUpdateSyntaxTest" | "PositiveUpdateSyntaxTest11" => match update(listening, suites, action.text(), "")
        {
            // What is refused by name was understood.
            (200..=299 | 409, _) => Ok(()),
            (403, said) if said.contains("LOAD is refused") => Ok(()),
            (_, said) => Err(said),
        },
        "NegativeSyntaxTest11" | "NegativeUpdateSyntaxTest11" => {
            let (status, said) = update(listening, suites, action.text(), "");
            if status == 400 { Ok(()) } else { Err(said) }
        }
        "UpdateEvaluationTest" => {
            let before = graphs(&action, suites);
            for (name, triples) in &before {
                listening.put_graph(name.as_deref(), triples);
            }
            let request = action.part("ut:request").ok_or("no request")?;
            let base = format!("BASE <{}>\n", request.text());
            let (status, said) = update(listening, suites, request.text(), &base);
            if !(200..300).contains(&status) {
                return Err(said);
            }
            let result = case.part("mf:result").ok_or("no result")?;
            let mut expected = graphs(&result, suites);
            // What is not named in the result is empty.
            for name in before.into_keys().chain([None]) {
                expected.entry(name).or_default();
            }
            for (name, triples) in expected {
                let found = listening.graph(name.as_deref());
                if canonical(&found) != canonical(&triples) {
                    return Err(format!("{name:?}: expected {triples:#?}, found {found:#?}"));
                }
            }
            Ok(())
        }
        other => Err(format!("{other} is not known here")),
    }
}

/// The graphs of a dataset, by name.
fn graphs(dataset: &Part<'_>, suites: &Suites) -> BTreeMap<Option<String>, Vec<Triple>> {
    let mut graphs: BTreeMap<Option<String>, Vec<Triple>> = BTreeMap::new();
    for data in dataset.parts("ut:data") {
        graphs.entry(None).or_default().extend(suites.triples(data.text()));
    }
    for graph in dataset.parts("ut:graphData") {
        let file = graph.part("ut:graph").or_else(|| graph.part("ut:data")).expect("a file");
        let name = graph.part("rdfs:label").expect("a name").text().to_owned();
        graphs.entry(Some(name)).or_default().extend(suites.triples(file.text()));
    }
    graphs
}

fn update(listening: &Listening, suites: &Suites, file: &str, before: &str) -> (u16, String) {
    let body = [before.as_bytes(), &suites.bytes(file)].concat();
    let reply = listening.speaker.send("POST", "/update", &[("content-type", "application/sparql-update")], body);
    (reply.status, said(&reply))
}
