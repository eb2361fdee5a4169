//! Regular expressions: from XPath's, which SHACL has, to ECMA 262's, which JSON Schema has.

/// The same expression, if both read it alike; what only one of them knows is not passed on.
///
/// JSON Schema, section 6.4: "a regular expression […] according to the ECMA-262 regular expression dialect"; neither it
/// nor SHACL anchors an expression by itself.
pub(super) fn in_ecma(pattern: &str, flags: &str) -> Option<String> {
    if !flags.is_empty() {
        return None;
    }
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = characters.next() {
        match (c, in_class) {
            ('\\', _) => {
                let escaped = characters.next()?;
                // \d and its like are ASCII in one and Unicode in the other, \p, \i and \c are known to one only.
                if escaped.is_ascii_alphanumeric() && !matches!(escaped, 'n' | 'r' | 't' | 's' | 'S') {
                    return None;
                }
            }
            // [a-z-[aeiou]] and [a&&b] subtract and intersect in one of them.
            ('[', true) => return None,
            ('&' | '~' | '-', true) if characters.peek() == Some(&c) => return None,
            ('[', false) => in_class = true,
            (']', true) => in_class = false,
            // (?…) differ; a dot does not match the same line ends.
            ('(', false) if characters.peek() == Some(&'?') => return None,
            _ => {}
        }
    }
    (!in_class).then(|| pattern.to_owned())
}

#[cfg(test)]
mod tests {
    use super::in_ecma;

    #[test]
    fn only_what_both_read_alike() {
        for (pattern, flags, passed) in [
            ("^[0-9]{9}$", "", true),
            ("^(a|b)+ *$", "", true),
            (r"^\+[0-9 .]+$", "", true),
            (r"^\d{5}$", "", false),
            (r"\p{L}", "", false),
            ("[a-z-[aeiou]]", "", false),
            ("(?i)a", "", false),
            ("a", "i", false),
            ("[a", "", false),
        ] {
            assert_eq!(in_ecma(pattern, flags).is_some(), passed, "{pattern}");
        }
    }
}
