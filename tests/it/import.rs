//! The real wiki page becomes linked data that answers questions.

use std::path::PathBuf;
use tests::{Server, process, shared};

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
