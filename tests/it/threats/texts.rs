//! What others write is never run: not as a context, not as HTML.

use super::{ACTIVITY, Rig, client, exact, host, neighbour, put, refused};
use federation::signature::Dialect;
use serde_json::{Value, json};
use tests::peer::{Correspondent, Host};

/// The `@context` of an activity is not asked what its words mean, and that of a document that is written here must be ours.
#[tokio::test(flavor = "multi_thread")]
async fn contexts_are_pinned() {
    let rig = Rig::new().await;
    let canary = Host::canary().await;
    let by = Correspondent::start_at(host(2), Dialect::Rfc9421).await;
    let victim = Correspondent::start_at(host(3), Dialect::Rfc9421).await;
    let remote = format!("{}/context", canary.base());
    for context in [
        json!(remote),
        json!([remote, { "@import": remote }]),
        json!({ "@base": remote, "actor": "as:object" }),
        json!({ "Follow": "as:Undo", "id": "@type", "type": "@id" }),
        json!({ "a": { "@id": "as:actor", "@context": { "@context": { "@context": remote } } } }),
        Value::Null,
    ] {
        let mut follow = rig.follow(&by);
        follow["@context"] = context.clone();
        // What `actor` would be if anybody asked the context.
        follow["a"] = json!(victim.actor());
        assert_eq!(rig.tell(&by, &follow).await.status, 202, "{context}");
    }
    rig.applied().await;
    let peers = rig.peers();
    assert_eq!(
        (peers["followers"].as_array().unwrap().len(), &peers["followers"][0]["actor"]),
        (1, &json!(by.actor()))
    );
    // Here contexts that are not pinned are refused, as docs/API.md says (`unknown-context`).
    for document in [
        json!({ "@context": remote, "@id": "", "name": "x" }),
        json!({ "@context": { "@import": remote, "@version": 1.1 }, "@id": "", "name": "x" }),
        json!({ "@context": { "x": { "@id": "https://a.example/x", "@context": remote } }, "@id": "", "x": { "y": 1 } }),
    ] {
        let put = client().put(format!("{}/organizations/x", rig.instance.address())).bearer_auth(rig.instance.token());
        let put = put.header("content-type", "application/ld+json").body(document.to_string()).send().await.unwrap();
        let (status, told) = (put.status(), put.text().await.unwrap());
        assert!(status == 422 && told.contains("unknown-context"), "{document}: {status} {told}");
    }
    assert_eq!((canary.connections(), rig.names(rig.instance.base()).len()), (0, 0));
}

/// Text that would be a script where it is not text.
const SCRIPTS: [&str; 4] = [
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "</title><a href=javascript:alert(1)>x</a>",
];

/// On the way out: in pages under a policy that runs nothing, in activities as escaped text. What is cleaned of the HTML of
/// others: `crates/federation/src/object/clean.rs`.
#[tokio::test(flavor = "multi_thread")]
async fn scripts_are_text() {
    let rig = Rig::new().await;
    let http = client();
    for (number, script) in SCRIPTS.iter().enumerate() {
        let path = format!("organizations/o{number}");
        let turtle = format!(
            "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:Organization ; cs:audience cs:Public ; \
             cs:name \"{script}\"@fr ; cs:summary \"{script}\"@fr ."
        );
        assert_eq!(put(&http, &rig.instance, &path, turtle).await.unwrap(), 201, "{script}");
        let address = format!("{}/{path}", rig.instance.address());
        for (accept, media_type) in [("text/html", "text/html"), (ACTIVITY, ACTIVITY)] {
            let shown = http.get(&address).header("accept", accept).send().await.unwrap();
            assert_eq!(shown.status(), 200, "{script} {accept}");
            assert!(shown.headers()["content-type"].to_str().unwrap().starts_with(media_type));
            let policy = shown.headers().get("content-security-policy").and_then(|policy| policy.to_str().ok());
            let policy = policy.unwrap_or_default().to_owned();
            assert_eq!(shown.headers()["x-content-type-options"], "nosniff", "{script} {accept}");
            let text = shown.text().await.unwrap();
            if media_type == "text/html" {
                assert!(!policy.contains("unsafe-inline") && policy.contains("default-src"), "{policy}");
                assert!(text.contains("alert(1)") && !text.contains(script), "{text}");
            } else {
                let object: Value = serde_json::from_str(&text).unwrap();
                let summary = object["summary"].as_str().unwrap();
                assert!(!summary.contains(script) && summary.contains("&lt;"), "{summary}");
            }
        }
    }
}

/// On the way in: a document of another instance may say whatever text may say; an address that is none of the web is no
/// document's, and what is not of the document is refused whole.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_says_what_a_document_may() {
    let rig = Rig::new().await;
    let owner = neighbour(2).await;
    rig.begins_to_follow(&owner).await;
    let create = owner.activity("Create", &exact(&owner, "organizations/a", SCRIPTS[0], 5, "Public"));
    assert_eq!(rig.tell(&owner, &create).await.status, 202);
    rig.applied().await;
    assert_eq!(rig.names(owner.base()).len(), 1);
    let page = format!("{}/sparql", rig.instance.address());
    let asked = "SELECT ?name { GRAPH ?g { ?g <https://w3id.org/codesocial#name> ?name } }";
    let shown = client()
        .post(page)
        .header("content-type", "application/sparql-query")
        .header("accept", "text/html")
        .body(asked)
        .send()
        .await
        .unwrap();
    assert_eq!(shown.status(), 200);
    let shown = shown.text().await.unwrap();
    assert!(shown.contains("alert(1)") && !shown.contains(SCRIPTS[0]), "{shown}");
    // A picture that is a script: the document waits in quarantine, or is refused; it is not shown.
    let mut object = exact(&owner, "organizations/b", "B", 6, "Public");
    let canonical = object["cs:exact"]["cs:canonical"].as_str().unwrap().to_owned();
    let iri = format!("{}/organizations/b", owner.base());
    object["cs:exact"]["cs:canonical"] =
        json!(format!("{canonical}<{iri}> <https://w3id.org/codesocial#url> <javascript:alert(1)> .\n"));
    let answer = rig.tell(&owner, &owner.activity("Create", &object)).await;
    assert_eq!(answer.status, 202);
    rig.applied().await;
    assert_eq!((rig.names(owner.base()).len(), rig.received("quarantined")), (1, 1), "its hash is another");
    // An activity whose addresses are none of the web.
    let mut follow = rig.follow(&owner);
    follow["object"] = json!("javascript:alert(1)");
    refused("javascript:", &rig.tell(&owner, &follow).await, 422, "not-an-activity");
}
