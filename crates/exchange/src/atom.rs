//! Atom (RFC 4287): what changed, for readers of feeds; in archived pages (RFC 5005), with what was deleted (RFC 6721).
//!
//! An entry is a document, by its own address, and a feed has it as it was last on that page: whoever reads all pages from the
//! oldest has every document as it stands.

use crate::sheet::{Sheet, Times};
use jiff::Timestamp;
use jiff::fmt::strtime;
use model::vocab::property;
use model::{Document, Iri};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// The media type.
pub const MEDIA_TYPE: &str = "application/atom+xml";

/// Letters of a summary: readers show a line or two of it.
const SUMMARY: usize = 500;

/// A feed, or a page of its archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed<'a> {
    /// The same on all pages.
    pub id: &'a Iri,
    /// How it is called.
    pub title: &'a str,
    /// What it tells.
    pub subtitle: &'a str,
    /// Who tells it.
    pub author: &'a str,
    /// Where that is.
    pub home: &'a Iri,
    /// In which language.
    pub language: &'a str,
    /// In which others, where a text is not there in that one.
    pub languages: &'a [&'a str],
    /// When it changed last.
    pub updated: Timestamp,
    /// Other pages, each with what it is to this one.
    pub links: Vec<(&'static str, Iri)>,
    /// Whether this is a page of the archive, which stays as it is.
    pub is_archive: bool,
}

/// What is told of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub of: Iri,
    /// When.
    pub at: Timestamp,
    /// The address of what it said then.
    pub version: Iri,
    /// What it said then; `None`: it ended.
    pub document: Option<Document>,
}

/// Writes it, the entries in the order given.
pub fn write(feed: &Feed<'_>, entries: &[Entry]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    // Into memory: nothing fails there.
    drop(write_into(&mut writer, feed, entries));
    writer.into_inner()
}

type Out = Writer<Vec<u8>>;

fn write_into(writer: &mut Out, feed: &Feed<'_>, entries: &[Entry]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let attributes = [
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
        ("xmlns:at", "http://purl.org/atompub/tombstones/1.0"),
        ("xml:lang", feed.language),
    ];
    writer.create_element("feed").with_attributes(attributes).write_inner_content(|writer| {
        text(writer, "id", feed.id.as_str())?;
        text(writer, "title", feed.title)?;
        text(writer, "subtitle", feed.subtitle)?;
        text(writer, "updated", &moment(feed.updated))?;
        writer.create_element("author").write_inner_content(|writer| {
            text(writer, "name", feed.author)?;
            text(writer, "uri", feed.home.as_str())
        })?;
        let generator = [("uri", "https://w3id.org/codesocial"), ("version", env!("CARGO_PKG_VERSION"))];
        let generator = writer.create_element("generator").with_attributes(generator);
        generator.write_text_content(BytesText::new("codesocial"))?;
        for (relation, target) in &feed.links {
            link(writer, relation, target, MEDIA_TYPE)?;
        }
        link(writer, "alternate", feed.home, "text/html")?;
        if feed.is_archive {
            writer.create_element("fh:archive").write_empty()?;
        }
        entries.iter().try_for_each(|entry| tell(writer, feed, entry))
    })?;
    Ok(())
}

fn tell(writer: &mut Out, feed: &Feed<'_>, entry: &Entry) -> io::Result<()> {
    let Some(document) = &entry.document else {
        let attributes = [("ref", entry.of.as_str().to_owned()), ("when", moment(entry.at))];
        let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
        writer.create_element("at:deleted-entry").with_attributes(attributes).write_empty()?;
        return Ok(());
    };
    let times = Times { created: entry.at, modified: entry.at, is_first: false };
    let languages: Vec<&str> = [feed.language].into_iter().chain(feed.languages.iter().copied()).collect();
    let sheet = Sheet::new(document, &[], &languages, times);
    // "atom:entry elements MUST contain exactly one atom:title element", whatever a document has.
    let title = sheet.name().unwrap_or(entry.of.as_str());
    let summary = sheet.text(property::SUMMARY).or_else(|| sheet.text(property::DESCRIPTION));
    writer.create_element("entry").write_inner_content(|writer| {
        text(writer, "id", entry.of.as_str())?;
        text(writer, "title", title)?;
        text(writer, "updated", &moment(entry.at))?;
        link(writer, "alternate", &entry.of, "text/html")?;
        link(writer, "memento", &entry.version, "text/html")?;
        for class in sheet.classes() {
            writer.create_element("category").with_attribute(("term", class.as_str())).write_empty()?;
        }
        text(writer, "summary", &summary.map(shortened).unwrap_or_default())
    })?;
    Ok(())
}

fn text(writer: &mut Out, name: &str, value: &str) -> io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(&legible(value)))?;
    Ok(())
}

fn link(writer: &mut Out, relation: &str, target: &Iri, media_type: &str) -> io::Result<()> {
    let attributes = [("rel", relation), ("type", media_type), ("href", target.as_str())];
    writer.create_element("link").with_attributes(attributes).write_empty()?;
    Ok(())
}

/// What XML 1.0 has a place for (section 2.2): other control characters break the whole feed.
fn legible(text: &str) -> String {
    let has_place = |letter: &char| {
        matches!(letter, '\t' | '\n' | '\r') || (*letter >= ' ' && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().filter(has_place).collect()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SUMMARY) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// RFC 3339, with seconds: what readers of feeds compare.
fn moment(at: Timestamp) -> String {
    strtime::format("%Y-%m-%dT%H:%M:%SZ", at).unwrap_or_else(|_| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::syntax::{self, Format};

    fn iri(path: &str) -> Iri {
        Iri::parse(&format!("https://a.example/{path}")).unwrap()
    }

    fn entry(path: &str, at: i64, turtle: Option<&str>) -> Entry {
        let of = iri(path);
        let document = turtle.map(|turtle| {
            let text = format!("@prefix cs: <https://w3id.org/codesocial#> . <> {turtle} .");
            let quads = syntax::parse(text.as_bytes(), Format::Turtle, &of, 9).unwrap();
            Document::admit(of.clone(), quads.into_iter().map(Into::into).collect()).unwrap()
        });
        Entry { version: of.version(2), of, at: Timestamp::from_second(at).unwrap(), document }
    }

    #[test]
    fn a_reader_of_feeds_finds_titles_times_pages_and_what_was_deleted() {
        let feed = Feed {
            id: &iri("feed.atom"),
            title: "La <Vallée> & co",
            subtitle: "Ce qui change",
            author: "La Vallée",
            home: &iri(""),
            language: "fr",
            languages: &["en"],
            updated: Timestamp::from_second(1_800_000_000).unwrap(),
            links: vec![("self", iri("feed.atom?page=2")), ("prev-archive", iri("feed.atom?page=1"))],
            is_archive: true,
        };
        let long = "é".repeat(900);
        let entries = [
            entry("organizations/a", 1_800_000_000, Some("a cs:Organization ; cs:name 'Mill'@en, 'Moulin <b>'@fr")),
            entry("organizations/b", 1_799_999_999, None),
            entry("ideas/c", 1_799_999_000, Some(&format!("cs:summary 'bell \\u0007 {long}'@fr"))),
        ];
        let bytes = write(&feed, &entries);
        let parsed = feed_rs::parser::parse(bytes.as_slice()).unwrap();
        assert_eq!(parsed.title.unwrap().content, "La <Vallée> & co");
        assert_eq!((parsed.id.as_str(), parsed.language.as_deref()), ("https://a.example/feed.atom", Some("fr")));
        let relations: Vec<_> = parsed.links.iter().filter_map(|link| link.rel.as_deref()).collect();
        assert_eq!(relations, ["self", "prev-archive", "alternate"]);
        let told: Vec<_> = parsed
            .entries
            .iter()
            .map(|entry| (entry.id.as_str(), entry.title.as_ref().unwrap().content.as_str(), entry.links.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("https://a.example/organizations/a", "Moulin <b>", 2),
                ("https://a.example/ideas/c", "https://a.example/ideas/c", 2)
            ]
        );
        assert_eq!(parsed.entries[0].updated.unwrap().timestamp(), 1_800_000_000);
        let summary = &parsed.entries[1].summary.as_ref().unwrap().content;
        assert!(
            summary.starts_with("bell  é") && summary.ends_with('…') && summary.chars().count() == 500,
            "{summary}"
        );
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("<fh:archive/>"), "{text}");
        let deleted = r#"<at:deleted-entry ref="https://a.example/organizations/b" when="2027-01-15T07:59:59Z"/>"#;
        assert!(text.contains(deleted), "{text}");
    }
}
