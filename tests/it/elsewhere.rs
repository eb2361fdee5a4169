//! Documents from elsewhere: told by their origin, read at `/elsewhere?iri=`, in every answer as far as they reach, and changed
//! by nobody here.

use http::Method;
use jiff::Timestamp;
use model::syntax::{self, Format};
use model::{Audience, Document, Iri, Role};
use registry::{Mirroring, Told, ToldContent};
use serde_json::{Value, json};
use tests::{Client, Reply, Server, organization, process};

const ORIGIN: &str = "https://ailleurs.example/actor";

fn foreign(path: &str) -> Iri {
    Iri::parse(&format!("https://ailleurs.example/{path}")).unwrap()
}

/// The address of what is held here.
fn here(path: &str) -> String {
    format!("/elsewhere?iri=https://ailleurs.example/{path}")
}

fn put(path: &str, said: u64, turtle: &str, audience: Audience) -> Told {
    let iri = foreign(path);
    let text = format!("@prefix cs: <https://w3id.org/codesocial#> . {turtle} .");
    let quads = syntax::parse(text.as_bytes(), Format::Turtle, &iri, 999).unwrap();
    let document = Document::admit(iri.clone(), quads.into_iter().map(Into::into).collect()).unwrap();
    let at = Timestamp::from_second(1_780_000_000).ok();
    let content = ToldContent::Put { document, audience };
    Told { iri, origin: Iri::parse(ORIGIN).unwrap(), said: Some(said), at, content }
}

fn gone(path: &str, said: u64) -> Told {
    Told { content: ToldContent::Gone, ..put(path, said, "<> a cs:Organization", Audience::Public) }
}

async fn tell(server: &Server, told: Told) -> String {
    let registry = server.registry();
    match registry.mirror(&registry.operator(), vec![told]).await.unwrap().remove(0) {
        Mirroring::Done(outcome) => format!("{outcome:?}"),
        Mirroring::Refused(refusal) => panic!("{refusal}"),
    }
}

const FOUR: &str = "<> a cs:Organization ; cs:name \"Le Four\"@fr , \"The Oven\"@en ; \
                    cs:partnerOf <https://moulin.example/organizations/moulin>";
const CLOSED: &str = "<> a cs:Organization ; cs:name \"La Cave\"@fr ; \
                      cs:partnerOf <https://moulin.example/organizations/moulin>";

/// An instance with a document of its own, one from elsewhere for everybody, and one for whoever is signed in.
async fn told() -> Server {
    let server = super::server().await;
    let moulin = organization("Le Moulin").replace(
        "cs:name",
        "cs:partnerOf <https://ailleurs.example/organizations/four> , <https://ailleurs.example/organizations/cave#sol> ; \
         cs:name",
    );
    server.administrator().put("/organizations/moulin", &moulin, "").await.expect(201);
    assert_eq!(tell(&server, put("organizations/four", 1, FOUR, Audience::Public)).await, "Created");
    assert_eq!(tell(&server, put("organizations/cave", 1, CLOSED, Audience::Network)).await, "Created");
    server
}

fn links(reply: &Reply) -> Vec<&str> {
    reply.headers.get_all("link").iter().filter_map(|link| link.to_str().ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_read_in_every_format() {
    let server = told().await;
    let client = server.anonymous();
    let four = here("organizations/four");
    for (accept, content_type, says) in [
        ("text/turtle", "text/turtle; charset=utf-8", "Le Four"),
        ("application/ld+json", "application/ld+json", "Le Four"),
        ("application/json", "application/json", "Le Four"),
        ("application/n-quads", "application/n-quads", "<https://ailleurs.example/organizations/four> ."),
        ("application/n-triples", "application/n-triples", "<https://ailleurs.example/organizations/four> <"),
        ("application/trig", "application/trig", "Le Four"),
        ("application/rdf+xml", "application/rdf+xml", "Le Four"),
    ] {
        let reply = client.get(&four, accept).await;
        assert_eq!(reply.expect(200).header("content-type"), content_type);
        assert!(reply.text().contains(says), "{accept}: {}", reply.text());
        let links = links(&reply);
        assert!(links.contains(&"<https://ailleurs.example/organizations/four>; rel=\"canonical\""), "{links:?}");
        assert!(links.contains(&"<https://ailleurs.example/actor>; rel=\"via\""), "{links:?}");
        assert_eq!(reply.header("cache-control"), "no-cache");
        let tag = reply.header("etag").to_owned();
        let known = [("accept", accept), ("if-none-match", tag.as_str())];
        client.send(Method::GET, &four, &known, "").await.expect(304);
        let other = [("accept", accept), ("if-match", "\"9-000000000000-ttl\"")];
        client.send(Method::GET, &four, &other, "").await.expect(412);
        let head = client.send(Method::HEAD, &four, &[("accept", accept)], "").await;
        assert_eq!((head.expect(200).header("etag"), head.bytes()), (tag.as_str(), &b""[..]));
    }
    let tag = client.get(&four, "text/turtle").await.header("etag").to_owned();
    assert_eq!(
        tell(
            &server,
            put("organizations/four", 2, "<> a cs:Organization ; cs:name \"Le Fournil\"@fr", Audience::Public)
        )
        .await,
        "Updated"
    );
    let reply = client.send(Method::GET, &four, &[("accept", "text/turtle"), ("if-none-match", &tag)], "").await;
    assert!(reply.expect(200).text().contains("Le Fournil") && !reply.text().contains("Le Four\""));
    assert_eq!(tell(&server, gone("organizations/four", 3)).await, "Deleted");
    client.get(&four, "text/turtle").await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_absent_or_not_asked_for_is_not_there() {
    let server = told().await;
    let (strangers, member) = (server.anonymous(), server.administrator());
    let never = strangers.get(&here("organizations/cova"), "text/turtle").await;
    let closed = strangers.get(&here("organizations/cave"), "text/turtle").await;
    assert_eq!(never.expect(404).text().replace("cova", "cave"), closed.expect(404).text());
    member.get(&here("organizations/cave"), "text/turtle").await.expect(200);
    for path in ["/elsewhere?iri=https://moulin.example/organizations/moulin", "/elsewhere?iri=urn:nothing"] {
        member.get(path, "text/turtle").await.expect(404);
    }
    for path in ["/elsewhere", "/elsewhere?iri=", "/elsewhere?iri=four", "/elsewhere?iri=urn:a&iri=urn:b"] {
        let refused = member.get(path, "text/turtle").await;
        assert_eq!(refused.expect(400).header("content-type"), "application/problem+json", "{path}");
    }
    member.get(&here("organizations/four"), "image/png").await.expect(406);
    for method in [Method::PUT, Method::POST, Method::PATCH, Method::DELETE] {
        let headers = [("content-type", "text/turtle"), ("if-match", "*")];
        let refused = member.send(method.clone(), &here("organizations/four"), &headers, "<> a <urn:x> .").await;
        assert_eq!(refused.expect(405).header("allow"), "GET, HEAD, OPTIONS", "{method}");
    }
    let trig =
        "<https://ailleurs.example/organizations/four> { <https://ailleurs.example/organizations/four> a <urn:x> }";
    let headers = [("content-type", "application/trig"), ("if-match", "*")];
    member.send(Method::PUT, "/codes/a", &headers, trig).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_where_it_comes_from_and_others_lead_to_it() {
    let server = told().await;
    let browser = server.signed_in("lea@moulin.example", Role::Reader).await;
    for (language, words) in [
        ("fr", ["vient d’ailleurs", "ne se modifie pas ici", "Voir l’original", "Le Four"]),
        ("en", ["comes from elsewhere", "is not changed here", "See the original", "The Oven"]),
    ] {
        let page = server.anonymous().get(&(here("organizations/four") + "&lang=" + language), "text/html").await;
        let page = page.expect(200).text();
        for word in words {
            assert!(page.contains(word), "{language}: {word} is not in {page}");
        }
        assert!(page.contains("<link rel=\"canonical\" href=\"https://ailleurs.example/organizations/four\">"));
        assert!(page.contains("href=\"https://ailleurs.example/actor\""));
        assert!(
            page.contains("href=\"https://moulin.example/organizations/moulin"),
            "what it mentions, and who points here"
        );
        assert!(!page.contains("/versions/") && !page.contains("/edit?"), "there is nothing to do with it");
    }
    // The document of ours that names both: a stranger knows one of them, and whoever is signed in both.
    let four = "href=\"https://moulin.example/elsewhere?iri=https%3A%2F%2Failleurs%2Eexample%2Forganizations%2Ffour\"";
    let cave = "href=\"https://moulin.example/elsewhere?iri=https%3A%2F%2Failleurs%2Eexample%2Forganizations%2Fcave";
    let strangers = server.anonymous().get("/organizations/moulin", "text/html").await;
    assert!(strangers.expect(200).text().contains(four), "{}", strangers.text());
    assert!(!strangers.text().contains(cave) && !strangers.text().contains("La Cave"));
    assert!(strangers.text().contains("href=\"https://ailleurs.example/organizations/cave#sol\""), "as any address");
    let members = browser.open("/organizations/moulin").await;
    assert!(members.expect(200).text().contains(four));
    assert!(members.text().contains(&format!("{cave}#sol\"")) && members.text().contains("La Cave"));
}

async fn sources(client: &Client, query: &str, address: &str) -> Vec<String> {
    let headers = [("accept", "application/sparql-results+json"), ("content-type", "application/sparql-query")];
    let reply = client.send(Method::POST, address, &headers, query.to_owned()).await;
    let mut found = reply.expect(200).column("x");
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn sparql_knows_it_and_where_it_is_from() {
    const SOURCES: &str = "SELECT ?x { ?x <http://purl.org/dc/terms/source> <https://ailleurs.example/actor> }";
    const NAMED: &str = "SELECT ?x { GRAPH ?x { ?s <http://purl.org/dc/terms/source> ?o } }";
    const FROM: &str =
        "SELECT ?x FROM <https://ailleurs.example/organizations/four> { ?x <http://purl.org/dc/terms/source> ?o }";
    const OTHER: &str =
        "SELECT ?x FROM <https://moulin.example/organizations/moulin> { ?x <http://purl.org/dc/terms/source> ?o }";
    const GRAPHS: &str = "SELECT ?x { GRAPH ?x { ?s a <https://w3id.org/codesocial#Organization> } }";
    let mut server = told().await;
    let (four, cave) = ("https://ailleurs.example/organizations/four", "https://ailleurs.example/organizations/cave");
    let moulin = "https://moulin.example/organizations/moulin";
    // Workers that were told, and workers that were fed the whole.
    for round in 0..2 {
        if round > 0 {
            server.restart().await;
        }
        let (strangers, member) = (server.anonymous(), server.administrator());
        for address in ["/sparql", "/sparql?entailment=off"] {
            for (query, public, signed_in) in [
                (SOURCES, vec![four], vec![cave, four]),
                (NAMED, vec![], vec![]),
                (FROM, vec![four], vec![four]),
                (OTHER, vec![], vec![]),
                (GRAPHS, vec![four, moulin], vec![cave, four, moulin]),
            ] {
                assert_eq!(sources(&strangers, query, address).await, public, "{round} {address} {query}");
                assert_eq!(sources(&member, query, address).await, signed_in, "{round} {address} {query}");
            }
        }
    }
    assert_eq!(tell(&server, gone("organizations/four", 2)).await, "Deleted");
    assert_eq!(sources(&server.administrator(), SOURCES, "/sparql").await, [cave]);
    assert_eq!(tell(&server, put("organizations/cave", 2, CLOSED, Audience::Public)).await, "Updated");
    assert_eq!(sources(&server.anonymous(), SOURCES, "/sparql").await, [cave]);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_in_no_list_no_history_and_no_repository() {
    let server = told().await;
    let client = server.administrator();
    let looked = async || {
        let mut said = Vec::new();
        for (path, accept) in [
            ("/organizations/", "text/turtle"),
            ("/codes/", "text/turtle"),
            ("/", "text/html"),
            ("/registry.git/info/refs?service=git-upload-pack", "*/*"),
            ("/organizations/moulin/versions/", "application/json"),
            ("/erasures/", "application/json"),
        ] {
            let reply = client.get(path, accept).await;
            said.push((path, reply.expect(200).text().to_owned(), reply.header("etag").to_owned()));
        }
        said
    };
    let before = looked().await;
    for said in 2..6 {
        let turtle = format!("<> a cs:Organization ; cs:name \"Le Four {said}\"@fr");
        assert_eq!(tell(&server, put("organizations/four", said, &turtle, Audience::Public)).await, "Updated");
        let code = format!(
            "<> a cs:CodeSocial ; cs:name \"Four {said}\"@fr ; cs:form cs:FourBundlesForm ; \
                            cs:describes <https://ailleurs.example/organizations/four>"
        );
        tell(&server, put("codes/four", said, &code, Audience::Public)).await;
    }
    assert_eq!(looked().await, before);
    client.get("/organizations/four", "text/turtle").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_erases_it_for_good() {
    let server = told().await;
    let (contributor, admin) = (server.contributor("lea@moulin.example").await, server.administrator());
    let order = json!({ "documents": ["https://ailleurs.example/organizations/four"] }).to_string();
    let erase = async |client: &Client| {
        client.send(Method::POST, "/erasures/", &[("content-type", "application/json")], order.clone()).await
    };
    erase(&contributor).await.expect(403);
    let done = erase(&admin).await;
    assert_eq!(done.expect(200).json()["progress"], "finished", "{}", done.text());
    admin.get(&here("organizations/four"), "text/turtle").await.expect(410);
    for said in [1, 2] {
        assert_eq!(tell(&server, put("organizations/four", said, FOUR, Audience::Public)).await, "Taken");
    }
    let left = super::erasure::in_files(server.folder(), "The Oven");
    assert_eq!(left, [""; 0]);
}

/// The command line finds nothing wrong, makes the same projection again, and erases.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_nothing_wrong() {
    let mut server = told().await;
    for said in 2..40 {
        let turtle = format!("<> a cs:Organization ; cs:name \"Le Four {said}\"@fr");
        tell(&server, put("organizations/four", said, &turtle, Audience::Public)).await;
    }
    let hash = server.registry().projection_hash().await.unwrap();
    server.stop().await;
    let data = server.folder().to_str().unwrap().to_owned();
    let findings = || {
        let output = process::run(super::PROGRAM, &["doctor", "--data", &data, "--json", "--lang", "en"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let grave = |finding: &&Value| finding["gravity"] == "error";
        report["findings"].as_array().unwrap().iter().filter(grave).map(Value::to_string).collect::<Vec<_>>()
    };
    assert_eq!(findings(), [""; 0]);
    let rebuilt = process::run(super::PROGRAM, &["rebuild", "--data", &data]);
    assert_eq!(rebuilt.status.code(), Some(0), "{rebuilt:?}");
    let erased = ["erase", "https://ailleurs.example/organizations/cave", "--data", &data, "--yes"];
    server.restart().await;
    assert_eq!(server.registry().projection_hash().await.unwrap(), hash);
    server.stop().await;
    let erased = process::run(super::PROGRAM, &erased);
    assert_eq!(erased.status.code(), Some(0), "{erased:?}");
    assert_eq!(findings(), [""; 0]);
}
