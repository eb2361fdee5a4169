//! The addresses of an entity's page. Communecter had several generations of them, all of them fragments of its home page:
//! `#organization.detail.id.<id>`, then `#page.type.organizations.id.<id>`, and `#@<slug>`, which changes with the name.
//! An entity is its type and id whichever of them it is found by, on whichever host: an id of MongoDB is one of a kind.

use super::kind::Kind;
use crate::source::Source;
use model::Iri;

/// Where Communecter is, for a source that does not say where it is.
const SITE: &str = "https://www.communecter.org/";
/// Letters of an id: twelve bytes in hexadecimal.
const ID: usize = 24;

/// Which entity's page, or answer of the API, stands under this address; nothing for other addresses, that by a slug among
/// them.
pub fn parse(address: &str) -> Option<(Kind, String)> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let (host, rest) = rest.split_once(['/', '#', '?'])?;
    if host.is_empty() {
        return None;
    }
    let words: Vec<&str> = rest.split(['/', '#', '?', '&', '=', '.']).filter(|word| !word.is_empty()).collect();
    let number = words.windows(2).position(|pair| matches!(pair, ["id", text] if id(text).is_some()))?;
    let (before, own) = (words.get(..number)?, id(words.get(number + 1)?)?);
    let kind = before.windows(2).rev().find_map(|pair| match pair {
        ["type", kind] | [kind, "detail" | "get"] => Kind::of_word(kind),
        _ => None,
    })?;
    Some((kind, own))
}

/// The address of an entity's page: the newer form, the only one that its type and id make.
pub fn canonical(at: &Source, kind: Kind, id: &str) -> Option<Iri> {
    Iri::parse(&format!("{}#page.type.{}.id.{id}", site(at), kind.collection())).ok()
}

/// The address of the same page by its slug.
pub(super) fn by_slug(at: &Source, slug: &str) -> Option<Iri> {
    Iri::parse(&format!("{}#@{}", site(at), slug.trim())).ok()
}

/// The home page of the source.
pub(super) fn site(at: &Source) -> String {
    let origin = |page: &Iri| {
        let (scheme, rest) = page.as_str().split_once("://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        Some(format!("{scheme}://{host}/"))
    };
    at.page.as_ref().and_then(origin).unwrap_or_else(|| SITE.to_owned())
}

/// The text as an id, if it is one.
pub(super) fn id(text: &str) -> Option<String> {
    let is_id = text.len() == ID && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_generations_and_the_api() {
        const ID: &str = "57186ed894ef47210d7b242d";
        for (address, kind) in [
            ("https://www.communecter.org/#organization.detail.id.ID", Some(Kind::Organization)),
            ("http://communecter.org/#page.type.organizations.id.ID", Some(Kind::Organization)),
            ("https://www.communecter.org/#page.type.citoyens.id.ID.view.detail", Some(Kind::Person)),
            ("https://www.communecter.org/#element.detail.type.poi.id.ID", Some(Kind::Poi)),
            ("https://www.communecter.org/co2#project.detail.id.ID", Some(Kind::Project)),
            ("https://www.communecter.org/api/event/get/id/ID", Some(Kind::Event)),
            ("https://www.communecter.org/data/get/type/organizations/id/ID/format/schema", Some(Kind::Organization)),
            ("https://www.communecter.org/#@associationExemple", None),
            ("https://www.communecter.org/#organization.detail.id.12", None),
            ("https://www.communecter.org/#rooms.detail.id.ID", None),
            ("https://a.example/ID", None),
            ("https://", None),
        ] {
            let parsed = parse(&address.replace("ID", ID));
            assert_eq!(parsed, kind.map(|kind| (kind, ID.to_owned())), "{address}");
        }
    }
}
