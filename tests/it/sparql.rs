//! Questions, workers that die, reading one's own writes.

use http::Method;
use std::time::Duration;
use tests::{organization, process};

const NAMES: &str =
    "SELECT ?name { ?s a <https://w3id.org/codesocial#Organization> ; <https://w3id.org/codesocial#name> ?name }";

#[tokio::test(flavor = "multi_thread")]
async fn a_question_knows_every_write_before_it() {
    let server = super::server().await;
    let editor = server.administrator();
    for number in 0..30 {
        editor.put(&format!("/organizations/o{number}"), &organization(&number.to_string()), "").await.expect(201);
        assert_eq!(server.anonymous().query(NAMES).await.expect(200).column("name").len(), number + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_loses_nothing() {
    let server = super::server().await;
    let editor = server.administrator();
    for round in 1..=5 {
        editor.put(&format!("/organizations/o{round}"), &organization("x"), "").await.expect(201);
        assert_eq!(server.anonymous().query(NAMES).await.expect(200).column("name").len(), round);
        let workers = server.registry().workers().await.unwrap();
        assert!(!workers.is_empty(), "questions are answered by other processes");
        assert!(!workers.contains(&std::process::id()));
        for worker in workers {
            process::send_signal(worker, libc::SIGKILL);
        }
        assert_eq!(server.anonymous().query(NAMES).await.expect(200).column("name").len(), round);
        assert_eq!(server.administrator().query(NAMES).await.expect(200).column("name").len(), round);
    }
}

/// The worker that heard of the change and the one that begins later answer alike.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_answered_as_they_were_written() {
    let mut server = super::server().await;
    let values = r#"25.0, "01"^^<http://www.w3.org/2001/XMLSchema#integer>, 1.50e0"#;
    let written = organization("x").replace("cs:name", &format!("<https://a.example/amount> {values} ; cs:name"));
    let amounts = "SELECT ?o { ?s <https://a.example/amount> ?o }";
    let exactly = "SELECT ?s { ?s <https://a.example/amount> 25.0 }";
    assert!(server.anonymous().query(amounts).await.expect(200).column("o").is_empty());
    server.administrator().put("/organizations/o", &written, "").await.expect(201);
    for _ in 0..2 {
        let mut found = server.anonymous().query(amounts).await.expect(200).column("o");
        found.sort();
        assert_eq!(found, ["01", "1.50e0", "25.0"]);
        assert_eq!(server.anonymous().query(exactly).await.expect(200).column("s").len(), 1);
        server.restart().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_ends_a_worker_not_the_instance() {
    let server = super::server().await;
    server.administrator().put("/organizations/o", &organization("x"), "").await.expect(201);
    let doubled = (0..33).fold("\"xxxxxxxxxxxxxxxx\"".to_owned(), |text, _| format!("CONCAT({text},\"\")"));
    let bomb = (0..12).fold(doubled, |text, _| format!("REPLACE({text}, \"x\", \"xxxxxxxx\")"));
    let reply = server.anonymous().query(&format!("SELECT (STRLEN({bomb}) AS ?n) {{}}")).await;
    assert_eq!(reply.expect(503).header("content-type"), "application/problem+json");
    assert!(!reply.header("retry-after").is_empty());
    assert_eq!(server.anonymous().query(NAMES).await.expect(200).column("name"), ["x"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn results_come_in_the_format_asked_for() {
    let server = super::server().await;
    server.administrator().put("/organizations/o", &organization("Moulin"), "").await.expect(201);
    let ask = async |query: &str, accept: &str| {
        let headers = [("content-type", "application/sparql-query"), ("accept", accept)];
        server.anonymous().send(Method::POST, "/sparql", &headers, query.to_owned()).await
    };
    for (accept, part) in [
        ("application/sparql-results+json", "\"Moulin\""),
        ("application/sparql-results+xml", ">Moulin</literal>"),
        ("text/csv", "name\r\nMoulin\r\n"),
        ("text/tab-separated-values", "\"Moulin\"@fr"),
    ] {
        let reply = ask(NAMES, accept).await;
        assert!(reply.expect(200).header("content-type").starts_with(accept), "{:?}", reply.headers);
        assert!(reply.text().contains(part), "{accept}: {}", reply.text());
        let says_charset = reply.header("content-type").ends_with("; charset=utf-8");
        assert_eq!(says_charset, accept.starts_with("text/"), "clients differ in what they take for the default");
    }
    let construct = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    for (accept, part) in [
        ("text/turtle", "cs:name"),
        ("application/ld+json", "\"@context\""),
        ("application/n-triples", "\"Moulin\"@fr ."),
    ] {
        let reply = ask(construct, accept).await;
        assert!(reply.expect(200).text().contains(part), "{accept}: {}", reply.text());
    }
    assert_eq!(ask("ASK { ?s ?p ?o }", "application/sparql-results+json").await.json()["boolean"], true);
    ask(NAMES, "image/png").await.expect(406);
    let page = server.anonymous().get("/sparql", "text/html").await;
    assert!(page.expect(200).text().contains("<textarea"), "an editor for people");
}

#[tokio::test(flavor = "multi_thread")]
async fn our_data_is_found_in_the_words_of_others() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/moulin", &organization("Moulin"), "").await.expect(201);
    let offer = "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Offer ; cs:name \"Farine\"@fr ; cs:offeredBy </organizations/moulin> .\n";
    editor.put("/offers/farine", offer, "").await.expect(201);
    let ask = async |query: &str, form: &str| {
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/sparql-results+json")];
        let query: Vec<String> = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        server.anonymous().send(Method::POST, "/sparql", &headers, format!("query={}{form}", query.concat())).await
    };
    for (organization, offers) in [
        (
            "http://virtual-assembly.org/ontologies/pair#Organization",
            "http://virtual-assembly.org/ontologies/pair#offers",
        ),
        ("https://schema.org/Organization", "https://schema.org/makesOffer"),
    ] {
        let query = format!("SELECT ?o {{ ?o a <{organization}> ; <{offers}> ?x }}");
        let found = ["https://moulin.example/organizations/moulin"];
        assert_eq!(server.anonymous().query(&query).await.expect(200).column("o"), found, "{query}");
        assert_eq!(ask(&query, "").await.expect(200).column("o"), found);
        assert_eq!(ask(&query, "&entailment=on").await.expect(200).column("o"), found);
        assert_eq!(ask(&query, "&entailment=off").await.expect(200).column("o"), [""; 0]);
        let in_graphs = format!("SELECT ?o {{ GRAPH ?g {{ ?o a <{organization}> }} }}");
        assert_eq!(ask(&in_graphs, "").await.expect(200).column("o"), [""; 0]);
        assert_eq!(ask(&query, "&entailment=perhaps").await.expect(400).json()["parameter"], "entailment");
    }
    let page = server.anonymous().get("/sparql?query=ASK%20%7B%7D&entailment=off&lang=en", "text/html").await;
    assert!(page.expect(200).text().contains("value=\"off\" checked"), "the page keeps what was chosen");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_in_our_name_and_nothing_is_changed_by_asking() {
    let server = super::server().await;
    let canary = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    canary.set_nonblocking(true).unwrap();
    let address = canary.local_addr().unwrap();
    for query in [
        format!("SELECT * {{ SERVICE <http://{address}/sparql> {{ ?s ?p ?o }} }}"),
        format!("SELECT * {{ SERVICE SILENT <http://{address}/sparql> {{ ?s ?p ?o }} }}"),
        format!("LOAD <http://{address}/x.ttl>"),
        "INSERT DATA { <https://a.example/> <https://a.example/> 1 }".to_owned(),
        "DROP ALL".to_owned(),
        "SELEC".to_owned(),
        String::new(),
    ] {
        let reply = server.anonymous().query(&query).await;
        assert!(reply.status.is_client_error(), "{query}: {} {}", reply.status, reply.text());
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(canary.accept().is_err(), "somebody was asked");
}
