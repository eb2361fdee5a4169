use super::*;
use crate::canon::canonicalize;
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use oxrdfxml::RdfXmlParser;
use proptest::prelude::*;
use std::time::Duration;

const DOCUMENT: &str = "https://a.example/codes/wemob";

fn base() -> Iri {
    Iri::parse(DOCUMENT).unwrap()
}

fn node(text: &str) -> NamedNode {
    NamedNode::new(text).unwrap()
}

fn cs(name: &str) -> NamedNode {
    node(&format!("https://w3id.org/codesocial#{name}"))
}

fn read(text: &str, format: Format) -> Result<Vec<Quad>, SyntaxError> {
    parse(text.as_bytes(), format, &base(), 1_000)
}

fn turtle(text: &str) -> Vec<Quad> {
    read(&format!("@prefix cs: <https://w3id.org/codesocial#> . {text}"), Format::Turtle).unwrap()
}

fn written(quads: &[Quad], format: Format) -> String {
    String::from_utf8(write(quads, format)).unwrap()
}

fn json(quads: &[Quad]) -> serde_json::Value {
    serde_json::from_str(&written(quads, Format::JsonLd)).unwrap()
}

/// What `work` gives, if it ends at all as far as a person would wait: what this guards against takes hours, and a
/// machine may have other things to do.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(work()));
    receiver.recv_timeout(Duration::from_mins(2)).unwrap()
}

/// The only value of a property, whether or not the context asks for an array.
fn one(value: &serde_json::Value) -> &serde_json::Value {
    value.as_array().map_or(value, |values| &values[0])
}

/// Reads again what was written and compares the graphs.
fn check_round_trip(quads: &[Quad], format: Format) {
    let text = write(quads, format);
    let again = parse(&text, format, &base(), 10_000)
        .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(&text)));
    let mut quads = quads.to_vec();
    if !format.has_graphs() {
        for quad in &mut quads {
            quad.graph_name = GraphName::DefaultGraph;
        }
    }
    let text = String::from_utf8_lossy(&text);
    assert_eq!(canonicalize(quads).unwrap().nquads, canonicalize(again).unwrap().nquads, "{text}");
}

fn readable() -> impl Iterator<Item = Format> {
    Format::ALL.iter().copied().filter(|format| format.is_readable())
}

#[test]
fn a_description_is_one_object() {
    let quads = turtle(
        r#"<> a cs:CodeSocial ; cs:name "WeMob"@fr ; cs:describes <https://a.example/projects/wemob> ;
             cs:section <#story>, <#purpose> .
           <#story> a cs:Story ; cs:text "Il était une fois"@fr, "Once upon a time"@en .
           <#purpose> a cs:Purpose ; cs:intention <#intention-1> .
           <#intention-1> cs:name "Rouler moins"@fr ."#,
    );
    let document = json(&quads);
    assert_eq!(document["@context"], "https://w3id.org/codesocial/context.jsonld");
    assert_eq!(document["id"], DOCUMENT);
    assert_eq!(document["name"]["fr"], "WeMob");
    assert_eq!(document["describes"], "https://a.example/projects/wemob");
    assert_eq!(one(&document["section"][0]["intention"])["name"]["fr"], "Rouler moins");
    assert_eq!(document["section"][1]["text"]["en"], "Once upon a time");
    assert!(document.get("@graph").is_none());
    let keys: Vec<&String> = document.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["@context", "id", "type", "name", "describes", "section"]);
    check_round_trip(&quads, Format::JsonLd);
}

#[test]
fn a_language_map_loses_nothing() {
    let quads = turtle(
        r#"<> cs:name "Moulin"@fr, "Le moulin"@fr, "Mill"@en, "no language", 42, "2026"^^cs:odd, <#name>, [ cs:text "x" ] ."#,
    );
    check_round_trip(&quads, Format::JsonLd);
    let document = json(&quads);
    assert_eq!(document["name"]["en"], "Mill");
    assert_eq!(document["name"]["fr"].as_array().unwrap().len(), 2);
}

#[test]
fn links_and_numbers_lose_nothing() {
    let quads = turtle(
        r#"<> cs:describes <https://a.example/x>, "not a link", "https://a.example/x" ;
             cs:latitude 45.50, "45.5", "x"^^<http://www.w3.org/2001/XMLSchema#decimal>, 4.5e1, <#here> ;
             cs:order 1, "01"^^<http://www.w3.org/2001/XMLSchema#integer> ."#,
    );
    for format in readable() {
        check_round_trip(&quads, format);
    }
}

#[test]
fn the_largest_document_is_written_in_time() {
    let fragments =
        |n: usize| format!("<> cs:section <#n{n}> . <#n{n}> cs:order {n} ; cs:text \"{n}\"@fr, \"{n}\"@en .");
    let wide = |n: usize| format!("<> cs:text \"{n}\"@fr ; cs:n {n} ; cs:theme <https://a.example/themes/{n}> .");
    let made: [Vec<String>; 2] = [(0..12_000).map(fragments).collect(), (0..16_000).map(wide).collect()];
    for text in made {
        let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {}", text.concat());
        let quads = parse(text.as_bytes(), Format::Turtle, &base(), 50_000).unwrap();
        for format in readable() {
            let (to_write, count) = (quads.clone(), quads.len());
            let again = in_time(move || parse(&write(&to_write, format), format, &base(), 50_000).unwrap());
            assert_eq!(again.len(), count, "{format:?}");
        }
    }
}

#[test]
fn several_graphs_and_circles_are_kept() {
    let quads = read(
        r#"@prefix cs: <https://w3id.org/codesocial#> .
           <> cs:p <#a> . <#a> cs:p <#b> . <#b> cs:p <#a> . _:loop cs:p _:loop . _:x cs:p _:y . _:y cs:p _:x .
           <g1> { <> cs:p <#a>, _:shared . _:shared cs:p "in one" . <#a> cs:p "g1" }
           _:shared { <> cs:p <#a>, _:shared . _:shared cs:p "in another" }"#,
        Format::TriG,
    )
    .unwrap();
    for format in readable() {
        check_round_trip(&quads, format);
    }
}

#[test]
fn blank_nodes_that_look_alike_stay_several() {
    let quads = turtle("[] cs:p _:c . [] cs:p _:c . <> cs:q [ cs:n 1 ], [ cs:n 1 ] , [], [] .");
    for format in readable() {
        check_round_trip(&quads, format);
    }
}

#[test]
fn deep_chains_are_written_and_read() {
    let chain: Vec<String> =
        (0..300).map(|n| format!("<#n{n}> cs:p <#n{}> . _:n{n} cs:q _:n{} ; cs:n {n} .", n + 1, n + 1)).collect();
    let quads = turtle(&format!("<> cs:p <#n0> . {}", chain.concat()));
    for format in readable() {
        check_round_trip(&quads, format);
    }
}

#[test]
fn an_iri_that_looks_like_a_prefixed_name_is_kept() {
    let quads = turtle("<> cs:p <geo:45.5,3.2>, <schema:x>, <name:x>, <cs:name>, <id:x> ; <cs:name> 1 ; a <geo:1,2> .");
    for format in readable() {
        check_round_trip(&quads, format);
    }
}

#[test]
fn a_document_is_written_as_it_is_put() {
    let triples = turtle(r#"<> a cs:CodeSocial ; cs:section <#story> . <#story> cs:text "x"@fr ."#);
    let document = Document::admit(base(), triples.into_iter().map(Triple::from).collect()).unwrap();
    for format in readable() {
        let text = write_document(&document, format);
        let quads = parse(&text, format, &base(), 100).unwrap();
        let named = matches!(format, Format::TriG | Format::NQuads);
        assert!(quads.iter().all(|quad| quad.graph_name.is_named_node() == named), "{format:?}");
        let again = Document::admit(base(), quads.into_iter().map(Triple::from).collect()).unwrap();
        assert_eq!(again, document);
    }
}

#[test]
fn numbers_of_json_are_decimals_where_the_context_says_so() {
    let text =
        r#"{"@context": "https://w3id.org/codesocial/context.jsonld", "id": "", "latitude": 45.5464, "longitude": -3}"#;
    let quads = read(text, Format::JsonLd).unwrap();
    assert_eq!(
        canonicalize(quads).unwrap(),
        canonicalize(turtle(
            "<> cs:latitude 45.5464 ; cs:longitude \"-3\"^^<http://www.w3.org/2001/XMLSchema#decimal> ."
        ))
        .unwrap()
    );
}

#[test]
fn as_many_contexts_as_allowed_do_not_take_long() {
    let one = r#"{"@context": "https://w3id.org/codesocial/context.jsonld", "name": {"fr": "x"}}"#;
    let many = format!("[{}]", vec![one; nesting::CONTEXT_LIMIT / 2].join(","));
    let read = in_time(move || parse(many.as_bytes(), Format::JsonLd, &base(), 10_000).map(|quads| quads.len()));
    assert_eq!(read, Ok(nesting::CONTEXT_LIMIT / 2));
}

#[test]
fn blank_nodes_are_never_shared() {
    for (format, text) in [
        (Format::Turtle, r#"_:a <p:p> "x" ."#),
        (Format::NQuads, r#"_:a <p:p> "x" ."#),
        (Format::JsonLd, r#"{"@id": "_:a", "p:p": "x"}"#),
    ] {
        let (one, two) = (read(text, format).unwrap(), read(text, format).unwrap());
        assert_eq!(one.len(), 1);
        assert_ne!(one[0].subject, two[0].subject, "{format:?}");
    }
}

#[test]
fn contexts_are_ours_or_unknown() {
    let text = |context: &str| format!(r#"{{"@context": {context}, "id": "{DOCUMENT}", "name": {{"fr": "x"}}}}"#);
    for known in [
        r#""https://w3id.org/codesocial/context.jsonld""#,
        r#""https://a.example/ns/context.jsonld""#,
        r#""/ns/context.jsonld""#,
    ] {
        let quads = read(&text(known), Format::JsonLd).unwrap();
        assert_eq!(quads[0].predicate, cs("name"), "{known}");
    }
    for (unknown, named) in [
        (r#""https://schema.org/""#, "https://schema.org/"),
        (r#"["https://w3id.org/codesocial/context.jsonld", "http://127.0.0.1:9/x"]"#, "http://127.0.0.1:9/x"),
        (r#"{"@import": "https://b.example/c"}"#, "https://b.example/c"),
    ] {
        assert_eq!(read(&text(unknown), Format::JsonLd), Err(SyntaxError::UnknownContext(named.to_owned())));
    }
    let expanded = format!(r#"[{{"@id": "{DOCUMENT}", "https://w3id.org/codesocial#name": [{{"@value": "x"}}]}}]"#);
    assert_eq!(read(&expanded, Format::JsonLd).unwrap().len(), 1);
}

#[test]
fn malformed_text_is_refused_with_its_place() {
    let mut misplaced = Vec::new();
    for (text, format, line, column) in [
        ("<> a", Format::Turtle, 1, 5),
        ("<> a <x> .\n<> «", Format::Turtle, 2, 4),
        ("<> <p:é> \"é\" ; é .", Format::Turtle, 1, 16),
        ("<> <p:p> <a b> .", Format::Turtle, 1, 10),
        ("<> <p:p> \"cut", Format::Turtle, 1, 10),
        ("<g> { <s> a <c> ", Format::TriG, 1, 17),
        ("<s> <p:p> \"relative\" .", Format::NTriples, 1, 1),
        ("<s:s> <p:p> \"x\" .\n<s:s> <p:p> .", Format::NQuads, 2, 13),
        ("{\n  \"a\": ", Format::JsonLd, 2, 8),
        ("{\n  \"é\" x", Format::JsonLd, 2, 7),
        ("\n{\"@id\": 1}", Format::JsonLd, 2, 1),
        ("<s:s> <p:p> <<( <s:s> <p:p> <o:o> )>> .", Format::Turtle, 1, 13),
        ("<s:s> <p:p> \"x\"@en--ltr .", Format::Turtle, 1, 21),
    ] {
        match read(text, format) {
            Err(SyntaxError::Malformed { line: l, column: c, message }) if (l, c) == (line, column) => {
                assert!(!message.is_empty());
            }
            other => misplaced.push(format!("{format:?} {text:?} not at {line}:{column}: {other:?}")),
        }
    }
    assert!(misplaced.is_empty(), "{}", misplaced.join("\n"));
}

#[test]
fn what_is_not_utf8_is_refused_with_its_line() {
    for format in readable() {
        assert_eq!(parse(b"\n\n\"caf\xe9\"", format, &base(), 1), Err(SyntaxError::NotUtf8 { line: 3 }));
    }
    assert_eq!(read("\u{feff}<> a <x> .", Format::Turtle).unwrap().len(), 1);
    assert_eq!(parse(b"<x/>", Format::RdfXml, &base(), 1), Err(SyntaxError::WriteOnly(Format::RdfXml)));
}

#[test]
fn there_may_be_only_so_many_statements() {
    for (text, format) in [
        ("<> a <x>, <y>, <z> .", Format::Turtle),
        ("<s:s> <p:p> 'x', 'y', 'z' .", Format::TriG),
        (r#"{"@id": "a:a", "p:p": ["x", "y", "z"]}"#, Format::JsonLd),
    ] {
        assert_eq!(parse(text.as_bytes(), format, &base(), 2), Err(SyntaxError::TooMany { limit: 2 }));
        assert_eq!(parse(text.as_bytes(), format, &base(), 3).unwrap().len(), 3);
    }
}

#[test]
fn ten_megabytes_of_brackets_are_refused_at_once() {
    let size = 10_000_000;
    for format in readable() {
        for bracket in ["[", "{", "(", "[{\"a\":", "<> <p:p> [ <p:p> ", "\n"] {
            let text = bracket.repeat(size / bracket.len());
            let refused = in_time(move || parse(text.as_bytes(), format, &base(), 1_000));
            let blank = bracket == "\n" && format != Format::JsonLd;
            assert_eq!(refused.is_ok(), blank, "{format:?} {bracket}");
        }
    }
    assert_eq!(read(&"\n[".repeat(1_000), Format::Turtle), Err(SyntaxError::TooDeep { line: 130 }));
}

#[test]
fn a_huge_literal_is_read() {
    let huge = "é".repeat(3_000_000);
    for (text, format) in [
        (format!("<> <p:p> \"{huge}\" ."), Format::Turtle),
        (format!("<> <p:p> \"\"\"{huge}\"\"\" ."), Format::TriG),
        (format!("<s:s> <p:p> \"{huge}\" ."), Format::NQuads),
        (format!("{{\"@id\": \"a:a\", \"p:p\": \"{huge}\"}}"), Format::JsonLd),
    ] {
        let quads = read(&text, format).unwrap();
        assert!(matches!(&quads[0].object, Term::Literal(literal) if literal.value() == huge), "{format:?}");
    }
}

#[test]
fn relative_iris_resolve_against_the_base() {
    for (text, format) in [
        ("<#story> a <../projects/x> .", Format::Turtle),
        ("{ <#story> a <../projects/x> }", Format::TriG),
        (r##"{"@id": "#story", "@type": "../projects/x"}"##, Format::JsonLd),
    ] {
        let quads = read(text, format).unwrap();
        assert_eq!(quads[0].subject, NamedOrBlankNode::from(node(&format!("{DOCUMENT}#story"))), "{format:?}");
        assert_eq!(quads[0].object, Term::from(node("https://a.example/projects/x")), "{format:?}");
    }
}

#[test]
fn rdf_xml_leaves_out_what_it_cannot_say_and_says_so() {
    let quads = turtle(
        r#"<> a <http://x.example/1/>, cs:CodeSocial ; <http://x.example/1/> "no name" ; cs:text "\u0001", "a\rb & <c>"@fr ;
             <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> "reserved" .
           <#only> a <http://x.example/1/> ."#,
    );
    let text = written(&quads, Format::RdfXml);
    assert!(text.contains("<!-- 4 statements cannot be said in RDF/XML"), "{text}");
    let again: Vec<Triple> = RdfXmlParser::new().for_slice(&text).map(|triple| triple.unwrap()).collect();
    assert_eq!(again.len(), 3, "{text}");
    assert!(
        again
            .iter()
            .any(|triple| triple.object == Literal::new_language_tagged_literal("a\rb & <c>", "fr").unwrap().into())
    );
}

fn iri() -> impl Strategy<Value = NamedNode> {
    prop_oneof![
        4 => (0..6_u8).prop_map(|number| node(&format!("{DOCUMENT}#part-{number}"))),
        2 => Just(node(DOCUMENT)),
        2 => prop::sample::select(vec![
            "https://w3id.org/codesocial#", "https://w3id.org/codesocial#a/b", "https://w3id.org/codesocial#name",
            "https://schema.org/name", "https://schema.org/", "http://www.w3.org/ns/org#", "geo:45.5,3.2", "urn:isbn:1",
            "name:x", "mailto:a@b.example", "schema:x", "https://a.example/codes/wemob-2#x", "https://a.example/a%20b?q=1&r#é'",
            "https://a.example/.", "x:", "x:/a//b", "https://a.example/codes/wemob#a.b.",
            "https://a.example/codes/wemob#%80", "https://w3id.org/codesocial#n%61me", "https://a.example/codes/./wemob",
            "HTTPS://a.example/codes/wemob", "https://a.example/codes/%77emob", "https://a.example/%ff/é?%C3#%c3",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil", "https://é.example/日本", "urn:x:%2F", "http://www.w3.org/2001/XMLSchema#",
        ]).prop_map(node),
        1 => "[a-zA-Z0-9é日~!$&'()*+,;=:@/?._%-]{0,12}".prop_filter_map("not an IRI", |tail| {
            NamedNode::new(format!("https://w3id.org/codesocial#{tail}")).ok()
        }),
    ]
}

fn predicate() -> impl Strategy<Value = NamedNode> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "name", "summary", "text", "section", "intention", "latitude", "order", "describes", "unknown", "website",
        ]).prop_map(cs),
        2 => Just(oxrdf::vocab::rdf::TYPE.into_owned()),
        1 => prop::sample::select(vec!["first", "rest", "value", "_1", "li"])
            .prop_map(|name| node(&format!("http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}"))),
        1 => iri(),
    ]
}

fn literal() -> impl Strategy<Value = Literal> {
    let text = prop_oneof![
        any::<String>(),
        "[ a-z\\\\\"'\t\r\n<>&{}\u{0}\u{1}\u{b}\u{7f}\u{85}\u{2028}\u{fffe}\u{1f600}]{0,8}",
        prop::sample::select(vec![
            "1",
            "01",
            "-1.50",
            "1e3",
            "true",
            "",
            "https://a.example/x",
            "_:b",
            "@id",
            "INF",
            "2026-01-01"
        ])
        .prop_map(str::to_owned),
    ];
    (text, 0..10_usize).prop_map(|(text, kind)| match kind {
        0..=2 => Literal::new_simple_literal(text),
        3..=5 => Literal::new_language_tagged_literal(text, ["fr", "en-GB", "zh-Hant-x-private"][kind - 3]).unwrap(),
        6 => Literal::new_typed_literal(text, node("http://www.w3.org/2001/XMLSchema#decimal")),
        7 => Literal::new_typed_literal(text, node("http://www.w3.org/2001/XMLSchema#integer")),
        8 => Literal::new_typed_literal(text, node("http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON")),
        _ => Literal::new_typed_literal(text, node("https://w3id.org/codesocial#odd")),
    })
}

fn quads() -> impl Strategy<Value = Vec<Quad>> {
    let blank = || (0..4_u8).prop_map(|number| BlankNode::new(format!("b{number}")).unwrap());
    let subject =
        prop_oneof![5 => iri().prop_map(NamedOrBlankNode::from), 2 => blank().prop_map(NamedOrBlankNode::from)];
    let object = prop_oneof![
        3 => iri().prop_map(Term::from),
        2 => blank().prop_map(Term::from),
        5 => literal().prop_map(Term::from),
    ];
    let graph = prop_oneof![
        6 => Just(GraphName::DefaultGraph),
        2 => iri().prop_map(GraphName::from),
        1 => blank().prop_map(GraphName::from),
    ];
    let quad = (subject, predicate(), object, graph).prop_map(|(s, p, o, g)| Quad::new(s, p, o, g));
    prop::collection::vec(quad, 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_written_is_read_again(quads in quads()) {
        for format in readable() {
            check_round_trip(&quads, format);
        }
    }

    #[test]
    fn another_library_reads_the_same(quads in quads()) {
        use sophia::api::source::QuadSource as _;
        use sophia::inmem::dataset::LightDataset;
        let trig = written(&quads, Format::TriG);
        let nquads = written(&quads, Format::NQuads);
        let one: LightDataset = sophia::turtle::parser::trig::parse_str(&trig).collect_quads().unwrap();
        let two: LightDataset = sophia::turtle::parser::nq::parse_str(&nquads).collect_quads().unwrap();
        prop_assert!(sophia::isomorphism::isomorphic_datasets(&one, &two).unwrap(), "{}", trig);
    }

    #[test]
    fn equal_graphs_are_equal_bytes(quads in quads()) {
        let relabelled = canon::rename(quads.clone(), |node| BlankNode::new(format!("z{node}").replace("_:b", "x")).unwrap());
        let reversed: Vec<Quad> = relabelled.into_iter().rev().collect();
        for format in Format::ALL {
            prop_assert_eq!(write(&quads, *format), write(&reversed, *format), "{:?}", format);
        }
    }

    #[test]
    fn damaged_text_is_read_or_refused(quads in quads(), place in 0.0..1.0_f64, length in 0..4_usize, other in "[\\[\\]{}()<>@:\"'\\\\#.,a é\u{0}]{0,3}") {
        for format in readable() {
            let mut text: Vec<char> = written(&quads, format).chars().collect();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "any place will do")]
            let start = (place * text.len() as f64) as usize;
            let end = (start + length).min(text.len());
            text.splice(start..end, other.chars());
            let text: String = text.into_iter().collect();
            match read(&text, format) {
                Ok(quads) => check_round_trip(&quads, format),
                Err(SyntaxError::Malformed { line, column, .. }) => {
                    let last = text.lines().count() as u64 + 1;
                    prop_assert!((1..=last).contains(&line) && column >= 1, "{line}:{column}");
                }
                Err(SyntaxError::UnknownContext(_)) => prop_assert_eq!(format, Format::JsonLd),
                Err(error) => prop_assert!(false, "{error}"),
            }
        }
    }

    #[test]
    fn rdf_xml_is_well_formed(quads in quads()) {
        let text = written(&quads, Format::RdfXml);
        let left_out: usize = text
            .split_once("<!-- ")
            .map_or(0, |(_, rest)| rest.split_once(' ').unwrap().0.parse().unwrap());
        let mut again = Vec::new();
        for triple in RdfXmlParser::new().for_slice(&text) {
            again.push(triple.unwrap_or_else(|error| panic!("{error}\n{text}")).in_graph(GraphName::DefaultGraph));
        }
        let flat: Vec<Quad> = quads.iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }).collect();
        let all = order::ordered(&flat);
        prop_assert_eq!(again.len() + left_out, all.len(), "{}", text);
        if left_out == 0 {
            prop_assert_eq!(canonicalize(again), canonicalize(all), "{}", text);
        }
    }
}
