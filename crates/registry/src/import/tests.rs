//! Runs over documents that people change meanwhile.

use super::undo::Undoing;
use super::*;
use crate::rig::Rig;
use crate::{Body, ImportError, ImportMode, ImportOrder, Passages, SourceCard, SourceExtent};
use journal::import::RunCounts;
use model::syntax::{self, Format};
use model::{Audience, Caller, Document, Expected, Iri, Passage, Place, Record, Slug, Standing, Unplaced};
use std::sync::Mutex;

const CLASS: &str = "@prefix cs: <https://w3id.org/codesocial#> . <> a cs:Organization ; cs:name ";

fn card(name: &str) -> SourceCard {
    SourceCard {
        name: Slug::from_text(name).unwrap(),
        format: "gogocarto".to_owned(),
        address: String::new(),
        telling: String::new(),
    }
}

fn iri(name: &str) -> Iri {
    Iri::parse(&format!("https://a.example/organizations/{name}")).unwrap()
}

fn record(name: &str, says: &str) -> Passage {
    let quads = syntax::parse(format!("{CLASS}{says} .").as_bytes(), Format::Turtle, &iri(name), 99).unwrap();
    let document = Document::admit(iri(name), quads.into_iter().map(Into::into).collect()).unwrap();
    let (audience, standing, places) = (Audience::Public, Standing::Told, vec![Place::Item(1)]);
    Passage::Record(Box::new(Record { document, audience, standing, places }))
}

fn order(name: &str) -> ImportOrder {
    ImportOrder { card: card(name), extent: SourceExtent::Whole, mode: ImportMode::Write }
}

/// A run, with the records that it told of.
#[derive(Debug)]
struct Heard {
    run: Option<u64>,
    counts: RunCounts,
    failure: Option<String>,
    records: Vec<ImportedRecord>,
}

#[derive(Default)]
struct Ear(Mutex<Vec<ImportedRecord>>);

impl RunListener for Ear {
    fn words(&self, why: Why) -> String {
        format!("{why:?}")
    }

    fn record(&self, record: ImportedRecord) {
        self.0.lock().unwrap().push(record);
    }

    fn unplaced(&self, unplaced: Unplaced) {
        panic!("{unplaced:?}");
    }
}

async fn run(rig: &Rig, order: ImportOrder, passages: Vec<Result<Passage, String>>) -> Heard {
    hear(rig, order, Box::new(passages.into_iter())).await
}

async fn hear(rig: &Rig, order: ImportOrder, passages: Passages) -> Heard {
    let ear = Ear::default();
    let done = rig.registry.import(&rig.registry.operator(), order, passages, &ear).await.unwrap();
    let ImportReport { run, counts, failure, .. } = done;
    Heard { run, counts, failure, records: ear.0.into_inner().unwrap() }
}

async fn told(rig: &Rig, records: &[(&str, &str)]) -> Heard {
    run(rig, order("carte"), records.iter().map(|(name, says)| Ok(record(name, says))).collect()).await
}

fn fates(heard: &Heard) -> Vec<Fate> {
    heard.records.iter().map(|record| record.fate).collect()
}

async fn written(rig: &Rig, name: &str) -> Option<String> {
    rig.registry.journal.current(&iri(name)).await.unwrap().and_then(|current| current.canonical)
}

async fn put(rig: &Rig, name: &str, says: &str) {
    let text = format!("{CLASS}{says} .");
    let body = Body { bytes: text.as_bytes(), format: Format::Turtle };
    let operator = rig.registry.operator();
    rig.registry.put(&operator, &iri(name), body, Expected::Present, None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_here_and_there_is_brought_together() {
    let rig = Rig::new().await;
    let first = r#""Le Moulin"@fr ; cs:summary "un moulin"@fr ; cs:website <https://moulin.example/>"#;
    assert_eq!(fates(&told(&rig, &[("a", first)]).await), [Fate::Created]);
    assert_eq!(fates(&told(&rig, &[("a", first)]).await), [Fate::Unchanged]);
    // Here the summary is mended; there the address of the site.
    put(&rig, "a", r#""Le Moulin"@fr ; cs:summary "une minoterie"@fr ; cs:website <https://moulin.example/>"#).await;
    assert_eq!(fates(&told(&rig, &[("a", first)]).await), [Fate::Unchanged], "it says nothing new");
    let second = r#""Le Moulin"@fr ; cs:summary "un moulin"@fr ; cs:website <https://moulin.example/fr/>"#;
    let report = told(&rig, &[("a", second)]).await;
    assert_eq!((fates(&report), report.records[0].disputes.len()), (vec![Fate::Updated], 0));
    let both = written(&rig, "a").await.unwrap();
    assert!(both.contains("minoterie") && both.contains("/fr/") && !both.contains("un moulin"), "{both}");
    assert_eq!(fates(&told(&rig, &[("a", second)]).await), [Fate::Unchanged]);
    // Both change the summary: what was written here stays, and the report has both.
    let third = r#""Le Grand Moulin"@fr ; cs:summary "un grand moulin"@fr ; cs:website <https://moulin.example/fr/>"#;
    let report = told(&rig, &[("a", third)]).await;
    assert_eq!(fates(&report), [Fate::Updated]);
    let [dispute] = report.records[0].disputes.as_slice() else { panic!("{report:?}") };
    assert!(dispute.here[0].contains("minoterie") && dispute.there[0].contains("un grand moulin"), "{dispute:?}");
    let both = written(&rig, "a").await.unwrap();
    assert!(both.contains("minoterie") && both.contains("Le Grand Moulin"), "{both}");
    let kept = rig.registry.run_records(&rig.registry.operator(), report.run.unwrap(), 0, 9).await.unwrap();
    assert!(kept[0].disputes.as_deref().unwrap().contains("un grand moulin"), "{kept:?}");
    // Nothing but the disputed place changes there: nothing is written.
    let fourth = third.replace("un grand moulin", "un très grand moulin");
    let before = rig.registry.head();
    let report = told(&rig, &[("a", &fourth)]).await;
    assert_eq!((fates(&report), report.records[0].disputes.len()), (vec![Fate::Kept], 1));
    assert_eq!(rig.registry.head(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_writes_is_the_sources() {
    let rig = Rig::new().await;
    let report = told(&rig, &[("a", "\"A\"@fr")]).await;
    let sources = rig.registry.sources(&rig.registry.operator()).await.unwrap();
    let current = rig.registry.journal.current(&iri("a")).await.unwrap().unwrap();
    assert_eq!((current.owner, sources.len()), (sources[0].account, 1));
    let last = sources[0].last.clone().unwrap();
    assert_eq!((Some(last.number), last.counts.created), (report.run, 1));
    assert!(last.ended.is_some() && last.failure.is_none());
    let ear = Ear::default();
    let nobody = rig.registry.import(&Caller::Anonymous, order("carte"), Box::new(std::iter::empty()), &ear);
    assert!(matches!(nobody.await, Err(ImportError::Refused(_))));
}

async fn audience(rig: &Rig, name: &str) -> Audience {
    rig.registry.journal.current(&iri(name)).await.unwrap().unwrap().own_audience
}

/// The words say nothing of it once it is opened: only who may read them has changed.
async fn open(rig: &Rig, name: &str, says: &str) {
    put(rig, name, &format!("{says} ; cs:audience cs:Public")).await;
    put(rig, name, says).await;
    assert_eq!(audience(rig, name).await, Audience::Public);
}

fn for_members(name: &str, says: &str) -> Passage {
    let Passage::Record(told) = record(name, says) else { unreachable!() };
    Passage::Record(Box::new(Record { audience: Audience::Members, ..*told }))
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_it_is_for_is_the_sources_to_say_until_somebody_here_does() {
    let rig = Rig::new().await;
    told(&rig, &[("a", "\"A\"@fr"), ("b", "\"B\"@fr")]).await;
    let both = |a: &str| vec![Ok(for_members("a", a)), Ok(for_members("b", "\"B\"@fr"))];
    let report = run(&rig, order("carte"), both("\"Alpha\"@fr")).await;
    assert_eq!(fates(&report), [Fate::Updated, Fate::Updated]);
    assert_eq!((audience(&rig, "a").await, audience(&rig, "b").await), (Audience::Members, Audience::Members));
    open(&rig, "b", "\"B\"@fr").await;
    let head = rig.registry.head();
    // It says the same, and says it anew.
    assert_eq!(fates(&run(&rig, order("carte"), both("\"Alpha\"@fr")).await), [Fate::Unchanged, Fate::Unchanged]);
    assert_eq!(rig.registry.head(), head);
    let report =
        run(&rig, order("carte"), vec![Ok(for_members("a", "\"Alpha\"@fr")), Ok(for_members("b", "\"Bêta\"@fr"))]);
    assert_eq!(fates(&report.await), [Fate::Unchanged, Fate::Updated]);
    assert_eq!(audience(&rig, "b").await, Audience::Public);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_opened_or_closed_since_is_not_taken_back() {
    let rig = Rig::new().await;
    let report =
        run(&rig, order("carte"), vec![Ok(for_members("a", "\"A\"@fr")), Ok(for_members("b", "\"B\"@fr"))]).await;
    open(&rig, "a", "\"A\"@fr").await;
    let report = rig.registry.undo_run(&rig.registry.operator(), report.run.unwrap()).await.unwrap();
    let undone: Vec<_> = report.records.iter().map(|record| record.undoing).collect();
    assert_eq!(undone, [Undoing::Ended, Undoing::Left]);
    assert_eq!(audience(&rig, "a").await, Audience::Public);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_breaks_down_has_not_read_the_whole_source() {
    let rig = Rig::new().await;
    told(&rig, &[("a", "\"A\"@fr"), ("b", "\"B\"@fr")]).await;
    let passages = std::iter::once_with(|| Ok(record("a", "\"Alpha\"@fr"))).chain(std::iter::once_with(|| panic!("!")));
    let heard = hear(&rig, order("carte"), Box::new(passages)).await;
    assert_eq!((fates(&heard), heard.failure.as_deref()), (vec![], Some("Broken")));
    assert!(rig.registry.vanished_from(&iri("b")).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_source_tells_stays() {
    let rig = Rig::new().await;
    told(&rig, &[("a", "\"A\"@fr"), ("b", "\"B\"@fr")]).await;
    let passages = vec![Ok(record("a", "\"Alpha\"@fr")), Ok(record("b", "\"B\"@fr")), Ok(record("b", "\"B\"@fr"))];
    let report = run(&rig, order("autre"), passages).await;
    assert_eq!(fates(&report), [Fate::Refused, Fate::Unchanged, Fate::Refused], "another's, alike, told twice");
    assert!(written(&rig, "a").await.unwrap().contains("\"A\"@fr"));
    let passages: Box<dyn Iterator<Item = _> + Send> = Box::new(std::iter::empty());
    let mut other = order("carte");
    other.card.format = "csv".to_owned();
    let refused = rig.registry.import(&rig.registry.operator(), other, passages, &Ear::default()).await;
    assert!(matches!(refused, Err(ImportError::AnotherFormat { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_breaks_off_leaves_a_report_and_marks_nothing() {
    let rig = Rig::new().await;
    told(&rig, &[("a", "\"A\"@fr"), ("b", "\"B\"@fr")]).await;
    let passages = vec![Ok(record("a", "\"Alpha\"@fr")), Err("cut short".to_owned()), Ok(record("c", "\"C\"@fr"))];
    let report = run(&rig, order("carte"), passages).await;
    assert_eq!((fates(&report), report.failure.as_deref()), (vec![Fate::Updated], Some("cut short")));
    let kept = rig.registry.run(&rig.registry.operator(), report.run.unwrap()).await.unwrap().unwrap();
    assert_eq!((kept.failure.as_deref(), kept.counts), (Some("cut short"), RunCounts { updated: 1, ..report.counts }));
    assert!(written(&rig, "c").await.is_none() && rig.registry.vanished_from(&iri("b")).await.unwrap().is_empty());
    let part = ImportOrder { extent: SourceExtent::Part, ..order("carte") };
    assert_eq!(fates(&run(&rig, part, vec![Ok(record("a", "\"Alpha\"@fr"))]).await), [Fate::Unchanged]);
    // All of it was read, and b is not in it.
    let report = told(&rig, &[("a", "\"Alpha\"@fr")]).await;
    assert_eq!(fates(&report), [Fate::Unchanged, Fate::Vanished]);
    assert!(written(&rig, "b").await.is_some(), "it stays");
    assert_eq!(rig.registry.vanished_from(&iri("b")).await.unwrap().len(), 1);
    let report = told(&rig, &[("a", "\"Alpha\"@fr"), ("b", "\"B\"@fr")]).await;
    assert_eq!(fates(&report), [Fate::Unchanged, Fate::Unchanged]);
    assert!(rig.registry.vanished_from(&iri("b")).await.unwrap().is_empty(), "it is there again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_what_a_run_does_and_writes_nothing() {
    let rig = Rig::new().await;
    told(&rig, &[("a", "\"A\"@fr"), ("b", "\"B\"@fr")]).await;
    let head = rig.registry.head();
    let passages = || vec![Ok(record("a", "\"Alpha\"@fr")), Ok(record("c", "\"C\"@fr"))];
    let dry = ImportOrder { mode: ImportMode::DryRun, ..order("carte") };
    let would = run(&rig, dry, passages()).await;
    assert_eq!((fates(&would), would.run), (vec![Fate::Updated, Fate::Created, Fate::Vanished], None));
    let runs = rig.registry.runs(&rig.registry.operator(), None, None, 9).await.unwrap();
    assert_eq!((rig.registry.head(), runs.len()), (head, 1));
    let did = run(&rig, order("carte"), passages()).await;
    assert_eq!((fates(&did), did.counts), (fates(&would), would.counts));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_taken_back_whole() {
    let rig = Rig::new().await;
    let operator = rig.registry.operator();
    told(&rig, &[("a", "\"A\"@fr"), ("b", "\"B\"@fr")]).await;
    let second = told(&rig, &[("a", "\"Alpha\"@fr"), ("b", "\"Beta\"@fr"), ("c", "\"C\"@fr"), ("d", "\"D\"@fr")]).await;
    put(&rig, "b", "\"Bêta\"@fr").await;
    let number = second.run.unwrap();
    let report = rig.registry.undo_run(&operator, number).await.unwrap();
    let undone: Vec<_> = report.records.iter().map(|record| (record.iri.clone(), record.undoing)).collect();
    let expected = [
        (iri("d"), Undoing::Ended),
        (iri("c"), Undoing::Ended),
        (iri("b"), Undoing::Left),
        (iri("a"), Undoing::Restored),
    ];
    assert_eq!(undone, expected);
    assert!(written(&rig, "a").await.unwrap().contains("\"A\"@fr"));
    assert!(written(&rig, "b").await.unwrap().contains("Bêta") && written(&rig, "c").await.is_none());
    assert!(matches!(rig.registry.undo_run(&operator, number).await, Err(UndoError::Undone(_))));
    assert!(matches!(rig.registry.undo_run(&operator, 99).await, Err(UndoError::Unknown(99))));
    // It may all come again; only what somebody ended stays away.
    let again = told(&rig, &[("a", "\"Alpha\"@fr"), ("b", "\"Beta\"@fr"), ("c", "\"C\"@fr"), ("d", "\"D\"@fr")]).await;
    assert_eq!(fates(&again), [Fate::Updated, Fate::Unchanged, Fate::Created, Fate::Created]);
    rig.registry.delete(&operator, &iri("c"), Expected::Present, None).await.unwrap();
    let report =
        told(&rig, &[("a", "\"Alpha\"@fr"), ("b", "\"Beta\"@fr"), ("c", "\"Ce\"@fr"), ("d", "\"D\"@fr")]).await;
    assert_eq!(fates(&report), [Fate::Unchanged, Fate::Unchanged, Fate::Refused, Fate::Unchanged]);
    // Runs are taken back one after the other, the last one first.
    let again = rig.registry.undo_run(&operator, again.run.unwrap()).await.unwrap();
    let undone: Vec<_> = again.records.iter().map(|record| (record.iri.clone(), record.undoing)).collect();
    assert_eq!(undone, [(iri("d"), Undoing::Ended), (iri("c"), Undoing::Left), (iri("a"), Undoing::Restored)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_sources_go_in_portions() {
    let rig = Rig::new().await;
    let passages = |text: &str| -> Vec<Result<Passage, String>> {
        (0..450).map(|number| Ok(record(&format!("o{number}"), &format!("\"{text} {number}\"@fr")))).collect()
    };
    let report = run(&rig, order("carte"), passages("A")).await;
    assert_eq!(report.counts, RunCounts { created: 450, ..RunCounts::default() });
    let names: Vec<_> = report.records.iter().map(|record| record.name.clone()).collect();
    let kept = rig.registry.run_records(&rig.registry.operator(), report.run.unwrap(), 0, 999).await.unwrap();
    assert_eq!(kept.iter().map(|record| record.name.clone()).collect::<Vec<_>>(), names, "in the order of the source");
    assert!(kept.iter().map(|record| record.position).eq(1..=450));
    let report = run(&rig, order("carte"), passages("A")).await;
    assert_eq!(report.counts, RunCounts { unchanged: 450, ..RunCounts::default() });
}

fn foreign(says: &str) -> Passage {
    let iri = Iri::parse("https://b.example/x").unwrap();
    let quads = syntax::parse(format!("{CLASS}{says} .").as_bytes(), Format::Turtle, &iri, 99).unwrap();
    let document = Document::of_graph(iri, quads.into_iter().map(Into::into).collect()).unwrap();
    let (audience, standing, places) = (Audience::Public, Standing::Told, vec![Place::Item(1)]);
    Passage::Record(Box::new(Record { document, audience, standing, places }))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_a_source_is_not_told_and_one_that_moves_is_the_same() {
    let rig = Rig::new().await;
    let at = |name: &str, address: &str| {
        let card = SourceCard { address: address.to_owned(), ..card(name) };
        ImportOrder { card, ..order(name) }
    };
    let x = Iri::parse("https://b.example/x").unwrap();
    for (address, says, fate) in [
        ("https://b.example/all.ttl?key=hush", "\"X\"@fr", Fate::Created),
        ("https://c.example/all.ttl?key=hush", "\"Xavière\"@fr", Fate::Updated),
        ("all.ttl", "\"Xavier\"@fr", Fate::Updated),
    ] {
        assert_eq!(fates(&run(&rig, at("leurs", address), vec![Ok(foreign(says))]).await), [fate], "{address}");
        let held = rig.registry.journal.elsewhere(&x).await.unwrap().unwrap();
        assert_eq!(held.origin.as_str(), "https://a.example/admin/sources#leurs", "{address}");
    }
    let others = run(&rig, at("autres", "https://b.example/all.ttl?key=hush"), vec![Ok(foreign("\"Y\"@fr"))]).await;
    assert_eq!(fates(&others), [Fate::Kept], "it is told by somebody else");
}
