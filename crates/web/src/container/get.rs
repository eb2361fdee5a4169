//! Reads a page of a container, as RDF or as a list for people.

use crate::acl::allow::{WAC_ALLOW, wac_allow};
use crate::address::ContainerAddress;
use crate::described::{Access, Example, Operation, answer, parameter};
use crate::federation;
use crate::links;
use crate::page::{ContainerPage, Frame};
use crate::precondition::EntityTag;
use crate::prefer::{ContainerPreference, Members};
use crate::problem::{Kind, Problem, groups};
use crate::representation::{Representation, Wanted, append_link, cache_control, wanted};
use crate::site::{PAGE_LIMIT, SharedSite};
use crate::visitor::Visitor;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};
use model::vocab::{ldp, property, rdf};
use model::{Audience, Base, Container, Iri, Slug, syntax};
use oxrdf::{GraphName, NamedNode, Quad, Term};
use registry::{Cursor, Listing};
use serde::Deserialize;

/// Most statements of members told whole on one page: the page ends before it is more, and the next one goes on. As many
/// as one document may have.
const WHOLE_LIMIT: usize = model::document::TRIPLE_LIMIT;

/// What may be asked of a container.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    /// The slug after which the page starts.
    after: Option<String>,
    /// The slug before which the page ends.
    before: Option<String>,
    /// Most members on the page.
    limit: Option<String>,
}

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "listDocuments",
    access: Access::Anybody,
    takes: &[
        &parameter::CONTAINER,
        &parameter::AFTER,
        &parameter::BEFORE,
        &parameter::LIMIT,
        &parameter::PREFER,
        &parameter::IF_NONE_MATCH,
    ],
    body: None,
    answers: &[answer::LISTING, answer::NOT_MODIFIED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS, &[Kind::NotFound, Kind::Unavailable]],
    example: Example::with("/organizations/?limit=20", &[("Accept", "text/turtle")]),
};

/// `GET /{container}/?after=slug&limit=20`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    visitor: Visitor,
    ContainerAddress(container): ContainerAddress,
    asked: Result<Query<Asked>, QueryRejection>,
    request: HeaderMap,
) -> Result<Response, Problem> {
    if federation::is_wanted(visitor.taste.accept.as_deref()) {
        let told = site.federation.container(container).await?;
        return federation::respond(visitor.taste.accept.as_deref(), told, &request);
    }
    let wanted = wanted(visitor.taste.accept.as_deref())?;
    let Query(asked) = asked.map_err(|_| Problem::bad_parameter("?", ""))?;
    let (cursor, limit) = (asked.cursor()?, asked.limit()?);
    let preference = match wanted {
        Wanted::Rdf(..) => ContainerPreference::of(&request),
        Wanted::Page => ContainerPreference::default(),
    };
    // What the address says, else what is preferred, as far as it goes, else the usual.
    let most = limit.or(preference.page_size.map(|size| size.min(PAGE_LIMIT))).unwrap_or(site.settings.page_size);
    let base = site.registry.base();
    let mut headers = links::of_container(&site, container);
    // Another caller may see other members, and another preference other statements.
    headers.insert(header::CACHE_CONTROL, cache_control(&Audience::Members));
    headers.insert(WAC_ALLOW, wac_allow(&site.registry.access_to_container(&visitor.caller)));
    preference.tell(&mut headers);
    let variant = format!("{cursor:?} {most} {}", preference.members.word());
    let is_usual =
        cursor == Cursor::First && most == site.settings.page_size && preference.members == Members::default();
    if preference.members == Members::Left
        && let Wanted::Rdf(format, content_type) = wanted
    {
        let version = site.registry.members_hash(&visitor.caller, container).await?;
        let tag = EntityTag::of_listing(version, Some(&variant), format);
        let representation = Representation { content_type, tag, modified: None, headers };
        return Ok(representation.respond(&request, || syntax::write(&own_quads(base, container), format).into()));
    }
    let listing = site.registry.list(&visitor.caller, container, cursor, most).await?;
    let listing = match preference.members {
        Members::Whole => listing.with_statements(WHOLE_LIMIT),
        Members::Left | Members::Named | Members::Introduced => listing,
    };
    let ways = Ways::of(base, &listing, limit);
    match wanted {
        Wanted::Rdf(format, content_type) => {
            let tag = EntityTag::of_listing(listing.version, Some(variant.as_str()).filter(|_| !is_usual), format);
            ways.tell(&mut headers, base, &listing, &EntityTag::of_listing(listing.version, None, format));
            let representation = Representation { content_type, tag, modified: None, headers };
            let quads = || quads(base, &listing, preference.members);
            Ok(representation.respond(&request, || syntax::write(&quads(), format).into()))
        }
        Wanted::Page => {
            ways.tell(
                &mut headers,
                base,
                &listing,
                &EntityTag::of_listing(listing.version, None, syntax::Format::Turtle),
            );
            let frame = Frame::new(base, site.registry.name(), &visitor.taste, base.container(container));
            let mut page = ContainerPage::new(frame, &listing, ways.previous.as_ref(), ways.next.as_ref());
            // A form takes a browser that is signed in.
            if visitor.sitting.is_some() && site.registry.may_make(&visitor.caller, &base.container(container)) {
                page = page.with_beginning(container);
            }
            Ok((headers, page).into_response())
        }
    }
}

impl Asked {
    fn cursor(&self) -> Result<Cursor, Problem> {
        match (&self.after, &self.before) {
            (None, None) => Ok(Cursor::First),
            (Some(after), None) => slug("after", after).map(Cursor::After),
            (None, Some(before)) => slug("before", before).map(Cursor::Before),
            (Some(_), Some(before)) => Err(bad("before", before)),
        }
    }

    fn limit(&self) -> Result<Option<usize>, Problem> {
        let Some(limit) = &self.limit else { return Ok(None) };
        let most = limit.parse().ok().filter(|size| (1..=PAGE_LIMIT).contains(size));
        most.map(Some).ok_or_else(|| bad("limit", limit).with("limit", PAGE_LIMIT as u64))
    }
}

fn slug(parameter: &'static str, text: &str) -> Result<Slug, Problem> {
    Slug::from_text(text).ok().filter(|slug| slug.as_str() == text).ok_or_else(|| bad(parameter, text))
}

fn bad(parameter: &'static str, value: &str) -> Problem {
    Problem::bad_parameter(parameter, value)
}

/// The pages around one.
struct Ways {
    first: Iri,
    previous: Option<Iri>,
    next: Option<Iri>,
}

impl Ways {
    fn of(base: &Base, listing: &Listing, limit: Option<usize>) -> Self {
        let container = base.container(listing.container);
        let sized = |iri: Iri| match limit {
            Some(limit) => iri.with_query("limit", &limit.to_string()),
            None => iri,
        };
        let at = |name: &str, slug: &Option<Slug>| {
            slug.as_ref().map(|slug| sized(container.with_query(name, slug.as_str())))
        };
        Self { previous: at("before", &listing.previous), next: at("after", &listing.next), first: sized(container) }
    }

    /// LDP Paging 1.0, section 6.2: the links of a page in a sequence; nothing where the page is all.
    fn tell(&self, headers: &mut HeaderMap, base: &Base, listing: &Listing, whole: &EntityTag) {
        if !listing.is_part() {
            return;
        }
        append_link(headers, ldp::PAGE.as_str(), "type");
        append_link(headers, self.first.as_str(), "first");
        for (way, relation) in [(&self.previous, "prev"), (&self.next, "next")] {
            if let Some(way) = way {
                append_link(headers, way.as_str(), relation);
            }
        }
        // Section 6.2.4: whoever reads page after page sees from it whether anything changed meanwhile.
        let container = base.container(listing.container);
        let canonical = format!("<{}>; rel=\"canonical\"; etag=\"{}\"", container.as_str(), whole.opaque());
        if let Ok(value) = HeaderValue::try_from(canonical) {
            headers.append(header::LINK, value);
        }
    }
}

/// What the container says of itself (LDP 1.0, section 5.2.1.1).
fn own_quads(base: &Base, container: Container) -> Vec<Quad> {
    let iri: NamedNode = base.container(container).into();
    [ldp::CONTAINER, ldp::BASIC_CONTAINER]
        .map(|class| Quad::new(iri.clone(), rdf::TYPE, class, GraphName::DefaultGraph))
        .into()
}

/// LDP 1.0, section 5.3: the container, its members, and of each as much as was asked.
fn quads(base: &Base, listing: &Listing, members: Members) -> Vec<Quad> {
    let container: NamedNode = base.container(listing.container).into();
    let mut quads = own_quads(base, listing.container);
    for member in &listing.members {
        let iri: NamedNode = member.document.iri().clone().into();
        quads.push(Quad::new(container.clone(), ldp::CONTAINS, iri.clone(), GraphName::DefaultGraph));
        match members {
            Members::Left | Members::Named => {}
            Members::Introduced => {
                for predicate in [rdf::TYPE, property::NAME] {
                    let objects = member
                        .document
                        .own(predicate)
                        .map(|object| Quad::new(iri.clone(), predicate, Term::from(object), GraphName::DefaultGraph));
                    quads.extend(objects);
                }
            }
            Members::Whole => {
                let said = member.document.triples().iter();
                quads.extend(said.map(|triple| triple.clone().in_graph(GraphName::DefaultGraph)));
            }
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
        let lines = |members| quads(&base, &listing, members).iter().map(ToString::to_string).collect::<Vec<_>>();
        for member in &listing.members {
            let line = format!("<{}> {} <{}>", base.container(listing.container), ldp::CONTAINS, member.document.iri());
            for members in [Members::Named, Members::Introduced, Members::Whole] {
                assert!(lines(members).contains(&line), "{line} is not in {:?}", lines(members));
            }
        }
        assert!(lines(Members::Introduced).iter().any(|line| line.contains("#name> \"")));
        assert_eq!(lines(Members::Named).len(), listing.members.len() + 2);
        assert!(lines(Members::Whole).len() > lines(Members::Introduced).len());
    }

    #[test]
    fn a_page_knows_the_pages_around_it() {
        let base = sample::base();
        let listing = Listing { previous: Slug::from_text("abri").ok(), ..sample::listing() };
        let ways = Ways::of(&base, &listing, Some(7));
        let container = base.container(listing.container);
        assert_eq!(ways.next.unwrap().as_str(), format!("{container}?after=zinc&limit=7"));
        assert_eq!(ways.previous.unwrap().as_str(), format!("{container}?before=abri&limit=7"));
        assert_eq!(ways.first.as_str(), format!("{container}?limit=7"));
        let mut headers = HeaderMap::new();
        let whole = EntityTag::of_bytes(b"x", "ttl");
        Ways::of(&base, &listing, None).tell(&mut headers, &base, &listing, &whole);
        assert_eq!(headers.get_all(header::LINK).iter().count(), 5);
        let all = Listing { previous: None, next: None, ..listing };
        let mut headers = HeaderMap::new();
        Ways::of(&base, &all, None).tell(&mut headers, &base, &all, &whole);
        assert!(headers.is_empty(), "one page is no sequence");
    }

    #[test]
    fn what_may_be_asked() {
        let asked = |after: Option<&str>, before: Option<&str>, limit: Option<&str>| {
            let own = |text: Option<&str>| text.map(str::to_owned);
            let asked = Asked { after: own(after), before: own(before), limit: own(limit) };
            asked.cursor().and_then(|_| asked.limit()).map_err(|problem| problem.kind())
        };
        let bad = Err(Kind::BadParameter);
        assert_eq!(asked(Some("wemob"), None, None), Ok(None));
        assert_eq!(asked(None, Some("wemob"), Some("1")), Ok(Some(1)));
        assert_eq!(asked(None, None, Some("1000")), Ok(Some(PAGE_LIMIT)));
        assert_eq!(asked(None, None, Some("1001")), bad);
        for wrong in ["0", "-1", "x", ""] {
            assert_eq!(asked(None, None, Some(wrong)), bad, "{wrong}");
        }
        assert_eq!(asked(Some("We mob"), None, None), bad);
        assert_eq!(asked(None, Some(""), None), bad);
        assert_eq!(asked(Some("a"), Some("b"), None), bad);
    }
}
