//! A snapshot as one caller may see it, for the evaluator.
//!
//! "The SPARQL dataset as a caller sees it": one named graph per visible document, default graph = their union plus what
//! is entailed, without duplicates. `FROM` and `FROM NAMED` restrict both sets and never widen them: a graph that the caller may not see is
//! as good as absent. The evaluator is told nothing of them: it would concatenate graphs without removing duplicates.

use crate::entailment::Entailed;
use crate::ground::{DEFAULT_GRAPH, Ground, Scope};
use crate::index::{Graph, Index};
use crate::prebinding;
use crate::scan::{Scan, Source};
use crate::terms::{PRIVATE, TermId};
use crate::watch::{Stopped, Watch};
use model::Caller;
use oxrdf::{NamedNode, Term};
use spareval::{InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// A snapshot as one caller may see it.
pub(crate) struct Visible {
    index: Arc<Index>,
    default: Arc<GraphSet>,
    named: Arc<GraphSet>,
    /// Whether what is entailed is part of the default graph.
    is_entailed: bool,
    watch: Arc<Watch>,
    own: RefCell<OwnTerms>,
    constants: Constants,
}

/// What the IRIs of a query may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Constants {
    /// Themselves.
    Plain,
    /// Blank nodes, too: those that were pre-bound (`prebinding`).
    PreBound,
}

impl Visible {
    pub(crate) fn new(
        ground: Ground,
        index: Index,
        caller: &Caller,
        scope: &Scope,
        is_entailed: bool,
        watch: Arc<Watch>,
    ) -> Self {
        let visible = GraphSet::visible(&index, caller);
        let only = |names: &[NamedNode]| Arc::new(visible.restricted(&index, names));
        let (default, named) = match (scope, ground) {
            (Scope::Everything, Ground::Union) => {
                let visible = Arc::new(visible);
                (Arc::clone(&visible), visible)
            }
            (Scope::Everything, Ground::Apart) => {
                (only(&[DEFAULT_GRAPH.into_owned()]), Arc::new(ground.named(&index, visible)))
            }
            (Scope::Only { default, named }, _) => (only(default), only(named)),
            (Scope::With(default), _) => (only(default), Arc::new(ground.named(&index, visible))),
        };
        let constants = Constants::Plain;
        Self { index: Arc::new(index), default, named, is_entailed, watch, own: RefCell::default(), constants }
    }

    /// What a constraint is asked of: these graphs as the default graph, those as named ones, nothing entailed, for
    /// SHACL's data graph is what is stated.
    pub(crate) fn of_constraint(index: Index, default: Arc<GraphSet>, named: Arc<GraphSet>, watch: Arc<Watch>) -> Self {
        let constants = Constants::PreBound;
        let index = Arc::new(index);
        Self { index, default, named, is_entailed: false, watch, own: RefCell::default(), constants }
    }
}

impl<'a> QueryableDataset<'a> for Visible {
    type InternalTerm = TermId;
    type Error = Stopped;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph_name: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermId>, Stopped>> + use<'a> {
        let [subject, predicate, object] = [subject, predicate, object].map(|term| term.map(|term| term.0));
        let over_graphs = |set: &Arc<GraphSet>, union| {
            let (rows, arrangement) = self.index.rows(subject, predicate, object);
            let index = Arc::clone(&self.index);
            Source::Graphs { rows, arrangement, set: Arc::clone(set), union, index, last: None }
        };
        let mut entailed = None;
        let source = match graph_name {
            // `Some(None)` encodes the default graph, which is a union here; `None` any named graph.
            Some(None) => {
                if self.is_entailed {
                    entailed = Entailed::of(&self.index, &self.default, [subject, predicate, object]);
                }
                over_graphs(&self.default, true)
            }
            None => over_graphs(&self.named, false),
            Some(Some(name)) => match self.graph(*name) {
                None => Source::Nothing,
                Some(graph) => Source::Graph { places: graph.about(subject), graph, predicate, object },
            },
        };
        Scan::new(source, Arc::clone(&self.watch)).and(entailed)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<TermId, Stopped>> + use<'a> {
        // A list of at most a few hundred thousand numbers, already in memory: no clock needed.
        let names = self.index.graphs().filter(|(number, _)| self.named.has(*number));
        names.map(|(_, graph)| Ok(TermId(graph.name))).collect::<Vec<_>>().into_iter()
    }

    fn contains_internal_graph_name(&self, graph_name: &TermId) -> Result<bool, Stopped> {
        Ok(self.graph(*graph_name).is_some())
    }

    fn internalize_term(&self, term: Term) -> Result<TermId, Stopped> {
        self.watch.look()?;
        let term = match (self.constants, term) {
            (Constants::PreBound, Term::NamedNode(node)) => {
                prebinding::blank_node(&node).map_or(Term::NamedNode(node), Term::BlankNode)
            }
            (_, term) => term,
        };
        // The question's own first: the dictionary may have learnt the term since.
        let mut own = self.own.borrow_mut();
        if let Some(id) = own.ids.get(&term) {
            return Ok(TermId(*id));
        }
        if let Some(id) = self.index.id(&term) {
            return Ok(TermId(id));
        }
        let id =
            u32::try_from(own.terms.len()).ok().and_then(|n| PRIVATE.checked_add(n)).ok_or(Stopped::TooManyTerms)?;
        own.terms.push(term.clone());
        own.ids.insert(term, id);
        Ok(TermId(id))
    }

    fn externalize_term(&self, TermId(id): TermId) -> Result<Term, Stopped> {
        self.watch.look()?;
        let term = match id.checked_sub(PRIVATE) {
            None => self.index.term(id),
            Some(place) => usize::try_from(place).ok().and_then(|place| self.own.borrow().terms.get(place).cloned()),
        };
        term.ok_or(Stopped::UnknownTerm(id))
    }
}

impl Visible {
    /// The graph of this name, if the question may speak of it.
    fn graph(&self, name: TermId) -> Option<Arc<Graph>> {
        let number = self.index.graph_number(name.0).filter(|number| self.named.has(*number))?;
        self.index.graph(number).cloned()
    }
}

/// Terms that only this question knows: constants of its text, values it computed.
#[derive(Default)]
struct OwnTerms {
    ids: HashMap<Term, u32>,
    terms: Vec<Term>,
}

/// A set of graphs, by number.
#[derive(Debug)]
pub(crate) enum GraphSet {
    All,
    These(Vec<u64>),
}

impl GraphSet {
    /// These graphs.
    pub(crate) fn of(numbers: impl IntoIterator<Item = u32>) -> Self {
        let mut set = Self::These(Vec::new());
        numbers.into_iter().for_each(|number| set.put(number));
        set
    }

    /// With one more graph.
    pub(crate) fn put(&mut self, number: u32) {
        match self {
            Self::All => {}
            Self::These(set) => put(set, number),
        }
    }

    /// The same graphs, one by one: what comes later is not among them.
    pub(crate) fn counted(&self, index: &Index) -> Self {
        match self {
            Self::All => Self::of(index.graphs().map(|(number, _)| number)),
            Self::These(set) => Self::These(set.clone()),
        }
    }

    /// Those that `caller` may read.
    pub(crate) fn visible(index: &Index, caller: &Caller) -> Self {
        if index.is_all_public() || matches!(caller, Caller::Operator(_)) {
            return Self::All;
        }
        let mut set = Vec::new();
        for (number, graph) in index.graphs() {
            if Self::admits(graph, caller) {
                put(&mut set, number);
            }
        }
        Self::These(set)
    }

    /// Whether `caller` may read this one.
    pub(crate) fn admits(graph: &Graph, caller: &Caller) -> bool {
        matches!(caller, Caller::Operator(_)) || graph.admits(caller)
    }

    fn restricted(&self, index: &Index, names: &[NamedNode]) -> Self {
        let mut set = Vec::new();
        for name in names {
            let number = index.id(&Term::from(name.clone())).and_then(|id| index.graph_number(id));
            if let Some(number) = number.filter(|number| self.has(*number)) {
                put(&mut set, number);
            }
        }
        Self::These(set)
    }

    pub(crate) fn has(&self, number: u32) -> bool {
        match self {
            Self::All => true,
            Self::These(set) => {
                let (word, bit) = place(number);
                set.get(word).is_some_and(|bits| bits & bit != 0)
            }
        }
    }
}

fn put(set: &mut Vec<u64>, number: u32) {
    let (word, bit) = place(number);
    if set.len() <= word {
        set.resize(word + 1, 0);
    }
    if let Some(bits) = set.get_mut(word) {
        *bits |= bit;
    }
}

fn place(number: u32) -> (usize, u64) {
    let bit = 1 << (number % u64::BITS);
    // A graph's number indexes memory already held, so it fits.
    (usize::try_from(number / u64::BITS).unwrap_or(usize::MAX), bit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entailment::{Axiom, Rules};
    use crate::step::{Held, Step};
    use model::vocab::rdf;
    use model::{Account, AccountId, Audience, Iri, Role, Seq};
    use oxrdf::Literal;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use std::collections::{BTreeMap, BTreeSet};
    use std::time::Duration;

    const HOUR: Duration = Duration::from_hours(1);

    /// The number of `rdf:type`.
    const TYPE: u32 = 0;

    /// The number of the literal.
    const LITERAL: u32 = 13;

    fn node(n: u32) -> NamedNode {
        if n == TYPE { rdf::TYPE.into_owned() } else { NamedNode::new_unchecked(format!("urn:n{n}")) }
    }

    fn term(n: u32) -> Term {
        if n == LITERAL { Literal::from("13").into() } else { node(n).into() }
    }

    /// The subjects and predicates that documents speak with.
    const NODES: [u32; 4] = [TYPE, 1, 2, 3];

    /// The objects.
    const OBJECTS: [u32; 5] = [TYPE, 1, 2, 3, LITERAL];

    fn account(id: i64, groups: Vec<Iri>) -> Caller {
        Caller::Account(Account {
            id: AccountId(id),
            email: String::new(),
            role: Role::Reader,
            scopes: vec![model::Scope::Read],
            groups,
        })
    }

    /// The documents of one moment, kept in the plainest way.
    type Plain = BTreeMap<u32, (Audience, AccountId, BTreeSet<[u32; 3]>)>;

    fn some(rng: &mut ChaCha8Rng, of: &[u32]) -> u32 {
        of[rng.random_range(0..of.len())]
    }

    /// Some axioms, of every kind.
    fn some_axioms(rng: &mut ChaCha8Rng) -> Vec<Axiom> {
        let count = rng.random_range(0..7);
        let axiom = |_| {
            let (class, of) = (node(some(rng, &NODES)), node(some(rng, &NODES)));
            let (property, wider) = (node(some(rng, &NODES[1..])), node(some(rng, &NODES[1..])));
            let value = term(some(rng, &OBJECTS));
            match rng.random_range(0..6) {
                0 => Axiom::SubClass { class, of },
                1 => Axiom::ClassHasValue { class, property, value },
                2 => Axiom::ValueMakesClass { property, value, class },
                _ => Axiom::SubProperty { property, of: wider, turned: rng.random_bool(0.3) },
            }
        };
        (0..count).map(axiom).collect()
    }

    /// Everything that follows, in the plainest way: axiom after axiom, until nothing new comes.
    fn entailed(axioms: &[Axiom], stated: &BTreeSet<[u32; 3]>) -> BTreeSet<[u32; 3]> {
        let is = |number: u32, name: &NamedNode| node(number) == *name;
        let number = |name: &NamedNode| NODES.into_iter().find(|number| is(*number, name)).unwrap();
        let mut all = stated.clone();
        loop {
            let mut next = all.clone();
            for [s, p, o] in &all {
                for axiom in axioms {
                    match axiom {
                        Axiom::SubClass { class, of } if *p == TYPE && is(*o, class) => {
                            next.insert([*s, TYPE, number(of)]);
                        }
                        Axiom::SubProperty { property, of, turned } if is(*p, property) => {
                            next.insert(if *turned { [*o, number(of), *s] } else { [*s, number(of), *o] });
                        }
                        Axiom::ClassHasValue { class, property, value } if *p == TYPE && is(*o, class) => {
                            let value = OBJECTS.into_iter().find(|number| term(*number) == *value).unwrap();
                            next.insert([*s, number(property), value]);
                        }
                        Axiom::ValueMakesClass { property, value, class } if is(*p, property) && term(*o) == *value => {
                            next.insert([*s, TYPE, number(class)]);
                        }
                        Axiom::SubClass { .. }
                        | Axiom::SubProperty { .. }
                        | Axiom::ClassHasValue { .. }
                        | Axiom::ValueMakesClass { .. } => {}
                    }
                }
            }
            if next.len() == all.len() {
                all.retain(|[s, ..]| *s != LITERAL);
                return all;
            }
            all = next;
        }
    }

    /// Some change to one of twelve documents, which share subjects as only documents from elsewhere could.
    fn change(rng: &mut ChaCha8Rng, seq: u64, index: &mut Index, plain: &mut Plain) {
        let graph = rng.random_range(0..12);
        let iri = Iri::from_named_node(node(graph));
        let mut held = None;
        plain.remove(&graph);
        if rng.random_bool(0.8) {
            let triples: BTreeSet<[u32; 3]> = (0..rng.random_range(0..12))
                .map(|_| [some(rng, &NODES), some(rng, &NODES), some(rng, &OBJECTS)])
                .collect();
            let line = |[s, p, o]: &[u32; 3]| format!("{} {} {} .\n", node(*s), node(*p), term(*o));
            let audience = match rng.random_range(0..5) {
                0 => Audience::Private,
                1 => Audience::Members,
                2 => Audience::Group(Iri::parse("urn:group").unwrap()),
                _ => Audience::Public,
            };
            let owner = AccountId(rng.random_range(1..3));
            let canonical = triples.iter().map(line).collect::<String>().into();
            held = Some(Held { canonical, audience: audience.clone(), owner, source: None });
            plain.insert(graph, (audience, owner, triples));
        }
        index.apply(&Step { seq: Seq(seq), iri, held }).unwrap();
    }

    /// `axioms`: `None` where what is entailed is left out.
    fn check(index: &Index, plain: &Plain, caller: &Caller, scope: &Scope, axioms: Option<&[Axiom]>) {
        let visible =
            Visible::new(Ground::Union, index.clone(), caller, scope, axioms.is_some(), Arc::new(Watch::start(HOUR)));
        let within = |names: &[NamedNode], graph: u32| names.contains(&node(graph));
        let admitted = plain.iter().filter(|(_, (audience, owner, _))| audience.admits(caller, *owner));
        let admitted: Vec<(u32, &BTreeSet<[u32; 3]>)> =
            admitted.map(|(graph, (_, _, triples))| (*graph, triples)).collect();
        let in_default = |graph| match scope {
            Scope::Everything => true,
            Scope::Only { default, .. } | Scope::With(default) => within(default, graph),
        };
        let in_named = |graph| match scope {
            Scope::Everything | Scope::With(_) => true,
            Scope::Only { named, .. } => within(named, graph),
        };
        let ids: Vec<TermId> = (0..14).map(|n| visible.internalize_term(term(n)).unwrap()).collect();
        let number = |id: TermId| (0..).zip(&ids).find(|(_, known)| **known == id).unwrap().0;
        let found = |s: Option<u32>, p: Option<u32>, o: Option<u32>, graph: Option<Option<u32>>| {
            let id = |n: Option<u32>| n.map(|n| &ids[n as usize]);
            let quads = visible.internal_quads_for_pattern(id(s), id(p), id(o), graph.map(id)).map(|quad| {
                let quad = quad.unwrap();
                (quad.graph_name.map(number), [quad.subject, quad.predicate, quad.object].map(number))
            });
            let mut quads: Vec<(Option<u32>, [u32; 3])> = quads.collect();
            quads.sort_unstable();
            quads
        };
        let stated = admitted.iter().filter(|(graph, _)| in_default(*graph)).flat_map(|(_, triples)| *triples);
        let stated: BTreeSet<[u32; 3]> = stated.copied().collect();
        let whole = axioms.map_or(stated.clone(), |axioms| entailed(axioms, &stated));
        let terms = [None, Some(0), Some(1), Some(2), Some(3), Some(LITERAL)];
        for pattern in 0..216 {
            let (s, p, o) = (terms[pattern % 6], terms[pattern / 6 % 6], terms[pattern / 36]);
            let fits = |[a, b, c]: &&[u32; 3]| {
                s.is_none_or(|s| s == *a) && p.is_none_or(|p| p == *b) && o.is_none_or(|o| o == *c)
            };
            let union: Vec<(Option<u32>, [u32; 3])> = whole.iter().filter(fits).map(|triple| (None, *triple)).collect();
            assert_eq!(found(s, p, o, Some(None)), union, "{axioms:?} {stated:?}");
            let mut named = Vec::new();
            for (graph, triples) in admitted.iter().filter(|(graph, _)| in_named(*graph)) {
                let these: Vec<_> = triples.iter().filter(fits).map(|triple| (Some(*graph), *triple)).collect();
                assert_eq!(found(s, p, o, Some(Some(*graph))), these);
                named.extend(these);
            }
            named.sort_unstable();
            assert_eq!(found(s, p, o, None), named);
        }
        let mut names: Vec<u32> = visible.internal_named_graphs().map(|id| number(id.unwrap())).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            admitted.iter().map(|(graph, _)| *graph).filter(|graph| in_named(*graph)).collect::<Vec<_>>()
        );
        for graph in 0..13 {
            assert_eq!(visible.contains_internal_graph_name(&ids[graph as usize]).unwrap(), names.contains(&graph));
            assert!(names.contains(&graph) || found(None, None, None, Some(Some(graph))).is_empty());
        }
    }

    #[test]
    fn it_is_what_brute_force_says() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let callers = [
            Caller::Anonymous,
            account(1, vec![]),
            account(3, vec![Iri::parse("urn:group").unwrap()]),
            Caller::Operator(AccountId(9)),
        ];
        let mut entailing = 0;
        for round in 0..40 {
            // The first one without rules, as far as it goes.
            let axioms = if round == 0 { Vec::new() } else { some_axioms(&mut rng) };
            let mut index = Index::with(Arc::new(Rules::of(&axioms))).unwrap();
            let mut plain = Plain::new();
            entailing += usize::from(!axioms.is_empty());
            for seq in 1..30 {
                change(&mut rng, seq, &mut index, &mut plain);
                if seq % 3 == 0 {
                    let mut some = || (0..rng.random_range(0..6)).map(|_| node(rng.random_range(0..13))).collect();
                    let scope = Scope::Only { default: some(), named: some() };
                    let caller = &callers[usize::try_from(seq / 3).unwrap() % callers.len()];
                    check(&index, &plain, caller, &Scope::Everything, Some(&axioms));
                    check(&index, &plain, caller, &scope, Some(&axioms));
                    check(&index, &plain, caller, &scope, None);
                    let with = Scope::With(vec![node(rng.random_range(0..13))]);
                    check(&index, &plain, caller, &with, None);
                }
            }
        }
        assert!(entailing > 20, "{entailing}");
    }

    /// A document from elsewhere, and what it says itself of where it is from.
    fn from(index: &mut Index, seq: u64, audience: Audience, says: &str, source: Option<u32>) {
        let source = source.map(|source| Iri::from_named_node(node(source)));
        let held = Held { canonical: says.into(), audience, owner: AccountId(1), source };
        index.apply(&Step { seq: Seq(seq), iri: Iri::from_named_node(node(1)), held: Some(held) }).unwrap();
    }

    #[test]
    fn where_a_document_is_from_is_in_the_default_graph_for_whoever_may_read_it() {
        const TELLS: &str = "<urn:n1> <http://purl.org/dc/terms/source> <urn:n9>";
        const SAYS: &str = "<urn:n1> <urn:n2> <urn:n3>";
        let mut index = Index::default();
        let read = |index: &Index, caller: &Caller, scope: &Scope, graph: Option<Option<u32>>| {
            let visible =
                Visible::new(Ground::Union, index.clone(), caller, scope, false, Arc::new(Watch::start(HOUR)));
            let name = |n| visible.internalize_term(node(n).into()).unwrap();
            let graph = graph.map(|graph| graph.map(name));
            let quads = visible.internal_quads_for_pattern(None, None, None, graph.as_ref().map(Option::as_ref));
            let text = |id| visible.externalize_term(id).unwrap().to_string();
            let mut lines: Vec<String> = quads
                .map(|quad| quad.unwrap())
                .map(|quad| [quad.subject, quad.predicate, quad.object].map(text).join(" "))
                .collect();
            lines.sort();
            lines
        };
        let (all, stranger) = (&Scope::Everything, &Caller::Anonymous);
        let of = |n| Scope::Only { default: vec![node(n)], named: vec![node(n)] };
        let mut check = |(seq, audience, says): (u64, Audience, &str), source, sees: [&[&str]; 3]| {
            let canonical = format!("{says} .\n");
            from(&mut index, seq, audience, &canonical, source);
            let [strangers, members, named] = sees;
            assert_eq!(read(&index, stranger, all, Some(None)), strangers, "{seq}");
            assert_eq!(read(&index, &account(7, vec![]), all, Some(None)), members, "{seq}");
            assert_eq!(read(&index, &account(7, vec![]), &of(1), Some(None)), members, "{seq}: FROM");
            assert!(read(&index, &account(7, vec![]), &of(4), Some(None)).is_empty(), "{seq}: FROM another");
            for graph in [None, Some(Some(1))] {
                assert_eq!(read(&index, &account(7, vec![]), all, graph), named, "{seq}: {graph:?}");
            }
        };
        let both: &[&str] = &[TELLS, SAYS];
        check((1, Audience::Public, SAYS), None, [&[SAYS]; 3]);
        check((2, Audience::Public, SAYS), Some(9), [both, both, &[SAYS]]);
        check((3, Audience::Network, SAYS), Some(9), [&[], both, &[SAYS]]);
        // Where it says so itself, it is said once, and in its graph.
        check((4, Audience::Public, TELLS), Some(9), [&[TELLS]; 3]);
        check((5, Audience::Public, SAYS), Some(9), [both, both, &[SAYS]]);
        check((6, Audience::Public, SAYS), None, [&[SAYS]; 3]);
        from(&mut index, 7, Audience::Public, "<urn:n1> <urn:n2> <urn:n3> .\n", Some(9));
        index.apply(&Step { seq: Seq(8), iri: Iri::from_named_node(node(1)), held: None }).unwrap();
        assert!(read(&index, &Caller::Operator(AccountId(9)), all, Some(None)).is_empty());
    }

    #[test]
    fn a_scan_yields_its_error_once() {
        let mut index = Index::default();
        let canonical = "<urn:a> <urn:b> <urn:c> .\n".into();
        let held = Some(Held { canonical, audience: Audience::Public, owner: AccountId(1), source: None });
        index.apply(&Step { seq: Seq(1), iri: Iri::parse("urn:a").unwrap(), held }).unwrap();
        let stopped = |watch: Watch| {
            let visible = Visible::new(
                Ground::Union,
                index.clone(),
                &Caller::Anonymous,
                &Scope::Everything,
                false,
                Arc::new(watch),
            );
            let scan = visible.internal_quads_for_pattern(None, None, None, None);
            scan.map(|quad| quad.map(|_| ()).unwrap_err()).collect::<Vec<_>>()
        };
        assert_eq!(stopped(Watch::start(Duration::ZERO)), [Stopped::TooLong]);
        let cancelled = Watch::start(HOUR);
        cancelled.cancel();
        assert_eq!(stopped(cancelled), [Stopped::Cancelled]);
    }

    #[test]
    fn a_term_learnt_later_keeps_the_number_the_question_gave_it() {
        let mut index = Index::default();
        let visible = Visible::new(
            Ground::Union,
            index.clone(),
            &Caller::Anonymous,
            &Scope::Everything,
            false,
            Arc::new(Watch::start(HOUR)),
        );
        let before = visible.internalize_term(node(1).into()).unwrap();
        let held = Some(Held { canonical: "".into(), audience: Audience::Public, owner: AccountId(1), source: None });
        index.apply(&Step { seq: Seq(1), iri: Iri::from_named_node(node(1)), held }).unwrap();
        assert_eq!(visible.internalize_term(node(1).into()).unwrap(), before);
        assert_eq!(visible.externalize_term(before).unwrap(), node(1).into());
        assert!(visible.externalize_term(TermId(77)).is_err());
    }
}
