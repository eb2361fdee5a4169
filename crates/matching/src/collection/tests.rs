//! What is found, and that the lists lose nothing.

use super::*;
use crate::condition::Condition;
use crate::period::Period;
use crate::place::Point;
use crate::score::Reason;
use crate::words::Language;
use jiff::civil::date;
use model::vocab::individual as kind;
use proptest::prelude::*;

const TODAY: Date = date(2026, 11, 23);
const WORDS: [&str; 12] = [
    "pain", "farine", "salle", "camion", "vélo", "jardin", "semences", "atelier", "réunion", "pommes", "cuisine",
    "hangar",
];

fn iri(path: &str) -> Iri {
    Iri::parse(&format!("https://a.example/{path}")).unwrap()
}

fn sheet(side: Side, name: &str, text: &str) -> Sheet {
    let container = match side {
        Side::Offer => "offers",
        Side::Need => "needs",
    };
    let mut sheet = Sheet::new(iri(&format!("{container}/{name}")), side);
    sheet.tell(text, Some(Language::French), 2.0);
    sheet
}

fn collection(sheets: Vec<Sheet>) -> Collection {
    let mut collection = Collection::default();
    for (theme, broader) in
        [("pain", "alimentation"), ("jardins", "terre"), ("semences", "alimentation"), ("terre", "monde")]
    {
        let concept = Concept { broader: vec![iri(&format!("themes/{broader}"))], ..Concept::default() };
        collection.put_concept(&iri(&format!("themes/{theme}")), concept);
    }
    for sheet in sheets {
        collection.put(sheet, Openness::Everybody);
    }
    collection
}

fn found(collection: &Collection, path: &str) -> Vec<String> {
    let matches = collection.matches(&iri(path), TODAY, 10, |_| true);
    matches.iter().map(|found| found.iri.as_str().trim_start_matches("https://a.example/").to_owned()).collect()
}

#[test]
fn an_offer_finds_the_need_that_finds_it() {
    let all = collection(vec![
        sheet(Side::Need, "pain", "Du pain au levain"),
        sheet(Side::Need, "autre-pain", "Encore du pain"),
        sheet(Side::Offer, "pain", "Pains au levain"),
        sheet(Side::Offer, "camion", "Un camion"),
    ]);
    assert_eq!(found(&all, "needs/pain"), ["offers/pain"]);
    assert_eq!(found(&all, "offers/pain")[0], "needs/pain");
    assert_eq!(found(&all, "offers/camion"), [""; 0]);
    assert_eq!(found(&all, "offers/unknown"), [""; 0]);
    let (one, other) = (
        &all.matches(&iri("needs/pain"), TODAY, 1, |_| true)[0],
        &all.matches(&iri("offers/pain"), TODAY, 1, |_| true)[0],
    );
    assert!((one.score.whole - other.score.whole).abs() < 1e-12 && one.score.parts == other.score.parts);
}

#[test]
fn what_may_not_be_told_is_not_found_and_what_is_over_neither() {
    let mut over = sheet(Side::Offer, "over", "Pain");
    over.period = Period { from: None, until: Some(date(2026, 11, 22)) };
    let mut own = sheet(Side::Offer, "own", "Pain");
    own.parties = vec![iri("organizations/moulin")];
    let mut need = sheet(Side::Need, "pain", "Du pain");
    need.parties = vec![iri("organizations/moulin")];
    let closed = sheet(Side::Offer, "closed", "Pain");
    let mut all = collection(vec![need, over, own, closed, sheet(Side::Offer, "open", "Pain")]);
    let may = |sheet: &Sheet| !sheet.iri.as_str().ends_with("closed");
    let found = all.matches(&iri("needs/pain"), TODAY, 10, may);
    assert_eq!(found.iter().map(|found| &found.iri).collect::<Vec<_>>(), [&iri("offers/open")]);
    all.remove(&iri("offers/open"));
    assert!(all.matches(&iri("needs/pain"), TODAY, 10, may).is_empty() && all.len() == 4);
}

#[test]
fn closed_pages_are_not_counted() {
    let open = || vec![sheet(Side::Need, "pain", "Du pain"), sheet(Side::Offer, "pain", "Pain frais")];
    let (without, mut with) = (collection(open()), collection(open()));
    (0..50).for_each(|number| with.put(sheet(Side::Offer, &format!("{number}"), "Pain"), Openness::Some));
    let score = |all: &Collection| {
        all.matches(&iri("needs/pain"), TODAY, 60, |sheet| sheet.iri == iri("offers/pain"))[0].score.clone()
    };
    assert_eq!(score(&without), score(&with));
}

#[test]
fn a_concept_speaks_both_languages_and_is_told_anew() {
    let mut need = sheet(Side::Need, "levain", "Apprendre le levain");
    need.concepts = vec![iri("themes/pain")];
    let mut offer = Sheet::new(iri("offers/bread"), Side::Offer);
    offer.tell("Bread", Some(Language::English), 2.0);
    let mut all = collection(vec![need, offer]);
    assert_eq!(found(&all, "needs/levain"), [""; 0]);
    let labels = vec![(Some(Language::English), "Bread".to_owned())];
    all.put_concept(&iri("themes/pain"), Concept { labels, ..Concept::default() });
    assert_eq!(found(&all, "needs/levain"), ["offers/bread"]);
    all.remove_concept(&iri("themes/pain"));
    assert_eq!(found(&all, "needs/levain"), [""; 0]);
}

#[test]
fn who_says_to_answer_is_found_without_a_word_in_common() {
    let mut offer = sheet(Side::Offer, "camion", "Un fourgon");
    offer.answers = vec![iri("needs/transport")];
    let all = collection(vec![offer, sheet(Side::Need, "transport", "De quoi livrer")]);
    assert_eq!(found(&all, "needs/transport"), ["offers/camion"]);
    assert_eq!(found(&all, "offers/camion"), ["needs/transport"]);
    let score = &all.matches(&iri("needs/transport"), TODAY, 1, |_| true)[0].score;
    assert_eq!(score.reasons.first(), Some(&Reason::Answers));
}

#[test]
fn what_goes_with_one_is_told_by_either() {
    let mut flour = sheet(Side::Offer, "farine", "Farine");
    flour.complements = vec![iri("offers/livraison"), iri("offers/gone"), iri("offers/farine")];
    let mut oven = sheet(Side::Offer, "four", "Four");
    oven.complements = vec![iri("offers/farine")];
    let all = collection(vec![flour, oven, sheet(Side::Offer, "livraison", "Livraison")]);
    assert_eq!(all.complements(&iri("offers/farine")), [&iri("offers/four"), &iri("offers/livraison")]);
    assert_eq!(all.complements(&iri("offers/livraison")), [&iri("offers/farine")]);
}

#[test]
fn two_offers_answer_together_what_none_answers_alone() {
    let all = collection(vec![
        sheet(Side::Need, "fete", "Un chapiteau, de la vaisselle"),
        sheet(Side::Offer, "chapiteau", "Grand chapiteau blanc"),
        sheet(Side::Offer, "second", "Chapiteau usé"),
        sheet(Side::Offer, "vaisselle", "Vaisselle lavable"),
    ]);
    let found = all.matches(&iri("needs/fete"), TODAY, 10, |_| true);
    let together = all.together(&iri("needs/fete"), &found);
    assert!(together.len() == 2 && together.contains(&&iri("offers/vaisselle")), "{together:?}");
    let mut all = all;
    all.put(sheet(Side::Offer, "tout", "Chapiteau avec sa vaisselle"), Openness::Everybody);
    let found = all.matches(&iri("needs/fete"), TODAY, 10, |_| true);
    assert!(all.together(&iri("needs/fete"), &found).is_empty(), "one has it all");
}

prop_compose! {
    fn any_sheet()(
        side in prop_oneof![Just(Side::Offer), Just(Side::Need)],
        words in proptest::collection::vec(0..WORDS.len(), 0..6),
        themes in proptest::collection::vec(prop_oneof!["pain", "alimentation", "jardins", "terre", "semences", "monde"], 0..3),
        space in any::<bool>(),
        place in proptest::option::of((43.0..46.0, 1.0..4.0)),
        within in proptest::option::of(1.0..80.0),
        days in proptest::option::of((-40_i64..200, 1_i64..200)),
        sale in any::<bool>(),
        answer in proptest::option::of(0..30_usize),
        party in 0..8_usize,
    ) -> Sheet {
        let mut sheet = Sheet::new(iri("unnumbered"), side);
        for word in words {
            sheet.tell(WORDS[word], Some(Language::French), 1.0);
        }
        sheet.concepts = themes.iter().map(|theme| iri(&format!("themes/{theme}"))).collect();
        sheet.kinds = vec![Iri::from_named_node(if space { kind::SPACE } else { kind::KNOW_HOW }.into_owned())];
        sheet.conditions = vec![if sale { Condition::Sale } else { Condition::Gift }];
        sheet.point = place.and_then(|(latitude, longitude)| Point::new(latitude, longitude));
        sheet.within = within;
        sheet.parties = vec![iri(&format!("people/{party}"))];
        if let Some((begin, length)) = days {
            let from = TODAY.checked_add(jiff::Span::new().days(begin)).unwrap();
            sheet.period = Period { from: Some(from), until: Some(from.checked_add(jiff::Span::new().days(length)).unwrap()) };
        }
        if side == Side::Offer {
            sheet.answers = answer.map(|number| iri(&format!("pages/{number}"))).into_iter().collect();
        }
        sheet
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn lists_lose_nothing_and_order_does_not_matter(
        sheets in proptest::collection::vec(any_sheet(), 2..30),
        gone in proptest::collection::vec(0..30_usize, 0..5),
        turn in 0..30_usize,
    ) {
        let mut sheets = sheets;
        for (number, sheet) in sheets.iter_mut().enumerate() {
            sheet.iri = iri(&format!("pages/{number}"));
        }
        let mut one = collection(sheets.clone());
        let turned = turn % sheets.len();
        sheets.rotate_left(turned);
        let mut other = collection(sheets.clone());
        for number in gone {
            one.remove(&iri(&format!("pages/{number}")));
            other.remove(&iri(&format!("pages/{number}")));
        }
        for sheet in &sheets {
            let by_lists = one.matches(&sheet.iri, TODAY, 10, |_| true);
            prop_assert_eq!(&by_lists, &one.matches_of_all(&sheet.iri, TODAY, 10, |_| true));
            prop_assert_eq!(&by_lists, &other.matches(&sheet.iri, TODAY, 10, |_| true));
            for found in by_lists {
                prop_assert!((0.0..=1.0).contains(&found.score.whole));
                let back = one.matches(&found.iri, TODAY, 30, |_| true);
                if sheet.is_open(TODAY) {
                    let back = back.iter().find(|back| back.iri == sheet.iri);
                    prop_assert!(back.is_some_and(|back| (back.score.whole - found.score.whole).abs() < 1e-9));
                }
            }
        }
    }
}
