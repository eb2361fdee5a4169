//! Random documents, callers and questions; what is found beside what is found by looking at every document.

use crate::rig::{Rig, account, iri, said, sheet};
use jiff::Timestamp;
use model::caller::{Guest, Scope};
use model::{AccountId, Audience, Caller, Container, Iri};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use search::hierarchy::{Edge, Hierarchy, Outlook};
use search::text::Text;
use search::words::{plain, words};
use search::{Area, Asked, Bounds, Circle, Facet, Order, Point, Selected, Sheet, Standing};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Of three letters: no slip is forgiven, and none is the stem of another.
const WORDS: [&str; 8] = ["xab", "xbc", "xcd", "xde", "xef", "xfg", "xgh", "xhk"];

fn theme(number: u32) -> String {
    format!("https://a.example/themes/{number}")
}

fn group(number: u32) -> Iri {
    Iri::parse(&format!("https://a.example/groups/{number}")).unwrap()
}

fn anywhere(chance: &mut ChaCha8Rng) -> Point {
    Point::new(chance.random_range(-90.0..=90.0), chance.random_range(-180.0..=180.0)).unwrap()
}

fn random_sheet(chance: &mut ChaCha8Rng, number: u32) -> Sheet {
    let audience = match chance.random_range(0..7) {
        0 => Audience::Network,
        1 => Audience::Members,
        2 => Audience::Private,
        3 | 4 => Audience::Group(group(chance.random_range(0..3))),
        _ => Audience::Public,
    };
    let some = |chance: &mut ChaCha8Rng, most: u32| -> Vec<String> {
        let few: BTreeSet<String> =
            (0..chance.random_range(0..4)).map(|_| theme(chance.random_range(0..most))).collect();
        few.into_iter().collect()
    };
    let text = |chance: &mut ChaCha8Rng, most: usize| {
        let several: Vec<&str> = (0..chance.random_range(0..most)).map(|_| *WORDS.choose(chance).unwrap()).collect();
        said(&several.join(" "), *[None, Some("fr"), Some("en"), Some("oc")].choose(chance).unwrap())
    };
    let classes = [Container::Places, Container::Projects, Container::Organizations];
    let class = |container: &Container| container.classes()[0].as_str().to_owned();
    let edges = chance
        .random_bool(0.2)
        .then(|| Edge { narrower: theme(chance.random_range(0..20)), broader: theme(chance.random_range(0..20)) });
    Sheet {
        standing: Standing {
            audience,
            owner: AccountId(chance.random_range(1..5)),
            changed: Timestamp::from_second(i64::from(number % 50)).unwrap(),
        },
        classes: classes.choose(chance).map(class).into_iter().collect(),
        themes: some(chance, 20),
        territories: some(chance, 6),
        names: vec![text(chance, 3)],
        texts: vec![text(chance, 6)],
        point: chance.random_bool(0.7).then(|| anywhere(chance)),
        edges: edges.into_iter().collect(),
        ..sheet(&number.to_string())
    }
}

fn random_caller(chance: &mut ChaCha8Rng) -> Caller {
    let groups = (0..3).filter(|_| chance.random_bool(0.4)).map(group).collect();
    let id = chance.random_range(1..6);
    match chance.random_range(0..7) {
        0 => Caller::Anonymous,
        1 => Caller::Operator(AccountId(9)),
        2 => Caller::Guest(Guest { account: AccountId(id), document: iri("3") }),
        3 => account(id, groups, &[Scope::Write]),
        _ => account(id, groups, &[Scope::Read]),
    }
}

fn random_asked(chance: &mut ChaCha8Rng) -> Asked {
    let text: Vec<String> = (0..chance.random_range(0..3))
        .map(|_| {
            let word = *WORDS.choose(chance).unwrap();
            match chance.random_range(0..5) {
                0 => format!("-{word}"),
                1 => format!("\"{word} {}\"", WORDS.choose(chance).unwrap()),
                _ => word.to_owned(),
            }
        })
        .collect();
    let circle = chance.random_bool(0.3).then(|| Circle {
        around: anywhere(chance),
        within: chance.random_bool(0.8).then(|| chance.random_range(500.0..15_000.0)),
    });
    let bounds = chance.random_bool(0.3).then(|| {
        let (a, b) = (anywhere(chance), anywhere(chance));
        let (south, north) = (a.latitude.min(b.latitude), a.latitude.max(b.latitude));
        Bounds::new(a.longitude, south, b.longitude, north).unwrap()
    });
    let mut some = |odds: f64, most: u32| -> Vec<String> {
        let several = (0..2).filter(|_| chance.random_bool(odds)).count();
        (0..several).map(|_| theme(chance.random_range(0..most))).collect()
    };
    let (themes, territories) = (some(0.3, 20), some(0.15, 6));
    let class = Container::Places.classes()[0].as_str().to_owned();
    let types = chance.random_bool(0.2).then_some(class).into_iter().collect();
    Asked {
        text: Text::parse(&(text.join(" ") + " ")),
        selected: Selected { types, themes, territories },
        area: Area { circle, bounds },
        order: *[None, Some(Order::Name), Some(Order::Newest), Some(Order::Distance)].choose(chance).unwrap(),
        skip: 0,
        take: 1_000,
    }
}

fn says(sheet: &Sheet, together: &[String]) -> bool {
    sheet.names.iter().chain(&sheet.texts).any(|said| {
        let words: Vec<String> = words(&said.text).into_iter().map(|word| word.plain).collect();
        words.windows(together.len()).any(|window| window == together)
    })
}

/// Whether it answers all but the facets.
fn answers(sheet: &Sheet, asked: &Asked, caller: &Caller) -> Option<f64> {
    let plain = |words: &[search::words::Word]| words.iter().map(|word| word.plain.clone()).collect::<Vec<_>>();
    let text = &asked.text;
    let is_said = plain(&text.words).iter().all(|word| says(sheet, std::slice::from_ref(word)))
        && text.phrases.iter().all(|phrase| says(sheet, &plain(phrase)))
        && !text.without.iter().any(|unwanted| says(sheet, &plain(unwanted)));
    if !is_said || !sheet.standing.audience.admits(caller, sheet.standing.owner) {
        return None;
    }
    if asked.area.is_everywhere() { Some(0.0) } else { asked.area.holds(sheet.point?) }
}

fn values(sheet: &Sheet, facet: Facet) -> &[String] {
    match facet {
        Facet::Type => &sheet.classes,
        Facet::Theme => &sheet.themes,
        Facet::Territory => &sheet.territories,
    }
}

#[test]
fn what_is_found_and_counted_is_what_brute_force_finds() {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let mut rig = Rig::new();
    let mut held: BTreeMap<String, Sheet> = BTreeMap::new();
    let (mut hits, mut closed, mut counted) = (0, 0, 0);
    for round in 0..12 {
        let mut batch = Vec::new();
        for _ in 0..60 {
            let number = chance.random_range(0..250);
            batch.retain(|sheet: &Sheet| sheet.iri != iri(&number.to_string()));
            batch.push(random_sheet(&mut chance, number));
        }
        held.extend(batch.iter().map(|sheet| (sheet.iri.as_str().to_owned(), sheet.clone())));
        rig.put(batch);
        let gone: Vec<Iri> = (0..8).map(|_| iri(&chance.random_range(0..250).to_string())).collect();
        held.retain(|address, _| gone.iter().all(|iri| iri.as_str() != address));
        rig.end(gone);
        if round % 4 == 3 {
            rig = rig.restart();
        }
        for _ in 0..40 {
            let (asked, caller) = (random_asked(&mut chance), random_caller(&mut chance));
            let seen = held.values().filter(|sheet| sheet.standing.audience.admits(&caller, sheet.standing.owner));
            let edges: Vec<&Edge> = seen.flat_map(|sheet| &sheet.edges).collect();
            let outlook = Outlook::over([Arc::new(Hierarchy::of(edges))]);
            let wanted = |facet: Facet| {
                let below: BTreeSet<String> =
                    asked.selected.of(facet).iter().flat_map(|iri| outlook.below(iri)).collect();
                move |sheet: &Sheet| below.is_empty() || values(sheet, facet).iter().any(|value| below.contains(value))
            };
            let candidates: Vec<(&Sheet, f64)> =
                held.values().filter_map(|sheet| Some((sheet, answers(sheet, &asked, &caller)?))).collect();
            let is_wanted = Facet::ALL.map(wanted);
            let expected: BTreeMap<&str, f64> = candidates
                .iter()
                .filter(|(sheet, _)| is_wanted.iter().all(|is_wanted| is_wanted(sheet)))
                .map(|(sheet, distance)| (sheet.iri.as_str(), *distance))
                .collect();
            let found = rig.ask(&asked, &caller);
            let told: BTreeMap<&str, f64> =
                found.hits.iter().map(|hit| (hit.iri.as_str(), hit.distance.unwrap_or_default())).collect();
            assert_eq!(told, expected, "{asked:?} {caller:?}");
            assert_eq!(found.total, expected.len() as u64);
            let sorted = found.hits.is_sorted_by(|a, b| {
                let (first, second) = (&held[a.iri.as_str()], &held[b.iri.as_str()]);
                match found.order {
                    Order::Relevance => a.score >= b.score,
                    Order::Distance => a.distance <= b.distance,
                    Order::Name => plain(first.title()) <= plain(second.title()),
                    Order::Newest => first.standing.changed >= second.standing.changed,
                }
            });
            assert!(sorted, "{asked:?} {found:?}");
            for (at, facet) in Facet::ALL.into_iter().enumerate() {
                let mut counts: BTreeMap<String, u64> = BTreeMap::new();
                let others = |sheet: &Sheet| {
                    is_wanted.iter().enumerate().all(|(other, is_wanted)| other == at || is_wanted(sheet))
                };
                for (sheet, _) in candidates.iter().filter(|(sheet, _)| others(sheet)) {
                    let above: BTreeSet<String> =
                        values(sheet, facet).iter().flat_map(|value| outlook.above(value)).collect();
                    for value in above {
                        *counts.entry(value).or_default() += 1;
                    }
                }
                for value in asked.selected.of(facet) {
                    counts.entry(value.clone()).or_default();
                }
                if facet == Facet::Type {
                    let known = |class: &str| {
                        Container::ALL.iter().any(|one| one.classes().iter().any(|known| known.as_str() == class))
                    };
                    counts.retain(|class, _| known(class));
                }
                let told: BTreeMap<String, u64> = found.facets.of(facet).iter().cloned().collect();
                assert_eq!(told, counts, "{facet:?} {asked:?} {caller:?}");
                counted += counts.len();
            }
            // Pages are parts of the same list.
            let take = chance.random_range(1..9);
            let pages = (0..).map(|page| rig.ask(&Asked { skip: page * take, take, ..asked.clone() }, &caller).hits);
            let leafed: Vec<_> = pages.take_while(|hits| !hits.is_empty()).flatten().collect();
            assert_eq!(leafed, found.hits, "{asked:?}");
            hits += found.hits.len();
            closed +=
                found.hits.iter().filter(|hit| held[hit.iri.as_str()].standing.audience != Audience::Public).count();
        }
    }
    assert!(hits > 5_000 && closed > 1_000 && counted > 5_000, "{hits} {closed} {counted}: too few to say anything");
}

#[test]
fn a_theme_that_moves_needs_nothing_read_again() {
    let mut rig = Rig::new();
    let filed = Sheet { themes: vec![theme(1)], ..sheet("a") };
    let moved = |broader: u32, audience: Audience| Sheet {
        standing: Standing { audience, ..sheet("t").standing },
        edges: vec![Edge { narrower: theme(1), broader: theme(broader) }],
        ..sheet("t")
    };
    let found = |rig: &Rig, number: u32, caller: &Caller| {
        let selected = Selected { themes: vec![theme(number)], ..Selected::default() };
        rig.ask(&Asked { selected, take: 10, ..Asked::default() }, caller).total
    };
    rig.put([filed, moved(2, Audience::Public)]);
    assert_eq!([1, 2, 3].map(|number| found(&rig, number, &Caller::Anonymous)), [1, 1, 0]);
    rig.put([moved(3, Audience::Members)]);
    assert_eq!([1, 2, 3].map(|number| found(&rig, number, &Caller::Anonymous)), [1, 0, 0]);
    assert_eq!(found(&rig, 3, &account(7, Vec::new(), &[Scope::Read])), 1);
    let rig = rig.restart();
    assert_eq!(found(&rig, 3, &Caller::Anonymous), 0);
    assert_eq!(found(&rig, 3, &account(7, Vec::new(), &[Scope::Read])), 1);
}
