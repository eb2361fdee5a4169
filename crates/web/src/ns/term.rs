//! One term of the ontology.

use crate::page::{Frame, TermPage};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem};
use crate::representation::{Representation, Wanted, wanted};
use crate::site::SharedSite;
use crate::visitor::Taste;
use crate::vocabulary::Vocabulary;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use model::{Iri, syntax, vocab};

/// `GET /ns/{term}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Path(name): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let vocabulary = Vocabulary::embedded();
    let (name, term) =
        vocabulary.terms().find(|(known, _)| *known == name).ok_or_else(|| Problem::new(Kind::NotFound))?;
    let iri = Iri::from_named_node(oxrdf::NamedNode::new_unchecked(vocab::NAMESPACE)).with_fragment(name);
    match wanted(taste.accept.as_deref())? {
        Wanted::Rdf(format, content_type) => {
            let quads: Vec<_> = vocabulary.statements(&iri).cloned().collect();
            let tag = EntityTag::of_statements(&quads, format);
            let representation = Representation { content_type, tag, modified: None, headers: HeaderMap::new() };
            Ok(representation.respond(&request, || syntax::write(&quads, format).into()))
        }
        Wanted::Page => {
            let base = site.registry.base();
            let frame = Frame::new(base, site.registry.name(), &taste, base.service("ns"));
            Ok(TermPage::new(frame, vocabulary, name, term, iri).into_response())
        }
    }
}
