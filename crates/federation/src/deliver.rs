//! Tells peers what they follow, and what else is to be said to them: one message after the other to each, to many at
//! once. How far each has come is in the journal, so that whoever is killed goes on from there, and repeats at most what was
//! on its way: the same activities, under the same addresses.

pub(crate) mod activity;
mod announce;
pub(crate) mod microblog;
pub(crate) mod verdict;
pub(crate) mod words;

use crate::activity::media_type::ACTIVITY;
use crate::block::Blocked;
use crate::crew::{Round, go_round};
use crate::keyring::KeyringError;
use crate::service::Shared;
use crate::signature::Dialect;
use crate::speaker::SpeakerError;
use crate::step::reached;
use jiff::{SignedDuration, Timestamp};
use microblog::Dispatch;
use model::{Iri, Seq};
use outbound::FetchLimits;
use registry::federation::{Concerning, Delivered, Effect, Peer, Portion, Setback, Told};
use registry::{AccountError, JournalError, ReadError};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use verdict::Verdict;
use words::{Phrase, What};

/// Peers that something is sent to at the same time: each costs a connection, and a signature at a time.
const AT_ONCE: usize = 64;
/// Documents that are looked at before the cursor is written down. A crash repeats so many at most.
const PORTION: usize = 32;
/// Messages likewise.
const MESSAGES: usize = 16;
/// It is looked for what is due at least as often, in case that a clock was set.
const AT_LEAST: Duration = Duration::from_mins(1);
/// A peer that wants to be left alone is, within these bounds.
const SHORTEST_REST: SignedDuration = SignedDuration::from_secs(1);
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(24);

/// Why nothing can be sent, through no fault of the peer's.
#[derive(Debug, thiserror::Error)]
enum DeliverError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Speaker(#[from] SpeakerError),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error("message {0} cannot be read")]
    Message(u64),
}

/// Sends what is due, now and whenever something is written, until told to stop.
pub(crate) async fn run(shared: Arc<Shared>, stop: watch::Receiver<bool>) {
    let changes = shared.registry.changes();
    go_round(Deliveries(shared), AT_ONCE, changes, stop).await;
}

/// What is sent to peers.
struct Deliveries(Arc<Shared>);

impl Round for Deliveries {
    type Whom = Iri;

    async fn due(&self) -> Result<Vec<Iri>, JournalError> {
        due(&self.0).await
    }

    fn serve(&self, inbox: &Iri, stop: watch::Receiver<bool>) -> impl Future<Output = ()> + Send + 'static {
        reached("deliver.due");
        deliver(Arc::clone(&self.0), inbox.clone(), stop)
    }

    async fn rest(&self) -> Duration {
        until_next(&self.0).await
    }
}

/// Those to whom something is to be sent now.
async fn due(shared: &Shared) -> Result<Vec<Iri>, JournalError> {
    let blocked = shared.blocked();
    let mut due = Vec::new();
    for inbox in shared.registry.due_peers().await? {
        if shared.is_told(&inbox, &blocked).await? {
            due.push(inbox);
        }
    }
    Ok(due)
}

impl Shared {
    /// Whether anything is sent to this inbox: not if its host is blocked, nor if all who follow from there are. What is
    /// due stays due, for when they are not any more.
    async fn is_told(&self, inbox: &Iri, blocked: &Blocked<'_>) -> Result<bool, JournalError> {
        if blocked.names(inbox).is_some() {
            return Ok(false);
        }
        if !blocked.has_actors() {
            return Ok(true);
        }
        let mut followers = self.registry.followers().await?;
        followers.retain(|follower| follower.inbox == *inbox);
        Ok(followers.is_empty() || followers.iter().any(|follower| blocked.names(&follower.actor).is_none()))
    }

    /// How long is waited after so many failures: between half and all of the span, so that peers of one that went down
    /// do not all come back at once.
    pub(crate) fn wait(&self, attempts: u32) -> SignedDuration {
        let settings = &self.settings;
        let doubled = settings.first_wait.checked_mul(1_i32.checked_shl(attempts.min(24)).unwrap_or(i32::MAX));
        let span = doubled.unwrap_or(settings.longest_wait).min(settings.longest_wait);
        let mut lot = [0];
        self.chance.fill(&mut lot);
        let half = span / 2;
        half + half * i32::from(lot[0]) / i32::from(u8::MAX)
    }

    /// How long is waited when somebody wants to be left alone for a while.
    pub(crate) fn at_least(wait: SignedDuration, rest: Option<SignedDuration>) -> SignedDuration {
        rest.map_or(wait, |rest| rest.clamp(SHORTEST_REST, LONGEST_REST).max(wait))
    }
}

/// How long it is until a peer that has to wait may be tried again.
pub(crate) async fn until_next(shared: &Shared) -> Duration {
    until(shared, shared.registry.next_attempt().await.ok().flatten())
}

/// How long it is until then, or until it is looked again all the same.
pub(crate) fn until(shared: &Shared, next: Option<Timestamp>) -> Duration {
    let rest = next.map(|next| next.duration_since(shared.now()).max(SignedDuration::ZERO));
    rest.and_then(|rest| Duration::try_from(rest).ok()).map_or(AT_LEAST, |rest| rest.min(AT_LEAST))
}

/// Sends one peer all that is due.
async fn deliver(shared: Arc<Shared>, inbox: Iri, stop: watch::Receiver<bool>) {
    let post = Post { shared: &shared, inbox: &inbox };
    if let Err(error) = post.everything(&stop).await {
        tracing::error!(error = &error as &dyn Error, %inbox, "nothing can be sent now");
        // Not at once again: what is wrong here is wrong for a while.
        let next = shared.now().checked_add(SignedDuration::from_secs(10)).unwrap_or(Timestamp::MAX);
        let failure = error.to_string();
        if let Err(error) = shared.registry.set_back(Setback { inbox, failure, next, parked: false }).await {
            tracing::error!(error = &error as &dyn Error, "a peer cannot be set back");
        }
    }
}

/// What is on its way to one peer.
struct Post<'a> {
    shared: &'a Shared,
    inbox: &'a Iri,
}

impl Post<'_> {
    async fn everything(&self, stop: &watch::Receiver<bool>) -> Result<(), DeliverError> {
        while !*stop.borrow() {
            let Some(peer) = self.shared.registry.peer(self.inbox).await? else { return Ok(()) };
            let goes_on = if peer.waiting > 0 {
                self.messages(&peer).await?
            } else if peer.concerns > 0 {
                self.concerns(&peer).await?
            } else if peer.follows {
                self.entries(&peer).await?
            } else {
                false
            };
            if !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Sends messages that wait. Whether there may be more to do.
    async fn messages(&self, peer: &Peer) -> Result<bool, DeliverError> {
        let mut taken = Vec::new();
        let mut failed = None;
        let messages = self.shared.registry.messages(self.inbox, MESSAGES).await?;
        reached("deliver.messages-read");
        for message in messages {
            let number = message.number;
            let speaker = message.speaker.clone();
            let body =
                activity::of_message(self.shared.registry.base(), message).ok_or(DeliverError::Message(number))?;
            reached("deliver.message-signed");
            let verdict = self.send(peer, &speaker, &body).await?;
            reached("deliver.message-answered");
            match verdict {
                Verdict::Taken => taken.push((number, None)),
                Verdict::Refused(why) | Verdict::Gone(why) => taken.push((number, Some(why))),
                Verdict::Later { why, rest } => {
                    failed = Some((why, rest));
                    break;
                }
            }
        }
        let delivered = Delivered { reached: !taken.is_empty(), messages: taken, ..self.nothing(peer) };
        let goes_on = self.note(peer, delivered, failed).await?;
        reached("deliver.messages-noted");
        Ok(goes_on)
    }

    /// Sends what the next documents say. Whether there may be more to do.
    async fn entries(&self, peer: &Peer) -> Result<bool, DeliverError> {
        let portion = self.shared.registry.portion(peer, peer.cursor, PORTION).await?;
        if portion.upto <= peer.cursor {
            return Ok(false);
        }
        reached("deliver.entries-read");
        let upto = portion.upto;
        let passing = self.shared.registry.passing(peer, peer.cursor, &portion).await?;
        let objects = portion.objects.clone();
        let mut dispatches =
            if peer.exact { self.exact(portion) } else { microblog::of_portion(self.shared, &portion).await? };
        dispatches.extend(announce::of_passing(self.shared, peer, &objects, passing).await?);
        // Whoever passes something on is told of before what they pass on.
        dispatches.sort_by_key(|dispatch| dispatch.seq);
        let mut dispatches = dispatches.into_iter().peekable();
        let (mut cursor, mut refused, mut failed) = (None, Vec::new(), None);
        while let Some(Dispatch { seq, iri, speaker, body }) = dispatches.next() {
            reached("deliver.entry-signed");
            let verdict = self.send(peer, &speaker, &body).await?;
            reached("deliver.entry-answered");
            match verdict {
                Verdict::Taken => {}
                Verdict::Refused(why) => refused.push((seq, iri, why)),
                Verdict::Gone(why) => {
                    if self.are_gone(peer).await? {
                        return Ok(true);
                    }
                    refused.push((seq, iri, why));
                }
                Verdict::Later { why, rest } => {
                    failed = Some((why, rest));
                    break;
                }
            }
            // Of one change, and of one entry, several may be sent: those before it are told when the next one begins.
            let is_whole = peer.exact && dispatches.peek().is_none_or(|next| next.seq != seq);
            cursor = Some(Seq(seq.0.saturating_sub(u64::from(!is_whole))));
        }
        let answered = cursor.is_some();
        let cursor = if failed.is_some() { cursor } else { Some(upto) };
        let delivered = Delivered { reached: answered, cursor, refused, ..self.nothing(peer) };
        let goes_on = self.note(peer, delivered, failed).await?;
        reached("deliver.entries-noted");
        // Whatever comes meanwhile is due once this has ended.
        Ok(goes_on && upto < self.shared.registry.head())
    }

    /// Sends what concerns somebody there, whether or not they follow. Whether there may be more to do.
    async fn concerns(&self, peer: &Peer) -> Result<bool, DeliverError> {
        let (base, speaker) = (self.shared.registry.base(), self.shared.registry.instance_actor());
        let (mut concerned, mut refused, mut failed, mut was_reached) = (Vec::new(), Vec::new(), None, false);
        'portion: for concerning in self.shared.registry.concerning(peer, PORTION).await? {
            let Concerning { iri, actors, item, mut knows } = concerning;
            let addressed: Vec<Iri> = actors.iter().map(|(actor, _)| actor.clone()).collect();
            let dispatches = match item {
                None => Vec::new(),
                Some(item) if peer.exact => {
                    let (seq, iri) = (item.seq, item.iri.clone());
                    let body = activity::of_item(base, &speaker, item, &addressed);
                    body.into_iter()
                        .map(|body| Dispatch { seq, iri: iri.clone(), speaker: speaker.clone(), body: body.into() })
                        .collect()
                }
                Some(item) => microblog::of_concern(self.shared, &item, &addressed).await?,
            };
            for Dispatch { seq, iri, speaker, body } in dispatches {
                match self.send(peer, &speaker, &body).await? {
                    Verdict::Taken => {}
                    Verdict::Refused(why) | Verdict::Gone(why) => {
                        knows = false;
                        refused.push((seq, iri, why));
                    }
                    Verdict::Later { why, rest } => {
                        failed = Some((why, rest));
                        break 'portion;
                    }
                }
                was_reached = true;
            }
            concerned.push(Told { iri, actors, knows });
        }
        // With what was told what was found not to be told is noted, too.
        let delivered = Delivered { reached: was_reached, concerned, refused, ..self.nothing(peer) };
        self.note(peer, delivered, failed).await
    }

    /// What an instance of ours is told: documents as they are.
    fn exact(&self, portion: Portion) -> Vec<Dispatch> {
        let (speaker, words) = (self.shared.registry.instance_actor(), &self.shared.words);
        let dispatches = portion.items.into_iter().filter_map(|item| {
            let (seq, iri, phrase) = (item.seq, item.iri.clone(), Phrase::Exact(item.seq, What::of(&item)));
            let body = match words.find(&phrase) {
                Some(body) => body,
                None => words.keep(phrase, activity::of_item(self.shared.registry.base(), &speaker, item, &[])?),
            };
            Some(Dispatch { seq, iri, speaker: speaker.clone(), body })
        });
        dispatches.collect()
    }

    fn nothing(&self, peer: &Peer) -> Delivered {
        let (inbox, round) = (self.inbox.clone(), peer.round);
        let (messages, refused, concerned) = (Vec::new(), Vec::new(), Vec::new());
        Delivered { inbox, round, reached: false, cursor: None, messages, refused, concerned }
    }

    /// Writes down what was taken, and what failed.
    async fn note(
        &self,
        peer: &Peer,
        delivered: Delivered,
        failed: Option<(String, Option<SignedDuration>)>,
    ) -> Result<bool, DeliverError> {
        let registry = &self.shared.registry;
        let was_reached = delivered.reached;
        if was_reached || delivered.cursor.is_some() || !delivered.concerned.is_empty() {
            registry.delivered(delivered).await?;
        }
        let Some((failure, rest)) = failed else { return Ok(true) };
        let now = self.shared.now();
        // What was taken just now shows that it is there: the count of failures begins anew.
        let (attempts, since) = if was_reached { (0, now) } else { (peer.attempts, peer.failing.unwrap_or(now)) };
        let settings = &self.shared.settings;
        let parked = now.duration_since(since) > settings.park_after;
        let wait = if parked { settings.parked_wait } else { self.shared.wait(attempts) };
        let wait = Shared::at_least(wait, rest);
        let next = now.checked_add(wait).unwrap_or(Timestamp::MAX);
        registry.set_back(Setback { inbox: self.inbox.clone(), failure, next, parked }).await?;
        Ok(false)
    }

    /// Sends one activity, in the dialect that the peer has shown; in the other one if it does not know that.
    async fn send(&self, peer: &Peer, speaker: &Iri, body: &[u8]) -> Result<Verdict, DeliverError> {
        let shown = peer.dialect.as_deref().and_then(Dialect::from_name).unwrap_or_default();
        let signing = self.shared.signing(speaker, shown).await?;
        let limits = FetchLimits::DELIVERY;
        let answer = self.shared.outbound.post(self.inbox.as_str(), ACTIVITY, body, &signing, limits).await;
        if shown != Dialect::Cavage && answer.as_ref().is_ok_and(|answer| matches!(answer.status, 400 | 401)) {
            let signing = self.shared.signing(speaker, Dialect::Cavage).await?;
            let answer = self.shared.outbound.post(self.inbox.as_str(), ACTIVITY, body, &signing, limits).await;
            return Ok(Verdict::of(answer, self.shared.now()));
        }
        Ok(Verdict::of(answer, self.shared.now()))
    }

    /// Whether the followers behind this inbox are gone themselves; then they follow no longer.
    async fn are_gone(&self, peer: &Peer) -> Result<bool, DeliverError> {
        let registry = &self.shared.registry;
        let mut effects = Vec::new();
        for follower in registry.followers().await?.into_iter().filter(|follower| follower.inbox == peer.inbox) {
            if let Err(KeyringError::Gone(_)) = self.shared.ask(&follower.actor).await {
                effects.push(Effect::Leave { actor: follower.actor, object: None });
            }
        }
        let are_gone = !effects.is_empty();
        registry.arrange(&registry.operator(), effects).await?;
        Ok(are_gone)
    }
}
