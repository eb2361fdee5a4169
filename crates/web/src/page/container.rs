//! A page of a container.

use super::Frame;
use super::reading::{Passage, own_name, own_summary, type_in_words};
use crate::feed::atom::feed_of;
use crate::vocabulary::Vocabulary;
use askama::Template;
use model::{Container, Iri};
use registry::Listing;

/// The members of a container, for people.
#[derive(Template)]
#[template(path = "container.html")]
pub(crate) struct ContainerPage {
    pub(super) frame: Frame,
    title: String,
    members: Vec<Member>,
    previous: Option<String>,
    next: Option<String>,
    /// Where a new one is written, by whoever may.
    begin: Option<String>,
    /// What changes in it, for readers of feeds.
    feed: String,
}

struct Member {
    href: String,
    name: Passage,
    kind: Option<String>,
    summary: Option<Passage>,
    modified: String,
}

impl ContainerPage {
    pub(crate) fn new(frame: Frame, listing: &Listing, previous: Option<&Iri>, next: Option<&Iri>) -> Self {
        let locale = frame.locale();
        let members = listing
            .members
            .iter()
            .map(|member| Member {
                href: frame.link(member.document.iri()),
                name: own_name(&member.document, locale),
                kind: type_in_words(&member.document, locale, Vocabulary::embedded()),
                summary: own_summary(&member.document, locale),
                modified: frame.date(&member.modified),
            })
            .collect();
        let [previous, next] = [previous, next].map(|way| way.map(|way| frame.link(way)));
        let feed = frame.link(&feed_of(frame.base(), Some(listing.container)));
        Self { title: frame.say(key(listing.container)), frame, members, previous, next, begin: None, feed }
    }

    /// With the way to one more.
    pub(crate) fn with_beginning(mut self, container: Container) -> Self {
        let base = self.frame.base();
        let edit = base.service("edit").with_query("document", base.container(container).as_str());
        self.begin = Some(self.frame.link(&edit));
        self
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let listing = super::sample::listing();
        let address = super::sample::base().container(listing.container);
        let next = address.with_query("after", "zinc");
        let previous = address.with_query("before", "abri");
        Self::new(super::sample::frame(locale, address), &listing, Some(&previous), Some(&next))
            .with_beginning(listing.container)
    }
}

/// Every key of a container's name.
#[cfg(test)]
pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
    Container::ALL.iter().map(|container| key(*container))
}

/// The key of a container's name.
pub(crate) fn key(container: Container) -> &'static str {
    match container {
        Container::Codes => "container-codes",
        Container::Annexes => "container-annexes",
        Container::Organizations => "container-organizations",
        Container::Projects => "container-projects",
        Container::Ideas => "container-ideas",
        Container::Ecosystems => "container-ecosystems",
        Container::Territories => "container-territories",
        Container::Places => "container-places",
        Container::People => "container-people",
        Container::Events => "container-events",
        Container::Groups => "container-groups",
        Container::Actions => "container-actions",
        Container::Evidence => "container-evidence",
        Container::Reviews => "container-reviews",
        Container::Commitments => "container-commitments",
        Container::Matrices => "container-matrices",
        Container::Flows => "container-flows",
        Container::Offers => "container-offers",
        Container::Needs => "container-needs",
        Container::Seeds => "container-seeds",
        Container::Controversies => "container-controversies",
        Container::Badges => "container-badges",
        Container::Memberships => "container-memberships",
        Container::Entries => "container-entries",
        Container::Conventions => "container-conventions",
        Container::Cooperations => "container-cooperations",
        Container::Proposals => "container-proposals",
        Container::Decisions => "container-decisions",
        Container::Draws => "container-draws",
        Container::Annotations => "container-annotations",
        Container::Themes => "container-themes",
    }
}
