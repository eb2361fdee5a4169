//! Concepts, and how near they are to each other: as SKOS has it, by what is broader, narrower, related, the same elsewhere.

use crate::words::Language;
use model::Iri;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is known of a concept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concept {
    /// Its labels, and other ones by which it is looked for.
    pub labels: Vec<(Option<Language>, String)>,
    /// What includes it.
    pub broader: Vec<Iri>,
    /// What it includes.
    pub narrower: Vec<Iri>,
    /// What is near it.
    pub related: Vec<Iri>,
    /// The same in other lists.
    pub same: Vec<Iri>,
}

/// How one concept stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// They are one.
    Same,
    /// The other one includes it.
    Broader,
    /// It includes the other one.
    Narrower,
    /// Near it.
    Related,
    /// Under one broader concept.
    Beside,
}

/// How near two concepts that are so many steps up and down from each other.
const NEAR: [(usize, usize, f64); 9] = [
    (0, 0, 1.0),
    (1, 0, 0.75),
    (0, 1, 0.75),
    (2, 0, 0.55),
    (0, 2, 0.55),
    (3, 0, 0.4),
    (0, 3, 0.4),
    (1, 1, 0.35),
    (2, 2, 0.1),
];
/// And those that one says to be near the other.
const RELATED: f64 = 0.5;
/// Steps up or down that are looked at.
const STEPS: usize = 3;
/// Concepts that are looked at around one: a list where one concept has ten thousand narrower ones says nothing by it.
const AROUND: usize = 2_000;

/// Concepts by their addresses.
#[derive(Debug, Default)]
pub struct Thesaurus {
    concepts: HashMap<Iri, Concept>,
    /// What says that it stands so to this one: the other half of each statement.
    links: HashMap<Iri, BTreeSet<(Link, Iri)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Up,
    Down,
    Near,
    Same,
}

/// What is near some concepts, with how near and how it stands to the nearest of them.
pub(crate) type Around = HashMap<Iri, (f64, Relation, Iri)>;

impl Thesaurus {
    /// Takes up a concept, or what is told of it now; says which concepts are told anew.
    pub fn put(&mut self, iri: Iri, concept: Concept) {
        self.remove(&iri);
        for (link, other) in told(&concept) {
            self.links.entry(iri.clone()).or_default().insert((link, other.clone()));
            self.links.entry(other.clone()).or_default().insert((turned(link), iri.clone()));
        }
        self.concepts.insert(iri, concept);
    }

    /// Forgets a concept.
    pub fn remove(&mut self, iri: &Iri) {
        let Some(concept) = self.concepts.remove(iri) else { return };
        for (link, other) in told(&concept) {
            // What the other one says itself stays.
            if self.concepts.get(other).is_some_and(|concept| told(concept).any(|(l, o)| o == iri && l == turned(link)))
            {
                continue;
            }
            self.unlink(iri, link, other);
            self.unlink(other, turned(link), iri);
        }
    }

    /// What is known of one.
    #[must_use]
    pub fn get(&self, iri: &Iri) -> Option<&Concept> {
        self.concepts.get(iri)
    }

    /// What is near these, each of which counts so much.
    pub(crate) fn around(&self, concepts: &[(Iri, f64)]) -> Around {
        let mut around = Around::new();
        for (concept, weight) in concepts {
            for (other, (likeness, relation)) in self.around_one(concept) {
                let likeness = likeness * weight;
                let is_better = around.get(&other).is_none_or(|(known, known_relation, of)| {
                    (likeness, known_relation, of) > (*known, &relation, concept)
                });
                if is_better {
                    around.insert(other, (likeness, relation, concept.clone()));
                }
            }
        }
        around
    }

    /// Steps as many as are looked at: up, and from each of what is above down again.
    fn around_one(&self, concept: &Iri) -> BTreeMap<Iri, (f64, Relation)> {
        let mut found: BTreeMap<Iri, (f64, Relation)> = BTreeMap::new();
        let mut keep = |iri: &Iri, likeness: f64, relation: Relation| {
            let is_better = found.get(iri).is_none_or(|(known, _)| likeness > *known);
            if is_better && (found.len() < AROUND || found.contains_key(iri)) {
                found.insert(iri.clone(), (likeness, relation));
            }
        };
        for (up, level) in self.levels(concept, Link::Up, STEPS).into_iter().enumerate() {
            for above in &level {
                for (down, below) in self.levels(above, Link::Down, STEPS).into_iter().enumerate() {
                    let Some((_, _, likeness)) = NEAR.iter().find(|(u, d, _)| (*u, *d) == (up, down)) else { continue };
                    let relation = match (up, down) {
                        (0, 0) => Relation::Same,
                        (_, 0) => Relation::Broader,
                        (0, _) => Relation::Narrower,
                        (_, _) => Relation::Beside,
                    };
                    for iri in &below {
                        keep(iri, *likeness, relation);
                    }
                }
            }
        }
        for near in self.linked(concept, Link::Near) {
            keep(near, RELATED, Relation::Related);
        }
        found
    }

    /// What is so many steps away, beginning with itself; the same elsewhere is no step.
    fn levels(&self, concept: &Iri, link: Link, steps: usize) -> Vec<BTreeSet<Iri>> {
        let mut known = BTreeSet::new();
        let mut levels = vec![self.with_same(BTreeSet::from([concept.clone()]))];
        for _ in 0..steps {
            let Some(last) = levels.last() else { break };
            known.extend(last.iter().cloned());
            let next = last.iter().flat_map(|iri| self.linked(iri, link)).take(AROUND).cloned().collect();
            let next: BTreeSet<Iri> = self.with_same(next).difference(&known).cloned().collect();
            if next.is_empty() {
                break;
            }
            levels.push(next);
        }
        levels
    }

    fn with_same(&self, mut concepts: BTreeSet<Iri>) -> BTreeSet<Iri> {
        let same: Vec<Iri> = concepts.iter().flat_map(|iri| self.linked(iri, Link::Same)).cloned().collect();
        concepts.extend(same);
        concepts
    }

    fn linked(&self, iri: &Iri, link: Link) -> impl Iterator<Item = &Iri> {
        self.links.get(iri).into_iter().flatten().filter(move |(l, _)| *l == link).map(|(_, other)| other)
    }

    fn unlink(&mut self, iri: &Iri, link: Link, other: &Iri) {
        if let Some(links) = self.links.get_mut(iri) {
            links.remove(&(link, other.clone()));
            if links.is_empty() {
                self.links.remove(iri);
            }
        }
    }
}

fn told(concept: &Concept) -> impl Iterator<Item = (Link, &Iri)> {
    let all = [
        (Link::Up, &concept.broader),
        (Link::Down, &concept.narrower),
        (Link::Near, &concept.related),
        (Link::Same, &concept.same),
    ];
    all.into_iter().flat_map(|(link, others)| others.iter().map(move |other| (link, other)))
}

fn turned(link: Link) -> Link {
    match link {
        Link::Up => Link::Down,
        Link::Down => Link::Up,
        Link::Near | Link::Same => link,
    }
}

/// How near the concepts of another are, by what is around one's own: how near, how its concept stands, its own, the other's.
pub(crate) fn likeness<'a>(around: &'a Around, others: &'a [(Iri, f64)]) -> Option<(f64, Relation, &'a Iri, &'a Iri)> {
    let near = others.iter().filter_map(|(other, weight)| {
        let (likeness, relation, own) = around.get(other)?;
        Some((*likeness * weight, *relation, own, other))
    });
    near.min_by(|one, other| {
        other.0.total_cmp(&one.0).then_with(|| (one.1, one.3.as_str()).cmp(&(other.1, other.3.as_str())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Relation {
        fn turned(self) -> Self {
            match self {
                Self::Broader => Self::Narrower,
                Self::Narrower => Self::Broader,
                Self::Same | Self::Related | Self::Beside => self,
            }
        }
    }

    fn iri(name: &str) -> Iri {
        Iri::parse(&format!("https://a.example/themes/{name}")).unwrap()
    }

    fn thesaurus(broader: &[(&str, &str)]) -> Thesaurus {
        let mut thesaurus = Thesaurus::default();
        for (name, above) in broader {
            thesaurus.put(iri(name), Concept { broader: vec![iri(above)], ..Concept::default() });
        }
        thesaurus
    }

    fn between(thesaurus: &Thesaurus, one: &str, other: &str) -> Option<(f64, Relation)> {
        let around = thesaurus.around(&[(iri(one), 1.0)]);
        let turned = thesaurus.around(&[(iri(other), 1.0)]);
        let found = around.get(&iri(other)).map(|(likeness, relation, _)| (*likeness, *relation));
        let back = turned.get(&iri(one)).map(|(likeness, relation, _)| (*likeness, relation.turned()));
        assert_eq!(found, back, "either way");
        found
    }

    #[test]
    fn the_nearer_the_more_alike() {
        let food = thesaurus(&[
            ("bread", "food"),
            ("sourdough", "bread"),
            ("rye", "bread"),
            ("seeds", "food"),
            ("bike", "road"),
        ]);
        let likeness = |one, other| between(&food, one, other).map_or(0.0, |(likeness, _)| likeness);
        assert_eq!(between(&food, "bread", "bread"), Some((1.0, Relation::Same)));
        assert_eq!(between(&food, "sourdough", "bread").unwrap().1, Relation::Broader);
        assert_eq!(between(&food, "food", "sourdough").unwrap().1, Relation::Narrower);
        assert_eq!(between(&food, "rye", "sourdough").unwrap().1, Relation::Beside);
        assert!(likeness("sourdough", "bread") > likeness("sourdough", "food"));
        assert!(likeness("sourdough", "food") > likeness("sourdough", "rye"));
        assert!(likeness("sourdough", "rye") > likeness("sourdough", "seeds"));
        assert_eq!(between(&food, "bread", "bike"), None);
    }

    #[test]
    fn it_does_not_matter_who_says_so() {
        let mut food = Thesaurus::default();
        food.put(iri("food"), Concept { narrower: vec![iri("bread")], ..Concept::default() });
        assert_eq!(between(&food, "bread", "food").unwrap().1, Relation::Broader);
        food.put(
            iri("bread"),
            Concept { broader: vec![iri("food")], related: vec![iri("mill")], ..Concept::default() },
        );
        assert_eq!(between(&food, "mill", "bread").unwrap().1, Relation::Related);
        food.remove(&iri("bread"));
        assert_eq!(between(&food, "bread", "food").unwrap().1, Relation::Broader, "the other one still says it");
        food.remove(&iri("food"));
        assert_eq!(between(&food, "bread", "food"), None);
        assert!(food.links.is_empty(), "{:?}", food.links);
    }

    #[test]
    fn the_same_elsewhere_is_the_same() {
        let mut food = thesaurus(&[("bread", "food")]);
        food.put(iri("pain"), Concept { same: vec![iri("bread")], ..Concept::default() });
        assert_eq!(between(&food, "pain", "bread"), Some((1.0, Relation::Same)));
        assert_eq!(between(&food, "pain", "food").unwrap().1, Relation::Broader);
    }

    #[test]
    fn a_circle_has_an_end() {
        let circle = thesaurus(&[("a", "b"), ("b", "c"), ("c", "a")]);
        assert!(circle.around(&[(iri("a"), 1.0)]).len() == 3);
    }
}
