//! Changes a document by a patch.

use crate::address::DocumentAddress;
use crate::body::PatchBody;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, answer, parameter};
use crate::note::ChangeNote;
use crate::precondition;
use crate::problem::{Kind, Problem, groups};
use crate::resource::put::written;
use crate::resource::told::answered;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use model::Scope;
use model::patch::PatchFormat;
use model::syntax::Format;

pub(crate) const PATCH: Body = Body {
    key: "body-patch",
    required: true,
    media: &[
        Medium {
            media_type: "application/sparql-update",
            schema: Schema::Text,
            example: Some(
                "PREFIX cs: <https://w3id.org/codesocial#>\nINSERT DATA { <> cs:description \"Un moulin à farine.\"@fr }\n",
            ),
        },
        Medium {
            media_type: "text/n3",
            schema: Schema::Text,
            example: Some(
                "@prefix cs: <https://w3id.org/codesocial#> .\n@prefix solid: <http://www.w3.org/ns/solid/terms#> .\n\n\
                 <#patch> a solid:InsertDeletePatch ;\n  solid:inserts { <> cs:description \"Un moulin à farine.\"@fr . } .\n",
            ),
        },
        Medium {
            media_type: "application/merge-patch+json",
            schema: Schema::Object,
            example: Some(r#"{ "description": { "fr": "Un moulin à farine." } }"#),
        },
    ],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "changeDocument",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::CONTAINER,
        &parameter::SLUG,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::CHANGE_NOTE,
        &parameter::PREFER_RETURN,
    ],
    body: Some(&PATCH),
    answers: &[answer::CREATED_DOCUMENT, answer::SHOWN, answer::WRITTEN],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::RDF_BODY,
        groups::WRITING,
        groups::REPLACING,
        groups::PATCHING,
        groups::NOTED,
        groups::NOT_OF_VERSIONS,
        &[Kind::NotAnAddress],
    ],
    example: Example::of("/organizations/moulin"),
};

/// `PATCH /{container}/{slug}`
pub(crate) async fn patch(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    ChangeNote(reason): ChangeNote,
    body: PatchBody,
) -> Result<Response, Problem> {
    let expected = precondition::expected(&request)?;
    let changed = site.registry.patch(&visitor.caller, &iri, body.as_body(), expected, reason).await?;
    let usual = written(&changed, &iri, represented(body.format));
    Ok(answered(&site, &visitor, &request, &changed, (&iri, None), usual).await)
}

/// A patch has no representation of the document, so the `ETag` is that of the one its author works with.
pub(crate) fn represented(format: PatchFormat) -> Format {
    match format {
        PatchFormat::SparqlUpdate | PatchFormat::N3 => Format::Turtle,
        PatchFormat::MergePatch => Format::JsonLd,
    }
}
