//! Sources and their runs, as administrators see them, and a run taken back there.

use model::Role;
use model::syntax::Format;
use serde_json::{Value, json};
use tests::Server;
use tests::browser::{local, unescaped};

const ADMIN: &str = "admin@moulin.example";

async fn told(server: &Server, name: &str) -> tests::Imported {
    let turtle = format!(
        "@prefix cs: <https://w3id.org/codesocial#> . <organizations/a> a cs:Organization ; cs:name \"{name}\"@fr ."
    );
    let registry = server.registry();
    let reading: model::Reading =
        exchange::rdf::read(turtle.as_bytes(), Format::Turtle, registry.base()).unwrap().map(Result::unwrap).collect();
    server.import("carte", reading).await
}

async fn facts(server: &Server, path: &str) -> Value {
    serde_json::from_str(server.administrator().get(path, "application/json").await.expect(200).text()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_sees_runs_and_takes_one_back() {
    let server = super::server().await;
    let admin = server.signed_in(ADMIN, Role::Administrator).await;
    for (language, words) in [("fr", "Aucune source n’a encore été lue"), ("en", "No source was read yet")] {
        let page = admin.open(&format!("/admin/sources?lang={language}")).await;
        assert!(unescaped(page.expect(200).text()).contains(words), "{}", page.text());
    }
    told(&server, "Le Moulin").await;
    let path = "/organizations/a";
    server.administrator().put(path, &tests::organization("La Minoterie"), "*").await.expect(204);
    // Both renamed it.
    let disputed = told(&server, "Le Grand Moulin").await;
    assert_eq!(disputed.counts.kept, 1, "{disputed:?}");
    let number = disputed.run.unwrap();
    let run = facts(&server, &format!("/admin/runs/{number}")).await;
    assert_eq!((&run["source"], &run["records"][0]["outcome"]), (&json!("carte"), &json!("kept")), "{run}");
    let page = admin.open(&format!("/admin/runs/{number}?lang=fr")).await;
    let text = unescaped(page.expect(200).text());
    for words in ["Passage 2 de carte", "conservée", "La Minoterie", "Le Grand Moulin", "organizations/a"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("/undo"), "it wrote nothing: {text}");

    // The first run made the document, and somebody changed it since: it stays.
    let led = admin.fill_in("/admin/runs/1", "/admin/runs/1/undo", &[]).await;
    assert_eq!(local(led.expect(303).header("location")), "/admin/runs/1?done=undone");
    let page = admin.open("/admin/runs/1?done=undone&lang=en").await;
    let text = unescaped(page.expect(200).text());
    assert!(text.contains("The run is taken back.") && text.contains("taken back on"), "{text}");
    server.anonymous().get(path, "text/turtle").await.expect(200);
    let sources = facts(&server, "/admin/sources").await;
    assert_eq!((&sources["sources"][0]["name"], &sources["sources"][0]["last"]["run"]), (&json!("carte"), &json!(2)));
    assert_eq!((sources["runs"].as_array().unwrap().len(), &sources["runs"][0]["run"]), (2, &json!(2)), "{sources}");
    assert!(sources["runs"][1]["undone"].is_string(), "{sources}");
    for path in ["/admin/runs/99", "/admin/runs/-1", "/admin/runs/x"] {
        admin.open(path).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_them() {
    let server = super::server().await;
    told(&server, "Le Moulin").await;
    let contributor = server.contributor("c@moulin.example").await;
    let editor = server.signed_in("e@moulin.example", Role::Editor).await;
    for path in ["/admin/sources", "/admin/runs/1"] {
        server.anonymous().get(path, "application/json").await.expect(401);
        contributor.get(path, "application/json").await.expect(403);
        editor.open(path).await.expect(403);
        let led = server.browser().open(path).await;
        assert!(local(led.expect(303).header("location")).starts_with("/login?next="));
    }
    let theirs = tests::browser::hidden(editor.open("/account").await.text(), "form-token");
    editor.submit("/admin/runs/1/undo", &[("form-token", &theirs)]).await.expect(403);
    server.anonymous().get("/organizations/a", "text/turtle").await.expect(200);
}
