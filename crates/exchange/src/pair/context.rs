//! A context at an address of its own: nothing is fetched, and PAIR's words stand in its place.

use serde_json::json;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The contexts that would have to be fetched.
#[derive(Debug, Clone, Default)]
pub(super) struct Elsewhere(Arc<Mutex<BTreeSet<String>>>);

/// Addresses that are told at most.
const TOLD: usize = 100;

impl Elsewhere {
    /// What stands in place of each.
    pub(super) fn contexts(&self) -> impl Fn(&str) -> Option<Cow<'static, str>> + Send + Sync + 'static {
        let told = Arc::clone(&self.0);
        let ours = json!({ "@context": our_context() }).to_string();
        move |address| {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.len() < TOLD {
                told.insert(address.to_owned());
            }
            Some(Cow::Owned(ours.clone()))
        }
    }

    /// What is told of them.
    pub(super) fn told(&self) -> Vec<String> {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.iter().map(|address| format!("@context: {address}")).collect()
    }
}

fn our_context() -> serde_json::Value {
    json!({
        "@vocab": "http://virtual-assembly.org/ontologies/pair#",
        "pair": "http://virtual-assembly.org/ontologies/pair#",
        "acl": "http://www.w3.org/ns/auth/acl#",
        "as": "https://www.w3.org/ns/activitystreams#",
        "dc": "http://purl.org/dc/terms/",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "ldp": "http://www.w3.org/ns/ldp#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "http://schema.org/",
        "sec": "https://w3id.org/security#",
        "semapps": "http://semapps.org/ns/core#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "solid": "http://www.w3.org/ns/solid/terms#",
        "id": "@id",
        "type": "@type"
    })
}
