//! The command line, alone and beside a running instance.

use std::path::Path;
use tests::{Process, process};

/// Ends a process that may finish what it has.
const SIGTERM: i32 = 15;

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

/// Runs the command with this on its standard input.
fn tell(arguments: &[&str], input: &str) -> std::process::Output {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(super::PROGRAM)
        .args(arguments)
        .env("RUST_LOG", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// One request over a socket; the answer as text.
fn over_the_wire(address: &str, request: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn accounts_are_made_invited_and_shut() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    new_instance(folder.path(), "https://a.example/");
    let at = |command: &'static str, email: &'static str| {
        vec!["account", command, "--lang", "en", "--data", data.as_str(), "--account", email]
    };
    assert!(succeed(&at("create", "lea@a.example")).contains("lea@a.example"));
    let set = tell(&at("password", "lea@a.example"), "a heron on the weir\n");
    assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stderr));
    for (command, email, input, words) in [
        ("password", "lea@a.example", "short\n", "at least 12"),
        ("password", "nobody@a.example", "a heron on the weir\n", "No account"),
        ("disable", "admin@a.example", "", "administrator"),
        ("disable", "nobody@a.example", "", "No account"),
    ] {
        let refused = tell(&at(command, email), input);
        assert_eq!(refused.status.code(), Some(1), "{command} {email}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains(words), "{:?}", refused.stderr);
    }
    assert_eq!(tell(&at("create", "nobody"), "").status.code(), Some(2));
    let invited = succeed(&at("invite", "new@a.example"));
    assert!(invited.starts_with("https://a.example/invitations/") && invited.contains("Hello"), "{invited}");
    succeed(&at("disable", "lea@a.example"));
    let refused = tell(&["token", "create", "--data", &data, "--account", "lea@a.example", "--scope", "read"], "");
    assert_eq!(refused.status.code(), Some(1), "no token for a disabled account");
    succeed(&at("enable", "lea@a.example"));
}

#[test]
fn logs_hold_no_secrets() {
    use std::io::BufRead;
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let token = new_instance(folder.path(), "http://127.0.0.1:1/").trim().to_owned();
    let mut child = Command::new(super::PROGRAM)
        .args(["serve", "--listen", "127.0.0.1:0", "--data", &data])
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Read while it writes: a full pipe would hold it up.
    let mut errors = child.stderr.take().unwrap();
    let log = std::thread::spawn(move || {
        let mut log = Vec::new();
        std::io::Read::read_to_end(&mut errors, &mut log).unwrap();
        String::from_utf8_lossy(&log).into_owned()
    });
    let line = std::io::BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let address = line.strip_prefix("listening on ").unwrap().to_owned();
    let set = tell(&["account", "password", "--data", &data, "--account", "admin@a.example"], "a heron on the weir\n");
    assert!(set.status.success(), "beside a running instance too: {}", String::from_utf8_lossy(&set.stderr));
    let invited = succeed(&["account", "invite", "--data", &data, "--account", "new@a.example", "--role", "reader"]);
    let code = invited.lines().next().unwrap().rsplit('/').next().unwrap().to_owned();
    let ask = |head: &str, body: &str| {
        let request = format!(
            "{head}\r\nHost: a\r\nConnection: close\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        over_the_wire(&address, &request)
    };
    let entered = ask("POST /login HTTP/1.1", "email=admin%40a.example&password=a+heron+on+the+weir");
    assert!(entered.starts_with("HTTP/1.1 303"), "{entered}");
    let (_, rest) = entered.split_once("codesocial=").unwrap();
    let cookie = rest.split(';').next().unwrap().to_owned();
    let session = format!("GET /account HTTP/1.1\r\nCookie: codesocial={cookie}");
    assert!(ask(&session, "").starts_with("HTTP/1.1 200"), "a loopback instance needs no encryption");
    assert!(
        ask("POST /login HTTP/1.1", "email=admin%40a.example&password=a+wrong+heron+here").starts_with("HTTP/1.1 403")
    );
    assert!(ask(&format!("GET /invitations/{code} HTTP/1.1"), "").starts_with("HTTP/1.1 200"));
    assert!(ask(&format!("POST /invitations/{code}?x={code} HTTP/1.1"), "chosen=short").starts_with("HTTP/1.1 422"));
    assert!(
        ask(&format!("GET /organizations/ HTTP/1.1\r\nAuthorization: Bearer {token}"), "").starts_with("HTTP/1.1 200")
    );
    process::send_signal(child.id(), SIGTERM);
    assert!(child.wait().unwrap().success());
    let log = log.join().unwrap();
    assert!(log.contains("/invitations/…"), "it does log requests");
    for secret in [&token, &cookie, &code, "heron", "+heron+"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
