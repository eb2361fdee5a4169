//! The axioms' closure: every rule goes from one triple to one triple, in one step.
//!
//! Composition is done here, once. What two rules in a row would say is a rule of its own, so nobody has to apply them
//! again to what they said.

use super::axiom::Axiom;
use model::vocab::{owl, rdf, rdfs};
use oxrdf::{NamedNode, NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The number of `rdf:type` in every dictionary that has rules.
pub(crate) const TYPE: u32 = 0;

/// What everything is, or everything has to do with: true, and said of nothing.
const OF_EVERYTHING: [NamedNodeRef<'static>; 4] =
    [owl::THING, rdfs::RESOURCE, owl::TOP_OBJECT_PROPERTY, owl::TOP_DATA_PROPERTY];

/// One place of a rule's triples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    /// This term and no other.
    Fixed(u32),
    /// Whatever is the subject of the triple that is there.
    Subject,
    /// Whatever is its object.
    Object,
}

type Pattern = [Slot; 3];

/// From a triple that is there to one that follows.
///
/// Whatever may vary in the premise stands in the conclusion too, so each conclusion has one premise by this rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rule {
    premise: Pattern,
    conclusion: Pattern,
}

/// Rules, with the ways to find those that matter.
///
/// A rule is *straight* when it changes the predicate and nothing else, or a type into another; nearly all are. The
/// others turn the triple round or know a value.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// Every term that they speak of. Its place is its number in every dictionary.
    terms: Vec<Term>,
    /// Straight ones first.
    all: Vec<Rule>,
    /// Of straight rules, by the predicate of the premise, or by its class where that is a type.
    straight_from: BTreeMap<Key, Vec<u32>>,
    straight_to: BTreeMap<Key, Vec<u32>>,
    /// Of the other rules, by the predicate of the conclusion.
    other_to: BTreeMap<u32, Vec<u32>>,
    others: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Predicate(u32),
    Class(u32),
}

impl Rule {
    /// What follows from `triple`, if this rule speaks of it.
    pub(crate) fn conclude(&self, triple: [u32; 3]) -> Option<[u32; 3]> {
        let speaks = self.premise.iter().zip(triple).all(|(slot, term)| match slot {
            Slot::Fixed(fixed) => *fixed == term,
            Slot::Subject | Slot::Object => true,
        });
        let [subject, _, object] = triple;
        speaks.then(|| {
            self.conclusion.map(|slot| match slot {
                Slot::Fixed(fixed) => fixed,
                Slot::Subject => subject,
                Slot::Object => object,
            })
        })
    }

    /// Which triples lead to those that are wanted; `None`: none do. Wholly known triples have wholly known premises.
    pub(crate) fn premises(&self, wanted: [Option<u32>; 3]) -> Option<[Option<u32>; 3]> {
        let (mut subject, mut object) = (None, None);
        for (slot, wanted) in self.conclusion.iter().zip(wanted) {
            match (slot, wanted) {
                (Slot::Fixed(fixed), Some(wanted)) if *fixed != wanted => return None,
                (Slot::Fixed(_), _) => {}
                (Slot::Subject, wanted) => subject = wanted,
                (Slot::Object, wanted) => object = wanted,
            }
        }
        Some(self.premise.map(|slot| match slot {
            Slot::Fixed(fixed) => Some(fixed),
            Slot::Subject => subject,
            Slot::Object => object,
        }))
    }

    /// Whether the object of the premise becomes the subject: literals cannot.
    pub(crate) fn turns(&self) -> bool {
        let [subject, ..] = self.conclusion;
        subject == Slot::Object
    }

    /// What must be in use somewhere for the rule to say anything: a class, or else a predicate.
    pub(crate) fn root(&self) -> u32 {
        match self.premise {
            [_, Slot::Fixed(TYPE), Slot::Fixed(class)] => class,
            [_, Slot::Fixed(predicate), _] => predicate,
            // Premises always name their predicate.
            [_, Slot::Subject | Slot::Object, _] => TYPE,
        }
    }

    /// The key of its premise and of its conclusion, if it is straight.
    fn straight(&self) -> Option<(Key, Key)> {
        match (self.premise, self.conclusion) {
            (
                [Slot::Subject, Slot::Fixed(TYPE), Slot::Fixed(from)],
                [Slot::Subject, Slot::Fixed(TYPE), Slot::Fixed(to)],
            ) => Some((Key::Class(from), Key::Class(to))),
            ([Slot::Subject, Slot::Fixed(from), Slot::Object], [Slot::Subject, Slot::Fixed(to), Slot::Object]) => {
                Some((Key::Predicate(from), Key::Predicate(to)))
            }
            _ => None,
        }
    }
}

impl Rules {
    pub(crate) fn of(axioms: &[Axiom]) -> Self {
        let mut closing = Closing::of(axioms);
        for seed in closing.seeds() {
            closing.add(seed, &BTreeSet::new());
        }
        let Closing { numbering, found, .. } = closing;
        let (straight, other): (Vec<Rule>, Vec<Rule>) = found.into_iter().partition(|rule| rule.straight().is_some());
        let mut rules = Self { terms: numbering.terms, ..Self::default() };
        rules.all = straight.into_iter().chain(other).collect();
        for (id, rule) in (0..).zip(&rules.all) {
            if let Some((from, to)) = rule.straight() {
                rules.straight_from.entry(from).or_default().push(id);
                rules.straight_to.entry(to).or_default().push(id);
            } else if let [_, Slot::Fixed(predicate), _] = rule.conclusion {
                rules.other_to.entry(predicate).or_default().push(id);
                rules.others.push(id);
            }
        }
        rules
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Every term that they speak of, in the order of their numbers.
    pub(crate) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The rule of this number.
    pub(crate) fn rule(&self, id: u32) -> Option<&Rule> {
        self.all.get(usize::try_from(id).ok()?)
    }

    /// The straight rules that lead away from a triple.
    pub(crate) fn straight_from(&self, [_, predicate, object]: [u32; 3]) -> &[u32] {
        listed(&self.straight_from, &Key::of(predicate, object))
    }

    /// The straight rules that lead to a predicate, or to a type where the predicate is `rdf:type`.
    pub(crate) fn straight_to(&self, predicate: u32, object: u32) -> &[u32] {
        listed(&self.straight_to, &Key::of(predicate, object))
    }

    /// The other rules that lead to a predicate, or all of them.
    pub(crate) fn others(&self, predicate: Option<u32>) -> &[u32] {
        predicate.map_or(self.others.as_slice(), |predicate| listed(&self.other_to, &predicate))
    }

    /// The straight rule that leads from one class to another.
    pub(crate) fn between(&self, from: u32, to: u32) -> Option<u32> {
        let leads_there = |id: &&u32| {
            self.rule(**id).is_some_and(|rule| matches!(rule.conclusion, [_, _, Slot::Fixed(class)] if class == to))
        };
        listed(&self.straight_from, &Key::Class(from)).iter().find(leads_there).copied()
    }
}

impl Key {
    fn of(predicate: u32, object: u32) -> Self {
        if predicate == TYPE { Self::Class(object) } else { Self::Predicate(predicate) }
    }
}

fn listed<'a, K: Ord>(lists: &'a BTreeMap<K, Vec<u32>>, key: &K) -> &'a [u32] {
    lists.get(key).map_or(&[], Vec::as_slice)
}

/// The axioms in numbers, and the rules found so far.
struct Closing {
    numbering: Numbering,
    classes: BTreeMap<u32, BTreeSet<u32>>,
    properties: BTreeMap<u32, BTreeSet<(u32, bool)>>,
    /// Class → what its things have.
    given: BTreeMap<u32, BTreeSet<(u32, u32)>>,
    /// Property → value → what it makes.
    made: BTreeMap<u32, BTreeMap<u32, BTreeSet<u32>>>,
    found: BTreeSet<Rule>,
}

#[derive(Default)]
struct Numbering {
    terms: Vec<Term>,
    numbers: std::collections::HashMap<Term, u32>,
}

impl Numbering {
    fn number(&mut self, term: impl Into<Term>) -> u32 {
        let term = term.into();
        let next = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(term).or_insert_with_key(|term| {
            self.terms.push(term.clone());
            next
        })
    }

    fn is(&self, number: u32, names: &[NamedNodeRef<'_>]) -> bool {
        let term = usize::try_from(number).ok().and_then(|place| self.terms.get(place));
        names.iter().any(|name| term == Some(&Term::from(name.into_owned())))
    }

    fn is_literal(&self, number: u32) -> bool {
        usize::try_from(number).ok().and_then(|place| self.terms.get(place)).is_some_and(Term::is_literal)
    }
}

impl Closing {
    fn of(axioms: &[Axiom]) -> Self {
        let mut numbering = Numbering::default();
        numbering.number(NamedNode::from(rdf::TYPE));
        let mut closing = Self {
            numbering,
            classes: BTreeMap::new(),
            properties: BTreeMap::new(),
            given: BTreeMap::new(),
            made: BTreeMap::new(),
            found: BTreeSet::new(),
        };
        for axiom in axioms {
            closing.hear(axiom);
        }
        closing
    }

    fn hear(&mut self, axiom: &Axiom) {
        let numbering = &mut self.numbering;
        match axiom {
            Axiom::SubClass { class, of } => {
                let (class, of) = (numbering.number(class.clone()), numbering.number(of.clone()));
                self.classes.entry(class).or_default().insert(of);
            }
            Axiom::SubProperty { property, of, turned } => {
                let (property, of) = (numbering.number(property.clone()), numbering.number(of.clone()));
                self.properties.entry(property).or_default().insert((of, *turned));
            }
            Axiom::ClassHasValue { class, property, value } => {
                let class = numbering.number(class.clone());
                let given = (numbering.number(property.clone()), numbering.number(value.clone()));
                self.given.entry(class).or_default().insert(given);
            }
            Axiom::ValueMakesClass { property, value, class } => {
                let (property, value) = (numbering.number(property.clone()), numbering.number(value.clone()));
                let class = numbering.number(class.clone());
                self.made.entry(property).or_default().entry(value).or_default().insert(class);
            }
        }
    }

    /// Every triple from which something may follow, in its most general form.
    fn seeds(&self) -> Vec<Pattern> {
        let classes: BTreeSet<u32> = self.classes.keys().chain(self.given.keys()).copied().collect();
        let properties: BTreeSet<u32> = self.properties.keys().chain(self.made.keys()).copied().collect();
        let types = classes.into_iter().map(|class| [Slot::Subject, Slot::Fixed(TYPE), Slot::Fixed(class)]);
        types.chain(properties.into_iter().map(|name| [Slot::Subject, Slot::Fixed(name), Slot::Object])).collect()
    }

    /// Adds the rules that `seed` is the premise of, but for what already follows in general.
    fn add(&mut self, seed: Pattern, in_general: &BTreeSet<Pattern>) {
        let all = self.closure(seed);
        for conclusion in all.difference(in_general).filter(|conclusion| **conclusion != seed) {
            if self.is_worth_saying(conclusion) {
                self.found.insert(Rule { premise: seed, conclusion: *conclusion });
            }
        }
        // Where a value would make a class, the seed with that very value entails more.
        let mut narrower = BTreeSet::new();
        for [_, predicate, object] in &all {
            if let (Slot::Fixed(predicate), Slot::Subject | Slot::Object) = (predicate, object) {
                for value in self.made.get(predicate).into_iter().flat_map(BTreeMap::keys) {
                    narrower.insert((*object, *value));
                }
            }
        }
        for (variable, value) in narrower {
            if variable == Slot::Subject && self.numbering.is_literal(value) {
                continue;
            }
            let narrow =
                |pattern: &Pattern| pattern.map(|slot| if slot == variable { Slot::Fixed(value) } else { slot });
            self.add(narrow(&seed), &all.iter().map(narrow).collect());
        }
    }

    fn closure(&self, seed: Pattern) -> BTreeSet<Pattern> {
        let mut all = BTreeSet::from([seed]);
        let mut fresh = vec![seed];
        while let Some(pattern) = fresh.pop() {
            for next in self.consequences(pattern) {
                if all.insert(next) {
                    fresh.push(next);
                }
            }
        }
        all
    }

    fn consequences(&self, [subject, predicate, object]: Pattern) -> Vec<Pattern> {
        let mut next = Vec::new();
        match (predicate, object) {
            (Slot::Fixed(TYPE), Slot::Fixed(class)) => {
                let wider = self.classes.get(&class).into_iter().flatten();
                next.extend(wider.map(|wider| [subject, predicate, Slot::Fixed(*wider)]));
                let given = self.given.get(&class).into_iter().flatten();
                next.extend(given.map(|(property, value)| [subject, Slot::Fixed(*property), Slot::Fixed(*value)]));
            }
            (Slot::Fixed(property), _) => {
                for (wider, turned) in self.properties.get(&property).into_iter().flatten() {
                    let wider = Slot::Fixed(*wider);
                    next.push(if *turned { [object, wider, subject] } else { [subject, wider, object] });
                }
                if let Slot::Fixed(value) = object {
                    let made = self.made.get(&property).and_then(|made| made.get(&value)).into_iter().flatten();
                    next.extend(made.map(|class| [subject, Slot::Fixed(TYPE), Slot::Fixed(*class)]));
                }
            }
            (Slot::Subject | Slot::Object, _) => {}
        }
        next
    }

    fn is_worth_saying(&self, [subject, predicate, object]: &Pattern) -> bool {
        let is = |slot: &Slot| matches!(slot, Slot::Fixed(number) if self.numbering.is(*number, &OF_EVERYTHING));
        let is_literal = |slot: &Slot| matches!(slot, Slot::Fixed(number) if self.numbering.is_literal(*number));
        let is_idle = is(predicate) || *predicate == Slot::Fixed(TYPE) && is(object);
        !(is_idle || is_literal(subject))
    }
}
