//! Runs written, cut off, taken back, erased.

use super::*;
use crate::rig::{Rig, gone, iri, put};
use crate::{EraseWrite, Outcome, Write};
use model::{Audience, ContentHash, Place, Seq, Slug};
use std::time::Duration;

fn card(name: &str) -> SourceCard {
    SourceCard {
        name: Slug::from_text(name).unwrap(),
        format: "gogocarto".to_owned(),
        address: "https://carte.example/".to_owned(),
        telling: "{}".to_owned(),
    }
}

fn told(text: &str) -> ToldNow {
    ToldNow { hash: ContentHash::of(text.as_bytes()), words: None }
}

fn record(write: Write, seen: Option<Seq>) -> PortionRecord {
    let crate::WriteContent::Put { canonical, .. } = &write.content else { panic!("{write:?}") };
    let told = told(canonical);
    let (name, reason, moved) = (write.iri.to_string(), "import: carte".to_owned(), "changed meanwhile".to_owned());
    let did = Did::Write(Box::new(RunWrite { write, reason, seen, told, moved }));
    PortionRecord { name, places: vec![Place::Item(3), Place::Line(4)], did, disputes: None }
}

fn portion(run: BegunRun, first: u64, records: Vec<PortionRecord>) -> Portion {
    let (adopted, found_again) = (Vec::new(), Vec::new());
    Portion { run: run.number, account: run.account, first, records, unchanged: 0, adopted, found_again }
}

async fn begun(rig: &Rig) -> BegunRun {
    rig.journal.begin_run(card("carte"), rig.writer).await.unwrap()
}

async fn last(rig: &Rig, path: &str) -> Option<Seq> {
    rig.journal.current(&iri(path)).await.unwrap().map(|current| current.seq)
}

#[tokio::test]
async fn a_run_is_written_down_with_what_it_writes() {
    let rig = Rig::new().await;
    rig.commit([put("places/b", "by hand"), put("places/c", "by hand")]).await.unwrap();
    let run = begun(&rig).await;
    assert_ne!(run.account, rig.writer, "it writes in the source's own name");
    let refused = PortionRecord {
        name: "sans nom".to_owned(),
        places: Vec::new(),
        did: Did::Refuse { why: "no name".to_owned() },
        disputes: None,
    };
    let records = vec![
        record(put("places/a", "1"), None),
        record(put("places/b", "1"), None),
        refused,
        record(put("places/c", "1"), last(&rig, "places/c").await),
    ];
    let fates = rig.journal.write_portion(portion(run, 1, records)).await.unwrap();
    let (created, updated) = (RecordFate::Written(Outcome::Created), RecordFate::Written(Outcome::Updated));
    assert_eq!(fates, [created, RecordFate::Moved, RecordFate::Noted, updated], "each stands for itself");
    let a = rig.journal.current(&iri("places/a")).await.unwrap().unwrap();
    assert_eq!((a.owner, a.canonical.as_deref()), (run.account, Some("1")));
    let c = rig.journal.current(&iri("places/c")).await.unwrap().unwrap();
    assert_eq!((c.owner, c.reason.as_deref()), (rig.writer, Some("import: carte")), "whose it was it stays");
    assert_eq!(rig.journal.current(&iri("places/b")).await.unwrap().unwrap().canonical.as_deref(), Some("by hand"));

    let counts = rig.journal.end_run(run.number, None, vec![iri("places/x")]).await.unwrap();
    assert_eq!(counts, RunCounts { created: 1, updated: 1, refused: 2, ..RunCounts::default() }, "x was never told");
    let kept = rig.journal.run_records(run.number, 0, 9).await.unwrap();
    let fates: Vec<_> = kept.iter().map(|record| (record.fate.word(), record.before, record.why.as_deref())).collect();
    let expected = [
        ("created", None, None),
        ("refused", None, Some("changed meanwhile")),
        ("refused", None, Some("no name")),
        ("updated", Some(Seq(2)), None),
    ];
    assert_eq!(fates, expected);
    assert_eq!(kept[0].places, [Place::Item(3), Place::Line(4)]);
    let name = card("carte").name;
    let before = rig.journal.told_before(&name, &[iri("places/a"), iri("places/b")]).await.unwrap();
    assert_eq!(before.keys().collect::<Vec<_>>(), [&iri("places/a")]);
    let told = rig.journal.told_words(&name, &iri("places/a")).await.unwrap().unwrap();
    assert_eq!((told.words.as_str(), told.own_audience), ("1", Some(Audience::Public)));
    assert!(rig.journal.write_portion(portion(run, 9, Vec::new())).await.is_err(), "it is over");
    rig.journal.verify_chain().await.unwrap();
}

#[tokio::test]
async fn what_a_source_no_longer_has_is_marked_until_it_is_found_again() {
    let rig = Rig::new().await;
    let run = begun(&rig).await;
    rig.journal.write_portion(portion(run, 1, vec![record(put("places/a", "1"), None)])).await.unwrap();
    rig.journal.end_run(run.number, None, Vec::new()).await.unwrap();
    let name = card("carte").name;
    assert_eq!(rig.journal.told_documents(&name, None, 9).await.unwrap(), [iri("places/a")]);
    let second = begun(&rig).await;
    let counts = rig.journal.end_run(second.number, None, vec![iri("places/a")]).await.unwrap();
    assert_eq!(counts.vanished, 1);
    assert_eq!(rig.journal.vanished_from(&iri("places/a")).await.unwrap()[0].source, name);
    assert!(rig.journal.current(&iri("places/a")).await.unwrap().unwrap().canonical.is_some(), "it stays");
    assert_eq!(rig.journal.source(&name).await.unwrap().unwrap().vanished, 1);
    let third = begun(&rig).await;
    let again = Portion { unchanged: 1, found_again: vec![iri("places/a")], ..portion(third, 1, Vec::new()) };
    rig.journal.write_portion(again).await.unwrap();
    assert_eq!(rig.journal.vanished_from(&iri("places/a")).await.unwrap(), []);
}

#[tokio::test]
async fn a_run_that_was_cut_off_is_over_once_somebody_says_so() {
    let rig = Rig::new().await;
    let first = begun(&rig).await;
    let rig = rig.close().await.reopen().await;
    assert_eq!(rig.journal.run(first.number).await.unwrap().unwrap().ended, None);
    assert_eq!(rig.journal.end_cut_off_runs().await.unwrap(), 1);
    let second = begun(&rig).await;
    let runs = rig.journal.runs(None, None, 9).await.unwrap();
    assert_eq!(runs.iter().map(|run| run.number).collect::<Vec<_>>(), [second.number, first.number]);
    assert!(runs[1].ended.is_some() && runs[1].failure.is_some() && runs[0].ended.is_none());
}

#[tokio::test]
async fn a_source_is_due_one_interval_after_its_run_began() {
    let rig = Rig::new().await;
    begun(&rig).await;
    let name = card("carte").name;
    assert_eq!(rig.journal.next_source().await.unwrap(), None);
    assert!(rig.journal.schedule_source(&name, Some(Duration::from_hours(1))).await.unwrap());
    assert!(!rig.journal.schedule_source(&card("other").name, None).await.unwrap());
    assert_eq!(rig.journal.due_source().await.unwrap(), None);
    rig.clock.set(3_600_000_000);
    assert_eq!(rig.journal.due_source().await.unwrap().unwrap().card, card("carte"));
    rig.clock.set(99 * 3_600_000_000);
    begun(&rig).await;
    assert_eq!(rig.journal.due_source().await.unwrap(), None, "once for all that was slept through");
    assert_eq!(rig.journal.next_source().await.unwrap().unwrap().as_second(), 100 * 3_600);
    rig.journal.schedule_source(&name, None).await.unwrap();
    assert_eq!(rig.journal.next_source().await.unwrap(), None);
}

#[tokio::test]
async fn what_is_taken_back_may_come_again() {
    let rig = Rig::new().await;
    rig.commit([put("places/b", "by hand")]).await.unwrap();
    let run = begun(&rig).await;
    let b = last(&rig, "places/b").await;
    let records = vec![record(put("places/a", "1"), None), record(put("places/b", "1"), b)];
    rig.journal.write_portion(portion(run, 1, records)).await.unwrap();
    rig.journal.end_run(run.number, None, Vec::new()).await.unwrap();
    let mut steps = Vec::new();
    for kept in rig.journal.undoable_records(run.number, None, 9).await.unwrap() {
        let write = match kept.before {
            None => gone("places/a"),
            Some(_) => put("places/b", "by hand"),
        };
        let seen = last(&rig, if kept.before.is_none() { "places/a" } else { "places/b" }).await.unwrap();
        steps.push(UndoStep { position: kept.position, seen, write });
    }
    let undo = |steps| rig.journal.undo_records(run.number, rig.writer, "undo".to_owned(), steps);
    assert_eq!(undo(steps.clone()).await.unwrap(), [UndoFate::Undone; 2]);
    assert_eq!(undo(steps).await.unwrap(), [UndoFate::Moved; 2], "once");
    assert_eq!(rig.journal.undoable_records(run.number, None, 9).await.unwrap(), []);
    rig.journal.run_undone(run.number).await.unwrap();
    assert!(rig.journal.run_undone(run.number).await.is_err());
    let ended = rig.journal.current(&iri("places/a")).await.unwrap().unwrap();
    assert_eq!(ended.canonical, None);
    assert_eq!(rig.journal.current(&iri("places/b")).await.unwrap().unwrap().canonical.as_deref(), Some("by hand"));
    let before = rig.journal.told_before(&card("carte").name, &[iri("places/a")]).await.unwrap();
    assert_eq!(before[&iri("places/a")].undone, Some(ended.seq));

    let again = begun(&rig).await;
    let fates = rig.journal.write_portion(portion(again, 1, vec![record(put("places/a", "1"), Some(ended.seq))])).await;
    assert_eq!(fates.unwrap(), [RecordFate::Written(Outcome::Created)]);
    assert_eq!(rig.journal.current(&iri("places/a")).await.unwrap().unwrap().canonical.as_deref(), Some("1"));
    rig.journal.verify_chain().await.unwrap();
    assert_eq!(rig.journal.inspection().examine().await.unwrap().faults, []);
}

#[tokio::test]
async fn what_is_erased_is_not_remembered_as_told() {
    let rig = Rig::new().await;
    let run = begun(&rig).await;
    let mut disputed = record(put("people/a", "1"), None);
    disputed.disputes = Some("her address".to_owned());
    rig.journal.write_portion(portion(run, 1, vec![disputed])).await.unwrap();
    let revision = rig.journal.current(&iri("people/a")).await.unwrap().unwrap().revision;
    let documents = vec![(iri("people/a"), revision)];
    let erase = EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 };
    rig.journal.erase(erase).await.unwrap();
    let name = card("carte").name;
    assert!(rig.journal.told_before(&name, &[iri("people/a")]).await.unwrap().is_empty());
    let kept = rig.journal.run_records(run.number, 0, 9).await.unwrap();
    assert_eq!((kept[0].disputes.as_deref(), kept[0].fate.word()), (None, "created"));
}
