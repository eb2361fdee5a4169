//! Our JSON-LD context, embedded, and the prefixes it gives to every other format.

use crate::vocab;
use serde_json::Value;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../../ontology/context.jsonld");

/// Our JSON-LD context, as it is served at [`vocab::CONTEXT`] and `/ns/context.jsonld`.
pub fn context() -> &'static str {
    TEXT
}

/// The prefixes of our context with their namespaces, sorted by prefix.
pub fn prefixes() -> &'static [(String, String)] {
    static PREFIXES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
        let context: Value = serde_json::from_str(TEXT).unwrap_or_default();
        let terms = context.get("@context").and_then(Value::as_object);
        let mut prefixes: Vec<_> = terms
            .into_iter()
            .flatten()
            .filter_map(|(term, definition)| {
                let namespace = definition.as_str().or_else(|| {
                    let declared = definition.get("@prefix")?.as_bool()?;
                    declared.then(|| definition.get("@id")?.as_str()).flatten()
                })?;
                let is_namespace = namespace.contains("://") && namespace.ends_with(['#', '/']);
                is_namespace.then(|| (term.clone(), namespace.to_owned()))
            })
            .collect();
        prefixes.sort();
        prefixes
    });
    &PREFIXES
}

/// The text of the context at `address`, if it is one we carry. `base` is an address of this instance, which serves
/// ours at `/ns/context.jsonld` too.
pub(super) fn bundled(address: &str, base: &str) -> Option<&'static str> {
    let is_ours = address == vocab::CONTEXT
        || address.strip_suffix("/ns/context.jsonld").is_some_and(|root| root == origin(base));
    is_ours.then_some(TEXT)
}

/// Scheme and authority: `https://a.example` of `https://a.example/codes/wemob`.
fn origin(iri: &str) -> &str {
    let authority = iri.find("://").map_or(0, |at| at + 3);
    let end = iri.get(authority..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(iri.len(), |at| authority + at);
    iri.get(..end).unwrap_or(iri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_names_our_vocabulary() {
        assert!(prefixes().contains(&("cs".to_owned(), vocab::NAMESPACE.to_owned())));
        assert!(prefixes().iter().all(|(prefix, _)| !prefix.starts_with('@')));
    }

    #[test]
    fn only_ours_is_carried() {
        let base = "https://a.example/codes/wemob";
        for (address, known) in [
            (vocab::CONTEXT, true),
            ("https://a.example/ns/context.jsonld", true),
            ("https://b.example/ns/context.jsonld", false),
            ("https://a.example/other/ns/context.jsonld", false),
            ("https://schema.org/", false),
        ] {
            assert_eq!(bundled(address, base).is_some(), known, "{address}");
        }
    }
}
