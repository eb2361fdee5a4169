//! What a map tells others when something on it changes: the message of its webhooks in the format `raw`, as version 3.3 of
//! GoGoCarto sends it, for one element.
//!
//! Two things are not as there. Nobody's name is told: `user` is the instance. And of what is gone nothing is told but its
//! id, since nobody may read the rest any more.

use super::{element, filed};
use crate::concepts::Concepts;
use crate::sheet::{Sheet, key};
use model::Iri;
use serde_json::{Value, json};

/// What happened to an element that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is new.
    Add,
    /// It is otherwise than it was.
    Edit,
}

/// What is said of an element that is there, by whom, and in words.
pub fn changed(action: Action, sheet: &Sheet<'_>, concepts: &Concepts, user: &str, text: &str) -> Value {
    let action = match action {
        Action::Add => "add",
        Action::Edit => "edit",
    };
    let data = element::write(sheet, &filed(sheet, concepts));
    json!({ "action": action, "user": user, "link": sheet.iri().as_str(), "data": data, "text": text })
}

/// What is said of one that is gone.
pub fn deleted(iri: &Iri, user: &str, text: &str) -> Value {
    json!({ "action": "delete", "user": user, "link": "", "data": { "id": key(iri) }, "text": text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_is_gone_only_the_id_is_told() {
        let iri = Iri::parse("https://a.example/organizations/moulin").unwrap();
        let told = deleted(&iri, "Val", "gone");
        assert_eq!(told["data"], json!({ "id": "organizations-moulin" }));
        assert_eq!((&told["action"], &told["link"], &told["text"]), (&json!("delete"), &json!(""), &json!("gone")));
    }
}
