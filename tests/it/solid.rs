//! The scenarios of the Solid Protocol's test suite: what applies here is asked of a running instance, file by file, and
//! the rest carries the reason why not.

use crate::rdf::{links, triples};
use http::Method;
use std::path::Path;
use tests::{Client, Reply, Server, organization};

/// Each file with its number of scenarios, and why it is not asked, or which of them are not.
const FILES: [(&str, usize, Why); 37] = [
    ("authentication/header.feature", 6, Why::Partly("reading what is public needs no account: 401 is for writing")),
    ("content-negotiation/content-negotiation-jsonld.feature", 2, Why::Asked),
    (
        "content-negotiation/content-negotiation-named-graphs.feature",
        2,
        Why::Not("a document is one graph, whose name is its address; others are refused (422)"),
    ),
    ("content-negotiation/content-negotiation-turtle.feature", 2, Why::Asked),
    ("converted/test_2-1.feature", 6, Why::Not("containers are given: none is made")),
    ("converted/test_3-3.feature", 7, Why::Not(ACCESS)),
    ("converted/test_3-5.feature", 8, Why::Not(ACCESS)),
    ("converted/test_3-7.feature", 8, Why::Not(ACCESS)),
    ("converted/test_4-3.feature", 7, Why::Not(ACCESS)),
    ("converted/test_4-5.feature", 8, Why::Not(ACCESS)),
    ("converted/test_4-7.feature", 7, Why::Not(ACCESS)),
    ("converted/test_4-9.feature", 1, Why::Not(ACCESS)),
    ("converted/test_5-3.feature", 5, Why::Not(ACCESS)),
    ("converted/test_5-5.feature", 6, Why::Not(ACCESS)),
    ("converted/test_5-7.feature", 6, Why::Not(ACCESS)),
    ("converted/test_5-9.feature", 1, Why::Not(ACCESS)),
    (
        "cors/acao-vary.feature",
        4,
        Why::Not("any site may call, without cookies: `*` for everybody, hence nothing varies with Origin"),
    ),
    ("cors/accept-acah.feature", 3, Why::Asked),
    (
        "cors/access-control-headers.feature",
        2,
        Why::Partly("`*` stands for the origin; what is public is read without an account"),
    ),
    ("cors/enumerate-headers.feature", 1, Why::Asked),
    ("cors/preflight-requests.feature", 2, Why::Partly("`*` stands for the origin; https is the reverse proxy's")),
    ("cors/preflight.feature", 2, Why::Partly("`*` stands for the origin; https is the reverse proxy's")),
    ("cors/simple-requests.feature", 4, Why::Partly("`*` stands for the origin; text/plain is not stored (415)")),
    ("read-write-resource/method-not-allowed.feature", 2, Why::Asked),
    ("read-write-resource/post-uri-assignment-slug.feature", 1, Why::Asked),
    ("read-write-resource/post-uri-assignment.feature", 1, Why::Asked),
    ("read-write-resource/read-method-allow.feature", 4, Why::Asked),
    ("read-write-resource/read-method-support.feature", 6, Why::Asked),
    ("resources/describedby-unique.feature", 2, Why::Asked),
    (
        "writing-resource/containment.feature",
        5,
        Why::Partly("there are no containers within containers: only what must not come into being is asked"),
    ),
    ("writing-resource/content-type-reject.feature", 3, Why::Partly("PATCH is asked where patches are tested")),
    (
        "writing-resource/delete-protect-nonempty-container.feature",
        3,
        Why::Partly("no container is ever deleted: 405 instead of 409"),
    ),
    (
        "writing-resource/delete-remove-containment.feature",
        3,
        Why::Partly("there are no containers within containers, and no texts"),
    ),
    ("writing-resource/if-none-match-asterisk.feature", 2, Why::Asked),
    ("writing-resource/post-target-not-found.feature", 4, Why::Asked),
    (
        "writing-resource/slash-semantics-exclude.feature",
        4,
        Why::Partly("containers are given, and no document has the address of one"),
    ),
    ("writing-resource/uri-assignment.feature", 2, Why::Partly("PATCH makes nothing new")),
];

const ACCESS: &str = "access by WebID and acl: what applies is asked row by row in wac.rs, and by hand in acl.rs";

#[derive(Clone, Copy)]
enum Why {
    Asked,
    Partly(&'static str),
    Not(&'static str),
}

const CONTAINER: &str = "/organizations/";
const MOULIN: &str = "/organizations/moulin";
const ORIGIN: (&str, &str) = ("origin", "https://app.example");

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_is_asked_or_has_a_reason() {
    let Some(suite) = tests::shared().map(|shared| shared.join("suites/solid-specification-tests/protocol")) else {
        return;
    };
    let mut known: Vec<String> = FILES.iter().map(|(file, ..)| (*file).to_owned()).collect();
    for (file, scenarios, why) in FILES {
        let text = std::fs::read_to_string(suite.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let found = text.lines().filter(|line| line.trim_start().starts_with("Scenario")).count();
        assert_eq!(found, scenarios, "{file}: scenarios came or went: look at them");
        match why {
            Why::Not(reason) => assert!(!reason.is_empty()),
            Why::Partly(reason) => {
                assert!(!reason.is_empty());
                Bench::new().await.ask(file).await;
            }
            Why::Asked => Bench::new().await.ask(file).await,
        }
    }
    let mut there = features(&suite);
    known.sort();
    there.sort();
    assert_eq!(there, known, "files that nobody has looked at");
}

/// The files of scenarios, from the folder of the suite.
fn features(suite: &Path) -> Vec<String> {
    let folders = std::fs::read_dir(suite).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let features = files.filter(|path| path.extension().is_some_and(|extension| extension == "feature"));
    features.map(|path| path.strip_prefix(suite).unwrap().to_str().unwrap().to_owned()).collect()
}

struct Bench {
    _server: Server,
    editor: Client,
    reader: Client,
}

impl Bench {
    /// An instance with one document.
    async fn new() -> Self {
        let server = crate::server().await;
        let (editor, reader) = (server.administrator(), server.anonymous());
        editor.put(MOULIN, &organization("Moulin"), "").await.expect(201);
        Self { _server: server, editor, reader }
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.editor.send(method, path, headers, body.to_owned()).await
    }

    async fn post(&self, headers: &[(&str, &str)]) -> Reply {
        self.send(Method::POST, CONTAINER, headers, &organization("Posté")).await
    }

    async fn ask(&self, file: &str) {
        let turtle = ("content-type", "text/turtle");
        match file {
            "authentication/header.feature" => {
                for (method, path) in [(Method::PUT, MOULIN), (Method::POST, CONTAINER), (Method::DELETE, MOULIN)] {
                    let refused = self.reader.send(method.clone(), path, &[turtle], organization("x")).await;
                    assert!(!refused.expect(401).header("www-authenticate").is_empty(), "{method}");
                }
            }
            "content-negotiation/content-negotiation-jsonld.feature" => {
                let body = r#"{"@context": "https://w3id.org/codesocial/context.jsonld", "id": "", "type": "Organization",
                               "name": {"fr": "Vélos"}}"#;
                let headers = [("content-type", "application/ld+json")];
                self.send(Method::PUT, "/organizations/velos", &headers, body).await.expect(201);
                self.same_in_both("/organizations/velos").await;
            }
            "content-negotiation/content-negotiation-turtle.feature" => self.same_in_both(MOULIN).await,
            "cors/accept-acah.feature" => {
                for (method, asked) in [("GET", "X-CUSTOM, Content-Type"), ("POST", "X-CUSTOM, Content-Type, Accept")] {
                    let headers =
                        [ORIGIN, ("access-control-request-method", method), ("access-control-request-headers", asked)];
                    let told = self.send(Method::OPTIONS, CONTAINER, &headers, "").await;
                    assert_eq!(told.expect(204).header("access-control-allow-headers"), asked);
                    assert!(told.bytes().is_empty());
                }
                let long = "text/turtle;q=0.9, application/rdf+xml;q=0.8, application/n-triples;q=0.8, */*;q=0.1";
                let read = self.reader.get(CONTAINER, long).await;
                assert!(read.expect(200).header("content-type").contains("text/turtle"));
            }
            "cors/access-control-headers.feature" | "cors/simple-requests.feature" => {
                for (method, path, status) in [
                    (Method::GET, CONTAINER, 200),
                    (Method::HEAD, CONTAINER, 200),
                    (Method::GET, MOULIN, 200),
                    (Method::HEAD, MOULIN, 200),
                    (Method::POST, CONTAINER, 415),
                    (Method::GET, "/organizations/none", 404),
                ] {
                    let headers = [ORIGIN, ("accept", "text/turtle"), ("content-type", "text/plain")];
                    let reply = self.send(method.clone(), path, &headers, "Hello").await;
                    assert_eq!(reply.expect(status).header("access-control-allow-origin"), "*", "{method} {path}");
                }
            }
            "cors/enumerate-headers.feature" => {
                let read = self.send(Method::GET, CONTAINER, &[ORIGIN, ("accept", "text/turtle")], "").await;
                let exposed = read.expect(200).header("access-control-expose-headers").to_lowercase();
                assert!(!exposed.is_empty() && exposed != "*");
                // What the Fetch standard tells scripts of in any case.
                let always =
                    ["cache-control", "content-language", "content-length", "content-type", "expires", "last-modified"];
                let quiet = ["x-content-type-options", "referrer-policy", "content-security-policy"];
                for name in read.headers.keys().map(http::HeaderName::as_str) {
                    let told = always.contains(&name) || quiet.contains(&name) || name.starts_with("access-control-");
                    assert!(told || exposed.split(", ").any(|known| known == name), "{name} is not in {exposed}");
                }
            }
            "cors/preflight-requests.feature" | "cors/preflight.feature" => {
                for (path, methods) in [(CONTAINER, &["GET", "HEAD", "POST"][..]), (MOULIN, &["GET", "PUT", "DELETE"])]
                {
                    for method in methods {
                        let asked = "X-CUSTOM, Content-Type, Accept";
                        let headers = [
                            ORIGIN,
                            ("access-control-request-method", *method),
                            ("access-control-request-headers", asked),
                        ];
                        let told = self.send(Method::OPTIONS, path, &headers, "").await;
                        assert!(told.expect(204).bytes().is_empty());
                        assert_eq!(told.header("access-control-allow-origin"), "*");
                        assert!(told.header("access-control-allow-methods").contains(method), "{path} {method}");
                        assert_eq!(told.header("access-control-allow-headers"), asked);
                        assert!(!told.header("access-control-expose-headers").is_empty());
                    }
                }
            }
            "read-write-resource/method-not-allowed.feature" => {
                for path in [MOULIN, CONTAINER, "/", "/ns", "/shapes/", "/sparql", "/health/live"] {
                    let refused = self.send(Method::TRACE, path, &[], "").await;
                    assert!(refused.expect(405).header("allow").contains("GET"), "{path}: {:?}", refused.headers);
                    assert!(refused.header("allow").contains("OPTIONS"), "{path}");
                }
            }
            "read-write-resource/post-uri-assignment-slug.feature" => {
                let made = self.post(&[turtle, ("slug", "foobar")]).await;
                assert!(made.expect(201).header("location").contains("foobar"));
            }
            "read-write-resource/post-uri-assignment.feature" => {
                self.post(&[turtle]).await.expect(201);
            }
            "read-write-resource/read-method-allow.feature" => {
                for (method, path) in
                    [(Method::GET, CONTAINER), (Method::GET, MOULIN), (Method::HEAD, CONTAINER), (Method::HEAD, MOULIN)]
                {
                    let allow = self.send(method, path, &[], "").await.expect(200).header("allow").to_owned();
                    assert!(allow.contains("GET") && allow.contains("HEAD"), "{path}: {allow}");
                }
            }
            "read-write-resource/read-method-support.feature" => {
                for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                    for path in [
                        CONTAINER,
                        MOULIN,
                        "/",
                        "/ns",
                        "/ns/Organization",
                        "/shapes/",
                        "/forms/",
                        "/sparql",
                        "/health/live",
                    ] {
                        let reply = self.send(method.clone(), path, &[], "").await;
                        assert!(reply.status.is_success(), "{method} {path}: {}", reply.status);
                    }
                }
            }
            "resources/describedby-unique.feature" => {
                for path in [CONTAINER, MOULIN] {
                    let read = self.reader.get(path, "text/turtle").await;
                    assert!(links(read.expect(200), "describedby").len() <= 1, "{path}");
                }
            }
            "writing-resource/containment.feature" => {
                for path in ["/organizations/moulin/foo/", "/organizations/moulin/foo"] {
                    self.send(Method::POST, path, &[turtle], &organization("x")).await.expect(404);
                    self.send(Method::PUT, path, &[turtle], &organization("x")).await.expect(404);
                }
            }
            "writing-resource/content-type-reject.feature" => {
                self.send(Method::PUT, "/organizations/new", &[], &organization("x")).await.expect(400);
                self.post(&[]).await.expect(400);
            }
            "writing-resource/delete-protect-nonempty-container.feature" => {
                self.send(Method::DELETE, CONTAINER, &[("if-match", "*")], "").await.expect(405);
                self.reader.get(MOULIN, "text/turtle").await.expect(200);
            }
            "writing-resource/delete-remove-containment.feature" => {
                assert!(self.reader.get(CONTAINER, "text/turtle").await.text().contains("moulin>"));
                self.send(Method::DELETE, MOULIN, &[("if-match", "*")], "").await.expect(204);
                assert!(!self.reader.get(CONTAINER, "text/turtle").await.text().contains("moulin>"));
            }
            "writing-resource/if-none-match-asterisk.feature" => {
                let headers = [turtle, ("if-none-match", "*")];
                self.send(Method::PUT, MOULIN, &headers, &organization("if-none-match")).await.expect(412);
                assert!(!self.reader.get(MOULIN, "text/turtle").await.text().contains("if-none-match"));
                self.send(Method::PUT, "/organizations/dahut", &headers, &organization("if-none-match"))
                    .await
                    .expect(201);
                assert!(self.reader.get("/organizations/dahut", "text/turtle").await.text().contains("if-none-match"));
            }
            "writing-resource/post-target-not-found.feature" => {
                self.send(Method::POST, "/nowhere/", &[turtle], &organization("x")).await.expect(404);
                self.reader.get("/nowhere/", "text/turtle").await.expect(404);
                self.send(Method::POST, "/organizations/none", &[turtle], &organization("x")).await.expect(405);
                self.reader.get("/organizations/none", "text/turtle").await.expect(404);
            }
            "writing-resource/slash-semantics-exclude.feature" => {
                let moved = self.reader.get("/organizations", "text/turtle").await;
                assert_eq!(moved.expect(308).header("location"), "organizations/");
                self.send(Method::PUT, "/organizations", &[turtle], &organization("x")).await.expect(405);
                self.send(Method::PUT, CONTAINER, &[turtle], &organization("x")).await.expect(405);
                self.reader.get("/organizations/moulin/", "text/turtle").await.expect(404);
                self.send(Method::PUT, "/organizations/moulin/", &[turtle], &organization("x")).await.expect(404);
            }
            "writing-resource/uri-assignment.feature" => {
                self.send(Method::PUT, "/organizations/put-dahut", &[turtle], &organization("x")).await.expect(201);
                self.reader.get("/organizations/put-dahut", "text/turtle").await.expect(200);
            }
            unknown => panic!("{unknown} is a file that nobody has looked at"),
        }
    }

    /// JSON-LD and Turtle say the same.
    async fn same_in_both(&self, path: &str) {
        let read = async |media_type: &str| {
            let reply = self.reader.get(path, media_type).await;
            assert!(reply.expect(200).header("content-type").contains(media_type));
            triples(&reply, media_type)
        };
        assert_eq!(read("application/ld+json").await, read("text/turtle").await);
    }
}
