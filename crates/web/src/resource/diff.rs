//! What changed between two versions of a document: a page, JSON, or an RDF Patch.

use super::get::names;
use crate::address::DocumentAddress;
use crate::described::{Access, Answer, Example, Operation, Part, Schema, answer, parameter};
use crate::memento::{append_history, numbered};
use crate::negotiation::{Offer, choose};
use crate::page::{self, DiffPage, Frame};
use crate::precondition::EntityTag;
use crate::problem::{Problem, groups};
use crate::representation::{Representation, append_link, cache_control, not_acceptable};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use model::diff::{RDF_PATCH, Value};
use oxrdf::Term;
use registry::{Comparison, Past};
use serde_json::{Value as Json, json};

#[derive(Clone, Copy)]
enum Form {
    Json,
    Patch,
    Page,
}

const OFFERS: [Offer<Form>; 3] = [
    Offer { media_type: "application/json", value: Form::Json },
    Offer { media_type: RDF_PATCH, value: Form::Patch },
    Offer { media_type: "text/html", value: Form::Page },
];

const DIFF: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-diff",
    content: &[Part::As("application/json", Schema::Object), Part::As(RDF_PATCH, Schema::Text), Part::Page],
    headers: &["Cache-Control", "ETag", "Link"],
};

/// What it takes and answers. Without `to` it is the newest, without `from` the one before that.
pub(crate) const OPERATION: Operation = Operation {
    id: "compareVersions",
    access: Access::Anybody,
    takes: &[&parameter::CONTAINER, &parameter::SLUG, &parameter::FROM, &parameter::TO, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[DIFF, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::READING],
    example: Example::of("/organizations/moulin/diff"),
};

/// `GET /{container}/{slug}/diff?from=N&to=M`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    RawQuery(query): RawQuery,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let form = choose(visitor.taste.accept.as_deref(), &OFFERS).map_err(|_| not_acceptable(&OFFERS))?.value;
    let (from, to) = (numbered(query.as_deref(), "from")?, numbered(query.as_deref(), "to")?);
    let comparison = site.registry.compare(&visitor.caller, &iri, from, to).await?;
    let [from, to] = [&comparison.from, &comparison.to].map(|past| past.version.revision.number);
    let own = iri.diff(from, to);
    let mut headers = HeaderMap::new();
    let [old, new] = [&comparison.from, &comparison.to].map(|past| past.resource.audience.clone());
    headers.insert(header::CACHE_CONTROL, cache_control(&old.meet(new)));
    append_history(&mut headers, &iri);
    for number in [from, to] {
        append_link(&mut headers, iri.version(number).as_str(), "item");
    }
    let respond = |content_type, extension, text: String| {
        let tag = EntityTag::of_bytes(text.as_bytes(), extension);
        Representation { content_type, tag, modified: None, headers: headers.clone() }.respond(&request, || text.into())
    };
    Ok(match form {
        Form::Json => respond("application/json", "json", json(&comparison).to_string()),
        Form::Patch => respond(RDF_PATCH, "rdfp", comparison.diff.to_rdf_patch(&own)),
        Form::Page => {
            let mentioned = [&comparison.from, &comparison.to].map(|past| page::mentioned(&past.resource.document));
            let (names, held) = names(&site, &visitor.caller, mentioned.into_iter().flatten().collect()).await?;
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, own).knowing(held);
            (headers, DiffPage::new(frame, &comparison, &names)).into_response()
        }
    })
}

/// In the manner of JSON Patch (RFC 6902): operations in order, over statements instead of paths.
fn json(comparison: &Comparison) -> Json {
    let [old, new] = [&comparison.from, &comparison.to];
    let iri = new.resource.document.iri();
    let changes: Vec<Json> = comparison
        .diff
        .altered()
        .into_iter()
        .flat_map(|altered| {
            let (subject, property) = (altered.subject.as_str().to_owned(), altered.property.as_str().to_owned());
            altered.values.into_iter().map(move |value| {
                let (op, old, new) = match value {
                    Value::Added(new) => ("add", None, Some(new)),
                    Value::Removed(old) => ("remove", Some(old), None),
                    Value::Replaced(old, new) => ("replace", Some(old), Some(new)),
                };
                let mut change = json!({ "op": op, "subject": subject, "property": property });
                for (name, term) in [("old", old), ("value", new)] {
                    if let (Some(term), Some(change)) = (term, change.as_object_mut()) {
                        change.insert(name.to_owned(), of_term(term));
                    }
                }
                change
            })
        })
        .collect();
    json!({ "document": iri.as_str(), "from": of_version(old), "to": of_version(new), "changes": changes })
}

fn of_version(past: &Past) -> Json {
    let number = past.version.revision.number;
    json!({
        "id": past.resource.document.iri().version(number).as_str(),
        "version": number,
        "at": past.version.at.to_string(),
        "account": past.version.by.0,
        "reason": past.version.reason,
    })
}

/// A term as SPARQL 1.1 Query Results JSON Format, section 3.2.2 writes it.
pub(crate) fn of_term(term: &Term) -> Json {
    match term {
        Term::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        Term::BlankNode(node) => json!({ "type": "bnode", "value": node.as_str() }),
        Term::Literal(literal) => match literal.language() {
            Some(language) => json!({ "type": "literal", "value": literal.value(), "xml:lang": language }),
            None => {
                json!({ "type": "literal", "value": literal.value(), "datatype": literal.datatype().as_str() })
            }
        },
    }
}
