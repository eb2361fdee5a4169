//! Property paths (SHACL, section 2.3.1): how a property shape walks from its focus node to its values.

use crate::definition::Problem;
use crate::graph::Graph;
use crate::vocabulary as sh;
use model::vocab::rdf;
use oxrdf::{BlankNode, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use std::collections::{HashSet, VecDeque};
use std::fmt;

/// Deepest nesting of a path: nobody writes ten, and a path that contains itself must end somewhere.
const DEPTH_LIMIT: usize = 32;

/// A property path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Path {
    /// One property.
    Predicate(NamedNode),
    /// A path walked backwards.
    Inverse(Box<Path>),
    /// One path after another.
    Sequence(Vec<Path>),
    /// Any one of several paths.
    Alternative(Vec<Path>),
    /// A path walked any number of times, or not at all.
    ZeroOrMore(Box<Path>),
    /// A path walked at least once.
    OneOrMore(Box<Path>),
    /// A path walked once, or not at all.
    ZeroOrOne(Box<Path>),
}

impl Path {
    /// Its property, where it is a single one.
    pub fn as_predicate(&self) -> Option<&NamedNode> {
        match self {
            Self::Predicate(predicate) => Some(predicate),
            Self::Inverse(_)
            | Self::Sequence(_)
            | Self::Alternative(_)
            | Self::ZeroOrMore(_)
            | Self::OneOrMore(_)
            | Self::ZeroOrOne(_) => None,
        }
    }

    /// Reads the path that `node` stands for.
    pub(crate) fn read<'a>(graph: &Graph<'a>, node: TermRef<'a>) -> Result<Self, Problem> {
        read(graph, node, 0)
    }

    /// The nodes it leads to from `start`, each once, in the order of the graph.
    pub(crate) fn values<'a>(&'a self, graph: &Graph<'a>, start: TermRef<'a>) -> Vec<TermRef<'a>> {
        match self {
            // The usual case; objects are already distinct.
            Self::Predicate(predicate) => graph.objects(start, predicate.as_ref()).to_vec(),
            Self::Inverse(_)
            | Self::Sequence(_)
            | Self::Alternative(_)
            | Self::ZeroOrMore(_)
            | Self::OneOrMore(_)
            | Self::ZeroOrOne(_) => walk(self, graph, vec![start], Direction::Forward),
        }
    }

    /// Writes it as RDF: the term that stands for it, and the triples that say what that term is.
    pub(crate) fn write(&self, blank: &mut impl FnMut() -> BlankNode, triples: &mut Vec<Triple>) -> Term {
        let mut unary = |predicate: NamedNodeRef<'_>, inner: &Self| {
            let node = blank();
            let object = inner.write(blank, triples);
            triples.push(Triple::new(node.clone(), predicate, object));
            node.into()
        };
        match self {
            Self::Predicate(predicate) => predicate.clone().into(),
            Self::Inverse(inner) => unary(sh::INVERSE_PATH, inner),
            Self::ZeroOrMore(inner) => unary(sh::ZERO_OR_MORE_PATH, inner),
            Self::OneOrMore(inner) => unary(sh::ONE_OR_MORE_PATH, inner),
            Self::ZeroOrOne(inner) => unary(sh::ZERO_OR_ONE_PATH, inner),
            Self::Sequence(steps) => write_list(steps, blank, triples),
            Self::Alternative(ways) => {
                let node = blank();
                let list = write_list(ways, blank, triples);
                triples.push(Triple::new(node.clone(), sh::ALTERNATIVE_PATH, list));
                node.into()
            }
        }
    }
}

/// As SPARQL writes paths.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Self], by: char| {
            for (position, part) in parts.iter().enumerate() {
                write!(f, "{}{part}", if position == 0 { '(' } else { by })?;
            }
            f.write_str(")")
        };
        match self {
            Self::Predicate(predicate) => predicate.fmt(f),
            Self::Inverse(inner) => write!(f, "^{inner}"),
            Self::ZeroOrMore(inner) => write!(f, "{inner}*"),
            Self::OneOrMore(inner) => write!(f, "{inner}+"),
            Self::ZeroOrOne(inner) => write!(f, "{inner}?"),
            Self::Sequence(steps) => joined(f, steps, '/'),
            Self::Alternative(ways) => joined(f, ways, '|'),
        }
    }
}

/// Makes a path of the one inside it.
type Wrap = fn(Box<Path>) -> Path;

fn read<'a>(graph: &Graph<'a>, node: TermRef<'a>, depth: usize) -> Result<Path, Problem> {
    if depth > DEPTH_LIMIT {
        return Err(Problem::new(format!("sh:path is nested deeper than {DEPTH_LIMIT}, or contains itself")));
    }
    if let TermRef::NamedNode(predicate) = node {
        return Ok(Path::Predicate(predicate.into_owned()));
    }
    let several = |list: TermRef<'a>, what: &str| -> Result<Vec<Path>, Problem> {
        let members = read_list(graph, list)?;
        if members.len() < 2 {
            return Err(Problem::new(format!("a {what} path needs a list of at least two paths")));
        }
        members.into_iter().map(|member| read(graph, member, depth + 1)).collect()
    };
    // A node that is both a list and something else is a list: the W3C suite's path-strange-001 and -002 say so.
    if !graph.objects(node, rdf::FIRST).is_empty() {
        return several(node, "sequence").map(Path::Sequence);
    }
    if let [ways] = graph.objects(node, sh::ALTERNATIVE_PATH) {
        return several(*ways, "alternative").map(Path::Alternative);
    }
    let unary: [(NamedNodeRef<'static>, Wrap); 4] = [
        (sh::INVERSE_PATH, Path::Inverse),
        (sh::ZERO_OR_MORE_PATH, Path::ZeroOrMore),
        (sh::ONE_OR_MORE_PATH, Path::OneOrMore),
        (sh::ZERO_OR_ONE_PATH, Path::ZeroOrOne),
    ];
    for (predicate, make) in unary {
        if let [inner] = graph.objects(node, predicate) {
            return Ok(make(Box::new(read(graph, *inner, depth + 1)?)));
        }
    }
    Err(Problem::new(format!("{node} is no property path")))
}

/// The members of an RDF list.
pub(crate) fn read_list<'a>(graph: &Graph<'a>, list: TermRef<'a>) -> Result<Vec<TermRef<'a>>, Problem> {
    let mut members = Vec::new();
    let mut seen = HashSet::new();
    let mut rest = list;
    while rest != TermRef::from(rdf::NIL) {
        let ([first], [next]) = (graph.objects(rest, rdf::FIRST), graph.objects(rest, rdf::REST)) else {
            return Err(Problem::new(format!("{list} is no well-formed list")));
        };
        if !seen.insert(rest) {
            return Err(Problem::new(format!("the list {list} never ends")));
        }
        members.push(*first);
        rest = *next;
    }
    Ok(members)
}

fn write_list(members: &[Path], blank: &mut impl FnMut() -> BlankNode, triples: &mut Vec<Triple>) -> Term {
    let mut rest: Term = rdf::NIL.into_owned().into();
    for member in members.iter().rev() {
        let node = blank();
        let first = member.write(blank, triples);
        triples.push(Triple::new(NamedOrBlankNode::from(node.clone()), rdf::FIRST, first));
        triples.push(Triple::new(NamedOrBlankNode::from(node.clone()), rdf::REST, rest));
        rest = node.into();
    }
    rest
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

/// All nodes that `path` reaches from any of `starts`, each once.
fn walk<'a>(path: &'a Path, graph: &Graph<'a>, starts: Vec<TermRef<'a>>, direction: Direction) -> Vec<TermRef<'a>> {
    match path {
        Path::Predicate(predicate) => distinct(starts.into_iter().flat_map(|start| {
            match direction {
                Direction::Forward => graph.objects(start, predicate.as_ref()),
                Direction::Backward => graph.subjects(predicate.as_ref(), start),
            }
            .iter()
            .copied()
        })),
        Path::Inverse(inner) => {
            let turned = if direction == Direction::Forward { Direction::Backward } else { Direction::Forward };
            walk(inner, graph, starts, turned)
        }
        Path::Sequence(steps) => {
            let step = |reached, step| walk(step, graph, reached, direction);
            match direction {
                Direction::Forward => steps.iter().fold(starts, step),
                Direction::Backward => steps.iter().rev().fold(starts, step),
            }
        }
        Path::Alternative(ways) => distinct(
            ways.iter().flat_map(|way| walk(way, graph, starts.clone(), direction)).collect::<Vec<_>>().into_iter(),
        ),
        Path::ZeroOrMore(inner) => closure(inner, graph, starts.clone(), starts, direction),
        Path::OneOrMore(inner) => {
            let once = walk(inner, graph, starts, direction);
            closure(inner, graph, once.clone(), once, direction)
        }
        Path::ZeroOrOne(inner) => {
            let once = walk(inner, graph, starts.clone(), direction);
            distinct(starts.into_iter().chain(once))
        }
    }
}

/// `reached`, and everything further along `path`.
fn closure<'a>(
    path: &'a Path,
    graph: &Graph<'a>,
    reached: Vec<TermRef<'a>>,
    frontier: Vec<TermRef<'a>>,
    direction: Direction,
) -> Vec<TermRef<'a>> {
    let mut seen: HashSet<_> = reached.iter().copied().collect();
    let mut reached = reached;
    let mut frontier = VecDeque::from(frontier);
    while let Some(node) = frontier.pop_front() {
        for next in walk(path, graph, vec![node], direction) {
            if seen.insert(next) {
                reached.push(next);
                frontier.push_back(next);
            }
        }
    }
    reached
}

fn distinct<'a>(nodes: impl Iterator<Item = TermRef<'a>>) -> Vec<TermRef<'a>> {
    let mut seen = HashSet::new();
    nodes.filter(|node| seen.insert(*node)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::testing::triples;

    const DATA: &str = "ex:a ex:p ex:b . ex:b ex:p ex:c , ex:a . ex:c ex:q ex:d .";

    fn check(path: &str, expected: &[&str]) {
        let shapes = triples(&format!("ex:s sh:path {path} ."));
        let graph = Graph::of(&shapes);
        let path = Path::read(&graph, graph.pairs(sh::PATH)[0].1).unwrap();
        let data = triples(DATA);
        let start = NamedNode::new_unchecked("https://a.example/a");
        let graph = Graph::of(&data);
        let mut values: Vec<_> = path
            .values(&graph, start.as_ref().into())
            .iter()
            .map(|value| value.to_string().replace("<https://a.example/", "").replace('>', ""))
            .collect();
        values.sort();
        assert_eq!(values, expected, "{path}");
        // What is written reads back as itself.
        let (mut written, mut number) = (Vec::new(), 0);
        let root = path.write(
            &mut || {
                number += 1;
                BlankNode::new_unchecked(format!("b{number}"))
            },
            &mut written,
        );
        assert_eq!(Path::read(&Graph::of(&written), root.as_ref()), Ok(path.clone()));
    }

    #[test]
    fn every_kind_of_path() {
        check("ex:p", &["b"]);
        check("[ sh:inversePath ex:p ]", &["b"]);
        check("( ex:p ex:p )", &["a", "c"]);
        check("( ex:p ex:p ex:q )", &["d"]);
        check("[ sh:inversePath ( ex:p ex:p ) ]", &["a"]);
        check("[ sh:alternativePath ( ex:p ex:q ) ]", &["b"]);
        check("[ sh:zeroOrMorePath ex:p ]", &["a", "b", "c"]);
        check("[ sh:oneOrMorePath ex:p ]", &["a", "b", "c"]);
        check("[ sh:oneOrMorePath [ sh:alternativePath ( ex:p ex:q ) ] ]", &["a", "b", "c", "d"]);
        check("[ sh:zeroOrOnePath ex:p ]", &["a", "b"]);
        check("[ sh:oneOrMorePath ex:q ]", &[]);
    }

    #[test]
    fn what_is_no_path() {
        for (path, expected) in [
            ("\"p\"", "no property path"),
            ("( ex:p )", "at least two"),
            ("[ sh:alternativePath ex:p ]", "no well-formed list"),
            ("_:x . _:x sh:inversePath _:x", "contains itself"),
            ("_:x . _:x rdf:first ex:p ; rdf:rest _:x", "never ends"),
        ] {
            let shapes = triples(&format!("ex:s sh:path {path} ."));
            let graph = Graph::of(&shapes);
            let problem = Path::read(&graph, graph.pairs(sh::PATH)[0].1).unwrap_err();
            assert!(problem.to_string().contains(expected), "{path}: {problem}");
        }
    }
}
