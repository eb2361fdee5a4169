//! Writes a territory's form: it holds from the next change on.

use super::address::{FORM, FormAddress};
use crate::body::RdfBody;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, answer, parameter};
use crate::precondition;
use crate::problem::{Kind, Problem, groups};
use crate::representation::written;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use model::Scope;

const FORM_BODY: Body = Body {
    key: "body-form",
    required: true,
    media: &[
        Medium { media_type: "text/turtle", schema: Schema::Text, example: Some(EXAMPLE) },
        Medium { media_type: "application/ld+json", schema: Schema::Graph, example: None },
        Medium { media_type: "application/trig", schema: Schema::Text, example: None },
        Medium { media_type: "application/n-triples", schema: Schema::Text, example: None },
        Medium { media_type: "application/n-quads", schema: Schema::Text, example: None },
    ],
};

const EXAMPLE: &str = "@prefix cs: <https://w3id.org/codesocial#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n\n\
     <> a cs:Form ; cs:name \"Le vin\"@fr ; cs:extendsForm cs:FourBundlesForm .\n";

const FORM_REFUSED: &[Kind] = &[
    Kind::CostlyShape,
    Kind::FormExtended,
    Kind::FormInFile,
    Kind::FormOfGrammar,
    Kind::Gone,
    Kind::InvalidForm,
    Kind::NotAnAddress,
    Kind::NotFound,
    Kind::Unavailable,
];

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "writeForm",
    access: Access::Holders(Scope::Admin),
    takes: &[&FORM, &parameter::IF_MATCH, &parameter::IF_NONE_MATCH],
    body: Some(&FORM_BODY),
    answers: &[answer::CREATED, answer::WRITTEN],
    refuses: &[groups::BODY, groups::RDF_BODY, groups::REPLACING, FORM_REFUSED],
    example: Example::of("/forms/vin"),
};

/// `PUT /forms/{form}`
pub(crate) async fn put(
    State(site): State<SharedSite>,
    visitor: Visitor,
    FormAddress(slug): FormAddress,
    request: HeaderMap,
    body: RdfBody,
) -> Result<Response, Problem> {
    let expected = precondition::expected(&request)?;
    let format = body.format;
    let changed = site.registry.put_form(&visitor.caller, &slug, body.as_body(), expected).await?;
    let address = site.registry.base().form(slug.as_str());
    Ok(written(&address, Some((changed.revision, changed.outcome)), format))
}
