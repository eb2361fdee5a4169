//! What questions have cost: which of them are long, by their shape, and who has spent how much on those.
//!
//! It is a memory and no judgement: a question whose shape is unknown is taken for a short one, and one that is taken for
//! long is answered all the same. Lost when the instance ends.

use crate::limits::{BUDGET, BUDGET_BACK, MOST_REMEMBERED, REMEMBERED};
use crate::question::Client;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Questions that differ in nothing but their constants: a page or a tool asks the same again and again, of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Outline(u64);

/// The memory of one team.
#[derive(Default)]
pub(crate) struct Costs {
    long: Mutex<BTreeMap<Outline, Instant>>,
    spent: Mutex<BTreeMap<Client, Spent>>,
}

struct Spent {
    time: Duration,
    at: Instant,
}

impl Costs {
    /// Whether questions like this one are known to be long.
    pub(crate) fn is_long(&self, outline: Outline, now: Instant) -> bool {
        let long = self.long.lock().unwrap_or_else(PoisonError::into_inner);
        long.get(&outline).is_some_and(|seen| now.saturating_duration_since(*seen) < REMEMBERED)
    }

    /// Takes note that one of them was, or was not.
    pub(crate) fn note(&self, outline: Outline, is_long: bool, now: Instant) {
        let mut long = self.long.lock().unwrap_or_else(PoisonError::into_inner);
        if is_long {
            if long.len() >= MOST_REMEMBERED {
                long.retain(|_, seen| now.saturating_duration_since(*seen) < REMEMBERED / 2);
            }
            if long.len() < MOST_REMEMBERED {
                long.insert(outline, now);
            }
        } else {
            long.remove(&outline);
        }
    }

    /// Charges a client for a long question.
    pub(crate) fn charge(&self, client: Option<Client>, time: Duration, now: Instant) {
        let Some(client) = client else { return };
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.len() >= MOST_REMEMBERED {
            spent.retain(|_, spent| spent.left(now) > Duration::ZERO);
        }
        let before = spent.get(&client).map_or(Duration::ZERO, |spent| spent.left(now));
        spent.insert(client, Spent { time: before + time, at: now });
    }

    /// How long a client has to wait until it may ask long questions again.
    pub(crate) fn owes(&self, client: Option<Client>, now: Instant) -> Option<Duration> {
        let spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let over = spent.get(&client?)?.left(now).checked_sub(BUDGET)?;
        (over > Duration::ZERO).then(|| over / BUDGET_BACK)
    }
}

impl Spent {
    fn left(&self, now: Instant) -> Duration {
        self.time.saturating_sub(now.saturating_duration_since(self.at) * BUDGET_BACK)
    }
}

impl Outline {
    /// Of a text of SPARQL: without its IRIs, strings and numbers, its space and comments. Several constants after each
    /// other are as good as one, for lists grow.
    pub(crate) fn of(text: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        let mut rest = text.as_bytes();
        let mut was_constant = false;
        while let Some((first, after)) = rest.split_first() {
            let (length, is_constant) = match first {
                byte if byte.is_ascii_whitespace() => (1, None),
                b'#' => (1 + after.iter().take_while(|byte| **byte != b'\n').count(), None),
                b'<' => match iri(rest) {
                    Some(end) => (end, Some(true)),
                    None => (1, Some(false)),
                },
                b'"' | b'\'' => (string(rest, *first), Some(true)),
                b'0'..=b'9' => (after.iter().take_while(|byte| is_of_number(**byte)).count() + 1, Some(true)),
                byte if is_of_word(*byte) => {
                    // With its digits: `?v1` is a name and no constant.
                    (
                        after.iter().take_while(|byte| is_of_word(**byte) || byte.is_ascii_digit()).count() + 1,
                        Some(false),
                    )
                }
                _ => (1, Some(false)),
            };
            let (token, after) = rest.split_at(length.min(rest.len()));
            rest = after;
            match is_constant {
                None => {}
                Some(true) => {
                    if !was_constant {
                        b'\0'.hash(&mut hasher);
                    }
                    was_constant = true;
                }
                Some(false) => {
                    token.to_ascii_lowercase().hash(&mut hasher);
                    was_constant = false;
                }
            }
        }
        Self(hasher.finish())
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'?' | b'$') || byte >= 0x80
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E')
}

/// The length of the IRI that begins here, if one does and this is not "less than".
fn iri(text: &[u8]) -> Option<usize> {
    let end = text.iter().position(|byte| matches!(byte, b'>' | b' ' | b'\n' | b'\t' | b'"' | b'{' | b'}'))?;
    (text.get(end) == Some(&b'>')).then_some(end + 1)
}

/// The length of the string that begins here.
fn string(text: &[u8], quote: u8) -> usize {
    let marks = if text.starts_with(&[quote; 3]) { 3 } else { 1 };
    let mut place = marks;
    while place < text.len() {
        match text.get(place) {
            Some(b'\\') => place += 2,
            Some(byte)
                if *byte == quote && text.get(place..place + marks).is_some_and(|end| end == vec![quote; marks]) =>
            {
                return place + marks;
            }
            _ => place += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::AccountId;

    #[test]
    fn questions_that_differ_in_constants_have_one_outline() {
        let outline = Outline::of("SELECT ?s { ?s <urn:a> \"one\" . FILTER(?s > 3) } LIMIT 10");
        for same in [
            "SELECT ?s { ?s <urn:b/c> 'it\\'s' . FILTER(?s > 4.5e7) } LIMIT 1000",
            "select  ?s\n{ ?s <urn:a> '''o'n\"e''' . # a comment { ?x\n FILTER(?s>3)} limit 1",
        ] {
            assert_eq!(Outline::of(same), outline, "{same}");
        }
        for other in [
            "SELECT ?t { ?t <urn:a> \"one\" . FILTER(?t > 3) } LIMIT 10",
            "SELECT ?s { ?s <urn:a> \"one\" . FILTER(?s < 3) } LIMIT 10",
            "SELECT ?s { ?s <urn:a> \"one\" } LIMIT 10",
            "SELECT ?s1 { ?s1 <urn:a> \"one\" . FILTER(?s1 > 3) } LIMIT 10",
            "",
        ] {
            assert_ne!(Outline::of(other), outline, "{other}");
        }
        let list = |count: usize| Outline::of(&format!("ASK {{ VALUES ?a {{ {} }} }}", "<urn:a> 1 ".repeat(count)));
        assert_eq!(list(1), list(500));
        // Whatever is cut or wrong has some outline.
        let text = "ASK { ?a < ?b . <urn:a> '''é\\";
        for end in 0..=text.len() {
            let _: Option<Outline> = text.get(..end).map(Outline::of);
        }
    }

    #[test]
    fn what_was_long_is_remembered_for_a_while() {
        let (costs, now) = (Costs::default(), Instant::now());
        let [one, two] = ["ASK {}", "SELECT * {}"].map(Outline::of);
        costs.note(one, true, now);
        assert!(costs.is_long(one, now) && !costs.is_long(two, now));
        costs.note(one, false, now);
        assert!(!costs.is_long(one, now));
        costs.note(two, true, now);
        assert!(costs.is_long(two, now + REMEMBERED / 2) && !costs.is_long(two, now + REMEMBERED));
        for number in 0..2 * MOST_REMEMBERED as u64 {
            costs.note(Outline(number), true, now);
        }
        assert_eq!(costs.long.lock().unwrap().len(), MOST_REMEMBERED);
        costs.note(one, true, now + REMEMBERED);
        assert!(costs.is_long(one, now + REMEMBERED), "the oldest make room");
    }

    #[test]
    fn a_budget_is_given_back_in_time() {
        let (costs, now) = (Costs::default(), Instant::now());
        let [one, two] = [1, 2].map(|number| Some(Client::Account(AccountId(number))));
        let seconds = Duration::from_secs;
        costs.charge(one, BUDGET, now);
        costs.charge(None, 2 * BUDGET, now);
        assert_eq!([one, two, None].map(|client| costs.owes(client, now)), [None; 3]);
        costs.charge(one, seconds(15), now);
        assert_eq!((costs.owes(one, now), costs.owes(two, now)), (Some(seconds(15)), None));
        assert_eq!(costs.owes(one, now + seconds(10)), Some(seconds(5)));
        assert_eq!(costs.owes(one, now + seconds(15)), None);
        costs.charge(one, seconds(5), now + seconds(20));
        assert_eq!(costs.owes(one, now + seconds(20)), None);
    }
}
