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

/// Letters of a key, and of a source's name, that stand in an address; what is longer is told apart by its hash.
const LETTERS: usize = 40;
/// Letters of that hash.
const TOLD_APART: usize = 10;

impl Source {
    /// The address here of what the source calls by this key: the same each time, whatever it is named by then; so others
    /// of the same source can point at it before it was read. Nothing for a key without a letter or digit.
    pub fn address(&self, container: Container, key: &str) -> Option<Iri> {
        Some(self.base.document(container, &self.slug(key)?))
    }

    /// What documents of this key are called, and their contact details, in whatever container: of a source that says what
    /// it has without saying what that is.
    pub fn slugs(&self, key: &str) -> impl Iterator<Item = Slug> {
        let details = Container::ALL.iter().filter_map(|container| self.slug(&contact_key(*container, key)));
        let own = self.slug(key);
        let are_some = own.is_some();
        own.into_iter().chain(details.filter(move |_| are_some))
    }

    fn slug(&self, key: &str) -> Option<Slug> {
        Slug::from_text(&format!("{} {}", short(self.name.as_str())?, short(key)?)).ok()
    }
}

/// The key of the contact details of what has this key: of two containers two keys may be the same.
pub(crate) fn contact_key(container: Container, key: &str) -> String {
    format!("{} {key}", container.segment())
}

/// The text as a part of an address: as it is, or made so and told apart from others that would be the same. Keys that
/// differ in case, or in what an address has no letters for, are others.
fn short(text: &str) -> Option<String> {
    let plain = Slug::from_text(text).ok()?;
    if plain.as_str() == text && text.len() <= LETTERS {
        return Some(text.to_owned());
    }
    let hash = ContentHash::of(text.as_bytes()).to_hex();
    let plain = plain.as_str().get(..LETTERS).unwrap_or(plain.as_str());
    Some(format!("{plain} {}", hash.get(..TOLD_APART)?))
}

#[cfg(test)]
pub(crate) use tests::sample;

#[cfg(test)]
mod tests {
    use super::*;

    /// A source of tests.
    pub(crate) fn sample() -> Source {
        Source {
            base: Base::parse("https://a.example/").unwrap(),
            name: Slug::from_text("carte").unwrap(),
            audience: Audience::Public,
            licence: None,
            page: None,
        }
    }

    #[test]
    fn each_key_has_an_address_of_its_own() {
        let source = Source { name: Slug::from_text("Près de chez nous").unwrap(), ..sample() };
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

    #[test]
    fn what_is_told_of_a_key_is_called_so_wherever_it_stands() {
        let source = sample();
        let slugs: Vec<Slug> = source.slugs("1aB").collect();
        let details = contact_key(Container::Places, "1aB");
        for (container, key) in [(Container::Places, "1aB"), (Container::Annexes, details.as_str())] {
            let address = source.address(container, key).unwrap();
            assert!(slugs.iter().any(|slug| source.base.document(container, slug) == address), "{address}");
        }
        assert_eq!(source.slugs("—").count(), 0);
    }

    #[test]
    fn a_long_name_leaves_room_for_the_keys() {
        let named = |name: &str| Source { name: Slug::from_text(name).unwrap(), ..sample() };
        let mut seen = std::collections::BTreeSet::new();
        for name in ["a".repeat(95), "a".repeat(96)] {
            for key in ["x".repeat(60), "y".repeat(60), format!("{}x", "y".repeat(59))] {
                assert!(seen.insert(named(&name).address(Container::Places, &key).unwrap()), "{name} {key}");
            }
        }
    }
}
