//! Associations: the one that they tie says so itself, with the part it has.

use super::said::Said;
use super::subjects::{Subjects, name_of, term_of};
use super::words::{TIES, Tie};
use crate::sorting::Sorter;
use model::vocab::rdf;
use oxrdf::Term;
use std::io;

/// Statements that are said of one association at most, and that come of it: what has more is none.
const MOST: usize = 10_000;

/// What waits for what may be an association: what it says, and what points at it as such.
#[derive(Debug)]
pub(super) struct Ties {
    lines: Sorter,
}

/// What is said around one of them.
#[derive(Debug, Default)]
struct Around {
    own: Vec<Said>,
    pointing: Vec<Said>,
}

impl Ties {
    pub(super) fn new() -> Self {
        Self { lines: Sorter::new() }
    }

    /// Takes what is said if it is of use here, else gives it back.
    pub(super) fn take(&mut self, said: Said, subjects: &Subjects) -> io::Result<Option<Said>> {
        let points = TIES.iter().any(|tie| said.word == tie.from[1] || said.word == tie.to[1]);
        let other = points.then(|| subjects.find(&said.value()?)).flatten();
        if let Some(other) = other {
            self.lines.push(format!("{other:08x}\tp{}", said.line()))?;
        } else if subjects.get(said.number).may_tie {
            self.lines.push(format!("{:08x}\to{}", said.number, said.line()))?;
        } else {
            return Ok(Some(said));
        }
        Ok(None)
    }

    /// Gives what is said once associations are.
    pub(super) fn settle(
        self,
        subjects: &mut Subjects,
        mut give: impl FnMut(Said, &mut Subjects) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut around: Option<(u32, Around)> = None;
        for line in self.lines.sorted()? {
            let line = line?;
            let Some((number, kind, said)) = parts(&line) else { continue };
            if around.as_ref().is_some_and(|(before, _)| *before != number)
                && let Some((before, around)) = around.take()
            {
                around.settle(before, subjects, &mut give)?;
            }
            let (_, around) = around.get_or_insert_with(|| (number, Around::default()));
            let kept = if kind == 'o' { &mut around.own } else { &mut around.pointing };
            if kept.len() > MOST { give(said, subjects)? } else { kept.push(said) }
        }
        match around {
            Some((number, around)) => around.settle(number, subjects, &mut give),
            None => Ok(()),
        }
    }
}

fn parts(line: &str) -> Option<(u32, char, Said)> {
    let (number, rest) = line.split_once('\t')?;
    let (kind, said) = (rest.chars().next()?, rest.get(1..)?);
    Some((u32::from_str_radix(number, 16).ok()?, kind, Said::of(said)?))
}

impl Around {
    fn settle(
        mut self,
        number: u32,
        subjects: &mut Subjects,
        give: &mut impl FnMut(Said, &mut Subjects) -> io::Result<()>,
    ) -> io::Result<()> {
        for tie in &TIES {
            let [from, to] = [self.ends(tie.from), self.ends(tie.to)];
            let is_whole = !from.is_empty() && from.iter().all(|end| subjects.find(end).is_some());
            let rest: Vec<Said> = self.own.iter().filter(|said| !is_of(tie, &said.word)).cloned().collect();
            let is_small =
                self.own.len().max(self.pointing.len()) <= MOST && from.len() * (to.len() + rest.len()) <= MOST;
            if !is_whole || to.is_empty() || !is_small {
                continue;
            }
            subjects.is_tie(number);
            self.pointing.retain(|said| said.word != tie.from[1] && said.word != tie.to[1]);
            for end in from {
                let Some((number, name)) = subjects.find(&end).zip(name_of(&end)) else { continue };
                for to in &to {
                    give(Said::new(number, &name, tie.says, to), subjects)?;
                }
                for said in &rest {
                    give(Said { number, name: name.clone(), ..said.clone() }, subjects)?;
                }
            }
        }
        self.own.into_iter().chain(self.pointing).try_for_each(|said| give(said, subjects))
    }

    /// Whom it ties: whom it points at, and who points at it.
    fn ends(&self, words: [&str; 2]) -> Vec<Term> {
        let named = |term: Term| name_of(&term).map_or(term, |name| term_of(&name));
        let pointed = self.own.iter().filter(|said| said.word == words[0]).filter_map(|said| said.value().map(named));
        let pointing = self.pointing.iter().filter(|said| said.word == words[1]).map(|said| term_of(&said.name));
        let mut ends: Vec<Term> = pointed.chain(pointing).collect();
        ends.sort_by_cached_key(Term::to_string);
        ends.dedup();
        ends
    }
}

fn is_of(tie: &Tie, word: &str) -> bool {
    [tie.from[0], tie.to[0], tie.from[1], tie.to[1], rdf::TYPE.as_str()].contains(&word)
}
