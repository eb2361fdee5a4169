//! What a peer's answer means for what was sent.

use crate::causes::told;
use jiff::{SignedDuration, Timestamp};
use outbound::{Answer, FetchError};

/// Letters of a peer's words that are kept for the operator.
const WORDS: usize = 500;

/// What becomes of what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It has arrived.
    Taken,
    /// It is refused for good: sending it again would change nothing.
    Refused(String),
    /// There is nobody any more, as far as the inbox is concerned.
    Gone(String),
    /// It is to be sent again.
    Later {
        /// What happened.
        why: String,
        /// For how long the peer wants to be left alone.
        rest: Option<SignedDuration>,
    },
}

impl Verdict {
    pub(crate) fn of(answer: Result<Answer, FetchError>, now: Timestamp) -> Self {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return Self::Later { why: told(&error), rest: None },
        };
        let words: String = answer.text.trim().chars().take(WORDS).collect();
        let why = if words.is_empty() { answer.status.to_string() } else { format!("{}: {words}", answer.status) };
        match answer.status {
            200..=299 => Self::Taken,
            404 | 410 => Self::Gone(why),
            // It cannot be read, or may not be: neither will be otherwise the next time. A redirect is not followed:
            // the actor's document has the address, and is asked for again in time.
            // 401: clocks that differ, or a key of ours that could not be fetched, are mended some day; Mastodon too sends
            // again after it.
            401 | 408 | 421 | 425 | 429 | 300..=399 | 500..=599 => {
                let rest = answer
                    .retry_after
                    .map(|after| SignedDuration::try_from(after.wait(now)).unwrap_or(SignedDuration::MAX));
                Self::Later { why, rest }
            }
            _ => Self::Refused(why),
        }
    }
}
