//! Rows of four numbers, sorted, in leaves that are shared between snapshots until one of them is written to.
//!
//! Cloning costs one reference count; replacing a document after a clone copies the list of leaves and the few leaves
//! that change.

use std::sync::Arc;

/// Four numbers, compared from the left.
pub(crate) type Row = [u32; 4];

/// A leaf is cut in two when it grows beyond this many rows.
const FULL: usize = 1024;

/// A leaf is joined to the next one when both together have no more than this.
const SPARSE: usize = 256;

/// A sorted set of rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Order {
    leaves: Arc<Vec<Leaf>>,
}

#[derive(Debug, Clone)]
struct Leaf {
    /// A copy of the first row, to find the leaf without touching its rows.
    first: Row,
    rows: Arc<Vec<Row>>,
}

impl Order {
    /// Puts a row in; nothing happens if it is there.
    pub(crate) fn insert(&mut self, row: Row) {
        let at = self.leaf_of(&row);
        let leaves = Arc::make_mut(&mut self.leaves);
        let Some(leaf) = leaves.get_mut(at) else {
            leaves.push(Leaf { first: row, rows: Arc::new(vec![row]) });
            return;
        };
        let Err(place) = leaf.rows.binary_search(&row) else { return };
        let rows = Arc::make_mut(&mut leaf.rows);
        rows.insert(place, row);
        leaf.first = leaf.first.min(row);
        if rows.len() > FULL {
            let second = rows.split_off(FULL / 2);
            if let Some(first) = second.first().copied() {
                leaves.insert(at + 1, Leaf { first, rows: Arc::new(second) });
            }
        }
    }

    /// Takes a row out; nothing happens if it is not there.
    pub(crate) fn remove(&mut self, row: Row) {
        let at = self.leaf_of(&row);
        let leaves = Arc::make_mut(&mut self.leaves);
        let Some(leaf) = leaves.get_mut(at) else { return };
        let Ok(place) = leaf.rows.binary_search(&row) else { return };
        let rows = Arc::make_mut(&mut leaf.rows);
        rows.remove(place);
        let Some(first) = rows.first().copied() else {
            leaves.remove(at);
            return;
        };
        leaf.first = first;
        let left = leaf.rows.len();
        if leaves.get(at + 1).is_some_and(|next| next.rows.len() + left <= SPARSE) {
            let next = leaves.remove(at + 1);
            if let Some(leaf) = leaves.get_mut(at) {
                Arc::make_mut(&mut leaf.rows).extend_from_slice(&next.rows);
            }
        }
    }

    /// The rows that begin with `prefix`, in order.
    pub(crate) fn beginning_with(&self, prefix: &[u32]) -> Rows {
        let mut low: Row = [0; 4];
        let mut high: Row = [u32::MAX; 4];
        for (place, number) in low.iter_mut().zip(prefix) {
            *place = *number;
        }
        for (place, number) in high.iter_mut().zip(prefix) {
            *place = *number;
        }
        let leaf = self.leaf_of(&low);
        let row = self.leaves.get(leaf).map_or(0, |leaf| leaf.rows.partition_point(|row| *row < low));
        Rows { leaves: Arc::clone(&self.leaves), leaf, row, high }
    }

    /// Where the leaf is that has or would have `row`.
    fn leaf_of(&self, row: &Row) -> usize {
        self.leaves.partition_point(|leaf| leaf.first <= *row).saturating_sub(1)
    }
}

/// Rows of a snapshot, read one after the other.
#[derive(Debug)]
pub(crate) struct Rows {
    leaves: Arc<Vec<Leaf>>,
    leaf: usize,
    row: usize,
    high: Row,
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            let leaf = self.leaves.get(self.leaf)?;
            if let Some(row) = leaf.rows.get(self.row) {
                self.row += 1;
                return (*row <= self.high).then_some(*row);
            }
            self.leaf += 1;
            self.row = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use std::collections::BTreeSet;

    #[test]
    fn it_is_a_sorted_set_and_clones_do_not_move() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(42);
        let mut order = Order::default();
        let mut expected = BTreeSet::new();
        // Growing, then shrinking, so that leaves are cut and joined.
        for (round, likely) in [(0, 0.9), (1, 0.5), (2, 0.05)] {
            let (before, expected_before) = (order.clone(), expected.clone());
            for _ in 0..8_000 {
                let row: Row = std::array::from_fn(|_| rng.random_range(0..9));
                if rng.random_bool(likely) {
                    order.insert(row);
                    expected.insert(row);
                } else {
                    order.remove(row);
                    expected.remove(&row);
                }
            }
            assert!(order.beginning_with(&[]).eq(expected.iter().copied()), "round {round}");
            assert!(before.beginning_with(&[]).eq(expected_before.iter().copied()), "round {round}");
            for prefix in [&[3][..], &[3, 4], &[8, 8, 8], &[2, 1, 0, 5], &[9]] {
                let wanted = expected.iter().copied().filter(|row| row.starts_with(prefix));
                assert!(order.beginning_with(prefix).eq(wanted), "round {round} {prefix:?}");
            }
        }
        assert!(expected.len() < 3_000, "the last round shrinks");
        for row in expected {
            order.remove(row);
        }
        assert_eq!(order.beginning_with(&[]).next(), None);
    }
}
