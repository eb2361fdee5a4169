//! A worker's copy: every document in memory, in three sorted orders of numbers.
//!
//! A clone is a snapshot: it costs a few reference counts and never changes, so a question sees one state of the
//! instance from its first scan to its last, whatever is applied meanwhile. The fourth number of a row is its graph,
//! so equal triples of different graphs are neighbours: the union of graphs has no duplicates for free.
//!
//! Where a document from elsewhere is from is one row more of its graph, and no triple of it: so it is in every union with
//! the document, for whoever may read that, and in no named graph.

use crate::content::{self, ContentError};
use crate::entailment::{Rules, TYPE};
use crate::order::{Order, Rows};
use crate::step::Step;
use crate::terms::{Dictionary, TooManyTerms};
use model::vocab::dct;
use model::{AccountId, Audience, Caller, Iri, Seq};
use oxrdf::{NamedNode, Term, Triple};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Rows replaced before terms that nobody needs any more are worth looking for.
const WORTH_COLLECTING: u64 = 200_000;

/// Graphs are kept in blocks of this many, so that a snapshot shares all blocks but the one written to.
const BLOCK: usize = 256;

/// Subject, predicate, object, as numbers.
pub(crate) type Numbers = [u32; 3];

/// Every document a worker holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    dictionary: Arc<RwLock<Dictionary>>,
    /// Terms numbered when this snapshot was taken; what has a higher number is not in it.
    known: u32,
    spog: Order,
    posg: Order,
    ospg: Order,
    graphs: Graphs,
    /// Graphs that not everybody may read.
    closed: usize,
    rules: Arc<Rules>,
    /// How many rows use each term of the rules: a class, or as predicate any other. By the term's number.
    uses: Arc<Vec<u32>>,
    live: u64,
    replaced: u64,
    applied: Seq,
}

/// One document's graph.
#[derive(Debug)]
pub(crate) struct Graph {
    /// The number of its name.
    pub(crate) name: u32,
    audience: Audience,
    owner: AccountId,
    /// Sorted.
    pub(crate) triples: Vec<Numbers>,
    /// Where it is from, told in unions alone; `None` where that is not told, or the document says so itself.
    source: Option<Numbers>,
}

/// A step cannot be applied: this worker is of no more use.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    TooManyTerms(#[from] TooManyTerms),
}

impl Index {
    /// An empty one, of which these rules hold.
    pub(crate) fn with(rules: Arc<Rules>) -> Result<Self, TooManyTerms> {
        let mut dictionary = Dictionary::default();
        // First of all, so that the rules' own numbers are those of the dictionary.
        for term in rules.terms() {
            dictionary.intern(term.clone())?;
        }
        let (known, uses) = (dictionary.len(), Arc::new(vec![0; rules.terms().len()]));
        Ok(Self { dictionary: Arc::new(RwLock::new(dictionary)), known, rules, uses, ..Self::default() })
    }

    /// Applies a step, unless it was applied before.
    pub(crate) fn apply(&mut self, step: &Step) -> Result<(), IndexError> {
        if step.seq > self.applied {
            self.put(step)?;
            self.applied = step.seq;
        }
        Ok(())
    }

    /// Makes a document what `step` says, whatever was applied before. The documents of a snapshot all have its number.
    pub(crate) fn put(&mut self, step: &Step) -> Result<(), IndexError> {
        self.count_strays();
        if let Some(held) = &step.held {
            let triples = content::triples(&step.iri, &held.canonical)?;
            let (number, graph) =
                self.number(step.iri.clone().into(), triples, (&held.audience, held.owner), held.source.as_ref())?;
            self.replace(number, Some(&Arc::new(graph)));
        } else {
            let name = Term::from(NamedNode::from(step.iri.clone()));
            if let Some(number) = self.id(&name).and_then(|name| self.graph_number(name)) {
                self.replace(number, None);
            }
        }
        if self.replaced > self.live + WORTH_COLLECTING {
            self.collect()?;
        }
        Ok(())
    }

    /// Makes a public graph of these triples, blank nodes as they are: in a snapshot, for one question.
    pub(crate) fn put_graph(&mut self, name: NamedNode, triples: Vec<Triple>) -> Result<u32, TooManyTerms> {
        let (number, graph) = self.number(name, triples, (&Audience::Public, AccountId(0)), None)?;
        self.replace(number, Some(&Arc::new(graph)));
        Ok(number)
    }

    /// Takes triples out of a graph and puts others in; it is made if it is not there: in a snapshot, for one question.
    pub(crate) fn amend(&mut self, name: &NamedNode, taken: &[Triple], put: Vec<Triple>) -> Result<(), TooManyTerms> {
        let before = self.graph_named(name).cloned();
        let taken: HashSet<Numbers> = taken.iter().filter_map(|triple| self.numbers(triple)).collect();
        let (audience, owner) =
            before.as_ref().map_or((Audience::Public, AccountId(0)), |graph| (graph.audience.clone(), graph.owner));
        let (number, mut graph) = self.number(name.clone(), put, (&audience, owner), None)?;
        if let Some(before) = before {
            graph.triples.extend(before.triples.iter().filter(|triple| !taken.contains(*triple)));
            graph.triples.sort_unstable();
            graph.triples.dedup();
            graph.source = before.source.filter(|source| graph.triples.binary_search(source).is_err());
        }
        self.replace(number, Some(&Arc::new(graph)));
        Ok(())
    }

    /// Takes a graph out: of a snapshot, for one question.
    pub(crate) fn remove_graph(&mut self, name: NamedNode) {
        if let Some(number) = self.id(&name.into()).and_then(|name| self.graph_number(name)) {
            self.replace(number, None);
        }
    }

    /// A snapshot that may number terms of its own. The dictionary is shared, so they stay in it: what earlier ones have
    /// numbered counts among what is worth collecting.
    pub(crate) fn lend(&mut self) -> Result<Self, TooManyTerms> {
        self.count_strays();
        if self.replaced > self.live + WORTH_COLLECTING {
            self.collect()?;
        }
        Ok(self.clone())
    }

    /// Counts what snapshots have numbered since something was applied or lent.
    fn count_strays(&mut self) {
        let known = self.dictionary().len();
        self.replaced += u64::from(known.saturating_sub(self.known));
        self.known = known;
    }

    /// Says that everything up to here has been applied.
    pub(crate) fn has_reached(&mut self, seq: Seq) {
        self.applied = self.applied.max(seq);
    }

    /// The last step applied.
    pub(crate) fn applied(&self) -> Seq {
        self.applied
    }

    /// Rows for a pattern over all graphs, each as subject, predicate, object, graph; sorted so that equal triples
    /// are neighbours.
    pub(crate) fn rows(
        &self,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
    ) -> (Rows, Arrangement) {
        match (subject, predicate, object) {
            (Some(s), Some(p), Some(o)) => (self.spog.beginning_with(&[s, p, o]), Arrangement::Spog),
            (Some(s), Some(p), None) => (self.spog.beginning_with(&[s, p]), Arrangement::Spog),
            (Some(s), None, None) => (self.spog.beginning_with(&[s]), Arrangement::Spog),
            (Some(s), None, Some(o)) => (self.ospg.beginning_with(&[o, s]), Arrangement::Ospg),
            (None, Some(p), Some(o)) => (self.posg.beginning_with(&[p, o]), Arrangement::Posg),
            (None, Some(p), None) => (self.posg.beginning_with(&[p]), Arrangement::Posg),
            (None, None, Some(o)) => (self.ospg.beginning_with(&[o]), Arrangement::Ospg),
            (None, None, None) => (self.spog.beginning_with(&[]), Arrangement::Spog),
        }
    }

    /// The number of a term of this snapshot.
    pub(crate) fn id(&self, term: &Term) -> Option<u32> {
        self.dictionary().id(term).filter(|id| *id < self.known)
    }

    /// The term of this number.
    pub(crate) fn term(&self, id: u32) -> Option<Term> {
        self.dictionary().term(id).cloned()
    }

    /// The graph's number, given the number of its name.
    pub(crate) fn graph_number(&self, name: u32) -> Option<u32> {
        let number = self.dictionary().graph(name)?;
        self.graphs.get(number).map(|_| number)
    }

    /// The graph of this number, unless it is gone.
    pub(crate) fn graph(&self, number: u32) -> Option<&Arc<Graph>> {
        self.graphs.get(number)
    }

    /// The graph of this name, unless it is gone.
    pub(crate) fn graph_named(&self, name: &NamedNode) -> Option<&Arc<Graph>> {
        self.graph(self.graph_number(self.id(&name.clone().into())?)?)
    }

    /// A triple in numbers; `None`: it uses a term that is not in this snapshot.
    pub(crate) fn numbers(&self, triple: &Triple) -> Option<Numbers> {
        let subject = Term::from(triple.subject.clone());
        let predicate = Term::from(triple.predicate.clone());
        Some([self.id(&subject)?, self.id(&predicate)?, self.id(&triple.object)?])
    }

    /// Every graph with its number.
    pub(crate) fn graphs(&self) -> impl Iterator<Item = (u32, &Arc<Graph>)> {
        self.graphs.iter()
    }

    /// The rules that hold here.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whether any row may use this term of the rules: as its class, or as its predicate.
    pub(crate) fn is_in_use(&self, term: u32) -> bool {
        usize::try_from(term).ok().and_then(|place| self.uses.get(place)).is_some_and(|uses| *uses > 0)
    }

    /// Whether the term of this number is a literal.
    pub(crate) fn is_literal(&self, id: u32) -> bool {
        self.dictionary().term(id).is_some_and(Term::is_literal)
    }

    /// Whether everybody may read everything here.
    pub(crate) fn is_all_public(&self) -> bool {
        self.closed == 0
    }

    fn number(
        &mut self,
        name: NamedNode,
        triples: Vec<Triple>,
        (audience, owner): (&Audience, AccountId),
        source: Option<&Iri>,
    ) -> Result<(u32, Graph), TooManyTerms> {
        let mut numbers = Vec::with_capacity(triples.len());
        let mut dictionary = self.dictionary_to_write();
        let name = dictionary.intern(name.into())?;
        let number = dictionary.intern_graph(name);
        for triple in triples {
            numbers.push([
                dictionary.intern(triple.subject.into())?,
                dictionary.intern(triple.predicate.into())?,
                dictionary.intern(triple.object)?,
            ]);
        }
        let source = match source {
            None => None,
            Some(source) => Some([
                name,
                dictionary.intern(dct::SOURCE.into_owned().into())?,
                dictionary.intern(NamedNode::from(source.clone()).into())?,
            ]),
        };
        let known = dictionary.len();
        drop(dictionary);
        self.known = known;
        numbers.sort_unstable();
        numbers.dedup();
        let source = source.filter(|source| numbers.binary_search(source).is_err());
        Ok((number, Graph { name, audience: audience.clone(), owner, triples: numbers, source }))
    }

    fn replace(&mut self, number: u32, graph: Option<&Arc<Graph>>) {
        let old = self.graphs.replace(number, graph.cloned());
        let (old_rows, new_rows) = (rows_of(old.as_deref()), rows_of(graph.map(Arc::as_ref)));
        let uses = Arc::make_mut(&mut self.uses);
        for triple in old_rows.iter().filter(|triple| new_rows.binary_search(triple).is_err()) {
            let [s, p, o] = *triple;
            if let Some(uses) = use_of(uses, *triple) {
                *uses = uses.saturating_sub(1);
            }
            self.spog.remove([s, p, o, number]);
            self.posg.remove([p, o, s, number]);
            self.ospg.remove([o, s, p, number]);
            self.live = self.live.saturating_sub(1);
            self.replaced += 1;
        }
        for triple in new_rows.iter().filter(|triple| old_rows.binary_search(triple).is_err()) {
            let [s, p, o] = *triple;
            if let Some(uses) = use_of(uses, *triple) {
                *uses += 1;
            }
            self.spog.insert([s, p, o, number]);
            self.posg.insert([p, o, s, number]);
            self.ospg.insert([o, s, p, number]);
            self.live += 1;
        }
        let closed = |graph: Option<&Graph>| usize::from(graph.is_some_and(|graph| graph.audience != Audience::Public));
        self.closed = self.closed + closed(graph.map(Arc::as_ref)) - closed(old.as_deref());
    }

    /// Builds everything anew, without the terms that only replaced rows spoke of. Snapshots keep the old dictionary.
    fn collect(&mut self) -> Result<(), TooManyTerms> {
        let mut fresh = Self { applied: self.applied, ..Self::with(Arc::clone(&self.rules))? };
        for (_, graph) in self.graphs.iter() {
            let mut triples = Vec::with_capacity(graph.triples.len());
            let (name, source);
            {
                let old = self.dictionary();
                let mut new = fresh.dictionary_to_write();
                let mut moved = |id: u32| match old.term(id) {
                    Some(term) => new.intern(term.clone()),
                    None => Err(TooManyTerms),
                };
                name = moved(graph.name)?;
                for [s, p, o] in &graph.triples {
                    triples.push([moved(*s)?, moved(*p)?, moved(*o)?]);
                }
                source = match graph.source {
                    None => None,
                    Some([s, p, o]) => Some([moved(s)?, moved(p)?, moved(o)?]),
                };
            }
            triples.sort_unstable();
            let number = fresh.dictionary_to_write().intern_graph(name);
            let graph = Graph { name, audience: graph.audience.clone(), owner: graph.owner, triples, source };
            fresh.replace(number, Some(&Arc::new(graph)));
        }
        let known = fresh.dictionary().len();
        fresh.known = known;
        *self = fresh;
        Ok(())
    }

    fn dictionary(&self) -> RwLockReadGuard<'_, Dictionary> {
        // A thread that panicked while it read has broken nothing.
        self.dictionary.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn dictionary_to_write(&self) -> RwLockWriteGuard<'_, Dictionary> {
        self.dictionary.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Graph {
    /// Whether `caller` may read it.
    pub(crate) fn admits(&self, caller: &Caller) -> bool {
        self.audience.admits(caller, self.owner)
    }

    /// Whether this tells where it is from, and is none of its triples.
    pub(crate) fn is_from(&self, triple: Numbers) -> bool {
        self.source == Some(triple)
    }

    /// Its triples that begin with this subject, or all.
    pub(crate) fn about(&self, subject: Option<u32>) -> std::ops::Range<usize> {
        match subject {
            None => 0..self.triples.len(),
            Some(subject) => {
                self.triples.partition_point(|[s, ..]| *s < subject)
                    ..self.triples.partition_point(|[s, ..]| *s <= subject)
            }
        }
    }
}

/// In which order the numbers of a row stand.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arrangement {
    Spog,
    Posg,
    Ospg,
}

impl Arrangement {
    /// Subject, predicate and object of a row.
    pub(crate) fn triple(self, [a, b, c, _]: [u32; 4]) -> Numbers {
        match self {
            Self::Spog => [a, b, c],
            Self::Posg => [c, a, b],
            Self::Ospg => [b, c, a],
        }
    }
}

/// The place where a triple is counted, if a rule might speak of it.
fn use_of(uses: &mut [u32], [_, predicate, object]: Numbers) -> Option<&mut u32> {
    uses.get_mut(usize::try_from(if predicate == TYPE { object } else { predicate }).ok()?)
}

/// All that stands of a graph in the orders, sorted.
fn rows_of(graph: Option<&Graph>) -> Cow<'_, [Numbers]> {
    let Some(graph) = graph else { return Cow::Borrowed(&[]) };
    let Some(source) = graph.source else { return Cow::Borrowed(&graph.triples) };
    let mut rows = graph.triples.clone();
    let place = rows.partition_point(|row| *row < source);
    rows.insert(place, source);
    Cow::Owned(rows)
}

/// Graphs by number, in shared blocks.
#[derive(Debug, Clone, Default)]
struct Graphs {
    blocks: Arc<Vec<Block>>,
}

/// [`BLOCK`] places for graphs; a place is empty when its graph is gone or never was.
type Block = Arc<Vec<Option<Arc<Graph>>>>;

impl Graphs {
    fn get(&self, number: u32) -> Option<&Arc<Graph>> {
        let number = usize::try_from(number).ok()?;
        self.blocks.get(number / BLOCK)?.get(number % BLOCK)?.as_ref()
    }

    fn replace(&mut self, number: u32, graph: Option<Arc<Graph>>) -> Option<Arc<Graph>> {
        let number = usize::try_from(number).ok()?;
        let blocks = Arc::make_mut(&mut self.blocks);
        while blocks.len() <= number / BLOCK {
            blocks.push(Arc::new(vec![None; BLOCK]));
        }
        let place = Arc::make_mut(blocks.get_mut(number / BLOCK)?).get_mut(number % BLOCK)?;
        std::mem::replace(place, graph)
    }

    fn iter(&self) -> impl Iterator<Item = (u32, &Arc<Graph>)> {
        let all = self.blocks.iter().flat_map(|block| block.iter());
        (0..).zip(all).filter_map(|(number, graph)| graph.as_ref().map(|graph| (number, graph)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Held;

    fn step(seq: u64, name: &str, lines: Option<String>) -> Step {
        Step {
            seq: Seq(seq),
            iri: Iri::parse(&format!("https://a.example/{name}")).unwrap(),
            held: lines.map(|lines| Held {
                canonical: lines.into(),
                audience: Audience::Public,
                owner: AccountId(1),
                source: None,
            }),
        }
    }

    fn says(index: &Index) -> Vec<String> {
        let (rows, arrangement) = index.rows(None, None, None);
        let text = |id| index.term(id).unwrap().to_string();
        let mut lines: Vec<String> = rows.map(|row| arrangement.triple(row).map(text).join(" ")).collect();
        lines.sort();
        lines
    }

    #[test]
    fn replay_is_idempotent_and_a_snapshot_stays() {
        let line = |value: u32| Some(format!("<https://a.example/x> <https://p.example/v> \"{value}\" .\n"));
        let mut index = Index::default();
        index.apply(&step(1, "x", line(1))).unwrap();
        let snapshot = index.clone();
        index.apply(&step(2, "x", line(2))).unwrap();
        index.apply(&step(1, "x", line(1))).unwrap();
        assert_eq!(says(&index), ["<https://a.example/x> <https://p.example/v> \"2\""]);
        assert_eq!(says(&snapshot), ["<https://a.example/x> <https://p.example/v> \"1\""]);
        assert_eq!(snapshot.id(&oxrdf::Literal::from("2").into()), None, "a later term is not known to the snapshot");
        index.apply(&step(3, "x", None)).unwrap();
        assert!(says(&index).is_empty());
        assert_eq!(index.graphs().count(), 0);
    }

    #[test]
    fn what_snapshots_number_is_collected_too() {
        let graph = |index: &mut Index, name: &str, values: std::ops::Range<u32>| {
            let node = NamedNode::new_unchecked(format!("https://a.example/{name}"));
            let triple = |value: u32| Triple::new(node.clone(), node.clone(), oxrdf::Literal::from(value));
            index.amend(&node, &[], values.map(triple).collect()).unwrap();
        };
        let mut index = Index::default();
        index.apply(&step(1, "y", Some("<https://a.example/y> <https://p.example/v> \"y\" .\n".into()))).unwrap();
        for round in 0..30 {
            let mut lent = index.lend().unwrap();
            graph(&mut lent, "x", round * 10_000..(round + 1) * 10_000);
            assert_eq!(says(&lent).len(), 10_001);
        }
        assert!(index.lend().unwrap().known < 250_000, "{}", index.known);
        assert_eq!(says(&index), ["<https://a.example/y> <https://p.example/v> \"y\""]);
    }

    #[test]
    fn terms_that_nobody_needs_are_collected() {
        let lines = |round: u64| {
            let lines = (0..1_000).map(|n| format!("<https://a.example/x> <https://p.example/v> \"{round}-{n}\" .\n"));
            Some(lines.collect::<String>())
        };
        let mut index = Index::default();
        index.apply(&step(1, "y", Some("<https://a.example/y> <https://p.example/v> \"y\" .\n".into()))).unwrap();
        for round in 2..300 {
            index.apply(&step(round, "x", lines(round))).unwrap();
        }
        assert!(index.known < 150_000, "{}", index.known);
        assert_eq!(says(&index).len(), 1_001);
        index.apply(&step(300, "x", None)).unwrap();
        assert_eq!(says(&index), ["<https://a.example/y> <https://p.example/v> \"y\""]);
    }
}
