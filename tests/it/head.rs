//! `HEAD` says what `GET` says, and sends no content (RFC 9110, section 9.3.2).

use http::Method;
use tests::organization;

#[tokio::test(flavor = "multi_thread")]
async fn every_head_is_its_get_without_content() {
    let server = super::server().await;
    let editor = server.administrator();
    editor.put("/organizations/moulin", &organization("Moulin"), "").await.expect(201);
    editor.put("/organizations/gone", &organization("x"), "").await.expect(201);
    editor.send(Method::DELETE, "/organizations/gone", &[("if-match", "*")], "").await.expect(204);
    let tag = editor.get("/organizations/moulin", "text/turtle").await.header("etag").to_owned();
    let paths = [
        "/",
        "/organizations/",
        "/organizations/?limit=1",
        "/organizations/moulin",
        "/organizations/moulin?version=1",
        "/organizations/moulin?version=9",
        "/organizations/moulin/versions/",
        "/organizations/moulin/diff",
        "/organizations/moulin/proposals/",
        "/organizations/gone",
        "/organizations/none",
        "/organizations/?limit=x",
        "/organizations",
        "/ns",
        "/ns/context.jsonld",
        "/ns/Organization",
        "/shapes/",
        "/shapes/organization",
        "/forms/",
        "/forms/six-models",
        "/sparql",
        "/assets/style.css",
        "/health/live",
        "/nowhere",
    ];
    for path in paths {
        for headers in [
            [("accept", "text/turtle"), ("x", "")],
            [("accept", "text/html"), ("x", "")],
            [("accept", "image/png"), ("x", "")],
            [("accept", "text/turtle"), ("if-none-match", tag.as_str())],
            [("accept", "text/turtle"), ("if-match", "\"9-000000000000-ttl\"")],
        ] {
            let get = editor.send(Method::GET, path, &headers, "").await;
            let head = editor.send(Method::HEAD, path, &headers, "").await;
            assert_eq!(head.status, get.status, "{path} {headers:?}");
            assert!(head.bytes().is_empty(), "{path} {headers:?}");
            let said = |reply: &tests::Reply| {
                let mut lines: Vec<String> =
                    reply.headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
                lines.sort();
                lines
            };
            assert_eq!(said(&head), said(&get), "{path} {headers:?}");
        }
    }
}
