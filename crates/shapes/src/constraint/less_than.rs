//! `sh:lessThan` (SHACL, section 4.5.3): each value is less than each of another property.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence, called};
use crate::validate::Validation;
use crate::value::Value;
use crate::vocabulary as sh;
use oxrdf::{NamedNode, NamedNodeRef};
use std::cmp::Ordering;

#[derive(Debug)]
struct LessThan(NamedNode);

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    definition.needs_path(sh::LESS_THAN)?;
    Ok(boxed(definition.iris(sh::LESS_THAN)?.into_iter().map(LessThan)))
}

/// Looks at each value and each value of another property; the value of a pair that is not as it should be is found.
///
/// "For each pair of value nodes and the values of the property": a value can be found more than once.
pub(super) fn each_pair<'a>(
    focus: &Focus<'a>,
    property: NamedNodeRef<'a>,
    validation: &Validation<'a>,
    found: &mut Found<'_, 'a>,
    is_met: impl Fn(Ordering) -> bool,
) {
    let others: Vec<Option<Value<'_>>> =
        validation.graph.objects(focus.node, property).iter().map(|other| Value::of(*other)).collect();
    validation.work.spend(others.len());
    let least = least(&others);
    for value in &focus.values {
        let this = Value::of(*value);
        let is_met = |other: Option<&Value<'_>>| {
            this.as_ref().zip(other).and_then(|(this, other)| this.compare(other)).is_some_and(&is_met)
        };
        // What comes before the least of the others comes before them all: many values of two properties, in order,
        // take no more work than reading them.
        if least.is_some_and(|least| is_met(Some(least))) {
            continue;
        }
        validation.work.spend(others.len());
        for other in &others {
            if found.is_full() || validation.work.is_spent() {
                return;
            }
            if !is_met(other.as_ref()) {
                found.value(*value);
            }
        }
    }
}

/// The one that comes before all others, if they can all be compared.
fn least<'v, 'a>(values: &'v [Option<Value<'a>>]) -> Option<&'v Value<'a>> {
    let mut values = values.iter();
    let mut least = values.next()?.as_ref()?;
    for value in values {
        let value = value.as_ref()?;
        // Only within one kind of values is what comes before the least before all.
        if !least.is_ordered_with(value) {
            return None;
        }
        if value.compare(least)? == Ordering::Less {
            least = value;
        }
    }
    Some(least)
}

impl Constraint for LessThan {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::LESS_THAN_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, validation: &Validation<'a>, found: &mut Found<'_, 'a>) {
        each_pair(focus, self.0.as_ref(), validation, found, |ordering| ordering == Ordering::Less);
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (other, value) = (called(self.0.as_ref().into()), &about.value);
        Sentence {
            french: format!("{} ({value}) ne vient pas avant {other} : corrigez l’un des deux.", about.french),
            english: format!("{} ({value}) does not come before {other}: correct one of the two.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn pair_by_pair() {
        check("sh:path ex:p ; sh:lessThan ex:q", "ex:x ex:p 1 , 2 , 3 ; ex:q 2 .", &["LessThan p 2", "LessThan p 3"]);
        check("sh:path ex:p ; sh:lessThan ex:q", "ex:x ex:p 1 ; ex:q 'a' , 'b' .", &["LessThan p 1", "LessThan p 1"]);
        check_refused("sh:lessThan ex:q", "needs a sh:path");
    }
}
