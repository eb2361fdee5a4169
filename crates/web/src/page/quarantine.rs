//! What waits for somebody here to look at it.

use super::Frame;
use crate::text;
use askama::Template;
use federation::quarantine::{HeldSummary, from_where};
use model::Iri;

/// Of whom what waits is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Those who are heard as everybody is.
    Heard,
    /// Those who are silenced: what they leave crowds nobody else's out.
    Silenced,
}

impl Whose {
    /// As an address says it.
    pub(crate) fn read(word: &str) -> Self {
        if word == "silenced" { Self::Silenced } else { Self::Heard }
    }

    pub(crate) fn is_silenced(self) -> bool {
        self == Self::Silenced
    }
}

/// All that waits, the latest first.
#[derive(Template)]
#[template(path = "quarantine.html")]
pub(crate) struct QuarantinePage {
    pub(crate) frame: Frame,
    form_token: String,
    whose: Whose,
    held: Vec<Held>,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
}

struct Held {
    number: u64,
    action: String,
    title: String,
    /// Who says it, and from where.
    actor: String,
    from: String,
    when: String,
    /// What it is about, with an address.
    about: Vec<(String, String)>,
    /// HTML that was cleaned.
    text: Option<String>,
    language: Option<String>,
    page: Option<String>,
    is_letter: bool,
    /// Why it waits, where that says more than what it is.
    why: Option<String>,
    source: String,
    /// What accepting it means, on its button.
    accept: Option<String>,
    can_be_reconsidered: bool,
}

impl QuarantinePage {
    pub(crate) fn new(frame: Frame, form_token: String, held: &[HeldSummary], whose: Whose) -> Self {
        let held = held.iter().map(|one| {
            let key = match one.kind.as_str() {
                "reply" => "quarantine-reply",
                "report" => "quarantine-report",
                "document" => "quarantine-document",
                _ => "quarantine-other",
            };
            let is_reply = one.kind == "reply";
            Held {
                number: one.number,
                action: frame.asset(&format!("admin/quarantine/{}", one.number)),
                title: frame.say(key),
                actor: one.actor.clone(),
                from: from_where(&one.actor),
                when: text::moment(frame.locale(), one.at),
                about: one.about.iter().map(|iri| (linked(&frame, iri), iri.clone())).collect(),
                text: one.text.clone(),
                language: one.language.clone(),
                page: one.page.clone(),
                is_letter: one.public == Some(false),
                why: (!is_reply && one.kind != "report").then(|| one.why.clone()),
                source: one.source.clone(),
                accept: match one.kind.as_str() {
                    "reply" => Some(frame.say("quarantine-accept")),
                    "document" => Some(frame.say("quarantine-keep")),
                    _ => None,
                },
                can_be_reconsidered: !is_reply && one.kind != "report",
            }
        });
        Self { held: held.collect(), form_token, whose, alert: None, done: None, frame }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let about = base.service("organizations/moulin").as_str().to_owned();
        let held = |number, kind: &str, text: Option<&str>, why: &str| HeldSummary {
            complaint: None,
            number,
            id: "https://microblog.example/activities/1".to_owned(),
            actor: "https://microblog.example/users/eve".to_owned(),
            at: "2026-11-22T08:00:00Z".parse().unwrap(),
            why: why.to_owned(),
            kind: kind.to_owned(),
            about: vec![about.clone()],
            text: text.map(str::to_owned),
            language: Some("fr".to_owned()),
            page: (kind == "reply").then(|| "https://microblog.example/@eve/1".to_owned()),
            public: (kind == "reply").then_some(number % 2 == 0),
            source: "{\"type\":\"Create\",\"object\":{\"content\":\"<script>alert(1)</script>\"}}".to_owned(),
        };
        let words = "<p>Bravo pour la turbine ! Peut-on la visiter un <em>samedi</em> ?</p>";
        let held = [
            held(
                14,
                "reply",
                Some(words),
                "a reply to https://val-de-brenne.example/posts/12, to be read by somebody here",
            ),
            held(13, "reply", Some("<p>Entre nous : le portail grince.</p>"), "a reply, to be read by somebody here"),
            held(12, "report", Some("<p>Ces horaires sont faux.</p>"), "a report"),
            held(11, "document", None, "https://vallee.example/offers/a: Donnez un nom."),
            held(10, "other", None, "the object cannot be read"),
        ];
        let mut page =
            Self::new(super::sample::frame(locale, base.service("admin/quarantine")), "f".into(), &held, Whose::Heard);
        page.alert = Some(page.frame.say("problem-not-shown"));
        page.done = Some(page.frame.say("done-dismissed"));
        page
    }
}

/// A link that keeps the language, where the address is one.
fn linked(frame: &Frame, iri: &str) -> String {
    Iri::parse(iri).map_or_else(|_| String::new(), |iri| frame.link(&iri))
}
