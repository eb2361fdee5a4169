//! The files of shapes.

use crate::described::{Access, Example, Operation, answer, parameter};
use crate::page::ShapesPage;
use crate::problem::{Problem, groups};
use crate::schema;
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use registry::ShapeFile;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listShapes",
    access: Access::Open,
    takes: &[&parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::PAGE_OF_RDF, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING],
    example: Example::with("/shapes/", &[("Accept", "text/turtle")]),
};

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
