//! What may be asked of a node: the components of SHACL Core (section 4) and of SHACL-SPARQL (sections 5 and 6), one
//! file each, and the table of them.

use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::query::Query;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;
use std::fmt::Debug;

mod and;
mod class;
mod closed;
mod custom;
mod datatype;
mod disjoint;
mod equals;
mod has_value;
mod in_list;
mod language_in;
mod less_than;
mod less_than_or_equals;
mod max_count;
mod max_exclusive;
mod max_inclusive;
mod max_length;
mod min_count;
mod min_exclusive;
mod min_inclusive;
mod min_length;
mod node;
mod node_kind;
mod not;
mod or;
mod pattern;
mod property;
mod qualified_max_count;
mod qualified_min_count;
mod sparql;
mod unique_lang;
mod xone;

/// One constraint of one shape, its parameters read.
pub(crate) trait Constraint: Debug + Send + Sync {
    /// `sh:sourceConstraintComponent`.
    fn component(&self) -> NamedNodeRef<'_>;

    /// Looks at the focus node and its values; what does not meet the constraint goes to `found`.
    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>);

    /// What to tell people where the shape has no message.
    fn sentence(&self, about: &About) -> Sentence;

    /// What it asks an evaluator, if it does.
    fn query(&self) -> Option<&Query> {
        None
    }
}

/// The constraints that a shape's values of one parameter make.
pub(crate) type Constraints = Vec<Box<dyn Constraint>>;

type Read = fn(&mut Definition<'_, '_>) -> Result<Constraints, Problem>;

/// Each component, by the parameter that calls for it, in the order of the specification.
const COMPONENTS: &[(NamedNodeRef<'static>, Read)] = &[
    (sh::CLASS, class::read),
    (sh::DATATYPE, datatype::read),
    (sh::NODE_KIND, node_kind::read),
    (sh::MIN_COUNT, min_count::read),
    (sh::MAX_COUNT, max_count::read),
    (sh::MIN_EXCLUSIVE, min_exclusive::read),
    (sh::MIN_INCLUSIVE, min_inclusive::read),
    (sh::MAX_EXCLUSIVE, max_exclusive::read),
    (sh::MAX_INCLUSIVE, max_inclusive::read),
    (sh::MIN_LENGTH, min_length::read),
    (sh::MAX_LENGTH, max_length::read),
    (sh::PATTERN, pattern::read),
    (sh::LANGUAGE_IN, language_in::read),
    (sh::UNIQUE_LANG, unique_lang::read),
    (sh::EQUALS, equals::read),
    (sh::DISJOINT, disjoint::read),
    (sh::LESS_THAN, less_than::read),
    (sh::LESS_THAN_OR_EQUALS, less_than_or_equals::read),
    (sh::NOT, not::read),
    (sh::AND, and::read),
    (sh::OR, or::read),
    (sh::XONE, xone::read),
    (sh::NODE, node::read),
    (sh::PROPERTY, property::read),
    (sh::QUALIFIED_MIN_COUNT, qualified_min_count::read),
    (sh::QUALIFIED_MAX_COUNT, qualified_max_count::read),
    (sh::CLOSED, closed::read),
    (sh::HAS_VALUE, has_value::read),
    (sh::IN, in_list::read),
    (sh::SPARQL, sparql::read),
];

/// Whether a triple with this predicate makes its subject a shape (SHACL, section 2.1).
pub(crate) fn is_parameter(predicate: NamedNodeRef<'_>) -> bool {
    COMPONENTS.iter().any(|(parameter, _)| *parameter == predicate)
}

/// Every constraint of a shape.
pub(crate) fn read_all(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let mut constraints = Vec::new();
    for (parameter, read) in COMPONENTS {
        if !definition.values(*parameter).is_empty() {
            constraints.extend(read(definition)?);
        }
    }
    // Each shape is compared with each component that is declared.
    definition.weigh(definition.components().len())?;
    for component in definition.components() {
        constraints.extend(custom::read(definition, component)?);
    }
    Ok(constraints)
}

/// Boxes the constraints that a component read.
fn boxed<C: Constraint + 'static>(constraints: impl IntoIterator<Item = C>) -> Constraints {
    constraints.into_iter().map(|constraint| Box::new(constraint) as Box<dyn Constraint>).collect()
}

/// What the tests of the components, and of the modules they stand on, share.
#[cfg(test)]
pub(crate) mod testing {
    use crate::Shapes;
    use model::constraint::{ConstraintAnswer, ConstraintQuestion, EvaluatorError};
    use model::ports::Evaluator;
    use oxrdf::{NamedNode, Term, Triple};
    use std::cell::RefCell;

    pub(crate) const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://a.example/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

    pub(crate) fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("https://a.example/{name}"))
    }

    pub(crate) fn triples(turtle: &str) -> Vec<Triple> {
        crate::compile::parse("test", &format!("{PREFIXES}{turtle}"), 0).unwrap()
    }

    pub(crate) fn shapes(turtle: &str) -> Shapes {
        Shapes::compile(&[("test", &format!("{PREFIXES}{turtle}"))]).unwrap()
    }

    /// Validates `ex:x` in `data` against a shape with this body; `expected` lists component, path and value.
    pub(crate) fn check(body: &str, data: &str, expected: &[&str]) {
        let report = shapes(&format!("ex:S sh:targetNode ex:x ; {body} .")).validate_graph(&triples(data)).unwrap();
        let mut found: Vec<String> = report
            .results
            .iter()
            .map(|result| {
                let component = result.component.as_str().trim_start_matches("http://www.w3.org/ns/shacl#");
                let path = result.full_path.iter().map(ToString::to_string);
                let value = result.value.iter().map(|value| match value {
                    Term::Literal(literal) => literal.value().to_owned(),
                    other @ (Term::NamedNode(_) | Term::BlankNode(_)) => other.to_string(),
                });
                let line =
                    [component.trim_end_matches("ConstraintComponent").to_owned()].into_iter().chain(path).chain(value);
                line.collect::<Vec<_>>().join(" ").replace("<https://a.example/", "").replace('>', "")
            })
            .collect();
        found.sort();
        assert_eq!(found, expected, "{body}\n{data}");
        for result in &report.results {
            let languages: Vec<_> = result.messages.iter().map(|message| message.language()).collect();
            assert_eq!(languages, [Some("fr"), Some("en")], "{result:?}");
            for message in &result.messages {
                assert!(message.value().split_whitespace().count() <= 20, "too long for the Voice: {message}");
            }
        }
    }

    /// An evaluator that answers what it was told to, and notes what it was asked.
    pub(crate) struct Scripted {
        pub(crate) answers: Result<Vec<ConstraintAnswer>, EvaluatorError>,
        pub(crate) asked: RefCell<Vec<ConstraintQuestion>>,
    }

    impl Scripted {
        pub(crate) fn answering(answers: Vec<ConstraintAnswer>) -> Self {
            Self { answers: Ok(answers), asked: RefCell::default() }
        }
    }

    impl Evaluator for Scripted {
        fn evaluate(&self, question: &ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
            self.asked.borrow_mut().push(question.clone());
            self.answers.clone()
        }
    }

    /// A parameter that cannot be read.
    pub(crate) fn check_refused(body: &str, expected: &str) {
        let text = format!("{PREFIXES}ex:S sh:targetNode ex:x ; {body} .");
        let error = Shapes::compile(&[("test", &text)]).unwrap_err();
        assert!(error.message.contains(expected), "{error}");
    }
}
