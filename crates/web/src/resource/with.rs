//! `?with=actions,evidence`: which documents shall come with a description.

use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use model::Container;
use registry::Kinds;
use serde::Deserialize;

/// What was said, if anything.
pub(crate) struct With(pub(crate) Option<Kinds>);

#[derive(Debug, Deserialize)]
struct Asked {
    with: Option<String>,
}

impl FromRequestParts<SharedSite> for With {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &SharedSite) -> Result<Self, Problem> {
        let asked = Query::<Asked>::from_request_parts(parts, site).await;
        let Query(asked) = asked.map_err(|_| bad(parts.uri.query().unwrap_or_default()))?;
        asked.with.as_deref().map(read).transpose().map(Self)
    }
}

/// Names of containers between commas; `*` for whatever may belong to a description.
fn read(text: &str) -> Result<Kinds, Problem> {
    if text == "*" {
        return Ok(Kinds::all());
    }
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let containers: Vec<Container> =
        names.map(|name| Container::from_segment(name).ok_or_else(|| bad(name))).collect::<Result<_, _>>()?;
    Kinds::of(containers).map_err(|container| bad(container.segment()))
}

fn bad(value: &str) -> Problem {
    Problem::new(Kind::BadParameter)
        .with("parameter", "with")
        .with("value", value)
        .with("possible", Kinds::all().segments().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_names_of_containers() {
        for (text, kinds) in [
            ("actions", Some(vec!["actions"])),
            ("offers, actions,", Some(vec!["actions", "offers"])),
            ("", Some(vec![])),
            ("people", Some(vec!["people"])),
            ("themes", None),
            ("codes", None),
            ("everything", None),
        ] {
            let read = read(text).map(|kinds| kinds.segments().collect::<Vec<_>>());
            assert_eq!(read.map_err(|problem| problem.kind()), kinds.ok_or(Kind::BadParameter), "{text}");
        }
        assert_eq!(read("*").ok(), Some(Kinds::all()));
    }
}
