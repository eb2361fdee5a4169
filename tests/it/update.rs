//! SPARQL Update at `/update`: an editor's update becomes a change of documents, all or nothing.

use http::Method;
use tests::{Client, Reply, organization};

const PREFIXES: &str = "PREFIX cs: <https://w3id.org/codesocial#>\nPREFIX o: <https://moulin.example/organizations/>\n";

async fn update(client: &Client, text: &str) -> Reply {
    let headers = [("content-type", "application/sparql-update")];
    client.send(Method::POST, "/update", &headers, format!("{PREFIXES}{text}")).await
}

/// What was changed: the last part of each address, and what became of it.
fn changed(reply: &Reply) -> Vec<String> {
    let told = reply.expect(200).json();
    let documents = told["documents"].as_array().unwrap().iter().map(|document| {
        let name = document["id"].as_str().unwrap().rsplit('/').next().unwrap();
        format!("{name} {}", document["outcome"].as_str().unwrap())
    });
    documents.collect()
}

async fn names(client: &Client) -> Vec<String> {
    client.query("SELECT ?n { ?s <https://w3id.org/codesocial#name> ?n }").await.expect(200).column("n")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_becomes_a_change_of_documents() {
    let server = super::server().await;
    let editor = server.administrator();
    for name in ["a", "b"] {
        editor.put(&format!("/organizations/{name}"), &organization(name), "").await.expect(201);
    }
    // Outside of a graph a triple belongs to the document of its subject; a nameless node becomes a fragment of it.
    let reply = update(
        &editor,
        "DELETE { ?s cs:name ?n } INSERT { ?s cs:name ?m ; cs:contactPoint [ cs:description 'x' ] } WHERE { ?s cs:name ?n BIND(STRLANG(CONCAT(STR(?n), '!'), 'fr') AS ?m) }",
    )
    .await;
    assert_eq!(changed(&reply), ["a updated", "b updated"]);
    assert_eq!(names(&server.anonymous()).await, ["a!", "b!"]);
    let read = editor.get("/organizations/a", "application/n-triples").await;
    assert!(
        read.expect(200).text().contains("<https://moulin.example/organizations/a#contactPoint-1>"),
        "{}",
        read.text()
    );
    // What was read and what was written are one: the next operation sees what the one before did.
    let reply = update(
        &editor,
        "INSERT DATA { GRAPH o:c { o:c a cs:Organization ; cs:name 'c'@fr } } ; DELETE { GRAPH ?g { ?s cs:name ?n } } INSERT { GRAPH ?g { ?s cs:name 'd'@fr } } WHERE { GRAPH ?g { ?s cs:name ?n FILTER(STR(?n) = 'c') } }",
    )
    .await;
    assert_eq!(changed(&reply), ["c created"]);
    assert_eq!(names(&editor).await, ["a!", "b!", "d"]);
    assert_eq!(changed(&update(&editor, "DROP GRAPH o:b ; CLEAR SILENT GRAPH o:nobody").await), ["b deleted"]);
    editor.get("/organizations/b", "text/turtle").await.expect(410);
    assert_eq!(changed(&update(&editor, "DELETE WHERE { GRAPH o:c { ?s ?p ?o } }").await), ["c deleted"]);
    // Nothing to change is no error, and no entry.
    let head = server.registry().head();
    for nothing in
        ["DELETE WHERE { ?s cs:nothing ?o }", "INSERT DATA { o:a cs:name 'a!'@fr }", "CREATE GRAPH o:new", ""]
    {
        update(&editor, nothing).await.expect(204);
    }
    assert_eq!(server.registry().head(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entailed_is_stated_nowhere() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/a", &organization("a"), "").await.expect(201);
    let entailed = "<https://schema.org/Organization>";
    assert_eq!(server.anonymous().query(&format!("ASK {{ ?s a {entailed} }}")).await.json()["boolean"], true);
    update(&editor, &format!("DELETE WHERE {{ ?s a {entailed} }}")).await.expect(204);
    update(&editor, &format!("INSERT {{ o:a cs:name 'x'@en }} WHERE {{ o:a a {entailed} }}")).await.expect(204);
    assert_eq!(names(&editor).await, ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_refused_whole() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/a", &organization("a"), "").await.expect(201);
    let head = server.registry().head();
    let good = "INSERT DATA { o:a cs:name 'A'@en } ; ";
    for (text, status, kind) in [
        ("INSERT DATA { <https://other.example/x> cs:name 'x' }", 422, "foreign-graph"),
        ("INSERT DATA { GRAPH <https://other.example/x> { o:a cs:name 'x' } }", 422, "foreign-graph"),
        ("INSERT DATA { GRAPH o:a { o:b cs:name 'x' } }", 422, "foreign-subject"),
        ("INSERT DATA { GRAPH <https://moulin.example/organizations/a#b> { o:a cs:name 'x' } }", 422, "foreign-graph"),
        ("INSERT DATA { GRAPH <https://moulin.example/nowhere/a> { o:a cs:name 'x' } }", 422, "foreign-graph"),
        ("INSERT DATA { [] cs:name 'x' }", 422, "detached"),
        ("INSERT DATA { GRAPH o:new { o:new cs:name 'x'@fr } }", 422, "wrong-type"),
        ("DELETE WHERE { o:a cs:name ?n }", 422, "invalid"),
        ("DROP GRAPH o:nobody", 409, "unfit-graph"),
        ("CREATE GRAPH o:a", 409, "unfit-graph"),
        ("DROP ALL", 403, "refused-query"),
        ("CLEAR DEFAULT", 403, "refused-query"),
        ("LOAD <http://127.0.0.1:9/x>", 403, "refused-query"),
        ("LOAD SILENT <http://127.0.0.1:9/x> INTO GRAPH o:a", 403, "refused-query"),
        ("INSERT { o:a cs:name ?n } WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?n } }", 403, "refused-query"),
        ("INSERT DATA { o:a ?p 'x' }", 400, "malformed-query"),
    ] {
        let reply = update(&editor, &format!("{good}{text}")).await;
        let problem = reply.expect(status).json();
        assert!(problem["type"].as_str().unwrap().ends_with(&format!("/{kind}")), "{text}: {problem}");
        assert_eq!(problem["report"].is_null(), kind != "invalid", "{text}: {problem}");
    }
    assert_eq!(server.registry().head(), head);
    assert_eq!(names(&editor).await, ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_write_does_not_update() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/a", &organization("a"), "").await.expect(201);
    let closed = organization("closed").replace("cs:name", "cs:audience cs:Private ; cs:name");
    editor.put("/organizations/closed", &closed, "").await.expect(201);
    let contributor = server.contributor("lea@moulin.example").await;
    contributor.get("/organizations/closed", "text/turtle").await.expect(404);
    let rename = "DELETE { ?s cs:name ?n } INSERT { ?s cs:name 'mine'@fr } WHERE { ?s cs:name ?n }";
    update(&server.anonymous(), rename).await.expect(401);
    update(&server.with_token("nobody's"), rename).await.expect(401);
    let reader = server.registry().issue_token("lea@moulin.example", vec![model::Scope::Read]).await.unwrap();
    update(&server.with_token(&reader), rename).await.expect(403);
    // Somebody else's document, and one that is not there for whoever may not read it.
    update(&contributor, rename).await.expect(403);
    update(&contributor, "DELETE WHERE { GRAPH o:closed { ?s ?p ?o } }").await.expect(204);
    update(&contributor, "DROP GRAPH o:closed").await.expect(409);
    update(&contributor, "INSERT DATA { GRAPH o:closed { o:closed a cs:Organization ; cs:name 'mine'@fr } }")
        .await
        .expect(404);
    update(&contributor, "INSERT { o:mine a cs:Organization ; cs:name ?n } WHERE { o:closed cs:name ?n }")
        .await
        .expect(204);
    let reply = update(&contributor, "INSERT DATA { o:mine a cs:Organization ; cs:name 'mine'@fr }").await;
    assert_eq!(changed(&reply), ["mine created"]);
    assert_eq!(names(&editor).await, ["a", "closed", "mine"]);
    // A browser that is signed in, on one of our pages and on another site's.
    let browser = server.signed_in("nora@moulin.example", model::Role::Administrator).await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let sent = "update=INSERT+DATA+%7B+%3Chttps%3A%2F%2Fmoulin.example%2Forganizations%2Fmine%3E+%3Chttps%3A%2F%2Fw3id.org%2Fcodesocial%23name%3E+%22x%22%40en+%7D";
    for (site, status) in [("cross-site", 401), ("same-site", 401), ("same-origin", 200)] {
        let headers = [form[0], ("sec-fetch-site", site)];
        browser.send(Method::POST, "/update", &headers, sent).await.expect(status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_protocol_says_what_is_an_update() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/a", &organization("a"), "").await.expect(201);
    editor.put("/organizations/b", &organization("b"), "").await.expect(201);
    let send = async |path: &str, media_type: &str, body: &str| {
        editor.send(Method::POST, path, &[("content-type", media_type)], body.to_owned()).await
    };
    let direct = "application/sparql-update";
    let form = "application/x-www-form-urlencoded";
    for (path, media_type, body, status) in [
        ("/update", "application/sparql-query", "ASK {}", 415),
        ("/update", "text/plain", "CREATE SILENT GRAPH <urn:g>", 415),
        ("/update", direct, "ASK {}", 403),
        ("/update?update=CLEAR%20ALL", direct, "CREATE SILENT GRAPH <urn:g>", 400),
        ("/update", form, "update=&update=", 400),
        ("/update", form, "query=ASK+%7B%7D", 400),
        ("/update", form, "update=CREATE+SILENT+GRAPH+%3Curn%3Ag%3E", 204),
        ("/update?using-graph-uri=nobody", direct, "CREATE SILENT GRAPH <urn:g>", 400),
        ("/update?using-graph-uri=urn:a", direct, "WITH <urn:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", 400),
        ("/update?using-named-graph-uri=urn:a", direct, "DELETE { ?s ?p ?o } USING <urn:b> WHERE { ?s ?p ?o }", 400),
    ] {
        send(path, media_type, body).await.expect(status);
    }
    editor.get("/update?update=CLEAR%20ALL", "*/*").await.expect(405);
    // Only what stands in `a` is found; relative names are those of the instance.
    let text = "PREFIX cs: <https://w3id.org/codesocial#> INSERT { <organizations/b> cs:description ?n } WHERE { ?s cs:name ?n }";
    let path = "/update?using-graph-uri=https%3A%2F%2Fmoulin.example%2Forganizations%2Fa";
    assert_eq!(changed(&send(path, direct, text).await), ["b updated"]);
    let found = editor.query("SELECT ?d { ?s <https://w3id.org/codesocial#description> ?d }").await;
    assert_eq!(found.column("d"), ["a"]);
    let options = editor.send(Method::OPTIONS, "/update", &[], "").await;
    assert_eq!(options.expect(204).header("allow"), "OPTIONS, POST");
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_updates_lose_nothing() {
    const WRITERS: usize = 8;
    const EACH: usize = 8;
    let server = super::server().await;
    let editor = server.administrator();
    let counting = organization("a").replace("cs:name", "<https://a.example/count> 0 ; cs:name");
    editor.put("/organizations/a", &counting, "").await.expect(201);
    let increments = (0..WRITERS).map(|writer| {
        let editor = server.administrator();
        tokio::spawn(async move {
            for _ in 0..EACH {
                let text = "DELETE { ?s <https://a.example/count> ?n } INSERT { ?s <https://a.example/count> ?m } WHERE { ?s <https://a.example/count> ?n BIND(?n + 1 AS ?m) }";
                assert_eq!(changed(&update(&editor, text).await), ["a updated"]);
                if writer == 0 {
                    // Another way of writing, in between.
                    let read = editor.get("/organizations/a", "text/turtle").await;
                    let put = editor.put("/organizations/a", read.text(), read.header("etag")).await;
                    assert!(put.status == 204 || put.status == 412, "{}", put.status);
                }
            }
        })
    });
    for increment in increments.collect::<Vec<_>>() {
        increment.await.unwrap();
    }
    let count = editor.query("SELECT ?n { ?s <https://a.example/count> ?n }").await.expect(200).column("n");
    assert_eq!(count, [(WRITERS * EACH).to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_it_was_changed_is_kept() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/a", &organization("a"), "").await.expect(201);
    let headers = [("content-type", "application/sparql-update"), ("change-note", "Une coquille")];
    let text = format!("{PREFIXES} INSERT DATA {{ o:a cs:name 'A'@en }}");
    editor.send(Method::POST, "/update", &headers, text).await.expect(200);
    let versions = editor.get("/organizations/a/versions/", "text/html").await;
    assert!(versions.expect(200).text().contains("Une coquille"));
}
