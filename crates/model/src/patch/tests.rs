use super::*;
use crate::syntax::Format;

mod sets;

const ADDRESS: &str = "https://a.example/organizations/moulin";

fn iri() -> Iri {
    Iri::parse(ADDRESS).unwrap()
}

fn document(turtle: &str) -> Document {
    let text = format!("@prefix : <urn:> . @prefix cs: <https://w3id.org/codesocial#> .\n{turtle}");
    let quads = syntax::parse(text.as_bytes(), Format::Turtle, &iri(), 1_000).unwrap();
    Document::admit(iri(), quads.into_iter().map(Into::into).collect()).unwrap()
}

fn n3(patch: &str) -> String {
    format!(
        "@prefix solid: <http://www.w3.org/ns/solid/terms#> . @prefix : <urn:> .\n\
         _:p a solid:InsertDeletePatch {patch} ."
    )
}

fn sparql(update: &str) -> String {
    format!("PREFIX : <urn:>\n{update}")
}

/// The patched document as N-Triples with `<…>` of the document left out, or the name of what is wrong.
fn patched(format: PatchFormat, text: &str, before: Option<&Document>) -> String {
    let done = Patch::read(text.as_bytes(), format, &iri()).and_then(|patch| patch.apply(before, &mut NoQuestions));
    match done {
        Ok(document) => document.canonical().nquads.replace(ADDRESS, ""),
        Err(PatchError::Unusable { rule, what, operation }) => format!("{} {operation} {what}", rule.name()),
        Err(PatchError::Absent { statement, operation }) => {
            format!("absent {operation} {}", statement.to_string().replace(ADDRESS, ""))
        }
        Err(PatchError::NoMatch { operation }) => format!("no match {operation}"),
        Err(error) => format!("{error:?}").split([' ', '(']).next().unwrap_or_default().to_owned(),
    }
}

const BEFORE: &str = r#"<> a :Organization ; :name "Moulin"@fr ; :size 3 ; :part <#a>, <#b> .
    <#a> :order 1 . <#b> :order 2 ."#;

#[track_caller]
fn check(format: PatchFormat, text: &str, expected: &str) {
    let before = document(BEFORE);
    let done = patched(format, text, Some(&before));
    let expected = match expected.strip_prefix("= ") {
        Some(turtle) => document(turtle).canonical().nquads.replace(ADDRESS, ""),
        None => expected.to_owned(),
    };
    assert_eq!(done, expected, "{text}");
}

#[test]
fn updates() {
    let same = format!("= {BEFORE}");
    let with = |more: &str| format!("= {BEFORE} {more}");
    let three =
        "= <> a :Organization ; :name \"Moulin\"@fr ; :size 4 ; :part <#a>, <#b> . <#a> :order 1 . <#b> :order 2 .";
    for (update, expected) in [
        ("", same.as_str()),
        ("INSERT DATA { }", &same),
        ("INSERT DATA { <> :size 3 }", &same),
        ("INSERT DATA { <#c> :order 3 } # a remark", &with("<#c> :order 3 .")),
        (
            "INSERT DATA { <> :address [ :town \"Issoire\" ] }",
            &with("<> :address <#address-1> . <#address-1> :town \"Issoire\" ."),
        ),
        ("INSERT DATA { GRAPH <> { <#c> :order 3 } }", &with("<#c> :order 3 .")),
        ("DELETE DATA { <> :size 3 } ; INSERT DATA { <> :size 4 }", three),
        ("DELETE { <> :size ?n } INSERT { <> :size 4 } WHERE { <> :size ?n }", three),
        ("WITH <> DELETE { <> :size ?n } INSERT { <> :size 4 } WHERE { <> :size ?n }", three),
        ("DELETE { <> :size ?n } INSERT { <> :size 4 } USING <> WHERE { GRAPH <> { <> :size ?n } }", three),
        ("DELETE DATA { <> :size 03 }", "absent 1 <> <urn:size> \"03\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
        ("INSERT DATA { } ; DELETE DATA { <> :size 3 , 5 }", "absent 2 <> <urn:size> \"5\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
        ("DELETE DATA { <> :name \"Moulin\" }", "absent 1 <> <urn:name> \"Moulin\""),
        (
            "DELETE WHERE { ?part :order ?n }",
            "= <> a :Organization ; :name \"Moulin\"@fr ; :size 3 ; :part <#a>, <#b> .",
        ),
        (
            "DELETE { ?part :order ?n } INSERT { ?part :rank ?n ; :note [ :of ?n ] } WHERE { <> :part ?part . ?part :order ?n }",
            "= <> a :Organization ; :name \"Moulin\"@fr ; :size 3 ; :part <#a>, <#b> . <#a> :rank 1 ; :note <#a-note-1> .
               <#b> :rank 2 ; :note <#b-note-1> . <#a-note-1> :of 1 . <#b-note-1> :of 2 .",
        ),
        ("DELETE { ?part :order 1 } WHERE { <> :part ?part }", "absent 1 <#b> <urn:order> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
        ("INSERT { <> :has ?n } WHERE { [] :order ?n . <> :size 3 }", &with("<> :has 1, 2 .")),
        ("INSERT { <> :has ?unbound . ?name :is <> } WHERE { <> :name ?name }", &same),
        ("DELETE WHERE { <> :nothing ?n }", "no match 1"),
        ("INSERT { <> :has 1 } WHERE { <> :size 4 }", "no match 1"),
        ("INSERT DATA { <https://a.example/other> :size 3 }", "Document"),
        ("INSERT DATA { [] :size 3 }", "Document"),
        ("DELETE WHERE { ?s ?p ?o }", "Document"),
        ("DELETE WHERE { ?s ?p ?o } ; INSERT DATA { <> :size 4 }", "= <> :size 4 ."),
        ("INSERT DATA { <> :note [ :n 1 ] } ; DELETE WHERE { <#note-1> :n ?n }", &with("<> :note <#note-1> .")),
        // What is refused.
        ("LOAD <https://b.example/>", "whole-graphs 1 LOAD"),
        ("INSERT DATA { <> :size 4 } ; CLEAR ALL", "whole-graphs 2 CLEAR"),
        ("CREATE GRAPH <urn:g>", "whole-graphs 1 CREATE"),
        ("DROP SILENT DEFAULT", "whole-graphs 1 DROP, MOVE, COPY"),
        ("COPY <urn:g> TO <>", "whole-graphs 1 DROP, MOVE, COPY"),
        ("INSERT DATA { GRAPH <urn:g> { <> :size 4 } }", "other-graph 1 urn:g"),
        ("DELETE DATA { GRAPH <urn:g> { <> :size 3 } }", "other-graph 1 urn:g"),
        ("INSERT { GRAPH ?g { <> :size 4 } } WHERE { GRAPH ?g { <> :size 3 } }", "other-graph 1 ?g"),
        ("INSERT { <> :size 4 } WHERE { GRAPH <urn:g> { <> :size 3 } }", "other-graph 1 <urn:g>"),
        ("INSERT { <> :size 4 } WHERE { FILTER NOT EXISTS { GRAPH <urn:g> { <> :size 3 } } }", "other-graph 1 <urn:g>"),
        ("INSERT { <> :size 4 } WHERE { SERVICE SILENT <urn:s> { ?s ?p ?o } }", "service 1 <urn:s>"),
        ("INSERT { <> :size 4 } WHERE { { SELECT ?s { OPTIONAL { SERVICE ?s { } } } } }", "service 1 ?s"),
        ("INSERT { <> :size 4 } USING <urn:g> WHERE { <> :size 3 }", "other-dataset 1 urn:g"),
        ("INSERT { <> :size 4 } USING NAMED <> WHERE { <> :size 3 }", "other-dataset 1 USING NAMED"),
        ("WITH <urn:g> INSERT { GRAPH <> { <> :size 4 } } WHERE { <> :size 3 }", "other-dataset 1 urn:g"),
        ("INSERT DATA { ?s :size 4 }", "Syntax"),
        ("SELECT * { ?s ?p ?o }", "Syntax"),
    ] {
        check(PatchFormat::SparqlUpdate, &sparql(update), expected);
    }
}

#[test]
fn solid_patches() {
    let size =
        r#"= <> a :Organization ; :name "Moulin"@fr ; :size 4 ; :part <#a>, <#b> . <#a> :order 1 . <#b> :order 2 ."#;
    let with = |more: &str| format!("= {BEFORE} {more}");
    for (patch, expected) in [
        ("", format!("= {BEFORE}").as_str()),
        ("; solid:inserts { <> :size 3 }", &format!("= {BEFORE}")),
        ("; solid:inserts { <#c> :order 3 } ; a solid:Patch ; <urn:remark> 'x'", &with("<#c> :order 3 .")),
        ("; solid:deletes { <> :size 3 } ; solid:inserts { <> :size 4 }", size),
        ("; solid:where { ?o :size ?n } ; solid:deletes { ?o :size ?n } ; solid:inserts { ?o :size 4 }", size),
        ("; solid:where { } ; solid:deletes { } ; solid:inserts { }", &format!("= {BEFORE}")),
        ("; solid:where { <> :part [ :order 1 ] } ; solid:inserts { <> :has 1 }", &with("<> :has 1 .")),
        // Two nodes, and one choice of values all the same.
        ("; solid:where { <> :part [] } ; solid:inserts { <> :has 1 }", &with("<> :has 1 .")),
        ("; solid:where { <> :part ?p } ; solid:inserts { <> :has 1 }", "SeveralMatches"),
        ("; solid:where { <> :size 4 }", "no match 1"),
        ("; solid:where { ?p :order ?n . <> :part ?p . <#b> :order ?n }", &format!("= {BEFORE}")),
        ("; solid:deletes { <> :size 4 }", "absent 1 <> <urn:size> \"4\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
        ("; solid:inserts { <> :x ?x }", "unbound-variable 1 ?x"),
        ("; solid:where { <> :size ?n } ; solid:deletes { <> :size ?m }", "unbound-variable 1 ?m"),
        ("; solid:where { } ; solid:where { }", "repeated 1 <http://www.w3.org/ns/solid/terms#where>"),
        ("; solid:inserts { } , { }", "repeated 1 <http://www.w3.org/ns/solid/terms#inserts>"),
        ("; solid:inserts <#x>", &format!("no-formula 1 <http://www.w3.org/ns/solid/terms#inserts> <{ADDRESS}#x>")),
        ("; solid:insert { <> :size 4 }", "unknown-word 1 <http://www.w3.org/ns/solid/terms#insert>"),
        (
            "; solid:where { 'x' :size 4 }",
            "no-statement 1 \"x\" <urn:size> \"4\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        ),
        (
            "; solid:inserts { <> 'x' 4 }",
            &format!("no-statement 1 <{ADDRESS}> \"x\" \"4\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
        ),
        ("; solid:where { <> :is { <> :size 3 } }", "nested"),
        ("; solid:inserts { <> :is [] }", "blank-node"),
        ("; solid:deletes { <> :is (1 2) }", "blank-node"),
        (". _:q solid:inserts { <> :size 4 }", "several-patches"),
        ("; solid:inserts { <> :size 4 ", "Syntax"),
        ("; solid:inserts { <https://a.example/other> :size 4 }", "Document"),
        ("; solid:where { ?s ?p ?o . ?t ?q ?r . ?u ?v ?w }", "SeveralMatches"),
    ] {
        let done = patched(PatchFormat::N3, &n3(patch), Some(&document(BEFORE)));
        // Blank nodes are told by labels that the parser makes.
        if matches!(expected, "nested" | "blank-node" | "several-patches") {
            assert!(done.starts_with(expected), "{patch}: {done}");
        } else {
            check(PatchFormat::N3, &n3(patch), expected);
        }
    }
    let prefixes = "@prefix solid: <http://www.w3.org/ns/solid/terms#> .";
    for (patch, expected) in [
        ("", "no-patch 1 solid:InsertDeletePatch"),
        ("<> a <urn:Note> .", "no-patch 1 solid:InsertDeletePatch"),
        ("<> a solid:Patch ; solid:inserts { <> <urn:p> 1 } .", "patch-type 1 solid:InsertDeletePatch"),
        ("<> solid:inserts { <> <urn:p> 1 } .", "patch-type 1 solid:InsertDeletePatch"),
        ("?x a solid:InsertDeletePatch .", "no-patch 1 ?x"),
        ("<> a solid:InsertDeletePatch . { <> <urn:p> 1 } => { <> <urn:p> 2 } .", "several-patches"),
    ] {
        let done = patched(PatchFormat::N3, &format!("{prefixes} {patch}"), Some(&document(BEFORE)));
        assert!(done.starts_with(expected), "{patch}: {done}");
    }
}

#[test]
fn merge_patches() {
    let before = document(
        r#"<> a cs:Organization ; cs:name "Moulin"@fr, "Mill"@en ; cs:contact <#c> . <#c> cs:email <mailto:a@a.example> ."#,
    );
    let context = crate::vocab::CONTEXT;
    let with = |own: &str| {
        let text = format!("<> a cs:Organization ; cs:contact <#c> ; {own} . <#c> cs:email <mailto:a@a.example> .");
        document(&text).canonical().nquads.replace(ADDRESS, "")
    };
    let same = with("cs:name \"Moulin\"@fr, \"Mill\"@en");
    for (patch, expected) in [
        ("{}".to_owned(), same.clone()),
        (format!(r#"{{"@context": "{context}"}}"#), same.clone()),
        (r#"{"name": {"fr": "Moulin"}, "nothing": null}"#.to_owned(), same.clone()),
        (r#"{"name": {"fr": "Le Moulin"}}"#.to_owned(), with("cs:name \"Le Moulin\"@fr, \"Mill\"@en")),
        (r#"{"name": {"en": null}}"#.to_owned(), with("cs:name \"Moulin\"@fr")),
        (r#"{"cs:note": "x"}"#.to_owned(), with("cs:note \"x\" ; cs:name \"Moulin\"@fr, \"Mill\"@en")),
        (r#"{"nom": "x"}"#.to_owned(), "unknown-key 1 nom".to_owned()),
        (r#"{"type": "Organisme"}"#.to_owned(), "unknown-key 1 Organisme".to_owned()),
        (r#"{"contact": {"courriel": "x"}}"#.to_owned(), "unknown-key 1 courriel".to_owned()),
        (r#"{"contact": [{"courriel": "x"}]}"#.to_owned(), "unknown-key 1 courriel".to_owned()),
        (r#"{"@context": null}"#.to_owned(), "context 1 null".to_owned()),
        (r#"{"@context": "urn:c"}"#.to_owned(), "context 1 \"urn:c\"".to_owned()),
        (r#"{"contact": {"@context": {}}}"#.to_owned(), "context 1 {}".to_owned()),
        ("[]".to_owned(), "no-object 1 []".to_owned()),
        ("null".to_owned(), "no-object 1 null".to_owned()),
        (r#"{"id": 3}"#.to_owned(), "no-json-ld".to_owned()),
        (r#"{"id": "https://a.example/other"}"#.to_owned(), "Document".to_owned()),
        (r#"{"@graph": [{"id": "", "cs:p": 1}]}"#.to_owned(), "other-graph".to_owned()),
        ("{".to_owned(), "Syntax".to_owned()),
        ("[".repeat(1_000), "Syntax".to_owned()),
    ] {
        let done = patched(PatchFormat::MergePatch, &patch, Some(&before));
        if expected == "no-json-ld" || expected == "other-graph" {
            assert!(done.starts_with(&expected), "{patch}: {done}");
        } else {
            assert_eq!(done, expected, "{patch}");
        }
    }
}

#[test]
fn what_starts_from_nothing() {
    for (format, text, starts, expected) in [
        (PatchFormat::SparqlUpdate, sparql("INSERT DATA { <> :size 3 }"), true, "<> <urn:size>"),
        (PatchFormat::SparqlUpdate, sparql("INSERT { <> :size 3 } WHERE { }"), true, "<> <urn:size>"),
        (PatchFormat::SparqlUpdate, sparql("INSERT DATA { <> :size 3 } ; DELETE DATA { <> :x 1 }"), false, "absent 2"),
        (PatchFormat::SparqlUpdate, String::new(), false, "Document"),
        (PatchFormat::N3, n3("; solid:inserts { <> :size 3 }"), true, "<> <urn:size>"),
        (PatchFormat::N3, n3("; solid:deletes { <> :size 3 }"), true, "absent 1"),
        (PatchFormat::N3, n3("; solid:where { <> :size ?n } ; solid:inserts { <> :x ?n }"), true, "no match 1"),
        (PatchFormat::N3, n3(""), true, "Document"),
        (PatchFormat::MergePatch, "{}".to_owned(), false, "Document"),
    ] {
        let patch = Patch::read(text.as_bytes(), format, &iri()).unwrap();
        assert_eq!(patch.starts_from_nothing(), starts, "{text}");
        assert_eq!(patch.needs_revision(), format == PatchFormat::MergePatch);
        assert!(patched(format, &text, None).starts_with(expected), "{text}: {}", patched(format, &text, None));
    }
}

/// A `WHERE` that is more than a list becomes a query, in words that mean the same.
#[test]
fn what_is_asked_elsewhere() {
    for pattern in [
        "{ <> :size ?n FILTER(?n > 2 && !(?n = 4 || ?n + 1 * 2 < 3)) }",
        "{ ?a :p ?n OPTIONAL { ?n :q ?o FILTER(?o < ?n) } }",
        "{ { ?a :p ?n } UNION { ?a :q ?n } MINUS { ?a :r 'x\\n\"'@fr } }",
        "{ ?a :p/:q*|^:r ?n BIND(STR(?n) AS ?s) VALUES (?s ?t) { ('a' UNDEF) } }",
        "{ ?a :p ?n FILTER NOT EXISTS { ?a :q [ :r ?n ] } }",
        "{ { SELECT ?a (MAX(?m) AS ?n) { ?a :p ?m } GROUP BY ?a HAVING (COUNT(*) > 1) ORDER BY DESC(?a) LIMIT 3 } }",
        "{ { ?a :p ?n FILTER(!BOUND(?o)) } OPTIONAL { ?a :q ?o } }",
        "{ ?a :p ?n FILTER(?n<3&&(?n)>1) { } }",
    ] {
        let update = sparql(&format!("DELETE {{ ?a :p ?n }} WHERE {pattern}"));
        let patch = Patch::read(update.as_bytes(), PatchFormat::SparqlUpdate, &iri()).unwrap();
        assert!(patch.asks());
        let Way::Operations(operations) = &patch.way else { panic!("an update") };
        let [Operation { condition: operation::Condition::Query(query), .. }] = operations.as_slice() else {
            panic!("{patch:?}")
        };
        assert_eq!(*query, format!("BASE <{ADDRESS}>\nPREFIX : <urn:>\nSELECT DISTINCT ?a ?n WHERE {pattern}"));
    }
}

#[test]
fn limits() {
    let repeated = |part: &str, times: usize| sparql(&vec![part; times].join(" ; "));
    let join = |size: usize| (0..size).map(|n| format!("?a{n} ?b{n} ?c{n} . ")).collect::<Vec<_>>().concat();
    let large = (0..MATCH_LIMIT + 2).map(|n| format!("<#n> <urn:p> {n} . ")).collect::<Vec<_>>().concat();
    let quads = syntax::parse(large.as_bytes(), Format::Turtle, &iri(), 100_000).unwrap();
    let large = Document::admit(iri(), quads.into_iter().map(Into::into).collect()).unwrap();
    let small = document(BEFORE);
    let asks = "DELETE WHERE { } ; INSERT { <> :x 1 } WHERE { FILTER(true) }";
    for (before, update, expected) in [
        (&small, repeated("INSERT DATA {}", OPERATION_LIMIT + 1), "many-operations"),
        (&small, repeated("INSERT DATA {}", OPERATION_LIMIT), "<"),
        (&small, repeated(asks, QUESTION_LIMIT + 1), "many-questions"),
        (&small, sparql(&format!("INSERT {{}} WHERE {{ FILTER({}1) }}", "1+".repeat(2_000))), "many-operators"),
        (&small, sparql(&format!("INSERT {{ }} WHERE {{ {} }}", join(99))), "costly"),
        (&small, sparql(&format!("INSERT {{ }} WHERE {{ {} }}", join(6))), "many-matches"),
        (&small, sparql(&format!("INSERT {{ }} WHERE {{ {} }}", join(101))), "costly"),
        (&large, sparql("INSERT { } WHERE { ?s ?p ?o }"), "many-matches"),
        (&large, sparql("INSERT { } WHERE { ?a :p ?b . ?c :p ?d . ?e :q ?f }"), "no match"),
        (&large, sparql("INSERT { } WHERE { ?a :p ?b . ?c :p ?d . ?c :p ?b . ?d :p ?e }"), "costly"),
        (&small, sparql(&format!("INSERT DATA {{ {} }}", "[".repeat(100))), "TooDeep"),
        (&small, " ".repeat(PATCH_LIMIT + 1), "TooLarge"),
    ] {
        let done = patched(PatchFormat::SparqlUpdate, &update, Some(before));
        assert!(done.starts_with(expected), "{}: {done}", update.get(..80).unwrap_or(&update));
    }
    let done =
        patched(PatchFormat::N3, &n3(&format!("; solid:where {{ {} }}", "[] :p [] . ".repeat(50))), Some(&large));
    assert!(done.starts_with("costly"), "{done}");
}

/// The parser reads some brackets twice, and twice again what is within them: whatever it is given, it ends soon.
#[test]
fn nesting_is_read_in_bounded_time() {
    let mut read_whole = 0;
    for depth in [4, 8, 12, 20, 30, 60] {
        let deep = |open: &str, inside: &str, close: &str| {
            let levels = depth / open.matches(['(', '[', '{']).count();
            format!("{}{inside}{}", open.repeat(levels), close.repeat(levels))
        };
        for pattern in [
            format!("FILTER({})", deep("(", "1", ")")),
            format!("FILTER({})", deep("!(1+", "1", ")")),
            format!("FILTER({})", deep("! # a remark\n (1+", "1", ")")),
            format!("FILTER({})", deep("STR(", "?z", ")")),
            format!("FILTER({})", deep("SUBSTR(", "?z", ", 1)")),
            format!("FILTER({})", deep("!SUBSTR (", "?z", ", 1)")),
            format!("FILTER({})", deep("REPLACE(?z, ?z, ", "?z", ")")),
            format!("FILTER({})", deep("REGEX(", "?z", ", '')")),
            format!("FILTER({})", deep("1*<urn:f>(", "1", ")")),
            format!("FILTER({})", deep("(?z IN (", "1", "))")),
            format!("FILTER({})", deep("EXISTS { FILTER(", "1", ")}")),
            format!("FILTER({})", deep("!EXISTS { FILTER(", "1", ")}")),
            format!("FILTER {}", deep("NOT EXISTS { FILTER ", "(1)", "}")),
            format!("FILTER(1<{}&&1>0)", deep("!(1+", "1", ")")),
            format!("BIND({} AS ?y)", deep("IF(1,1,", "1", ")")),
            format!("BIND({} AS ?y)", deep("COALESCE(1,", "1", ")")),
            format!("?a {} ?b", deep("(", ":p", ")")),
            format!("?a {} ?b", deep("(:q|^", ":p", ")*")),
            format!("?a :p {}", deep("[ :p ", "?b", "]")),
            format!("?a :p {}", deep("( 1 ", "?b", ")")),
            format!("{} :p ?b", deep("( ", "1", ")")),
            deep("{ ?a :p ?b ", "", "}"),
            deep("{ SELECT * { ", "", "} }"),
            deep("OPTIONAL { ", "", "}"),
            deep("{ {} UNION ", "{}", "}"),
        ] {
            let update = sparql(&format!("INSERT {{ <> :p ?z }} WHERE {{ {pattern} }}"));
            for text in [update.clone(), update + " {"] {
                let (sender, receiver) = std::sync::mpsc::channel();
                let sent = text.clone();
                let read = move || Patch::read(sent.as_bytes(), PatchFormat::SparqlUpdate, &iri()).is_ok();
                std::thread::spawn(move || sender.send(read()));
                let read = receiver.recv_timeout(std::time::Duration::from_secs(20));
                read_whole += usize::from(read.unwrap_or_else(|_| panic!("without end: {text}")));
                assert!(
                    depth > 8
                        || pattern.starts_with("FILTER(!SUB")
                        || read.is_ok_and(|read| read == text.ends_with('}')),
                    "{text}"
                );
            }
        }
    }
    assert!(read_whole > 60, "{read_whole}");
}

/// The longest chains that pass the bound, read and dropped on half of the stack that a thread of the server has.
#[test]
fn chains_end_before_the_stack() {
    let most = crate::sparql::OPERATOR_LIMIT - 10;
    for chain in [
        format!("FILTER({}1)", "1+".repeat(most)),
        format!("FILTER({}1)", "?a||".repeat(most / 2)),
        format!("FILTER({}1)", "1 - ".repeat(most)),
        "OPTIONAL{}".repeat(most),
        format!("{{}}{}", "UNION{}".repeat(most)),
        "MINUS{}".repeat(most),
        (0..most / 2).map(|number| format!("BIND(1 AS ?b{number})")).collect::<Vec<_>>().concat(),
        format!("?a {}:p ?b", ":p/".repeat(most)),
        format!("?a ({}:p)* ?b", ":p|".repeat(most)),
        "FILTER EXISTS{}".repeat(most),
        "{}".repeat(most),
    ] {
        let update = sparql(&format!("INSERT {{ <> :p ?z }} WHERE {{ {chain} }}"));
        let read = move || {
            Patch::read(update.as_bytes(), PatchFormat::SparqlUpdate, &iri()).map(|_| ()).map_err(|e| e.to_string())
        };
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(read).unwrap();
        let done = thread.join().unwrap();
        assert!(done.is_ok(), "{done:?}: {}", chain.get(..40).unwrap_or(&chain));
    }
}
