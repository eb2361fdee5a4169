//! N-Triples and N-Quads, read and written with oxttl.

use super::{Collector, SyntaxError, broken_turtle};
use oxrdf::{GraphName, Quad};
use oxttl::{NQuadsParser, NTriplesParser};

pub(super) fn parse_ntriples(text: &str, collector: Collector) -> Result<Vec<Quad>, SyntaxError> {
    collector.all(NTriplesParser::new().for_slice(text).map(|read| match read {
        Ok(triple) => Ok(triple.in_graph(GraphName::DefaultGraph)),
        Err(error) => Err(broken_turtle(text, &error)),
    }))
}

pub(super) fn parse_nquads(text: &str, collector: Collector) -> Result<Vec<Quad>, SyntaxError> {
    collector.all(NQuadsParser::new().for_slice(text).map(|read| read.map_err(|error| broken_turtle(text, &error))))
}

/// One statement a line; without graph names this is N-Triples.
pub(super) fn write(quads: &[Quad]) -> Vec<u8> {
    quads.iter().flat_map(|quad| format!("{quad} .\n").into_bytes()).collect()
}
