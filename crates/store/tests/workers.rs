//! The door with real child processes: they are killed, overfed and outrun, and the next question is answered.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "all of this file is test")]

use model::syntax::Format;
use model::{Account, AccountId, Audience, Caller, Iri, Role, Seq};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use store::{Answer, AskError, BindingsFormat, BrokenOff, Door, Held, Projection, Question, Step, WorkerProgram};
use tokio::time::{Instant, sleep, timeout};

/// `examples/worker.rs`, which is built with the tests and stands beside them.
fn program() -> WorkerProgram {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(|deps| deps.parent()).unwrap();
    let program: PathBuf = folder.join("examples").join("worker");
    assert!(
        program.exists(),
        "{} is missing: `cargo test --examples` builds it, as do `cargo test` and `cargo nextest run` without `--test`",
        program.display()
    );
    WorkerProgram { program, arguments: Vec::new() }
}

struct Instance {
    door: Door,
    projection: Arc<Projection>,
    _folder: tempfile::TempDir,
}

impl Instance {
    async fn holding(steps: &[Step]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let projection = Arc::new(Projection::open(folder.path()).unwrap());
        projection.apply(steps).unwrap();
        let door = Door::open(program(), Arc::clone(&projection) as _, projection.applied().unwrap()).await.unwrap();
        Self { door, projection, _folder: folder }
    }

    fn write(&self, steps: &[Step]) {
        self.projection.apply(steps).unwrap();
        self.door.publish(steps);
    }

    async fn ask(&self, question: &Question) -> Result<String, AskError> {
        read(self.door.ask(question.clone()).await?).await.map_err(|BrokenOff| panic!("broken off"))
    }

    /// The rows of a one-column CSV, sorted, without its header.
    async fn rows(&self, question: &Question) -> Vec<String> {
        let text = self.ask(question).await.unwrap();
        let mut rows: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        rows.sort();
        rows
    }
}

async fn read(mut answer: Answer) -> Result<String, BrokenOff> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.body.recv().await {
        bytes.extend(piece?);
    }
    Ok(String::from_utf8(bytes).unwrap())
}

fn iri(name: &str) -> Iri {
    Iri::parse(&format!("https://a.example/{name}")).unwrap()
}

fn put(seq: u64, name: &str, audience: Audience, value: &str) -> Step {
    let canonical = format!("<{}> <urn:value> \"{value}\" .\n", iri(name)).into();
    Step { seq: Seq(seq), iri: iri(name), held: Some(Held { canonical, audience, owner: AccountId(1), source: None }) }
}

fn account(id: i64) -> Caller {
    Caller::Account(Account {
        id: AccountId(id),
        email: "a@a.example".into(),
        role: Role::Contributor,
        scopes: vec![model::Scope::Read],
        groups: vec![],
    })
}

fn question(text: &str) -> Question {
    Question {
        text: text.to_owned(),
        default_graphs: vec![],
        named_graphs: vec![],
        base: iri(""),
        caller: Caller::Anonymous,
        from: None,
        entailment: true,
        at_least: Seq(0),
        deadline: Duration::from_secs(20),
        bindings: BindingsFormat::Csv,
        graph: Format::NTriples,
    }
}

fn values() -> Question {
    question("SELECT ?v { ?s <urn:value> ?v }")
}

fn numbers(count: u32) -> String {
    (0..count).map(|n| n.to_string() + " ").collect()
}

fn signal(name: &str, process: u32) {
    // The shell's own: a small Debian has no program of this name.
    assert!(Command::new("sh").args(["-c", &format!("kill {name} {process}")]).status().unwrap().success());
}

fn kill(process: u32) {
    signal("-KILL", process);
}

/// A nested REPLACE whose every level makes the text some thousand times longer: one value of a terabyte.
fn memory_bomb() -> Question {
    let many = "a".repeat(4_096);
    let mut expression = format!("'{many}'");
    for _ in 0..3 {
        expression = format!("REPLACE({expression}, 'a', '{many}')");
    }
    question(&format!("SELECT (STRLEN({expression}) AS ?n) {{}}"))
}

/// A sort of a cross product, which looks at no clock.
fn sort_bomb() -> Question {
    let list = numbers(1_500);
    let text = format!(
        "SELECT ?a ?b {{ VALUES ?a {{ {list} }} VALUES ?b {{ {list} }} }} ORDER BY REPLACE(STR(?a), '1', STR(?b)) ?a ?b LIMIT 1"
    );
    Question { deadline: Duration::from_millis(700), ..question(&text) }
}

#[tokio::test]
async fn killing_a_worker_loses_nothing() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    assert_eq!(instance.rows(&values()).await, ["1"]);
    for seq in 2..5 {
        let workers = timeout(Duration::from_secs(10), async {
            loop {
                let workers = instance.door.workers();
                if workers.len() == 1 {
                    return workers;
                }
                sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .unwrap();
        kill(workers[0]);
        let name = format!("y{seq}");
        instance.write(&[put(seq, &name, Audience::Public, &seq.to_string())]);
        let asked = Question { at_least: Seq(seq), ..values() };
        assert_eq!(instance.rows(&asked).await.len(), usize::try_from(seq).unwrap());
        assert_ne!(instance.door.workers(), workers);
    }
}

#[tokio::test]
async fn a_question_whose_worker_is_killed_is_answered_by_the_next() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    assert_eq!(instance.rows(&values()).await, ["1"]);
    // Long enough to be there when the worker is killed, short enough to end.
    let slow = question(
        "SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 4 5 6 7 8 9 0 } VALUES ?b { 1 2 3 4 5 6 7 8 9 0 } VALUES ?c { 1 2 3 4 5 6 7 8 9 0 } VALUES ?d { 1 2 3 4 5 6 7 8 9 0 } VALUES ?e { 1 2 3 4 5 6 7 8 9 0 } FILTER(REGEX(STR(?a * ?b + ?c * ?d - ?e), '^[0-9]+$')) }",
    );
    let door = instance.door.clone();
    let asked =
        tokio::spawn(async move { read(door.ask(slow).await?).await.map_err(|BrokenOff| AskError::Unavailable) });
    sleep(Duration::from_millis(50)).await;
    let early = !asked.is_finished();
    kill(instance.door.workers()[0]);
    let answer = asked.await.unwrap().unwrap();
    assert!(early, "the question was answered before its worker was killed");
    let count: u32 = answer.lines().nth(1).unwrap().parse().unwrap();
    assert!(count > 90_000, "{count}");
}

#[tokio::test]
async fn memory_is_bounded_and_the_instance_lives() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    assert_eq!(instance.ask(&memory_bomb()).await, Err(AskError::TooCostly));
    assert_eq!(instance.rows(&values()).await, ["1"]);
    // Beside innocents: these are answered.
    let (bomb, door) = (memory_bomb(), instance.door.clone());
    let bombing = tokio::spawn(async move { door.ask(bomb).await.map(|_| ()) });
    for _ in 0..5 {
        assert_eq!(instance.rows(&values()).await, ["1"]);
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(bombing.await.unwrap(), Err(AskError::TooCostly));
}

#[tokio::test]
async fn a_sort_past_its_deadline_is_ended() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    assert_eq!(instance.rows(&values()).await, ["1"]);
    let before = Instant::now();
    assert_eq!(instance.ask(&sort_bomb()).await, Err(AskError::TooCostly));
    assert!(before.elapsed() < Duration::from_secs(4), "{:?}", before.elapsed());
    assert_eq!(instance.rows(&values()).await, ["1"]);
}

#[tokio::test]
async fn a_worker_that_says_nothing_is_replaced() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    assert_eq!(instance.rows(&values()).await, ["1"]);
    signal("-STOP", instance.door.workers()[0]);
    let asked = Question { deadline: Duration::from_millis(300), ..values() };
    assert_eq!(instance.ask(&asked).await, Err(AskError::TooCostly));
    assert_eq!(instance.rows(&values()).await, ["1"]);
}

#[tokio::test]
async fn a_question_nobody_waits_for_is_ended() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    assert_eq!(instance.rows(&values()).await, ["1"]);
    let numbers = numbers(20_000);
    let text = format!("ASK {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} FILTER EXISTS {{ ?a ?p ?b }} }}");
    let long = Question { deadline: Duration::from_mins(1), ..question(&text) };
    assert!(timeout(Duration::from_millis(500), instance.door.ask(long)).await.is_err());
    // Long before its deadline the only worker left has nothing to do any more.
    timeout(Duration::from_secs(10), async {
        loop {
            let before = instance.door.workers();
            let busy = before.iter().copied().map(processor_time).collect::<Vec<_>>();
            sleep(Duration::from_millis(400)).await;
            let after = instance.door.workers();
            if after.len() == 1 && after == before && busy == [processor_time(after[0])] {
                break;
            }
        }
    })
    .await
    .unwrap();
}

/// What a process has used of the processor, in the kernel's ticks.
fn processor_time(process: u32) -> u64 {
    // One that has just ended uses no more.
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return 0 };
    let fields: Vec<&str> = stat.split(' ').collect();
    fields[13].parse::<u64>().unwrap() + fields[14].parse::<u64>().unwrap()
}

#[tokio::test]
async fn own_writes_are_read() {
    let instance = Instance::holding(&[]).await;
    for seq in 1..200 {
        instance.write(&[put(seq, "x", Audience::Public, &seq.to_string())]);
        let asked = Question { at_least: Seq(seq), ..values() };
        assert_eq!(instance.rows(&asked).await, [seq.to_string()]);
    }
    let future = Question { at_least: Seq(1_000), deadline: Duration::from_millis(100), ..values() };
    assert_eq!(instance.ask(&future).await, Err(AskError::Unavailable));
    let waiting = Question { at_least: Seq(200), ..values() };
    let (rows, ()) = tokio::join!(instance.rows(&waiting), async {
        sleep(Duration::from_millis(100)).await;
        instance.write(&[put(200, "x", Audience::Public, "200")]);
    });
    assert_eq!(rows, ["200"]);
}

#[tokio::test]
async fn a_private_document_is_nowhere_for_strangers() {
    let steps = [
        put(1, "open", Audience::Public, "1"),
        put(2, "closed", Audience::Private, "secret"),
        put(3, "closing", Audience::Public, "2"),
    ];
    let instance = Instance::holding(&steps).await;
    let (owner, other, operator) = (account(1), account(2), Caller::Operator(AccountId(9)));
    let closed = iri("closed");
    let forms = [
        format!("SELECT ?v {{ <{closed}> ?p ?v }}"),
        format!("SELECT ?v {{ GRAPH <{closed}> {{ ?s ?p ?v }} }}"),
        format!("SELECT ?v {{ GRAPH ?g {{ ?s ?p ?v }} FILTER(?g = <{closed}>) }}"),
        format!("SELECT ?g {{ GRAPH ?g {{}} FILTER(?g = <{closed}>) }}"),
        format!("SELECT ?v FROM <{closed}> {{ ?s ?p ?v }}"),
        format!("SELECT ?v FROM NAMED <{closed}> {{ GRAPH ?g {{ ?s ?p ?v }} }}"),
        "SELECT ?s { ?s ?p 'secret' }".to_owned(),
    ];
    for text in forms {
        for (caller, expected) in [(&Caller::Anonymous, 0), (&other, 0), (&owner, 1), (&operator, 1)] {
            let asked = Question { caller: caller.clone(), ..question(&text) };
            assert_eq!(instance.rows(&asked).await.len(), expected, "{text} {caller:?}");
        }
    }
    let counts = [
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "2", "3"),
        ("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "2", "3"),
    ];
    for (text, to_strangers, to_owner) in counts {
        assert_eq!(instance.rows(&question(text)).await, [to_strangers]);
        assert_eq!(instance.rows(&Question { caller: owner.clone(), ..question(text) }).await, [to_owner]);
        assert_eq!(instance.rows(&Question { caller: other.clone(), ..question(text) }).await, [to_strangers]);
    }
    let describe = question(&format!("DESCRIBE <{closed}>"));
    assert_eq!(instance.ask(&describe).await.unwrap(), "");
    let as_owner = Question { caller: owner.clone(), ..describe };
    assert_eq!(instance.ask(&as_owner).await.unwrap(), format!("<{closed}> <urn:value> \"secret\" .\n"));
    // What stops being public leaves; what becomes public arrives.
    instance.write(&[put(4, "closing", Audience::Members, "2"), put(5, "closed", Audience::Public, "told")]);
    let now = Question { at_least: Seq(5), ..values() };
    assert_eq!(instance.rows(&now).await, ["1", "told"]);
    assert_eq!(instance.rows(&Question { caller: other, ..now }).await, ["1", "2", "told"]);
    assert_eq!(instance.door.workers().len(), 2);
}

#[tokio::test]
async fn the_unanswerable_gets_words() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    let refused = [
        "INSERT DATA { <a> <b> <c> }",
        "LOAD <http://127.0.0.1:9/>",
        "ASK { SERVICE SILENT <http://127.0.0.1:9/> {} }",
    ];
    for text in refused {
        assert!(matches!(instance.ask(&question(text)).await, Err(AskError::Refused(_))), "{text}");
    }
    match instance.ask(&question("SELECT * {\n  ?s ?p")).await {
        Err(AskError::Malformed(text)) => assert!(text.contains("2:"), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn deep_and_long_questions_harm_nobody() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    // As deep as is let through: the stack must hold.
    let deep = format!("SELECT * {}{}", "{".repeat(64), "}".repeat(64));
    instance.ask(&question(&deep)).await.unwrap();
    let nested = format!("SELECT ({}1{} AS ?x) {{}}", "(".repeat(62), ")".repeat(62));
    assert_eq!(instance.rows(&question(&nested)).await, ["1"]);
    // Chains that the evaluator descends along.
    for long in [
        format!("SELECT (1 {} AS ?x) {{}}", "+ 1 ".repeat(10_000)),
        format!("SELECT * {{ {} {{}} }}", "{} UNION ".repeat(5_000)),
        format!("SELECT * {{ {} }}", "OPTIONAL { ?s ?p ?o } ".repeat(2_000)),
        format!("SELECT * {{ ?s <urn:p>{} ?o }}", "/<urn:p>".repeat(5_000)),
    ] {
        let outcome = instance.ask(&Question { deadline: Duration::from_secs(1), ..question(&long) }).await;
        assert!(matches!(outcome, Ok(_) | Err(AskError::TooCostly)), "{outcome:?}");
    }
    assert_eq!(instance.rows(&values()).await, ["1"]);
}

#[tokio::test]
async fn a_slow_reader_holds_up_nobody() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    // Many times the window, yet little work against the deadline: on a busy machine too it is the reader that is slow.
    let numbers = numbers(1_000);
    let text = format!("SELECT ?a ?b {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}");
    let mut slow = Vec::new();
    for _ in 0..4 {
        let asked = Question { deadline: Duration::from_secs(3), ..question(&text) };
        slow.push(instance.door.ask(asked).await.unwrap());
    }
    // Longer than the deadline, which runs for the worker and not for the reader.
    for _ in 0..8 {
        assert_eq!(instance.rows(&values()).await, ["1"]);
        sleep(Duration::from_millis(500)).await;
    }
    let whole = read(slow.remove(0)).await.unwrap();
    assert_eq!(whole.lines().count(), 1_000_001);
    // An answer that is cut must not look finished.
    let mut cut = slow.remove(0);
    let workers = instance.door.workers();
    assert!(workers.len() > 2, "each of them has a worker of its own: {workers:?}");
    workers.into_iter().skip(1).for_each(kill);
    let mut end = None;
    while let Some(piece) = cut.body.recv().await {
        end = Some(piece);
    }
    assert_eq!(end, Some(Err(BrokenOff)));
    // Readers that leave, leave room.
    drop(slow);
    assert_eq!(instance.rows(&values()).await, ["1"]);
}

#[tokio::test]
async fn workers_end_with_the_door() {
    let instance = Instance::holding(&[put(1, "x", Audience::Public, "1")]).await;
    assert_eq!(instance.rows(&values()).await, ["1"]);
    let process = instance.door.workers()[0];
    drop(instance);
    let folder = PathBuf::from(format!("/proc/{process}"));
    timeout(Duration::from_secs(10), async {
        while folder.exists() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_program_that_is_none_is_an_error() {
    let projection = Arc::new(Projection::in_memory().unwrap());
    let nowhere = WorkerProgram { program: "/nowhere/worker".into(), arguments: vec![] };
    let error = Door::open(nowhere, Arc::clone(&projection) as _, projection.applied().unwrap()).await.err().unwrap();
    assert!(error.to_string().contains("/nowhere/worker"), "{error}");
    // One that starts and says nothing: questions are told so within their deadline.
    let silent = WorkerProgram { program: "/bin/sleep".into(), arguments: vec!["60".into()] };
    let door = Door::open(silent, Arc::clone(&projection) as _, projection.applied().unwrap()).await.unwrap();
    let asked = Question { deadline: Duration::from_millis(200), ..values() };
    assert_eq!(door.ask(asked).await.map(|_| ()), Err(AskError::Unavailable));
}
