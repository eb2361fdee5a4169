//! Constraints asked in real query workers: what they see, and what ends them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "all of this file is test")]

use model::constraint::{
    Bindings, ConstraintAnswer, ConstraintQuery, ConstraintQuestion, EvaluatorError, Reach, SOLUTION_LIMIT,
};
use model::ports::Evaluator;
use model::{Account, AccountId, Audience, Caller, Iri, Role, Seq};
use oxrdf::{BlankNode, Literal, NamedNode, Term, Triple};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::{ChangeEvaluator, Door, GraphEvaluator, Held, Projection, Step, WorkerProgram};
use tokio::runtime::Handle;
use tokio::time::Instant;

/// `examples/worker.rs`, which is built with the tests and stands beside them.
fn program() -> WorkerProgram {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(|deps| deps.parent()).unwrap();
    let program: PathBuf = folder.join("examples").join("worker");
    assert!(program.exists(), "{} is missing: `cargo test --examples` builds it", program.display());
    WorkerProgram { program, arguments: Vec::new() }
}

struct Instance {
    door: Door,
    _folder: tempfile::TempDir,
}

impl Instance {
    /// Three documents: public, of members, and private to account 1; each says its own name as its value.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let projection = Arc::new(Projection::open(folder.path()).unwrap());
        let audiences = [("open", Audience::Public), ("members", Audience::Members), ("closed", Audience::Private)];
        let steps: Vec<Step> = (1..)
            .zip(audiences)
            .map(|(seq, (name, audience))| {
                let canonical = format!("<{}> <urn:value> \"{name}\" .\n", iri(name)).into();
                let held = Some(Held { canonical, audience, owner: AccountId(1), source: None });
                Step { seq: Seq(seq), iri: iri(name), held }
            })
            .collect();
        projection.apply(&steps).unwrap();
        Self {
            door: Door::open(program(), Arc::clone(&projection) as _, projection.applied().unwrap()).await.unwrap(),
            _folder: folder,
        }
    }

    /// What a constraint is answered while the document `new` is being written, and `open` is being changed.
    async fn ask(&self, caller: Caller, question: ConstraintQuestion) -> Result<Vec<ConstraintAnswer>, EvaluatorError> {
        let documents = vec![
            (iri("new"), vec![says("new", "new"), Triple::new(node("new"), node("p"), BlankNode::new_unchecked("b"))]),
            (iri("open"), vec![says("open", "changed")]),
        ];
        let evaluator = ChangeEvaluator::new(self.door.clone(), Handle::current(), caller, documents, Seq(3));
        tokio::task::spawn_blocking(move || evaluator.evaluate(&question)).await.unwrap()
    }

    async fn values(&self, caller: Caller, reach: Reach) -> Vec<String> {
        let query = "SELECT $this ?v ?g { ?s <urn:value> ?v GRAPH ?g { ?s <urn:value> ?v } }";
        let answers = self.ask(caller, question(query, reach, vec![this("new")])).await.unwrap();
        let [ConstraintAnswer::Solutions(rows)] = answers.as_slice() else { panic!("{answers:?}") };
        let mut values: Vec<String> = rows.iter().map(|row| text(row, "v")).collect();
        values.sort();
        values
    }
}

fn iri(name: &str) -> Iri {
    Iri::parse(&format!("https://a.example/{name}")).unwrap()
}

fn node(name: &str) -> NamedNode {
    iri(name).into()
}

fn says(name: &str, value: &str) -> Triple {
    Triple::new(node(name), NamedNode::new_unchecked("urn:value"), Literal::from(value))
}

fn this(name: &str) -> Bindings {
    vec![("this".to_owned(), node(name).into())]
}

fn text(row: &Bindings, name: &str) -> String {
    match row.iter().find(|(bound, _)| bound == name) {
        Some((_, Term::Literal(literal))) => literal.value().to_owned(),
        Some((_, term)) => term.to_string(),
        None => String::new(),
    }
}

fn question(text: &str, reach: Reach, bindings: Vec<Bindings>) -> ConstraintQuestion {
    let query = ConstraintQuery { text: text.to_owned(), prefixes: vec![], path: None };
    ConstraintQuestion { query: Arc::new(query), bindings, reach, shapes_graph: None, most: SOLUTION_LIMIT }
}

fn account(id: i64) -> Caller {
    let (email, role) = (String::new(), Role::Contributor);
    Caller::Account(Account { id: AccountId(id), email, role, scopes: vec![model::Scope::Read], groups: vec![] })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_constraint_sees_what_its_caller_may_see_with_the_change_in_place() {
    let instance = Instance::new().await;
    assert_eq!(instance.values(Caller::Anonymous, Reach::Seen).await, ["changed", "new"]);
    assert_eq!(instance.values(account(2), Reach::Seen).await, ["changed", "members", "new"]);
    assert_eq!(instance.values(account(1), Reach::Seen).await, ["changed", "closed", "members", "new"]);
    for caller in [Caller::Anonymous, account(1)] {
        assert_eq!(instance.values(caller, Reach::Change).await, ["changed", "new"], "what can refuse");
    }
    // Nothing of it has stayed in the worker.
    let gone = question("ASK { GRAPH ?g { ?s <urn:value> 'new' } }", Reach::Seen, vec![this("new")]);
    let nothing = ChangeEvaluator::new(instance.door.clone(), Handle::current(), account(1), vec![], Seq(3));
    let answers = tokio::task::spawn_blocking(move || nothing.evaluate(&gone)).await.unwrap();
    assert_eq!(answers, Ok(vec![ConstraintAnswer::Boolean(false)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_would_be_gone_is_gone() {
    let instance = Instance::new().await;
    let evaluator =
        ChangeEvaluator::new(instance.door.clone(), Handle::current(), account(1), vec![(iri("open"), vec![])], Seq(3));
    let asked = question("ASK { GRAPH $this { } }", Reach::Seen, vec![this("open"), this("closed")]);
    let answers = tokio::task::spawn_blocking(move || evaluator.evaluate(&asked)).await.unwrap();
    assert_eq!(answers, Ok(vec![ConstraintAnswer::Boolean(false), ConstraintAnswer::Boolean(true)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn blank_nodes_go_there_and_back() {
    let instance = Instance::new().await;
    let asked = question("SELECT $this ?o { $this ?p ?o FILTER(isBlank(?o)) }", Reach::Change, vec![this("new")]);
    let answers = instance.ask(account(1), asked).await.unwrap();
    let [ConstraintAnswer::Solutions(rows)] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(text(&rows[0], "o"), "_:b");
    let blank = vec![("this".to_owned(), BlankNode::new_unchecked("b").into())];
    let asked = question("ASK { ?s ?p $this FILTER(isBlank($this)) }", Reach::Change, vec![blank, this("new")]);
    let answers = instance.ask(account(1), asked).await.unwrap();
    assert_eq!(answers, [ConstraintAnswer::Boolean(true), ConstraintAnswer::Boolean(false)]);
}

fn numbers(count: u32) -> String {
    (0..count).map(|n| n.to_string() + " ").collect()
}

/// Queries without end, of every kind that is known.
fn bombs() -> Vec<String> {
    let list = numbers(1_500);
    let many = "a".repeat(4_096);
    let huge = (0..3).fold(format!("'{many}'"), |inside, _| format!("REPLACE({inside}, 'a', '{many}')"));
    let product = format!("VALUES ?a {{ {list} }} VALUES ?b {{ {list} }} VALUES ?c {{ {list} }}");
    vec![
        // The clock is looked at.
        format!("SELECT $this ?a ?b ?c {{ {product} FILTER(?a + ?b + ?c < 0) }}"),
        // It is not: the worker is killed.
        format!("SELECT $this ?a ?b {{ {product} }} ORDER BY REPLACE(STR(?a), '1', STR(?b)) ?a ?b LIMIT 1"),
        // The worker dies of its memory.
        format!("SELECT $this (STRLEN({huge}) AS ?n) {{ }}"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_without_end_ends() {
    let instance = Instance::new().await;
    for (number, bomb) in bombs().into_iter().enumerate() {
        for caller in [Caller::Anonymous, account(1)] {
            let begun = Instant::now();
            let asked = question(&bomb, Reach::Change, vec![this("new")]);
            let answers = instance.ask(caller.clone(), asked).await;
            assert_eq!(answers, Err(EvaluatorError::TooCostly), "bomb {number}");
            assert!(begun.elapsed() < Duration::from_secs(20), "bomb {number}: {:?}", begun.elapsed());
            // Whoever comes next is answered.
            assert_eq!(instance.values(caller, Reach::Change).await, ["changed", "new"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_validation_has_one_budget() {
    let instance = Instance::new().await;
    let evaluator = ChangeEvaluator::new(
        instance.door.clone(),
        Handle::current(),
        account(1),
        vec![(iri("new"), vec![says("new", "new")])],
        Seq(3),
    );
    let bomb = question(&bombs()[0], Reach::Change, vec![this("new")]);
    let easy = question("ASK { $this ?p ?o }", Reach::Change, vec![this("new")]);
    let last = tokio::task::spawn_blocking(move || {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(40) && evaluator.evaluate(&easy).is_ok() {
            assert_eq!(evaluator.evaluate(&bomb), Err(EvaluatorError::TooCostly));
        }
        begun.elapsed()
    });
    assert!(last.await.unwrap() < Duration::from_secs(15));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_answered_says_why() {
    let instance = Instance::new().await;
    let ask = async |text: &str| {
        let asked = question(text, Reach::Seen, vec![this("new")]);
        instance.ask(Caller::Anonymous, asked).await.unwrap_err()
    };
    assert!(matches!(ask("SELECT").await, EvaluatorError::Malformed(_)));
    let service = "SELECT $this { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }";
    assert!(matches!(ask(service).await, EvaluatorError::Refused(text) if text.contains("SERVICE")));
    assert!(matches!(ask("SELECT $this { FILTER(<urn:f>($this)) }").await, EvaluatorError::Refused(_)));
    assert!(matches!(ask("CONSTRUCT WHERE { ?s ?p ?o }").await, EvaluatorError::Refused(_)));
    assert!(matches!(ask(&format!("ASK {}{}", "{".repeat(100), "}".repeat(100))).await, EvaluatorError::Refused(_)));
}

#[test]
fn a_graph_in_this_process_has_its_deadline() {
    let evaluator = GraphEvaluator::over(vec![says("new", "new")], Duration::from_millis(300)).unwrap();
    let easy = question("ASK { $this ?p ?o }", Reach::Seen, vec![this("new")]);
    assert_eq!(evaluator.evaluate(&easy), Ok(vec![ConstraintAnswer::Boolean(true)]));
    let begun = Instant::now();
    let bomb = question(&bombs()[1], Reach::Seen, vec![this("new")]);
    assert_eq!(evaluator.evaluate(&bomb), Err(EvaluatorError::TooCostly));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

/// The values of `?v` for `this` bound to `x`, over `x p 1 , 2 . y p 3 . x q y`.
fn over_a_graph(text: &str, path: Option<&str>, more: &[(&str, Term)]) -> Vec<String> {
    let triple = |s: &str, p: &str, o: Term| Triple::new(node(s), node(p), o);
    let data = vec![
        triple("x", "p", Literal::from("1").into()),
        triple("x", "p", Literal::from("2").into()),
        triple("y", "p", Literal::from("3").into()),
        triple("x", "q", node("y").into()),
    ];
    let query = ConstraintQuery {
        text: text.to_owned(),
        prefixes: vec![("a".to_owned(), "https://a.example/".to_owned())],
        path: path.map(str::to_owned),
    };
    let mut bindings = this("x");
    bindings.extend(more.iter().map(|(name, term)| ((*name).to_owned(), term.clone())));
    let shapes = [triple("S", "says", Literal::from("of the shapes").into())];
    let question = ConstraintQuestion {
        query: Arc::new(query),
        bindings: vec![bindings],
        reach: Reach::Change,
        shapes_graph: Some(shapes.into()),
        most: SOLUTION_LIMIT,
    };
    let answers = GraphEvaluator::over(data, Duration::from_secs(20)).unwrap().evaluate(&question).unwrap();
    let mut values = match answers.as_slice() {
        [ConstraintAnswer::Solutions(rows)] => rows.iter().map(text_of).collect::<Vec<_>>(),
        [ConstraintAnswer::Boolean(value)] => vec![value.to_string()],
        other => panic!("{other:?}"),
    };
    values.sort();
    values
}

fn text_of(row: &Bindings) -> String {
    text(row, "v")
}

#[test]
fn values_are_inserted_everywhere() {
    let check = |text: &str, expected: &[&str]| assert_eq!(over_a_graph(text, None, &[]), expected, "{text}");
    check("SELECT $this ?v { $this a:p ?v }", &["1", "2"]);
    check("SELECT $this ?v { { $this a:p ?v } UNION { FILTER($this = a:x) BIND('u' AS ?v) } }", &["1", "2", "u"]);
    check("SELECT $this ?v { OPTIONAL { $this a:none ?v } FILTER(bound($this)) }", &[""]);
    check("SELECT $this ?v { ?s a:p ?v FILTER NOT EXISTS { $this a:p ?v } }", &["3"]);
    check("SELECT $this ?v { ?s a:p ?v FILTER(EXISTS { $this a:q ?s }) }", &["3"]);
    check("SELECT $this ?v { { SELECT $this (MAX(?o) AS ?v) { $this a:p ?o } GROUP BY $this } }", &["2"]);
    check("SELECT $this (COUNT(?o) AS ?v) { $this a:p ?o } GROUP BY $this", &["2"]);
    check(
        "SELECT $this ?v { { ?s a:p ?v FILTER(!bound(?later)) } ?s a:p ?later } ORDER BY $this",
        &["1", "1", "2", "2", "3"],
    );
    check("SELECT $this ?v { $this a:q/a:p ?v }", &["3"]);
    check("SELECT $this ?v { ?v a:p* $this }", &["<https://a.example/x>"]);
    check("SELECT $this ?v { BIND(STR($this) AS ?v) }", &["https://a.example/x"]);
    check("ASK { $this a:p '3' }", &["false"]);
}

#[test]
fn what_cannot_stand_somewhere_matches_nothing() {
    let literal = [("o", Term::from(Literal::from("1")))];
    assert_eq!(over_a_graph("SELECT $this ?v { $this ?v $o }", None, &literal), ["<https://a.example/p>"]);
    assert!(over_a_graph("SELECT $this ?v { $this $o ?v }", None, &literal).is_empty());
    assert!(over_a_graph("SELECT $this ?v { $o ?p ?v }", None, &literal).is_empty());
    assert!(over_a_graph("SELECT $this ?v { GRAPH $o { ?s ?p ?v } }", None, &literal).is_empty());
}

#[test]
fn a_path_stands_for_its_variable() {
    let text = "SELECT DISTINCT $this ?v { $this $PATH ?v . $this a:q ?y }";
    let p = "<https://a.example/p>";
    let q = "<https://a.example/q>";
    assert_eq!(over_a_graph(text, Some(p), &[]), ["1", "2"]);
    assert_eq!(over_a_graph(text, Some(&format!("({q}/{p})")), &[]), ["3"]);
    assert_eq!(over_a_graph(text, Some(&format!("(({q}?)/{p})")), &[]), ["1", "2", "3"]);
    assert_eq!(over_a_graph(text, Some(&format!("(({q}+)*)")), &[]).len(), 2);
    assert_eq!(over_a_graph("SELECT DISTINCT $this ?v { a:y $PATH ?v }", Some(&format!("(^{q})")), &[]).len(), 1);
    assert_eq!(over_a_graph(text, Some(&format!("({p}|({q}/{p}))")), &[]), ["1", "2", "3"]);
}

#[test]
fn the_shapes_graph_is_beside_the_data() {
    let name = [("shapesGraph", Term::from(model::constraint::SHAPES_GRAPH.into_owned()))];
    assert_eq!(over_a_graph("SELECT $this ?v { GRAPH $shapesGraph { ?s ?p ?v } }", None, &name), ["of the shapes"]);
    assert!(over_a_graph("SELECT $this ?v { ?s a:says ?v }", None, &name).is_empty());
}
