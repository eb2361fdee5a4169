//! Many new documents at once.
//!
//! A transaction takes each line of each index through RocksDB's memory, one after the other: most of what a large import
//! costs, in time and in memory, is that. New documents, for which nothing has to be taken out, are sorted instead and
//! handed over as files that are whole.

use super::books::{self, AUDIENCE, OWNER, SOURCE};
use super::{ProjectionError, exact};
use crate::content;
use crate::step::Step;
use model::Iri;
use oxigraph::store::Store;
use oxrdf::{GraphName, Quad};
use std::collections::BTreeMap;

/// New documents from which on this is quicker. Each time leaves a file in each index, which RocksDB brings together later.
const LEAST: usize = 400;

/// Quads from which on no further document is taken: it bounds the memory of sorting them.
const MOST: usize = 400_000;

/// Writes those of `latest` that are new, if they are many, and takes them out of it. All of them appear at one moment,
/// before the books say that their steps were applied: after a crash in between these are applied once more, and find
/// nothing to do.
pub(super) fn load(store: &Store, latest: &mut BTreeMap<&Iri, &Step>) -> Result<(), ProjectionError> {
    if latest.len() < LEAST {
        return Ok(());
    }
    let (mut quads, mut taken) = (Vec::new(), Vec::new());
    for (iri, step) in &*latest {
        if let Some(document) = document(store, step)? {
            quads.extend(document);
            taken.push(*iri);
        }
        if quads.len() > MOST {
            break;
        }
    }
    if taken.len() < LEAST {
        return Ok(());
    }
    // It counts a thousand quads for a megabyte.
    let mut loader = store.bulk_loader().with_num_threads(1).with_max_memory_size_in_megabytes(MOST / 1_000);
    loader.load_quads(quads)?;
    loader.commit()?;
    for iri in taken {
        latest.remove(iri);
    }
    Ok(())
}

/// A document with its page of the books. `None`: it is gone, or not new, or there is something about it that only a
/// transaction can do.
fn document(store: &Store, step: &Step) -> Result<Option<Vec<Quad>>, ProjectionError> {
    let name = step.iri.as_named_node();
    let Some(held) = &step.held else { return Ok(None) };
    if store.contains_named_graph(name)? {
        return Ok(None);
    }
    let triples = content::triples(&step.iri, &held.canonical)?;
    // A graph without a triple is none to the loader.
    if triples.is_empty() || !triples.iter().all(exact::comes_back) {
        return Ok(None);
    }
    let graph = GraphName::NamedNode(name.into_owned());
    let mut quads: Vec<Quad> = triples.into_iter().map(|triple| triple.in_graph(graph.clone())).collect();
    let page = [AUDIENCE, OWNER, SOURCE].into_iter().zip(books::page(Some(held)));
    quads.extend(
        page.filter_map(|(predicate, value)| Some(Quad::new(name, predicate, value?, GraphName::DefaultGraph))),
    );
    Ok(Some(quads))
}

#[cfg(test)]
mod tests {
    use super::super::tests::put;
    use super::*;
    use crate::projection::Projection;
    use model::{Audience, Seq};

    fn many(first: u64) -> Vec<Step> {
        let says = |name: u64| match name % 50 {
            // Oxigraph tells this as 25, and of nothing it makes no graph.
            7 => format!("<#{name}> <urn:p> \"25.0\"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n"),
            9 => String::new(),
            _ => format!("<#{name}> <urn:p> \"{name}\" .\n"),
        };
        let audience = |name| if name % 3 == 0 { Audience::Members } else { Audience::Public };
        (first..).take(2 * LEAST).map(|name| put(name, &name.to_string(), audience(name), &says(name))).collect()
    }

    #[test]
    fn many_new_documents_are_held_as_few_are() {
        let folder = tempfile::tempdir().unwrap();
        let quick = Projection::open(folder.path()).unwrap();
        let slow = Projection::in_memory().unwrap();
        let mut steps = many(1);
        // Some are changed in the same go, or are gone.
        let next = steps.len() as u64 + 1;
        steps.push(put(next, "5", Audience::Public, "<#5> <urn:p> \"changed\" .\n"));
        steps.push(Step { seq: Seq(next + 1), iri: steps[5].iri.clone(), held: None });
        let more = many(3);
        let more: Vec<Step> = more.into_iter().map(|step| Step { seq: Seq(step.seq.0 + 10_000), ..step }).collect();
        for steps in [&steps, &more] {
            quick.apply(steps).unwrap();
            slow.apply(steps).unwrap();
            assert_eq!(quick.fingerprints().unwrap(), slow.fingerprints().unwrap());
            assert_eq!(quick.canonical_hash().unwrap(), slow.canonical_hash().unwrap());
        }
        assert!(quick.fingerprints().unwrap().1.len() > LEAST);
    }

    #[test]
    fn what_was_loaded_before_a_crash_is_applied_again_and_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let steps = many(1);
        let projection = Projection::open(folder.path()).unwrap();
        let mut latest: BTreeMap<&Iri, &Step> = steps.iter().map(|step| (&step.iri, step)).collect();
        load(&projection.store(), &mut latest).unwrap();
        assert!(latest.len() < LEAST && projection.applied().unwrap() == Seq(0));
        drop(projection);
        let projection = Projection::open(folder.path()).unwrap();
        projection.apply(&steps).unwrap();
        let whole = Projection::in_memory().unwrap();
        whole.apply(&steps).unwrap();
        assert_eq!(projection.fingerprints().unwrap(), whole.fingerprints().unwrap());
    }
}
