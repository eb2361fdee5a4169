//! Addresses that are told what changed, and what has arrived there.

use super::peers::trouble;
use super::{Frame, container};
use crate::submission::Fields;
use crate::text;
use askama::Template;
use federation::webhook::summary::{DeliverySummary, WebhookSummary};
use jiff::Timestamp;
use model::{Container, Iri};

/// One's own, or everybody's; and a form for a new one.
#[derive(Template)]
#[template(path = "webhooks.html")]
pub(crate) struct WebhooksPage {
    pub(crate) frame: Frame,
    form_token: String,
    action: String,
    hooks: Vec<Hook>,
    containers: Vec<(&'static str, String)>,
    /// What was typed, where it is refused.
    pub(crate) typed: Fields,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
    /// The secret of one that was just made: shown this once.
    pub(crate) made: Option<String>,
}

/// One of them, with what was sent last.
#[derive(Template)]
#[template(path = "webhook.html")]
pub(crate) struct WebhookPage {
    pub(super) frame: Frame,
    form_token: String,
    hook: Hook,
    action: String,
    deliveries: Vec<Delivery>,
    done: Option<String>,
}

/// A webhook.
struct Hook {
    href: String,
    title: String,
    address: String,
    sign: &'static str,
    state: String,
    /// What the state means, and what to do about it.
    meaning: Option<String>,
    facts: Vec<String>,
    /// Why it fails, in the reader's language and as it was told.
    trouble: Option<(String, String)>,
    /// Whether there is something to try again.
    can_retry: bool,
    is_paused: bool,
}

/// Something that was sent.
struct Delivery {
    what: String,
    /// The document, and how it is called; nothing where none was told.
    document: Option<(String, String)>,
    sign: &'static str,
    state: String,
    when: String,
    attempts: Option<String>,
    trouble: Option<(String, String)>,
}

impl WebhooksPage {
    pub(crate) fn new(frame: Frame, form_token: String, hooks: &[WebhookSummary]) -> Self {
        let containers = Container::ALL.iter().map(|one| (one.segment(), frame.say(container::key(*one)))).collect();
        Self {
            hooks: hooks.iter().map(|hook| Hook::new(&frame, hook)).collect(),
            containers,
            form_token,
            action: frame.asset("webhooks"),
            typed: Fields::default(),
            alert: None,
            done: None,
            made: None,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let mut page = Self::sample_of_none(locale);
        let frame = page.frame.clone();
        let with = |change: &dyn Fn(&mut WebhookSummary)| {
            let mut hook = sample();
            change(&mut hook);
            Hook::new(&frame, &hook)
        };
        page.hooks = vec![
            with(&|_| {}),
            with(&|hook| hook.state = "paused".to_owned()),
            with(&|hook| hook.state = "ended".to_owned()),
            with(&|hook| hook.blocked = true),
            with(&|hook| (hook.state, hook.container) = ("failed".to_owned(), Some("organizations".to_owned()))),
            with(&|hook| {
                (hook.state, hook.confirmed, hook.document) =
                    ("unconfirmed".to_owned(), None, Some("https://a.example/x".to_owned()));
            }),
            with(&|hook| {
                (hook.attempts, hook.failure, hook.next, hook.failing, hook.told) = (0, None, None, None, 1840);
            }),
        ];
        page.made = Some("whsec_c2VjcmV0".to_owned());
        page.alert = Some(page.frame.say("trouble-slow"));
        page.done = Some(page.frame.say("done-webhook-removed"));
        page
    }

    #[cfg(test)]
    pub(super) fn sample_of_none(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        Self::new(super::sample::frame(locale, base.service("webhooks")), "f".to_owned(), &[])
    }
}

impl WebhookPage {
    pub(crate) fn new(frame: Frame, form_token: String, hook: &WebhookSummary, done: Option<String>) -> Self {
        Self {
            hook: Hook::new(&frame, hook),
            action: frame.asset(&format!("webhooks/{}", hook.id)),
            deliveries: hook.deliveries.iter().map(|sent| Delivery::new(&frame, sent)).collect(),
            form_token,
            done,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let frame = super::sample::frame(locale, base.service("webhooks/3"));
        let done = frame.done("webhook-resumed");
        Self::new(frame, "f".to_owned(), &sample(), done)
    }
}

impl Hook {
    fn new(frame: &Frame, hook: &WebhookSummary) -> Self {
        let fails = hook.attempts > 0;
        let (sign, state, meaning) = match hook.state.as_str() {
            _ if hook.blocked => ("stopped", "webhook-blocked", Some("webhook-blocked-why")),
            "unconfirmed" if fails => ("trouble", "webhook-unconfirmed", Some("webhook-unconfirmed-why")),
            "unconfirmed" => ("way", "webhook-unconfirmed", Some("webhook-unconfirmed-why")),
            "paused" => ("waits", "webhook-paused", None),
            "failed" => ("stopped", "webhook-failed", Some("webhook-failed-why")),
            "ended" => ("stopped", "webhook-ended", Some("webhook-ended-why")),
            _ if fails => ("trouble", "webhook-failing", None),
            _ if hook.told >= hook.last => ("done", "webhook-arrived", None),
            _ => ("way", "webhook-on-the-way", None),
        };
        let moment = |key: &str, at: Timestamp| frame.say_with(key, "date", &text::moment(frame.locale(), at));
        let behind = hook.last.saturating_sub(hook.told);
        let facts = [
            Some(about(frame, hook)),
            Some(frame.say(if hook.shape == "gogocarto" {
                "webhook-shape-gogocarto"
            } else {
                "webhook-shape-codesocial"
            })),
            Some(frame.say_with("webhook-of", "account", &hook.account)),
            (behind > 0).then(|| frame.count("peer-behind", behind)),
            hook.reached.map(|at| moment("peer-reached", at)),
            hook.failing.map(|at| moment("peer-since", at)),
            fails.then(|| frame.count("peer-attempts", u64::from(hook.attempts))),
            hook.next.map(|at| moment("peer-next", at)),
        ];
        Self {
            href: Iri::parse(&hook.href).map_or_else(|_| hook.href.clone(), |iri| frame.link(&iri)),
            title: if hook.label.is_empty() { host(&hook.address) } else { hook.label.clone() },
            address: hook.address.clone(),
            sign,
            state: frame.say(state),
            meaning: meaning.map(|key| frame.say(key)),
            facts: facts.into_iter().flatten().collect(),
            trouble: hook.failure.as_deref().map(|told| trouble(frame, told)),
            can_retry: fails || matches!(hook.state.as_str(), "failed" | "ended"),
            is_paused: hook.state == "paused",
        }
    }
}

impl Delivery {
    fn new(frame: &Frame, sent: &DeliverySummary) -> Self {
        let what = frame.say(match sent.kind.as_str() {
            "created" => "webhook-told-created",
            "updated" => "webhook-told-updated",
            "deleted" => "webhook-told-deleted",
            _ => "webhook-told-consent",
        });
        let (sign, state) =
            if sent.why.is_none() { ("done", "webhook-taken") } else { ("trouble", "webhook-not-taken") };
        let status = sent.status.map(|status| format!(" ({status})")).unwrap_or_default();
        let document = sent.document.as_ref().map(|address| {
            let iri = Iri::parse(address).ok();
            let href = iri.map_or_else(|| address.clone(), |iri| frame.link(&iri));
            (href, address.strip_prefix(frame.base().as_str()).unwrap_or(address).to_owned())
        });
        Self {
            what,
            document,
            sign,
            state: frame.say(state) + &status,
            when: text::moment(frame.locale(), sent.at),
            attempts: (sent.attempts > 1).then(|| frame.count("webhook-tries", u64::from(sent.attempts))),
            trouble: sent.why.as_deref().map(|told| trouble(frame, told)),
        }
    }
}

/// What it is about, in words.
fn about(frame: &Frame, hook: &WebhookSummary) -> String {
    let WebhookSummary { container, class, document, .. } = hook;
    match (container.as_deref().and_then(Container::from_segment), class, document) {
        (Some(of), _, _) => frame.say_with("webhook-about-container", "name", &frame.say(container::key(of))),
        (None, Some(class), _) => frame.say_with("webhook-about-type", "name", class),
        (None, None, Some(document)) => frame.say_with("webhook-about-document", "name", document),
        (None, None, None) => frame.say("webhook-about-all"),
    }
}

/// The host of an address, to call it by.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest).to_owned()
}

#[cfg(test)]
fn sample() -> WebhookSummary {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let sent = |sequence: Option<u64>, kind: &str, status: Option<u16>, why: Option<&str>| DeliverySummary {
        sequence,
        document: sequence.map(|_| "https://val-de-brenne.example/organizations/moulin".to_owned()),
        kind: kind.to_owned(),
        attempts: if why.is_some() { 3 } else { 1 },
        at: at("2026-11-22T08:00:00Z"),
        status,
        why: why.map(str::to_owned),
    };
    WebhookSummary {
        id: 3,
        href: "https://val-de-brenne.example/webhooks/3".to_owned(),
        label: "La carte <de la vallée>".to_owned(),
        account: "lea@moulin.example".to_owned(),
        address: "https://carte.example/webhook?key=a".to_owned(),
        container: None,
        class: None,
        document: None,
        shape: "gogocarto".to_owned(),
        state: "active".to_owned(),
        blocked: false,
        created: at("2026-11-02T08:00:00Z"),
        confirmed: Some(at("2026-11-02T08:00:01Z")),
        told: 1834,
        last: 1840,
        attempts: 3,
        failure: Some("503: <b>maintenance</b>".to_owned()),
        failing: Some(at("2026-11-22T06:00:00Z")),
        next: Some(at("2026-11-22T09:30:00Z")),
        reached: Some(at("2026-11-22T05:00:00Z")),
        deliveries: vec![
            sent(Some(1835), "updated", Some(503), Some("503: <b>maintenance</b>")),
            sent(Some(1834), "created", Some(200), None),
            sent(Some(1833), "deleted", None, Some("no complete answer within 30s")),
            sent(None, "consent", Some(200), None),
        ],
    }
}
