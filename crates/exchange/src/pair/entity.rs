//! One subject, into a document with its contact details apart.

use super::graph::{DEPTH, Graph, Node, Parts};
use super::subjects::name_of;
use super::words::{self, NAMES, Word};
use crate::additional::{Additional, json, lift_emails};
use crate::draft::{Address, Draft, LANGUAGE, refused, web_address};
use crate::fields::first_readers;
use crate::mapping::date;
use crate::source::Source;
use model::vocab::{class, individual, owl, property, rdf, schema, skos, xsd};
use model::{Container, DocumentError, Iri, Passage, Place, RefusedReason, Unplaced, UnplacedReason};
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io;

/// What becomes of a subject, of which this is the place.
pub(super) fn passages(graph: &mut Graph, node: &Node, at: &Source, place: Place) -> io::Result<Vec<Passage>> {
    let parts = graph.parts(node)?;
    Ok(read(graph, &parts, node, at, place))
}

fn read(graph: &Graph, parts: &Parts, node: &Node, at: &Source, place: Place) -> Vec<Passage> {
    let name = if node.is_blank { first_name(node).unwrap_or_default() } else { node.name.clone() };
    if node.is_blank {
        return vec![refused(&name, place, RefusedReason::WithoutKey)];
    }
    let Some(class) = node.class else {
        let kind = node.types().first().map_or("", |word| *word).to_owned();
        let kind = if words::is_pair(&kind) && !kind.is_empty() { format!("pair:{kind}") } else { kind };
        let reason = if kind.is_empty() {
            RefusedReason::Malformed("rdf:type".to_owned())
        } else {
            RefusedReason::UnknownType(kind)
        };
        return vec![refused(&name, place, reason)];
    };
    if let Some(count) = node.too_much {
        return vec![refused(&name, place, RefusedReason::Document(DocumentError::TooLarge(count)))];
    }
    let draft = Container::of_class(class).and_then(|container| Draft::new(at, container, &node.name));
    let (Some(draft), Ok(iri)) = (draft, Iri::parse(&node.name)) else {
        return vec![refused(&name, place, RefusedReason::WithoutKey)];
    };
    let mut entity = Entity { graph, parts, at, class, draft, rest: BTreeMap::new(), closed: Vec::new() };
    entity.read(node);
    entity.draft.say(owl::SAME_AS, iri.as_named_node());
    let closed = std::mem::take(&mut entity.closed);
    let mut passages = entity.draft.finish(&first_readers(at, class), Some(&iri), place);
    let told = |text| Passage::Unplaced(Unplaced { place, text, reason: UnplacedReason::BrokenLine });
    passages.extend(closed.into_iter().map(told));
    passages
}

fn first_name(node: &Node) -> Option<String> {
    NAMES.iter().find_map(|word| node.values(word).find_map(text_of)).map(|(text, _)| text)
}

struct Entity<'a> {
    graph: &'a Graph,
    parts: &'a Parts,
    at: &'a Source,
    class: NamedNodeRef<'static>,
    draft: Draft,
    /// What has no counterpart, by its word.
    rest: BTreeMap<String, Vec<Term>>,
    /// How to reach somebody, written so that it found no place among the contact details: it has none in what everybody
    /// may read.
    closed: Vec<String>,
}

impl<'a> Entity<'a> {
    fn read(&mut self, node: &Node) {
        self.draft.is_a(self.class);
        self.names(node);
        let class = self.class;
        for word in node.types().into_iter().filter(|word| !words::is_said(word, class)) {
            self.keep(rdf::TYPE.as_str(), &Term::from(Literal::new_simple_literal(word)));
        }
        self.place(node, 0);
        for (word, term) in &node.said {
            match words::property(word, self.class) {
                Some(kind) => self.say(kind, word, term),
                None if matches!(word.as_str(), "firstName" | "lastName") && self.is_called(term) => {}
                None => self.keep(word, term),
            }
        }
        self.keep_rest();
    }

    /// Whether a part of a name stands in the name already.
    fn is_called(&self, term: &Term) -> bool {
        let Some((text, _)) = text_of(term) else { return false };
        self.draft.is_called(&text)
    }

    fn names(&mut self, node: &Node) {
        for (text, language) in NAMES.iter().flat_map(|word| node.values(word).filter_map(text_of)) {
            self.draft.in_language(&language);
            self.draft.name(&text);
            if self.class == class::THEME && !self.draft.says(skos::PREF_LABEL) {
                self.draft.text(skos::PREF_LABEL, &text);
            }
        }
        self.draft.in_language(LANGUAGE);
        if !self.draft.says(property::NAME) {
            let part = |word| node.values(word).find_map(text_of).map(|(text, _)| text);
            let parts: Vec<String> = ["firstName", "lastName"].into_iter().filter_map(part).collect();
            self.draft.name(&parts.join(" "));
        }
        if self.class == class::THEME {
            self.draft.is_a(skos::CONCEPT);
            self.draft.say(skos::IN_SCHEME, individual::CATEGORIES);
        }
    }

    fn say(&mut self, kind: Word, word: &str, term: &Term) {
        let is_said = match kind {
            Word::LeftOut | Word::Part => true,
            // Told with the places.
            Word::Where => self.is_part(term) || self.located(word, term),
            Word::Text(predicate) => self.text(predicate, term),
            Word::Web(predicate) => iri_of(term).is_some_and(|address| self.draft.link(predicate, &address)),
            Word::Link(predicate) => self.link(predicate, term),
            Word::Email | Word::Telephone => {
                self.reached(kind, word, term);
                true
            }
            Word::Date(predicate) => self.date(predicate, term),
        };
        if !is_said {
            self.keep(word, term);
        }
    }

    /// Says how to reach somebody, apart from all else; what nobody can read so is told.
    fn reached(&mut self, kind: Word, name: &str, term: &Term) {
        let Some(text) = self.way(term) else { return self.reached_inside(name, term) };
        let is_said = if kind == Word::Email {
            self.draft.email(text.trim_start_matches("mailto:"))
        } else {
            self.draft.telephone(text.trim_start_matches("tel:"))
        };
        if !is_said && !text.is_empty() {
            self.close(name, &text);
        }
    }

    /// The same of what says it in several statements.
    fn reached_inside(&mut self, name: &str, term: &Term) {
        let (mut waiting, mut seen) = (vec![(name.to_owned(), term.clone())], Vec::new());
        while let Some((name, term)) = waiting.pop() {
            if seen.contains(&term) {
                continue;
            }
            let mut reached = Vec::new();
            let value = self.inner(&term, 0, &mut reached);
            seen.push(term);
            if !crate::value::is_empty(&value) {
                self.close(&name, &value.to_string());
            }
            for (kind, word, term) in reached {
                let name = format!("{name}/{word}");
                match self.way(&term) {
                    Some(_) => self.reached(kind, &name, &term),
                    None => waiting.push((name, term)),
                }
            }
        }
    }

    /// A way to reach somebody, in one text.
    fn way(&self, term: &Term) -> Option<String> {
        text_of(term).map(|(text, _)| text).or_else(|| iri_of(term)).filter(|_| !self.is_part(term))
    }

    /// Nothing of a person is repeated in a report.
    fn close(&mut self, name: &str, value: &str) {
        self.closed.push(if self.class == class::PERSON { name.to_owned() } else { format!("{name}: {value}") });
    }

    fn text(&mut self, predicate: NamedNodeRef<'_>, term: &Term) -> bool {
        let Some((text, language)) = text_of(term) else { return false };
        self.draft.in_language(&language);
        let is_said = self.draft.text(predicate, &text);
        self.draft.in_language(LANGUAGE);
        is_said || text.is_empty()
    }

    fn link(&mut self, predicate: NamedNodeRef<'_>, term: &Term) -> bool {
        if self.graph.find(term).is_some_and(|(_, other)| other.class().is_none() && other.is_part()) {
            return false;
        }
        let Some(other) = self.other(term) else {
            // A topic that is only a word.
            return predicate == property::THEME && self.text(property::KEYWORD, term);
        };
        if other.as_ref() != self.draft.iri().as_named_node() {
            self.draft.say(predicate, other);
        }
        true
    }

    /// The document that a value is here, or what it is elsewhere.
    fn other(&self, term: &Term) -> Option<NamedNode> {
        let here = self.graph.find(term).and_then(|(_, other)| {
            let container = Container::of_class(other.class()?)?;
            self.at.address(container, &name_of(term)?)
        });
        here.or_else(|| iri_of(term).filter(|iri| iri.contains("://")).and_then(|iri| Iri::parse(&iri).ok()))
            .map(Into::into)
    }

    fn date(&mut self, predicate: NamedNodeRef<'_>, term: &Term) -> bool {
        let Term::Literal(literal) = term else { return false };
        // A moment without its zone is one for XML Schema, too.
        let is_local = literal.datatype() == xsd::DATE_TIME && literal.value().parse::<jiff::civil::DateTime>().is_ok();
        let literal = date(literal.value()).or_else(|| is_local.then(|| literal.clone()));
        let Some(literal) = literal.filter(|_| !self.draft.says(predicate)) else { return false };
        self.draft.say(predicate, literal);
        true
    }

    fn located(&mut self, word: &str, term: &Term) -> bool {
        let is_held_there = word == "hostedIn" && self.class == class::EVENT;
        let predicate = if is_held_there { property::TAKES_PLACE_IN } else { property::LOCATED_IN };
        self.link(predicate, term)
    }

    /// Where it is: what it says of itself, and what stands in the places inside it.
    fn place(&mut self, node: &Node, depth: usize) {
        let text =
            |words: &[&str]| words.iter().find_map(|word| node.values(word).find_map(text_of)).map(|(text, _)| text);
        let degrees = |word| text(&[word])?.replace(',', ".").parse::<f64>().ok();
        let is_placed = match (degrees("latitude"), degrees("longitude")) {
            (Some(latitude), Some(longitude)) if !self.draft.says(property::LATITUDE) => {
                self.draft.position(latitude, longitude)
            }
            _ => false,
        };
        let address = Address {
            street: text(&[
                "addressStreet",
                "http://schema.org/addressStreet",
                "http://schema.org/streetAddress",
                "address",
            ]),
            postal_code: text(&["addressZipCode", "http://schema.org/addressZipCode", "http://schema.org/postalCode"]),
            locality: text(&["addressLocality", "http://schema.org/addressLocality"]),
            insee_code: None,
            country: text(&["addressCountry", "http://schema.org/addressCountry"]),
        };
        let is_addressed = address != Address::default() && !self.draft.says(property::ADDRESS);
        if is_addressed {
            self.draft.address(&address);
        }
        for (word, term) in &node.said {
            let is_degree = matches!(word.as_str(), "latitude" | "longitude");
            if is_degree && !is_placed || is_address(word) && !is_addressed {
                self.keep(word, term);
            }
            match self.part(term).filter(|_| depth < DEPTH) {
                Some(inner) if matches!(words::property(word, self.class), Some(Word::Where)) => {
                    self.inside(inner, depth);
                }
                _ => {}
            }
        }
    }

    /// A place or an address that is nobody's page.
    fn inside(&mut self, inner: &Node, depth: usize) {
        self.place(inner, depth + 1);
        for (word, term) in &inner.said {
            let is_told = word == rdf::TYPE.as_str()
                || is_address(word)
                || matches!(words::property(word, self.class), Some(Word::Where | Word::Part));
            let name = format!("hasLocation/{word}");
            match words::property(word, self.class) {
                _ if is_told => {}
                Some(kind @ (Word::Email | Word::Telephone)) => self.reached(kind, &name, term),
                _ => self.keep(&name, term),
            }
        }
    }

    /// Whether a value is told with what points at it.
    fn is_part(&self, term: &Term) -> bool {
        self.graph.find(term).is_some_and(|(_, other)| other.is_part())
    }

    /// What such a value says.
    fn part(&self, term: &Term) -> Option<&'a Node> {
        let (number, _) = self.graph.find(term).filter(|(_, other)| other.is_part())?;
        self.parts.get(&number)
    }

    fn keep(&mut self, word: &str, term: &Term) {
        let terms = self.rest.entry(word.to_owned()).or_default();
        if !terms.contains(term) {
            terms.push(term.clone());
        }
    }

    fn keep_rest(&mut self) {
        let mut additional = Additional::default();
        for (word, terms) in std::mem::take(&mut self.rest) {
            let values: Vec<Term> = terms.iter().filter_map(|term| self.value(&word, term)).collect();
            if values.is_empty() {
                continue;
            }
            let name = word.rsplit(['#', '/']).next().filter(|_| word.contains("://")).unwrap_or(&word);
            let part = additional.part(&mut self.draft, name);
            if word.contains("://") {
                self.draft.say_of(&part, schema::PROPERTY_ID, Literal::new_simple_literal(&word));
            }
            for value in values {
                self.draft.say_of(&part, schema::VALUE, value);
            }
        }
    }

    /// A value as it was; nothing for what is an e-mail address, which stands apart.
    fn value(&mut self, word: &str, term: &Term) -> Option<Term> {
        match term {
            Term::Literal(literal) if self.draft.email(literal.value().trim_start_matches("mailto:")) => None,
            Term::Literal(literal) => Some(literal.clone().into()),
            Term::NamedNode(node) if self.draft.email(node.as_str().trim_start_matches("mailto:")) => None,
            Term::NamedNode(_) if self.is_part(term) => self.nested(word, term),
            Term::NamedNode(_) => self.other(term).map(Term::from).or_else(|| Some(term.clone())),
            Term::BlankNode(_) => self.nested(word, term),
        }
    }

    fn nested(&mut self, word: &str, term: &Term) -> Option<Term> {
        let mut reached = Vec::new();
        let mut value = self.inner(term, 0, &mut reached);
        for (kind, inner, term) in reached {
            self.reached(kind, &format!("{word}/{inner}"), &term);
        }
        lift_emails(&mut self.draft, &mut value);
        (!crate::value::is_empty(&value)).then(|| json(&value).into())
    }

    /// What a node says, but for how to reach somebody.
    fn inner(&self, term: &Term, depth: usize, reached: &mut Vec<(Word, String, Term)>) -> Value {
        let node = self.part(term).filter(|_| depth < DEPTH);
        let Some(node) = node else {
            return text_of(term).map(|(text, _)| text).or_else(|| iri_of(term)).map_or(Value::Null, Value::String);
        };
        let mut members: Map<String, Value> = Map::new();
        for (word, term) in &node.said {
            if let Some(kind @ (Word::Email | Word::Telephone)) = words::property(word, self.class) {
                reached.push((kind, word.clone(), term.clone()));
                continue;
            }
            let inner = match term {
                Term::NamedNode(iri) if word == rdf::TYPE.as_str() => Value::from(words::word(iri.as_str())),
                Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => self.inner(term, depth + 1, reached),
            };
            match members.get_mut(word) {
                None => {
                    members.insert(word.clone(), inner);
                }
                Some(Value::Array(several)) => several.push(inner),
                Some(one) => *one = Value::Array(vec![one.take(), inner]),
            }
        }
        for member in members.values_mut() {
            if let Value::Array(several) = member {
                several.sort_by_cached_key(Value::to_string);
            }
        }
        Value::Object(members)
    }
}

/// A part of an address, in PAIR's words and in those of schema.org that SemApps mixes in.
fn is_address(word: &str) -> bool {
    const PARTS: [&str; 5] = ["addressStreet", "streetAddress", "addressZipCode", "postalCode", "addressLocality"];
    let local = word.strip_prefix("http://schema.org/").unwrap_or(word);
    PARTS.contains(&local) || matches!(local, "addressCountry" | "address")
}

/// A text and its language.
fn text_of(term: &Term) -> Option<(String, String)> {
    match term {
        Term::Literal(literal) => {
            let language = literal.language().unwrap_or(LANGUAGE);
            Some((literal.value().trim().to_owned(), language.to_owned()))
        }
        Term::NamedNode(_) | Term::BlankNode(_) => None,
    }
}

/// An IRI, which SemApps sometimes writes as a text.
fn iri_of(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::Literal(text) => {
            let text = text.value().trim();
            web_address(text).filter(|_| !text.contains(char::is_whitespace)).map(|_| text.to_owned())
        }
        Term::BlankNode(_) => None,
    }
}
