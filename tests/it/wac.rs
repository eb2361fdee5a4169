//! The tables of Web Access Control's test suite: each row is asked of a running instance, or carries the reason why not.
//!
//! Alice owns a document, Bob has an account here, Public has none. What the suite grants is set through the acl of the
//! document: to everybody, to whoever is signed in, or, where Bob alone is meant, to a group of which he is the one member
//! (nobody but the owner is named here). What a container would pass on is set on the document itself, and what the suite
//! grants on a container is Bob's role: he may read everything in it, and is no contributor.

use http::Method;
use model::{Role, Scope};
use std::collections::BTreeMap;
use std::path::Path;
use tests::{Client, Reply, Server, organization};

const FOLDER: &str = "suites/solid-specification-tests/web-access-control";

/// The files with tables of who may do what, with their rows, and whom they grant something.
const TABLES: [(&str, usize, Subject); 6] = [
    ("protected-operation/read-access-agent.feature", 90, Subject::Authenticated),
    ("protected-operation/read-access-bob.feature", 90, Subject::Bob),
    ("protected-operation/read-access-public.feature", 90, Subject::Public),
    ("protected-operation/write-access-agent.feature", 84, Subject::Authenticated),
    ("protected-operation/write-access-bob.feature", 84, Subject::Bob),
    ("protected-operation/write-access-public.feature", 53, Subject::Public),
];

/// The other files, and where their scenarios are asked, or why not.
const OTHERS: [(&str, &str); 11] = [
    ("protected-operation/common.feature", "no scenarios: how the tables are set up"),
    ("protected-operation/acl-propagation.feature", PASSES_NOTHING_ON),
    ("acl-object/container-access-to.feature", CONTAINERS_ARE_OPEN),
    ("acl-object/container-access-to-default.feature", CONTAINERS_ARE_OPEN),
    ("acl-object/container-default.feature", CONTAINERS_ARE_OPEN),
    ("acl-object/container-none.feature", CONTAINERS_ARE_OPEN),
    ("wac-allow/header-exists.feature", "asked in acl.rs"),
    ("wac-allow/user-access-direct.feature", "asked in acl.rs"),
    ("wac-allow/public-access-direct.feature", "asked in acl.rs"),
    ("wac-allow/user-access-indirect.feature", PASSES_NOTHING_ON),
    ("wac-allow/public-access-indirect.feature", PASSES_NOTHING_ON),
];

const PASSES_NOTHING_ON: &str = "every document has rules of its own, and its container passes none on";
const CONTAINERS_ARE_OPEN: &str = "containers are given and open to everybody; what is in them is not";
const CONTAINERS_ARE_GIVEN: &str = "containers are given: nobody replaces, patches or deletes one (405)";
const NO_TEXTS: &str = "documents are RDF: there are no texts to read, nor to write (415, whoever asks)";
const NO_POST: &str = "a document takes no POST (405, whoever asks)";
const READS_WHAT_IT_WRITES: &str = "nobody but the owner is granted more than reading: such an acl is refused (422)";

/// How many rows came to each end. A row that comes or goes is looked at.
const ENDS: [(&str, usize); 8] = [
    ("as the suite has it", 112),
    ("closed, hence as if it were not there: 404", 12),
    (CONTAINERS_ARE_OPEN, 8),
    (CONTAINERS_ARE_GIVEN, 36),
    (NO_TEXTS, 84),
    (NO_POST, 18),
    (READS_WHAT_IT_WRITES, 221),
    ("all", 491),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Public,
    Authenticated,
    Bob,
}

/// A row of a table, with the media type that its scenario sends.
#[derive(Debug)]
struct Row {
    agent: String,
    method: Method,
    kind: String,
    modes: String,
    sends: Option<String>,
    statuses: Vec<u16>,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_is_asked_or_has_a_reason() {
    let Some(suite) = tests::shared().map(|shared| shared.join(FOLDER)) else { return };
    let bench = Bench::new().await;
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, expected, subject) in TABLES {
        let rows = rows(&std::fs::read_to_string(suite.join(file)).unwrap());
        assert_eq!(rows.len(), expected, "{file}: rows came or went: look at them");
        for row in &rows {
            let end = bench.ask(file, subject, row).await;
            *ends.entry(end).or_default() += 1;
            *ends.entry("all").or_default() += 1;
        }
    }
    assert_eq!(ends, BTreeMap::from(ENDS));
    let mut known: Vec<&str> = TABLES.iter().map(|(file, ..)| *file).chain(OTHERS.map(|(file, _)| file)).collect();
    known.sort_unstable();
    assert_eq!(features(&suite), known, "files that nobody has looked at");
}

/// The files of scenarios, from the folder of the suite.
fn features(suite: &Path) -> Vec<String> {
    let folders = std::fs::read_dir(suite).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let features = files.filter(|path| path.extension().is_some_and(|extension| extension == "feature"));
    let mut names: Vec<String> =
        features.map(|path| path.strip_prefix(suite).unwrap().to_str().unwrap().to_owned()).collect();
    names.sort_unstable();
    names
}

/// The rows below each `Examples:`, and the `Content-Type` of the scenario above them.
fn rows(feature: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut sends: Option<String> = None;
    let mut columns: Vec<String> = Vec::new();
    for line in feature.lines().map(str::trim) {
        if line.starts_with("Scenario") {
            (sends, columns) = (None, Vec::new());
        } else if let Some((_, media_type)) = line.split_once("header Content-Type = ") {
            // Where the scenario computes it, it follows from the kind of the resource.
            sends = media_type.strip_prefix('\'').map(|text| text.trim_end_matches('\'').to_owned());
        } else if line == "Examples:" {
            columns = vec![String::new()];
        } else if let Some(cells) = line.strip_prefix('|').filter(|_| !columns.is_empty()) {
            let cells: Vec<String> =
                cells.trim_end_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            if columns.len() == 1 {
                columns = cells;
                continue;
            }
            let cell = |names: &[&str]| {
                let place = columns.iter().position(|column| names.contains(&column.as_str())).unwrap();
                cells[place].clone()
            };
            let (container, resource) = (cell(&["container"]), cell(&["resource"]));
            let statuses = cell(&["status", "writeStatus"]);
            let statuses = statuses.trim_matches(['[', ']']).split(',').map(|status| status.trim().parse().unwrap());
            rows.push(Row {
                agent: cell(&["agent"]),
                method: cell(&["method"]).parse().unwrap(),
                kind: cell(&["type"]),
                modes: if resource == "inherited" { container } else { resource },
                sends: sends.clone(),
                statuses: statuses.collect(),
            });
        }
    }
    rows
}

const CONTAINER: &str = "/organizations/";
const NEVER: &str = "/organizations/never";

struct Bench {
    server: Server,
    alice: Client,
    /// He may write what is his.
    bob: Client,
    /// The same where a container grants no more than reading.
    bob_reading: Client,
}

impl Bench {
    /// An instance with a document for each subject, who may read it because its acl was set so.
    async fn new() -> Self {
        let server = crate::server().await;
        let alice = server.contributor("alice@moulin.example").await;
        let bob = server.contributor("bob@moulin.example").await;
        let reading = "bob-reading@moulin.example";
        let registry = server.registry();
        registry.make_account(&registry.operator(), reading, Role::Reader).await.unwrap();
        let token = registry.issue_token(reading, vec![Scope::Read, Scope::Write]).await.unwrap();
        let bob_reading = server.with_token(&token);
        let group = "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:Group ; cs:name \"Bob\"@fr .";
        alice.put("/groups/bob", group, "").await.expect(201);
        let iri = registry.base().document(model::Container::Groups, &model::Slug::from_text("bob").unwrap());
        for member in ["bob@moulin.example", reading] {
            registry.add_member(&registry.operator(), &iri, member).await.unwrap();
        }
        let bench = Self { server, alice, bob, bob_reading };
        for subject in [Subject::Public, Subject::Authenticated, Subject::Bob] {
            let path = path(subject);
            bench.alice.put(&path, &organization("Alice"), "").await.expect(201);
            bench.grant(&path, subject, "R").await.expect(204);
        }
        bench
    }

    /// Alice's acl, which grants these modes to the subject.
    async fn grant(&self, path: &str, subject: Subject, modes: &str) -> Reply {
        let whom = match subject {
            Subject::Public => "acl:agentClass foaf:Agent",
            Subject::Authenticated => "acl:agentClass acl:AuthenticatedAgent",
            Subject::Bob => "acl:agentGroup </groups/bob>",
        };
        let names = [('R', "acl:Read"), ('W', "acl:Write"), ('A', "acl:Append"), ('C', "acl:Control")];
        let modes = names.iter().filter(|(letter, _)| modes.contains(*letter)).map(|(_, mode)| *mode);
        let modes = modes.collect::<Vec<_>>().join(", ");
        let acl = format!(
            "@prefix acl: <http://www.w3.org/ns/auth/acl#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
             <#alice> a acl:Authorization ; acl:agent <mailto:alice@moulin.example> ; acl:accessTo <{path}> ;
                 acl:mode acl:Read, acl:Write, acl:Control .
             <#others> a acl:Authorization ; {whom} ; acl:accessTo <{path}> ; acl:mode {modes} ."
        );
        self.alice.put(&format!("{path}.acl"), &acl, "*").await
    }

    /// What became of a row.
    async fn ask(&self, file: &str, subject: Subject, row: &Row) -> &'static str {
        if row.modes != "R" {
            let refused = self.grant(&path(subject), subject, &row.modes).await;
            assert!(refused.expect(422).text().contains("\"reason\":\"mode\""), "{file} {row:?}");
            return READS_WHAT_IT_WRITES;
        }
        let reads = matches!(row.method, Method::GET | Method::HEAD);
        let is_public = row.agent == "Public";
        let (path, reader) = match row.kind.as_str() {
            "plain" => return NO_TEXTS,
            "fictive" if row.sends.as_deref() == Some("text/plain") && row.method != Method::PATCH => return NO_TEXTS,
            "fictive" | "rdf" if row.method == Method::POST => return NO_POST,
            "container" if reads && is_public && subject != Subject::Public => return CONTAINERS_ARE_OPEN,
            "container" if !reads && row.method != Method::POST => return CONTAINERS_ARE_GIVEN,
            "container" => (CONTAINER.to_owned(), &self.bob_reading),
            "fictive" => (NEVER.to_owned(), &self.bob_reading),
            "rdf" => (path(subject), &self.bob),
            other => panic!("{file}: a resource that nobody has looked at: {other}"),
        };
        let stranger = self.server.anonymous();
        let client = if is_public { &stranger } else { reader };
        let reply = Self::send(client, row, &path).await;
        if reads && is_public && row.statuses == [401] {
            let never = Self::send(client, row, NEVER).await;
            assert_eq!(reply.expect(404).text().replace(&path, NEVER), never.text(), "{file} {row:?}");
            assert!(!reply.headers.contains_key("wac-allow"), "{file} {row:?}");
            return "closed, hence as if it were not there: 404";
        }
        assert!(row.statuses.contains(&reply.status.as_u16()), "{file} {row:?}: {} {}", reply.status, reply.text());
        "as the suite has it"
    }

    async fn send(client: &Client, row: &Row, path: &str) -> Reply {
        let body = match row.sends.as_deref() {
            Some("text/turtle") => organization("Bob"),
            Some("text/n3") => {
                "@prefix solid: <http://www.w3.org/ns/solid/terms#> . _:insert a solid:InsertDeletePatch ;
                 solid:inserts { <> a <http://example.org#Foo> . } ."
                    .to_owned()
            }
            Some(_) => "Bob's text".to_owned(),
            None => String::new(),
        };
        let headers: Vec<(&str, &str)> =
            row.sends.iter().map(|media_type| ("content-type", media_type.as_str())).collect();
        client.send(row.method.clone(), path, &headers, body).await
    }
}

fn path(subject: Subject) -> String {
    format!("{CONTAINER}{subject:?}").to_lowercase()
}
