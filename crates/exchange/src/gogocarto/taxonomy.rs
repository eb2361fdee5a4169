//! What a map files its elements under (`/api/taxonomy.json`): concepts, each below the option that it stands in.
//!
//! GoGoCarto has *options*, which elements are filed under, and *categories*, which only group options on the page: a
//! category is no concept, its name is kept with its options. The tree comes nested, or flat by id.

use super::ReadError;
use crate::additional::Additional;
use crate::draft::Draft;
use crate::source::Source;
use crate::value::{is_empty, word};
use model::vocab::{class, individual, property, skos};
use model::{Container, Iri, Passage, Place};
use oxrdf::Literal;
use serde_json::{Map as Members, Value};
use std::collections::BTreeMap;
use std::io::BufRead;

/// Most bytes of a taxonomy: the largest known has 45,000.
pub const BYTES: u64 = 8 << 20;

/// How the file is called, wherever it stands.
pub const FILE: &str = "taxonomy.json";

/// Where the map of these elements tells what it files them under, if they come from such a map's own address.
pub fn beside(elements: &str) -> Option<String> {
    let path = elements.split(['?', '#']).next()?;
    Some(format!("{}/{FILE}", path.strip_suffix("/elements.json").filter(|api| api.ends_with("/api"))?))
}

/// The concepts of a map.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    concepts: Vec<Concept>,
    by_id: BTreeMap<String, usize>,
    /// Nothing where several have the name: `Autre` stands in every corner.
    by_name: BTreeMap<String, Option<usize>>,
    passages: Vec<Passage>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concept {
    /// Its address here.
    pub iri: Iri,
    /// How it is called.
    pub name: String,
}

impl Taxonomy {
    /// Reads a taxonomy.
    pub fn read<R: BufRead>(source: R, at: &Source) -> Result<Self, ReadError> {
        let tree: Value = serde_json::from_reader(source.take(BYTES)).map_err(|error| {
            if error.is_io() {
                crate::json::JsonError::Source(error.into())
            } else {
                crate::json::JsonError::NotJson { after: 0 }
            }
        })?;
        // Hosts that answer everything alike answer elements here, too: these are no concepts.
        if tree.get("ontology").is_some() || tree.get("data").is_some() {
            return Err(ReadError::NoElements);
        }
        let mut taxonomy = Self::default();
        taxonomy.nodes(&tree, &Above::default(), at);
        if taxonomy.concepts.is_empty() {
            return Err(ReadError::NoElements);
        }
        Ok(taxonomy)
    }

    /// The concept of this id.
    pub fn by_id(&self, id: &str) -> Option<&Concept> {
        self.concepts.get(*self.by_id.get(id.trim())?)
    }

    /// The concept of this name, or short name, where there is only one.
    pub fn by_name(&self, name: &str) -> Option<&Concept> {
        self.concepts.get((*self.by_name.get(name.trim())?)?)
    }

    /// The concepts as documents, in the order of the tree.
    pub fn passages(&self) -> &[Passage] {
        &self.passages
    }

    /// A list of nodes, or an object of them by their ids, or one.
    fn nodes(&mut self, value: &Value, above: &Above, at: &Source) {
        match value {
            Value::Array(nodes) => nodes.iter().for_each(|node| self.nodes(node, above, at)),
            Value::Object(node) if is_node(node) => self.node(node, above, at),
            Value::Object(nodes) => {
                for (id, node) in nodes.iter().filter(|(_, node)| node.is_object() || node.is_array()) {
                    let by_id = Above { id: Some(id.clone()), ..above.clone() };
                    self.nodes(node, &by_id, at);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn node(&mut self, node: &Members<String, Value>, above: &Above, at: &Source) {
        let is_category = node.contains_key("options");
        if is_category {
            let is_root = above.broader.is_none() && above.depth == 0;
            let group = if is_root { None } else { node.get("name").and_then(word) };
            let below = Above { group, id: None, depth: above.depth + 1, broader: above.broader.clone() };
            for name in ["options", "subcategories"] {
                node.get(name).into_iter().for_each(|nodes| self.nodes(nodes, &below, at));
            }
            return;
        }
        let concept = self.option(node, above, at);
        // A root without options or name of its own holds others.
        let broader = concept.map(|concept| concept.iri).or_else(|| above.broader.clone());
        let below = Above { group: None, id: None, depth: above.depth + 1, broader };
        for name in ["subcategories", "suboptions"] {
            node.get(name).into_iter().for_each(|nodes| self.nodes(nodes, &below, at));
        }
    }

    fn option(&mut self, node: &Members<String, Value>, above: &Above, at: &Source) -> Option<Concept> {
        let field = |name: &str| node.get(name).and_then(word);
        let name = field("name").or_else(|| field("nameShort"))?;
        // As the map finds it: options without an id are named by their names.
        let key =
            field("id").or_else(|| above.id.clone()).or_else(|| field("nameShort")).unwrap_or_else(|| name.clone());
        if let Some(known) = self.by_id(&key) {
            return Some(known.clone());
        }
        let mut draft = Draft::new(at, Container::Themes, &key)?;
        let concept = Concept { iri: draft.iri().clone(), name: name.clone() };
        draft.is_a(class::THEME);
        draft.is_a(skos::CONCEPT);
        draft.name(&name);
        draft.text(skos::PREF_LABEL, &name);
        draft.say(skos::IN_SCHEME, individual::CATEGORIES);
        let parent = ["parentId", "parentOptionId", "parent"].iter().find_map(|name| field(name));
        let parent = parent.and_then(|parent| at.address(Container::Themes, &parent));
        if let Some(broader) = above.broader.as_ref().or(parent.as_ref()).filter(|broader| **broader != concept.iri) {
            draft.say(skos::BROADER, broader.as_named_node());
        }
        say_fields(&mut draft, node, above.group.as_ref());
        self.passages.extend(draft.finish(at, None, Place::Item(self.concepts.len() as u64 + 1)));
        let number = self.concepts.len();
        self.by_id.insert(key, number);
        for name in [Some(name), field("nameShort")].into_iter().flatten() {
            let known = self.by_name.entry(name).or_insert(Some(number));
            *known = known.filter(|known| *known == number);
        }
        self.concepts.push(concept.clone());
        Some(concept)
    }
}

/// What stands above a node.
#[derive(Debug, Clone, Default)]
struct Above {
    broader: Option<Iri>,
    group: Option<String>,
    id: Option<String>,
    depth: usize,
}

fn is_node(node: &Members<String, Value>) -> bool {
    ["name", "nameShort", "options", "suboptions", "subcategories"].iter().any(|name| node.contains_key(*name))
}

/// How an option looks on the map, and what is said of it.
fn say_fields(draft: &mut Draft, node: &Members<String, Value>, group: Option<&String>) {
    let mut additional = Additional::default();
    if let Some(group) = group {
        additional.say(draft, "category", &Value::String(group.clone()));
    }
    for (name, value) in node.iter().filter(|(_, value)| !is_empty(value)) {
        match (name.as_str(), word(value)) {
            ("id", Some(id)) => draft.say(skos::NOTATION, Literal::new_simple_literal(id)),
            ("nameShort", Some(short)) if node.contains_key("name") => draft.name(&short),
            ("textHelper", Some(text)) => {
                draft.text(skos::DEFINITION, &text);
            }
            ("url", Some(address)) if draft.link(property::WEBSITE, &address) => {}
            // Said already, or to be said of others.
            ("name" | "nameShort" | "parentId" | "parentOptionId" | "parent", Some(_))
            | ("subcategories" | "suboptions", _) => {}
            _ => additional.say(draft, name, value),
        }
    }
}
