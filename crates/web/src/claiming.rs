//! How a claim is proven, in words: for the page, and for the command line.

use crate::locale::Locale;
use crate::problem::Problem;
use crate::text;
use jiff::Timestamp;
use model::Iri;
use registry::claim::mail::Mailed;
use registry::claim::site::{Site, Tenancy, Way};
use registry::claim::{Seen, Unseen};
use registry::{ClaimError, KeptClaim};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One way to prove that a site is one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimStep {
    /// Its name, for programs.
    pub way: String,
    /// What is done, in a line.
    pub title: String,
    /// What is done, in a sentence or two.
    pub how: String,
    /// Where.
    pub place: String,
    /// What is put there; `None`: the challenge is not at hand.
    pub put: Option<String>,
}

/// A claim, for programs and for commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimSummary {
    /// Its number.
    pub number: u64,
    /// The document.
    pub document: String,
    /// The address of the account.
    pub account: String,
    /// By which way it was proven.
    pub way: String,
    /// Where it was proven.
    pub place: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it was taken back.
    pub ended: Option<Timestamp>,
}

impl From<KeptClaim> for ClaimSummary {
    fn from(claim: KeptClaim) -> Self {
        let KeptClaim { number, document, email: account, way, place, at, ended, .. } = claim;
        Self { number, document: document.to_string(), account, way, place, at, ended }
    }
}

/// The ways to prove that this site is one's own. `language` is a tag such as `fr`; French where it is none of ours.
pub fn claim_steps(language: &str, document: &Iri, site: &Site, challenge: &str) -> Vec<ClaimStep> {
    steps(Locale::from_tag(language).unwrap_or(Locale::Fr), document, site, Some(challenge))
}

/// Why nothing was handed over, for whoever has it from elsewhere than HTTP. The same words as pages have.
pub fn explain_claim(error: ClaimError, language: &str) -> String {
    let locale = Locale::from_tag(language).unwrap_or(Locale::Fr);
    let seen: Vec<String> = if let ClaimError::NotProven(seen) = &error {
        seen.iter().map(|seen| in_words(locale, seen)).collect()
    } else {
        Vec::new()
    };
    std::iter::once(Problem::from(error).said(locale)).chain(seen).collect::<Vec<_>>().join("\n")
}

pub(crate) fn steps(locale: Locale, document: &Iri, site: &Site, challenge: Option<&str>) -> Vec<ClaimStep> {
    let step = |way: Way| {
        let place = site.place(way)?;
        let [title, how] = match (way, site.tenancy()) {
            (Way::File, _) => ["claim-file", "claim-file-how"],
            (Way::Link, Tenancy::Whole) => ["claim-link", "claim-link-how"],
            (Way::Link, Tenancy::Shared) => ["claim-link", "claim-link-shared"],
            (Way::Dns, _) => ["claim-dns", "claim-dns-how"],
            // A code is sent; a challenge is put nowhere.
            (Way::Mail, _) => return None,
        };
        let put = challenge.map(|challenge| match way {
            Way::File | Way::Dns | Way::Mail => challenge.to_owned(),
            Way::Link => format!("<a rel=\"me\" href=\"{document}#{challenge}\">codesocial</a>"),
        });
        let [title, how] = [title, how].map(|key| text::say(locale, key));
        Some(ClaimStep { way: way.name().to_owned(), title, how, place, put })
    };
    Way::ALL.into_iter().filter_map(step).collect()
}

/// What was seen in one place, in a line.
pub(crate) fn in_words(locale: Locale, seen: &Seen) -> String {
    let place = ("place", seen.place.clone());
    let of = |key| text::fill(locale, key, std::slice::from_ref(&place));
    match &seen.found {
        Ok(found) if found.is_empty() => of("claim-seen-nothing"),
        Ok(_) => of("claim-seen-another"),
        Err(Unseen::Absent) => of("claim-seen-absent"),
        Err(Unseen::LeadsElsewhere(to)) => text::fill(locale, "claim-seen-elsewhere", &[place, ("to", to.clone())]),
        Err(Unseen::Refused) => of("claim-seen-refused"),
        Err(Unseen::TooLong) => of("claim-seen-too-long"),
        Err(Unseen::TooSlow) => of("claim-seen-too-slow"),
        Err(Unseen::NotText) => of("claim-seen-not-text"),
        Err(Unseen::Status(status)) => {
            text::fill(locale, "claim-seen-status", &[place, ("status", status.to_string())])
        }
        Err(Unseen::Unreachable) => of("claim-seen-unreachable"),
    }
}

/// The same for programs.
pub(crate) fn as_json(seen: &Seen) -> Value {
    let found = match &seen.found {
        Ok(found) if found.is_empty() => "nothing",
        Ok(_) => "another-challenge",
        Err(Unseen::Absent) => "absent",
        Err(Unseen::LeadsElsewhere(_)) => "leads-elsewhere",
        Err(Unseen::Refused) => "refused",
        Err(Unseen::TooLong) => "too-long",
        Err(Unseen::TooSlow) => "too-slow",
        Err(Unseen::NotText) => "not-text",
        Err(Unseen::Status(_)) => "status",
        Err(Unseen::Unreachable) => "unreachable",
    };
    json!({ "way": seen.way.name(), "place": seen.place, "found": found })
}

/// Until when a challenge holds.
pub(crate) fn until(locale: Locale, expires: Timestamp) -> String {
    text::say_with(locale, "claim-until", "date", &text::date(locale, expires))
}

/// How it stands about a code that was asked for.
pub(crate) fn mailed(locale: Locale, mailed: Mailed) -> String {
    match mailed {
        Mailed::Waits => text::say(locale, "claim-mail-waits"),
        Mailed::Sent(expires) => text::say_with(locale, "claim-mail-sent", "time", &text::moment(locale, expires)),
        Mailed::Failed => text::say(locale, "claim-mail-failed"),
    }
}

/// The same for programs.
pub(crate) fn mailed_as_json(mailed: Mailed) -> Value {
    match mailed {
        Mailed::Waits => json!({ "state": "waits" }),
        Mailed::Sent(expires) => json!({ "state": "sent", "expires": expires }),
        Mailed::Failed => json!({ "state": "failed" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_says_where_and_what() {
        let document = Iri::parse("https://a.example/organizations/moulin").unwrap();
        let site = Site::read("https://moulin.example/").unwrap();
        for language in ["fr", "en"] {
            let steps = claim_steps(language, &document, &site, "codesocial-claim=x");
            let told: Vec<_> = steps.iter().map(|step| (step.way.as_str(), step.place.as_str())).collect();
            let expected = [
                ("file", "https://moulin.example/.well-known/codesocial-claim.txt"),
                ("link", "https://moulin.example/"),
                ("dns", "_codesocial.moulin.example"),
            ];
            assert_eq!(told, expected);
            let link =
                "<a rel=\"me\" href=\"https://a.example/organizations/moulin#codesocial-claim=x\">codesocial</a>";
            assert_eq!(steps[1].put.as_deref(), Some(link));
            let seen = Seen { way: Way::File, place: "https://moulin.example/x".into(), found: Err(Unseen::Absent) };
            let said = explain_claim(ClaimError::NotProven(vec![seen]), language);
            assert!(said.contains("https://moulin.example/x") && said.lines().count() > 1, "{said}");
        }
    }
}
