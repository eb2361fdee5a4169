//! Nodes that nobody named: blank nodes that got their number when their document came in.
//!
//! Whoever writes a text anew, with blank nodes, may number them otherwise; two who each add one give both the same
//! number. So such a node is known by where it hangs and what it says, with all that hangs from it; its number is
//! believed only where nothing else is known.

use crate::document::local_name;
use crate::revision::ContentHash;
use oxrdf::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A nameless node, hanging from one other by one property.
struct Node<'a> {
    name: &'a str,
    parent: &'a str,
    by: &'a str,
    /// What it says, with all that hangs from it.
    content: ContentHash,
}

/// `base` and `theirs` in the names of `ours`: nameless nodes that are the same have one name in all three, others have
/// different ones.
pub(super) fn alike(base: &[Triple], ours: &[Triple], theirs: &[Triple]) -> (Vec<Triple>, Vec<Triple>) {
    let (of_base, of_ours, of_theirs) = (nodes(base), nodes(ours), nodes(theirs));
    let given: HashSet<&str> = given(base, &of_base).chain(given(theirs, &of_theirs)).chain(names(ours)).collect();
    let from_base = Renaming::new(&of_ours, given.iter().copied(), true).of(&of_base, HashMap::new());
    // What both started from is found in the offer first, and then what both brought in.
    let known: HashSet<&str> = of_base.iter().map(|node| node.name).collect();
    let found = Renaming::new(&of_base, names(base), true).of(&of_theirs, HashMap::new());
    let settled: HashMap<&str, String> = found
        .into_iter()
        .filter(|(_, name)| known.contains(name.as_str()))
        .map(|(node, name)| (node, from_base.get(name.as_str()).cloned().unwrap_or(name)))
        .collect();
    let held: HashSet<&str> = from_base.values().map(String::as_str).collect();
    let brought_in: Vec<Node<'_>> = of_ours.into_iter().filter(|node| !held.contains(node.name)).collect();
    let taken = given.iter().chain(&held).copied();
    let from_theirs = Renaming::new(&brought_in, taken, false).of(&of_theirs, settled);
    (renamed(base, &from_base), renamed(theirs, &from_theirs))
}

/// The nameless nodes of a text, each behind the one that leads to it, brothers side by side.
fn nodes(text: &[Triple]) -> Vec<Node<'_>> {
    // What several lead to is no tree, and keeps its name.
    let mut links: BTreeMap<&str, Option<(&str, &str)>> = BTreeMap::new();
    for triple in text {
        if let (Some(object), Some(subject)) = (object(triple), subject(triple)) {
            let link = (subject, triple.predicate.as_str());
            links.entry(object).and_modify(|known| *known = None).or_insert(Some(link));
        }
    }
    // In the order of their names, so that the same texts always come to the same.
    let mut children: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    let mut hanging: HashSet<&str> = HashSet::new();
    for (node, link) in links {
        if let Some((parent, by)) = link
            && is_numbered(parent, by, node)
        {
            children.entry(parent).or_default().push((by, node));
            hanging.insert(node);
        }
    }
    let waiting: Vec<&str> = children.keys().copied().filter(|parent| !hanging.contains(parent)).collect();
    // From the roots on, so that what only hangs from itself is not among them.
    let mut found: Vec<(&str, &str, &str)> = Vec::new();
    let mut next = 0;
    loop {
        let parent = match waiting.get(next) {
            Some(root) => *root,
            None => match found.get(next - waiting.len()) {
                Some((node, ..)) => *node,
                None => break,
            },
        };
        next += 1;
        found.extend(children.get(parent).into_iter().flatten().map(|(by, node)| (*node, parent, *by)));
    }
    let contents = contents(text, &found);
    let node = |(name, parent, by)| Some(Node { name, parent, by, content: contents.get(name).copied()? });
    found.into_iter().filter_map(node).collect()
}

/// What each of these says, from the leaves up.
fn contents<'a>(text: &'a [Triple], found: &[(&'a str, &str, &str)]) -> HashMap<&'a str, ContentHash> {
    let mut said: HashMap<&str, Vec<&Triple>> = found.iter().map(|(node, ..)| (*node, Vec::new())).collect();
    for triple in text {
        if let Some(of_node) = subject(triple).and_then(|subject| said.get_mut(subject)) {
            of_node.push(triple);
        }
    }
    let mut contents: HashMap<&str, ContentHash> = HashMap::new();
    for (node, ..) in found.iter().rev() {
        let line = |triple: &&Triple| {
            let object = object(triple).and_then(|object| contents.get(object)).map(|content| content.to_hex());
            [triple.predicate.as_str(), " ", &object.unwrap_or_else(|| triple.object.to_string())].concat()
        };
        let mut lines: Vec<String> = said.get(node).into_iter().flatten().map(line).collect();
        lines.sort_unstable();
        // A literal's line feeds are escaped, so that two texts never read alike.
        contents.insert(node, ContentHash::of(lines.join("\n").as_bytes()));
    }
    contents
}

/// Nodes of one text that are looked for among those of another.
struct Renaming {
    /// By where they hang, and what they say.
    alike: HashMap<(Way, ContentHash), BTreeSet<String>>,
    /// By where they hang.
    there: HashMap<Way, BTreeSet<String>>,
    taken: HashSet<String>,
    /// The last number that was given, by what stands before it.
    numbers: HashMap<String, usize>,
    /// Whether one that says something else under the same number is the same, changed.
    believes_numbers: bool,
}

/// Where a node hangs: from which, by which property.
type Way = (String, String);

impl Renaming {
    fn new<'t>(reference: &[Node<'_>], taken: impl Iterator<Item = &'t str>, believes_numbers: bool) -> Self {
        let mut alike: HashMap<_, BTreeSet<String>> = HashMap::new();
        let mut there: HashMap<_, BTreeSet<String>> = HashMap::new();
        for Node { name, parent, by, content } in reference {
            let way: Way = ((*parent).to_owned(), (*by).to_owned());
            alike.entry((way.clone(), *content)).or_default().insert((*name).to_owned());
            there.entry(way).or_default().insert((*name).to_owned());
        }
        Self { alike, there, taken: taken.map(str::to_owned).collect(), numbers: HashMap::new(), believes_numbers }
    }

    /// The names that these get; what is settled stays so.
    fn of<'a>(mut self, nodes: &[Node<'a>], settled: HashMap<&'a str, String>) -> HashMap<&'a str, String> {
        self.taken.extend(settled.values().cloned());
        let mut names = settled;
        for brothers in nodes.chunk_by(|one, other| one.parent == other.parent) {
            let parent = brothers.first().map_or("", |node| names.get(node.parent).map_or(node.parent, String::as_str));
            let parent = parent.to_owned();
            let brothers: Vec<&Node<'_>> =
                brothers.iter().filter(|brother| !names.contains_key(brother.name)).collect();
            // All that say the same find each other before a number is believed.
            let mut others = Vec::new();
            for node in brothers {
                let way = (parent.clone(), node.by.to_owned());
                match self.find_alike(&way, node) {
                    Some(found) => {
                        names.insert(node.name, found);
                    }
                    None => others.push((way, node)),
                }
            }
            for (way, node) in others {
                let is_there =
                    self.believes_numbers && self.there.get_mut(&way).is_some_and(|there| there.remove(node.name));
                let name = if is_there { node.name.to_owned() } else { self.free(node.name) };
                names.insert(node.name, name);
            }
        }
        names
    }

    fn find_alike(&mut self, way: &Way, node: &Node<'_>) -> Option<String> {
        let same = self.alike.get_mut(&(way.clone(), node.content))?;
        let found = match same.take(node.name) {
            Some(own) => own,
            None => same.pop_first()?,
        };
        if let Some(there) = self.there.get_mut(way) {
            there.remove(&found);
        }
        Some(found)
    }

    /// This name, or one with the next number that nobody has.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let stem = name.rsplit_once('-').map_or(name, |(stem, _)| stem);
        while !self.taken.insert(free.clone()) {
            let number = self.numbers.entry(stem.to_owned()).or_insert(0);
            *number += 1;
            free = format!("{stem}-{number}");
        }
        free
    }
}

fn renamed(text: &[Triple], names: &HashMap<&str, String>) -> Vec<Triple> {
    let other = |name: &str| names.get(name).map(|name| NamedNode::new_unchecked(name.as_str()));
    let told = |triple: &Triple| {
        let mut triple = triple.clone();
        if let Some(subject) = subject(&triple).and_then(other) {
            triple.subject = subject.into();
        }
        if let Term::NamedNode(object) = &triple.object
            && let Some(object) = other(object.as_str())
        {
            triple.object = object.into();
        }
        triple
    };
    text.iter().map(told).collect()
}

/// Everything that the text names.
fn names(text: &[Triple]) -> impl Iterator<Item = &str> {
    text.iter().flat_map(|triple| [subject(triple), object(triple)]).flatten()
}

/// The same without these nodes: what somebody chose, or what is no tree.
fn given<'a>(text: &'a [Triple], nodes: &[Node<'_>]) -> impl Iterator<Item = &'a str> {
    let nameless: HashSet<&str> = nodes.iter().map(|node| node.name).collect();
    let nameless: HashSet<String> = nameless.into_iter().map(str::to_owned).collect();
    names(text).filter(move |name| !nameless.contains(*name))
}

/// Whether entry would have given this name to a nameless node that hangs there: `#stake-1`, `#section-2-text-1`.
fn is_numbered(parent: &str, by: &str, node: &str) -> bool {
    let document = parent.split_once('#').map_or(parent, |(document, _)| document);
    let fragment = node.strip_prefix(document).and_then(|rest| rest.strip_prefix('#'));
    let Some((stem, number)) = fragment.and_then(|fragment| fragment.rsplit_once('-')) else { return false };
    let is_number = !number.starts_with('0') && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let before = stem.strip_suffix(local_name(NamedNodeRef::new_unchecked(by)).as_str());
    is_number && before.is_some_and(|before| before.is_empty() || before.ends_with('-'))
}

fn object(triple: &Triple) -> Option<&str> {
    match &triple.object {
        Term::NamedNode(object) => Some(object.as_str()),
        Term::BlankNode(_) | Term::Literal(_) => None,
    }
}

fn subject(triple: &Triple) -> Option<&str> {
    match &triple.subject {
        NamedOrBlankNode::NamedNode(subject) => Some(subject.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::tests::{shown, text};
    use crate::merge::{Merge, merge};
    use crate::{Document, Iri};
    use oxrdf::BlankNode;
    use proptest::prelude::*;

    fn check(base: &str, ours: &str, theirs: &str, agreed: &str, conflicts: usize) {
        let one = |property: NamedNodeRef<'_>| property.as_str().contains("#one");
        let Merge { agreed: done, conflicts: open } = merge(&text(base), &text(ours), &text(theirs), one);
        assert_eq!(shown(&done), shown(&text(agreed)), "{base} | {ours} | {theirs}");
        assert_eq!(open.len(), conflicts, "{base} | {ours} | {theirs}: {open:?}");
    }

    #[test]
    fn nameless_nodes_are_known_by_what_they_say() {
        let (a, b) = ("s p #p-1; p-1 one a", "s p #p-1; p-1 one a; s p #p-2; p-2 one b");
        // Both brought one in, and gave it the same number.
        check("", a, "s p #p-1; p-1 one b", b, 0);
        check("", a, a, a, 0);
        // The same ones under other numbers.
        let turned = "s p #p-2; p-2 one a; s p #p-1; p-1 one b";
        check(b, b, turned, b, 0);
        check(b, turned, b, turned, 0);
        check(b, turned, "s p #p-1; p-1 one a", "s p #p-2; p-2 one a", 0);
        // One of them taken out here, the other changed there.
        check(b, "s p #p-1; p-1 one b", "s p #p-1; p-1 one a; s p #p-2; p-2 one c", "s p #p-1; p-1 one c", 0);
        // Changed on both sides under the same number.
        check(a, "s p #p-1; p-1 one c", "s p #p-1; p-1 one d", "s p #p-1", 1);
        // What hangs from one goes with it.
        let nested = |one: &str| format!("s p #p-1; p-1 one x; p-1 q #p-1-q-1; p-1-q-1 one {one}");
        let both = [nested("a").as_str(), "; s p #p-2; p-2 one x; p-2 q #p-1-q-2; p-1-q-2 one b"].concat();
        check("", &nested("a"), &nested("b"), &both, 0);
        // Somebody chose these names: one thing, told by two.
        check("", "s p #story; story one a", "s p #story; story one b", "s p #story", 1);
        // Two lead to it: no tree.
        let shared = |value: &str| format!("s p #p-1; t p #p-1; p-1 one {value}");
        check("", &shared("a"), &shared("b"), "s p #p-1; t p #p-1", 1);
    }

    #[test]
    fn what_entry_numbers_and_what_people_name() {
        let document = "https://a.example/codes/a";
        for (parent, by, node, expected) in [
            ("", "stake", "#stake-1", true),
            ("#section-2", "text", "#section-2-text-12", true),
            ("#section-2", "text", "#text-12", true),
            ("", "stake", "#stake-01", false),
            ("", "stake", "#stake-", false),
            ("", "stake", "#stake", false),
            ("", "stake", "#mistake-1", false),
            ("", "stake", "/b#stake-1", false),
        ] {
            let name = |rest: &str| [document, rest].concat();
            let by = ["https://w3id.org/codesocial#", by].concat();
            assert_eq!(is_numbered(&name(parent), &by, &name(node)), expected, "{parent} {by} {node}");
        }
    }

    /// Two levels of nameless nodes: each has a text, and some have others below.
    fn any_nodes() -> impl Strategy<Value = Vec<(u8, Vec<u8>)>> {
        prop::collection::vec((0..4_u8, prop::collection::vec(0..3_u8, 0..3)), 0..4)
    }

    /// The document of these nodes: they are numbered on entry.
    fn entered(nodes: &[(u8, Vec<u8>)], salt: u8) -> Vec<Triple> {
        let iri = Iri::parse("https://a.example/codes/a").unwrap();
        let term = |name: &str| NamedNode::new(format!("https://a.example/codes/a#{name}")).unwrap();
        let text = |node: &BlankNode, value: u8| {
            Triple::new(node.clone(), term("text"), oxrdf::Literal::new_simple_literal(value.to_string()))
        };
        let root: NamedNode = iri.clone().into();
        // What else is said moves the numbers.
        let mut triples = vec![Triple::new(root.clone(), term("salt"), oxrdf::Literal::from(i32::from(salt)))];
        for (value, below) in nodes {
            let node = BlankNode::default();
            triples.push(Triple::new(root.clone(), term("part"), node.clone()));
            triples.push(text(&node, *value));
            for value in below {
                let leaf = BlankNode::default();
                triples.push(Triple::new(node.clone(), term("leaf"), leaf.clone()));
                triples.push(text(&leaf, *value));
            }
        }
        Document::admit(iri, triples).unwrap().triples().to_vec()
    }

    /// What they say, whatever their numbers.
    fn told(triples: &[Triple]) -> Vec<String> {
        let mut contents: Vec<String> =
            nodes(triples).iter().filter(|node| !node.parent.contains('#')).map(|node| node.content.to_hex()).collect();
        contents.sort();
        contents
    }

    proptest! {
        #[test]
        fn what_both_brought_in_is_there_whatever_its_numbers(
            base in any_nodes(), ours in any_nodes(), theirs in any_nodes(), salt in any::<u8>()
        ) {
            // Each brings in what nobody else says.
            let own = |added: Vec<(u8, Vec<u8>)>, by: u8| -> Vec<(u8, Vec<u8>)> {
                added.into_iter().map(|(value, below)| (value + by, below)).collect()
            };
            let (ours, theirs) = (own(ours, 10), own(theirs, 20));
            let (one, other) = (entered(&[&base[..], &ours].concat(), 0), entered(&[&base[..], &theirs].concat(), salt));
            let started = entered(&base, 0);
            let done = merge(&started, &one, &other, |_| false);
            prop_assert_eq!(&done.conflicts, &Vec::new());
            let everything = [&base[..], &ours, &theirs].concat();
            prop_assert_eq!(told(&done.agreed), told(&entered(&everything, 0)));
            // What stands now keeps its names.
            let merged: HashSet<String> = done.agreed.iter().map(Triple::to_string).collect();
            for triple in one.iter().filter(|triple| !triple.predicate.as_str().ends_with("#salt")) {
                prop_assert!(merged.contains(&triple.to_string()), "{} is gone", triple);
            }
        }

        #[test]
        fn what_one_side_took_out_goes_whatever_its_numbers(
            base in any_nodes(), gone in any::<prop::sample::Index>(), salt in any::<u8>()
        ) {
            prop_assume!(!base.is_empty());
            let mut left = base.clone();
            left.remove(gone.index(base.len()));
            let (started, one) = (entered(&base, 0), entered(&left, salt));
            for (ours, theirs) in [(&one, &started), (&started, &one)] {
                let done = merge(&started, ours, theirs, |_| false);
                prop_assert_eq!(&done.conflicts, &Vec::new());
                prop_assert_eq!(told(&done.agreed), told(&one));
            }
        }
    }
}
