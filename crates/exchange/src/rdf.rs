//! RDF under this instance's own addresses: Turtle, TriG, N-Quads, N-Triples, JSON-LD.
//!
//! One record per named graph; outside named graphs one per document that is spoken of, with the blank nodes that
//! hang from it. Relative addresses mean this instance.

use model::iri::Location;
use model::syntax::{self, Format, SyntaxError};
use model::vocab::property;
use model::{Audience, Base, Document, Iri, Reading, Record, Refused, RefusedReason, Standing};
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, TermRef, Triple};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Most quads in one file: what is larger comes as several files, so that memory stays bounded.
pub const QUAD_LIMIT: usize = 5_000_000;

/// Reads a file.
pub fn read(bytes: &[u8], format: Format, base: &Base) -> Result<Reading, SyntaxError> {
    let quads = syntax::parse(bytes, format, &base.home(), QUAD_LIMIT)?;
    let mut graphs: BTreeMap<Iri, Vec<Triple>> = BTreeMap::new();
    let mut reading = Reading::default();
    let (named, unnamed): (Vec<Quad>, Vec<Quad>) =
        quads.into_iter().partition(|quad| quad.graph_name != GraphName::DefaultGraph);
    for quad in named {
        match &quad.graph_name {
            GraphName::NamedNode(name) => {
                let iri = Iri::from_named_node(name.clone());
                graphs.entry(iri).or_default().push(quad.into());
            }
            GraphName::BlankNode(_) | GraphName::DefaultGraph => refuse(&mut reading, &quad.graph_name.to_string()),
        }
    }
    let owners = owners_of_blank_nodes(&unnamed);
    for quad in unnamed {
        match owner_of(&quad.subject, &owners) {
            Some(iri) => graphs.entry(iri).or_default().push(quad.into()),
            None => refuse(&mut reading, &quad.subject.to_string()),
        }
    }
    for (iri, triples) in graphs {
        record(&mut reading, base, &iri, triples);
    }
    reading.refused.dedup();
    Ok(reading)
}

fn record(reading: &mut Reading, base: &Base, iri: &Iri, triples: Vec<Triple>) {
    if !matches!(base.locate(iri), Some(Location::Document(..))) || iri.fragment().is_some() {
        return refuse(reading, iri.as_str());
    }
    match Document::admit(iri.clone(), triples) {
        Ok(document) => {
            let audience = stated_audience(&document).unwrap_or(Audience::Public);
            reading.records.push(Record { document, audience, standing: Standing::Told, places: Vec::new() });
        }
        Err(reason) => {
            reading.refused.push(Refused {
                name: iri.to_string(),
                place: None,
                reason: RefusedReason::Document(reason),
            });
        }
    }
}

fn refuse(reading: &mut Reading, name: &str) {
    let reason = RefusedReason::NotAnAddress(name.to_owned());
    reading.refused.push(Refused { name: name.to_owned(), place: None, reason });
}

fn stated_audience(document: &Document) -> Option<Audience> {
    document.own(property::AUDIENCE).find_map(|term| match term {
        TermRef::NamedNode(node) => Some(Audience::from_term(node)),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    })
}

/// Which document each blank node hangs from, through however many others.
fn owners_of_blank_nodes(quads: &[Quad]) -> HashMap<BlankNode, Iri> {
    let mut hanging: HashMap<&NamedOrBlankNode, Vec<&BlankNode>> = HashMap::new();
    let mut queue: VecDeque<(&NamedOrBlankNode, Iri)> = VecDeque::new();
    for quad in quads {
        if let Term::BlankNode(node) = &quad.object {
            hanging.entry(&quad.subject).or_default().push(node);
        }
        if let NamedOrBlankNode::NamedNode(subject) = &quad.subject {
            queue.push_back((&quad.subject, Iri::from_named_node(subject.clone()).document()));
        }
    }
    // A node is used as subject under the same name that it hangs by.
    let as_subject: HashMap<&BlankNode, &NamedOrBlankNode> = quads
        .iter()
        .filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::BlankNode(node) => Some((node, &quad.subject)),
            NamedOrBlankNode::NamedNode(_) => None,
        })
        .collect();
    let mut owners: HashMap<BlankNode, Iri> = HashMap::new();
    while let Some((subject, owner)) = queue.pop_front() {
        // Taken out: each subject's nodes are followed once, however many quads it has.
        for node in hanging.remove(subject).into_iter().flatten() {
            if owners.contains_key(node) {
                continue;
            }
            owners.insert(node.clone(), owner.clone());
            queue.extend(as_subject.get(node).map(|subject| (*subject, owner.clone())));
        }
    }
    owners
}

fn owner_of(subject: &NamedOrBlankNode, owners: &HashMap<BlankNode, Iri>) -> Option<Iri> {
    match subject {
        NamedOrBlankNode::NamedNode(node) => Some(Iri::from_named_node(node.clone()).document()),
        NamedOrBlankNode::BlankNode(node) => owners.get(node).cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_trig(text: &str) -> Reading {
        read(text.as_bytes(), Format::TriG, &Base::parse("https://a.example/").unwrap()).unwrap()
    }

    fn names(reading: &Reading) -> Vec<String> {
        reading.records.iter().map(|record| record.document.iri().to_string()).collect()
    }

    #[test]
    fn graphs_and_subjects_become_records() {
        let reading = read_trig(
            r#"@prefix cs: <https://w3id.org/codesocial#> .
               <organizations/a> { <organizations/a> cs:name "A"@fr }
               <organizations/b> cs:name "B"@fr ; cs:address [ cs:locality "Issoire"@fr ; cs:country [ cs:name "France"@fr ] ] .
               <organizations/b#c> cs:name "C"@fr ."#,
        );
        assert_eq!(names(&reading), ["https://a.example/organizations/a", "https://a.example/organizations/b"]);
        assert_eq!(reading.records[1].document.triples().len(), 6);
        assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    }

    #[test]
    fn what_is_not_ours_is_refused_by_name() {
        let reading = read_trig(
            r#"<https://b.example/x> { <https://b.example/x> <p> "1" }
               <organizations/a> { <organizations/b> <p> "2" }
               _:g { <organizations/a> <p> "3" }
               <sparql> <p> "4" . [] <p> "5" ."#,
        );
        assert!(reading.records.is_empty());
        assert_eq!(reading.refused.len(), 5, "{:#?}", reading.refused);
    }
}
