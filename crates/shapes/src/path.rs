//! Property paths (SHACL, section 2.3.1): how a property shape walks from its focus node to its values.

use crate::definition::Problem;
use crate::graph::Graph;
use crate::vocabulary as sh;
use crate::work::Work;
use model::vocab::rdf;
use oxrdf::{BlankNode, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, TermRef, Triple};
use std::collections::HashSet;
use std::fmt;

/// Deepest nesting of a path: nobody writes ten, and a path that contains itself must end somewhere.
const DEPTH_LIMIT: usize = 32;

/// Most parts of a path. Its parts are nodes of a graph, and one node can be part of several others: a path that is
/// short to write may be endless to read.
const SIZE_LIMIT: usize = 1_000;

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
        read(graph, node, 0, &mut 0)
    }

    /// The nodes it leads to from `start`, each once, in the order of the graph.
    pub(crate) fn values<'a>(&'a self, graph: &Graph<'a>, start: TermRef<'a>, work: &Work) -> Vec<TermRef<'a>> {
        match self {
            // The usual case; objects are already distinct.
            Self::Predicate(predicate) => graph.objects(start, predicate.as_ref()).to_vec(),
            Self::Inverse(_)
            | Self::Sequence(_)
            | Self::Alternative(_)
            | Self::ZeroOrMore(_)
            | Self::OneOrMore(_)
            | Self::ZeroOrOne(_) => Walk { graph, work }.from(vec![start], self, Direction::Forward),
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

fn read<'a>(graph: &Graph<'a>, node: TermRef<'a>, depth: usize, size: &mut usize) -> Result<Path, Problem> {
    *size += 1;
    if *size > SIZE_LIMIT {
        return Err(Problem::new(format!("sh:path has more than {SIZE_LIMIT} parts")));
    }
    if depth > DEPTH_LIMIT {
        return Err(Problem::new(format!("sh:path is nested deeper than {DEPTH_LIMIT}, or contains itself")));
    }
    if let TermRef::NamedNode(predicate) = node {
        return Ok(Path::Predicate(predicate.into_owned()));
    }
    let mut several = |list: TermRef<'a>, what: &str| -> Result<Vec<Path>, Problem> {
        let members = read_list(graph, list)?;
        if members.len() < 2 {
            return Err(Problem::new(format!("a {what} path needs a list of at least two paths")));
        }
        members.into_iter().map(|member| read(graph, member, depth + 1, size)).collect()
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
            return Ok(make(Box::new(read(graph, *inner, depth + 1, size)?)));
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

/// A walk through a graph, as far as the work allows.
struct Walk<'w, 'a> {
    graph: &'w Graph<'a>,
    work: &'w Work,
}

impl<'a> Walk<'_, 'a> {
    /// All nodes that `path` reaches from any of `starts`, each once.
    fn from(&self, starts: Vec<TermRef<'a>>, path: &'a Path, direction: Direction) -> Vec<TermRef<'a>> {
        if self.work.is_spent() {
            return Vec::new();
        }
        match path {
            Path::Predicate(predicate) => distinct(starts.into_iter().flat_map(|start| {
                let next = match direction {
                    Direction::Forward => self.graph.objects(start, predicate.as_ref()),
                    Direction::Backward => self.graph.subjects(predicate.as_ref(), start),
                };
                self.work.spend(1 + next.len());
                next.iter().copied()
            })),
            Path::Inverse(inner) => {
                let turned = if direction == Direction::Forward { Direction::Backward } else { Direction::Forward };
                self.from(starts, inner, turned)
            }
            Path::Sequence(steps) => {
                let step = |reached, step| self.from(reached, step, direction);
                match direction {
                    Direction::Forward => steps.iter().fold(starts, step),
                    Direction::Backward => steps.iter().rev().fold(starts, step),
                }
            }
            Path::Alternative(ways) => distinct(
                ways.iter().flat_map(|way| self.from(starts.clone(), way, direction)).collect::<Vec<_>>().into_iter(),
            ),
            Path::ZeroOrMore(_) | Path::OneOrMore(_) | Path::ZeroOrOne(_) => {
                let (times, inner) = repeated(path);
                match times {
                    Times::Any => self.closure(starts, inner, direction),
                    Times::AtLeastOnce => {
                        let once = self.from(starts, inner, direction);
                        self.closure(once, inner, direction)
                    }
                    Times::AtMostOnce => {
                        let once = self.from(starts.clone(), inner, direction);
                        distinct(starts.into_iter().chain(once))
                    }
                }
            }
        }
    }

    /// `starts`, and everything further along `path`. It goes on from all new nodes together, so that a closure
    /// within a closure walks each edge once for each round of the outer one, not once for each node.
    fn closure(&self, starts: Vec<TermRef<'a>>, path: &'a Path, direction: Direction) -> Vec<TermRef<'a>> {
        let mut seen: HashSet<_> = starts.iter().copied().collect();
        let mut reached = starts.clone();
        let mut frontier = starts;
        while !frontier.is_empty() && !self.work.is_spent() {
            self.work.spend(frontier.len());
            frontier = self.from(frontier, path, direction);
            frontier.retain(|node| seen.insert(*node));
            reached.extend_from_slice(&frontier);
        }
        reached
    }
}

/// How often a path is walked.
enum Times {
    Any,
    AtLeastOnce,
    AtMostOnce,
}

/// How often a path is walked in all, and the path within: `(p?)+` is `p*`. A repetition of a repetition would double
/// the work with each level and reach nothing else.
fn repeated(path: &Path) -> (Times, &Path) {
    let (mut perhaps_not, mut again, mut inner) = (false, false, path);
    loop {
        inner = match inner {
            Path::ZeroOrMore(next) => {
                (perhaps_not, again) = (true, true);
                next
            }
            Path::OneOrMore(next) => {
                again = true;
                next
            }
            Path::ZeroOrOne(next) => {
                perhaps_not = true;
                next
            }
            Path::Predicate(_) | Path::Inverse(_) | Path::Sequence(_) | Path::Alternative(_) => break,
        };
    }
    let times = match (perhaps_not, again) {
        (true, true) => Times::Any,
        (false, _) => Times::AtLeastOnce,
        (true, false) => Times::AtMostOnce,
    };
    (times, inner)
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
            .values(&graph, start.as_ref().into(), &Work::on(0))
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
        check("[ sh:oneOrMorePath [ sh:zeroOrOnePath ex:q ] ]", &["a"]);
        check("[ sh:zeroOrOnePath [ sh:oneOrMorePath ex:p ] ]", &["a", "b", "c"]);
        check("[ sh:oneOrMorePath [ sh:oneOrMorePath ex:q ] ]", &[]);
    }

    #[test]
    fn what_is_no_path() {
        let level = |level: usize| format!("_:b{level} sh:alternativePath ( _:b{0} _:b{0} ) . ", level + 1);
        let doubled = format!("_:b0 . {} _:b20 sh:inversePath ex:p", (0..20).map(level).collect::<String>());
        for (path, expected) in [
            ("\"p\"", "no property path"),
            ("( ex:p )", "at least two"),
            ("[ sh:alternativePath ex:p ]", "no well-formed list"),
            ("_:x . _:x sh:inversePath _:x", "contains itself"),
            ("_:x . _:x rdf:first ex:p ; rdf:rest _:x", "never ends"),
            (&doubled, "more than 1000 parts"),
        ] {
            let shapes = triples(&format!("ex:s sh:path {path} ."));
            let graph = Graph::of(&shapes);
            let problem = Path::read(&graph, graph.pairs(sh::PATH)[0].1).unwrap_err();
            assert!(problem.to_string().contains(expected), "{path}: {problem}");
        }
    }
}
