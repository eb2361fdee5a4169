//! What a constraint is asked of: documents that are not in the store yet, alone or among what is.

use crate::dataset::{GraphSet, Visible};
use crate::index::Index;
use crate::terms::TooManyTerms;
use crate::watch::Watch;
use model::constraint::SHAPES_GRAPH;
use model::{Caller, Iri};
use oxrdf::{NamedNode, NamedNodeRef, Triple};
use std::sync::Arc;

/// The name of a graph that has none of its own.
const DATA_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:codesocial:data-graph");

/// A document as it would become; without triples it would be gone.
pub(crate) type Becoming = (Iri, Vec<Triple>);

/// What a constraint is asked of.
#[derive(Clone)]
pub(crate) struct World {
    index: Index,
    default: Arc<GraphSet>,
    named: Arc<GraphSet>,
}

impl World {
    /// One graph, as the default graph.
    pub(crate) fn of_graph(triples: Vec<Triple>, shapes: Option<&[Triple]>) -> Result<Self, TooManyTerms> {
        let mut index = Index::default();
        let number = index.put_graph(DATA_GRAPH.into_owned(), triples)?;
        Self::with_shapes(index, Arc::new(GraphSet::of([number])), Arc::new(GraphSet::of([])), shapes)
    }

    /// These documents and nothing else.
    pub(crate) fn of_change(documents: &[Becoming], shapes: Option<&[Triple]>) -> Result<Self, TooManyTerms> {
        let mut index = Index::default();
        put(&mut index, documents)?;
        let all = Arc::new(GraphSet::All);
        Self::with_shapes(index, Arc::clone(&all), all, shapes)
    }

    /// What `caller` may see of the index, with these documents in place of their old versions.
    pub(crate) fn seen(
        mut index: Index,
        caller: &Caller,
        documents: &[Becoming],
        shapes: Option<&[Triple]>,
    ) -> Result<Self, TooManyTerms> {
        put(&mut index, documents)?;
        let seen = Arc::new(GraphSet::visible(&index, caller));
        Self::with_shapes(index, Arc::clone(&seen), seen, shapes)
    }

    /// The shapes graph is a named graph, and no part of the data.
    fn with_shapes(
        mut index: Index,
        mut default: Arc<GraphSet>,
        mut named: Arc<GraphSet>,
        shapes: Option<&[Triple]>,
    ) -> Result<Self, TooManyTerms> {
        if let Some(shapes) = shapes {
            default = Arc::new(default.counted(&index));
            let mut with_shapes = named.counted(&index);
            with_shapes.put(index.put_graph(SHAPES_GRAPH.into_owned(), shapes.to_vec())?);
            named = Arc::new(with_shapes);
        }
        Ok(Self { index, default, named })
    }

    /// It, for one evaluation.
    pub(crate) fn dataset(&self, watch: Arc<Watch>) -> Visible {
        Visible::of_constraint(self.index.clone(), Arc::clone(&self.default), Arc::clone(&self.named), watch)
    }
}

fn put(index: &mut Index, documents: &[Becoming]) -> Result<(), TooManyTerms> {
    for (iri, triples) in documents {
        let name = NamedNode::from(iri.clone());
        if triples.is_empty() {
            index.remove_graph(name);
        } else {
            index.put_graph(name, triples.clone())?;
        }
    }
    Ok(())
}
