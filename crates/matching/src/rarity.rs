//! How rare a word is among what everybody may read: what is closed is not counted, so that no score tells of it.

use std::collections::HashMap;

/// Pages that are imagined beside those that are there, so that ten are judged much as ten thousand are.
const IMAGINED: f64 = 50.0;

/// In how many pages each word is. Words have places, so that what is weighed a thousand times is looked up once.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    pages: usize,
    places: HashMap<u64, usize>,
    /// By place: in how many pages that are counted, in how many altogether.
    with: Vec<(usize, usize)>,
    free: Vec<usize>,
    /// Logarithms of counts, as far as they were needed.
    logarithms: Vec<f64>,
}

/// Whether a page is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counting {
    Counted,
    Only,
}

impl Rarity {
    /// Takes up the words of a page; returns their places.
    pub(crate) fn add(&mut self, words: impl Iterator<Item = u64>, counting: Counting) -> Vec<usize> {
        let more = usize::from(counting == Counting::Counted);
        self.pages += more;
        let places: Vec<usize> = words.map(|word| self.take_place(word)).collect();
        for place in &places {
            if let Some((counted, all)) = self.with.get_mut(*place) {
                *counted += more;
                *all += 1;
            }
        }
        self.learn_logarithms();
        places
    }

    /// Forgets the words of a page.
    pub(crate) fn take(&mut self, words: impl Iterator<Item = u64>, counting: Counting) {
        let less = usize::from(counting == Counting::Counted);
        self.pages -= less;
        for word in words {
            let Some(place) = self.places.get(&word).copied() else { continue };
            let Some((counted, all)) = self.with.get_mut(place) else { continue };
            *counted -= less;
            *all -= 1;
            if *all == 0 {
                self.places.remove(&word);
                self.free.push(place);
            }
        }
    }

    /// The rarer the more; never nothing.
    pub(crate) fn of(&self, word: u64) -> f64 {
        self.places.get(&word).map_or_else(|| self.largest(), |place| self.at(*place))
    }

    /// The same of the word that has this place.
    pub(crate) fn at(&self, place: usize) -> f64 {
        let with = self.with.get(place).map_or(0, |(counted, _)| *counted);
        self.largest() - self.logarithms.get(with).copied().unwrap_or_default()
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of pages")]
    fn largest(&self) -> f64 {
        (self.pages as f64 + IMAGINED + 1.0).ln()
    }

    fn take_place(&mut self, word: u64) -> usize {
        if let Some(place) = self.places.get(&word) {
            return *place;
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.with.push((0, 0));
            self.with.len() - 1
        });
        self.places.insert(word, place);
        place
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of pages")]
    fn learn_logarithms(&mut self) {
        while self.logarithms.len() <= self.pages {
            self.logarithms.push((self.logarithms.len() as f64 + 1.0).ln());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_says_more() {
        let mut rarity = Rarity::default();
        for page in 0..100 {
            rarity.add([1, page + 2].into_iter(), Counting::Counted);
        }
        assert!(rarity.of(2) > rarity.of(1) && rarity.of(1) > 0.0 && rarity.of(9_999) > rarity.of(2));
        let before = rarity.of(1);
        let places = rarity.add([1, 7_777].into_iter(), Counting::Only);
        assert!((rarity.of(1) - before).abs() < 1e-12 && (rarity.at(places[0]) - before).abs() < 1e-12);
        rarity.take([1, 7_777].into_iter(), Counting::Only);
        for page in 0..100 {
            rarity.take([1, page + 2].into_iter(), Counting::Counted);
        }
        assert!(rarity.places.is_empty() && rarity.pages == 0 && rarity.free.len() == rarity.with.len());
    }
}
