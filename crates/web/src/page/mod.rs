//! What pages show: one context per template of `templates/`, each with a `sample()` that a test renders in every
//! language. A context holds what is shown, in words; how it looks is the template's and the style sheet's.

mod account;
mod acl;
mod admin;
mod claim;
mod comments;
mod container;
mod deeds;
mod diff;
mod docs;
mod edit;
mod flower;
mod frame;
mod home;
mod imports;
mod invitation;
mod login;
mod marks;
mod matching;
mod members;
mod merge;
mod peers;
mod problem;
mod proposals;
mod quarantine;
mod reading;
mod receipts;
mod release;
mod resource;
mod same;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod search;
mod shape;
mod sparql;
mod term;
mod terms;
mod versions;
mod vocabulary;
mod webhooks;

pub(crate) use account::{AccountPage, Own, SCOPES};
pub(crate) use acl::{AclPage, Chosen, Means};
pub(crate) use admin::{AccountsPage, OneAccountPage, ROLES};
pub(crate) use claim::{ClaimPage, Claiming, ClaimsPage, Mailing};
pub(crate) use comments::CommentsPage;
pub(crate) use container::ContainerPage;
#[cfg(test)]
pub(crate) use container::keys as container_keys;
pub(crate) use diff::DiffPage;
pub(crate) use docs::{DocsPage, Known};
pub(crate) use edit::{EditLinkPage, EditLinksPage, SourcePage};
pub(crate) use frame::Frame;
pub(crate) use home::HomePage;
pub(crate) use imports::{ImportRunPage, ImportsPage};
pub(crate) use invitation::{Handed, InvitationPage, InvitationsPage};
pub(crate) use login::{LoginPage, LogoutPage};
pub(crate) use matching::{MatchesPage, WaitingPage};
pub(crate) use members::MembersPage;
pub(crate) use merge::{Deciders, MergePage};
pub(crate) use peers::PeersPage;
pub(crate) use problem::ProblemPage;
pub(crate) use proposals::{Doors, ProposalsPage};
pub(crate) use quarantine::{QuarantinePage, Whose};
pub(crate) use reading::mentioned;
pub(crate) use receipts::ReceiptsPage;
pub(crate) use release::{ReleasePage, ReleasesPage};
pub(crate) use resource::{Leave, ResourcePage, Surroundings};
pub(crate) use same::{SamePage, change_note};
pub use same::{likelihood_of, note_of, reasons_of};
pub(crate) use search::SearchPage;
pub(crate) use shape::{ShapePage, ShapesPage};
pub(crate) use sparql::SparqlPage;
pub(crate) use term::TermPage;
pub(crate) use versions::VersionsPage;
pub(crate) use vocabulary::VocabularyPage;
pub(crate) use webhooks::{WebhookPage, WebhooksPage};

use crate::locale::Locale;
use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use http::header;

/// The media type of every page.
pub(crate) const MEDIA_TYPE: &str = "text/html; charset=utf-8";

/// Answers with the bytes of a page in this language.
pub(crate) fn respond(locale: Locale, page: Bytes) -> Response {
    ([(header::CONTENT_TYPE, MEDIA_TYPE), (header::CONTENT_LANGUAGE, locale.tag())], page).into_response()
}

macro_rules! pages {
    ($($page:ident)*) => {$(
        impl $page {
            /// The page's bytes.
            pub(crate) fn render_page(&self) -> Vec<u8> {
                // Writing into memory does not fail.
                askama::Template::render(self).unwrap_or_default().into_bytes()
            }
        }

        impl IntoResponse for $page {
            fn into_response(self) -> Response {
                respond(self.frame.locale(), self.render_page().into())
            }
        }
    )*};
}

pages! {
    LoginPage LogoutPage AccountPage MembersPage AccountsPage OneAccountPage InvitationsPage InvitationPage
    EditLinksPage EditLinkPage SourcePage PeersPage QuarantinePage ImportsPage ImportRunPage SamePage ReceiptsPage CommentsPage
    ClaimPage ClaimsPage WebhooksPage WebhookPage
    HomePage SearchPage ContainerPage ResourcePage VersionsPage DiffPage MergePage ProposalsPage SparqlPage VocabularyPage TermPage
    MatchesPage WaitingPage AclPage ShapesPage ShapePage ReleasePage ReleasesPage DocsPage ProblemPage
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Every page × sample × locale. `CODESOCIAL_PAGES=folder` keeps them to be looked at.
    #[test]
    fn every_page_renders_in_every_language() {
        for locale in Locale::ALL {
            for (name, page) in [
                ("home", HomePage::sample(locale).render_page()),
                ("search", SearchPage::sample(locale).render_page()),
                ("container", ContainerPage::sample(locale).render_page()),
                ("description", ResourcePage::sample(locale).render_page()),
                ("bundles", ResourcePage::sample_of_bundles(locale).render_page()),
                ("organization", ResourcePage::sample_of_organization(locale).render_page()),
                ("version", ResourcePage::sample_of_version(locale).render_page()),
                ("elsewhere", ResourcePage::sample_of_elsewhere(locale).render_page()),
                ("versions", VersionsPage::sample(locale).render_page()),
                ("diff", DiffPage::sample(locale).render_page()),
                ("merge", MergePage::sample(locale).render_page()),
                ("matches", MatchesPage::sample(locale).render_page()),
                ("waiting", WaitingPage::sample(locale).render_page()),
                ("acl", AclPage::sample(locale).render_page()),
                ("proposals", ProposalsPage::sample(locale).render_page()),
                ("sparql", SparqlPage::sample(locale).render_page()),
                ("vocabulary", VocabularyPage::sample(locale).render_page()),
                ("term", TermPage::sample(locale).render_page()),
                ("shapes", ShapesPage::sample(locale).render_page()),
                ("shape", ShapePage::sample(locale).render_page()),
                ("form", ShapePage::sample_of_form(locale).render_page()),
                ("list", TermPage::sample_of(locale, "Themes").render_page()),
                ("release", ReleasePage::sample(locale).render_page()),
                ("releases", ReleasesPage::sample(locale).render_page()),
                ("docs", DocsPage::sample(locale).render_page()),
                ("problem", ProblemPage::sample(locale).render_page()),
                ("login", LoginPage::sample(locale).render_page()),
                ("logout", LogoutPage::sample(locale).render_page()),
                ("account", AccountPage::sample(locale).render_page()),
                ("members", MembersPage::sample(locale).render_page()),
                ("accounts", AccountsPage::sample(locale).render_page()),
                ("one-account", OneAccountPage::sample(locale).render_page()),
                ("invitations", InvitationsPage::sample(locale).render_page()),
                ("invitation", InvitationPage::sample(locale).render_page()),
                ("edit-links", EditLinksPage::sample(locale).render_page()),
                ("edit-link", EditLinkPage::sample(locale).render_page()),
                ("source", SourcePage::sample(locale).render_page()),
                ("peers", PeersPage::sample(locale).render_page()),
                ("peers-none", PeersPage::sample_of_none(locale).render_page()),
                ("quarantine", QuarantinePage::sample(locale).render_page()),
                ("same", SamePage::sample(locale).render_page()),
                ("imports", ImportsPage::sample(locale).render_page()),
                ("import-run", ImportRunPage::sample(locale).render_page()),
                ("receipts", ReceiptsPage::sample(locale).render_page()),
                ("receipts-ended", ReceiptsPage::sample_of_ended(locale).render_page()),
                ("comments", CommentsPage::sample(locale).render_page()),
                ("claim", ClaimPage::sample(locale).render_page()),
                ("claim-none", ClaimPage::sample_of_none(locale).render_page()),
                ("claims", ClaimsPage::sample(locale).render_page()),
                ("webhooks", WebhooksPage::sample(locale).render_page()),
                ("webhooks-none", WebhooksPage::sample_of_none(locale).render_page()),
                ("webhook", WebhookPage::sample(locale).render_page()),
            ] {
                let page = String::from_utf8(page).unwrap();
                if let Ok(folder) = std::env::var("CODESOCIAL_PAGES") {
                    std::fs::write(Path::new(&folder).join(format!("{name}-{}.html", locale.tag())), &page).unwrap();
                }
                check(&format!("{name} in {locale:?}"), &page, locale);
            }
        }
    }

    /// What a page offers is there to be done.
    #[test]
    fn no_page_offers_what_makes_no_sense() {
        let text = |page: Vec<u8>| String::from_utf8(page).unwrap();
        for locale in Locale::ALL {
            let say = |key| crate::text::say(locale, key);
            let (models, bundles) = (
                text(ResourcePage::sample(locale).render_page()),
                text(ResourcePage::sample_of_bundles(locale).render_page()),
            );
            let others = [
                say("flower-story"),
                say("flower-no-story"),
                say("flower-purpose"),
                say("flower-no-purpose"),
                [say("flower-governance"), " ".to_owned()].concat(),
            ];
            assert!(others.iter().any(|said| models.contains(said)));
            for said in others {
                assert!(!bundles.contains(&said), "four bundles ask for no {said}");
            }
            let restore = say("restore-title");
            assert!(text(VersionsPage::sample(locale).render_page()).contains(&restore));
            assert!(!text(VersionsPage::sample_of_one(locale).render_page()).contains(&restore));
            assert!(text(ResourcePage::sample_of_proposal(locale).render_page()).contains("/merge"));
        }
    }

    fn check(name: &str, page: &str, locale: Locale) {
        assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{name}: {page}");
        assert!(page.contains(&format!("<html lang=\"{}\">", locale.tag())), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name} has one h1");
        assert!(!page.contains("Unknown localization"), "{name} lacks a text: {page}");
        assert!(!page.contains("<script"), "{name} needs no script and lets none in");
        assert!(!page.contains("=\"javascript:"), "{name} links to addresses only");
        assert!(!page.contains(" style="), "{name}: the policy allows no inline style");
        let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: an id stands twice");
    }
}
