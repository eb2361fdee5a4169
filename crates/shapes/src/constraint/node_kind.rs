//! `sh:nodeKind` (SHACL, section 4.1.3): each value is an IRI, a blank node, a literal, or one of two of these.

use super::{Constraint, Constraints, boxed};
use crate::definition::{Definition, Problem};
use crate::finding::{Focus, Found};
use crate::message::{About, Sentence};
use crate::validate::Validation;
use crate::vocabulary as sh;
use oxrdf::{NamedNodeRef, TermRef};

#[derive(Debug, Clone, Copy)]
struct NodeKind {
    iri: bool,
    blank_node: bool,
    literal: bool,
}

/// The six kinds, and what each admits.
const KINDS: [(NamedNodeRef<'static>, NodeKind); 6] = [
    (sh::IRI, NodeKind { iri: true, blank_node: false, literal: false }),
    (sh::BLANK_NODE, NodeKind { iri: false, blank_node: true, literal: false }),
    (sh::LITERAL, NodeKind { iri: false, blank_node: false, literal: true }),
    (sh::BLANK_NODE_OR_IRI, NodeKind { iri: true, blank_node: true, literal: false }),
    (sh::BLANK_NODE_OR_LITERAL, NodeKind { iri: false, blank_node: true, literal: true }),
    (sh::IRI_OR_LITERAL, NodeKind { iri: true, blank_node: false, literal: true }),
];

pub(super) fn read(definition: &mut Definition<'_, '_>) -> Result<Constraints, Problem> {
    let Some(value) = definition.at_most_one(sh::NODE_KIND)? else { return Ok(Vec::new()) };
    let kind = KINDS.iter().find(|(term, _)| value == TermRef::from(*term));
    let (_, kind) = kind.ok_or_else(|| Problem::new(format!("sh:nodeKind knows nothing of {value}")))?;
    Ok(boxed([*kind]))
}

impl Constraint for NodeKind {
    fn component(&self) -> NamedNodeRef<'static> {
        sh::NODE_KIND_COMPONENT
    }

    fn check<'a>(&'a self, focus: &Focus<'a>, _: &Validation<'a>, found: &mut Found<'_, 'a>) {
        found.values_but(focus, |value| match value {
            TermRef::NamedNode(_) => self.iri,
            TermRef::BlankNode(_) => self.blank_node,
            TermRef::Literal(_) => self.literal,
        });
    }

    fn sentence(&self, about: &About) -> Sentence {
        let (french, english) = match (self.iri || self.blank_node, self.literal) {
            (true, true) => ("une adresse ou un texte", "an address or a text"),
            (false, true) => ("un texte, pas une adresse", "a text, not an address"),
            (_, false) => ("une adresse complète (https://…)", "a full address (https://…)"),
        };
        Sentence {
            french: format!("{} n’est pas de la bonne sorte : indiquez {french}.", about.french),
            english: format!("{} is not of the right kind: give {english}.", about.english),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_refused};

    #[test]
    fn six_kinds() {
        // A blank node's name is its own, so that only the others are listed.
        let data = "ex:x ex:p ex:i , 'l' .";
        check("sh:path ex:p ; sh:nodeKind sh:IRI", data, &["NodeKind p l"]);
        check("sh:path ex:p ; sh:nodeKind sh:Literal", data, &["NodeKind p i"]);
        check("sh:path ex:p ; sh:nodeKind sh:BlankNode", data, &["NodeKind p i", "NodeKind p l"]);
        check("sh:path ex:p ; sh:nodeKind sh:BlankNodeOrIRI", "ex:x ex:p ex:i , [] , 'l' .", &["NodeKind p l"]);
        check("sh:path ex:p ; sh:nodeKind sh:BlankNodeOrLiteral", "ex:x ex:p ex:i , [] , 'l' .", &["NodeKind p i"]);
        check("sh:path ex:p ; sh:nodeKind sh:IRIOrLiteral", data, &[]);
        check_refused("sh:nodeKind ex:IRI", "knows nothing of");
    }
}
