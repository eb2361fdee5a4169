//! Why an offer and a need go together, in words.

use crate::locale::Locale;
use crate::text::{self, fill, say};
use crate::vocabulary::Vocabulary;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Iri;
use model::vocab::NAMESPACE;
use oxrdf::Literal;
use registry::matching::{Meeting, Reach, Reason, Relation, Score};

/// The names of what is told, in every language that they have.
pub(crate) struct Known(pub(crate) Vec<(Iri, Literal)>);

impl Known {
    /// What something is called in this language; nothing where that is not known.
    pub(crate) fn name(&self, locale: Locale, iri: &Iri) -> Option<String> {
        if iri.as_str().starts_with(NAMESPACE) {
            return Some(Vocabulary::embedded().label(locale, iri.as_named_node()));
        }
        let names = || self.0.iter().filter(|(named, _)| named == iri).map(|(_, name)| name);
        let own = names().find(|name| name.language().and_then(Locale::from_tag) == Some(locale));
        own.or_else(|| names().next()).map(|name| name.value().to_owned())
    }
}

/// One sentence that says why.
pub(crate) fn sentence(locale: Locale, score: &Score, known: &Known) -> String {
    let told: Vec<String> = score.reasons.iter().filter_map(|reason| in_words(locale, reason, known)).collect();
    let mut letters = told.join(", ");
    if let Some(first) = letters.chars().next() {
        letters.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        letters.push('.');
    }
    letters
}

/// How much of a whole, of a hundred.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1")]
pub(crate) fn of_a_hundred(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u64
}

/// A reason in words; nothing where it goes without saying.
fn in_words(locale: Locale, reason: &Reason, known: &Known) -> Option<String> {
    let name = |iri: &Iri| known.name(locale, iri).unwrap_or_else(|| iri.to_string());
    Some(match reason {
        Reason::Answers => say(locale, "matching-why-answers"),
        Reason::Kinds { own, other } if own == other => fill(locale, "matching-why-kind", &[("kind", name(own))]),
        Reason::Kinds { own, other } => {
            fill(locale, "matching-why-kinds", &[("own", name(own)), ("other", name(other))])
        }
        Reason::Concepts { relation, other, .. } => {
            let key = match relation {
                Relation::Same => "matching-why-same",
                Relation::Broader => "matching-why-broader",
                Relation::Narrower => "matching-why-narrower",
                Relation::Related => "matching-why-related",
                Relation::Beside => "matching-why-beside",
            };
            fill(locale, key, &[("name", name(other))])
        }
        Reason::Words(words) => fill(locale, "matching-why-words", &[("words", words.join(" + "))]),
        Reason::Apart(apart) if apart.kilometres < 1.0 => say(locale, "matching-why-here"),
        Reason::Apart(apart) => {
            let key = match apart.reach {
                Reach::Both => "matching-why-near",
                Reach::Halfway => "matching-why-halfway",
                Reach::Beyond => "matching-why-beyond",
            };
            fill(locale, key, &[("kilometres", kilometres(locale, apart.kilometres))])
        }
        Reason::Territory(territory) => fill(locale, "matching-why-territory", &[("name", name(territory))]),
        Reason::Dates(Meeting::Always | Meeting::Whole { until: None, .. }) => return None,
        Reason::Dates(Meeting::Whole { until: Some(_), .. }) => say(locale, "matching-why-dates"),
        Reason::Dates(Meeting::Part { from, until }) => {
            fill(locale, "matching-why-part", &[("from", day(locale, *from)?), ("until", day(locale, *until)?)])
        }
        Reason::Dates(Meeting::Missed { days }) => {
            text::count(locale, "matching-why-missed", u64::try_from(*days).unwrap_or_default())
        }
        Reason::Terms { offered, wanted } => {
            let label = |condition: &registry::matching::Condition| {
                Vocabulary::embedded().label(locale, condition.to_term()).to_lowercase()
            };
            if offered == wanted {
                fill(locale, "matching-why-terms", &[("terms", label(offered))])
            } else {
                fill(locale, "matching-why-other-terms", &[("offered", label(offered)), ("wanted", label(wanted))])
            }
        }
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "half the globe at most")]
fn kilometres(locale: Locale, kilometres: f64) -> String {
    text::number(locale, kilometres.round() as u64)
}

fn day(locale: Locale, day: Date) -> Option<String> {
    Some(text::date(locale, day.to_zoned(TimeZone::UTC).ok()?.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::vocab::individual;
    use registry::matching::{Apart, Condition, Parts};

    #[test]
    fn a_sentence_says_why_in_both_languages() {
        let iri = |term: oxrdf::NamedNodeRef<'_>| Iri::from_named_node(term.into_owned());
        let theme = Iri::parse("https://a.example/themes/pain").unwrap();
        let known = Known(vec![
            (theme.clone(), Literal::new_language_tagged_literal_unchecked("Pain", "fr")),
            (theme.clone(), Literal::new_language_tagged_literal_unchecked("Bread", "en")),
        ]);
        let reasons = vec![
            Reason::Kinds { own: iri(individual::SPACE), other: iri(individual::SPACE) },
            Reason::Concepts { relation: Relation::Broader, own: theme.clone(), other: theme },
            Reason::Words(vec!["four".to_owned(), "levain".to_owned()]),
            Reason::Apart(Apart { kilometres: 11.7, reach: Reach::Halfway }),
            Reason::Dates(Meeting::Part { from: date(2027, 4, 1), until: date(2027, 6, 30) }),
            Reason::Terms { offered: Condition::Sale, wanted: Condition::Gift },
        ];
        let score = Score { whole: 0.5, parts: Parts::default(), reasons };
        let (french, english) = (sentence(Locale::Fr, &score, &known), sentence(Locale::En, &score, &known));
        for (told, words) in [
            (&french, ["Pain", "four + levain", "12", "30 juin 2027", "vente"]),
            (&english, ["Bread", "four + levain", "12", "30 June 2027", "sale"]),
        ] {
            assert!(words.iter().all(|word| told.contains(word)), "{told}");
            assert!(told.ends_with('.') && told.chars().next().unwrap().is_uppercase(), "{told}");
        }
        assert_eq!(sentence(Locale::Fr, &Score { reasons: Vec::new(), ..score }, &known), "");
    }
}
