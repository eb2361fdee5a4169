//! The process dies at each step between the journal, what is sent, and what is written down about it: nothing is lost, and
//! nothing is done twice.
//!
//! `CODESOCIAL_DEATHS=25` dies that often at each of them, each time at a later passing. Without, twice.
//! `CODESOCIAL_DEATHS_AT=apply.waits` dies at this one alone.

use super::{client, command, entries, held, organisation, put};
use crate::measurement::{now, number};
use federation::step::STEPS;
use std::time::Duration;
use tests::{Instance, process};

/// What tells the command under test to die.
const DIES_AT: &str = "CODESOCIAL_TEST_DIES_AT";
/// Pairs of instances that run at the same time.
const AT_ONCE: usize = 5;
/// So long it is waited for what must come: a death, or what was said. Whoever was dead for half a minute is tried again
/// only after another.
const PATIENCE: Duration = Duration::from_secs(90);

#[test]
fn at_each_step_nothing_is_lost_and_nothing_doubled() {
    let times = number("CODESOCIAL_DEATHS", 2);
    let alone = std::env::var("CODESOCIAL_DEATHS_AT").ok();
    let steps: Vec<_> = STEPS.into_iter().filter(|step| alone.as_ref().is_none_or(|alone| alone == step)).collect();
    assert!(!steps.is_empty(), "{alone:?} is none of {STEPS:?}");
    // They wait most of the time.
    for steps in steps.chunks(AT_ONCE) {
        std::thread::scope(|scope| {
            for step in steps {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(dies_at(step, times));
                });
            }
        });
    }
}

async fn dies_at(step: &'static str, times: usize) {
    let http = client();
    let [mut valley, mut hill] = [Instance::new(super::super::PROGRAM), Instance::new(super::super::PROGRAM)];
    valley.start();
    hill.start();
    command(&valley, &["follow", hill.base()]);
    command(&hill, &["follow", valley.base()]);
    let mut expected = Vec::new();
    for time in 1..=times {
        valley.stop();
        let order = format!("{step}:{time}");
        valley.start_to_die(&[(DIES_AT, &order)]);
        // It has all to do that there is: to follow, to speak, to listen; and more of it until it dies, since what comes while
        // the other one waits for it comes at once, and is one passing of some steps.
        let begun = now();
        for change in 0.. {
            if change > time && valley.has_died() {
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "{step} was not reached {time} times");
            let data = valley.data();
            let follow = ["follow", hill.base(), "--data", data.to_str().unwrap()];
            drop(process::run(super::super::PROGRAM, &follow));
            let (path, name) = (format!("organizations/{time}-{change}"), format!("{step} {time} {change}"));
            assert_eq!(put(&http, &hill, &path, organisation(&name, "Public")).await.unwrap(), 201, "{step}");
            // Here it may die in the middle; then it is said again below.
            drop(put(&http, &valley, &path, organisation(&name, "Public")).await);
            expected.push((path, name));
            if change > time {
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
        }
        valley.start();
        for (path, name) in &expected {
            put(&http, &valley, path, organisation(name, "Public")).await.unwrap();
        }
        let mut now: Vec<String> = expected.iter().map(|(path, name)| format!("{path},{name}")).collect();
        now.sort();
        for (one, other) in [(&valley, &hill), (&hill, &valley)] {
            let same = async {
                while held(one, other) != now {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            };
            if tokio::time::timeout(PATIENCE, same).await.is_err() {
                let peers = [&valley, &hill].map(|instance| command(instance, &["peers"]));
                panic!("{step} {time}: {:?} are there instead of {now:?}\n{peers:#?}", held(one, other));
            }
        }
    }
    for instance in [&mut valley, &mut hill] {
        command(instance, &["doctor"]);
        instance.stop();
    }
    for (one, other) in [(&valley, &hill), (&hill, &valley)] {
        let said = entries(other, other.base()).await;
        for (document, changes) in entries(one, other.base()).await {
            assert!(changes <= said[&document], "{step}: {document} has {changes} entries, of {}", said[&document]);
        }
    }
}
