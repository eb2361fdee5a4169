//! What is sent to be stored: bytes of a format that we read, in UTF-8, not more than [`BODY_LIMIT`].

use crate::arrival::is_stranger;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, HeaderValue, header};
use model::patch::{PATCH_LIMIT, PatchFormat};
use model::syntax::Format;
use registry::Body;

/// Most bytes of a request's body. The largest document allowed (`model::document::TRIPLE_LIMIT` statements) takes about
/// 10 MB as N-Quads; a bundle of ordinary ones fits as well, and a few of these at once fit in a small machine's memory.
pub(crate) const BODY_LIMIT: usize = 16 << 20;

/// A body in a serialisation of RDF.
pub(crate) struct RdfBody {
    bytes: Bytes,
    /// What its `Content-Type` says.
    pub(crate) format: Format,
}

impl RdfBody {
    /// As the registry takes it.
    pub(crate) fn as_body(&self) -> Body<'_> {
        Body { bytes: &self.bytes, format: self.format }
    }
}

impl FromRequest<SharedSite> for RdfBody {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, Problem> {
        // The media type is looked at before a byte is read.
        let format = format(request.headers())?;
        plain(request.headers())?;
        from_holder(&request)?;
        Ok(Self { bytes: site.arrivals.whole(BODY_LIMIT, request).await?, format })
    }
}

/// A patch of a document.
pub(crate) struct PatchBody {
    bytes: Bytes,
    /// What its `Content-Type` says.
    pub(crate) format: PatchFormat,
}

impl PatchBody {
    /// As the registry takes it.
    pub(crate) fn as_body(&self) -> registry::PatchBody<'_> {
        registry::PatchBody { bytes: &self.bytes, format: self.format }
    }
}

impl FromRequest<SharedSite> for PatchBody {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, Problem> {
        let format = patch_format(request.headers())?;
        plain(request.headers())?;
        from_holder(&request)?;
        Ok(Self { bytes: site.arrivals.whole(PATCH_LIMIT, request).await?, format })
    }
}

/// The formats of patches that are read.
pub(crate) const ACCEPTED_PATCHES: HeaderValue =
    HeaderValue::from_static("application/sparql-update, text/n3, application/merge-patch+json");

fn patch_format(headers: &HeaderMap) -> Result<PatchFormat, Problem> {
    let unsupported = |media_type: &str| {
        // RFC 5789, section 2.2: "the server can return a 415 response […] Such a response SHOULD include an
        // Accept-Patch response header".
        Problem::new(Kind::UnsupportedMediaType)
            .with("mediaType", media_type)
            .with("supported", PatchFormat::ALL.iter().map(|format| format.media_type()).collect::<Vec<_>>())
            .with_header(header::HeaderName::from_static("accept-patch"), ACCEPTED_PATCHES)
    };
    let media_type = media_type_or(headers, unsupported)?;
    PatchFormat::from_media_type(media_type.essence_str()).ok_or_else(|| unsupported(media_type.essence_str()))
}

/// What only holders may send is not read from strangers.
pub(crate) fn from_holder(request: &Request) -> Result<(), Problem> {
    if is_stranger(request) { Err(Problem::new(Kind::Unauthenticated)) } else { Ok(()) }
}

/// The media type of a request, its `charset` being UTF-8 if there is one.
pub(crate) fn media_type(headers: &HeaderMap) -> Result<mime::Mime, Problem> {
    media_type_or(headers, unsupported)
}

fn media_type_or(headers: &HeaderMap, unsupported: impl Fn(&str) -> Problem) -> Result<mime::Mime, Problem> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        // Solid Protocol, section 2.1: "Server MUST reject PUT, POST and PATCH requests without the Content-Type header
        // with a status code of 400."
        return Err(Problem::new(Kind::MissingContentType));
    };
    let text = value.to_str().unwrap_or_default();
    let media_type: mime::Mime = text.parse().map_err(|_| unsupported(text))?;
    match media_type.get_param(mime::CHARSET) {
        Some(charset) if charset != mime::UTF_8 => {
            Err(Problem::new(Kind::UnsupportedCharset).with("charset", charset.as_str()))
        }
        Some(_) | None => Ok(media_type),
    }
}

fn format(headers: &HeaderMap) -> Result<Format, Problem> {
    let media_type = media_type(headers)?;
    Format::from_media_type(media_type.essence_str())
        .filter(|format| format.is_readable())
        .ok_or_else(|| unsupported(media_type.essence_str()))
}

/// RFC 9110, section 8.4: "An origin server MAY respond with a status code of 415 (Unsupported Media Type) if a
/// representation in the request message has a content coding that is not acceptable"; 15.5.16: `Accept-Encoding` tells.
pub(crate) fn plain(headers: &HeaderMap) -> Result<(), Problem> {
    let coded = headers.get_all(header::CONTENT_ENCODING).iter().find(|value| *value != "identity");
    coded.map_or(Ok(()), |coding| {
        let coding = String::from_utf8_lossy(coding.as_bytes()).into_owned();
        Err(Problem::new(Kind::UnsupportedCoding)
            .with("coding", coding)
            .with_header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity")))
    })
}

fn unsupported(media_type: &str) -> Problem {
    Problem::new(Kind::UnsupportedMediaType)
        .with("mediaType", media_type)
        .with("supported", readable().map(Format::media_type).collect::<Vec<_>>())
        .with_header(header::HeaderName::from_static("accept-put"), accepted())
        .with_header(header::HeaderName::from_static("accept-post"), accepted())
}

/// The formats that are read, as `Accept-Put` and `Accept-Post` list them.
pub(crate) fn accepted() -> HeaderValue {
    let list = readable().map(Format::media_type).collect::<Vec<_>>().join(", ");
    HeaderValue::try_from(list).unwrap_or(HeaderValue::from_static("text/turtle"))
}

fn readable() -> impl Iterator<Item = Format> {
    Format::ALL.iter().copied().filter(|format| format.is_readable())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_and_charsets() {
        for (content_type, expected) in [
            (Some("text/turtle"), Ok(Format::Turtle)),
            (Some("Text/Turtle; Charset=UTF-8"), Ok(Format::Turtle)),
            (Some("text/turtle;charset=\"utf-8\""), Ok(Format::Turtle)),
            (Some("application/ld+json;profile=\"https://www.w3.org/ns/json-ld#expanded\""), Ok(Format::JsonLd)),
            (Some("application/trig"), Ok(Format::TriG)),
            (Some("text/turtle;charset=iso-8859-1"), Err(Kind::UnsupportedCharset)),
            (Some("application/rdf+xml"), Err(Kind::UnsupportedMediaType)),
            (Some("application/json"), Err(Kind::UnsupportedMediaType)),
            (Some("turtle"), Err(Kind::UnsupportedMediaType)),
            (Some(""), Err(Kind::UnsupportedMediaType)),
            (None, Err(Kind::MissingContentType)),
        ] {
            let headers: HeaderMap =
                content_type.iter().map(|value| (header::CONTENT_TYPE, HeaderValue::from_static(value))).collect();
            assert_eq!(format(&headers).map_err(|problem| problem.kind()), expected, "{content_type:?}");
        }
    }

    #[test]
    fn patches_have_formats_of_their_own() {
        for (content_type, expected) in [
            (Some("application/sparql-update"), Ok(PatchFormat::SparqlUpdate)),
            (Some("Text/N3; charset=utf-8"), Ok(PatchFormat::N3)),
            (Some("application/merge-patch+json"), Ok(PatchFormat::MergePatch)),
            (Some("text/n3;charset=iso-8859-1"), Err(Kind::UnsupportedCharset)),
            (Some("text/turtle"), Err(Kind::UnsupportedMediaType)),
            (Some("application/json-patch+json"), Err(Kind::UnsupportedMediaType)),
            (Some("n3"), Err(Kind::UnsupportedMediaType)),
            (None, Err(Kind::MissingContentType)),
        ] {
            let headers: HeaderMap =
                content_type.iter().map(|value| (header::CONTENT_TYPE, HeaderValue::from_static(value))).collect();
            assert_eq!(patch_format(&headers).map_err(|problem| problem.kind()), expected, "{content_type:?}");
        }
        let listed = PatchFormat::ALL.iter().map(|format| format.media_type()).collect::<Vec<_>>().join(", ");
        assert_eq!(ACCEPTED_PATCHES, listed);
    }

    #[test]
    fn only_what_is_not_packed() {
        for (coding, expected) in [
            (None, Ok(())),
            (Some("identity"), Ok(())),
            (Some("gzip"), Err(Kind::UnsupportedCoding)),
            (Some("identity, br"), Err(Kind::UnsupportedCoding)),
        ] {
            let headers: HeaderMap =
                coding.iter().map(|value| (header::CONTENT_ENCODING, HeaderValue::from_static(value))).collect();
            assert_eq!(plain(&headers).map_err(|problem| problem.kind()), expected, "{coding:?}");
        }
    }
}
