//! Values as people write them into cells.

use crate::mapping::{Property, Writing, date};
use model::vocab::property;

/// What a text says of a property, in the words of the grammar. Nothing for what is no such value.
pub(super) fn written(property: &Property, text: &str) -> Option<String> {
    match property.writing() {
        Writing::Date => day(text),
        _ if property.iri() == property::SIREN_NUMBER => siren(text),
        Writing::Name
        | Writing::Text
        | Writing::Word
        | Writing::Link
        | Writing::Number
        | Writing::Email
        | Writing::Telephone
        | Writing::AsItLooks => Some(text.to_owned()),
    }
}

/// Whether a document has one value of it at most.
pub(super) fn is_once(property: &Property) -> bool {
    /// Texts of which there may be several in a language, or that go on.
    const SEVERAL: [oxrdf::NamedNodeRef<'static>; 6] = [
        property::ALTERNATE_NAME,
        property::SUMMARY,
        property::DESCRIPTION,
        property::KEYWORD,
        property::TEXT,
        property::FOR_WHOM,
    ];
    let iri = property.iri();
    match property.writing() {
        Writing::Date | Writing::Number => true,
        Writing::Text => !SEVERAL.contains(&iri),
        Writing::Word => iri == property::SIREN_NUMBER,
        Writing::Name | Writing::Link | Writing::Email | Writing::Telephone | Writing::AsItLooks => false,
    }
}

/// The parts of a text, without what is empty.
pub(super) fn parts(text: &str, separators: &[&str]) -> Vec<String> {
    let separator = separators.iter().find(|separator| text.contains(**separator));
    let parts: Vec<&str> = separator.map_or_else(|| vec![text], |separator| text.split(*separator).collect());
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Latitude and longitude in one text: `45.5, 3.2`, `[45.5, 3.2]`, `45,5 3,2`.
pub(crate) fn position(text: &str) -> Option<(f64, f64)> {
    let inner = text.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let separator = [';', ' ', ','].into_iter().find(|separator| inner.trim().contains(*separator))?;
    // Only where something else stands between them can a comma be inside.
    let numbers = inner.split(separator).map(|part| if separator == ' ' { part.trim_end_matches(',') } else { part });
    let mut numbers = numbers.map(str::trim).filter(|part| !part.is_empty()).map(degrees);
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(Some(latitude)), Some(Some(longitude)), None) => Some((latitude, longitude)),
        _ => None,
    }
}

/// Degrees, with a point or a comma.
pub(super) fn degrees(text: &str) -> Option<f64> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
    text.trim().replace(',', ".").parse().ok().filter(|_| is_number(&text.trim().replace(',', ".")))
}

/// `15/05/2012` is how people in France write a day; programs write `2012-05-15`.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    if date(text).is_some() {
        return Some(text.to_owned());
    }
    let mut parts = text.splitn(3, '/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_one = is_number(day) && is_number(month) && is_number(year) && year.len() == 4;
    let iso = is_one.then(|| format!("{year}-{month:0>2}-{day:0>2}"))?;
    date(&iso).map(|_| iso)
}

/// The nine digits of a SIREN, or those that a SIRET begins with.
fn siren(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '.').collect();
    let is_one = digits.bytes().all(|byte| byte.is_ascii_digit()) && matches!(digits.len(), 9 | 14);
    is_one.then(|| digits.get(..9).map(str::to_owned)).flatten()
}

/// The code of a town. A program that takes it for a number loses the zero at its beginning.
pub(super) fn insee(text: &str) -> Option<String> {
    let code = format!("{:0>5}", text.trim().to_ascii_uppercase());
    let is_one = code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'A' || byte == b'B');
    is_one.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_as_people_write_them() {
        for (text, expected) in [
            ("45.5, 3.2", Some((45.5, 3.2))),
            ("[45.5,3.2]", Some((45.5, 3.2))),
            ("45,5 ; -3,25", Some((45.5, -3.25))),
            ("45,5 -3,25", Some((45.5, -3.25))),
            ("45.5", None),
            ("45.5,3.2,7", None),
            ("inf nan", None),
            ("", None),
        ] {
            assert_eq!(position(text), expected, "{text}");
        }
        for (text, expected) in [
            ("15/05/2012", Some("2012-05-15")),
            ("1/2/2020", Some("2020-02-01")),
            ("2020-02-01", Some("2020-02-01")),
            ("31/02/2020", None),
            ("mai 2012", None),
            ("15/05/12", None),
        ] {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("123 456 782 00012", Some("123456782")),
            ("123456782", Some("123456782")),
            ("12345678", None),
            ("x", None),
        ] {
            assert_eq!(siren(text).as_deref(), expected, "{text}");
        }
        for (text, expected) in [("1004", Some("01004")), ("2a004", Some("2A004")), ("630178", None), ("Lyon", None)] {
            assert_eq!(insee(text).as_deref(), expected, "{text}");
        }
        assert_eq!(parts("a; b ;; c,d", &[";", ","]), ["a", "b", "c,d"]);
    }
}
