//! Invitations: handed out, and accepted.

use super::Frame;
use crate::letter::Letter;
use crate::locale::Locale;
use askama::Template;
use model::{Iri, Role};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use registry::Invitation;

/// A link that was just made, with the words to send it in.
pub(crate) struct Handed {
    pub(super) link: String,
    pub(super) letters: Vec<Written>,
}

pub(super) struct Written {
    pub(super) lang: &'static str,
    pub(super) subject: String,
    pub(super) body: String,
    /// Opens the operator's own mail program with all of it.
    pub(super) mailto: String,
}

impl Handed {
    pub(crate) fn new(to: &str, link: &Iri, letter: impl Fn(Locale) -> Letter) -> Self {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let letters = Locale::ALL.map(|locale| {
            let Letter { subject, body } = letter(locale);
            // RFC 6068, section 5: lines end with CRLF.
            let lines = encode(&body.replace('\n', "\r\n"));
            let mailto = format!("mailto:{}?subject={}&body={lines}", encode(to), encode(&subject));
            Written { lang: locale.tag(), subject, body, mailto }
        });
        Self { link: link.as_str().to_owned(), letters: letters.into() }
    }
}

/// Whom one invites.
#[derive(Template)]
#[template(path = "invitations.html")]
pub(crate) struct InvitationsPage {
    pub(super) frame: Frame,
    form_token: String,
    pub(crate) email: String,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
    pub(crate) handed: Option<Handed>,
    roles: Vec<(&'static str, String)>,
    groups: Vec<String>,
    open: Vec<Open>,
}

struct Open {
    handle: String,
    email: String,
    role: String,
    expires: String,
}

/// Where an invitation is accepted.
#[derive(Template)]
#[template(path = "invitation.html")]
pub(crate) struct InvitationPage {
    pub(super) frame: Frame,
    action: String,
    login: String,
    email: String,
    role: String,
    expires: String,
    pub(crate) alert: Option<String>,
    /// The address of whoever is signed in, and the proof for the form.
    pub(crate) signed_in: Option<(String, String)>,
    pub(crate) providers: Vec<(String, String)>,
}

impl InvitationsPage {
    pub(crate) fn new(frame: Frame, form_token: String, own: Role, groups: &[Iri], open: &[Invitation]) -> Self {
        let may = |role: Role| own >= Role::Administrator || role <= Role::Contributor;
        let roles = super::admin::ROLES.iter().filter(|(_, role)| may(*role));
        let open = open.iter().map(|open| Open {
            handle: open.handle.to_string(),
            email: open.email.clone(),
            role: frame.role(open.role),
            expires: frame.date(&open.expires),
        });
        Self {
            form_token,
            email: String::new(),
            alert: None,
            done: None,
            handed: None,
            roles: roles.map(|(name, role)| (*name, frame.role(*role))).collect(),
            groups: groups.iter().map(|group| group.as_str().to_owned()).collect(),
            open: open.collect(),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let base = super::sample::base();
        let frame = super::sample::frame(locale, base.service("invitations"));
        let invitation = sample();
        let mut page = Self::new(
            frame,
            "f".into(),
            Role::Administrator,
            &[base.service("groups/conseil")],
            std::slice::from_ref(&invitation),
        );
        page.handed = Some(Handed::new("lea@moulin.example", &base.service("invitations/AAAA"), |locale| {
            crate::letter::invitation(locale, "Val-de-Brenne", "https://a.example/invitations/AAAA", invitation.expires)
        }));
        page.alert = Some(page.frame.say("problem-not-an-email"));
        page.done = Some(page.frame.say("done-taken-back"));
        page
    }
}

impl InvitationPage {
    pub(crate) fn new(frame: Frame, address: &Iri, invitation: &Invitation, here: &str) -> Self {
        Self {
            // Forms are sent to where the page is, whatever its language.
            action: address.as_str().to_owned(),
            login: frame.link(&frame.base().service("login").with_query("next", here)),
            email: invitation.email.clone(),
            role: frame.role(invitation.role),
            expires: frame.date(&invitation.expires),
            alert: None,
            signed_in: None,
            providers: Vec::new(),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let address = super::sample::base().service("invitations/AAAA");
        let frame = super::sample::frame(locale, address.clone());
        let mut page = Self::new(frame, &address, &sample(), "/invitations/AAAA");
        page.alert = Some(page.frame.say("problem-weak-password"));
        page.providers = vec![("https://a.example/login".into(), "Brenne".into())];
        page
    }
}

#[cfg(test)]
fn sample() -> Invitation {
    let at = "2026-11-22T08:00:00Z".parse().unwrap();
    Invitation {
        handle: registry::Handle::parse("0123456789abcdef").unwrap(),
        email: "lea@moulin.example".into(),
        role: Role::Contributor,
        groups: Vec::new(),
        created: at,
        expires: at,
    }
}
