//! `sh:class` (SHACL, section 4.1.1): each value is an instance of a class.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, called};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNode, NamedNodeRef};

#[derive(Debug)]
struct Class(NamedNode);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    Ok(boxed(definition.iris(sh::CLASS)?.into_iter().map(Class)))
}

impl Constraint for Class {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::CLASS_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| validation.is_instance(value, self.0.as_ref().into()));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let class = called(self.0.as_ref().into());
        Sentence {
            french: format!("{} est d’un autre type : indiquez quelque chose de type {class}.", about.french),
            english: format!("{} is of another type: give something of type {class}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn an_instance_or_one_of_a_subclass() {
        let data = "ex:x ex:p ex:a , ex:b , ex:c , 1 . ex:a a ex:C . ex:b a ex:D . ex:D rdfs:subClassOf ex:C .";
        check("sh:path ex:p ; sh:class ex:C", data, &["Class p 1", "Class p c"]);
        check("sh:class ex:C , ex:D", "ex:x a ex:C .", &["Class x"]);
        check_refused("sh:class 'C'", "sh:class must be an IRI");
    }
}
