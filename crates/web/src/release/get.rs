//! Reads a release: the bytes that were signed, what they say in other formats, and the page.

use super::address::{RELEASE_METHODS, ReleaseAddress};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::page::{Frame, ReleasePage};
use crate::precondition::EntityTag;
use crate::problem::{Problem, groups};
use crate::representation::{Representation, Wanted, append_link, wanted};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use model::syntax::{self, Format};
use registry::Release;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readRelease",
    access: Access::Anybody,
    takes: &[
        &parameter::DESCRIPTIONS,
        &parameter::SLUG,
        &parameter::NUMBER,
        &parameter::IF_NONE_MATCH,
        &parameter::IF_MODIFIED_SINCE,
    ],
    body: None,
    answers: &[answer::DOCUMENT, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::READING],
    example: Example::with("/releases/codes/moulin/1", &[("Accept", "application/ld+json")]),
};

/// `GET /releases/{container}/{slug}/{number}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    address: ReleaseAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = wanted(visitor.taste.accept.as_deref())?;
    let release = site.registry.read_release(&visitor.caller, &address.of, address.number).await?;
    let mut headers = HeaderMap::from_iter([(header::ALLOW, RELEASE_METHODS)]);
    append_link(&mut headers, address.list.as_str(), "collection");
    append_link(&mut headers, address.file.as_str(), "enclosure");
    match wanted {
        Wanted::Rdf(format, content_type) => {
            headers.insert(header::CACHE_CONTROL, for_ever(&release));
            let modified = Some(release.manifest.released);
            if format == Format::JsonLd {
                let tag = EntityTag::of_bytes(release.signed.as_bytes(), format.extension());
                let representation = Representation { content_type, tag, modified, headers };
                return Ok(representation.respond(&request, || Bytes::from(release.signed)));
            }
            let quads = release.manifest.statements();
            let tag = EntityTag::of_statements(&quads, format);
            let representation = Representation { content_type, tag, modified, headers };
            Ok(representation.respond(&request, || syntax::write(&quads, format).into()))
        }
        Wanted::Page => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, address.iri);
            Ok((headers, ReleasePage::new(frame, &release, &address.file, &address.slug)).into_response())
        }
    }
}

/// What was signed never changes. What not everybody may read is asked for again each time: who may, changes.
fn for_ever(release: &Release) -> HeaderValue {
    if release.is_public {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("private, no-cache")
    }
}
