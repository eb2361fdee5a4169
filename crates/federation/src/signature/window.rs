//! How long a signature holds.

use super::SignatureError;
use jiff::Timestamp;

/// Clocks of peers differ by so much.
const SKEW: i64 = 60 * 60;
/// Without a date of expiry it holds so long.
const USUAL: i64 = 5 * 60;
/// With one, no longer than this: whoever reads along could send it again until then.
const LONGEST: i64 = 12 * 60 * 60;

/// From when until when, in seconds since 1970, before the clocks' differences are allowed for. As Mastodon reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    created: i64,
    until: i64,
}

impl Window {
    pub(super) fn new(created: i64, expires: Option<i64>) -> Self {
        let until = expires.unwrap_or(created.saturating_add(USUAL)).min(created.saturating_add(LONGEST));
        Self { created, until }
    }

    pub(super) fn contains(self, now: Timestamp) -> Result<(), SignatureError> {
        let now = now.as_second();
        if self.created > now.saturating_add(SKEW) {
            Err(SignatureError::TooEarly)
        } else if now > self.until.saturating_add(SKEW) {
            Err(SignatureError::TooLate)
        } else {
            Ok(())
        }
    }

    /// Until when it is taken.
    pub(super) fn end(self) -> Timestamp {
        Timestamp::from_second(self.until.saturating_add(SKEW)).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;

    #[test]
    fn a_signature_holds_for_its_time() {
        check(0, None, Ok(()));
        check(HOUR, None, Ok(()));
        check(HOUR + 1, None, Err(SignatureError::TooEarly));
        check(-HOUR - 5 * MINUTE, None, Ok(()));
        check(-HOUR - 5 * MINUTE - 1, None, Err(SignatureError::TooLate));
        check(-2 * HOUR, Some(10 * HOUR), Ok(()));
        check(-14 * HOUR, Some(10 * HOUR), Err(SignatureError::TooLate));
        check(-30, Some(-HOUR - 1), Err(SignatureError::TooLate));
        check(i64::MIN / 2, Some(i64::MAX), Err(SignatureError::TooLate));
        check(i64::MAX - 2_000_000_000, None, Err(SignatureError::TooEarly));
    }

    /// Both from now.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "rows are written as values")]
    fn check(created: i64, expires: Option<i64>, expected: Result<(), SignatureError>) {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let from_now = |seconds: i64| seconds.saturating_add(now.as_second());
        let window = Window::new(from_now(created), expires.map(from_now));
        assert_eq!(window.contains(now), expected, "{created} {expires:?}");
    }
}
