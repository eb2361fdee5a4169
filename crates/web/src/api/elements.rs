//! `/api/elements.json`: everything that stands on a map, as GoGoCarto tells it.

use super::list::{BOUNDS, CATEGORIES, List, MOST, SINCE, Selection};
use super::{JSON, JSON_LD, ON_A_MAP, TOLD_EITHER_WAY, TOLD_LINKED, asked, is_linked, value};
use crate::described::{Access, Answer, Example, Operation, Parameter, answer, parameter};
use crate::locale::Locale;
use crate::problem::{Kind, Problem, groups};
use crate::site::SharedSite;
use crate::visitor::Taste;
use axum::extract::State;
use axum::response::Response;
use exchange::gogocarto::write::{Ontology, Writer};
use http::{HeaderMap, Uri};
use serde_json::json;

const ONTOLOGY: Parameter = Parameter::query(
    "ontology",
    "ontology",
    || json!({ "enum": ["gogofull", "gogocompact", "gogosync"], "default": "gogofull" }),
);

/// What `/api/elements.json` takes and answers.
pub(crate) const OPERATION: Operation =
    operation("readElements", "/api/elements.json?ontology=gogosync", &[TOLD_EITHER_WAY, answer::NOT_MODIFIED]);
/// What `/api/elements.jsonld` takes and answers.
pub(crate) const LINKED: Operation =
    operation("readElementsLinked", "/api/elements.jsonld", &[TOLD_LINKED, answer::NOT_MODIFIED]);
/// What `/api/elements` takes and answers.
pub(crate) const EITHER: Operation =
    operation("readElementsEither", "/api/elements", &[TOLD_EITHER_WAY, answer::NOT_MODIFIED]);

const fn operation(id: &'static str, example: &'static str, answers: &'static [Answer]) -> Operation {
    Operation {
        id,
        access: Access::Open,
        takes: &[&ONTOLOGY, &BOUNDS, &CATEGORIES, &MOST, &SINCE, &parameter::IF_NONE_MATCH],
        body: None,
        answers,
        refuses: &[groups::PARAMETERS, &[Kind::Unavailable]],
        example: Example::of(example),
    }
}

/// `GET /api/elements.json`, `GET /api/elements`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let linked = is_linked(taste.accept.as_deref());
    tell(site, taste.locale, &uri, &request, linked).await
}

/// `GET /api/elements.jsonld`
pub(crate) async fn linked(
    State(site): State<SharedSite>,
    taste: Taste,
    uri: Uri,
    request: HeaderMap,
) -> Result<Response, Problem> {
    tell(site, taste.locale, &uri, &request, true).await
}

async fn tell(
    site: SharedSite,
    locale: Locale,
    uri: &Uri,
    request: &HeaderMap,
    is_linked: bool,
) -> Result<Response, Problem> {
    let (selection, ontology) = read(uri, is_linked)?;
    let content_type = if is_linked { JSON_LD } else { JSON };
    let list = List { name: ontology.name(), content_type, containers: &ON_A_MAP };
    list.tell(Writer::new(ontology), selection, site, locale, (uri, request)).await
}

/// Which elements are asked for, and how they are to be told.
fn read(uri: &Uri, is_linked: bool) -> Result<(Selection, Ontology), Problem> {
    let pairs = asked(uri)?;
    let ontology = match value(&pairs, "ontology") {
        Some(name) => Ontology::from_name(name).ok_or_else(|| Problem::bad_parameter("ontology", name))?,
        None => Ontology::Full,
    };
    Ok((Selection::read(&pairs)?, if is_linked { Ontology::Linked } else { ontology }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::gogocarto::write::question::Question;

    #[test]
    fn what_is_asked() {
        let read = |query: &str| read(&format!("/api/elements.json?{query}").parse().unwrap(), false);
        let (Selection { question, since }, ontology) = read("").unwrap();
        assert_eq!((ontology, question, since), (Ontology::Full, Question::default(), None));
        let (Selection { question, since }, ontology) =
            read("ontology=gogosync&limit=3&categories=1,2&since=2026-01-02T00:00:00%2B01:00&stampsIds=4&limit=5")
                .unwrap();
        assert_eq!((ontology, question.limit, question.categories), (Ontology::Sync, Some(5), vec![1, 2]));
        assert_eq!(since, "2026-01-01T23:00:00Z".parse().ok());
        for (query, at) in
            [("2026-01-02T00:00:00+01:00", "2026-01-01T23:00:00Z"), ("2026-01-02", "2026-01-02T00:00:00Z")]
        {
            assert_eq!(read(&format!("since={query}")).unwrap().0.since, at.parse().ok(), "{query}");
        }
        for query in ["ontology=gogo", "limit=-1", "limit=many", "bounds=1,2,3", "categories=Pain", "since=yesterday"] {
            assert_eq!(read(query).unwrap_err().kind(), Kind::BadParameter, "{query}");
        }
    }
}
