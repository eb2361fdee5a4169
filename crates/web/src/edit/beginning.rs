//! What a new document begins with: the least that the shapes ask of its class, with words on what each line is for.

use crate::locale::Locale;
use crate::text;
use crate::vocabulary::{EXAMPLES, Vocabulary};
use model::vocab::{NAMESPACE, property, rdf};
use model::{Base, Container};
use oxrdf::{NamedNode, NamedNodeRef, Term, Triple};
use registry::{Grammar, Severity, Stage};
use std::collections::BTreeSet;

/// In Turtle. What is text is empty, and has to be written; what is an address or a word is an example.
pub(super) fn of(grammar: &Grammar, base: &Base, container: Container, locale: Locale) -> String {
    let vocabulary = Vocabulary::embedded();
    let Some((class, others)) = container.classes().split_first() else { return String::new() };
    let comment =
        |comment: &str| if comment.is_empty() { String::new() } else { format!("# {}\n", comment.replace('\n', " ")) };
    let mut lines = format!("@prefix cs: <{NAMESPACE}> .\n\n");
    lines.push_str(&comment(&text::say(locale, "beginning-what")));
    for other in others {
        let value = format!("{} ({})", word(*other), vocabulary.label(locale, *other));
        lines.push_str(&comment(&text::say_with(locale, "beginning-or", "class", &value)));
    }
    let asked = asked(grammar, base, container, *class);
    lines.extend(["<> a ", &word(*class)]);
    for property in asked {
        let property = property.as_ref();
        let (label, what) = (vocabulary.label(locale, property), vocabulary.comment(locale, property));
        lines.push_str(" ;\n    ");
        lines.push_str(&comment(&format!("{label} – {what}")));
        lines.extend(["    ", &word(property), " ", &value(vocabulary, base, property, locale)]);
    }
    lines.push_str(" .\n");
    lines
}

/// What the shapes miss in a document that says nothing but its class.
fn asked(grammar: &Grammar, base: &Base, container: Container, class: NamedNodeRef<'_>) -> BTreeSet<NamedNode> {
    let empty: NamedNode = base.container(container).with_query("new", "").into();
    let triples = [Triple::new(empty, rdf::TYPE, class)];
    // A form that costs too much to ask keeps nobody from writing.
    let report = grammar.examine(&triples, Stage::Saving).unwrap_or_default();
    let missing = report
        .results
        .into_iter()
        .filter(|result| result.severity == Severity::Violation && (result.value.is_none() || result.path.is_none()))
        // Where one of several would do, no path says which: a name is always among them.
        .map(|result| result.path.unwrap_or_else(|| property::NAME.into_owned()));
    missing.collect()
}

fn value(vocabulary: &Vocabulary, base: &Base, property: NamedNodeRef<'_>, locale: Locale) -> String {
    let examples = property.as_str().strip_prefix(NAMESPACE).and_then(|name| vocabulary.term(name));
    match examples.and_then(|entry| entry.examples.first()) {
        Some(Term::NamedNode(example)) => match example.as_str().strip_prefix(EXAMPLES) {
            Some(path) => format!("<{}{path}>", base.as_str()),
            None => word(example.as_ref()),
        },
        Some(Term::Literal(example)) if example.language().is_none() => example.to_string(),
        Some(Term::Literal(_) | Term::BlankNode(_)) | None => format!("\"\"@{}", locale.tag()),
    }
}

/// As Turtle says it under our prefix.
fn word(node: NamedNodeRef<'_>) -> String {
    match node.as_str().strip_prefix(NAMESPACE) {
        Some(name) => format!("cs:{name}"),
        None => node.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;
    use model::syntax::{self, Format};

    #[test]
    fn each_container_has_a_beginning_that_is_accepted_once_it_is_named() {
        let (grammar, base) = (sample::grammar(), sample::base());
        for container in Container::ALL {
            for locale in Locale::ALL {
                let text = of(grammar, &base, *container, locale);
                let read = |text: &str| {
                    let iri = base.container(*container).with_query("new", "");
                    let quads = syntax::parse(text.as_bytes(), Format::Turtle, &iri, 100).unwrap();
                    let triples: Vec<Triple> = quads.into_iter().map(Triple::from).collect();
                    grammar.examine(&triples, Stage::Saving).unwrap()
                };
                let unnamed = read(&text);
                // Nothing is saved that was not looked at, wherever something is asked at all.
                assert_eq!(unnamed.accepts(), !text.contains("\"\"@"), "{container:?}:\n{text}");
                let named = text.replace("\"\"@", "\"X\"@");
                let report = read(&named);
                assert!(report.accepts(), "{container:?}: {named}\n{:?}", report.results);
            }
        }
    }

    #[test]
    fn a_description_says_whom_it_describes_and_by_which_form() {
        let text = of(sample::grammar(), &sample::base(), Container::Codes, Locale::En);
        for part in ["<> a cs:CodeSocial", "cs:name \"\"@en", "cs:describes <", "cs:form cs:"] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
}
