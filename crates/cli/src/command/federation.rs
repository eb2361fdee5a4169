//! `codesocial follow`, `unfollow`, `peers`, `block`: other instances, by hand.

use crate::arguments::{Asking, Block, Follow, Held, Peers, PeersAction, Report, Unfollow};
use crate::failure::{Failure, chain};
use crate::instance::Instance;
use crate::operation::{FederationDone, FederationOrder};
use crate::output;
use crate::text::{self, Language};
use federation::quarantine::HeldSummary;
use federation::receipts::ReceiptsSummary;
use federation::standing::PeersSummary;
use outbound::{AllowList, Outbound};
use std::path::Path;

pub(super) async fn follow(arguments: Follow, language: Language) -> Result<(), Failure> {
    let order = FederationOrder::Follow { address: arguments.address };
    order_done(&arguments.data.data, order, &arguments.allow_hosts, false, language).await
}

pub(super) async fn unfollow(arguments: Unfollow, language: Language) -> Result<(), Failure> {
    let order = FederationOrder::Unfollow { address: arguments.address, keep: arguments.keep };
    order_done(&arguments.data.data, order, &[], false, language).await
}

pub(super) async fn peers(arguments: Peers, language: Language) -> Result<(), Failure> {
    let Peers { data, json, document, action } = arguments;
    let (data, order, json) = match action {
        None => {
            let missing = || Failure::usage(language, "peers-of-what", &[]);
            let order = document.map_or(FederationOrder::Peers, |document| FederationOrder::Receipts { document });
            (data.ok_or_else(missing)?, order, json)
        }
        Some(PeersAction::Retry { inbox, data }) => (data, FederationOrder::Retry { inbox }, false),
        Some(PeersAction::Quarantine { data, json, silenced }) => {
            (data, FederationOrder::Quarantine { silenced }, json)
        }
        Some(PeersAction::Dismiss(Held { number, data })) => {
            (data, FederationOrder::Decide { number, again: false }, false)
        }
        Some(PeersAction::Reconsider(Held { number, data })) => {
            (data, FederationOrder::Decide { number, again: true }, false)
        }
        // Actors have addresses, what is in quarantine has numbers.
        Some(PeersAction::Accept(Asking { actor, data })) => match actor.parse() {
            Ok(number) => (data, FederationOrder::Accept { number }, false),
            Err(_) => (data, FederationOrder::Answer { actor, accept: true }, false),
        },
        Some(PeersAction::Refuse(Asking { actor, data })) => {
            (data, FederationOrder::Answer { actor, accept: false }, false)
        }
    };
    order_done(&data.data, order, &[], json, language).await
}

pub(super) async fn block(arguments: Block, language: Language) -> Result<(), Failure> {
    let subject = arguments.subject;
    let why = arguments.why.unwrap_or_default();
    let order = if arguments.undo {
        FederationOrder::Unblock { subject }
    } else if arguments.silence {
        FederationOrder::Silence { subject, why }
    } else {
        FederationOrder::Block { subject, why, remove: arguments.remove }
    };
    order_done(&arguments.data.data, order, &[], false, language).await
}

pub(super) async fn report(arguments: Report, language: Language) -> Result<(), Failure> {
    let order = FederationOrder::Report { address: arguments.address, because: arguments.because };
    order_done(&arguments.data.data, order, &arguments.allow_hosts, false, language).await
}

async fn order_done(
    folder: &Path,
    order: FederationOrder,
    allow_hosts: &[String],
    json: bool,
    language: Language,
) -> Result<(), Failure> {
    let allowed = AllowList::parse(allow_hosts)
        .map_err(|error| Failure::usage(language, "allow-host-unusable", &[("cause", chain(&error))]))?;
    let outbound = Outbound::new(allowed, outbound::Settings::default());
    let done = Instance::federate(folder, order, outbound, language).await?;
    let report = match done {
        FederationDone::Said { text } => text,
        FederationDone::Claim(done) => serde_json::to_string(&done).unwrap_or_default(),
        FederationDone::Webhook(done) => serde_json::to_string(&done).unwrap_or_default(),
        FederationDone::Peers(summary) if json => serde_json::to_string(&summary).unwrap_or_default(),
        FederationDone::Peers(summary) => in_words(&summary, language),
        FederationDone::Receipts(receipts) if json => serde_json::to_string(&receipts).unwrap_or_default(),
        FederationDone::Receipts(receipts) => receipts_in_words(&receipts, language),
        FederationDone::Quarantine { held } if json => serde_json::to_string(&held).unwrap_or_default(),
        FederationDone::Quarantine { held } if held.is_empty() => text::say(language, "quarantine-empty"),
        FederationDone::Quarantine { held } => {
            let lines = held.iter().map(|one| {
                let (number, at) = (("number", one.number.to_string()), ("at", one.at.to_string()));
                let values =
                    [number, at, ("actor", one.actor.clone()), ("id", one.id.clone()), ("why", one.why.clone())];
                let mut text = text::fill(language, "quarantine-one", &values);
                for line in complaint(one, language) {
                    text.push('\n');
                    text.push_str(&line);
                }
                text
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    };
    output::tell_line(&report, language)
}

/// What a report says, and of what, line by line. Whoever wrote it does not write on this terminal: no control characters.
fn complaint(one: &HeldSummary, language: Language) -> Vec<String> {
    let Some(complaint) = &one.complaint else { return Vec::new() };
    let mut lines = Vec::new();
    if !complaint.text.is_empty() {
        let text = complaint.text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        lines.push(text::fill(language, "quarantine-report", &[("text", text)]));
    }
    for named in &complaint.objects {
        let key = if named.here { "quarantine-report-here" } else { "quarantine-report-elsewhere" };
        lines.push(text::fill(language, key, &[("iri", named.iri.clone())]));
    }
    lines
}

fn in_words(summary: &PeersSummary, language: Language) -> String {
    let mut lines = Vec::new();
    let say = |key: &str, values: &[(&'static str, String)]| text::fill(language, key, values);
    lines.push(say("peers-following", &[("count", summary.following.len().to_string())]));
    for one in &summary.following {
        let state = text::say(language, &format!("peers-state-{}", one.state));
        let values = [("object", one.object.clone()), ("state", state), ("documents", one.documents.to_string())];
        lines.push(say("peers-following-one", &values));
    }
    lines.push(say("peers-followers", &[("count", summary.followers.len().to_string())]));
    for one in &summary.followers {
        let state = text::say(language, &format!("peers-state-{}", one.state));
        let values = [("actor", one.actor.clone()), ("object", one.object.clone()), ("state", state)];
        lines.push(say("peers-follower-one", &values));
        if one.waits() {
            lines.push(say("peers-follower-waits", &[("actor", one.actor.clone())]));
        }
    }
    lines.push(say("peers-sent", &[("count", summary.peers.len().to_string())]));
    for one in &summary.peers {
        let inbox = ("inbox", one.inbox.clone());
        lines.push(match (one.arrived, &one.failure) {
            (true, _) => say("peers-arrived", &[inbox]),
            (false, None) => {
                say("peers-on-the-way", &[inbox, ("told", one.told.to_string()), ("last", one.last.to_string())])
            }
            (false, Some(failure)) => {
                let next = one.next.map(|next| next.to_string()).unwrap_or_default();
                let values =
                    [inbox, ("failure", failure.clone()), ("next", next), ("attempts", one.attempts.to_string())];
                say("peers-failing", &values)
            }
        });
        for (iri, why) in &one.refusals {
            lines.push(say("peers-refused", &[("iri", iri.clone()), ("why", why.clone())]));
        }
    }
    for (actor, failure) in &summary.missed {
        lines.push(say("peers-missed", &[("actor", actor.clone()), ("failure", failure.clone())]));
    }
    for (fate, count) in &summary.received {
        let fate = text::say(language, &format!("peers-fate-{fate}"));
        lines.push(say("peers-received", &[("fate", fate), ("count", count.to_string())]));
    }
    for subject in &summary.blocked {
        lines.push(say("peers-blocked", &[("subject", subject.clone())]));
    }
    for subject in &summary.silenced {
        lines.push(say("peers-silenced", &[("subject", subject.clone())]));
    }
    lines.join("\n")
}

fn receipts_in_words(receipts: &ReceiptsSummary, language: Language) -> String {
    let say = |key: &str, values: &[(&'static str, String)]| text::fill(language, key, values);
    let about = [("document", receipts.document.clone()), ("at", receipts.at.to_string())];
    let mut lines = vec![say(&format!("receipts-{}", receipts.now), &about)];
    if receipts.peers.is_empty() {
        lines.push(text::say(language, "receipts-nobody"));
    }
    for one in &receipts.peers {
        let moment = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
        let told = text::say(language, &format!("receipts-told-{}", one.told));
        let values = [
            ("inbox", one.inbox.clone()),
            ("told", told),
            ("at", moment(one.at)),
            ("why", one.why.clone().unwrap_or_default()),
            ("next", moment(one.next)),
        ];
        let failing = one.why.is_some() && one.state == "waiting";
        let state = if failing { "failing" } else { one.state.as_str() };
        lines.push(say(&format!("receipts-{state}"), &values));
    }
    for inbox in &receipts.left {
        lines.push(say("receipts-left", &[("inbox", inbox.clone())]));
    }
    lines.join("\n")
}
