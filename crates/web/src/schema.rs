//! Shapes and forms as JSON Schema, and the choice among it, RDF and the page.

mod kept;

pub(crate) use kept::{Kept, Key, Written};

use crate::locale::Locale;
use crate::negotiation::{Offer, choose};
use crate::page::{Frame, ShapesPage};
use crate::precondition::EntityTag;
use crate::problem::Problem;
use crate::representation::{Representation, Wanted, not_acceptable, offers, wanted};
use crate::site::Site;
use crate::visitor::Taste;
use crate::vocabulary::Vocabulary;
use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use model::Iri;
use model::syntax::{self, Format};
use model::vocab::{ldp, rdf, rdfs};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term, Triple};
use registry::{Form, Grammar, ShapeFile, Stage, Wording};
use serde_json::Value;

/// The media type of JSON Schema.
pub(crate) const MEDIA_TYPE: &str = "application/schema+json";

/// That of any JSON.
const JSON: &str = "application/json";

/// What a reader of a shape or a form wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WantedOfShapes {
    /// The page, or RDF.
    Usual(Wanted),
    /// JSON Schema, with the `Content-Type` to say.
    Schema(&'static str),
}

/// Chooses among the page, the formats of RDF, and JSON Schema.
pub(crate) fn wanted_of_shapes(accept: Option<&str>) -> Result<WantedOfShapes, Problem> {
    let Some(accept) = accept else { return wanted(None).map(WantedOfShapes::Usual) };
    let offer = |offer: Offer<Wanted>| {
        let value = match offer.media_type {
            // Whoever asks for no more than JSON gets the schema: it is what a program without RDF can use.
            JSON => WantedOfShapes::Schema(JSON),
            _ => WantedOfShapes::Usual(offer.value),
        };
        Offer { media_type: offer.media_type, value }
    };
    let mut offers: Vec<Offer<WantedOfShapes>> = offers().into_iter().map(offer).collect();
    offers.push(Offer { media_type: MEDIA_TYPE, value: WantedOfShapes::Schema(MEDIA_TYPE) });
    choose(Some(accept), &offers).map(|offer| offer.value).map_err(|_| not_acceptable(&offers))
}

/// The schema of a file of shapes, in this language.
pub(crate) fn of_file(site: &Site, grammar: &Grammar, file: &ShapeFile, locale: Locale) -> Value {
    let id = site.registry.base().shape(file.stem());
    grammar.schema_of_file(file, &id, &wording(locale, &|node| label(locale, node)))
}

/// The schema of the descriptions that follow a form: what a release needs, since a form library asks for everything.
pub(crate) fn of_form(site: &Site, grammar: &Grammar, form: &Form, locale: Locale) -> Value {
    let id = site.registry.base().form(form.slug());
    grammar.schema_of_form(form, &id, Stage::Release, &wording(locale, &|node| label(locale, node)))
}

fn wording(locale: Locale, label: &dyn Fn(NamedNodeRef<'_>) -> Option<String>) -> Wording<'_> {
    Wording { language: locale.tag(), label }
}

fn label(locale: Locale, node: NamedNodeRef<'_>) -> Option<String> {
    let vocabulary = Vocabulary::embedded();
    vocabulary.knows(node).then(|| vocabulary.label(locale, node))
}

/// A schema, as it is served.
pub(crate) fn text(schema: &Value) -> Vec<u8> {
    // Writing into memory does not fail.
    let mut text = serde_json::to_vec_pretty(schema).unwrap_or_default();
    text.push(b'\n');
    text
}

/// Answers with a schema.
pub(crate) fn respond(
    schema: Written,
    content_type: &'static str,
    taste: &Taste,
    request: &HeaderMap,
    mut headers: HeaderMap,
) -> Response {
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(taste.locale.tag()));
    let Written { tag, bytes } = schema;
    Representation { content_type, tag, modified: None, headers }.respond(request, || bytes)
}

/// Answers with what somebody wrote in Turtle: in Turtle as it stands, else written anew.
pub(crate) fn respond_rdf(
    written: (&str, &[Triple]),
    (format, content_type): (Format, &'static str),
    request: &HeaderMap,
    headers: HeaderMap,
) -> Response {
    let (text, triples) = written;
    let tag = EntityTag::of_bytes(text.as_bytes(), format.extension());
    let representation = Representation { content_type, tag, modified: None, headers };
    representation.respond(request, || in_format(text, triples, format))
}

/// A text in Turtle, in this format.
pub(crate) fn in_format(text: &str, triples: &[Triple], format: Format) -> Bytes {
    if format == Format::Turtle {
        return Bytes::copy_from_slice(text.as_bytes());
    }
    let quads: Vec<Quad> = triples.iter().map(|triple| triple.clone().in_graph(GraphName::DefaultGraph)).collect();
    syntax::write(&quads, format).into()
}

/// Answers with a list: each member with its names, or the page that shows them.
pub(crate) fn list(
    site: &Site,
    taste: &Taste,
    request: &HeaderMap,
    address: Iri,
    members: &[(Iri, Vec<Literal>)],
    page: impl FnOnce(Frame) -> ShapesPage,
) -> Result<Response, Problem> {
    Ok(match wanted(taste.accept.as_deref())? {
        Wanted::Rdf(format, content_type) => respond_list(&address, members, (format, content_type), request),
        Wanted::Page => page(Frame::new(site.registry.base(), site.registry.name(), taste, address)).into_response(),
    })
}

/// In RDF: a container, what it contains, and what that is called.
fn respond_list(
    list: &Iri,
    members: &[(Iri, Vec<Literal>)],
    (format, content_type): (Format, &'static str),
    request: &HeaderMap,
) -> Response {
    let node = NamedNode::from(list.clone());
    let mut quads = Vec::new();
    let mut say = |subject: &NamedNode, predicate: NamedNodeRef<'_>, object: Term| {
        quads.push(Triple::new(subject.clone(), predicate, object).in_graph(GraphName::DefaultGraph));
    };
    say(&node, rdf::TYPE, ldp::CONTAINER.into_owned().into());
    for (member, names) in members {
        let member = NamedNode::from(member.clone());
        say(&node, ldp::CONTAINS, member.clone().into());
        for name in names {
            say(&member, rdfs::LABEL, name.clone().into());
        }
    }
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))]);
    let tag = EntityTag::of_statements(&quads, format);
    let representation = Representation { content_type, tag, modified: None, headers };
    representation.respond(request, || syntax::write(&quads, format).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_only_for_who_asks_for_them() {
        for (accept, expected) in [
            (None, Some(WantedOfShapes::Usual(Wanted::Rdf(Format::Turtle, "text/turtle; charset=utf-8")))),
            (Some("application/schema+json"), Some(WantedOfShapes::Schema(MEDIA_TYPE))),
            (Some("application/schema+json, application/ld+json;q=0.5"), Some(WantedOfShapes::Schema(MEDIA_TYPE))),
            (Some("application/json"), Some(WantedOfShapes::Schema(JSON))),
            (Some("application/schema+json;q=0.5, application/json"), Some(WantedOfShapes::Schema(JSON))),
            (
                Some("application/json;q=0.5, application/ld+json"),
                Some(WantedOfShapes::Usual(Wanted::Rdf(Format::JsonLd, "application/ld+json"))),
            ),
            (Some("text/html,*/*;q=0.8"), Some(WantedOfShapes::Usual(Wanted::Page))),
            (Some("*/*"), Some(WantedOfShapes::Usual(Wanted::Rdf(Format::JsonLd, "application/ld+json")))),
            (Some("image/png"), None),
        ] {
            assert_eq!(wanted_of_shapes(accept).ok(), expected, "{accept:?}");
        }
    }
}
