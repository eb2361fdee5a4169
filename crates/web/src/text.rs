//! The texts of pages and problems, from `locales/{fr,en}/*.ftl`.

use crate::locale::Locale;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader, static_loader};
use jiff::Timestamp;
use model::Container;
use std::borrow::Cow;
use std::collections::HashMap;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "fr",
        // Every argument we pass is in the page's language or a name in the same script: marks that isolate
        // directions would only get into copied text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A text of a page.
pub(crate) fn say(locale: Locale, key: &str) -> String {
    LOCALES.lookup(locale.identifier(), key)
}

/// What people call a container.
pub(crate) fn container_name(locale: Locale, container: Container) -> String {
    say(locale, &["container-", container.segment()].concat())
}

/// A text with one thing to fill in.
pub(crate) fn say_with(locale: Locale, key: &str, name: &'static str, value: &str) -> String {
    fill(locale, key, &[(name, value.to_owned())])
}

/// A text with things to fill in.
pub(crate) fn fill(locale: Locale, key: &str, values: &[(&'static str, String)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
        values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str()))).collect();
    LOCALES.lookup_with_args(locale.identifier(), key, &values)
}

/// A text that depends on a number: « 1 fiche », « 1 840 fiches ». It has `$count` to choose by, `$shown` to show.
pub(crate) fn count(locale: Locale, key: &str, count: u64) -> String {
    let values = HashMap::from([
        (Cow::Borrowed("count"), FluentValue::from(count)),
        (Cow::Borrowed("shown"), FluentValue::from(number(locale, count))),
    ]);
    LOCALES.lookup_with_args(locale.identifier(), key, &values)
}

/// « 1 840 » with a no-break space, “1,840”.
pub(crate) fn number(locale: Locale, number: u64) -> String {
    let separator = match locale {
        Locale::Fr => '\u{a0}',
        Locale::En => ',',
    };
    let digits = number.to_string();
    let mut shown = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            shown.push(separator);
        }
        shown.push(digit);
    }
    shown
}

/// « 12 mai 2026 », “12 May 2026”.
pub(crate) fn date(locale: Locale, instant: Timestamp) -> String {
    let date = instant.to_zoned(jiff::tz::TimeZone::UTC).date();
    let values = HashMap::from([
        (Cow::Borrowed("day"), FluentValue::from(i64::from(date.day()))),
        (Cow::Borrowed("month"), FluentValue::from(i64::from(date.month()))),
        (Cow::Borrowed("year"), FluentValue::from(date.year().to_string())),
    ]);
    LOCALES.lookup_with_args(locale.identifier(), "date", &values)
}

/// « 12 mai 2026 à 08:00 UTC », “12 May 2026, 08:00 UTC”: where several things may have happened in a day.
pub(crate) fn moment(locale: Locale, instant: Timestamp) -> String {
    let time = instant.to_zoned(jiff::tz::TimeZone::UTC).strftime("%H:%M").to_string();
    fill(locale, "moment", &[("date", date(locale, instant)), ("time", time)])
}

/// A date as a document states it (`2026-05-12`, `2026-05`, `2026`), in words; anything else as it stands.
pub(crate) fn stated_date(locale: Locale, lexical: &str) -> String {
    let mut parts = lexical.split(['-', 'T']);
    let year: Option<i16> = parts.next().and_then(|year| year.parse().ok());
    let month: Option<i64> = parts.next().and_then(|month| month.parse().ok()).filter(|month| (1..=12).contains(month));
    let day: Option<i64> = parts.next().and_then(|day| day.parse().ok()).filter(|day| (1..=31).contains(day));
    let (Some(year), Some(month)) = (year, month) else { return lexical.to_owned() };
    let values = HashMap::from([
        (Cow::Borrowed("day"), FluentValue::from(day.unwrap_or_default())),
        (Cow::Borrowed("month"), FluentValue::from(month)),
        (Cow::Borrowed("year"), FluentValue::from(year.to_string())),
    ]);
    LOCALES.lookup_with_args(locale.identifier(), if day.is_some() { "date" } else { "date-month" }, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn numbers_and_dates() {
        assert_eq!(number(Locale::Fr, 1840), "1\u{a0}840");
        assert_eq!(number(Locale::En, 1_234_567), "1,234,567");
        assert_eq!(number(Locale::Fr, 12), "12");
        let instant = "2026-05-12T08:00:00Z".parse().unwrap();
        assert_eq!(date(Locale::Fr, instant), "12 mai 2026");
        assert_eq!(date(Locale::En, instant), "12 May 2026");
        assert_eq!(moment(Locale::Fr, instant), "12 mai 2026 à 08:00 UTC");
        assert_eq!(date(Locale::Fr, "2026-08-01T08:00:00Z".parse().unwrap()), "1er août 2026");
        assert_eq!(stated_date(Locale::Fr, "2026-12"), "décembre 2026");
        assert_eq!(stated_date(Locale::En, "2026-02-03T00:00:00Z"), "3 February 2026");
        assert_eq!(stated_date(Locale::En, "soon"), "soon");
        assert_eq!(count(Locale::Fr, "documents", 1), "1 fiche");
        assert_eq!(count(Locale::Fr, "documents", 1840), "1\u{a0}840 fiches");
    }

    /// Every `key` or `key.attribute` of a locale.
    fn keys(locale: Locale) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(locale.tag());
        let mut keys = BTreeSet::new();
        for file in fs::read_dir(folder).unwrap() {
            let mut message = String::new();
            for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
                if let Some(attribute) = line.strip_prefix("    .") {
                    keys.insert(format!("{message}.{}", attribute.split(' ').next().unwrap()));
                } else if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                    message = line.split(' ').next().unwrap().to_owned();
                    assert!(keys.insert(message.clone()), "{message} is said twice");
                }
            }
        }
        keys
    }

    fn sources(folder: &Path, all: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else {
                all.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things_and_every_one_is_used() {
        let (french, english) = (keys(Locale::Fr), keys(Locale::En));
        assert_eq!(french.symmetric_difference(&english).collect::<Vec<_>>(), Vec::<&String>::new());
        let mut all = String::new();
        for folder in ["src", "templates"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut all);
        }
        let made: BTreeSet<String> = crate::problem::Kind::ALL
            .iter()
            .map(|kind| kind.key().to_owned())
            .chain(crate::page::container_keys().map(str::to_owned))
            .chain(crate::described::words())
            .collect();
        let unused: Vec<&String> = french
            .iter()
            .filter(|key| {
                let message = key.split('.').next().unwrap();
                !made.contains(message) && !all.contains(&format!("\"{key}\""))
            })
            .collect();
        assert_eq!(unused, Vec::<&String>::new(), "said but never used");
        for key in &made {
            assert!(french.contains(key), "{key} is missing");
        }
    }
}
