//! The statements of a source, by whom they are of, in the order in which these come first.

use super::words::{self, TIES, Tie};
use model::vocab::{class, rdf};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeSet, HashMap};

/// All statements.
#[derive(Debug)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    by_name: HashMap<String, usize>,
}

/// One subject.
#[derive(Debug)]
pub(super) struct Node {
    /// Its IRI, or the label of a blank node.
    pub(super) name: String,
    pub(super) is_blank: bool,
    /// What is said of it: words of PAIR, and IRIs of others.
    pub(super) said: Vec<(String, Term)>,
    /// Whether something points at it.
    pub(super) is_pointed_at: bool,
    /// Whether it only ties others together, and they say so now.
    pub(super) is_tie: bool,
    /// What it is here, if it is a document.
    pub(super) class: Option<NamedNodeRef<'static>>,
}

impl Node {
    /// Its types.
    pub(super) fn types(&self) -> Vec<&str> {
        self.values(rdf::TYPE.as_str())
            .filter_map(|term| match term {
                Term::NamedNode(node) => Some(words::word(node.as_str())),
                Term::BlankNode(_) | Term::Literal(_) => None,
            })
            .collect()
    }

    /// What is said of it with this word.
    pub(super) fn values<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Term> {
        self.said.iter().filter(move |(said, _)| said == word).map(|(_, term)| term)
    }
}

impl Graph {
    /// Of these statements, whatever graph they stand in.
    pub(super) fn of(quads: Vec<Quad>) -> Self {
        let mut graph = Self { nodes: Vec::new(), by_name: HashMap::new() };
        for quad in quads {
            let number = graph.number(&quad.subject);
            let said = (words::word(quad.predicate.as_str()).to_owned(), quad.object);
            if let Some(node) = graph.nodes.get_mut(number) {
                node.said.push(said);
            }
        }
        graph.tie();
        graph.turn();
        graph.settle();
        graph.spare_people();
        graph.point();
        // RDF has no order, whatever the order of a text is: the first name is the same in each.
        for node in &mut graph.nodes {
            node.said.sort_by_cached_key(|(word, term)| (word.clone(), term.to_string()));
            node.said.dedup();
        }
        graph
    }

    /// The subjects.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// Whether there is a word of PAIR in it.
    pub(super) fn has_pair(&self) -> bool {
        self.nodes.iter().any(|node| {
            node.said.iter().any(|(word, _)| words::is_pair(word)) || node.types().into_iter().any(words::is_pair)
        })
    }

    /// The subject that a value is. SemApps writes some links as texts.
    pub(super) fn node(&self, term: &Term) -> Option<&Node> {
        self.nodes.get(*self.by_name.get(&name_of(term)?)?)
    }

    /// Says what each is here; what is offered or needed only where somebody says so.
    fn settle(&mut self) {
        for node in self.nodes.iter_mut().filter(|node| !node.is_blank && !node.is_tie) {
            let types = node.types();
            let is_resource = types.iter().any(|word| words::RESOURCES.contains(word));
            let has = |word| node.values(word).next().is_some();
            node.class = words::class_of(&types).or_else(|| match is_resource {
                true if has("offeredBy") => Some(class::OFFER),
                true if has("neededBy") => Some(class::NEED),
                _ => None,
            });
        }
    }

    fn number(&mut self, subject: &NamedOrBlankNode) -> usize {
        let (name, is_blank) = match subject {
            NamedOrBlankNode::NamedNode(node) => (node.as_str().to_owned(), false),
            NamedOrBlankNode::BlankNode(node) => (format!("_:{}", node.as_str()), true),
        };
        if let Some(number) = self.by_name.get(&name) {
            return *number;
        }
        self.by_name.insert(name.clone(), self.nodes.len());
        self.nodes.push(Node { name, is_blank, said: Vec::new(), is_pointed_at: false, is_tie: false, class: None });
        self.nodes.len() - 1
    }

    /// Associations: the one that they tie says so itself, with the part it has.
    fn tie(&mut self) {
        for tie in &TIES {
            let pointing = [self.pointing(tie.from[1]), self.pointing(tie.to[1])];
            for number in 0..self.nodes.len() {
                let Some(node) = self.nodes.get(number) else { continue };
                let [from, to] = [(tie.from[0], &pointing[0]), (tie.to[0], &pointing[1])].map(|(points, pointing)| {
                    let mut ends: Vec<String> = node.values(points).filter_map(name_of).collect();
                    ends.extend(pointing.get(&node.name).into_iter().flatten().cloned());
                    ends.sort();
                    ends.dedup();
                    ends
                });
                if !from.is_empty() && !to.is_empty() {
                    self.say_tie(number, tie, &from, &to);
                }
            }
        }
    }

    /// Who points with this word, by what it points at.
    fn pointing(&self, word: &str) -> HashMap<String, Vec<String>> {
        let mut pointing: HashMap<String, Vec<String>> = HashMap::new();
        for node in &self.nodes {
            for name in node.values(word).filter_map(name_of) {
                pointing.entry(name).or_default().push(node.name.clone());
            }
        }
        pointing
    }

    fn say_tie(&mut self, number: usize, tie: &Tie, from: &[String], to: &[String]) {
        let Some(node) = self.nodes.get_mut(number) else { return };
        let is_whole = from.iter().all(|name| self.by_name.contains_key(name));
        if !is_whole {
            return;
        }
        node.is_tie = true;
        let known = [tie.from[0], tie.to[0], tie.from[1], tie.to[1], rdf::TYPE.as_str()];
        let rest: Vec<(String, Term)> =
            node.said.iter().filter(|(word, _)| !known.contains(&word.as_str())).cloned().collect();
        let tie_name = node.name.clone();
        for from in from {
            let Some(number) = self.by_name.get(from).copied() else { continue };
            let Some(node) = self.nodes.get_mut(number) else { continue };
            node.said.retain(|(word, term)| word != tie.from[1] || name_of(term).as_deref() != Some(tie_name.as_str()));
            for to in to {
                let term = term_of(to);
                let said = (tie.says.to_owned(), term);
                if !node.said.contains(&said) {
                    node.said.push(said);
                }
            }
            node.said.extend(rest.iter().cloned());
        }
        for to in to {
            let Some(node) = self.by_name.get(to).copied().and_then(|number| self.nodes.get_mut(number)) else {
                continue;
            };
            node.said.retain(|(word, term)| word != tie.to[1] || name_of(term).as_deref() != Some(tie_name.as_str()));
        }
    }

    /// What is said on the other side there, is said where we say it.
    fn turn(&mut self) {
        for number in 0..self.nodes.len() {
            let said = self.nodes.get_mut(number).map(|node| std::mem::take(&mut node.said)).unwrap_or_default();
            let Some(own) = self.nodes.get(number).map(|node| node.name.clone()) else { continue };
            let mut kept = Vec::new();
            for (word, term) in said {
                let other = name_of(&term).and_then(|name| self.by_name.get(&name).copied());
                let other = other.filter(|other| self.nodes.get(*other).is_some_and(|node| !node.is_blank));
                match (words::inverse(&word), other) {
                    (Some(ours), Some(other)) if other != number => self.add(other, (ours.to_owned(), term_of(&own))),
                    _ => kept.push((word, term)),
                }
            }
            if let Some(node) = self.nodes.get_mut(number) {
                // What others said of it meanwhile comes after what it says itself.
                kept.append(&mut node.said);
                node.said = kept;
            }
        }
    }

    /// Nobody but themselves points at people.
    fn spare_people(&mut self) {
        let is_person = |node: &Node| !node.is_blank && node.types().contains(&"Person");
        let people: BTreeSet<String> =
            self.nodes.iter().filter(|node| is_person(node)).map(|node| node.name.clone()).collect();
        for number in 0..self.nodes.len() {
            let Some(node) = self.nodes.get_mut(number).filter(|node| !people.contains(&node.name)) else { continue };
            let points = |term: &Term| name_of(term).is_some_and(|name| people.contains(&name));
            let (spared, kept): (Vec<_>, Vec<_>) =
                std::mem::take(&mut node.said).into_iter().partition(|(_, term)| points(term));
            let own = node.name.clone();
            let is_blank = node.is_blank;
            node.said = kept;
            for (word, term) in spared {
                let Some(person) = name_of(&term).and_then(|name| self.by_name.get(&name).copied()) else { continue };
                let word = words::other_side(&word).map_or_else(|| format!("{word} of"), str::to_owned);
                if !is_blank {
                    self.add(person, (word, term_of(&own)));
                }
            }
        }
    }

    fn add(&mut self, number: usize, said: (String, Term)) {
        if let Some(node) = self.nodes.get_mut(number)
            && !node.said.contains(&said)
        {
            node.said.push(said);
        }
    }

    fn point(&mut self) {
        let pointed: Vec<usize> = self
            .nodes
            .iter()
            .flat_map(|node| node.said.iter().map(move |(_, term)| (node, term)))
            .filter_map(|(node, term)| name_of(term).filter(|name| *name != node.name))
            .filter_map(|name| self.by_name.get(&name).copied())
            .collect();
        for number in pointed {
            if let Some(node) = self.nodes.get_mut(number) {
                node.is_pointed_at = true;
            }
        }
    }
}

/// How a value is named as a subject, if it can be one.
fn name_of(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        Term::BlankNode(node) => Some(format!("_:{}", node.as_str())),
        Term::Literal(text) => text.value().contains("://").then(|| text.value().trim().to_owned()),
    }
}

fn term_of(name: &str) -> Term {
    match name.strip_prefix("_:") {
        Some(label) => oxrdf::BlankNode::new_unchecked(label).into(),
        None => oxrdf::NamedNode::new_unchecked(name).into(),
    }
}
