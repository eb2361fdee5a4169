//! When something is there, or wanted: from a day, until a day, either open.

use jiff::civil::Date;

/// From a day until a day, both included; either may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// How the dates of two meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// One of both is there at any time.
    Always,
    /// On all days that are needed, as far as they have an end.
    Whole {
        /// The first of them, from today on.
        from: Date,
        /// The last, where there is one.
        until: Option<Date>,
    },
    /// Some of the days.
    Part {
        /// The first day of both.
        from: Date,
        /// The last day of both.
        until: Date,
    },
    /// One is over some days before the other begins.
    Missed {
        /// How many.
        days: i32,
    },
}

/// Within so many days people may still agree to move a date.
const MOVABLE: f64 = 30.0;
/// What it is worth if they need not move it at all.
const MOVED: f64 = 0.3;
/// What meeting at all is worth, however short.
const AT_ALL: f64 = 0.3;

impl Period {
    /// What `xsd:date`, `xsd:dateTime` and `xsd:gYearMonth` say.
    #[must_use]
    pub fn of(from: Option<&str>, until: Option<&str>) -> Self {
        let from = from.and_then(first_day);
        Self { from, until: until.and_then(last_day) }
    }

    /// Whether its last day has passed.
    #[must_use]
    pub fn is_over(self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// How what is offered then meets what is needed now, from today on.
    pub(crate) fn meets(self, needed: Self, today: Date) -> (f64, Meeting) {
        if self == Self::default() || needed == Self::default() {
            return (1.0, Meeting::Always);
        }
        let begins = |period: Self| period.from.map_or(today, |from| from.max(today));
        let from = begins(self).max(begins(needed));
        let until = match (self.until, needed.until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let Some(until) = until else { return (1.0, Meeting::Whole { from, until: None }) };
        let met = days(from, until);
        if met < 1 {
            let days = 1 - met;
            let worth = MOVED * (1.0 - f64::from(days) / MOVABLE);
            return (worth.max(0.0), Meeting::Missed { days });
        }
        // Who has no end does not ask for all the time there is.
        let share = |period: Self| {
            period.until.map_or(1.0, |until| f64::from(met) / f64::from(days(begins(period), until).max(1)))
        };
        let of_need = share(needed);
        if of_need >= 1.0 {
            return (1.0, Meeting::Whole { from, until: Some(until) });
        }
        let best = of_need.max(share(self));
        (AT_ALL + (1.0 - AT_ALL) * best.midpoint(of_need), Meeting::Part { from, until })
    }
}

/// How many days from one to the other, both included; less than one where the second comes first.
fn days(from: Date, until: Date) -> i32 {
    (until - from).get_days() + 1
}

fn first_day(text: &str) -> Option<Date> {
    let day = text.get(..10).and_then(|day| day.parse().ok());
    day.or_else(|| format!("{}-01", text.get(..7)?).parse().ok())
}

fn last_day(text: &str) -> Option<Date> {
    let day = text.get(..10).and_then(|day| day.parse().ok());
    day.or_else(|| Some(format!("{}-01", text.get(..7)?).parse::<Date>().ok()?.last_of_month()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 23);

    fn period((from, until): (&str, &str)) -> Period {
        let told = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
        Period::of(told(from).as_deref(), told(until).as_deref())
    }

    fn meets(needed: (&str, &str), offered: (&str, &str)) -> (f64, Meeting) {
        period(offered).meets(period(needed), TODAY)
    }

    #[test]
    fn dates_are_read_as_days() {
        let period = Period::of(Some("2026-09"), Some("2027-02"));
        assert_eq!((period.from, period.until), (Some(date(2026, 9, 1)), Some(date(2027, 2, 28))));
        let period = Period::of(Some("2026-09-03T10:00:00Z"), Some("2026-09-04+02:00"));
        assert_eq!((period.from, period.until), (Some(date(2026, 9, 3)), Some(date(2026, 9, 4))));
        assert_eq!(Period::of(Some("spring"), None), Period::default());
    }

    #[test]
    fn the_more_days_meet_the_better() {
        let asked = ("2027-01-01", "2027-06-30");
        let all = meets(asked, ("2026-09-01", "2027-08-31"));
        let half = meets(asked, ("2027-04-01", "2027-12-31"));
        let missed = meets(asked, ("2027-07-10", "2027-12-31"));
        let never = meets(asked, ("2027-09-01", "2027-12-31"));
        assert!(all.0 > half.0 && half.0 > missed.0 && missed.0 > never.0, "{all:?} {half:?} {missed:?} {never:?}");
        assert_eq!(half.1, Meeting::Part { from: date(2027, 4, 1), until: date(2027, 6, 30) });
        assert_eq!((missed.1, never.0), (Meeting::Missed { days: 10 }, 0.0));
        assert_eq!(meets(asked, ("", "")), (1.0, Meeting::Always));
    }

    #[test]
    fn what_began_long_ago_begins_today() {
        assert_eq!(meets(("2020-01-01", ""), ("2021-01-01", "")).1, Meeting::Whole { from: TODAY, until: None });
        assert!(Period::of(None, Some("2026-11-22")).is_over(TODAY));
        assert!(!Period::of(None, Some("2026-11-23")).is_over(TODAY));
    }
}
