//! NodeInfo 2.1, and where it is found: which software an instance runs, and how many are there. For those who count.
//! What it implements is said by its actor (FEP-844e).

use model::Iri;
use serde_json::{Value, json};

/// The schema, which names a link and the format.
pub const SCHEMA: &str = "http://nodeinfo.diaspora.software/ns/schema/2.1";
/// The format of the document.
pub const MEDIA_TYPE: &str = "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\"";

/// What an instance says of itself. Only numbers that are public anyway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeInfo {
    /// The version that runs.
    pub version: String,
    /// Where its source is.
    pub repository: Iri,
    /// Whether anybody may make an account.
    pub open_registrations: bool,
    /// Accounts.
    pub users: u64,
    /// Of these, active in the last 180 days.
    pub active_half_year: u64,
    /// And in the last 30.
    pub active_month: u64,
    /// Documents that everybody may read.
    pub documents: u64,
    /// What the instance is called.
    pub name: Option<String>,
}

impl NodeInfo {
    /// The document.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = json!({
            "version": "2.1",
            "software": {
                "name": "codesocial",
                "version": self.version,
                "repository": self.repository.as_str(),
                "homepage": "https://w3id.org/codesocial",
            },
            "protocols": ["activitypub"],
            "services": { "inbound": [], "outbound": [] },
            "openRegistrations": self.open_registrations,
            "usage": {
                "users": {
                    "total": self.users,
                    "activeHalfyear": self.active_half_year,
                    "activeMonth": self.active_month,
                },
                "localPosts": self.documents,
            },
            "metadata": {},
        });
        if let (Some(name), Some(metadata)) = (&self.name, value.get_mut("metadata").and_then(Value::as_object_mut)) {
            metadata.insert("nodeName".to_owned(), Value::from(name.as_str()));
        }
        value.to_string().into_bytes()
    }
}

/// `/.well-known/nodeinfo` (FEP-f1d5): where the document is.
pub fn links(document: &Iri) -> Vec<u8> {
    json!({ "links": [{ "rel": SCHEMA, "href": document.as_str() }] }).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_schema_asks() {
        let info = NodeInfo {
            version: "0.1.0".to_owned(),
            repository: Iri::parse("https://code.example/codesocial").unwrap(),
            open_registrations: false,
            users: 3,
            active_half_year: 2,
            active_month: 1,
            documents: 40,
            name: Some("Vallée".to_owned()),
        };
        let value: Value = serde_json::from_slice(&info.to_json()).unwrap();
        for required in ["version", "software", "protocols", "services", "openRegistrations", "usage", "metadata"] {
            assert!(value.get(required).is_some(), "{required}");
        }
        assert_eq!(value["usage"]["users"], json!({ "total": 3, "activeHalfyear": 2, "activeMonth": 1 }));
        assert_eq!((&value["metadata"]["nodeName"], &value["usage"]["localPosts"]), (&json!("Vallée"), &json!(40)));
        let links: Value =
            serde_json::from_slice(&links(&Iri::parse("https://our.example/nodeinfo/2.1").unwrap())).unwrap();
        assert_eq!(links["links"][0]["href"], "https://our.example/nodeinfo/2.1");
    }
}
