//! From intentions to evidence: each intention of a description with the actions that serve it and what shows them.

use super::reading::{Anchor, Passage, Reader, nodes, own_name, plain, said};
use super::resource::Surroundings;
use crate::text;
use model::vocab::property;
use model::{Document, Iri};
use oxrdf::TermRef;

/// One intention and what became of it.
pub(crate) struct Intention {
    pub(crate) id: String,
    /// Of its chapter.
    pub(crate) model: Option<&'static str>,
    pub(crate) text: Passage,
    pub(crate) term: Option<String>,
    pub(crate) actions: Vec<Action>,
    /// Remarks of people who held deeds against words.
    pub(crate) reviews: Vec<Anchor>,
}

/// One action.
pub(crate) struct Action {
    pub(crate) link: Anchor,
    pub(crate) when: Option<String>,
    pub(crate) evidence: Vec<Anchor>,
}

/// The intentions of these sections, in order.
pub(super) fn of(
    reader: &mut Reader<'_>,
    sections: &[(Iri, Option<&'static str>)],
    around: &Surroundings,
) -> Vec<Intention> {
    let mut intentions = Vec::new();
    let own = reader.document.iri().clone();
    for (section, model) in sections.iter().cloned().chain([(own, None)]) {
        for iri in reader.pointed(&section, property::INTENTION) {
            reader.tell(&iri);
            intentions.push(intention(reader, &iri, model, around));
        }
    }
    intentions
}

fn intention(reader: &Reader<'_>, iri: &Iri, model: Option<&'static str>, around: &Surroundings) -> Intention {
    let locale = reader.frame.locale();
    let text = reader
        .own_title(iri)
        .or_else(|| reader.said(iri, property::TEXT))
        .unwrap_or_else(|| plain(reader.frame.say("untold")));
    let term = reader
        .pointed(iri, property::HORIZON)
        .first()
        .map(|horizon| reader.vocabulary.label(locale, horizon.as_named_node()));
    let actions = around
        .actions
        .iter()
        .filter(|action| nodes(action, action.iri(), property::REALISES).any(|realised| realised == *iri))
        .map(|document| action(reader, document))
        .collect();
    let reviews = around
        .links
        .iter()
        .filter(|link| link.to == *iri && link.predicate.as_named_node() == property::REVIEWS)
        .map(|link| reader.anchor(&link.from.document()))
        .collect();
    Intention { id: iri.fragment().unwrap_or_default().to_owned(), model, text, term, actions, reviews }
}

fn action(reader: &Reader<'_>, document: &Document) -> Action {
    let mut link = reader.anchor(document.iri());
    link.text = own_name(document, reader.frame.locale());
    let evidence = nodes(document, document.iri(), property::EVIDENCED_BY).map(|evidence| {
        let mut anchor = reader.anchor(&evidence);
        if let Some(name) = said(document, &evidence, property::NAME, reader.frame.locale()) {
            anchor.text = name;
        }
        anchor
    });
    Action { link, when: when(reader, document), evidence: evidence.collect() }
}

/// « de mars 2025 à septembre 2025 », « pour le 1er mai 2026 ».
fn when(reader: &Reader<'_>, document: &Document) -> Option<String> {
    let locale = reader.frame.locale();
    let date = |predicate| {
        document.own(predicate).find_map(|object| match object {
            TermRef::Literal(literal) => Some(text::stated_date(locale, literal.value())),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        })
    };
    match (date(property::START), date(property::END), date(property::DUE)) {
        (Some(start), Some(end), _) => Some(text::fill(locale, "when-from-to", &[("start", start), ("end", end)])),
        (None, Some(end), _) => Some(text::say_with(locale, "when-ended", "end", &end)),
        (_, None, Some(due)) => Some(text::say_with(locale, "when-due", "due", &due)),
        (Some(start), None, None) => Some(text::say_with(locale, "when-since", "start", &start)),
        (None, None, None) => None,
    }
}
