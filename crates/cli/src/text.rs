//! What the command line says to people, from `locales/{fr,en}/cli.ftl`.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "en",
        // Marks that isolate directions would get into copied text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static FRENCH: LanguageIdentifier = langid!("fr");
static ENGLISH: LanguageIdentifier = langid!("en");

/// A language that the command line speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French.
    Fr,
    /// English.
    En,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// `--lang`, else `CODESOCIAL_LANG`, else the locale of the environment, else English as POSIX has it. Read before
    /// the arguments are, since their errors are said in it.
    pub fn of_process() -> Self {
        let mut arguments = std::env::args().skip(1);
        let mut chosen = None;
        while let Some(argument) = arguments.next() {
            if argument == "--lang" {
                chosen = arguments.next();
            } else if let Some(value) = argument.strip_prefix("--lang=") {
                chosen = Some(value.to_owned());
            }
        }
        let environment = ["CODESOCIAL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        let said = chosen.or_else(|| {
            environment.into_iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty())
        });
        said.map_or(Self::En, |tag| Self::from_tag(&tag))
    }

    /// The language of `fr`, `fr_FR.UTF-8`…; English where it is not French.
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("fr") { Self::Fr } else { Self::En }
    }

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
pub fn say(language: Language, key: &str) -> String {
    TEXTS.lookup(language.identifier(), key)
}

/// A text, if there is one of this key.
pub fn find(language: Language, key: &str) -> Option<String> {
    TEXTS.try_lookup(language.identifier(), key)
}

/// A text with things to fill in.
pub fn fill(language: Language, key: &str, values: &[(&'static str, String)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
        values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str()))).collect();
    TEXTS.lookup_with_args(language.identifier(), key, &values)
}

/// A text that depends on a number, `$count`.
pub fn count(language: Language, key: &str, count: impl Into<FluentValue<'static>>) -> String {
    let values = HashMap::from([(Cow::Borrowed("count"), count.into())]);
    TEXTS.lookup_with_args(language.identifier(), key, &values)
}

/// The same as it may be shown on a terminal: a stranger's text may hold characters that command it.
pub fn for_terminal(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && !matches!(c, '\t' | '\n') { '\u{fffd}' } else { c }).collect()
}
