//! What XML cannot say. RDF has texts with any character, XML 1.0 none with these, not even escaped (its section 2.2).

use oxrdf::{Literal, Term, Variable};
use sparesults::QuerySolution;

/// A row with the replacement character for each that XML has no way to write; nothing where all can be written.
pub(crate) fn writable(row: &QuerySolution) -> Option<Vec<(Variable, Term)>> {
    let is_writable = |term: &Term| !matches!(term, Term::Literal(literal) if literal.value().contains(is_unknown));
    if row.iter().all(|(_, term)| is_writable(term)) {
        return None;
    }
    Some(row.iter().map(|(variable, term)| (variable.clone(), told(term))).collect())
}

fn told(term: &Term) -> Term {
    let Term::Literal(literal) = term else { return term.clone() };
    let value = literal.value().replace(is_unknown, "\u{FFFD}");
    match literal.language() {
        Some(language) => Literal::new_language_tagged_literal_unchecked(value, language).into(),
        None => Literal::new_typed_literal(value, literal.datatype().into_owned()).into(),
    }
}

/// XML 1.0, production 2: "Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]".
fn is_unknown(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{FFFE}' | '\u{FFFF}' => true,
        other => other < ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn only_what_cannot_be_written_is_replaced() {
        let variables: Arc<[Variable]> = [Variable::new("a").unwrap()].into();
        for (value, expected) in [
            ("l'été\t\n\r\u{10FFFF}", None),
            ("x\u{1}y\u{0}", Some("x\u{FFFD}y\u{FFFD}")),
            ("\u{FFFE}\u{B}", Some("\u{FFFD}\u{FFFD}")),
        ] {
            for literal in
                [Literal::new_simple_literal(value), Literal::new_language_tagged_literal(value, "fr").unwrap()]
            {
                let row = QuerySolution::from((variables.clone(), vec![Some(Term::from(literal.clone()))]));
                let Some(written) = writable(&row) else {
                    assert_eq!(expected, None, "{value:?}");
                    continue;
                };
                let (_, Term::Literal(written)) = &written[0] else { panic!("no literal") };
                assert_eq!(Some(written.value()), expected);
                assert_eq!((written.language(), written.datatype()), (literal.language(), literal.datatype()));
            }
        }
    }
}
