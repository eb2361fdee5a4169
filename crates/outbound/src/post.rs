//! Deliveries: one message to one address, and what its host says to it.

use crate::fetch::{FetchError, FetchLimits, Outbound};
use crate::retry_after::RetryAfter;
use crate::sign::{Draft, SignRequest};
use reqwest::Response;
use tokio::time::{Instant, timeout, timeout_at};

/// What a host said to a message, whatever it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status of HTTP. A redirect stands here too: it is not followed.
    pub status: u16,
    /// When it wants to be asked again.
    pub retry_after: Option<RetryAfter>,
    /// The beginning of its text, up to [`FetchLimits::bytes`], for the operator to read: without control characters
    /// but for line breaks and tabs. It may break off, and anybody may have written it.
    pub text: String,
}

impl Outbound {
    /// `POST`s a message, signed, and follows nothing. An error means that there was no answer.
    ///
    /// The message may arrive twice, since a connection that closes before the answer does not tell whether it was
    /// read: its receiver must know it again, as an activity is known by its id.
    pub async fn post(
        &self,
        url: &str,
        content_type: &str,
        body: &[u8],
        signer: &dyn SignRequest,
        limits: FetchLimits,
    ) -> Result<Answer, FetchError> {
        let target = self.judged(url)?;
        let draft = Draft::post(content_type, body, Some(signer))?;
        // Deadlines are measured on the runtime's own clock, which tests can stop.
        let until = Instant::now() + limits.total;
        let answer = timeout(limits.total, self.send(&target, &draft, limits.header)).await;
        let answer = answer.unwrap_or(Err(FetchError::TooSlow(limits.total)))?;
        let (status, retry_after) = (answer.status().as_u16(), RetryAfter::of(answer.headers()));
        Ok(Answer { status, retry_after, text: beginning(answer, limits.bytes, until).await })
    }
}

/// As much of the body as there is in time. The status has been said: a body that fails takes nothing from it.
async fn beginning(mut answer: Response, most: usize, until: Instant) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < most
        && let Ok(Ok(Some(chunk))) = timeout_at(until, answer.chunk()).await
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(most);
    let text = String::from_utf8_lossy(&bytes);
    // A letter that was cut in two.
    let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
    text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests;
