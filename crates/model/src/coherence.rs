//! From words to deeds: the state of an intention, computed from public data and from nothing else.
//!
//! Nobody writes a state. Whoever holds the same public documents computes the same one, in any order.
//!
//! | state | when, the first line that applies |
//! |---|---|
//! | abandoned | the intention itself says so: its `cs:status` is `cs:Abandoned` |
//! | contested | the last word of at least one reviewer contests it, or an action that serves it |
//! | confirmed | the last word of at least one reviewer confirms it, or an action that serves it |
//! | evidenced | evidence that anybody can see attests it, or an action that serves it |
//! | in action | an action serves it that is not abandoned |
//! | declared | always: it is stated |
//!
//! Each reviewer's last dated word counts, once: who contested can confirm later, and nobody can drown a doubt in
//! praise. A review that was withdrawn counts no more. The described party's answer is shown beside the review and
//! changes nothing by itself. Evidence that the public data should hold (it has an address of the same place) and does
//! not is evidence that nobody can see.

use crate::document::Document;
use crate::iri::Iri;
use crate::vocab::{class, individual, property, rdf};
use oxrdf::{NamedNodeRef, NamedOrBlankNode, TermRef};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Where an intention stands between words and deeds (`cs:intentionState`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntentionState {
    /// Stated; nothing public serves it.
    Declared,
    /// At least one action serves it.
    InAction,
    /// Evidence shows it.
    Evidenced,
    /// A review says that deeds follow.
    Confirmed,
    /// A review says that deeds do not follow.
    Contested,
    /// Given up, and said so.
    Abandoned,
}

/// What public data says around one intention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of the precedence table, independent of each other")]
pub struct Standing {
    /// The intention says that it is given up.
    pub given_up: bool,
    /// A reviewer's last word contests.
    pub contested: bool,
    /// A reviewer's last word confirms.
    pub confirmed: bool,
    /// Something shows it.
    pub shown: bool,
    /// Somebody acts.
    pub acted_on: bool,
}

type Applies = fn(&Standing) -> bool;

/// The table of the module's documentation: the first line that applies gives the state.
pub const PRECEDENCE: [(IntentionState, Applies); 6] = [
    (IntentionState::Abandoned, |standing| standing.given_up),
    (IntentionState::Contested, |standing| standing.contested),
    (IntentionState::Confirmed, |standing| standing.confirmed),
    (IntentionState::Evidenced, |standing| standing.shown),
    (IntentionState::InAction, |standing| standing.acted_on),
    (IntentionState::Declared, |_| true),
];

impl IntentionState {
    /// Every state, from mere words on.
    pub const ALL: [Self; 6] =
        [Self::Declared, Self::InAction, Self::Evidenced, Self::Confirmed, Self::Contested, Self::Abandoned];

    /// Its term in RDF.
    pub fn to_term(self) -> NamedNodeRef<'static> {
        match self {
            Self::Declared => individual::DECLARED,
            Self::InAction => individual::IN_ACTION,
            Self::Evidenced => individual::EVIDENCED,
            Self::Confirmed => individual::CONFIRMED,
            Self::Contested => individual::CONTESTED,
            Self::Abandoned => individual::ABANDONED,
        }
    }
}

impl Standing {
    /// The state, by [`PRECEDENCE`].
    pub fn state(&self) -> IntentionState {
        let first = PRECEDENCE.iter().find(|(_, applies)| applies(self));
        first.map_or(IntentionState::Declared, |(state, _)| *state)
    }
}

/// The state of `intention`. `public` are documents that everybody may read; what the caller alone may read must not be
/// among them.
///
/// ```
/// use model::{Document, Iri, coherence::{IntentionState, intention_state}};
/// use model::vocab::property;
/// use oxrdf::{NamedNode, Triple};
///
/// let intention = Iri::parse("https://a.example/codes/moulin#water")?;
/// assert_eq!(intention_state(&intention, []), IntentionState::Declared);
/// let action = Iri::parse("https://a.example/actions/millrace")?;
/// let serves = Triple::new(action.as_named_node(), property::REALISES, intention.as_named_node());
/// let action = Document::admit(action, vec![serves])?;
/// assert_eq!(intention_state(&intention, [&action]), IntentionState::InAction);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn intention_state<'a>(intention: &Iri, public: impl IntoIterator<Item = &'a Document>) -> IntentionState {
    Deeds::among(public).standing(intention).state()
}

/// What public documents say of deeds, indexed once for the states of many intentions.
#[derive(Debug, Default)]
pub struct Deeds<'a> {
    objects: HashMap<(NamedNodeRef<'a>, NamedNodeRef<'a>), Vec<TermRef<'a>>>,
    /// Who serves an intention.
    serving: HashMap<NamedNodeRef<'a>, Vec<NamedNodeRef<'a>>>,
    /// Who reviews what.
    reviewing: HashMap<NamedNodeRef<'a>, Vec<NamedNodeRef<'a>>>,
    described: HashSet<NamedNodeRef<'a>>,
}

impl<'a> Deeds<'a> {
    /// Reads these documents.
    pub fn among(public: impl IntoIterator<Item = &'a Document>) -> Self {
        let mut deeds = Self::default();
        for triple in public.into_iter().flat_map(Document::triples) {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            let (subject, predicate) = (subject.as_ref(), triple.predicate.as_ref());
            deeds.described.insert(subject);
            deeds.objects.entry((subject, predicate)).or_default().push(triple.object.as_ref());
            if let TermRef::NamedNode(object) = triple.object.as_ref() {
                if predicate == property::REALISES {
                    deeds.serving.entry(object).or_default().push(subject);
                } else if predicate == property::REVIEWS {
                    deeds.reviewing.entry(object).or_default().push(subject);
                }
            }
        }
        deeds
    }

    /// What is said around one intention.
    pub fn standing(&self, intention: &Iri) -> Standing {
        let intention = intention.as_named_node();
        let serving = self.serving.get(&intention).into_iter().flatten().copied();
        let serving: Vec<_> =
            serving.filter(|action| !self.has(*action, property::STATUS, individual::ABANDONED)).collect();
        let concerned: Vec<_> = serving.iter().copied().chain([intention]).collect();
        let last_words = self.last_words(&concerned);
        Standing {
            given_up: self.has(intention, property::STATUS, individual::ABANDONED),
            contested: last_words.contains(&individual::CONTESTS),
            confirmed: last_words.contains(&individual::CONFIRMS),
            shown: concerned.iter().any(|node| self.is_shown(*node)),
            acted_on: !serving.is_empty(),
        }
    }

    /// The verdict of each reviewer's last review of any of these. Of the same day, the one that contests.
    fn last_words(&self, concerned: &[NamedNodeRef<'a>]) -> Vec<NamedNodeRef<'a>> {
        let mut last: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
        let reviews: HashSet<_> =
            concerned.iter().filter_map(|node| self.reviewing.get(node)).flatten().copied().collect();
        for review in reviews.iter().copied() {
            if !self.has(review, rdf::TYPE, class::COHERENCE_REVIEW)
                || self.has(review, property::STATUS, individual::WITHDRAWN)
            {
                continue;
            }
            let contests = self.has(review, property::VERDICT, individual::CONTESTS);
            if !contests && !self.has(review, property::VERDICT, individual::CONFIRMS) {
                continue;
            }
            // Without a name, each review is somebody's; without a date, it is the oldest.
            let reviewer = self.nodes(review, property::ACTOR).next().unwrap_or(review);
            let date = self.texts(review, property::DATE).max().unwrap_or_default();
            let word = last.entry(reviewer.as_str()).or_insert((date, contests));
            *word = (*word).max((date, contests));
        }
        let verdict = |contests: bool| if contests { individual::CONTESTS } else { individual::CONFIRMS };
        last.into_values().map(|(_, contests)| verdict(contests)).collect()
    }

    fn is_shown(&self, node: NamedNodeRef<'a>) -> bool {
        self.nodes(node, property::EVIDENCED_BY)
            .any(|evidence| self.described.contains(&evidence) || origin(evidence.as_str()) != origin(node.as_str()))
    }

    fn has(&self, subject: NamedNodeRef<'a>, predicate: NamedNodeRef<'a>, object: NamedNodeRef<'a>) -> bool {
        self.nodes(subject, predicate).any(|found| found == object)
    }

    fn nodes(
        &self,
        subject: NamedNodeRef<'a>,
        predicate: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = NamedNodeRef<'a>> + '_ {
        self.objects.get(&(subject, predicate)).into_iter().flatten().filter_map(|object| match object {
            TermRef::NamedNode(node) => Some(*node),
            TermRef::BlankNode(_) | TermRef::Literal(_) => None,
        })
    }

    fn texts(&self, subject: NamedNodeRef<'a>, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a str> + '_ {
        self.objects.get(&(subject, predicate)).into_iter().flatten().filter_map(|object| match object {
            TermRef::Literal(literal) => Some(literal.value()),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        })
    }
}

/// Scheme and authority.
fn origin(iri: &str) -> &str {
    let start = iri.find("://").map_or(0, |at| at + 3);
    let end = iri.get(start..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(iri.len(), |at| start + at);
    iri.get(..end).unwrap_or(iri)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, parse};
    use oxrdf::Quad;
    use std::path::Path;

    fn state(turtle: &str) -> IntentionState {
        let base = Iri::parse("https://a.example/codes/moulin").unwrap();
        let prefixes =
            "@prefix cs: <https://w3id.org/codesocial#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
        let quads = parse(format!("{prefixes}{turtle}").as_bytes(), Format::Turtle, &base, 1_000).unwrap();
        let mut documents: BTreeMap<Iri, Vec<oxrdf::Triple>> = BTreeMap::new();
        for Quad { subject, predicate, object, .. } in quads {
            let NamedOrBlankNode::NamedNode(node) = &subject else { panic!("{subject}") };
            let document = Iri::from_named_node(node.clone()).document();
            documents.entry(document).or_default().push(oxrdf::Triple { subject, predicate, object });
        }
        let documents: Vec<_> =
            documents.into_iter().map(|(iri, triples)| Document::admit(iri, triples).unwrap()).collect();
        intention_state(&base.with_fragment("water"), &documents)
    }

    fn local(state: IntentionState) -> String {
        state.to_term().as_str().rsplit_once('#').unwrap().1.to_owned()
    }

    /// `fixtures/intention-states/*.ttl`: what is there before, a line `# EVENT`, what happens. The first comment names
    /// the states before and after.
    #[test]
    fn each_transition() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/intention-states");
        let mut reached = HashSet::new();
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in &files {
            let text = std::fs::read_to_string(path).unwrap();
            let expected = text.lines().next().unwrap().trim_start_matches("# ").to_owned();
            let (before, _) = text.split_once("\n# EVENT").unwrap();
            let found = format!("{} → {}", local(state(before)), local(state(&text)));
            assert_eq!(found, expected, "{}", path.display());
            reached.insert(local(state(&text)));
        }
        assert!(files.len() >= 15, "{}", files.len());
        assert_eq!(reached.len(), IntentionState::ALL.len(), "{reached:?}");
    }

    #[test]
    fn the_table_and_the_documentation_say_the_same() {
        // Every combination: a line higher up always wins.
        for bits in 0_u8..32 {
            let bit = |n: u8| bits & (1 << n) != 0;
            let standing =
                Standing { given_up: bit(4), contested: bit(3), confirmed: bit(2), shown: bit(1), acted_on: bit(0) };
            let expected = match 8 - bits.leading_zeros() {
                5 => IntentionState::Abandoned,
                4 => IntentionState::Contested,
                3 => IntentionState::Confirmed,
                2 => IntentionState::Evidenced,
                1 => IntentionState::InAction,
                _ => IntentionState::Declared,
            };
            assert_eq!(standing.state(), expected, "{standing:?}");
        }
        let documented: Vec<_> = include_str!("coherence.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("//! | ")?.split(" |").next())
            .skip(1)
            .map(|name| name.replace("in action", "inaction"))
            .collect();
        let table: Vec<_> = PRECEDENCE.iter().map(|(state, _)| local(*state).to_lowercase()).collect();
        assert_eq!(documented, table);
    }
}
