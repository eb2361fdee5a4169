//! Results that can be compared: as graphs and as rows, whatever blank nodes are called.

use model::canon;
use model::syntax::{Format, parse_keeping_labels};
use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, Quad, Term, Triple};
use sparesults::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use std::collections::BTreeMap;

/// A variable with its value.
type Binding = (String, Term);

/// The result of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Results {
    Boolean(bool),
    /// Each row as its bindings.
    Rows(Vec<Vec<Binding>>),
    Graph(Vec<Triple>),
}

/// Whether the order of rows counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ordering {
    Counts,
    DoesNotCount,
}

impl Results {
    /// Reads what stands in one of the formats of results.
    pub(crate) fn read(bytes: &[u8], format: QueryResultsFormat) -> Result<Self, String> {
        let parsed = QueryResultsParser::from_format(format).for_slice(bytes).map_err(|error| error.to_string())?;
        Ok(match parsed {
            SliceQueryResultsParserOutput::Boolean(value) => Self::Boolean(value),
            SliceQueryResultsParserOutput::Solutions(solutions) => {
                let rows = solutions.map(|solution| {
                    let solution = solution.map_err(|error| error.to_string())?;
                    Ok(solution.iter().map(|(name, term)| (name.as_str().to_owned(), term.clone())).collect())
                });
                Self::Rows(rows.collect::<Result<_, String>>()?)
            }
        })
    }

    /// What a graph in the vocabulary of result sets says.
    pub(crate) fn of_result_set(triples: Vec<Triple>) -> Self {
        let rs = |local: &str| format!("http://www.w3.org/2001/sw/DataAccess/tests/result-set#{local}");
        let objects = |subject: &Term, name: &str| -> Vec<Term> {
            let said = triples.iter().filter(|triple| Term::from(triple.subject.clone()) == *subject);
            said.filter(|triple| triple.predicate.as_str() == rs(name)).map(|triple| triple.object.clone()).collect()
        };
        let set = triples.iter().find(|triple| triple.object.to_string() == format!("<{}>", rs("ResultSet")));
        let Some(set) = set.map(|triple| Term::from(triple.subject.clone())) else { return Self::Graph(triples) };
        if let Some(Term::Literal(value)) = objects(&set, "boolean").first() {
            return Self::Boolean(value.value() == "true");
        }
        let rows = objects(&set, "solution").into_iter().map(|row| {
            let bindings = objects(&row, "binding").into_iter().map(|binding| {
                let name = objects(&binding, "variable").remove(0);
                let Term::Literal(name) = name else { panic!("{name}") };
                (name.value().to_owned(), objects(&binding, "value").remove(0))
            });
            bindings.collect()
        });
        Self::Rows(rows.collect())
    }

    /// Something that is equal for equal results.
    pub(crate) fn comparable(&self, ordering: Ordering) -> String {
        match self {
            Self::Boolean(value) => value.to_string(),
            Self::Graph(triples) => canonical(triples),
            Self::Rows(rows) => {
                let rows: Vec<Vec<Binding>> = rows.iter().map(|row| row.iter().map(by_value).collect()).collect();
                let mut counted: BTreeMap<Vec<String>, (usize, Vec<&Binding>)> = BTreeMap::new();
                for (place, row) in rows.iter().enumerate() {
                    let mut row: Vec<&Binding> = row.iter().collect();
                    row.sort_by(|(a, _), (b, _)| a.cmp(b));
                    let mut key: Vec<String> = row.iter().map(|(name, term)| format!("{name} {term}")).collect();
                    if ordering == Ordering::Counts {
                        key.insert(0, format!("{place:06}"));
                    }
                    counted.entry(key).or_insert((0, row)).0 += 1;
                }
                let mut triples = Vec::new();
                for (place, (key, (count, row))) in counted.into_iter().enumerate() {
                    let node = BlankNode::new_unchecked(format!("row{place}"));
                    let told = if ordering == Ordering::Counts { key[0].clone() } else { count.to_string() };
                    triples.push(Triple::new(node.clone(), named("row"), Literal::from(told)));
                    triples.extend(
                        row.into_iter().map(|(name, term)| Triple::new(node.clone(), named(name), term.clone())),
                    );
                }
                canonical(&triples)
            }
        }
    }

    /// Whether these are some of those rows, and each of those at least once (`mf:LaxCardinality`).
    pub(crate) fn is_reduced_of(&self, all: &Self) -> bool {
        let (Self::Rows(some), Self::Rows(all)) = (self, all) else { return false };
        let once = |rows: &[Vec<Binding>]| {
            let mut rows: Vec<Vec<Binding>> = rows.to_vec();
            for row in &mut rows {
                row.sort_by(|(a, _), (b, _)| a.cmp(b));
            }
            rows.sort_by_key(|row| format!("{row:?}"));
            rows.dedup();
            Self::Rows(rows).comparable(Ordering::DoesNotCount)
        };
        some.len() <= all.len() && once(some) == once(all)
    }
}

/// A number by its value: `2.0` and `2` are one decimal, which an evaluator may write as it likes.
fn by_value((name, term): &Binding) -> Binding {
    let told = match term {
        Term::Literal(literal) if [xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT].contains(&literal.datatype()) => {
            let value = literal.value().parse::<f64>().ok();
            let told = value.map(|value| Literal::new_typed_literal(value.to_string(), literal.datatype()));
            told.map_or_else(|| term.clone(), Term::from)
        }
        Term::Literal(_) | Term::NamedNode(_) | Term::BlankNode(_) => term.clone(),
    };
    (name.clone(), told)
}

/// The triples of N-Triples.
pub(crate) fn triples(bytes: &[u8]) -> Vec<Triple> {
    let base = model::Iri::parse("https://moulin.example/").expect("an address");
    let quads = parse_keeping_labels(bytes, Format::NTriples, &base, 100_000).expect("N-Triples");
    quads.into_iter().map(Triple::from).collect()
}

/// Something that is equal for isomorphic graphs.
pub(crate) fn canonical(triples: &[Triple]) -> String {
    // Literals that are equal after canonicalisation in the evaluator alone stay different: the suites compare terms.
    let quads: Vec<Quad> = triples.iter().map(|triple| triple.clone().in_graph(GraphName::DefaultGraph)).collect();
    let quads = canon::canonicalize(quads).expect("a tame graph").nquads;
    let mut lines: Vec<&str> = quads.lines().collect();
    lines.sort_unstable();
    lines.dedup();
    lines.join("\n")
}

fn named(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("urn:var:{name}"))
}

/// A cell of CSV: what it was is not told (SPARQL 1.1 CSV and TSV, section 3.2), but for blank nodes.
pub(crate) fn rows_of_csv(text: &str) -> Results {
    let mut lines = text.split("\r\n").flat_map(|line| line.split('\n')).filter(|line| !line.is_empty());
    let names: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    let rows = lines.map(|line| {
        let cells = cells(line).into_iter().zip(&names);
        let told = cells.filter(|(cell, _)| !cell.is_empty()).map(|(cell, name)| {
            let term = match cell.strip_prefix("_:") {
                Some(label) => BlankNode::new_unchecked(label.to_owned()).into(),
                None => Term::from(Literal::from(cell)),
            };
            (name.clone(), term)
        });
        told.collect()
    });
    Results::Rows(rows.collect())
}

/// The cells of a line; none of the suite's has a line end in it.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    cells.push(cell);
    cells
}
