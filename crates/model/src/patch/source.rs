//! The operations of an update as their author wrote them: what its `WHERE` asks travels in these words. Writing it
//! anew from the algebra would mean something else here and there: a filter binds to its group.

use crate::iri::Iri;
use crate::sparql::Marks;
use spargebra::algebra::GraphPattern;
use spargebra::{Query, SparqlParser};
use std::collections::BTreeMap;

/// The part of a text that is one operation.
pub(super) struct Source<'t> {
    /// What was said before it: bases and prefixes, those of the operations before it included.
    prologue: String,
    /// Its last group: of an operation that has a `WHERE`, that is it.
    group: &'t str,
}

/// The operations of `text` that have a group.
pub(super) fn sources<'t>(text: &'t str, document: &Iri) -> Vec<Source<'t>> {
    let mut sources = Vec::new();
    let mut prologue = format!("BASE <{document}>\n");
    let (mut depth, mut begin, mut opened, mut group) = (0_usize, 0, 0, None);
    let ends = Marks::of(text).map(|(rest, mark)| (text.len() - rest, mark)).chain([(text.len(), ';')]);
    for (place, mark) in ends {
        match mark {
            '{' => {
                if depth == 0 {
                    opened = place;
                }
                depth += 1;
            }
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    group = text.get(opened..=place);
                }
            }
            ';' if depth == 0 => {
                let operation = text.get(begin..place).unwrap_or_default();
                prologue.push_str(operation.get(..end_of_prologue(operation)).unwrap_or_default());
                prologue.push('\n');
                let told = group.take().map(|group| Source { prologue: prologue.clone(), group });
                sources.extend(told);
                begin = place + 1;
            }
            _ => {}
        }
    }
    sources
}

impl Source<'_> {
    /// A query for these variables wherever the `WHERE` holds. Nothing if it does not say what the parser has
    /// understood: then the parts of the text were not found.
    pub(super) fn query(&self, select: &str, understood: GraphPattern, variables: Vec<String>) -> Option<String> {
        let told: Vec<String> = variables.iter().map(|name| format!("?{name}")).collect();
        let query = format!("{}{select} {} WHERE {}", self.prologue, told.join(" "), self.group);
        let Query::Select { dataset: None, pattern: mut said, .. } = SparqlParser::new().parse_query(&query).ok()?
        else {
            return None;
        };
        if let GraphPattern::Distinct { inner } = said {
            said = *inner;
        }
        let variables = variables.into_iter().map(oxrdf::Variable::new_unchecked).collect();
        let understood = GraphPattern::Project { inner: Box::new(understood), variables };
        (in_words(said) == in_words(understood)).then_some(query)
    }
}

/// The pattern with the names that the parser makes by chance replaced by numbers.
fn in_words(pattern: GraphPattern) -> String {
    let text = Query::Select { dataset: None, pattern, base_iri: None }.to_sse();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let words = text.split(' ').map(|word| {
        let name = word.trim_matches(['(', ')']);
        let by_chance = name
            .strip_prefix(['?', '_'])
            .map(|name| name.trim_start_matches(':'))
            .is_some_and(|name| name.len() > 20 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if !by_chance {
            return word.to_owned();
        }
        let next = numbers.len();
        let number = *numbers.entry(name.to_owned()).or_insert(next);
        word.replace(name, &format!("#{number}"))
    });
    words.collect::<Vec<_>>().join(" ")
}

/// SPARQL 1.1, `Prologue ::= ( BaseDecl | PrefixDecl )*`.
fn end_of_prologue(operation: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = without_space(operation.get(end..).unwrap_or_default());
        let word_end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        let after = match word {
            _ if word.eq_ignore_ascii_case("BASE") => Some(after),
            _ if word.eq_ignore_ascii_case("PREFIX") => after.split_once(':').map(|(_, after)| after),
            _ => None,
        };
        let Some(after) = after.and_then(|after| without_space(after).split_once('>')).map(|(_, after)| after) else {
            return end;
        };
        end = operation.len() - after.len();
    }
}

/// The text without the space and the comments that it begins with.
fn without_space(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once(['\n', '\r']).map_or("", |(_, after)| after).trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_found_in_their_text() {
        let iri = Iri::parse("https://a.example/codes/a").unwrap();
        let text = "# { ;\nPREFIX insert: <urn:;>\nbase <b> INSERT DATA { <a> insert:b '};{' } ; # } \n DELETE { ?s ?p ';' } \
                    WHERE { { ?s ?p ?o } FILTER(?o < 3) } ; prefix p: #:>\n <urn:p> DELETE WHERE { ?s p:x ?o };\n# { the end";
        let found: Vec<(String, &str)> =
            sources(text, &iri).into_iter().map(|source| (source.prologue, source.group)).collect();
        let first = "BASE <https://a.example/codes/a>\n# { ;\nPREFIX insert: <urn:;>\nbase <b>\n";
        assert_eq!(
            found,
            [
                (first.to_owned(), "{ <a> insert:b '};{' }"),
                (format!("{first}\n"), "{ { ?s ?p ?o } FILTER(?o < 3) }"),
                (format!("{first}\n prefix p: #:>\n <urn:p>\n"), "{ ?s p:x ?o }"),
            ]
        );
    }
}
