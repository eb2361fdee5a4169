//! What people read in a post or in a mail, from `locales/{fr,en}`.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "fr",
        // Marks that isolate directions would get into copied text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static FRENCH: LanguageIdentifier = langid!("fr");
static ENGLISH: LanguageIdentifier = langid!("en");

/// A language that we write posts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// `fr` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::Fr => &FRENCH,
            Self::En => &ENGLISH,
        }
    }
}

/// A text.
pub(crate) fn say(language: Language, key: &str) -> String {
    TEXTS.lookup(language.identifier(), key)
}

/// A text with things to fill in. Where they stand in HTML, whoever calls has escaped them.
pub(crate) fn fill(language: Language, key: &str, values: &[(&'static str, &str)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
        values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
    TEXTS.lookup_with_args(language.identifier(), key, &values)
}

/// A text that depends on a number, and on who did it.
pub(crate) fn count(language: Language, key: &str, who: &str, count: usize) -> String {
    let values = HashMap::from([
        (Cow::Borrowed("who"), FluentValue::from(who)),
        (Cow::Borrowed("count"), FluentValue::from(count)),
    ]);
    TEXTS.lookup_with_args(language.identifier(), key, &values)
}

#[cfg(test)]
mod tests {
    use model::Container;
    use std::collections::BTreeSet;

    /// Tidy compares the two languages with each other; this compares them with the code.
    #[test]
    fn every_text_is_there_and_used() {
        let made: BTreeSet<String> = Container::ALL
            .iter()
            .map(|container| container.segment())
            .chain(["document"])
            .map(|kind| format!("kind-{kind}"))
            .chain(
                ["created", "changed", "ended"]
                    .iter()
                    .flat_map(|done| ["", "-by", "-several", "-several-by"].map(|form| format!("{done}{form}"))),
            )
            .chain(["line", "more"].map(str::to_owned))
            .collect();
        let letters = ["letter-body", "letter-subject"].map(str::to_owned).into_iter().collect();
        for (text, made) in [
            (include_str!("../locales/fr/post.ftl"), &made),
            (include_str!("../locales/en/post.ftl"), &made),
            (include_str!("../locales/fr/letter.ftl"), &letters),
            (include_str!("../locales/en/letter.ftl"), &letters),
        ] {
            let keys = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            let keys: BTreeSet<String> = keys.filter_map(|line| Some(line.split_once(" =")?.0.to_owned())).collect();
            assert_eq!(&keys, made);
        }
    }
}
