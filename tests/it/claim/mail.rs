//! Claims by mail: a code that goes to an address at the site of the sheet, through a relay of others (aiosmtpd).

use super::{CLAIM, DOCUMENT, LEA, is_actor, state, told};
use http::Method;
use jiff::SignedDuration;
use model::Role;
use serde_json::{Value, json};
use tests::browser::{local, unescaped};
use tests::peer::mail_relay::Letter;
use tests::peer::{MailRelay, until};
use tests::{Client, Instance, Reply, Server};

const MAIL: &str = "/organizations/forge/claim/mail";
const CODE: &str = "/organizations/forge/claim/code";
const CONTACT: &str = "contact@forge.example";

/// An instance that was told of a forge, and sends its mail through this relay until the rest is dropped.
async fn server_at(relay: &MailRelay) -> (Server, std::sync::Arc<federation::Federation>) {
    let mut server = crate::server().await;
    let federation = server.mails_through(relay.relay());
    told(&server, "La Forge", "https://www.forge.example/").await;
    (server, federation)
}

async fn send(client: &Client, path: &str, field: &str, value: &str) -> Reply {
    let headers = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded")];
    let body = format!("{field}={}", tests::client::url_encoded(value));
    client.send(Method::POST, path, &headers, body).await
}

/// The letters that a relay has, once there are so many.
async fn letters(relay: &MailRelay, count: usize) -> Vec<Letter> {
    until("a letter", async || Some(relay.letters()).filter(|letters| letters.len() >= count)).await
}

/// The code in a letter: a line of its own.
fn code(letter: &Letter) -> String {
    let is_code = |line: &&str| {
        line.len() == 14 && line.split('-').count() == 3 && line.bytes().all(|c| c == b'-' || c.is_ascii_alphanumeric())
    };
    let codes: Vec<&str> = letter.text.lines().map(str::trim).filter(is_code).collect();
    assert_eq!(codes.len(), 2, "once in each language: {}", letter.text);
    assert_eq!(codes[0], codes[1]);
    codes[0].to_owned()
}

fn named(problem: &Value) -> &str {
    problem["type"].as_str().unwrap().rsplit('/').next().unwrap()
}

async fn mailed(client: &Client) -> Value {
    client.get(CLAIM, "application/json").await.expect(200).json()["mailed"].clone()
}

/// Waits until it is said so of the code that was asked for.
async fn until_mailed(client: &Client, is: &str) {
    until(is, async || (mailed(client).await["state"] == is).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_relay_is_set_up_mail_is_no_way() {
    let server = crate::server().await;
    told(&server, "La Forge", "https://www.forge.example/").await;
    let lea = server.contributor(LEA).await;
    let ways = lea.get(CLAIM, "application/json").await.expect(200).json()["ways"].clone();
    assert!(ways.as_array().unwrap().iter().all(|way| way["way"] != "mail"), "{ways}");
    let page = lea.get(CLAIM, "text/html").await;
    assert!(!page.expect(200).text().contains("claim/mail") && page.text().contains("courriel"), "{}", page.text());
    assert_eq!(named(&send(&lea, MAIL, "to", CONTACT).await.expect(409).json()), "no-mail");
    assert_eq!(named(&send(&lea, CODE, "code", "ABCD").await.expect(409).json()), "no-code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_went_to_the_site_proves_it_and_the_document_is_an_actor() {
    let Some(relay) = MailRelay::start(crate::PROGRAM).await else { return };
    let (server, _federation) = server_at(&relay).await;
    let (lea, max) = (server.contributor(LEA).await, server.contributor("max@forge.example").await);
    let ways = lea.get(CLAIM, "application/json").await.expect(200).json()["ways"].clone();
    assert_eq!(ways.as_array().unwrap().last().unwrap(), &json!({ "way": "mail", "place": "forge.example" }));
    let asked = send(&lea, MAIL, "to", " Contact@FORGE.example ").await.expect(202).json();
    assert_eq!((&asked["to"], asked["until"].is_string()), (&json!("Contact@forge.example"), true), "{asked}");

    let letter = letters(&relay, 1).await.remove(0);
    assert_eq!(
        (letter.from.as_str(), &letter.to),
        ("no-reply@moulin.example", &vec!["Contact@forge.example".to_owned()])
    );
    assert_eq!(letter.header["Auto-Submitted"], "auto-generated");
    let page = "https://moulin.example/organizations/forge/claim";
    for part in ["Bonjour", "Hello", LEA, page, "Le Moulin"] {
        assert!(letter.text.contains(part), "{part} in {}", letter.text);
    }
    assert!(letter.subject.contains("reprendre") && letter.subject.contains("take over"), "{}", letter.subject);
    assert!(!letter.text.contains("La Forge"), "the words of a source go to nobody: {}", letter.text);
    until_mailed(&lea, "sent").await;
    assert_eq!(mailed(&max).await, Value::Null, "another's is not told");

    let code = code(&letter);
    let wrong = send(&lea, CODE, "code", "AAAA-AAAA-AAAA").await.expect(422).json();
    assert_eq!((named(&wrong), &wrong["left"]), ("wrong-code", &json!(4)), "{wrong}");
    assert_eq!(named(&send(&max, CODE, "code", &code).await.expect(409).json()), "no-code");
    assert!(!is_actor(&server).await);
    let claimed = send(&lea, CODE, "code", &code.to_lowercase().replace('-', " ")).await.expect(200).json();
    assert_eq!((&claimed["way"], &claimed["place"]), (&json!("mail"), &json!("forge.example")), "{claimed}");
    assert_eq!(claimed["together"].as_array().unwrap().len(), 2, "its annex went with it: {claimed}");
    assert!(is_actor(&server).await);
    assert_eq!(state(&lea).await, "claimed");
    lea.put(DOCUMENT, &tests::organization("Ma Forge"), "*").await.expect(204);
    let claims = server.administrator().get("/admin/claims", "application/json").await;
    assert!(
        claims.expect(200).text().contains("\"mail\"") && !claims.text().to_lowercase().contains(CONTACT),
        "{}",
        claims.text()
    );
    assert_eq!(named(&send(&lea, CODE, "code", &code).await.expect(409).json()), "claimed");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_addresses_at_the_site_are_written_to() {
    let Some(relay) = MailRelay::start(crate::PROGRAM).await else { return };
    let (server, _federation) = server_at(&relay).await;
    let lea = server.contributor(LEA).await;
    for to in [
        "contact@www.forge.example",
        "contact@mail.forge.example",
        "contact@evil.example",
        "contact@forge.example.evil.example",
        "contact@fоrge.example",
        "a@evil.example,contact@forge.example",
        "contact@forge.example\r\nBcc: a@evil.example",
        "",
    ] {
        let refused = send(&lea, MAIL, "to", to).await.expect(422).json();
        assert_eq!((named(&refused), &refused["host"]), ("not-at-site", &json!("forge.example")), "{to:?}");
    }
    server.clock().advance(SignedDuration::from_mins(16));
    for website in ["https://www.orange.fr/forge", "https://forge.free.fr/", "https://www.facebook.com/laforge"] {
        told(&server, "La Forge", website).await;
        let refused = send(&lea, MAIL, "to", "forge@orange.fr").await.expect(422).json();
        let reason = (named(&refused), refused["reason"].as_str().unwrap());
        assert_eq!(reason, ("unprovable-site", "shared-mailboxes"), "{website}");
        let ways = lea.get(CLAIM, "application/json").await.expect(200).json()["ways"].clone();
        assert!(ways.as_array().unwrap().iter().all(|way| way["way"] != "mail"), "{website}: {ways}");
    }
    let reader = server.signed_in("r@forge.example", Role::Reader).await;
    reader.submit(MAIL, &[("to", CONTACT)]).await.expect(403);
    send(&server.anonymous(), MAIL, "to", CONTACT).await.expect(401);
    assert!(relay.letters().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_after_an_hour_and_after_five_that_are_wrong() {
    let Some(relay) = MailRelay::start(crate::PROGRAM).await else { return };
    let (server, _federation) = server_at(&relay).await;
    let lea = server.contributor(LEA).await;
    send(&lea, MAIL, "to", CONTACT).await.expect(202);
    let first = code(&letters(&relay, 1).await[0]);
    until_mailed(&lea, "sent").await;
    // What is no form holds no code, and costs no attempt.
    let typed = json!({ "code": first }).to_string();
    let headers = [("accept", "application/json"), ("content-type", "application/json")];
    let json = lea.send(Method::POST, CODE, &headers, typed).await;
    assert_eq!(named(&json.expect(415).json()), "unsupported-media-type");
    for left in (0..5).rev() {
        let wrong = send(&lea, CODE, "code", "nothing").await.expect(422).json();
        assert_eq!(wrong["left"], left, "{wrong}");
    }
    assert_eq!(named(&send(&lea, CODE, "code", &first).await.expect(409).json()), "no-code");
    send(&lea, MAIL, "to", CONTACT).await.expect(202);
    let second = code(&letters(&relay, 2).await[1]);
    assert_ne!(first, second);
    until_mailed(&lea, "sent").await;
    server.clock().advance(SignedDuration::from_hours(1));
    assert_eq!(named(&send(&lea, CODE, "code", &second).await.expect(409).json()), "no-code");
    // The sheet names another site since: what proves the old one proves nothing.
    send(&lea, MAIL, "to", CONTACT).await.expect(202);
    let third = code(&letters(&relay, 3).await[2]);
    told(&server, "La Forge", "https://four.example/").await;
    assert_eq!(named(&send(&lea, CODE, "code", &third).await.expect(409).json()), "no-code");
    // And three a day are enough.
    told(&server, "La Forge", "https://www.forge.example/").await;
    let refused = send(&lea, MAIL, "to", "info@forge.example").await;
    assert_eq!(refused.expect(429).header("retry-after"), "82801");
    let max = server.contributor("max@forge.example").await;
    send(&max, MAIL, "to", "CONTACT@forge.example").await.expect(429);
    send(&max, MAIL, "to", "info@forge.example").await.expect(202);
    letters(&relay, 4).await;
    server.clock().advance(SignedDuration::from_hours(24));
    send(&lea, MAIL, "to", CONTACT).await.expect(202);
    letters(&relay, 5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_relay_refuses_is_told_and_what_it_puts_off_is_tried_again() {
    let Some(relay) = MailRelay::start(crate::PROGRAM).await else { return };
    let (server, _federation) = server_at(&relay).await;
    let lea = server.contributor(LEA).await;
    send(&lea, MAIL, "to", "nobody@forge.example").await.expect(202);
    until_mailed(&lea, "failed").await;
    send(&lea, MAIL, "to", "later@forge.example").await.expect(202);
    assert_eq!(mailed(&lea).await["state"], "waits");
    server.clock().advance(SignedDuration::from_hours(1));
    // Whoever sends looks again after each change.
    lea.put("/organizations/four", &tests::organization("Le Four"), "").await.expect(201);
    until_mailed(&lea, "failed").await;
    assert!(relay.letters().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_browser_from_the_page_to_the_code() {
    let Some(relay) = MailRelay::start(crate::PROGRAM).await else { return };
    let (server, _federation) = server_at(&relay).await;
    let lea = server.signed_in(LEA, Role::Contributor).await;
    let page = lea.open(&format!("{CLAIM}?lang=en")).await;
    let text = unescaped(page.expect(200).text());
    assert!(text.contains("contact@forge.example") && !text.contains("name=\"code\""), "{text}");
    let page = lea.submit(&format!("{MAIL}?lang=en"), &[("to", "a@evil.example")]).await;
    assert!(unescaped(page.expect(422).text()).contains("an address at forge.example"), "{}", page.text());
    let page = lea.submit(&format!("{MAIL}?lang=en"), &[("to", CONTACT)]).await;
    assert!(page.expect(200).text().contains("name=\"code\""), "{}", page.text());
    let code = code(&letters(&relay, 1).await[0]);
    let page = lea.submit(&format!("{CODE}?lang=en"), &[("code", "ABCD")]).await;
    assert!(unescaped(page.expect(422).text()).contains("Attempts left: 4"), "{}", page.text());
    let led = lea.submit(CODE, &[("code", code.as_str())]).await;
    assert_eq!(local(led.expect(303).header("location")), DOCUMENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_document_leaves_no_mail() {
    let Some(relay) = MailRelay::start(crate::PROGRAM).await else { return };
    let (server, federation) = server_at(&relay).await;
    let lea = server.contributor(LEA).await;
    // Nobody sends any more: what was asked for waits.
    federation.stop().await;
    send(&lea, MAIL, "to", CONTACT).await.expect(202);
    let registry = server.registry();
    assert_eq!(registry.due_mails(9).await.unwrap().len(), 1);
    let iri = model::Iri::parse("https://moulin.example/organizations/forge").unwrap();
    registry.erase(&registry.operator(), &[iri]).await.unwrap();
    assert_eq!(registry.due_mails(9).await.unwrap(), [0; 0]);
    let journal = std::fs::read(server.folder().join("journal.sqlite")).unwrap();
    let left = journal.windows(CONTACT.len()).any(|bytes| bytes == CONTACT.as_bytes());
    assert!(!left, "nothing of the address is left");
}

/// What is asked for where no instance runs is sent by the one that runs next.
#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_sends_and_enters() {
    let Some(relay) = MailRelay::start(crate::PROGRAM).await else { return };
    let mut instance = Instance::new(crate::PROGRAM);
    let file = instance.data().join("forge.ttl");
    let turtle = format!(
        "@prefix cs: <https://w3id.org/codesocial#> . <{}organizations/forge> a cs:Organization ; \
         cs:name \"La Forge\"@fr ; cs:website <https://forge.example/> .",
        instance.base()
    );
    std::fs::write(&file, turtle).unwrap();
    let data = instance.data();
    let run = |arguments: &[&str]| {
        tests::process::run(crate::PROGRAM, &[arguments, &["--lang", "en", "--data", data.to_str().unwrap()]].concat())
    };
    let done = |arguments: &[&str]| {
        let done = run(arguments);
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    done(&["import", "turtle", file.to_str().unwrap(), "--source-name", "carte"]);
    done(&["account", "create", "--account", LEA, "--role", "contributor"]);
    let claim = ["claim", "organizations/forge", "--account", LEA];
    let with = |more: &[&'static str]| [claim.as_slice(), more].concat();
    let refused = run(&with(&["--mail", CONTACT]));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(1) && said.contains("sends no mail"), "{said}");
    std::fs::write(data.join("codesocial.toml"), relay.settings()).unwrap();
    let said = done(&with(&["--mail", CONTACT]));
    assert!(said.contains(CONTACT) && relay.letters().is_empty(), "{said}");
    instance.start();
    let letter = letters(&relay, 1).await.remove(0);
    let wrong = run(&with(&["--code", "ABCD"]));
    assert_eq!(wrong.status.code(), Some(1));
    let code = code(&letter);
    let said = done(&[claim.as_slice(), &["--code", &code]].concat());
    assert!(said.contains("is handed over") && said.contains("forge.example"), "{said}");
    assert!(done(&["claims"]).contains("forge.example"));
    assert_eq!(run(&with(&["--mail", CONTACT])).status.code(), Some(1), "it is claimed");
    instance.stop();
}
