//! Sending what is due to one address, and what its answer means.
//!
//! Only what is taken (2xx) is dealt with: all else is sent again, after longer and longer, so that nothing is left out and
//! nothing comes before what happened before it. 410 ends it; what fails for days rests until somebody has it tried again.

use super::consent::{self, Said};
use super::message::{Message, MessageError};
use super::seal::Seal;
use crate::deliver::verdict::Verdict;
use crate::service::Shared;
use jiff::{SignedDuration, Timestamp};
use model::Iri;
use outbound::{Answer, FetchError, FetchLimits};
use registry::webhook::{
    DeliveryKind, KeptWebhook, WebhookNote, WebhookOutcome, WebhookSecret, WebhookState, WebhookThen,
};
use registry::{FeedEvent, JournalError, ReadError};
use std::error::Error;
use std::sync::Arc;
use tokio::sync::watch;
use url::Url;

/// For the answer to the question whether somebody wants to be told: a word.
pub(super) const CONSENT: FetchLimits = FetchLimits { bytes: 4 << 10, ..FetchLimits::PROOF };
/// So often an address is asked whether it wants to be told, within half an hour: whoever does not answer then is not there,
/// or never asked for it.
const QUESTIONS: u32 = 12;
/// So long one address is told without a break where others may wait; a message that is on its way is waited for.
const TURN: SignedDuration = SignedDuration::from_mins(1);
/// How long is waited when something is wrong here.
const WRONG_HERE: SignedDuration = SignedDuration::from_secs(10);
/// The media type of every message.
const JSON: &str = "application/json";

/// Why nothing can be told, through no fault of the address.
#[derive(Debug, thiserror::Error)]
enum TellError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Message(#[from] MessageError),
}

/// Whether there may be more to do.
type GoesOn = bool;

/// Tells one webhook what is due, as much as one turn allows: what is left stays due, and comes after those that wait.
pub(super) async fn tell(shared: Arc<Shared>, number: u64, stop: watch::Receiver<bool>) {
    let Err(error) = turn(&shared, number, &stop).await else { return };
    tracing::error!(error = &error as &dyn Error, webhook = number, "nothing can be told now");
    // Not at once again: what is wrong here is wrong for a while.
    if let Err(error) = postpone(&shared, number, WRONG_HERE).await {
        tracing::error!(error = &error as &dyn Error, webhook = number, "a webhook cannot be put off");
    }
}

async fn postpone(shared: &Shared, number: u64, wait: SignedDuration) -> Result<(), JournalError> {
    let until = shared.now().checked_add(wait).unwrap_or(Timestamp::MAX);
    let Some((hook, _)) = shared.registry.webhook_to_tell(number).await? else { return Ok(()) };
    note(shared, &hook, WebhookOutcome::Postponed { until }).await
}

async fn note(shared: &Shared, hook: &KeptWebhook, outcome: WebhookOutcome) -> Result<(), JournalError> {
    let (address, about) = (hook.address.clone(), hook.about.clone());
    let note = WebhookNote { number: hook.number, address, about, shape: hook.shape, outcome };
    shared.registry.note_webhook(note).await
}

async fn turn(shared: &Shared, number: u64, stop: &watch::Receiver<bool>) -> Result<(), TellError> {
    let until = shared.now().checked_add(TURN).unwrap_or(Timestamp::MAX);
    let is_over = || *stop.borrow() || shared.now() >= until;
    while !is_over() {
        let Some((hook, _)) = shared.registry.webhook_to_tell(number).await? else { return Ok(()) };
        let goes_on = match hook.state {
            WebhookState::Unconfirmed => ask(shared, &hook).await?,
            WebhookState::Active => stretch(shared, &hook, is_over).await?,
            WebhookState::Paused | WebhookState::Failed | WebhookState::Ended => false,
        };
        if !goes_on {
            return Ok(());
        }
    }
    Ok(())
}

/// Asks whether anything is to be told.
async fn ask(shared: &Shared, hook: &KeptWebhook) -> Result<GoesOn, TellError> {
    let url = Url::parse(hook.address.as_str());
    let Ok(url) = url else {
        return fails(shared, hook, asked(None, "no address".to_owned(), WebhookThen::Rest)).await;
    };
    if let Err(wait) = shared.registry.may_ask_to_tell(url.host_str().unwrap_or_default()) {
        postpone(shared, hook.number, wait).await?;
        return Ok(false);
    }
    let challenge = consent::challenge(shared.chance.as_ref());
    let question = consent::question(&url, &consent::topic(shared.registry.base(), &hook.about), &challenge);
    let outcome = match consent::ask(&shared.outbound, &question, &challenge, shared.now()).await {
        Said::Yes { status } => {
            note(shared, hook, WebhookOutcome::Confirmed { status }).await?;
            return Ok(true);
        }
        Said::Gone { why } => asked(Some(410), why, WebhookThen::End),
        Said::Nothing { status, why, .. } if hook.attempts + 1 >= QUESTIONS => asked(status, why, WebhookThen::Rest),
        Said::Nothing { status, why, rest } => asked(status, why, again(shared, hook.attempts, rest)),
    };
    fails(shared, hook, outcome).await
}

fn asked(status: Option<u16>, why: String, then: WebhookThen) -> WebhookOutcome {
    WebhookOutcome::Failed { told: None, kind: DeliveryKind::Consent, status, why, then }
}

async fn fails(shared: &Shared, hook: &KeptWebhook, outcome: WebhookOutcome) -> Result<GoesOn, TellError> {
    note(shared, hook, outcome).await?;
    Ok(false)
}

fn again(shared: &Shared, attempts: u32, rest: Option<SignedDuration>) -> WebhookThen {
    let wait = Shared::at_least(shared.wait(attempts), rest);
    WebhookThen::Again(shared.now().checked_add(wait).unwrap_or(Timestamp::MAX))
}

/// Tells what comes next, one entry after the other. A turn that is over ends after a message: each moves on by one at least.
async fn stretch(shared: &Shared, hook: &KeptWebhook, is_over: impl Fn() -> bool) -> Result<GoesOn, TellError> {
    let (events, upto) = shared.registry.feed_after(hook.cursor).await?;
    if upto <= hook.cursor {
        return Ok(false);
    }
    let mut dealt_with = hook.cursor;
    for event in &events {
        if dealt_with > hook.cursor && is_over() {
            return Ok(false);
        }
        let Some(message) = shared.message(hook, event).await? else { continue };
        let Some((now, secret)) = shared.registry.webhook_to_tell(hook.number).await? else { return Ok(false) };
        if shared.blocked().names(&now.address).is_some() {
            return Ok(false);
        }
        // Somebody said meanwhile that it is to be otherwise.
        if !is_the_same(hook, &now) {
            return Ok(true);
        }
        if !send(shared, &now, &secret, event, &message).await? {
            return Ok(false);
        }
        dealt_with = event.seq;
    }
    if dealt_with < upto {
        note(shared, hook, WebhookOutcome::Passed { upto }).await?;
    }
    Ok(upto < shared.registry.head())
}

fn is_the_same(before: &KeptWebhook, now: &KeptWebhook) -> bool {
    let of = |hook: &KeptWebhook| (hook.state, hook.address.clone(), hook.about.clone(), hook.shape);
    of(before) == of(now)
}

/// Sends one message. Whether the next one may follow.
async fn send(
    shared: &Shared,
    hook: &KeptWebhook,
    secret: &WebhookSecret,
    event: &FeedEvent,
    message: &Message,
) -> Result<GoesOn, TellError> {
    let seal = Seal::new(secret, message.id.clone(), shared.now(), &message.body);
    let limits = FetchLimits::DELIVERY;
    let answer = shared.outbound.post(hook.address.as_str(), JSON, &message.body, &seal, limits).await;
    let (seq, iri, kind) = (event.seq, event.iri.clone(), message.kind);
    match Meaning::of(answer, shared.now()) {
        Meaning::Taken { status } => {
            note(shared, hook, WebhookOutcome::Taken { seq, iri, kind, status }).await?;
            Ok(true)
        }
        Meaning::Gone { why } => fails(shared, hook, failed(event, kind, Some(410), why, WebhookThen::End)).await,
        Meaning::Later { status, why, rest } => {
            let then = if is_over(shared, hook) { WebhookThen::Rest } else { again(shared, hook.attempts, rest) };
            fails(shared, hook, failed(event, kind, status, why, then)).await
        }
    }
}

fn failed(
    event: &FeedEvent,
    kind: DeliveryKind,
    status: Option<u16>,
    why: String,
    then: WebhookThen,
) -> WebhookOutcome {
    let told: (_, Iri) = (event.seq, event.iri.clone());
    WebhookOutcome::Failed { told: Some(told), kind, status, why, then }
}

/// Whether it failed for so long that it rests.
fn is_over(shared: &Shared, hook: &KeptWebhook) -> bool {
    hook.failing.is_some_and(|since| shared.now().duration_since(since) > shared.settings.park_after)
}

/// What an answer means for a message: as [`Verdict`] has it, but that nothing is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Taken { status: u16 },
    Gone { why: String },
    Later { status: Option<u16>, why: String, rest: Option<SignedDuration> },
}

impl Meaning {
    fn of(answer: Result<Answer, FetchError>, now: Timestamp) -> Self {
        let status = answer.as_ref().ok().map(|answer| answer.status);
        match (Verdict::of(answer, now), status) {
            (Verdict::Taken, status) => Self::Taken { status: status.unwrap_or_default() },
            (Verdict::Gone(why), Some(410)) => Self::Gone { why },
            (Verdict::Gone(why) | Verdict::Refused(why), status) => Self::Later { status, why, rest: None },
            (Verdict::Later { why, rest }, status) => Self::Later { status, why, rest },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use outbound::RetryAfter;
    use std::time::Duration;

    fn check(status: u16, expected: &Meaning) {
        let retry_after = (status == 429).then_some(RetryAfter::Delay(Duration::from_secs(90)));
        let answer = Answer { status, retry_after, text: " no\n".to_owned() };
        assert_eq!(Meaning::of(Ok(answer), Timestamp::UNIX_EPOCH), *expected, "{status}");
    }

    #[test]
    fn only_what_is_taken_is_dealt_with() {
        for status in [200, 201, 202, 204] {
            check(status, &Meaning::Taken { status });
        }
        check(410, &Meaning::Gone { why: "410: no".to_owned() });
        for status in [301, 400, 401, 403, 404, 405, 413, 422, 429, 500, 502, 503] {
            let rest = (status == 429).then_some(SignedDuration::from_secs(90));
            check(status, &Meaning::Later { status: Some(status), why: format!("{status}: no"), rest });
        }
        let slow = Meaning::of(Err(FetchError::TooSlow(Duration::from_secs(30))), Timestamp::UNIX_EPOCH);
        assert!(matches!(slow, Meaning::Later { status: None, rest: None, .. }), "{slow:?}");
    }
}
