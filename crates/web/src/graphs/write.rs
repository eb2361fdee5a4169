//! Any other method. An instance's graphs are documents, and whoever wants to write one is told where; where graphs are
//! written as such, they are written here.

use super::Target;
use crate::body;
use crate::problem::{Kind, Problem};
use crate::site::{SharedSite, Site};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use model::syntax::{self, Format};
use model::{Iri, document};
use oxrdf::Triple;
use registry::{GraphStore, Replacing};

/// What can be done at this address.
pub(super) fn allowed(site: &Site) -> &'static str {
    if site.endpoint.graph_store().is_some() { "DELETE, GET, HEAD, OPTIONS, POST, PUT" } else { "GET, HEAD, OPTIONS" }
}

/// Any method of `/graphs` but `GET`, `HEAD` and `OPTIONS`.
pub(crate) async fn write(State(site): State<SharedSite>, request: Request) -> Result<Response, Problem> {
    let method = request.method().clone();
    let Some(graphs) = site.endpoint.graph_store() else {
        return Err(Problem::new(Kind::GraphsAreDocuments)
            .with("method", method.as_str())
            .with("update", site.registry.base().service("update").as_str())
            .with_header(header::ALLOW, HeaderValue::from_static(allowed(&site))));
    };
    let target = Target::of(request.uri())?;
    match (method, target) {
        (Method::PUT, Some(target)) => {
            let triples = read(&site, target.name(), request).await?;
            put(graphs, &target, triples, Replacing::All)
        }
        (Method::POST, Some(target)) => {
            let triples = read(&site, target.name(), request).await?;
            put(graphs, &target, triples, Replacing::Nothing)
        }
        // Graph Store HTTP Protocol, section 5.5: "the server MUST create a new RDF graph" with a name of its own.
        (Method::POST, None) => {
            let made = new_name(&site);
            let triples = read(&site, Some(&made), request).await?;
            let response = put(graphs, &Target::Named(made.clone()), triples, Replacing::All)?;
            let location = HeaderValue::try_from(made.as_str()).map_err(Problem::internal)?;
            Ok(([(header::LOCATION, location)], response).into_response())
        }
        (Method::DELETE, Some(target)) if graphs.remove(target.name()) => Ok(StatusCode::NO_CONTENT.into_response()),
        (Method::DELETE, Some(_)) => Err(Problem::new(Kind::NotFound)),
        (Method::PUT | Method::DELETE, None) => Err(Problem::bad_parameter("graph", "")),
        (method, _) => Err(Problem::new(Kind::MethodNotAllowed)
            .with("method", method.as_str())
            .with_header(header::ALLOW, HeaderValue::from_static(allowed(&site)))),
    }
}

fn put(
    graphs: &dyn GraphStore,
    target: &Target,
    triples: Vec<Triple>,
    replacing: Replacing,
) -> Result<Response, Problem> {
    let was_there = graphs.put(target.name(), triples, replacing)?;
    Ok(if was_there { StatusCode::NO_CONTENT } else { StatusCode::CREATED }.into_response())
}

/// The triples of a body; of each part, where it has several (section 5.5: "multipart/form-data").
async fn read(site: &Site, name: Option<&Iri>, request: Request) -> Result<Vec<Triple>, Problem> {
    let headers = request.headers().clone();
    let media_type = body::media_type(&headers)?;
    let boundary = media_type.get_param("boundary").map(|boundary| boundary.as_str().to_owned());
    let bytes = site.arrivals.whole(body::BODY_LIMIT, request).await?;
    let base = name.cloned().unwrap_or_else(|| site.registry.base().home());
    match (media_type.essence_str(), boundary) {
        ("multipart/form-data", Some(boundary)) => {
            let mut triples = Vec::new();
            for (headers, part) in parts(&bytes, &boundary) {
                triples.extend(parsed(body::media_type(&headers)?.essence_str(), &part, &base)?);
            }
            Ok(triples)
        }
        (essence, _) => parsed(essence, &bytes, &base),
    }
}

fn parsed(media_type: &str, bytes: &[u8], base: &Iri) -> Result<Vec<Triple>, Problem> {
    let format = Format::from_media_type(media_type).ok_or_else(|| {
        let supported: Vec<&str> = Format::ALL.iter().map(|format| format.media_type()).collect();
        Problem::new(Kind::UnsupportedMediaType).with("mediaType", media_type).with("supported", supported)
    })?;
    let quads = syntax::parse(bytes, format, base, document::TRIPLE_LIMIT)?;
    Ok(quads.into_iter().map(Triple::from).collect())
}

/// The parts of a multipart body (RFC 2046, section 5.1.1), each with its header.
fn parts(bytes: &[u8], boundary: &str) -> Vec<(HeaderMap, Bytes)> {
    let text = String::from_utf8_lossy(bytes);
    let delimiter = ["--", boundary].concat();
    let parts = text.split(&delimiter).skip(1).take_while(|part| !part.starts_with("--"));
    parts
        .filter_map(|part| {
            let part = part.trim_start_matches(['\r', '\n']);
            let (head, content) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
            let media_type = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.trim().eq_ignore_ascii_case("content-type").then(|| HeaderValue::from_str(value.trim()).ok())?
            })?;
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, media_type)]);
            Some((headers, Bytes::copy_from_slice(content.as_bytes())))
        })
        .collect()
}

/// An address that no graph has yet.
fn new_name(site: &Site) -> Iri {
    let mut drawn = [0; 16];
    site.settings.chance.fill(&mut drawn);
    site.registry.base().service(&["graphs/", &hex::encode(drawn)].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_parts() {
        let body = "--x\r\nContent-Disposition: form-data; name=a\r\nContent-type: text/turtle\r\n\r\n<a> <b> 1 .\r\n--x\r\ncontent-type: application/n-triples\r\n\r\n\r\n--x--\r\n<nothing>";
        let found = parts(body.as_bytes(), "x");
        let types: Vec<&str> =
            found.iter().map(|(headers, _)| headers[header::CONTENT_TYPE].to_str().unwrap()).collect();
        assert_eq!(types, ["text/turtle", "application/n-triples"]);
        assert_eq!(found[0].1, "<a> <b> 1 .\r\n");
    }
}
