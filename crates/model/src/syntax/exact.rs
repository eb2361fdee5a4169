//! IRIs compared letter by letter, for the json-ld crate.
//!
//! By itself it compares them decoded: `…/%61` and `…/a` would become one, and an escape that is no UTF-8 would panic.
//! RDF 1.1 Concepts, section 3.2: "Further normalization MUST NOT be performed when comparing IRIs for equality."

use json_ld::{BlankId, BlankIdBuf, Iri, IriBuf};
use rdf_types::vocabulary::{
    BlankIdVocabulary, BlankIdVocabularyMut, IriVocabulary, IriVocabularyMut, LiteralVocabulary, LiteralVocabularyMut,
};
use rdf_types::{Literal, LiteralRef};
use std::hash::{Hash, Hasher};

/// An IRI that equals only itself.
#[derive(Debug, Clone)]
pub(super) struct ExactIri(IriBuf);

impl PartialEq for ExactIri {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for ExactIri {}

impl Hash for ExactIri {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

/// The vocabulary in which an IRI is its own number.
pub(super) struct Exactly;

impl IriVocabulary for Exactly {
    type Iri = ExactIri;

    fn iri<'i>(&'i self, id: &'i ExactIri) -> Option<&'i Iri> {
        Some(id.0.as_iri())
    }

    fn get(&self, iri: &Iri) -> Option<ExactIri> {
        Some(ExactIri(iri.to_owned()))
    }
}

impl IriVocabularyMut for Exactly {
    fn insert(&mut self, iri: &Iri) -> ExactIri {
        ExactIri(iri.to_owned())
    }
}

impl BlankIdVocabulary for Exactly {
    type BlankId = BlankIdBuf;

    fn blank_id<'b>(&'b self, id: &'b BlankIdBuf) -> Option<&'b BlankId> {
        Some(id.as_blank_id_ref())
    }

    fn get_blank_id(&self, id: &BlankId) -> Option<BlankIdBuf> {
        Some(id.to_owned())
    }
}

impl BlankIdVocabularyMut for Exactly {
    fn insert_blank_id(&mut self, id: &BlankId) -> BlankIdBuf {
        id.to_owned()
    }
}

impl LiteralVocabulary for Exactly {
    type Literal = Literal<ExactIri>;

    fn literal<'l>(&'l self, id: &'l Self::Literal) -> Option<LiteralRef<'l, ExactIri>> {
        Some(id.as_ref())
    }

    fn owned_literal(&self, id: Self::Literal) -> Result<Literal<ExactIri>, Self::Literal> {
        Ok(id)
    }

    fn get_literal(&self, id: LiteralRef<'_, ExactIri>) -> Option<Self::Literal> {
        Some(id.into_owned())
    }
}

impl LiteralVocabularyMut for Exactly {
    fn insert_literal(&mut self, value: LiteralRef<'_, ExactIri>) -> Self::Literal {
        value.into_owned()
    }
}
