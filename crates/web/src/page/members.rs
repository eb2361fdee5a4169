//! Who belongs to a group.

use super::Frame;
use askama::Template;

/// The members of a group, for whoever manages it.
#[derive(Template)]
#[template(path = "members.html")]
pub(crate) struct MembersPage {
    pub(crate) frame: Frame,
    pub(crate) form_token: String,
    pub(crate) group: String,
    pub(crate) action: String,
    pub(crate) members: Vec<String>,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
}

#[cfg(test)]
impl MembersPage {
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let frame = super::sample::frame(locale, base.service("account/groups/conseil"));
        Self {
            form_token: "f".into(),
            group: base.service("groups/conseil").as_str().into(),
            action: frame.service("account/groups/conseil"),
            members: vec!["lea@moulin.example".into()],
            alert: Some(frame.say("problem-not-an-email")),
            done: Some(frame.say("done-members")),
            frame,
        }
    }
}
