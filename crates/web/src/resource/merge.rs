//! `/{container}/{slug}/merge`: a proposal beside the description that it is offered to, and the decision on it.

use super::diff::of_term;
use super::get::names;
use crate::address::DocumentAddress;
use crate::described::{Access, Answer, Body, Example, Medium, Operation, Part, Schema, answer, parameter};
use crate::negotiation::{Offer, choose};
use crate::note::{self, ChangeNote};
use crate::page::{self, Deciders, Frame, MergePage};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, cache_control, not_acceptable};
use crate::resource::put::written;
use crate::resource::submitted::{self, FORM};
use crate::site::SharedSite;
use crate::text;
use crate::visitor::Visitor;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use model::merge::{Conflict, Place, PlaceId, Side};
use model::syntax::Format;
use model::{Audience, Iri, Scope};
use oxrdf::Triple;
use registry::{Decision, Merging, Take};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy)]
enum Shape {
    Json,
    Page,
}

const OFFERS: [Offer<Shape>; 2] = [
    Offer { media_type: "application/json", value: Shape::Json },
    Offer { media_type: "text/html", value: Shape::Page },
];

const DECISION: Body = Body {
    key: "body-decision",
    required: true,
    media: &[Medium {
        media_type: FORM,
        schema: Schema::Fields(&["decision", "take", "parts", "note", "revision"]),
        example: None,
    }],
};

const MERGING: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-merging",
    content: &[Part::As("application/json", Schema::Object), Part::Page],
    headers: &["Cache-Control", "ETag"],
};

/// What looking takes and answers.
pub(crate) const GET: Operation = Operation {
    id: "compareProposal",
    access: Access::Anybody,
    takes: &[&parameter::PROPOSALS, &parameter::SLUG, &parameter::IF_NONE_MATCH],
    body: None,
    answers: &[MERGING, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::READING, &[Kind::TooMuch]],
    example: Example::of("/proposals/proposition/merge"),
};

/// What deciding takes and answers. It has no example: whoever decides looks first.
pub(crate) const POST: Operation = Operation {
    id: "decideProposal",
    access: Access::Holders(Scope::Write),
    takes: &[
        &parameter::PROPOSALS,
        &parameter::SLUG,
        &parameter::IF_MATCH,
        &parameter::IF_NONE_MATCH,
        &parameter::CHANGE_NOTE,
    ],
    body: Some(&DECISION),
    answers: &[answer::WRITTEN, answer::LED],
    refuses: &[
        groups::PARAMETERS,
        groups::BODY,
        groups::REPLACING,
        groups::WRITING,
        groups::NOTED,
        &[Kind::Decided, Kind::Conflicts, Kind::TooMuch],
    ],
    example: Example::NONE,
};

/// `GET /proposals/{slug}/merge`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let shape = choose(visitor.taste.accept.as_deref(), &OFFERS).map_err(|_| not_acceptable(&OFFERS))?.value;
    let merging = site.registry.merging(&visitor.caller, &iri).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Members));
    Ok(match shape {
        Shape::Json => {
            let text = json(&merging).to_string();
            let tag = EntityTag::of_bytes(text.as_bytes(), "json");
            Representation { content_type: "application/json", tag, modified: None, headers }
                .respond(&request, || text.into())
        }
        Shape::Page => {
            let documents = [&merging.ours.document, &merging.base.resource.document, &merging.theirs];
            let mentioned = documents.into_iter().flat_map(page::mentioned).collect();
            let (names, held) = names(&site, &visitor.caller, mentioned).await?;
            let frame =
                Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, iri.merge()).knowing(held);
            let may_decide = async |iri: &Iri| site.registry.may_decide(&visitor.caller, iri).await;
            let deciders = Deciders {
                may_decide: merging.is_open && may_decide(merging.ours.document.iri()).await?,
                may_withdraw: merging.is_open && may_decide(&iri).await?,
            };
            (headers, MergePage::new(frame, &merging, &names, deciders)).into_response()
        }
    })
}

/// `POST /proposals/{slug}/merge`: accepts, declines or withdraws. `If-Match` names the description as it was looked at.
pub(crate) async fn post(
    State(site): State<SharedSite>,
    visitor: Visitor,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: HeaderMap,
    ChangeNote(said): ChangeNote,
    sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(fields) = sent.map_err(|refused| submitted::unread(&refused, &request, "decision"))?;
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let expected = submitted::expected(&request, field("revision"))?;
    let decision = decision(&fields)?;
    let locale = visitor.taste.locale;
    let reason = match (submitted::reason(said, field("note"))?, &decision) {
        (Some(reason), _) => Some(reason),
        // The description's history says at least where the change came from.
        (None, Decision::Accept { .. }) => {
            note::reason(&text::say_with(locale, "merge-reason", "proposal", iri.as_str()))?
        }
        (None, Decision::Decline | Decision::Withdraw) => None,
    };
    let changed = site.registry.decide(&visitor.caller, &iri, decision, (expected, reason), locale.tag()).await?;
    let first = changed.receipt.written.first().map_or(&iri, |written| &written.iri);
    Ok(submitted::answered(&visitor.taste, written(&changed, first, Format::Turtle), first))
}

/// `decision=accept|decline|withdraw`; with `accept`: `take=PLACE` for each place that is taken up (none: all of them),
/// and `PLACE=ours|theirs` for each in conflict. With `parts=chosen`, as a page says it, none means none. What is no
/// place is not ours to read.
fn decision(fields: &[(String, String)]) -> Result<Decision, Problem> {
    let bad = |parameter: &str, value: &str| Problem::bad_parameter(parameter, value);
    let mut decisions = fields.iter().filter(|(name, _)| name == "decision").map(|(_, value)| value.as_str());
    match (decisions.next(), decisions.next()) {
        (Some("decline"), None) => return Ok(Decision::Decline),
        (Some("withdraw"), None) => return Ok(Decision::Withdraw),
        (Some("accept"), None) => {}
        (other, _) => return Err(bad("decision", other.unwrap_or_default())),
    }
    let mut places = BTreeSet::new();
    let mut sides = BTreeMap::new();
    for (name, value) in fields {
        match (name.as_str(), value.as_str()) {
            ("take", place) => {
                places.insert(place.parse::<PlaceId>().map_err(|_| bad("take", place))?);
            }
            (place, side) => {
                let Ok(place) = place.parse::<PlaceId>() else { continue };
                let side = match side {
                    "ours" => Side::Ours,
                    "theirs" => Side::Theirs,
                    other => return Err(bad(name, other)),
                };
                sides.insert(place, side);
            }
        }
    }
    let is_chosen = fields.iter().any(|(name, value)| name == "parts" && value == "chosen");
    if places.is_empty() && is_chosen {
        return Err(bad("take", ""));
    }
    let take = if places.is_empty() { Take::Whole } else { Take::Places(places) };
    Ok(Decision::Accept { take, sides })
}

fn json(merging: &Merging) -> Json {
    let (base, theirs) = (merging.base.resource.document.triples(), merging.theirs.triples());
    let changes: Vec<Json> = merging
        .places
        .iter()
        .map(|place| {
            let mut told = of_place(place);
            let said = |triples: &[Triple]| of_terms(triples.iter().filter(|triple| place.holds(triple)));
            if let Some(told) = told.as_object_mut() {
                told.insert("base".to_owned(), said(base));
                told.insert("theirs".to_owned(), said(theirs));
            }
            told
        })
        .collect();
    json!({
        "proposal": merging.proposal.document.iri().as_str(),
        "open": merging.is_open,
        "description": { "id": merging.ours.document.iri().as_str(), "revision": merging.ours.revision.to_string() },
        "startingVersion": merging.base.resource.document.iri().version(merging.base.version.revision.number).as_str(),
        "proposedVersion": merging.copy.resource.document.iri().version(merging.copy.version.revision.number).as_str(),
        "changes": changes,
        "conflicts": merging.merge.conflicts.iter().map(of_conflict).collect::<Vec<_>>(),
    })
}

/// A conflict: where, and the three texts.
pub(crate) fn of_conflict(conflict: &Conflict) -> Json {
    let mut told = of_place(&conflict.place);
    if let Some(told) = told.as_object_mut() {
        for (name, side) in [("base", &conflict.base), ("ours", &conflict.ours), ("theirs", &conflict.theirs)] {
            let said = match &conflict.place {
                Place::Property { .. } => of_terms(side),
                Place::Part(_) => side.iter().map(|triple| Json::from(format!("{triple} ."))).collect(),
            };
            told.insert(name.to_owned(), said);
        }
    }
    told
}

fn of_place(place: &Place) -> Json {
    let id = place.id().to_string();
    match place {
        Place::Part(subject) => json!({ "place": id, "subject": subject }),
        Place::Property { subject, property, language } if language.is_empty() => {
            json!({ "place": id, "subject": subject, "property": property })
        }
        Place::Property { subject, property, language } => {
            json!({ "place": id, "subject": subject, "property": property, "language": language })
        }
    }
}

fn of_terms<'a>(triples: impl IntoIterator<Item = &'a Triple>) -> Json {
    triples.into_iter().map(|triple| of_term(&triple.object)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_as_forms_say_them() {
        let place = "0123456789ab";
        let accept = |places: &[&str], sides: &[(&str, Side)]| {
            let places: BTreeSet<PlaceId> = places.iter().map(|place| place.parse().unwrap()).collect();
            let take = if places.is_empty() { Take::Whole } else { Take::Places(places) };
            let sides = sides.iter().map(|(place, side)| (place.parse().unwrap(), *side)).collect();
            Some(Decision::Accept { take, sides })
        };
        for (fields, expected) in [
            (vec![("decision", "decline"), ("note", "Non")], Some(Decision::Decline)),
            (vec![("decision", "withdraw")], Some(Decision::Withdraw)),
            (vec![("decision", "accept")], accept(&[], &[])),
            (vec![("decision", "accept"), ("take", place)], accept(&[place], &[])),
            (vec![("decision", "accept"), (place, "ours")], accept(&[], &[(place, Side::Ours)])),
            (vec![("decision", "accept"), (place, "theirs")], accept(&[], &[(place, Side::Theirs)])),
            (vec![("decision", "accept"), (place, "both")], None),
            (vec![("decision", "accept"), ("take", "all")], None),
            (vec![("decision", "accept"), ("other", "x")], accept(&[], &[])),
            (vec![("decision", "accept"), ("parts", "chosen")], None),
            (vec![("decision", "accept"), ("parts", "chosen"), ("take", place)], accept(&[place], &[])),
            (vec![("decision", "perhaps")], None),
            (vec![("decision", "accept"), ("decision", "decline")], None),
            (vec![], None),
        ] {
            let owned: Vec<(String, String)> =
                fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(decision(&owned).ok(), expected, "{fields:?}");
        }
    }
}
