//! What changed between two versions of a document: statements that went, statements that came.
//!
//! A document has no blank nodes, so that the difference of two is one of sets, and applies exactly.

use crate::document::Document;
use crate::iri::Iri;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeMap, HashSet};

/// The media type of [`Diff::to_rdf_patch`].
pub const RDF_PATCH: &str = "application/rdf-patch";

/// What leads from one version to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    document: Iri,
    removed: Vec<Triple>,
    added: Vec<Triple>,
}

/// What became of one property of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Altered<'a> {
    /// The document or a fragment.
    pub subject: &'a NamedNode,
    /// The property.
    pub property: &'a NamedNode,
    /// Its values before and after.
    pub values: Vec<Value<'a>>,
}

/// One value, before and after. A text is told beside the text of the same language that took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// It came.
    Added(&'a Term),
    /// It went.
    Removed(&'a Term),
    /// One took the place of the other.
    Replaced(&'a Term, &'a Term),
}

impl Diff {
    /// What leads from `old` to `new`, two versions of one document.
    pub fn between(old: &Document, new: &Document) -> Self {
        Self {
            document: new.iri().clone(),
            removed: without(old.triples(), new.triples()),
            added: without(new.triples(), old.triples()),
        }
    }

    /// The statements that went, sorted.
    pub fn removed(&self) -> &[Triple] {
        &self.removed
    }

    /// The statements that came, sorted.
    pub fn added(&self) -> &[Triple] {
        &self.added
    }

    /// Whether both versions say the same.
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// The same, by subject and property, each value beside the one whose place it took.
    pub fn altered(&self) -> Vec<Altered<'_>> {
        let mut places: BTreeMap<(&str, &str), Place<'_>> = BTreeMap::new();
        for (triple, went) in
            self.removed.iter().map(|triple| (triple, true)).chain(self.added.iter().map(|t| (t, false)))
        {
            // A document has no blank nodes.
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            let place = places.entry((subject.as_str(), triple.predicate.as_str())).or_insert_with(|| Place {
                subject,
                property: &triple.predicate,
                removed: Vec::new(),
                added: Vec::new(),
            });
            if went { place.removed.push(&triple.object) } else { place.added.push(&triple.object) }
        }
        places.into_values().map(Place::paired).collect()
    }

    /// As an RDF Patch (<https://afs.github.io/rdf-patch/>): one transaction, over the graph of the document's name.
    /// `id` names this patch.
    pub fn to_rdf_patch(&self, id: &Iri) -> String {
        let graph = self.document.as_named_node();
        let mut lines = vec![format!("H id {} .", id.as_named_node()), "TX .".to_owned()];
        lines.extend(self.removed.iter().map(|triple| format!("D {triple} {graph} .")));
        lines.extend(self.added.iter().map(|triple| format!("A {triple} {graph} .")));
        lines.push("TC .\n".to_owned());
        lines.join("\n")
    }
}

fn without(triples: &[Triple], others: &[Triple]) -> Vec<Triple> {
    let others: HashSet<&Triple> = others.iter().collect();
    triples.iter().filter(|triple| !others.contains(triple)).cloned().collect()
}

struct Place<'a> {
    subject: &'a NamedNode,
    property: &'a NamedNode,
    removed: Vec<&'a Term>,
    added: Vec<&'a Term>,
}

impl<'a> Place<'a> {
    fn paired(self) -> Altered<'a> {
        let mut added = self.added;
        let mut values = Vec::new();
        for old in self.removed {
            let heir =
                added.iter().position(|new| language(new) == language(old) && new.is_literal() == old.is_literal());
            values.push(match heir {
                Some(place) => Value::Replaced(old, added.remove(place)),
                None => Value::Removed(old),
            });
        }
        values.extend(added.into_iter().map(Value::Added));
        Altered { subject: self.subject, property: self.property, values }
    }
}

fn language(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(literal) => literal.language(),
        Term::NamedNode(_) | Term::BlankNode(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::Literal;
    use proptest::prelude::*;

    fn iri() -> Iri {
        Iri::parse("https://a.example/codes/a").unwrap()
    }

    fn triple(fragment: &str, property: &str, object: impl Into<Term>) -> Triple {
        let property = NamedNode::new(format!("https://a.example/ns#{property}")).unwrap();
        Triple::new(NamedNode::from(iri().with_fragment(fragment)), property, object)
    }

    fn text(text: &str, language: &str) -> Literal {
        Literal::new_language_tagged_literal(text, language).unwrap()
    }

    fn document(triples: impl IntoIterator<Item = Triple>) -> Document {
        Document::admit(iri(), triples.into_iter().collect()).unwrap()
    }

    #[test]
    fn a_text_stands_beside_the_one_it_replaced() {
        let old = document([
            triple("a", "text", text("Vieux", "fr")),
            triple("a", "text", text("Old", "en")),
            triple("a", "gone", text("Parti", "fr")),
            triple("b", "kept", text("Même", "fr")),
        ]);
        let new = document([
            triple("a", "text", text("Neuf", "fr")),
            triple("a", "text", text("Old", "en")),
            triple("a", "text", text("Neu", "de")),
            triple("b", "kept", text("Même", "fr")),
        ]);
        let diff = Diff::between(&old, &new);
        let (old_fr, new_fr) = (Term::from(text("Vieux", "fr")), Term::from(text("Neuf", "fr")));
        let (gone, german) = (Term::from(text("Parti", "fr")), Term::from(text("Neu", "de")));
        let values: Vec<Vec<Value<'_>>> = diff.altered().into_iter().map(|altered| altered.values).collect();
        assert_eq!(
            values,
            [vec![Value::Removed(&gone)], vec![Value::Replaced(&old_fr, &new_fr), Value::Added(&german)]]
        );
        assert!(Diff::between(&old, &old).is_empty());
    }

    #[test]
    fn a_patch_names_the_graph_of_each_statement() {
        let (old, new) =
            (document([triple("a", "p", text("1\n", "fr"))]), document([triple("a", "p", text("2", "fr"))]));
        let patch = Diff::between(&old, &new).to_rdf_patch(&iri().diff(1, 2));
        let expected = "H id <https://a.example/codes/a/diff?from=1&to=2> .\nTX .\n\
            D <https://a.example/codes/a#a> <https://a.example/ns#p> \"1\\n\"@fr <https://a.example/codes/a> .\n\
            A <https://a.example/codes/a#a> <https://a.example/ns#p> \"2\"@fr <https://a.example/codes/a> .\nTC .\n";
        assert_eq!(patch, expected);
    }

    fn any_document() -> impl Strategy<Value = Document> {
        let statement = (0..3_u8, 0..2_u8, 0..4_u8, 0..3_usize);
        prop::collection::vec(statement, 1..12).prop_map(|statements| {
            document(statements.into_iter().map(|(subject, property, value, language)| {
                let object = match ["fr", "en", ""].get(language) {
                    Some(&"") | None => Term::from(NamedNode::from(iri().with_fragment(&format!("s{value}")))),
                    Some(language) => text(&value.to_string(), language).into(),
                };
                triple(&format!("s{subject}"), &format!("p{property}"), object)
            }))
        })
    }

    proptest! {
        #[test]
        fn it_leads_from_one_to_the_other(old in any_document(), new in any_document()) {
            let diff = Diff::between(&old, &new);
            let mut led: Vec<Triple> = old.triples().iter().filter(|t| !diff.removed().contains(t)).cloned().collect();
            prop_assert!(diff.added().iter().all(|triple| !led.contains(triple)));
            led.extend_from_slice(diff.added());
            prop_assert_eq!(&document(led), &new);
            let told: usize = diff.altered().iter().flat_map(|altered| &altered.values).map(|value| match value {
                Value::Added(_) | Value::Removed(_) => 1,
                Value::Replaced(..) => 2,
            }).sum();
            prop_assert_eq!(told, diff.removed().len() + diff.added().len());
        }
    }
}
