//! What stands around every page: brand, ways on, the other language.

use crate::address;
use crate::locale::Locale;
use crate::text;
use crate::visitor::{Choice, Taste};
use jiff::Timestamp;
use model::{Base, Container, Iri, Role};
use std::collections::BTreeSet;

/// The surroundings of a page, and its voice.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    base: Base,
    site_name: String,
    address: Iri,
    locale: Locale,
    chosen: Choice,
    /// Documents from elsewhere that are held here and that the reader may read.
    held: BTreeSet<Iri>,
}

impl Frame {
    /// Of the page at `address`.
    pub(crate) fn new(base: &Base, site_name: &str, taste: &Taste, address: Iri) -> Self {
        Self {
            base: base.clone(),
            site_name: site_name.to_owned(),
            address,
            locale: taste.locale,
            chosen: taste.chosen,
            held: BTreeSet::new(),
        }
    }

    /// The same, where these documents from elsewhere are known: links to them lead to what is held of them here.
    pub(crate) fn knowing(self, held: BTreeSet<Iri>) -> Self {
        Self { held, ..self }
    }

    pub(crate) fn locale(&self) -> Locale {
        self.locale
    }

    pub(crate) fn base(&self) -> &Base {
        &self.base
    }

    pub(crate) fn site_name(&self) -> &str {
        &self.site_name
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    pub(crate) fn say(&self, key: &str) -> String {
        text::say(self.locale, key)
    }

    pub(crate) fn say_with(&self, key: &str, name: &'static str, value: &str) -> String {
        text::say_with(self.locale, key, name, value)
    }

    pub(crate) fn count(&self, key: &str, count: u64) -> String {
        text::count(self.locale, key, count)
    }

    pub(crate) fn date(&self, instant: &Timestamp) -> String {
        text::date(self.locale, *instant)
    }

    /// A link that keeps the language which the address of this page asks for.
    pub(crate) fn link(&self, iri: &Iri) -> String {
        let here = self.held.contains(&iri.document()).then(|| address::elsewhere(&self.base, iri));
        let iri = here.as_ref().unwrap_or(iri);
        match self.chosen {
            Choice::Address if self.base.owns(iri) => iri.with_query("lang", self.locale.tag()).as_str().to_owned(),
            Choice::Address | Choice::Header => iri.as_str().to_owned(),
        }
    }

    /// Whether a link to this leaves the instance.
    pub(crate) fn leaves(&self, iri: &Iri) -> bool {
        !self.base.owns(iri) && !self.held.contains(&iri.document())
    }

    pub(crate) fn home(&self) -> String {
        self.link(&self.base.home())
    }

    pub(crate) fn container(&self, container: Container) -> String {
        self.link(&self.base.container(container))
    }

    pub(crate) fn vocabulary(&self) -> String {
        self.link(&self.base.vocabulary())
    }

    pub(crate) fn service(&self, path: &str) -> String {
        self.link(&self.base.service(path))
    }

    /// The style sheet, never in a language.
    pub(crate) fn asset(&self, path: &str) -> String {
        self.base.service(path).as_str().to_owned()
    }

    pub(crate) fn other_locale(&self) -> Locale {
        self.locale.other()
    }

    /// This page in the other language.
    pub(crate) fn in_other_language(&self) -> String {
        self.address.with_query("lang", self.other_locale().tag()).as_str().to_owned()
    }

    /// One's own account; whoever is not signed in is led to sign in.
    pub(crate) fn account(&self) -> String {
        self.service("account")
    }

    /// What was just done, as the address of the page tells it.
    pub(crate) fn done(&self, what: &str) -> Option<String> {
        let key = match what {
            "password" => "done-password",
            "undone" => "done-undone",
            "taken-back" => "done-taken-back",
            "claim-ended" => "done-claim-ended",
            "signed-out" => "done-signed-out",
            "left" => "done-left",
            "linked" => "done-linked",
            "unlinked" => "done-unlinked",
            "members" => "done-members",
            "role" => "done-role",
            "rules" => "done-rules",
            "disabled" => "done-disabled",
            "enabled" => "done-enabled",
            "erased" => "done-erased",
            "erasing" => "done-erasing",
            "accepted" => "done-accepted",
            "followed" => "done-followed",
            "unfollowed" => "done-unfollowed",
            "let-in" => "done-let-in",
            "not-let-in" => "done-not-let-in",
            "retried" => "done-retried",
            "blocked" => "done-blocked",
            "silenced" => "done-silenced",
            "unblocked" => "done-unblocked",
            "shown" => "done-shown",
            "hidden" => "done-hidden",
            "taken" => "done-taken",
            "reconsidered" => "done-reconsidered",
            "dismissed" => "done-dismissed",
            "webhook-removed" => "done-webhook-removed",
            "webhook-paused" => "done-webhook-paused",
            "webhook-resumed" => "done-webhook-resumed",
            _ => return None,
        };
        Some(self.say(key))
    }

    /// What an account of this role may do, in a word.
    pub(crate) fn role(&self, role: Role) -> String {
        self.say(match role {
            Role::Reader => "role-reader",
            Role::Contributor => "role-contributor",
            Role::Editor => "role-editor",
            Role::Administrator => "role-administrator",
        })
    }

    /// The ways on that every page offers.
    pub(crate) fn ways(&self) -> Vec<(String, String)> {
        [Container::Organizations, Container::Codes, Container::Actions, Container::Offers, Container::Needs]
            .map(|container| (self.container(container), self.say(super::container::key(container))))
            .into_iter()
            .chain([
                (self.service("search"), self.say("nav-search")),
                (self.service("sparql"), self.say("nav-questions")),
            ])
            .collect()
    }
}
