//! What elements are filed under, as a tree: options, each with those below it in a category of its own, as GoGoCarto has
//! them. A theme that stands below several is told once, below the first: whoever reads the tree by number finds one.

use crate::concepts::{Category, Concept, Concepts};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The tree of a name: the themes of this instance, then what elements are filed under besides.
pub fn write<'a>(name: &str, concepts: &Concepts, used: impl IntoIterator<Item = &'a Category>) -> Value {
    let tree = Tree::of(concepts);
    let mut told = BTreeSet::new();
    let mut options: Vec<Value> = tree.top.iter().filter_map(|iri| tree.option(iri, 0, &mut told)).collect();
    // Themes that stand below each other have no top; others stand too deep.
    options.extend(tree.known.keys().filter_map(|iri| tree.option(iri, 0, &mut told)));
    let names: BTreeSet<&str> = tree.known.values().map(|concept| concept.name.as_str()).collect();
    let others: BTreeMap<&str, u64> = used
        .into_iter()
        .filter(|category| {
            let is_known = category.iri.as_ref().is_some_and(|iri| tree.known.contains_key(iri.as_str()));
            !is_known && !names.contains(category.name.as_str())
        })
        .map(|category| (category.name.as_str(), category.number))
        .collect();
    options.extend(others.into_iter().map(|(name, number)| json!({"id": number, "name": name})));
    for (index, option) in options.iter_mut().enumerate() {
        option["index"] = json!(index);
    }
    json!([{"id": 1, "name": name, "index": 0, "options": options}])
}

/// How far below the top an option stands at most: GoGoCarto shows few levels, and who reads JSON gives up below some.
const DEPTH: usize = 12;

struct Tree<'a> {
    known: BTreeMap<&'a str, &'a Concept>,
    top: Vec<&'a str>,
    below: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Tree<'a> {
    fn of(concepts: &'a Concepts) -> Self {
        let known: BTreeMap<&str, &Concept> = concepts.known().collect();
        let (mut top, mut below): (Vec<&str>, BTreeMap<&str, Vec<&str>>) = (Vec::new(), BTreeMap::new());
        for (iri, concept) in &known {
            match concept.broader.iter().find(|above| known.contains_key(above.as_str()) && above != iri) {
                Some(above) => below.entry(above).or_default().push(iri),
                None => top.push(iri),
            }
        }
        let by_name = |iris: &mut Vec<&str>| iris.sort_by_key(|iri| known.get(iri).map(|concept| &concept.name));
        by_name(&mut top);
        below.values_mut().for_each(by_name);
        Self { known, top, below }
    }

    /// The option of a concept with those below it; none if it was told already, or stands too deep: it is told at the top
    /// then.
    fn option(&self, iri: &'a str, depth: usize, told: &mut BTreeSet<&'a str>) -> Option<Value> {
        let concept = self.known.get(iri)?;
        if depth == DEPTH || !told.insert(iri) {
            return None;
        }
        let mut option =
            Map::from_iter([("id".to_owned(), json!(concept.number)), ("name".to_owned(), json!(concept.name))]);
        option.extend(concept.short.as_ref().map(|short| ("nameShort".to_owned(), json!(short))));
        option.extend(concept.text.as_ref().map(|text| ("textHelper".to_owned(), json!(text))));
        let showing = concept.showing.iter().filter(|(name, _)| name != "category");
        option.extend(showing.map(|(name, value)| (name.clone(), json!(value))));
        option.insert("uri".to_owned(), json!(iri));
        let below = self.below.get(iri).into_iter().flatten();
        let below: Vec<&str> = below.copied().collect();
        let suboptions: Vec<(String, Value)> =
            below.iter().filter_map(|iri| Some((self.group(iri), self.option(iri, depth + 1, told)?))).collect();
        option.extend((!suboptions.is_empty()).then(|| ("subcategories".to_owned(), categories(suboptions))));
        Some(Value::Object(option))
    }

    /// The category of its map in which an option stood.
    fn group(&self, iri: &str) -> String {
        let showing = self.known.get(iri).map(|concept| concept.showing.as_slice()).unwrap_or_default();
        showing.iter().find(|(name, _)| name == "category").map(|(_, group)| group.clone()).unwrap_or_default()
    }
}

fn categories(suboptions: Vec<(String, Value)>) -> Value {
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (group, option) in suboptions {
        groups.entry(group).or_default().push(option);
    }
    groups.into_iter().map(|(name, options)| json!({"name": name, "options": options})).collect()
}
