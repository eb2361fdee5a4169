//! RDF on the way out: which format, its validators and headers, and the cache of written bytes.

use crate::body;
use crate::negotiation::{Offer, choose};
use crate::precondition::{self, EntityTag};
use crate::problem::{Kind, Problem};
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use model::syntax::{self, Format};
use model::vocab::ldp;
use model::{Audience, Iri, Revision};
use oxrdf::NamedNodeRef;
use registry::{Forgetting, Forgotten, KeepsCopies, Outcome, Resource};
use std::collections::BTreeSet;
use std::panic::resume_unwind;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::task::spawn_blocking;

/// What a reader wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The page.
    Page,
    /// RDF, with the `Content-Type` to say.
    Rdf(Format, &'static str),
}

/// Chooses among the page and the formats of RDF.
pub(crate) fn wanted(accept: Option<&str>) -> Result<Wanted, Problem> {
    let Some(accept) = accept else {
        // LDP 1.0, section 4.3.2.2: "LDP servers SHOULD respond with a text/turtle representation of the requested
        // LDP-RS whenever the Accept request header is absent."
        return Ok(Wanted::Rdf(Format::Turtle, content_type(Format::Turtle)));
    };
    let offers = offers();
    choose(Some(accept), &offers).map(|offer| offer.value).map_err(|_| not_acceptable(&offers))
}

/// The same without the page: what programs alone read.
pub(crate) fn wanted_by_programs(accept: Option<&str>) -> Result<(Format, &'static str), Problem> {
    let Some(accept) = accept else { return Ok((Format::Turtle, content_type(Format::Turtle))) };
    let offers: Vec<Offer<(Format, &'static str)>> = offers()
        .into_iter()
        .filter_map(|offer| match offer.value {
            Wanted::Rdf(format, content_type) => {
                Some(Offer { media_type: offer.media_type, value: (format, content_type) })
            }
            Wanted::Page => None,
        })
        .collect();
    choose(Some(accept), &offers).map(|offer| offer.value).map_err(|_| not_acceptable(&offers))
}

/// The same for several documents at once: formats that can tell one from the other. Without `Accept`, TriG.
pub(crate) fn wanted_of_several(accept: Option<&str>) -> Result<Wanted, Problem> {
    let Some(accept) = accept else { return Ok(Wanted::Rdf(Format::TriG, content_type(Format::TriG))) };
    let mut offers = offers();
    offers.retain(|offer| match offer.value {
        Wanted::Rdf(format, _) => format.has_graphs(),
        Wanted::Page => true,
    });
    choose(Some(accept), &offers).map(|offer| offer.value).map_err(|_| not_acceptable(&offers))
}

/// The page and the formats of RDF.
pub(crate) fn offers() -> Vec<Offer<Wanted>> {
    let mut offers: Vec<Offer<Wanted>> = Format::ALL
        .iter()
        .map(|format| Offer { media_type: format.media_type(), value: Wanted::Rdf(*format, content_type(*format)) })
        .collect();
    // JSON-LD is JSON: whoever asks for no more than JSON gets it under that name.
    offers.push(Offer { media_type: "application/json", value: Wanted::Rdf(Format::JsonLd, "application/json") });
    offers.push(Offer { media_type: "text/html", value: Wanted::Page });
    offers
}

/// 406 with what there is instead.
pub(crate) fn not_acceptable<T>(offers: &[Offer<T>]) -> Problem {
    Problem::new(Kind::NotAcceptable).with("available", offers.iter().map(|offer| offer.media_type).collect::<Vec<_>>())
}

/// A format's `Content-Type`. Turtle's registration knows `charset`; the others are UTF-8 by definition.
pub(crate) fn content_type(format: Format) -> &'static str {
    match format {
        Format::Turtle => "text/turtle; charset=utf-8",
        Format::JsonLd | Format::TriG | Format::NQuads | Format::NTriples | Format::RdfXml => format.media_type(),
    }
}

/// Written representations. A revision's bytes never change, so nothing in it is ever wrong; it is bounded by bytes.
pub(crate) struct Cache {
    written: moka::sync::Cache<(Iri, Revision, Format), Bytes>,
    /// Documents that were erased since: what is still being written of them is not kept.
    erased: Mutex<BTreeSet<Iri>>,
}

impl Cache {
    pub(crate) fn new(bytes: u64) -> Self {
        let weigh = |(iri, ..): &(Iri, Revision, Format), body: &Bytes| {
            u32::try_from(iri.as_str().len() + body.len()).unwrap_or(u32::MAX)
        };
        let written = moka::sync::Cache::builder().max_capacity(bytes).weigher(weigh).build();
        Self { written, erased: Mutex::default() }
    }

    /// The document in this format. Whether the caller may see it was decided before.
    pub(crate) async fn of_document(&self, resource: Resource, format: Format) -> Result<Bytes, Problem> {
        let key = (resource.document.iri().clone(), resource.revision, format);
        if let Some(known) = self.written.get(&key) {
            return Ok(known);
        }
        let (written, document) = (self.written.clone(), key.0.clone());
        let write = move || written.get_with(key, || syntax::write_document(&resource.document, format).into());
        let bytes = aside(write).await?;
        // Somebody read it before it was erased, and wrote it after.
        if self.erased().contains(&document) {
            self.drop_all(&[document]);
        }
        Ok(bytes)
    }

    fn drop_all(&self, documents: &[Iri]) {
        for (key, _) in &self.written {
            if documents.contains(&key.0) {
                self.written.invalidate(key.as_ref());
            }
        }
        // What is taken out is let go of only then.
        self.written.run_pending_tasks();
    }

    fn erased(&self) -> MutexGuard<'_, BTreeSet<Iri>> {
        self.erased.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeepsCopies for Cache {
    fn name(&self) -> &'static str {
        "representations"
    }

    fn forget<'a>(&'a self, what: &'a Forgotten) -> Forgetting<'a> {
        Box::pin(async move {
            self.erased().extend(what.documents.iter().cloned());
            self.drop_all(&what.documents);
            Ok(())
        })
    }
}

/// Writing a large document takes seconds in some formats: not where everybody is answered.
pub(crate) async fn aside(write: impl FnOnce() -> Bytes + Send + 'static) -> Result<Bytes, Problem> {
    match spawn_blocking(write).await {
        Ok(bytes) => Ok(bytes),
        Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
        // The instance is ending.
        Err(_) => Err(Problem::new(Kind::Unavailable)),
    }
}

/// An answer whose bytes are known by a strong tag.
pub(crate) struct Representation {
    pub(crate) content_type: &'static str,
    pub(crate) tag: EntityTag,
    pub(crate) modified: Option<Timestamp>,
    /// What else is said, with or without the bytes.
    pub(crate) headers: HeaderMap,
}

impl Representation {
    /// 304 for who has it, else 200 with the bytes, which are made only then.
    pub(crate) fn respond(self, request: &HeaderMap, bytes: impl FnOnce() -> Bytes) -> Response {
        let bytes = (!self.is_fresh(request)).then(bytes);
        self.with(bytes)
    }

    /// The same, where making them takes a while.
    pub(crate) async fn respond_with(
        self,
        request: &HeaderMap,
        bytes: impl AsyncFnOnce() -> Result<Bytes, Problem>,
    ) -> Result<Response, Problem> {
        let bytes = if self.is_fresh(request) { None } else { Some(bytes().await?) };
        Ok(self.with(bytes))
    }

    fn is_fresh(&self, request: &HeaderMap) -> bool {
        precondition::is_fresh(request, &self.tag, self.modified)
    }

    fn with(self, bytes: Option<Bytes>) -> Response {
        let fresh = bytes.is_none();
        let mut response = Response::new(bytes.map_or_else(Body::empty, Body::from));
        *response.headers_mut() = self.headers;
        let headers = response.headers_mut();
        if let Some(tag) = self.tag.to_header() {
            headers.insert(header::ETAG, tag);
        }
        if let Some(modified) =
            self.modified.and_then(|modified| HeaderValue::try_from(precondition::http_date(modified)).ok())
        {
            headers.insert(header::LAST_MODIFIED, modified);
        }
        if fresh {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        response
    }
}

/// What a write answers: 201 with its address for what is new, else 204; with the `ETag` of what stands there now, in
/// the format it came in.
pub(crate) fn written(iri: &Iri, now: Option<(Revision, Outcome)>, format: Format) -> Response {
    let mut headers = HeaderMap::new();
    if let Some(tag) = now.and_then(|(revision, _)| EntityTag::of_document(revision, format).to_header()) {
        headers.insert(header::ETAG, tag);
    }
    match now.map(|(_, outcome)| outcome) {
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

/// Methods of a document.
pub(crate) const DOCUMENT_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS, PUT, PATCH, DELETE");
/// Methods of a version, which never changes.
pub(crate) const VERSION_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");
/// Methods of a container.
pub(crate) const CONTAINER_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS, POST");

/// What is said of every document (LDP 1.0, sections 4.2.1.4, 4.2.7.1, 4.2.8.2 and 4.4.3; `Accept-Put` by the same
/// pattern).
pub(crate) fn document_headers() -> HeaderMap {
    let mut headers = typed(&[ldp::RESOURCE, ldp::RDF_SOURCE]);
    headers.insert(header::ALLOW, DOCUMENT_METHODS);
    headers.insert(HeaderName::from_static("accept-put"), body::accepted());
    headers.insert(HeaderName::from_static("accept-patch"), body::ACCEPTED_PATCHES);
    headers
}

/// What is said of every container (LDP 1.0, sections 5.2.1.4 and 5.2.3.14, "Accept-Post").
pub(crate) fn container_headers() -> HeaderMap {
    let mut headers = typed(&[ldp::RESOURCE, ldp::RDF_SOURCE, ldp::BASIC_CONTAINER]);
    headers.insert(header::ALLOW, CONTAINER_METHODS);
    headers.insert(HeaderName::from_static("accept-post"), body::accepted());
    headers
}

/// `Link` of the relation `type`, once for each.
pub(crate) fn typed(types: &[NamedNodeRef<'_>]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for class in types {
        append_link(&mut headers, class.as_str(), "type");
    }
    headers
}

/// Adds `Link: <target>; rel="relation"` (RFC 8288).
pub(crate) fn append_link(headers: &mut HeaderMap, target: &str, relation: &str) {
    if let Ok(value) = HeaderValue::try_from(format!("<{target}>; rel=\"{relation}\"")) {
        headers.append(header::LINK, value);
    }
}

/// Who may keep an answer: shared caches what is public, and everybody asks again, since the next revision may be there.
pub(crate) fn cache_control(audience: &Audience) -> HeaderValue {
    match audience {
        Audience::Public => HeaderValue::from_static("no-cache"),
        Audience::Network | Audience::Members | Audience::Group(_) | Audience::Private => {
            HeaderValue::from_static("private, no-cache")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_erased_is_not_kept_whoever_is_still_writing_it() {
        let cache = Cache::new(1 << 20);
        let documents = ["a", "b"].map(|name| Iri::parse(&format!("https://a.example/codes/{name}")).unwrap());
        let resource = |iri: &Iri| {
            let subject: oxrdf::NamedNode = iri.clone().into();
            let said = oxrdf::Literal::new_simple_literal("said");
            let name = oxrdf::Triple::new(subject, model::vocab::property::NAME, said);
            Resource {
                document: model::Document::admit(iri.clone(), vec![name]).unwrap(),
                revision: "1-070707070707".parse().unwrap(),
                audience: Audience::Public,
                owner: model::AccountId(1),
                created: Timestamp::UNIX_EPOCH,
                modified: Timestamp::UNIX_EPOCH,
            }
        };
        let ask = async |iri: &Iri| cache.of_document(resource(iri), Format::Turtle).await.unwrap();
        let kept = || cache.written.iter().map(|(key, _)| key.0.clone()).collect::<BTreeSet<_>>();
        for iri in &documents {
            assert!(ask(iri).await.starts_with(b"@prefix"));
        }
        assert_eq!(kept().len(), 2);
        let what = Forgotten { documents: documents[..1].to_vec(), accounts: Vec::new() };
        cache.forget(&what).await.unwrap();
        assert_eq!(kept(), BTreeSet::from([documents[1].clone()]));
        ask(&documents[0]).await;
        assert_eq!(kept(), BTreeSet::from([documents[1].clone()]));
        let documentation = include_str!("../../../docs/OPERATING.md");
        assert_eq!(documentation.matches(&format!("| `{}` |", cache.name())).count(), 2, "once in each language");
    }

    #[test]
    fn programs_get_rdf_and_browsers_pages() {
        for (accept, expected) in [
            (None, Some(Wanted::Rdf(Format::Turtle, "text/turtle; charset=utf-8"))),
            (Some("*/*"), Some(Wanted::Rdf(Format::JsonLd, "application/ld+json"))),
            (Some("application/json"), Some(Wanted::Rdf(Format::JsonLd, "application/json"))),
            (Some("application/json, application/ld+json"), Some(Wanted::Rdf(Format::JsonLd, "application/json"))),
            (Some("application/rdf+xml"), Some(Wanted::Rdf(Format::RdfXml, "application/rdf+xml"))),
            (Some("application/n-triples, */*;q=0.1"), Some(Wanted::Rdf(Format::NTriples, "application/n-triples"))),
            (Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Some(Wanted::Page)),
            (Some("image/png"), None),
        ] {
            assert_eq!(wanted(accept).ok(), expected, "{accept:?}");
        }
        for (accept, expected) in [
            (None, Some(Wanted::Rdf(Format::TriG, "application/trig"))),
            (Some("*/*"), Some(Wanted::Rdf(Format::JsonLd, "application/ld+json"))),
            (Some("text/turtle, application/n-quads;q=0.1"), Some(Wanted::Rdf(Format::NQuads, "application/n-quads"))),
            (Some("text/turtle"), None),
        ] {
            assert_eq!(wanted_of_several(accept).ok(), expected, "several: {accept:?}");
        }
    }

    #[test]
    fn created_has_a_location() {
        let iri = Iri::parse("https://a.example/codes/wemob").unwrap();
        for (outcome, status) in [
            (Outcome::Created, StatusCode::CREATED),
            (Outcome::Updated, StatusCode::NO_CONTENT),
            (Outcome::Unchanged, StatusCode::NO_CONTENT),
        ] {
            let response = written(&iri, Some(("1-070707070707".parse().unwrap(), outcome)), Format::Turtle);
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()[header::ETAG], "\"1-070707070707-ttl\"");
            assert_eq!(response.headers().contains_key(header::LOCATION), outcome == Outcome::Created);
        }
    }

    #[test]
    fn the_bytes_are_made_only_for_who_has_not_got_them() {
        let tag = || EntityTag::of_document("3-070707070707".parse().unwrap(), Format::Turtle);
        let representation = || Representation {
            content_type: content_type(Format::Turtle),
            tag: tag(),
            modified: "2026-05-12T08:00:00Z".parse().ok(),
            headers: document_headers(),
        };
        let response = representation().respond(&HeaderMap::new(), || Bytes::from_static(b"<a> <b> <c> ."));
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::ETAG], "\"3-070707070707-ttl\"");
        assert_eq!(response.headers()[header::LAST_MODIFIED], "Tue, 12 May 2026 08:00:00 GMT");
        assert_eq!(response.headers().get_all(header::LINK).iter().count(), 2);
        let known = HeaderMap::from_iter(tag().to_header().map(|tag| (header::IF_NONE_MATCH, tag)));
        let response = representation().respond(&known, || panic!("nobody asked for them"));
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(
            response.headers().contains_key(header::ETAG) && !response.headers().contains_key(header::CONTENT_TYPE)
        );
    }
}
