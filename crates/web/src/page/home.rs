//! The home page.

use super::{Frame, container};
use crate::text;
use askama::Template;
use model::Container;

/// What this instance is and holds.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub(super) frame: Frame,
    total: u64,
    /// Containers that hold something: link, name, how many.
    containers: Vec<(String, String, String)>,
}

impl HomePage {
    pub(crate) fn new(frame: Frame, counts: &[(Container, u64)]) -> Self {
        let total = counts.iter().map(|(_, count)| count).sum();
        let containers = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(container, count)| {
                (
                    frame.container(*container),
                    frame.say(container::key(*container)),
                    text::number(frame.locale(), *count),
                )
            })
            .collect();
        Self { frame, total, containers }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let counts =
            [(Container::Codes, 4), (Container::Organizations, 1840), (Container::Offers, 0), (Container::Themes, 61)];
        Self::new(super::sample::frame(locale, super::sample::base().home()), &counts)
    }
}
