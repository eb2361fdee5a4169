//! How long an answer takes among twenty thousand offers and needs; `cargo test --release -p matching --test speed --
//! --ignored --nocapture` tells it. What is counted instead of timed stands beside the collection.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that measures time fails loudly and tells its figures"
)]

use jiff::civil::{Date, date};
use matching::{Collection, Concept, Condition, Language, Openness, Period, Point, Sheet, Side};
use model::Iri;
use rand::prelude::*;
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

const TODAY: Date = date(2026, 11, 23);
const PAGES: usize = 20_000;
const QUESTIONS: usize = 1_000;
const CONCEPTS: usize = 300;
/// Words that texts are made of, the first ones often.
const WORDS: usize = 8_000;
const KINDS: [&str; 8] = ["Product", "Service", "Space", "Equipment", "KnowHow", "Mobility", "Logistics", "Mentoring"];
const TERMS: [Condition; 4] = [Condition::Gift, Condition::Loan, Condition::Sale, Condition::Reciprocity];

fn iri(path: &str) -> Iri {
    Iri::parse(&format!("https://vallee.example/{path}")).unwrap()
}

/// A word that looks like one, the same for the same number.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "col", "dur", "fe", "gri", "jan", "lo", "mer", "nu", "pal", "quo", "ris", "sel", "ta", "ver", "zo",
        "chan", "bru", "tri", "mou",
    ];
    let rest = SYLLABLES[number / 20 % 20].to_owned() + SYLLABLES[number / 400 % 20];
    format!("{}{rest}", SYLLABLES[number % 20])
}

/// As texts have them: a few words are everywhere, most are rare.
fn some_word(chance: &mut ChaCha8Rng) -> String {
    let skewed: f64 = chance.random::<f64>().powi(3);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "within its list"
    )]
    let number = (skewed * WORDS as f64) as usize;
    word(number)
}

fn text(chance: &mut ChaCha8Rng, words: usize) -> String {
    (0..words).map(|_| some_word(chance)).collect::<Vec<_>>().join(" ")
}

fn page(number: usize, chance: &mut ChaCha8Rng) -> Sheet {
    let (side, container) = if number.is_multiple_of(2) { (Side::Offer, "offers") } else { (Side::Need, "needs") };
    let mut sheet = Sheet::new(iri(&format!("{container}/{number}")), side);
    sheet.tell(&text(chance, 5), Some(Language::French), 2.0);
    sheet.tell(&text(chance, 18), Some(Language::French), 1.0);
    sheet.tell(&text(chance, 40), Some(Language::French), 0.5);
    let kind = KINDS.choose(chance).unwrap();
    sheet.kinds = vec![Iri::parse(&format!("https://w3id.org/codesocial#{kind}")).unwrap()];
    sheet.conditions = vec![*TERMS.choose(chance).unwrap()];
    let concepts = chance.random_range(0..3);
    sheet.concepts = (0..concepts).map(|_| iri(&format!("themes/{}", chance.random_range(1..CONCEPTS)))).collect();
    sheet.point = Point::new(chance.random_range(43.0..50.0), chance.random_range(-2.0..7.0));
    sheet.within = chance.random_bool(0.7).then(|| chance.random_range(5.0..80.0));
    if chance.random_bool(0.5) {
        sheet.period = Period {
            from: None,
            until: TODAY.checked_add(jiff::Span::new().days(chance.random_range(1_i64..400))).ok(),
        };
    }
    sheet
}

#[test]
#[ignore = "measures time"]
fn twenty_thousand_are_answered_in_time() {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let mut collection = Collection::default();
    for (iri, concept) in Concept::ours() {
        collection.put_concept(&iri, concept);
    }
    for number in 1..CONCEPTS {
        let broader = vec![iri(&format!("themes/{}", number / 8))];
        let labels = vec![(Some(Language::French), word(number * 7))];
        collection.put_concept(&iri(&format!("themes/{number}")), Concept { labels, broader, ..Concept::default() });
    }
    let begun = Instant::now();
    let pages: Vec<Sheet> = (0..PAGES).map(|number| page(number, &mut chance)).collect();
    let asked: Vec<Iri> = pages.choose_multiple(&mut chance, QUESTIONS).map(|page| page.iri.clone()).collect();
    for page in pages {
        collection.put(page, Openness::Everybody);
    }
    println!("{PAGES} pages taken up in {:?}", begun.elapsed());
    let (mut times, mut found) = (Vec::new(), 0);
    for iri in &asked {
        let begun = Instant::now();
        found += collection.matches(iri, TODAY, 10, |_| true).len();
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("p50 {:?}, p95 {:?}, p99 {:?}, {found} found", at(50), at(95), at(99));
    assert!(found > QUESTIONS, "it finds something");
    assert!(at(95) <= Duration::from_millis(100), "{:?}", at(95));
    for iri in asked.iter().take(50) {
        let by_lists = collection.matches(iri, TODAY, 10, |_| true);
        assert_eq!(by_lists, collection.matches_of_all(iri, TODAY, 10, |_| true), "{iri:?}");
    }
}
