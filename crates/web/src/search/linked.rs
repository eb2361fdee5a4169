//! What was found, as JSON-LD: a page of a collection in the order of the answer, each document whole, with what the index
//! says of it, and the counts.

use crate::page::search::origin_of;
use model::syntax::{self, Format};
use model::vocab::dct;
use model::{Base, Iri};
use registry::{Facet, Findings};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What is said of a search that no document says.
const TERMS: &str = "https://w3id.org/codesocial/search#";

/// What was found, at this address, with the pages around it.
pub(super) fn write(
    base: &Base,
    here: &Iri,
    around: &[(&'static str, Iri)],
    found: &Findings,
    origins: &BTreeMap<Iri, Iri>,
) -> Value {
    let hydra = |name: &str| format!("http://www.w3.org/ns/hydra/core#{name}");
    let link = |name: &str| json!({ "@id": hydra(name), "@type": "@id" });
    let facets = Facet::ALL.map(|facet| {
        let counts = found.facets.of(facet).iter();
        let name = match facet {
            Facet::Type => "type",
            Facet::Theme => "theme",
            Facet::Territory => "territory",
        };
        (name.to_owned(), counts.map(|(iri, count)| json!({ "value": iri, "count": count })).collect::<Vec<_>>().into())
    });
    let members: Vec<Value> = found
        .hits
        .iter()
        .map(|hit| {
            let document = &hit.shown.resource.document;
            let text = syntax::write_document(document, Format::JsonLd);
            let says_itself: Value = serde_json::from_slice(&text).unwrap_or_default();
            let mut says = Map::new();
            says.insert("document".to_owned(), json!({ "@id": document.iri().as_str() }));
            says.extend(hit.distance.map(|kilometres| ("kilometres".to_owned(), json!(kilometres))));
            if let Some(origin) = origin_of(base, document.iri(), origins) {
                says.insert("origin".to_owned(), json!({ "@id": origin.as_str() }));
            }
            says.insert("says".to_owned(), says_itself);
            Value::Object(says)
        })
        .collect();
    let mut page = json!({
        "@context": {
            "Collection": hydra("Collection"),
            "total": hydra("totalItems"),
            "first": link("first"), "previous": link("previous"), "next": link("next"),
            "member": { "@id": hydra("member"), "@container": "@list" },
            "document": format!("{TERMS}document"),
            "says": { "@id": format!("{TERMS}says"), "@container": "@graph" },
            "kilometres": format!("{TERMS}kilometres"),
            "facets": { "@id": format!("{TERMS}facets"), "@type": "@json" },
            "nearly": format!("{TERMS}nearly"),
            "origin": dct::SOURCE.as_str(),
        },
        "@id": here.as_str(),
        "@type": "Collection",
        "total": found.total,
        "nearly": found.is_widened,
    });
    if let Value::Object(page) = &mut page {
        for (relation, iri) in around {
            let name = if *relation == "prev" { "previous" } else { relation };
            page.insert(name.to_owned(), iri.as_str().into());
        }
        page.insert("facets".to_owned(), Value::Object(Map::from_iter(facets)));
        page.insert("member".to_owned(), members.into());
    }
    page
}
