//! `application/sparql-update`: SPARQL 1.1 Update over one document, which is the default graph and the only named one.

use super::narrow::narrow;
use super::operation::{Condition, Operation};
use super::source::{Source, sources};
use super::statement::{Slot, Statement};
use super::{OPERATION_LIMIT, PatchError, QUESTION_LIMIT, Rule};
use crate::iri::Iri;
use crate::sparql;
use crate::syntax::SyntaxError;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use spargebra::algebra::{GraphPattern, QueryDataset};
use spargebra::term::{
    GraphName, GraphNamePattern, GroundQuad, GroundQuadPattern, GroundTerm, GroundTermPattern, NamedNodePattern, Quad,
    QuadPattern, TermPattern, TriplePattern,
};
use spargebra::{GraphUpdateOperation, SparqlParser, SparqlSyntaxError};
use std::collections::BTreeSet;

/// Reads an update of `document`.
pub(super) fn read(text: &str, document: &Iri) -> Result<Vec<Operation>, PatchError> {
    if let Some(line) = sparql::too_deep(text) {
        return Err(PatchError::TooDeep { line, limit: sparql::NESTING });
    }
    if sparql::is_too_intricate(text) {
        return Err(PatchError::unusable(Rule::ManyOperators, sparql::OPERATOR_LIMIT.to_string(), 1));
    }
    let place_unknown = |message: String| SyntaxError::Malformed { line: 1, column: 1, message };
    let parser =
        SparqlParser::new().with_base_iri(document.as_str()).map_err(|error| place_unknown(error.to_string()))?;
    let update = parser.parse_update(text).map_err(|error| malformed(&error))?;
    if update.operations.len() > OPERATION_LIMIT {
        let limit = OPERATION_LIMIT.to_string();
        return Err(PatchError::unusable(Rule::ManyOperations, limit, OPERATION_LIMIT + 1));
    }
    let mut operations = Vec::with_capacity(update.operations.len());
    let mut questions = 0;
    let mut sources = sources(text, document).into_iter();
    for (number, operation) in (1..).zip(update.operations) {
        // Those without one are refused.
        let reading = Reading { document, number, source: sources.next() };
        let operation = reading.operation(operation)?;
        questions += usize::from(operation.asks());
        if questions > QUESTION_LIMIT {
            return Err(PatchError::unusable(Rule::ManyQuestions, QUESTION_LIMIT.to_string(), number));
        }
        operations.push(operation);
    }
    Ok(operations)
}

/// The parser tells the place in its words only: `error at 3:14: expected …`.
fn malformed(error: &SparqlSyntaxError) -> SyntaxError {
    let message = error.to_string();
    let told = message.strip_prefix("error at ").and_then(|rest| {
        let (place, what) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, what.to_owned()))
    });
    let (line, column, message) = told.unwrap_or((1, 1, message));
    SyntaxError::Malformed { line, column, message }
}

/// One operation as it is read.
struct Reading<'a> {
    document: &'a Iri,
    number: usize,
    source: Option<Source<'a>>,
}

impl Reading<'_> {
    fn operation(&self, operation: GraphUpdateOperation) -> Result<Operation, PatchError> {
        let always = || Condition::Everywhere(Vec::new());
        match operation {
            GraphUpdateOperation::InsertData { data } => {
                let inserts = data.into_iter().map(|quad| self.inserted(quad)).collect::<Result<_, _>>()?;
                Ok(Operation { condition: always(), deletes: Vec::new(), inserts })
            }
            GraphUpdateOperation::DeleteData { data } => {
                let deletes = data.into_iter().map(|quad| self.deleted(quad)).collect::<Result<_, _>>()?;
                Ok(Operation { condition: always(), deletes, inserts: Vec::new() })
            }
            GraphUpdateOperation::DeleteInsert { delete, insert, using, pattern } => {
                self.dataset(using.as_ref())?;
                let deletes: Vec<Statement> =
                    delete.into_iter().map(|quad| self.deletes(quad)).collect::<Result<_, _>>()?;
                let inserts: Vec<Statement> =
                    insert.into_iter().map(|quad| self.inserts(quad)).collect::<Result<_, _>>()?;
                let condition = self.condition(*pattern, &deletes, &inserts)?;
                Ok(Operation { condition, deletes, inserts })
            }
            GraphUpdateOperation::Load { .. } => Err(self.refused(Rule::WholeGraphs, "LOAD")),
            GraphUpdateOperation::Clear { .. } => Err(self.refused(Rule::WholeGraphs, "CLEAR")),
            GraphUpdateOperation::Create { .. } => Err(self.refused(Rule::WholeGraphs, "CREATE")),
            // `MOVE` and `COPY` begin with it.
            GraphUpdateOperation::Drop { .. } => Err(self.refused(Rule::WholeGraphs, "DROP, MOVE, COPY")),
        }
    }

    fn condition(
        &self,
        pattern: GraphPattern,
        deletes: &[Statement],
        inserts: &[Statement],
    ) -> Result<Condition, PatchError> {
        narrow(&pattern, self.document).map_err(|(rule, what)| self.refused(rule, what))?;
        let mut statements = Vec::new();
        if is_list(&pattern, &mut statements) {
            return Ok(Condition::Everywhere(statements));
        }
        let variables: BTreeSet<&str> = deletes.iter().chain(inserts).flat_map(Statement::variables).collect();
        // Without a variable to tell, a solution that binds nothing tells that it holds.
        let variables = if variables.is_empty() { BTreeSet::from(["holds"]) } else { variables };
        let variables = variables.into_iter().map(str::to_owned).collect();
        // The same values delete and insert the same, unless each solution makes nodes of its own.
        let makes_nodes = inserts.iter().flat_map(Statement::slots).any(|slot| matches!(slot, Slot::Blank(_)));
        let select = if makes_nodes { "SELECT" } else { "SELECT DISTINCT" };
        let query = self.source.as_ref().and_then(|source| source.query(select, pattern, variables));
        query.map(Condition::Query).ok_or_else(|| self.refused(Rule::Question, "WHERE"))
    }

    /// `USING` and `WITH`: the document is the dataset, whether it is said or not.
    fn dataset(&self, using: Option<&QueryDataset>) -> Result<(), PatchError> {
        let Some(QueryDataset { default, named }) = using else { return Ok(()) };
        let is_other = |graph: &&NamedNode| graph.as_ref() != self.document.as_named_node();
        match default.iter().chain(named.iter().flatten()).find(is_other) {
            Some(other) => Err(self.refused(Rule::OtherDataset, other.as_str())),
            None if default.is_empty() => Err(self.refused(Rule::OtherDataset, "USING NAMED")),
            None => Ok(()),
        }
    }

    fn inserted(&self, quad: Quad) -> Result<Statement, PatchError> {
        self.own_graph(&quad.graph_name)?;
        let subject = match quad.subject {
            NamedOrBlankNode::NamedNode(node) => Slot::Term(node.into()),
            NamedOrBlankNode::BlankNode(node) => Slot::Blank(node.into_string()),
        };
        let object = match quad.object {
            Term::BlankNode(node) => Slot::Blank(node.into_string()),
            object @ (Term::NamedNode(_) | Term::Literal(_)) => Slot::Term(object),
        };
        Ok(Statement { subject, predicate: Slot::Term(quad.predicate.into()), object })
    }

    fn deleted(&self, quad: GroundQuad) -> Result<Statement, PatchError> {
        self.own_graph(&quad.graph_name)?;
        let object = match quad.object {
            GroundTerm::NamedNode(node) => node.into(),
            GroundTerm::Literal(literal) => literal.into(),
        };
        Ok(Statement {
            subject: Slot::Term(quad.subject.into()),
            predicate: Slot::Term(quad.predicate.into()),
            object: Slot::Term(object),
        })
    }

    fn inserts(&self, quad: QuadPattern) -> Result<Statement, PatchError> {
        self.own_graph_pattern(&quad.graph_name)?;
        Ok(Statement { subject: term(quad.subject), predicate: name(quad.predicate), object: term(quad.object) })
    }

    fn deletes(&self, quad: GroundQuadPattern) -> Result<Statement, PatchError> {
        self.own_graph_pattern(&quad.graph_name)?;
        let ground = |pattern| match pattern {
            GroundTermPattern::NamedNode(node) => Slot::Term(node.into()),
            GroundTermPattern::Literal(literal) => Slot::Term(literal.into()),
            GroundTermPattern::Variable(variable) => Slot::Variable(variable.into_string()),
        };
        Ok(Statement { subject: ground(quad.subject), predicate: name(quad.predicate), object: ground(quad.object) })
    }

    fn own_graph(&self, graph: &GraphName) -> Result<(), PatchError> {
        match graph {
            GraphName::NamedNode(node) if node.as_ref() != self.document.as_named_node() => {
                Err(self.refused(Rule::OtherGraph, node.as_str()))
            }
            GraphName::NamedNode(_) | GraphName::DefaultGraph => Ok(()),
        }
    }

    fn own_graph_pattern(&self, graph: &GraphNamePattern) -> Result<(), PatchError> {
        match graph {
            GraphNamePattern::NamedNode(node) => self.own_graph(&GraphName::NamedNode(node.clone())),
            GraphNamePattern::DefaultGraph => Ok(()),
            GraphNamePattern::Variable(variable) => Err(self.refused(Rule::OtherGraph, variable.to_string())),
        }
    }

    fn refused(&self, rule: Rule, what: impl Into<String>) -> PatchError {
        PatchError::unusable(rule, what, self.number)
    }
}

/// Whether the pattern only lists statements, which are gathered; many patches of people and of programs do no more.
fn is_list(pattern: &GraphPattern, statements: &mut Vec<Statement>) -> bool {
    #[expect(clippy::wildcard_enum_match_arm, reason = "whatever else there is, it is more than a list")]
    match pattern {
        GraphPattern::Bgp { patterns } => {
            statements.extend(patterns.iter().cloned().map(|TriplePattern { subject, predicate, object }| Statement {
                subject: term(subject),
                predicate: name(predicate),
                object: term(object),
            }));
            true
        }
        // Of the document's own name: there is no other left.
        GraphPattern::Graph { inner, .. } => is_list(inner, statements),
        GraphPattern::Join { left, right } => is_list(left, statements) && is_list(right, statements),
        _ => false,
    }
}

fn term(pattern: TermPattern) -> Slot {
    match pattern {
        TermPattern::NamedNode(node) => Slot::Term(node.into()),
        TermPattern::Literal(literal) => Slot::Term(literal.into()),
        TermPattern::BlankNode(node) => Slot::Blank(node.into_string()),
        TermPattern::Variable(variable) => Slot::Variable(variable.into_string()),
    }
}

fn name(pattern: NamedNodePattern) -> Slot {
    match pattern {
        NamedNodePattern::NamedNode(node) => Slot::Term(node.into()),
        NamedNodePattern::Variable(variable) => Slot::Variable(variable.into_string()),
    }
}
