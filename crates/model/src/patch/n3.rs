//! `text/n3`: N3 Patch (Solid Protocol, section 5.3.1), of which "Servers MUST respond with a 422 status code if a
//! patch document does not satisfy all of the above constraints": the rules below are those, in their order.

use super::operation::{Condition, Operation};
use super::statement::{Slot, Statement};
use super::{PatchError, Rule};
use crate::document::TRIPLE_LIMIT;
use crate::iri::Iri;
use crate::syntax::{SyntaxError, broken_turtle, check_turtle};
use crate::vocab::{rdf, solid};
use oxrdf::{BlankNode, GraphName, NamedNodeRef};
use oxttl::N3Parser;
use oxttl::n3::{N3Quad, N3Term};
use std::collections::{HashMap, HashSet};

/// Reads a patch of `document`.
pub(super) fn read(text: &str, document: &Iri) -> Result<Operation, PatchError> {
    let Read { outside, formulas } = parse(text, document)?;
    // "The patch document MUST contain exactly one patch resource, identified by one or more of the triple patterns
    // described above, which all share the same ?patch subject."
    let subject = outside.iter().find(|quad| is_of_a_patch(quad)).map(|quad| quad.subject.clone());
    let subject = subject.ok_or_else(|| refused(Rule::NoPatch, "solid:InsertDeletePatch"))?;
    if let Some(other) = outside.iter().find(|quad| quad.subject != subject) {
        return Err(refused(Rule::SeveralPatches, other.subject.to_string()));
    }
    // "A patch resource MUST be identified by a URI or blank node".
    if !matches!(subject, N3Term::NamedNode(_) | N3Term::BlankNode(_)) {
        return Err(refused(Rule::NoPatch, subject.to_string()));
    }
    if let Some(unknown) = outside.iter().find(|quad| is_unknown(quad)) {
        return Err(refused(Rule::UnknownWord, unknown.predicate.to_string()));
    }
    let formula = |predicate| formula(&outside, &formulas, predicate);
    let conditions = formula(solid::WHERE)?;
    let deletes = formula(solid::DELETES)?;
    let inserts = formula(solid::INSERTS)?;
    // "The patch resource MUST contain a triple ?patch rdf:type solid:InsertDeletePatch."
    if !outside.iter().any(|quad| is(&quad.predicate, rdf::TYPE) && is(&quad.object, solid::INSERT_DELETE_PATCH)) {
        return Err(refused(Rule::PatchType, "solid:InsertDeletePatch"));
    }
    // "The ?insertions and ?deletions formulas MUST NOT contain variables that do not occur in the ?conditions formula."
    let bound: HashSet<&str> = conditions.iter().flat_map(Statement::variables).collect();
    let changes = || inserts.iter().chain(&deletes);
    if let Some(unbound) = changes().flat_map(Statement::variables).find(|name| !bound.contains(name)) {
        return Err(refused(Rule::UnboundVariable, format!("?{unbound}")));
    }
    // "The ?insertions and ?deletions formulas MUST NOT contain blank nodes."
    let blank = changes().flat_map(Statement::slots).find_map(|slot| match slot {
        Slot::Blank(label) => Some(format!("_:{label}")),
        Slot::Term(_) | Slot::Variable(_) => None,
    });
    if let Some(blank) = blank {
        return Err(refused(Rule::BlankNode, blank));
    }
    Ok(Operation { condition: Condition::Once(conditions), deletes, inserts })
}

struct Read {
    outside: Vec<N3Quad>,
    formulas: HashMap<BlankNode, Vec<N3Quad>>,
}

fn parse(text: &str, document: &Iri) -> Result<Read, SyntaxError> {
    check_turtle(text)?;
    let parser = N3Parser::new().with_base_iri(document.as_str()).map_err(|error| SyntaxError::Malformed {
        line: 1,
        column: 1,
        message: error.to_string(),
    })?;
    let mut read = Read { outside: Vec::new(), formulas: HashMap::new() };
    for (number, quad) in parser.for_slice(text).enumerate() {
        if number == TRIPLE_LIMIT {
            return Err(SyntaxError::TooMany { limit: TRIPLE_LIMIT });
        }
        let quad = quad.map_err(|error| broken_turtle(text, &error))?;
        match &quad.graph_name {
            GraphName::BlankNode(formula) => read.formulas.entry(formula.clone()).or_default().push(quad),
            GraphName::DefaultGraph | GraphName::NamedNode(_) => read.outside.push(quad),
        }
    }
    Ok(read)
}

/// The namespace of [`solid`].
const SOLID: &str = "http://www.w3.org/ns/solid/terms#";

const PARTS: [NamedNodeRef<'static>; 3] = [solid::WHERE, solid::DELETES, solid::INSERTS];

/// "A patch resource MAY contain a triple ?patch rdf:type solid:Patch", or that it deletes, inserts, where.
fn is_of_a_patch(quad: &N3Quad) -> bool {
    PARTS.iter().any(|part| is(&quad.predicate, *part))
        || (is(&quad.predicate, rdf::TYPE)
            && [solid::PATCH, solid::INSERT_DELETE_PATCH].iter().any(|class| is(&quad.object, *class)))
}

/// Remarks about a patch are nobody's business, but a misspelt `solid:insert` would silently insert nothing.
fn is_unknown(quad: &N3Quad) -> bool {
    match &quad.predicate {
        N3Term::NamedNode(predicate) => predicate.as_str().starts_with(SOLID) && !PARTS.contains(&predicate.as_ref()),
        N3Term::BlankNode(_) | N3Term::Literal(_) | N3Term::Variable(_) => true,
    }
}

/// "A patch resource MUST contain at most one triple of the form" ?patch `predicate` ?formula; "When not present, they
/// are presumed to be the empty formula {}."
fn formula(
    outside: &[N3Quad],
    formulas: &HashMap<BlankNode, Vec<N3Quad>>,
    predicate: NamedNodeRef<'_>,
) -> Result<Vec<Statement>, PatchError> {
    let mut given = outside.iter().filter(|quad| is(&quad.predicate, predicate));
    let Some(first) = given.next() else { return Ok(Vec::new()) };
    if given.next().is_some() {
        return Err(refused(Rule::Repeated, predicate.to_string()));
    }
    let N3Term::BlankNode(name) = &first.object else {
        return Err(refused(Rule::NoFormula, format!("{predicate} {}", first.object)));
    };
    let quads = formulas.get(name).map_or(&[][..], Vec::as_slice);
    quads.iter().map(|quad| statement(quad, formulas)).collect()
}

/// "MUST be non-nested cited formulas consisting only of triples and/or triple patterns".
fn statement(quad: &N3Quad, formulas: &HashMap<BlankNode, Vec<N3Quad>>) -> Result<Statement, PatchError> {
    let told = || format!("{} {} {}", quad.subject, quad.predicate, quad.object);
    let slot = |term: &N3Term| match term {
        N3Term::BlankNode(node) if formulas.contains_key(node) => Err(refused(Rule::Nested, told())),
        N3Term::BlankNode(node) => Ok(Slot::Blank(node.as_str().to_owned())),
        N3Term::NamedNode(node) => Ok(Slot::Term(node.clone().into())),
        N3Term::Literal(literal) => Ok(Slot::Term(literal.clone().into())),
        N3Term::Variable(variable) => Ok(Slot::Variable(variable.as_str().to_owned())),
    };
    let statement =
        Statement { subject: slot(&quad.subject)?, predicate: slot(&quad.predicate)?, object: slot(&quad.object)? };
    let is_rdf = !matches!(quad.subject, N3Term::Literal(_))
        && matches!(quad.predicate, N3Term::NamedNode(_) | N3Term::Variable(_));
    if is_rdf { Ok(statement) } else { Err(refused(Rule::NoStatement, told())) }
}

fn is(term: &N3Term, node: NamedNodeRef<'_>) -> bool {
    matches!(term, N3Term::NamedNode(named) if named.as_ref() == node)
}

/// A patch document is one operation.
fn refused(rule: Rule, what: impl Into<String>) -> PatchError {
    PatchError::unusable(rule, what, 1)
}
