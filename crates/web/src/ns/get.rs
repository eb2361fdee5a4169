//! The whole ontology.

use crate::page::{Frame, VocabularyPage};
use crate::precondition::EntityTag;
use crate::problem::Problem;
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
