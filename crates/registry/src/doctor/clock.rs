//! The clock beside the last entry, and beside reason.

use super::{Ailment, Area, Chart, Gravity};
use jiff::{SignedDuration, Timestamp};

/// A clock may be set right by so much without anybody noticing.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(2);

/// This program was not written before this year, and whoever runs it after the other one has other worries.
const YEARS: std::ops::Range<i16> = 2026..2126;

pub(super) fn examine(chart: &mut Chart, now: Timestamp, last: Option<Timestamp>) {
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    if !YEARS.contains(&year) {
        chart.note(Area::Clock, Gravity::Error, Ailment::ClockOff(now));
    }
    if let Some(last) = last
        && last.duration_since(now) > TOLERANCE
    {
        chart.note(Area::Clock, Gravity::Error, Ailment::ClockBehind { now, last });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_and_is_ours() {
        for (now, last, errors) in [
            ("2026-11-22T08:00:00Z", Some("2026-11-22T07:00:00Z"), 0),
            ("2026-11-22T08:00:00Z", Some("2026-11-22T08:01:00Z"), 0),
            ("2026-11-22T08:00:00Z", None, 0),
            ("2026-11-22T08:00:00Z", Some("2026-11-22T08:05:00Z"), 1),
            ("1970-01-01T00:00:00Z", None, 1),
            ("1970-01-01T00:00:00Z", Some("2026-11-22T08:05:00Z"), 2),
            ("2200-01-01T00:00:00Z", Some("2026-11-22T08:05:00Z"), 1),
        ] {
            let mut chart = Chart::default();
            examine(&mut chart, now.parse().unwrap(), last.map(|last| last.parse().unwrap()));
            assert_eq!(chart.0.len(), errors, "{now} after {last:?}");
        }
    }
}
