//! One file of shapes: as it was written, in every format of RDF, as JSON Schema, as a page.

use crate::page::{Frame, ShapePage};
use crate::problem::{Kind, Problem};
use crate::representation::Wanted;
use crate::schema::{self, WantedOfShapes, wanted_of_shapes};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};

/// `GET /shapes/{name}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    Path(name): Path<String>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let grammar = site.registry.grammar();
    let file = grammar
        .files()
        .find(|file| file.stem() == name && !file.is_empty())
        .ok_or_else(|| Problem::new(Kind::NotFound))?;
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"))]);
    match wanted_of_shapes(taste.accept.as_deref())? {
        WantedOfShapes::Schema => {
            Ok(schema::respond(&schema::of_file(&site, &grammar, file, taste.locale), &taste, &request, headers))
        }
        WantedOfShapes::Usual(Wanted::Rdf(format, content_type)) => {
            let written = (file.text(), file.triples());
            Ok(schema::respond_rdf(written, (format, content_type), &request, headers))
        }
        WantedOfShapes::Usual(Wanted::Page) => {
            let base = site.registry.base();
            let schema = schema::of_file(&site, &grammar, file, taste.locale);
            let frame = Frame::new(base, site.registry.name(), &taste, base.service(&["shapes/", &name].concat()));
            Ok(ShapePage::of_file(frame, file, &schema).into_response())
        }
    }
}
