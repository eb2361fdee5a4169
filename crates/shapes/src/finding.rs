//! What a validation looks at and what it finds, until it is put into words.

use crate::constraint::Constraint;
use crate::message::{About, Sentence};
use crate::path::Path;
use crate::report::{Report, Severity, ValidationResult};
use crate::shape::{Shape, ShapeId};
use crate::unanswered::Unanswered;
use crate::validate::Validation;
use crate::work::{FINDING_STEPS, Work};
use model::constraint::EvaluatorError;
use oxrdf::{Literal, NamedNodeRef, Term, TermRef};
use std::cmp::Reverse;
use std::sync::Arc;

/// Most findings of one constraint at one node. Who meets it has more to mend than can be read, and comparing every
/// value with every other must not fill the memory.
pub(crate) const FINDING_LIMIT: usize = 1_000;

/// A node that is looked at, and what the shape's path leads to from it; itself for a node shape.
pub(crate) struct Focus<'a> {
    pub(crate) node: TermRef<'a>,
    pub(crate) values: Vec<TermRef<'a>>,
}

/// A constraint that was not met.
pub(crate) struct Finding<'a> {
    shape: &'a Shape,
    constraint: &'a dyn Constraint,
    focus: TermRef<'a>,
    value: Option<TermRef<'a>>,
    /// The property concerned, if it is not the path of the shape.
    predicate: Option<NamedNodeRef<'a>>,
    /// What a query told of it.
    told: Option<Box<Told>>,
}

/// What a query tells of a finding, in place of what the shape says.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) focus: Option<Term>,
    pub(crate) value: Option<Term>,
    pub(crate) path: Option<Arc<Path>>,
    /// None: those of the shape.
    pub(crate) messages: Vec<Literal>,
    /// `sh:sourceConstraint`.
    pub(crate) source: Option<Term>,
}

/// Takes the findings of one constraint at one node.
pub(crate) struct Found<'f, 'a> {
    findings: &'f mut Vec<Finding<'a>>,
    work: &'f Work,
    shape: &'a Shape,
    constraint: &'a dyn Constraint,
    focus: TermRef<'a>,
    full_at: usize,
}

impl<'f, 'a> Found<'f, 'a> {
    /// For one constraint of a shape at one node.
    pub(crate) fn of(
        shape: &'a Shape,
        constraint: &'a dyn Constraint,
        focus: TermRef<'a>,
        findings: &'f mut Vec<Finding<'a>>,
        work: &'f Work,
    ) -> Self {
        let full_at = findings.len() + FINDING_LIMIT;
        Self { findings, work, shape, constraint, focus, full_at }
    }

    /// The focus node as a whole does not meet the constraint.
    pub(crate) fn focus(&mut self) {
        self.push(None, None);
    }

    /// A value does not meet it.
    pub(crate) fn value(&mut self, value: TermRef<'a>) {
        self.push(Some(value), None);
    }

    /// A value at another property than the shape's own does not meet it.
    pub(crate) fn value_at(&mut self, predicate: NamedNodeRef<'a>, value: TermRef<'a>) {
        self.push(Some(value), Some(predicate));
    }

    /// Every value that does not meet `accepts`.
    pub(crate) fn values_but(&mut self, focus: &Focus<'a>, accepts: impl Fn(TermRef<'a>) -> bool) {
        for value in &focus.values {
            if !accepts(*value) {
                self.value(*value);
            }
        }
    }

    /// What another shape finds at `node` counts as found here, under that shape's name.
    pub(crate) fn nested(&mut self, validation: &Validation<'a>, shape: ShapeId, node: TermRef<'a>) {
        validation.examine(shape, node, self.findings);
    }

    /// What a query tells of a finding.
    pub(crate) fn told(&mut self, told: Told) {
        if !self.is_full() {
            let Self { shape, constraint, focus, .. } = *self;
            self.work.spend(FINDING_STEPS);
            let told = Some(Box::new(told));
            self.findings.push(Finding { shape, constraint, focus, value: None, predicate: None, told });
        }
    }

    /// That advice could not be given, as gravely as the advice itself.
    pub(crate) fn unchecked(&mut self) {
        let sentence = Sentence {
            french: "Un conseil de ce formulaire n’a pas pu être vérifié : réessayez plus tard.".to_owned(),
            english: "Advice of this form could not be checked: try again later.".to_owned(),
        };
        self.told(Told { focus: None, value: None, path: None, messages: sentence.into_literals(), source: None });
    }

    /// The failure that a query has no answer here.
    pub(crate) fn unanswered(&self, source: EvaluatorError) -> Unanswered {
        Unanswered {
            shape: Box::new(self.shape.node.clone()),
            focus: Box::new(self.focus.into_owned()),
            component: self.constraint.component().into_owned(),
            source,
        }
    }

    /// The shape that is looked at.
    pub(crate) fn shape(&self) -> &'a Shape {
        self.shape
    }

    /// The focus node, where it is its own value: at a node shape.
    pub(crate) fn node_itself(&self) -> Option<Term> {
        self.shape.path.is_none().then(|| self.focus.into_owned())
    }

    /// Whether one more finding would be left out.
    pub(crate) fn is_full(&self) -> bool {
        self.findings.len() >= self.full_at
    }

    fn push(&mut self, value: Option<TermRef<'a>>, predicate: Option<NamedNodeRef<'a>>) {
        if !self.is_full() {
            self.work.spend(FINDING_STEPS);
            let Self { shape, constraint, focus, .. } = *self;
            self.findings.push(Finding { shape, constraint, focus, value, predicate, told: None });
        }
    }
}

impl Finding<'_> {
    fn to_result(&self) -> ValidationResult {
        let shape = self.shape;
        let told = self.told.as_deref();
        let full_path = match (self.predicate, told.and_then(|told| told.path.clone())) {
            (Some(predicate), _) => Some(Arc::new(Path::Predicate(predicate.into_owned()))),
            (None, Some(path)) => Some(path),
            (None, None) => shape.path.clone(),
        };
        let value = self.value.map(TermRef::into_owned).or_else(|| told.and_then(|told| told.value.clone()));
        let messages = if let Some(told) = told.filter(|told| !told.messages.is_empty()) {
            told.messages.clone()
        } else if shape.messages.is_empty() {
            let about = About::of(shape, self.predicate, value.as_ref().map(Term::as_ref));
            self.constraint.sentence(&about).into_literals()
        } else {
            // SHACL, section 2.1.5: the values of sh:message "are copied" into sh:resultMessage.
            shape.messages.clone()
        };
        ValidationResult {
            focus: told.and_then(|told| told.focus.clone()).unwrap_or_else(|| self.focus.into_owned()),
            path: full_path.as_deref().and_then(Path::as_predicate).cloned(),
            full_path,
            value,
            shape: shape.node.clone(),
            component: self.constraint.component().into_owned(),
            source_constraint: told.and_then(|told| told.source.clone()),
            severity: shape.severity,
            own_severity: shape.own_severity.clone(),
            messages,
        }
    }
}

/// What decides a result's place in the report.
type Place = (Reverse<Severity>, String, i64, ShapeId, Option<String>, String, Option<String>);

/// The report, in a stable order: the gravest first, then by focus node, place in the form, and value.
pub(crate) fn report(findings: &[Finding<'_>]) -> Report {
    let results = findings.iter().map(|finding| (finding.to_result(), finding));
    let mut placed: Vec<(Place, ValidationResult)> = results
        .map(|(result, finding)| {
            let place = (
                Reverse(result.severity),
                result.focus.to_string(),
                order_of(finding.shape),
                finding.shape.id,
                result.full_path.as_ref().map(ToString::to_string),
                result.component.to_string(),
                result.value.as_ref().map(ToString::to_string),
            );
            (place, result)
        })
        .collect();
    placed.sort_by(|(a, _), (b, _)| a.cmp(b));
    Report { results: placed.into_iter().map(|(_, result)| result).collect() }
}

/// `sh:order` in thousandths; a shape without one comes last.
fn order_of(shape: &Shape) -> i64 {
    let order = shape.presentation.order.as_ref().and_then(|order| order.value().parse::<oxsdatatypes::Decimal>().ok());
    let thousandths = order.and_then(|order| order.checked_mul(1_000));
    thousandths.and_then(|order| oxsdatatypes::Integer::try_from(order).ok()).map_or(i64::MAX, i64::from)
}
