//! Sheets together: who may be whom.

use crate::blocking::{Blocks, Findable};
use crate::density::{Density, Whereabouts};
use crate::group::{Group, Member};
use crate::mark::Mark;
use crate::place::Point;
use crate::rarity::{Numbered, Words};
use crate::score::{Score, THRESHOLD};
use crate::sheet::Sheet;
use crate::towns::Towns;
use std::collections::{BTreeMap, HashMap};

/// Sheets that are compared with each other, with what is counted in all of them.
#[derive(Debug)]
pub struct Collection {
    sheets: Vec<Sheet>,
    /// The names of each sheet, by the numbers of their words.
    names: Vec<Vec<Numbered>>,
    about: Vec<Option<Point>>,
    pub(crate) words: Words,
    pub(crate) density: Density,
    groups: HashMap<Mark, Group>,
    blocks: Blocks,
    /// The words of the names of towns about each sheet, in order.
    of_towns: Vec<Vec<u32>>,
}

/// Two sheets that are likely one organisation's, by their places in the collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// One.
    pub one: usize,
    /// The other, which comes later.
    pub other: usize,
    /// How likely, and why.
    pub score: Score,
}

/// What came of comparing all.
#[derive(Debug)]
pub struct Compared {
    /// Those from [`THRESHOLD`] on.
    pub candidates: Vec<Candidate>,
    /// How many comparisons it took.
    pub comparisons: usize,
}

/// A sheet, with what others tell of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) number: usize,
    pub(crate) sheet: &'a Sheet,
    pub(crate) names: &'a [Numbered],
    /// Where it is, or its town.
    pub(crate) about: Option<Point>,
    /// The words of the names of the towns about it.
    pub(crate) of_towns: &'a [u32],
}

impl<'a> Known<'a> {
    pub(crate) fn whereabouts(self) -> Whereabouts<'a> {
        Whereabouts { point: self.sheet.point, about: self.about, town: &self.sheet.town }
    }
}

impl Collection {
    /// Of these sheets.
    pub fn of(sheets: Vec<Sheet>) -> Self {
        let words = Words::of(&sheets);
        let density = Density::of(&sheets);
        let names: Vec<Vec<Numbered>> =
            sheets.iter().map(|sheet| sheet.names.iter().map(|name| words.name(name)).collect()).collect();
        let about: Vec<Option<Point>> =
            sheets.iter().map(|sheet| sheet.point.or_else(|| density.centre_of(&sheet.town))).collect();
        let groups = groups(&sheets, &names, &about);
        let towns = Towns::of(&sheets, &about, &words);
        let of_towns: Vec<Vec<u32>> =
            sheets.iter().zip(&about).map(|(sheet, about)| towns.about(*about, sheet, &words)).collect();
        let blocks = blocks(&sheets, &names, &about, &words, &of_towns);
        Self { sheets, names, about, words, density, groups, blocks, of_towns }
    }

    /// The sheets, in their order.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// What is known of a sheet.
    pub(crate) fn known(&self, number: usize) -> Option<Known<'_>> {
        let (sheet, names) = (self.sheets.get(number)?, self.names.get(number)?);
        let (about, of_towns) = (*self.about.get(number)?, self.of_towns.get(number)?);
        Some(Known { number, sheet, names, about, of_towns })
    }

    /// Those who share a mark.
    pub(crate) fn group(&self, mark: &Mark) -> Option<&Group> {
        self.groups.get(mark)
    }

    /// All pairs that are likely one organisation's.
    pub fn compare_all(&self) -> Compared {
        let mut compared = Compared { candidates: Vec::new(), comparisons: 0 };
        for one in 0..self.sheets.len() {
            for other in self.blocks.neighbours(one).into_iter().filter(|other| *other > one) {
                compared.comparisons += 1;
                compared.candidates.extend(self.candidate(one, other));
            }
        }
        compared
    }

    fn candidate(&self, one: usize, other: usize) -> Option<Candidate> {
        let score = self.compare(one, other)?;
        (score.bits() >= THRESHOLD).then_some(Candidate { one, other, score })
    }
}

fn groups(sheets: &[Sheet], names: &[Vec<Numbered>], about: &[Option<Point>]) -> HashMap<Mark, Group> {
    let mut members: BTreeMap<&Mark, Vec<usize>> = BTreeMap::new();
    for (number, sheet) in sheets.iter().enumerate() {
        for mark in &sheet.marks {
            members.entry(mark).or_default().push(number);
        }
    }
    let member = |number: usize| Member {
        number,
        point: about.get(number).copied().flatten(),
        names: names.get(number).map_or(&[], Vec::as_slice),
    };
    let shared = members.into_iter().filter(|(_, members)| members.len() > 1);
    shared.map(|(mark, members)| (mark.clone(), Group::of(members.into_iter().map(member)))).collect()
}

fn blocks(
    sheets: &[Sheet],
    names: &[Vec<Numbered>],
    about: &[Option<Point>],
    words: &Words,
    of_towns: &[Vec<u32>],
) -> Blocks {
    let findable: Vec<Findable<'_>> = sheets
        .iter()
        .zip(names)
        .zip(about)
        .zip(of_towns)
        .map(|(((sheet, names), point), of_towns)| {
            let rarest_first = |name: &Numbered| {
                let mut name = name.words.clone();
                name.sort_by(|one, other| {
                    let is_of_town = |word: &u32| of_towns.binary_search(word).is_ok();
                    is_of_town(one).cmp(&is_of_town(other)).then(words.bits(*other).total_cmp(&words.bits(*one)))
                });
                name.into_iter().map(|word| words.text(word)).collect()
            };
            Findable {
                marks: sheet.marks.iter().collect(),
                names: names.iter().map(rarest_first).collect(),
                point: *point,
                towns: sheet.town.keys().collect(),
            }
        })
        .collect();
    Blocks::of(&findable)
}

#[cfg(test)]
mod tests;
