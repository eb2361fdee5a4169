//! Which language to answer in: `?lang=`, else `Accept-Language` (RFC 9110, section 12.5.4), else French.

use crate::negotiation::quality;
use fluent_templates::{LanguageIdentifier, langid};

/// A language that the pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Locale {
    /// French, where the démarche was born.
    Fr,
    /// English.
    En,
}

static FRENCH: LanguageIdentifier = langid!("fr");
static ENGLISH: LanguageIdentifier = langid!("en");

impl Locale {
    pub(crate) const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// Its tag, as in `lang="fr"`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// Its name in itself.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    /// The other one.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    pub(crate) fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::Fr => &FRENCH,
            Self::En => &ENGLISH,
        }
    }

    /// The language of this tag (`fr`, `en-GB`…), if pages speak it.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of `Accept-Language`; French when it names none of ours.
    pub(crate) fn accepted(header: Option<&str>) -> Self {
        let ranges: Vec<(&str, u16)> = header
            .unwrap_or_default()
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';');
                let tag = parts.next()?.trim();
                let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(Some(1000), quality)?;
                Some((tag, weight))
            })
            .collect();
        let weight = |locale: Self| {
            let named =
                ranges.iter().filter(|(tag, _)| Self::from_tag(tag) == Some(locale)).map(|(_, weight)| *weight).max();
            let any = ranges.iter().find(|(tag, _)| *tag == "*").map(|(_, weight)| *weight);
            named.or(any).unwrap_or(0)
        };
        if weight(Self::En) > weight(Self::Fr) { Self::En } else { Self::Fr }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_wanted_most() {
        for (header, expected) in [
            (None, Locale::Fr),
            (Some(""), Locale::Fr),
            (Some("en"), Locale::En),
            (Some("en-GB,en;q=0.9,fr;q=0.8"), Locale::En),
            (Some("fr-CA, en;q=0.9"), Locale::Fr),
            (Some("de, en;q=0.5"), Locale::En),
            (Some("de, fr;q=0.2, en;q=0.5"), Locale::En),
            (Some("de"), Locale::Fr),
            (Some("*"), Locale::Fr),
            (Some("*;q=0.5, fr;q=0.1"), Locale::En),
            (Some("en;q=0"), Locale::Fr),
            (Some("en;q=much"), Locale::Fr),
        ] {
            assert_eq!(Locale::accepted(header), expected, "{header:?}");
        }
        assert_eq!(Locale::from_tag("en_US"), Some(Locale::En));
        assert_eq!(Locale::from_tag("eno"), None);
    }
}
