//! How long an erasure takes, and whom it keeps waiting.

use super::{PREFIX, import, new_instance};
use crate::measurement::{now, say, tell};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::{Process, process};

/// Of about 1.2 kB each.
const DOCUMENTS: usize = 50_000;
/// In one file.
const TOGETHER: usize = 5_000;

/// `cargo nextest run --release --workspace --run-ignored only --no-capture -E 'test(how_long_an_erasure_takes)'`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, run by hand"]
async fn how_long_an_erasure_takes() {
    let folder = tempfile::tempdir().unwrap();
    let data_folder = folder.path().join("data");
    let (data, token) = new_instance(&data_folder);
    let begun = now();
    fill(&data, &folder.path().join("sources"));
    for slug in ["one", "two", "three"] {
        import(&data, slug, &format!("Camille Xyzzy {slug}"));
    }
    tell(&format!("{DOCUMENTS} documents imported"), begun);
    let begun = now();
    let instance = Process::serve(crate::PROGRAM, &data_folder);
    tell("opened", begun);
    let address = instance.address().to_owned();
    #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(5)).build().unwrap();
    // Workers hold all of it in memory before.
    let begun = now();
    let query = "SELECT (count(*) AS ?n) { ?s ?p ?o }";
    let asked = http.post(format!("{address}/sparql")).header("content-type", "application/sparql-query").body(query);
    let asked = asked.send().await.unwrap();
    tell(&format!("asked: {}", asked.status()), begun);
    say(&format!("journal {} MB, store {} MB", megabytes(&data_folder, "journal"), megabytes(&data_folder, "store")));
    for slug in ["one", "two"] {
        let still = Arc::new(AtomicBool::new(true));
        let others = [
            tokio::spawn(longest(http.clone(), address.clone(), None, slug, still.clone())),
            tokio::spawn(longest(http.clone(), address.clone(), Some(token.clone()), slug, still.clone())),
        ];
        let begun = now();
        let erased = http
            .post(format!("{address}/erasures/"))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(json!({ "documents": [format!("/people/{slug}")] }).to_string())
            .send()
            .await
            .unwrap();
        let said: Value = serde_json::from_str(&erased.text().await.unwrap()).unwrap();
        assert_eq!(said["progress"], "finished", "{said}");
        tell("one document erased", begun);
        still.store(false, Ordering::SeqCst);
        for (what, other) in ["reading", "writing"].into_iter().zip(others) {
            say(&format!("longest answer to {what} meanwhile: {:.2} s", other.await.unwrap().as_secs_f64()));
        }
    }
    say(&format!("journal {} MB, store {} MB", megabytes(&data_folder, "journal"), megabytes(&data_folder, "store")));
    assert_eq!(instance.terminate(), Some(0));
    let parts = cli::parts::of_system(cli::text::Language::En).unwrap();
    let registry = registry::Registry::open(&data_folder, parts).await.unwrap();
    let operator = registry.operator();
    let account = registry.make_account(&operator, "camille@quux.example", model::Role::Reader).await.unwrap();
    let begun = now();
    let (_, progress) = registry.erase_account(&operator, account, registry::account::Content::Kept).await.unwrap();
    assert_eq!(progress, registry::Progress::Finished);
    tell("an account erased", begun);
    registry.close().await;
}

/// Imports documents whose words no packing shortens much.
fn fill(data: &str, sources: &Path) {
    fs::create_dir_all(sources).unwrap();
    let mut chance = ChaCha20Rng::seed_from_u64(19);
    let mut word = || -> String {
        let length = chance.random_range(2..10);
        (0..length).map(|_| char::from(chance.random_range(b'a'..=b'z'))).collect()
    };
    for file in 0..DOCUMENTS / TOGETHER {
        let mut turtle = PREFIX.to_owned();
        for at in 0..TOGETHER {
            let mut text = |words: usize| (0..words).map(|_| word()).collect::<Vec<_>>().join(" ");
            writeln!(
                turtle,
                "<organizations/o{file}-{at}> a cs:Organization ; cs:name \"{}\"@fr ; cs:summary \"{}\"@fr ; \
                 cs:keyword \"{}\"@fr, \"{}\"@fr ; cs:text \"{}\"@fr .",
                text(3),
                text(30),
                text(1),
                text(1),
                text(120),
            )
            .unwrap();
        }
        fs::write(sources.join(format!("{file}.ttl")), turtle).unwrap();
    }
    let done = process::run(crate::PROGRAM, &["import", "turtle", sources.to_str().unwrap(), "--data", data]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// The longest that somebody waits for an answer, who reads, or writes with a token, all the while.
async fn longest(
    http: reqwest::Client,
    address: String,
    token: Option<String>,
    round: &'static str,
    still: Arc<AtomicBool>,
) -> Duration {
    let mut longest = Duration::ZERO;
    let mut number = 0;
    while still.load(Ordering::SeqCst) {
        number += 1;
        let begun = now();
        let reply = match &token {
            None => http.get(format!("{address}/organizations/o1-1")).header("accept", "text/turtle").send().await,
            Some(token) => {
                let put = http.put(format!("{address}/organizations/written-{round}-{number}"));
                put.bearer_auth(token).header("content-type", "text/turtle").body(tests::organization("O")).send().await
            }
        };
        assert!(reply.unwrap().status().is_success());
        longest = longest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    longest
}

/// How large the files are whose names begin so.
fn megabytes(folder: &Path, name: &str) -> u64 {
    fn size(path: &Path) -> u64 {
        if path.is_dir() {
            fs::read_dir(path).unwrap().map(|entry| size(&entry.unwrap().path())).sum()
        } else {
            fs::metadata(path).map_or(0, |metadata| metadata.len())
        }
    }
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(name))
        .map(|entry| size(&entry.path()))
        .sum::<u64>()
        / 1_000_000
}
