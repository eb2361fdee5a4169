//! `sh:closed` with `sh:ignoredProperties` (SHACL, section 4.8.1): no property beyond those the shape names.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNode, NamedNodeRef, TermRef};
use std::collections::HashSet;

#[derive(Debug)]
struct Closed(HashSet<NamedNode>);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    if !definition.flag(sh::CLOSED)? {
        return Ok(Vec::new());
    }
    let mut allowed: HashSet<NamedNode> = definition.properties().into_iter().collect();
    if let Some(list) = definition.at_most_one(sh::IGNORED_PROPERTIES)? {
        for member in definition.members(list)? {
            let TermRef::NamedNode(property) = member else {
                return Err(Problem::new(format!("sh:ignoredProperties lists properties, not {member}")));
            };
            allowed.insert(property.into_owned());
        }
    }
    Ok(boxed([Closed(allowed)]))
}

impl Constraint for Closed {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::CLOSED_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        for node in &focus.values {
            let statements = validation.graph.statements(*node);
            validation.work.spend(statements.len());
            if validation.work.is_spent() {
                return;
            }
            for (predicate, value) in statements {
                if !self.0.contains(&predicate.into_owned()) {
                    found.value_at(*predicate, *value);
                }
            }
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        Sentence {
            french: format!("{} n’est pas prévu ici : retirez-le ou placez-le ailleurs.", about.french),
            english: format!("{} is not expected here: take it out or put it elsewhere.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn nothing_else() {
        let shape = "sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path ex:p ]";
        check(shape, "ex:x a ex:C ; ex:p 1 ; ex:q 2 .", &["Closed q 2"]);
        check("sh:closed false", "ex:x ex:q 2 .", &[]);
        check_refused("sh:closed true ; sh:ignoredProperties ( 'p' )", "lists properties");
    }
}
