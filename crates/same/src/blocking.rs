//! Who is compared with whom: those who share a key. Everybody with everybody would be a billion comparisons for fifty
//! thousand sheets.
//!
//! A key is a mark, a whole name, or a word of a name (its beginning, its end: so one typing error leaves one of them) within
//! some twenty kilometres. A key that too many share does not compare them all: each is compared with those who stand beside
//! it in the order of names, and in that of places. So a sheet has a bounded number of comparisons, whatever their number.

use crate::mark::Mark;
use crate::place::Point;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many may share a key and be compared all.
const BLOCK: usize = 24;
/// With how many each is compared on either side, in a larger block.
const BESIDE: usize = 4;
/// Height of the cells in which words are looked for, in degrees.
const AROUND: f64 = 0.2;
/// Of those in which all are compared.
const DOOR: f64 = 0.004;
/// Three grids of cells: what is nearer than a third of a cell shares one, as a border either way parts it in one grid at most.
const GRIDS: [f64; 3] = [0.0, 1.0 / 3.0, 2.0 / 3.0];
/// How many words of a name are keys, the rarest first.
const WORDS: usize = 3;
/// How many letters its beginning and its end have.
const PART: usize = 4;

/// What a sheet is found by.
pub(crate) struct Findable<'a> {
    pub(crate) marks: Vec<&'a Mark>,
    /// The words of each name, the rarest first.
    pub(crate) names: Vec<Vec<&'a str>>,
    pub(crate) point: Option<Point>,
    /// Texts under which its town is found.
    pub(crate) towns: Vec<String>,
}

/// The blocks, and in which each sheet is.
#[derive(Debug)]
pub(crate) struct Blocks {
    all: Vec<Block>,
    /// In which of them each sheet is.
    of: Vec<Vec<usize>>,
    /// The place of each sheet in the order of names, and in that of places.
    orders: [Vec<usize>; 2],
}

#[derive(Debug)]
enum Block {
    Small(Vec<usize>),
    /// The same, in both orders.
    Large([Vec<usize>; 2]),
}

impl Blocks {
    pub(crate) fn of(sheets: &[Findable<'_>]) -> Self {
        let mut numbers: HashMap<u64, usize> = HashMap::new();
        let mut members: Vec<Vec<usize>> = Vec::new();
        for (sheet, findable) in sheets.iter().enumerate() {
            for key in findable.keys() {
                let number = *numbers.entry(key).or_insert(members.len());
                if number == members.len() {
                    members.push(Vec::new());
                }
                if let Some(block) = members.get_mut(number) {
                    block.push(sheet);
                }
            }
        }
        let orders = [ranks(sheets, Findable::in_words), ranks(sheets, Findable::in_space)];
        let mut of = vec![Vec::new(); sheets.len()];
        let mut blocks = Vec::new();
        for members in members.into_iter().filter(|members| members.len() > 1) {
            for sheet in &members {
                if let Some(of) = of.get_mut(*sheet) {
                    of.push(blocks.len());
                }
            }
            blocks.push(Block::of(members, &orders));
        }
        Self { all: blocks, of, orders }
    }

    /// Whom a sheet is compared with, in order.
    pub(crate) fn neighbours(&self, sheet: usize) -> Vec<usize> {
        let mut all = Vec::new();
        for block in self.of.get(sheet).into_iter().flatten().filter_map(|block| self.all.get(*block)) {
            match block {
                Block::Small(members) => all.extend_from_slice(members),
                Block::Large(sorted) => {
                    for (members, ranks) in sorted.iter().zip(&self.orders) {
                        let place = members.partition_point(|other| ranks.get(*other) < ranks.get(sheet));
                        let beside = place.saturating_sub(BESIDE)..(place + BESIDE + 1).min(members.len());
                        all.extend_from_slice(members.get(beside).unwrap_or_default());
                    }
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all.retain(|other| *other != sheet);
        all
    }
}

impl Block {
    fn of(members: Vec<usize>, orders: &[Vec<usize>; 2]) -> Self {
        if members.len() <= BLOCK {
            return Self::Small(members);
        }
        Self::Large(orders.each_ref().map(|ranks| {
            let mut sorted = members.clone();
            sorted.sort_unstable_by_key(|sheet| ranks.get(*sheet));
            sorted
        }))
    }
}

impl Findable<'_> {
    fn keys(&self) -> Vec<u64> {
        let mut keys: Vec<u64> = self.marks.iter().map(key).collect();
        for name in &self.names {
            let mut whole = name.clone();
            whole.sort_unstable();
            keys.push(key(&("name", whole.concat())));
            for word in name.iter().take(WORDS) {
                let letters: Vec<char> = word.chars().collect();
                let parts =
                    [letters.get(..PART), letters.len().checked_sub(PART).and_then(|start| letters.get(start..))];
                for (end, part) in ["begins", "ends"].into_iter().zip(parts) {
                    let part = part.unwrap_or(&letters);
                    keys.extend(self.cells(AROUND).map(|cell| key(&(end, part, cell))));
                    keys.extend(self.towns.iter().map(|town| key(&(end, part, town))));
                }
            }
        }
        keys.extend(self.cells(DOOR).map(|cell| key(&("door", cell))));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn cells(&self, degrees: f64) -> impl Iterator<Item = (usize, (i32, i32))> {
        let point = self.point;
        GRIDS.into_iter().enumerate().filter_map(move |(grid, shift)| Some((grid, point?.cell(degrees, shift))))
    }

    fn in_words(&self) -> String {
        let mut words = self.names.first().cloned().unwrap_or_default();
        words.sort_unstable();
        words.concat()
    }

    /// Row by row, a kilometre high.
    fn in_space(&self) -> ((i32, i32), String) {
        let cell = self.point.map_or((i32::MAX, i32::MAX), |point| point.cell(0.01, 0.0));
        (cell, self.in_words())
    }
}

/// The place of each sheet in that order.
fn ranks<'a, K: Ord>(sheets: &[Findable<'a>], by: impl Fn(&Findable<'a>) -> K) -> Vec<usize> {
    let mut order: Vec<(K, usize)> = sheets.iter().map(by).zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, sheet)) in order.into_iter().enumerate() {
        if let Some(place) = ranks.get_mut(sheet) {
            *place = rank;
        }
    }
    ranks
}

fn key(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findable<'a>(name: &[&'a str], marks: Vec<&'a Mark>, latitude: f64) -> Findable<'a> {
        Findable { marks, names: vec![name.to_vec()], point: Point::new(latitude, 2.0), towns: Vec::new() }
    }

    #[test]
    fn a_typing_error_hides_nobody() {
        let sheets = [
            findable(&["kermadec", "ferme"], vec![], 47.0),
            findable(&["kermedac", "ferme"], vec![], 47.01),
            findable(&["kermadec", "ferme"], vec![], 45.0),
            findable(&["vaudoret", "radio"], vec![], 47.05),
        ];
        let blocks = Blocks::of(&sheets);
        assert_eq!(blocks.neighbours(0), [1, 2], "its neighbour, and its namesake far away");
        assert_eq!(blocks.neighbours(1), [0]);
        assert_eq!(blocks.neighbours(3), [0; 0]);
    }

    #[test]
    fn a_large_block_is_not_compared_as_a_whole() {
        const MANY: usize = 1_000;
        let mark = Mark { sort: crate::mark::Sort::Host, text: "gmail.com".to_owned() };
        let names: Vec<String> = (0..MANY).map(|number| format!("{}x", number * 7_919 % MANY + MANY)).collect();
        let sheets: Vec<Findable<'_>> = names
            .iter()
            .enumerate()
            .map(|(number, name)| {
                findable(&[name], vec![&mark], f64::from(u32::try_from(number).unwrap()) / 12.0 + 1.0)
            })
            .collect();
        let blocks = Blocks::of(&sheets);
        let most = (0..MANY).map(|sheet| blocks.neighbours(sheet).len()).max().unwrap();
        assert!((2 * BESIDE..=BLOCK * 3).contains(&most), "{most}");
        for sheet in 0..MANY {
            for other in blocks.neighbours(sheet) {
                assert!(blocks.neighbours(other).contains(&sheet), "either way");
            }
        }
    }
}
