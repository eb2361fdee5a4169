//! A TimeMap as `application/link-format` (RFC 7089, section 5; RFC 6690).

use crate::memento::{LINK_FORMAT, link};
use crate::precondition::http_date;
use model::Iri;
use registry::{History, Version};

/// The page of a TimeMap that stands at `own`.
pub(super) fn write(history: &History, own: &Iri, next: Option<&Iri>) -> String {
    let iri = history.current.document.iri();
    let (from, until) = (history.versions.last(), history.versions.first());
    let date = |name: &str, version: Option<&Version>| {
        version.map(|version| format!("; {name}=\"{}\"", http_date(version.at))).unwrap_or_default()
    };
    let (from, until) = (date("from", from), date("until", until));
    let mut links = vec![
        format!("<{iri}>; rel=\"original timegate\""),
        format!("<{own}>; rel=\"self\"; type=\"{LINK_FORMAT}\"{from}{until}"),
    ];
    // Section 5.1.1: a TimeMap may have several pages, each naming others.
    if *own != iri.versions() {
        links.push(format!("<{}>; rel=\"timemap\"; type=\"{LINK_FORMAT}\"", iri.versions()));
    }
    if let Some(next) = next {
        links.push(format!("<{next}>; rel=\"timemap\"; type=\"{LINK_FORMAT}\""));
    }
    let (newest, oldest) = (*own == iri.versions(), next.is_none());
    let count = history.versions.len();
    for (place, version) in history.versions.iter().rev().enumerate() {
        let relation = match (oldest && place == 0, newest && place + 1 == count) {
            (true, true) => "first last memento",
            (true, false) => "first memento",
            (false, true) => "last memento",
            (false, false) => "memento",
        };
        links.push(link(iri, version, relation));
    }
    let mut text = links.join(",\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn a_time_map() {
        let history = sample::history();
        let iri = history.current.document.iri();
        let text = write(&history, &iri.versions(), None);
        let expected = format!(
            "<{iri}>; rel=\"original timegate\",\n\
             <{iri}/versions/>; rel=\"self\"; type=\"application/link-format\"; \
             from=\"Sat, 14 Feb 2026 08:00:00 GMT\"; until=\"Tue, 12 May 2026 08:00:00 GMT\",\n\
             <{iri}?version=1>; rel=\"first memento\"; datetime=\"Sat, 14 Feb 2026 08:00:00 GMT\",\n\
             <{iri}?version=4>; rel=\"last memento\"; datetime=\"Tue, 12 May 2026 08:00:00 GMT\"\n"
        );
        assert_eq!(text, expected);
        let older = iri.versions().with_query("before", "9");
        let page = write(&history, &older, Some(&iri.versions().with_query("before", "1")));
        assert!(page.contains(&format!("<{iri}/versions/>; rel=\"timemap\"")), "{page}");
        assert!(page.contains("before=1>; rel=\"timemap\"") && !page.contains("first memento"), "{page}");
    }
}
