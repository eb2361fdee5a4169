//! Edit links, and the text of a document to edit.

use super::{Frame, Handed};
use crate::problem::Finding;
use askama::Template;
use model::Iri;
use registry::{EditLink, Severity};

/// The links of a document, for whoever may hand them out.
#[derive(Template)]
#[template(path = "edit-links.html")]
pub(crate) struct EditLinksPage {
    pub(super) frame: Frame,
    form_token: String,
    document: String,
    action: String,
    revoke: String,
    pub(crate) email: String,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
    pub(crate) handed: Option<Handed>,
    spans: Vec<(&'static str, String)>,
    links: Vec<Link>,
}

struct Link {
    handle: String,
    email: String,
    state: String,
    expires: String,
}

/// Where a link is opened.
#[derive(Template)]
#[template(path = "edit-link.html")]
pub(crate) struct EditLinkPage {
    pub(super) frame: Frame,
    document: String,
    action: String,
    email: String,
    expires: String,
}

/// A document's text.
#[derive(Template)]
#[template(path = "source.html")]
pub(crate) struct SourcePage {
    pub(crate) frame: Frame,
    pub(crate) form_token: String,
    pub(crate) document: String,
    pub(crate) action: String,
    /// Whether a container is to have one more, whose address is not decided.
    pub(crate) asks_name: bool,
    /// Whether nothing is there yet.
    pub(crate) is_new: bool,
    /// The revision that it replaces, if there is one.
    pub(crate) revision: String,
    pub(crate) text: String,
    pub(crate) name: String,
    pub(crate) note: String,
    /// Why it was not saved.
    pub(crate) alert: Option<String>,
    pub(crate) findings: Vec<Finding>,
}

impl EditLinksPage {
    pub(crate) fn new(frame: Frame, form_token: String, document: &Iri, links: &[EditLink]) -> Self {
        let about = |path: &str| {
            let page = frame.base().service(path).with_query("document", document.as_str());
            page.as_str().to_owned()
        };
        let links = links.iter().map(|link| Link {
            handle: link.handle.to_string(),
            email: link.email.clone(),
            state: frame.say(if link.opened.is_some() { "edit-links-taken" } else { "edit-links-waiting" }),
            expires: frame.date(&link.expires),
        });
        Self {
            form_token,
            document: document.as_str().to_owned(),
            action: about("edit-links"),
            revoke: about("edit-links/revoke"),
            email: String::new(),
            alert: None,
            done: None,
            handed: None,
            spans: super::account::spans(&frame, &["7", "30", "90"]),
            links: links.collect(),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let frame = super::sample::frame(locale, base.service("edit-links"));
        let link = sample();
        let mut page = Self::new(frame, "f".into(), &link.document, std::slice::from_ref(&link));
        page.handed = Some(Handed::new("lea@moulin.example", &base.service("edit/AAAA"), |locale| {
            let address = "https://a.example/edit/AAAA";
            crate::letter::edit_link(locale, "Val-de-Brenne", address, link.document.as_str(), link.expires)
        }));
        page.alert = Some(page.frame.say("problem-not-an-email"));
        page.done = Some(page.frame.say("done-taken-back"));
        page
    }
}

impl EditLinkPage {
    pub(crate) fn new(frame: Frame, address: &Iri, link: &EditLink) -> Self {
        Self {
            document: link.document.as_str().to_owned(),
            action: address.as_str().to_owned(),
            email: link.email.clone(),
            expires: frame.date(&link.expires),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let address = super::sample::base().service("edit/AAAA");
        Self::new(super::sample::frame(locale, address.clone()), &address, &sample())
    }
}

#[cfg(test)]
impl SourcePage {
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        Self {
            frame: super::sample::frame(locale, base.service("edit")),
            form_token: "f".into(),
            document: base.service("codes/moulin").as_str().into(),
            action: base.service("edit").as_str().into(),
            asks_name: true,
            is_new: true,
            revision: "3-070707070707".into(),
            text: "<> a cs:CodeSocial .".into(),
            name: "Le Moulin".into(),
            note: String::new(),
            alert: Some("…".into()),
            findings: vec![Finding {
                field: Some("Nom".into()),
                message: "Donnez un nom dans une langue au moins.".into(),
                severity: Severity::Violation,
            }],
        }
    }
}

#[cfg(test)]
fn sample() -> EditLink {
    let at = "2026-11-22T08:00:00Z".parse().unwrap();
    EditLink {
        handle: registry::Handle::parse("0123456789abcdef").unwrap(),
        document: super::sample::base().service("codes/moulin"),
        email: "lea@moulin.example".into(),
        created: at,
        expires: at,
        opened: None,
    }
}
