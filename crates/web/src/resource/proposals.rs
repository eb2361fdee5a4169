//! `/{container}/{slug}/proposals/`: the changed copies that are offered to a description, and offering one's own.

use crate::address::DocumentAddress;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, answer, parameter};
use crate::memento::version_number;
use crate::note::ChangeNote;
use crate::page::{Doors, Frame, ProposalsPage};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, Wanted, cache_control, wanted};
use crate::resource::put::written;
use crate::resource::submitted::{self, FORM};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use model::syntax::{self, Format};
use model::vocab::{property, rdf};
use model::{Audience, Scope};
use oxrdf::{GraphName, NamedNode, Quad, Term};
use registry::{NewProposal, Resource};
use serde::Deserialize;

/// What is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    /// What the proposal is called.
    name: String,
    /// Which version of the copy is offered; else the newest.
    version: Option<String>,
    /// Why, where no header says it.
    note: Option<String>,
}

const OFFER: Body = Body {
    key: "body-offer",
    required: true,
    media: &[Medium {
        media_type: FORM,
        schema: Schema::Fields(&["name", "version", "note"]),
        example: Some("name=Proposition"),
    }],
};

/// What reading takes and answers.
pub(crate) const GET: Operation = Operation {
    id: "listProposals",
    access: Access::Anybody,
    takes: &[&parameter::CONTAINER, &parameter::SLUG, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[answer::PAGE_OF_RDF, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::READING, &[Kind::TooMuch]],
    example: Example::of("/codes/moulin/proposals/"),
};

/// What offering takes and answers.
pub(crate) const POST: Operation = Operation {
    id: "offerCopy",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::CONTAINER, &parameter::SLUG, &parameter::CHANGE_NOTE],
    body: Some(&OFFER),
    answers: &[answer::CREATED, answer::LED],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::WRITING,
        groups::NOTED,
        &[Kind::NoAddress, Kind::NoCopy, Kind::PreconditionRequired],
    ],
    example: Example::of("/codes/copie/proposals/"),
};

/// `POST /{container}/{slug}/proposals/`: offers the copy at this address to what it started from.
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    ChangeNote(said): ChangeNote,
    request: HeaderMap,
    sent: Result<Form<Sent>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(sent) = sent.map_err(|refused| submitted::unread(&refused, &request, "name"))?;
    let version = sent
        .version
        .as_deref()
        .filter(|version| !version.is_empty())
        .map(|text| version_number("version", text))
        .transpose()?;
    let why = submitted::reason(said, sent.note.as_deref())?;
    let new = NewProposal { copy: iri, version, name: sent.name, reason: why, language: visitor.taste.locale.tag() };
    let changed = site.registry.propose(&visitor.caller, new).await?;
    Ok(match changed.receipt.written.first() {
        Some(first) => {
            let answer = written(&changed, &first.iri, Format::Turtle);
            submitted::answered(&visitor.taste, answer, &first.iri.merge())
        }
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// `GET /{container}/{slug}/proposals/`: what is offered to the description at this address.
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = wanted(visitor.taste.accept.as_deref())?;
    let description = site.registry.read(&visitor.caller, &iri).await?;
    let proposals = site.registry.proposals(&visitor.caller, &iri).await?;
    let mut headers = HeaderMap::new();
    // Another caller may see other proposals.
    headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Members));
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let quads = quads(&proposals);
            let tag = EntityTag::of_statements(&quads, format);
            let representation = Representation { content_type, tag, modified: None, headers };
            Ok(representation.respond(&request, || syntax::write(&quads, format).into()))
        }
        Wanted::Page => {
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, iri.proposals());
            let may_copy = site.registry.may_make(&visitor.caller, &iri);
            let may_offer = may_copy && site.registry.may_change(&visitor.caller, &iri).await?;
            let page = ProposalsPage::new(frame, &description.document, &proposals, Doors { may_copy, may_offer });
            Ok((headers, page).into_response())
        }
    }
}

/// Of each proposal what a list shows.
fn quads(proposals: &[Resource]) -> Vec<Quad> {
    let told = [rdf::TYPE, property::NAME, property::STATUS, property::CONCERNS, property::PROPOSED_VERSION];
    let of = |proposal: &Resource| {
        let iri: NamedNode = proposal.document.iri().clone().into();
        let say = |predicate| {
            let objects = proposal.document.own(predicate);
            objects
                .map(|object| Quad::new(iri.clone(), predicate, Term::from(object), GraphName::DefaultGraph))
                .collect::<Vec<Quad>>()
        };
        told.into_iter().flat_map(say).collect::<Vec<Quad>>()
    };
    proposals.iter().flat_map(of).collect()
}
