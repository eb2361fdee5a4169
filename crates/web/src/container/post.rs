//! Creates a document in a container.

use crate::address::ContainerAddress;
use crate::body::RdfBody;
use crate::described::{Access, Example, Operation, RDF, answer, parameter};
use crate::links;
use crate::note::ChangeNote;
use crate::problem::{Kind, Problem, groups};
use crate::resource::put::written;
use crate::resource::told::answered;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use model::Scope;
use percent_encoding::percent_decode_str;

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "createDocument",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SUGGESTED,
        &parameter::MODEL,
        &parameter::CHANGE_NOTE,
        &parameter::PREFER_RETURN,
    ],
    body: Some(&RDF),
    answers: &[answer::CREATED_DOCUMENT],
    refuses: &[
        groups::BODY,
        groups::RDF_BODY,
        groups::WRITING,
        groups::MODELS,
        groups::NOTED,
        &[Kind::NoAddress, Kind::PreconditionRequired, Kind::TooMuch],
    ],
    example: Example::with("/organizations/", &[("Slug", "le-moulin")]),
};

/// `POST /{container}/`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ContainerAddress(container): ContainerAddress,
    request: HeaderMap,
    ChangeNote(reason): ChangeNote,
    body: RdfBody,
) -> Result<Response, Problem> {
    links::only_rdf_sources(&request)?;
    let hint = slug(&request);
    let changed = site.registry.post(&visitor.caller, container, hint.as_deref(), body.as_body(), reason).await?;
    let Some(first) = changed.receipt.written.first() else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let usual = written(&changed, &first.iri, body.format);
    Ok(answered(&site, &visitor, &request, &changed, (&first.iri, None), usual).await)
}

/// RFC 5023, section 9.7: the `Slug` header is percent-encoded UTF-8.
pub(crate) fn slug(request: &HeaderMap) -> Option<String> {
    let text = request.get("slug")?.to_str().ok()?;
    Some(percent_decode_str(text).decode_utf8_lossy().into_owned()).filter(|slug| !slug.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn slugs_are_percent_encoded() {
        for (value, expected) in [("wemob", Some("wemob")), ("L%E2%80%99%C5%93uvre", Some("L’œuvre")), (" ", None)] {
            let headers =
                HeaderMap::from_iter([(http::HeaderName::from_static("slug"), HeaderValue::from_static(value))]);
            assert_eq!(slug(&headers).as_deref(), expected);
        }
        assert_eq!(slug(&HeaderMap::new()), None);
    }
}
