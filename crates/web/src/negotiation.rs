//! Content negotiation (RFC 9110, section 12.5.1): which of the representations on offer a client wants most.
//!
//! It knows nothing of RDF: an offer is a media type and whatever the caller wants to know once it is chosen.

/// A representation on offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offer<T> {
    /// Its media type; with a `profile` and nothing else besides, it is for those only who name that one, or take anything.
    pub(crate) media_type: &'static str,
    /// What the caller does then.
    pub(crate) value: T,
}

/// None of the offers is acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAcceptable;

/// The offer that `accept` wants most: by weight, then by how exactly it was named, then by its place in the header,
/// then by its place among the offers. Without the header, the first offer.
pub(crate) fn choose<T: Copy>(accept: Option<&str>, offers: &[Offer<T>]) -> Result<Offer<T>, NotAcceptable> {
    // RFC 9110, section 12.5.1: "A request without any Accept header field implies that the user agent will accept any
    // media type in response."
    let ranges = read(accept.unwrap_or("*/*"));
    let mut best: Option<(Offer<T>, Rank)> = None;
    for offer in offers {
        if let Some(rank) = rank(&ranges, offer.media_type)
            && best.is_none_or(|(_, known)| rank.beats(known))
        {
            best = Some((*offer, rank));
        }
    }
    best.map(|(offer, _)| offer).ok_or(NotAcceptable)
}

/// Whether `accept` allows this media type at all.
pub(crate) fn allows(accept: Option<&str>, media_type: &'static str) -> bool {
    choose(accept, &[Offer { media_type, value: () }]).is_ok()
}

/// A weight, `0.5` as 500; `None` for what RFC 9110, section 12.4.2 does not call a qvalue.
pub(crate) fn quality(text: &str) -> Option<u16> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

/// One media range of the header.
struct Range<'a> {
    kind: &'a str,
    subkind: &'a str,
    /// Parameters that narrow the range.
    parameters: usize,
    profile: Option<&'a str>,
    weight: u16,
    position: usize,
}

#[derive(Debug, Clone, Copy)]
struct Rank {
    weight: u16,
    exactness: usize,
    position: usize,
}

impl Rank {
    fn beats(self, other: Self) -> bool {
        (self.weight, self.exactness, std::cmp::Reverse(self.position))
            > (other.weight, other.exactness, std::cmp::Reverse(other.position))
    }
}

/// "The most specific reference has precedence" (RFC 9110, section 12.5.1): its weight is the offer's.
fn rank(ranges: &[Range<'_>], media_type: &str) -> Option<Rank> {
    let (media_type, profile) = match media_type.split_once("; profile=") {
        Some((media_type, profile)) => (media_type, Some(profile.trim_matches('"'))),
        None => (media_type, None),
    };
    let (kind, subkind) = media_type.split_once('/')?;
    // RFC 6906, section 3: several, "separated by spaces".
    let names = |range: &Range<'_>| range.profile.is_some_and(|named| named.split(' ').any(|one| Some(one) == profile));
    ranges
        .iter()
        .filter_map(|range| {
            let exactness = match (range.kind, range.subkind) {
                ("*", "*") => 1,
                (k, "*") if k.eq_ignore_ascii_case(kind) => 2,
                (k, s) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(subkind) => {
                    if profile.is_some() && !names(range) {
                        return None;
                    }
                    3 + range.parameters + usize::from(profile.is_some())
                }
                _ => return None,
            };
            Some(Rank { weight: range.weight, exactness, position: range.position })
        })
        .max_by_key(|rank| (rank.exactness, rank.weight))
        .filter(|rank| rank.weight > 0)
}

/// The ranges that can be read; one that cannot is as if it were not there.
fn read(accept: &str) -> Vec<Range<'_>> {
    split_outside_quotes(accept, ',')
        .into_iter()
        .enumerate()
        .filter_map(|(position, text)| range(text, position))
        .collect()
}

fn range(text: &str, position: usize) -> Option<Range<'_>> {
    let mut parts = split_outside_quotes(text, ';').into_iter();
    let (kind, subkind) = parts.next()?.split_once('/')?;
    let mut range =
        Range { kind: kind.trim(), subkind: subkind.trim(), parameters: 0, profile: None, weight: 1000, position };
    for part in parts.filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => {
                range.weight = quality(value)?;
                // Whatever follows the weight are extensions, which RFC 9110 dropped.
                break;
            }
            // All we write is UTF-8.
            "charset" if value.eq_ignore_ascii_case("utf-8") => range.parameters += 1,
            // A profile is a wish about the same format (RFC 6906: it "does not alter the semantics").
            "profile" => {
                range.parameters += 1;
                range.profile = Some(value);
            }
            // Of OpenAPI we write this version.
            "version" if value == "3.1" => range.parameters += 1,
            // We offer nothing with other parameters, so a range that asks for them matches nothing of ours.
            _ => return None,
        }
    }
    Some(range)
}

fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(move |c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON_LD: &str = "application/ld+json";
    const TURTLE: &str = "text/turtle";
    const HTML: &str = "text/html";

    fn check(accept: Option<&str>, expected: Option<&str>) {
        let offers = [JSON_LD, "application/json", TURTLE, "application/trig", "application/rdf+xml", HTML]
            .map(|media_type| Offer { media_type, value: () });
        assert_eq!(choose(accept, &offers).ok().map(|offer| offer.media_type), expected, "{accept:?}");
    }

    #[test]
    fn weights() {
        check(Some("text/turtle"), Some(TURTLE));
        check(Some("text/turtle;q=0.5, application/ld+json;q=0.4"), Some(TURTLE));
        check(Some("text/turtle;q=0.5, application/ld+json;q=0.501"), Some(JSON_LD));
        check(Some("text/turtle;q=0"), None);
        check(Some("text/turtle;q=0, */*"), Some(JSON_LD));
        check(Some("application/ld+json;q=0, application/*"), Some("application/json"));
        check(Some("TEXT/TURTLE ; Q=1"), Some(TURTLE));
        check(Some("text/turtle; q=0.3; whatever=1, text/html;q=0.2"), Some(TURTLE));
        check(Some("text/turtle;q=2, text/html;q=0.1"), Some(HTML));
        check(Some("text/turtle;q=, text/html;q=0.1"), Some(HTML));
    }

    #[test]
    fn the_most_specific_range_decides() {
        check(Some("*/*"), Some(JSON_LD));
        check(None, Some(JSON_LD));
        check(Some("text/*"), Some(TURTLE));
        check(Some("text/*;q=0.9, text/html"), Some(HTML));
        check(Some("text/*, text/turtle;q=0.1"), Some(HTML));
        check(Some("*/*;q=1, text/html;q=0.5"), Some(JSON_LD));
        check(Some("*/*, text/turtle"), Some(TURTLE));
        check(Some("text/html, text/turtle"), Some(HTML));
        check(Some("text/turtle, text/html"), Some(TURTLE));
    }

    #[test]
    fn parameters() {
        check(Some("text/turtle;charset=UTF-8"), Some(TURTLE));
        check(Some("text/turtle;charset=latin-1"), None);
        check(Some(r#"application/ld+json;profile="https://www.w3.org/ns/json-ld#compacted, x""#), Some(JSON_LD));
        check(Some("text/html;level=1"), None);
        check(Some("text/html;level=1, text/turtle;q=0.1"), Some(TURTLE));
    }

    #[test]
    fn what_browsers_send_gives_pages() {
        for browser in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
            "text/html, application/xhtml+xml, image/jxr, */*",
        ] {
            check(Some(browser), Some(HTML));
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_there() {
        for nothing in ["", "turtle", "image/png", ";;;", "text/turtle;q", "\"", "/"] {
            check(Some(nothing), None);
        }
        check(Some("garbage, text/turtle"), Some(TURTLE));
    }
}
