//! Targets and focus nodes: the validation itself (SHACL, section 3.4).
//!
//! Findings borrow from the shapes and the data; only those that reach the report are put into words.

use crate::answers::{Answers, Silence};
use crate::class::{self, Hierarchy};
use crate::finding::{self, Finding, Focus, Found};
use crate::graph::Graph;
use crate::query::Query;
use crate::report::{Report, Severity};
use crate::shape::{Shape, ShapeId, Shapes, Target};
use crate::unanswered::{Nobody, Unanswered};
use crate::work::{CLASS_STEPS, Failure, QUESTION_STEPS, Work};
use model::constraint::{Bindings, ConstraintAnswer, ConstraintQuestion, EvaluatorError, Reach, SOLUTION_LIMIT};
use model::ports::Evaluator;
use model::vocab::rdf;
use oxrdf::{TermRef, Triple};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

impl Shapes {
    /// Validates triples against every shape that has a target among them. For shapes that ask no SPARQL: where
    /// [`Shapes::asks_sparql`], and one of the shapes that do is met, there is no report, for what was not checked does
    /// not conform.
    pub fn validate_graph(&self, triples: &[Triple]) -> Result<Report, Failure> {
        self.validate_with(triples, &Nobody)
    }

    /// Validates triples, asking `evaluator` what the shapes ask in SPARQL. It answers over the same triples.
    pub fn validate_with(&self, triples: &[Triple], evaluator: &dyn Evaluator) -> Result<Report, Failure> {
        self.validate_asking(&self.hierarchy, triples, &Answers::of(evaluator, Silence::Fails))
    }

    /// The same with these subclasses in place of those that the shapes themselves know.
    pub(crate) fn validate_asking(
        &self,
        known: &Hierarchy,
        triples: &[Triple],
        answers: &Answers<'_>,
    ) -> Result<Report, Failure> {
        let graph = Graph::of(triples);
        let examine = || {
            let work = Work::on(triples.len());
            Validation {
                shapes: self,
                known,
                graph: &graph,
                work,
                judged: RefCell::default(),
                below: RefCell::default(),
                answers,
                failure: OnceCell::new(),
                within: Cell::new(false),
            }
            .report()
        };
        if self.asks_sparql {
            // What is found before the answers are there counts for nothing; what is too much work already is not asked.
            answers.gather(|| !matches!(examine(), Err(Failure::CostlyShape { .. } | Failure::CostlyDocument { .. })));
        }
        examine()
    }
}

/// One validation of one graph.
pub(crate) struct Validation<'a> {
    shapes: &'a Shapes,
    known: &'a Hierarchy,
    pub(crate) graph: &'a Graph<'a>,
    pub(crate) work: Work,
    /// What was found out about nodes and the shapes that lead on to others; else shapes within shapes, each looking
    /// at the same nodes, would multiply the work with each level.
    judged: RefCell<HashMap<(ShapeId, TermRef<'a>), bool>>,
    /// Which classes were found to be below which.
    below: RefCell<HashMap<(TermRef<'a>, TermRef<'a>), bool>>,
    answers: &'a Answers<'a>,
    /// The first query without an answer: there is no report then.
    failure: OnceCell<Unanswered>,
    /// Whether what is found decides whether another shape's constraint is met.
    within: Cell<bool>,
}

impl<'a> Validation<'a> {
    /// Looks at every focus node of every shape.
    fn report(&self) -> Result<Report, Failure> {
        let mut findings = Vec::new();
        let targeted = self.targeted_classes();
        for shape in &self.shapes.all {
            for focus in self.focus_nodes(shape, &targeted) {
                self.examine(shape.id, focus, &mut findings);
                self.work.failure(&shape.node, focus)?;
            }
        }
        // The search for targets alone may have used up all there was, and then nothing was looked at.
        if let Some(shape) = self.shapes.all.first() {
            self.work.failure(&shape.node, shape.node.as_ref())?;
        }
        match self.failure.get() {
            Some(unanswered) => Err(unanswered.clone().into()),
            None => Ok(finding::report(&findings)),
        }
    }

    /// Whether `node` conforms to a shape: whether looking finds nothing, however mild (SHACL, section 3.4.2).
    pub(crate) fn conforms(&self, shape: ShapeId, node: TermRef<'a>) -> bool {
        let leads_on = self.shapes.get(shape).is_some_and(|shape| shape.leads_on);
        if leads_on && let Some(conforms) = self.judged.borrow().get(&(shape, node)) {
            return *conforms;
        }
        let mut findings = Vec::new();
        let before = self.within.replace(true);
        self.examine(shape, node, &mut findings);
        self.within.set(before);
        let conforms = findings.is_empty();
        if leads_on {
            self.judged.borrow_mut().insert((shape, node), conforms);
        }
        conforms
    }

    /// What `query` is answered, once for each set of `bindings`; nothing at all once a query had no answer.
    pub(crate) fn ask(
        &self,
        found: &mut Found<'_, 'a>,
        query: &Query,
        bindings: Vec<Bindings>,
    ) -> Vec<ConstraintAnswer> {
        self.work.spend(QUESTION_STEPS.saturating_mul(bindings.len()));
        if self.failure.get().is_some() || bindings.is_empty() || self.work.is_spent() {
            return Vec::new();
        }
        let question = ConstraintQuestion {
            query: Arc::clone(query.asked()),
            bindings,
            reach: self.reach(found.shape()),
            shapes_graph: self.shapes.graph.clone().filter(|_| query.needs_shapes_graph()),
            most: SOLUTION_LIMIT,
        };
        self.answers.ask(question, query.kind()).unwrap_or_else(|error| {
            self.unanswered(found, error);
            Vec::new()
        })
    }

    /// A query said that it failed.
    pub(crate) fn fail(&self, found: &mut Found<'_, 'a>, reason: &str) {
        self.unanswered(found, EvaluatorError::Refused(reason.to_owned()));
    }

    /// What can refuse is asked of nothing but what is validated: otherwise a refusal would tell its author of what he
    /// may not see, or refuse today what it accepted yesterday. Advice may look around.
    fn reach(&self, shape: &Shape) -> Reach {
        match shape.severity {
            Severity::Warning | Severity::Info if !self.within.get() => Reach::Seen,
            Severity::Warning | Severity::Info | Severity::Violation => Reach::Change,
        }
    }

    /// Ends the validation; where only advice is missing, says so instead.
    fn unanswered(&self, found: &mut Found<'_, 'a>, source: EvaluatorError) {
        if self.answers.may_be_silent(self.reach(found.shape())) {
            return found.unchecked();
        }
        // The first stays.
        drop(self.failure.set(found.unanswered(source)));
    }

    /// Whether `node` is an instance of `class`.
    pub(crate) fn is_instance(&self, node: TermRef<'a>, class: TermRef<'a>) -> bool {
        let types = self.graph.objects(node, rdf::TYPE);
        self.work.spend(types.len());
        types.contains(&class) || types.iter().any(|found| self.is_below(*found, class))
    }

    fn is_below(&self, sub: TermRef<'a>, class: TermRef<'a>) -> bool {
        if let Some(below) = self.below.borrow().get(&(sub, class)) {
            return *below;
        }
        let classes = class::with_superclasses(self.graph, self.known, vec![sub]);
        self.work.spend(CLASS_STEPS * classes.len());
        let below = classes.contains(&class);
        self.below.borrow_mut().insert((sub, class), below);
        below
    }

    /// Takes in what a shape finds at a node.
    pub(crate) fn examine(&self, shape: ShapeId, node: TermRef<'a>, findings: &mut Vec<Finding<'a>>) {
        let Some(shape) = self.shapes.get(shape).filter(|shape| !shape.deactivated) else { return };
        let values = shape.path.as_ref().map_or_else(|| vec![node], |path| path.values(self.graph, node, &self.work));
        let focus = Focus { node, values };
        // What it took to collect the values counts for a shape without constraints, too.
        self.work.spend(1 + focus.values.len());
        for constraint in &shape.constraints {
            self.work.spend(1 + focus.values.len());
            if self.work.is_spent() {
                return;
            }
            let mut found = Found::of(shape, constraint.as_ref(), node, findings, &self.work);
            constraint.check(&focus, self, &mut found);
        }
    }

    /// The classes that have instances, by the shapes that target them or a class above them.
    fn targeted_classes(&self) -> HashMap<ShapeId, Vec<TermRef<'a>>> {
        let mut targeted: HashMap<ShapeId, Vec<TermRef<'a>>> = HashMap::new();
        let mut seen = HashSet::new();
        for (_, class) in self.graph.pairs(rdf::TYPE) {
            // A class is asked what it is below once, however many instances there are.
            if seen.insert(*class) && !self.work.is_spent() {
                for shape in self.shapes_of(*class) {
                    targeted.entry(shape).or_default().push(*class);
                }
            }
        }
        targeted
    }

    /// The focus nodes of a shape, each once.
    fn focus_nodes(&self, shape: &'a Shape, targeted: &HashMap<ShapeId, Vec<TermRef<'a>>>) -> Vec<TermRef<'a>> {
        let mut nodes = Vec::new();
        for class in targeted.get(&shape.id).into_iter().flatten() {
            nodes.extend_from_slice(self.graph.subjects(rdf::TYPE, *class));
        }
        for target in &shape.targets {
            match target {
                Target::Class(_) => {}
                Target::Node(node) => nodes.push(node.as_ref()),
                Target::SubjectsOf(predicate) => {
                    nodes.extend(self.graph.pairs(predicate.as_ref()).iter().map(|(subject, _)| *subject));
                }
                Target::ObjectsOf(predicate) => {
                    nodes.extend(self.graph.pairs(predicate.as_ref()).iter().map(|(_, object)| *object));
                }
            }
        }
        self.work.spend(nodes.len());
        let mut seen = HashSet::with_capacity(nodes.len());
        nodes.retain(|node| seen.insert(*node));
        nodes
    }

    /// The shapes that target a class or one above it, each once.
    fn shapes_of(&self, class: TermRef<'a>) -> Vec<ShapeId> {
        let classes = class::with_superclasses(self.graph, self.known, vec![class]);
        self.work.spend(CLASS_STEPS * classes.len());
        let named = classes.into_iter().filter_map(class::named);
        let mut shapes: Vec<ShapeId> =
            named.filter_map(|class| self.shapes.by_class.get(class.as_str())).flatten().copied().collect();
        shapes.sort_unstable();
        shapes.dedup();
        self.work.spend(shapes.len());
        shapes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::testing::{check, node, shapes, triples};
    use crate::finding::FINDING_LIMIT;

    fn focus_nodes(target: &str, data: &str) -> Vec<String> {
        let shapes = shapes(&format!("ex:S a sh:NodeShape ; sh:in ( ) ; {target} ."));
        let report = shapes.validate_graph(&triples(data)).unwrap();
        report.results.iter().map(|result| result.focus.to_string().replace("https://a.example/", "")).collect()
    }

    #[test]
    fn every_kind_of_target() {
        let data = "ex:x a ex:C ; ex:p ex:y . ex:z a ex:D . ex:D rdfs:subClassOf ex:C .";
        assert_eq!(
            focus_nodes("sh:targetNode ex:x , 1", data),
            [r#""1"^^<http://www.w3.org/2001/XMLSchema#integer>"#, "<x>"]
        );
        assert_eq!(focus_nodes("sh:targetClass ex:C", data), ["<x>", "<z>"]);
        assert_eq!(focus_nodes("sh:targetSubjectsOf ex:p", data), ["<x>"]);
        assert_eq!(focus_nodes("sh:targetObjectsOf ex:p", data), ["<y>"]);
        assert_eq!(focus_nodes("a rdfs:Class", "ex:s a ex:S ."), ["<s>"]);
        assert_eq!(focus_nodes("sh:targetClass ex:C ; sh:targetNode ex:x", data), ["<x>", "<z>"]);
        assert!(focus_nodes("sh:targetNode ex:x ; sh:deactivated true", data).is_empty());
        assert!(focus_nodes("sh:targetClass ex:E", data).is_empty());
    }

    #[test]
    fn a_class_with_constraints_is_a_shape() {
        let shapes = shapes("ex:C a rdfs:Class ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .");
        assert_eq!(shapes.validate_graph(&triples("ex:x a ex:C .")).unwrap().results.len(), 1);
    }

    #[test]
    fn subclasses_that_are_given() {
        let shapes = shapes("ex:S sh:targetClass ex:C ; sh:nodeKind sh:Literal .")
            .with_subclasses(&triples("ex:D rdfs:subClassOf ex:C ."));
        assert_eq!(shapes.validate_graph(&triples("ex:x a ex:D .")).unwrap().results.len(), 1);
    }

    #[test]
    fn the_report_does_not_depend_on_the_order_of_the_triples() {
        let shapes = shapes(
            "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:order 2 ; sh:maxLength 1 ] ,
               [ sh:path ex:q ; sh:order 1.5 ; sh:minCount 1 ] , [ sh:path ex:r ; sh:minCount 1 ; sh:severity sh:Info ] .",
        );
        let mut data = triples("ex:x a ex:C ; ex:p 'aa' , 'bb' . ex:y a ex:C ; ex:q 1 .");
        let report = shapes.validate_graph(&data).unwrap();
        data.reverse();
        assert_eq!(shapes.validate_graph(&data).as_ref(), Ok(&report));
        let shown: Vec<_> =
            report.results.iter().map(|result| (result.severity, result.path.clone().unwrap())).collect();
        let place = |severity, name| (severity, node(name));
        assert_eq!(
            shown,
            [
                place(Severity::Violation, "q"),
                place(Severity::Violation, "p"),
                place(Severity::Violation, "p"),
                place(Severity::Info, "r"),
                place(Severity::Info, "r"),
            ]
        );
    }

    #[test]
    fn too_many_findings_are_cut() {
        let numbers: Vec<String> = (0..FINDING_LIMIT + 5).map(|number| number.to_string()).collect();
        let data = format!("ex:x ex:p {} .", numbers.join(" , "));
        let report = shapes("ex:S sh:targetNode ex:x ; sh:path ex:p ; sh:nodeKind sh:IRI .")
            .validate_graph(&triples(&data))
            .unwrap();
        assert_eq!(report.results.len(), FINDING_LIMIT);
        assert!(!report.accepts());
    }

    #[test]
    fn a_shape_that_is_switched_off_asks_nothing() {
        check("sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:deactivated true ]", "", &[]);
        check("sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:deactivated false ]", "", &["MinCount p"]);
    }
}
