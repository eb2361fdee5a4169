//! Reads a form: as it was written, and in every format of RDF.

use super::address::{FormAddress, headers};
use crate::page::{Frame, ShapePage};
use crate::precondition::{self, EntityTag};
use crate::problem::Problem;
use crate::representation::{Representation, Wanted};
use crate::schema::{self, WantedOfShapes, wanted_of_shapes};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use registry::{FormChangeError, FormOrigin};

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
    match wanted_of_shapes(taste.accept.as_deref())? {
        WantedOfShapes::Schema => {
            Ok(schema::respond(&schema::of_form(&site, &grammar, form, taste.locale), &taste, &request, headers()))
        }
        WantedOfShapes::Usual(Wanted::Rdf(format, content_type)) => {
            let FormOrigin::Put { revision, modified } = origin else {
                let written = (form.text(), form.triples());
                return Ok(schema::respond_rdf(written, (format, content_type), &request, headers()));
            };
            let tag = EntityTag::of_document(revision, format);
            if !precondition::is_wanted(&request, &tag)? {
                let form = site.registry.form_address(slug.as_str());
                return Err(FormChangeError::PreconditionFailed { form, current: Some(revision) }.into());
            }
            let representation = Representation { content_type, tag, modified: Some(modified), headers: headers() };
            Ok(representation.respond(&request, || schema::in_format(form.text(), form.triples(), format)))
        }
        WantedOfShapes::Usual(Wanted::Page) => {
            let schema = schema::of_form(&site, &grammar, form, taste.locale);
            let address = site.registry.form_address(slug.as_str());
            let frame = Frame::new(site.registry.base(), site.registry.name(), &taste, address);
            let extended = form.extends().and_then(|extended| grammar.form(extended.as_ref()));
            Ok(ShapePage::of_form(frame, form, extended, &schema).into_response())
        }
    }
}
