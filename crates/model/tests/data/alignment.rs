//! What must hold of `ontology/alignment.ttl`: every word of others that it uses is one of theirs.

use crate::{local, named_subjects, root, shared, turtle};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use oxttl::NQuadsParser;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where the vendored copy of each vocabulary is.
const VENDORED: &[(&str, &str)] = &[
    ("http://virtual-assembly.org/ontologies/pair", "pair.ttl"),
    ("http://www.w3.org/ns/org#", "org.nq"),
    ("http://xmlns.com/foaf/0.1/", "foaf.nq"),
    ("https://schema.org/", "schemaorg-current-https.ttl"),
    ("https://www.w3.org/ns/activitystreams#", "as.nq"),
    ("https://w3id.org/valueflows/ont/vf#", "valueflows.ttl"),
    ("http://www.w3.org/ns/prov#", "prov.nq"),
    ("http://www.w3.org/2004/02/skos/core#", "skos.nq"),
    ("http://purl.org/dc/terms/", "dcterms.nq"),
    ("http://www.w3.org/ns/dcat#", "dcat.nq"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "wgs.nq"),
    ("http://www.opengis.net/ont/geosparql#", "geo.nq"),
    ("http://rdf.insee.fr/def/geo#", "insee/insee-geo.ttl"),
    ("http://www.w3.org/ns/oa#", "oa.nq"),
    ("http://www.w3.org/2006/vcard/ns#", "vcard.nq"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs.nq"),
    ("http://www.w3.org/2002/07/owl#", "owl.nq"),
];

/// Vocabularies of which the JSON-LD context is vendored.
const IN_CONTEXTS: &[(&str, &str)] = &[
    ("https://purl.imsglobal.org/spec/vc/ob/vocab.html#", "ob-v3p0-context-3.0.3.json"),
    ("https://www.w3.org/2018/credentials#", "credentials-v2.jsonld"),
];

/// Those of which we know the names from their documentation alone.
const DOCUMENTED: &[(&str, &[&str])] = &[
    (
        "https://vocab.methodandstructure.com/ibis#",
        &[
            "Argument",
            "Issue",
            "Position",
            "endorsed-by",
            "opposed-by",
            "opposes",
            "response",
            "supported-by",
            "supports",
        ],
    ),
    ("https://mutual-aid.app/ns/core#", &["Offer", "Request"]),
];

/// Every word of others that the alignment uses.
fn foreign() -> BTreeSet<NamedNode> {
    let triples = turtle(&root().join("ontology/alignment.ttl"));
    let mut words = named_subjects(&triples);
    words.extend(triples.into_iter().filter_map(|triple| match triple.object {
        Term::NamedNode(node) => Some(node),
        Term::BlankNode(_) | Term::Literal(_) => None,
    }));
    words.retain(|word| local(word).is_none());
    words
}

fn defined_in(path: &Path) -> BTreeSet<NamedNode> {
    if path.extension().is_some_and(|extension| extension == "ttl") {
        return named_subjects(&turtle(path));
    }
    let text = fs::read(path).unwrap();
    let quads = NQuadsParser::new().for_slice(&text).map(|quad: Result<Quad, _>| Triple::from(quad.unwrap()));
    named_subjects(&quads.collect::<Vec<_>>())
}

#[test]
fn what_we_align_with_exists() {
    let Some(shared) = shared() else { return };
    let theirs = foreign();
    let of = |namespace: &'static str| theirs.iter().filter(move |node| node.as_str().starts_with(namespace));
    let mut checked = 0;
    for (namespace, file) in VENDORED {
        let mut defined = defined_in(&shared.join("suites/ontologies").join(file));
        // Nineteen terms of PAIR were published under `pair/` only; each is the same under `pair#`.
        let hashed = |node: &NamedNode| node.as_str().replace("/pair/", "/pair#");
        defined.extend(defined.clone().iter().map(|node| NamedNode::new_unchecked(hashed(node))));
        for node in of(namespace) {
            assert!(defined.contains(node), "{node} is not in {file}");
            checked += 1;
        }
    }
    for (namespace, file) in IN_CONTEXTS {
        let text = fs::read_to_string(shared.join("suites/contexts").join(file)).unwrap();
        for node in of(namespace) {
            assert!(text.contains(&format!("\"{}\"", node.as_str())), "{node} is not in {file}");
            checked += 1;
        }
    }
    for (namespace, names) in DOCUMENTED {
        for node in of(namespace) {
            let name = node.as_str().strip_prefix(namespace).unwrap_or_default();
            assert!(names.contains(&name), "{node} is not documented");
            checked += 1;
        }
    }
    assert_eq!(checked, theirs.len(), "a namespace of the alignment is in none of the lists");
}

/// Both spellings of PAIR's nineteen, all of them, and nothing else from under `pair/`.
#[test]
fn pair_is_accepted_with_a_slash() {
    let triples = turtle(&root().join("ontology/alignment.ttl"));
    let slashed: BTreeSet<String> = triples
        .iter()
        .filter_map(|triple| match (&triple.subject, &triple.object) {
            (NamedOrBlankNode::NamedNode(slash), Term::NamedNode(hash)) => {
                let name = slash.as_str().strip_prefix("http://virtual-assembly.org/ontologies/pair/")?;
                assert_eq!(hash.as_str(), format!("http://virtual-assembly.org/ontologies/pair#{name}"));
                assert!(triple.predicate.as_str().starts_with("http://www.w3.org/2002/07/owl#equivalent"), "{triple}");
                Some(slash.as_str().to_owned())
            }
            _ => None,
        })
        .collect();
    assert_eq!(slashed.len(), 19);
    let Some(shared) = shared() else { return };
    let published = defined_in(&shared.join("suites/ontologies/pair.ttl"));
    let published = published.iter().filter(|node| node.as_str().contains("/pair/"));
    assert_eq!(published.map(|node| node.as_str().to_owned()).collect::<BTreeSet<_>>(), slashed);
}
