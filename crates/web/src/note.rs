//! `Change-Note`: why something is changed, kept in the history.

use crate::problem::{Kind, Problem};
use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use model::Reason;
use model::reason::REASON_LIMIT;
use percent_encoding::percent_decode_str;

const CHANGE_NOTE: HeaderName = HeaderName::from_static("change-note");

/// The reason of a change, if the request gives one.
pub(crate) struct ChangeNote(pub(crate) Option<Reason>);

impl<S: Sync> FromRequestParts<S> for ChangeNote {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        note(&parts.headers).map(Self)
    }
}

fn note(headers: &HeaderMap) -> Result<Option<Reason>, Problem> {
    let mut values = headers.get_all(CHANGE_NOTE).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => text(value).ok_or_else(|| bad(CHANGE_NOTE.as_str())).and_then(|text| reason(&text)),
        // Which of two would be a guess.
        (Some(_), Some(_)) => Err(bad(CHANGE_NOTE.as_str())),
    }
}

/// A reason from a header or from a field of a form.
pub(crate) fn reason(text: &str) -> Result<Option<Reason>, Problem> {
    Reason::parse(text).map_err(|_| bad(CHANGE_NOTE.as_str()))
}

/// UTF-8 as it is, which command lines send; or the ext-value of RFC 8187, section 3.2.1, for who can only send ASCII.
/// Its own beginning, `UTF-8'`, tells the two apart, so that "100 %25" stays what somebody wrote.
fn text(value: &HeaderValue) -> Option<String> {
    let text = std::str::from_utf8(value.as_bytes()).ok()?;
    // ext-value = charset "'" [ language ] "'" value-chars; "the charset name is case-insensitive", and UTF-8 is the
    // one that "producers MUST use".
    let extended = text.get(..6).filter(|charset| charset.eq_ignore_ascii_case("utf-8'")).and_then(|_| text.get(6..));
    match extended.and_then(|rest| rest.split_once('\'')) {
        Some((_, encoded)) => percent_decode_str(encoded).decode_utf8().ok().map(std::borrow::Cow::into_owned),
        None => Some(text.to_owned()),
    }
}

fn bad(header: &str) -> Problem {
    Problem::new(Kind::BadNote).with("header", header).with("limit", REASON_LIMIT as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_in_both_spellings() {
        let long = "a".repeat(REASON_LIMIT + 1);
        for (value, expected) in [
            ("Budget précisé".as_bytes(), Ok(Some("Budget précisé"))),
            (b"UTF-8''Budget%20pr%C3%A9cis%C3%A9", Ok(Some("Budget précisé"))),
            (b"utf-8'fr'Budget%20pr%C3%A9cis%C3%A9", Ok(Some("Budget précisé"))),
            (b"UTF-8''a%0Ab", Ok(Some("a b"))),
            (b"100 %25 de plus", Ok(Some("100 %25 de plus"))),
            (b"UTF-8 everywhere", Ok(Some("UTF-8 everywhere"))),
            (b"", Ok(None)),
            (b"  ", Ok(None)),
            (b"UTF-8''%E9", Err(Kind::BadNote)),
            (b"UTF-8''a%00b", Err(Kind::BadNote)),
            (b"caf\xe9", Err(Kind::BadNote)),
            (b"import: page.txt", Err(Kind::BadNote)),
            (long.as_bytes(), Err(Kind::BadNote)),
        ] {
            let headers = HeaderMap::from_iter([(CHANGE_NOTE, HeaderValue::from_bytes(value).unwrap())]);
            let read = note(&headers).map_err(|problem| problem.kind());
            let shown = String::from_utf8_lossy(value);
            assert_eq!(
                read.as_ref().map(|reason| reason.as_ref().map(Reason::as_str)),
                expected.as_ref().map(|t| *t),
                "{shown}"
            );
        }
        let mut two = HeaderMap::new();
        two.append(CHANGE_NOTE, HeaderValue::from_static("a"));
        two.append(CHANGE_NOTE, HeaderValue::from_static("b"));
        assert_eq!(note(&two).map_err(|problem| problem.kind()), Err(Kind::BadNote));
        assert_eq!(note(&HeaderMap::new()).ok(), Some(None));
    }
}
