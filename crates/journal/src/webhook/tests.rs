use super::*;
use crate::EraseWrite;
use crate::rig::{Rig, iri, put};
use model::Role;

const THERE: &str = "https://b.example/hook";

fn there() -> Iri {
    Iri::parse(THERE).unwrap()
}

fn new(account: AccountId) -> NewWebhook {
    let (label, address) = ("carte".to_owned(), there());
    NewWebhook { account, label, address, about: About::All, shape: Shape::Codesocial, after: None, most: 2 }
}

async fn made(rig: &Rig) -> u64 {
    rig.journal.add_webhook(new(rig.writer)).await.unwrap().0
}

async fn note(rig: &Rig, number: u64, outcome: WebhookOutcome) {
    let note = WebhookNote { number, address: there(), about: About::All, shape: Shape::Codesocial, outcome };
    rig.journal.note_webhook(note).await.unwrap();
}

async fn confirmed(rig: &Rig, number: u64) {
    note(rig, number, WebhookOutcome::Confirmed { status: 200 }).await;
}

fn taken(seq: u64, path: &str) -> WebhookOutcome {
    WebhookOutcome::Taken { seq: Seq(seq), iri: iri(path), kind: DeliveryKind::Created, status: 204 }
}

fn failed(told: Option<(u64, &str)>, then: WebhookThen) -> WebhookOutcome {
    let told = told.map(|(seq, path)| (Seq(seq), iri(path)));
    let kind = if told.is_some() { DeliveryKind::Updated } else { DeliveryKind::Consent };
    WebhookOutcome::Failed { told, kind, status: Some(503), why: "503: later".to_owned(), then }
}

async fn due(rig: &Rig) -> Vec<u64> {
    rig.journal.due_webhooks().await.unwrap().into_iter().map(|(number, _)| number).collect()
}

async fn seen(rig: &Rig, number: u64) -> (WebhookState, u64, u32) {
    let hook = rig.journal.webhook(number).await.unwrap().unwrap();
    (hook.state, hook.cursor.0, hook.attempts)
}

#[tokio::test]
async fn an_address_is_asked_then_told_what_comes() {
    let rig = Rig::new().await;
    rig.commit([put("codes/a", "1")]).await.unwrap();
    let (number, secret) = rig.journal.add_webhook(new(rig.writer)).await.unwrap();
    let (again, other) = rig.journal.add_webhook(new(rig.writer)).await.unwrap();
    assert_ne!((number, &secret), (again, &other));
    assert_eq!((secret.0.len(), format!("{secret:?}").as_str()), (32, "WebhookSecret"));
    assert_eq!(rig.journal.webhook_secret(number).await.unwrap(), Some(secret));
    let refused = rig.journal.add_webhook(new(rig.writer)).await;
    assert!(matches!(refused, Err(WebhookRefusal::TooMany(2))), "{refused:?}");
    assert!(rig.journal.remove_webhook(again).await.unwrap());
    assert!(!rig.journal.remove_webhook(again).await.unwrap());
    assert_eq!(due(&rig).await, [number]);
    confirmed(&rig, number).await;
    assert_eq!(due(&rig).await, [0; 0], "what was there before is not told");
    rig.commit([put("codes/b", "1"), put("codes/c", "1")]).await.unwrap();
    assert_eq!(due(&rig).await, [number]);
    note(&rig, number, taken(2, "codes/b")).await;
    assert_eq!((due(&rig).await, seen(&rig, number).await), (vec![number], (WebhookState::Active, 2, 0)));
    note(&rig, number, WebhookOutcome::Passed { upto: Seq(3) }).await;
    assert_eq!((due(&rig).await, seen(&rig, number).await.1), (vec![], 3));
    note(&rig, number, WebhookOutcome::Passed { upto: Seq(1) }).await;
    assert_eq!(seen(&rig, number).await.1, 3, "a cursor never goes back");
    let kinds: Vec<_> = rig.journal.webhook_deliveries(number).await.unwrap();
    let kinds: Vec<_> = kinds.iter().map(|sent| (sent.seq.0, sent.kind, sent.status)).collect();
    assert_eq!(kinds, [(2, DeliveryKind::Created, Some(204)), (0, DeliveryKind::Consent, Some(200))]);
    let rig = rig.close().await.reopen().await;
    assert_eq!(seen(&rig, number).await, (WebhookState::Active, 3, 0));
    // What is about something else, from the beginning.
    for about in
        [About::Container(Container::Places), About::Class(iri("x")), About::Document(iri("codes/a")), About::All]
    {
        let order = NewWebhook { about: about.clone(), after: Some(Seq(0)), most: 9, ..new(rig.writer) };
        let (number, _) = rig.journal.add_webhook(order).await.unwrap();
        let hook = rig.journal.webhook(number).await.unwrap().unwrap();
        assert_eq!((hook.about, hook.cursor), (about, Seq(0)));
    }
}

#[tokio::test]
async fn failures_wait_rest_and_end() {
    let rig = Rig::new().await;
    let number = made(&rig).await;
    let later = Timestamp::from_second(60).unwrap();
    note(&rig, number, failed(None, WebhookThen::Again(later))).await;
    assert_eq!((due(&rig).await, rig.journal.next_webhook().await.unwrap()), (vec![], Some(later)));
    rig.clock.set(60_000_000);
    assert_eq!((due(&rig).await, rig.journal.next_webhook().await.unwrap()), (vec![number], None));
    note(&rig, number, WebhookOutcome::Postponed { until: Timestamp::from_second(61).unwrap() }).await;
    assert_eq!((due(&rig).await, seen(&rig, number).await.2), (vec![], 1), "nobody failed");
    confirmed(&rig, number).await;
    assert_eq!(seen(&rig, number).await, (WebhookState::Active, 0, 0));
    rig.commit([put("codes/a", "1")]).await.unwrap();
    for attempts in 1..3 {
        note(&rig, number, failed(Some((1, "codes/a")), WebhookThen::Again(later))).await;
        assert_eq!(seen(&rig, number).await, (WebhookState::Active, 0, attempts));
    }
    let failure = async || rig.journal.webhook(number).await.unwrap().unwrap().failure;
    assert_eq!(failure().await.as_deref(), Some("503: later"));
    let sent = rig.journal.webhook_deliveries(number).await.unwrap().remove(0);
    assert_eq!((sent.attempts, sent.why.as_deref(), sent.iri), (2, Some("503: later"), Some(iri("codes/a"))));
    note(&rig, number, failed(Some((1, "codes/a")), WebhookThen::Rest)).await;
    assert_eq!((seen(&rig, number).await.0, due(&rig).await), (WebhookState::Failed, vec![]));
    let resume = WebhookChange { wish: Some(WebhookWish::Resume), ..WebhookChange::default() };
    assert!(rig.journal.change_webhook(number, resume.clone()).await.unwrap());
    assert_eq!((seen(&rig, number).await, due(&rig).await), ((WebhookState::Active, 0, 0), vec![number]));
    assert_eq!(failure().await, None, "what is past says nothing of now");
    // Paused while a message is on its way.
    let pause = WebhookChange { wish: Some(WebhookWish::Pause), ..WebhookChange::default() };
    assert!(rig.journal.change_webhook(number, pause).await.unwrap());
    note(&rig, number, failed(Some((1, "codes/a")), WebhookThen::Rest)).await;
    assert_eq!((seen(&rig, number).await.0, due(&rig).await), (WebhookState::Paused, vec![]));
    assert!(rig.journal.change_webhook(number, resume.clone()).await.unwrap());
    note(&rig, number, failed(Some((1, "codes/a")), WebhookThen::End)).await;
    assert_eq!((seen(&rig, number).await.0, due(&rig).await), (WebhookState::Ended, vec![]));
    assert!(rig.journal.change_webhook(number, resume).await.unwrap());
    assert_eq!(seen(&rig, number).await.0, WebhookState::Unconfirmed, "whoever said to be gone is asked first");
}

#[tokio::test]
async fn another_address_is_asked_and_what_the_first_says_does_not_count() {
    let rig = Rig::new().await;
    let number = made(&rig).await;
    confirmed(&rig, number).await;
    let same = WebhookChange { address: Some(there()), label: Some("plan".to_owned()), ..WebhookChange::default() };
    assert!(rig.journal.change_webhook(number, same).await.unwrap());
    assert_eq!(seen(&rig, number).await.0, WebhookState::Active, "the same address has said so");
    let elsewhere = Iri::parse("https://c.example/hook").unwrap();
    let change = WebhookChange {
        address: Some(elsewhere.clone()),
        about: Some(About::Container(Container::Events)),
        shape: Some(Shape::Gogocarto),
        ..WebhookChange::default()
    };
    assert!(rig.journal.change_webhook(number, change.clone()).await.unwrap());
    confirmed(&rig, number).await;
    let hook = rig.journal.webhook(number).await.unwrap().unwrap();
    assert_eq!((hook.state, hook.confirmed, hook.address), (WebhookState::Unconfirmed, None, elsewhere));
    let expected = ("plan", About::Container(Container::Events), Shape::Gogocarto);
    assert_eq!((hook.label.as_str(), hook.about, hook.shape), expected);
    assert!(!rig.journal.change_webhook(99, change).await.unwrap());
    // Of one that is paused nobody is asked.
    let paused = WebhookChange { wish: Some(WebhookWish::Pause), ..WebhookChange::default() };
    assert!(rig.journal.change_webhook(number, paused).await.unwrap());
    let back = WebhookChange { address: Some(there()), ..WebhookChange::default() };
    assert!(rig.journal.change_webhook(number, back).await.unwrap());
    assert_eq!((seen(&rig, number).await.0, due(&rig).await), (WebhookState::Paused, vec![]));
    let resumed = WebhookChange { wish: Some(WebhookWish::Resume), ..WebhookChange::default() };
    assert!(rig.journal.change_webhook(number, resumed).await.unwrap());
    assert_eq!(seen(&rig, number).await.0, WebhookState::Unconfirmed, "nobody has said yes there");
}

#[tokio::test]
async fn what_is_passed_for_one_subject_is_not_for_another() {
    for change in [
        WebhookChange { about: Some(About::Container(Container::Events)), ..WebhookChange::default() },
        WebhookChange { shape: Some(Shape::Gogocarto), ..WebhookChange::default() },
        WebhookChange { address: Some(Iri::parse("https://c.example/hook").unwrap()), ..WebhookChange::default() },
    ] {
        let rig = Rig::new().await;
        let number = made(&rig).await;
        confirmed(&rig, number).await;
        rig.commit([put("codes/a", "1"), put("codes/b", "1"), put("codes/c", "1")]).await.unwrap();
        note(&rig, number, WebhookOutcome::Passed { upto: Seq(1) }).await;
        assert!(rig.journal.change_webhook(number, change.clone()).await.unwrap());
        // What was under way meanwhile.
        note(&rig, number, taken(2, "codes/b")).await;
        note(&rig, number, WebhookOutcome::Passed { upto: Seq(3) }).await;
        assert_eq!(seen(&rig, number).await.1, 1, "{change:?}");
    }
}

#[tokio::test]
async fn whoever_was_not_reached_for_longest_comes_first() {
    let rig = Rig::new().await;
    let mut numbers = Vec::new();
    for _ in 0..40 {
        numbers.push(rig.journal.add_webhook(NewWebhook { most: 40, ..new(rig.writer) }).await.unwrap().0);
    }
    assert_eq!(due(&rig).await, numbers);
    // All of them but the last, the first one last.
    for (second, number) in (1..).zip(numbers[..39].iter().rev()) {
        rig.clock.set(second * 1_000_000);
        confirmed(&rig, *number).await;
    }
    rig.commit([put("codes/a", "1")]).await.unwrap();
    numbers.reverse();
    assert_eq!(due(&rig).await, numbers);
    // Whoever fails, or does not answer the question, has had a turn.
    rig.clock.set(100_000_000);
    let later = WebhookThen::Again(Timestamp::from_second(101).unwrap());
    note(&rig, numbers[0], failed(None, later)).await;
    note(&rig, numbers[1], failed(Some((1, "codes/a")), later)).await;
    rig.clock.set(102_000_000);
    numbers.rotate_left(2);
    let last = numbers.len() - 2;
    numbers[last..].sort_unstable();
    assert_eq!(due(&rig).await, numbers);
}

#[tokio::test]
async fn who_consents_to_one_subject_has_not_to_another() {
    let rig = Rig::new().await;
    let number = made(&rig).await;
    let events = WebhookChange { about: Some(About::Container(Container::Events)), ..WebhookChange::default() };
    assert!(rig.journal.change_webhook(number, events).await.unwrap());
    // What was asked before.
    confirmed(&rig, number).await;
    assert_eq!((seen(&rig, number).await.0, due(&rig).await), (WebhookState::Unconfirmed, vec![number]));
}

#[tokio::test]
async fn whoever_is_shut_or_erased_is_told_nothing() {
    let rig = Rig::new().await;
    let number = made(&rig).await;
    let heir = rig.journal.account("heir@a.example", Role::Editor).await.unwrap();
    rig.journal.disable_account(rig.writer).await.unwrap();
    assert_eq!(due(&rig).await, [0; 0]);
    assert_eq!(rig.journal.webhook_secret(number).await.unwrap(), None, "also in the middle of what is due");
    rig.journal.enable_account(rig.writer).await.unwrap();
    assert!(rig.journal.webhook_secret(number).await.unwrap().is_some());
    confirmed(&rig, number).await;
    rig.journal.erase_account(rig.writer, None, heir).await.unwrap();
    assert_eq!(rig.journal.webhooks(None).await.unwrap(), []);
    assert_eq!(rig.journal.webhook_deliveries(number).await.unwrap(), []);
    // A message that was on its way.
    note(&rig, number, taken(1, "codes/a")).await;
    assert_eq!(rig.journal.webhook_deliveries(number).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_answered_to_what_is_erased_is_forgotten() {
    let rig = Rig::new().await;
    let number = made(&rig).await;
    rig.commit([put("codes/a", "1"), put("codes/b", "1")]).await.unwrap();
    rig.commit([put("annexes/a", "1").bound_to(&["codes/a"])]).await.unwrap();
    assert_eq!(rig.journal.bound_by(&iri("annexes/a")).await.unwrap(), [iri("codes/a")]);
    let later = WebhookThen::Again(Timestamp::from_second(60).unwrap());
    for (seq, path) in [(1, "codes/a"), (2, "codes/b"), (3, "annexes/a")] {
        note(&rig, number, failed(Some((seq, path)), later)).await;
    }
    let revision = rig.journal.current(&iri("codes/a")).await.unwrap().unwrap().revision;
    let documents = vec![(iri("codes/a"), revision)];
    let order = EraseWrite { by: rig.writer, documents, manifests: Vec::new(), releases: 0 };
    rig.journal.erase(order).await.unwrap();
    // What was on its way meanwhile.
    note(&rig, number, failed(Some((1, "codes/a")), later)).await;
    let left = rig.journal.webhook_deliveries(number).await.unwrap();
    assert_eq!(left.into_iter().map(|sent| sent.iri).collect::<Vec<_>>(), [Some(iri("codes/b"))]);
}

#[tokio::test]
async fn of_what_was_sent_the_last_is_kept() {
    let rig = Rig::new().await;
    let number = made(&rig).await;
    for seq in 1..=60 {
        rig.clock.set(i64::try_from(seq).unwrap());
        note(&rig, number, taken(seq, "codes/a")).await;
    }
    let sent = rig.journal.webhook_deliveries(number).await.unwrap();
    assert_eq!((sent.len(), sent[0].seq, sent[49].seq), (KEPT_DELIVERIES, Seq(60), Seq(11)));
}
