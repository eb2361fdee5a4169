//! Releases: made, read, verified offline; what is closed stays closed, what was signed stays signed.

use http::Method;
use model::release::verify::{Content, verify};
use model::release::{ReleaseFile, SignedManifest, Texts, Withheld};
use model::{Base, Iri};
use registry::{ReleaseError, ReleaseOrder};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Client, Reply, process};

const PREFIX: &str =
    "@prefix cs: <https://w3id.org/codesocial#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
const LIST: &str = "/releases/codes/moulin/";
const FIRST: &str = "/releases/codes/moulin/1";
const FILE: &str = "/releases/codes/moulin/1/file";

/// Whole enough to be released: each chapter of the four bundles is there.
pub(super) fn description(name: &str, more: &str) -> String {
    let chapters: Vec<String> = ["Qualities", "Values", "Rights", "Wealth"]
        .iter()
        .enumerate()
        .map(|(place, bundle)| {
            format!("<#b{place}> a cs:{bundle}Bundle ; cs:order {} ; cs:text \"Du texte, ici.\"@fr .\n", place + 1)
        })
        .collect();
    format!(
        "{PREFIX}<> a cs:CodeSocial ; cs:name \"{name}\"@fr ; cs:describes </organizations/moulin> ;
           cs:form cs:FourBundlesForm ; cs:section <#b0>, <#b1>, <#b2>, <#b3> {more} .
         <#b0> cs:intention <#i> . <#i> a cs:Intention ; cs:text \"Nourrir\"@fr .\n{}",
        chapters.concat()
    )
}

async fn put(client: &Client, path: &str, turtle: &str) {
    client.put(path, &format!("{PREFIX}{turtle}"), "").await.expect(201);
}

/// A description with what belongs to it, and some that does not.
async fn village(admin: &Client) {
    put(admin, "/organizations/moulin", "<> a cs:Organization ; cs:name \"Le Moulin\"@fr .").await;
    admin.put("/codes/moulin", &description("Moulin", "; cs:convention </conventions/moulin>"), "").await.expect(201);
    put(
        admin,
        "/conventions/moulin",
        "<> a cs:Convention ; cs:name \"Convention\"@fr ; cs:description \"Nous nous engageons, ensemble.\"@fr ;
           cs:registers </codes/moulin> ; cs:party </organizations/moulin> ; cs:signedOn \"2026-02-14\"^^xsd:date .",
    )
    .await;
    put(
        admin,
        "/actions/cantine",
        "<> a cs:Action ; cs:name \"Ouvrir, le mardi\"@fr ; cs:realises </codes/moulin#i> ;
           cs:evidencedBy </evidence/photo> .",
    )
    .await;
    put(admin, "/evidence/photo", "<> a cs:Evidence ; cs:name \"Photo\"@fr .").await;
    put(admin, "/reviews/avis", "<> a cs:CoherenceReview ; cs:name \"Avis\"@fr ; cs:reviews </codes/moulin#i> .").await;
    put(
        admin,
        "/annexes/comptes",
        "<> a cs:Annex ; cs:name \"Comptes\"@fr ; cs:annexOf </codes/moulin> ; cs:audience cs:Private .",
    )
    .await;
    put(admin, "/annexes/contact", "<> a cs:Annex ; cs:name \"Contact\"@fr ; cs:annexOf </organizations/moulin> .")
        .await;
    put(admin, "/annotations/mot", "<> a cs:Annotation ; cs:name \"Mot\"@fr ; cs:target </codes/moulin#i> .").await;
    put(admin, "/offers/salle", "<> a cs:Offer ; cs:name \"Salle\"@fr ; cs:offeredBy </organizations/moulin> .").await;
}

async fn release(client: &Client, order: &Value) -> Reply {
    client.send(Method::POST, LIST, &[("content-type", "application/json")], order.to_string()).await
}

fn members(file: &ReleaseFile) -> Vec<&str> {
    let base = tests::server::BASE;
    let members = file.manifest.manifest.members.iter();
    members.map(|member| member.document.as_str().strip_prefix(base).unwrap_or_default()).collect()
}

async fn file(client: &Client) -> (String, ReleaseFile) {
    let text = client.get(FILE, "application/json").await.expect(200).text().to_owned();
    let file = ReleaseFile::parse(&text).unwrap();
    (text, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_description_is_released_read_and_verified() {
    let mut server = super::server().await;
    let admin = server.administrator();
    village(&admin).await;
    let order = json!({ "name": "Première", "description": { "fr": "Après relecture", "en": "After review" } });
    let made = release(&admin, &order).await;
    assert_eq!(made.expect(201).header("location"), "https://moulin.example/releases/codes/moulin/1");
    assert_eq!((&made.json()["number"], &made.json()["members"]), (&1.into(), &6.into()));
    assert_eq!(made.json()["leftOut"], json!(["https://moulin.example/annexes/comptes"]));

    let stranger = server.anonymous();
    let signed = stranger.get(FIRST, "application/ld+json").await;
    assert!(signed.expect(200).header("cache-control").contains("immutable"));
    let read = SignedManifest::parse(signed.text()).unwrap();
    read.verify().unwrap();
    assert_eq!(read.manifest.name["fr"], BTreeSet::from(["Première".to_owned()]));
    let convention = read.manifest.convention.clone().unwrap();
    assert_eq!(convention.description["fr"], BTreeSet::from(["Nous nous engageons, ensemble.".to_owned()]));
    assert_eq!(convention.parties[0].name["fr"], BTreeSet::from(["Le Moulin".to_owned()]));
    assert_eq!(convention.signed_on.as_deref(), Some("2026-02-14"));
    let (text, whole) = file(&stranger).await;
    let expected = [
        "actions/cantine",
        "codes/moulin",
        "conventions/moulin",
        "evidence/photo",
        "organizations/moulin",
        "reviews/avis",
    ];
    assert_eq!(members(&whole), expected);
    let verification = verify(&whole, &[], Some(read.manifest.key.public));
    assert!(verification.holds() && verification.frozen() == 6, "{verification:?}");
    assert!(!text.contains("comptes"), "what is more closed is not even named");

    // The key is where the proof says, as a Multikey, and its controller lists it.
    let key = stranger.get(read.manifest.key.id.as_str().trim_start_matches("https://moulin.example"), "*/*").await;
    assert_eq!(key.expect(200).json()["type"], "Multikey");
    assert_eq!(key.json()["publicKeyMultibase"], read.manifest.key.public.to_multibase());
    let keys = stranger.get("/keys/", "application/ld+json").await;
    assert_eq!(keys.expect(200).json()["assertionMethod"], json!([read.manifest.key.id.as_str()]));
    assert_eq!(keys.json()["id"], key.json()["controller"]);
    stranger.get("/keys/z6MkNobody", "*/*").await.expect(404);

    // Nothing that happens later touches it, nor a restart.
    let action = format!("{PREFIX}<> a cs:Action ; cs:name \"Fermer\"@fr ; cs:realises </codes/moulin#i> .");
    admin.put("/actions/cantine", &action, "*").await.expect(204);
    admin.send(Method::DELETE, "/evidence/photo", &[("if-match", "*")], "").await.expect(204);
    drop((admin, stranger));
    server.restart().await;
    let stranger = server.anonymous();
    assert_eq!(file(&stranger).await.0, text);
    assert_eq!(stranger.get(FIRST, "application/ld+json").await.text(), signed.text());
    // The next one has the next number and the same key.
    let second = release(&server.administrator(), &json!({})).await;
    assert_eq!(second.expect(201).json()["number"], 2);
    let second = stranger.get("/releases/codes/moulin/2", "application/ld+json").await;
    let second = SignedManifest::parse(second.text()).unwrap().manifest;
    assert_eq!((second.key, second.members.len()), (read.manifest.key, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_comma_is_refused_on_the_command_line() {
    let server = super::server().await;
    let admin = server.administrator();
    village(&admin).await;
    // Another description, whose release is not touched by what happens to the first.
    admin.put("/codes/autre", &description("Autre", ""), "").await.expect(201);
    admin.send(Method::POST, "/releases/codes/autre/", &[], "").await.expect(201);
    release(&admin, &json!({})).await.expect(201);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (text, whole) = file(&server.anonymous()).await;
    let other = server.anonymous().get("/releases/codes/autre/1/file", "*/*").await.text().to_owned();
    std::fs::write(path("release.json"), &text).unwrap();
    std::fs::write(path("autre.json"), &other).unwrap();
    std::fs::write(path("content.json"), text.replacen("Ouvrir, le mardi", "Ouvrir le mardi", 1)).unwrap();
    std::fs::write(path("manifest.json"), text.replacen("engageons, ensemble", "engageons ensemble", 1)).unwrap();
    let action = server.anonymous().get("/actions/cantine", "text/turtle").await.text().to_owned();
    std::fs::write(path("cantine.ttl"), &action).unwrap();
    std::fs::write(path("changed.ttl"), action.replace("Ouvrir, le mardi", "Ouvrir le mardi")).unwrap();
    let key = whole.manifest.manifest.key.id.to_string();
    for (arguments, code, said) in [
        (&["release.json"][..], 0, "Tout concorde."),
        (&["release.json", "cantine.ttl", "--key", &key], 0, "C’est la clé attendue"),
        (&["autre.json", "--key", &key], 0, "Version figée 1 : Autre"),
        (&["content.json"], 1, "actions/cantine n’est pas ce qui a été signé"),
        (&["content.json", "cantine.ttl"], 1, "+ <https://moulin.example/actions/cantine>"),
        (&["manifest.json"], 1, "la version a été modifiée"),
        (&["release.json", "changed.ttl"], 1, "\"Ouvrir, le mardi\"@fr"),
        (&["autre.json", "cantine.ttl"], 1, "ne fige pas"),
    ] {
        let mut line = vec!["verify".to_owned(), "--lang".to_owned(), "fr".to_owned()];
        line.extend(arguments.iter().map(|argument| {
            if argument.contains('.') && !argument.contains("://") { path(argument) } else { (*argument).to_owned() }
        }));
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let output = process::run(super::PROGRAM, &line);
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(said), "{arguments:?}: {told}");
    }
    let output = process::run(super::PROGRAM, &["verify", &path("content.json"), "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["verified"], &json["signature"]), (&false.into(), &true.into()));
    let changed: Vec<&Value> =
        json["members"].as_array().unwrap().iter().filter(|member| member["state"] == "changed").collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0]["document"], "https://moulin.example/actions/cantine");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_release_and_what_is_asked() {
    let server = super::server().await;
    let admin = server.administrator();
    village(&admin).await;
    let none = json!({});
    release(&server.anonymous(), &none).await.expect(401);
    let other = server.contributor("other@a.example").await;
    assert!(release(&other, &none).await.expect(403).text().contains("forbidden"));
    // A draft that lacks chapters is saved, and not released.
    let draft = format!(
        "{PREFIX}<> a cs:CodeSocial ; cs:name \"B\"@fr ; cs:describes </organizations/moulin> ; cs:form cs:SixModelsForm ."
    );
    other.put("/codes/brouillon", &draft, "").await.expect(201);
    let refused = other.send(Method::POST, "/releases/codes/brouillon/", &[("accept", "application/json")], "").await;
    assert!(refused.expect(422).json()["errors"].as_array().is_some_and(|errors| !errors.is_empty()));
    assert!(other.get("/releases/codes/brouillon/", "text/turtle").await.expect(200).text().contains("Container"));
    for (path, body, headers, status, kind) in [
        ("/releases/codes/none/", "", &[][..], 404, "not-found"),
        ("/releases/actions/cantine/", "", &[], 404, "not-found"),
        (LIST, "{", &[("content-type", "application/json")], 400, "malformed"),
        (LIST, "{}", &[], 400, "missing-content-type"),
        (LIST, "name=x", &[("content-type", "application/x-www-form-urlencoded")], 415, "unsupported-media-type"),
        (LIST, r#"{"name": {"not a language": "x"}}"#, &[("content-type", "application/json")], 400, "bad-parameter"),
        (
            LIST,
            r#"{"convention": "https://moulin.example/conventions/none"}"#,
            &[("content-type", "application/json")],
            422,
            "other-convention",
        ),
        (LIST, "", &[("if-match", "\"9-000000000000-ttl\"")], 412, "precondition-failed"),
    ] {
        let reply = admin.send(Method::POST, path, headers, body).await;
        assert!(reply.expect(status).text().contains(kind), "{path} {body}: {}", reply.text());
    }
    let etag = admin.get("/codes/moulin", "text/turtle").await.header("etag").to_owned();
    admin.send(Method::POST, LIST, &[("if-match", &etag)], "").await.expect(201);
    admin.send(Method::DELETE, "/codes/moulin", &[("if-match", "*")], "").await.expect(204);
    release(&admin, &none).await.expect(410);
    // What was released outlives its description.
    server.anonymous().get(FIRST, "application/ld+json").await.expect(200);
    server.anonymous().get("/releases/codes/moulin/2", "application/ld+json").await.expect(404);
    server.anonymous().send(Method::PUT, FIRST, &[("content-type", "text/turtle")], "").await.expect(405);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_does_not_exist_and_what_closes_later_says_so() {
    let server = super::server().await;
    let (admin, stranger) = (server.administrator(), server.anonymous());
    let member = server.contributor("member@a.example").await;
    village(&admin).await;
    release(&admin, &json!({})).await.expect(201);
    let page = stranger.get("/codes/moulin", "text/html").await;
    assert!(page.expect(200).text().contains(FIRST), "the page lists its releases");
    let links = |reply: &Reply| {
        reply.headers.get_all("link").iter().any(|link| link.to_str().is_ok_and(|link| link.contains(FIRST)))
    };
    assert!(links(&stranger.get("/codes/moulin", "text/turtle").await));

    // One of its documents is closed: its content is withheld from those who may not read it, the rest holds.
    let closed = format!(
        "{PREFIX}<> a cs:Action ; cs:name \"Ouvrir\"@fr ; cs:realises </codes/moulin#i> ; cs:audience cs:Members ."
    );
    admin.put("/actions/cantine", &closed, "*").await.expect(204);
    let (text, whole) = file(&stranger).await;
    assert!(!text.contains("Ouvrir, le mardi"), "{text}");
    let action = Iri::parse("https://moulin.example/actions/cantine").unwrap();
    assert_eq!(whole.withheld.get(&action), Some(&Withheld::Closed));
    let found = verify(&whole, &[], None);
    assert!(found.holds() && found.members[0].content == Content::Absent(Some(Withheld::Closed)));
    assert!(file(&member).await.0.contains("Ouvrir, le mardi"));
    let page = stranger.get(FIRST, "text/html").await;
    assert!(page.expect(200).text().contains("fermé depuis") && !page.text().contains("Ouvrir, le mardi"));

    // The description is closed: its releases are as if they did not exist.
    let closed = description("Moulin", "; cs:audience cs:Members");
    admin.put("/codes/moulin", &closed, "*").await.expect(204);
    for path in [FIRST, FILE, LIST] {
        stranger.get(path, "application/json").await.expect(404);
        assert!(member.get(path, "application/json").await.expect(200).header("cache-control").contains("private"));
    }
    // What is released while it is closed stays closed after it opens.
    release(&admin, &json!({})).await.expect(201);
    admin.put("/codes/moulin", &description("Moulin", "; cs:audience cs:Public"), "*").await.expect(204);
    stranger.get(FIRST, "application/ld+json").await.expect(200);
    stranger.get("/releases/codes/moulin/2", "application/ld+json").await.expect(404);
    member.get("/releases/codes/moulin/2", "application/ld+json").await.expect(200);
    let list = stranger.get(LIST, "text/turtle").await.text().to_owned();
    assert!(list.contains("moulin/1") && !list.contains("moulin/2"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_freezes_one_state_whatever_is_written_meanwhile() {
    let server = super::server().await;
    let admin = server.administrator();
    village(&admin).await;
    // Two documents that always say the same, written together, while releases are made.
    let bundle = |number: usize| {
        let graph = |path: &str, class: &str, links: &str| {
            format!(
                "<https://moulin.example/{path}> {{ <https://moulin.example/{path}> a cs:{class} ; cs:name \"{number}\"@fr ; {links} }}\n"
            )
        };
        format!(
            "{PREFIX}{}{}",
            graph("actions/cantine", "Action", "cs:realises <https://moulin.example/codes/moulin#i>"),
            graph("reviews/avis", "CoherenceReview", "cs:reviews <https://moulin.example/codes/moulin#i>"),
        )
    };
    let writer = {
        let admin = admin.clone();
        tokio::spawn(async move {
            for number in 0..30 {
                let headers = [("content-type", "application/trig"), ("if-match", "*")];
                admin.send(Method::PUT, "/actions/cantine", &headers, bundle(number)).await.expect(204);
                tokio::task::yield_now().await;
            }
        })
    };
    let registry = server.registry();
    let description = Iri::parse("https://moulin.example/codes/moulin").unwrap();
    let order = || ReleaseOrder {
        name: Texts::default(),
        description: Texts::default(),
        convention: None,
        expected: model::Expected::Unstated,
    };
    let mut made = 0;
    let releasing = async {
        while made < 8 {
            match registry.release(&registry.operator(), &description, order()).await {
                Ok(_) => made += 1,
                Err(ReleaseError::Restless(_)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    };
    releasing.await;
    writer.await.unwrap();
    for number in 1..=8 {
        let path = format!("/releases/codes/moulin/{number}/file");
        let text = server.anonymous().get(&path, "*/*").await.expect(200).text().to_owned();
        let file = ReleaseFile::parse(&text).unwrap();
        assert!(verify(&file, &[], None).holds());
        let content =
            |path: &str| file.contents[&Iri::parse(&format!("https://moulin.example/{path}")).unwrap()].clone();
        let name = |content: String| {
            let line = content.lines().find(|line| line.contains("#name>")).unwrap().to_owned();
            line.split('"').nth(1).unwrap().to_owned()
        };
        let (action, review) = (name(content("actions/cantine")), name(content("reviews/avis")));
        let before = (action.as_str(), review.as_str()) == ("Ouvrir, le mardi", "Avis");
        assert!(before || action == review, "{action} beside {review}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_leaves_the_old_one_published() {
    let mut server = super::server().await;
    village(&server.administrator()).await;
    release(&server.administrator(), &json!({})).await.expect(201);
    server.stop().await;
    std::fs::remove_file(server.folder().join("keys/signing.key")).unwrap();
    server.restart().await;
    release(&server.administrator(), &json!({})).await.expect(201);
    let keys = server.anonymous().get("/keys/", "*/*").await.json();
    assert_eq!(keys["assertionMethod"].as_array().map(Vec::len), Some(2));
    let base = Base::parse(tests::server::BASE).unwrap();
    for path in [FIRST, "/releases/codes/moulin/2"] {
        let text = server.anonymous().get(path, "application/ld+json").await.text().to_owned();
        let signed = SignedManifest::parse(&text).unwrap();
        signed.verify().unwrap();
        let key = signed.manifest.key;
        assert_eq!(key.id, base.key(&key.public.to_multibase()));
        server.anonymous().get(&key.id.as_str()[base.as_str().len() - 1..], "*/*").await.expect(200);
    }
}

#[test]
fn releases_are_made_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| process::run(super::PROGRAM, arguments);
    let made = run(&["init", "--data", &data, "--base", "https://moulin.example/", "--name", "Le Moulin"]);
    assert!(made.status.success());
    let source = folder.path().join("moulin.ttl");
    let text = description("Moulin", "").replace("<>", "<codes/moulin>").replace("<#", "<codes/moulin#");
    std::fs::write(&source, text.replace("</", "<")).unwrap();
    let imported = run(&["import", "turtle", source.to_str().unwrap(), "--data", &data, "--json"]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stdout));
    let released = run(&["release", "codes/moulin", "--data", &data, "--name", "Première", "--lang", "fr", "--json"]);
    assert!(released.status.success(), "{}", String::from_utf8_lossy(&released.stderr));
    let json: Value = serde_json::from_slice(&released.stdout).unwrap();
    assert_eq!(json["id"], "https://moulin.example/releases/codes/moulin/1");
    let again = run(&["release", "https://moulin.example/codes/moulin", "--data", &data, "--lang", "fr"]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("Figée et signée"), "{again:?}");
    let refused = run(&["release", "codes/none", "--data", &data]);
    assert_eq!(refused.status.code(), Some(1));
}
