//! Chance that is the same on each run, with the few questions that are asked of it.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Whether it happens, that does so in this share of all cases.
    pub(crate) fn says(&mut self, share: f64) -> bool {
        self.0.random_bool(share)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0.random_range(low..high)
    }

    pub(crate) fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// One of them, the first more often than the last: the square of chance.
    pub(crate) fn one_of_the_first<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        let share = self.between(0.0, 1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a short list"
        )]
        let place = (share * share * of.len() as f64) as usize;
        of[place.min(of.len() - 1)]
    }

    /// Which of these shares, that add up to one.
    pub(crate) fn share(&mut self, shares: &[f64]) -> usize {
        let mut left = self.between(0.0, 1.0);
        for (place, share) in shares.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return place;
            }
        }
        shares.len() - 1
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap())).collect()
    }

    pub(crate) fn mix<T>(&mut self, all: &mut [T]) {
        for place in (1..all.len()).rev() {
            all.swap(place, self.below(place + 1));
        }
    }
}
