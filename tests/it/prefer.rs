//! What a writer would rather be answered (RFC 7240).

use http::Method;
use model::Scope;
use tests::{Client, Reply, Server, organization};

const ALICE: &str = "alice@moulin.example";
const MOULIN: &str = "/organizations/moulin";
const CLASS: &str = "https://w3id.org/codesocial#Organization";
const SHOWN: (&str, &str) = ("prefer", "return=representation");

async fn put(client: &Client, path: &str, turtle: &str, headers: &[(&str, &str)]) -> Reply {
    let all = [&[("content-type", "text/turtle")][..], headers].concat();
    client.send(Method::PUT, path, &all, turtle.to_owned()).await
}

/// What was answered is what a reader finds at the address that it names.
async fn is_read_there(client: &Client, shown: &Reply, accept: &str) {
    assert_eq!(shown.header("preference-applied"), "return=representation", "{accept}");
    let read = client.get(shown.header("content-location"), accept).await;
    for name in ["etag", "content-type", "link", "wac-allow", "cache-control", "last-modified"] {
        assert_eq!(shown.header(name), read.expect(200).header(name), "{accept}: {name}");
    }
    assert!(!shown.header("etag").is_empty() && shown.bytes() == read.bytes(), "{accept}: {}", shown.text());
}

fn is_usual(reply: &Reply, status: u16) {
    assert!(reply.expect(status).bytes().is_empty(), "{}", reply.text());
    for name in ["preference-applied", "content-location", "content-type"] {
        assert!(!reply.headers.contains_key(name), "{name}");
    }
}

async fn bench() -> (Server, Client) {
    let server = super::server().await;
    let alice = server.contributor(ALICE).await;
    (server, alice)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_sees_what_stands_there_in_the_format_it_reads() {
    let (_server, alice) = bench().await;
    for (place, accept) in [
        "text/turtle",
        "application/ld+json",
        "application/json",
        "application/n-triples",
        "application/trig",
        "application/rdf+xml",
        "text/html;q=0.9, application/n-quads;q=0.1",
        "*/*",
    ]
    .into_iter()
    .enumerate()
    {
        let path = format!("/organizations/moulin-{place}");
        let made = put(&alice, &path, &organization("Moulin"), &[("accept", accept), SHOWN]).await;
        assert!(made.expect(201).header("location").ends_with(&path));
        assert_eq!(made.header("content-location"), made.header("location"));
        let read = accept.split(", ").last().unwrap();
        is_read_there(&alice, &made, read).await;
        let headers = [("accept", accept), ("if-match", made.header("etag")), SHOWN];
        let changed = put(&alice, &path, &organization("Le Moulin"), &headers).await;
        assert!(changed.expect(200).text().contains("Le Moulin"), "{}", changed.text());
        assert!(!changed.headers.contains_key("location"));
        is_read_there(&alice, &changed, read).await;
    }
    // Without `Accept`, as a reader is answered; and a tag that names what was before asks nothing of what is now.
    let made = put(&alice, MOULIN, &organization("Moulin"), &[("if-none-match", "*"), SHOWN]).await;
    assert_eq!(made.expect(201).header("content-type"), "text/turtle; charset=utf-8");
    let same = put(&alice, MOULIN, &organization("Moulin"), &[("if-match", made.header("etag")), SHOWN]).await;
    assert_eq!((same.expect(200).header("etag"), same.bytes()), (made.header("etag"), made.bytes()));
}

#[tokio::test(flavor = "multi_thread")]
async fn containers_patches_and_access_rules() {
    let (_server, alice) = bench().await;
    let headers = [("content-type", "text/turtle"), ("slug", "moulin"), ("accept", "application/ld+json"), SHOWN];
    let made = alice.send(Method::POST, "/organizations/", &headers, organization("Moulin")).await;
    assert!(made.expect(201).header("location").ends_with(MOULIN));
    is_read_there(&alice, &made, "application/ld+json").await;

    let patch = "PREFIX cs: <https://w3id.org/codesocial#> INSERT DATA { <> cs:description \"Une roue.\"@fr }";
    let sparql = ("content-type", "application/sparql-update");
    let patched = alice.send(Method::PATCH, MOULIN, &[sparql, ("accept", "text/turtle"), SHOWN], patch).await;
    assert!(patched.expect(200).text().contains("Une roue."));
    is_read_there(&alice, &patched, "text/turtle").await;
    let merge = [("content-type", "application/merge-patch+json"), ("if-match", "*"), ("accept", "*/*"), SHOWN];
    let merged = alice.send(Method::PATCH, MOULIN, &merge, r#"{ "description": { "fr": "Deux." } }"#).await;
    assert_eq!(merged.expect(200).json()["description"]["fr"], "Deux.");
    let new = alice
        .send(
            Method::PATCH,
            "/organizations/new",
            &[sparql, SHOWN],
            patch.replace("<> cs:description \"Une roue.\"@fr", "<> a cs:Organization ; cs:name \"Neuf\"@fr"),
        )
        .await;
    assert!(new.expect(201).header("location").ends_with("/organizations/new") && new.text().contains("Neuf"));

    let acl = format!("{MOULIN}.acl");
    let read = alice.get(&acl, "text/turtle").await;
    let body = read.expect(200).text().to_owned();
    let headers = [("if-match", read.header("etag")), ("accept", "text/turtle"), SHOWN];
    let set = put(&alice, &acl, &body, &headers).await;
    assert_eq!((set.expect(200).text(), set.header("etag")), (read.text(), read.header("etag")));
    assert!(set.header("content-location").ends_with(&acl));
    assert_eq!(set.header("preference-applied"), "return=representation");
    is_usual(&put(&alice, &acl, &body, &[("if-match", "*")]).await, 204);
    let closed = "PREFIX acl: <http://www.w3.org/ns/auth/acl#> DELETE WHERE { <#public> ?p ?o }";
    let set = alice.send(Method::PATCH, &acl, &[sparql, ("accept", "application/ld+json"), SHOWN], closed).await;
    assert!(set.expect(200).text().contains(ALICE) && !set.text().contains("foaf"), "{}", set.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_description_comes_with_what_belongs_to_it() {
    let (_server, alice) = bench().await;
    put(&alice, MOULIN, &organization("Moulin"), &[]).await.expect(201);
    let code = |name: &str| {
        format!(
            "@prefix cs: <https://w3id.org/codesocial#> .
             <https://moulin.example/codes/moulin> {{ <https://moulin.example/codes/moulin> a cs:CodeSocial ;
             cs:name \"{name}\"@fr ; cs:describes <{MOULIN}> ; cs:form cs:SixModelsForm . }}"
        )
    };
    let send = async |query: &str, accept: &str, tag: &str| {
        let mut headers = vec![("content-type", "application/trig"), ("accept", accept), SHOWN];
        if !tag.is_empty() {
            headers.push(("if-match", tag));
        }
        let path = format!("/codes/moulin{query}");
        alice.send(Method::PUT, &path, &headers, code(if tag.is_empty() { "Un" } else { "Deux" })).await
    };
    let made = send("", "application/trig", "").await;
    assert!(made.expect(201).text().contains(MOULIN), "{}", made.text());
    is_read_there(&alice, &made, "application/trig").await;
    // What is answered is what may be written again.
    let changed = send("", "application/trig", made.header("etag")).await;
    is_read_there(&alice, changed_to(&changed), "application/trig").await;
    let part = send("?with=actions,evidence", "application/n-quads", "*").await;
    assert!(part.expect(200).header("content-location").contains("?with="), "{}", part.header("content-location"));
    is_read_there(&alice, &part, "application/n-quads").await;
    let alone = send("", "text/turtle", "*").await;
    is_read_there(&alice, changed_to(&alone), "text/turtle").await;
}

fn changed_to(reply: &Reply) -> &Reply {
    assert!(reply.expect(200).text().contains("Deux"));
    reply
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_asked_or_cannot_be_done_changes_nothing() {
    let (server, alice) = bench().await;
    put(&alice, MOULIN, &organization("Moulin"), &[]).await.expect(201);
    // LDP's clients say on every request what they would rather know of containers; that is no page of theirs.
    for (prefer, applied) in [
        ("return=minimal", "return=minimal"),
        ("respond-async, wait=10, return=minimal", "return=minimal"),
        ("return=minimal, return=representation", "return=minimal"),
        ("respond-async", ""),
        ("handling=lenient; return=representation", ""),
        ("return=everything", ""),
        ("max-member-count=\"20\"", ""),
        ("include=\"http://www.w3.org/ns/ldp#PreferMinimalContainer\"", ""),
    ] {
        for method in [Method::PUT, Method::PATCH] {
            let (media_type, body) = match method {
                Method::PUT => ("text/turtle", organization("Moulin")),
                _ => ("application/sparql-update", format!("INSERT DATA {{ <> a <{CLASS}> }}")),
            };
            let headers = [("content-type", media_type), ("if-match", "*"), ("prefer", prefer)];
            let reply = alice.send(method.clone(), MOULIN, &headers, body).await;
            assert!(reply.expect(204).bytes().is_empty());
            assert_eq!(reply.header("preference-applied"), applied, "{method} {prefer}");
        }
    }
    let ldp = "return=representation; include=\"http://www.w3.org/ns/ldp#PreferMinimalContainer\"; \
               omit=\"http://www.w3.org/ns/ldp#PreferContainment\"";
    let shown = put(&alice, MOULIN, &organization("Moulin"), &[("if-match", "*"), ("prefer", ldp)]).await;
    is_read_there(&alice, shown.expect(200), "text/turtle").await;
    // A page is no representation that could be written back.
    for accept in ["text/html", "image/png"] {
        is_usual(
            &put(&alice, MOULIN, &organization("Moulin"), &[("if-match", "*"), ("accept", accept), SHOWN]).await,
            204,
        );
    }
    let refused = put(&alice, MOULIN, &organization("Moulin"), &[("if-match", "\"9-070707070707-ttl\""), SHOWN]).await;
    assert!(!refused.expect(412).headers.contains_key("preference-applied"));
    let deleted = alice.send(Method::DELETE, MOULIN, &[("if-match", "*"), SHOWN], "").await;
    is_usual(&deleted, 204);

    // Whoever may not read what they write does not read it so.
    let closed = format!("{}; cs:audience cs:Private .", organization("M").trim_end().trim_end_matches('.'));
    put(&alice, "/organizations/closed", &closed, &[]).await.expect(201);
    let token = server.registry().issue_token(ALICE, vec![Scope::Write]).await.unwrap();
    let writer = server.with_token(&token);
    let blind = put(&writer, "/organizations/other", &closed, &[SHOWN]).await;
    is_usual(&blind, 201);
}
