//! The command line, alone and beside a running instance.

use std::path::Path;
use tests::{Process, process};

const NAMES: &str = "SELECT ?name { ?s a <https://w3id.org/codesocial#Organization> ; <https://w3id.org/codesocial#name> ?name } ORDER BY ?name";

fn succeed(arguments: &[&str]) -> String {
    let output = process::run(super::PROGRAM, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn new_instance(folder: &Path, base: &str) -> String {
    let data = folder.to_str().unwrap();
    succeed(&["init", "--data", data, "--base", base, "--name", "Le Moulin", "--admin", "admin@a.example"])
}

fn import(data: &str, file: &Path, more: &[&str]) -> serde_json::Value {
    let mut arguments = vec!["import", "turtle", file.to_str().unwrap(), "--data", data, "--json"];
    arguments.extend(more);
    serde_json::from_str(&succeed(&arguments)).unwrap()
}

#[test]
fn an_instance_is_made_filled_and_asked() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let token = new_instance(folder.path(), "https://a.example/");
    assert_eq!(token.trim().lines().count(), 1, "the token alone: {token}");
    let file = folder.path().join("moulin.ttl");
    std::fs::write(&file, "@prefix cs: <https://w3id.org/codesocial#> .\n<organizations/moulin> a cs:Organization ; cs:name \"Moulin\"@fr .").unwrap();
    assert_eq!(import(&data, &file, &["--dry-run"])["created"], 1);
    assert_eq!(succeed(&["query", NAMES, "--data", &data, "--csv"]), "name\r\n", "a dry run writes nothing");
    assert_eq!(import(&data, &file, &[])["created"], 1);
    let again = import(&data, &file, &[]);
    assert_eq!(
        (&again["created"], &again["updated"], &again["unchanged"]),
        (&0.into(), &0.into(), &1.into()),
        "{again}"
    );
    assert_eq!(succeed(&["query", NAMES, "--data", &data, "--csv"]), "name\r\nMoulin\r\n");
    assert!(succeed(&["query", NAMES, "--data", &data, "--lang", "fr"]).contains("1 ligne"));
    assert!(
        succeed(&["query", "DESCRIBE <https://a.example/organizations/moulin>", "--data", &data]).contains("cs:name")
    );
    assert!(succeed(&["rebuild", "--data", &data]).contains("Rebuilt"));
    assert_eq!(succeed(&["query", NAMES, "--data", &data, "--csv"]), "name\r\nMoulin\r\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_talk_to_a_running_instance() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    new_instance(folder.path(), "http://127.0.0.1:1/");
    let instance = Process::serve(super::PROGRAM, folder.path());
    let file = folder.path().join("moulin.ttl");
    std::fs::write(&file, "@prefix cs: <https://w3id.org/codesocial#> .\n<organizations/moulin> a cs:Organization ; cs:name \"Moulin\"@fr .").unwrap();
    assert_eq!(import(&data, &file, &[])["created"], 1);
    assert_eq!(import(&data, &file, &[])["unchanged"], 1);
    assert_eq!(succeed(&["query", NAMES, "--data", &data, "--csv"]), "name\r\nMoulin\r\n");
    let endpoint = format!("{}/sparql", instance.address());
    assert_eq!(succeed(&["query", NAMES, "--endpoint", &endpoint, "--csv"]), "name\r\nMoulin\r\n");
    // A host that has several formats is asked for the one that is read.
    let page = format!("{}/organizations/moulin", instance.address());
    let fetched = ["import", "turtle", &page, "--data", &data, "--json", "--allow-host", "127.0.0.1"];
    let fetched: serde_json::Value = serde_json::from_str(&succeed(&fetched)).unwrap();
    assert_eq!(fetched["unchanged"], 1, "{fetched}");
    let token = succeed(&["token", "create", "--data", &data, "--account", "b@a.example", "--scope", "read,write"]);
    assert_eq!(token.lines().count(), 1);
    let owned = process::run(super::PROGRAM, &["rebuild", "--data", &data]);
    assert_eq!(owned.status.code(), Some(1), "one process owns the folder");
    assert!(String::from_utf8_lossy(&owned.stderr).contains("another process"));
    let second = process::run(super::PROGRAM, &["serve", "--data", &data, "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1), "one process owns the folder");
    assert_eq!(instance.terminate(), Some(0), "SIGTERM drains and exits 0");
    assert!(!folder.path().join("admin.sock").exists());
    assert_eq!(succeed(&["query", NAMES, "--data", &data, "--csv"]), "name\r\nMoulin\r\n");
}

#[test]
fn what_was_read_before_a_broken_file_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    new_instance(Path::new(&data), "https://a.example/");
    let name = "a cs:Organization ; cs:name \"Moulin\"@fr .";
    let whole = format!("@prefix cs: <https://w3id.org/codesocial#> .\n<organizations/moulin> {name}");
    std::fs::write(folder.path().join("1.ttl"), whole).unwrap();
    std::fs::write(folder.path().join("2.ttl"), "<organizations/moulin> a").unwrap();
    let source = folder.path().to_str().unwrap();
    let output = process::run(super::PROGRAM, &["import", "turtle", source, "--data", &data, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("2.ttl"));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["created"], 1, "{report}");
}

#[test]
fn a_damaged_store_says_what_helps() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    new_instance(folder.path(), "https://a.example/");
    let file = folder.path().join("moulin.ttl");
    std::fs::write(&file, "@prefix cs: <https://w3id.org/codesocial#> .\n<organizations/moulin> a cs:Organization ; cs:name \"Moulin\"@fr .").unwrap();
    import(&data, &file, &[]);
    std::fs::write(folder.path().join("store").join("CURRENT"), "nonsense").unwrap();
    for arguments in [&["serve", "--data", &data, "--listen", "127.0.0.1:0"][..], &["query", NAMES, "--data", &data]] {
        let output = process::run(super::PROGRAM, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("codesocial rebuild"), "{arguments:?}: {said}");
    }
    succeed(&["rebuild", "--data", &data]);
    assert_eq!(succeed(&["query", NAMES, "--data", &data, "--csv"]), "name\r\nMoulin\r\n");
}
