//! Dates, in all the ways they are written: texts with or without an offset, seconds, and what MongoDB and PHP make of
//! them (`{"sec": …}`, `{"$date": …}`).

use super::{fields, words};
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};
use model::vocab::xsd;
use oxrdf::Literal;
use serde_json::Value;

/// Numbers from here on are milliseconds: as seconds they would be after the year 5000.
const MILLISECONDS: i64 = 100_000_000_000;

/// A date as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Date {
    /// A day.
    Day(civil::Date),
    /// An instant, which may have come with an offset.
    Instant(Timestamp, Option<Offset>),
    /// A time of day in a place that nothing names.
    Local(DateTime),
}

impl Date {
    /// Reads one. A time without an offset is of this zone, if one is known.
    pub(super) fn read(value: &Value, zone: Option<&TimeZone>) -> Option<Self> {
        match value {
            Value::Object(parts) => {
                let seconds = parts.get("sec").or_else(|| parts.get("$date")).or_else(|| parts.get("$numberLong"));
                Self::read(seconds?, zone)
            }
            Value::Number(number) => Self::of_seconds(number.as_i64()?),
            Value::String(text) => match text.trim().parse() {
                Ok(seconds) => Self::of_seconds(seconds),
                Err(_) => Self::of_text(text.trim(), zone),
            },
            Value::Null | Value::Bool(_) | Value::Array(_) => None,
        }
    }

    fn of_seconds(number: i64) -> Option<Self> {
        // 0 is what programs write who do not know.
        let seconds = match number {
            ..=0 => return None,
            MILLISECONDS.. => number / 1000,
            _ => number,
        };
        Some(Self::Instant(Timestamp::from_second(seconds).ok()?, None))
    }

    fn of_text(text: &str, zone: Option<&TimeZone>) -> Option<Self> {
        let turned = text.contains('/').then(|| of_french(text)).flatten();
        let pieces = Pieces::parse(turned.as_deref().unwrap_or(text)).ok()?;
        // Four digits, as `xsd:date` has them.
        let date = Some(pieces.date()).filter(|date| (1000..=9999).contains(&date.year()))?;
        let Some(time) = pieces.time() else { return Some(Self::Day(date)) };
        let time = time.with().subsec_nanosecond(0).build().ok()?;
        let local = date.to_datetime(time);
        Some(match pieces.to_numeric_offset() {
            Some(offset) => Self::Instant(offset.to_timestamp(local).ok()?, Some(offset)),
            None => zone.and_then(|zone| in_zone(local, zone)).unwrap_or(Self::Local(local)),
        })
    }

    /// Of something that lasts whole days, the day: where it happens, if that is known, or as it was written at midnight.
    /// Elsewhere an instant may be of the day before, and stays.
    #[must_use]
    pub(super) fn day(self, zone: Option<&TimeZone>) -> Self {
        let is_edge =
            |local: DateTime| (local.hour(), local.minute()) == (0, 0) || (local.hour(), local.minute()) == (23, 59);
        match (self, zone) {
            (Self::Instant(instant, _), Some(zone)) => Self::Day(zone.to_datetime(instant).date()),
            (Self::Instant(instant, Some(offset)), None) => {
                let local = offset.to_datetime(instant);
                if is_edge(local) { Self::Day(local.date()) } else { self }
            }
            (Self::Local(local), _) => Self::Day(local.date()),
            (Self::Instant(_, None) | Self::Day(_), _) => self,
        }
    }

    /// Whether it is certainly before another.
    pub(super) fn is_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Day(day), Self::Day(other)) => day < other,
            (Self::Instant(instant, _), Self::Instant(other, _)) => instant < other,
            (Self::Local(local), Self::Local(other)) => local < other,
            (Self::Day(_) | Self::Instant(..) | Self::Local(_), _) => false,
        }
    }

    /// As a literal of RDF.
    pub(super) fn to_literal(self) -> Literal {
        match self {
            Self::Day(day) => Literal::new_typed_literal(day.to_string(), xsd::DATE),
            Self::Instant(instant, Some(offset)) if offset != Offset::UTC => {
                let (sign, minutes) = (if offset.is_negative() { '-' } else { '+' }, offset.seconds().abs() / 60);
                let text = format!("{}{sign}{:02}:{:02}", offset.to_datetime(instant), minutes / 60, minutes % 60);
                Literal::new_typed_literal(text, xsd::DATE_TIME)
            }
            Self::Instant(instant, _) => Literal::new_typed_literal(instant.to_string(), xsd::DATE_TIME),
            Self::Local(local) => Literal::new_typed_literal(local.to_string(), xsd::DATE_TIME),
        }
    }
}

/// The zone of this name, `Indian/Reunion`: those where French is spoken, by their rule of today. The database of all of
/// them is a file, and a reader opens none.
pub(super) fn zone(value: &Value) -> Option<TimeZone> {
    const CENTRAL_EUROPE: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
    let rule = words::find(
        &fields::word(value)?,
        &[
            ("Europe/Paris", CENTRAL_EUROPE),
            ("Europe/Brussels", CENTRAL_EUROPE),
            ("Europe/Luxembourg", CENTRAL_EUROPE),
            ("Europe/Zurich", CENTRAL_EUROPE),
            ("America/Cayenne", "<-03>3"),
            ("America/Guadeloupe", "AST4"),
            ("America/Martinique", "AST4"),
            ("America/Miquelon", "<-03>3<-02>,M3.2.0,M11.1.0"),
            ("America/Montreal", "EST5EDT,M3.2.0,M11.1.0"),
            ("America/Toronto", "EST5EDT,M3.2.0,M11.1.0"),
            ("Indian/Mayotte", "EAT-3"),
            ("Indian/Reunion", "<+04>-4"),
            ("Pacific/Noumea", "<+11>-11"),
            ("Pacific/Tahiti", "<-10>10"),
            ("UTC", "UTC0"),
        ],
    )?;
    TimeZone::posix(rule).ok()
}

fn in_zone(local: DateTime, zone: &TimeZone) -> Option<Date> {
    let zoned = local.to_zoned(zone.clone()).ok()?;
    Some(Date::Instant(zoned.timestamp(), Some(zoned.offset())))
}

/// `31/12/2024 18:30` as ISO has it.
fn of_french(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = date.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    Some(if time.trim().is_empty() { date } else { format!("{date}T{}", time.trim()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(value: &Value, zone: Option<&TimeZone>) -> Option<String> {
        Date::read(value, zone).map(|date| date.to_literal().value().to_owned())
    }

    #[test]
    fn the_ways_to_write_a_date() {
        for (value, expected) in [
            (json!({"sec": 1_521_544_904, "usec": 0}), Some("2018-03-20T11:21:44Z")),
            (json!({"$date": "2018-03-20T11:21:44.000Z"}), Some("2018-03-20T11:21:44Z")),
            (json!({"$date": {"$numberLong": "1521544904000"}}), Some("2018-03-20T11:21:44Z")),
            (json!(1_521_544_904), Some("2018-03-20T11:21:44Z")),
            (json!("1521544904"), Some("2018-03-20T11:21:44Z")),
            (json!("2024-06-01T09:00:00+04:00"), Some("2024-06-01T09:00:00+04:00")),
            (json!("2024-06-01T09:00:00-0330"), Some("2024-06-01T09:00:00-03:30")),
            (json!("2024-06-01 09:00:00"), Some("2024-06-01T09:00:00")),
            (json!("2024-06-01"), Some("2024-06-01")),
            (json!("1/6/2024 09:00"), Some("2024-06-01T09:00:00")),
            (json!(0), None),
            (json!("0000-00-00 00:00:00"), None),
            (json!("demain"), None),
            (json!("é/1"), None),
            (json!([]), None),
        ] {
            assert_eq!(written(&value, None).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_zone_has_its_summer() {
        for (name, local, expected) in [
            ("Europe/Paris", "2024-07-01 09:00", "2024-07-01T09:00:00+02:00"),
            ("Europe/Paris", "2024-12-01 09:00", "2024-12-01T09:00:00+01:00"),
            ("America/Miquelon", "2024-07-01 09:00", "2024-07-01T09:00:00-02:00"),
            ("Indian/Reunion", "2024-07-01 09:00", "2024-07-01T09:00:00+04:00"),
            ("UTC", "2024-07-01 09:00", "2024-07-01T09:00:00Z"),
        ] {
            let zone = zone(&json!(name)).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(written(&json!(local), Some(&zone)).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(zone(&json!("Etc/Nowhere")), None);
    }

    #[test]
    fn of_whole_days_the_day_is_that_of_the_place() {
        let zone = TimeZone::fixed(jiff::tz::offset(4));
        let eve = Date::read(&json!({"sec": 1_717_185_600}), None).unwrap();
        assert_eq!(eve.day(None), eve, "the day is not known");
        assert_eq!(eve.day(Some(&zone)).to_literal().value(), "2024-06-01");
        let midnight = Date::read(&json!("2024-06-01T00:00:00+04:00"), None).unwrap();
        assert_eq!(midnight.day(None).to_literal().value(), "2024-06-01");
        assert!(eve.is_before(Date::read(&json!("2024-06-01T00:00:01+04:00"), None).unwrap()));
        assert_eq!(written(&json!("2024-06-01 09:00"), Some(&zone)).as_deref(), Some("2024-06-01T09:00:00+04:00"));
    }
}
