//! Addresses that are told what changed: asked first, in order, signed, again until it arrives; nothing that is closed, and
//! nothing inside.

mod owners; // whose they are: accounts, tokens, pages

use super::federation::{client, command, delete, organisation, put};
use http::Method;
use model::ports::Clock;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tests::peer::receiver::Consent;
use tests::peer::{Host, Receiver, Told, until};
use tests::{Instance, process};

const PREFIX: &str = "@prefix cs: <https://w3id.org/codesocial#> .";

/// An instance that may tell the loopback.
fn instance() -> Instance {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    instance
}

/// A request about webhooks, in the administrator's name; status and answer.
async fn ask(instance: &Instance, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = client().request(method, format!("{}{path}", instance.address())).bearer_auth(instance.token());
    let request = request.header("accept", "application/json");
    let request = if body.is_null() {
        request
    } else {
        request.header("content-type", "application/json").body(body.to_string())
    };
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}

/// A webhook of this order; its number and its secret.
async fn made(instance: &Instance, order: Value) -> (u64, String) {
    let (status, made) = ask(instance, Method::POST, "/webhooks", &order).await;
    assert_eq!(status, 201, "{made}");
    (made["id"].as_u64().unwrap(), made["secret"].as_str().unwrap().to_owned())
}

async fn shown(instance: &Instance, number: u64) -> Value {
    let (status, shown) = ask(instance, Method::GET, &format!("/webhooks/{number}"), &Value::Null).await;
    assert_eq!(status, 200, "{shown}");
    shown
}

async fn becomes(instance: &Instance, number: u64, state: &str) -> Value {
    until(state, async || Some(shown(instance, number).await).filter(|hook| hook["state"] == state)).await
}

async fn write(instance: &Instance, path: &str, name: &str, audience: &str) {
    let status = put(&client(), instance, path, organisation(name, audience)).await.unwrap();
    assert!(status < 300, "{path}: {status}");
}

/// What a message says, in a line: what happened to what.
fn line(told: &Told) -> String {
    let address = told.body["data"]["address"].as_str().unwrap_or_default();
    let path = address.splitn(4, '/').nth(3).unwrap_or_default();
    format!("{} {path}", told.body["type"].as_str().unwrap_or_default().trim_start_matches("document."))
}

/// What was taken, once it is so many.
async fn taken(receiver: &Receiver, count: usize) -> Vec<Told> {
    until(&format!("{count} messages are taken"), async || Some(receiver.taken()).filter(|all| all.len() >= count))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_asked_then_told_in_order_and_signed() {
    let (receiver, instance) = (Receiver::start().await, instance());
    write(&instance, "organizations/before", "Avant", "Public").await;
    let (number, secret) = made(&instance, json!({ "address": receiver.address(), "label": "La carte" })).await;
    becomes(&instance, number, "active").await;
    let question = receiver.questions().remove(0);
    let feed = format!("{}feed", instance.base());
    assert_eq!(
        (question["key"].as_str(), question["hub.mode"].as_str(), &question["hub.topic"]),
        ("a", "subscribe", &feed)
    );
    assert_eq!(receiver.told().len(), 0, "what was there before is not told");

    write(&instance, "organizations/a", "Un", "Public").await;
    write(&instance, "organizations/b", "Deux", "Public").await;
    write(&instance, "organizations/a", "Un de plus", "Public").await;
    assert_eq!(delete(&client(), &instance, "organizations/b").await.unwrap(), 204);
    let told = until("the end is told", async || {
        let is_end = |told: &Told| line(told) == "deleted organizations/b";
        Some(receiver.taken()).filter(|all| all.last().is_some_and(is_end))
    })
    .await;
    let lines: Vec<String> = told.iter().map(line).collect();
    // What had changed again before it was told is told as it was, as feeds do; what is gone is gone.
    let expected =
        ["created organizations/a", "created organizations/b", "updated organizations/a", "deleted organizations/b"];
    let without_the_gone: Vec<&str> = expected.iter().copied().filter(|line| *line != expected[1]).collect();
    assert!(lines == expected || lines == without_the_gone, "{lines:?}");
    let ids: BTreeSet<&str> = told.iter().map(|told| told.id.as_str()).collect();
    assert_eq!(ids.len(), told.len());
    for told in &told {
        assert!(told.is_signed_with(&secret), "{told:?}");
        assert!(!told.is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "of another secret");
    }
    let first = &told[0].body["data"];
    assert!(first["document"]["@context"].is_string() && first["document"].to_string().contains("Un"), "{first}");
    assert!(first["sequence"].as_u64().is_some_and(|sequence| sequence > 1), "{first}");
    let last = &told[told.len() - 1].body;
    assert!(last["data"].get("document").is_none(), "of what is gone nothing is told: {last}");

    let hook = until("all has arrived", async || {
        Some(shown(&instance, number).await).filter(|hook| hook["told"] == hook["last"])
    })
    .await;
    assert_eq!((&hook["attempts"], &hook["failure"], hook.get("secret")), (&json!(0), &Value::Null, None), "{hook}");
    let kinds: Vec<&str> =
        hook["deliveries"].as_array().unwrap().iter().map(|sent| sent["kind"].as_str().unwrap()).collect();
    assert_eq!((kinds[0], kinds[kinds.len() - 1]), ("deleted", "consent"), "the latest first: {hook}");
    assert!(hook["deliveries"].as_array().unwrap().iter().all(|sent| sent["why"].is_null()), "{hook}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_consent_is_told_nothing() {
    let (receiver, instance) = (Receiver::start().await, instance());
    receiver.consents(Consent::Reflected);
    let (number, _) = made(&instance, json!({ "address": receiver.address() })).await;
    write(&instance, "organizations/a", "Un", "Public").await;
    let asked = until("it was asked again", async || Some(receiver.questions()).filter(|asked| asked.len() > 1)).await;
    assert_ne!(asked[0]["hub.challenge"], asked[1]["hub.challenge"], "a word that was told once is known");
    let hook = shown(&instance, number).await;
    assert_eq!(hook["state"], "unconfirmed", "{hook}");
    assert!(hook["failure"].as_str().unwrap().contains("not repeated"), "{hook}");
    assert!(hook["next"].is_string(), "{hook}");
    // One that is led elsewhere would be told nothing there: messages follow no redirect.
    receiver.consents(Consent::Redirected);
    let (status, _) = ask(&instance, Method::POST, &format!("/webhooks/{number}/retry"), &Value::Null).await;
    assert_eq!(status, 200);
    let hook = until("it was led elsewhere", async || {
        Some(shown(&instance, number).await)
            .filter(|hook| hook["failure"].as_str().is_some_and(|why| why.starts_with("308")))
    })
    .await;
    assert_eq!(hook["state"], "unconfirmed", "{hook}");
    receiver.consents(Consent::No);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(receiver.told().len(), 0);
    // Once it does, it is told what came since it was made.
    receiver.consents(Consent::Yes);
    let (status, _) = ask(&instance, Method::POST, &format!("/webhooks/{number}/retry"), &Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(line(&taken(&receiver, 1).await[0]), "created organizations/a");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_arrive_is_sent_again_under_the_same_id_and_nothing_before_it() {
    let (receiver, mut instance) = (Receiver::start().await, instance());
    let (number, secret) = made(&instance, json!({ "address": receiver.address() })).await;
    becomes(&instance, number, "active").await;
    receiver.answers(&[(503, None), (404, None), (422, None)]);
    for name in ["a", "b", "c"] {
        write(&instance, &format!("organizations/{name}"), name, "Public").await;
    }
    let failing = until("it fails", async || {
        Some(shown(&instance, number).await).filter(|hook| hook["attempts"].as_u64() > Some(0))
    })
    .await;
    let why = failing["failure"].as_str().unwrap();
    assert!(["503", "404", "422"].contains(&why), "{failing}");
    assert!(failing["next"].is_string() && failing["failing"].is_string(), "{failing}");
    let told = taken(&receiver, 3).await;
    let lines: Vec<String> = told.iter().map(line).collect();
    assert_eq!(lines, ["created organizations/a", "created organizations/b", "created organizations/c"]);
    let all = receiver.told();
    assert!(all[..4].iter().all(|told| told.id == all[0].id && told.is_signed_with(&secret)), "{all:?}");
    let sent = until("it is written down", async || {
        let hook = shown(&instance, number).await;
        hook["deliveries"].as_array().unwrap().iter().find(|sent| sent["attempts"] == 4).cloned()
    })
    .await;
    assert_eq!((&sent["status"], &sent["why"]), (&json!(204), &Value::Null), "{sent}");

    // It is not asked again before it said.
    receiver.answers(&[(429, Some("600"))]);
    write(&instance, "organizations/d", "d", "Public").await;
    let later = until("it wants to be left alone", async || {
        Some(shown(&instance, number).await)
            .filter(|hook| hook["failure"].as_str().is_some_and(|why| why.starts_with("429")))
    })
    .await;
    let next: jiff::Timestamp = later["next"].as_str().unwrap().parse().unwrap();
    assert!(next.duration_since(cli::parts::SystemClock.now()).as_secs() > 500, "{later}");

    // Killed and started again, it goes on from there, and by hand at once.
    instance.kill();
    instance.start();
    let retried = command(&instance, &["webhooks", "retry", &number.to_string()]);
    assert!(retried.contains(receiver.address()), "{retried}");
    let told = taken(&receiver, 4).await;
    assert_eq!((told.len(), line(&told[3]).as_str()), (4, "created organizations/d"));

    // Nobody is there any more.
    receiver.always(410);
    write(&instance, "organizations/e", "e", "Public").await;
    becomes(&instance, number, "ended").await;
    write(&instance, "organizations/f", "f", "Public").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(receiver.told().iter().filter(|told| told.status == 410).count(), 1);
    // Somebody is again: they are asked first, and told all that they missed.
    receiver.always(204);
    let questions = receiver.questions().len();
    command(&instance, &["webhooks", "retry", &number.to_string()]);
    let told = taken(&receiver, 6).await;
    let lines: Vec<String> = told[4..].iter().map(line).collect();
    assert_eq!(lines, ["created organizations/e", "created organizations/f"]);
    assert_eq!(receiver.questions().len(), questions + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_time_it_loses_nothing_and_keeps_the_order() {
    let (receiver, mut instance) = (Receiver::start().await, instance());
    let (number, _) = made(&instance, json!({ "address": receiver.address() })).await;
    becomes(&instance, number, "active").await;
    let mut expected = Vec::new();
    for round in 0..4 {
        for one in 0..5 {
            let path = format!("organizations/r{round}-{one}");
            write(&instance, &path, &path, "Public").await;
            expected.push(format!("created {path}"));
        }
        instance.kill();
        instance.start();
    }
    let is_last = |told: &Told| line(told) == expected[19];
    until("the last one is there", async || receiver.taken().iter().any(is_last).then_some(())).await;
    // Whoever was killed may say something again, under the same id; nothing is left out, and nothing comes late.
    let mut known = Vec::new();
    let mut first = Vec::new();
    for told in receiver.taken() {
        if !known.contains(&told.id) {
            known.push(told.id.clone());
            first.push(line(&told));
        }
    }
    assert_eq!(first, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_is_never_told() {
    let (receiver, maps, instance) = (Receiver::start().await, Receiver::start().await, instance());
    let (number, _) = made(&instance, json!({ "address": receiver.address() })).await;
    let (map, _) = made(&instance, json!({ "address": maps.address(), "shape": "gogocarto" })).await;
    becomes(&instance, number, "active").await;
    becomes(&instance, map, "active").await;
    write(&instance, "organizations/own", "Xyzzyown", "Private").await;
    write(&instance, "organizations/members", "Xyzzymembers", "Members").await;
    write(&instance, "organizations/network", "Xyzzynetwork", "Network").await;
    let http = client();
    let organization =
        format!("{PREFIX} <> a cs:Organization ; cs:name 'Moulin'@fr ; cs:contact <../annexes/moulin> .");
    assert_eq!(put(&http, &instance, "organizations/moulin", organization).await.unwrap(), 201);
    let contact = |audience: &str| {
        format!(
            "{PREFIX} <> a cs:Contact ; cs:annexOf <../organizations/moulin> ; cs:name 'Moulin'@fr ; \
             cs:email 'xyzzy@moulin.example' ; cs:audience cs:{audience} ."
        )
    };
    assert_eq!(put(&http, &instance, "annexes/moulin", contact("Members")).await.unwrap(), 201);
    // Closed while nobody could be told of it.
    for path in [number, map] {
        let paused = ask(&instance, Method::PATCH, &format!("/webhooks/{path}"), &json!({ "state": "paused" })).await;
        assert_eq!((paused.0, &paused.1["state"]), (200, &json!("paused")));
    }
    write(&instance, "organizations/shut", "Xyzzyshut", "Public").await;
    write(&instance, "organizations/shut", "Xyzzyshut", "Private").await;
    write(&instance, "organizations/erased", "Xyzzyerased", "Public").await;
    command(&instance, &["erase", "organizations/erased", "--yes"]);
    write(&instance, "organizations/last", "Dernier", "Public").await;
    for path in [number, map] {
        let active = ask(&instance, Method::PATCH, &format!("/webhooks/{path}"), &json!({ "state": "active" })).await;
        assert_eq!((active.0, &active.1["state"]), (200, &json!("active")));
    }
    until("the last one is told", async || {
        let lines: Vec<String> = receiver.taken().iter().map(line).collect();
        let on_the_map = maps.taken().iter().any(|told| told.body["data"]["id"] == "organizations-last");
        (lines.last().is_some_and(|line| line.ends_with("organizations/last")) && on_the_map).then_some(())
    })
    .await;
    let lines: Vec<String> = receiver.taken().iter().map(line).collect();
    let expected = [
        "created organizations/moulin",
        "deleted organizations/shut",
        "deleted organizations/erased",
        "created organizations/last",
    ];
    assert_eq!(lines, expected);
    let all = receiver.told().into_iter().chain(maps.told());
    for told in all {
        assert!(!told.body.to_string().to_lowercase().contains("xyzzy"), "{}", told.body);
    }
    // Contact details that are opened are told to maps with whom they are of; closed again, no more.
    assert!(put(&http, &instance, "annexes/moulin", contact("Public")).await.unwrap() < 300);
    let edited = async |with: bool| {
        until(&format!("with contact details: {with}"), async || {
            let last = maps.taken().pop()?.body;
            let is_told = last.to_string().contains("xyzzy@moulin.example");
            (last["data"]["id"] == "organizations-moulin" && is_told == with).then_some(last)
        })
        .await
    };
    assert_eq!(edited(true).await["action"], "edit");
    assert!(put(&http, &instance, "annexes/moulin", contact("Members")).await.unwrap() < 300);
    assert_eq!(edited(false).await["action"], "edit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_is_told_as_maps_tell_each_other() {
    let (receiver, instance) = (Receiver::start().await, instance());
    let order = json!({ "address": receiver.address(), "shape": "gogocarto", "container": "organizations" });
    let (number, _) = made(&instance, order).await;
    becomes(&instance, number, "active").await;
    write(&instance, "organizations/moulin", "Le Moulin", "Public").await;
    taken(&receiver, 1).await;
    // Not on the map that was asked for, or on none at all.
    let place = format!("{PREFIX} <> a cs:Place ; cs:name 'Four'@fr .");
    assert_eq!(put(&client(), &instance, "places/four", place).await.unwrap(), 201);
    let person = format!("{PREFIX} <> a cs:Person ; cs:name 'Léa'@fr ; cs:audience cs:Public .");
    assert_eq!(put(&client(), &instance, "people/lea", person).await.unwrap(), 201);
    write(&instance, "organizations/moulin", "Le Moulin neuf", "Public").await;
    taken(&receiver, 2).await;
    assert_eq!(delete(&client(), &instance, "organizations/moulin").await.unwrap(), 204);
    let told = taken(&receiver, 3).await;
    let actions: Vec<&str> = told.iter().map(|told| told.body["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["add", "edit", "delete"]);
    let facade = format!("{}organizations/moulin", instance.base());
    for told in &told {
        assert_eq!(told.body["data"]["id"], "organizations-moulin", "{}", told.body);
        assert_eq!(told.body["user"], "Moulin", "nobody's name is told");
        assert!(told.body["text"].as_str().unwrap().contains(&facade), "{}", told.body);
    }
    assert_eq!((&told[1].body["data"]["name"], &told[1].body["link"]), (&json!("Le Moulin neuf"), &json!(facade)));
    for field in ["geo", "address", "createdAt", "updatedAt", "status", "categories", "categoriesFull"] {
        assert!(told[0].body["data"].get(field).is_some(), "{field}: {}", told[0].body);
    }
    assert_eq!(told[2].body["data"], json!({ "id": "organizations-moulin" }), "of what is gone nothing else is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_it_is_about() {
    let [of_type, of_one, of_all] = [Receiver::start().await, Receiver::start().await, Receiver::start().await];
    let instance = instance();
    let moulin = format!("{}organizations/moulin", instance.base());
    write(&instance, "organizations/moulin", "Moulin", "Public").await;
    for order in [
        json!({ "address": of_type.address(), "type": "cs:Place" }),
        json!({ "address": of_one.address(), "document": moulin }),
        // From the beginning.
        json!({ "address": of_all.address(), "after": 0 }),
    ] {
        let (number, _) = made(&instance, order).await;
        becomes(&instance, number, "active").await;
    }
    write(&instance, "organizations/autre", "Autre", "Public").await;
    let place = format!("{PREFIX} <> a cs:Place ; cs:name 'Four'@fr .");
    assert_eq!(put(&client(), &instance, "places/four", place).await.unwrap(), 201);
    write(&instance, "organizations/moulin", "Moulin neuf", "Public").await;
    let lines = |told: Vec<Told>| told.iter().map(line).collect::<Vec<_>>();
    let all = [
        "created organizations/moulin",
        "created organizations/autre",
        "created places/four",
        "updated organizations/moulin",
    ];
    assert_eq!(lines(taken(&of_all, 4).await), all);
    assert_eq!(lines(taken(&of_type, 1).await), ["created places/four"]);
    assert_eq!(lines(taken(&of_one, 1).await), ["updated organizations/moulin"]);
}

/// What is not public is not told, however it is written; and a name that leads inside is found out when it is asked.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_leads_inside() {
    let canary = Host::canary().await;
    let mut instance = Instance::new(super::PROGRAM);
    instance.start_asking(&[], &[]);
    let port = canary.port();
    for address in [
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://[::1]:{port}/"),
        "https://10.0.0.1/".to_owned(),
        "https://169.254.169.254/latest".to_owned(),
        "http://carte.example/hook".to_owned(),
        "https://u:p@carte.example/".to_owned(),
        "ftp://carte.example/".to_owned(),
        "carte.example".to_owned(),
        String::new(),
    ] {
        let (status, refused) = ask(&instance, Method::POST, "/webhooks", &json!({ "address": address })).await;
        assert_eq!(status, 422, "{address}: {refused}");
        assert!(refused["type"].as_str().unwrap().ends_with("/unusable-webhook"), "{address}: {refused}");
    }
    let (number, _) = made(&instance, json!({ "address": format!("https://localhost:{port}/hook") })).await;
    let hook = until("it was tried", async || {
        Some(shown(&instance, number).await).filter(|hook| hook["attempts"].as_u64() > Some(0))
    })
    .await;
    assert_eq!(hook["failure"], "the host is not public, or does not answer", "not where its name leads");
    let refused =
        ask(&instance, Method::PATCH, &format!("/webhooks/{number}"), &json!({ "address": "https://10.0.0.1/" })).await;
    assert_eq!(refused.0, 422, "{}", refused.1);
    let arguments = ["webhooks", "add", "http://10.0.0.1/", "--account", "a@a.example", "--lang", "en", "--data"];
    let data = instance.data();
    let done = process::run(super::PROGRAM, &[&arguments[..], &[data.to_str().unwrap()]].concat());
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("10.0.0.1"), "{done:?}");
    assert_eq!(canary.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_blocked_is_not_told_until_they_are_not() {
    let (receiver, instance) = (Receiver::start().await, instance());
    let (number, _) = made(&instance, json!({ "address": receiver.address() })).await;
    becomes(&instance, number, "active").await;
    command(&instance, &["block", "127.0.0.1"]);
    write(&instance, "organizations/a", "Un", "Public").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(receiver.told().len(), 0);
    let hook = shown(&instance, number).await;
    assert_eq!((&hook["blocked"], &hook["attempts"]), (&json!(true), &json!(0)), "{hook}");
    let (status, refused) = ask(&instance, Method::POST, "/webhooks", &json!({ "address": receiver.address() })).await;
    assert_eq!((status, &refused["reason"]), (422, &json!("blocked")), "{refused}");
    command(&instance, &["block", "127.0.0.1", "--undo"]);
    assert_eq!(line(&taken(&receiver, 1).await[0]), "created organizations/a");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_how_it_stands() {
    let (receiver, instance) = (Receiver::start().await, instance());
    assert!(command(&instance, &["webhooks"]).contains("No address"));
    let add = ["webhooks", "add", receiver.address(), "--account", "a@a.example", "--type", "Organization", "--json"];
    let made: Value = serde_json::from_str(&command(&instance, &add)).unwrap();
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"), "{made}");
    assert_eq!((&made["account"], &made["id"]), (&json!("a@a.example"), &json!(1)));
    write(&instance, "organizations/a", "Un", "Public").await;
    assert!(taken(&receiver, 1).await[0].is_signed_with(made["secret"].as_str().unwrap()));
    let listed: Value = serde_json::from_str(&command(&instance, &["webhooks", "--json"])).unwrap();
    assert_eq!((&listed[0]["address"], listed[0].get("secret")), (&json!(receiver.address()), None), "{listed}");
    let said = until("it is written down", async || {
        Some(command(&instance, &["webhooks", "1"])).filter(|said| said.contains("organizations/a"))
    })
    .await;
    assert!(said.contains("arrived (204)"), "{said}");
    command(&instance, &["webhooks", "remove", "1"]);
    assert_eq!(command(&instance, &["webhooks", "--json"]).trim(), "[]");
    write(&instance, "organizations/b", "Deux", "Public").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(receiver.told().len(), 1);
}
