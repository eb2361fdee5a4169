//! All cases together: how many are alike, which differences are known, and which nothing explains.

use crate::answer::Answer;
use crate::difference::{Oracle, Subject, between};
use crate::generate::Case;
use crate::known::TABLE;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// Names as files that are kept write them, so that they stay small.
const SHORT: [(&str, &str); 3] = [
    ("<https://a.example/", "<a:"),
    ("<http://www.w3.org/2001/XMLSchema#", "<xsd:"),
    ("<http://www.w3.org/1999/02/22-rdf-syntax-ns#", "<rdf:"),
];

/// A line of answers with short names.
pub fn shorten(line: &str) -> String {
    SHORT.iter().fold(line.to_owned(), |line, (long, short)| line.replace(long, short))
}

/// A line of answers with whole names.
pub fn lengthen(line: &str) -> String {
    SHORT.iter().fold(line.to_owned(), |line, (long, short)| line.replace(short, long))
}

/// What comes of comparing our answers with another engine's.
#[derive(Debug)]
pub struct Judgement {
    /// Whose.
    pub oracle: Oracle,
    /// How many cases were compared.
    pub cases: usize,
    /// How many results we told in them.
    pub results: usize,
    /// In how many cases nothing differs.
    pub alike: usize,
    /// How many differences belong to which row of the table.
    pub known: BTreeMap<&'static str, usize>,
    /// Differences that nothing explains.
    pub unexplained: Vec<String>,
}

impl Judgement {
    /// Of no case yet.
    pub fn of(oracle: Oracle) -> Self {
        Self { oracle, cases: 0, results: 0, alike: 0, known: BTreeMap::new(), unexplained: Vec::new() }
    }

    /// Compares one answer with ours.
    pub fn take(&mut self, answer: &Value) -> Result<()> {
        let seed = answer.get("id").and_then(Value::as_u64).context("an answer without id")?;
        let case = Case::of(seed);
        let ours = Answer::ours(&case).with_context(|| format!("seed {seed}"))?;
        let subject = Subject::of(&case)?;
        let differences = between(self.oracle, &subject, &ours, &Answer::read(answer)?);
        self.cases += 1;
        self.alike += usize::from(differences.is_empty());
        if let Answer::Results(counts) = &ours {
            self.results += counts.values().sum::<usize>();
        }
        for difference in &differences {
            match TABLE.iter().find(|known| known.recognises(difference)) {
                Some(known) => *self.known.entry(known.name).or_default() += 1,
                None => self.unexplained.push(format!("seed {seed}: {difference}")),
            }
        }
        Ok(())
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { oracle, cases, results, alike, .. } = self;
        writeln!(f, "{}: {cases} cases, {results} results of ours, {alike} cases alike", oracle.name())?;
        for (name, count) in &self.known {
            writeln!(f, "  {count:>6} {name}")?;
        }
        for difference in &self.unexplained {
            writeln!(f, "  UNEXPLAINED {difference}")?;
        }
        Ok(())
    }
}
