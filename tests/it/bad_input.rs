//! A clear answer to whatever comes in, and nothing half-written.

use http::Method;
use tests::{organization, process};

const MOULIN: &str = "/organizations/moulin";

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_body_has_a_clear_answer() {
    let server = super::server().await;
    let editor = server.administrator();
    let brackets = "[".repeat(10 << 20);
    let latin = [&b"<> <https://a.example/p> \"caf\xe9\" ."[..]].concat();
    let cases: Vec<(&str, &str, Vec<u8>, u16, &str)> = vec![
        ("text/turtle", "not RDF", b"<> a cs:Organization .".to_vec(), 400, "\"line\":1"),
        ("text/turtle", "cut", b"<> <https://a.example/p>\n\n \"x".to_vec(), 400, "\"line\":"),
        ("text/turtle", "not UTF-8", latin, 400, "UTF-8"),
        ("text/turtle", "brackets", brackets.clone().into_bytes(), 400, "\"line\":1"),
        ("application/ld+json", "brackets", brackets.into_bytes(), 400, "\"line\":1"),
        ("application/ld+json", "not JSON", b"{\n\"a\": }".to_vec(), 400, "\"line\":2"),
        (
            "application/ld+json",
            "stranger's context",
            br#"{"@context": "https://evil.example/c", "@id": "", "a": 1}"#.to_vec(),
            422,
            "https://evil.example/c",
        ),
        ("application/n-quads", "html", b"<!doctype html>\n".to_vec(), 400, "\"line\":1"),
        ("text/turtle", "nothing", Vec::new(), 422, "\"title\""),
        ("text/turtle", "no type", b"<> <https://w3id.org/codesocial#name> \"x\"@fr .".to_vec(), 422, "organizations"),
        ("text/turtle", "no name", b"<> a <https://w3id.org/codesocial#Organization> .".to_vec(), 422, "#name"),
        ("image/png", "a picture", b"x".to_vec(), 415, "text/turtle"),
        ("text/turtle; charset=latin1", "charset", organization("x").into_bytes(), 415, "UTF-8"),
        ("application/rdf+xml", "RDF/XML", b"<rdf:RDF/>".to_vec(), 415, "text/turtle"),
        ("nonsense", "no media type", organization("x").into_bytes(), 415, "text/turtle"),
    ];
    for (media_type, what, body, status, part) in cases {
        let headers = [("content-type", media_type), ("accept", "application/json")];
        let reply = editor.send(Method::PUT, MOULIN, &headers, body).await;
        assert_eq!(reply.status.as_u16(), status, "{what}: {}", reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json", "{what}");
        assert!(reply.text().contains(part), "{what}: {}", reply.text());
        let problem = reply.json();
        assert!(
            problem["type"].is_string() && problem["title"].is_string() && problem["detail"].is_string(),
            "{problem}"
        );
        editor.get(MOULIN, "text/turtle").await.expect(404);
    }
    assert_eq!(server.registry().head().0, 0, "nothing was written");
    let huge = editor.send(Method::PUT, MOULIN, &[("content-type", "text/turtle")], vec![b' '; 40 << 20]).await;
    huge.expect(413);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_address_has_a_clear_answer() {
    let server = super::server().await;
    let editor = server.administrator();
    for (path, status) in
        [("/nowhere", 404), ("/organizations/Majuscule", 404), ("/organizations/a/b", 404), ("/organizations/%ff", 404)]
    {
        let reply = editor.put(path, &organization("x"), "").await;
        assert_eq!(reply.status.as_u16(), status, "{path}: {}", reply.text());
    }
    let not_allowed = editor.send(Method::DELETE, "/sparql", &[], "").await;
    assert!(not_allowed.expect(405).header("allow").contains("GET"));
    for (etag, status) in [("garbage", 400), ("W/\"1-000000000000-ttl\"", 412), ("\"\"", 412)] {
        let reply = editor
            .send(Method::PUT, MOULIN, &[("content-type", "text/turtle"), ("if-match", etag)], organization("x"))
            .await;
        assert_eq!(reply.status.as_u16(), status, "{etag}: {}", reply.text());
    }
    editor.get(MOULIN, "text/turtle").await.expect(404);
}

#[test]
fn the_command_line_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let data = path("data");
    let made = process::run(super::PROGRAM, &["init", "--data", &data, "--base", "https://a.example/", "--name", "A"]);
    assert!(made.status.success());
    std::fs::write(path("page.txt"), b"nothing of the kind\n").unwrap();
    std::fs::write(path("latin.txt"), b"Description : caf\xe9\n").unwrap();
    std::fs::write(path("bad.ttl"), b"<a> <b>\n\n .").unwrap();
    for (arguments, code, part) in [
        (vec!["import", "resilience-wiki", &path("page.txt"), "--data", &data], 1, "page.txt"),
        (vec!["import", "resilience-wiki", &path("latin.txt"), "--data", &data], 1, "ligne 1"),
        (vec!["import", "resilience-wiki", &path("absent.txt"), "--data", &data], 1, "absent.txt"),
        (vec!["import", "turtle", &path("bad.ttl"), "--data", &data], 1, "bad.ttl"),
        (vec!["import", "excel", &path("bad.ttl"), "--data", &data], 2, "resilience-wiki"),
        (vec!["import", "turtle", "-", "--data", &path("nowhere")], 1, "codesocial init"),
        (vec!["query", "SELEC", "--data", &data], 1, "SPARQL"),
        (vec!["query", "SELECT * {}"], 2, "--data"),
        (vec!["serve", "--data", &data, "--base", "https://b.example/"], 2, "https://a.example/"),
        (vec!["init", "--data", &data, "--base", "https://a.example/", "--name", "A"], 1, "déjà"),
        (vec!["init", "--data", &path("other"), "--base", "not an address", "--name", "A"], 2, "not an address"),
        (vec!["token", "create", "--data", &data, "--account", "a@a.example", "--scope", "fly"], 2, "read"),
        (vec!["rebuild", "--data", &path("nowhere")], 1, "codesocial init"),
    ] {
        let arguments: Vec<&str> = arguments.into_iter().chain(["--lang", "fr"]).collect();
        let output = process::run(super::PROGRAM, &arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?} wrote on standard output");
    }
    assert!(!folder.path().join("nowhere").exists(), "a mistyped folder leaves nothing behind");
    let answer =
        process::run(super::PROGRAM, &["query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--data", &data, "--csv"]);
    assert_eq!(String::from_utf8_lossy(&answer.stdout), "n\r\n0\r\n", "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_to_an_impossible_address_learns_what_is_possible() {
    let server = super::server().await;
    for path in ["/organizations/Moulin", "/organizations/%C3%A9t%C3%A9"] {
        let reply = server.administrator().put(path, &organization("Moulin"), "").await;
        assert!(reply.expect(404).text().contains("problems/not-an-address"), "{path}: {}", reply.text());
        let missing = server.anonymous().get(path, "application/json").await;
        assert!(missing.expect(404).text().contains("problems/not-found"), "{path}: {}", missing.text());
    }
}
