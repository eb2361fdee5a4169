//! Tests that are requests, one after the other, with what is expected of each answer.

use crate::bare::Listening;
use crate::results::{Results, canonical};
use crate::speaker::{Reply, said};
use crate::suite::{Case, Part};
use model::Iri;
use model::syntax::{Format, parse_keeping_labels};
use oxrdf::Triple;
use sparesults::QueryResultsFormat;

/// Whether every answer is as expected; else the first that is not.
pub(crate) fn pass(case: &Case, listening: &Listening) -> Result<(), String> {
    let connection = case.part("mf:action").ok_or("no action")?;
    let mut location = String::new();
    for (place, request) in connection.list("ht:requests").iter().enumerate() {
        let reply = send(request, listening, &location);
        if !reply.location.is_empty() {
            location.clone_from(&reply.location);
        }
        for expected in request.parts("ht:resp") {
            compare(&expected, &reply).map_err(|why| format!("request {place}: {why}: {}", said(&reply)))?;
        }
    }
    Ok(())
}

fn send(request: &Part<'_>, listening: &Listening, location: &str) -> Reply {
    let method = request.part("ht:methodName").expect("a method").text().to_owned();
    let path = request.part("ht:absolutePath").expect("a path").text().replace("$LOCATION$", location);
    let mut headers = Vec::new();
    for header in request.list("ht:headers") {
        let part = |name| header.part(name).expect("a part of a header").text().to_owned();
        headers.push((part("ht:fieldName"), part("ht:fieldValue")));
    }
    let body = request.part("ht:body").map_or_else(Vec::new, |body| bytes(&body));
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let is_update = headers.iter().any(|(_, value)| value.contains("sparql-update"))
        || path.contains("update=")
        || request
            .part("ht:body")
            .is_some_and(|body| body.part("cnt:chars").is_some_and(|text| text.text().contains("update=")));
    listening.speaker.send(&method, &here(&path, is_update), &headers, body)
}

/// The path at which this server has what the suite names. Queries and updates have an endpoint each; a graph that is
/// named by its own address is the same graph named in the query (Graph Store HTTP Protocol, section 4.2).
fn here(path: &str, is_update: bool) -> String {
    match (path.strip_prefix("/sparql/"), path.strip_prefix("/gsp")) {
        (Some(rest), _) => format!("{}{rest}", if is_update { "/update" } else { "/sparql" }),
        (None, Some(rest)) if rest.is_empty() || rest.starts_with('?') => format!("/graphs{rest}"),
        (None, Some(_)) => {
            format!("/graphs?graph={}", tests::client::url_encoded(&format!("http://www.example{path}")))
        }
        (None, None) => panic!("{path} is nowhere"),
    }
}

fn bytes(body: &Part<'_>) -> Vec<u8> {
    let text = body.part("cnt:chars").map_or_else(String::new, |text| text.text().to_owned());
    match body
        .part("cnt:characterEncoding")
        .map_or("UTF-8", |encoding| if encoding.text() == "UTF-16" { "UTF-16" } else { "UTF-8" })
    {
        "UTF-16" => [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        _ => text.into_bytes(),
    }
}

fn compare(expected: &Part<'_>, reply: &Reply) -> Result<(), String> {
    let statuses: Vec<String> = expected.parts("mf:expectedStatus").iter().map(|status| local(status.text())).collect();
    if !statuses.is_empty() && !statuses.iter().any(|status| fits(status, reply.status)) {
        return Err(format!("expected {statuses:?}"));
    }
    for header in expected.list("ht:headers") {
        let part = |name| header.part(name).map(|part| part.text().to_owned()).unwrap_or_default();
        if part("ht:fieldName").eq_ignore_ascii_case("content-type") && part("ht:fieldValue") != reply.media_type {
            return Err(format!("expected {}, found {}", part("ht:fieldValue"), reply.media_type));
        }
    }
    if expected.part("mf:expectedLocation").is_some() && reply.location.is_empty() {
        return Err("no Location".to_owned());
    }
    if let Some(format) = expected.part("mf:expectedFormat") {
        let is_bindings = Results::read(&reply.body, QueryResultsFormat::Json);
        let found = match &is_bindings {
            Ok(Results::Boolean(_)) => "boolean",
            Ok(Results::Rows(_)) => "tabular",
            Err(_) if Format::from_media_type(media_type(reply)).is_some() => "RDF",
            Ok(Results::Graph(_)) | Err(_) => "",
        };
        if found != format.text() {
            return Err(format!("expected {}, found {}", format.text(), reply.media_type));
        }
        if let Some(value) = expected.part("mf:expectedBoolean")
            && is_bindings != Ok(Results::Boolean(value.text() == "true"))
        {
            return Err(format!("expected {}", value.text()));
        }
    }
    if let Some(body) = expected.part("ht:body")
        && let Some(text) = body.part("cnt:chars")
        && !text.text().trim().is_empty()
    {
        let (wanted, found) = (read(text.text().as_bytes(), "text/turtle"), read(&reply.body, media_type(reply)));
        if canonical(&wanted) != canonical(&found) {
            return Err(format!("expected {wanted:#?}"));
        }
    }
    Ok(())
}

fn media_type(reply: &Reply) -> &str {
    reply.media_type.split(';').next().unwrap_or_default().trim()
}

fn read(bytes: &[u8], media_type: &str) -> Vec<Triple> {
    let base = Iri::parse("http://www.example/").expect("an address");
    let format = Format::from_media_type(media_type).unwrap_or(Format::Turtle);
    let quads = parse_keeping_labels(bytes, format, &base, 10_000).expect("a graph");
    quads.into_iter().map(Triple::from).collect()
}

fn local(name: &str) -> String {
    name.rsplit('#').next().unwrap_or_default().to_owned()
}

fn fits(name: &str, status: u16) -> bool {
    match name {
        "StatusCode2xx" => (200..300).contains(&status),
        "StatusCode3xx" => (300..400).contains(&status),
        "StatusCode4xx" => (400..500).contains(&status),
        "OK" => status == 200,
        "Created" => status == 201,
        "NoContent" => status == 204,
        "NotFound" => status == 404,
        other => panic!("{other} is not known here"),
    }
}
