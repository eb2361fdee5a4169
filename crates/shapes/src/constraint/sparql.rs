//! `sh:sparql` (SHACL, section 5): each solution of a query is a finding.

use super::{Constraint, Constraints, boxed};
use crate::component;
use crate::definition::{Definition, Problem, prefixed};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::query::{Kind, Query};
use crate::solution::{Asked, found_by_select};
use crate::validate::Validation;
use crate::vocabulary as sh;
use model::constraint::ConstraintAnswer;
use oxrdf::{Literal, NamedNodeRef, Term};

#[derive(Debug)]
struct Sparql {
    /// `sh:sourceConstraint`.
    node: Term,
    query: Query,
    messages: Vec<Literal>,
}

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let graph = definition.graph();
    let mut constraints = Vec::new();
    for node in definition.values(sh::SPARQL) {
        // SHACL, section 5.2: what is deactivated is ignored, well-formed or not.
        if definition.flag_at(*node, sh::DEACTIVATED)? {
            continue;
        }
        let query = Query::read(graph, *node, &[])?;
        definition.weigh(query.parts())?;
        if query.kind() != Kind::Select {
            return Err(Problem::new(format!("{} needs a sh:select", prefixed(sh::SPARQL))));
        }
        let query = query.at(definition.path()?.as_ref())?;
        constraints.push(Sparql { node: node.into_owned(), query, messages: component::messages(graph, *node)? });
    }
    Ok(boxed(constraints))
}

impl Constraint for Sparql {
    fn component(&self) -> NamedNodeRef<'_> {
        sh::SPARQL_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let bindings = self.query.bindings(focus.node, None, &found.shape().node, &[]);
        let asked = Asked { messages: &self.messages, source: Some(&self.node), bindings: bindings.clone() };
        for answer in validation.ask(found, &self.query, vec![bindings]) {
            if let ConstraintAnswer::Solutions(solutions) = answer {
                found_by_select(&asked, solutions, found, validation);
            }
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        super::custom::unexplained(about)
    }

    fn query(&self) -> Option<&Query> {
        Some(&self.query)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Scripted, check_refused, node, shapes, triples};
    use crate::Failure;
    use model::constraint::{ConstraintAnswer, EvaluatorError, Reach};
    use oxrdf::{Literal, Term};

    const QUERY: &str = "sh:select 'SELECT $this ?value ?path { $this ?path ?value }' ; sh:message 'Pas {?value}.'@fr , 'Not {?value}.'@en";

    fn solution(bound: &[(&str, Term)]) -> ConstraintAnswer {
        let bound = bound.iter().map(|(name, term)| ((*name).to_owned(), term.clone())).collect();
        ConstraintAnswer::Solutions(vec![bound])
    }

    #[test]
    fn a_solution_is_a_finding() {
        let evaluator = Scripted::answering(vec![solution(&[
            ("this", node("x").into()),
            ("value", Literal::from(7).into()),
            ("path", node("p").into()),
        ])]);
        let shapes = shapes(&format!("ex:S sh:targetNode ex:x ; sh:sparql ex:c . ex:c {QUERY} ."));
        assert!(shapes.asks_sparql());
        let report = shapes.validate_with(&triples(""), &evaluator).unwrap();
        let [result] = report.results.as_slice() else { panic!("{report:?}") };
        assert_eq!(result.messages[0].to_string(), "\"Pas 7.\"@fr");
        assert_eq!((&result.path, &result.value), (&Some(node("p")), &Some(Literal::from(7).into())));
        assert_eq!(result.source_constraint, Some(node("c").into()));
        let asked = evaluator.asked.borrow();
        assert_eq!(asked[0].bindings, [vec![("this".to_owned(), Term::from(node("x")))]]);
        assert!(asked[0].shapes_graph.is_none());
    }

    #[test]
    fn what_a_solution_leaves_open_is_the_shapes() {
        let evaluator = Scripted::answering(vec![solution(&[("this", node("x").into())])]);
        let told = |shape: &str| {
            let shapes = shapes(&format!("ex:S sh:targetNode ex:x ; {shape} ."));
            shapes.validate_with(&triples(""), &evaluator).unwrap().results.remove(0)
        };
        let bare = "sh:sparql [ sh:select 'SELECT $this { }' ]";
        assert_eq!(told(bare).value, Some(node("x").into()), "at a node shape");
        assert_eq!(told(bare).messages.len(), 2, "a sentence in each language");
        let at_property = told(&format!("{bare} ; sh:path ex:p ; sh:message 'M'"));
        assert_eq!((at_property.value, at_property.path), (None, Some(node("p"))));
        assert_eq!(at_property.messages, [Literal::from("M")]);
        let evaluator = Scripted::answering(vec![solution(&[("message", Literal::from("said").into())])]);
        let shapes = shapes(&format!("ex:S sh:targetNode ex:x ; sh:sparql [ {QUERY} ] ."));
        let report = shapes.validate_with(&triples(""), &evaluator).unwrap();
        assert_eq!(report.results[0].messages, [Literal::from("said")]);
    }

    #[test]
    fn what_can_refuse_sees_nothing_but_the_change() {
        for (shape, expected) in [
            ("sh:sparql ex:c", Reach::Change),
            ("sh:sparql ex:c ; sh:severity ex:Grave", Reach::Change),
            ("sh:sparql ex:c ; sh:severity sh:Warning", Reach::Seen),
            ("sh:sparql ex:c ; sh:severity sh:Info", Reach::Seen),
            ("sh:property [ sh:path ex:p ; sh:sparql ex:c ; sh:severity sh:Info ]", Reach::Seen),
            // Its finding would refuse through the shape around it.
            ("sh:node [ sh:sparql ex:c ; sh:severity sh:Info ]", Reach::Change),
            ("sh:not [ sh:property [ sh:path ex:p ; sh:sparql ex:c ; sh:severity sh:Info ] ]", Reach::Change),
        ] {
            let evaluator = Scripted::answering(vec![ConstraintAnswer::Solutions(vec![])]);
            let shapes = shapes(&format!("ex:S sh:targetNode ex:x ; {shape} . ex:c {QUERY} ."));
            shapes.validate_with(&triples("ex:x ex:p ex:y ."), &evaluator).unwrap();
            assert_eq!(evaluator.asked.borrow()[0].reach, expected, "{shape}");
        }
    }

    #[test]
    fn no_answer_is_no_consent() {
        let silent = Scripted { answers: Err(EvaluatorError::TooCostly), ..Scripted::answering(vec![]) };
        for shape in ["sh:sparql ex:c", "sh:not [ sh:sparql ex:c ]", "sh:sparql ex:c ; sh:severity sh:Info"] {
            let shapes = shapes(&format!("ex:S sh:targetNode ex:x , ex:y ; {shape} . ex:c {QUERY} ."));
            let Err(Failure::Unanswered(unanswered)) = shapes.validate_with(&triples(""), &silent) else {
                panic!("judged without an answer: {shape}")
            };
            assert_eq!((*unanswered.focus, unanswered.source), (node("x").into(), EvaluatorError::TooCostly));
            assert!(shapes.validate_graph(&triples("")).is_err(), "without an evaluator: {shape}");
        }
        assert_eq!(silent.asked.borrow().len(), 6, "both together, then the first alone, and nothing more");
        let failing = Scripted::answering(vec![solution(&[("failure", Literal::from(true).into())])]);
        let shapes = shapes(&format!("ex:S sh:targetNode ex:x ; sh:sparql [ {QUERY} ] ."));
        assert!(shapes.validate_with(&triples(""), &failing).is_err());
        let too_few = Scripted::answering(vec![]);
        assert!(shapes.validate_with(&triples(""), &too_few).is_err());
    }

    #[test]
    fn what_is_switched_off_is_not_even_read() {
        let shapes = shapes("ex:S sh:targetNode ex:x ; sh:sparql [ sh:select 'nonsense' ; sh:deactivated true ] .");
        assert!(!shapes.asks_sparql() && shapes.validate_graph(&triples("")).unwrap().conforms());
        check_refused("sh:sparql [ sh:select 'nonsense' ]", "cannot be read");
        check_refused("sh:sparql [ sh:ask 'ASK { }' ]", "needs a sh:select");
        check_refused("sh:sparql [ sh:select 'SELECT $this { $this $PATH ?x }' ]", "$PATH needs a sh:path");
    }

    #[test]
    fn the_shapes_graph_goes_along_where_it_is_asked_for() {
        let evaluator = Scripted::answering(vec![ConstraintAnswer::Solutions(vec![])]);
        let shapes = shapes(
            "ex:S sh:targetNode ex:x ; sh:sparql [ sh:select 'SELECT $this { GRAPH $shapesGraph { $currentShape ?p ?o } }' ] .",
        );
        shapes.validate_with(&triples(""), &evaluator).unwrap();
        let asked = evaluator.asked.borrow();
        assert_eq!(asked[0].shapes_graph.as_ref().unwrap().len(), 3);
        let names: Vec<_> = asked[0].bindings[0].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["this", "currentShape", "shapesGraph"]);
    }
}
