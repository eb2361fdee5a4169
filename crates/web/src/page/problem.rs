//! A problem, as a page.

use super::Frame;
use crate::problem::Finding;
use askama::Template;
use registry::Severity;

/// What went wrong and what to do.
#[derive(Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) detail: String,
    pub(crate) status: u16,
    pub(crate) findings: Vec<Finding>,
}

impl ProblemPage {
    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let frame = super::sample::frame(locale, super::sample::base().home());
        let finding = |field: Option<&str>, message: &str, severity| Finding {
            field: field.map(str::to_owned),
            message: message.to_owned(),
            severity,
        };
        Self {
            title: frame.say("problem-invalid"),
            detail: frame.say("problem-invalid.detail"),
            status: 422,
            findings: vec![
                finding(Some("Nom"), "Donnez un nom dans une langue au moins.", Severity::Violation),
                finding(None, "La fin vient avant le début.", Severity::Violation),
                finding(Some("Résumé"), "Une ligne suffit.", Severity::Info),
            ],
            frame,
        }
    }
}
