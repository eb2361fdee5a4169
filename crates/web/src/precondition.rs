//! Validators and preconditions (RFC 9110, sections 8.8 and 13): `ETag`, `If-Match`, `If-None-Match`, `If-Modified-Since`.

use crate::problem::{Kind, Problem};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::Timestamp;
use model::syntax::Format;
use model::{ContentHash, Expected, Revision};
use oxrdf::Quad;
use registry::BundleTag;
use std::time::SystemTime;

/// A strong entity tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntityTag(String);

impl EntityTag {
    /// Of a document's representation: `"3-5f2a9c01d4e7-ttl"`. RFC 9110, section 8.8.3.1: a strong tag differs between
    /// representations of the same resource, hence the format; what they share is the revision.
    pub(crate) fn of_document(revision: Revision, format: Format) -> Self {
        Self(format!("{revision}-{}", format.extension()))
    }

    /// Of a description with what belongs to it: `"3-5f2a9c01d4e7-0a1b2c3d4e5f-trig"`. What writes the description alone
    /// takes its revision from it.
    pub(crate) fn of_bundle(tag: BundleTag, format: Format) -> Self {
        Self(format!("{tag}-{}", format.extension()))
    }

    /// Of a container, by the hash of the members that the caller may see; `variant` where it is a page, or was asked
    /// otherwise than usual. It is never taken for a document's.
    pub(crate) fn of_listing(version: ContentHash, variant: Option<&str>, format: Format) -> Self {
        let version = version.to_hex();
        let version = version.get(..16).unwrap_or(&version);
        match variant {
            Some(variant) => {
                let variant = ContentHash::of(variant.as_bytes()).to_hex();
                Self(format!("c{version}-{}-{}", variant.get(..8).unwrap_or(&variant), format.extension()))
            }
            None => Self(format!("c{version}-{}", format.extension())),
        }
    }

    /// Of what is made of these bytes and of nothing else.
    pub(crate) fn of_bytes(bytes: &[u8], extension: &str) -> Self {
        Self::of_hash(&ContentHash::of(bytes).to_hex(), extension)
    }

    /// Of bytes that never change while the program runs, known by their hash.
    pub(crate) fn of_hash(hash: &str, extension: &str) -> Self {
        Self(format!("{}-{extension}", hash.get(..16).unwrap_or(hash)))
    }

    /// Of statements, in whatever order they come, written in this format.
    pub(crate) fn of_statements<'a>(quads: impl IntoIterator<Item = &'a Quad>, format: Format) -> Self {
        let mut lines: Vec<String> = quads.into_iter().map(|quad| format!("{quad} .\n")).collect();
        lines.sort_unstable();
        Self::of_bytes(lines.concat().as_bytes(), format.extension())
    }

    pub(crate) fn to_header(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("\"{}\"", self.0)).ok()
    }

    /// What stands between the quotes.
    pub(crate) fn opaque(&self) -> &str {
        &self.0
    }

    /// The revision in a tag that [`EntityTag::of_document`] or [`EntityTag::of_bundle`] made, whatever its format.
    fn revision(opaque: &str) -> Option<Revision> {
        Self::bundle(opaque).map(|tag| tag.revision).or_else(|| Self::single(opaque))
    }

    fn single(opaque: &str) -> Option<Revision> {
        let (revision, extension) = opaque.rsplit_once('-')?;
        Format::from_extension(extension)?;
        revision.parse().ok()
    }

    fn bundle(opaque: &str) -> Option<BundleTag> {
        let (tag, extension) = opaque.rsplit_once('-')?;
        Format::from_extension(extension)?;
        tag.parse().ok()
    }
}

/// An HTTP date has seconds only.
pub(crate) fn http_date(instant: Timestamp) -> String {
    httpdate::fmt_http_date(SystemTime::from(instant))
}

/// Whether the client has this representation already, so that 304 is the answer.
pub(crate) fn is_fresh(headers: &HeaderMap, tag: &EntityTag, modified: Option<Timestamp>) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        // RFC 9110, section 13.1.2: "A recipient MUST use the weak comparison function when comparing entity tags for
        // If-None-Match", and a tag that we cannot read is one that we never gave.
        return match read(headers, &header::IF_NONE_MATCH) {
            Ok(Some(Tags::Any)) => true,
            Ok(Some(Tags::List(tags))) => tags.iter().any(|known| known.opaque == tag.0),
            Ok(None) | Err(_) => false,
        };
    }
    // Section 13.1.3: "A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match header field."
    let since =
        headers.get(header::IF_MODIFIED_SINCE).and_then(|value| httpdate::parse_http_date(value.to_str().ok()?).ok());
    let modified = modified.and_then(|modified| httpdate::parse_http_date(&http_date(modified)).ok());
    matches!((since, modified), (Some(since), Some(modified)) if modified <= since)
}

/// Whether a reader asks for this representation and no other. RFC 9110, section 13.1.1: "An origin server MUST NOT
/// perform the requested method if the condition evaluates to false."
pub(crate) fn is_wanted(headers: &HeaderMap, tag: &EntityTag) -> Result<bool, Problem> {
    Ok(match read(headers, &header::IF_MATCH)? {
        None | Some(Tags::Any) => true,
        Some(Tags::List(tags)) => tags.iter().any(|wanted| wanted.strong && wanted.opaque == tag.0),
    })
}

/// What the caller believes is there, before a write.
pub(crate) fn expected(headers: &HeaderMap) -> Result<Expected, Problem> {
    match (read(headers, &header::IF_MATCH)?, read(headers, &header::IF_NONE_MATCH)?) {
        (None, None) => Ok(Expected::Unstated),
        (Some(Tags::Any), None) => Ok(Expected::Present),
        // Section 13.1.1: "An origin server MUST use the strong comparison function when comparing entity tags for
        // If-Match": a weak tag matches nothing.
        (Some(Tags::List(tags)), None) => Ok(Expected::OneOf(
            tags.into_iter().filter(|tag| tag.strong).filter_map(|tag| EntityTag::revision(tag.opaque)).collect(),
        )),
        (None, Some(Tags::Any)) => Ok(Expected::Absent),
        // "Not one of these revisions" cannot be compared inside the writer, and nobody needs it to write; both headers
        // at once contradict each other.
        (_, Some(_)) => Err(Problem::of_header(Kind::BadPrecondition, &header::IF_NONE_MATCH)),
    }
}

/// The same before a write of several documents: of each, and the bundles that were named. A bundle's tag says nothing of
/// a single document here.
pub(crate) fn expected_of_bundle(headers: &HeaderMap) -> Result<(Expected, Vec<BundleTag>), Problem> {
    let each = expected(headers)?;
    let Some(Tags::List(tags)) = read(headers, &header::IF_MATCH)? else { return Ok((each, Vec::new())) };
    let strong = || tags.iter().filter(|tag| tag.strong);
    let single = strong().filter_map(|tag| EntityTag::single(tag.opaque)).collect();
    Ok((Expected::OneOf(single), strong().filter_map(|tag| EntityTag::bundle(tag.opaque)).collect()))
}

enum Tags<'a> {
    Any,
    List(Vec<Tag<'a>>),
}

struct Tag<'a> {
    opaque: &'a str,
    strong: bool,
}

/// Reads `*` or a list of entity tags, over all lines of the header.
fn read<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<Tags<'a>>, Problem> {
    let unreadable = || Problem::of_header(Kind::BadPrecondition, name);
    let mut any = false;
    let mut tags = Vec::new();
    for line in headers.get_all(name) {
        let mut rest = line.to_str().map_err(|_| unreadable())?.trim();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('*') {
                any = true;
                rest = after;
            } else {
                // entity-tag = [ %s"W/" ] DQUOTE *etagc DQUOTE (section 8.8.3); a comma may stand inside the quotes.
                let (strong, quoted) = rest.strip_prefix("W/").map_or((true, rest), |after| (false, after));
                let (opaque, after) =
                    quoted.strip_prefix('"').and_then(|text| text.split_once('"')).ok_or_else(unreadable)?;
                tags.push(Tag { opaque, strong });
                rest = after;
            }
            rest = rest.trim_start();
            rest = match rest.strip_prefix(',') {
                Some(after) => after.trim_start(),
                None if rest.is_empty() => rest,
                None => return Err(unreadable()),
            };
        }
    }
    match (any, tags.is_empty()) {
        (true, true) => Ok(Some(Tags::Any)),
        (false, false) => Ok(Some(Tags::List(tags))),
        (false, true) if !headers.contains_key(name) => Ok(None),
        (true, false) | (false, true) => Err(unreadable()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVISION: &str = "3-070707070707";

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    fn one_of(revisions: &[&str]) -> Expected {
        Expected::OneOf(revisions.iter().map(|text| text.parse().unwrap()).collect())
    }

    #[test]
    fn other_bytes_have_another_tag() {
        let tag = |bytes: &[u8]| EntityTag::of_bytes(bytes, "ttl").to_header().unwrap();
        assert_eq!(tag(b"abc"), "\"ba7816bf8f01cfea-ttl\"", "the beginning of SHA-256 (FIPS 180-4)");
        // Neither is UTF-8, and they differ all the same.
        assert_ne!(tag(b"caf\xe9"), tag(b"caf\xe8"));
    }

    #[test]
    fn what_a_writer_expects() {
        for (if_match, expected_revisions) in [
            (r#""3-070707070707-ttl""#, Some(one_of(&[REVISION]))),
            (r#""3-070707070707-jsonld" , "4-080808080808-nq""#, Some(one_of(&[REVISION, "4-080808080808"]))),
            (r#"W/"3-070707070707-ttl""#, Some(one_of(&[]))),
            (r#"W/"3-070707070707-ttl","3-070707070707-rdf""#, Some(one_of(&[REVISION]))),
            (r#""3-070707070707-exe""#, Some(one_of(&[]))),
            (r#""12-ttl""#, Some(one_of(&[]))),
            (r#""of, somebody else""#, Some(one_of(&[]))),
            ("*", Some(Expected::Present)),
            (r"3-070707070707-ttl", None),
            (r#""3-070707070707-ttl"#, None),
            (r#""a" "b""#, None),
            (r#"*, "a""#, None),
            ("", None),
        ] {
            assert_eq!(expected(&headers(&[(header::IF_MATCH, if_match)])).ok(), expected_revisions, "{if_match}");
        }
        let absent = headers(&[(header::IF_NONE_MATCH, "*")]);
        assert_eq!(expected(&absent).ok(), Some(Expected::Absent));
        assert_eq!(expected(&HeaderMap::new()).ok(), Some(Expected::Unstated));
        for contradiction in [
            headers(&[(header::IF_NONE_MATCH, r#""a""#)]),
            headers(&[(header::IF_NONE_MATCH, "*"), (header::IF_MATCH, "*")]),
        ] {
            assert!(expected(&contradiction).is_err(), "{contradiction:?}");
        }
    }

    #[test]
    fn a_bundle_is_expected_as_a_whole() {
        let both = format!(r#""{REVISION}-ttl", "{REVISION}-0a1b2c3d4e5f-trig", W/"{REVISION}-0a1b2c3d4e50-trig""#);
        for (if_match, each, whole) in [
            (both.as_str(), one_of(&[REVISION]), 1),
            (r#""3-070707070707-0a1b2c3d4e5f-trig""#, one_of(&[]), 1),
            (r#""3-070707070707-ttl""#, one_of(&[REVISION]), 0),
            ("*", Expected::Present, 0),
        ] {
            let read = expected_of_bundle(&headers(&[(header::IF_MATCH, if_match)])).ok();
            assert_eq!(read.map(|(each, whole)| (each, whole.len())), Some((each, whole)), "{if_match}");
        }
        // Whoever writes the description alone may name it, too.
        let read = expected(&headers(&[(header::IF_MATCH, r#""3-070707070707-0a1b2c3d4e5f-trig""#)]));
        assert_eq!(read.ok(), Some(one_of(&[REVISION])));
    }

    #[test]
    fn a_container_is_known_by_its_members_and_by_what_was_asked() {
        let tag = |variant| EntityTag::of_listing(ContentHash([7; 32]), variant, Format::Turtle).opaque().to_owned();
        assert_eq!(tag(None), "c0707070707070707-ttl");
        assert_ne!(tag(Some("a")), tag(Some("b")));
        for listing in [tag(None), tag(Some("a"))] {
            assert_eq!(EntityTag::revision(&listing), None, "{listing}");
        }
    }

    #[test]
    fn two_lines_are_one_list() {
        let mut two = headers(&[(header::IF_MATCH, r#""3-070707070707-ttl""#)]);
        two.append(header::IF_MATCH, HeaderValue::from_static(r#""4-080808080808-ttl""#));
        assert_eq!(expected(&two).ok(), Some(one_of(&[REVISION, "4-080808080808"])));
    }

    #[test]
    fn what_a_reader_asks_for() {
        let tag = EntityTag::of_document(REVISION.parse().unwrap(), Format::Turtle);
        for (if_match, wanted) in [
            (r#""3-070707070707-ttl""#, Some(true)),
            (r#""a", "3-070707070707-ttl""#, Some(true)),
            ("*", Some(true)),
            (r#"W/"3-070707070707-ttl""#, Some(false)),
            (r#""3-070707070707-jsonld""#, Some(false)),
            ("garbage", None),
        ] {
            assert_eq!(is_wanted(&headers(&[(header::IF_MATCH, if_match)]), &tag).ok(), wanted, "{if_match}");
        }
        assert_eq!(is_wanted(&HeaderMap::new(), &tag).ok(), Some(true));
    }

    #[test]
    fn what_a_reader_has_already() {
        let tag = EntityTag::of_document(REVISION.parse().unwrap(), Format::Turtle);
        let modified = "2026-05-12T08:00:00.7Z".parse().ok();
        for (name, value, fresh) in [
            (header::IF_NONE_MATCH, r#""3-070707070707-ttl""#, true),
            (header::IF_NONE_MATCH, r#"W/"3-070707070707-ttl""#, true),
            (header::IF_NONE_MATCH, r#""a", "3-070707070707-ttl""#, true),
            (header::IF_NONE_MATCH, "*", true),
            (header::IF_NONE_MATCH, r#""3-070707070707-jsonld""#, false),
            (header::IF_NONE_MATCH, "garbage", false),
            (header::IF_MODIFIED_SINCE, "Tue, 12 May 2026 08:00:00 GMT", true),
            (header::IF_MODIFIED_SINCE, "Tue, 12 May 2026 07:59:59 GMT", false),
            (header::IF_MODIFIED_SINCE, "yesterday", false),
        ] {
            assert_eq!(is_fresh(&headers(&[(name.clone(), value)]), &tag, modified), fresh, "{name}: {value}");
        }
        let both = headers(&[
            (header::IF_NONE_MATCH, r#""other""#),
            (header::IF_MODIFIED_SINCE, "Tue, 12 May 2026 08:00:00 GMT"),
        ]);
        assert!(!is_fresh(&both, &tag, modified), "If-None-Match decides alone");
    }
}
