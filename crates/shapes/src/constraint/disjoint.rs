//! `sh:disjoint` (SHACL, section 4.5.2): no value is one of another property's.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, called};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNode, NamedNodeRef};
use std::collections::HashSet;

#[derive(Debug)]
struct Disjoint(NamedNode);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    Ok(boxed(definition.iris(sh::DISJOINT)?.into_iter().map(Disjoint)))
}

impl Constraint for Disjoint {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::DISJOINT_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let others = validation.graph.objects(focus.node, self.0.as_ref());
        validation.work.spend(others.len());
        let others: HashSet<_> = others.iter().collect();
        found.values_but(focus, |value| !others.contains(&value));
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (other, value) = (called(self.0.as_ref().into()), &about.value);
        Sentence {
            french: format!("{} répète {other} ({value}) : gardez cette valeur à un seul endroit.", about.french),
            english: format!("{} repeats {other} ({value}): keep that value in one place.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn nothing_shared() {
        check("sh:path ex:p ; sh:disjoint ex:q", "ex:x ex:p 1 , 2 ; ex:q 2 , 3 .", &["Disjoint p 2"]);
        check("sh:disjoint ex:q", "ex:x ex:q ex:x .", &["Disjoint x"]);
    }
}
