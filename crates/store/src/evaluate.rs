//! From a question and a snapshot to the bytes of an answer.

use crate::dataset::Visible;
use crate::ground::{Ground, Scope};
use crate::index::Index;
use crate::limits::PIECE;
use crate::question::{BindingsFormat, Question};
use crate::refusal;
use crate::watch::{Stopped, Watch};
use crate::xml;
use model::sparql;
use model::syntax::{self, Format};
use oxrdf::{GraphName, NamedNode, Triple};
use sparesults::QueryResultsSerializer;
use spareval::{QueryEvaluationError, QueryEvaluator, QueryResults, QueryTripleIter};
use spargebra::algebra::QueryDataset;
use spargebra::{Query, SparqlParser};
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

/// What an answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Rows or a boolean, in the question's format of bindings.
    Bindings,
    /// A graph, in the question's format of graphs.
    Graph,
}

/// Where the pieces of an answer go, in order. An error means that nobody takes them any more.
pub(crate) trait Reader {
    /// The first piece follows.
    fn head(&mut self, shape: Shape) -> io::Result<()>;
    /// The next piece.
    fn piece(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Why a question has no answer, or not all of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Not SPARQL.
    #[error("{0}")]
    Malformed(String),
    /// SPARQL that is not answered here.
    #[error("{0}")]
    Refused(String),
    /// It was ended before it was done.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// Nobody takes the answer.
    #[error("nobody takes the answer")]
    Unread(#[source] io::Error),
}

/// Answers `question` from `index`.
pub(crate) fn answer(
    question: &Question,
    index: Index,
    watch: &Arc<Watch>,
    reader: &mut dyn Reader,
) -> Result<(), Failure> {
    answer_on(Ground::Union, question, index, watch, reader)
}

/// The same, where graphs may make a dataset in another way.
pub(crate) fn answer_on(
    ground: Ground,
    question: &Question,
    index: Index,
    watch: &Arc<Watch>,
    reader: &mut dyn Reader,
) -> Result<(), Failure> {
    let mut query = parse(question)?;
    let scope = take_scope(&mut query, question);
    let dataset = Visible::new(ground, index, &question.caller, &scope, question.entailment, Arc::clone(watch));
    let evaluator = QueryEvaluator::new();
    let results = evaluator.prepare(&query).execute(dataset).map_err(failure)?;
    write_results(results, question, watch, reader)
}

fn write_results(
    results: QueryResults<'_>,
    question: &Question,
    watch: &Watch,
    reader: &mut dyn Reader,
) -> Result<(), Failure> {
    match results {
        QueryResults::Solutions(solutions) => {
            let serializer = QueryResultsSerializer::from_format(question.bindings.results_format());
            let outlet = Outlet::new(Shape::Bindings, reader);
            let variables = solutions.variables().to_vec();
            let mut writer = serializer.serialize_solutions_to_writer(outlet, variables).map_err(Failure::Unread)?;
            for solution in solutions {
                let solution = solution.map_err(failure)?;
                let told = if question.bindings == BindingsFormat::Xml { xml::writable(&solution) } else { None };
                match told {
                    None => writer.serialize(&solution),
                    Some(told) => writer.serialize(told.iter().map(|(name, term)| (name.as_ref(), term.as_ref()))),
                }
                .map_err(Failure::Unread)?;
            }
            let outlet = writer.finish().map_err(Failure::Unread)?;
            finish(outlet, watch)
        }
        QueryResults::Boolean(value) => {
            let serializer = QueryResultsSerializer::from_format(question.bindings.results_format());
            let outlet = Outlet::new(Shape::Bindings, reader);
            finish(serializer.serialize_boolean_to_writer(outlet, value).map_err(Failure::Unread)?, watch)
        }
        QueryResults::Graph(triples) => {
            finish(write_graph(triples, question.graph, Outlet::new(Shape::Graph, reader))?, watch)
        }
    }
}

/// Sends the last piece, unless a scan was cut short and the evaluator took its error for a value that is not there.
fn finish(outlet: Outlet<'_>, watch: &Watch) -> Result<(), Failure> {
    if watch.has_stopped() {
        watch.look()?;
    }
    outlet.finish().map_err(Failure::Unread)
}

fn parse(question: &Question) -> Result<Query, Failure> {
    if let Some(reason) = sparql::too_large(&question.text) {
        return Err(Failure::Refused(reason));
    }
    let parser = || SparqlParser::new().with_base_iri(question.base.as_str());
    let query = match parser() {
        Ok(parser) => parser.parse_query(&question.text),
        Err(error) => return Err(Failure::Malformed(error.to_string())),
    };
    match query {
        Ok(query) if refusal::asks_elsewhere(&query) => {
            Err(Failure::Refused("SERVICE is refused: this endpoint asks nobody else".to_owned()))
        }
        Ok(query) => Ok(query),
        Err(error) => match parser().map(|parser| parser.parse_update(&question.text)) {
            // The empty text is an update that changes nothing; it was meant as a query.
            Ok(Ok(update)) if !update.operations.is_empty() => {
                Err(Failure::Refused("this is a SPARQL update, and this endpoint only answers queries".to_owned()))
            }
            _ => Err(Failure::Malformed(error.to_string())),
        },
    }
}

/// Takes `FROM` and `FROM NAMED` out of the query. SPARQL 1.1 Protocol, section 2.1.4: "If different RDF Datasets are
/// specified in both the protocol request and the SPARQL query string, then the SPARQL service must execute the query
/// using the RDF Dataset given in the protocol request."
fn take_scope(query: &mut Query, question: &Question) -> Scope {
    let dataset = match query {
        Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. } => dataset,
    };
    let from = dataset.take();
    if !question.default_graphs.is_empty() || !question.named_graphs.is_empty() {
        let names = |iris: &[model::Iri]| iris.iter().cloned().map(NamedNode::from).collect();
        return Scope::Only { default: names(&question.default_graphs), named: names(&question.named_graphs) };
    }
    match from {
        Some(QueryDataset { default, named }) => Scope::Only { default, named: named.unwrap_or_default() },
        None => Scope::Everything,
    }
}

/// Writes each triple once. N-Triples and N-Quads leave as they come; the other formats need the whole graph.
fn write_graph<'a>(
    triples: QueryTripleIter<'_>,
    format: Format,
    mut outlet: Outlet<'a>,
) -> Result<Outlet<'a>, Failure> {
    // The evaluator removes repetitions, but not of triples with blank nodes.
    let mut seen: HashSet<Triple> = HashSet::new();
    let mut quads = Vec::new();
    for triple in triples {
        let triple = triple.map_err(failure)?;
        if (triple.subject.is_blank_node() || triple.object.is_blank_node()) && !seen.insert(triple.clone()) {
            continue;
        }
        match format {
            // Without a graph name a line of N-Quads is one of N-Triples.
            Format::NTriples | Format::NQuads => writeln!(outlet, "{triple} .").map_err(Failure::Unread)?,
            Format::JsonLd | Format::Turtle | Format::TriG | Format::RdfXml => {
                quads.push(triple.in_graph(GraphName::DefaultGraph));
            }
        }
    }
    match format {
        Format::NTriples | Format::NQuads => {}
        Format::JsonLd | Format::Turtle | Format::TriG | Format::RdfXml => {
            outlet.write_all(&syntax::write(&quads, format)).map_err(Failure::Unread)?;
        }
    }
    Ok(outlet)
}

/// What the evaluator's error means to the person who asks.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is another crate's and not exhaustive")]
pub(crate) fn failure(error: QueryEvaluationError) -> Failure {
    match error {
        QueryEvaluationError::Dataset(source) => match source.downcast_ref::<Stopped>() {
            Some(stopped) => Failure::Stopped(*stopped),
            None => Failure::Refused(source.to_string()),
        },
        QueryEvaluationError::Cancelled => Failure::Stopped(Stopped::Cancelled),
        // Unknown functions, wrong numbers of arguments and the like: the question is at fault.
        error => Failure::Refused(error.to_string()),
    }
}

/// Cuts what is written into pieces. The head leaves with the first piece, so that a question which fails before has
/// an error for an answer and not half a page.
struct Outlet<'a> {
    buffer: Vec<u8>,
    shape: Shape,
    is_open: bool,
    reader: &'a mut dyn Reader,
}

impl<'a> Outlet<'a> {
    fn new(shape: Shape, reader: &'a mut dyn Reader) -> Self {
        Self { buffer: Vec::with_capacity(PIECE), shape, is_open: false, reader }
    }

    fn send(&mut self) -> io::Result<()> {
        if !self.is_open {
            self.is_open = true;
            self.reader.head(self.shape)?;
        }
        if !self.buffer.is_empty() {
            self.reader.piece(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.send()
    }
}

impl Write for Outlet<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.buffer.len());
        self.buffer.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        if self.buffer.len() >= PIECE {
            self.send()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Whole pieces only: serializers flush far too often.
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::BindingsFormat;
    use crate::step::{Held, Step};
    use model::{AccountId, Audience, Caller, Iri, Seq};
    use std::time::Duration;

    #[derive(Default)]
    struct Collected {
        shape: Option<Shape>,
        pieces: Vec<Vec<u8>>,
    }

    impl Reader for Collected {
        fn head(&mut self, shape: Shape) -> io::Result<()> {
            assert_eq!(self.shape.replace(shape), None, "one head");
            Ok(())
        }

        fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
            assert!(self.shape.is_some(), "the head comes first");
            self.pieces.push(bytes.to_vec());
            Ok(())
        }
    }

    /// Two public documents that share a triple, and a closed one.
    fn index() -> Index {
        let mut index = Index::default();
        let documents = [
            (
                "urn:a",
                Audience::Public,
                "<urn:a> <urn:p> \"1\" .\n<urn:a> <urn:p> <urn:b> .\n<urn:s> <urn:p> \"shared\" .\n",
            ),
            ("urn:b", Audience::Public, "<urn:b> <urn:p> \"2\" .\n<urn:s> <urn:p> \"shared\" .\n"),
            ("urn:c", Audience::Private, "<urn:c> <urn:p> \"closed\" .\n<urn:a> <urn:p> \"told of a\" .\n"),
        ];
        for (seq, (iri, audience, says)) in (1..).zip(documents) {
            let held = Some(Held { canonical: says.into(), audience, owner: AccountId(1), source: None });
            index.apply(&Step { seq: Seq(seq), iri: Iri::parse(iri).unwrap(), held }).unwrap();
        }
        index
    }

    fn question(text: &str) -> Question {
        Question {
            text: text.to_owned(),
            default_graphs: vec![],
            named_graphs: vec![],
            base: Iri::parse("https://a.example/").unwrap(),
            caller: Caller::Anonymous,
            from: None,
            entailment: true,
            at_least: Seq(0),
            deadline: Duration::from_mins(1),
            bindings: BindingsFormat::Csv,
            graph: Format::NTriples,
        }
    }

    fn ask(question: &Question) -> Result<String, Failure> {
        let mut collected = Collected::default();
        answer(question, index(), &Arc::new(Watch::start(question.deadline)), &mut collected)?;
        Ok(String::from_utf8(collected.pieces.concat()).unwrap())
    }

    fn lines(question: &Question) -> Vec<String> {
        let mut lines: Vec<String> = ask(question).unwrap().lines().map(str::to_owned).collect();
        lines.sort();
        lines
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(lines(&question(text)), expected, "{text}");
    }

    #[test]
    fn the_default_graph_is_the_visible_union_without_duplicates() {
        check("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", &["4", "n"]);
        check("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", &["5", "n"]);
        check("SELECT ?o { <urn:s> <urn:p> ?o }", &["o", "shared"]);
        check("SELECT ?g { GRAPH ?g { <urn:s> ?p ?o } }", &["g", "urn:a", "urn:b"]);
        check("SELECT ?g { GRAPH ?g {} }", &["g", "urn:a", "urn:b"]);
        check("SELECT ?o { ?s <urn:p> ?b . ?b <urn:p> ?o }", &["2", "o"]);
        check("SELECT ?x { ?x <urn:p>+ '2' }", &["urn:a", "urn:b", "x"]);
        check("SELECT ?s { ?s <urn:p> ?o MINUS { ?s <urn:p> <urn:b> } } ORDER BY ?s", &["s", "urn:b", "urn:s"]);
    }

    #[test]
    fn from_restricts_and_never_widens() {
        check("SELECT ?o FROM <urn:b> { ?s ?p ?o }", &["2", "o", "shared"]);
        check("SELECT ?o FROM <urn:a> FROM <urn:b> FROM <urn:b> { <urn:s> ?p ?o }", &["o", "shared"]);
        check("SELECT ?o FROM <urn:b> { GRAPH ?g { ?s ?p ?o } }", &["o"]);
        check("SELECT ?o FROM NAMED <urn:b> { ?s ?p ?o }", &["o"]);
        check("SELECT ?g FROM NAMED <urn:b> FROM NAMED <urn:c> { GRAPH ?g {} }", &["g", "urn:b"]);
        check("SELECT ?o FROM <urn:c> { ?s ?p ?o }", &["o"]);
        check("SELECT ?o { GRAPH <urn:c> { ?s ?p ?o } }", &["o"]);
        check(
            "SELECT ?o FROM <nowhere> FROM NAMED <urn:codesocial:projection> { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
            &["o"],
        );
        // The protocol's dataset takes the place of the query's.
        let iri = |text| Iri::parse(text).unwrap();
        let text = "SELECT ?o FROM <urn:a> { ?s ?p ?o }";
        let over = Question { default_graphs: vec![iri("urn:b"), iri("urn:b"), iri("urn:c")], ..question(text) };
        assert_eq!(lines(&over), ["2", "o", "shared"]);
        let named = Question { named_graphs: vec![iri("urn:b")], ..question(text) };
        assert_eq!(lines(&named), ["o"]);
    }

    #[test]
    fn every_form_is_answered() {
        check("ASK { <urn:a> ?p ?o }", &["true"]);
        check("ASK { <urn:c> ?p ?o }", &["false"]);
        check("CONSTRUCT { <urn:s> <urn:q> ?o } { ?s <urn:p> 'shared' . ?s ?p ?o }", &["<urn:s> <urn:q> \"shared\" ."]);
        check("CONSTRUCT { <urn:s> <urn:q> 'once' } { ?s ?p ?o }", &["<urn:s> <urn:q> \"once\" ."]);
        check("DESCRIBE <urn:a>", &["<urn:a> <urn:p> \"1\" .", "<urn:a> <urn:p> <urn:b> ."]);
        check("DESCRIBE <urn:c>", &[]);
        check("SELECT ?p ?o { <x> ?p ?o }", &["p,o"]);
        let json = Question { bindings: BindingsFormat::Json, ..question("SELECT ?o { <urn:b> ?p ?o }") };
        let expected = r#"{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"2"}}]}}"#;
        assert_eq!(ask(&json).unwrap(), expected);
        let operator = Question { caller: Caller::Operator(AccountId(9)), ..question("SELECT ?o { <urn:a> ?p ?o }") };
        assert_eq!(lines(&operator), ["1", "o", "told of a", "urn:b"]);
    }

    #[test]
    fn a_long_answer_comes_in_pieces() {
        let values: String = (0..30_000).map(|n| n.to_string() + " ").collect();
        let mut collected = Collected::default();
        let question = question(&format!("SELECT ?x {{ VALUES ?x {{ {values} }} }}"));
        answer(&question, index(), &Arc::new(Watch::start(question.deadline)), &mut collected).unwrap();
        assert!(collected.pieces.len() > 2);
        assert!(collected.pieces.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(String::from_utf8(collected.pieces.concat()).unwrap().lines().count(), 30_001);
    }

    #[test]
    fn what_is_not_a_query_is_refused_with_words() {
        let words = |text: &str| match ask(&question(text)) {
            Err(Failure::Malformed(text)) => format!("malformed: {text}"),
            Err(Failure::Refused(text)) => format!("refused: {text}"),
            other => panic!("{text}: {other:?}"),
        };
        let expect = |text: &str, expected: &str| {
            let words = words(text);
            assert!(words.starts_with(expected), "{text}: {words}");
        };
        expect("SELECT * {\n ?s ?p }", "malformed: error at 2:");
        expect("", "malformed: ");
        expect("INSERT DATA { <a> <b> <c> }", "refused: this is a SPARQL update");
        expect("LOAD <http://127.0.0.1:9/>", "refused: this is a SPARQL update");
        expect("CLEAR ALL", "refused: this is a SPARQL update");
        expect("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "refused: SERVICE");
        expect("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "refused: SERVICE");
        expect("SELECT (<urn:f>(1) AS ?x) {}", "refused: ");
        expect(&format!("SELECT * {}", "{".repeat(100_000)), "refused: line 1: brackets");
        expect(&format!("SELECT * {{ }} #{}", "x".repeat(2 << 20)), "refused: the query is longer");
    }

    #[test]
    fn a_question_stops_at_its_deadline() {
        let numbers: String = (0..3_000).map(|n| n.to_string() + " ").collect();
        let text =
            format!("ASK {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} FILTER EXISTS {{ ?a ?p ?b }} }}");
        let many_scans = Question { deadline: Duration::from_millis(50), ..question(&text) };
        assert!(matches!(ask(&many_scans), Err(Failure::Stopped(Stopped::TooLong))));
    }
}
