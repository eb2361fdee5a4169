//! Two texts side by side: the words that went and the words that came are marked.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Most words of one text that are compared: comparing takes time as the product of both, and whoever rewrites more
/// than some pages at once has written something new.
const WORDS: usize = 2_000;

/// Words that may still be compared on a page: ten long texts.
pub(super) const BUDGET: usize = 10 * WORDS;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether the other text has it not.
    pub(super) is_changed: bool,
}

/// Both texts in pieces. What goes beyond the budget is left whole.
pub(super) fn marked(old: &str, new: &str, budget: &mut usize) -> (Vec<Piece>, Vec<Piece>) {
    let (old_words, new_words) = (words(old), words(new));
    let cost = old_words.len() + new_words.len();
    if old_words.len().max(new_words.len()) > WORDS || cost > *budget {
        return (vec![whole(old)], vec![whole(new)]);
    }
    *budget -= cost;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for step in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let (tag, gone, came) = step.as_tag_tuple();
        let is_changed = tag != DiffTag::Equal;
        before.extend(piece(old_words.get(gone), is_changed));
        after.extend(piece(new_words.get(came), is_changed));
    }
    (before, after)
}

/// A text that is told without the other.
pub(super) fn whole(text: &str) -> Piece {
    Piece { text: text.to_owned(), is_changed: false }
}

fn piece(words: Option<&[&str]>, is_changed: bool) -> Option<Piece> {
    words.filter(|words| !words.is_empty()).map(|words| Piece { text: words.concat(), is_changed })
}

/// Words, and what stands between them, character by character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphanumeric() {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(pieces: &[Piece]) -> String {
        let bracket = |piece: &Piece| if piece.is_changed { format!("[{}]", piece.text) } else { piece.text.clone() };
        pieces.iter().map(bracket).collect()
    }

    #[test]
    fn words_are_marked() {
        for (old, new, before, after) in [
            ("L’eau fait tourner.", "L’eau fait moudre.", "L’eau fait [tourner].", "L’eau fait [moudre]."),
            ("Un repas", "Un bon repas", "Un repas", "Un [bon ]repas"),
            ("", "Neuf", "", "[Neuf]"),
            ("Même", "Même", "Même", "Même"),
        ] {
            let (old, new) = marked(old, new, &mut BUDGET.clone());
            assert_eq!((shown(&old).as_str(), shown(&new).as_str()), (before, after));
        }
    }

    #[test]
    fn what_is_too_long_stays_whole() {
        let long = "mot ".repeat(WORDS);
        let mut budget = BUDGET;
        let (old, new) = marked(&long, "court", &mut budget);
        assert_eq!((old, new, budget), (vec![whole(&long)], vec![whole("court")], BUDGET));
        let mut spent = 3;
        assert_eq!(marked("un deux", "trois", &mut spent).0, vec![whole("un deux")]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost(old in "[a-c ’.]{0,30}", new in "[a-c ’.]{0,30}") {
            let (before, after) = marked(&old, &new, &mut BUDGET.clone());
            let text = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(text(&before), old);
            prop_assert_eq!(text(&after), new);
            let kept = |pieces: &[Piece]| pieces.iter().filter(|p| !p.is_changed).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(kept(&before), kept(&after));
        }
    }
}
