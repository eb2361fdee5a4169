//! `sh:equals` (SHACL, section 4.5.1): the values are those of another property.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, called};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNode, NamedNodeRef};
use std::collections::HashSet;

#[derive(Debug)]
struct Equals(NamedNode);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    Ok(boxed(definition.iris(sh::EQUALS)?.into_iter().map(Equals)))
}

impl Constraint for Equals {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::EQUALS_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let others = validation.graph.objects(focus.node, self.0.as_ref());
        validation.work.spend(others.len());
        let theirs: HashSet<_> = others.iter().collect();
        let ours: HashSet<_> = focus.values.iter().collect();
        found.values_but(focus, |value| theirs.contains(&value));
        for missing in others.iter().filter(|other| !ours.contains(other)) {
            found.value(*missing);
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (other, value) = (called(self.0.as_ref().into()), &about.value);
        Sentence {
            french: format!("{} diffère de {other} ({value}) : mettez les mêmes valeurs.", about.french),
            english: format!("{} differs from {other} ({value}): put the same values.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn both_ways() {
        check("sh:path ex:p ; sh:equals ex:q", "ex:x ex:p 1 , 2 ; ex:q 2 , 3 .", &["Equals p 1", "Equals p 3"]);
        check("sh:equals ex:q", "ex:x ex:q ex:x .", &[]);
        check("sh:equals ex:q", "", &["Equals x"]);
    }
}
