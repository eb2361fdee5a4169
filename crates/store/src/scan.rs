//! One reading of the index: the quads of a pattern, one after the other, with a look at the question's clock now and
//! then.

use crate::dataset::GraphSet;
use crate::entailment::{Entailed, Step};
use crate::index::{Arrangement, Graph, Index};
use crate::limits::ROWS_BETWEEN_LOOKS;
use crate::order::Rows;
use crate::terms::TermId;
use crate::watch::{Stopped, Watch};
use spareval::InternalQuad;
use std::ops::Range;
use std::sync::Arc;

/// Quads of a pattern, one after the other.
pub(crate) struct Scan {
    source: Source,
    /// What follows from the rows, after them.
    entailed: Option<Box<Entailed>>,
    watch: Arc<Watch>,
    until_look: u32,
    ended: bool,
}

pub(crate) enum Source {
    /// No graph that the question may speak of.
    Nothing,
    /// Some of all graphs: each triple once if they are one union, else with its graph.
    Graphs {
        rows: Rows,
        arrangement: Arrangement,
        set: Arc<GraphSet>,
        union: bool,
        index: Arc<Index>,
        last: Option<[u32; 3]>,
    },
    /// One graph.
    Graph { graph: Arc<Graph>, places: Range<usize>, predicate: Option<u32>, object: Option<u32> },
}

impl Scan {
    pub(crate) fn new(source: Source, watch: Arc<Watch>) -> Self {
        Self { source, entailed: None, watch, until_look: 0, ended: false }
    }

    /// With these triples after its own.
    pub(crate) fn and(self, entailed: Option<Entailed>) -> Self {
        Self { entailed: entailed.map(Box::new), ..self }
    }
}

impl Iterator for Scan {
    type Item = Result<InternalQuad<TermId>, Stopped>;

    fn next(&mut self) -> Option<Self::Item> {
        // An error once and then the end, of this scan and of all others of the question: the evaluator collects
        // errors, and a product of scans that each fail again would go on for as long as the product itself.
        while !self.ended {
            if self.watch.has_stopped() {
                self.ended = true;
                break;
            }
            if self.until_look == 0 {
                self.until_look = ROWS_BETWEEN_LOOKS;
                if let Err(stopped) = self.watch.look() {
                    self.ended = true;
                    return Some(Err(stopped));
                }
            }
            self.until_look -= 1;
            match self.step() {
                Looked::Found([s, p, o], graph) => {
                    let [subject, predicate, object] = [s, p, o].map(TermId);
                    return Some(Ok(InternalQuad { subject, predicate, object, graph_name: graph.map(TermId) }));
                }
                Looked::Passed => {}
                Looked::Ended => self.ended = true,
            }
        }
        None
    }
}

impl Scan {
    fn step(&mut self) -> Looked {
        match (&mut self.source, &mut self.entailed) {
            (Source::Nothing, Some(entailed)) => match entailed.step() {
                Step::Found(triple) => Looked::Found(triple, None),
                Step::Passed => Looked::Passed,
                Step::Ended => Looked::Ended,
            },
            (source, entailed) => {
                let looked = source.step();
                if entailed.is_some() && matches!(looked, Looked::Ended) {
                    self.source = Source::Nothing;
                    return Looked::Passed;
                }
                looked
            }
        }
    }
}

enum Looked {
    Found([u32; 3], Option<u32>),
    Passed,
    Ended,
}

impl Source {
    fn step(&mut self) -> Looked {
        match self {
            Self::Nothing => Looked::Ended,
            Self::Graphs { rows, arrangement, set, union, index, last } => {
                let Some(row) = rows.next() else { return Looked::Ended };
                let [.., number] = row;
                if !set.has(number) {
                    return Looked::Passed;
                }
                let triple = arrangement.triple(row);
                if *union {
                    // The same triple of several graphs stands in neighbouring rows.
                    return if last.replace(triple) == Some(triple) {
                        Looked::Passed
                    } else {
                        Looked::Found(triple, None)
                    };
                }
                // Where a document is from is not among what it says.
                let graph = index.graph(number).filter(|graph| !graph.is_from(triple));
                graph.map_or(Looked::Passed, |graph| Looked::Found(triple, Some(graph.name)))
            }
            Self::Graph { graph, places, predicate, object } => {
                let Some(triple) = places.next().and_then(|place| graph.triples.get(place)) else {
                    return Looked::Ended;
                };
                let [_, p, o] = triple;
                if predicate.is_some_and(|wanted| wanted != *p) || object.is_some_and(|wanted| wanted != *o) {
                    return Looked::Passed;
                }
                Looked::Found(*triple, Some(graph.name))
            }
        }
    }
}
