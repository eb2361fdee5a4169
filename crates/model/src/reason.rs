//! Why something was changed, in a person's words: one line that stands in the history for ever.

/// Longest reason, in characters: a paragraph. What is longer belongs into the document.
pub const REASON_LIMIT: usize = 1_000;

/// How the history begins to name what a source told. Imports replace what begins so, and nothing else: nobody's reason may.
pub const IMPORT: &str = "import: ";

/// How it begins to name what a source only mentioned.
pub const MENTION: &str = "mention: ";

/// What somebody says of a change of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAReason {
    /// It is longer than [`REASON_LIMIT`].
    #[error("longer than {REASON_LIMIT} characters")]
    TooLong,
    /// It holds characters that are not shown, or that turn around what stands beside them.
    #[error("it holds characters that cannot be shown")]
    Unshowable,
    /// It begins as an import's does.
    #[error("it begins as the reason of an import does")]
    OfAnImport,
}

impl Reason {
    /// Reads a text: white space of any kind and length is one space. `None`: it says nothing.
    pub fn parse(text: &str) -> Result<Option<Self>, NotAReason> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let line = words.join(" ");
        if line.is_empty() {
            return Ok(None);
        }
        if line.chars().any(is_unshowable) {
            return Err(NotAReason::Unshowable);
        }
        if line.chars().count() > REASON_LIMIT {
            return Err(NotAReason::TooLong);
        }
        let folded = line.to_lowercase();
        if [IMPORT, MENTION].iter().any(|beginning| folded.starts_with(beginning.trim_end())) {
            return Err(NotAReason::OfAnImport);
        }
        Ok(Some(Self(line)))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}

/// Control characters, and those of Unicode's bidirectional algorithm (UAX #9) that reach beyond their own text.
fn is_unshowable(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_words() {
        let long = "é".repeat(REASON_LIMIT);
        for (text, expected) in [
            ("Budget précisé", Ok(Some("Budget précisé"))),
            ("  deux\n\tlignes\u{2028}ici ", Ok(Some("deux lignes ici"))),
            (" \n ", Ok(None)),
            ("", Ok(None)),
            (long.as_str(), Ok(Some(long.as_str()))),
            ("a\u{0}b", Err(NotAReason::Unshowable)),
            ("a\u{202e}b", Err(NotAReason::Unshowable)),
            ("Import: page.txt", Err(NotAReason::OfAnImport)),
            ("mention: page.txt", Err(NotAReason::OfAnImport)),
            ("importé de la page", Ok(Some("importé de la page"))),
        ] {
            let read = Reason::parse(text);
            assert_eq!(read.as_ref().map(|reason| reason.as_ref().map(Reason::as_str)), expected.as_ref().map(|t| *t));
        }
        assert_eq!(Reason::parse(&"é".repeat(REASON_LIMIT + 1)), Err(NotAReason::TooLong));
    }
}
