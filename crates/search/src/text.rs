//! What a person types, read: words, `"phrases"`, `-words` that must not be there. There is no wrong way to ask.

use crate::words::{Word, words};

/// Most words that are looked for; the others are left out.
pub const WORD_LIMIT: usize = 24;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Words that must be there, those that say little aside.
    pub words: Vec<Word>,
    /// The same that may be begun only: what is typed last.
    pub begun: Option<Word>,
    /// Words that must stand together.
    pub phrases: Vec<Vec<Word>>,
    /// Words, or phrases, that must not be there.
    pub without: Vec<Vec<Word>>,
}

impl Text {
    /// Reads what was typed.
    pub fn parse(typed: &str) -> Self {
        let mut text = Self::default();
        let mut room = WORD_LIMIT;
        let mut rest = typed;
        let mut last_is_word = false;
        while let Some((part, after)) = next(rest) {
            rest = after;
            let mut found = words(part.said);
            found.truncate(room);
            if found.is_empty() {
                continue;
            }
            room -= found.len();
            last_is_word = false;
            if part.is_unwanted {
                text.without.push(found);
            } else if part.is_phrase {
                text.phrases.push(found);
            } else {
                // Whoever goes on after a space, or ends with a full stop, has ended the word.
                last_is_word = after.is_empty() && typed.ends_with(char::is_alphanumeric);
                text.words.extend(found);
            }
        }
        if last_is_word {
            text.begun = text.words.pop();
        }
        text
    }

    /// Whether nothing is looked for, and nothing left out.
    pub fn is_empty(&self) -> bool {
        self.is_open() && self.without.is_empty()
    }

    /// Whether nothing is looked for.
    pub fn is_open(&self) -> bool {
        self.words.is_empty() && self.begun.is_none() && self.phrases.is_empty()
    }
}

struct Part<'t> {
    said: &'t str,
    is_unwanted: bool,
    is_phrase: bool,
}

/// The next part, and what comes after it.
fn next(text: &str) -> Option<(Part<'_>, &str)> {
    let text = text.trim_start();
    let mut characters = text.chars();
    let first = characters.next()?;
    // A hyphen that stands alone excludes nothing.
    let wanted = characters.as_str();
    let is_unwanted = first == '-' && wanted.starts_with(|next: char| !next.is_whitespace() && next != '-');
    let body = if is_unwanted { wanted } else { text };
    let mut within = body.chars();
    if let Some(opening) = within.next()
        && let Some(closing) = closing(opening)
        && let Some((said, after)) = within.as_str().split_once(closing)
    {
        return Some((Part { said, is_unwanted, is_phrase: true }, after));
    }
    let (said, after) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    Some((Part { said, is_unwanted, is_phrase: false }, after))
}

fn closing(opening: char) -> Option<char> {
    match opening {
        '"' => Some('"'),
        '«' => Some('»'),
        '“' => Some('”'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(typed: &str) -> String {
        let text = Text::parse(typed);
        let join = |words: &[Word]| words.iter().map(|word| word.plain.as_str()).collect::<Vec<_>>().join(" ");
        let several = |lists: &[Vec<Word>]| lists.iter().map(|words| join(words)).collect::<Vec<_>>().join("|");
        let begun = text.begun.map_or_else(String::new, |word| word.plain);
        format!("{}/{begun}/{}/{}", join(&text.words), several(&text.phrases), several(&text.without))
    }

    #[test]
    fn what_people_type_is_understood() {
        for (typed, expected) in [
            ("jardin part", "jardin/part//"),
            ("jardin partagé ", "jardin partage///"),
            ("jardin.", "jardin///"),
            ("\"maison de la terre\" Lyon", "/lyon/maison de la terre/"),
            ("« maison commune » -prison", "//maison commune/prison"),
            ("pain -\"sans gluten\" bio", "pain/bio//sans gluten"),
            ("saint-étienne", "saint/etienne//"),
            ("-", "///"),
            ("- pain", "/pain//"),
            ("--pain", "/pain//"),
            ("\"pain", "/pain//"),
            ("a\" b\"", "a b///"),
            ("l'eau", "/eau//"),
            ("(pain OR AND) NOT:*~^ [", "pain or and not///"),
            ("", "///"),
            ("\"\" -\"\" \"", "///"),
        ] {
            assert_eq!(told(typed), expected, "{typed}");
        }
    }

    #[test]
    fn nobody_asks_for_everything_at_once() {
        let text = Text::parse(&"mot ".repeat(10_000));
        assert_eq!(text.words.len() + usize::from(text.begun.is_some()), WORD_LIMIT);
    }
}
