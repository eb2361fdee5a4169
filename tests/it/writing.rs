//! PUT, POST, DELETE, bundles, the subject rule.

use http::Method;
use tests::{Client, organization};

const MOULIN: &str = "/organizations/moulin";

async fn post(client: &Client, container: &str, media_type: &str, slug: &str, body: &str) -> tests::Reply {
    let headers = [("content-type", media_type), ("slug", slug)];
    let headers = if slug.is_empty() { &headers[..1] } else { &headers[..] };
    client.send(Method::POST, container, headers, body.to_owned()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_lives_and_dies() {
    let server = super::server().await;
    let editor = server.administrator();
    let created = editor.put(MOULIN, &organization("Moulin"), "").await;
    let etag = created.expect(201).header("etag").to_owned();
    assert!(etag.starts_with('"'), "a strong ETag: {etag}");

    editor.put(MOULIN, &organization("Autre"), "").await.expect(428);
    editor.put(MOULIN, &organization("Autre"), "\"9-000000000000-ttl\"").await.expect(412);
    let second = editor.put(MOULIN, &organization("Autre"), &etag).await;
    assert_ne!(second.expect(204).header("etag"), etag);
    editor.put(MOULIN, &organization("Tard"), &etag).await.expect(412);
    editor.put(MOULIN, &organization("Toujours"), "*").await.expect(204);

    editor.send(Method::DELETE, MOULIN, &[], "").await.expect(428);
    let current = editor.get(MOULIN, "application/n-quads").await.header("etag").to_owned();
    editor.send(Method::DELETE, MOULIN, &[("if-match", &current)], "").await.expect(204);
    editor.get(MOULIN, "text/turtle").await.expect(410);
    editor.put(MOULIN, &organization("Encore"), "").await.expect(410);
    editor.send(Method::DELETE, "/organizations/never", &[("if-match", "*")], "").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_without_a_token_or_by_a_stranger() {
    let server = super::server().await;
    let anonymous = server.anonymous();
    anonymous.put(MOULIN, &organization("Moulin"), "").await.expect(401);
    post(&anonymous, "/organizations/", "text/turtle", "moulin", &organization("Moulin")).await.expect(401);
    let unknown = [("authorization", "Bearer cs_none"), ("content-type", "text/turtle")];
    let bad = anonymous.send(Method::PUT, MOULIN, &unknown, organization("x")).await;
    assert!(bad.expect(401).header("www-authenticate").starts_with("Bearer"));

    let (one, other) = (server.contributor("one@a.example").await, server.contributor("other@a.example").await);
    one.put(MOULIN, &organization("Moulin"), "").await.expect(201);
    other.put(MOULIN, &organization("Volé"), "*").await.expect(403);
    other.send(Method::DELETE, MOULIN, &[("if-match", "*")], "").await.expect(403);
    one.put(MOULIN, &organization("Le Moulin"), "*").await.expect(204);
    server.administrator().put(MOULIN, &organization("Moulin"), "*").await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_names_what_is_posted() {
    let server = super::server().await;
    let editor = server.administrator();
    let made = post(&editor, "/organizations/", "text/turtle", "Le Moulin !", &organization("x")).await;
    assert_eq!(made.expect(201).header("location"), "https://moulin.example/organizations/le-moulin");
    let again = post(&editor, "/organizations/", "text/turtle", "Le Moulin !", &organization("y")).await;
    assert_eq!(again.expect(201).header("location"), "https://moulin.example/organizations/le-moulin-2");
    let json = r#"{"@context": "https://w3id.org/codesocial/context.jsonld", "type": "Organization",
                   "name": {"fr": "Café de l’Œuvre"}}"#;
    let named = post(&editor, "/organizations/", "application/ld+json", "", json).await;
    assert_eq!(named.expect(201).header("location"), "https://moulin.example/organizations/cafe-de-l-oeuvre");
    let listed = server.anonymous().get("/organizations/", "text/turtle").await;
    for slug in ["le-moulin", "le-moulin-2", "cafe-de-l-oeuvre"] {
        assert!(listed.expect(200).text().contains(slug), "{slug} in {}", listed.text());
    }
    post(&editor, "/projects/", "text/turtle", "x", &organization("x")).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_documents_succeed_or_fail_together() {
    let server = super::server().await;
    let editor = server.administrator();
    let trig = |name: &str| {
        format!(
            r#"@prefix cs: <https://w3id.org/codesocial#> .
            <https://moulin.example/organizations/a> {{ <https://moulin.example/organizations/a> a cs:Organization ; cs:name "A"@fr . }}
            <https://moulin.example/organizations/b> {{ <https://moulin.example/organizations/b> a cs:Organization ; cs:name {name} . }}"#
        )
    };
    let put = async |body: String| {
        editor.send(Method::PUT, "/organizations/a", &[("content-type", "application/trig")], body).await
    };
    put(trig("3")).await.expect(422);
    editor.get("/organizations/a", "text/turtle").await.expect(404);
    put(trig("\"B\"@fr")).await.expect(201);
    editor.get("/organizations/b", "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_names_the_revision_of_each_document_it_replaces() {
    let server = super::server().await;
    let editor = server.administrator();
    let one = editor.put("/organizations/a", &organization("A"), "").await.expect(201).header("etag").to_owned();
    let other = editor.put("/organizations/b", &organization("B"), "").await.expect(201).header("etag").to_owned();
    let graphs = ["a", "b", "c"].map(|slug| {
        let iri = format!("https://moulin.example/organizations/{slug}");
        format!("<{iri}> {{ <{iri}> a cs:Organization ; cs:name \"Ensemble\"@fr . }}")
    });
    let bundle = format!("@prefix cs: <https://w3id.org/codesocial#> .\n{}", graphs.join("\n"));
    let put = async |if_match: &str| {
        let headers = [("content-type", "application/trig"), ("if-match", if_match)];
        let headers = if if_match.is_empty() { &headers[..1] } else { &headers[..] };
        editor.send(Method::PUT, "/organizations/a", headers, bundle.clone()).await
    };
    for (if_match, status) in [(String::new(), 428), (one.clone(), 412), (other.clone(), 412)] {
        put(&if_match).await.expect(status);
        editor.get("/organizations/c", "text/turtle").await.expect(404);
    }
    put(&format!("{one}, {other}")).await.expect(204);
    for path in ["/organizations/a", "/organizations/b", "/organizations/c"] {
        assert!(editor.get(path, "text/turtle").await.expect(200).text().contains("Ensemble"), "{path}");
    }
    // None of the three is there as it was, and none is new.
    put(&format!("{one}, {other}")).await.expect(412);
    put("*").await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_speaks_only_of_itself() {
    let server = super::server().await;
    let editor = server.administrator();
    let foreign =
        format!("{}\n</organizations/other> <https://w3id.org/codesocial#name> \"Volé\"@fr .", organization("Moulin"));
    let refused = editor.put(MOULIN, &foreign, "").await;
    assert!(refused.expect(422).text().contains("https://moulin.example/organizations/other"), "{}", refused.text());
    editor.get(MOULIN, "text/turtle").await.expect(404);

    let blank = r#"@prefix cs: <https://w3id.org/codesocial#> .
        <> a cs:Organization ; cs:name "Moulin"@fr ; cs:address [ cs:locality "Issoire"@fr ] ."#;
    editor.put(MOULIN, blank, "").await.expect(201);
    let got = editor.get(MOULIN, "application/n-triples").await;
    assert!(got.text().contains("<https://moulin.example/organizations/moulin#address-1>"), "{}", got.text());
    // What was read can be put back and is the same.
    let etag = got.header("etag").to_owned();
    let same = editor.put(MOULIN, got.text(), &etag).await;
    let now = same.expect(204).header("etag").to_owned();
    assert_eq!(now.split('-').next(), etag.split('-').next(), "the same content is the same revision");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_forgets_nothing() {
    let mut server = super::server().await;
    server.administrator().put(MOULIN, &organization("Moulin"), "").await.expect(201);
    let before = server.anonymous().get(MOULIN, "text/turtle").await;
    let hash = server.registry().projection_hash().await.unwrap();
    server.restart().await;
    let after = server.anonymous().get(MOULIN, "text/turtle").await;
    assert_eq!((before.text(), before.header("etag")), (after.text(), after.header("etag")));
    assert_eq!(server.registry().projection_hash().await.unwrap(), hash);
    server.stop().await;
    let rebuilt = registry::Registry::rebuild(server.folder(), server.parts()).await.unwrap();
    assert_eq!(rebuilt.hash, hash);
}
