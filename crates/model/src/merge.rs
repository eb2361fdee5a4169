//! Two changes of one text brought together: a three-way merge over statements.
//!
//! `base` is what both started from, `ours` what stands now, `theirs` what is offered. What one side alone changed is
//! taken from it. Where both changed the same place in different ways somebody must decide: nothing is lost in silence.
//!
//! A *place* is a property of a subject, for each language its own; where one side took a fragment out that the other
//! went on changing, all that is said of the fragment and all that leads to it is one place.
//!
//! Nodes that nobody named have a number for a name, which may be another one in each text: they are told apart by what
//! they say, and both may bring in some of their own. What comes of it has the names of what stands now.

mod nameless;
mod place;

use oxrdf::{NamedNodeRef, Term, Triple};
use place::name;
use std::collections::{BTreeMap, BTreeSet};

pub use place::{NotAPlaceId, Place, PlaceId, changed_places, part};

/// What came of bringing two changes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// What nobody has to decide on, sorted.
    pub agreed: Vec<Triple>,
    /// What somebody has to decide on, in order of their places.
    pub conflicts: Vec<Conflict>,
}

/// A place that both changed in different ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Where.
    pub place: Place,
    /// What both started from.
    pub base: Vec<Triple>,
    /// What stands there now.
    pub ours: Vec<Triple>,
    /// What is offered.
    pub theirs: Vec<Triple>,
}

/// Whose word counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What stands now.
    Ours,
    /// What is offered.
    Theirs,
}

/// Brings both changes together. `has_one_value` tells the properties that take a single value, or one per language.
pub fn merge(
    base: &[Triple],
    ours: &[Triple],
    theirs: &[Triple],
    has_one_value: impl Fn(NamedNodeRef<'_>) -> bool,
) -> Merge {
    let (base, theirs) = nameless::alike(base, ours, theirs);
    let (base, theirs) = (base.as_slice(), theirs.as_slice());
    let disputed = disputed_parts(base, ours, theirs);
    let place = |triple: &Triple| place_among(&disputed, triple);
    let mut places: BTreeMap<Place, [BTreeSet<Line<'_>>; 3]> = BTreeMap::new();
    for (side, triples) in [base, ours, theirs].into_iter().enumerate() {
        for triple in triples {
            let sides = places.entry(place(triple)).or_default();
            if let Some(said) = sides.get_mut(side) {
                said.insert(Line::of(triple));
            }
        }
    }
    let mut merged = Merge { agreed: Vec::new(), conflicts: Vec::new() };
    for (place, [base, ours, theirs]) in places {
        let single = match &place {
            Place::Part(_) => true,
            Place::Property { property, .. } => has_one_value(NamedNodeRef::new_unchecked(property)),
        };
        if clash(&base, &ours, &theirs, single) {
            let [base, ours, theirs] =
                [base, ours, theirs].map(|side| side.into_iter().map(Line::into_triple).collect());
            merged.conflicts.push(Conflict { place, base, ours, theirs });
        } else {
            let kept = ours.intersection(&theirs).chain(ours.difference(&base)).chain(theirs.difference(&base));
            let kept: BTreeSet<&Line<'_>> = kept.collect();
            merged.agreed.extend(kept.into_iter().map(|line| line.triple.clone()));
        }
    }
    merged.agreed.sort_by_cached_key(Triple::to_string);
    merged
}

impl Merge {
    /// The text once every conflict is decided; `Err`: these are not.
    pub fn decided(self, decide: impl Fn(&Conflict) -> Option<Side>) -> Result<Vec<Triple>, Vec<Conflict>> {
        let mut text = self.agreed;
        let mut open = Vec::new();
        for conflict in self.conflicts {
            match decide(&conflict) {
                Some(Side::Ours) => text.extend(conflict.ours),
                Some(Side::Theirs) => text.extend(conflict.theirs),
                None => open.push(conflict),
            }
        }
        if open.is_empty() { Ok(text) } else { Err(open) }
    }
}

/// Whether both changed a place in ways that do not go together: both put something else in the place of the same
/// statement, or both gave the only value that there may be.
fn clash(base: &BTreeSet<Line<'_>>, ours: &BTreeSet<Line<'_>>, theirs: &BTreeSet<Line<'_>>, single: bool) -> bool {
    if ours == theirs || ours == base || theirs == base {
        return false;
    }
    let both_took_out = base.iter().any(|line| !ours.contains(line) && !theirs.contains(line));
    single || (both_took_out && !ours.difference(base).eq(theirs.difference(base)))
}

/// The fragments that one side took out while the other changed them.
fn disputed_parts(base: &[Triple], ours: &[Triple], theirs: &[Triple]) -> BTreeSet<String> {
    let [base, ours, theirs] = [base, ours, theirs].map(|side| {
        let mut subjects: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for triple in side {
            subjects.entry(name(triple.subject.as_ref())).or_default().insert(triple.to_string());
        }
        subjects
    });
    base.iter()
        .filter(|(subject, said)| match (ours.get(*subject), theirs.get(*subject)) {
            (None, Some(other)) | (Some(other), None) => other != *said,
            (None, None) | (Some(_), Some(_)) => false,
        })
        .map(|(subject, _)| subject.clone())
        .collect()
}

fn place_among(disputed: &BTreeSet<String>, triple: &Triple) -> Place {
    let subject = name(triple.subject.as_ref());
    if disputed.contains(&subject) {
        return Place::Part(subject);
    }
    match &triple.object {
        Term::NamedNode(object) if disputed.contains(object.as_str()) => Place::Part(object.as_str().to_owned()),
        Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => Place::of(triple),
    }
}

/// A statement with the text that it is sorted by.
struct Line<'a> {
    text: String,
    triple: &'a Triple,
}

impl<'a> Line<'a> {
    fn of(triple: &'a Triple) -> Self {
        Self { text: triple.to_string(), triple }
    }

    fn into_triple(self) -> Triple {
        self.triple.clone()
    }
}

impl PartialEq for Line<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Line<'_> {}

impl PartialOrd for Line<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Line<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{Literal, NamedNode};
    use proptest::prelude::*;

    fn node(name: &str) -> NamedNode {
        NamedNode::new(format!("https://a.example/codes/a#{name}")).unwrap()
    }

    /// `s p o`: `o` is a fragment where it begins with `#`, a text in French where it has no `@`.
    fn triple(line: &str) -> Triple {
        let [subject, property, object] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let object: Term = match (object.strip_prefix('#'), object.split_once('@')) {
            (Some(fragment), _) => node(fragment).into(),
            (None, Some((text, language))) => Literal::new_language_tagged_literal(text, language).unwrap().into(),
            (None, None) => Literal::new_language_tagged_literal(object, "fr").unwrap().into(),
        };
        Triple::new(node(subject), node(property), object)
    }

    pub(super) fn text(lines: &str) -> Vec<Triple> {
        lines.split(';').map(str::trim).filter(|line| !line.is_empty()).map(triple).collect()
    }

    pub(super) fn shown(triples: &[Triple]) -> BTreeSet<String> {
        triples.iter().map(Triple::to_string).collect()
    }

    /// Properties whose name begins with `one` take one value.
    fn merged(base: &[Triple], ours: &[Triple], theirs: &[Triple]) -> Merge {
        merge(base, ours, theirs, |property| property.as_str().contains("#one"))
    }

    fn check(base: &str, ours: &str, theirs: &str, agreed: &str, conflicts: usize) {
        let done = merged(&text(base), &text(ours), &text(theirs));
        assert_eq!(shown(&done.agreed), shown(&text(agreed)), "{base} | {ours} | {theirs}");
        assert_eq!(done.conflicts.len(), conflicts, "{base} | {ours} | {theirs}: {:?}", done.conflicts);
    }

    #[test]
    fn what_goes_together_and_what_does_not() {
        // One side alone.
        check("a one x", "a one y", "a one x", "a one y", 0);
        check("a one x", "a one x", "", "", 0);
        // The same change twice.
        check("a one x", "a one y", "a one y", "a one y", 0);
        // Another property, another language, another value of several.
        check("a one x; a two x", "a one y; a two x", "a one x; a two y", "a one y; a two y", 0);
        check("a one x; a one x@en", "a one y; a one x@en", "a one x; a one y@en", "a one y; a one y@en", 0);
        check("", "a many x", "a many y", "a many x; a many y", 0);
        check("a many x; a many y", "a many x", "a many y", "", 0);
        // The only value that there may be, given twice; the same statement replaced in two ways.
        check("", "a one x", "a one y", "", 1);
        check("a one x", "a one y", "a one z", "", 1);
        check("a many x", "a many y", "a many z", "", 1);
        // Taken out here, rewritten there.
        check("a one x", "", "a one z", "", 1);
        check("a many x", "", "a many z", "", 1);
        // A fragment that one side took out: all of it, and the way to it, is one thing to decide.
        let base = "doc section #a; a text x; a title t";
        check(base, "", "doc section #a; a text y; a title t", "", 1);
        check(base, "", "doc section #a; a text x; a title t; a note n", "", 1);
        check(base, "doc section #b; b text z", base, "doc section #b; b text z", 0);
        let kept = "doc kind k";
        let base = "doc kind k; doc section #a; a text x";
        check(base, kept, "doc kind k; doc section #a; a text x; doc name n", "doc kind k; doc name n", 0);
    }

    #[test]
    fn a_decision_takes_one_side_whole() {
        let (base, ours, theirs) = (text("a one x; b one x"), text("a one y; b one y"), text("a one z; b one z"));
        let done = merged(&base, &ours, &theirs);
        let open = done.clone().decided(|conflict| conflict.place.subject().ends_with("#a").then_some(Side::Ours));
        assert_eq!(open.unwrap_err().len(), 1);
        let sides = |conflict: &Conflict| {
            Some(if conflict.place.subject().ends_with("#a") { Side::Ours } else { Side::Theirs })
        };
        assert_eq!(shown(&done.decided(sides).unwrap()), shown(&text("a one y; b one z")));
    }

    fn any_text() -> impl Strategy<Value = Vec<Triple>> {
        let statement = (0..3_u8, 0..3_u8, 0..5_u8);
        prop::collection::btree_set(statement, 0..10).prop_map(|statements| {
            statements
                .into_iter()
                .map(|(subject, property, value)| {
                    let property = ["one", "many", "leads"].get(usize::from(property)).unwrap();
                    let object = match value {
                        0 | 1 => format!("v{value}"),
                        2 => "v0@en".to_owned(),
                        other => format!("#s{}", other - 3),
                    };
                    triple(&format!("s{subject} {property} {object}"))
                })
                .collect()
        })
    }

    /// The rule without conflicts, in a line: what both have, and what either added.
    fn model(base: &[Triple], ours: &[Triple], theirs: &[Triple]) -> BTreeSet<String> {
        let [base, ours, theirs] = [base, ours, theirs].map(shown);
        let all: BTreeSet<String> = ours.union(&theirs).cloned().collect();
        all.into_iter().filter(|line| (ours.contains(line) && theirs.contains(line)) || !base.contains(line)).collect()
    }

    proptest! {
        #[test]
        fn what_one_side_alone_changed_is_taken(base in any_text(), changed in any_text()) {
            for (ours, theirs) in [(&changed, &base), (&base, &changed), (&changed, &changed)] {
                let done = merged(&base, ours, theirs);
                prop_assert_eq!(&done.conflicts, &Vec::new());
                prop_assert_eq!(shown(&done.agreed), shown(&changed));
            }
        }

        #[test]
        fn both_ways_are_the_same(base in any_text(), ours in any_text(), theirs in any_text()) {
            let (one, other) = (merged(&base, &ours, &theirs), merged(&base, &theirs, &ours));
            prop_assert_eq!(&one.agreed, &other.agreed);
            let turned: Vec<Conflict> = other.conflicts.into_iter().map(|conflict| Conflict {
                ours: conflict.theirs, theirs: conflict.ours, ..conflict
            }).collect();
            prop_assert_eq!(one.conflicts, turned);
        }

        #[test]
        fn nothing_is_lost_or_made_up(base in any_text(), ours in any_text(), theirs in any_text()) {
            let done = merged(&base, &ours, &theirs);
            let disputed: BTreeSet<String> = done.conflicts.iter()
                .flat_map(|conflict| [&conflict.base, &conflict.ours, &conflict.theirs])
                .flat_map(|side| shown(side)).collect();
            let expected: BTreeSet<String> =
                model(&base, &ours, &theirs).into_iter().filter(|line| !disputed.contains(line)).collect();
            prop_assert_eq!(shown(&done.agreed), expected);
            // Whichever way it is decided, each disputed place is what that side says there.
            for side in [Side::Ours, Side::Theirs] {
                let decided = shown(&done.clone().decided(|_| Some(side)).unwrap());
                let said = shown(if side == Side::Ours { &ours } else { &theirs });
                for line in &disputed {
                    prop_assert_eq!(decided.contains(line), said.contains(line), "{}", line);
                }
            }
        }
    }
}
