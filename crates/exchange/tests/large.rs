//! What is held of a source of a hundred megabytes, in every syntax of RDF and for PAIR: a process of its own for each, as
//! nextest runs them, so that what one takes is not what another took.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement says what it found, and fails by failing")]

use exchange::source::Source;
use exchange::{pair, rdf};
use model::syntax::Format;
use model::{Audience, Base, Passage, Slug};
use std::io::Read;

/// Bytes of a source.
const BYTES: usize = 100 << 20;
/// What a process may hold: less than the 300 MiB that an importing process may, which does more than read.
const HELD: u64 = 200 << 20;

/// A source that is made as it is read.
struct Made<F> {
    number: usize,
    given: usize,
    ready: Vec<u8>,
    make: F,
    end: &'static str,
    is_done: bool,
}

impl<F: Fn(usize) -> String> Made<F> {
    fn new(begin: &str, make: F, end: &'static str) -> Self {
        Self { number: 0, given: 0, ready: begin.as_bytes().to_vec(), make, end, is_done: false }
    }
}

impl<F: Fn(usize) -> String> Read for Made<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.ready.is_empty() && !self.is_done {
            self.is_done = self.given >= BYTES;
            self.ready = if self.is_done { self.end.into() } else { (self.make)(self.number).into_bytes() };
            self.given += self.ready.len();
            self.number += 1;
        }
        let now = self.ready.as_slice().read(buffer)?;
        self.ready.drain(..now);
        Ok(now)
    }
}

const TEXT: &str = "Un lieu où l’on répare, prête et apprend, ouvert à qui veut ; on y mange aussi le midi.";

fn turtle(number: usize) -> String {
    format!(
        "<organizations/o{number}> a cs:Organization ; cs:name \"Le Moulin {number}\"@fr ; cs:summary \"{TEXT}\"@fr ;\n  \
         cs:address [ cs:street \"{number} rue du Quai\"@fr ; cs:locality \"Issoire\"@fr ] ; cs:keyword \"pain\"@fr .\n"
    )
}

fn quads(number: usize) -> String {
    // Of a document some statements come here, and others half a file later.
    let iri = format!("<https://a.example/organizations/o{}>", number % 150_000);
    let cs = "https://w3id.org/codesocial#";
    format!(
        "{iri} <{cs}name> \"Le Moulin {number}\"@fr {iri} .\n{iri} <{cs}summary> \"{number} {TEXT}\"@fr {iri} .\n\
         {iri} <{cs}address> _:a{number} .\n_:a{number} <{cs}locality> \"Issoire\"@fr .\n"
    )
}

fn json(number: usize) -> String {
    let comma = if number == 0 { "" } else { ",\n" };
    format!(
        "{comma}{{\"id\": \"https://a.example/organizations/o{number}\", \"type\": \"Organization\", \
         \"name\": {{\"fr\": \"Le Moulin {number}\"}}, \"summary\": {{\"fr\": \"{TEXT}\"}}, \
         \"address\": {{\"street\": {{\"fr\": \"{number} rue du Quai\"}}, \"locality\": {{\"fr\": \"Issoire\"}}}}}}"
    )
}

fn ecosystem(number: usize) -> String {
    format!(
        "<https://data.example/o/{number}> a pair:Organization ; pair:label \"Le Moulin {number}\" ; pair:comment \"{TEXT}\" ;\n  \
         pair:partnerOf <https://data.example/o/{}> ; pair:hasPart <https://data.example/o/{}> ;\n  \
         pair:hasLocation [ a pair:Place ; pair:latitude \"45.5\" ; pair:longitude \"3.2\" ; pair:label \"Ici\" ] .\n",
        number / 2,
        number + 1
    )
}

/// What this process held at most, as Linux tells it.
fn held() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

fn holds<E: std::fmt::Debug>(what: &str, passages: impl Iterator<Item = Result<Passage, E>>) {
    let (mut records, mut others) = (0_u64, 0_u64);
    for passage in passages {
        match passage.unwrap() {
            Passage::Record(_) => records += 1,
            Passage::Refused(_) | Passage::Unplaced(_) => others += 1,
        }
    }
    assert!(records > 100_000 && others == 0, "{what}: {records} records, {others} others");
    let Some(held) = held() else { return println!("skipped: nobody tells what is held") };
    println!("{what}: {records} records, {} MiB held", held >> 20);
    assert!(held < HELD, "{what}: {} MiB", held >> 20);
}

fn base() -> Base {
    Base::parse("https://a.example/").unwrap()
}

#[test]
#[ignore = "a hundred megabytes: cargo nextest run --release -p exchange --run-ignored only --no-capture"]
fn turtle_of_a_hundred_megabytes() {
    let begin = "@prefix cs: <https://w3id.org/codesocial#> .\n";
    holds("Turtle", rdf::read(Made::new(begin, turtle, ""), Format::Turtle, &base()).unwrap());
}

#[test]
#[ignore = "a hundred megabytes: cargo nextest run --release -p exchange --run-ignored only --no-capture"]
fn n_quads_of_a_hundred_megabytes() {
    holds("N-Quads", rdf::read(Made::new("", quads, ""), Format::NQuads, &base()).unwrap());
}

#[test]
#[ignore = "a hundred megabytes: cargo nextest run --release -p exchange --run-ignored only --no-capture"]
fn json_ld_of_a_hundred_megabytes() {
    let begin = "{\"@context\": \"https://w3id.org/codesocial/context.jsonld\", \"@graph\": [\n";
    holds("JSON-LD", rdf::read(Made::new(begin, json, "]}"), Format::JsonLd, &base()).unwrap());
}

#[test]
#[ignore = "a hundred megabytes: cargo nextest run --release -p exchange --run-ignored only --no-capture"]
fn an_ecosystem_of_a_hundred_megabytes() {
    let name = Slug::from_text("carte").unwrap();
    let at = Source { base: base(), name, audience: Audience::Public, licence: None, page: None };
    let begin = "@prefix pair: <http://virtual-assembly.org/ontologies/pair#> .\n";
    holds("PAIR", pair::read(Made::new(begin, ecosystem, ""), Some(Format::Turtle), &at).unwrap());
}
