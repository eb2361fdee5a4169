//! Addresses that lead into the operator's own network, from every place that asks: 0 connections at the canary.
//!
//! The canary listens on all addresses of this machine, and stands for whatever listens there: each spelling of an address
//! of the loopback would reach it. The ranges that no listener can have here (10/8, 169.254, CGNAT…) are rows of
//! `crates/outbound/src/{address,target}.rs`; names that lead inside, and change where they lead, of its `resolver.rs`.
//!
//! Every use of `Outbound`: keys and their owners (`keyring.rs`), `follow`, whom documents concern and what is announced
//! (`errand.rs`), deliveries (`deliver.rs`), webhooks (`webhook/`, with rows in `tests/it/webhooks.rs`), whose a site is (`claim.rs`, with rows in `tests/it/claim.rs`), `import`, `query` of an endpoint, providers of identities (`login/oidc`). The
//! last test counts them, so that a new one is not forgotten. Mail (`claim/mail.rs`) goes to the operator's relay alone,
//! whatever address somebody types: rows of `crates/outbound/src/mail` and `tests/it/claim/mail.rs`.

use super::{ACTIVITY, Rig, client, host, neighbour, posing, put, refused};
use federation::signature::Dialect;
use serde_json::{Value, json};
use std::time::Duration;
use tests::peer::{Correspondent, Host, Page, until};
use tests::{Instance, process};

/// Fedify CVE-2026-50131, CVE-2026-62857, CVE-2026-77632; Lemmy CVE-2025-25194, CVE-2026-33693.
fn addresses(canary: &Host) -> Vec<String> {
    let port = canary.port();
    let hosts = [
        "127.0.0.1",
        "127.1",
        "127.0.0.10",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "127.0.0.1.",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
    ];
    let both = hosts.iter().flat_map(|host| ["http", "https"].map(|scheme| format!("{scheme}://{host}:{port}/")));
    // Each at a path of its own: some are the same host, and what failed is not asked again.
    both.enumerate().map(|(number, address)| format!("{address}actor{number}")).collect()
}

fn runs(arguments: &[&str]) -> bool {
    process::run(crate::PROGRAM, arguments).status.success()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_no_actor_no_source_leads_inside() {
    let rig = Rig::new().await;
    let canary = Host::canary().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let data = rig.instance.data();
    let data = data.to_str().unwrap();
    let before = rig.quiet().await;
    for address in addresses(&canary) {
        let mut request = rig.request(rig.follow(&by).to_string());
        by.sign(&mut request, Some(&format!("{address}#main-key")), None);
        refused(&format!("key {address}"), &by.send(request).await, 401, "bad-signature");
    }
    for address in ["data:application/json,x#k", "file:///etc/passwd#k", "gopher://127.0.0.1/#k", "unix:/run/x#k"] {
        let mut request = rig.request(rig.follow(&by).to_string());
        by.sign(&mut request, Some(address), None);
        refused(&format!("key {address}"), &by.send(request).await, 401, "bad-signature");
    }
    for address in addresses(&canary).iter().chain(&["data:,x".to_owned(), "file:///etc/passwd".to_owned()]) {
        assert!(!runs(&["follow", address, "--data", data]), "follow {address}");
    }
    for address in addresses(&canary).iter().step_by(5) {
        for format in ["turtle", "ldes"] {
            assert!(!runs(&["import", format, address, "--data", data]), "import {format} {address}");
        }
    }
    assert_eq!(rig.written(), before, "nothing is stored");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_redirect_and_no_document_leads_inside() {
    let rig = Rig::new().await;
    let canary = Host::canary().await;
    let target = format!("http://127.0.0.1:{}/actor", canary.port());
    let to = target.clone();
    // Of a host that may be asked: it leads on, names an owner, an inbox, a picture, a context inside.
    let led = Host::start(host(3), move |base, path| match path {
        "/redirect" => Page::redirect(&to),
        "/data" => Page::redirect("data:application/activity+json,{}"),
        "/owned" => Page::activity(&json!({ "id": format!("{base}/owned"), "attributedTo": to })),
        "/key" => Page::activity(&json!({ "id": format!("{base}/key"), "owner": to, "publicKeyPem": "" })),
        _ => Page::status(404),
    })
    .await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let data = rig.instance.data();
    let data = data.to_str().unwrap();
    for path in ["/redirect", "/data", "/owned", "/key"] {
        let mut request = rig.request(rig.follow(&by).to_string());
        by.sign(&mut request, Some(&format!("{}{path}#main-key", led.base())), None);
        refused(path, &by.send(request).await, 401, "bad-signature");
        assert!(!runs(&["follow", &format!("{}{path}", led.base()), "--data", data]), "follow {path}");
    }
    let source = format!("{}/redirect", led.base());
    assert!(!runs(&["import", "turtle", &source, "--data", data, "--allow-host", "127.0.0.3"]));
    assert!(!runs(&["query", "ASK {}", "--endpoint", &source]));

    // An actor whose inbox is inside: nothing is delivered there, and it is no actor at all.
    let inside = |path: &str, change: &dyn Fn(&mut Value)| {
        let id = format!("{}{path}", by.base());
        let mut document = posing(&by, path);
        change(&mut document);
        by.lay(path, 200, ACTIVITY, document.to_string());
        let mut follow = rig.follow(&by);
        follow["actor"] = json!(id);
        let mut request = rig.request(follow.to_string());
        by.sign(&mut request, Some(&format!("{id}#main-key")), None);
        request
    };
    let request = inside("/a", &|document| document["inbox"] = json!(target));
    refused("an inbox inside", &by.send(request).await, 401, "bad-signature");
    let request = inside("/b", &|document| {
        document["endpoints"] = json!({ "sharedInbox": target });
        document["icon"] = json!({ "type": "Image", "url": target });
        document["outbox"] = json!(target);
        document["@context"] = json!([target]);
        document["webfinger"] = json!(format!("me@127.0.0.1:{}", canary.port()));
    });
    assert_eq!(by.send(request).await.status, 202);
    until("it is answered in its own inbox", async || by.received().first().map(drop)).await;
    // And what is in activities.
    let mut create = by.activity("Create", &json!({ "id": target, "type": "Note", "content": "x" }));
    create["@context"] = json!([target, { "@import": target }]);
    assert_eq!(rig.tell(&by, &create).await.status, 202);
    let mut note = json!({ "id": format!("{}/notes/1", by.base()), "type": "Note", "attributedTo": by.actor() });
    note["content"] = json!(format!("<img src=\"{target}\">"));
    (note["inReplyTo"], note["attachment"], note["replies"]) =
        (json!(rig.actor()), json!([{ "type": "Image", "url": target }]), json!(target));
    assert_eq!(rig.tell(&by, &by.activity("Create", &note)).await.status, 202);
    assert_eq!(rig.tell(&by, &by.activity("Announce", &json!(target))).await.status, 202);
    rig.applied().await;
    // What somebody announces who is followed, and what a document of ours names: both are asked for, by themselves.
    let friend = neighbour(4).await;
    rig.begins_to_follow(&friend).await;
    let leads = [target.clone(), format!("{}/redirect", led.base())];
    for address in &leads {
        assert_eq!(rig.tell(&friend, &friend.activity("Announce", &json!(address))).await.status, 202);
    }
    rig.applied().await;
    let [first, second] = &leads;
    let cooperation = format!(
        "@prefix cs: <https://w3id.org/codesocial#> . \
         <> a cs:Cooperation ; cs:name 'x'@fr ; cs:party <{first}>, <{second}> ; cs:ecosystem <{}/owned> .",
        led.base()
    );
    assert_eq!(put(&client(), &rig.instance, "cooperations/x", cooperation).await.unwrap(), 201);
    until("all three are missed", async || rig.peers()["missed"].as_array().filter(|all| all.len() == 3).map(drop))
        .await;
    // JSON-LD that is written here.
    let document = json!({ "@context": target, "@id": "", "name": "x" }).to_string();
    let put = client().put(format!("{}/organizations/x", rig.instance.address())).bearer_auth(rig.instance.token());
    let put = put.header("content-type", "application/ld+json").body(document).send().await.unwrap();
    assert_eq!(put.status(), 422, "docs/API.md, unknown-context");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(canary.connections(), 0);
    assert!(led.connections() > 0, "the way there was gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_provider_leads_inside() {
    let canary = Host::canary().await;
    let inside = format!("http://127.0.0.1:{}", canary.port());
    let keys = inside.clone();
    let provider = Host::start(host(3), move |base, path| match path {
        "/.well-known/openid-configuration" => {
            let metadata = json!({
                "issuer": base,
                "authorization_endpoint": format!("{base}/auth"),
                "token_endpoint": format!("{base}/token"),
                "jwks_uri": format!("{keys}/jwks"),
            });
            Page::of("application/json", metadata.to_string())
        }
        "/led/.well-known/openid-configuration" => Page::redirect(&format!("{keys}/.well-known/openid-configuration")),
        _ => Page::status(404),
    })
    .await;
    let mut instance = Instance::new(crate::PROGRAM);
    let settings = instance.data().join("codesocial.toml");
    let named = |name: &str, issuer: &str| {
        format!("[[providers]]\nname = \"{name}\"\ntitle = \"X\"\nissuer = \"{issuer}\"\nclient-id = \"us\"\n")
    };
    let providers = [
        named("inside", &inside),
        named("keys", provider.base()),
        named("led", &format!("{}/led", provider.base())),
        named("local", &format!("https://localhost:{}", canary.port())),
    ];
    std::fs::write(&settings, providers.concat()).unwrap();
    instance.start_asking(&["127.0.0.3"], &["--config", settings.to_str().unwrap()]);
    for name in ["inside", "keys", "led", "local"] {
        let begun = client().get(format!("{}/login/oidc/{name}", instance.address())).send().await.unwrap();
        assert_eq!(begun.status(), 502, "{name}");
    }
    assert_eq!(canary.connections(), 0);
    assert_eq!(provider.asked().len(), 2, "{:?}", provider.asked());
}

/// A place that asks, and has no row above, is one that nobody thought of.
#[test]
fn every_place_that_asks_has_a_row() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !name.starts_with("outbound") {
                let text = std::fs::read_to_string(&path).unwrap();
                let asks = [
                    "outbound.get(",
                    "outbound.post(",
                    ".fetch_as(",
                    ".fetch_to(",
                    ".fetch_there(",
                    ".post_form(",
                    "outbound.fetch(",
                    ".fetch_within(",
                    "outbound.texts(",
                    "outbound.send_mail(",
                ];
                if asks.iter().any(|asks| text.contains(asks)) {
                    found.push(name);
                }
            }
        }
    }
    found.sort();
    let known = [
        "cli/src/command/query.rs",
        "cli/src/operation/import/changes.rs",
        "cli/src/operation/import/fetching.rs",
        "cli/src/operation/import/follow.rs",
        "federation/src/claim.rs",
        "federation/src/claim/mail.rs",
        "federation/src/deliver.rs",
        "federation/src/keyring.rs",
        "federation/src/webhook/consent.rs",
        "federation/src/webhook/telling.rs",
        "web/src/login/oidc/callback.rs",
        "web/src/login/oidc/provider.rs",
    ];
    assert_eq!(found, known);
}
