//! The Service Description (SPARQL 1.1 Service Description).

use model::Base;
use model::vocab::{rdf, rdfs};
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};

macro_rules! sd {
    ($local:literal) => {
        NamedNodeRef::new_unchecked(concat!("http://www.w3.org/ns/sparql-service-description#", $local))
    };
}

macro_rules! format {
    ($local:literal) => {
        NamedNodeRef::new_unchecked(concat!("http://www.w3.org/ns/formats/", $local))
    };
}

/// Every format that an answer can have (W3C, "Unique URIs for File Formats").
const RESULT_FORMATS: [NamedNodeRef<'static>; 10] = [
    format!("SPARQL_Results_JSON"),
    format!("SPARQL_Results_XML"),
    format!("SPARQL_Results_CSV"),
    format!("SPARQL_Results_TSV"),
    format!("JSON-LD"),
    format!("Turtle"),
    format!("TriG"),
    format!("N-Quads"),
    format!("N-Triples"),
    format!("RDF_XML"),
];

/// What is entailed, in words: no regime that W3C names is this one.
const ENTAILMENT: [(&str, &str); 2] = [
    (
        "fr",
        "sous-classes, sous-propriétés, inverses, équivalences et valeurs imposées de l’ontologie et de son alignement, dans le graphe par défaut seulement ; entailment=off les laisse de côté",
    ),
    (
        "en",
        "subclasses, subproperties, inverses, equivalences and required values of the ontology and its alignment, in the default graph only; entailment=off leaves them out",
    ),
];

/// What this endpoint is.
pub(super) fn quads(base: &Base) -> Vec<Quad> {
    let endpoint: NamedNode = base.service("sparql").into();
    let service = NamedOrBlankNode::from(endpoint.clone());
    let dataset = NamedOrBlankNode::from(BlankNode::new_unchecked("dataset"));
    let graph = NamedOrBlankNode::from(BlankNode::new_unchecked("graph"));
    let entailment = NamedOrBlankNode::from(BlankNode::new_unchecked("entailment"));
    let mut quads = Vec::new();
    let mut say = |subject: &NamedOrBlankNode, predicate: NamedNodeRef<'_>, object: Term| {
        quads.push(Quad::new(subject.clone(), predicate, object, GraphName::DefaultGraph));
    };
    say(&service, rdf::TYPE, sd!("Service").into_owned().into());
    say(&service, sd!("endpoint"), endpoint.into());
    say(&service, sd!("supportedLanguage"), sd!("SPARQL11Query").into_owned().into());
    let updates = NamedOrBlankNode::from(NamedNode::from(base.service("update")));
    say(&updates, rdf::TYPE, sd!("Service").into_owned().into());
    say(&updates, sd!("endpoint"), NamedNode::from(base.service("update")).into());
    say(&updates, sd!("supportedLanguage"), sd!("SPARQL11Update").into_owned().into());
    say(&updates, sd!("feature"), sd!("UnionDefaultGraph").into_owned().into());
    say(&updates, sd!("defaultDataset"), dataset.clone().into());
    // The default graph is the union of what the caller may see.
    say(&service, sd!("feature"), sd!("UnionDefaultGraph").into_owned().into());
    for result in RESULT_FORMATS {
        say(&service, sd!("resultFormat"), result.into_owned().into());
    }
    say(&service, sd!("defaultEntailmentRegime"), entailment.clone().into());
    say(&entailment, rdf::TYPE, sd!("EntailmentRegime").into_owned().into());
    for (language, words) in ENTAILMENT {
        say(&entailment, rdfs::COMMENT, Literal::new_language_tagged_literal_unchecked(words, language).into());
    }
    say(&service, sd!("defaultDataset"), dataset.clone().into());
    say(&dataset, rdf::TYPE, sd!("Dataset").into_owned().into());
    say(&dataset, sd!("defaultGraph"), graph.clone().into());
    say(&graph, rdf::TYPE, sd!("Graph").into_owned().into());
    // Both are counted where everything that is open is described.
    let described = NamedNode::from(base.service(".well-known/void").with_fragment("dataset"));
    say(&graph, rdfs::SEE_ALSO, described.into());
    quads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_describes_itself() {
        let base = Base::parse("https://a.example/").unwrap();
        let lines: Vec<String> = quads(&base).iter().map(ToString::to_string).collect();
        let prefix = "<https://a.example/sparql> <http://www.w3.org/ns/sparql-service-description#";
        for said in [
            "endpoint> <https://a.example/sparql>",
            "supportedLanguage>",
            "defaultEntailmentRegime> _:entailment",
            "resultFormat>",
            "defaultDataset>",
            "feature> <http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph>",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(&(prefix.to_owned() + said))), "{said}: {lines:?}");
        }
        // What is not answered is not promised.
        assert!(!lines.iter().any(|line| line.contains("BasicFederatedQuery") || line.contains("DereferencesURIs")));
        let updates = "<https://a.example/update> <http://www.w3.org/ns/sparql-service-description#supportedLanguage> \
                       <http://www.w3.org/ns/sparql-service-description#SPARQL11Update>";
        assert!(lines.iter().any(|line| line.starts_with(updates)), "{lines:?}");
    }
}
