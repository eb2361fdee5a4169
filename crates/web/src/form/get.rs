//! Reads a form: as it was written, and in every format of RDF.

use super::address::{FORM, FormAddress, headers};
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::page::{self, Frame, ShapePage};
use crate::precondition::{self, EntityTag};
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, Wanted};
use crate::schema::{self, Key, WantedOfShapes, wanted_of_shapes};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use registry::{FormChangeError, FormOrigin};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "readForm",
    access: Access::Open,
    takes: &[&FORM, &parameter::IF_MATCH, &parameter::IF_NONE_MATCH, &parameter::IF_MODIFIED_SINCE],
    body: None,
    answers: &[answer::RULE, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::MATCHING, &[Kind::NotFound, Kind::Gone]],
    example: Example::with("/forms/six-models", &[("Accept", "text/turtle")]),
};

/// `GET /forms/{form}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    FormAddress(slug): FormAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let forms = site.registry.forms();
    let grammar = forms.grammar();
    let (form, origin) = forms.find(&slug)?;
    let address = site.registry.base().form(slug.as_str());
    match wanted_of_shapes(taste.accept.as_deref())? {
        WantedOfShapes::Schema(content_type) => {
            let write = || schema::text(&schema::of_form(&site, &grammar, form, taste.locale));
            let schema = site.schemas.get(&grammar, Key::of_schema(&address, taste.locale), write);
            Ok(schema::respond(schema, content_type, &taste, &request, headers()))
        }
        WantedOfShapes::Usual(Wanted::Rdf(format, content_type)) => {
            let FormOrigin::Put { revision, modified } = origin else {
                let written = (form.text(), form.triples());
                return Ok(schema::respond_rdf(written, (format, content_type), &request, headers()));
            };
            let tag = EntityTag::of_document(revision, format);
            if !precondition::is_wanted(&request, &tag)? {
                return Err(FormChangeError::PreconditionFailed { form: address, current: Some(revision) }.into());
            }
            let representation = Representation { content_type, tag, modified: Some(modified), headers: headers() };
            Ok(representation.respond(&request, || schema::in_format(form.text(), form.triples(), format)))
        }
        WantedOfShapes::Usual(Wanted::Page) => {
            let write = || {
                let schema = schema::of_form(&site, &grammar, form, taste.locale);
                let frame = Frame::new(site.registry.base(), site.registry.name(), &taste, address.clone());
                let extended = form.extends().and_then(|extended| grammar.form(extended.as_ref()));
                ShapePage::of_form(frame, form, extended, &schema).render_page()
            };
            let page = site.schemas.get(&grammar, Key::of_page(&address, taste.locale, taste.chosen), write);
            Ok(page::respond(taste.locale, page.bytes))
        }
    }
}
