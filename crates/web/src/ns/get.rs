//! The whole ontology.

use crate::described::{Access, Example, Operation, answer, parameter};
use crate::page::{Frame, VocabularyPage};
use crate::precondition::EntityTag;
use crate::problem::{Problem, groups};
use crate::representation::{Representation, Wanted, wanted};
use crate::site::SharedSite;
use crate::visitor::Taste;
use crate::vocabulary::Vocabulary;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use model::syntax::{self, Format};
use std::sync::Mutex;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readVocabulary",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::PAGE_OF_RDF, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING],
    example: Example::with("/ns", &[("Accept", "text/turtle")]),
};

/// `GET /ns`
pub(crate) async fn get(State(site): State<SharedSite>, taste: Taste, request: HeaderMap) -> Result<Response, Problem> {
    let vocabulary = Vocabulary::embedded();
    match wanted(taste.accept.as_deref())? {
        Wanted::Rdf(format, content_type) => {
            let headers =
                HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))]);
            let (tag, bytes) = written(vocabulary, format);
            Ok(Representation { content_type, tag, modified: None, headers }.respond(&request, || bytes))
        }
        Wanted::Page => {
            let base = site.registry.base();
            let frame = Frame::new(base, site.registry.name(), &taste, base.vocabulary());
            Ok(VocabularyPage::new(frame, vocabulary).into_response())
        }
    }
}

/// The ontology in this format, with its tag, written once while the program runs.
fn written(vocabulary: &Vocabulary, format: Format) -> (EntityTag, Bytes) {
    static WRITTEN: Mutex<Vec<(Format, EntityTag, Bytes)>> = Mutex::new(Vec::new());
    let mut written = WRITTEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some((_, tag, bytes)) = written.iter().find(|(known, ..)| *known == format) {
        return (tag.clone(), bytes.clone());
    }
    let bytes: Bytes = syntax::write(vocabulary.quads(), format).into();
    let tag = EntityTag::of_bytes(&bytes, format.extension());
    written.push((format, tag.clone(), bytes.clone()));
    (tag, bytes)
}
