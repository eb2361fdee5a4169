//! `sh:qualifiedMaxCount` (SHACL, section 4.7.3): at most so many values conform to a shape.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::shape::ShapeId;
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::NamedNodeRef;

#[derive(Debug)]
struct QualifiedMaxCount {
    shape: ShapeId,
    /// Values that conform to one of these do not count.
    siblings: Vec<ShapeId>,
    count: usize,
}

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    // Without a sh:qualifiedValueShape there is nothing to count (the W3C suite's qualified-001).
    let qualified = definition.values(sh::QUALIFIED_VALUE_SHAPE);
    let Some(count) = definition.count(sh::QUALIFIED_MAX_COUNT)?.filter(|_| !qualified.is_empty()) else {
        return Ok(Vec::new());
    };
    definition.needs_path(sh::QUALIFIED_MAX_COUNT)?;
    let disjoint = definition.flag(sh::QUALIFIED_VALUE_SHAPES_DISJOINT)?;
    let siblings = if disjoint { definition.siblings()? } else { Vec::new() };
    let shapes: Result<Vec<_>, _> = qualified.iter().map(|shape| definition.shape(*shape)).collect();
    Ok(boxed(shapes?.into_iter().map(|shape| QualifiedMaxCount { shape, siblings: siblings.clone(), count })))
}

impl Constraint for QualifiedMaxCount {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::QUALIFIED_MAX_COUNT_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        let counts = |value| {
            validation.conforms(self.shape, value)
                && !self.siblings.iter().any(|sibling| validation.conforms(*sibling, value))
        };
        if focus.values.iter().filter(|value| counts(**value)).count() > self.count {
            found.focus();
        }
    }

    fn sentence(&self, about: &About) -> Sentence {
        let count = self.count;
        Sentence {
            french: format!("{} a trop de valeurs de cette sorte : gardez-en {count} au plus.", about.french),
            english: format!("{} has too many values of this kind: keep {count} at most.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn qualified() {
        let shape = "sh:path ex:p ; sh:qualifiedValueShape [ sh:datatype xsd:integer ] ; sh:qualifiedMaxCount 1";
        check(shape, "ex:x ex:p 1 , 2 , 'a' .", &["QualifiedMaxCount p"]);
        check(shape, "ex:x ex:p 1 , 'a' .", &[]);
    }
}
