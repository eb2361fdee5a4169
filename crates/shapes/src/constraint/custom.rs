//! Constraint components that the shapes graph declares (SHACL, section 6): a shape that gives their parameters is
//! checked by their validator.

use super::{Constraint, Constraints, boxed};
use crate::component::{Component, Validator};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::query::{Kind, Query};
use crate::solution::{Asked, found_by_select};
use crate::validate::Validation;
use model::constraint::{Bindings, ConstraintAnswer};
use oxrdf::{NamedNode, NamedNodeRef, TermRef};

#[derive(Debug)]
struct Custom {
    component: NamedNode,
    validator: Validator,
    parameters: Bindings,
}

/// The constraints that a shape's parameters make of this component.
pub(super) fn read(definition: &mut Definition<'_, '_>, component: &Component) -> Result<Constraints, Problem> {
    let path = definition.path()?;
    let validator = if path.is_some() { &component.on_properties } else { &component.on_nodes };
    let is_called_for = component.mandatory().all(|parameter| !definition.given(&parameter.property).is_empty());
    let (true, Some(validator)) = (is_called_for, validator) else { return Ok(Vec::new()) };
    definition.weigh(validator.query.parts())?;
    let validator = Validator { query: validator.query.at(path.as_ref())?, messages: validator.messages.clone() };
    let make = |parameters| Custom { component: component.node.clone(), validator: validator.clone(), parameters };
    // SHACL, section 6.1: with one parameter, each value makes a constraint.
    if let [only] = component.parameters.as_slice() {
        let values = definition.given(&only.property).into_iter();
        return Ok(boxed(values.map(|value| make(vec![(only.name.clone(), value)]))));
    }
    let mut parameters = Vec::new();
    for parameter in &component.parameters {
        let mut values = definition.given(&parameter.property);
        if values.len() > 1 {
            return Err(Problem::new(format!("{} is given more than once", parameter.property)));
        }
        parameters.extend(values.pop().map(|value| (parameter.name.clone(), value)));
    }
    Ok(boxed([make(parameters)]))
}

impl Constraint for Custom {
    fn component(&self) -> NamedNodeRef<'_> {
        self.component.as_ref()
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let query = &self.validator.query;
        let shape = &found.shape().node;
        let bound = |value: Option<TermRef<'a>>| query.bindings(focus.node, value, shape, &self.parameters);
        let mut bindings = bound(None);
        bindings.extend(self.parameters.iter().filter(|given| !bindings.contains(given)).cloned().collect::<Vec<_>>());
        let asked = Asked { messages: &self.validator.messages, source: None, bindings };
        match query.kind() {
            Kind::Select => {
                for answer in validation.ask(found, query, vec![bound(None)]) {
                    if let ConstraintAnswer::Solutions(solutions) = answer {
                        found_by_select(&asked, solutions, found, validation);
                    }
                }
            }
            Kind::Ask => {
                let questions = focus.values.iter().map(|value| bound(Some(*value))).collect();
                for (answer, value) in validation.ask(found, query, questions).into_iter().zip(&focus.values) {
                    // SHACL, section 6.2.3.2: a value node for which ASK is false is a finding.
                    if answer == ConstraintAnswer::Boolean(false) {
                        found.told(asked.told_of(*value));
                    }
                }
            }
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        unexplained(about)
    }

    fn query(&self) -> Option<&Query> {
        Some(&self.validator.query)
    }
}

/// Where neither the query nor its shape says what is wrong.
pub(super) fn unexplained(about: &About) -> Sentence {
    Sentence {
        french: format!("{} ne suit pas une règle de ce formulaire : corrigez-le d’après elle.", about.french),
        english: format!("{} does not follow a rule of this form: correct it accordingly.", about.english),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{PREFIXES, Scripted, node, shapes, triples};
    use crate::Shapes;
    use model::constraint::ConstraintAnswer;
    use oxrdf::{Literal, Term};

    const COMPONENT: &str = "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:lang ] ,
            [ sh:path ex:strict ; sh:optional true ] ;
        sh:validator [ sh:ask 'ASK { FILTER(lang(?value) = $lang && !bound(?strict)) }' ;
            sh:message '{?value}: not {$lang}'@en ] ;
        sh:nodeValidator [ sh:select 'SELECT $this { $this ?p ?o FILTER(lang(?o) != $lang) }' ] .";

    fn refused(component: &str, expected: &str) {
        let text = format!(
            "{PREFIXES} ex:C a sh:ConstraintComponent ; {component} . ex:S sh:targetNode ex:x ; ex:lang 'fr' ."
        );
        let error = Shapes::compile(&[("test", &text)]).unwrap_err();
        assert!(error.message.contains(expected), "{error}");
    }

    #[test]
    fn each_value_is_asked_about() {
        let evaluator = Scripted::answering(vec![ConstraintAnswer::Boolean(true), ConstraintAnswer::Boolean(false)]);
        let shapes =
            shapes(&format!("{COMPONENT} ex:S sh:targetNode ex:x ; sh:path ex:p ; ex:lang 'fr' ; ex:strict true ."));
        let report = shapes.validate_with(&triples("ex:x ex:p 'a' , 'b' ."), &evaluator).unwrap();
        let [result] = report.results.as_slice() else { panic!("{report:?}") };
        assert_eq!(result.component, node("C"));
        assert_eq!(result.value, Some(Literal::from("b").into()));
        assert_eq!(result.messages[0].value(), "b: not fr");
        let asked = evaluator.asked.borrow();
        assert_eq!(asked.len(), 1, "all values at once");
        let names: Vec<_> = asked[0].bindings[0].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["value", "lang", "strict"]);
    }

    #[test]
    fn a_node_shape_has_its_own_validator() {
        let found = vec![("this".to_owned(), Term::from(node("x")))];
        let evaluator = Scripted::answering(vec![ConstraintAnswer::Solutions(vec![found])]);
        let shapes = shapes(&format!("{COMPONENT} ex:S sh:targetNode ex:x ; ex:lang 'fr' ."));
        let report = shapes.validate_with(&triples(""), &evaluator).unwrap();
        assert_eq!(report.results[0].value, Some(node("x").into()));
        assert!(evaluator.asked.borrow()[0].query.text.starts_with("SELECT"));
    }

    #[test]
    fn a_shape_without_the_parameters_is_not_asked() {
        let shapes = shapes(&format!("{COMPONENT} ex:S sh:targetNode ex:x ; ex:strict true ."));
        assert!(!shapes.asks_sparql());
        let with_class = super::super::testing::shapes(&format!(
            "{COMPONENT} ex:K a rdfs:Class ; ex:lang 'fr' . ex:D sh:targetNode ex:x ; sh:minLength 1 ."
        ));
        assert!(with_class.asks_sparql(), "its parameter makes a class a shape");
    }

    #[test]
    fn with_one_parameter_each_value_is_a_constraint() {
        let evaluator = Scripted::answering(vec![ConstraintAnswer::Boolean(true), ConstraintAnswer::Boolean(false)]);
        let component = "ex:C a ex:Kind ; sh:parameter [ sh:path ex:lang ] ;
            sh:validator [ sh:ask 'ASK { FILTER(lang(?value) = $lang) }' ] . ex:Kind rdfs:subClassOf sh:ConstraintComponent .";
        let shapes = shapes(&format!("{component} ex:S sh:targetNode ex:x ; ex:lang 'fr' , 'en' ."));
        let report = shapes.validate_with(&triples(""), &evaluator).unwrap();
        assert_eq!(report.results.len(), 1);
        assert_eq!(evaluator.asked.borrow()[0].bindings.len(), 2, "one for each, asked together");
    }

    #[test]
    fn components_that_cannot_be_used_are_refused() {
        let ask = "sh:validator [ sh:ask 'ASK { }' ]";
        refused(&format!("sh:parameter [ sh:path ex:lang ; sh:optional true ] ; {ask}"), "not optional");
        refused(&format!("sh:parameter [ sh:path [ sh:inversePath ex:lang ] ] ; {ask}"), "one sh:path, a property");
        refused(&format!("sh:parameter [ sh:path ex:this ] ; {ask}"), "cannot be called");
        refused(&format!("sh:parameter [ sh:path ex:a-b ] ; {ask}"), "cannot be called");
        refused("sh:parameter [ sh:path ex:lang ] ; sh:validator [ sh:jsFunctionName 'f' ]", "scripts are not run");
        refused("sh:parameter [ sh:path ex:lang ] ; sh:validator [ sh:select 'SELECT $this { }' ]", "needs a sh:ask");
        refused("sh:parameter [ sh:path ex:lang ] ; sh:validator [ sh:ask 'ASK { BIND(1 AS ?lang) }' ]", "AS ?lang");
    }

    #[test]
    fn a_parameter_is_given_once_where_there_are_several() {
        let text = format!("{PREFIXES}{COMPONENT} ex:S sh:targetNode ex:x ; ex:lang 'fr' , 'en' .");
        let error = Shapes::compile(&[("test", &text)]).unwrap_err();
        assert!(error.message.contains("more than once"), "{error}");
    }
}
