//! What a SPARQL update would change: evaluated on a snapshot that is thrown away, told as triples per graph.
//!
//! One operation after the other, each seeing what those before it did. Nothing is written here: whoever asked makes
//! documents of the answer. It knows nothing of who may change what, and of what is entailed: that is stated nowhere, so
//! no pattern of an update meets it.
//!
//! Where the default graph is the union of all graphs ([`Ground::Union`]), a triple put into it belongs to the graph of
//! its subject's document, and one taken out of it leaves every graph that the caller sees it in.

use crate::dataset::{GraphSet, Visible};
use crate::evaluate::{self, Failure, Reader, Shape};
use crate::frame;
use crate::ground::{DEFAULT_GRAPH, Ground, Scope};
use crate::index::{Graph, Index};
use crate::limits::{ANSWER_BYTES, UPDATE_TRIPLES};
use crate::refusal;
use crate::terms::TooManyTerms;
use crate::watch::{Stopped, Watch};
use model::{Caller, Iri, Seq, sparql};
use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use spareval::{DeleteInsertQuad, QueryEvaluator};
use spargebra::algebra::{GraphPattern, GraphTarget, QueryDataset};
use spargebra::term::{
    self, GraphNamePattern, GroundQuad, GroundQuadPattern, GroundTerm, NamedNodePattern, QuadPattern,
};
use spargebra::{GraphUpdateOperation, SparqlParser};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// A SPARQL update with everything that decides what it would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// SPARQL 1.1 Update.
    pub text: String,
    /// `using-graph-uri` of the protocol.
    pub default_graphs: Vec<Iri>,
    /// `using-named-graph-uri` of the protocol.
    pub named_graphs: Vec<Iri>,
    /// Base for relative IRIs.
    pub base: Iri,
    /// Whose eyes.
    pub caller: Caller,
    /// The answer knows at least this much.
    pub at_least: Seq,
    /// How long it may take.
    pub deadline: Duration,
}

/// What an update comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// This would be changed, perhaps nothing.
    Changes(Delta),
    /// It clears, drops or moves a graph that is not there, without `SILENT`.
    NoSuchGraph(Iri),
    /// It creates a graph that is there, without `SILENT`.
    GraphExists(Iri),
}

/// What an update would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// The last step of the journal that it knew.
    pub seen: Seq,
    /// The graphs that would not stay as they are, by name.
    pub graphs: Vec<GraphDelta>,
}

/// What an update would change in one graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphDelta {
    /// Its name. `None`: the default graph, where that is none of the others; where it is their union, triples of
    /// nameless nodes that hang from no document.
    pub name: Option<Iri>,
    /// Whether the caller saw such a graph before.
    pub was_there: bool,
    /// Triples that are in it.
    pub taken: Vec<Triple>,
    /// Triples that are not.
    pub put: Vec<Triple>,
}

/// Answers `update` in one piece.
pub(crate) fn answer(
    update: &Update,
    index: Index,
    watch: &Arc<Watch>,
    reader: &mut dyn Reader,
) -> Result<(), Failure> {
    let updating = Updating::begin(update, Ground::Union, index, watch);
    let (effect, _) = updating.run(&parse(update)?)?;
    reader.head(Shape::Bindings).map_err(Failure::Unread)?;
    reader.piece(&frame::effect_to_bytes(&effect)).map_err(Failure::Unread)
}

/// What `update` would change on `ground`, and the snapshot as it would be.
pub(crate) fn foresee(
    update: &Update,
    ground: Ground,
    index: Index,
    watch: &Arc<Watch>,
) -> Result<(Effect, Index), Failure> {
    Updating::begin(update, ground, index, watch).run(&parse(update)?)
}

fn parse(update: &Update) -> Result<spargebra::Update, Failure> {
    if let Some(reason) = sparql::too_large(&update.text) {
        return Err(Failure::Refused(reason));
    }
    let parser = || SparqlParser::new().with_base_iri(update.base.as_str());
    let parsed = match parser() {
        Ok(parser) => parser.parse_update(&update.text),
        Err(error) => return Err(Failure::Malformed(error.to_string())),
    };
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            return Err(match parser().map(|parser| parser.parse_query(&update.text)) {
                Ok(Ok(_)) => {
                    Failure::Refused("this is a SPARQL query, and this endpoint only takes updates".to_owned())
                }
                _ => Failure::Malformed(error.to_string()),
            });
        }
    };
    if parsed.operations.iter().any(|operation| matches!(operation, GraphUpdateOperation::Load { .. })) {
        return Err(Failure::Refused("LOAD is refused: this endpoint fetches nothing".to_owned()));
    }
    if refusal::update_asks_elsewhere(&parsed) {
        return Err(Failure::Refused("SERVICE is refused: this endpoint asks nobody else".to_owned()));
    }
    // SPARQL 1.1 Protocol, section 2.2.3: a client that "supplies the using-graph-uri or using-named-graph-uri
    // parameters" for an update that "uses the USING, USING NAMED, or WITH clauses" makes an error.
    let names_its_own = |operation: &GraphUpdateOperation| {
        matches!(operation, GraphUpdateOperation::DeleteInsert { using: Some(_), .. })
    };
    let is_given = !update.default_graphs.is_empty() || !update.named_graphs.is_empty();
    if is_given && parsed.operations.iter().any(names_its_own) {
        return Err(Failure::Malformed(
            "the update names its dataset by USING or WITH, and the request by using-graph-uri or using-named-graph-uri"
                .to_owned(),
        ));
    }
    Ok(parsed)
}

/// An update under way.
struct Updating<'a> {
    update: &'a Update,
    ground: Ground,
    index: Index,
    watch: &'a Arc<Watch>,
    /// Each graph that was touched, as it was before.
    before: BTreeMap<NamedNode, Option<Arc<Graph>>>,
}

/// Why an operation ends the update without anything being changed.
enum Unfit {
    Failure(Failure),
    NoSuchGraph(NamedNode),
    GraphExists(NamedNode),
}

impl From<Failure> for Unfit {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Stopped> for Unfit {
    fn from(stopped: Stopped) -> Self {
        Self::Failure(Failure::Stopped(stopped))
    }
}

impl From<TooManyTerms> for Unfit {
    fn from(_: TooManyTerms) -> Self {
        Self::Failure(Failure::Stopped(Stopped::TooManyTerms))
    }
}

/// What an operation does to one graph.
#[derive(Default)]
struct Part {
    taken: Vec<Triple>,
    put: Vec<Triple>,
}

impl<'a> Updating<'a> {
    fn begin(update: &'a Update, ground: Ground, index: Index, watch: &'a Arc<Watch>) -> Self {
        Self { update, ground, index, watch, before: BTreeMap::new() }
    }

    fn run(mut self, parsed: &spargebra::Update) -> Result<(Effect, Index), Failure> {
        let seen = self.index.applied();
        for (place, operation) in parsed.operations.iter().enumerate() {
            if self.copies_nothing(operation, parsed.operations.get(place + 1)) {
                continue;
            }
            match self.operate(parsed, operation.clone()) {
                Ok(()) => {}
                Err(Unfit::Failure(failure)) => return Err(failure),
                Err(Unfit::NoSuchGraph(name)) => {
                    return Ok((Effect::NoSuchGraph(Iri::from_named_node(name)), self.index));
                }
                Err(Unfit::GraphExists(name)) => {
                    return Ok((Effect::GraphExists(Iri::from_named_node(name)), self.index));
                }
            }
        }
        let graphs = self.differences()?;
        Ok((Effect::Changes(Delta { seen, graphs }), self.index))
    }

    /// Whether this empties a graph only to put another one in its place that is not there. `COPY` and `MOVE` are read as
    /// `DROP SILENT` and an insertion; but where there is nothing to copy, SPARQL 1.1 Update (sections 3.2.3 and 3.2.4)
    /// fails or, with `SILENT`, does nothing, and the graph must not be lost.
    fn copies_nothing(&self, first: &GraphUpdateOperation, then: Option<&GraphUpdateOperation>) -> bool {
        let GraphUpdateOperation::Drop { silent: true, graph: GraphTarget::NamedNode(to) } = first else {
            return false;
        };
        let Some(GraphUpdateOperation::DeleteInsert { delete, insert, using: None, pattern }) = then else {
            return false;
        };
        let [put] = insert.as_slice() else { return false };
        let GraphPattern::Graph { name: NamedNodePattern::NamedNode(from), .. } = pattern.as_ref() else {
            return false;
        };
        let text = self.update.text.to_ascii_uppercase();
        let is_meant = text.contains("COPY") || text.contains("MOVE");
        let is_copy = delete.is_empty() && put.graph_name == GraphNamePattern::NamedNode(to.clone());
        is_meant && is_copy && !self.index.graph_named(from).is_some_and(|graph| self.admits(graph))
    }

    fn operate(&mut self, whole: &spargebra::Update, operation: GraphUpdateOperation) -> Result<(), Unfit> {
        match operation {
            GraphUpdateOperation::InsertData { data } => {
                let mut fresh = HashMap::new();
                let put = data.into_iter().map(|quad| with_fresh_nodes(quad, &mut fresh)).collect();
                self.apply(Vec::new(), put)
            }
            GraphUpdateOperation::DeleteData { data } => {
                self.apply(data.into_iter().map(of_ground).collect(), Vec::new())
            }
            GraphUpdateOperation::DeleteInsert { delete, insert, using, pattern } => {
                let (taken, put) = self.found(whole, (delete, insert), using, &pattern)?;
                self.apply(taken, put)
            }
            GraphUpdateOperation::Clear { silent, graph } => self.clear(&graph, silent, Emptied::Stays),
            GraphUpdateOperation::Drop { silent, graph } => self.clear(&graph, silent, Emptied::Goes),
            GraphUpdateOperation::Create { silent, graph } => {
                self.touch(&graph);
                if self.index.graph_named(&graph).is_none() {
                    return Ok(self.index.amend(&graph, &[], Vec::new())?);
                }
                if silent { Ok(()) } else { Err(Unfit::GraphExists(graph)) }
            }
            // Refused before anything was done.
            GraphUpdateOperation::Load { .. } => Ok(()),
        }
    }

    /// What the templates give where the pattern holds.
    fn found(
        &self,
        whole: &spargebra::Update,
        (delete, insert): (Vec<GroundQuadPattern>, Vec<QuadPattern>),
        using: Option<QueryDataset>,
        pattern: &GraphPattern,
    ) -> Result<(Vec<Quad>, Vec<Quad>), Unfit> {
        let watch = Arc::clone(self.watch);
        let (index, caller) = (self.index.clone(), &self.update.caller);
        let dataset = Visible::new(self.ground, index, caller, &self.scope(using), false, watch);
        let evaluator = QueryEvaluator::new();
        // The dataset itself knows what it is made of (`dataset`): the evaluator is not told.
        let prepared = evaluator.prepare_delete_insert(delete, insert, whole.base_iri.clone(), None, pattern);
        let (mut taken, mut put) = (Vec::new(), Vec::new());
        for found in prepared.execute(dataset).map_err(evaluate::failure)? {
            match found.map_err(evaluate::failure)? {
                DeleteInsertQuad::Delete(quad) => taken.push(quad),
                DeleteInsertQuad::Insert(quad) => put.push(quad),
            }
            if taken.len() + put.len() > UPDATE_TRIPLES {
                return Err(Failure::Refused(format!(
                    "one operation of this update takes and puts more than {UPDATE_TRIPLES} triples"
                ))
                .into());
            }
        }
        // A scan that was cut short may have been taken for one without more rows.
        if self.watch.has_stopped() {
            self.watch.look()?;
        }
        Ok((taken, put))
    }

    fn scope(&self, using: Option<QueryDataset>) -> Scope {
        let given = |iris: &[Iri]| iris.iter().cloned().map(NamedNode::from).collect();
        match using {
            Some(QueryDataset { default, named: Some(named) }) => Scope::Only { default, named },
            Some(QueryDataset { default, named: None }) => Scope::With(default),
            None if self.update.default_graphs.is_empty() && self.update.named_graphs.is_empty() => Scope::Everything,
            None => {
                Scope::Only { default: given(&self.update.default_graphs), named: given(&self.update.named_graphs) }
            }
        }
    }

    /// "Deletion of the triples happens before the insertion" (SPARQL 1.1 Update, section 3.1.3).
    fn apply(&mut self, taken: Vec<Quad>, put: Vec<Quad>) -> Result<(), Unfit> {
        let mut parts: BTreeMap<NamedNode, Part> = BTreeMap::new();
        for quad in taken {
            for name in self.graphs_of(&quad) {
                parts.entry(name).or_default().taken.push(quad.clone().into());
            }
        }
        for (name, triple) in self.routed(put) {
            parts.entry(name).or_default().put.push(triple);
        }
        for (name, part) in parts {
            self.watch.look()?;
            self.touch(&name);
            // What is not there has nothing to be taken from.
            if !part.put.is_empty() || self.index.graph_named(&name).is_some() {
                self.index.amend(&name, &part.taken, part.put)?;
            }
        }
        Ok(())
    }

    /// The graphs that a triple to be taken out stands in.
    fn graphs_of(&self, quad: &Quad) -> Vec<NamedNode> {
        match (&quad.graph_name, self.ground) {
            (GraphName::NamedNode(name), _) => vec![name.clone()],
            (GraphName::BlankNode(_), _) => Vec::new(),
            (GraphName::DefaultGraph, Ground::Apart) => vec![DEFAULT_GRAPH.into_owned()],
            (GraphName::DefaultGraph, Ground::Union) => {
                let Some([s, p, o]) = self.index.numbers(&quad.clone().into()) else { return Vec::new() };
                let (rows, _) = self.index.rows(Some(s), Some(p), Some(o));
                let graphs = rows.filter_map(|[.., number]| self.index.graph(number));
                let stated = graphs.filter(|graph| !graph.is_from([s, p, o]) && self.admits(graph));
                stated.filter_map(|graph| self.name_of(graph)).collect()
            }
        }
    }

    /// Each triple to be put in with the graph that it belongs to.
    fn routed(&self, quads: Vec<Quad>) -> Vec<(NamedNode, Triple)> {
        let mut routed = Vec::with_capacity(quads.len());
        let mut nameless: Vec<(BlankNode, Triple)> = Vec::new();
        let mut homes: HashMap<BlankNode, NamedNode> = HashMap::new();
        for quad in quads {
            let name = match (&quad.graph_name, self.ground, &quad.subject) {
                (GraphName::NamedNode(name), _, _) => name.clone(),
                (GraphName::BlankNode(_), _, _) => continue,
                (GraphName::DefaultGraph, Ground::Apart, _) => DEFAULT_GRAPH.into_owned(),
                (GraphName::DefaultGraph, Ground::Union, NamedOrBlankNode::NamedNode(subject)) => {
                    Iri::from_named_node(subject.clone()).document().into()
                }
                (GraphName::DefaultGraph, Ground::Union, NamedOrBlankNode::BlankNode(subject)) => {
                    nameless.push((subject.clone(), quad.into()));
                    continue;
                }
            };
            if let Term::BlankNode(object) = &quad.object {
                homes.entry(object.clone()).or_insert_with(|| name.clone());
            }
            routed.push((name, quad.into()));
        }
        // A nameless node hangs from whatever points at it, which may itself be nameless.
        while !nameless.is_empty() {
            let (housed, homeless): (Vec<_>, Vec<_>) = nameless.into_iter().partition(|(node, _)| {
                homes.contains_key(node)
                    || self.home_of(node).is_some_and(|home| {
                        homes.insert(node.clone(), home);
                        true
                    })
            });
            if housed.is_empty() {
                let nowhere = |(_, triple)| (DEFAULT_GRAPH.into_owned(), triple);
                routed.extend(homeless.into_iter().map(nowhere));
                break;
            }
            for (node, triple) in housed {
                let Some(home) = homes.get(&node).cloned() else { continue };
                if let Term::BlankNode(object) = &triple.object {
                    homes.entry(object.clone()).or_insert_with(|| home.clone());
                }
                routed.push((home, triple));
            }
            nameless = homeless;
        }
        routed
    }

    /// The graph that a nameless node is in already.
    fn home_of(&self, node: &BlankNode) -> Option<NamedNode> {
        let id = self.index.id(&Term::BlankNode(node.clone()))?;
        let pointing = self.index.rows(None, None, Some(id)).0.chain(self.index.rows(Some(id), None, None).0);
        let graphs = pointing.filter_map(|[.., number]| self.index.graph(number));
        graphs.filter(|graph| self.admits(graph)).find_map(|graph| self.name_of(graph))
    }

    fn clear(&mut self, target: &GraphTarget, silent: bool, emptied: Emptied) -> Result<(), Unfit> {
        let default = DEFAULT_GRAPH.into_owned();
        let names = match (target, self.ground) {
            (GraphTarget::NamedNode(name), _) => {
                self.touch(name);
                if self.index.graph_named(name).is_none() {
                    return if silent { Ok(()) } else { Err(Unfit::NoSuchGraph(name.clone())) };
                }
                vec![name.clone()]
            }
            (GraphTarget::DefaultGraph | GraphTarget::NamedGraphs | GraphTarget::AllGraphs, Ground::Union) => {
                return Err(Failure::Refused(
                    "DEFAULT, NAMED and ALL are refused: they would end every document; name the graphs that are meant"
                        .to_owned(),
                )
                .into());
            }
            (GraphTarget::DefaultGraph, Ground::Apart) => vec![default],
            (GraphTarget::NamedGraphs, Ground::Apart) => {
                self.names().into_iter().filter(|name| *name != default).collect()
            }
            (GraphTarget::AllGraphs, Ground::Apart) => self.names(),
        };
        for name in names {
            self.touch(&name);
            self.index.remove_graph(name.clone());
            if emptied == Emptied::Stays {
                self.index.amend(&name, &[], Vec::new())?;
            }
        }
        Ok(())
    }

    fn names(&self) -> Vec<NamedNode> {
        self.index.graphs().filter_map(|(_, graph)| self.name_of(graph)).collect()
    }

    fn name_of(&self, graph: &Graph) -> Option<NamedNode> {
        match self.index.term(graph.name)? {
            Term::NamedNode(name) => Some(name),
            Term::BlankNode(_) | Term::Literal(_) => None,
        }
    }

    fn admits(&self, graph: &Graph) -> bool {
        GraphSet::admits(graph, &self.update.caller)
    }

    /// Keeps how a graph was before it is changed first. One that the caller may not see is as if it were not there.
    fn touch(&mut self, name: &NamedNode) {
        if self.before.contains_key(name) {
            return;
        }
        let before = self.index.graph_named(name).cloned();
        let seen = before.clone().filter(|graph| self.admits(graph));
        if before.is_some() && seen.is_none() {
            self.index.remove_graph(name.clone());
        }
        self.before.insert(name.clone(), seen);
    }

    /// What is not as it was before.
    fn differences(&self) -> Result<Vec<GraphDelta>, Failure> {
        let mut left = ANSWER_BYTES;
        let mut differences = Vec::new();
        for (name, before) in &self.before {
            let after = self.index.graph_named(name);
            let old = before.as_ref().map_or(&[][..], |graph| &graph.triples);
            let new = after.map_or(&[][..], |graph| &graph.triples);
            let mut lacking = |of: &[[u32; 3]], from: &[[u32; 3]]| {
                let rows = of.iter().filter(|row| from.binary_search(row).is_err());
                rows.map(|row| self.triple(*row, &mut left)).collect::<Result<Vec<Triple>, Failure>>()
            };
            let (taken, put) = (lacking(old, new)?, lacking(new, old)?);
            if !taken.is_empty() || !put.is_empty() {
                let name = (name.as_ref() != DEFAULT_GRAPH).then(|| Iri::from_named_node(name.clone()));
                differences.push(GraphDelta { name, was_there: before.is_some(), taken, put });
            }
        }
        Ok(differences)
    }

    fn triple(&self, numbers: [u32; 3], left: &mut usize) -> Result<Triple, Failure> {
        self.watch.look()?;
        let [s, p, o] = numbers;
        let term = |number| self.index.term(number).ok_or(Failure::Stopped(Stopped::UnknownTerm(number)));
        let subject = match term(s)? {
            Term::NamedNode(node) => NamedOrBlankNode::NamedNode(node),
            Term::BlankNode(node) => NamedOrBlankNode::BlankNode(node),
            Term::Literal(_) => return Err(Failure::Stopped(Stopped::UnknownTerm(s))),
        };
        let Term::NamedNode(predicate) = term(p)? else { return Err(Failure::Stopped(Stopped::UnknownTerm(p))) };
        let triple = Triple { subject, predicate, object: term(o)? };
        *left = left.checked_sub(triple.to_string().len()).ok_or_else(|| {
            Failure::Refused(format!("this update changes more than {ANSWER_BYTES} bytes of triples"))
        })?;
        Ok(triple)
    }
}

/// What becomes of a graph that loses all triples at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emptied {
    /// It is there, and empty.
    Stays,
    /// It is not there any more.
    Goes,
}

/// "Blank nodes […] are assumed to be disjoint from the blank nodes in the Graph Store" (SPARQL 1.1 Update, section
/// 3.1.1).
fn with_fresh_nodes(quad: term::Quad, fresh: &mut HashMap<BlankNode, BlankNode>) -> Quad {
    let mut renamed = |node: &BlankNode| fresh.entry(node.clone()).or_default().clone();
    let subject = match quad.subject {
        NamedOrBlankNode::BlankNode(node) => renamed(&node).into(),
        subject @ NamedOrBlankNode::NamedNode(_) => subject,
    };
    let object = match quad.object {
        Term::BlankNode(node) => renamed(&node).into(),
        object @ (Term::NamedNode(_) | Term::Literal(_)) => object,
    };
    Quad::new(subject, quad.predicate, object, of_graph(quad.graph_name))
}

fn of_ground(quad: GroundQuad) -> Quad {
    let object = match quad.object {
        GroundTerm::NamedNode(node) => Term::NamedNode(node),
        GroundTerm::Literal(literal) => Term::Literal(literal),
    };
    Quad::new(quad.subject, quad.predicate, object, of_graph(quad.graph_name))
}

fn of_graph(name: term::GraphName) -> GraphName {
    match name {
        term::GraphName::NamedNode(name) => GraphName::NamedNode(name),
        term::GraphName::DefaultGraph => GraphName::DefaultGraph,
    }
}

#[cfg(test)]
mod tests;
