//! Signing in and out.

use super::Frame;
use askama::Template;

/// Where people sign in.
#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage {
    pub(crate) frame: Frame,
    /// Where they are led then.
    pub(crate) next: String,
    /// What was typed.
    pub(crate) email: String,
    /// What was wrong with it.
    pub(crate) alert: Option<String>,
    /// Link and name of each provider of identities.
    pub(crate) providers: Vec<(String, String)>,
}

/// Where they sign out.
#[derive(Template)]
#[template(path = "logout.html")]
pub(crate) struct LogoutPage {
    pub(crate) frame: Frame,
    pub(crate) form_token: String,
    pub(crate) email: String,
}

#[cfg(test)]
impl LoginPage {
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let frame = super::sample::frame(locale, super::sample::base().service("login"));
        Self {
            next: "/account".to_owned(),
            email: "lea@moulin.example".to_owned(),
            alert: Some(frame.say("problem-wrong-password.detail")),
            providers: vec![(frame.service("login"), "Pays <de> Brenne".to_owned())],
            frame,
        }
    }
}

#[cfg(test)]
impl LogoutPage {
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let frame = super::sample::frame(locale, super::sample::base().service("logout"));
        Self { frame, form_token: "f".to_owned(), email: "lea@moulin.example".to_owned() }
    }
}
