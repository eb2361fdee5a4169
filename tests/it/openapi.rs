//! `/openapi.json` and `/docs`: complete, true, valid, in both languages. That every exchange of every other test is
//! described is seen by the rig itself ([`tests::Described`]).

use http::Method;
use model::syntax::Format;
use serde_json::Value;
use tests::{Client, Reply, Server};

const METHODS: [Method; 7] =
    [Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::PATCH, Method::DELETE, Method::OPTIONS];

async fn document(client: &Client) -> Value {
    client.get("/openapi.json", "application/json").await.expect(200).json()
}

/// A path with the example of each of its parts.
fn filled(document: &Value, template: &str, item: &Value) -> String {
    let mut path = template.to_owned();
    for operation in item.as_object().unwrap().values() {
        for parameter in operation["parameters"].as_array().unwrap() {
            let pointer = parameter["$ref"].as_str().unwrap().trim_start_matches('#');
            let parameter = document.pointer(pointer).unwrap();
            if parameter["in"] == "path" {
                let example = parameter["example"].as_str().unwrap();
                path = path.replace(&format!("{{{}}}", parameter["name"].as_str().unwrap()), example);
            }
        }
    }
    assert!(!path.contains('{'), "{path}");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_is_described_or_refused() {
    let server = super::server().await;
    let client = server.anonymous();
    let document = document(&client).await;
    let mut asked = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let path = filled(&document, template, item);
        for method in METHODS {
            let described = item.get(method.as_str().to_ascii_lowercase()).is_some();
            let reply = client.send(method.clone(), &path, &[], "").await;
            assert_eq!(reply.status != 405, described, "{method} {path}: {}", reply.status);
            asked += 1;
        }
    }
    assert!(asked > 200, "{asked}");
}

/// The words of a command as a shell would take them.
fn words(line: &str, token: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, ' ') => words.push(String::new()),
            (None, '\'' | '"') => quote = Some(letter),
            (None, '\\') => words.last_mut().unwrap().extend(letters.next()),
            (Some(open), closing) if open == closing => quote = None,
            (_, letter) => words.last_mut().unwrap().push(letter),
        }
    }
    words.into_iter().map(|word| word.replace("$TOKEN", token)).collect()
}

/// Does what the command says, in this process.
async fn run(client: &Client, line: &str) -> Reply {
    let mut words = words(line, "").into_iter().skip(1);
    let (mut method, mut path, mut headers, mut body) = (Method::GET, String::new(), Vec::new(), String::new());
    while let Some(word) = words.next() {
        match word.as_str() {
            "-i" => {}
            "-X" => method = words.next().unwrap().parse().unwrap(),
            "-H" => headers.push(words.next().unwrap()),
            "--data-raw" => body = words.next().unwrap(),
            address => address.strip_prefix(tests::server::BASE).unwrap().clone_into(&mut path),
        }
    }
    // The client has its own token.
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|header| header.split_once(": ").unwrap())
        .filter(|(name, _)| *name != "Authorization")
        .collect();
    client.send(method, &format!("/{path}"), &headers, body).await
}

async fn key(server: &Server) -> String {
    let keys = server.anonymous().get("/keys/", "application/json").await.json();
    keys["verificationMethod"][0]["publicKeyMultibase"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_works() {
    let server = super::server().await;
    let admin = server.administrator();
    let document = document(&admin).await;
    admin.put("/codes/moulin", &super::release::description("Moulin", ""), "").await.expect(201);
    admin.send(Method::POST, "/releases/codes/moulin/", &[], "").await.expect(201);
    let turtle = "@prefix cs: <https://w3id.org/codesocial#> . <places/four> a cs:Place ; cs:name 'Le Four'@fr ; \
                  cs:website <https://four.example/> .";
    let reading: model::Reading = exchange::rdf::read(turtle.as_bytes(), Format::Turtle, server.registry().base())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    server.import("carte", reading).await;
    let key = key(&server).await;
    let mut done = 0;
    // In the order in which each finds what those before have made.
    for method in ["put", "post", "patch", "get", "delete"] {
        for (template, item) in document["paths"].as_object().unwrap() {
            let Some(operation) = item.get(method) else { continue };
            let Some(line) = operation["x-codeSamples"][0]["source"].as_str() else { continue };
            let line = line.replace("{key}", &key);
            let reply = run(&admin, &line).await;
            assert!(reply.status.as_u16() < 400, "{method} {template}: {line}\n{} {}", reply.status, reply.text());
            done += 1;
        }
    }
    assert!(done > 30, "{done}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_language_and_the_format_asked_for() {
    let server = super::server().await;
    let client = server.anonymous();
    for (language, words) in [("fr", "Lire une fiche"), ("en", "Read a page")] {
        for (accept, content_type) in [
            ("*/*", "application/json"),
            ("application/json", "application/json"),
            ("application/vnd.oai.openapi+json;version=3.1", "application/vnd.oai.openapi+json;version=3.1"),
        ] {
            let headers = [("accept", accept), ("accept-language", language)];
            let reply = client.send(Method::GET, "/openapi.json", &headers, "").await;
            assert_eq!(reply.expect(200).header("content-type"), content_type);
            assert_eq!(reply.header("content-language"), language);
            assert_eq!(reply.json()["paths"]["/{container}/{slug}"]["get"]["summary"], words);
            let headers = [headers.as_slice(), &[("if-none-match", reply.header("etag"))]].concat();
            client.send(Method::GET, "/openapi.json", &headers, "").await.expect(304);
        }
        let page =
            client.send(Method::GET, "/docs", &[("accept", "text/html"), ("accept-language", language)], "").await;
        assert_eq!(page.expect(200).header("content-language"), language);
        assert!(page.text().contains(words), "{language}");
    }
    client.get("/openapi.json", "text/turtle").await.expect(406);
    client.get("/docs", "application/json").await.expect(406);
}

/// The links of RFC 8631 lead there, and what is read by everybody is named in the examples.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_found_and_leads_to_what_is_here() {
    let server = super::server().await;
    let client = server.anonymous();
    for accept in ["text/turtle", "text/html"] {
        let home = client.get("/", accept).await;
        let links: Vec<&str> = home.headers.get_all("link").iter().filter_map(|link| link.to_str().ok()).collect();
        for (relation, name) in [("service-desc", "openapi.json"), ("service-doc", "docs")] {
            let link = format!("<{}{name}>; rel=\"{relation}\"", tests::server::BASE);
            assert!(links.contains(&link.as_str()), "{accept}: {links:?}");
        }
    }
    let example = |page: &Reply, slug: &str| page.text().contains(&format!("organizations/{slug}"));
    assert!(example(&client.get("/docs", "text/html").await, "moulin"));
    let closed = tests::organization("Fermée").replace("cs:name", "cs:audience cs:Private ; cs:name");
    server.administrator().put("/organizations/a-fermee", &closed, "").await.expect(201);
    assert!(!example(&client.get("/docs", "text/html").await, "a-fermee"), "what is closed is not there");
    server.administrator().put("/organizations/b-ouverte", &tests::organization("Ouverte"), "").await.expect(201);
    assert!(example(&client.get("/docs", "text/html").await, "b-ouverte"));
    let page = client.get("/docs", "text/html").await;
    assert!(!page.text().contains("/keys/{key}&#39;") && !page.text().contains("/moulin/1"), "nothing was signed yet");
    let admin = server.administrator();
    admin.put("/codes/a-vide", &super::release::description("Vide", ""), "").await.expect(201);
    admin.put("/codes/moulin-2", &super::release::description("Moulin", ""), "").await.expect(201);
    admin.send(Method::POST, "/releases/codes/moulin-2/", &[], "").await.expect(201);
    let page = client.get("/docs", "text/html").await;
    for part in [format!("/keys/{}", key(&server).await), "/releases/codes/moulin-2/1/file".to_owned()] {
        assert!(page.text().contains(&part), "{part}");
    }
}

/// Judged by the official schema of OpenAPI 3.1, in the validator that `cargo xtask clients` installs.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_valid() {
    let Some(folder) = super::clients::installed() else { return };
    let server = super::server().await;
    for language in ["fr", "en"] {
        let reply = server.anonymous().send(Method::GET, "/openapi.json", &[("accept-language", language)], "").await;
        let file = server.folder().join("openapi.json");
        std::fs::write(&file, reply.expect(200).bytes()).unwrap();
        let output = super::clients::node(&folder, "openapi.mjs", file.to_str().unwrap()).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{language}: {}", String::from_utf8_lossy(&said));
    }
}
