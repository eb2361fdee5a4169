//! Where a list of statements holds: basic graph patterns, with a bound on the work.

use super::statement::{Slot, Statement};
use super::{PatchError, Rule};
use crate::constraint::Bindings;
use oxrdf::{TermRef, Triple};
use std::collections::{HashMap, HashSet};

/// Steps that one patch may take. A step is a look at a statement, and all of them take less than a second; a patch of
/// people takes some hundreds.
pub(super) const WORK_LIMIT: usize = 2_000_000;

/// Most statements with open places in one condition: the search descends once for each.
const OPEN_LIMIT: usize = 100;

/// The steps that are left.
pub(super) struct Work(usize);

/// No step is left.
#[derive(Debug)]
pub(super) struct Spent;

impl Work {
    pub(super) fn new() -> Self {
        Self(WORK_LIMIT)
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Spent> {
        self.0 = self.0.checked_sub(steps).ok_or(Spent)?;
        Ok(())
    }
}

/// That no step is left, as whoever wrote the operation is told.
pub(super) fn too_costly(operation: usize) -> PatchError {
    PatchError::unusable(Rule::Costly, WORK_LIMIT.to_string(), operation)
}

/// How much is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Every solution, at most so many.
    Solutions(usize),
    /// What variables can stand for, each once, at most so many: blank nodes only say that there is something.
    Mappings(usize),
}

impl Wanted {
    fn is_each_once(self) -> bool {
        matches!(self, Self::Mappings(_))
    }
}

/// The solutions of `condition` over `statements`.
pub(super) fn solutions(
    condition: &[Statement],
    statements: &HashSet<Triple>,
    wanted: Wanted,
    work: &mut Work,
) -> Result<Vec<Bindings>, Spent> {
    let (closed, open): (Vec<&Statement>, Vec<&Statement>) =
        condition.iter().partition(|statement| statement.is_closed());
    work.spend(closed.len())?;
    let nothing = Bindings::new();
    let holds = |statement: &&Statement| {
        statement.filled(&nothing, &mut HashMap::new()).is_some_and(|statement| statements.contains(&statement))
    };
    if !closed.iter().all(holds) {
        return Ok(Vec::new());
    }
    if open.is_empty() {
        return Ok(vec![nothing]);
    }
    if open.len() > OPEN_LIMIT {
        return Err(Spent);
    }
    work.spend(statements.len())?;
    let graph = Graph::new(statements);
    let mut names = Vec::new();
    let open: Vec<[Place<'_>; 3]> = open.iter().map(|statement| places(statement, &mut names)).collect();
    let mut search = Search { graph: &graph, wanted, bound: vec![None; names.len()], names, found: Vec::new(), work };
    search.extend(&mut open.iter().collect())?;
    Ok(search.found)
}

/// One place of a statement that is looked for.
#[derive(Clone, Copy)]
enum Place<'s> {
    Closed(TermRef<'s>),
    /// The number of what it is called.
    Open(usize),
}

fn places<'s>(statement: &'s Statement, names: &mut Vec<&'s Slot>) -> [Place<'s>; 3] {
    statement.slots().map(|slot| match slot {
        Slot::Term(term) => Place::Closed(term.as_ref()),
        Slot::Variable(_) | Slot::Blank(_) => {
            let known = names.iter().position(|name| *name == slot);
            Place::Open(known.unwrap_or_else(|| {
                names.push(slot);
                names.len() - 1
            }))
        }
    })
}

/// The statements by each of their places.
struct Graph<'a> {
    statements: Vec<[TermRef<'a>; 3]>,
    places: [HashMap<TermRef<'a>, Vec<usize>>; 3],
    all: Vec<usize>,
}

impl<'a> Graph<'a> {
    fn new(statements: &'a HashSet<Triple>) -> Self {
        let statements: Vec<[TermRef<'a>; 3]> = statements
            .iter()
            .map(|triple| [triple.subject.as_ref().into(), triple.predicate.as_ref().into(), triple.object.as_ref()])
            .collect();
        let mut places: [HashMap<TermRef<'a>, Vec<usize>>; 3] = Default::default();
        for (number, terms) in statements.iter().enumerate() {
            for (place, term) in places.iter_mut().zip(terms) {
                place.entry(*term).or_default().push(number);
            }
        }
        let all = (0..statements.len()).collect();
        Self { statements, places, all }
    }
}

struct Search<'a> {
    graph: &'a Graph<'a>,
    wanted: Wanted,
    /// What the open places are called.
    names: Vec<&'a Slot>,
    /// What each of them stands for so far.
    bound: Vec<Option<TermRef<'a>>>,
    found: Vec<Bindings>,
    work: &'a mut Work,
}

impl<'a> Search<'a> {
    /// Finds what the statements that are left can stand for, the most certain of them first.
    fn extend(&mut self, left: &mut Vec<&'a [Place<'a>; 3]>) -> Result<(), Spent> {
        self.work.spend(left.len())?;
        let candidates = left.iter().enumerate().map(|(number, statement)| (number, self.candidates(statement)));
        let Some((chosen, candidates)) = candidates.min_by_key(|(_, candidates)| candidates.len()) else {
            return self.keep();
        };
        let statement = left.swap_remove(chosen);
        for number in candidates {
            self.work.spend(1)?;
            let mut new = [None; 3];
            if self.fits(statement, *number, &mut new) {
                self.extend(left)?;
            }
            for name in new.into_iter().flatten() {
                if let Some(bound) = self.bound.get_mut::<usize>(name) {
                    *bound = None;
                }
            }
            if self.is_enough() {
                break;
            }
        }
        left.push(statement);
        Ok(())
    }

    /// The statements that have what is known already in one of the places.
    fn candidates(&self, statement: &[Place<'a>; 3]) -> &'a [usize] {
        let graph = self.graph;
        let known = statement.iter().zip(&graph.places).filter_map(|(place, numbers)| {
            let term = match place {
                Place::Closed(term) => *term,
                Place::Open(name) => (*self.bound.get(*name)?)?,
            };
            Some(numbers.get(&term).map_or(&[][..], Vec::as_slice))
        });
        known.min_by_key(|candidates| candidates.len()).unwrap_or(&graph.all)
    }

    /// Whether the statement can be this one. What is open in it is bound, and told in `new`.
    fn fits(&mut self, statement: &[Place<'a>; 3], number: usize, new: &mut [Option<usize>; 3]) -> bool {
        let Some(terms) = self.graph.statements.get(number) else { return false };
        statement.iter().zip(terms).zip(new).all(|((place, term), new)| match place {
            Place::Closed(known) => known == term,
            Place::Open(name) => match self.bound.get_mut(*name) {
                Some(Some(known)) => known == term,
                Some(open) => {
                    *open = Some(*term);
                    *new = Some(*name);
                    true
                }
                None => false,
            },
        })
    }

    fn keep(&mut self) -> Result<(), Spent> {
        let told = self.names.iter().zip(&self.bound).filter_map(|(slot, term)| match slot {
            Slot::Variable(name) => Some((name.clone(), (*term)?.into_owned())),
            Slot::Term(_) | Slot::Blank(_) => None,
        });
        let solution: Bindings = told.collect();
        self.work.spend(solution.len())?;
        if self.wanted.is_each_once() && self.found.contains(&solution) {
            return Ok(());
        }
        self.found.push(solution);
        Ok(())
    }

    fn is_enough(&self) -> bool {
        let (Wanted::Solutions(most) | Wanted::Mappings(most)) = self.wanted;
        self.found.len() >= most
    }
}
