//! A description with what belongs to it, in one request: read, filtered, put back, all or nothing.

use crate::rdf::{links, triples};
use http::Method;
use tests::{Client, Reply, Server, organization};

const CODE: &str = "/codes/moulin";

/// One document each, in the order in which they belong to each other.
const DOCUMENTS: [(&str, &str); 9] = [
    ("/organizations/moulin", "a cs:Organization ; cs:name 'Moulin'@fr"),
    (
        CODE,
        "a cs:CodeSocial ; cs:name 'Code'@fr ; cs:describes </organizations/moulin> ; cs:form cs:SixModelsForm ; cs:section <#economie> . <#economie> a cs:EconomicModel ; cs:name 'Économie'@fr ; cs:intention <#pain> . <#pain> a cs:Intention ; cs:name 'Du pain pour tous'@fr",
    ),
    (
        "/actions/fournil",
        "a cs:Action ; cs:name 'Fournil'@fr ; cs:realises </codes/moulin#pain> ; cs:evidencedBy </evidence/photo>",
    ),
    ("/evidence/photo", "a cs:Evidence ; cs:name 'Photo'@fr"),
    (
        "/reviews/avis",
        "a cs:CoherenceReview ; cs:name 'Avis'@fr ; cs:reviews </actions/fournil> ; cs:verdict cs:Confirms",
    ),
    ("/offers/farine", "a cs:Offer ; cs:name 'Farine'@fr ; cs:offeredBy </organizations/moulin>"),
    ("/annexes/comptes", "a cs:Annex ; cs:name 'Comptes'@fr ; cs:annexOf </codes/moulin> ; cs:audience cs:Members"),
    // What does not belong: another description, and what hangs from it.
    (
        "/codes/autre",
        "a cs:CodeSocial ; cs:name 'Autre'@fr ; cs:describes </organizations/autre> ; cs:form cs:SixModelsForm ; cs:forkOf </codes/moulin> ; cs:section <#s> . <#s> a cs:EconomicModel ; cs:intention <#i> . <#i> a cs:Intention",
    ),
    ("/actions/ailleurs", "a cs:Action ; cs:name 'Ailleurs'@fr ; cs:realises </codes/autre#i>"),
];

fn turtle(said: &str) -> String {
    format!("@prefix cs: <https://w3id.org/codesocial#> .\n<> {said} .\n")
}

async fn put_all(server: &Server) -> Client {
    let owner = server.contributor("owner@a.example").await;
    for (path, said) in DOCUMENTS {
        owner.put(path, &turtle(said), "").await.expect(201);
    }
    owner
}

/// The named graphs of an answer, as paths.
fn graphs(reply: &Reply, media_type: &str) -> Vec<String> {
    let mut graphs: Vec<String> = triples(reply.expect(200), media_type)
        .iter()
        .filter_map(|line| {
            line.rsplit_once("<https://moulin.example")
                .map(|(_, graph)| graph.trim_end_matches("> .").trim_end_matches('>').to_owned())
        })
        .collect();
    graphs.sort();
    graphs.dedup();
    graphs
}

const OPEN: [&str; 6] =
    ["/actions/fournil", CODE, "/evidence/photo", "/offers/farine", "/organizations/moulin", "/reviews/avis"];

#[tokio::test(flavor = "multi_thread")]
async fn a_description_comes_with_what_belongs_to_it_and_with_nothing_else() {
    let server = super::server().await;
    let owner = put_all(&server).await;
    let reader = server.anonymous();
    assert_eq!(graphs(&reader.get(CODE, "application/trig").await, "application/trig"), OPEN);
    let mut all = OPEN.to_vec();
    all.insert(1, "/annexes/comptes");
    assert_eq!(graphs(&owner.get(CODE, "application/trig").await, "application/trig"), all);
    for (with, expected) in [
        ("actions", vec!["/actions/fournil", CODE]),
        ("evidence,offers", vec![CODE, "/evidence/photo", "/offers/farine"]),
        ("annexes", vec![CODE]),
        ("", vec![CODE]),
        ("*", OPEN.to_vec()),
    ] {
        for media_type in ["application/trig", "application/n-quads", "application/ld+json"] {
            let reply = reader.get(&format!("{CODE}?with={with}"), media_type).await;
            assert_eq!(graphs(&reply, media_type), expected, "{with} in {media_type}");
        }
    }
    for (address, accept, status) in [
        ("?with=themes", "application/trig", 400),
        ("?with=everything", "application/trig", 400),
        ("?with=actions&with=offers", "application/trig", 400),
        ("?with=actions", "text/turtle", 406),
        ("?with=actions", "text/html", 200),
    ] {
        reader.get(&format!("{CODE}{address}"), accept).await.expect(status);
    }
    // Any other document comes alone.
    let alone = reader.get("/organizations/moulin?with=offers", "application/trig").await;
    assert_eq!(graphs(&alone, "application/trig"), ["/organizations/moulin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_loaded_that_was_not_asked() {
    let server = super::server().await;
    put_all(&server).await;
    let registry = server.registry();
    for (address, media_type, documents) in [
        ("", "text/turtle", 1),
        ("", "application/ld+json", 1),
        ("", "application/n-quads", 1),
        ("?with=", "application/trig", 1),
        ("?with=offers", "application/ld+json", 2),
        ("?with=evidence", "application/trig", 2),
        ("?with=actions,reviews", "application/n-quads", 3),
        ("", "application/trig", 6),
    ] {
        let before = registry.documents_read();
        server.anonymous().get(&format!("{CODE}{address}"), media_type).await.expect(200);
        assert_eq!(registry.documents_read() - before, documents, "{address} in {media_type}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_tag_changes_with_any_member_that_the_caller_may_see() {
    let server = super::server().await;
    let owner = put_all(&server).await;
    let reader = server.anonymous();
    let tag = async |client: &Client| client.get(CODE, "application/trig").await.expect(200).header("etag").to_owned();
    let (seen, own) = (tag(&reader).await, tag(&owner).await);
    assert_ne!(seen, own, "they see different documents");
    let again = reader.send(Method::GET, CODE, &[("accept", "application/trig"), ("if-none-match", &seen)], "").await;
    assert!(again.expect(304).bytes().is_empty());
    assert!(!again.headers.contains_key("last-modified"), "what goes leaves an older date");
    owner.put("/annexes/comptes", &turtle(&format!("{} ; cs:summary 'x'@fr", DOCUMENTS[6].1)), "*").await.expect(204);
    assert_eq!(tag(&reader).await, seen, "what is closed changes nothing for others");
    assert_ne!(tag(&owner).await, own);
    let mut tags = vec![seen];
    for (path, said) in [DOCUMENTS[2], DOCUMENTS[3], DOCUMENTS[4], DOCUMENTS[5], DOCUMENTS[0]] {
        owner.put(path, &turtle(&format!("{said} ; cs:summary 'x'@fr")), "*").await.expect(204);
        tags.push(tag(&reader).await);
    }
    owner.put("/reviews/autre", &turtle(DOCUMENTS[4].1), "").await.expect(201);
    tags.push(tag(&reader).await);
    owner.send(Method::DELETE, "/offers/farine", &[("if-match", "*")], "").await.expect(204);
    tags.push(tag(&reader).await);
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 8, "{tags:?}");
    // The description's own revision is in it: that is enough to write the description alone.
    let own = tag(&owner).await;
    owner
        .put(
            CODE,
            &turtle(&format!("{} ; cs:summary 'x'@fr", DOCUMENTS[1].1.replace(" ; cs:section", " . <> cs:section"))),
            &own,
        )
        .await
        .expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_put_back_whole_or_not_at_all() {
    let server = super::server().await;
    let owner = put_all(&server).await;
    let other = server.contributor("other@a.example").await;
    // Somebody else's review belongs to it, too: it is put back as it was read, and nobody is asked to own it.
    other
        .put(
            "/reviews/voisin",
            &turtle("a cs:CoherenceReview ; cs:name 'Voisin'@fr ; cs:reviews </codes/moulin#pain>"),
            "",
        )
        .await
        .expect(201);
    let read = owner.get(CODE, "application/trig").await;
    let tag = read.expect(200).header("etag").to_owned();
    let put = async |client: &Client, tag: &str, body: String| {
        client.send(Method::PUT, CODE, &[("content-type", "application/trig"), ("if-match", tag)], body).await
    };
    let body = read.text().replace("\"Fournil\"", "\"Grand fournil\"").replace("\"Farine\"", "\"Farine bise\"");
    let name = async |path: &str| owner.get(path, "text/turtle").await.expect(200).text().to_owned();

    // Somebody changes a member meanwhile, even one that is not written: nothing is.
    owner.put("/evidence/photo", &turtle("a cs:Evidence ; cs:name 'Photo floue'@fr"), "*").await.expect(204);
    put(&owner, &tag, body.clone()).await.expect(412);
    assert!(!name("/actions/fournil").await.contains("Grand"));
    let part = turtle(DOCUMENTS[1].1).replace("<> ", "<https://moulin.example/codes/moulin> ");
    put(&owner, &tag, part).await.expect(412);

    let read = owner.get(CODE, "application/trig").await;
    let tag = read.header("etag").to_owned();
    let body = read.text().replace("\"Fournil\"", "\"Grand fournil\"").replace("\"Farine\"", "\"Farine bise\"");
    let written = put(&owner, &tag, body.clone()).await;
    let next = written.expect(204).header("etag").to_owned();
    assert_eq!(next, owner.get(CODE, "application/trig").await.header("etag"), "the tag to write again");
    assert!(name("/actions/fournil").await.contains("Grand") && name("/offers/farine").await.contains("bise"));
    put(&owner, &tag, body.clone()).await.expect(412);
    put(&owner, &next, body.clone()).await.expect(204);

    // One bad document, and none is written; somebody else's review, and nobody else writes it.
    let bad = body.replace("\"Grand fournil\"@fr", "3").replace("\"Farine bise\"", "\"Farine\"");
    put(&owner, &next, bad).await.expect(422);
    put(&owner, &next, body.replace("\"Voisin\"", "\"Flatteur\"").replace("bise", "noire")).await.expect(403);
    assert!(name("/offers/farine").await.contains("bise") && name("/reviews/voisin").await.contains("Voisin"));
    assert_eq!(owner.get(CODE, "application/trig").await.header("etag"), next);
    // What is asked in part is put back in part.
    let some = owner.get(&format!("{CODE}?with=offers"), "application/trig").await;
    let headers = [("content-type", "application/trig"), ("if-match", some.header("etag"))];
    owner.put("/evidence/photo", &turtle("a cs:Evidence ; cs:name 'Photo nette'@fr"), "*").await.expect(204);
    let narrowed =
        owner.send(Method::PUT, &format!("{CODE}?with=offers"), &headers, some.text().replace("bise", "grise")).await;
    narrowed.expect(204);
    assert!(name("/offers/farine").await.contains("grise"));
    // A stranger learns nothing of what is closed: its tag is of what it sees.
    let seen = server.anonymous().get(CODE, "application/trig").await.header("etag").to_owned();
    put(&other, &seen, organization("x")).await.expect(412);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_says_where_it_belongs() {
    let server = super::server().await;
    put_all(&server).await;
    let read = server.anonymous().get(CODE, "text/turtle").await;
    for (relation, target) in [
        ("acl", "https://moulin.example/codes/moulin.acl"),
        ("describedby", "https://moulin.example/shapes/code-social"),
        ("canonical", "https://moulin.example/codes/moulin"),
        ("collection", "https://moulin.example/codes/"),
        ("up", "https://moulin.example/codes/"),
    ] {
        assert_eq!(links(read.expect(200), relation), [target], "{relation}");
    }
}
