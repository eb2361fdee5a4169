//! What documents of ours pass on of others: an `Announce` in the name of whom somebody there follows, and an `Undo` when it
//! is passed on no more. Instances of ours are told by the instance, as of documents; and again when what is passed on says
//! something else here, so that they look at it again.

use super::DeliverError;
use super::microblog::{Dispatch, followers, speakers};
use crate::activity::Activity;
use crate::activity::recipients::Recipients;
use crate::address::Saying;
use crate::service::Shared;
use jiff::Timestamp;
use model::{ContentHash, Iri, Seq};
use registry::federation::{Passed, Passing, Peer};
use std::collections::BTreeSet;

/// Letters of an address's hash that tell what somebody announces from what else they announce since the same entry.
const TOLD_APART: usize = 16;

/// What this is to a peer that follows these of ours.
pub(super) async fn of_passing(
    shared: &Shared,
    peer: &Peer,
    objects: &BTreeSet<Iri>,
    passing: Vec<Passing>,
) -> Result<Vec<Dispatch>, DeliverError> {
    if passing.is_empty() {
        return Ok(Vec::new());
    }
    let instance = shared.registry.instance_actor();
    let speakers = if peer.exact { BTreeSet::new() } else { speakers(shared, objects).await? };
    let mut dispatches = Vec::new();
    for one in passing {
        let mut voices = BTreeSet::new();
        if peer.exact || one.of_instance {
            voices.insert(instance.clone());
        }
        if speakers.contains(&one.iri) {
            voices.insert(one.iri.clone());
        }
        for speaker in voices {
            let said = announce(shared, &speaker, &one, one.began);
            let activity = match one.passed {
                Passed::On => said,
                // Who shows it once shows it as it is.
                Passed::Again(..) if !peer.exact => continue,
                Passed::Again(seq, at) => announce(shared, &speaker, &one, (seq, at)),
                // It may end more than once, each time with another entry.
                Passed::Off => {
                    let id =
                        said.id.with_fragment(&format!("{}-undo-{}", said.id.fragment().unwrap_or_default(), one.seq));
                    Activity::undo(id, speaker.clone(), &said)
                }
            };
            let (seq, iri) = (one.seq, one.iri.clone());
            dispatches.push(Dispatch { seq, iri, speaker, body: activity.to_json().into() });
        }
    }
    Ok(dispatches)
}

/// The activity, under the address that it has since this entry.
fn announce(shared: &Shared, speaker: &Iri, one: &Passing, (seq, at): (Seq, Timestamp)) -> Activity {
    let post = Saying::Entry { seq, at }.post(shared.registry.base(), &one.iri);
    // Several may speak for it.
    let by = if *speaker == one.iri { "" } else { "-instance" };
    let id = post.with_fragment(&format!("{}{by}", name(one)));
    let recipients = Recipients::everybody(followers(shared, speaker));
    Activity::announce(id, speaker.clone(), one.object.clone()).to(recipients).at(at)
}

fn name(one: &Passing) -> String {
    let hash = ContentHash::of(one.object.as_str().as_bytes()).to_hex();
    format!("announce-{}", hash.get(..TOLD_APART).unwrap_or_default())
}
