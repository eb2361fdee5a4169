//! Forms beside a document: on a page they say in fields what programs say in headers.

use crate::note;
use crate::precondition;
use crate::problem::{Kind, Problem};
use crate::representation::{Wanted, wanted};
use crate::visitor::Taste;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};
use model::{Expected, Iri, Reason};

pub(super) use crate::submission::FORM;

/// A form that cannot be read: not one at all, or without this field.
pub(super) fn unread(refused: &FormRejection, headers: &HeaderMap, field: &'static str) -> Problem {
    if refused.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        let Some(found) = headers.get(header::CONTENT_TYPE) else { return Problem::new(Kind::MissingContentType) };
        let found = String::from_utf8_lossy(found.as_bytes()).into_owned();
        return Problem::new(Kind::UnsupportedMediaType).with("mediaType", found).with("supported", vec![FORM]);
    }
    Problem::bad_parameter(field, "")
}

/// What is believed to be there: `If-Match`, else the revision that the page showed.
pub(super) fn expected(request: &HeaderMap, revision: Option<&str>) -> Result<Expected, Problem> {
    match (precondition::expected(request)?, revision.unwrap_or_default()) {
        (Expected::Unstated, shown) if !shown.is_empty() => {
            let bad = || Problem::bad_parameter("revision", shown);
            Ok(Expected::OneOf(vec![shown.parse().map_err(|_| bad())?]))
        }
        (stated, _) => Ok(stated),
    }
}

/// Why: `Change-Note`, else the field.
pub(super) fn reason(said: Option<Reason>, field: Option<&str>) -> Result<Option<Reason>, Problem> {
    match said {
        Some(said) => Ok(Some(said)),
        None => note::reason(field.unwrap_or_default()),
    }
}

/// The answer to a program; a person is led to what came of it (RFC 9110, section 15.4.4).
pub(super) fn answered(taste: &Taste, answer: Response, what_came: &Iri) -> Response {
    match wanted(taste.accept.as_deref()) {
        Ok(Wanted::Page) => Redirect::to(what_came.as_str()).into_response(),
        Ok(Wanted::Rdf(..)) | Err(_) => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_header_counts_before_a_field() {
        let one = Expected::OneOf(vec!["3-070707070707".parse().unwrap()]);
        for (header, field, expected) in [
            (None, None, Some(Expected::Unstated)),
            (None, Some(""), Some(Expected::Unstated)),
            (None, Some("3-070707070707"), Some(one.clone())),
            (None, Some("3"), None),
            (Some("*"), Some("3-070707070707"), Some(Expected::Present)),
            (Some("\"3-070707070707-ttl\""), Some("9-070707070707"), Some(one)),
        ] {
            let headers = header.map(|value| (header::IF_MATCH, HeaderValue::from_static(value))).into_iter().collect();
            assert_eq!(super::expected(&headers, field).ok(), expected, "{header:?} {field:?}");
        }
    }
}
