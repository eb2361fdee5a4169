//! `/`: what this instance is and holds.

use crate::described::{Access, Example, Operation, answer};
use crate::federation;
use crate::feed;
use crate::page::{Frame, HomePage};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, Wanted, append_link, wanted};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, header};
use model::vocab::{dct, ldes, ldp, rdf};
use model::{Base, Container, syntax};
use oxrdf::{GraphName, Literal, NamedNode, Quad};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readHome",
    access: Access::Anybody,
    takes: &[],
    body: None,
    answers: &[answer::PAGE_OF_RDF, answer::NOT_MODIFIED, federation::LED],
    refuses: &[groups::NEGOTIATING, &[Kind::Unavailable]],
    example: Example::with("/", &[("Accept", "text/turtle")]),
};

/// `GET /`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (base, name) = (site.registry.base(), site.registry.name());
    if federation::is_wanted(visitor.taste.accept.as_deref()) {
        // Who speaks for the instance has an address of its own.
        return Ok(Redirect::to(site.registry.instance_actor().as_str()).into_response());
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    append_link(&mut headers, base.service("sparql").as_str(), "service");
    // RFC 8631, section 4.
    append_link(&mut headers, base.service("openapi.json").as_str(), "service-desc");
    append_link(&mut headers, base.service("docs").as_str(), "service-doc");
    append_link(&mut headers, base.service("feed").as_str(), ldes::EVENT_STREAM.as_str());
    feed::append_alternate(&mut headers, base, None);
    match wanted(visitor.taste.accept.as_deref())? {
        Wanted::Rdf(format, content_type) => {
            let quads = quads(base, name);
            let tag = EntityTag::of_statements(&quads, format);
            let representation = Representation { content_type, tag, modified: None, headers };
            Ok(representation.respond(&request, || syntax::write(&quads, format).into()))
        }
        Wanted::Page => {
            let counts = site.registry.counts(&visitor.caller).await?;
            let frame = Frame::new(base, name, &visitor.taste, base.home());
            Ok((headers, HomePage::new(frame, &counts)).into_response())
        }
    }
}

/// The instance as a container of its containers.
fn quads(base: &Base, name: &str) -> Vec<Quad> {
    let home: NamedNode = base.home().into();
    let mut quads = vec![
        Quad::new(home.clone(), rdf::TYPE, ldp::BASIC_CONTAINER, GraphName::DefaultGraph),
        Quad::new(home.clone(), dct::TITLE, Literal::new_simple_literal(name), GraphName::DefaultGraph),
    ];
    quads.extend(Container::ALL.iter().map(|container| {
        let container: NamedNode = base.container(*container).into();
        Quad::new(home.clone(), ldp::CONTAINS, container, GraphName::DefaultGraph)
    }));
    quads
}
