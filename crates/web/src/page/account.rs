//! One's own account.

use super::Frame;
use askama::Template;
use model::{Iri, Role, Scope};
use registry::account::Sitting;
use registry::{Identity, KeptSession, KeptToken};

/// What one's own account holds.
pub(crate) struct Own {
    pub(crate) role: Role,
    pub(crate) has_password: bool,
    pub(crate) tokens: Vec<KeptToken>,
    pub(crate) sessions: Vec<KeptSession>,
    pub(crate) groups: Vec<Iri>,
    /// The groups whose members one may name.
    pub(crate) managed: Vec<(Iri, Iri)>,
    pub(crate) identities: Vec<Identity>,
    /// Where one may link another, and its name.
    pub(crate) providers: Vec<(String, String)>,
}

/// One's own account: password, tokens, sessions, groups.
#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage {
    pub(super) frame: Frame,
    form_token: String,
    email: String,
    role: String,
    has_password: bool,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
    /// A token that was just made: shown this once.
    pub(crate) new_token: Option<String>,
    ways: Vec<(String, String)>,
    tokens: Vec<Token>,
    scopes: Vec<(&'static str, String)>,
    spans: Vec<(&'static str, String)>,
    sessions: Vec<Session>,
    groups: Vec<(String, String)>,
    managed: Vec<(String, String)>,
    identities: Vec<Identity>,
    providers: Vec<(String, String)>,
}

struct Token {
    handle: String,
    label: String,
    scopes: String,
    created: String,
    expires: Option<String>,
}

struct Session {
    handle: String,
    agent: String,
    began: String,
    used: String,
    is_this: bool,
}

/// The scopes, as forms name them.
pub(crate) const SCOPES: [(&str, Scope); 3] = [("read", Scope::Read), ("write", Scope::Write), ("admin", Scope::Admin)];

impl AccountPage {
    pub(crate) fn new(frame: Frame, form_token: String, sitting: &Sitting, own: &Own) -> Self {
        let scope = |scope: Scope| {
            frame.say(match scope {
                Scope::Read => "scope-read",
                Scope::Write => "scope-write",
                Scope::Admin => "scope-admin",
            })
        };
        let tokens = own
            .tokens
            .iter()
            .map(|token| Token {
                handle: token.handle.to_string(),
                label: if token.label.is_empty() { frame.say("tokens-unnamed") } else { token.label.clone() },
                scopes: token.scopes.iter().map(|held| scope(*held)).collect::<Vec<_>>().join(", "),
                created: frame.date(&token.created),
                expires: token.expires.map(|expires| frame.date(&expires)),
            })
            .collect();
        let sessions = own
            .sessions
            .iter()
            .map(|session| Session {
                handle: session.handle.to_string(),
                agent: if session.agent.is_empty() { frame.say("sessions-unnamed") } else { session.agent.clone() },
                began: frame.date(&session.began),
                used: frame.date(&session.used),
                is_this: session.handle == sitting.handle,
            })
            .collect();
        let mut ways = vec![(frame.service("webhooks"), frame.say("webhooks-title"))];
        if own.role >= Role::Editor {
            ways.push((frame.service("invitations"), frame.say("invitations-title")));
            ways.push((frame.service("admin/same"), frame.say("same-title")));
        }
        if own.role >= Role::Administrator {
            ways.push((frame.service("admin/accounts"), frame.say("accounts-title")));
            ways.push((frame.service("admin/sources"), frame.say("sources-title")));
            ways.push((frame.service("admin/claims"), frame.say("claims-title")));
            ways.push((frame.service("admin/peers"), frame.say("peers-title")));
            ways.push((frame.service("admin/quarantine"), frame.say("quarantine-title")));
        }
        let linked = |iri: &Iri| (frame.link(iri), iri.as_str().to_owned());
        Self {
            form_token,
            email: sitting.email.clone(),
            role: frame.role(own.role),
            has_password: own.has_password,
            alert: None,
            done: None,
            new_token: None,
            ways,
            tokens,
            scopes: SCOPES.map(|(name, held)| (name, scope(held))).into(),
            spans: spans(&frame, &["30", "90", "365", ""]),
            sessions,
            groups: own.groups.iter().map(linked).collect(),
            managed: own.managed.iter().map(|(page, group)| (frame.link(page), group.as_str().to_owned())).collect(),
            identities: own.identities.clone(),
            providers: own.providers.clone(),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let at = "2026-11-22T08:00:00Z".parse().unwrap();
        let handle = registry::Handle::parse("0123456789abcdef").unwrap();
        let sitting = Sitting {
            caller: model::Caller::Anonymous,
            email: "lea@moulin.example".into(),
            handle: handle.clone(),
            began: at,
            renewed: None,
        };
        let token = |label: &str, expires| KeptToken {
            handle: handle.clone(),
            label: label.into(),
            scopes: vec![Scope::Read, Scope::Write],
            created: at,
            expires,
        };
        let session = |agent: &str| KeptSession { handle: handle.clone(), agent: agent.into(), began: at, used: at };
        let group = base.service("groups/conseil");
        let own = Own {
            role: Role::Administrator,
            has_password: true,
            tokens: vec![token("Carnet <de> bord", Some(at)), token("", None)],
            sessions: vec![session("Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0"), session("")],
            groups: vec![group.clone()],
            managed: vec![(base.service("account/groups/conseil"), group)],
            identities: vec![Identity { issuer: "https://id.example".into(), subject: "a <b>".into() }],
            providers: vec![("https://a.example/login/oidc/pays?link=yes".into(), "Pays".into())],
        };
        let frame = super::sample::frame(locale, base.service("account"));
        let mut page = Self::new(frame, "f".into(), &sitting, &own);
        page.new_token = Some("cs_AAAA".into());
        page.alert = Some(page.frame.say("problem-wrong-password.detail"));
        page.done = Some(page.frame.say("done-password"));
        page
    }
}

/// How long something lasts, by a number of days; none: until it is taken back.
pub(super) fn spans(frame: &Frame, days: &[&'static str]) -> Vec<(&'static str, String)> {
    let say = |days: &&'static str| match days.parse() {
        Ok(number) => (*days, frame.count("days", number)),
        Err(_) => (*days, frame.say("no-end")),
    };
    days.iter().map(say).collect()
}
