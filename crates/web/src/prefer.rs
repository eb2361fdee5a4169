//! `Prefer` (RFC 7240): what a client would rather get, of what it may be refused.

use http::{HeaderMap, HeaderName, HeaderValue};

/// The header.
pub(crate) const PREFER: HeaderName = HeaderName::from_static("prefer");
/// What was done of it.
pub(crate) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// LDP 1.0, section 7.2.
const MINIMAL_CONTAINER: &str = "http://www.w3.org/ns/ldp#PreferMinimalContainer";
/// Its name in drafts, which clients still send.
const EMPTY_CONTAINER: &str = "http://www.w3.org/ns/ldp#PreferEmptyContainer";
const CONTAINMENT: &str = "http://www.w3.org/ns/ldp#PreferContainment";
const MEMBERSHIP: &str = "http://www.w3.org/ns/ldp#PreferMembership";
/// Web Annotation Protocol, section 4.2.1: LDP has no words for how much of its members a container tells.
const CONTAINED_IRIS: &str = "http://www.w3.org/ns/oa#PreferContainedIRIs";
const CONTAINED_DESCRIPTIONS: &str = "http://www.w3.org/ns/oa#PreferContainedDescriptions";

/// How much of its members a container tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Members {
    /// Nothing: the container alone.
    Left,
    /// Their addresses.
    Named,
    /// Of each what a list shows: its types and names.
    #[default]
    Introduced,
    /// All that each says.
    Whole,
}

impl Members {
    /// Its part of an entity tag.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Named => "named",
            Self::Introduced => "introduced",
            Self::Whole => "whole",
        }
    }
}

/// What is preferred of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ContainerPreference {
    /// How much of its members.
    pub(crate) members: Members,
    /// How many of them on a page.
    pub(crate) page_size: Option<usize>,
    /// Whether something was asked that we do.
    applied: bool,
}

impl ContainerPreference {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let Some(asked) = read(headers).into_iter().find(|preference| preference.is("return", "representation")) else {
            return Self::default();
        };
        let (include, omit) = (asked.list("include"), asked.list("omit"));
        let has = |list: &[&str], names: &[&str]| list.iter().any(|name| names.contains(name));
        let containment = has(&include, &[CONTAINMENT, CONTAINED_IRIS, CONTAINED_DESCRIPTIONS]);
        let minimal = has(&include, &[MINIMAL_CONTAINER, EMPTY_CONTAINER]);
        let members = if has(&include, &[CONTAINED_DESCRIPTIONS]) {
            Members::Whole
        } else if has(&include, &[CONTAINED_IRIS]) {
            Members::Named
        } else if has(&omit, &[CONTAINMENT]) || (minimal && !containment) {
            Members::Left
        } else {
            Members::Introduced
        };
        // "the server has no way of knowing" which of several would be meant; and zero is as if nothing was said (LDP
        // Paging, section 6.2.9).
        let page_size = asked.value("max-member-count").and_then(|count| count.parse().ok()).filter(|count| *count > 0);
        // A Basic Container has no membership triples beside its containment: there are none to leave out.
        let known =
            [MINIMAL_CONTAINER, EMPTY_CONTAINER, CONTAINMENT, MEMBERSHIP, CONTAINED_IRIS, CONTAINED_DESCRIPTIONS];
        let applied = has(&include, &known) || has(&omit, &known) || page_size.is_some();
        Self { members, page_size, applied }
    }

    /// RFC 7240, section 3: what was applied.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        if self.applied {
            headers.insert(PREFERENCE_APPLIED, HeaderValue::from_static("return=representation"));
        }
    }
}

/// What a writer would rather be answered (RFC 7240, section 4.2). How much a container tells of its members, which
/// stands in the same preference, says nothing of what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Return {
    /// It does not say: nothing, as to `Minimal`.
    Unsaid,
    /// "only a minimal response".
    Minimal,
    /// "an entity representing the current state of the resource".
    Representation,
}

impl Return {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let preferences = read(headers);
        let asks = |value: &str| preferences.iter().any(|preference| preference.is("return", value));
        match (asks("minimal"), asks("representation")) {
            (true, _) => Self::Minimal,
            (false, true) => Self::Representation,
            (false, false) => Self::Unsaid,
        }
    }

    /// Tells that it was done.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        let done = match self {
            Self::Unsaid => return,
            Self::Minimal => "return=minimal",
            Self::Representation => "return=representation",
        };
        headers.insert(PREFERENCE_APPLIED, HeaderValue::from_static(done));
    }
}

/// What a writer is told who is answered without content: `return=minimal` is what we do in any case.
pub(crate) fn told_of_writing(request: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if Return::of(request) == Return::Minimal {
        Return::Minimal.tell(&mut headers);
    }
    headers
}

/// One preference with its parameters.
struct Preference<'a> {
    name: &'a str,
    value: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Preference<'a> {
    fn is(&self, name: &str, value: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) && self.value.eq_ignore_ascii_case(value)
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// LDP 1.0, section 7.2.2: the value "is a space-separated list" of IRIs.
    fn list(&self, name: &str) -> Vec<&'a str> {
        self.value(name).unwrap_or_default().split_ascii_whitespace().collect()
    }
}

/// The preferences, in order. RFC 7240, section 2: of one that stands twice, "the first instance" counts; what cannot be
/// read is as if it were not there.
fn read(headers: &HeaderMap) -> Vec<Preference<'_>> {
    let mut preferences: Vec<Preference<'_>> = Vec::new();
    for line in headers.get_all(PREFER).iter().filter_map(|line| line.to_str().ok()) {
        for text in split(line, ',') {
            let mut parts = split(text, ';').into_iter().map(pair);
            let Some((name, value)) = parts.next().filter(|(name, _)| !name.is_empty()) else { continue };
            if !preferences.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
                preferences.push(Preference { name, value, parameters: parts.collect() });
            }
        }
    }
    preferences
}

fn pair(text: &str) -> (&str, &str) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (name.trim(), value.trim().trim_matches('"'))
}

fn split(text: &str, separator: char) -> Vec<&str> {
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

    fn headers(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (PREFER, HeaderValue::from_str(line).unwrap())).collect()
    }

    #[test]
    fn what_a_container_shall_tell() {
        let (minimal, containment) = ("ldp#PreferMinimalContainer", "ldp#PreferContainment");
        for (parameters, members, applied) in [
            (format!("include=\"{minimal}\""), Members::Left, true),
            ("include=\"ldp#PreferEmptyContainer\"".to_owned(), Members::Left, true),
            (format!("omit=\"{containment}\""), Members::Left, true),
            (format!("omit=\"ldp#PreferMembership {containment}\""), Members::Left, true),
            (format!("include=\"{minimal} {containment}\""), Members::Introduced, true),
            (format!("include=\"{containment}\""), Members::Introduced, true),
            ("omit=\"ldp#PreferMembership\"".to_owned(), Members::Introduced, true),
            (format!("omit=\"{minimal}\""), Members::Introduced, true),
            ("include=\"oa#PreferContainedDescriptions\"".to_owned(), Members::Whole, true),
            ("include=\"oa#PreferContainedIRIs\"".to_owned(), Members::Named, true),
            ("include=\"ldp#PreferWhatever\"".to_owned(), Members::Introduced, false),
            ("max-member-count=\"7\"".to_owned(), Members::Introduced, true),
            ("max-member-count=\"0\"".to_owned(), Members::Introduced, false),
            (String::new(), Members::Introduced, false),
        ] {
            let full =
                parameters.replace("ldp#", "http://www.w3.org/ns/ldp#").replace("oa#", "http://www.w3.org/ns/oa#");
            let preference = ContainerPreference::of(&headers(&[&format!("return=representation; {full}")]));
            assert_eq!((preference.members, preference.applied), (members, applied), "{parameters}");
            let mut answer = HeaderMap::new();
            preference.tell(&mut answer);
            assert_eq!(answer.contains_key(PREFERENCE_APPLIED), applied, "{parameters}");
        }
        let size = ContainerPreference::of(&headers(&["return=representation; max-member-count=7"])).page_size;
        assert_eq!(size, Some(7));
    }

    #[test]
    fn headers_as_the_specification_writes_them() {
        for (lines, wanted) in [
            (&["respond-async, wait=100", "return=minimal"][..], Return::Minimal),
            (&["Return=\"minimal\""], Return::Minimal),
            (&["foo; some-parameter=\"a, return=minimal\""], Return::Unsaid),
            (&["return=representation, return=minimal"], Return::Representation),
            (&["return=minimal", "return=representation"], Return::Minimal),
            (&["handling=strict; return=representation"], Return::Unsaid),
            (
                &["return=representation; include=\"http://www.w3.org/ns/ldp#PreferMinimalContainer\""],
                Return::Representation,
            ),
            (&["return"], Return::Unsaid),
            (&["return=everything"], Return::Unsaid),
            (&[], Return::Unsaid),
        ] {
            assert_eq!(Return::of(&headers(lines)), wanted, "{lines:?}");
            let told = told_of_writing(&headers(lines));
            assert_eq!(told.contains_key(PREFERENCE_APPLIED), wanted == Return::Minimal, "{lines:?}");
        }
    }
}
