//! The same organisation on several maps and here: found, confirmed, refused, merged, taken back, as far as each may see.

use model::syntax::Format;
use model::{Audience, Base, Iri, Reading, Role, Slug};
use registry::{SameDecision, SameError};
use serde_json::{Value, json};
use tests::browser::{Browser, local, unescaped};
use tests::{Instance, Server, process};

const MOULIN: &str = "organizations/moulin";
const ON_MAP: &str = "organizations/carte-1a";
const ON_COMMUNECTER: &str = "organizations/co-57186ed894ef47210d7b2401";
const ON_THE_MAP: &str = "https://carte.example/map#/fiche/_/1a/";

const OURS: &str = "@prefix cs: <https://w3id.org/codesocial#> .
<> a cs:Organization ; cs:name 'Le Moulin du Four'@fr ; cs:website <https://moulin-du-four.example/> ; cs:keyword 'pain'@fr ;
   cs:latitude 46.9481 ; cs:longitude 1.9937 .";

fn element(name: &str, summary: &str) -> String {
    let place = json!({ "streetAddress": "12 rue du Four", "addressLocality": "Issoudun", "postalCode": "36100" });
    let element = json!({
        "id": "1a", "name": name, "geo": { "latitude": 46.9482, "longitude": 1.9938 }, "address": place, "status": 1,
        "abstract": summary, "website": "https://moulin-du-four.example/", "createdAt": "2021-03-04T10:12:00+01:00",
        "updatedAt": "2024-02-01T09:00:00+01:00",
    });
    let licence = "https://opendatacommons.org/licenses/odbl/summary/";
    json!({ "licence": licence, "ontology": "gogofull", "data": [element] }).to_string()
}

fn entity() -> String {
    let address = json!({ "@type": "PostalAddress", "streetAddress": "12 rue du Four", "postalCode": "36100",
        "addressLocality": "Issoudun", "addressCountry": "FR" });
    let organization = json!({
        "@type": "Organization", "name": "Moulin du Four", "slug": "moulinDuFour", "address": address,
        "geo": { "@type": "GeoCoordinates", "latitude": "46.9482", "longitude": "1.9936" },
        "url": { "website": "https://www.moulin-du-four.example" },
        "preferences": { "isOpenData": true, "privateFields": [] },
    });
    json!({ "meta": { "limit": 7 }, "entities": { "57186ed894ef47210d7b2401": organization } }).to_string()
}

fn source(server: &Server, name: &str, page: Option<&str>) -> exchange::source::Source {
    exchange::source::Source {
        base: server.registry().base().clone(),
        name: Slug::from_text(name).unwrap(),
        audience: Audience::Public,
        licence: None,
        page: page.map(|page| Iri::parse(page).unwrap()),
    }
}

async fn read_map(server: &Server, name: &str, summary: &str) -> tests::Imported {
    let at = source(server, "carte", Some("https://carte.example/"));
    let text = element(name, summary);
    let mut reading = Reading::default();
    let mapping = exchange::mapping::Mapping::default();
    reading.extend(exchange::gogocarto::read(text.as_bytes(), &at, &mapping, None).map(Result::unwrap));
    server.import("carte", reading).await
}

async fn read_communecter(server: &Server) {
    let page = exchange::communecter::read(entity().as_bytes(), None, &source(server, "co", None)).unwrap();
    let mut reading = Reading::default();
    reading.extend(page.passages);
    let report = server.import("co", reading).await;
    assert!(report.counts.created > 0 && report.counts.refused == 0, "{report:?}");
}

/// One written here, the same on a map and on Communecter.
async fn three() -> Server {
    let server = super::server().await;
    server.administrator().put(&format!("/{MOULIN}"), OURS, "").await.expect(201);
    let report = read_map(&server, "Le Moulin du Four", "Du pain au levain.").await;
    assert!(report.counts.created > 0 && report.counts.refused == 0, "{report:?}");
    read_communecter(&server).await;
    server
}

fn iri(path: &str) -> String {
    Base::parse(tests::server::BASE).unwrap().service(path).to_string()
}

/// The pairs, by what stands after the instance's address; the lesser first.
fn pairs(told: &Value) -> Vec<[String; 2]> {
    let base = iri("");
    let short = |one: &Value| one["iri"].as_str().unwrap().replace(&base, "");
    let candidates = told["candidates"].as_array().unwrap();
    let mut pairs: Vec<[String; 2]> = candidates
        .iter()
        .map(|pair| {
            let mut both = [short(&pair["one"]), short(&pair["other"])];
            both.sort();
            both
        })
        .collect();
    pairs.sort();
    pairs
}

fn of(one: &str, other: &str) -> [String; 2] {
    let mut both = [one.to_owned(), other.to_owned()];
    both.sort();
    both
}

async fn asked(browser: &Browser) -> Value {
    browser.send(http::Method::GET, "/admin/same", &[("accept", "application/json")], "").await.expect(200).json()
}

async fn decide(browser: &Browser, decision: &str, one: &str, other: &str) -> String {
    let (one, other) = (iri(one), iri(other));
    let fields = [("one", one.as_str()), ("other", other.as_str()), ("decision", decision)];
    let led = browser.fill_in("/admin/same", "/admin/same", &fields).await;
    local(led.expect(303).header("location")).replace("/admin/same?done=", "")
}

/// What the document says by this property, as whoever is not signed in finds it.
async fn said(server: &Server, path: &str, property: &str) -> Vec<String> {
    let query = format!(
        "PREFIX cs: <https://w3id.org/codesocial#> PREFIX owl: <http://www.w3.org/2002/07/owl#> \
         SELECT ?said {{ <{}> {property} ?said }} ORDER BY ?said",
        iri(path)
    );
    server.anonymous().query(&query).await.expect(200).column("said")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_editor_confirms_is_found_by_everybody_until_it_is_undone() {
    let server = three().await;
    let editor = server.signed_in("e@moulin.example", Role::Editor).await;
    let all = vec![of(ON_MAP, ON_COMMUNECTER), of(ON_MAP, MOULIN), of(ON_COMMUNECTER, MOULIN)];
    let mut expected = all.clone();
    expected.sort();
    let told = asked(&editor).await;
    assert_eq!(pairs(&told), expected, "{told}");
    assert_eq!(told["compared"], 3, "{told}");
    let reasons = told["candidates"][0]["reasons"].as_array().unwrap();
    assert!(
        reasons.iter().any(|reason| reason["what"] == "host" && reason["text"] == "moulin-du-four.example"),
        "{told}"
    );
    for (language, words) in
        [("fr", "même site web : moulin-du-four.example"), ("en", "same website: moulin-du-four.example")]
    {
        let page = editor.open(&format!("/admin/same?lang={language}")).await;
        let text = unescaped(page.expect(200).text());
        assert!(text.contains(words) && text.contains("12 rue du Four"), "{words} in {text}");
    }

    assert_eq!(decide(&editor, "confirm", ON_MAP, MOULIN).await, "confirmed", "whoever is named first");
    assert_eq!(said(&server, MOULIN, "cs:transiscopeRecord").await, [ON_THE_MAP]);
    assert_eq!(said(&server, MOULIN, "owl:sameAs").await, Vec::<String>::new());
    assert_eq!(decide(&editor, "confirm", MOULIN, ON_COMMUNECTER).await, "confirmed");
    let records = said(&server, MOULIN, "cs:communecterRecord").await;
    assert_eq!(records, said(&server, ON_COMMUNECTER, "cs:communecterRecord").await);
    assert!(records.iter().any(|record| record.contains("57186ed894ef47210d7b2401")), "{records:?}");
    assert_eq!(pairs(&asked(&editor).await), Vec::<[String; 2]>::new(), "the third is said by the other two");
    assert_eq!(decide(&editor, "confirm", MOULIN, ON_MAP).await, "decided");
    let page = server.browser().open(&format!("/{ON_MAP}?lang=fr")).await;
    let text = unescaped(page.expect(200).text());
    assert!(text.contains("Aussi connue comme") && text.contains(MOULIN), "{text}");
    let history = server.anonymous().get(&format!("/{MOULIN}/versions/?lang=en"), "text/html").await;
    assert!(history.expect(200).text().contains("same organisation"), "{}", history.text());

    assert_eq!(decide(&editor, "undo", MOULIN, ON_MAP).await, "undone");
    assert_eq!(said(&server, MOULIN, "cs:transiscopeRecord").await, Vec::<String>::new());
    assert_eq!(said(&server, MOULIN, "cs:communecterRecord").await, records, "the other decision stands");
    let again = pairs(&asked(&editor).await);
    assert!(again.contains(&of(ON_MAP, MOULIN)), "{again:?}");
    assert_eq!(decide(&editor, "undo", MOULIN, ON_MAP).await, "not-decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_editor_refuses_is_not_asked_again() {
    let server = three().await;
    let editor = server.signed_in("e@moulin.example", Role::Editor).await;
    let before = server.anonymous().get(&format!("/{MOULIN}"), "application/n-quads").await.text().to_owned();
    assert_eq!(decide(&editor, "refuse", MOULIN, ON_MAP).await, "refused");
    let left = pairs(&asked(&editor).await);
    assert!(left.len() == 2 && !left.contains(&of(ON_MAP, MOULIN)), "{left:?}");
    // Nor after the map was read again, though the document says something else.
    read_map(&server, "Moulin du Four (Issoudun)", "Du pain.").await;
    let left = pairs(&asked(&editor).await);
    assert!(!left.contains(&of(ON_MAP, MOULIN)), "{left:?}");
    assert_eq!(server.anonymous().get(&format!("/{MOULIN}"), "application/n-quads").await.text(), before);
    assert_eq!(decide(&editor, "undo", ON_MAP, MOULIN).await, "undone");
    assert!(pairs(&asked(&editor).await).contains(&of(ON_MAP, MOULIN)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_takes_what_is_missing_and_the_next_run_leaves_it() {
    let server = three().await;
    let editor = server.signed_in("e@moulin.example", Role::Editor).await;
    let before = server.anonymous().get(&format!("/{MOULIN}"), "application/n-quads").await.text().to_owned();
    assert_eq!(decide(&editor, "merge", MOULIN, ON_MAP).await, "merged");
    assert_eq!(said(&server, MOULIN, "cs:summary").await, ["Du pain au levain."]);
    assert_eq!(said(&server, MOULIN, "cs:address/cs:postalCode").await, ["36100"]);
    assert_eq!(said(&server, MOULIN, "cs:latitude").await, ["46.9481"], "what was written here stays");
    assert_eq!(said(&server, MOULIN, "cs:transiscopeRecord").await, [ON_THE_MAP]);
    let merged = server.anonymous().get(&format!("/{MOULIN}"), "application/n-quads").await.text().to_owned();
    let run = read_map(&server, "Le Moulin du Four", "Du pain, et des brioches.").await;
    assert_eq!(run.counts.updated, 1, "the sheet of the map goes on: {run:?}");
    assert_eq!(server.anonymous().get(&format!("/{MOULIN}"), "application/n-quads").await.text(), merged);
    let left = pairs(&asked(&editor).await);
    assert!(!left.contains(&of(ON_MAP, MOULIN)), "{left:?}");

    assert_eq!(decide(&editor, "undo", MOULIN, ON_MAP).await, "undone");
    assert_eq!(server.anonymous().get(&format!("/{MOULIN}"), "application/n-quads").await.text(), before);

    // Whoever rewrote what was taken is not undone.
    assert_eq!(decide(&editor, "merge", MOULIN, ON_MAP).await, "merged");
    let client = server.administrator();
    let patch = |patch: &str| {
        let headers = [("content-type", "application/sparql-update")];
        let patch = format!("PREFIX cs: <https://w3id.org/codesocial#> {patch}");
        let client = &client;
        async move { client.send(http::Method::PATCH, &format!("/{MOULIN}"), &headers, patch).await }
    };
    patch(
        "DELETE DATA { <> cs:summary 'Du pain, et des brioches.'@fr } ; INSERT DATA { <> cs:summary 'Brioches.'@fr }",
    )
    .await
    .expect(204);
    assert_eq!(decide(&editor, "undo", MOULIN, ON_MAP).await, "changed-since");
    assert_eq!(said(&server, MOULIN, "cs:transiscopeRecord").await, [ON_THE_MAP], "nothing of it");
    // Another place is nobody's quarrel.
    patch("DELETE DATA { <> cs:summary 'Brioches.'@fr } ; INSERT DATA { <> cs:alternateName 'MdF'@fr }")
        .await
        .expect(204);
    assert_eq!(decide(&editor, "undo", MOULIN, ON_MAP).await, "undone");
    assert_eq!(said(&server, MOULIN, "cs:alternateName").await, ["MdF"]);
    assert_eq!(said(&server, MOULIN, "cs:transiscopeRecord|cs:address").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_both_are_imported_the_first_one_here_takes_up_and_its_source_goes_on() {
    let server = super::server().await;
    read_map(&server, "Le Moulin du Four", "Du pain au levain.").await;
    server.clock().advance(jiff::SignedDuration::from_hours(1));
    read_communecter(&server).await;
    let editor = server.signed_in("e@moulin.example", Role::Editor).await;
    let told = asked(&editor).await;
    assert_eq!(told["candidates"][0]["one"]["source"], "carte", "{told}");
    assert_eq!(decide(&editor, "merge", ON_MAP, ON_COMMUNECTER).await, "merged");
    let records = said(&server, ON_MAP, "cs:communecterRecord").await;
    assert!(!records.is_empty());
    let run = read_map(&server, "Le Moulin du Four", "Des brioches.").await;
    assert_eq!((run.counts.updated, run.counts.refused), (1, 0), "{run:?}");
    assert_eq!(said(&server, ON_MAP, "cs:summary").await, ["Des brioches."]);
    assert_eq!(said(&server, ON_MAP, "cs:communecterRecord").await, records, "the next run leaves the link");
    assert_eq!(pairs(&asked(&editor).await), Vec::<[String; 2]>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_read_a_document_never_learns_that_it_is_a_candidate() {
    let server = super::server().await;
    server.administrator().put(&format!("/{MOULIN}"), OURS, "").await.expect(201);
    let (owner, other) = (
        server.signed_in("o@moulin.example", Role::Editor).await,
        server.signed_in("e@moulin.example", Role::Editor).await,
    );
    let token = server.registry().issue_token("o@moulin.example", vec![model::Scope::Read, model::Scope::Write]).await;
    let closed = OURS.replace("<> a", "<> cs:audience cs:Private ; a");
    server.with_token(&token.unwrap()).put("/organizations/secret", &closed, "").await.expect(201);
    let pair = of(MOULIN, "organizations/secret");

    let nothing = async |when: &str| {
        let told = asked(&other).await;
        assert_eq!(
            (pairs(&told), &told["compared"], &told["decisions"]),
            (Vec::new(), &json!(1), &json!([])),
            "{when}: {told}"
        );
        let page = other.open("/admin/same").await;
        assert!(!page.expect(200).text().contains("secret"), "{when}: {}", page.text());
        let page = other.open(&format!("/{MOULIN}")).await;
        assert!(!page.expect(200).text().contains("secret"), "{when}: {}", page.text());
        let document = server.anonymous().get(&format!("/{MOULIN}"), "text/turtle").await;
        assert!(!document.text().contains("secret"), "{when}: {}", document.text());
        // Of what is closed it is said what is said of what never was.
        let registry = server.registry();
        let token =
            registry.issue_token("e@moulin.example", vec![model::Scope::Read, model::Scope::Write]).await.unwrap();
        let caller = registry.authenticate(&token).await.unwrap().unwrap();
        for path in ["organizations/secret", "organizations/never"] {
            let both = [MOULIN, path].map(|path| Iri::parse(&iri(path)).unwrap());
            let both = [&both[0], &both[1]];
            for decision in [SameDecision::Confirmed, SameDecision::Refused, SameDecision::Merged] {
                let refused = registry.decide_same(&caller, both, decision, None).await;
                let is_nothing =
                    |error: &SameError| matches!(error, SameError::Refused(registry::ChangeError::NotFound));
                assert!(refused.as_ref().is_err_and(is_nothing), "{when}: {refused:?}");
                let undone = registry.undo_same(&caller, both, None).await;
                assert!(undone.as_ref().is_err_and(is_nothing), "{when}: {undone:?}");
            }
        }
    };
    nothing("before").await;
    assert_eq!(pairs(&asked(&owner).await), std::slice::from_ref(&pair));
    nothing("after its owner saw it").await;
    // The closed one names the open one, never the other way round.
    assert_eq!(decide(&owner, "confirm", MOULIN, "organizations/secret").await, "confirmed");
    let told = asked(&owner).await;
    assert_eq!(told["decisions"][0]["written"], iri("organizations/secret"), "{told}");
    nothing("after it was confirmed").await;
    assert_eq!(decide(&owner, "undo", MOULIN, "organizations/secret").await, "undone");
    nothing("after it was undone").await;

    let contributor = server.contributor("c@moulin.example").await;
    contributor.get("/admin/same", "application/json").await.expect(403);
    server.anonymous().get("/admin/same", "application/json").await.expect(401);
    let led = server.browser().open("/admin/same").await;
    assert!(local(led.expect(303).header("location")).starts_with("/login?next="));
}

/// What another instance tells of an organisation.
async fn told(server: &Server, name: &str, audience: Audience) -> String {
    let iri = Iri::parse(&format!("https://b.example/organizations/{name}")).unwrap();
    let turtle = format!("{OURS} <> cs:summary 'Du pain, dit-on.'@fr .");
    let quads = model::syntax::parse(turtle.as_bytes(), Format::Turtle, &iri, 99).unwrap();
    let document = model::Document::admit(iri.clone(), quads.into_iter().map(Into::into).collect()).unwrap();
    let content = registry::ToldContent::Put { document, audience };
    let origin = Iri::parse("https://b.example/actor").unwrap();
    let told = registry::Told { iri: iri.clone(), origin, said: Some(1), at: None, content };
    let registry = server.registry();
    let done = registry.mirror(&registry.operator(), vec![told]).await.unwrap();
    assert!(matches!(done[..], [registry::Mirroring::Done(registry::MirrorOutcome::Created)]), "{done:?}");
    iri.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_from_elsewhere_is_linked_and_says_nothing_itself() {
    let server = super::server().await;
    server.administrator().put(&format!("/{MOULIN}"), OURS, "").await.expect(201);
    let theirs = told(&server, "moulin", Audience::Public).await;
    let closed = told(&server, "ferme", Audience::Network).await;
    let editor = server.signed_in("e@moulin.example", Role::Editor).await;
    let listed = asked(&editor).await;
    assert_eq!(listed["candidates"].as_array().unwrap().len(), 3, "{listed}");
    let (registry, operator) = (server.registry(), server.registry().operator());
    let [ours, there, network] = [iri(MOULIN), theirs.clone(), closed.clone()].map(|iri| Iri::parse(&iri).unwrap());
    let merge = registry.decide_same(&operator, [&there, &ours], SameDecision::Merged, None).await.unwrap();
    assert_eq!(merge.written.as_ref(), Some(&ours));
    assert_eq!(said(&server, MOULIN, "owl:sameAs").await, std::slice::from_ref(&theirs));
    assert_eq!(said(&server, MOULIN, "cs:summary").await, ["Du pain, dit-on."]);
    let page = server.browser().open(&format!("/elsewhere?iri={theirs}&lang=fr")).await;
    assert!(unescaped(page.expect(200).text()).contains("Aussi connue comme"), "{}", page.text());

    // What only members may read is named in no public document, and what is from elsewhere nobody writes.
    let remembered = registry.decide_same(&operator, [&ours, &network], SameDecision::Confirmed, None).await.unwrap();
    assert_eq!(remembered.written, None);
    let merged = registry.decide_same(&operator, [&there, &network], SameDecision::Merged, None).await;
    assert!(matches!(merged, Err(SameError::NoTaker)), "{merged:?}");
    assert_eq!(said(&server, MOULIN, "owl:sameAs").await, [theirs]);
    let public = server.browser().open(&format!("/{MOULIN}")).await;
    assert!(!public.expect(200).text().contains("ferme"), "{}", public.text());
    let members = editor.open(&format!("/{MOULIN}")).await;
    assert!(members.expect(200).text().contains("ferme"), "{}", members.text());
    assert_eq!(pairs(&asked(&editor).await), Vec::<[String; 2]>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_decides() {
    let server = three().await;
    let (registry, operator) = (server.registry(), server.registry().operator());
    let both = [MOULIN, ON_MAP].map(|path| Iri::parse(&iri(path)).unwrap());
    let decide = async |decision| registry.decide_same(&operator, [&both[0], &both[1]], decision, None).await;
    for _ in 0..5 {
        let (one, other, third) =
            tokio::join!(decide(SameDecision::Confirmed), decide(SameDecision::Refused), decide(SameDecision::Merged));
        let outcomes = [one, other, third];
        let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let late = outcomes.iter().filter(|outcome| matches!(outcome, Err(SameError::Decided))).count();
        assert_eq!((done, late), (1, 2), "{outcomes:?}");
        let undo = async || registry.undo_same(&operator, [&both[0], &both[1]], None).await;
        let (one, other) = tokio::join!(undo(), undo());
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    }
    // Two pairs of one document: both are written.
    let third = Iri::parse(&iri(ON_COMMUNECTER)).unwrap();
    let (one, other) = tokio::join!(
        registry.decide_same(&operator, [&both[0], &both[1]], SameDecision::Confirmed, None),
        registry.decide_same(&operator, [&both[0], &third], SameDecision::Merged, None)
    );
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    assert_eq!(said(&server, MOULIN, "cs:transiscopeRecord").await, [ON_THE_MAP]);
    assert!(!said(&server, MOULIN, "cs:communecterRecord").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_document_goes_what_was_decided_of_it() {
    let server = three().await;
    let editor = server.signed_in("e@moulin.example", Role::Editor).await;
    assert_eq!(decide(&editor, "refuse", MOULIN, ON_MAP).await, "refused");
    assert_eq!(decide(&editor, "refuse", MOULIN, ON_COMMUNECTER).await, "refused");
    let registry = server.registry();
    registry.erase(&registry.operator(), std::slice::from_ref(&Iri::parse(&iri(ON_MAP)).unwrap())).await.unwrap();
    let told = asked(&editor).await;
    assert_eq!(told["decisions"].as_array().unwrap().len(), 1, "{told}");
    assert!(!told.to_string().contains("carte-1a"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_the_same() {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let folder = tempfile::tempdir().unwrap();
    let turtle = |name: &str, key: &str| {
        format!(
            "@prefix cs: <https://w3id.org/codesocial#> . <organizations/{key}> a cs:Organization ; cs:name '{name}'@fr ;
             cs:website <https://moulin-du-four.example/> ; cs:latitude 46.9481 ; cs:longitude 1.9937 ."
        )
    };
    let data = instance.data();
    let run = |arguments: &[&str]| {
        let all = [arguments, &["--lang", "fr", "--data", data.to_str().unwrap()]].concat();
        let output = process::run(super::PROGRAM, &all);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.success(), text(&output.stdout) + &text(&output.stderr))
    };
    for (name, key) in [("Le Moulin du Four", "a"), ("Moulin du Four", "b")] {
        let file = folder.path().join(format!("{key}.ttl"));
        std::fs::write(&file, turtle(name, key)).unwrap();
        let (done, said) = run(&["import", "turtle", file.to_str().unwrap()]);
        assert!(done, "{said}");
    }
    let listed = |running: &str| {
        let (done, said) = run(&["same"]);
        assert!(done && said.contains("même site web : moulin-du-four.example"), "{running}: {said}");
        let (_, said) = run(&["same", "--json"]);
        let told: Value = serde_json::from_str(&said).unwrap();
        assert_eq!((told["candidates"].as_array().unwrap().len(), &told["compared"]), (1, &json!(2)), "{said}");
        let (_, said) = run(&["same", "--json", "--territory", "territories/issoudun"]);
        assert!(said.contains("\"candidates\": []"), "{said}");
    };
    listed("beside a running instance");
    let (done, said) = run(&["same", "confirm", "organizations/a", "organizations/b"]);
    assert!(done && said.contains("Écrit dans"), "{said}");
    let (done, said) = run(&["same", "refuse", "organizations/a", "organizations/b"]);
    assert!(!done && said.contains("C’est déjà décidé"), "{said}");
    instance.stop();
    let (done, said) = run(&["same"]);
    assert!(done && said.contains("Rien à décider") && said.contains("la même : "), "{said}");
    let (done, said) = run(&["same", "undo", "organizations/b", "organizations/a"]);
    assert!(done && said.contains("défait"), "{said}");
    listed("at rest");
    let (done, said) = run(&["same", "merge", "organizations/a", "organizations/never"]);
    assert!(!done, "{said}");
}
