//! The addresses of what we say: made of a number of the journal and of its time, so that a repeat is the same activity,
//! and what is said after a backup was restored is not taken for what was said before, under the same number.

use jiff::Timestamp;
use model::iri::Location;
use model::{Base, Iri, Seq};

/// The path below which activities have their addresses.
const PATH: &str = "activities/";
/// And posts.
const POSTS: &str = "posts/";

/// What an activity of ours comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// An entry of the journal.
    Entry {
        /// Its number.
        seq: Seq,
        /// Its time.
        at: Timestamp,
    },
    /// A message.
    Message {
        /// Its number.
        number: u64,
        /// Its time.
        at: Timestamp,
    },
}

impl Saying {
    /// Its address: `activities/12-1795377600000000`, `activities/m3-1795377600000000`, the time in microseconds.
    pub fn address(self, base: &Base) -> Iri {
        base.service(&format!("{PATH}{}", self.name()))
    }

    /// The address of a post that says it: of the instance `posts/12-1795377600000000`, of a document
    /// `posts/12-1795377600000000/organizations/moulin`.
    pub(crate) fn post(self, base: &Base, speaker: &Iri) -> Iri {
        let name = self.name();
        base.service(&match base.locate(speaker) {
            Some(Location::Document(container, slug)) => format!("{POSTS}{name}/{}/{slug}", container.segment()),
            Some(Location::Container(_)) | None => format!("{POSTS}{name}"),
        })
    }

    fn name(self) -> String {
        match self {
            Self::Entry { seq, at } => format!("{seq}-{}", at.as_microsecond()),
            Self::Message { number, at } => format!("m{number}-{}", at.as_microsecond()),
        }
    }

    /// What this address of ours stands for, if it is one.
    pub fn read(base: &Base, iri: &Iri) -> Option<Self> {
        Self::parse(iri.as_str().strip_prefix(base.service(PATH).as_str())?)
    }

    /// The same from the last part of the address.
    pub fn parse(name: &str) -> Option<Self> {
        let (number, at) = name.split_once('-')?;
        let at = Timestamp::from_microsecond(digits(at)?).ok()?;
        match number.strip_prefix('m') {
            Some(number) => Some(Self::Message { number: digits(number)?, at }),
            None => Some(Self::Entry { seq: Seq(digits(number)?), at }),
        }
    }
}

/// A number as we write it: no sign, no zero before it.
fn digits<N: std::str::FromStr>(text: &str) -> Option<N> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    is_plain.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_back() {
        let base = Base::parse("https://a.example/").unwrap();
        let at = Timestamp::from_microsecond(1_795_377_600_000_001).unwrap();
        for (saying, path) in [
            (Saying::Entry { seq: Seq(12), at }, "activities/12-1795377600000001"),
            (Saying::Message { number: 3, at }, "activities/m3-1795377600000001"),
        ] {
            let address = saying.address(&base);
            assert_eq!(address.as_str(), format!("https://a.example/{path}"));
            assert_eq!(Saying::read(&base, &address), Some(saying));
        }
        let post = |speaker| Saying::Entry { seq: Seq(12), at }.post(&base, &speaker).as_str().to_owned();
        assert_eq!(post(base.actor()), "https://a.example/posts/12-1795377600000001");
        let moulin = Iri::parse("https://a.example/organizations/moulin").unwrap();
        assert_eq!(post(moulin), "https://a.example/posts/12-1795377600000001/organizations/moulin");
        for other in ["12", "m-1", "12-", "-1", "012-1", "12-+1", "12-x", "m12-1/", ""] {
            assert_eq!(Saying::parse(other), None, "{other}");
        }
        let elsewhere = Iri::parse("https://b.example/activities/12-1").unwrap();
        assert_eq!(Saying::read(&base, &elsewhere), None);
    }
}
