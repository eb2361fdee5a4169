//! What a client sends to release a description: nothing, or a name, a note, a convention, as JSON.

use crate::body;
use crate::problem::{Kind, Problem};
use crate::site::{SharedSite, Site};
use crate::visitor::Taste;
use axum::extract::{FromRequest, Request};
use http::{HeaderName, HeaderValue, Method};
use model::release::Texts;
use model::{Expected, Iri};
use registry::ReleaseOrder;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// What an order is written in.
pub(crate) const MEDIA_TYPE: &str = "application/json";

/// Most bytes of an order: a page of text in each language.
const LIMIT: usize = 64 << 10;

/// An order as it was sent; what is expected stands in the header.
pub(crate) struct Order {
    wire: Wire,
    language: &'static str,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Wire {
    name: WireTexts,
    description: WireTexts,
    convention: Option<String>,
}

/// A text in the request's language, or texts by language as in JSON-LD.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum WireTexts {
    One(String),
    Tagged(BTreeMap<String, OneOrMany>),
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(BTreeSet<String>),
}

impl Default for WireTexts {
    fn default() -> Self {
        Self::Tagged(BTreeMap::new())
    }
}

impl FromRequest<SharedSite> for Order {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &SharedSite) -> Result<Self, Problem> {
        let language = Taste::of(request.uri(), request.headers()).locale.tag();
        Ok(Self { wire: json(request, site).await?, language })
    }
}

/// An order in JSON, of whatever; an empty body orders what is usual.
pub(crate) async fn json<T: DeserializeOwned + Default>(request: Request, site: &Site) -> Result<T, Problem> {
    json_as(request, site, &[MEDIA_TYPE]).await
}

/// The same where it may go by one of these media types.
pub(crate) async fn json_as<T: DeserializeOwned + Default>(
    request: Request,
    site: &Site,
    supported: &'static [&'static str],
) -> Result<T, Problem> {
    let told = if request.method() == Method::PATCH { "accept-patch" } else { "accept-post" };
    let headers = request.headers().clone();
    let bytes = site.arrivals.whole(body::BODY_LIMIT, request).await?;
    if bytes.is_empty() {
        return Ok(T::default());
    }
    let media_type = body::media_type(&headers)?;
    if !supported.contains(&media_type.essence_str()) {
        let refused = Problem::new(Kind::UnsupportedMediaType)
            .with("mediaType", media_type.essence_str())
            .with("supported", supported);
        let list = HeaderValue::try_from(supported.join(", ")).map_err(Problem::internal)?;
        return Err(refused.with_header(HeaderName::from_static(told), list));
    }
    if bytes.len() > LIMIT {
        return Err(Problem::new(Kind::TooLarge).with("limit", LIMIT as u64));
    }
    read(&bytes)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // An array would be read as the fields in their order.
    let members = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(bytes);
    members.and_then(|_| serde_json::from_slice(bytes)).map_err(|error| {
        Problem::new(Kind::Malformed)
            .with("line", error.line() as u64)
            .with("column", error.column() as u64)
            .with("message", error.to_string())
    })
}

impl Order {
    /// As the registry takes it.
    pub(crate) fn expecting(self, expected: Expected) -> Result<ReleaseOrder, Problem> {
        let convention =
            self.wire.convention.map(|text| Iri::parse(&text).map_err(|_| Problem::bad_parameter("convention", text)));
        Ok(ReleaseOrder {
            name: texts(self.wire.name, self.language),
            description: texts(self.wire.description, self.language),
            convention: convention.transpose()?,
            expected,
        })
    }
}

fn texts(wire: WireTexts, language: &str) -> Texts {
    match wire {
        WireTexts::One(text) => Texts::from([(language.to_owned(), BTreeSet::from([text]))]),
        WireTexts::Tagged(texts) => texts
            .into_iter()
            .map(|(language, values)| {
                let values = match values {
                    OneOrMany::One(value) => BTreeSet::from([value]),
                    OneOrMany::Many(values) => values,
                };
                (language, values)
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &[(&str, &str)]) {
        let order = Order { wire: read(json.as_bytes()).unwrap(), language: "fr" };
        let order = order.expecting(Expected::Unstated).unwrap();
        let said: Vec<(&str, &str)> = order
            .name
            .iter()
            .flat_map(|(language, values)| values.iter().map(move |value| (language.as_str(), value.as_str())))
            .collect();
        assert_eq!(said, expected, "{json}");
    }

    #[test]
    fn names_with_and_without_a_language() {
        check("{}", &[]);
        check(r#"{"name": "Un"}"#, &[("fr", "Un")]);
        check(r#"{"name": {"en": "One", "fr": ["Deux", "Un"]}}"#, &[("en", "One"), ("fr", "Deux"), ("fr", "Un")]);
    }

    #[test]
    fn anything_else_is_refused() {
        for (json, kind) in [
            ("", Kind::Malformed),
            ("[]", Kind::Malformed),
            (r#"{"title": "Un"}"#, Kind::Malformed),
            (r#"{"name": 1}"#, Kind::Malformed),
            (r#"{"convention": "no address"}"#, Kind::BadParameter),
        ] {
            let refused = read(json.as_bytes())
                .and_then(|wire: Wire| Order { wire, language: "fr" }.expecting(Expected::Unstated))
                .unwrap_err();
            assert_eq!(refused.kind(), kind, "{json}");
        }
    }
}
