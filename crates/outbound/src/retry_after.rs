//! When a peer wants to be asked again.

use http::HeaderMap;
use http::header::RETRY_AFTER;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The header `Retry-After` (RFC 9110, section 10.2.3), in either of its forms. A stranger wrote it: whoever waits
/// sets the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// So long after the answer.
    Delay(Duration),
    /// From this instant on.
    At(Timestamp),
}

impl RetryAfter {
    /// The first such header of an answer; nothing if it is neither a number of seconds nor a date.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than a number holds mean "very long" still.
            return Some(Self::Delay(Duration::from_secs(value.parse().unwrap_or(u64::MAX))));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        Some(Self::At(Timestamp::try_from(date).ok()?))
    }

    /// How long to wait, seen from the instant of the answer; zero where that is past.
    pub fn wait(self, now: Timestamp) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::At(then) => then.duration_since(now).max(SignedDuration::ZERO).unsigned_abs(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn both_forms_are_read() {
        let now = "2026-11-22T20:00:00Z".parse().unwrap();
        check("120", now, Some(120));
        check(" 0 ", now, Some(0));
        check("Sun, 22 Nov 2026 20:01:30 GMT", now, Some(90));
        check("Sunday, 22-Nov-26 20:01:30 GMT", now, Some(90));
        check("Sun, 22 Nov 2026 19:00:00 GMT", now, Some(0));
        check("99999999999999999999999999", now, Some(u64::MAX));
        for unreadable in ["", "-5", "1.5", "soon", "2026-11-22T20:01:30Z", "Sun, 32 Nov 2026 20:01:30 GMT"] {
            check(unreadable, now, None);
        }
    }

    #[track_caller]
    fn check(value: &'static str, now: Timestamp, seconds: Option<u64>) {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
        let wait = RetryAfter::of(&headers).map(|found| found.wait(now).as_secs());
        assert_eq!(wait, seconds, "{value}");
    }
}
