//! The real wiki page becomes linked data that answers questions.

use axum::http::StatusCode;
use cli::parts::{SystemChance, SystemClock};
use journal::Journal;
use model::Slug;
use registry::{Fate, RunCounts};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::peer::{Host, Page, until};
use tests::{Imported, Instance, Server, process, shared};

fn page() -> Option<PathBuf> {
    shared().map(|folder| folder.join("seeds/resilience-wiki-page.txt"))
}

async fn imported(server: &Server, page: &PathBuf) -> Imported {
    let bytes = std::fs::read(page).unwrap();
    server.import("page", exchange::resilience_wiki::read(&bytes, server.registry().base()).unwrap()).await
}

const PREFIXES: &str = "PREFIX cs: <https://w3id.org/codesocial#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_the_three_questions() {
    let Some(page) = page() else { return };
    let server = super::server().await;
    let report = imported(&server, &page).await;
    let refused: Vec<_> = report.records.iter().filter(|record| record.fate == Fate::Refused).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    let anonymous = server.anonymous();
    let ask = async |query: &str, column: &str| {
        anonymous.query(&format!("{PREFIXES}{query}")).await.expect(200).column(column)
    };

    let using = ask("SELECT ?name { ?o a cs:Organization ; cs:usesDemarche ?d ; cs:name ?name . ?d cs:name 'Démarche #CodeSocial'@fr }", "name").await;
    for name in ["WeMob", "Mnemotix", "Rokh", "Map In Action"] {
        assert!(using.iter().any(|found| found == name), "{name} among {using:?}");
    }
    let serving =
        ask("SELECT ?action { ?a a cs:Action ; cs:name ?action ; cs:realises ?i . ?i a cs:Intention }", "action").await;
    assert!(serving.len() >= 7, "{serving:?}");
    let under = ask(
        "SELECT ?name { ?c skos:broader/skos:prefLabel 'Facteurs de résilience'@fr ; skos:prefLabel ?name }",
        "name",
    )
    .await;
    for name in ["Culture", "Economie", "Gouvernance", "Infrastructure", "Instruments", "Urbanisme"] {
        assert!(under.iter().any(|found| found == name), "{name} among {under:?}");
    }
    let people = ask("SELECT ?p { ?p a cs:Person }", "p").await;
    assert_eq!(people, Vec::<String>::new(), "people start with members");
    let members = server.contributor("m@a.example").await;
    assert!(members.query(&format!("{PREFIXES}SELECT ?p {{ ?p a cs:Person }}")).await.column("p").len() >= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_page_twice_changes_nothing() {
    let Some(page) = page() else { return };
    let server = super::server().await;
    let first = imported(&server, &page).await;
    let head = server.registry().head();
    let second = imported(&server, &page).await;
    assert_eq!(second.counts.unchanged, first.records.len() as u64);
    assert_eq!(server.registry().head(), head, "not one entry");
}

#[test]
fn the_command_imports_the_page() {
    let Some(page) = page() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let run = |arguments: &[&str]| {
        let output = process::run(super::PROGRAM, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["init", "--data", data, "--base", "http://127.0.0.1:8080/", "--name", "Issoire"]);
    let import = ["import", "resilience-wiki", page.to_str().unwrap(), "--data", data, "--json"];
    let first: serde_json::Value = serde_json::from_str(&run(&import)).unwrap();
    assert!(first["created"].as_u64().unwrap() > 50, "{first}");
    assert_eq!(first["refused"], 0, "{first}");
    let second: serde_json::Value = serde_json::from_str(&run(&import)).unwrap();
    assert_eq!((&second["created"], &second["updated"]), (&0.into(), &0.into()), "{second}");
    assert_eq!(second["unchanged"], first["created"]);
}

const TOLD: &str = r#"@prefix cs: <https://w3id.org/codesocial#> .
    <organizations/wemob> a cs:Organization ; cs:name "WeMob"@fr ; cs:summary "SUMMARY"@fr ."#;

async fn told(server: &Server, source: &str, summary: &str) -> RunCounts {
    let turtle = TOLD.replace("SUMMARY", summary);
    let registry = server.registry();
    let reading: model::Reading =
        exchange::rdf::read(turtle.as_bytes(), model::syntax::Format::Turtle, registry.base())
            .unwrap()
            .map(Result::unwrap)
            .collect();
    server.import(source, reading).await.counts
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_never_undoes_peoples_work() {
    let server = super::server().await;
    let page =
        "Description : Une démarche.\nOrganisations utilisatrice ou intéressée par utiliser la ressource : WeMob\n";
    let mention = async || {
        let reading = exchange::resilience_wiki::read(page.as_bytes(), server.registry().base()).unwrap();
        let report = server.import("page", reading).await;
        let wemob = report.records.into_iter().find(|record| record.name.ends_with("/organizations/wemob"));
        wemob.unwrap().fate
    };
    assert_eq!(mention().await, Fate::Created);
    // Whoever tells knows more than whoever mentioned it.
    assert_eq!(told(&server, "a.ttl", "1").await.updated, 1);
    assert_eq!(mention().await, Fate::Unchanged, "it mentions it as before");
    // The same source goes on; another one does not undo it, nor does any undo what a person wrote.
    assert_eq!(told(&server, "a.ttl", "2").await.updated, 1);
    assert_eq!(told(&server, "b.ttl", "3").await.refused, 1);
    let path = "/organizations/wemob";
    server.administrator().put(path, &tests::organization("WeMob SAS"), "*").await.expect(204);
    assert_eq!(told(&server, "a.ttl", "4").await.kept, 1);
    let stands = server.anonymous().get(path, "text/turtle").await;
    let stands = stands.text();
    assert!(stands.contains("WeMob SAS") && !stands.contains("\"4\""), "{stands}");
}

/// What `codesocial import` says, as JSON, of a file.
fn import(instance: &Instance, arguments: &[&str]) -> serde_json::Value {
    let data = instance.data();
    let all = [&["import"], arguments, &["--json", "--data", data.to_str().unwrap()]].concat();
    let done = process::run(super::PROGRAM, &all);
    serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)))
}

/// The numbers: created, updated, unchanged.
fn numbers(report: &serde_json::Value) -> [u64; 3] {
    ["created", "updated", "unchanged"].map(|name| report[name].as_u64().unwrap())
}

fn ask(instance: &Instance, query: &str) -> String {
    let data = instance.data();
    let asked = ["query", query, "--data", data.to_str().unwrap()];
    String::from_utf8(process::run(super::PROGRAM, &asked).stdout).unwrap()
}

const ALL: &str = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }";

/// A map of GoGoCarto: read, read again, changed there, and by somebody here.
#[tokio::test(flavor = "multi_thread")]
async fn a_map_is_read_again_and_again() {
    let element = |name: &str, status: i8| {
        serde_json::json!({
            "id": "1aB", "name": name, "geo": { "latitude": 47.21, "longitude": -1.55 }, "status": status,
            "categories": ["Réparer"], "email": "accueil@ressourcerie.example", "telephone": ["0240000000"],
            "subscriberEmails": ["someone@else.example"],
        })
    };
    let envelope = |elements: &[serde_json::Value]| {
        let licence = "https://opendatacommons.org/licenses/odbl/summary/";
        serde_json::json!({ "licence": licence, "ontology": "gogofull", "data": elements }).to_string()
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("carte.json");
    let path = file.to_str().unwrap();
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let mut pending = element("Pas encore", 0);
    pending["id"] = "2b".into();
    std::fs::write(&file, envelope(&[element("La Ressourcerie", 3), pending.clone()])).unwrap();
    let arguments = ["gogocarto", path, "--source-name", "pdcn"];

    let would = import(&instance, &[&arguments[..], &["--dry-run"]].concat());
    assert!(would["dry_run"] == true && would["created"].as_u64() >= Some(2), "{would}");
    assert!(!ask(&instance, ALL).contains("La Ressourcerie"), "nothing was written");
    let first = import(&instance, &arguments);
    let created = first["created"].as_u64().unwrap();
    assert!(created >= 2, "the sheet, and its contact details: {first}");
    let refused: Vec<_> =
        first["records"].as_array().unwrap().iter().filter(|one| one["outcome"] == "refused").collect();
    assert_eq!((refused.len(), &refused[0]["items"]), (1, &serde_json::json!([2])), "{first}");
    assert_eq!(numbers(&import(&instance, &arguments)), [0, 0, created], "the same again changes nothing");
    let all = ask(&instance, ALL);
    assert!(all.contains("La Ressourcerie") && all.contains("accueil@ressourcerie.example"), "{all}");
    assert!(!all.contains("someone@else.example"), "whoever subscribed there is not known here");
    let listed = super::federation::client().get(format!("{}organizations/", instance.base())).send().await.unwrap();
    let anybody = listed.text().await.unwrap();
    assert!(anybody.contains("La Ressourcerie") && !anybody.contains("accueil@"), "{anybody}");

    // Of another file the same source: what it is called says so.
    let file = folder.path().join("carte-2.json");
    std::fs::write(&file, envelope(&[element("La Grande Ressourcerie", 3)])).unwrap();
    let changed = import(&instance, &["gogocarto", file.to_str().unwrap(), "--source-name", "pdcn"]);
    assert!(changed["updated"].as_u64().unwrap() >= 1 && changed["created"] == 0, "under the same address: {changed}");

    // Another element comes, and with it a mistake: the run is taken back, and comes again.
    let mut second = element("Le Café", 1);
    second["id"] = "3c".into();
    std::fs::write(&file, envelope(&[second])).unwrap();
    let wrong = import(&instance, &["gogocarto", file.to_str().unwrap(), "--source-name", "pdcn"]);
    assert!(wrong["created"].as_u64() >= Some(1) && wrong["vanished"].as_u64() >= Some(1), "{wrong}");
    let run = wrong["run"].to_string();
    let undone = import(&instance, &["undo", &run]);
    assert_eq!((undone["ended"].as_u64(), &undone["left"]), (wrong["created"].as_u64(), &serde_json::json!([])));
    assert!(!ask(&instance, ALL).contains("Le Café"), "{undone}");
    let again = import(&instance, &["gogocarto", file.to_str().unwrap(), "--source-name", "pdcn"]);
    assert_eq!(again["created"], wrong["created"], "{again}");

    let data = instance.data();
    let sources = process::run(super::PROGRAM, &["sources", "--json", "--data", data.to_str().unwrap()]);
    let sources: serde_json::Value = serde_json::from_slice(&sources.stdout).unwrap();
    assert_eq!((&sources[0]["name"], &sources[0]["last"]["run"]), (&"pdcn".into(), &again["run"]), "{sources}");
    let told = process::run(super::PROGRAM, &["sources", "report", &run, "--json", "--data", data.to_str().unwrap()]);
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert!(told["undone"].is_string() && told["records"][0]["items"] == serde_json::json!([1]), "{told}");
    instance.stop();
}

/// A map that is read again and again by the running instance; when it fails, the run says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_read_when_it_is_due() {
    let answer = Arc::new(Mutex::new((200, map("La Ressourcerie"))));
    let (shown, asked) = (answer.clone(), Arc::new(AtomicUsize::new(0)));
    let counted = asked.clone();
    let app = axum::Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        let (status, body) = shown.lock().unwrap().clone();
        async move { (StatusCode::from_u16(status).unwrap(), body) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/api/elements.json", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let host = address.split('/').nth(2).unwrap().to_owned();
    let arguments = ["gogocarto", &address, "--source-name", "carte", "--allow-host", &host, "--every", "5m"];
    let first = import(&instance, &arguments);
    assert_eq!((&first["created"], &first["failure"]), (&1.into(), &serde_json::Value::Null), "{first}");
    for (answered, why) in [
        ((200, "<html>Une erreur</html>".to_owned()), "JSON"),
        ((500, "{}".to_owned()), "500"),
        ((200, map("La Ressourcerie").replace("]}", "")), "ends in the middle"),
    ] {
        *answer.lock().unwrap() = answered;
        let failed = import(&instance, &arguments);
        assert!(failed["failure"].as_str().is_some_and(|failure| failure.contains(why)), "{why}: {failed}");
        assert_eq!(failed["vanished"], 0, "{failed}");
    }
    // Nobody waits five minutes for a test.
    *answer.lock().unwrap() = (200, map("La Grande Ressourcerie"));
    instance.stop();
    let journal = instance.data().join("journal.sqlite");
    let journal = Journal::open(&journal, Arc::new(SystemClock), Arc::new(SystemChance)).await.unwrap();
    let name = Slug::from_text("carte").unwrap();
    let every = journal.source(&name).await.unwrap().unwrap().every;
    assert_eq!(every, Some(registry::import::source::SHORTEST_INTERVAL));
    journal.schedule_source(&name, Some(Duration::from_secs(2))).await.unwrap();
    journal.close().await;
    let before = asked.load(Ordering::SeqCst);
    instance.start();
    until("the source is read", async || ask(&instance, ALL).contains("La Grande Ressourcerie").then_some(())).await;
    assert!(asked.load(Ordering::SeqCst) > before);
    let data = instance.data();
    let stopped = process::run(super::PROGRAM, &["sources", "stop", "carte", "--data", data.to_str().unwrap()]);
    assert!(stopped.status.success());
    let sources = process::run(super::PROGRAM, &["sources", "--json", "--data", data.to_str().unwrap()]);
    let sources: serde_json::Value = serde_json::from_slice(&sources.stdout).unwrap();
    assert_eq!((&sources[0]["every"], &sources[0]["next"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert!(sources[0]["last"]["run"].as_u64() > first["run"].as_u64(), "{sources}");
    instance.stop();
}

fn map(name: &str) -> String {
    let element = serde_json::json!({ "id": "1", "name": name, "geo": { "latitude": 47.2, "longitude": -1.5 } });
    format!(r#"{{"ontology":"gogofull","data":[{element}]}}"#)
}

/// A page of Communecter's API.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_communecter_is_read() {
    let Some(shared) = shared() else { return };
    let list = shared.join("data/communecter/constructed/organization.get.list.json");
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let arguments = ["communecter", list.to_str().unwrap(), "--source-name", "communecter"];
    let first = import(&instance, &arguments);
    let created = first["created"].as_u64().unwrap();
    assert!(
        created >= 1 && first["records"].as_array().unwrap().iter().all(|one| one["outcome"] != "refused"),
        "{first}"
    );
    assert_eq!(numbers(&import(&instance, &arguments)), [0, 0, created]);
    instance.stop();
}

fn fixture(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/import");
    folder.join(name).to_str().unwrap().to_owned()
}

/// A table, whose columns are guessed: tried, told as a mapping, read with it, and again.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_guessed_and_read() {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let table = fixture("csv/structures-windows-1252.csv");
    let arguments = ["csv", &table, "--source-name", "structures"];
    let would = import(&instance, &[&arguments[..], &["--dry-run"]].concat());
    let mapping = would["mapping"].as_str().unwrap();
    assert!(mapping.contains("key = \"Identifiant\"") && mapping.contains("\"Nom\" = \"cs:name\""), "{mapping}");
    let first = import(&instance, &arguments);
    assert_eq!((numbers(&first), &first["refused"]), ([5, 0, 0], &3.into()), "{first}");
    assert!(first.get("mapping").is_none(), "it is told before it is done");
    let lines: Vec<_> = first["records"].as_array().unwrap().iter().map(|one| one["lines"][0].as_u64()).collect();
    assert!(lines.iter().all(Option::is_some), "each has its line: {first}");
    // What was told does the same; and a word of it changed changes what it is of.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("map.toml");
    std::fs::write(&file, mapping).unwrap();
    let again = [&arguments[..], &["--map", file.to_str().unwrap()]].concat();
    assert_eq!(numbers(&import(&instance, &again)), [0, 0, 5]);
    std::fs::write(
        &file,
        mapping.replace("\"Budget\"", "\"none\"").replace("[fields]", "[fields]\nBudget = \"leave out\""),
    )
    .unwrap();
    assert_eq!(numbers(&import(&instance, &again)), [0, 1, 4]);
    let all = ask(&instance, ALL);
    assert!(all.contains("Café associatif « L’Été »") && all.contains("bonjour@cafe.example"), "{all}");
    instance.stop();
}

/// The other formats: imported, and again, which changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn neighbours_are_read_again_and_again() {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    for (format, name, created, refused, expected) in [
        ("pair", "pair/ecosystem.ttl", 15, 2, "Le four à pain"),
        ("geojson", "geojson/overpass.geojson", 2, 0, "7 Rue du Pont"),
        ("geojson", "geojson/umap.geojson", 3, 1, "Sentier des moulins"),
        ("murmurations", "murmurations/profiles.json", 9, 6, "An oven on Saturdays"),
        ("murmurations", "murmurations/organization.json", 2, 0, "The Mill"),
    ] {
        let source = fixture(name);
        let arguments = [format, &source, "--source-name", &name.replace(['/', '.'], "-")];
        let first = import(&instance, &arguments);
        assert_eq!((numbers(&first), &first["refused"]), ([created, 0, 0], &refused.into()), "{name}: {first}");
        let again = import(&instance, &arguments);
        assert_eq!(numbers(&again), [0, 0, created], "{name}: {again}");
        assert!(ask(&instance, ALL).contains(expected), "{name}");
    }
    let listed = super::federation::client().get(format!("{}people/", instance.base())).send().await.unwrap();
    let anybody = listed.text().await.unwrap();
    assert!(!anybody.contains("Ana"), "people are for the members first: {anybody}");
    instance.stop();
}

/// What cannot be read is said in the language of whoever asked, and nothing of it is written.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told() {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let whole = written("a.json", r#"{"data": [{"id": "1", "name": "A"}]}"#);
    let map = |text: &str| written(&format!("{}.toml", text.len()), text);
    for (format, source, options, expected) in [
        ("gogocarto", written("b.json", r#"{"data": [{"id": "1", "name": "A"}"#), vec![], "après l’élément 1 le texte"),
        ("gogocarto", written("c.json", "<html>"), vec![], "après l’élément 0 ce n’est pas du JSON"),
        ("gogocarto", written("d.json", r#"{"error": "no"}"#), vec![], "la carte répond : no"),
        ("gogocarto", written("e.json", r#"{"ontology": "gogosync", "data": []}"#), vec![], "demandez gogofull"),
        ("gogocarto", whole.clone(), vec!["--map", &map("class = \"X\"")], "ligne 1 : « X » n’est pas une classe"),
        (
            "gogocarto",
            whole.clone(),
            vec!["--map", &map("[fields]\na = \"cs:x\"")],
            "ligne 2 : « cs:x » n’est pas une propriété",
        ),
        ("gogocarto", whole.clone(), vec!["--source-name", "—"], "n’a pas de lettre"),
        ("communecter", written("f.json", r#"{"error": 1}"#), vec![], "pas une liste de l’API de Communecter"),
        ("communecter", written("g.json", "{"), vec![], "ligne 1, colonne 1"),
        (
            "communecter",
            whole.clone(),
            vec!["--map", &map("class = \"Event\"")],
            "--map ne sert pas au format communecter",
        ),
        ("turtle", whole.clone(), vec!["--audience", "members"], "ne sert pas au format turtle"),
        ("gogocarto", whole.clone(), vec!["--every", "1d"], "--every est pour les adresses"),
        ("csv", written("h.csv", "<html>"), vec![], "ligne 1 : ce n’est pas un tableau en CSV"),
        ("csv", written("i.csv", "a;b\n1;2\n"), vec![], "aucune colonne n’est un nom : a, b"),
        ("csv", written("j.csv", "id;nom\n2"), vec![], "ligne 2 : là commence une ligne du tableau qui s’arrête"),
        ("csv", whole.clone(), vec!["--map", &map("language = \"français\"")], "n’est pas le code d’une langue"),
        ("geojson", written("k.geojson", "{\"error\": 1}"), vec![], "aucun élément (« Feature »)"),
        ("geojson", written("l.geojson", "{\"type\": \"umap\"}"), vec![], "la sauvegarde d’une carte uMap"),
        ("murmurations", written("m.json", "{}"), vec![], "un profil a « linked_schemas »"),
        ("murmurations", whole.clone(), vec!["--map", &map("class = \"Idea\"")], "ne sert pas au format murmurations"),
        ("pair", written("n.ttl", "<html>"), vec![], "ni du JSON-LD, ni du Turtle"),
        ("pair", written("o.ttl", "<a> a <b> ."), vec![], "rien n’y est dit avec PAIR"),
    ] {
        let data = instance.data();
        let asked = ["import", format, &source, "--lang", "fr", "--data", data.to_str().unwrap()];
        let told = process::run(super::PROGRAM, &[&asked[..], &options].concat());
        let said = String::from_utf8(told.stderr).unwrap();
        assert!(!told.status.success() && said.contains(expected), "{expected}: {said}");
    }
    // What was read before the first source broke off is in, whole; nothing of any other.
    let all = ask(&instance, ALL);
    let words = all.split(|letter: char| letter.is_whitespace() || "<>|#".contains(letter));
    let written: BTreeSet<&str> = words.filter(|word| word.contains("/organizations/")).collect();
    assert_eq!(written, [format!("{}organizations/b-1", instance.base()).as_str()].into(), "{all}");
    instance.stop();
}

/// Whoever asked for it may leave: a source is read to its end all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_ends_nothing() {
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("map.json");
    let geo = serde_json::json!({ "latitude": 46.7, "longitude": 1.2 });
    let elements: Vec<_> = (0..3_000)
        .map(|id| serde_json::json!({ "id": format!("{id}"), "name": format!("N{id}"), "geo": geo }))
        .collect();
    std::fs::write(&file, serde_json::json!({ "ontology": "gogofull", "data": elements }).to_string()).unwrap();
    let data = instance.data();
    let data = data.to_str().unwrap();
    let mut client = std::process::Command::new(super::PROGRAM)
        .args(["import", "gogocarto", file.to_str().unwrap(), "--source-name", "carte", "--data", data])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let run = || {
        let told = process::run(super::PROGRAM, &["sources", "--json", "--data", data]);
        let sources: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        Some(sources[0]["last"].clone()).filter(serde_json::Value::is_object)
    };
    let begun = until("a run", async || run()).await;
    assert!(begun["ended"].is_null(), "it was over before anybody left: {begun}");
    client.kill().unwrap();
    client.wait().unwrap();
    let ended = until("its end", async || run().filter(|run| !run["ended"].is_null())).await;
    assert_eq!((&ended["created"], &ended["failure"]), (&3_000.into(), &serde_json::Value::Null), "{ended}");
}

/// A live map tells what it files its elements under: concepts first, then elements that are theirs; in a territory.
#[tokio::test(flavor = "multi_thread")]
async fn a_live_map_brings_its_concepts_and_is_somewhere() {
    let taxonomy = r#"[{"id": 1, "name": "Domaines", "options": [
        {"id": 10, "name": "Alimentation", "subcategories": [{"id": 2, "options": [{"id": 11, "name": "Pain"}]}]}
    ]}]"#;
    let elements = r#"{"ontology": "gogofull", "data": [
        {"id": "a", "name": "Le Four", "geo": {"latitude": 46.7, "longitude": 1.2}, "categories": ["Pain"]}
    ]}"#;
    let site = Host::start(Ipv4Addr::LOCALHOST, move |_, path| match path {
        "/api/taxonomy.json" => Page::of("application/json", taxonomy),
        "/api/elements.json" | "/bare/api/elements.json" => Page::of("application/json", elements),
        "/mute/api/taxonomy.json" => Page::status(503),
        _ => Page::status(404),
    })
    .await;
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let read = |path: &str, name: &str, more: &[&str]| {
        let address = format!("{}{path}", site.base());
        let arguments = [&["gogocarto", &address, "--source-name", name, "--allow-host", "127.0.0.1"], more].concat();
        import(&instance, &arguments)
    };
    let first = read("/api/elements.json", "carte", &["--territory", "territories/brenne"]);
    assert_eq!((&first["created"], &first["failure"]), (&3.into(), &serde_json::Value::Null), "{first}");
    let answers = |pattern: &str| {
        ask(
            &instance,
            &format!(
                "PREFIX cs: <https://w3id.org/codesocial#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
                 ASK {{ ?four cs:name \"Le Four\"@fr . {pattern} }}"
            ),
        )
        .contains("yes")
    };
    assert!(answers("?four cs:theme ?pain . ?pain skos:prefLabel \"Pain\"@fr ; skos:inScheme ?scheme"));
    assert!(answers("?four cs:theme/skos:broader ?above . ?above skos:prefLabel \"Alimentation\"@fr"));
    let brenne = format!("{}territories/brenne", instance.base());
    assert!(answers(&format!("?four cs:locatedIn <{brenne}>")));
    let again = read("/api/elements.json", "carte", &["--territory", "territories/brenne"]);
    assert_eq!(numbers(&again), [0, 0, 3], "{again}");
    // A map without concepts is read as before; one that fails to tell them is not read by half.
    let bare = read("/bare/api/elements.json", "nue", &[]);
    assert_eq!((&bare["created"], &bare["failure"]), (&1.into(), &serde_json::Value::Null), "{bare}");
    let mute = process::run(
        super::PROGRAM,
        &[
            "import",
            "gogocarto",
            &format!("{}/mute/api/elements.json", site.base()),
            "--source-name",
            "muette",
            "--allow-host",
            "127.0.0.1",
            "--data",
            instance.data().to_str().unwrap(),
        ],
    );
    assert!(!mute.status.success() && String::from_utf8_lossy(&mute.stderr).contains("503"), "{mute:?}");
}

/// What a map tells to have changed since the last run is asked for, element by element, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_live_map_only_what_changed_is_asked_for() {
    type Elements = Vec<(&'static str, &'static str, &'static str)>;
    const LONG_AGO: &str = "2001-01-01T00:00:00+01:00";
    const LATELY: &str = "2100-01-01T00:00:00+01:00";
    let elements: Arc<Mutex<Elements>> =
        Arc::new(Mutex::new(vec![("1aB", "Le Four", LONG_AGO), ("2", "La Forge", LONG_AGO)]));
    // What has this in its address is answered with a page for people.
    let broken = Arc::new(Mutex::new("nothing"));
    let (shown, breaks) = (elements.clone(), broken.clone());
    let site = Host::start(Ipv4Addr::LOCALHOST, move |_, path| {
        let elements = shown.lock().unwrap().clone();
        if path.contains(*breaks.lock().unwrap()) {
            return Page::of("text/html", "<html>Maintenance</html>");
        }
        let whole = |(id, name, at): &(&str, &str, &str)| {
            let geo = serde_json::json!({ "latitude": 46.7, "longitude": 1.2 });
            serde_json::json!({ "id": id, "name": name, "updatedAt": at, "geo": geo, "email": "a@four.example" })
        };
        let told = |ontology: &str, data: serde_json::Value| {
            Page::of("application/json", serde_json::json!({ "ontology": ontology, "data": data }).to_string())
        };
        match path {
            "/api/elements.json" => told("gogofull", elements.iter().map(whole).collect()),
            "/api/elements.json?ontology=gogosync" => {
                let listed = |(id, _, at): &(&str, &str, &str)| serde_json::json!({ "id": id, "updatedAt": at });
                told("gogosync", elements.iter().map(listed).collect())
            }
            _ => {
                let one = elements.iter().find(|(id, ..)| path == format!("/api/elements/{id}.json"));
                one.map_or(Page::status(404), |one| told("gogofull", whole(one)))
            }
        }
    })
    .await;
    let mut instance = Instance::new(super::PROGRAM);
    instance.start();
    let address = format!("{}/api/elements.json", site.base());
    let read = |more: &[&str]| {
        let before = site.asked().len();
        let arguments = ["gogocarto", &address, "--source-name", "carte", "--allow-host", "127.0.0.1"];
        let report = import(&instance, &[&arguments, more].concat());
        assert_eq!(report["failure"], serde_json::Value::Null, "{report}");
        let asked: Vec<String> = site.asked().into_iter().skip(before).collect();
        (numbers(&report), report["vanished"].as_u64().unwrap(), asked)
    };
    let (taxonomy, all) = ("GET /api/taxonomy.json", "GET /api/elements.json");
    let (sync, forge) = ("GET /api/elements.json?ontology=gogosync", "GET /api/elements/2.json");
    // Each has contact details, a document of their own.
    let (counts, vanished, asked) = read(&[]);
    assert_eq!((counts, vanished, asked), ([4, 0, 0], 0, vec![taxonomy.to_owned(), all.to_owned()]));
    let (counts, vanished, asked) = read(&[]);
    assert_eq!((counts, vanished, asked), ([0, 0, 4], 0, vec![taxonomy.to_owned(), sync.to_owned()]));
    elements.lock().unwrap()[1] = ("2", "La Grande Forge", LATELY);
    let (counts, vanished, asked) = read(&[]);
    // The contact details are named after whose they are.
    assert_eq!((counts, vanished), ([0, 2, 2], 0));
    assert_eq!(asked, [taxonomy, sync, forge]);
    elements.lock().unwrap().remove(0);
    let (counts, vanished, asked) = read(&[]);
    assert_eq!((counts, vanished), ([0, 0, 2], 2));
    assert_eq!(asked, [taxonomy, sync, forge]);
    // Told otherwise what it is, all of it is read again.
    let (_, _, asked) = read(&["--territory", "territories/brenne"]);
    assert_eq!(asked, [taxonomy, all]);
    // And so it is where its last run was taken back.
    elements.lock().unwrap()[0] = ("2", "La Forge", LONG_AGO);
    let data = instance.data();
    let run = process::run(super::PROGRAM, &["import", "undo", "5", "--data", data.to_str().unwrap()]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let (_, _, asked) = read(&["--territory", "territories/brenne"]);
    assert_eq!(asked, [taxonomy, all]);
    // Or where the map does not tell what changed, or not all of what it says to have changed.
    *broken.lock().unwrap() = "gogosync";
    let (_, _, asked) = read(&["--territory", "territories/brenne"]);
    assert_eq!(asked, [taxonomy, sync, all]);
    *broken.lock().unwrap() = "/api/elements/";
    elements.lock().unwrap()[0] = ("2", "La Forge rouverte", LATELY);
    let (counts, _, asked) = read(&["--territory", "territories/brenne"]);
    assert_eq!((counts, asked), ([0, 2, 0], [taxonomy, sync, forge, all].map(str::to_owned).to_vec()));
}
