//! RDF: Turtle, TriG, N-Quads, N-Triples, JSON-LD.
//!
//! One record per named graph; outside named graphs one per document that is spoken of, with the blank nodes that
//! hang from it. Relative addresses mean this instance; what stands under others' addresses keeps them.

mod lines;
mod sorting;

pub use lines::{ReadError, read_lines};

use model::iri::Location;
use model::syntax::{self, Format, SyntaxError};
use model::vocab::property;
use model::{Audience, Base, Document, Iri, Passage, Reading, Record, Refused, RefusedReason, Standing};
use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term, TermRef, Triple};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Most quads in one file: what is larger comes as several files, or as N-Quads ([`read_lines`]), so that memory stays
/// bounded.
pub const QUAD_LIMIT: usize = 5_000_000;

/// Reads a file.
pub fn read(bytes: &[u8], format: Format, base: &Base) -> Result<Reading, SyntaxError> {
    let quads = syntax::parse(bytes, format, &base.home(), QUAD_LIMIT)?;
    let mut graphs: BTreeMap<String, Vec<Triple>> = BTreeMap::new();
    let (named, unnamed): (Vec<Quad>, Vec<Quad>) =
        quads.into_iter().partition(|quad| quad.graph_name != GraphName::DefaultGraph);
    for quad in named {
        graphs.entry(name_of(&quad.graph_name)).or_default().push(quad.into());
    }
    let owners = owners_of_blank_nodes(&unnamed);
    for quad in unnamed {
        graphs.entry(owner_of(&quad.subject, &owners)).or_default().push(quad.into());
    }
    let mut reading = Reading::default();
    reading.extend(graphs.into_iter().map(|(name, triples)| passage(base, &name, triples)));
    Ok(reading)
}

/// What is said under a name: a document of ours, or one from elsewhere, whose graph may speak of anybody.
fn passage(base: &Base, name: &str, triples: Vec<Triple>) -> Passage {
    let refuse = |reason| Passage::Refused(Refused { name: name.to_owned(), place: None, reason });
    let Some(iri) = Iri::parse(name).ok().filter(|iri| iri.fragment().is_none()) else {
        return refuse(RefusedReason::NotAnAddress(name.to_owned()));
    };
    let admitted = match base.locate(&iri) {
        Some(Location::Document(..)) => Document::admit(iri, triples),
        None if !base.owns(&iri) => Document::of_graph(iri, triples),
        Some(Location::Container(_)) | None => return refuse(RefusedReason::NotAnAddress(name.to_owned())),
    };
    match admitted {
        Ok(document) => {
            let audience = stated_audience(&document).unwrap_or(Audience::Public);
            let (standing, places) = (Standing::Told, Vec::new());
            Passage::Record(Box::new(Record { document, audience, standing, places }))
        }
        Err(reason) => refuse(RefusedReason::Document(reason)),
    }
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

/// The document that a subject outside named graphs belongs to; of a blank node that hangs from none, its own name.
fn owner_of(subject: &NamedOrBlankNode, owners: &HashMap<BlankNode, Iri>) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(node) => Iri::from_named_node(node.clone()).document().to_string(),
        NamedOrBlankNode::BlankNode(node) => owners.get(node).map_or_else(|| node.to_string(), Iri::to_string),
    }
}

fn name_of(graph: &GraphName) -> String {
    match graph {
        GraphName::NamedNode(name) => name.as_str().to_owned(),
        GraphName::BlankNode(_) | GraphName::DefaultGraph => graph.to_string(),
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
    fn what_is_no_document_is_refused_by_name() {
        let reading = read_trig(
            r#"<https://b.example/x#g> { <https://b.example/x> <p> "1" }
               <organizations/a> { <organizations/b> <p> "2" }
               _:g { <organizations/a> <p> "3" }
               <sparql> <p> "4" . [] <p> "5" ."#,
        );
        assert!(reading.records.is_empty());
        assert_eq!(reading.refused.len(), 5, "{:#?}", reading.refused);
    }

    #[test]
    fn what_is_not_ours_keeps_its_address() {
        let reading = read_trig(
            r#"<https://b.example/g> { <https://b.example/x> <https://b.example/p> [ <https://b.example/q> "1" ] }
               <https://b.example/y#me> <https://b.example/p> "2" . <urn:z> <https://b.example/p> "3" ."#,
        );
        assert_eq!(names(&reading), ["https://b.example/g", "https://b.example/y", "urn:z"]);
        assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    }

    fn read_scattered(text: &str) -> Result<Reading, ReadError> {
        let mut reading = Reading::default();
        for passage in read_lines(text.as_bytes(), &Base::parse("https://a.example/").unwrap())? {
            reading.extend([passage?]);
        }
        Ok(reading)
    }

    #[test]
    fn scattered_lines_are_read_as_the_whole() {
        let name = "<https://w3id.org/codesocial#name>";
        let mut lines = Vec::new();
        for document in 0..40 {
            let iri = format!("<https://a.example/organizations/o{document}>");
            lines.push(format!("{iri} {name} \"O\\t{document}\"@fr {iri} .\n"));
            lines.push(format!("{iri} <https://w3id.org/codesocial#address> _:a{document} {iri} .\n"));
            lines.push(format!("_:a{document} {name} \"ici\"@fr {iri} .\n"));
        }
        lines.push(format!("<https://a.example/places/p> {name} \"P\"@fr .\n"));
        lines.push(format!("_:b {name} \"la rue\"@fr .\n"));
        lines.push("<https://a.example/places/p> <https://w3id.org/codesocial#address> _:b .\n".to_owned());
        lines.push(format!("_:nobodys {name} \"?\"@fr .\n"));
        lines.push(format!("<https://b.example/x> {name} \"X\"@fr <https://b.example/x> .\n"));
        lines.push(format!("<https://a.example/places/q> {name} \"Q\"@fr _:graph .\n"));
        let whole =
            read(lines.concat().as_bytes(), Format::NQuads, &Base::parse("https://a.example/").unwrap()).unwrap();
        // Eleven is no divisor of their number: the lines of one graph lie far from each other.
        let far: Vec<_> = (0..lines.len()).map(|place| lines[place * 11 % lines.len()].as_str()).collect();
        let scattered = read_scattered(&far.concat()).unwrap();
        let told = |reading: &Reading| -> Vec<_> {
            reading.records.iter().map(|record| record.document.canonical().nquads).collect()
        };
        assert_eq!((told(&scattered), scattered.records.len()), (told(&whole), 42));
        assert_eq!((scattered.refused.len(), whole.refused.len()), (2, 2), "{:?}", scattered.refused);
    }

    #[test]
    fn a_broken_line_is_told_before_anything_is_given() {
        let error = read_scattered("<https://a.example/places/p> <p:q> \"1\" .\n\n<broken\n").unwrap_err();
        assert!(matches!(error, ReadError::Syntax(SyntaxError::Malformed { line: 3, .. })), "{error}");
    }
}
