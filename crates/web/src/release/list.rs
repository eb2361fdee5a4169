//! The releases of a description.

use super::address::{ReleasesAddress, list_headers};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::page::{Frame, ReleasesPage};
use crate::precondition::EntityTag;
use crate::problem::{Problem, groups};
use crate::representation::{Representation, Wanted, append_link, wanted};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use model::release::Manifest;
use model::vocab::{class, dcat, dct, ldp, property, rdf};
use model::{Iri, syntax};
use oxrdf::{GraphName, NamedNode, NamedNodeRef, Quad, Term};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listReleases",
    access: Access::Anybody,
    takes: &[&parameter::DESCRIPTIONS, &parameter::SLUG, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::LISTING, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::READING],
    example: Example::with("/releases/codes/moulin/", &[("Accept", "text/turtle")]),
};

/// `GET /releases/{container}/{slug}/`
pub(crate) async fn list(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ReleasesAddress { of, iri, .. }: ReleasesAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = wanted(visitor.taste.accept.as_deref())?;
    let releases = site.registry.releases(&visitor.caller, &of).await?;
    let mut headers = list_headers();
    append_link(&mut headers, ldp::CONTAINER.as_str(), "type");
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let quads = quads(&iri, &of, &releases);
            let tag = EntityTag::of_statements(&quads, format);
            let representation = Representation { content_type, tag, modified: None, headers };
            Ok(representation.respond(&request, || syntax::write(&quads, format).into()))
        }
        Wanted::Page => {
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, iri);
            Ok((headers, ReleasesPage::new(frame, &of, &releases)).into_response())
        }
    }
}

/// A container, what it contains, and of each what tells it from the others.
fn quads(list: &Iri, of: &Iri, releases: &[Manifest]) -> Vec<Quad> {
    let mut quads = Vec::new();
    let mut say = |subject: &Iri, predicate: NamedNodeRef<'_>, object: Term| {
        let subject: NamedNode = subject.clone().into();
        quads.push(Quad::new(subject, predicate.into_owned(), object, GraphName::DefaultGraph));
    };
    say(list, rdf::TYPE, ldp::CONTAINER.into_owned().into());
    for release in releases {
        let (iri, of) = (NamedNode::from(release.iri.clone()), NamedNode::from(of.clone()));
        say(list, ldp::CONTAINS, iri.into());
        say(&release.iri, rdf::TYPE, class::RELEASE.into_owned().into());
        say(&release.iri, property::RELEASE_OF, of.into());
        for quad in release.statements() {
            let told = [dcat::VERSION, dct::ISSUED, property::NAME];
            if quad.subject == NamedNode::from(release.iri.clone()).into() && told.contains(&quad.predicate.as_ref()) {
                say(&release.iri, quad.predicate.as_ref(), quad.object);
            }
        }
    }
    quads
}
