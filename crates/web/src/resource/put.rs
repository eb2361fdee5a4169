//! Writes a document, or a bundle of documents, under its address.

use crate::address::DocumentAddress;
use crate::body::RdfBody;
use crate::precondition::{self, EntityTag};
use crate::problem::Problem;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use model::Iri;
use model::document::TRIPLE_LIMIT;
use model::syntax::{self, Format};
use oxrdf::GraphName;
use registry::{Body, Changed, Outcome};

/// `PUT /{container}/{slug}`
pub(crate) async fn put(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    body: RdfBody,
) -> Result<Response, Problem> {
    let expected = precondition::expected(&request)?;
    let format = body.format;
    let changed = if is_bundle(body.as_body(), &iri) {
        site.registry.put_bundle(&visitor.caller, &iri, body.as_body(), expected).await?
    } else {
        site.registry.put(&visitor.caller, &iri, body.as_body(), expected).await?
    };
    Ok(written(&changed, &iri, format))
}

/// Whether this TriG names graphs besides the document's own. What cannot be read is told by the registry.
fn is_bundle(body: Body<'_>, iri: &Iri) -> bool {
    let own = GraphName::NamedNode(iri.clone().into());
    body.format == Format::TriG
        && syntax::parse(body.bytes, body.format, iri, TRIPLE_LIMIT).is_ok_and(|quads| {
            quads.iter().any(|quad| quad.graph_name != GraphName::DefaultGraph && quad.graph_name != own)
        })
}

/// 201 with its address for what is new, else 204; with the `ETag` of what stands there now, in the format it came in.
pub(crate) fn written(changed: &Changed, iri: &Iri, format: Format) -> Response {
    let written = changed.receipt.written.iter().find(|written| written.iri == *iri);
    let mut headers = HeaderMap::new();
    if let Some(tag) = written.and_then(|written| EntityTag::of_document(written.revision, format).to_header()) {
        headers.insert(header::ETAG, tag);
    }
    match written.map(|written| written.outcome) {
        Some(Outcome::Created) => {
            // RFC 9110, section 15.3.2: the resource created "is identified by either a Location header field in the
            // response or, if no Location header field is received, by the target URI".
            if let Ok(location) = HeaderValue::try_from(iri.as_str()) {
                headers.insert(header::LOCATION, location);
            }
            (StatusCode::CREATED, headers).into_response()
        }
        Some(Outcome::Updated | Outcome::Unchanged | Outcome::Deleted) | None => {
            (StatusCode::NO_CONTENT, headers).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Seq;
    use registry::{Receipt, Written};

    #[test]
    fn created_has_a_location() {
        let iri = Iri::parse("https://a.example/codes/wemob").unwrap();
        let changed = |outcome| Changed {
            receipt: Receipt {
                seq: Seq(7),
                written: vec![Written { iri: iri.clone(), revision: "1-070707070707".parse().unwrap(), outcome }],
            },
            advice: Vec::new(),
        };
        for (outcome, status) in [
            (Outcome::Created, StatusCode::CREATED),
            (Outcome::Updated, StatusCode::NO_CONTENT),
            (Outcome::Unchanged, StatusCode::NO_CONTENT),
        ] {
            let response = written(&changed(outcome), &iri, Format::Turtle);
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()[header::ETAG], "\"1-070707070707-ttl\"");
            assert_eq!(response.headers().contains_key(header::LOCATION), outcome == Outcome::Created);
        }
    }
}
