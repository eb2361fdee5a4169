//! Questions that would end a server that evaluates them itself: each ends by its deadline, and nobody else notices.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::{Process, process};
use tokio::time::Instant;

/// What each question may take where they come one after the other ...
const DEADLINE: Duration = Duration::from_secs(1);

/// ... and where they come all at once.
const DEADLINE_AT_ONCE: Duration = Duration::from_secs(4);

/// Organisations in the instance.
const ORGANIZATIONS: usize = 400;

/// How a question ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Refused for what it says.
    Refused,
    /// Told that it is too much, before a byte of an answer.
    TooCostly,
    /// The connection was cut in the middle of the answer.
    Cut,
    /// Answered whole.
    Answered,
}

/// Deadly questions, and how each may end. Where a fast machine may live through one, it may.
fn corpus() -> Vec<(&'static str, String, &'static [End])> {
    const COSTLY: &[End] = &[End::TooCostly];
    const COSTLY_OR_CUT: &[End] = &[End::TooCostly, End::Cut];
    let many = "a".repeat(4_096);
    let replace = (0..3).fold(format!("'{many}'"), |text, _| format!("REPLACE({text}, 'a', '{many}')"));
    let doubled = (0..40).fold(String::new(), |text, n| format!("{text}BIND(CONCAT(?a{n}, ?a{n}) AS ?a{}) ", n + 1));
    let list = |most: u32| (0..most).map(|n| n.to_string() + " ").collect::<String>();
    let (numbers, words) = (list(20_000), list(1_500));
    let everything = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
    vec![
        ("growth by REPLACE", format!("SELECT (STRLEN({replace}) AS ?n) {{}}"), COSTLY),
        ("growth by CONCAT", format!("SELECT ?a40 {{ BIND('aaaaaaaaaaaaaaaa' AS ?a0) {doubled} }}"), COSTLY),
        ("cross join, counted", format!("SELECT (COUNT(*) AS ?n) {{ {everything} }}"), COSTLY),
        ("cross join, told", format!("SELECT * {{ {everything} }}"), COSTLY_OR_CUT),
        ("cross join, distinct", format!("SELECT DISTINCT ?a ?d ?g {{ {everything} }}"), COSTLY_OR_CUT),
        ("cross join, as a graph", format!("CONSTRUCT {{ ?a ?e ?i }} {{ {everything} }}"), COSTLY_OR_CUT),
        ("everything sorted", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?c) ?f LIMIT 1".to_owned(), COSTLY),
        (
            "a sort that looks at no clock",
            format!(
                "SELECT ?a ?b {{ VALUES ?a {{ {words} }} VALUES ?b {{ {words} }} }} ORDER BY REPLACE(STR(?a), '1', STR(?b)) LIMIT 1"
            ),
            COSTLY,
        ),
        ("paths over a cycle", "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:x>)* ?b . ?c (<urn:x>|!<urn:x>)* ?d }".to_owned(), COSTLY),
        (
            "long lists",
            format!("SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} FILTER(?a + ?b < 0) }}"),
            COSTLY,
        ),
        ("nesting", format!("SELECT * {}{}", "{".repeat(200), "}".repeat(200)), &[End::Refused]),
        (
            "many optionals",
            format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "OPTIONAL { ?a ?b ?c } OPTIONAL { ?d ?e ?f } ".repeat(500)),
            COSTLY,
        ),
        (
            "a large expression",
            "SELECT * { ?a ?b ?c . FILTER REGEX(STR(?c), '(((((x{1,100}){1,100}){1,100}){1,100}){1,100})$') }".to_owned(),
            // An expression that the library refuses is an error in a filter: no rows.
            &[End::Answered, End::TooCostly],
        ),
        (
            "many expressions",
            format!("SELECT (COUNT(*) AS ?n) {{ {everything} FILTER REGEX(CONCAT(STR(?c), STR(?f)), CONCAT('.*', STR(?i), '.*.*x$'), 'i') }}"),
            COSTLY,
        ),
        (
            "everything in one text",
            "SELECT (STRLEN(GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g)); separator=',')) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned(),
            COSTLY,
        ),
        ("new names for all", format!("SELECT (COUNT(DISTINCT ?u) AS ?n) {{ {everything} BIND(STRUUID() AS ?u) }}"), COSTLY),
        ("a megabyte of text", format!("SELECT (1{} AS ?n) {{}}", "+1".repeat(500_000)), &[End::TooCostly, End::Refused]),
        ("more than a megabyte", format!("SELECT * {{ VALUES ?a {{ {} }} }}", "'aaaaaaaaaa' ".repeat(90_000)), &[End::Refused]),
        (
            "nothing that is not",
            format!("SELECT (COUNT(*) AS ?n) {{ {everything} FILTER NOT EXISTS {{ ?a ?x ?f . ?g ?y ?z . FILTER(?z = ?c) }} }}"),
            COSTLY,
        ),
    ]
}

struct Instance {
    process: Process,
    token: String,
    _folder: tempfile::TempDir,
}

impl Instance {
    fn start(deadline: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let data = data.to_str().unwrap();
        let init =
            ["init", "--data", data, "--base", "http://127.0.0.1:1/", "--name", "Moulin", "--admin", "a@a.example"];
        let made = process::run(super::PROGRAM, &init);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = String::from_utf8(made.stdout).unwrap();
        let token = said.split_whitespace().rfind(|word| word.starts_with("cs_")).unwrap().to_owned();
        let file = folder.path().join("organizations.nq");
        std::fs::write(&file, organizations()).unwrap();
        let imported = process::run(super::PROGRAM, &["import", "nquads", file.to_str().unwrap(), "--data", data]);
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stdout));
        let deadline = deadline.as_secs().to_string();
        let options = ["--listen", "127.0.0.1:0", "--query-deadline", &deadline];
        let process = Process::serve_with(super::PROGRAM, Path::new(data), &options);
        Self { process, token, _folder: folder }
    }

    fn sparql(&self) -> String {
        format!("{}/sparql", self.process.address())
    }
}

/// Each cooperates with the next, and the last with the first.
fn organizations() -> String {
    let cs = "https://w3id.org/codesocial#";
    let organization = |number: usize| format!("<http://127.0.0.1:1/organizations/o{number}>");
    let mut text = String::new();
    for number in 0..ORGANIZATIONS {
        let (this, next) = (organization(number), organization((number + 1) % ORGANIZATIONS));
        writeln!(text, "{this} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{cs}Organization> {this} .").unwrap();
        writeln!(text, "{this} <{cs}name> \"Organisation {number}\"@fr {this} .").unwrap();
        writeln!(text, "{this} <http://www.w3.org/2004/02/skos/core#related> {next} {this} .").unwrap();
    }
    text
}

fn client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Asks, reads it all, and says how it ended.
async fn ask(http: &reqwest::Client, address: &str, token: Option<&str>, text: &str) -> End {
    let mut request = http.post(address).header("content-type", "application/sparql-query").body(text.to_owned());
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let reply = request.send().await.unwrap();
    match reply.status().as_u16() {
        200 => {
            let mut reply = reply;
            loop {
                match reply.chunk().await {
                    Ok(Some(_)) => {}
                    Ok(None) => return End::Answered,
                    Err(_) => return End::Cut,
                }
            }
        }
        400 | 403 => End::Refused,
        503 => {
            assert!(reply.headers().contains_key("retry-after"), "it says when to come back");
            End::TooCostly
        }
        other => panic!("{other}: {}", reply.text().await.unwrap_or_default()),
    }
}

/// Waits until questions are answered: who comes at once after the start may be told to come back.
async fn ready(http: &reqwest::Client, address: &str) {
    for _ in 0..100 {
        if ask(http, address, None, HONEST).await == End::Answered {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no question is answered");
}

/// What an honest user asks: answered at once where there is nothing else to do.
const HONEST: &str = "SELECT ?name { <http://127.0.0.1:1/organizations/o7> <https://w3id.org/codesocial#name> ?name }";

/// Kilobytes of memory that a process holds.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_ends_in_time() {
    let instance = Instance::start(DEADLINE);
    let (http, address) = (client(), instance.sparql());
    ready(&http, &address).await;
    assert_eq!(ask(&http, &address, None, HONEST).await, End::Answered);
    for (token, most) in [(None, usize::MAX), (Some(instance.token.as_str()), 6)] {
        for (name, text, expected) in corpus().into_iter().take(most) {
            let before = Instant::now();
            let end = ask(&http, &address, token, &text).await;
            let took = before.elapsed();
            assert!(expected.contains(&end), "{name}: {end:?} after {took:?}");
            // Half a second more than it may take, and as much again as a busy machine needs.
            assert!(took < DEADLINE + Duration::from_secs(2), "{name}: {end:?} after {took:?}");
        }
        // The same again, now that they are known.
        for (name, text, expected) in corpus().into_iter().take(3) {
            let end = ask(&http, &address, token, &text).await;
            assert!(expected.contains(&end), "{name}: {end:?}");
        }
        assert_eq!(ask(&http, &address, token, HONEST).await, End::Answered);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "not yet: where all hundred differ, an honest question is told now and then to come back (decision 0041)"]
async fn a_hundred_at_once_harm_nobody() {
    let instance = Instance::start(DEADLINE_AT_ONCE);
    let (http, address) = (client(), instance.sparql());
    ready(&http, &address).await;
    for _ in 0..50 {
        assert_eq!(ask(&http, &address, None, HONEST).await, End::Answered);
    }
    let process = instance.process.id();
    let before = memory(process);
    let stop = Arc::new(AtomicBool::new(false));
    let corpus = Arc::new(corpus());
    let attackers: Vec<_> = (0..100)
        .map(|number| {
            let (http, address, corpus, stop) = (http.clone(), address.clone(), Arc::clone(&corpus), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut asked = 0_usize;
                while !stop.load(Ordering::Relaxed) {
                    let (name, text, _) = &corpus[(number + asked) % corpus.len()];
                    let began = Instant::now();
                    // The outline differs each time, so that none is known before.
                    let text = text.replacen("?a", &format!("?a{number}"), 1);
                    if ask(&http, &address, None, &text).await == End::TooCostly {
                        // Sooner than it was told to.
                        tokio::time::sleep(Duration::from_millis(200)).await;
                    }
                    let took = began.elapsed();
                    assert!(took < DEADLINE_AT_ONCE + Duration::from_secs(3), "{name}: {took:?}");
                    asked += 1;
                }
                asked
            })
        })
        .collect();
    let (mut latencies, mut most) = (Vec::new(), before);
    let until = Instant::now() + 3 * DEADLINE_AT_ONCE;
    while Instant::now() < until {
        let began = Instant::now();
        assert_eq!(ask(&http, &address, None, HONEST).await, End::Answered, "an honest question fails");
        latencies.push(began.elapsed());
        most = most.max(memory(process));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop.store(true, Ordering::Relaxed);
    let mut asked = 0;
    for attacker in attackers {
        asked += attacker.await.unwrap();
    }
    latencies.sort_unstable();
    let at = |part: usize| latencies[(latencies.len() * part / 100).min(latencies.len() - 1)];
    println!(
        "deadly: {asked}; honest: {}, p50 {:?}, p99 {:?}; memory {before} to {most} kB",
        latencies.len(),
        at(50),
        at(99)
    );
    assert!(asked >= 100, "{asked}");
    assert!(most < before + (64 << 10), "{before} kB grew to {most} kB");
    assert!(at(95) < Duration::from_secs(1), "{:?}", at(95));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stops_reading_keeps_no_place() {
    let instance = Instance::start(DEADLINE);
    let (http, address) = (client(), instance.sparql());
    ready(&http, &address).await;
    let host = instance.process.address().strip_prefix("http://").unwrap().to_owned();
    let question = "query=SELECT+*+%7B+%3Fa+%3Fb+%3Fc+.+%3Fd+%3Fe+%3Ff+%7D";
    let stalled: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(&host).unwrap();
            write!(stream, "GET /sparql?{question} HTTP/1.1\r\nhost: {host}\r\naccept: text/csv\r\n\r\n").unwrap();
            stream
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    for _ in 0..50 {
        assert_eq!(ask(&http, &address, None, HONEST).await, End::Answered);
    }
    // It began, for some of them.
    let mut begun = 0;
    for mut stream in stalled {
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        begun += usize::from(&first == b"HTTP/1.1 200");
    }
    assert!(begun > 0);
}
