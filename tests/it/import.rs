//! The real wiki page becomes linked data that answers questions.

use std::path::PathBuf;
use tests::{Instance, Server, process, shared};

fn page() -> Option<PathBuf> {
    shared().map(|folder| folder.join("seeds/resilience-wiki-page.txt"))
}

async fn imported(server: &Server, page: &PathBuf) -> registry::ImportReport {
    let bytes = std::fs::read(page).unwrap();
    let registry = server.registry();
    let reading = exchange::resilience_wiki::read(&bytes, registry.base()).unwrap();
    registry.import(&registry.operator(), "page", reading, registry::ImportMode::Write).await.unwrap()
}

const PREFIXES: &str = "PREFIX cs: <https://w3id.org/codesocial#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_the_three_questions() {
    let Some(page) = page() else { return };
    let server = super::server().await;
    let report = imported(&server, &page).await;
    let refused: Vec<_> =
        report.records.iter().filter(|record| matches!(record.fate, registry::Fate::Refused(_))).collect();
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
    assert_eq!(second.count(registry::Outcome::Unchanged), first.records.len());
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

async fn told(server: &Server, source: &str, summary: &str) -> registry::ImportReport {
    let registry = server.registry();
    let turtle = TOLD.replace("SUMMARY", summary);
    let reading = exchange::rdf::read(turtle.as_bytes(), model::syntax::Format::Turtle, registry.base()).unwrap();
    registry.import(&registry.operator(), source, reading, registry::ImportMode::Write).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_never_undoes_peoples_work() {
    let server = super::server().await;
    let page =
        "Description : Une démarche.\nOrganisations utilisatrice ou intéressée par utiliser la ressource : WeMob\n";
    let mention = async || {
        let registry = server.registry();
        let reading = exchange::resilience_wiki::read(page.as_bytes(), registry.base()).unwrap();
        let report = registry.import(&registry.operator(), "page", reading, registry::ImportMode::Write).await.unwrap();
        let wemob = report.records.into_iter().find(|record| record.iri.as_str().ends_with("/organizations/wemob"));
        wemob.unwrap().fate
    };
    assert!(matches!(mention().await, registry::Fate::Written(registry::Outcome::Created)));
    // Whoever tells knows more than whoever mentioned it.
    assert_eq!(told(&server, "a.ttl", "1").await.count(registry::Outcome::Updated), 1);
    assert!(matches!(mention().await, registry::Fate::Kept), "a mention leaves it");
    // The same source goes on; another one does not undo it, nor does any undo what a person wrote.
    assert_eq!(told(&server, "a.ttl", "2").await.count(registry::Outcome::Updated), 1);
    assert_eq!(told(&server, "b.ttl", "3").await.refused(), 1);
    let path = "/organizations/wemob";
    server.administrator().put(path, &tests::organization("WeMob SAS"), "*").await.expect(204);
    assert_eq!(told(&server, "a.ttl", "4").await.refused(), 1);
    assert!(server.anonymous().get(path, "text/turtle").await.text().contains("WeMob SAS"));
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
    instance.stop();
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
        ("turtle", whole.clone(), vec!["--audience", "members"], "ne servent pas au format turtle"),
    ] {
        let data = instance.data();
        let asked = ["import", format, &source, "--lang", "fr", "--data", data.to_str().unwrap()];
        let told = process::run(super::PROGRAM, &[&asked[..], &options].concat());
        let said = String::from_utf8(told.stderr).unwrap();
        assert!(!told.status.success() && said.contains(expected), "{expected}: {said}");
    }
    assert!(!ask(&instance, ALL).contains("organizations/"), "nothing was written");
    instance.stop();
}
