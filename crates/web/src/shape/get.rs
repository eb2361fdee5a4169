//! One file of shapes: as it was written, in every format of RDF, as JSON Schema, as a page.

use crate::address::Name;
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::page::{self, Frame, ShapePage};
use crate::problem::{Kind, Problem, groups};
use crate::representation::Wanted;
use crate::schema::{self, Key, WantedOfShapes, wanted_of_shapes};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

const SHAPE: Parameter = Parameter::path("shape", "name", parameter::text, "organization");

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readShape",
    access: Access::Open,
    takes: &[&SHAPE, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::RULE, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, &[Kind::NotFound]],
    example: Example::with("/shapes/organization", &[("Accept", "application/schema+json")]),
};

/// `GET /shapes/{name}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Name(name): Name,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let grammar = site.registry.grammar();
    let file = grammar
        .files()
        .find(|file| file.stem() == name && !file.is_empty())
        .ok_or_else(|| Problem::new(Kind::NotFound))?;
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))]);
    let (base, locale) = (site.registry.base(), taste.locale);
    let address = base.shape(&name);
    match wanted_of_shapes(taste.accept.as_deref())? {
        WantedOfShapes::Schema(content_type) => {
            let write = || schema::text(&schema::of_file(&site, &grammar, file, locale));
            let schema = site.schemas.get(&grammar, Key::of_schema(&address, locale), write);
            Ok(schema::respond(schema, content_type, &taste, &request, headers))
        }
        WantedOfShapes::Usual(Wanted::Rdf(format, content_type)) => {
            let written = (file.text(), file.triples());
            Ok(schema::respond_rdf(written, (format, content_type), &request, headers))
        }
        WantedOfShapes::Usual(Wanted::Page) => {
            let write = || {
                let schema = schema::of_file(&site, &grammar, file, locale);
                let frame = Frame::new(base, site.registry.name(), &taste, address.clone());
                ShapePage::of_file(frame, file, &schema).render_page()
            };
            let page = site.schemas.get(&grammar, Key::of_page(&address, locale, taste.chosen), write);
            Ok(page::respond(locale, page.bytes))
        }
    }
}
