//! Imported documents taken over by whom they are about: each proof, and what proves nothing.

mod mail; // by a code that goes to the site

use http::Method;
use jiff::SignedDuration;
use model::syntax::Format;
use model::{Caller, Iri, Role};
use outbound::{AllowList, FetchLimits, Outbound, RecordError, Settings};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::Imported;
use tests::browser::{local, unescaped};
use tests::peer::{Host, NameServer, Page};
use tests::{Client, Instance, Server};

const DOCUMENT: &str = "/organizations/forge";
const CLAIM: &str = "/organizations/forge/claim";
const CHECK: &str = "/organizations/forge/claim/check";
const LEA: &str = "lea@forge.example";

/// What a host answers at each path; 404 elsewhere.
type Pages = Arc<Mutex<Vec<(String, Page)>>>;

/// A site on the loopback, whose pages the test lays.
struct Site {
    host: Host,
    pages: Pages,
}

impl Site {
    async fn start() -> Self {
        Self::at(Ipv4Addr::LOCALHOST).await
    }

    async fn at(address: Ipv4Addr) -> Self {
        let pages = Pages::default();
        let laid = pages.clone();
        let host = Host::start(address, move |_, path| {
            let pages = laid.lock().unwrap();
            pages.iter().rev().find(|(at, _)| at == path).map_or(Page::status(404), |(_, page)| page.clone())
        })
        .await;
        Self { host, pages }
    }

    fn lay(&self, path: &str, page: Page) {
        self.pages.lock().unwrap().push((path.to_owned(), page));
    }

    fn lay_file(&self, text: &str) {
        self.lay("/.well-known/codesocial-claim.txt", Page::of("text/plain", text));
    }

    fn lay_link(&self, rel: &str, href: &str) {
        let page = format!("<!doctype html><p><a rel=\"{rel}\" href=\"{href}\">us</a>");
        self.lay("/", Page::of("text/html; charset=utf-8", page));
    }
}

async fn told(server: &Server, name: &str, website: &str) -> Imported {
    let turtle = format!(
        "@prefix cs: <https://w3id.org/codesocial#> . \
         <organizations/forge> a cs:Organization ; cs:name \"{name}\"@fr ; cs:summary \"Une forge\"@fr ; cs:website <{website}> . \
         <annexes/forge> a cs:Contact ; cs:annexOf <organizations/forge> ; cs:name \"La Forge\"@fr ; \
         cs:audience cs:Members ; cs:email \"a@forge.example\" ."
    );
    let reading: model::Reading = exchange::rdf::read(turtle.as_bytes(), Format::Turtle, server.registry().base())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    server.import("carte", reading).await
}

/// An instance that was told of a forge with this website, and may ask the loopback.
async fn server_of(website: &str) -> Server {
    let mut server = super::server().await;
    server.may_ask(&["127.0.0.1"]);
    let report = told(&server, "La Forge", website).await;
    assert_eq!((report.counts.created, report.counts.refused), (2, 0), "{report:?}");
    server
}

async fn post(client: &Client, path: &str) -> tests::Reply {
    client.send(Method::POST, path, &[("accept", "application/json")], "").await
}

async fn challenge(client: &Client) -> String {
    post(client, CLAIM).await.expect(201).json()["challenge"].as_str().unwrap().to_owned()
}

/// An instance that was told of a forge, and somebody whom that was handed to: their proof is a file at this site.
async fn handed_over(site: &Site) -> (Server, Client) {
    let server = server_of(site.host.base()).await;
    let lea = server.contributor(LEA).await;
    site.lay_file(&challenge(&lea).await);
    post(&lea, CHECK).await.expect(200);
    (server, lea)
}

/// What was found in each place, by way.
fn found(problem: &Value) -> Vec<(&str, &str)> {
    let seen = problem["seen"].as_array().unwrap();
    seen.iter().map(|seen| (seen["way"].as_str().unwrap(), seen["found"].as_str().unwrap())).collect()
}

/// Whether the document is an actor: others find where to write to it.
async fn is_actor(server: &Server) -> bool {
    let told = server.anonymous().get(DOCUMENT, "application/activity+json").await;
    told.expect(200).json()["inbox"].is_string()
}

async fn state(client: &Client) -> Value {
    client.get(CLAIM, "application/json").await.expect(200).json()["state"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_at_the_site_proves_it_and_the_document_is_an_actor() {
    let site = Site::start().await;
    let server = server_of(site.host.base()).await;
    let lea = server.contributor(LEA).await;
    assert!(!is_actor(&server).await);
    lea.put(DOCUMENT, &tests::organization("Ma Forge"), "*").await.expect(403);
    assert_eq!(state(&lea).await, "open");
    let asked = post(&lea, CLAIM).await;
    let asked = asked.expect(201).json();
    let file = format!("{}/.well-known/codesocial-claim.txt", site.host.base());
    assert_eq!((&asked["ways"][0]["way"], &asked["ways"][0]["place"]), (&json!("file"), &json!(file)), "{asked}");
    let challenge = asked["challenge"].as_str().unwrap();
    let refused = post(&lea, CHECK).await;
    let problem = refused.expect(422).json();
    assert_eq!(found(&problem), [("file", "absent"), ("link", "absent")], "{problem}");
    site.lay_file(&format!("# Léa\r\n{challenge}\r\n"));
    let claimed = post(&lea, CHECK).await;
    let claimed = claimed.expect(200).json();
    assert_eq!((&claimed["way"], &claimed["place"]), (&json!("file"), &json!(file)), "{claimed}");
    let annex = "https://moulin.example/annexes/forge";
    assert_eq!(claimed["together"], json!(["https://moulin.example/organizations/forge", annex]));

    assert!(is_actor(&server).await);
    let website = format!("cs:website <{}>", site.host.base());
    let mine = tests::organization("Ma Forge").trim_end_matches(['.', ' ', '\n']).to_owned() + " ; " + &website + " .";
    lea.put(DOCUMENT, &mine, "*").await.expect(204);
    assert_eq!(state(&lea).await, "claimed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_oneself_proves_it_and_a_visitors_does_not() {
    let site = Site::start().await;
    let server = server_of(&format!("{}/", site.host.base())).await;
    let lea = server.contributor(LEA).await;
    let challenge = challenge(&lea).await;
    let href = format!("https://moulin.example/organizations/forge#{challenge}");
    let other = format!("https://moulin.example/organizations/four#{challenge}");
    for (rel, href, seen) in [
        ("me nofollow", href.as_str(), "nothing"),
        ("ugc me", &href, "nothing"),
        ("friend", &href, "nothing"),
        ("me", "https://moulin.example/organizations/forge", "nothing"),
        ("me", &other, "nothing"),
    ] {
        site.lay_link(rel, href);
        let problem = post(&lea, CHECK).await.expect(422).json();
        assert_eq!(found(&problem)[1], ("link", seen), "{rel} {href}: {problem}");
    }
    site.lay_link("noopener me", &href);
    assert_eq!(post(&lea, CHECK).await.expect(200).json()["way"], "link");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_the_name_proves_it() {
    let names = NameServer::start().await;
    let mut server = super::server().await;
    server.may_ask_with(&[], vec![names.address()]);
    told(&server, "La Forge", "https://www.forge.test/").await;
    let lea = server.contributor(LEA).await;
    let challenge = challenge(&lea).await;
    names.lay("_codesocial.forge.test", &["v=spf1 -all", &format!("x{challenge}")]);
    let problem = post(&lea, CHECK).await.expect(422).json();
    assert_eq!(found(&problem)[2], ("dns", "nothing"), "{problem}");
    names.lay("_codesocial.forge.test", &["v=spf1 -all", &challenge]);
    let claimed = post(&lea, CHECK).await.expect(200).json();
    assert_eq!((&claimed["way"], &claimed["place"]), (&json!("dns"), &json!("_codesocial.forge.test")), "{claimed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_asked_for_anew_each_time() {
    let (names, silent) = (NameServer::start().await, NameServer::silent().await);
    let asking = |server: &NameServer| {
        let settings = Settings { name_servers: vec![server.address()], ..Settings::default() };
        Outbound::new(AllowList::default(), settings)
    };
    let outbound = asking(&names);
    assert_eq!(outbound.texts("_codesocial.forge.test").await.unwrap(), [""; 0]);
    names.lay("_codesocial.forge.test", &["now"]);
    assert_eq!(outbound.texts("_codesocial.forge.test").await.unwrap(), ["now"], "nothing is remembered");
    let refused = asking(&silent).texts("_codesocial.forge.test").await;
    assert!(matches!(refused, Err(RecordError::TooSlow | RecordError::Failed(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_owner_writes_stays_when_the_source_is_read_again() {
    let site = Site::start().await;
    let (server, lea) = handed_over(&site).await;
    let update = "PREFIX cs: <https://w3id.org/codesocial#> \
                  DELETE DATA { <> cs:summary \"Une forge\"@fr } ; INSERT DATA { <> cs:summary \"Ma forge\"@fr }";
    let headers = [("content-type", "application/sparql-update")];
    lea.send(Method::PATCH, DOCUMENT, &headers, update).await.expect(204);
    // The source renames it, and says the summary as before.
    let report = told(&server, "La Grande Forge", site.host.base()).await;
    assert_eq!((report.counts.updated, report.counts.refused), (1, 0), "{report:?}");
    let turtle = server.anonymous().get(DOCUMENT, "text/turtle").await;
    assert!(turtle.text().contains("Ma forge") && turtle.text().contains("La Grande Forge"), "{}", turtle.text());
    lea.put(DOCUMENT, &tests::organization("Ma Forge"), "*").await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_taken_back_leaves_what_was_handed_over_untouched() {
    let site = Site::start().await;
    let (server, _) = handed_over(&site).await;
    let registry = server.registry();
    let undone = registry.undo_run(&registry.operator(), 1).await.unwrap();
    assert!(undone.records.iter().all(|record| record.undoing == registry::Undoing::Left), "{undone:?}");
    server.anonymous().get(DOCUMENT, "text/turtle").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_is_told_whom_to_ask_and_an_administrator_takes_it_back() {
    let site = Site::start().await;
    let server = server_of(site.host.base()).await;
    let (lea, max) = (server.contributor(LEA).await, server.contributor("max@forge.example").await);
    let (first, second) = (challenge(&lea).await, challenge(&max).await);
    assert_ne!(first, second);
    // Neither's proof is the other's.
    site.lay_file(&second);
    let problem = post(&lea, CHECK).await.expect(422).json();
    assert_eq!(found(&problem)[0], ("file", "another-challenge"), "{problem}");
    site.lay_file(&format!("{first}\n{second}\n"));
    post(&lea, CHECK).await.expect(200);
    for path in [CLAIM, CHECK] {
        let refused = post(&max, path).await;
        assert!(refused.expect(409).json()["type"].as_str().unwrap().ends_with("/claimed"), "{}", refused.text());
    }
    let headers = [("accept", "application/json"), ("accept-language", "fr")];
    let refused = max.send(Method::POST, CLAIM, &headers, "").await;
    assert!(refused.text().contains("celles et ceux qui tiennent ce site"), "{}", refused.text());

    max.get("/admin/claims", "application/json").await.expect(403);
    server.anonymous().get("/admin/claims", "application/json").await.expect(401);
    let claims = server.administrator().get("/admin/claims", "application/json").await.expect(200).json();
    assert_eq!((&claims["claims"][0]["account"], &claims["claims"][0]["way"]), (&json!(LEA), &json!("file")));
    let admin = server.signed_in("admin@moulin.example", Role::Administrator).await;
    let document = [("document", "https://moulin.example/organizations/forge")];
    let led = admin.fill_in("/admin/claims", "/admin/claims", &document).await;
    assert_eq!(local(led.expect(303).header("location")), "/admin/claims?done=claim-ended");
    lea.put(DOCUMENT, &tests::organization("Ma Forge"), "*").await.expect(403);
    assert!(!is_actor(&server).await);
    assert_eq!(state(&max).await, "open");
    // What was spent stays spent: each asks anew.
    post(&max, CHECK).await.expect(409);
    site.lay_file(&challenge(&max).await);
    post(&max, CHECK).await.expect(200);
    let claims = server.administrator().get("/admin/claims", "application/json").await.json();
    let ended: Vec<bool> =
        claims["claims"].as_array().unwrap().iter().map(|claim| claim["ended"].is_string()).collect();
    assert_eq!(ended, [false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_browser_from_the_page_to_the_proof() {
    let site = Site::start().await;
    let server = server_of(site.host.base()).await;
    let stranger = server.browser();
    for (language, words) in [("fr", "C’est vous ?"), ("en", "Is this yours?")] {
        let page = stranger.open(&format!("{DOCUMENT}?lang={language}")).await;
        assert!(unescaped(page.text()).contains(words) && page.text().contains(CLAIM), "{}", page.text());
        let page = stranger.open(&format!("{CLAIM}?lang={language}")).await;
        assert!(page.expect(200).text().contains("/login?next="), "{}", page.text());
    }
    let lea = server.signed_in(LEA, Role::Contributor).await;
    let page = lea.submit(&format!("{CLAIM}?lang=en"), &[]).await;
    let text = unescaped(page.expect(200).text());
    let challenge = tests::browser::between(&text, "<code id=\"challenge\" lang=\"zxx\">", "</code>");
    for words in ["codesocial-claim.txt", "rel=\"me\"", "It holds until", "Check now"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let sent = [("challenge", challenge.as_str())];
    let page = lea.submit(&format!("{CHECK}?lang=en"), &sent).await;
    let text = unescaped(page.expect(422).text());
    assert!(text.contains("The challenge was not seen") && text.contains(&challenge), "{text}");
    site.lay_file(&challenge);
    let led = lea.submit(CHECK, &sent).await;
    assert_eq!(local(led.expect(303).header("location")), DOCUMENT);
    let page = lea.open(DOCUMENT).await;
    assert!(!page.text().contains(CLAIM) && page.text().contains("/edit?document="), "{}", page.text());
    let other = server.signed_in("max@forge.example", Role::Contributor).await;
    let page = other.open(&format!("{CLAIM}?lang=en")).await;
    assert!(unescaped(page.expect(200).text()).contains("Ask those who run this site"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_ends() {
    let site = Site::start().await;
    let server = server_of(site.host.base()).await;
    let lea = server.contributor(LEA).await;
    site.lay_file(&challenge(&lea).await);
    server.clock().advance(SignedDuration::from_hours(14 * 24));
    let refused = post(&lea, CHECK).await;
    assert!(refused.expect(409).json()["type"].as_str().unwrap().ends_with("/no-challenge"), "{}", refused.text());
    assert_eq!(site.host.connections(), 0, "nobody is asked for nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_claiming() {
    let server = server_of("https://forge.example/").await;
    let (lea, max) = (server.contributor(LEA).await, server.contributor("max@forge.example").await);
    max.put("/organizations/moulin", &tests::organization("Le Moulin"), "").await.expect(201);
    let named = |problem: &Value| problem["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    for path in ["/organizations/moulin/claim", "/annexes/forge/claim"] {
        assert_eq!(named(&post(&lea, path).await.expect(409).json()), "not-for-claiming", "{path}");
    }
    post(&lea, "/organizations/absent/claim").await.expect(404);
    post(&server.anonymous(), CLAIM).await.expect(401);
    // Whoever reads alone asks for nothing.
    let reader = server.signed_in("r@forge.example", Role::Reader).await;
    reader.submit(CLAIM, &[]).await.expect(403);
    for (website, kind) in [
        ("https://facebook.com/", "unprovable-site"),
        ("https://asso.fr/", "unprovable-site"),
        ("mailto:a@forge.example", "unprovable-site"),
    ] {
        told(&server, "La Forge", website).await;
        assert_eq!(named(&post(&lea, CLAIM).await.expect(422).json()), kind, "{website}");
        assert_eq!(state(&lea).await, kind, "{website}");
        lea.get(CLAIM, "text/html").await.expect(200);
    }
    told(&server, "La Forge", "https://www.facebook.com/laforge").await;
    let asked = post(&lea, CLAIM).await.expect(201).json();
    let ways: Vec<_> = asked["ways"].as_array().unwrap().iter().map(|way| &way["way"]).collect();
    assert_eq!(ways, ["link"], "only its own page tells whose it is");
}

/// Where somebody would have us look, or have others speak.
#[tokio::test(flavor = "multi_thread")]
async fn no_redirect_no_lookalike_and_nothing_inside_proves_anything() {
    let (site, elsewhere) = (Site::start().await, Site::at(Ipv4Addr::new(127, 0, 0, 2)).await);
    let server = server_of(&format!("{}/", site.host.base())).await;
    let lea = server.contributor(LEA).await;
    let challenge = challenge(&lea).await;
    let href = format!("https://moulin.example/organizations/forge#{challenge}");
    elsewhere.lay_file(&challenge);
    elsewhere.lay_link("me", &href);
    for to in [
        format!("{}/", elsewhere.host.base()),
        "https://xn--frge-5cd.example/".to_owned(),
        "data:text/plain,x".to_owned(),
    ] {
        site.lay("/.well-known/codesocial-claim.txt", Page::redirect(&format!("{to}.well-known/codesocial-claim.txt")));
        site.lay("/", Page::redirect(&to));
        let problem = post(&lea, CHECK).await.expect(422).json();
        assert_eq!(found(&problem), [("file", "leads-elsewhere"), ("link", "leads-elsewhere")], "{to}: {problem}");
    }
    assert_eq!(elsewhere.host.connections(), 0);
    // A page that is shown at every address shows what visitors wrote.
    let page = format!("<p>{challenge}</p>\n{challenge}\n");
    site.lay("/.well-known/codesocial-claim.txt", Page::of("text/html", page.clone()));
    site.lay("/", Page::of("text/html", page));
    let problem = post(&lea, CHECK).await.expect(422).json();
    assert_eq!(found(&problem), [("file", "not-text"), ("link", "nothing")], "{problem}");
    site.lay("/.well-known/codesocial-claim.txt", Page::Endless);
    site.lay("/", Page::of("text/html", vec![b'x'; (1 << 20) + 1]));
    let problem = post(&lea, CHECK).await.expect(422).json();
    assert_eq!(found(&problem), [("file", "too-long"), ("link", "too-long")], "{problem}");
    site.lay("/.well-known/codesocial-claim.txt", Page::Silence);
    site.lay("/", Page::Drip);
    let began = tokio::time::Instant::now();
    let problem = post(&lea, CHECK).await.expect(422).json();
    assert_eq!(found(&problem), [("file", "too-slow"), ("link", "too-slow")], "{problem}");
    assert!(began.elapsed() < FetchLimits::PROOF.total + Duration::from_secs(5));
    // The lookalike of a site is another site.
    told(&server, "La Forge", "https://fоrge.example/").await;
    let shown = lea.get(CLAIM, "application/json").await.expect(200).json();
    assert!(shown["site"].as_str().unwrap().starts_with("https://xn--"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_website_leads_inside() {
    let canary = Host::canary().await;
    let server = super::server().await;
    let lea = server.contributor(LEA).await;
    for host in ["127.0.0.1", "2130706433", "[::1]", "10.0.0.1", "169.254.169.254"] {
        for scheme in ["http", "https"] {
            told(&server, "La Forge", &format!("{scheme}://{host}:{}/", canary.port())).await;
            challenge(&lea).await;
            let problem = post(&lea, CHECK).await.expect(422).json();
            assert_eq!(found(&problem), [("file", "refused"), ("link", "refused")], "{scheme} {host}: {problem}");
            server.clock().advance(SignedDuration::from_mins(15));
        }
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tries_too_often_waits() {
    let site = Site::start().await;
    let server = server_of(site.host.base()).await;
    let lea = server.contributor(LEA).await;
    let mut tries = 0;
    let refused = loop {
        let reply = post(&lea, CLAIM).await;
        if reply.status != 201 {
            break reply;
        }
        tries += 1;
    };
    assert_eq!((tries, refused.expect(429).header("retry-after")), (20, "901"));
    post(&lea, CHECK).await.expect(429);
    assert_eq!(site.host.connections(), 0);
    server.clock().advance(SignedDuration::from_mins(16));
    post(&lea, CLAIM).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_document_leaves_no_claim() {
    let site = Site::start().await;
    let (server, _) = handed_over(&site).await;
    let registry = server.registry();
    let operator: Caller = registry.operator();
    let iri = Iri::parse("https://moulin.example/organizations/forge").unwrap();
    registry.erase(&operator, &[iri]).await.unwrap();
    assert_eq!(registry.claims(&operator, 9).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_asks_looks_gives_and_takes_back() {
    let site = Site::start().await;
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let turtle = format!(
        "@prefix cs: <https://w3id.org/codesocial#> . <{}organizations/forge> a cs:Organization ; \
         cs:name \"La Forge\"@fr ; cs:website <{}> .",
        instance.base(),
        site.host.base()
    );
    let file = instance.data().join("forge.ttl");
    std::fs::write(&file, turtle).unwrap();
    let command = |arguments: &[&str]| super::federation::command(&instance, arguments);
    command(&["import", "turtle", file.to_str().unwrap(), "--source-name", "carte"]);
    assert!(command(&["claims"]).contains("No imported page"));
    command(&["account", "create", "--account", LEA, "--role", "contributor"]);
    let document = "organizations/forge";
    let asked: Value = serde_json::from_str(&command(&["claim", document, "--account", LEA, "--json"])).unwrap();
    assert_eq!((&asked["ways"][0]["way"], &asked["ways"][1]["way"]), (&json!("file"), &json!("link")), "{asked}");
    let data = instance.data();
    let run = |arguments: &[&str]| {
        tests::process::run(super::PROGRAM, &[arguments, &["--data", data.to_str().unwrap()]].concat())
    };
    let refused = run(&["claim", document, "--account", LEA, "--check", "--lang", "fr"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("n’a pas été vu") && said.contains("il n’y a rien"), "{said}");
    site.lay_file(asked["challenge"].as_str().unwrap());
    assert!(command(&["claim", document, "--account", LEA, "--check"]).contains("is handed over"));
    let claims: Value = serde_json::from_str(&command(&["claims", "--json"])).unwrap();
    assert_eq!((&claims[0]["account"], &claims[0]["way"]), (&json!(LEA), &json!("file")), "{claims}");
    command(&["claim", document, "--take-back"]);
    assert_eq!(run(&["claim", document, "--take-back"]).status.code(), Some(1), "once");
    assert_eq!(run(&["claim", document, "--account", "nobody@forge.example", "--give"]).status.code(), Some(1));
    command(&["claim", document, "--account", LEA, "--give"]);
    assert!(command(&["claims"]).contains("by hand"));
    assert_eq!(run(&["claim", document]).status.code(), Some(2), "for whom?");
}
