//! What the ontology and its alignment entail: the default graph's triples that nobody wrote.
//!
//! Every rule goes from one triple to one triple, so what a document entails depends on that document alone and is
//! visible exactly with it. That makes it possible to derive nothing in advance: a question in `schema:` reads the rows
//! of the words of ours that `schema:` can be read from (decision 0014). Domain and range are no rules: they would give
//! things types that nobody gave them.
//!
//! | module | says |
//! |---|---|
//! | `axiom` | what is understood of the ontology's files |
//! | `rules` | the axioms' closure: from one triple to one triple, in one step |
//! | `reading` | the entailed triples of a pattern, each once |

mod axiom;
mod reading;
mod rules;

pub(crate) use axiom::Axiom;
pub(crate) use reading::{Entailed, Step};
pub(crate) use rules::{Rules, TYPE};

use model::Iri;
use model::ontology::{ALIGNMENT, modules};
use model::syntax::{self, Format, SyntaxError};
use model::vocab::NAMESPACE;

/// Most statements of one of its files: it is ours, and this only keeps a slip from filling the memory.
const STATEMENT_LIMIT: usize = 100_000;

/// The ontology cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OntologyError {
    /// A file is not Turtle.
    #[error("ontology/{file} cannot be read")]
    Syntax {
        /// Which.
        file: String,
        /// Where it breaks.
        #[source]
        source: SyntaxError,
    },
    /// A statement that would be left without effect, or that no rule can express.
    #[error("ontology/{file}: `{statement}` cannot be used: {reason}")]
    Statement {
        /// In which file.
        file: String,
        /// The triple, as a line of N-Triples.
        statement: String,
        /// What stands against it.
        reason: &'static str,
    },
}

impl Rules {
    /// The rules of the ontology that the program carries.
    pub(crate) fn embedded() -> Result<Self, OntologyError> {
        let mut axioms = Vec::new();
        for module in modules() {
            axioms.extend(read(&module.name, &module.bytes)?);
        }
        Ok(Self::of(&axioms))
    }
}

fn read(file: &str, bytes: &[u8]) -> Result<Vec<Axiom>, OntologyError> {
    let namespace = Iri::from_named_node(oxrdf::NamedNode::new_unchecked(NAMESPACE));
    let quads = syntax::parse(bytes, Format::Turtle, &namespace, STATEMENT_LIMIT)
        .map_err(|source| OntologyError::Syntax { file: file.to_owned(), source })?;
    axiom::axioms(&quads, file == ALIGNMENT).map_err(|unusable| OntologyError::Statement {
        file: file.to_owned(),
        statement: unusable.statement,
        reason: unusable.reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{self, Reader, Shape};
    use crate::index::Index;
    use crate::question::{BindingsFormat, Question};
    use crate::step::{Held, Step};
    use crate::watch::Watch;
    use model::{AccountId, Audience, Caller, Seq};
    use std::io;
    use std::sync::Arc;
    use std::time::Duration;

    const PREFIXES: &str = "
        @prefix as: <https://www.w3.org/ns/activitystreams#> . @prefix cs: <https://w3id.org/codesocial#> .
        @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix org: <http://www.w3.org/ns/org#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix vf: <https://w3id.org/valueflows/ont/vf#> .
        @prefix pair: <http://virtual-assembly.org/ontologies/pair#> . @prefix schema: <https://schema.org/> .
        @prefix slash: <http://virtual-assembly.org/ontologies/pair/> . @prefix : <https://a.example/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ";

    /// Documents of an instance: those that two of them speak of, a closed one, and one that says what is entailed.
    const DOCUMENTS: [(&str, Audience, &str); 10] = [
        (
            "moulin",
            Audience::Public,
            ":moulin a cs:Organization ; cs:name 'Moulin'@fr ; cs:theme :eau ; cs:website <https://moulin.example/> ; cs:memberOf :reseau ; cs:partnerOf :atelier ; cs:locatedIn :halle .",
        ),
        ("farine", Audience::Public, ":farine a cs:Offer ; cs:name 'Farine'@fr ; cs:offeredBy :moulin ."),
        ("toit", Audience::Public, ":toit a cs:Need ; cs:neededBy :moulin ."),
        ("halle", Audience::Public, ":halle a cs:Place ; cs:latitude 48.1 ; cs:longitude -1.6 ."),
        ("don", Audience::Public, ":don a cs:WealthFlow ; cs:from :moulin ; cs:to :atelier ."),
        ("semis", Audience::Public, ":semis a cs:Action ; cs:due '2027-01-01'^^xsd:date ."),
        ("code", Audience::Public, ":code a cs:CodeSocial ; cs:describes :moulin ."),
        ("camille", Audience::Private, ":camille a cs:Person ; cs:name 'Camille' ; cs:memberOf :moulin ."),
        ("secret", Audience::Private, ":secret a cs:Offer ; cs:offeredBy :atelier ."),
        ("told", Audience::Public, ":told a cs:Organization, pair:Organization ; rdfs:label 'T' ; cs:name 'T' ."),
    ];

    fn index(rules: Rules, documents: &[(&str, Audience, &str)]) -> Index {
        let mut index = Index::with(Arc::new(rules)).unwrap();
        for (seq, (name, audience, says)) in (1..).zip(documents) {
            index.apply(&step(seq, name, audience, Some(says))).unwrap();
        }
        index
    }

    fn step(seq: u64, name: &str, audience: &Audience, says: Option<&str>) -> Step {
        let iri = Iri::parse(&format!("https://a.example/{name}")).unwrap();
        let held = says.map(|says| {
            let quads = syntax::parse(format!("{PREFIXES}{says}").as_bytes(), Format::Turtle, &iri, 100).unwrap();
            let lines = quads.iter().map(|quad| format!("{} {} {} .\n", quad.subject, quad.predicate, quad.object));
            Held {
                canonical: lines.collect::<String>().into(),
                audience: audience.clone(),
                owner: AccountId(1),
                source: None,
            }
        });
        Step { seq: Seq(seq), iri, held }
    }

    #[derive(Default)]
    struct Collected(Vec<u8>);

    impl Reader for Collected {
        fn head(&mut self, _shape: Shape) -> io::Result<()> {
            Ok(())
        }

        fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
            self.0.extend_from_slice(bytes);
            Ok(())
        }
    }

    fn ask(index: &Index, caller: Caller, entailment: bool, text: &str) -> Vec<String> {
        let prefixes = PREFIXES.replace("@prefix", "PREFIX").replace("> .", ">");
        let question = Question {
            text: format!("{prefixes}{text}"),
            default_graphs: vec![],
            named_graphs: vec![],
            base: Iri::parse("https://a.example/").unwrap(),
            caller,
            from: None,
            entailment,
            at_least: Seq(0),
            deadline: Duration::from_mins(1),
            bindings: BindingsFormat::Csv,
            graph: Format::NTriples,
        };
        let mut collected = Collected::default();
        evaluate::answer(&question, index.clone(), &Arc::new(Watch::start(question.deadline)), &mut collected)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let text = String::from_utf8(collected.0).unwrap().replace("https://a.example/", "");
        let mut rows: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        rows.sort();
        rows
    }

    #[test]
    fn our_data_is_found_in_the_words_of_others() {
        let index = index(Rules::embedded().unwrap(), &DOCUMENTS);
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(ask(&index, Caller::Anonymous, true, text), expected, "{text}");
            // In no named graph, and nowhere for whoever wants none of it.
            assert_eq!(ask(&index, Caller::Anonymous, false, text), [""; 0], "{text}");
            let (before, after) = text.split_once('{').unwrap();
            let in_graphs = format!("{before} {{ GRAPH ?g {{ {after} }}");
            assert_eq!(ask(&index, Caller::Anonymous, true, &in_graphs), [""; 0], "{in_graphs}");
        };
        check("SELECT ?o { ?o a pair:Organization ; pair:offers ?x }", &["moulin"]);
        check("SELECT ?x { :moulin pair:needs ?x }", &["toit"]);
        check("SELECT ?s { ?s pair:partnerOf :moulin }", &["atelier"]);
        check("SELECT ?x { :moulin pair:hasTopic ?x }", &["eau"]);
        check("SELECT ?o { ?o a schema:Organization ; schema:makesOffer ?x ; schema:name 'Moulin'@fr }", &["moulin"]);
        check("SELECT ?x { ?x a schema:Demand }", &["toit"]);
        check("SELECT ?x { ?o a org:Organization ; org:memberOf ?x }", &["reseau"]);
        check("SELECT ?n { ?o a as:Organization ; as:name ?n FILTER(?o = :moulin) }", &["Moulin"]);
        check("SELECT ?x { ?p a as:Place ; as:latitude ?x }", &["48.1"]);
        check("SELECT ?x { ?f a vf:EconomicEvent ; vf:provider :moulin ; vf:receiver ?x }", &["atelier"]);
        check("SELECT ?x { ?x a vf:Proposal }", &["farine", "toit"]);
        check("SELECT ?h { ?o a foaf:Organization ; foaf:homepage ?h }", &["https://moulin.example/"]);
        check("SELECT ?d { ?d foaf:primaryTopic :moulin }", &["code"]);
        check("SELECT ?lat ?long { ?p geo:lat ?lat ; geo:long ?long }", &["48.1,-1.6"]);
        check("SELECT ?t { ?o dct:subject ?t }", &["eau"]);
        check("SELECT ?x { ?x a cs:Subject ; pair:offers ?o }", &["moulin"]);
        check(
            "SELECT ?p { :moulin ?p :farine }",
            &["http://virtual-assembly.org/ontologies/pair#offers", "https://schema.org/makesOffer"],
        );
        check(
            "SELECT ?x { :farine a ?x FILTER(STRSTARTS(STR(?x), STR(vf:))) }",
            &["https://w3id.org/valueflows/ont/vf#Proposal"],
        );
        check("SELECT ?x { ?x ?p 48.1 FILTER(?p = geo:lat) }", &["halle"]);
        check("SELECT ?x { :atelier pair:partnerOf/pair:offers ?x }", &["farine"]);
    }

    #[test]
    fn what_a_document_entails_is_seen_with_it_and_goes_with_it() {
        let mut index = index(Rules::embedded().unwrap(), &DOCUMENTS);
        let owner = Caller::Operator(AccountId(1));
        let offering = "SELECT ?o { ?o pair:offers ?x }";
        assert_eq!(ask(&index, Caller::Anonymous, true, offering), ["moulin"]);
        assert_eq!(ask(&index, owner.clone(), true, offering), ["atelier", "moulin"]);
        assert_eq!(ask(&index, Caller::Anonymous, true, "SELECT ?p { ?p a foaf:Person }"), [""; 0]);
        assert_eq!(ask(&index, owner, true, "SELECT ?p { ?p a foaf:Person }"), ["camille"]);
        // `FROM` chooses documents, and what these entail comes with them.
        for (from, expected) in [("farine", &["moulin"] as &[&str]), ("moulin", &[]), ("secret", &[])] {
            let text = offering.replace("{ ?o", &format!("FROM :{from} {{ ?o"));
            assert_eq!(ask(&index, Caller::Anonymous, true, &text), expected, "{text}");
        }
        let named = "SELECT ?o FROM NAMED :farine { { ?o pair:offers ?x } UNION { GRAPH ?g { ?o pair:offers ?x } } }";
        assert_eq!(ask(&index, Caller::Anonymous, true, named), [""; 0]);
        // Replaced, then gone, then back.
        let mut then = |seq, says: Option<&str>, expected: &[&str]| {
            index.apply(&step(seq, "farine", &Audience::Public, says)).unwrap();
            assert_eq!(ask(&index, Caller::Anonymous, true, offering), expected);
        };
        then(100, Some(":farine a cs:Offer ; cs:offeredBy :reseau ."), &["reseau"]);
        then(101, None, &[]);
        then(102, Some(":farine a cs:Offer ; cs:offeredBy :moulin, :reseau ."), &["moulin", "reseau"]);
    }

    #[test]
    fn each_triple_once_and_nothing_that_says_nothing() {
        let index = index(Rules::embedded().unwrap(), &DOCUMENTS);
        let count = |caller: &Caller, text: &str| ask(&index, caller.clone(), true, text).remove(0);
        for caller in [Caller::Anonymous, Caller::Operator(AccountId(1))] {
            let all = count(&caller, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }");
            assert_eq!(all, count(&caller, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?s ?p ?o } }"));
            let by_predicate = "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?p { ?s ?p ?o } } ?s ?p ?o }";
            assert_eq!(all, count(&caller, by_predicate));
        }
        assert_eq!(
            ask(&index, Caller::Anonymous, true, "SELECT ?x { :told a pair:Organization ; rdfs:label ?x }"),
            ["T"]
        );
        for noise in
            ["?s a owl:Thing", "?s a rdfs:Resource", "?s a ?c FILTER(isBlank(?c))", "?s ?p ?o FILTER(isLiteral(?s))"]
        {
            assert_eq!(ask(&index, Caller::Anonymous, true, &format!("SELECT ?s {{ {noise} }}")), [""; 0], "{noise}");
        }
        // Domain and range are no rules: nobody said what these are.
        assert_eq!(ask(&index, Caller::Operator(AccountId(1)), true, "SELECT ?c { :reseau a ?c }"), [""; 0]);
    }

    #[test]
    fn both_ways_of_writing_a_term_are_one_and_values_make_classes() {
        let alignment = "
            slash:Grade owl:equivalentClass pair:Grade . slash:depicts owl:equivalentProperty pair:depicts .
            [ a owl:Restriction ; owl:onProperty cs:kind ; owl:hasValue cs:Region ] rdfs:subClassOf :Region .
            :Region rdfs:subClassOf schema:AdministrativeArea .
            :Offer rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cs:kind ; owl:hasValue cs:Gift ] .
            cs:kind rdfs:subPropertyOf dct:type, [ owl:inverseOf :kindOf ] .";
        let axioms = read(ALIGNMENT, format!("{PREFIXES}{alignment}").as_bytes()).unwrap();
        let documents = [
            ("a", Audience::Public, ":a a slash:Grade ; slash:depicts :b ."),
            ("b", Audience::Public, ":b a pair:Grade ; pair:depicts :a ."),
            ("c", Audience::Public, ":c cs:kind cs:Region . :d a :Offer ."),
        ];
        let index = index(Rules::of(&axioms), &documents);
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(ask(&index, Caller::Anonymous, true, text), expected, "{text}");
        };
        for form in ["pair", "slash"] {
            check(&format!("SELECT ?x {{ ?x a {form}:Grade }}"), &["a", "b"]);
            check(&format!("SELECT ?x ?y {{ ?x {form}:depicts ?y }}"), &["a,b", "b,a"]);
        }
        check("SELECT ?x { ?x a schema:AdministrativeArea }", &["c"]);
        check("SELECT ?x { :c a ?x FILTER(STRSTARTS(STR(?x), STR(:))) }", &["Region"]);
        check("SELECT ?x { ?x dct:type cs:Gift }", &["d"]);
        check("SELECT ?x { cs:Gift :kindOf ?x }", &["d"]);
        check("SELECT ?x { ?x cs:kind ?kind }", &["c", "d"]);
    }

    #[test]
    fn the_ontology_we_ship_is_understood() {
        let rules = Rules::embedded().unwrap_or_else(|error| panic!("{error}"));
        assert!(rules.len() > 300, "{}", rules.len());
    }

    #[test]
    fn an_error_names_file_and_triple() {
        let check = |text: &str, expected: &str| {
            let error = read(ALIGNMENT, format!("{PREFIXES}{text}").as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with("ontology/alignment.ttl") && error.contains(expected), "{error}");
        };
        check("<urn:a> owl:disjointWith <urn:b> .", "`<urn:a> <http://www.w3.org/2002/07/owl#disjointWith> <urn:b> .`");
        check("<urn:a> owl:disjointWith", "cannot be read");
    }
}
