//! `codesocial webhooks`: addresses that are told what changed.

use crate::arguments::{AddWebhook, Data, OneWebhook, ShapeName, Webhooks, WebhooksAction};
use crate::failure::{Failure, chain};
use crate::instance::Instance;
use crate::operation::{FederationDone, FederationOrder, WebhookDone, WebhookOrder};
use crate::output;
use crate::text::{self, Language};
use federation::webhook::summary::{DeliverySummary, WebhookSummary};
use jiff::Timestamp;
use outbound::{AllowList, Outbound, Settings};

pub(super) async fn run(arguments: Webhooks, language: Language) -> Result<(), Failure> {
    let Webhooks { number, data, json, action } = arguments;
    let (data, order, allow_hosts, json) = match action {
        None => {
            let missing = || Failure::usage(language, "peers-of-what", &[]);
            let order = number.map_or(WebhookOrder::List, |number| WebhookOrder::Show { number });
            (data.ok_or_else(missing)?, order, Vec::new(), json)
        }
        Some(WebhooksAction::Add(add)) => added(add),
        Some(WebhooksAction::Remove(OneWebhook { number, data, json })) => {
            (data, WebhookOrder::Remove { number }, Vec::new(), json)
        }
        Some(WebhooksAction::Retry(OneWebhook { number, data, json })) => {
            (data, WebhookOrder::Retry { number }, Vec::new(), json)
        }
    };
    let allowed = AllowList::parse(&allow_hosts)
        .map_err(|error| Failure::usage(language, "allow-host-unusable", &[("cause", chain(&error))]))?;
    let outbound = Outbound::new(allowed, Settings::default());
    let done = Instance::federate(&data.data, FederationOrder::Webhook(order), outbound, language).await?;
    let FederationDone::Webhook(done) = done else {
        return Err(Failure::failed(language, "instance-lost", &[("cause", "?".to_owned())]));
    };
    output::tell_line(&if json { in_json(&done) } else { in_words(&done, language) }, language)
}

fn added(add: AddWebhook) -> (Data, WebhookOrder, Vec<String>, bool) {
    let AddWebhook { address, data, account, container, class, document, shape, label, after, json, allow_hosts } = add;
    let shape = match shape {
        ShapeName::Codesocial => "codesocial",
        ShapeName::Gogocarto => "gogocarto",
    };
    let shape = shape.to_owned();
    let order = WebhookOrder::Add { address, account, label, container, class, document, shape, after };
    (data, order, allow_hosts, json)
}

fn in_json(done: &WebhookDone) -> String {
    let text = match done {
        WebhookDone::Listed { webhooks } => serde_json::to_string_pretty(webhooks),
        WebhookDone::Shown { shown } => serde_json::to_string_pretty(shown),
        WebhookDone::Made { made } => serde_json::to_string_pretty(made),
        WebhookDone::Removed { number } => return serde_json::json!({ "id": number }).to_string(),
    };
    text.unwrap_or_default()
}

fn in_words(done: &WebhookDone, language: Language) -> String {
    match done {
        WebhookDone::Listed { webhooks } if webhooks.is_empty() => text::say(language, "webhooks-none"),
        WebhookDone::Listed { webhooks } => {
            webhooks.iter().map(|hook| standing(hook, language)).collect::<Vec<_>>().join("\n")
        }
        WebhookDone::Shown { shown } => {
            let sent = shown.deliveries.iter().map(|sent| delivery(sent, language));
            std::iter::once(standing(shown, language)).chain(sent).collect::<Vec<_>>().join("\n")
        }
        WebhookDone::Made { made } => {
            let values = [("number", made.webhook.id.to_string()), ("secret", made.secret.clone())];
            text::fill(language, "webhook-made", &values)
        }
        WebhookDone::Removed { number } => text::fill(language, "webhook-removed", &[("number", number.to_string())]),
    }
}

/// A line or two: how it stands, and what is wrong.
fn standing(hook: &WebhookSummary, language: Language) -> String {
    let state = match hook.state.as_str() {
        _ if hook.blocked => "webhook-state-blocked",
        "unconfirmed" => "webhook-state-unconfirmed",
        "paused" => "webhook-state-paused",
        "failed" => "webhook-state-failed",
        "ended" => "webhook-state-ended",
        _ if hook.attempts > 0 => "webhook-state-failing",
        _ if hook.told < hook.last => "webhook-state-on-the-way",
        _ => "webhook-state-active",
    };
    let line = text::fill(
        language,
        "webhook-line",
        &[
            ("number", hook.id.to_string()),
            ("address", hook.address.clone()),
            ("account", hook.account.clone()),
            ("state", text::say(language, state)),
            ("told", hook.told.to_string()),
            ("last", hook.last.to_string()),
        ],
    );
    let Some(failure) = &hook.failure else { return line };
    let attempts = text::count(language, "webhook-attempts", hook.attempts);
    let next = hook.next.map(|next| text::fill(language, "webhook-next", &[("next", next.to_string())]));
    let said = [Some(attempts), Some(failure.clone()), next].into_iter().flatten().collect::<Vec<_>>().join("; ");
    format!("{line}\n    {said}")
}

fn delivery(sent: &DeliverySummary, language: Language) -> String {
    let DeliverySummary { sequence, document, kind, at, status, why, .. } = sent;
    let at: &Timestamp = at;
    let values = [
        ("at", at.to_string()),
        ("kind", kind.clone()),
        ("sequence", sequence.map_or_else(|| "–".to_owned(), |sequence| sequence.to_string())),
        ("document", document.clone().unwrap_or_default()),
        ("status", status.map_or_else(|| "–".to_owned(), |status| status.to_string())),
        ("why", why.clone().unwrap_or_default()),
    ];
    text::fill(language, if why.is_none() { "webhook-arrived" } else { "webhook-not-arrived" }, &values)
}
