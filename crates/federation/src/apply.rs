//! What came is applied, one after the other, in the order in which it came: the effect of each, what has to be said because
//! of it, and the word that it is done are one transaction.
//!
//! One file per activity. Each answers with what shall be done ([`Verdict`]); nothing here writes but [`run`].

mod accept;
mod announce;
pub(crate) mod create;
mod delete;
pub(crate) mod follow;
pub(crate) mod foreign;
pub(crate) mod reply;
mod undo;

use crate::activity::origin::{Standing, standing};
use crate::activity::{Activity, Kind};
use crate::causes::{self, told};
use crate::service::{Shared, told_to_stop};
use crate::step::reached;
use model::{Base, Iri};
use registry::federation::{Effect, Fate, FollowState, Mirrored, Received};
use registry::{ChangeError, Elsewhere, JournalError, MirrorRefusal, ReadError, Report, Told};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Activities that are read at a time: a bound on memory, each being up to some megabytes.
const BATCH: usize = 16;
/// After a failure of ours it is tried again so much later.
const REST: Duration = Duration::from_secs(1);

/// How often what strangers left goes that is too old.
const TIDIED: Duration = Duration::from_hours(1);

/// What an activity does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) fate: Fate,
    pub(crate) told: Vec<Mirrored>,
    pub(crate) effects: Vec<Effect>,
}

impl Verdict {
    fn effects(effects: Vec<Effect>) -> Self {
        Self { fate: Fate::Applied, told: Vec::new(), effects }
    }

    fn told(told: Mirrored) -> Self {
        Self { fate: Fate::Applied, told: vec![told], effects: Vec::new() }
    }

    /// It changes nothing, and is nobody's fault.
    fn ignored(why: impl Into<String>) -> Self {
        Self { fate: Fate::Ignored(why.into()), told: Vec::new(), effects: Vec::new() }
    }

    /// It may be worth somebody's look.
    fn quarantined(why: impl Into<String>) -> Self {
        Self { fate: Fate::Quarantined(why.into()), told: Vec::new(), effects: Vec::new() }
    }
}

/// Why an activity cannot be applied now, through no fault of its own. It waits.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApplyError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("the document cannot be judged now")]
    Change(#[source] ChangeError),
    #[error("what is held cannot be read now")]
    Read(#[source] ReadError),
}

/// Applies what waits, now and whenever something comes.
pub(crate) async fn run(shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut mail = shared.mail.subscribe();
    let mut tidied = tokio::time::interval(TIDIED);
    loop {
        let rest = match everything(&shared, &stop).await {
            Ok(()) => None,
            Err(error) => {
                tracing::error!(error = &error as &dyn Error, "what other instances said cannot be applied now");
                Some(REST)
            }
        };
        reached("apply.waits");
        let again = async {
            match rest {
                Some(rest) => tokio::time::sleep(rest).await,
                // Its sender is `shared`, which is here.
                None => drop(mail.changed().await),
            }
        };
        tokio::select! {
            () = told_to_stop(&mut stop) => return,
            () = again => {}
            _ = tidied.tick() => {
                if let Err(error) = shared.registry.tidy_strangers(shared.settings.bounds).await {
                    tracing::error!(error = &error as &dyn Error, "what strangers left cannot be tidied now");
                }
            }
        }
    }
}

async fn everything(shared: &Shared, stop: &watch::Receiver<bool>) -> Result<(), ApplyError> {
    loop {
        let waiting = shared.registry.waiting(0, BATCH).await?;
        reached("apply.read");
        if waiting.is_empty() || *stop.borrow() {
            return Ok(());
        }
        // What has no effect waits for the next that has one: much of what comes has none, and each transaction costs.
        let mut ignored = Vec::new();
        for received in waiting {
            let number = received.number;
            match judge(shared, received).await? {
                Verdict { fate: Fate::Ignored(why), told, effects } if told.is_empty() && effects.is_empty() => {
                    reached("apply.judged");
                    ignored.push((number, why));
                }
                verdict => {
                    reached("apply.judged");
                    shared.registry.ignore(std::mem::take(&mut ignored)).await?;
                    shared.registry.settle(number, verdict.fate, verdict.told, verdict.effects).await?;
                    reached("apply.settled");
                }
            }
        }
        shared.registry.ignore(ignored).await?;
    }
}

async fn judge(shared: &Shared, received: Received) -> Result<Verdict, ApplyError> {
    let body = received.body.unwrap_or_default();
    let activity = match Activity::read(&body) {
        Ok(activity) => activity,
        // It was read when it came: an older program took what this one does not understand.
        Err(error) => return Ok(Verdict::quarantined(told(&error))),
    };
    if let Some(subject) = shared.blocked().names(&activity.actor) {
        return Ok(Verdict::ignored(format!("{subject} is not heard any more")));
    }
    let Some(object) = activity.objects.first() else { return Ok(Verdict::ignored("it has no object")) };
    if standing(&activity, object) == Standing::Refused {
        return Ok(Verdict::quarantined("its actor has no say in its object"));
    }
    match activity.kind {
        Kind::Follow => follow::judge(shared, &activity, object).await,
        Kind::Accept => Ok(accept::judge(shared, &activity, object, FollowState::Accepted)),
        Kind::Reject => Ok(accept::judge(shared, &activity, object, FollowState::Refused)),
        Kind::Undo => undo::judge(shared, &activity, object).await,
        Kind::Create | Kind::Update => create::judge(shared, &activity, object).await,
        Kind::Delete => delete::judge(shared, &activity, object).await,
        Kind::Announce => announce::judge(shared, &activity, object).await,
        Kind::Flag => Ok(Verdict::quarantined("a report")),
    }
}

/// What is told of a document is kept if it is what such a document may be; where it is not, it waits in quarantine with the
/// reason.
async fn admitted(shared: &Shared, told: Told) -> Result<Verdict, ApplyError> {
    match shared.registry.judge_mirrored(told).await {
        Ok(Ok(kept)) => Ok(Verdict::told(kept)),
        Ok(Err(MirrorRefusal::Invalid(_, report))) => Ok(Verdict::quarantined(summary(&report))),
        Ok(Err(refusal)) => Ok(Verdict::quarantined(causes::told(&refusal))),
        Err(ChangeError::Journal(error)) => Err(error.into()),
        Err(error) => Err(ApplyError::Change(error)),
    }
}

/// What the shapes say of a document, a line for each.
fn summary(report: &Report) -> String {
    let lines = report.results.iter().map(|result| {
        let path = result.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
        let says = result.messages.first().map(|message| message.value().to_owned()).unwrap_or_default();
        format!("{}{path}: {says}", result.focus)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is held here of a document from elsewhere.
async fn held(shared: &Shared, iri: &Iri) -> Result<Option<Elsewhere>, ApplyError> {
    match shared.registry.read_elsewhere(&shared.registry.operator(), iri).await {
        Ok(held) => Ok(Some(held)),
        Err(ReadError::NotFound | ReadError::Gone) => Ok(None),
        Err(error) => Err(ApplyError::Read(error)),
    }
}

/// Whether we follow anything of this actor's, and were let to.
fn follows(shared: &Shared, actor: &Iri) -> bool {
    shared.registry.relations().following_of(actor).any(|following| following.state == FollowState::Accepted)
}

/// Whether the document is of the instance whose actor this is.
fn is_of(actor: &Iri, document: &Iri) -> bool {
    Base::of_actor(actor).is_some_and(|base| base.owns(document))
}
