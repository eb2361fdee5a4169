//! Whose webhooks are: each account sees and changes its own, an administrator everybody's; with a token, and in a browser.

use http::Method;
use model::{Role, Scope};
use serde_json::{Value, json};
use tests::browser::{between, local, unescaped};
use tests::{Client, Reply};

async fn post(client: &Client, path: &str, order: &Value) -> Reply {
    let headers = [("accept", "application/json"), ("content-type", "application/json")];
    client.send(Method::POST, path, &headers, order.to_string()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sees_their_own_and_an_administrator_everybodys() {
    let server = crate::server().await;
    let (lea, max, admin) =
        (server.contributor("lea@a.example").await, server.contributor("max@a.example").await, server.administrator());
    let order = json!({ "address": "https://carte.example/hook", "container": "organizations" });
    let made = post(&lea, "/webhooks", &order).await;
    assert_eq!(local(made.expect(201).header("location")), "/webhooks/1");
    assert_eq!(made.header("cache-control"), "private, no-store");
    assert!(made.json()["secret"].as_str().unwrap().starts_with("whsec_"));
    let of = async |client: &Client| {
        client.get("/webhooks", "application/json").await.json()["webhooks"].as_array().unwrap().len()
    };
    assert_eq!((of(&lea).await, of(&max).await, of(&admin).await), (1, 0, 1));
    let told = lea.get("/webhooks/1", "application/json").await;
    assert!(told.expect(200).json().get("secret").is_none());
    for (client, status) in [(&max, 404), (&server.anonymous(), 401), (&admin, 200)] {
        client.get("/webhooks/1", "application/json").await.expect(status);
        let headers = [("content-type", "application/merge-patch+json")];
        client.send(Method::PATCH, "/webhooks/1", &headers, r#"{ "label": "x" }"#).await.expect(status);
        client.send(Method::POST, "/webhooks/1/retry", &[], "").await.expect(status);
    }
    let reader = server.registry().issue_token("lea@a.example", vec![Scope::Read]).await.unwrap();
    server.with_token(&reader).get("/webhooks", "application/json").await.expect(403);
    for (order, status, parameter) in [
        (json!({ "address": "https://a.example/", "container": "things" }), 400, "container"),
        (json!({ "address": "https://a.example/", "type": "Section" }), 400, "type"),
        (
            json!({ "address": "https://a.example/", "document": "https://other.example/organizations/a" }),
            400,
            "document",
        ),
        (json!({ "address": "https://a.example/", "shape": "slack" }), 400, "shape"),
        (
            json!({ "address": "https://a.example/", "container": "events", "type": "Event" }),
            400,
            "container, type, document",
        ),
    ] {
        let refused = post(&lea, "/webhooks", &order).await;
        assert_eq!(refused.expect(status).json()["parameter"], parameter, "{order}");
    }
    post(&lea, "/webhooks", &json!({ "address": "https://a.example/", "secret": "mine" })).await.expect(400);
    // What is said anew; null takes away.
    let patch = async |body: Value| {
        let headers = [("content-type", "application/merge-patch+json")];
        lea.send(Method::PATCH, "/webhooks/1", &headers, body.to_string()).await.expect(200).json()
    };
    let changed = patch(json!({ "container": null, "label": "Carte", "shape": "gogocarto" })).await;
    assert_eq!(
        (&changed["container"], &changed["label"], &changed["shape"]),
        (&Value::Null, &json!("Carte"), &json!("gogocarto"))
    );
    let changed = patch(json!({ "document": "/organizations/moulin" })).await;
    assert_eq!(changed["document"], "https://moulin.example/organizations/moulin");
    let changed = patch(json!({ "container": null, "type": null })).await;
    assert_eq!(changed["document"], "https://moulin.example/organizations/moulin", "it is about neither");
    let changed = patch(json!({ "document": null })).await;
    assert_eq!(changed["document"], Value::Null);
    for name in ["address", "shape", "state"] {
        let headers = [("content-type", "application/merge-patch+json")];
        let refused = lea.send(Method::PATCH, "/webhooks/1", &headers, json!({ name: null }).to_string()).await;
        assert_eq!(refused.expect(400).json()["parameter"], name, "no webhook is without");
    }

    max.send(Method::DELETE, "/webhooks/1", &[], "").await.expect(404);
    lea.send(Method::DELETE, "/webhooks/1", &[], "").await.expect(204);
    lea.send(Method::DELETE, "/webhooks/1", &[], "").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_so_many_and_none_once_it_is_erased() {
    let server = crate::server().await;
    let (lea, registry) = (server.contributor("lea@a.example").await, server.registry());
    let mut refused = None;
    for number in 0..40 {
        // Attempts are counted, too: whoever has that many waits.
        server.clock().advance(jiff::SignedDuration::from_mins(16));
        let order = json!({ "address": format!("https://carte.example/{number}") });
        let reply = post(&lea, "/webhooks", &order).await;
        if reply.status != 201 {
            refused = Some((number, reply));
            break;
        }
    }
    let (number, reply) = refused.unwrap();
    assert_eq!((number, &reply.expect(409).json()["limit"]), (20, &json!(20)));
    let operator = registry.operator();
    let account = registry.account_of(&operator, "lea@a.example").await.unwrap();
    registry.erase_account(&operator, account, registry::account::Content::Kept).await.unwrap();
    let left = server.administrator().get("/webhooks", "application/json").await;
    assert_eq!(left.expect(200).json()["webhooks"], json!([]));
    let folder = crate::erasure::in_files(server.folder(), "carte.example");
    assert_eq!(folder, Vec::<String>::new(), "no byte of it is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_browser_from_the_account_to_the_end() {
    let server = crate::server().await;
    let lea = server.signed_in("lea@a.example", Role::Reader).await;
    assert!(lea.open("/account").await.expect(200).text().contains("/webhooks"));
    let stranger = server.browser();
    assert!(local(stranger.open("/webhooks").await.expect(303).header("location")).starts_with("/login?next="));
    let fields = [
        ("address", "https://carte.example/hook"),
        ("label", "La <carte>"),
        ("container", "organizations"),
        ("shape", "gogocarto"),
    ];
    let page = lea.fill_in("/webhooks?lang=en", "/webhooks?lang=en", &fields).await;
    let text = unescaped(page.expect(200).text());
    assert!(between(&text, "<code id=\"new-secret\">", "</code>").starts_with("whsec_"), "{text}");
    for words in ["La <carte>", "Not confirmed yet", "GoGoCarto", "lea@a.example"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let page = lea.open("/webhooks?lang=fr").await;
    let text = unescaped(page.expect(200).text());
    assert!(!text.contains("whsec_") && text.contains("Pas encore confirmée"), "{text}");
    let refused = lea.fill_in("/webhooks?lang=en", "/webhooks?lang=en", &[("address", "http://10.0.0.1/")]).await;
    let text = unescaped(refused.expect(422).text());
    assert!(text.contains("http://10.0.0.1/") && text.contains("not on the public internet"), "{text}");
    let decided = async |what: &str| {
        let led = lea.fill_in("/webhooks/1?lang=en", "/webhooks/1", &[("do", what)]).await;
        local(led.expect(303).header("location")).to_owned()
    };
    assert_eq!(decided("pause").await, "/webhooks/1?done=webhook-paused");
    assert!(lea.open("/webhooks/1?lang=en").await.text().contains("Paused"));
    assert_eq!(decided("resume").await, "/webhooks/1?done=webhook-resumed");
    let led = lea.fill_in("/webhooks/1?lang=en", "/webhooks/1/retry", &[]).await;
    assert_eq!(local(led.expect(303).header("location")), "/webhooks/1?done=webhook-resumed");
    // A form of another site, and one without its proof.
    lea.submit("/webhooks/1", &[("do", "remove")]).await.expect(403);
    let foreign = [("sec-fetch-site", "cross-site")];
    lea.submit_with("/webhooks", &[("address", "https://carte.example/")], &foreign).await.expect(403);
    assert_eq!(decided("remove").await, "/webhooks?done=webhook-removed");
    lea.open("/webhooks/1").await.expect(404);
}
