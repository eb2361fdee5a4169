//! One term of the ontology.

use super::usage;
use crate::address::Name;
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::page::{Frame, TermPage};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, Wanted, wanted};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use crate::vocabulary::{Vocabulary, term_iri};
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use model::syntax;

const TERM: Parameter = Parameter::path("term", "term", parameter::text, "Organization");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readTerm",
    access: Access::Anybody,
    takes: &[&TERM, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::PAGE_OF_RDF, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, &[Kind::NotFound, Kind::Unavailable]],
    example: Example::with("/ns/Organization", &[("Accept", "application/ld+json")]),
};

/// `GET /ns/{term}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    Name(name): Name,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let vocabulary = Vocabulary::embedded();
    let entry = vocabulary.term(&name).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let iri = term_iri(&name);
    match wanted(visitor.taste.accept.as_deref())? {
        Wanted::Rdf(format, content_type) => {
            let bytes: Bytes = syntax::write(&vocabulary.statements(&iri), format).into();
            let tag = EntityTag::of_bytes(&bytes, format.extension());
            let representation = Representation { content_type, tag, modified: None, headers: HeaderMap::new() };
            Ok(representation.respond(&request, || bytes))
        }
        Wanted::Page => {
            let used = usage::count(&site, &visitor, &iri, entry.sort).await;
            let base = site.registry.base();
            let frame = Frame::new(base, site.registry.name(), &visitor.taste, base.term(&name));
            let grammar = site.registry.grammar();
            let shapes = grammar.files_about(iri.as_named_node());
            // The number is what this caller may see.
            let private = [(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
            Ok((private, TermPage::new(frame, vocabulary, (&name, entry), used, shapes)).into_response())
        }
    }
}
