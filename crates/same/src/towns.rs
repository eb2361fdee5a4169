//! The words of the names of towns, by where they are: in a name they tell where it is, not who. `Friperie d'Aix-en-Provence`
//! and `Ressourcerie d'Aix-en-Provence` share none but these.

use crate::place::Point;
use crate::rarity::Words;
use crate::sheet::Sheet;
use std::collections::{BTreeSet, HashMap};

/// Height of the cells in which names of towns are known, in degrees.
const AROUND: f64 = 0.05;

/// The words of the names of towns.
#[derive(Debug, Default)]
pub(crate) struct Towns {
    cells: HashMap<(i32, i32), BTreeSet<u32>>,
    codes: HashMap<String, BTreeSet<u32>>,
}

impl Towns {
    /// Those that sheets tell, with where these are if that is known.
    pub(crate) fn of(sheets: &[Sheet], about: &[Option<Point>], words: &Words) -> Self {
        let mut towns = Self::default();
        for (sheet, about) in sheets.iter().zip(about).filter(|(sheet, _)| !sheet.town.name.is_empty()) {
            let name = words.numbers(&sheet.town.name);
            if let Some(point) = about {
                towns.cells.entry(point.cell(AROUND, 0.0)).or_default().extend(&name);
            }
            for code in sheet.town.codes() {
                towns.codes.entry(code).or_default().extend(&name);
            }
        }
        towns
    }

    /// The words of those about a sheet, its own among them, in order.
    pub(crate) fn about(&self, point: Option<Point>, sheet: &Sheet, words: &Words) -> Vec<u32> {
        let around = point.and_then(|point| self.cells.get(&point.cell(AROUND, 0.0)));
        let named = sheet.town.codes().filter_map(|code| self.codes.get(&code));
        let others = around.into_iter().chain(named).flatten().copied();
        let all: BTreeSet<u32> = words.numbers(&sheet.town.name).into_iter().chain(others).collect();
        all.into_iter().collect()
    }
}
