//! Literals as values: which ones are well formed, and which of two comes first.

use oxrdf::{LiteralRef, NamedNodeRef, TermRef};
use oxsdatatypes::{
    Boolean, Date, DateTime, DayTimeDuration, Decimal, Double, Duration, Float, GDay, GMonth, GMonthDay, GYear,
    GYearMonth, Time, YearMonthDuration,
};
use std::cmp::Ordering;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// How two terms compare by SPARQL's `<`; none where they cannot be compared.
pub(crate) fn compare(a: TermRef<'_>, b: TermRef<'_>) -> Option<Ordering> {
    Value::of(a)?.compare(&Value::of(b)?)
}

/// The text of a term, as SPARQL's `str()` has it; a blank node has none.
pub(crate) fn text(term: TermRef<'_>) -> Option<&str> {
    match term {
        TermRef::NamedNode(node) => Some(node.as_str()),
        TermRef::Literal(literal) => Some(literal.value()),
        TermRef::BlankNode(_) => None,
    }
}

/// Whether the text of a literal is one that its datatype allows; datatypes we do not know allow every text.
pub(crate) fn is_well_formed(literal: LiteralRef<'_>) -> bool {
    let text = literal.value();
    let Some(name) = xsd_name(literal.datatype()) else { return true };
    match name {
        "boolean" => text.parse::<Boolean>().is_ok(),
        "decimal" => is_decimal(text),
        "double" => text.parse::<Double>().is_ok(),
        "float" => text.parse::<Float>().is_ok(),
        "dateTime" => text.parse::<DateTime>().is_ok(),
        "dateTimeStamp" => text.parse::<DateTime>().is_ok_and(|value| value.timezone_offset().is_some()),
        "date" => text.parse::<Date>().is_ok(),
        "time" => text.parse::<Time>().is_ok(),
        "gYear" => text.parse::<GYear>().is_ok(),
        "gYearMonth" => text.parse::<GYearMonth>().is_ok(),
        "gMonth" => text.parse::<GMonth>().is_ok(),
        "gMonthDay" => text.parse::<GMonthDay>().is_ok(),
        "gDay" => text.parse::<GDay>().is_ok(),
        "duration" => text.parse::<Duration>().is_ok(),
        "dayTimeDuration" => text.parse::<DayTimeDuration>().is_ok(),
        "yearMonthDuration" => text.parse::<YearMonthDuration>().is_ok(),
        name => integer_bounds(name).is_none_or(|bounds| is_integer(text, bounds)),
    }
}

/// A term that can be compared with others of its kind.
pub(crate) enum Value<'a> {
    /// Exact numbers.
    Decimal(Decimal),
    /// Every other number.
    Double(Double),
    Text(&'a str),
    Boolean(Boolean),
    DateTime(DateTime),
    Date(Date),
    Time(Time),
    GYear(GYear),
    GYearMonth(GYearMonth),
    GMonth(GMonth),
    GMonthDay(GMonthDay),
    GDay(GDay),
    Duration(Duration),
}

impl<'a> Value<'a> {
    /// The value that a term stands for, if it has one.
    pub(crate) fn of(term: TermRef<'a>) -> Option<Self> {
        let TermRef::Literal(literal) = term else { return None };
        let text = literal.value();
        Some(match xsd_name(literal.datatype())? {
            "string" => Self::Text(text),
            "boolean" => Self::Boolean(text.parse().ok()?),
            "double" => Self::Double(text.parse().ok()?),
            "float" => Self::Double(Double::from(text.parse::<Float>().ok()?)),
            "dateTime" | "dateTimeStamp" => Self::DateTime(text.parse().ok()?),
            "date" => Self::Date(text.parse().ok()?),
            "time" => Self::Time(text.parse().ok()?),
            "gYear" => Self::GYear(text.parse().ok()?),
            "gYearMonth" => Self::GYearMonth(text.parse().ok()?),
            "gMonth" => Self::GMonth(text.parse().ok()?),
            "gMonthDay" => Self::GMonthDay(text.parse().ok()?),
            "gDay" => Self::GDay(text.parse().ok()?),
            "duration" | "dayTimeDuration" | "yearMonthDuration" => Self::Duration(text.parse().ok()?),
            name if name == "decimal" || integer_bounds(name).is_some() => match text.parse::<Decimal>() {
                _ if !is_well_formed(literal) => return None,
                Ok(number) => Self::Decimal(number),
                // A well-formed number that is beyond Decimal's 18 places keeps its order of magnitude.
                Err(_) => Self::Double(text.parse().ok()?),
            },
            _ => return None,
        })
    }

    /// Whether both are exact numbers, or both are texts: of these one always comes before the other or is the same,
    /// which dates with and without a time zone, durations and numbers that are none do not do.
    pub(crate) fn is_ordered_with(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Decimal(_), Self::Decimal(_)) | (Self::Text(_), Self::Text(_)))
    }

    /// By SPARQL's `<`; none where the two cannot be compared.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Decimal(a), Self::Decimal(b)) => a.partial_cmp(b),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b),
            (Self::Decimal(a), Self::Double(b)) => Double::from(*a).partial_cmp(b),
            (Self::Double(a), Self::Decimal(b)) => a.partial_cmp(&Double::from(*b)),
            (Self::Text(a), Self::Text(b)) => a.partial_cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.partial_cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.partial_cmp(b),
            (Self::GYear(a), Self::GYear(b)) => a.partial_cmp(b),
            (Self::GYearMonth(a), Self::GYearMonth(b)) => a.partial_cmp(b),
            (Self::GMonth(a), Self::GMonth(b)) => a.partial_cmp(b),
            (Self::GMonthDay(a), Self::GMonthDay(b)) => a.partial_cmp(b),
            (Self::GDay(a), Self::GDay(b)) => a.partial_cmp(b),
            (Self::Duration(a), Self::Duration(b)) => a.partial_cmp(b),
            _ => None,
        }
    }
}

fn xsd_name(datatype: NamedNodeRef<'_>) -> Option<&str> {
    datatype.as_str().strip_prefix(XSD)
}

/// The bounds of an integer type; a missing one is open.
type Bounds = (Option<i128>, Option<i128>);

/// XML Schema Part 2, section 3.4.
fn integer_bounds(name: &str) -> Option<Bounds> {
    Some(match name {
        "integer" => (None, None),
        "nonNegativeInteger" => (Some(0), None),
        "positiveInteger" => (Some(1), None),
        "nonPositiveInteger" => (None, Some(0)),
        "negativeInteger" => (None, Some(-1)),
        "long" => (Some(i64::MIN.into()), Some(i64::MAX.into())),
        "int" => (Some(i32::MIN.into()), Some(i32::MAX.into())),
        "short" => (Some(i16::MIN.into()), Some(i16::MAX.into())),
        "byte" => (Some(i8::MIN.into()), Some(i8::MAX.into())),
        "unsignedLong" => (Some(0), Some(u64::MAX.into())),
        "unsignedInt" => (Some(0), Some(u32::MAX.into())),
        "unsignedShort" => (Some(0), Some(u16::MAX.into())),
        "unsignedByte" => (Some(0), Some(u8::MAX.into())),
        _ => return None,
    })
}

fn is_integer(text: &str, (least, most): Bounds) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    match text.parse::<i128>() {
        Ok(number) => least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most),
        // Beyond 128 bits only its sign can meet a bound.
        Err(_) if text.starts_with('-') => least.is_none(),
        Err(_) => most.is_none(),
    }
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    !(whole.is_empty() && part.is_empty()) && whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::{Literal, NamedNode};

    fn literal(text: &str, datatype: &str) -> Literal {
        Literal::new_typed_literal(text, NamedNode::new_unchecked(format!("{XSD}{datatype}")))
    }

    #[test]
    fn well_formed() {
        for (text, datatype, expected) in [
            ("12", "integer", true),
            ("1.2", "integer", false),
            ("+7", "byte", true),
            ("300", "byte", false),
            ("-1", "nonNegativeInteger", false),
            ("340282366920938463463374607431768211456", "nonNegativeInteger", true),
            ("-340282366920938463463374607431768211456", "nonNegativeInteger", false),
            ("45.54", "decimal", true),
            (".5", "decimal", true),
            (".", "decimal", false),
            ("1e3", "decimal", false),
            ("1e3", "double", true),
            ("2026-02-30", "date", false),
            ("2026-02", "gYearMonth", true),
            ("2026-05-12T10:00:00", "dateTimeStamp", false),
            ("yes", "boolean", false),
            ("anything", "anyURI", true),
        ] {
            assert_eq!(is_well_formed(literal(text, datatype).as_ref()), expected, "{text} {datatype}");
        }
    }

    #[test]
    fn order() {
        use Ordering::{Equal, Greater, Less};
        for (a, b, expected) in [
            (("2", "integer"), ("10", "integer"), Some(Less)),
            (("2.0", "decimal"), ("2", "byte"), Some(Equal)),
            (("2.5", "double"), ("2", "integer"), Some(Greater)),
            (("a", "string"), ("b", "string"), Some(Less)),
            (("a", "string"), ("1", "integer"), None),
            (("2026-01-31", "date"), ("2026-02-01", "date"), Some(Less)),
            (("2026-01-01T00:00:00Z", "dateTime"), ("2026-01-01T00:00:00", "dateTime"), None),
            (("2026-01", "gYearMonth"), ("2026-02", "gYearMonth"), Some(Less)),
            (("2026-01", "gYearMonth"), ("2026-02-01", "date"), None),
            (("x", "integer"), ("1", "integer"), None),
        ] {
            let (left, right) = (literal(a.0, a.1), literal(b.0, b.1));
            assert_eq!(compare(left.as_ref().into(), right.as_ref().into()), expected, "{a:?} {b:?}");
        }
    }
}
