//! Documents erased for good: in every answer, in every byte of the data folder, in the memory of the workers; by whom,
//! and what stays.

mod time; // measured by hand

use http::Method;
use model::release::Withheld;
use model::release::verify::{Content, verify};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;
use tests::{Client, Process, Reply, process};

const PREFIX: &str =
    "@prefix cs: <https://w3id.org/codesocial#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

/// Long enough to be met by nobody else, and to stand in no key of the projection as it is.
const WORDS: &str = "Camille Xyzzy habite au 12 rue Quux";

fn iri(path: &str) -> String {
    format!("https://moulin.example{path}")
}

async fn put(client: &Client, path: &str, turtle: &str) {
    let reply = client.put(path, &format!("{PREFIX}{turtle}"), "").await;
    let status = if reply.status == 412 || reply.status == 428 {
        client.put(path, &format!("{PREFIX}{turtle}"), "*").await.status
    } else {
        reply.status
    };
    assert!(status.is_success(), "{path}: {}", reply.text());
}

async fn erase(client: &Client, documents: &[&str], dry_run: bool) -> Reply {
    let documents: Vec<String> = documents.iter().map(|path| iri(path)).collect();
    let body = json!({ "documents": documents, "dryRun": dry_run }).to_string();
    client.send(Method::POST, "/erasures/", &[("content-type", "application/json")], body).await
}

/// How often these words stand in the files of a folder, and in which.
pub(super) fn in_files(folder: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(in_files(&path, words));
        } else if let Ok(bytes) = fs::read(&path)
            && contains(&bytes, words)
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Whether these words stand in what a process may write to; nothing where the system does not let us look.
fn in_memory(process: u32, words: &str) -> Option<bool> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let mut memory = fs::File::open(format!("/proc/{process}/mem")).ok()?;
    for line in maps.lines() {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let (start, end) = (u64::from_str_radix(start, 16).ok()?, u64::from_str_radix(end, 16).ok()?);
        if !rest.starts_with("rw") || end - start > 1 << 30 {
            continue;
        }
        memory.seek(SeekFrom::Start(start)).ok()?;
        let mut bytes = vec![0; usize::try_from(end - start).ok()?];
        if memory.read_exact(&mut bytes).is_ok() && contains(&bytes, words) {
            return Some(true);
        }
    }
    Some(false)
}

fn contains(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

fn person(more: &str) -> String {
    format!("<> a cs:Person ; cs:name \"{WORDS}{more}\"@fr .")
}

const FORMATS: [&str; 5] =
    ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml", "text/html"];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_in_no_answer_and_in_no_byte() {
    let mut server = super::server().await;
    let (admin, owner) = (server.administrator(), server.contributor("owner@a.example").await);
    put(&owner, "/people/c", &person("")).await;
    put(&owner, "/people/c", &person(", et au 13")).await;
    put(&owner, "/people/d", "<> a cs:Person ; cs:name \"Dominique\"@fr .").await;
    put(
        &admin,
        "/organizations/moulin",
        "<> a cs:Organization ; cs:name \"Moulin\"@fr ; cs:contactPoint </people/c> .",
    )
    .await;
    // Into every cache, and into the memory of workers of both kinds.
    for client in [&server.anonymous(), &admin] {
        for format in FORMATS {
            assert!(client.get("/people/c", format).await.expect(200).text().contains("Xyzzy"), "{format}");
        }
        let names = client.query("SELECT ?n { ?s <https://w3id.org/codesocial#name> ?n }").await;
        assert_eq!(names.expect(200).column("n").len(), 3);
    }
    let workers = server.registry().workers().await.unwrap();
    assert_eq!(workers.len(), 2);
    assert!(!in_files(server.folder(), WORDS).is_empty(), "it is found while it is there");
    for worker in &workers {
        assert_ne!(in_memory(*worker, WORDS), Some(false), "it is found while it is there");
    }

    let planned = erase(&owner, &["/people/c"], true).await;
    let plan = planned.expect(200).json();
    assert_eq!((&plan["progress"], &plan["documents"][0]["entries"]), (&"planned".into(), &2.into()));
    assert_eq!(plan["namedIn"], json!([iri("/organizations/moulin")]));
    owner.get("/people/c", "text/turtle").await.expect(200);
    let erased = erase(&owner, &["/people/c"], false).await.expect(200).json();
    let expected = json!([{ "id": iri("/people/c"), "entries": 2 }]);
    assert_eq!((&erased["documents"], &erased["progress"]), (&expected, &"finished".into()), "{erased}");

    assert_eq!(in_files(server.folder(), WORDS), [""; 0]);
    let successors = server.registry().workers().await.unwrap();
    assert!(successors.iter().all(|worker| !workers.contains(worker)), "{workers:?} {successors:?}");
    for client in [&server.anonymous(), &admin, &owner] {
        for format in FORMATS {
            let gone = client.get("/people/c", format).await;
            assert!(!gone.expect(410).text().contains("Xyzzy"));
        }
        client.put("/people/c", &format!("{PREFIX}{}", person("")), "").await;
        let named = client.query("SELECT ?n { ?s <https://w3id.org/codesocial#name> ?n }").await;
        assert_eq!(named.expect(200).column("n"), ["Dominique", "Moulin"]);
        let listed = client.get("/people/", "text/turtle").await;
        assert!(!listed.expect(200).text().contains("Xyzzy") && !listed.text().contains("people/c>"));
    }
    for worker in &successors {
        assert_ne!(in_memory(*worker, WORDS), Some(true));
    }
    assert_eq!(owner.put("/people/c", &format!("{PREFIX}{}", person("")), "").await.status, 410, "never used again");
    // Once more: nothing is there, and nobody is surprised.
    let again = erase(&owner, &["/people/c"], false).await.expect(200).json();
    assert_eq!((&again["documents"][0]["entries"], &again["progress"]), (&0.into(), &"finished".into()));
    let listed = admin.get("/erasures/", "*/*").await.expect(200).json();
    assert_eq!((&listed["erasures"][0]["document"], &listed["accounts"]), (&iri("/people/c").into(), &json!([])));
    assert!(listed["erasures"].as_array().unwrap().len() == 1 && !listed["erasures"][0]["finished"].is_null());
    assert_eq!(in_files(server.folder(), WORDS), [""; 0], "the refused PUT left nothing either");

    let diagnosis = server.registry().diagnose().await;
    assert!(diagnosis.is_sound(), "{:?}", diagnosis.findings);
    let holds = diagnosis.holds.unwrap();
    assert_eq!(
        holds.erased.iter().map(|erased| (erased.iri.as_str(), erased.entries)).collect::<Vec<_>>(),
        [(iri("/people/c").as_str(), 2)]
    );
    drop((admin, owner));
    server.restart().await;
    assert_eq!(in_files(server.folder(), WORDS), [""; 0]);
    server.stop().await;
    let rebuilt = registry::Registry::rebuild(server.folder(), server.parts()).await.unwrap();
    assert_eq!(rebuilt.seq.0, holds.entries, "the chain verifies");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_erase_and_what() {
    let server = super::server().await;
    let (admin, owner) = (server.administrator(), server.contributor("owner@a.example").await);
    let (other, stranger) = (server.contributor("other@a.example").await, server.anonymous());
    put(&owner, "/people/c", &person("")).await;
    put(&owner, "/people/closed", "<> a cs:Person ; cs:name \"C\"@fr ; cs:audience cs:Private .").await;
    let refused = async |client: &Client, documents: &[&str], status| {
        for dry_run in [true, false] {
            erase(client, documents, dry_run).await.expect(status);
        }
    };
    refused(&stranger, &["/people/c"], 401).await;
    refused(&other, &["/people/c"], 403).await;
    refused(&other, &["/people/closed"], 404).await;
    refused(&other, &["/people/never"], 404).await;
    refused(&owner, &["/people/c", "/people/never"], 404).await;
    // Whoever names a part does not mean all of it.
    refused(&owner, &["/people/c#part"], 404).await;
    refused(&owner, &[], 422).await;
    let many: Vec<String> = (0..=registry::ERASURE_LIMIT).map(|at| format!("/people/{at}")).collect();
    refused(&owner, &many.iter().map(String::as_str).collect::<Vec<_>>(), 422).await;
    let send = async |body: &str, media_type: &str| {
        server.administrator().send(Method::POST, "/erasures/", &[("content-type", media_type)], body.to_owned()).await
    };
    send("{\"documents\": [\"no address\"]}", "application/json").await.expect(400);
    send("{\"document\": []}", "application/json").await.expect(400);
    send("documents", "text/plain").await.expect(415);
    stranger.get("/erasures/", "*/*").await.expect(401);
    owner.get("/erasures/", "*/*").await.expect(403);
    owner.get("/people/c", "text/turtle").await.expect(200);
    // What was deleted before is erased as well, by whoever runs the instance, too.
    owner.send(Method::DELETE, "/people/c", &[("if-match", "*")], "").await.expect(204);
    assert_eq!(erase(&admin, &["/people/c"], false).await.expect(200).json()["documents"][0]["entries"], 2);
    assert_eq!(in_files(server.folder(), WORDS), [""; 0]);
    erase(&owner, &["/people/closed"], false).await.expect(200);
    owner.get("/people/closed", "text/turtle").await.expect(410);
    other.get("/people/closed", "text/turtle").await.expect(404);
}

/// Whole enough to be released.
fn description() -> String {
    let chapters: Vec<String> = ["Qualities", "Values", "Rights", "Wealth"]
        .iter()
        .enumerate()
        .map(|(place, bundle)| {
            format!("<#b{place}> a cs:{bundle}Bundle ; cs:order {} ; cs:text \"Du texte, ici.\"@fr .\n", place + 1)
        })
        .collect();
    format!(
        "<> a cs:CodeSocial ; cs:name \"Moulin\"@fr ; cs:describes </organizations/moulin> ;
           cs:form cs:FourBundlesForm ; cs:section <#b0>, <#b1>, <#b2>, <#b3> .
         <#b0> cs:intention <#i> . <#i> a cs:Intention ; cs:text \"Nourrir\"@fr .\n{}",
        chapters.concat()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_says_what_was_erased_and_never_that_it_was_changed() {
    const FILE: &str = "/releases/codes/moulin/1/file";
    let server = super::server().await;
    let (admin, owner) = (server.administrator(), server.contributor("owner@a.example").await);
    put(&owner, "/organizations/moulin", "<> a cs:Organization ; cs:name \"Le Moulin de Quuxville\"@fr .").await;
    put(&owner, "/codes/moulin", &description()).await;
    put(
        &owner,
        "/actions/cantine",
        &format!("<> a cs:Action ; cs:name \"{WORDS}\"@fr ; cs:realises </codes/moulin#i> ."),
    )
    .await;
    let list = "/releases/codes/moulin/";
    owner.send(Method::POST, list, &[("content-type", "application/json")], "{}").await.expect(201);

    let planned = erase(&owner, &["/actions/cantine"], true).await.expect(200).json();
    assert_eq!(planned["frozenIn"], json!([iri("/releases/codes/moulin/1")]));
    erase(&owner, &["/actions/cantine"], false).await.expect(200);
    let file = server.anonymous().get(FILE, "application/json").await;
    let text = file.expect(200).text().to_owned();
    assert!(!contains(text.as_bytes(), WORDS));
    let parsed = model::release::ReleaseFile::parse(&text).unwrap();
    let verification = verify(&parsed, &[], None);
    assert!(verification.holds(), "{verification:?}");
    let contents: Vec<_> = verification.members.iter().map(|member| &member.content).collect();
    assert_eq!(contents, [&Content::Absent(Some(Withheld::Erased)), &Content::Frozen, &Content::Frozen]);
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("moulin.release.json");
    fs::write(&path, &text).unwrap();
    for (language, words) in [("fr", "effacé"), ("en", "erased")] {
        let verified = process::run(super::PROGRAM, &["verify", path.to_str().unwrap(), "--lang", language]);
        let said = String::from_utf8_lossy(&verified.stdout).into_owned();
        assert!(verified.status.success() && said.contains(words), "{said}");
    }

    // Its name is part of what was signed: its owner alone does not take that back.
    let signed = erase(&owner, &["/organizations/moulin"], false).await;
    assert_eq!(signed.expect(403).json()["release"], iri("/releases/codes/moulin/1"));
    server.anonymous().get(FILE, "application/json").await.expect(200);
    let erased = erase(&admin, &["/organizations/moulin"], false).await.expect(200).json();
    assert_eq!((&erased["releases"], &erased["frozenIn"]), (&json!([iri("/releases/codes/moulin/1")]), &json!([])));
    for path in [FILE, "/releases/codes/moulin/1"] {
        server.anonymous().get(path, "application/json").await.expect(410);
    }
    server.anonymous().get(list, "application/ld+json").await.expect(200);
    assert_eq!(in_files(server.folder(), "Quuxville"), [""; 0]);
    let diagnosis = server.registry().diagnose().await;
    assert!(diagnosis.is_sound(), "{:?}", diagnosis.findings);
    // The next one is made of what is left.
    put(&owner, "/organizations/moulin-2", "<> a cs:Organization ; cs:name \"Autre\"@fr .").await;
    put(&owner, "/codes/moulin", &description().replace("moulin>", "moulin-2>")).await;
    let next = owner.send(Method::POST, list, &[("content-type", "application/json")], "{}").await;
    assert_eq!(next.expect(201).json()["number"], 2);
}

fn new_instance(folder: &Path) -> (String, String) {
    let data = folder.to_str().unwrap().to_owned();
    let made = process::run(super::PROGRAM, &["init", "--data", &data, "--base", "http://127.0.0.1:1/", "--name", "M"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (data, String::from_utf8(made.stdout).unwrap().trim().to_owned())
}

/// Imports one person of this name.
fn import(data: &str, slug: &str, name: &str) {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("p.ttl");
    fs::write(&file, format!("{PREFIX}<people/{slug}> a cs:Person ; cs:name \"{name}\"@fr .")).unwrap();
    let done = process::run(super::PROGRAM, &["import", "turtle", file.to_str().unwrap(), "--data", data]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn the_command_asks_before_and_says_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = new_instance(folder.path());
    import(&data, "c", WORDS);
    import(&data, "d", "Dominique");
    let run = |arguments: &[&str]| {
        let mut all = vec!["erase"];
        all.extend(arguments);
        all.extend(["--data", &data]);
        // Standard input is the test's, hence no terminal.
        let output = process::run(super::PROGRAM, &all);
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), said(&output.stdout), said(&output.stderr))
    };
    for (language, words) in [("fr", "--yes le fait"), ("en", "--yes does it")] {
        let (code, _, said) = run(&["people/c", "--lang", language]);
        assert!(code == Some(2) && said.contains(words), "{said}");
    }
    let (code, said, _) = run(&["people/c", "--dry-run", "--lang", "fr"]);
    assert!(code == Some(0) && said.contains("Serait détruit") && said.contains("people/c"), "{said}");
    assert!(!in_files(folder.path(), WORDS).is_empty());
    for beside_an_instance in [false, true] {
        let running = beside_an_instance.then(|| Process::serve(super::PROGRAM, folder.path()));
        let (code, _, said) = run(&["people/never", "--yes", "--lang", "en"]);
        assert!(code == Some(1) && !said.is_empty(), "{said}");
        let slug = if beside_an_instance { "people/d" } else { "http://127.0.0.1:1/people/c" };
        let (code, said, _) = run(&[slug, "--yes", "--lang", "en"]);
        assert!(code == Some(0) && said.contains("No copy is left"), "{said}");
        let (code, said, _) = run(&[slug, "--yes", "--json"]);
        let said: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            (code, &said["documents"][0]["entries"], &said["progress"]),
            (Some(0), &0.into(), &"finished".into())
        );
        if let Some(running) = running {
            assert_eq!(running.terminate(), Some(0));
        }
    }
    assert_eq!(in_files(folder.path(), WORDS), [""; 0]);
    let doctor = process::run(super::PROGRAM, &["doctor", "--data", &data, "--lang", "en"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(doctor.status.success() && said.contains("people/c: erased, entries 1 to 1 (1)"), "{said}");
}

const KILLS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_finished_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (data, token) = new_instance(folder.path());
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
    let mut chance = ChaCha20Rng::seed_from_u64(17);
    let (mut begun, mut unfinished) = (0, 0);
    for kill in 0..KILLS {
        let words = format!("{WORDS}, porte {kill}");
        import(&data, &format!("c{kill}"), &words);
        let instance = Process::serve(super::PROGRAM, folder.path());
        // A worker has it in memory.
        let asked = http.get(format!("{}/sparql?query=ASK%7B%7D", instance.address())).send().await.unwrap();
        assert!(asked.status().is_success());
        let erasing = http
            .post(format!("{}/erasures/", instance.address()))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(json!({ "documents": [format!("http://127.0.0.1:1/people/c{kill}")] }).to_string())
            .send();
        let erasing = tokio::spawn(erasing);
        tokio::time::sleep(Duration::from_millis(chance.random_range(0..120))).await;
        instance.kill();
        let answered = erasing.await.unwrap().is_ok_and(|reply| reply.status().is_success());
        let left = !in_files(folder.path(), &words).is_empty();
        let instance = Process::serve(super::PROGRAM, folder.path());
        let status = http.get(format!("{}/people/c{kill}", instance.address())).send().await.unwrap().status();
        assert!(status == 410 || (status == 200 && !answered), "{status}");
        if status == 410 {
            begun += 1;
            unfinished += usize::from(left);
            assert_eq!(in_files(folder.path(), &words), [""; 0], "before it answers, nothing is left");
        }
        assert_eq!(instance.terminate(), Some(0));
    }
    assert!(begun > 0, "each was killed before it began");
    let doctor = process::run(super::PROGRAM, &["doctor", "--data", &data, "--json"]);
    let report: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    assert!(doctor.status.success() && crate::doctor::findings(&report).is_empty(), "{report}");
    assert_eq!(report["erased"].as_array().unwrap().len(), begun, "{unfinished} of these were finished afterwards");
}
