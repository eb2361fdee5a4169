//! Three instances that follow each other, through a network that loses, repeats, delays and reorders what they say, and
//! while they are killed: after calm, each holds what is open of the others, and nothing else.
//!
//! `CODESOCIAL_STORM=10000` is the whole of it: so many changes, and a SIGKILL for each 500. Without, a tenth.

use super::{client, command, delete, entries, organisation, put};
use crate::measurement::{now, number};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tests::proxy::Fault;
use tests::{Instance, Proxy};

/// Changes for each SIGKILL.
const CHANGES_A_KILL: usize = 500;
/// Documents of each instance that change again and again.
const DOCUMENTS: usize = 60;
/// Of the requests so many meet a fault.
const SHARE: f64 = 0.3;
const FAULTS: [Fault; 4] = [Fault::DroppedBefore, Fault::DroppedAfter, Fault::Duplicated, Fault::Delayed];
/// After calm it may take so long: the longest wait that failures in a row lead to, and some.
const CALM: Duration = Duration::from_mins(3);

#[tokio::test(flavor = "multi_thread")]
async fn after_calm_all_hold_the_same() {
    let changes = number("CODESOCIAL_STORM", 1_000);
    let http = client();
    let mut chance = ChaCha20Rng::seed_from_u64(3);
    let mut proxies = Vec::new();
    let mut instances = Vec::new();
    for seed in 0..3 {
        let proxy = Proxy::start(seed).await;
        instances.push(Instance::behind(super::super::PROGRAM, &proxy));
        proxies.push(proxy);
    }
    for instance in &mut instances {
        instance.start();
    }
    for follower in 0..3 {
        for followed in (0..3).filter(|followed| *followed != follower) {
            command(&instances[follower], &["follow", instances[followed].base()]);
        }
    }
    for proxy in &proxies {
        proxy.trouble(SHARE, &FAULTS);
    }
    // Of each: the names of those that are deleted, which never come back.
    let mut used: [BTreeMap<usize, usize>; 3] = Default::default();
    for change in 1..=changes {
        let (at, document) = (chance.random_range(0..3), chance.random_range(0..DOCUMENTS));
        let life = used[at].entry(document).or_default();
        let path = format!("organizations/o{document}-{life}");
        let instance = &instances[at];
        let done = match chance.random_range(0..10) {
            0 => {
                *life += 1;
                delete(&http, instance, &path).await
            }
            1 => put(&http, instance, &path, organisation(&change.to_string(), "Private")).await,
            2 | 3 => put(&http, instance, &path, organisation(&change.to_string(), "Network")).await,
            _ => put(&http, instance, &path, organisation(&change.to_string(), "Public")).await,
        };
        let status = done.expect("it answers");
        assert!(matches!(status, 200..300 | 404), "{status}");
        if change % CHANGES_A_KILL == 0 {
            let at = chance.random_range(0..3);
            instances[at].kill();
            instances[at].start();
        }
    }
    let faults: u64 = proxies.iter().flat_map(|proxy| proxy.counts().into_values()).sum();
    let requests: u64 = proxies.iter().map(Proxy::requests).sum();
    assert!(faults * 5 > requests, "the weather was fine: {faults} faults of {requests} requests");
    for proxy in &proxies {
        proxy.calm();
    }
    let until = now() + CALM;
    loop {
        let differences = differences(&instances);
        if differences.is_empty() {
            break;
        }
        assert!(now() < until, "{differences:#?}\n{}", command(&instances[0], &["peers"]));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    println!("{changes} changes, {faults} faults of {requests} requests, {} kills", changes / CHANGES_A_KILL);
    for instance in &mut instances {
        command(instance, &["doctor"]);
        instance.stop();
    }
    // What was repeated had no effect: nobody has changed a document of another more often than that one did.
    for origin in &instances {
        let said = entries(origin, origin.base()).await;
        for other in instances.iter().filter(|other| other.base() != origin.base()) {
            for (document, changes) in entries(other, origin.base()).await {
                assert!(changes <= said[&document], "{document}: {changes} entries of {}", said[&document]);
            }
        }
    }
}

/// What somebody does not hold of another, or holds and should not.
fn differences(instances: &[Instance]) -> Vec<String> {
    let mut differences = Vec::new();
    for origin in instances {
        let said = statements(origin, origin.base());
        for other in instances.iter().filter(|other| other.base() != origin.base()) {
            let held = statements(other, origin.base());
            if held != said {
                let (lacks, has): (Vec<_>, Vec<_>) =
                    (said.difference(&held).collect(), held.difference(&said).collect());
                differences.push(format!("{} of {}: lacks {lacks:?}, has {has:?}", other.base(), origin.base()));
            }
        }
    }
    differences
}

/// All that is open below this address, as an instance holds it.
fn statements(instance: &Instance, below: &str) -> BTreeSet<String> {
    let asked = format!(
        "SELECT ?g ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{below}')) \
         FILTER NOT EXISTS {{ GRAPH ?g {{ ?g <https://w3id.org/codesocial#audience> <https://w3id.org/codesocial#Private> }} }} }}"
    );
    command(instance, &["query", &asked, "--tsv"]).lines().skip(1).map(str::to_owned).collect()
}
