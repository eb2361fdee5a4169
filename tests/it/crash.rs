//! SIGKILL at random points under a write load: every acknowledged write is there after the restart, and the
//! projection equals the journal.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Process, organization, process};

const KILLS: usize = 50;
const WRITERS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let made =
        process::run(super::PROGRAM, &["init", "--data", data, "--base", "http://127.0.0.1:1/", "--name", "Moulin"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let token = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    let http = client();
    // What each document must at least be: the last number acknowledged, and what was sent but not answered.
    let acknowledged: Arc<Mutex<BTreeMap<String, (u64, u64)>>> = Arc::default();
    let mut chance = ChaCha20Rng::seed_from_u64(50);
    for kill in 0..KILLS {
        let instance = Process::serve(super::PROGRAM, folder.path());
        let address = instance.address().to_owned();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                tokio::spawn(write(http.clone(), address.clone(), token.clone(), writer, acknowledged.clone()))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(chance.random_range(20..400))).await;
        instance.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        if kill % 10 == 9 {
            let known = acknowledged.lock().unwrap().clone();
            check(&http, folder.path(), &known).await;
        }
    }
    let written: u64 = acknowledged.lock().unwrap().values().map(|(number, _)| number).sum();
    assert!(written > u64::try_from(KILLS).unwrap(), "the load wrote only {written} times");
}

fn client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

/// Writes one document again and again until the instance is gone.
async fn write(
    http: reqwest::Client,
    address: String,
    token: String,
    writer: usize,
    acknowledged: Arc<Mutex<BTreeMap<String, (u64, u64)>>>,
) {
    let path = format!("organizations/o{writer}");
    let mut number = acknowledged.lock().unwrap().get(&path).map_or(0, |(_, tried)| *tried);
    loop {
        number += 1;
        acknowledged.lock().unwrap().entry(path.clone()).or_insert((0, 0)).1 = number;
        let current = http.head(format!("{address}/{path}")).header("accept", "text/turtle").send().await;
        let Ok(current) = current else { return };
        let mut put = http
            .put(format!("{address}/{path}"))
            .bearer_auth(&token)
            .header("content-type", "text/turtle")
            .body(organization(&number.to_string()));
        if let Some(etag) = current.headers().get("etag") {
            put = put.header("if-match", etag);
        }
        match put.send().await {
            Ok(reply) if reply.status().is_success() => {
                acknowledged.lock().unwrap().entry(path.clone()).and_modify(|known| known.0 = number);
            }
            Ok(reply) => panic!("{} {}", reply.status(), reply.text().await.unwrap_or_default()),
            Err(_) => return,
        }
    }
}

/// After a restart: each document is at least what was acknowledged and at most what was sent; the projection answers
/// the same; a projection made anew from the journal is equal.
async fn check(http: &reqwest::Client, folder: &Path, acknowledged: &BTreeMap<String, (u64, u64)>) {
    let instance = Process::serve(super::PROGRAM, folder);
    for (path, (least, most)) in acknowledged {
        if *least == 0 {
            continue;
        }
        let reply =
            http.get(format!("{}/{path}", instance.address())).header("accept", "text/turtle").send().await.unwrap();
        let text = reply.text().await.unwrap();
        let number: u64 =
            text.split('"').nth(1).and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{path}: {text}"));
        assert!((*least..=*most).contains(&number), "{path} is {number}, acknowledged {least}, sent {most}");
        let query = format!("SELECT ?n {{ <http://127.0.0.1:1/{path}> <https://w3id.org/codesocial#name> ?n }}");
        let asked = http
            .post(format!("{}/sparql", instance.address()))
            .header("content-type", "application/sparql-query")
            .header("accept", "text/csv")
            .body(query)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert_eq!(asked.lines().nth(1), Some(number.to_string().as_str()), "{path}: {asked}");
        let searched = format!("{}/search?q=%22{number}%22", instance.address());
        let found = http.get(searched).header("accept", "application/n-quads").send().await.unwrap();
        let found = found.text().await.unwrap();
        assert!(found.contains(&format!("<http://127.0.0.1:1/{path}> ")), "{path} is not among {found}");
    }
    assert_eq!(instance.terminate(), Some(0));
    let hash = async || {
        let parts = cli::parts::of_system(cli::text::Language::En).unwrap();
        let registry = registry::Registry::open(folder, parts).await.unwrap();
        let hash = registry.projection_hash().await.unwrap();
        registry.close().await;
        hash
    };
    let followed = hash().await;
    let rebuilt = process::run(super::PROGRAM, &["rebuild", "--json", "--data", folder.to_str().unwrap()]);
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    let rebuilt: serde_json::Value = serde_json::from_slice(&rebuilt.stdout).unwrap();
    assert_eq!(rebuilt["hash"], followed.to_hex());
}
