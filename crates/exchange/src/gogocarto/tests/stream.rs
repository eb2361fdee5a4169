//! Large sources, and sources that end anywhere.

use super::*;
use std::cell::Cell;
use std::io::{BufReader, Read};
use std::rc::Rc;

/// Most bytes that a reader may have taken beyond what it has told of.
const AHEAD: usize = 256 << 10;

/// An answer of a map, made as it is read.
struct Answer {
    elements: u64,
    ready: Vec<u8>,
    told: u64,
    taken: Rc<Cell<usize>>,
}

impl Read for Answer {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.ready.is_empty() {
            self.ready = match self.told {
                0 => b"{\"licence\": \"https://licence.example/\", \"data\": [".to_vec(),
                told if told <= self.elements => element(told).into_bytes(),
                told if told == self.elements + 1 => b"{\"id\": \"last\"}]}".to_vec(),
                _ => return Ok(0),
            };
            self.told += 1;
        }
        let taken = self.ready.len().min(into.len());
        into[..taken].copy_from_slice(&self.ready[..taken]);
        self.ready.drain(..taken);
        self.taken.set(self.taken.get() + taken);
        Ok(taken)
    }
}

fn element(number: u64) -> String {
    let text = "Un \\\"lieu\\\" {ouvert] à tous. ".repeat(60);
    format!("{{\"id\": \"k{number}\", \"name\": \"Lieu {number}\", \"description\": \"{text}\"}},\n")
}

#[test]
fn a_large_map_is_never_held() {
    const ELEMENTS: u64 = 12_000;
    let taken = Rc::new(Cell::new(0));
    let answer = Answer { elements: ELEMENTS, ready: Vec::new(), told: 0, taken: taken.clone() };
    let (at, mapping) = (source(), Mapping::default());
    let mut passages = read(BufReader::new(answer), &at, &mapping, None);
    let mut told = 0;
    for number in 1..=ELEMENTS {
        let passage = passages.next().unwrap().unwrap();
        assert!(matches!(&passage, Passage::Record(record) if record.places[0].number() == number), "{passage:?}");
        told += element(number).len();
        assert!(taken.get() < told + AHEAD, "{number}: {} taken and {told} told", taken.get());
    }
    assert!(taken.get() > 20 << 20, "{}", taken.get());
    assert!(matches!(passages.next(), Some(Ok(Passage::Refused(_)))));
    assert!(passages.next().is_none());
}

#[test]
fn a_source_cut_anywhere_says_so() {
    let whole = fixture("elements.json");
    let taxonomy = Arc::new(taxonomy());
    for end in 0..whole.trim_ascii_end().len() {
        let (at, mapping) = (source(), Mapping::default());
        let found: Vec<_> = read(&whole[..end], &at, &mapping, Some(Arc::clone(&taxonomy))).collect();
        assert!(matches!(found.last(), Some(Err(ReadError::Json(_)))), "{end}: {:?}", found.last());
        assert_eq!(found.iter().filter(|passage| passage.is_err()).count(), 1, "{end}");
    }
}

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's multiplier and increment; the low bits repeat too soon.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

fn check_that_nothing_brings_it_down(text: &[u8]) {
    let (here, mapping) = (source(), Mapping::default());
    let errors = read(text, &here, &mapping, None).filter(Result::is_err).count();
    assert!(errors <= 1, "{}", String::from_utf8_lossy(text));
    assert!(Taxonomy::read(text, &here).is_err() || text.len() > 2, "{}", String::from_utf8_lossy(text));
    assert!(sync(text).count() <= text.len() + 1, "{}", String::from_utf8_lossy(text));
}

#[test]
fn no_bytes_bring_it_down() {
    let whole = fixture("elements.json");
    let mut chance = Chance(1);
    for _ in 0..2_000 {
        let mut text = whole.clone();
        let from = chance.below(text.len());
        let to = (from + chance.below(8)).min(text.len());
        let put: Vec<u8> = (from..to).map(|_| chance.below(256).to_le_bytes()[0]).collect();
        text.splice(from..to, put);
        check_that_nothing_brings_it_down(&text);
    }
}

#[test]
fn nor_any_brackets() {
    let parts = ["[", "]", "{", "}", ":", ",", "\"", "\\", " ", "1", "\"id\"", "\"data\"", "\"a\"", "null", "é"];
    let mut chance = Chance(2);
    for _ in 0..20_000 {
        let text: String = (0..chance.below(24)).map(|_| parts[chance.below(parts.len())]).collect();
        check_that_nothing_brings_it_down(text.as_bytes());
    }
}
