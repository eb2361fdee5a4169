//! How long Git takes to clone, to pull, and the instance to make the history again.

use super::{Clone, Served, description, git};
use crate::measurement::{now, say, tell};
use std::path::PathBuf;
use std::time::Duration;

/// `cargo nextest run --release --workspace --run-ignored only --no-capture -E 'test(how_long_a_clone_takes)'`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, run by hand"]
async fn how_long_a_clone_takes() {
    const DESCRIPTIONS: usize = 2_000;
    const VERSIONS: usize = 5;
    const WRITERS: usize = 8;
    let Some(served) = Served::start() else { return };
    let mut served = std::sync::Arc::new(served);
    let begun = now();
    for version in 0..VERSIONS {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let served = served.clone();
                tokio::spawn(async move {
                    for number in (writer..DESCRIPTIONS).step_by(WRITERS) {
                        served.put(&format!("exemple-{number}"), long(number, version)).await;
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    tell("written", begun);
    let begun = now();
    let head = served.head();
    tell("then caught up after", begun);
    for name in ["one", "two", "three"] {
        let begun = now();
        served.clone_to(name);
        tell("cloned", begun);
    }
    served.put("exemple-7", long(7, 99)).await;
    let (clone, begun) = (Clone(served.folder.path().join("one")), now());
    clone.pull(&served.repository());
    tell("pulled one change", begun);
    assert_eq!(clone.says(&["rev-list", "--count", "HEAD"]), (DESCRIPTIONS * VERSIONS + 1).to_string());
    let path = clone.says(&["ls-files", "*/exemple-7.ttl"]);
    let begun = now();
    assert_eq!(clone.says(&["log", "--format=%s", "--", &path]).lines().count(), VERSIONS + 1);
    tell("log of one file", begun);
    let size = |path: PathBuf| std::fs::metadata(path).unwrap().len() / 1024;
    let folder = served.data().join("registry.git");
    let text = std::fs::metadata(clone.0.join(path)).unwrap().len();
    let (objects, history) = (size(folder.join("objects-1")), size(folder.join("history")));
    say(&format!(
        "one text {text} bytes; objects {objects} kB, history {history} kB, journal {} kB",
        size(served.data().join("journal.sqlite"))
    ));
    let after = served.head();
    assert_ne!(head, after);
    let served_now = std::sync::Arc::get_mut(&mut served).unwrap();
    served_now.restart(|data| std::fs::remove_dir_all(data.join("registry.git")).unwrap());
    let begun = now();
    while git(&clone.0, &["ls-remote", "--exit-code", &served_now.repository()]).status.code() != Some(0) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tell("made again from the journal", begun);
    assert_eq!(served_now.head(), after);
    served_now.restart(|_| {});
    let begun = now();
    assert_eq!(served_now.head(), after);
    tell("opened again", begun);
}

/// A description with nine chapters of a paragraph, one of which each version changes.
fn long(number: usize, version: usize) -> String {
    let words = ["eau", "pain", "récit", "atelier", "soin", "terre", "école", "marché", "chemin", "forêt", "fête"];
    let chapters = ["Story", "Purpose", "ArtisticCulturalModel", "EconomicModel", "EcologicalModel"];
    let more = ["SocialHumanModel", "TechnologicalModel", "LegalFinancialModel", "Governance"];
    let mut turtle = vec![description(&format!("Exemple {number}"), "")];
    for (at, chapter) in chapters.into_iter().chain(more).enumerate() {
        let seed = number * 31 + at * 7 + if at == version % 9 { version } else { 0 };
        let text: Vec<&str> = (0..60).map(|word| words[(seed + word * word * (seed % 5 + 1)) % words.len()]).collect();
        let text = text.join(" ");
        turtle.push(format!(
            "\n<#chapter-{at}> a cs:{chapter} ; cs:order {at} ; cs:text \"{text} {seed}\"@fr . <> cs:section <#chapter-{at}> ."
        ));
    }
    turtle.concat()
}
