//! How one document says that another is of the same organisation: by the addresses that the other's sheet has where it was
//! imported from, where it tells them, else by the other's own.

use model::vocab::{owl, property};
use model::{Document, DocumentError, Iri};
use oxrdf::{NamedNode, NamedNodeRef, Term, TermRef, Triple};

/// What an imported sheet calls the sheet that it was made of.
const RECORDS: [NamedNodeRef<'static>; 2] = [property::COMMUNECTER_RECORD, property::TRANSISCOPE_RECORD];

/// Where one document leads to say that it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link(Vec<(NamedNodeRef<'static>, NamedNode)>);

impl Link {
    /// To a sheet that was imported.
    pub(super) fn to_imported(sheet: &Document) -> Self {
        let address = |record: NamedNodeRef<'static>| {
            sheet.own(record).filter_map(move |value| match value {
                TermRef::NamedNode(address) => Some((record, address.into_owned())),
                TermRef::BlankNode(_) | TermRef::Literal(_) => None,
            })
        };
        let told: Vec<_> = RECORDS.into_iter().flat_map(address).collect();
        if told.is_empty() { Self::to(sheet.iri()) } else { Self(told) }
    }

    /// To another document.
    pub(super) fn to(other: &Iri) -> Self {
        Self(vec![(owl::SAME_AS, other.as_named_node().into_owned())])
    }

    /// Whether the document says so already.
    pub(super) fn is_in(&self, document: &Document) -> bool {
        self.0.iter().all(|(property, address)| {
            document.own(*property).any(|value| value == TermRef::NamedNode(address.as_ref()))
        })
    }

    /// The document, saying so.
    pub(super) fn written_on(&self, document: &Document) -> Result<Document, DocumentError> {
        let subject: NamedNode = document.iri().clone().into();
        let said = self.0.iter();
        let said = said.map(|(property, address)| Triple::new(subject.clone(), *property, Term::from(address.clone())));
        let missing: Vec<Triple> = said.filter(|triple| !document.triples().contains(triple)).collect();
        Document::admit(document.iri().clone(), document.triples().iter().cloned().chain(missing).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::same::taking::tests::document;

    #[test]
    fn a_sheet_is_linked_by_where_it_was_imported_from_else_by_its_own_address() {
        let ours = document("moulin", "<> a cs:Organization ; cs:name 'Moulin'@fr .");
        let told = document("carte-1", "<> a cs:Organization ; cs:transiscopeRecord <https://carte.example/map#1> .");
        let silent = document("carte-2", "<> a cs:Organization ; cs:name 'Moulin'@fr .");
        for (link, expected) in [
            (Link::to_imported(&told), "<> cs:transiscopeRecord <https://carte.example/map#1> ."),
            (Link::to_imported(&silent), "<> owl:sameAs <carte-2> ."),
            (Link::to(told.iri()), "<> owl:sameAs <carte-1> ."),
        ] {
            assert!(!link.is_in(&ours));
            let written = link.written_on(&ours).unwrap();
            let expected = document("moulin", &format!("<> a cs:Organization ; cs:name 'Moulin'@fr . {expected}"));
            assert_eq!(written.canonical(), expected.canonical());
            assert!(link.is_in(&written));
            assert_eq!(link.written_on(&written).unwrap().canonical(), expected.canonical(), "it is said once");
        }
    }
}
