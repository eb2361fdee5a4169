//! What concerns somebody here and waits in quarantine is taken, by the word of whoever runs the instance: from then on it
//! is kept, with what its origin says of it next, as if somebody followed it.

use crate::activity::{Activity, Object};
use crate::apply::create::{self, Welcome};
use crate::causes::told;
use crate::object::exact::Exact;
use crate::quarantine::AcceptError;
use crate::service::{Federation, Shared};
use jiff::Timestamp;
use model::{Caller, Iri, Seq};
use registry::JournalError;
use registry::federation::{Effect, Fate, Received};

/// Activities of one actor in quarantine that are looked through for others about the same document.
const LOOKED_THROUGH: usize = 200;

impl Federation {
    /// Takes this document in quarantine, which concerns somebody here; it, and what its origin says of it from now on, is
    /// kept though nobody may follow it.
    pub(crate) async fn take_in(&self, caller: &Caller, held: &Received) -> Result<(), AcceptError> {
        let (shared, number) = (&self.shared, held.number);
        let unfit = |why: &str| AcceptError::Unfit(number, why.to_owned());
        let activity = read(held).ok_or_else(|| unfit("it is no activity"))?;
        let object = activity.objects.first().ok_or_else(|| unfit("it has no object"))?;
        let verdict = create::judge_as(shared, &activity, object, Welcome::ByHand).await;
        let verdict = verdict.map_err(|error| unfit(&told(&error)))?;
        match verdict.fate {
            Fate::Applied => {}
            Fate::Ignored(why) | Fate::Quarantined(why) => return Err(unfit(&why)),
            Fate::Dismissed => return Err(AcceptError::Unknown(number)),
        }
        if !shared.registry.accept(caller, number, verdict.told, verdict.effects).await? {
            return Err(AcceptError::Unknown(number));
        }
        Ok(())
    }
}

/// A document in quarantine.
pub(crate) struct Waiting {
    /// Under which number.
    number: u64,
    exact: Exact,
}

impl Waiting {
    /// Whether this position in its origin's journal comes after it: a repeat, or what was overtaken, does not.
    pub(crate) fn is_before(&self, entry: Seq, at: Timestamp) -> bool {
        self.exact.entry() < entry || self.exact.at() < at
    }
}

/// These are of no account any more, because of this: the same was said anew, or taken back.
pub(crate) fn overtaken<'a>(waiting: impl IntoIterator<Item = &'a Waiting>, why: &str) -> Vec<Effect> {
    waiting.into_iter().map(|one| Effect::Settle(one.number, Fate::Ignored(why.to_owned()))).collect()
}

/// What this actor says of this document in quarantine.
pub(crate) async fn about(shared: &Shared, actor: &Iri, iri: &Iri) -> Result<Vec<Waiting>, JournalError> {
    let held = shared.registry.held_of(actor, LOOKED_THROUGH).await?;
    let waiting = held.iter().filter_map(|held| {
        let activity = read(held)?;
        let Some(Object::Embedded(embedded)) = activity.objects.first() else { return None };
        let exact = Exact::read(embedded).ok().filter(|exact| exact.iri() == iri)?;
        Some(Waiting { number: held.number, exact })
    });
    Ok(waiting.collect())
}

fn read(held: &Received) -> Option<Activity> {
    Activity::read(held.body.as_deref()?).ok()
}
