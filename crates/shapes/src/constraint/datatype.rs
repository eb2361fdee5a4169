//! `sh:datatype` (SHACL, section 4.1.2): each value is a well-formed literal of a datatype.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, called};
use crate::validate::Validation;
use crate::value::is_well_formed;
use crate::vocabulary as sh;
use model::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, TermRef};

#[derive(Debug)]
struct Datatype(NamedNode);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.at_most_one(sh::DATATYPE)?;
    Ok(boxed(definition.iris(sh::DATATYPE)?.into_iter().map(Datatype)))
}

impl Constraint for Datatype {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::DATATYPE_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| match value {
            TermRef::Literal(literal) => literal.datatype() == self.0.as_ref() && is_well_formed(literal),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => false,
        });
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (french, english) = if self.0.as_ref() == rdf::LANG_STRING {
            ("un texte avec sa langue".to_owned(), "a text with its language".to_owned())
        } else {
            let name = called(self.0.as_ref().into());
            let (french, english) = match name.as_str() {
                "string" => ("un texte sans langue", "a text without language"),
                "integer" | "nonNegativeInteger" => ("un nombre entier", "a whole number"),
                "decimal" => ("un nombre (exemple : 45.54)", "a number (example: 45.54)"),
                "date" => ("une date (exemple : 2026-05-12)", "a date (example: 2026-05-12)"),
                "boolean" => ("true ou false", "true or false"),
                other => (other, other),
            };
            (french.to_owned(), english.to_owned())
        };
        Sentence {
            french: format!("{} n’a pas la forme attendue : indiquez {french}.", about.french),
            english: format!("{} is not of the expected form: give {english}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn the_type_and_the_form() {
        check(
            "sh:path ex:p ; sh:datatype xsd:integer",
            "ex:x ex:p 1 , 1.5 , ex:y .",
            &["Datatype p 1.5", "Datatype p y"],
        );
        check("sh:path ex:p ; sh:datatype xsd:date", "ex:x ex:p '2026-02-30'^^xsd:date .", &["Datatype p 2026-02-30"]);
        check("sh:path ex:p ; sh:datatype rdf:langString", "ex:x ex:p 'a'@fr , 'b' .", &["Datatype p b"]);
        check_refused("sh:datatype xsd:date , xsd:time", "more than once");
    }
}
