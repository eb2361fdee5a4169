//! The files of shapes.

use crate::page::ShapesPage;
use crate::problem::Problem;
use crate::schema;
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use registry::ShapeFile;

/// `GET /shapes/`
pub(crate) async fn list(
    State(site): State<SharedSite>,
    taste: Taste,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let (base, grammar) = (site.registry.base(), site.registry.grammar());
    let files: Vec<&ShapeFile> = grammar.files().filter(|file| !file.is_empty()).collect();
    let members: Vec<_> = files.iter().map(|file| (base.shape(file.stem()), file.names())).collect();
    schema::list(&site, &taste, &request, base.shapes(), &members, |frame| ShapesPage::of_files(frame, files))
}
