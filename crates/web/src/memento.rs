//! RFC 7089, Memento: which version a reader asks for, and what an answer says of the versions around it.
//!
//! A document is its own TimeGate, with answers of status 200 and an address for each version (section 4.1.2: "URI-R =
//! URI-G", "200-style", "distinct URI-M"): a reader that knows nothing of mementos is served by one request.

use crate::precondition::http_date;
use crate::problem::Problem;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::Timestamp;
use model::Iri;
use registry::{Neighbours, Past, Version};

/// The media type of a TimeMap (section 5).
pub(crate) const LINK_FORMAT: &str = "application/link-format";

const ACCEPT_DATETIME: HeaderName = HeaderName::from_static("accept-datetime");
const MEMENTO_DATETIME: HeaderName = HeaderName::from_static("memento-datetime");

/// Which version of a document a reader asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// The document as it stands.
    Now,
    /// The version of this number, at an address of its own (URI-M).
    Number(u64),
    /// The version that stood at this second, asked of the document's own address (URI-G).
    At(Timestamp),
}

/// Reads `?version=N` and `Accept-Datetime`. Section 4.5.4: what is asked of a memento's own address is that memento,
/// whatever date is asked for.
pub(crate) fn wish(query: Option<&str>, headers: &HeaderMap) -> Result<Wish, Problem> {
    match (numbered(query, "version")?, headers.get(ACCEPT_DATETIME)) {
        (Some(number), _) => Ok(Wish::Number(number)),
        (None, Some(value)) => datetime(value).map(Wish::At),
        (None, None) => Ok(Wish::Now),
    }
}

/// The number of a version in the query, if it says one.
pub(crate) fn numbered(query: Option<&str>, parameter: &'static str) -> Result<Option<u64>, Problem> {
    let pairs = query.into_iter().flat_map(|query| query.split('&')).filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == parameter).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(number), None) => version_number(parameter, number).map(Some),
        // Which of two would be a guess.
        (Some(_), Some(second)) => Err(Problem::bad_parameter(parameter, second)),
    }
}

/// The number of a version, as a parameter gives it.
pub(crate) fn version_number(parameter: &'static str, text: &str) -> Result<u64, Problem> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| plain && *number > 0).ok_or_else(|| Problem::bad_parameter(parameter, text))
}

/// Section 2.1.1.1: "The Accept-Datetime header … its value is expressed as an HTTP-date".
fn datetime(value: &HeaderValue) -> Result<Timestamp, Problem> {
    let text = value.to_str().unwrap_or_default();
    httpdate::parse_http_date(text)
        .ok()
        .and_then(|time| Timestamp::try_from(time).ok())
        .ok_or_else(|| Problem::bad_parameter("Accept-Datetime", text))
}

/// What every document says of its history (section 4.1.2): it is its own TimeGate, and there is its TimeMap, which RFC
/// 5829, section 3.1 calls `version-history`.
pub(crate) fn append_history(headers: &mut HeaderMap, iri: &Iri) {
    let versions = iri.versions();
    append(headers, &format!("<{iri}>; rel=\"original timegate\""));
    append(headers, &format!("<{versions}>; rel=\"timemap\"; type=\"{LINK_FORMAT}\""));
    append(headers, &format!("<{versions}>; rel=\"version-history\""));
}

/// What a memento says (section 4.2.2): its date, and where to go from it.
pub(crate) fn append_memento(headers: &mut HeaderMap, iri: &Iri, past: &Past) {
    append_history(headers, iri);
    if let Ok(date) = HeaderValue::try_from(http_date(past.version.at)) {
        headers.insert(MEMENTO_DATETIME, date);
    }
    for (relation, version) in relations(&past.around, &past.version) {
        append(headers, &link(iri, version, &relation));
    }
}

/// What an answer of the TimeGate says besides: which memento it is (section 4.1.2, "Content-Location").
pub(crate) fn insert_location(headers: &mut HeaderMap, iri: &Iri, past: &Past) {
    if let Ok(location) = HeaderValue::try_from(iri.version(past.version.revision.number).as_str()) {
        headers.insert(header::CONTENT_LOCATION, location);
    }
}

/// One memento in a list of links (RFC 8288, and section 2.2.4 for `datetime`).
pub(crate) fn link(iri: &Iri, version: &Version, relation: &str) -> String {
    let memento = iri.version(version.revision.number);
    format!("<{memento}>; rel=\"{relation}\"; datetime=\"{}\"", http_date(version.at))
}

/// Each version around once, with all that it is to this one: `first prev memento`.
fn relations<'a>(around: &'a Neighbours, own: &'a Version) -> Vec<(String, &'a Version)> {
    let Neighbours { first, previous, next, last } = around;
    let mut told: Vec<(String, &Version)> = Vec::new();
    for (relation, version) in [
        ("first", first.as_ref()),
        ("prev", previous.as_ref()),
        ("", Some(own)),
        ("next", next.as_ref()),
        ("last", last.as_ref()),
    ] {
        let Some(version) = version else { continue };
        match told.iter_mut().find(|(_, known)| known.revision == version.revision) {
            Some((relations, _)) if relation.is_empty() || relations.is_empty() => relations.push_str(relation),
            Some((relations, _)) => relations.extend([" ", relation]),
            None => told.push((relation.to_owned(), version)),
        }
    }
    for (relations, _) in &mut told {
        relations.push_str(if relations.is_empty() { "memento" } else { " memento" });
    }
    told
}

fn append(headers: &mut HeaderMap, link: &str) {
    if let Ok(value) = HeaderValue::try_from(link) {
        headers.append(header::LINK, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{AccountId, Audience};

    fn version(number: u64) -> Version {
        Version {
            revision: format!("{number}-070707070707").parse().unwrap(),
            at: Timestamp::from_second(1_800_000_000).unwrap(),
            by: AccountId(1),
            reason: None,
            own_audience: Audience::Public,
            audience: Audience::Public,
            owner: AccountId(1),
        }
    }

    #[test]
    fn which_version_is_asked_for() {
        let date = Timestamp::from_second(784_111_777).unwrap();
        for (query, accept, expected) in [
            (None, None, Some(Wish::Now)),
            (Some("lang=fr"), None, Some(Wish::Now)),
            (Some("version=3&lang=fr"), None, Some(Wish::Number(3))),
            (Some("lang=fr&version=12"), Some("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Wish::Number(12))),
            (None, Some("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Wish::At(date))),
            (None, Some("yesterday"), None),
            (None, Some(""), None),
            (Some("version=0"), None, None),
            (Some("version=+3"), None, None),
            (Some("version="), None, None),
            (Some("version=1&version=2"), None, None),
            (Some("version=99999999999999999999"), None, None),
        ] {
            let headers: HeaderMap =
                accept.iter().map(|accept| (ACCEPT_DATETIME, HeaderValue::from_static(accept))).collect();
            assert_eq!(wish(query, &headers).ok(), expected, "{query:?} {accept:?}");
        }
    }

    #[test]
    fn each_memento_is_told_once() {
        for (own, around, expected) in [
            (1, [Some(1), None, None, Some(1)], vec![("first last memento", 1)]),
            (2, [Some(1), Some(1), None, Some(2)], vec![("first prev memento", 1), ("last memento", 2)]),
            (
                3,
                [Some(1), Some(2), Some(4), Some(9)],
                vec![
                    ("first memento", 1),
                    ("prev memento", 2),
                    ("memento", 3),
                    ("next memento", 4),
                    ("last memento", 9),
                ],
            ),
        ] {
            let [first, previous, next, last] = around.map(|number| number.map(version));
            let (own, around) = (version(own), Neighbours { first, previous, next, last });
            let told = relations(&around, &own);
            let told: Vec<(&str, u64)> =
                told.iter().map(|(relation, version)| (relation.as_str(), version.revision.number)).collect();
            assert_eq!(told, expected);
        }
    }
}
