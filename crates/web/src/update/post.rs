//! Takes an update in the body: alone, or in a form (SPARQL 1.1 Protocol, sections 2.2.1 and 2.2.2).

use crate::arrival::Arrivals;
use crate::body;
use crate::described::{Access, Answer, Body, Example, Medium, Operation, Part, Schema, parameter};
use crate::note::ChangeNote;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::sparql::{graph, pairs_of_address, pairs_of_form, utf8};
use crate::submission::FORM;
use crate::visitor::Visitor;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use model::{Iri, Scope};
use registry::{Changed, Outcome, Update};
use serde_json::{Value, json};

const UPDATE: &str = "application/sparql-update";

const BODY_OF_UPDATE: Body = Body {
    key: "body-update",
    required: true,
    media: &[
        Medium {
            media_type: UPDATE,
            schema: Schema::Text,
            example: Some(
                "PREFIX cs: <https://w3id.org/codesocial#>\nDELETE { ?mill cs:summary ?before } INSERT { ?mill cs:summary \"Un moulin.\"@fr }\nWHERE { ?mill cs:name \"Le Moulin\"@fr OPTIONAL { ?mill cs:summary ?before } }\n",
            ),
        },
        Medium {
            media_type: FORM,
            schema: Schema::UpdateForm,
            example: Some(r#"{ "update": "DELETE WHERE { ?s <https://w3id.org/codesocial#description> ?o }" }"#),
        },
    ],
};

const UPDATED: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-updated",
    content: &[Part::As("application/json", Schema::Updated)],
    headers: &[],
};

const NOTHING: Answer =
    Answer { status: StatusCode::NO_CONTENT, key: "answer-nothing-updated", content: &[], headers: &[] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "update",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::USING_GRAPH, &parameter::USING_NAMED_GRAPH, &parameter::CHANGE_NOTE],
    body: Some(&BODY_OF_UPDATE),
    answers: &[UPDATED, NOTHING],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::ASKING,
        groups::WRITING,
        groups::NOTED,
        &[
            Kind::Detached,
            Kind::ForeignGraph,
            Kind::ForeignSubject,
            Kind::NotUtf8,
            Kind::TooManyDocuments,
            Kind::TooManyStatements,
            Kind::TooSymmetric,
            Kind::UnsupportedCoding,
            Kind::UnfitGraph,
        ],
    ],
    example: Example::of("/update"),
};

/// `POST /update`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ChangeNote(reason): ChangeNote,
    request: Request,
) -> Result<Response, Problem> {
    body::plain(request.headers())?;
    body::from_holder(&request)?;
    let Parameters { update, default_graphs, named_graphs } = read(request, &site.arrivals).await?;
    let update = Update {
        text: update,
        default_graphs,
        named_graphs,
        base: site.registry.base().home(),
        caller: visitor.caller,
        at_least: site.registry.head(),
        deadline: site.settings.query_deadline,
    };
    match site.endpoint.update(update, reason).await? {
        None => Ok(StatusCode::NO_CONTENT.into_response()),
        Some(changed) => Ok(([(header::CONTENT_TYPE, "application/json")], told(&changed).to_string()).into_response()),
    }
}

/// What was changed.
fn told(changed: &Changed) -> Value {
    let documents = changed.receipt.written.iter().map(|written| {
        let outcome = match written.outcome {
            Outcome::Created => "created",
            Outcome::Updated => "updated",
            Outcome::Unchanged => "unchanged",
            Outcome::Deleted => "deleted",
        };
        json!({ "id": written.iri.as_str(), "outcome": outcome, "revision": written.revision.to_string() })
    });
    json!({ "documents": documents.collect::<Vec<_>>() })
}

/// The parameters of an update.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parameters {
    update: String,
    default_graphs: Vec<Iri>,
    named_graphs: Vec<Iri>,
}

async fn read(request: Request, arrivals: &Arrivals) -> Result<Parameters, Problem> {
    let media_type = body::media_type(request.headers())?;
    match media_type.essence_str() {
        FORM => {
            let (mut parameters, mut update) = (Parameters::default(), None);
            for (name, value) in pairs_of_form(request, arrivals).await? {
                if name == "update" && update.is_none() {
                    update = Some(value);
                } else {
                    parameters.take(&name, value)?;
                }
            }
            parameters.update = update.ok_or_else(|| Problem::bad_parameter("update", ""))?;
            Ok(parameters)
        }
        UPDATE => {
            let mut parameters = Parameters::default();
            for (name, value) in pairs_of_address(request.uri())? {
                parameters.take(&name, value)?;
            }
            parameters.update = utf8(&arrivals.whole(body::BODY_LIMIT, request).await?)?;
            Ok(parameters)
        }
        other => {
            Err(Problem::new(Kind::UnsupportedMediaType).with("mediaType", other).with("supported", vec![FORM, UPDATE]))
        }
    }
}

impl Parameters {
    fn take(&mut self, name: &str, value: String) -> Result<(), Problem> {
        match name {
            "using-graph-uri" => self.default_graphs.push(graph("using-graph-uri", &value)?),
            "using-named-graph-uri" => self.named_graphs.push(graph("using-named-graph-uri", &value)?),
            // "exactly 1" (SPARQL 1.1 Protocol, section 2.2); and questions have a door of their own.
            "update" => return Err(Problem::bad_parameter("update", value)),
            "query" => return Err(Problem::bad_parameter("query", value)),
            // The language of problems, and whatever other services' clients add.
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[tokio::test]
    async fn an_update_alone_or_in_a_form() {
        let sent = async |content_type: &str, uri: &str, body: &'static [u8]| {
            let request = Request::post(uri).header(header::CONTENT_TYPE, content_type).body(Body::from(body)).unwrap();
            read(request, &Arrivals::new(std::time::Duration::from_mins(1))).await.map_err(|problem| problem.kind())
        };
        let alone = sent(UPDATE, "/update?using-graph-uri=urn:a&lang=en", b"CLEAR ALL").await.unwrap();
        assert_eq!((alone.update.as_str(), alone.default_graphs.len()), ("CLEAR ALL", 1));
        let form =
            sent(FORM, "/update", b"using-named-graph-uri=urn:a&update=CLEAR+ALL&using-named-graph-uri=urn:b").await;
        let form = form.unwrap();
        assert_eq!((form.update.as_str(), form.named_graphs.len()), ("CLEAR ALL", 2));
        for (content_type, uri, body, kind) in [
            (FORM, "/update", b"update=CLEAR+ALL&update=CLEAR+ALL".as_slice(), Kind::BadParameter),
            (FORM, "/update", b"query=ASK+%7B%7D", Kind::BadParameter),
            (FORM, "/update", b"using-graph-uri=urn:a", Kind::BadParameter),
            (FORM, "/update", b"update=CLEAR+ALL&using-graph-uri=a", Kind::BadParameter),
            (UPDATE, "/update?update=CLEAR%20ALL", b"CLEAR ALL", Kind::BadParameter),
            (UPDATE, "/update", b"CLEAR\n\xff", Kind::NotUtf8),
            ("application/sparql-query", "/update", b"CLEAR ALL", Kind::UnsupportedMediaType),
            ("application/sparql-update; charset=utf-16", "/update", b"CLEAR ALL", Kind::UnsupportedCharset),
        ] {
            assert_eq!(sent(content_type, uri, body).await, Err(kind), "{content_type} {uri}");
        }
    }
}
