//! What two answers to a case do not share.

use crate::answer::{Answer, Found, triples};
use crate::generate::Case;
use anyhow::Result;
use oxrdf::{NamedOrBlankNode, Term, Triple};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// Another engine, whose opinion is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Oracle {
    /// pySHACL.
    PyShacl,
    /// shacl-engine.
    ShaclEngine,
}

impl Oracle {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PyShacl, Self::ShaclEngine];

    /// What it is called in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::PyShacl => "pyshacl",
            Self::ShaclEngine => "shacl-engine",
        }
    }
}

/// Who tells a result that the other does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// We do.
    Ours,
    /// The other engine does.
    Theirs,
}

/// One thing that only one of two engines says.
#[derive(Debug)]
pub struct Difference<'c> {
    /// Who else was asked.
    pub oracle: Oracle,
    /// Who says it.
    pub side: Side,
    /// What they say; none: the other engine failed, with these words.
    pub said: Result<Found, String>,
    /// How often they said it, and the other.
    pub times: (usize, usize),
    /// The case as shapes and data.
    pub subject: &'c Subject,
}

/// The graphs of a case, to look things up in.
#[derive(Debug)]
pub struct Subject {
    shapes: HashMap<(String, String), Vec<Term>>,
    data: Vec<Triple>,
}

impl Subject {
    /// Of a case.
    pub fn of(case: &Case) -> Result<Self> {
        let mut shapes: HashMap<(String, String), Vec<Term>> = HashMap::new();
        for triple in triples(&case.shapes)? {
            let local = triple.predicate.as_str().rsplit(['#', '/']).next().unwrap_or_default().to_owned();
            shapes.entry((triple.subject.to_string(), local)).or_default().push(triple.object);
        }
        Ok(Self { shapes, data: triples(&case.data)? })
    }

    /// What a shape says by a term of SHACL (or `first`, `rest`), named without its namespace.
    pub fn says(&self, shape: &str, term: &str) -> &[Term] {
        self.shapes.get(&(shape.to_owned(), term.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Whether it says anything by that term.
    pub fn has(&self, shape: &str, term: &str) -> bool {
        !self.says(shape, term).is_empty()
    }

    /// Every shape of the case.
    pub fn all_shapes(&self) -> HashSet<&str> {
        self.shapes.keys().filter(|(_, term)| term == "type").map(|(shape, _)| shape.as_str()).collect()
    }

    /// A shape and every shape it leads to.
    pub fn reached(&self, shape: &str) -> HashSet<String> {
        let leads_on = ["not", "node", "property", "qualifiedValueShape", "and", "or", "xone", "first", "rest"];
        let mut reached = HashSet::new();
        let mut frontier = vec![shape.to_owned()];
        while let Some(shape) = frontier.pop() {
            if reached.insert(shape.clone()) {
                let next = leads_on.iter().flat_map(|term| self.says(&shape, term));
                frontier.extend(next.map(Term::to_string));
            }
        }
        reached
    }

    /// The nodes that the data calls instances of a class.
    pub fn instances<'s>(&'s self, class: &'s str) -> impl Iterator<Item = String> + 's {
        let typed =
            move |triple: &&Triple| triple.predicate.as_str().ends_with("#type") && triple.object.to_string() == class;
        self.data.iter().filter(typed).map(subject)
    }

    /// What the data says of a node by a property.
    pub fn values<'s>(&'s self, node: &'s str, property: &'s str) -> impl Iterator<Item = &'s Term> {
        let about = move |triple: &&Triple| {
            subject(triple) == node && triple.predicate.as_str() == property.trim_matches(['<', '>'])
        };
        self.data.iter().filter(about).map(|triple| &triple.object)
    }
}

fn subject(triple: &Triple) -> String {
    match &triple.subject {
        NamedOrBlankNode::NamedNode(node) => node.to_string(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

/// What only one of both says.
pub fn between<'c>(oracle: Oracle, subject: &'c Subject, ours: &Answer, theirs: &Answer) -> Vec<Difference<'c>> {
    let (ours, theirs) = match (ours, theirs) {
        (Answer::Results(ours), Answer::Results(theirs)) => (ours, theirs),
        (Answer::Failed(words), _) => {
            return vec![Difference { oracle, side: Side::Ours, said: Err(words.clone()), times: (1, 0), subject }];
        }
        (Answer::Results(_), Answer::Failed(words)) => {
            return vec![Difference { oracle, side: Side::Theirs, said: Err(words.clone()), times: (1, 0), subject }];
        }
    };
    let mut differences = Vec::new();
    for (side, these, those) in [(Side::Ours, ours, theirs), (Side::Theirs, theirs, ours)] {
        for (found, times) in these {
            let others = those.get(found).copied().unwrap_or_default();
            if *times > others {
                let said = Ok(found.clone());
                differences.push(Difference { oracle, side, said, times: (*times, others), subject });
            }
        }
    }
    differences
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = if self.side == Side::Ours { "only we" } else { "only they" };
        match &self.said {
            Ok(Found { focus, path, value, component, severity, shape }) => {
                let (times, others) = self.times;
                write!(
                    f,
                    "{}: {side} ({times}:{others}): {component} {severity} focus {focus} path {path} value {value} shape {shape}",
                    self.oracle.name()
                )
            }
            Err(words) => write!(f, "{}: {side} failed: {words}", self.oracle.name()),
        }
    }
}
