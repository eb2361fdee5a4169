//! Sheets of which is known who is whose.

use crate::chance::Chance;
use crate::organization;
use crate::telling;
use crate::towns::{self, Towns};
use same::Sheet;
use std::collections::BTreeMap;

pub(crate) struct Truth {
    pub(crate) sheets: Vec<Sheet>,
    /// Whose each is.
    pub(crate) organizations: Vec<usize>,
    pub(crate) are_towns_real: bool,
}

impl Truth {
    /// So many sheets, mixed.
    pub(crate) fn of(seed: u64, count: usize) -> Self {
        let mut chance = Chance::of(seed);
        let towns = Towns::read(towns::shared().as_deref(), &mut chance);
        // An organisation has seven sheets in four of these.
        let mut all = organization::all(count * 3 / 5, &towns, &mut chance);
        chance.mix(&mut all);
        let mut told: Vec<(usize, Sheet)> = Vec::new();
        for (number, organization) in all.iter().enumerate() {
            told.extend(telling::of(organization, number, &mut chance).into_iter().map(|sheet| (number, sheet)));
        }
        assert!(told.len() >= count, "{} sheets", told.len());
        told.truncate(count);
        chance.mix(&mut told);
        let (organizations, sheets) = told.into_iter().unzip();
        Self { sheets, organizations, are_towns_real: towns.are_real }
    }

    /// How many pairs of sheets are of one organisation.
    pub(crate) fn pairs(&self) -> usize {
        let mut sheets = BTreeMap::<usize, usize>::new();
        for organization in &self.organizations {
            *sheets.entry(*organization).or_default() += 1;
        }
        sheets.values().map(|count| count * (count - 1) / 2).sum()
    }

    pub(crate) fn are_one(&self, one: usize, other: usize) -> bool {
        self.organizations[one] == self.organizations[other]
    }
}
