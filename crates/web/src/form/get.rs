//! Reads a form: as it was written, and in every format of RDF.

use super::address::{FormAddress, headers};
use crate::page::{Frame, ShapePage};
use crate::precondition::{self, EntityTag};
use crate::problem::Problem;
use crate::representation::{Representation, Wanted};
use crate::schema::{self, WantedOfShapes, wanted_of_shapes};
use crate::site::{SharedSite, Site};
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use model::Slug;
use registry::{Form, FormChangeError, FormOrigin, Grammar, ReadError};

/// `GET /forms/{form}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    FormAddress(slug): FormAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let grammar = site.registry.grammar();
    let form = find(&site, &grammar, &slug).await?;
    let origin = site.registry.form_origin(form).await?;
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

/// The form of this name; what was deleted is gone.
async fn find<'g>(site: &Site, grammar: &'g Grammar, slug: &Slug) -> Result<&'g Form, ReadError> {
    match grammar.form_called(slug.as_str()) {
        Some(form) => Ok(form),
        None if site.registry.form_is_gone(slug.as_str()).await? => Err(ReadError::Gone),
        None => Err(ReadError::NotFound),
    }
}
