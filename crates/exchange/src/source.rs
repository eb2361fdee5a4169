//! What is known of a source before it is read, and where what it has stands here.

use model::{Audience, Base, Container, ContentHash, Iri, Slug};

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The instance that reads it.
    pub base: Base,
    /// How it is called here: the beginning of what its records are called. It stays, or they would be others.
    pub name: Slug,
    /// Who may read what comes from it at first.
    pub audience: Audience,
    /// Under which licence, where its records do not say it themselves.
    pub licence: Option<Iri>,
    /// Where people find it.
    pub page: Option<Iri>,
}

/// Letters of a key that stand in an address; what is longer is told apart by its hash.
const KEY: usize = 40;
/// Letters of that hash.
const TOLD_APART: usize = 10;

impl Source {
    /// The address here of what the source calls by this key: the same each time, whatever it is named by then; so others
    /// of the same source can point at it before it was read. Nothing for a key without a letter or digit.
    pub fn address(&self, container: Container, key: &str) -> Option<Iri> {
        Some(self.base.document(container, &self.slug(key)?))
    }

    fn slug(&self, key: &str) -> Option<Slug> {
        let plain = Slug::from_text(key).ok()?;
        let slug = if plain.as_str() == key && key.len() <= KEY {
            format!("{} {key}", self.name.as_str())
        } else {
            // Keys that differ in case, or in what an address has no letters for, are others.
            let hash = ContentHash::of(key.as_bytes()).to_hex();
            let (key, hash) = (plain.as_str().get(..KEY).unwrap_or(plain.as_str()), hash.get(..TOLD_APART)?);
            format!("{} {key} {hash}", self.name.as_str())
        };
        Slug::from_text(&slug).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_an_address_of_its_own() {
        let source = Source {
            base: Base::parse("https://a.example/").unwrap(),
            name: Slug::from_text("Près de chez nous").unwrap(),
            audience: Audience::Public,
            licence: None,
            page: None,
        };
        let mut seen = std::collections::BTreeSet::new();
        for key in ["1ab", "1aB", "1AB", "5c3-7", "a b", "a-b", "é", &"x".repeat(41), &"x".repeat(42)] {
            let address = source.address(Container::Organizations, key).unwrap();
            assert!(seen.insert(address.clone()), "{key}: {address}");
            assert_eq!(source.address(Container::Organizations, key), Some(address));
        }
        let plain = source.address(Container::Organizations, "1ab").unwrap();
        assert_eq!(plain.as_str(), "https://a.example/organizations/pres-de-chez-nous-1ab");
        assert_eq!(source.address(Container::Organizations, "—"), None);
    }
}
