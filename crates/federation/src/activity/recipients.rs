//! For whom something is.

use super::{PUBLIC, wire};
use crate::object::exact::Circle;
use model::Iri;
use oxrdf::NamedNodeRef;
use serde_json::{Map, Value};

/// `to` and `cc`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// First of all.
    pub to: Vec<Iri>,
    /// Besides.
    pub cc: Vec<Iri>,
}

impl Recipients {
    /// For everybody, and for those who follow.
    pub fn everybody(followers: Iri) -> Self {
        Self { to: vec![public()], cc: vec![followers] }
    }

    /// For those who follow alone: what is for the network.
    pub fn followers(followers: Iri) -> Self {
        Self { to: vec![followers], cc: Vec::new() }
    }

    /// For one: an answer, a request.
    pub fn one(recipient: Iri) -> Self {
        Self { to: vec![recipient], cc: Vec::new() }
    }

    /// For these, whom it concerns; what is for everybody may be read by everybody.
    pub(crate) fn these(concerned: &[Iri], circle: Circle) -> Self {
        let cc = (circle == Circle::Public).then(public).into_iter().collect();
        Self { to: concerned.to_vec(), cc }
    }

    pub(crate) fn write(&self, object: &mut Map<String, Value>) {
        write(&self.to, &self.cc, object);
    }
}

fn public() -> Iri {
    Iri::from_named_node(NamedNodeRef::new_unchecked(PUBLIC).into_owned())
}

/// Whether an object says for whom it is.
pub(crate) fn names_somebody(object: &Map<String, Value>) -> bool {
    recipients(object).next().is_some()
}

/// Whether an object says that it is for everybody: in `to` or `cc`, in one of the three ways in which some write it
/// (ActivityPub, 5.6).
pub(crate) fn is_for_everybody(object: &Map<String, Value>) -> bool {
    let is_short = |one: &Value| matches!(one.as_str(), Some("as:Public" | "Public"));
    recipients(object).any(|one| is_short(one) || wire::address(one).is_some_and(|one| one.as_str() == PUBLIC))
}

fn recipients(object: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    ["to", "cc"].into_iter().filter_map(|name| object.get(name)).flat_map(wire::several)
}

pub(super) fn write(to: &[Iri], cc: &[Iri], object: &mut Map<String, Value>) {
    for (name, addresses) in [("to", to), ("cc", cc)] {
        if !addresses.is_empty() {
            let addresses: Vec<_> = addresses.iter().map(Iri::as_str).collect();
            object.insert(name.to_owned(), Value::from(addresses));
        }
    }
}
