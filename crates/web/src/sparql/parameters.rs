//! The parameters of a query (SPARQL 1.1 Protocol, section 2.1), from an address or a form.

use crate::arrival::Arrivals;
use crate::body;
use crate::problem::{Kind, Problem};
use crate::submission::FORM;
use axum::extract::{Form, FromRequest, Query, Request};
use http::{Method, Uri};
use model::Iri;

/// What a request asks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters {
    /// The query, if there is one.
    pub(crate) query: Option<String>,
    /// `default-graph-uri`.
    pub(crate) default_graphs: Vec<Iri>,
    /// `named-graph-uri`.
    pub(crate) named_graphs: Vec<Iri>,
    /// `entailment`: whether what the ontology entails is part of the default graph. Ours, not the protocol's; it is on
    /// unless somebody says otherwise.
    pub(crate) entailment: Option<bool>,
}

impl Parameters {
    /// Those of an address.
    pub(crate) fn of_address(uri: &Uri) -> Result<Self, Problem> {
        Self::of_pairs(pairs_of_address(uri)?)
    }

    /// Those of a form.
    pub(crate) fn of_pairs(pairs: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut parameters = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "query" if parameters.query.is_some() => {
                    // "exactly 1" (SPARQL 1.1 Protocol, section 2.1.1).
                    return Err(Problem::bad_parameter("query", value));
                }
                "query" => parameters.query = Some(value),
                "default-graph-uri" => parameters.default_graphs.push(graph("default-graph-uri", &value)?),
                "named-graph-uri" => parameters.named_graphs.push(graph("named-graph-uri", &value)?),
                "entailment" => parameters.entailment = Some(switch(&parameters, value)?),
                // Updates have a door of their own.
                "update" => {
                    return Err(Problem::bad_parameter("update", value));
                }
                // The language of the page, and whatever other services' clients add.
                _ => {}
            }
        }
        parameters.query = parameters.query.filter(|query| !query.trim().is_empty());
        Ok(parameters)
    }
}

/// `on` or `off`, said once.
fn switch(before: &Parameters, value: String) -> Result<bool, Problem> {
    match (before.entailment, value.as_str()) {
        (None, "on") => Ok(true),
        (None, "off") => Ok(false),
        _ => Err(Problem::bad_parameter("entailment", value)),
    }
}

/// The parameters in an address, in their order.
pub(crate) fn pairs_of_address(uri: &Uri) -> Result<Vec<(String, String)>, Problem> {
    let Query(pairs) = Query::try_from_uri(uri).map_err(|_| {
        Problem::new(Kind::BadParameter).with("parameter", "?").with("value", uri.query().unwrap_or_default())
    })?;
    Ok(pairs)
}

/// The parameters in a form, in their order.
pub(crate) async fn pairs_of_form(request: Request, arrivals: &Arrivals) -> Result<Vec<(String, String)>, Problem> {
    let (parts, ()) = Request::new(()).into_parts();
    let content_type = request.headers().clone();
    let mut form = Request::from_parts(parts, arrivals.whole(body::BODY_LIMIT, request).await?.into());
    *form.headers_mut() = content_type;
    *form.method_mut() = Method::POST;
    let Form(pairs) = Form::from_request(form, &()).await.map_err(|_| Problem::bad_parameter("form", FORM))?;
    Ok(pairs)
}

/// A body that must be text.
pub(crate) fn utf8(body: &[u8]) -> Result<String, Problem> {
    std::str::from_utf8(body).map(str::to_owned).map_err(|error| {
        let before = body.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count() as u64;
        Problem::new(Kind::NotUtf8).with("line", line)
    })
}

/// The name of a graph.
pub(crate) fn graph(name: &'static str, value: &str) -> Result<Iri, Problem> {
    Iri::parse(value).map_err(|_| Problem::bad_parameter(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_asks() {
        let asked = |query: &str| Parameters::of_address(&format!("/sparql?{query}").parse().unwrap());
        let parameters =
            asked("query=ASK%20%7B%7D&default-graph-uri=http%3A%2F%2Fa.example%2Fa&default-graph-uri=urn:b&lang=en")
                .unwrap();
        assert_eq!(parameters.query.as_deref(), Some("ASK {}"));
        assert_eq!(parameters.default_graphs.len(), 2);
        assert_eq!(parameters.entailment, None);
        assert_eq!(asked("query=ASK{}&entailment=off").unwrap().entailment, Some(false));
        assert_eq!(asked("query=ASK{}&entailment=on").unwrap().entailment, Some(true));
        assert_eq!(asked("query=+").unwrap().query, None);
        assert_eq!(asked("").unwrap(), Parameters::default());
        for refused in [
            "query=ASK{}&query=ASK{}",
            "query=ASK{}&named-graph-uri=a",
            "update=CLEAR%20ALL",
            "query=ASK{}&entailment=no",
            "query=ASK{}&entailment=",
            "query=ASK{}&entailment=off&entailment=off",
        ] {
            assert_eq!(asked(refused).map_err(|problem| problem.kind()), Err(Kind::BadParameter), "{refused}");
        }
    }
}
