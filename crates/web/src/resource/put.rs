//! Writes a document, or a bundle of documents, under its address.

use crate::address::DocumentAddress;
use crate::body::RdfBody;
use crate::described::{Access, Example, Operation, RDF, answer, parameter};
use crate::links;
use crate::note::ChangeNote;
use crate::precondition::{self, EntityTag};
use crate::problem::{Kind, Problem, groups};
use crate::representation;
use crate::resource::told::answered;
use crate::resource::with::With;
use crate::site::{SharedSite, Site, Unconditional};
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, header};
use model::Scope;
use model::syntax::Format;
use model::{Caller, Expected, Iri};
use registry::{BundleExpected, Changed, Each, Kinds};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "writeDocument",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::WITH,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::CHANGE_NOTE,
        &parameter::MODEL,
        &parameter::PREFER_RETURN,
    ],
    body: Some(&RDF),
    answers: &[answer::CREATED_DOCUMENT, answer::SHOWN, answer::WRITTEN],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::RDF_BODY,
        groups::WRITING,
        groups::REPLACING,
        groups::MODELS,
        groups::NOTED,
        groups::NOT_OF_VERSIONS,
        &[Kind::NotAnAddress, Kind::TooMuch],
    ],
    example: Example::of("/organizations/moulin"),
};

/// `PUT /{container}/{slug}`. TriG has a graph for each document: it may write several, all or nothing.
pub(crate) async fn put(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    With(with): With,
    request: HeaderMap,
    ChangeNote(reason): ChangeNote,
    body: RdfBody,
) -> Result<Response, Problem> {
    links::only_rdf_sources(&request)?;
    let expected = precondition::expected(&request)?;
    let (caller, format) = (&visitor.caller, body.format);
    let kinds = with.clone().unwrap_or_else(Kinds::all);
    let changed = match (format, expected, site.settings.unconditional) {
        (Format::TriG, Expected::Unstated, Unconditional::LastWins) => {
            let expected = BundleExpected { each: Each::Whatever, whole: Vec::new(), kinds: kinds.clone() };
            site.registry.put_bundle(caller, &iri, body.as_body(), expected, reason).await?
        }
        (Format::TriG, _, _) => {
            let (each, whole) = precondition::expected_of_bundle(&request)?;
            let expected = BundleExpected { each: Each::Stated(each), whole, kinds: kinds.clone() };
            site.registry.put_bundle(caller, &iri, body.as_body(), expected, reason).await?
        }
        (_, Expected::Unstated, Unconditional::LastWins) => {
            site.registry.put_over(caller, &iri, body.as_body(), reason).await?
        }
        (_, expected, _) => site.registry.put(caller, &iri, body.as_body(), expected, reason).await?,
    };
    let mut response = written(&changed, &iri, format);
    if format == Format::TriG && site.registry.may_have_members(&iri) {
        tag_of_whole(&site, caller, &iri, &kinds, response.headers_mut()).await;
    }
    Ok(answered(&site, &visitor, &request, &changed, (&iri, with.as_ref()), response).await)
}

/// The tag to write the whole again. Where it cannot be had, the answer has none: what was written is written.
async fn tag_of_whole(site: &Site, caller: &Caller, iri: &Iri, kinds: &Kinds, headers: &mut HeaderMap) {
    headers.remove(header::ETAG);
    if let Ok(bundle) = site.registry.bundle(caller, iri, kinds).await
        && let Some(tag) = EntityTag::of_bundle(bundle.tag(), Format::TriG).to_header()
    {
        headers.insert(header::ETAG, tag);
    }
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
