//! Reads a page of a container, as RDF or as a list for people.

use crate::address::ContainerAddress;
use crate::page::{ContainerPage, Frame};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem};
use crate::representation::{Representation, Wanted, append_link, cache_control, container_headers, wanted};
use crate::site::SharedSite;
use crate::visitor::Visitor;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use model::vocab::{ldp, property, rdf};
use model::{Audience, Base, Iri, Slug, syntax};
use oxrdf::{GraphName, NamedNode, Quad, Term};
use registry::Listing;
use serde::Deserialize;

/// What may be asked of a container.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// The slug after which the page starts.
    after: Option<String>,
}

/// `GET /{container}/?after=slug`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ContainerAddress(container): ContainerAddress,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = wanted(visitor.taste.accept.as_deref())?;
    let after = asked.after.as_deref().map(after).transpose()?;
    let listing = site.registry.list(&visitor.caller, container, after.as_ref(), site.settings.page_size).await?;
    let base = site.registry.base();
    let mut headers = container_headers();
    // Another caller may see other members.
    headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Members));
    if let Some(next) = next(base, &listing) {
        append_link(&mut headers, next.as_str(), "next");
    }
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let tag = EntityTag::of_listing(listing.version, format);
            let representation = Representation { content_type, tag, modified: None, headers };
            Ok(representation.respond(&request, || syntax::write(&quads(base, &listing), format).into()))
        }
        Wanted::Page => {
            let frame = Frame::new(base, site.registry.name(), &visitor.taste, base.container(container));
            Ok((headers, ContainerPage::new(frame, &listing, next(base, &listing).as_ref())).into_response())
        }
    }
}

fn after(text: &str) -> Result<Slug, Problem> {
    Slug::from_text(text)
        .ok()
        .filter(|slug| slug.as_str() == text)
        .ok_or_else(|| Problem::new(Kind::BadParameter).with("parameter", "after").with("value", text))
}

fn next(base: &Base, listing: &Listing) -> Option<Iri> {
    listing.next.as_ref().map(|slug| base.container(listing.container).with_query("after", slug.as_str()))
}

/// LDP 1.0, section 5.2.1.1 and 5.3: the container, its members, and of each what a list shows: type and name.
fn quads(base: &Base, listing: &Listing) -> Vec<Quad> {
    let container: NamedNode = base.container(listing.container).into();
    let mut quads = vec![
        Quad::new(container.clone(), rdf::TYPE, ldp::CONTAINER, GraphName::DefaultGraph),
        Quad::new(container.clone(), rdf::TYPE, ldp::BASIC_CONTAINER, GraphName::DefaultGraph),
    ];
    for member in &listing.members {
        let iri: NamedNode = member.document.iri().clone().into();
        quads.push(Quad::new(container.clone(), ldp::CONTAINS, iri.clone(), GraphName::DefaultGraph));
        for predicate in [rdf::TYPE, property::NAME] {
            let objects = member
                .document
                .own(predicate)
                .map(|object| Quad::new(iri.clone(), predicate, Term::from(object), GraphName::DefaultGraph));
            quads.extend(objects);
        }
    }
    quads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn a_container_contains_its_members_by_name() {
        let base = sample::base();
        let listing = sample::listing();
        let lines: Vec<String> = quads(&base, &listing).iter().map(ToString::to_string).collect();
        for member in &listing.members {
            let line = format!("<{}> {} <{}>", base.container(listing.container), ldp::CONTAINS, member.document.iri());
            assert!(lines.contains(&line), "{line} is not in {lines:?}");
        }
        assert!(lines.iter().any(|line| line.contains("#name> \"")), "{lines:?}");
        assert_eq!(
            next(&base, &listing).unwrap().as_str(),
            format!("{}?after=zinc", base.container(listing.container).as_str())
        );
    }

    #[test]
    fn a_page_starts_after_a_slug() {
        assert!(after("wemob").is_ok());
        assert_eq!(after("We mob").map_err(|problem| problem.kind()), Err(Kind::BadParameter));
    }
}
