//! Copies a description, so that the copy goes its own way.

use crate::address::DocumentAddress;
use crate::container::post::slug;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, answer, parameter};
use crate::memento::version_number;
use crate::note::ChangeNote;
use crate::problem::{Kind, Problem, groups};
use crate::resource::put::written;
use crate::resource::submitted::{self, FORM};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use model::syntax::Format;
use model::{Container, Scope};
use registry::Fork;
use serde::Deserialize;
use std::collections::BTreeSet;

/// What is sent; all of it may be left out.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    /// Which version is copied; else the newest.
    version: Option<String>,
    /// What else is copied: `annexes`, `actions`, or both with a comma.
    with: Option<String>,
    /// What the copy's address is made of, where no `Slug` says it.
    name: Option<String>,
    /// Why, where no header says it.
    note: Option<String>,
}

const COPY: Body = Body {
    key: "body-copy",
    required: true,
    media: &[Medium {
        media_type: FORM,
        schema: Schema::Fields(&["version", "with", "name", "note"]),
        example: Some("name=Copie"),
    }],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "copyDescription",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::DESCRIPTIONS, &parameter::SLUG, &parameter::SUGGESTED, &parameter::CHANGE_NOTE],
    body: Some(&COPY),
    answers: &[answer::CREATED, answer::LED],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::WRITING,
        groups::NOTED,
        &[Kind::NoAddress, Kind::PreconditionRequired, Kind::TooMuch],
    ],
    example: Example::of("/codes/moulin/forks/"),
};

/// `POST /{container}/{slug}/forks/`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    ChangeNote(said): ChangeNote,
    sent: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(sent) = sent.map_err(|refused| submitted::unread(&refused, &request, "version"))?;
    let version = sent
        .version
        .as_deref()
        .filter(|version| !version.is_empty())
        .map(|text| version_number("version", text))
        .transpose()?;
    let with = with(sent.with.as_deref().unwrap_or_default())?;
    let hint = slug(&request).or_else(|| sent.name.filter(|name| !name.trim().is_empty()));
    let reason = submitted::reason(said, sent.note.as_deref())?;
    let fork = Fork { source: iri, version, hint, with, reason };
    let changed = site.registry.fork(&visitor.caller, fork).await?;
    Ok(match changed.receipt.written.first() {
        Some(first) => submitted::answered(&visitor.taste, written(&changed, &first.iri, Format::Turtle), &first.iri),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

fn with(text: &str) -> Result<BTreeSet<Container>, Problem> {
    let asked = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    asked
        .map(|word| match Container::from_segment(word) {
            Some(container @ (Container::Annexes | Container::Actions)) => Ok(container),
            Some(_) | None => Err(Problem::bad_parameter("with", word)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_else_is_copied() {
        for (text, count) in [("", Some(0)), ("annexes", Some(1)), ("annexes, actions", Some(2)), ("reviews", None)] {
            assert_eq!(with(text).ok().map(|with| with.len()), count, "{text}");
        }
    }
}
