//! JSON-LD written for people: compacted with our context by the json-ld crate.

use super::exact::{ExactIri, Exactly};
use super::expand::expand;
use super::order::{FIRST, iris};
use super::prefixes;
use crate::vocab;
use json_ld::compaction::{CompactFragment, Options};
use json_ld::syntax::{Parse, Print, TryFromJson as _};
use json_ld::{BlankIdBuf, Context, ExpandedDocument, NoLoader, Process, TryFromJson as _};
use oxrdf::{NamedNodeRef, Quad};
use serde_json::{Map, Value, json};
use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Poll, Waker};

/// Writes ordered quads: one node as the object itself, several under `@graph`.
pub(super) fn write(quads: &[Quad]) -> Vec<u8> {
    let nodes = expand(quads);
    // Expanded JSON-LD is JSON-LD too: what our context cannot shorten without changing its meaning stays in full,
    // such as the IRI `geo:45.5,3.2` where `geo` is a prefix.
    let body = if quads.iter().flat_map(iris).any(is_unshortenable) { None } else { compacted(&nodes) };
    let body = body.unwrap_or_else(|| json!({ "@graph": nodes }));
    let mut text = serde_json::to_vec_pretty(&in_order(body)).unwrap_or_default();
    text.push(b'\n');
    text
}

/// JSON-LD API, section 5.2.2 (IRI Expansion), step 6.2: after a prefix, `//` makes an absolute IRI, so `cs://x` would
/// not be read as ours. And the json-ld crate must take it for an IRI.
fn is_unshortenable(iri: NamedNodeRef<'_>) -> bool {
    prefixes().iter().any(|(_, namespace)| {
        iri.as_str().strip_prefix(namespace.as_str()).is_some_and(|local| local.starts_with("//"))
    }) || json_ld::Iri::new(iri.as_str()).is_err()
}

fn compacted(nodes: &[Value]) -> Option<Value> {
    let context = OURS.as_ref()?;
    let (parsed, _) = json_ld::syntax::Value::parse_str(&Value::from(nodes).to_string()).ok()?;
    let expanded = ExpandedDocument::try_from_json_in(&mut Exactly, parsed).ok()?;
    let options = Options { compact_to_relative: false, ordered: true, ..Options::default() };
    let mut vocabulary = Exactly;
    let compacting =
        expanded.objects().compact_fragment_full(&mut vocabulary, context, context, None, &NoLoader, options);
    let compacted = at_once(compacting)?.ok()?;
    let mut body = Map::new();
    body.insert("@context".to_owned(), Value::from(vocab::CONTEXT));
    match serde_json::from_str(&compacted.compact_print().to_string()).ok()? {
        Value::Object(node) => body.extend(node),
        graph @ (Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            body.insert("@graph".to_owned(), graph);
        }
    }
    Some(Value::Object(body))
}

type Ours = Context<ExactIri, BlankIdBuf>;

/// Our context, processed once and not for each document.
static OURS: LazyLock<Option<Ours>> = LazyLock::new(|| {
    let (text, _) = json_ld::syntax::Value::parse_str(super::context()).ok()?;
    let local = text.as_object()?.get("@context").next()?.clone();
    let local = json_ld::syntax::context::Context::try_from_json(local).ok()?;
    let (start, options) = (Ours::default(), json_ld::context_processing::Options::default());
    let mut vocabulary = Exactly;
    let processing = local.process_full(&mut vocabulary, &start, &NoLoader, None, options, ());
    let processed = at_once(processing)?.ok()?;
    Some(processed.into_processed())
});

/// The result of a future that never waits: nothing is loaded, so there is nothing to wait for.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut std::task::Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// Keys in the order of reading: what it is, how it is called, the rest by alphabet.
fn in_order(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<(String, Value)> = entries.into_iter().collect();
            entries.sort_by_cached_key(|(key, _)| (rank(key), key.clone()));
            Value::Object(entries.into_iter().map(|(key, value)| (key, in_order(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

fn rank(key: &str) -> usize {
    let before = ["@context", "@id", "id", "@type", "type"];
    before.iter().chain(FIRST).position(|first| *first == key).unwrap_or(usize::MAX)
}
