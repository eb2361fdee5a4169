//! Answers a query in the body: alone, or in a form (SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3).

use super::{Parameters, answer, pairs_of_form, utf8};
use crate::arrival::Arrivals;
use crate::body;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, parameter};
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::submission::FORM;
use crate::visitor::Visitor;
use axum::extract::{Request, State};
use axum::response::Response;

const QUERY: &str = "application/sparql-query";

const BODY_OF_QUESTION: Body = Body {
    key: "body-question",
    required: true,
    media: &[
        Medium { media_type: QUERY, schema: Schema::Text, example: Some("SELECT ?s WHERE { ?s ?p ?o } LIMIT 3") },
        Medium { media_type: FORM, schema: Schema::Question, example: Some(r#"{ "query": "ASK { ?s ?p ?o }" }"#) },
    ],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "askAtLength",
    access: Access::Anybody,
    takes: &[&parameter::DEFAULT_GRAPH, &parameter::NAMED_GRAPH, &parameter::ENTAILMENT],
    body: Some(&BODY_OF_QUESTION),
    answers: &[super::ANSWER],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::BODY, groups::ASKING, &[Kind::NotUtf8]],
    example: Example::with("/sparql", &[("Accept", "text/csv")]),
};

/// `POST /sparql`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let parameters = read(request, &site.arrivals).await?;
    answer(&site, &visitor, parameters).await
}

async fn read(request: Request, arrivals: &Arrivals) -> Result<Parameters, Problem> {
    let media_type = body::media_type(request.headers())?;
    match media_type.essence_str() {
        FORM => Parameters::of_pairs(pairs_of_form(request, arrivals).await?),
        QUERY => {
            let mut parameters = Parameters::of_address(request.uri())?;
            parameters.query = Some(utf8(&arrivals.whole(body::BODY_LIMIT, request).await?)?);
            Ok(parameters)
        }
        other => {
            Err(Problem::new(Kind::UnsupportedMediaType).with("mediaType", other).with("supported", vec![FORM, QUERY]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::header;

    async fn asked(content_type: &str, uri: &str, body: &'static [u8]) -> Result<Parameters, Kind> {
        let request = Request::post(uri).header(header::CONTENT_TYPE, content_type).body(Body::from(body)).unwrap();
        read(request, &Arrivals::new(std::time::Duration::from_mins(1))).await.map_err(|problem| problem.kind())
    }

    #[tokio::test]
    async fn a_query_alone_or_in_a_form() {
        let alone = asked("application/sparql-query; charset=utf-8", "/sparql?default-graph-uri=urn:a", b"ASK {}")
            .await
            .unwrap();
        assert_eq!((alone.query.as_deref(), alone.default_graphs.len()), (Some("ASK {}"), 1));
        let form =
            asked(FORM, "/sparql", b"query=ASK+%7B%7D&named-graph-uri=urn:a&named-graph-uri=urn:b&entailment=off")
                .await
                .unwrap();
        assert_eq!((form.query.as_deref(), form.named_graphs.len()), (Some("ASK {}"), 2));
        assert_eq!((alone.entailment, form.entailment), (None, Some(false)));
        for (content_type, body, kind) in [
            ("text/plain", b"ASK {}".as_slice(), Kind::UnsupportedMediaType),
            ("application/sparql-query; charset=latin1", b"ASK {}", Kind::UnsupportedCharset),
            ("application/sparql-query", b"ASK {\n\xff}", Kind::NotUtf8),
            (FORM, b"update=CLEAR+ALL", Kind::BadParameter),
        ] {
            assert_eq!(asked(content_type, "/sparql", body).await, Err(kind), "{content_type}");
        }
    }
}
