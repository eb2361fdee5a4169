//! What comes as a stream is what the whole says.

use super::*;
use crate::canon;
use crate::syntax::{parse_keeping_labels, write};

/// A source that gives a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (now, later) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
        buffer[..now.len()].copy_from_slice(now);
        self.0 = later;
        Ok(now.len())
    }
}

fn base() -> Iri {
    Iri::parse("https://a.example/").unwrap()
}

fn streamed(text: &[u8], format: Format, drop: usize) -> Result<Vec<Quad>, StreamError> {
    Stream::new(Drops(text, drop), format, &base())?.collect()
}

fn canonical(quads: &[Quad]) -> String {
    canon::canonicalize(quads.to_vec()).unwrap().nquads
}

const TRIG: &str = "\u{feff}@prefix cs: <https://w3id.org/codesocial#> . # é [[[
<organizations/a> { <organizations/a> cs:name \"Être [ \\\" ici\"@fr ; cs:address [ cs:locality '''C'est là\n[''' ] }
<organizations/b> cs:name \"\" ; cs:section _:b . _:b cs:name 'x' .
";

#[test]
fn drops_are_the_whole() {
    let quads = parse_keeping_labels(TRIG.as_bytes(), Format::TriG, &base(), 100).unwrap();
    for format in Format::ALL.iter().copied().filter(|format| format.is_readable() && format.has_graphs()) {
        let text = write(&quads, format);
        let whole = parse_keeping_labels(&text, format, &base(), 100).unwrap();
        for drop in [1, 2, 3, 7, 4_096] {
            let found = streamed(&text, format, drop).unwrap();
            assert_eq!(canonical(&found), canonical(&whole), "{format:?} {drop}");
            assert_eq!(canonical(&streamed(TRIG.as_bytes(), Format::TriG, drop).unwrap()), canonical(&quads));
        }
    }
}

#[test]
fn errors_have_the_places_of_the_whole() {
    for (format, text) in [
        (Format::Turtle, "<a> <p:b> \"é\" .\n\n<é> <p:q> ; .\n"),
        (Format::Turtle, "<a> <p:b> \"é"),
        (Format::TriG, "<a> <p:b> \"x\" .\n} "),
        (Format::NQuads, "<p:a> <p:b> \"é\" .\n\n<broken\n"),
        (Format::NTriples, "<p:a> <p:b> \"é\" .\n<p:a> <p:b> .\n"),
        (Format::JsonLd, "{\"@id\": \"a\",\n \"p:q\" 1}"),
        (Format::JsonLd, "{\"@id\": \"a\",\n \"@type\": 1}"),
    ] {
        let whole = parse_keeping_labels(text.as_bytes(), format, &base(), 100).unwrap_err();
        let SyntaxError::Malformed { line, column, .. } = &whole else { panic!("{whole}") };
        for drop in [1, 5, 4_096] {
            let found = streamed(text.as_bytes(), format, drop).unwrap_err().to_string();
            assert!(found.starts_with(&format!("line {line}, column {column}: ")), "{found}, not {whole}");
        }
    }
}

#[test]
fn what_is_no_text_or_too_deep_is_refused_as_the_whole() {
    let deep = format!("<a> <p:b>\n {}", "[ <p:b> ".repeat(super::super::DEPTH_LIMIT + 1));
    let contexts = format!("[{}]", r#"{"@context": {}},"#.repeat(4_001));
    for (format, text) in [
        (Format::Turtle, b"<a> <p:b> \"x\" .\n# \xff\n".as_slice()),
        (Format::NQuads, b"<p:a> <p:b> \"x\" .\n\n# \xe2\x82"),
        (Format::Turtle, deep.as_bytes()),
        (Format::JsonLd, contexts.as_bytes()),
        (Format::JsonLd, br#"{"@context": "https://b.example/c", "a": 1}"#),
        (Format::RdfXml, b"<x/>"),
    ] {
        let whole = parse_keeping_labels(text, format, &base(), 100).unwrap_err().to_string();
        for drop in [1, 4_096] {
            assert_eq!(streamed(text, format, drop).unwrap_err().to_string(), whole, "{format:?}");
        }
    }
}

#[test]
fn what_never_says_anything_ends() {
    for format in Format::ALL.iter().copied().filter(|format| format.is_readable()) {
        for byte in [b' ', b'x', b'<', b'"', b'[', b'{'] {
            let mut stream = Stream::new(io::repeat(byte), format, &base()).unwrap();
            assert!(stream.next().unwrap().is_err(), "{format:?} {byte}");
            assert!(stream.next().is_none(), "after an error there is nothing more");
        }
    }
}

/// A node of some length, on lines of its own.
fn node(number: usize) -> String {
    let text = "é".repeat(2_000);
    format!(
        "{{\"@id\": \"_:n{number}\",\n  \"p:next\": {{\"@id\": \"_:n{}\"}},\n  \"p:text\": [\"{text}\", []]}}",
        number + 1
    )
}

fn long(before: &str, after: &str) -> String {
    let nodes: Vec<String> = (0..JSONLD_HELD / 4_000 + 10).map(node).collect();
    format!("{before}{}{after}", nodes.join(" ,\n"))
}

#[test]
fn a_long_list_is_read_several_at_a_time() {
    for (before, after, graph) in [
        ("[", "]", None),
        ("[ ", ", 1, \"x\", {} ]\n", None),
        ("{\"@graph\": [", "]}", None),
        ("{\n\"@context\": {\"t\": {\"@id\": \"p:text\"}},\n\"@id\": \"g:1\", \"@graph\": [\n", "]\n}\n", Some("g:1")),
    ] {
        let text = long(before, after);
        assert!(text.len() > JSONLD_HELD);
        let whole = parse_keeping_labels(text.as_bytes(), Format::JsonLd, &base(), 100_000).unwrap();
        let found = streamed(text.as_bytes(), Format::JsonLd, 65_536).unwrap();
        assert_eq!(found.len(), whole.len(), "{before}");
        assert_eq!(found, whole, "{before}");
        assert!(found.iter().all(|quad| match (&quad.graph_name, graph) {
            (GraphName::NamedNode(name), Some(graph)) => name.as_str() == graph,
            (name, graph) => graph.is_none() && name.is_default_graph(),
        }));
    }
}

#[test]
fn a_long_list_is_broken_where_it_is_broken() {
    let lines = |text: &str| text.matches('\n').count() as u64 + 1;
    let before = "{\"@context\": {},\n\"@graph\": [\n";
    let good = long(before, "");
    for (after, line, column, message) in [
        (" ,\n  {\"é\": \"é\" 1}]}", lines(&good) + 1, 13, ""),
        (" ,\n  {\"@type\": 1}]}", lines(&good) + 1, 3, "@type"),
        ("", lines(&good), 2_022, "the text ends in the middle"),
        ("]", lines(&good), 2_023, "the text ends in the middle"),
        ("]} x", lines(&good), 2_025, "behind the end"),
        ("] , \"@type\": \"x\"}", lines(&good), 2_024, "nothing after that"),
        (" {}]}", lines(&good), 2_023, "a , is missing"),
        (",]}", lines(&good), 2_023, "a value is missing"),
    ] {
        let error = streamed(format!("{good}{after}").as_bytes(), Format::JsonLd, 65_536).unwrap_err().to_string();
        let place = format!("line {line}, column {column}: ");
        assert!(error.starts_with(&place) && error.contains(message), "{after:?}: {error}, not {place}");
    }
    for (before, message) in [
        ("{\"@type\": \"p:x\", \"@graph\": [", "line 1, column 2: JSON-LD as long as this"),
        ("{\"@context\": {}, \"p:q\": [", "JSON-LD as long as this"),
        ("{\"@context\": {a}, \"@graph\": [", "line 1, column 14: this is no JSON"),
        ("\"x\" [", "line 1, column 1: JSON-LD as long as this"),
    ] {
        let error = streamed(long(before, "]}").as_bytes(), Format::JsonLd, 65_536).unwrap_err().to_string();
        assert!(error.contains(message), "{before}: {error}");
    }
    let large = format!("[\n {{\"p:q\": \"{}\"}}]", "x".repeat(JSONLD_HELD));
    let error = streamed(large.as_bytes(), Format::JsonLd, 65_536).unwrap_err().to_string();
    assert!(error.starts_with("line 2, column 2: this has more than"), "{error}");
}

#[test]
fn contexts_of_others_are_given_or_refused() {
    let text = br#"[{"@context": "https://b.example/c", "@id": "x", "name": "y", "zzz": 1}]"#;
    let known =
        |address: &str| (address == "https://b.example/c").then_some(Cow::Borrowed(r#"{"@context": {"name": "p:n"}}"#));
    let stream = Stream::new(text.as_slice(), Format::JsonLd, &base()).unwrap();
    let found: Vec<Quad> = stream.with_contexts(known).collect::<Result<_, _>>().unwrap();
    assert_eq!(found.len(), 1);
    let text = br#"[{"@context": {"name": "p:n"}, "@id": "x", "name": "y", "zzz": 1}]"#;
    let mut stream = Stream::new(text.as_slice(), Format::JsonLd, &base()).unwrap().gathering_unheard();
    assert_eq!(stream.by_ref().count(), 1);
    assert_eq!(stream.unheard().iter().collect::<Vec<_>>(), ["zzz"]);
}

#[test]
fn each_of_a_long_list_may_have_a_context() {
    // So short that half a megabyte of them mentions more contexts than the parser is given.
    let one = |number: usize| format!("{{\"@context\": {{}}, \"@id\": \"_:s{number}\", \"p:q\": 1}},\n");
    let short = (0..4_500).map(one).collect::<Vec<_>>().concat();
    let text = long(&format!("[{short}"), "]");
    assert!(text.len() > JSONLD_HELD);
    let found = streamed(text.as_bytes(), Format::JsonLd, 65_536).unwrap();
    let of_short = found.iter().filter(|quad| quad.predicate.as_str() == "p:q");
    assert_eq!(of_short.count(), 4_500);
}

/// A source that goes on for ever, and how much of it was read.
struct Endless<'a>(&'a [u8], usize, &'a std::cell::Cell<usize>);

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = self.0[self.1 % self.0.len()];
            self.1 += 1;
        }
        self.2.set(self.2.get() + buffer.len());
        Ok(buffer.len())
    }
}

#[test]
fn what_stands_around_a_list_is_small() {
    // Far apart, so that there are not too many of them either.
    let context = format!("\"@context\": {{}},{}", " ".repeat(200));
    for (before, again, message) in [
        (r#"{"@context": {"#, r#""t": "p:text", "#, "line 1, column 14: this has more than"),
        (r#"{"@id": ""#, "x", "line 1, column 9: this has more than"),
        (r#"{""#, "x", "line 1, column 2: this has more than"),
        ("{", r#""@id": "g:1", "#, "line 1, column 16: @id stands there twice"),
        ("{", context.as_str(), "line 1, column 217: @context stands there twice"),
    ] {
        let taken = std::cell::Cell::new(0);
        let source = before.as_bytes().chain(Endless(again.as_bytes(), 0, &taken));
        let error = Stream::new(source, Format::JsonLd, &base()).unwrap().next().unwrap().unwrap_err().to_string();
        assert!(error.contains(message), "{before}: {error}");
        assert!(taken.get() < JSONLD_HELD + (1 << 20), "{before}: {} bytes were read", taken.get());
    }
}
