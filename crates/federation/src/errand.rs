//! What has to be asked elsewhere because of what is written here: where those are whom documents of ours concern, and what
//! those announce whom we follow. Several questions at once, apart from deliveries, and each of them again after a while
//! where it failed.

mod fetch;
mod meet;

use crate::crew::Crew;
use crate::deliver::until_next;
use crate::service::{Shared, told_to_stop};
use jiff::Timestamp;
use model::Iri;
use registry::JournalError;
use registry::federation::{Acquaintance, Errand};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// After so many failures, a week of them, it is asked as rarely as peers that are parked are tried.
const RARELY_AFTER: u32 = 180;
/// Questions at a time.
const AT_ONCE: usize = 8;
/// Changes are waited for so long before they are looked at: of several within it, all are.
const GATHER: Duration = Duration::from_millis(10);

/// Asks what is to be asked, now and whenever something is written, until told to stop.
pub(crate) async fn run(shared: Arc<Shared>, mut stop: watch::Receiver<bool>) {
    let mut changes = shared.registry.changes();
    let mut on_the_way = Crew::new(AT_ONCE);
    loop {
        changes.mark_unchanged();
        match due(&shared).await {
            Ok(due) => {
                for question in due {
                    on_the_way.begin(question.address().clone(), ask(Arc::clone(&shared), question));
                }
            }
            Err(error) => tracing::error!(error = &error as &dyn Error, "it cannot be seen what is to be asked"),
        }
        let rest = until_next(&shared).await;
        tokio::select! {
            () = told_to_stop(&mut stop) => break,
            Some(()) = on_the_way.next_end() => {}
            // The writer ends before this task is told to.
            Ok(()) = changes.changed() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(rest) => {}
        }
    }
    // Whatever is not answered is asked again.
    on_the_way.shutdown().await;
}

/// One question.
enum Question {
    Meet(Acquaintance),
    Fetch(Errand),
}

impl Question {
    fn address(&self) -> &Iri {
        match self {
            Self::Meet(acquaintance) => &acquaintance.actor,
            Self::Fetch(errand) => &errand.iri,
        }
    }
}

/// What may be asked now.
async fn due(shared: &Shared) -> Result<Vec<Question>, JournalError> {
    let unmet = shared.registry.unmet(AT_ONCE).await?.into_iter().map(Question::Meet);
    let errands = shared.registry.errands(AT_ONCE).await?.into_iter().map(Question::Fetch);
    Ok(unmet.chain(errands).collect())
}

async fn ask(shared: Arc<Shared>, question: Question) {
    match question {
        Question::Meet(acquaintance) => meet::meet(&shared, acquaintance).await,
        Question::Fetch(errand) => fetch::fetch(&shared, errand).await,
    }
}

/// When something is asked again that failed so often.
fn again(shared: &Shared, attempts: u32) -> Timestamp {
    let wait = if attempts > RARELY_AFTER { shared.settings.parked_wait } else { shared.wait(attempts) };
    shared.now().checked_add(wait).unwrap_or(Timestamp::MAX)
}
