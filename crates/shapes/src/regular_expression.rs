//! Regular expressions of XPath (XPath and XQuery Functions and Operators 3.1, section 5.6.1), as `sh:pattern` has
//! them: translated, then run by an automaton.
//!
//! The automaton reads each character once, so that no expression is catastrophic; where it would need too many
//! states for that, it gives up, and the validation has no outcome. What no automaton can match (back-references) is
//! refused when the shape is compiled, and so is what is an expression elsewhere but not in XPath.

use crate::definition::Problem;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::pool::Pool;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use std::error::Error;
use std::fmt::{self, Write};
use std::str::Chars;

/// Largest compiled expression, in bytes: nested repetitions would otherwise fill the memory.
const SIZE_LIMIT: usize = 1 << 20;

/// What the automaton may keep of the states it has been in, in bytes.
const CACHE_LIMIT: usize = 1 << 21;

/// After so often throwing all states away, the automaton has to get on by…
const CLEARINGS: usize = 4;
/// … so many characters for each new state.
const CHARACTERS_PER_STATE: usize = 10;

/// Deepest nesting of groups and of character classes.
const DEPTH_LIMIT: u32 = 64;

/// Bytes of a compiled expression that weigh as much as one part of a shape.
const BYTES_PER_PART: usize = 64;

/// XML's name characters (XML 1.0, fifth edition, production 4), that `\i` stands for, in a class of the automaton's.
const NAME_START: &str = r":A-Z_a-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2FF}\u{370}-\u{37D}\u{37F}-\u{1FFF}\u{200C}-\u{200D}\u{2070}-\u{218F}\u{2C00}-\u{2FEF}\u{3001}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFFD}\u{10000}-\u{EFFFF}";
/// Production 4a: what `\c` stands for besides.
const NAME_MORE: &str = r"\-.0-9\u{B7}\u{300}-\u{36F}\u{203F}-\u{2040}";

/// A compiled expression.
pub(crate) struct RegularExpression {
    written: String,
    automaton: DFA,
    caches: Pool<Cache, Box<dyn Fn() -> Cache + Send + Sync>>,
}

/// The automaton would need too many states for this text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GaveUp;

impl RegularExpression {
    /// Reads an expression and its flags, as `fn:matches` has them (section 5.6.2).
    pub(crate) fn read(written: &str, flags: &str) -> Result<Self, Problem> {
        let refuse = |reason: String| Problem::new(format!("sh:pattern {written:?} cannot be used: {reason}"));
        let mut config = syntax::Config::new().nest_limit(DEPTH_LIMIT * 2);
        let (mut verbatim, mut free_spacing) = (false, false);
        for flag in flags.chars() {
            match flag {
                'i' => config = config.case_insensitive(true),
                's' => config = config.dot_matches_new_line(true),
                'm' => config = config.multi_line(true),
                'x' => free_spacing = true,
                'q' => verbatim = true,
                other => return Err(Problem::new(format!("sh:flags knows i, s, m, x and q, not {other}"))),
            }
        }
        // "If [q] is used together with the m, s, or x flag, that flag has no effect."
        let translated =
            if verbatim { regex::escape(written) } else { translate(written, free_spacing).map_err(&refuse)? };
        let nfa = thompson::Compiler::new()
            .configure(thompson::Config::new().nfa_size_limit(Some(SIZE_LIMIT)))
            .syntax(config)
            .build(&translated)
            .map_err(|error| {
                refuse(match (error.size_limit(), error.source()) {
                    (Some(_), _) => format!("it takes more than {SIZE_LIMIT} bytes once compiled"),
                    (None, Some(source)) => source.to_string(),
                    (None, None) => error.to_string(),
                })
            })?;
        let automaton = DFA::builder()
            .configure(
                DFA::config()
                    .cache_capacity(CACHE_LIMIT)
                    .skip_cache_capacity_check(true)
                    .minimum_cache_clear_count(Some(CLEARINGS))
                    .minimum_bytes_per_state(Some(CHARACTERS_PER_STATE)),
            )
            .build_from_nfa(nfa)
            .map_err(|error| refuse(error.to_string()))?;
        let maker = automaton.clone();
        let caches: Box<dyn Fn() -> Cache + Send + Sync> = Box::new(move || maker.create_cache());
        Ok(Self { written: written.to_owned(), automaton, caches: Pool::new(caches) })
    }

    /// As its author wrote it.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// How much it weighs among the parts of the shapes.
    pub(crate) fn parts(&self) -> usize {
        1 + self.automaton.get_nfa().memory_usage() / BYTES_PER_PART
    }

    /// Whether some piece of the text matches.
    pub(crate) fn matches(&self, text: &str) -> Result<bool, GaveUp> {
        let input = Input::new(text).anchored(Anchored::No).earliest(true);
        let found = self.automaton.try_search_fwd(&mut self.caches.get(), &input);
        found.map(|found| found.is_some()).map_err(|_| GaveUp)
    }
}

impl fmt::Debug for RegularExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.written.fmt(f)
    }
}

/// The same expression as the automaton's builder writes it; else why there is none.
fn translate(written: &str, free_spacing: bool) -> Result<String, String> {
    let mut reading = Reading { rest: written.chars(), free_spacing };
    let mut translated = String::with_capacity(written.len());
    let mut depth = 0_u32;
    while let Some(next) = reading.rest.next() {
        match next {
            // "whitespace characters (#x9, #xA, #xD and #x20) in the regular expression are removed prior to
            // matching with one exception: whitespace characters within character class expressions".
            ' ' | '\t' | '\n' | '\r' if free_spacing => {}
            '[' => reading.class(&mut translated, 1)?,
            '\\' => reading.escape(&mut translated, Place::Outside)?,
            '(' => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return Err(format!("it is nested deeper than {DEPTH_LIMIT}"));
                }
                translated.push('(');
                let mut ahead = reading.rest.clone();
                if ahead.next() == Some('?') {
                    if ahead.next() != Some(':') {
                        return Err("XPath has no (?…) but (?:…): flags belong into sh:flags".to_owned());
                    }
                    reading.rest = ahead;
                    translated.push_str("?:");
                }
            }
            ')' => {
                depth = depth.saturating_sub(1);
                translated.push(')');
            }
            // Here as in the automaton's own syntax.
            '.' | '^' | '$' | '|' | '?' | '*' | '+' | '{' | '}' | ',' | '0'..='9' => translated.push(next),
            other => push_literal(&mut translated, other),
        }
    }
    Ok(translated)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    InClass,
}

struct Reading<'t> {
    rest: Chars<'t>,
    free_spacing: bool,
}

impl Reading<'_> {
    /// A character class, after its `[`: ranges, escapes, and what is subtracted from them.
    fn class(&mut self, translated: &mut String, depth: u32) -> Result<(), String> {
        if depth > DEPTH_LIMIT {
            return Err(format!("its classes are nested deeper than {DEPTH_LIMIT}"));
        }
        // Two brackets: what is subtracted is taken off the whole group, negated or not.
        translated.push_str("[[");
        if self.rest.as_str().starts_with('^') {
            self.rest.next();
            translated.push('^');
        }
        let begun = translated.len();
        loop {
            match self.rest.next() {
                None => return Err("a character class is not closed".to_owned()),
                Some(']') if translated.len() == begun => return Err("a character class is empty".to_owned()),
                Some(']') => {
                    translated.push_str("]]");
                    return Ok(());
                }
                Some('[') => return Err("[ within a character class is written \\[".to_owned()),
                Some('-') if self.rest.as_str().starts_with('[') => {
                    self.rest.next();
                    translated.push_str("]--");
                    self.class(translated, depth + 1)?;
                    // A subtraction is the last thing in its class.
                    if self.rest.next() != Some(']') {
                        return Err("a subtraction ends its character class".to_owned());
                    }
                    translated.push(']');
                    return Ok(());
                }
                // At either end it is itself, elsewhere it makes a range.
                Some('-') if translated.len() == begun || self.rest.as_str().starts_with(']') => {
                    push_literal(translated, '-');
                }
                Some('-') => translated.push('-'),
                Some('\\') => self.escape(translated, Place::InClass)?,
                Some(other) => push_literal(translated, other),
            }
        }
    }

    /// An escape, after its `\`.
    fn escape(&mut self, translated: &mut String, place: Place) -> Result<(), String> {
        let next = self.rest.next().ok_or("it ends within an escape")?;
        let class = match next {
            'n' | 'r' | 't' | 'd' | 'D' => {
                translated.push('\\');
                translated.push(next);
                return Ok(());
            }
            'p' | 'P' => return self.property(translated, next),
            '\\' | '|' | '.' | '-' | '^' | '?' | '*' | '+' | '{' | '}' | '(' | ')' | '[' | ']' | '$' => {
                push_literal(translated, next);
                return Ok(());
            }
            ' ' if self.free_spacing && place == Place::Outside => return self.escape(translated, place),
            '1'..='9' => {
                return Err(format!("the back-reference \\{next} cannot be matched in a time that is bounded"));
            }
            // XML Schema 1.1 Part 2, section G.4.2.5.
            's' => r"[ \t\n\r]".to_owned(),
            'S' => r"[^ \t\n\r]".to_owned(),
            'w' => r"[^\p{P}\p{Z}\p{C}]".to_owned(),
            'W' => r"[\p{P}\p{Z}\p{C}]".to_owned(),
            'i' => format!("[{NAME_START}]"),
            'I' => format!("[^{NAME_START}]"),
            'c' => format!("[{NAME_START}{NAME_MORE}]"),
            'C' => format!("[^{NAME_START}{NAME_MORE}]"),
            other => return Err(format!("XPath has no \\{other}")),
        };
        translated.push_str(&class);
        Ok(())
    }

    /// A property of characters, after its `\p` or `\P`: a general category of Unicode, such as `\p{Lu}`.
    fn property(&mut self, translated: &mut String, sign: char) -> Result<(), String> {
        let rest = self.rest.as_str();
        let named = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let (name, after) = named.ok_or("\\p is followed by a category, such as {Lu}")?;
        let is_category = (1..=2).contains(&name.len()) && name.chars().all(|letter| letter.is_ascii_alphabetic());
        if !is_category {
            return Err(format!(
                "\\p{{{name}}} is not a category of Unicode, such as \\p{{Lu}}; blocks are not known here"
            ));
        }
        self.rest = after.chars();
        translated.push('\\');
        translated.push(sign);
        translated.push('{');
        translated.push_str(name);
        translated.push('}');
        Ok(())
    }
}

/// A character that stands for itself, in a class and outside.
fn push_literal(translated: &mut String, character: char) {
    if character.is_alphanumeric() {
        translated.push(character);
    } else if write!(translated, r"\u{{{:X}}}", u32::from(character)).is_err() {
        // Writing to a string does not fail; if it did, the character would still be there.
        translated.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, flags: &str, matched: &[&str], others: &[&str]) {
        let expression = RegularExpression::read(pattern, flags).unwrap_or_else(|problem| panic!("{problem}"));
        for text in matched {
            assert_eq!(expression.matches(text), Ok(true), "{pattern} {text:?}");
        }
        for text in others {
            assert_eq!(expression.matches(text), Ok(false), "{pattern} {text:?}");
        }
    }

    #[test]
    fn what_xpath_shares_with_everybody() {
        check("^[0-9]{5}$", "", &["63500"], &["6350", "635000"]);
        check("b(an|on)+?s?$", "", &["banon", "bans"], &["b", "bn"]);
        check("^(?:a|b)*$", "", &["", "abba"], &["abc"]);
        check("a.b", "", &["axb", "aéb"], &["a\nb", "ab"]);
        check("a.b", "s", &["a\nb"], &[]);
        check("^b$", "m", &["a\nb\nc"], &["a\nbc"]);
        check("É", "i", &["é"], &["e"]);
        check("a.b*", "qi", &["xA.B*x"], &["axb"]);
        check(r"^\p{Lu}\P{Lu}\d$", "", &["Aé٣"], &["AA1"]);
    }

    #[test]
    fn what_only_xpath_has() {
        check(r"^\i\c*$", "", &["cs:name-2", "_", "é"], &["2a", "-", ""]);
        check(r"^[\I]$", "", &["1"], &["a"]);
        check("^[a-z-[aeiou]]+$", "", &["bcd"], &["bad", ""]);
        check("^[^a-c-[x]]$", "", &["d"], &["a", "x"]);
        check("^[a-z-[b-y-[m]]]+$", "", &["amz"], &["b"]);
        // `_` is punctuation, `+` is a symbol.
        check(r"^\w+$", "", &["aé1+", "²"], &["a_b", "a b", "-"]);
        check(r"^\W$", "", &["_", " "], &["a"]);
        // A space that does not break is not among XML's four.
        check(r"^\s$", "", &["\t"], &["\u{a0}"]);
        check("^a b [ ]$", "x", &["ab "], &["a b "]);
        check("^#$", "x", &["#"], &[]);
        check("^[a&&b]+$", "", &["&a&b"], &["c"]);
        check("^[-a]+[b-]$", "", &["a--"], &["a+"]);
        check("^~$", "", &["~"], &[]);
    }

    #[test]
    fn what_is_refused() {
        for (pattern, flags, expected) in [
            ("(", "", "cannot be used"),
            (r"(a)\1", "", r"the back-reference \1"),
            ("a(?=b)", "", "XPath has no (?"),
            ("(?i)a", "", "sh:flags"),
            (r"\bword", "", r"XPath has no \b"),
            (r"[[:alpha:]]", "", r"written \["),
            ("[]", "", "empty"),
            ("[a", "", "not closed"),
            ("[a-[b]c]", "", "ends its character class"),
            (r"\p{IsGreek}", "", "not a category"),
            (r"\pL", "", "followed by a category"),
            ("a\\", "", "ends within an escape"),
            ("((a{500}){500}){500}", "", "bytes once compiled"),
            ("a", "z", "not z"),
            (&format!("{}a{}", "(".repeat(100), ")".repeat(100)), "", "nested deeper"),
        ] {
            let problem = RegularExpression::read(pattern, flags).map(|_| ()).unwrap_err().to_string();
            assert!(problem.contains(expected), "{pattern}: {problem}");
        }
    }

    #[test]
    fn what_is_catastrophic_elsewhere() {
        let text = "a".repeat(100_000) + "!";
        for pattern in ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(x+x+)+y", "^(.*a){20}$"] {
            let expression = RegularExpression::read(pattern, "").unwrap();
            assert!(expression.matches(&text).is_ok(), "{pattern}");
        }
        // Two thousand positions at once, another set of them at each character.
        let expression = RegularExpression::read("^(.|é)*a.{2000}b$", "").unwrap();
        let text: String =
            (0_u32..300_000).map(|n| if n.wrapping_mul(2_654_435_761) >> 31 == 0 { 'a' } else { 'c' }).collect();
        assert_eq!(expression.matches(&text), Err(GaveUp));
    }
}
