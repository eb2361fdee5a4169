//! Which graphs a question is about, and how they make a dataset.

use crate::dataset::GraphSet;
use crate::index::Index;
use oxrdf::{NamedNode, NamedNodeRef};

/// Which graphs a query names in `FROM` and `FROM NAMED`, or the protocol in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Neither: everything visible.
    Everything,
    /// "If there is no FROM clause, but there is one or more FROM NAMED clauses, then the dataset includes an empty
    /// graph for the default graph" (SPARQL 1.1 Query, section 13.2); and the other way round.
    Only {
        /// Merged into the default graph.
        default: Vec<NamedNode>,
        /// The named graphs.
        named: Vec<NamedNode>,
    },
    /// `WITH` of an update: this graph is the default graph, and all graphs are named ones.
    With(Vec<NamedNode>),
}

/// How graphs make a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// An instance's: the default graph is the union of all graphs.
    Union,
    /// One where the default graph is a graph of its own ([`DEFAULT_GRAPH`]).
    Apart,
}

/// Under which name the default graph stands where it is a graph of its own. Nobody's query can name it.
pub(crate) const DEFAULT_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:default-graph");

impl Ground {
    /// The named graphs of which nothing else was said.
    pub(crate) fn named(self, index: &Index, visible: GraphSet) -> GraphSet {
        let own = |index: &Index| index.graph_number(index.id(&DEFAULT_GRAPH.into_owned().into())?);
        match (self, own(index)) {
            (Self::Union, _) | (Self::Apart, None) => visible,
            (Self::Apart, Some(own)) => {
                let others = index.graphs().map(|(number, _)| number);
                GraphSet::of(others.filter(|number| *number != own && visible.has(*number)))
            }
        }
    }
}
