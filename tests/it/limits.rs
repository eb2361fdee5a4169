//! Each limit that docs/API.md names: kept at it, refused one beyond, with a clear answer.

use axum::body::Body;
use http::Method;
use model::document::TRIPLE_LIMIT;
use model::syntax::DEPTH_LIMIT;
use std::fmt::Write;
use std::time::{Duration, Instant};
use tests::{Client, Reply, organization};

const MOULIN: &str = "/organizations/moulin";
/// `web::body::BODY_LIMIT`, as the documentation says it.
const BODY_LIMIT: usize = 16 << 20;

async fn put(editor: &Client, media_type: &str, body: impl Into<Body>) -> Reply {
    editor.send(Method::PUT, MOULIN, &[("content-type", media_type), ("if-match", "*")], body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_of_a_body() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put(MOULIN, &organization("x"), "").await.expect(201);
    for (length, status) in [(BODY_LIMIT, 204), (BODY_LIMIT + 1, 413)] {
        let mut body = organization("x").into_bytes();
        body.resize(length, b'\n');
        let reply = put(&editor, "text/turtle", body).await;
        assert_eq!(reply.status.as_u16(), status, "{length} bytes: {}", reply.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_of_a_document_and_of_a_bundle() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put(MOULIN, &organization("x"), "").await.expect(201);
    for media_type in ["text/turtle", "application/trig"] {
        for (statements, status) in [(TRIPLE_LIMIT, 204), (TRIPLE_LIMIT + 1, 413)] {
            let mut body = organization("x");
            for number in 2..statements {
                writeln!(body, "<> <https://a.example/p> {number} .").unwrap();
            }
            let reply = put(&editor, media_type, body).await;
            assert_eq!(reply.status.as_u16(), status, "{statements} statements: {}", reply.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn depth_of_nesting() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put(MOULIN, &organization("x"), "").await.expect(201);
    for (depth, is_too_deep) in [(DEPTH_LIMIT, false), (DEPTH_LIMIT + 1, true)] {
        // Each level has a number, so that none looks like the next.
        let mut nested = String::new();
        for level in 0..depth {
            write!(nested, "<https://a.example/p> {level} , [ ").unwrap();
        }
        write!(nested, "<https://a.example/p> 1{}", " ]".repeat(depth)).unwrap();
        let reply = put(&editor, "text/turtle", format!("{}<> {nested} .", organization("x"))).await;
        assert_eq!(reply.text().contains("problems/too-deep"), is_too_deep, "{depth}: {}", reply.text());
        assert_eq!(reply.status.as_u16(), if is_too_deep { 400 } else { 204 }, "{depth}: {}", reply.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn size_of_a_page() {
    let server = super::server().await;
    for (limit, status) in [("1", 200), ("1000", 200), ("1001", 400), ("0", 400), ("many", 400)] {
        let reply = server.anonymous().get(&format!("/organizations/?limit={limit}"), "text/turtle").await;
        assert_eq!(reply.status.as_u16(), status, "{limit}: {}", reply.text());
    }
    assert_eq!(web::PAGE_LIMIT, 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_a_description() {
    let server = super::server().await;
    let editor = server.administrator();
    let prefix = "@prefix cs: <https://w3id.org/codesocial#> .";
    let code = format!(
        "{prefix} <> a cs:CodeSocial ; cs:name 'Code'@fr ; cs:describes </organizations/moulin> ; cs:form cs:SixModelsForm ."
    );
    editor.put("/codes/moulin", &code, "").await.expect(201);
    // One less than the limit besides itself; then one more, which only a narrower question bears.
    let many = registry::MEMBER_LIMIT - 1;
    let mut bundle = prefix.to_owned();
    for number in 0..many {
        let iri = format!("https://moulin.example/annexes/a-{number}");
        writeln!(
            bundle,
            "<{iri}> {{ <{iri}> a cs:Annex ; cs:name 'A'@fr ; cs:annexOf <https://moulin.example/codes/moulin> . }}"
        )
        .unwrap();
    }
    let headers = [("content-type", "application/trig")];
    editor.send(Method::PUT, "/annexes/a-0", &headers, bundle).await.expect(201);
    let whole = editor.get("/codes/moulin", "application/trig").await;
    assert_eq!(whole.expect(200).text().matches("cs:annexOf").count(), many);
    let one_more = format!("{prefix} <> a cs:Annex ; cs:name 'A'@fr ; cs:annexOf </codes/moulin> .");
    editor.put("/annexes/one-more", &one_more, "").await.expect(201);
    let refused = editor.get("/codes/moulin", "application/trig").await;
    assert!(refused.expect(400).text().contains("problems/too-much"), "{}", refused.text());
    editor.get("/codes/moulin?with=", "application/trig").await.expect(200);
}

/// Large bodies are read, judged and written aside: on one thread that answers everybody, nobody waits for them.
#[tokio::test(flavor = "current_thread")]
#[expect(clippy::disallowed_methods, reason = "the shares of real time are what is measured")]
async fn a_large_body_holds_up_nobody() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/petit", &organization("Petit"), "").await.expect(201);
    let mut body = organization("x");
    for number in 2..TRIPLE_LIMIT {
        writeln!(body, "<#n{number}> <https://a.example/p> \"{number}\" .").unwrap();
    }
    let began = Instant::now();
    let large = tokio::spawn({
        let editor = editor.clone();
        async move { editor.send(Method::PUT, MOULIN, &[("content-type", "text/turtle")], body).await }
    });
    let mut longest = Duration::ZERO;
    let mut answered = 0;
    while !large.is_finished() {
        let before = Instant::now();
        server.anonymous().get("/organizations/petit", "text/turtle").await.expect(200);
        longest = longest.max(before.elapsed());
        answered += 1;
        tokio::task::yield_now().await;
    }
    let took = began.elapsed();
    large.await.unwrap().expect(201);
    // Shares, not seconds: the machine may be slow, and is so for both.
    assert!(answered > 20 && longest < took / 4, "{answered} answers, the longest in {longest:?} of {took:?}");
}
