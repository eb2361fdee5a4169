//! `/graphs`: graphs one by one and all together, read here and written elsewhere; and `/.well-known/void`.

use http::Method;
use tests::client::url_encoded;
use tests::organization;

const MILL: &str = "https://moulin.example/organizations/moulin";

fn graph(iri: &str) -> String {
    format!("/graphs?graph={}", url_encoded(iri))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_graph_is_read_under_its_name() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/moulin", &organization("Moulin"), "").await.expect(201);
    let closed = organization("Secret").replace("cs:name", "cs:audience cs:Private ; cs:name");
    editor.put("/organizations/closed", &closed, "").await.expect(201);
    for (accept, media_type, part) in [
        ("text/turtle", "text/turtle; charset=utf-8", "cs:name \"Moulin\"@fr"),
        ("application/n-triples", "application/n-triples", "\"Moulin\"@fr ."),
        ("application/ld+json", "application/ld+json", "\"Moulin\""),
        ("application/rdf+xml", "application/rdf+xml", ">Moulin<"),
        ("*/*", "", "Moulin"),
    ] {
        let reply = server.anonymous().get(&graph(MILL), accept).await;
        assert!(reply.expect(200).text().contains(part), "{accept}: {}", reply.text());
        assert!(media_type.is_empty() || reply.header("content-type") == media_type, "{accept}");
    }
    let alone = server.anonymous().get(&graph(MILL), "application/n-triples").await;
    assert_eq!(alone.text().lines().count(), 2, "what is stated, and nothing that is entailed");
    let whole = server.anonymous().get("/graphs?default", "application/n-triples").await;
    assert!(whole.expect(200).text().contains("<https://schema.org/Organization>"), "what is entailed is there");
    assert!(!whole.text().contains("Secret"));
    let stated = server.anonymous().get("/graphs?default&entailment=off", "application/n-triples").await;
    assert_eq!(stated.expect(200).text().lines().count(), 2);
    assert!(editor.get("/graphs?default", "application/n-triples").await.text().contains("Secret"));
    let secret = graph("https://moulin.example/organizations/closed");
    editor.get(&secret, "text/turtle").await.expect(200);
    for nothing in [secret, graph("https://moulin.example/organizations/nobody"), graph("urn:x")] {
        server.anonymous().get(&nothing, "text/turtle").await.expect(404);
        server.anonymous().send(Method::HEAD, &nothing, &[], "").await.expect(404);
    }
    for bad in ["/graphs", "/graphs?graph=moulin", "/graphs?default&graph=urn%3Ax", "/graphs?graph="] {
        server.anonymous().get(bad, "text/turtle").await.expect(400);
    }
    server.anonymous().get(&graph(MILL), "image/png").await.expect(406);
    let head = server.anonymous().send(Method::HEAD, &graph(MILL), &[("accept", "text/turtle")], "").await;
    assert_eq!(head.expect(200).bytes(), b"");
    // An ordinary name with what looks like SPARQL in it stays a name.
    server.anonymous().get(&graph("urn:x> {} } DROP ALL #"), "text/turtle").await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_to_write_is_told_where() {
    let server = super::server().await;
    let editor = server.administrator();
    for method in [Method::PUT, Method::POST, Method::DELETE, Method::PATCH] {
        let headers = [("content-type", "text/turtle")];
        let reply = editor.send(method, &graph(MILL), &headers, organization("Moulin")).await;
        let problem = reply.expect(405).json();
        assert!(problem["type"].as_str().unwrap().ends_with("/graphs-are-documents"), "{problem}");
        assert_eq!(problem["update"], "https://moulin.example/update");
        assert_eq!(reply.header("allow"), "GET, HEAD, OPTIONS");
    }
    let options = editor.send(Method::OPTIONS, "/graphs", &[], "").await;
    assert_eq!(options.expect(204).header("allow"), "GET, HEAD, OPTIONS");
    assert_eq!(server.anonymous().get("/graphs?default", "application/n-triples").await.text(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_is_counted() {
    let server = super::server().await;
    let editor = server.administrator();
    let number = async |name: &str| {
        let reply = server.anonymous().get("/.well-known/void", "application/n-triples").await;
        let line = format!("<https://moulin.example/.well-known/void#dataset> <http://rdfs.org/ns/void#{name}> \"");
        let told = reply.expect(200).text().lines().find_map(|said| said.strip_prefix(&line)).unwrap_or("none");
        told.split('"').next().unwrap().to_owned()
    };
    assert_eq!(number("triples").await, "0");
    editor.put("/organizations/moulin", &organization("Moulin"), "").await.expect(201);
    let closed = organization("Secret").replace("cs:name", "cs:audience cs:Private ; cs:name");
    editor.put("/organizations/closed", &closed, "").await.expect(201);
    for (name, expected) in
        [("triples", "2"), ("entities", "1"), ("documents", "1"), ("classes", "1"), ("properties", "2")]
    {
        assert_eq!(number(name).await, expected, "{name}");
    }
    let told = editor.get("/.well-known/void", "text/turtle").await;
    for part in ["void:sparqlEndpoint", "/organizations/moulin>", "graphs?default", "dcat"] {
        assert!(told.expect(200).text().contains(part) || part.starts_with("void:"), "{part}: {}", told.text());
    }
    assert!(!told.text().contains("closed"), "an administrator is told what everybody is");
    for format in ["application/ld+json", "application/rdf+xml", "application/trig", "application/n-quads"] {
        server.anonymous().get("/.well-known/void", format).await.expect(200);
    }
    server.anonymous().get("/.well-known/void", "text/html").await.expect(406);
    let described = server.anonymous().get("/sparql", "application/n-triples").await;
    for part in ["SPARQL11Query", "SPARQL11Update", "<https://moulin.example/update>", "UnionDefaultGraph"] {
        assert!(described.expect(200).text().contains(part), "{part}");
    }
}
