//! How rare a word is among what everybody may read: what is closed is not counted, so that no score tells of it.

use std::collections::HashMap;

/// Pages that are imagined beside those that are there, so that ten are judged much as ten thousand are.
const IMAGINED: f64 = 50.0;

/// In how many pages each word is.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    pages: usize,
    with: HashMap<u64, usize>,
}

impl Rarity {
    pub(crate) fn add(&mut self, words: impl Iterator<Item = u64>) {
        self.pages += 1;
        for word in words {
            *self.with.entry(word).or_default() += 1;
        }
    }

    pub(crate) fn take(&mut self, words: impl Iterator<Item = u64>) {
        self.pages = self.pages.saturating_sub(1);
        for word in words {
            if let Some(with) = self.with.get_mut(&word) {
                *with -= 1;
                if *with == 0 {
                    self.with.remove(&word);
                }
            }
        }
    }

    /// The rarer the more; never nothing.
    #[expect(clippy::cast_precision_loss, reason = "a count of pages")]
    pub(crate) fn of(&self, word: u64) -> f64 {
        let with = self.with.get(&word).copied().unwrap_or_default();
        ((self.pages as f64 + IMAGINED + 1.0) / (with as f64 + 1.0)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_says_more() {
        let mut rarity = Rarity::default();
        (0..100).for_each(|page| rarity.add([1, page + 2].into_iter()));
        assert!(rarity.of(2) > rarity.of(1) && rarity.of(1) > 0.0 && rarity.of(9_999) > rarity.of(2));
        (0..100).for_each(|page| rarity.take([1, page + 2].into_iter()));
        assert!(rarity.with.is_empty() && rarity.pages == 0);
    }
}
