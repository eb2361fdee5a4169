use super::*;
use crate::step::{Held, Step};
use model::{Account, AccountId, Audience, Role, Scope as Right};
use std::time::Duration;

const A: &str = "https://a.example/codes/a";
const B: &str = "https://a.example/codes/b";
const CLOSED: &str = "https://a.example/codes/closed";
const MIRROR: &str = "https://b.example/codes/a";

/// Two open documents, a closed one, and one from elsewhere that speaks of the first.
fn index() -> Index {
    let mut index = Index::default();
    let documents = [
        (A, Audience::Public, format!("<{A}> <urn:p> \"1\" .\n<{A}#part> <urn:p> \"2\" .\n")),
        (B, Audience::Public, format!("<{B}> <urn:p> \"3\" .\n")),
        (CLOSED, Audience::Private, format!("<{CLOSED}> <urn:p> \"secret\" .\n")),
        (MIRROR, Audience::Public, format!("<{A}> <urn:q> \"told\" .\n<{MIRROR}> <urn:q> _:c14n0 .\n")),
    ];
    for (seq, (iri, audience, says)) in (1..).zip(documents) {
        let held = Some(Held { canonical: says.into(), audience, owner: AccountId(1), source: None });
        index.apply(&Step { seq: Seq(seq), iri: Iri::parse(iri).unwrap(), held }).unwrap();
    }
    index
}

fn update(text: &str) -> Update {
    let account = Account {
        id: AccountId(7),
        email: String::new(),
        role: Role::Reader,
        scopes: vec![Right::Read],
        groups: vec![],
    };
    Update {
        text: format!("PREFIX : <https://a.example/codes/>\n{text}"),
        default_graphs: vec![],
        named_graphs: vec![],
        base: Iri::parse("https://a.example/").unwrap(),
        caller: Caller::Account(account),
        at_least: Seq(0),
        deadline: Duration::from_mins(1),
    }
}

fn foreseen(ground: Ground, update: &Update) -> Result<(Effect, Index), Failure> {
    foresee(update, ground, index(), &Arc::new(Watch::start(update.deadline)))
}

/// What changes, one line per triple: whether it is taken or put, and its graph.
fn told(effect: &Effect) -> Vec<String> {
    let Effect::Changes(delta) = effect else { panic!("{effect:?}") };
    let mut lines = Vec::new();
    for graph in &delta.graphs {
        let name = graph.name.as_ref().map_or("default", |name| name.as_str().rsplit("codes/").next().unwrap());
        let mark = if graph.was_there { "" } else { " new" };
        lines.extend(graph.taken.iter().map(|triple| format!("{name}{mark} - {triple}")));
        lines.extend(graph.put.iter().map(|triple| format!("{name}{mark} + {triple}")));
    }
    lines
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (effect, _) = foreseen(Ground::Union, &update(text)).unwrap_or_else(|failure| panic!("{text}: {failure}"));
    let expected: Vec<String> = expected
        .iter()
        .map(|line| {
            let words = line.split(' ').map(|word| match word.strip_prefix(':') {
                Some(name) => format!("<https://a.example/codes/{name}>"),
                None => word.to_owned(),
            });
            words.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(told(&effect), expected, "{text}");
}

#[test]
fn a_triple_of_the_default_graph_belongs_to_the_document_of_its_subject() {
    check(
        "INSERT DATA { :a <urn:p> '9' . <https://a.example/codes/b#x> <urn:p> '9' }",
        &["a + :a <urn:p> \"9\"", "b + :b#x <urn:p> \"9\""],
    );
    check("INSERT DATA { :new <urn:p> '9' }", &["new new + :new <urn:p> \"9\""]);
    check("INSERT DATA { :a <urn:p> '1' }", &[]);
    check(
        "DELETE DATA { <https://a.example/codes/a#part> <urn:p> '2' . :a <urn:p> 'no' }",
        &["a - :a#part <urn:p> \"2\""],
    );
    // Every graph of the union that states it.
    check("DELETE WHERE { :a <urn:q> ?x }", &["a - :a <urn:q> \"told\""]);
    let (effect, _) = foreseen(Ground::Union, &update("DELETE WHERE { :a <urn:q> ?x }")).unwrap();
    let Effect::Changes(delta) = effect else { panic!("{effect:?}") };
    assert_eq!(delta.graphs[0].name.as_ref().unwrap().as_str(), MIRROR);
    assert_eq!(delta.seen, Seq(4));
}

#[test]
fn nameless_nodes_hang_from_whoever_points_at_them() {
    let names = |text: &str| -> Vec<Option<String>> {
        let (effect, _) = foreseen(Ground::Union, &update(text)).unwrap();
        let Effect::Changes(delta) = effect else { panic!("{effect:?}") };
        let name = |graph: &GraphDelta| graph.name.as_ref().map(|name| name.as_str().to_owned());
        delta.graphs.iter().flat_map(|graph| graph.put.iter().map(|_| name(graph))).collect()
    };
    let of_a = Some(A.to_owned());
    assert_eq!(
        names("INSERT DATA { _:y <urn:p> 1 . _:x <urn:p> _:y . :a <urn:p> _:x }"),
        [&of_a, &of_a, &of_a].map(Clone::clone)
    );
    assert_eq!(
        names("INSERT DATA { :a <urn:p> [] } ; INSERT { ?x <urn:p> 2 } WHERE { :a <urn:p> ?x FILTER isBlank(?x) }"),
        [of_a.clone(), of_a]
    );
    assert_eq!(names("INSERT DATA { [] <urn:p> 1 }"), [None]);
    // One for each solution.
    assert_eq!(names("INSERT { :a <urn:r> [ <urn:p> ?o ] } WHERE { ?s <urn:p> ?o }").len(), 6);
}

#[test]
fn each_operation_sees_those_before_it() {
    check(
        "INSERT DATA { :a <urn:n> 1 } ; DELETE { ?s <urn:n> ?o } INSERT { ?s <urn:m> ?p } WHERE { ?s <urn:n> ?o BIND(?o + 1 AS ?p) }",
        &["a + :a <urn:m> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer>"],
    );
    check("CLEAR GRAPH :a ; INSERT DATA { GRAPH :a { :a <urn:p> '1' } }", &["a - :a#part <urn:p> \"2\""]);
    check("DELETE DATA { :a <urn:p> '1' } ; INSERT DATA { :a <urn:p> '1' }", &[]);
    // Deletions first, then insertions, of one operation.
    check("DELETE { ?s <urn:p> ?o } INSERT { ?s <urn:p> ?o } WHERE { ?s <urn:p> ?o }", &[]);
}

#[test]
fn with_and_using_choose_the_dataset() {
    check("WITH :b DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", &["b - :b <urn:p> \"3\""]);
    check("WITH :b INSERT { :b <urn:r> ?o } WHERE { GRAPH :a { :a <urn:p> ?o } }", &["b + :b <urn:r> \"1\""]);
    check(
        "INSERT { :b <urn:r> ?o } USING :a WHERE { ?s <urn:p> ?o }",
        &["b + :b <urn:r> \"1\"", "b + :b <urn:r> \"2\""],
    );
    check("INSERT { :b <urn:r> ?o } USING :a WHERE { GRAPH ?g { ?s <urn:p> ?o } }", &[]);
    check("INSERT { :b <urn:r> ?g } USING NAMED :a WHERE { GRAPH ?g { :a <urn:p> ?o } }", &["b + :b <urn:r> :a"]);
    let mut given = update("INSERT { :b <urn:r> ?o } WHERE { ?s <urn:p> ?o }");
    given.default_graphs = vec![Iri::parse(B).unwrap()];
    assert_eq!(told(&foreseen(Ground::Union, &given).unwrap().0).len(), 1);
    for both in ["WITH :b DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "DELETE { ?s ?p ?o } USING :b WHERE { ?s ?p ?o }"] {
        let both = Update { default_graphs: given.default_graphs.clone(), ..update(both) };
        assert!(matches!(foreseen(Ground::Union, &both), Err(Failure::Malformed(_))));
    }
}

#[test]
fn graphs_come_and_go() {
    check("DROP GRAPH :b", &["b - :b <urn:p> \"3\""]);
    check("CLEAR GRAPH :b", &["b - :b <urn:p> \"3\""]);
    check("CREATE GRAPH :c", &[]);
    check("DROP SILENT GRAPH :c ; CREATE SILENT GRAPH :b", &[]);
    check("MOVE :b TO :c", &["b - :b <urn:p> \"3\"", "c new + :b <urn:p> \"3\""]);
    check("COPY :b TO :a", &["a - :a <urn:p> \"1\"", "a - :a#part <urn:p> \"2\"", "a + :b <urn:p> \"3\""]);
    // Where there is nothing to copy, nothing is lost.
    check("COPY SILENT :c TO :a", &[]);
    check("MOVE SILENT :closed TO :a", &[]);
    check(
        "DROP SILENT GRAPH :b ; INSERT { GRAPH :b { ?s ?p ?o } } WHERE { GRAPH :c { ?s ?p ?o } }",
        &["b - :b <urn:p> \"3\""],
    );
    check("ADD :b TO :a", &["a + :b <urn:p> \"3\""]);
    let comes_to = |text: &str| foreseen(Ground::Union, &update(text)).unwrap().0;
    let iri = |name: &str| Iri::parse(&format!("https://a.example/codes/{name}")).unwrap();
    for text in ["DROP GRAPH :c", "CLEAR GRAPH :c", "INSERT DATA { :a <urn:p> 9 } ; MOVE :c TO :a"] {
        assert_eq!(comes_to(text), Effect::NoSuchGraph(iri("c")), "{text}");
    }
    assert_eq!(comes_to("CREATE GRAPH :b"), Effect::GraphExists(iri("b")));
    for all in ["DEFAULT", "NAMED", "ALL"] {
        for deed in ["CLEAR", "DROP SILENT"] {
            let refused = foreseen(Ground::Union, &update(&format!("{deed} {all}")));
            assert!(matches!(refused, Err(Failure::Refused(_))), "{deed} {all}");
            let (effect, after) = foreseen(Ground::Apart, &update(&format!("{deed} {all}"))).unwrap();
            assert_eq!(told(&effect).is_empty(), all == "DEFAULT", "{deed} {all}");
            let left = after.graphs().filter(|(_, graph)| !graph.triples.is_empty()).count();
            assert_eq!(left, if all == "DEFAULT" { 4 } else { 0 }, "{deed} {all}");
        }
    }
}

#[test]
fn what_is_closed_is_not_there() {
    check("DELETE WHERE { GRAPH :closed { ?s ?p ?o } }", &[]);
    check("DELETE DATA { :closed <urn:p> 'secret' }", &[]);
    check(
        "INSERT DATA { GRAPH :closed { :closed <urn:p> 'mine' } } ; INSERT { :a <urn:seen> ?o } WHERE { GRAPH :closed { ?s ?p ?o } }",
        &["a + :a <urn:seen> \"mine\"", "closed new + :closed <urn:p> \"mine\""],
    );
    assert_eq!(
        foreseen(Ground::Union, &update("DROP GRAPH :closed")).unwrap().0,
        Effect::NoSuchGraph(Iri::parse(CLOSED).unwrap())
    );
}

#[test]
fn the_default_graph_may_be_a_graph_of_its_own() {
    let run = |text: &str| told(&foreseen(Ground::Apart, &update(text)).unwrap().0);
    assert_eq!(run("INSERT DATA { :a <urn:p> 9 }").len(), 1);
    assert!(run("INSERT DATA { :a <urn:p> 9 }")[0].starts_with("default new + "));
    assert!(run("DELETE WHERE { ?s ?p ?o }").is_empty());
    assert_eq!(run("COPY :b TO DEFAULT ; DELETE WHERE { GRAPH ?g { ?s ?p '3' } }").len(), 2);
}

#[test]
fn nobody_is_asked_and_nothing_goes_on_for_ever() {
    let refused = |text: &str| match foreseen(Ground::Union, &update(text)) {
        Err(Failure::Refused(text)) => text,
        Err(Failure::Malformed(text)) => format!("malformed: {text}"),
        other => panic!("{text}: {:?}", other.map(|(effect, _)| effect)),
    };
    for (text, begins) in [
        ("LOAD <http://127.0.0.1:9/>", "LOAD"),
        ("INSERT DATA { :a <urn:p> 9 } ; LOAD SILENT <file:///etc/passwd> INTO GRAPH :a", "LOAD"),
        ("INSERT { :a <urn:p> ?o } WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?s ?p ?o }", "this is a SPARQL query"),
        ("INSERT DATA { :a ?p 9 }", "malformed: "),
        (
            "INSERT { :a <urn:p> ?n } WHERE { VALUES ?a { 1 2 3 4 5 6 7 8 9 0 } VALUES ?b { 1 2 3 4 5 6 7 8 9 0 } VALUES ?c { 1 2 3 4 5 6 7 8 9 0 } VALUES ?d { 1 2 3 4 5 6 7 8 9 0 } VALUES ?e { 1 2 3 4 5 6 7 8 9 0 } VALUES ?f { 1 2 3 4 5 6 7 8 9 0 } BIND(STRUUID() AS ?n) }",
            "one operation",
        ),
    ] {
        assert!(refused(text).starts_with(begins), "{text}: {}", refused(text));
    }
    let late = Update { deadline: Duration::ZERO, ..update("INSERT { :a :b ?o } WHERE { ?s ?p ?o }") };
    assert!(matches!(foreseen(Ground::Union, &late), Err(Failure::Stopped(Stopped::TooLong))));
}
