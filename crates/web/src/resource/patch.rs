//! Changes a document by a patch.

use crate::address::DocumentAddress;
use crate::body::PatchBody;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, answer, parameter};
use crate::precondition;
use crate::problem::{Kind, Problem, groups};
use crate::resource::put::written;
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use model::Scope;
use model::patch::PatchFormat;
use model::syntax::Format;
use percent_encoding::percent_decode;

/// Longest note about a change, in characters: a remark in a history, not a text of its own.
const NOTE_LIMIT: usize = 500;

const PATCH: Body = Body {
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
    ],
    body: Some(&PATCH),
    answers: &[answer::CREATED, answer::WRITTEN],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::RDF_BODY,
        groups::WRITING,
        groups::REPLACING,
        groups::PATCHING,
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
    body: PatchBody,
) -> Result<Response, Problem> {
    let expected = precondition::expected(&request)?;
    let note = note(&request)?;
    let changed = site.registry.patch(&visitor.caller, &iri, body.as_body(), expected, note).await?;
    Ok(written(&changed, &iri, represented(body.format)))
}

/// A patch has no representation of the document, so the `ETag` is that of the one its author works with.
fn represented(format: PatchFormat) -> Format {
    match format {
        PatchFormat::SparqlUpdate | PatchFormat::N3 => Format::Turtle,
        PatchFormat::MergePatch => Format::JsonLd,
    }
}

/// `Change-Note`: why, in UTF-8, percent-encoded where a client can send no other than ASCII (as `Slug` is, RFC 5023,
/// section 9.7).
fn note(request: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = request.get("change-note") else { return Ok(None) };
    let text = percent_decode(value.as_bytes()).decode_utf8_lossy();
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let note = words.join(" ");
    if note.chars().count() > NOTE_LIMIT {
        let beginning: String = note.chars().take(40).collect();
        return Err(Problem::new(Kind::BadParameter).with("parameter", "Change-Note").with("value", beginning + "…"));
    }
    Ok(Some(note).filter(|note| !note.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn notes_are_one_line_of_text() {
        for (value, expected) in [
            ("Coquille corrigée".as_bytes(), Ok(Some("Coquille corrigée"))),
            (b"Coquille%20corrig%C3%A9e", Ok(Some("Coquille corrigée"))),
            (b" 50 % de plus %0A et%00 encore", Ok(Some("50 % de plus et encore"))),
            (b"caf\xe9", Ok(Some("caf\u{fffd}"))),
            (b"  ", Ok(None)),
            ([b'a'; NOTE_LIMIT].as_slice(), Ok(Some("a".repeat(NOTE_LIMIT)).as_deref())),
            ([b'a'; NOTE_LIMIT + 1].as_slice(), Err(Kind::BadParameter)),
        ] {
            let value = HeaderValue::from_bytes(value).unwrap();
            let headers = HeaderMap::from_iter([(http::HeaderName::from_static("change-note"), value)]);
            assert_eq!(note(&headers).as_ref().map(Option::as_deref).map_err(Problem::kind), expected, "{headers:?}");
        }
        assert_eq!(note(&HeaderMap::new()).ok(), Some(None));
    }
}
