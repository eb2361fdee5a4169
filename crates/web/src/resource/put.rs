//! Writes a document, or a bundle of documents, under its address.

use crate::address::DocumentAddress;
use crate::body::RdfBody;
use crate::precondition;
use crate::problem::Problem;
use crate::representation;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use model::Iri;
use model::document::TRIPLE_LIMIT;
use model::syntax::{self, Format};
use oxrdf::GraphName;
use registry::{Body, Changed};

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

/// What became of this document among those that were written.
pub(crate) fn written(changed: &Changed, iri: &Iri, format: Format) -> Response {
    let written = changed.receipt.written.iter().find(|written| written.iri == *iri);
    representation::written(iri, written.map(|written| (written.revision, written.outcome)), format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{StatusCode, header};
    use model::Seq;
    use registry::{Outcome, Receipt, Written};

    #[test]
    fn a_bundle_answers_for_the_document_at_its_address() {
        let iri = |name: &str| Iri::parse(&format!("https://a.example/codes/{name}")).unwrap();
        let wrote = |name: &str, revision: &str, outcome| Written {
            iri: iri(name),
            revision: revision.parse().unwrap(),
            outcome,
        };
        let changed = Changed {
            receipt: Receipt {
                seq: Seq(7),
                written: vec![
                    wrote("moulin", "2-080808080808", Outcome::Updated),
                    wrote("wemob", "1-070707070707", Outcome::Created),
                ],
            },
            advice: Vec::new(),
        };
        for (name, status, tag) in [
            ("wemob", StatusCode::CREATED, Some("\"1-070707070707-ttl\"")),
            ("moulin", StatusCode::NO_CONTENT, Some("\"2-080808080808-ttl\"")),
            ("other", StatusCode::NO_CONTENT, None),
        ] {
            let response = written(&changed, &iri(name), Format::Turtle);
            assert_eq!(response.status(), status, "{name}");
            assert_eq!(response.headers().get(header::ETAG).map(|tag| tag.to_str().unwrap()), tag, "{name}");
        }
    }
}
