//! `/elsewhere?iri=`: what is held here of a document whose address is not ours.

use crate::address;
use crate::described::{Access, Answer, Example, Operation, Parameter, Part, Schema, answer, parameter};
use crate::page::{self, Frame, ResourcePage, Surroundings};
use crate::precondition::{self, EntityTag};
use crate::problem::{Problem, groups};
use crate::representation::{Representation, Wanted, append_link, cache_control, wanted};
use crate::resource::get::{addresses, names};
use crate::site::{SharedSite, Site};
use crate::visitor::Visitor;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri, header};
use model::{Caller, Iri};
use registry::{ChangeError, Elsewhere, ReadError};
use std::collections::BTreeSet;

const IRI: Parameter =
    Parameter::query("iri", "iri", parameter::address).such_as("https://ailleurs.example/codes/four");

const HELD: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-elsewhere",
    content: &[Part::Rdf(Schema::Document), Part::Page],
    headers: &["Cache-Control", "ETag", "Last-Modified", "Link"],
};

/// What it takes and answers. Nobody knows an address from elsewhere that every instance holds: no example.
pub(crate) const OPERATION: Operation = Operation {
    id: "readElsewhere",
    access: Access::Anybody,
    takes: &[&IRI, &parameter::IF_MATCH, &parameter::IF_NONE_MATCH, &parameter::IF_MODIFIED_SINCE],
    body: None,
    answers: &[HELD, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, groups::READING, groups::MATCHING],
    example: Example::NONE,
};

/// `GET /elsewhere?iri=IRI`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let iri = asked(&uri)?;
    let wanted = wanted(visitor.taste.accept.as_deref())?;
    let held = site.registry.read_elsewhere(&visitor.caller, &iri).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, cache_control(&held.resource.audience));
    // RFC 6596: what is here is a copy. RFC 4287, section 4.2.7.2: "via" is where it comes from.
    append_link(&mut headers, iri.as_str(), "canonical");
    append_link(&mut headers, held.origin.as_str(), "via");
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let resource = held.resource;
            let tag = EntityTag::of_document(resource.revision, format);
            if !precondition::is_wanted(&request, &tag)? {
                return Err(ChangeError::PreconditionFailed { iri, current: Some(resource.revision) }.into());
            }
            let representation = Representation { content_type, tag, modified: Some(resource.modified), headers };
            let bytes = async || site.representations.of_document(resource, format).await;
            representation.respond_with(&request, bytes).await
        }
        Wanted::Page => {
            let (around, known) = surroundings(&site, &visitor.caller, &held).await?;
            let own = address::elsewhere(site.registry.base(), &iri);
            let frame = Frame::new(site.registry.base(), site.registry.name(), &visitor.taste, own).knowing(known);
            Ok((headers, ResourcePage::of_elsewhere(frame, &held, &around)).into_response())
        }
    }
}

/// The document that is asked for: `iri`, once. A part of it stands on the same page.
fn asked(uri: &Uri) -> Result<Iri, Problem> {
    let bad = |value: &str| Problem::bad_parameter("iri", value);
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
        return Err(bad(uri.query().unwrap_or_default()));
    };
    let mut values = pairs.iter().filter(|(name, _)| name == "iri").map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (Some(value), None) => Iri::parse(value).map(|iri| iri.document()).map_err(|_| bad(value)),
        // Which of two would be a guess.
        (Some(_), Some(second)) => Err(bad(second)),
        (None, _) => Err(bad("")),
    }
}

/// Who points at it, and the names of what it mentions. Nothing here follows from it: no deeds, no releases, no rules.
async fn surroundings(
    site: &Site,
    caller: &Caller,
    held: &Elsewhere,
) -> Result<(Surroundings, BTreeSet<Iri>), ReadError> {
    let document = &held.resource.document;
    let links = site.registry.links_to(caller, document.iri()).await?;
    let mut mentioned: Vec<Iri> = page::mentioned(document).collect();
    mentioned.extend(links.iter().flat_map(|link| [link.from.clone(), link.from.document()]));
    let (names, mut known) = names(site, caller, mentioned).await?;
    let same = site.registry.also_known_as(caller, document.iri()).await?;
    known.extend(site.registry.held_elsewhere(caller, &addresses(&same)).await?);
    let (actions, releases, vanished) = (Vec::new(), Vec::new(), Vec::new());
    Ok((Surroundings { links, actions, names, releases, acl: None, vanished, same }, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_asked_for() {
        for (query, iri) in [
            ("iri=https%3A%2F%2Fb.example%2Fcodes%2Fa", Some("https://b.example/codes/a")),
            ("lang=fr&iri=https://b.example/codes/a%23part", Some("https://b.example/codes/a")),
            ("iri=urn:a", Some("urn:a")),
            ("", None),
            ("iri=", None),
            ("iri=/codes/a", None),
            ("iri=urn:a&iri=urn:b", None),
            ("IRI=urn:a", None),
        ] {
            let uri: Uri = format!("/elsewhere?{query}").parse().unwrap();
            assert_eq!(asked(&uri).ok().as_ref().map(Iri::as_str), iri, "{query}");
        }
    }
}
