//! Shapes and forms as JSON Schema, and the choice among it, RDF and the page.

use crate::locale::Locale;
use crate::negotiation::{Offer, choose};
use crate::precondition::EntityTag;
use crate::problem::Problem;
use crate::representation::{Representation, Wanted, content_type, not_acceptable};
use crate::site::Site;
use crate::visitor::Taste;
use crate::vocabulary::Vocabulary;
use axum::body::Bytes;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use model::Iri;
use model::syntax::{self, Format};
use model::vocab::{ldp, rdf, rdfs};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term, Triple};
use registry::{Form, Grammar, ShapeFile, Stage, Wording};
use serde_json::Value;

/// The media type of JSON Schema.
pub(crate) const MEDIA_TYPE: &str = "application/schema+json";

/// What a reader of a shape or a form wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WantedOfShapes {
    /// The page, or RDF.
    Usual(Wanted),
    /// JSON Schema.
    Schema,
}

/// Chooses among the page, the formats of RDF, and JSON Schema.
pub(crate) fn wanted_of_shapes(accept: Option<&str>) -> Result<WantedOfShapes, Problem> {
    let rdf = |format| WantedOfShapes::Usual(Wanted::Rdf(format, content_type(format)));
    let Some(accept) = accept else { return Ok(rdf(Format::Turtle)) };
    let mut offers: Vec<Offer<WantedOfShapes>> =
        Format::ALL.iter().map(|format| Offer { media_type: format.media_type(), value: rdf(*format) }).collect();
    offers.push(Offer { media_type: MEDIA_TYPE, value: WantedOfShapes::Schema });
    offers.push(Offer { media_type: "text/html", value: WantedOfShapes::Usual(Wanted::Page) });
    choose(Some(accept), &offers).map(|offer| offer.value).map_err(|_| not_acceptable(&offers))
}

/// The schema of a file of shapes, in this language.
pub(crate) fn of_file(site: &Site, grammar: &Grammar, file: &ShapeFile, locale: Locale) -> Value {
    let id = site.registry.base().service(&["shapes/", file.stem()].concat());
    grammar.schema_of_file(file, &id, &wording(locale, &|node| label(locale, node)))
}

/// The schema of the descriptions that follow a form: what a release needs, since a form library asks for everything.
pub(crate) fn of_form(site: &Site, grammar: &Grammar, form: &Form, locale: Locale) -> Value {
    let id = site.registry.form_address(form.slug());
    grammar.schema_of_form(form, &id, Stage::Release, &wording(locale, &|node| label(locale, node)))
}

fn wording(locale: Locale, label: &dyn Fn(NamedNodeRef<'_>) -> Option<String>) -> Wording<'_> {
    Wording { language: locale.tag(), label }
}

fn label(locale: Locale, node: NamedNodeRef<'_>) -> Option<String> {
    let vocabulary = Vocabulary::embedded();
    vocabulary.knows(node).then(|| vocabulary.label(locale, node))
}

/// Answers with a schema.
pub(crate) fn respond(schema: &Value, taste: &Taste, request: &HeaderMap, mut headers: HeaderMap) -> Response {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(taste.locale.tag()));
    let tag = EntityTag::of_text(&text, "schema");
    Representation { content_type: MEDIA_TYPE, tag, modified: None, headers }.respond(request, || Bytes::from(text))
}

/// Answers with what somebody wrote in Turtle: in Turtle as it stands, else written anew.
pub(crate) fn respond_rdf(
    written: (&str, &[Triple]),
    (format, content_type): (Format, &'static str),
    request: &HeaderMap,
    headers: HeaderMap,
) -> Response {
    let (text, triples) = written;
    let tag = EntityTag::of_text(text, format.extension());
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

/// Answers with a list in RDF: a container, what it contains, and what that is called.
pub(crate) fn respond_list(
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
            (Some("application/schema+json"), Some(WantedOfShapes::Schema)),
            (Some("application/schema+json, application/ld+json;q=0.5"), Some(WantedOfShapes::Schema)),
            (Some("text/html,*/*;q=0.8"), Some(WantedOfShapes::Usual(Wanted::Page))),
            (Some("*/*"), Some(WantedOfShapes::Usual(Wanted::Rdf(Format::JsonLd, "application/ld+json")))),
            (Some("image/png"), None),
        ] {
            assert_eq!(wanted_of_shapes(accept).ok(), expected, "{accept:?}");
        }
    }
}
