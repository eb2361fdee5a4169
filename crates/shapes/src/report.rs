//! What a validation found (SHACL, section 3.6).

use crate::path::Path;
use crate::vocabulary as sh;
use model::vocab::{rdf, xsd};
use oxrdf::{BlankNode, GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term, Triple};
use std::cmp::Reverse;
use std::sync::Arc;

/// How grave a result is (SHACL, section 2.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// `sh:Info`: advice.
    Info,
    /// `sh:Warning`: unfinished, accepted.
    Warning,
    /// `sh:Violation`: refused.
    Violation,
}

impl Severity {
    /// Its term in RDF.
    pub fn to_term(self) -> NamedNodeRef<'static> {
        match self {
            Self::Info => sh::INFO,
            Self::Warning => sh::WARNING,
            Self::Violation => sh::VIOLATION,
        }
    }
}

/// One result of a validation (`sh:ValidationResult`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationResult {
    /// `sh:focusNode`.
    pub focus: Term,
    /// `sh:resultPath`, where it is a single property.
    pub path: Option<NamedNode>,
    /// `sh:resultPath`, whatever it is.
    pub full_path: Option<Arc<Path>>,
    /// `sh:value`.
    pub value: Option<Term>,
    /// `sh:sourceShape`.
    pub shape: Term,
    /// `sh:sourceConstraintComponent`.
    pub component: NamedNode,
    /// `sh:sourceConstraint`: the constraint among several of its kind, where it is a node of its own.
    pub source_constraint: Option<Term>,
    /// How grave it is; a severity of the shape's own weighs as a violation.
    pub severity: Severity,
    /// `sh:resultSeverity`, where it is none of the three.
    pub own_severity: Option<NamedNode>,
    /// `sh:resultMessage`, one per language.
    pub messages: Vec<Literal>,
}

/// Begins the labels of a report's own blank nodes.
const OWN_LABEL: &str = "shacl-report";

/// What a validation found, in a stable order: the gravest first, then by focus node, place in the form, and value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Its results.
    pub results: Vec<ValidationResult>,
}

impl Report {
    /// Whether nothing in it refuses.
    pub fn accepts(&self) -> bool {
        self.results.iter().all(|result| result.severity < Severity::Violation)
    }

    /// This report and another one, as one.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.results.extend(other.results);
        self.results.sort_by_cached_key(|result| (Reverse(result.severity), result.focus.to_string()));
        self
    }

    /// `sh:conforms`: whether there is nothing in it, not even advice.
    pub fn conforms(&self) -> bool {
        // SHACL, section 3.6.1.1: "true if and only if the validation did not produce any validation results".
        self.results.is_empty()
    }

    /// A label that begins none of a blank node that the results speak of.
    fn unused_label(&self) -> String {
        let terms = self.results.iter().flat_map(|result| {
            [Some(&result.focus), result.value.as_ref(), Some(&result.shape), result.source_constraint.as_ref()]
        });
        let labels = terms.flatten().filter_map(|term| match term {
            Term::BlankNode(node) => Some(node.as_str()),
            Term::NamedNode(_) | Term::Literal(_) => None,
        });
        let longest = labels.filter(|label| label.starts_with(OWN_LABEL)).max_by_key(|label| label.len());
        longest.map_or_else(|| OWN_LABEL.to_owned(), |longest| format!("{longest}-own"))
    }

    /// As `sh:ValidationReport` (SHACL, section 3.6), in the default graph; its own nodes are blank.
    pub fn to_quads(&self) -> Vec<Quad> {
        let mut number = 0_usize;
        let own = self.unused_label();
        let mut blank = || {
            number += 1;
            BlankNode::new_unchecked(format!("{own}-{number}"))
        };
        let mut triples = Vec::new();
        let report = blank();
        triples.push(Triple::new(report.clone(), rdf::TYPE, sh::VALIDATION_REPORT));
        triples.push(Triple::new(
            report.clone(),
            sh::CONFORMS,
            Literal::new_typed_literal(self.conforms().to_string(), xsd::BOOLEAN),
        ));
        for result in &self.results {
            let node = blank();
            let mut say = |predicate: NamedNodeRef<'_>, object: Term| {
                triples.push(Triple::new(node.clone(), predicate, object));
            };
            say(rdf::TYPE, sh::VALIDATION_RESULT.into_owned().into());
            say(sh::FOCUS_NODE, result.focus.clone());
            if let Some(value) = &result.value {
                say(sh::VALUE, value.clone());
            }
            say(sh::SOURCE_SHAPE, result.shape.clone());
            say(sh::SOURCE_CONSTRAINT_COMPONENT, result.component.clone().into());
            if let Some(constraint) = &result.source_constraint {
                say(sh::SOURCE_CONSTRAINT, constraint.clone());
            }
            let severity = result.own_severity.clone().unwrap_or_else(|| result.severity.to_term().into_owned());
            say(sh::RESULT_SEVERITY, severity.into());
            for message in &result.messages {
                say(sh::RESULT_MESSAGE, message.clone().into());
            }
            if let Some(path) = &result.full_path {
                let path = path.write(&mut blank, &mut triples);
                triples.push(Triple::new(node.clone(), sh::RESULT_PATH, path));
            }
            triples.push(Triple::new(report.clone(), sh::RESULT, node));
        }
        triples.into_iter().map(|triple| triple.in_graph(GraphName::DefaultGraph)).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::constraint::testing::{shapes, triples};
    use crate::graph::{Graph, subject_of};
    use crate::{Report, Severity, vocabulary as sh};
    use oxrdf::{TermRef, Triple};

    #[test]
    fn the_gravest_refuses() {
        let shapes = shapes("ex:S sh:targetNode ex:x ; sh:class ex:C ; sh:severity sh:Warning .");
        let report = shapes.validate_graph(&[]).unwrap();
        assert!(report.accepts() && !report.conforms());
        assert_eq!(report.results[0].severity, Severity::Warning);
        assert!(Report::default().accepts() && Report::default().conforms());
    }

    #[test]
    fn as_rdf() {
        let shapes = shapes("ex:S sh:targetNode ex:x ; sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:class ex:C .");
        let data = triples("ex:x ex:p ex:y . ex:z ex:q ex:y .");
        let report: Vec<Triple> =
            shapes.validate_graph(&data).unwrap().to_quads().into_iter().map(Triple::from).collect();
        let graph = Graph::of(&report);
        let [(result, severity)] = graph.pairs(sh::RESULT_SEVERITY) else { panic!("{report:?}") };
        assert_eq!(*severity, TermRef::from(sh::VIOLATION));
        assert_eq!(graph.objects(*result, sh::VALUE)[0].to_string(), "<https://a.example/z>");
        assert_eq!(graph.objects(*result, sh::RESULT_MESSAGE).len(), 2);
        let path = crate::Path::read(&graph, graph.objects(*result, sh::RESULT_PATH)[0]).unwrap();
        assert_eq!(path.to_string(), "(<https://a.example/p>/^<https://a.example/q>)");
        assert!(report.iter().any(|triple| subject_of(triple) == graph.pairs(sh::CONFORMS)[0].0));
    }
}
