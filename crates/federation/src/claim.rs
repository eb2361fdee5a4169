//! Whether somebody writes at the site that a document names: looked at in every place where that would be seen, at once.
//!
//! What is found is handed to the registry, which knows what was asked for and decides. Here it is only said what stands
//! where; an imported document that is handed over so is an actor from then on.

mod links;
pub(crate) mod mail;

use crate::service::Federation;
use model::{Caller, Iri};
use outbound::{FetchError, FetchLimits, Fetched, Outbound, RecordError, Within, WithinError};
use registry::claim::site::{Site, Tenancy, Way};
use registry::claim::{ClaimError, Claimed, Seen, Unseen, challenges_in};

/// Bytes of the file: a line is enough, and some say who put it there.
const FILE: FetchLimits = FetchLimits { bytes: 16 << 10, ..FetchLimits::PROOF };

impl Federation {
    /// Looks whether the challenge of this document stands at its site, and hands the document over if so: to the caller, or
    /// to the account of an address, in whose name an administrator asks.
    pub async fn check_claim(&self, caller: &Caller, iri: &Iri, instead: Option<&str>) -> Result<Claimed, ClaimError> {
        let registry = self.registry();
        let attempt = registry.attempt_claim(caller, iri, instead).await?;
        let seen = look(&self.shared.outbound, attempt.site(), attempt.document()).await;
        registry.settle_claim(attempt, seen).await
    }
}

/// What is to be seen in every place that proves something.
async fn look(outbound: &Outbound, site: &Site, document: &Iri) -> Vec<Seen> {
    let file = async {
        let place = site.place(Way::File)?;
        let found = file(outbound, &place).await;
        Some(Seen { way: Way::File, place, found })
    };
    let link = async {
        let place = site.place(Way::Link)?;
        let found = link(outbound, &place, site.tenancy(), document).await;
        Some(Seen { way: Way::Link, place, found })
    };
    let record = async {
        let place = site.place(Way::Dns)?;
        let found = record(outbound, &place).await;
        Some(Seen { way: Way::Dns, place, found })
    };
    let (file, link, record) = tokio::join!(file, link, record);
    [file, link, record].into_iter().flatten().collect()
}

/// A file in plain text, in which a challenge has a line of its own. Hosts that show the same page at every address show
/// what visitors wrote there, too: that is no file.
async fn file(outbound: &Outbound, place: &str) -> Result<Vec<String>, Unseen> {
    let fetched = outbound.fetch_within(place, Within::Host, FILE).await.map_err(unseen)?;
    if !is_of(&fetched, &["text/plain"]) {
        return Err(Unseen::NotText);
    }
    Ok(of_lines(&String::from_utf8_lossy(&fetched.body)))
}

/// The challenges that have a line of their own. Editors put a byte order mark at the beginning.
fn of_lines(text: &str) -> Vec<String> {
    alone(text.trim_start_matches('\u{feff}').lines())
}

/// A page with a link to the document, that says to be from whoever the document is, with the challenge behind its `#`.
async fn link(outbound: &Outbound, place: &str, tenancy: Tenancy, document: &Iri) -> Result<Vec<String>, Unseen> {
    let within = match tenancy {
        Tenancy::Whole => Within::Host,
        Tenancy::Shared => Within::Page,
    };
    let fetched = outbound.fetch_within(place, within, FetchLimits::PROOF).await.map_err(unseen)?;
    if !is_of(&fetched, &["text/html", "application/xhtml+xml"]) {
        return Err(Unseen::NotText);
    }
    let page = String::from_utf8_lossy(&fetched.body);
    let begins = format!("{document}#");
    let mine = links::of_oneself(&page).into_iter();
    let fragments = mine.filter_map(|address| address.strip_prefix(&begins).map(str::to_owned));
    let fragments: Vec<String> = fragments.collect();
    Ok(alone(fragments.iter().map(String::as_str)))
}

/// A record that is nothing but the challenge.
async fn record(outbound: &Outbound, place: &str) -> Result<Vec<String>, Unseen> {
    match outbound.texts(place).await {
        Ok(texts) if texts.is_empty() => Err(Unseen::Absent),
        Ok(texts) => Ok(alone(texts.iter().map(String::as_str))),
        Err(RecordError::TooSlow) => Err(Unseen::TooSlow),
        Err(RecordError::NoServer(_) | RecordError::Failed(_)) => Err(Unseen::Unreachable),
    }
}

/// The challenges among these texts, where each stands alone.
fn alone<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let texts: Vec<&str> = texts.map(str::trim).collect();
    let whole = |found: &String| texts.contains(&found.as_str());
    challenges_in(&texts.join("\n")).into_iter().filter(whole).collect()
}

/// Whether it says to be one of these; what says nothing may be.
fn is_of(fetched: &Fetched, media_types: &[&str]) -> bool {
    let Some(said) = &fetched.content_type else { return true };
    said.parse::<mime::Mime>().is_ok_and(|said| media_types.contains(&said.essence_str()))
}

fn unseen(error: WithinError) -> Unseen {
    match error {
        WithinError::Left(to) => Unseen::LeadsElsewhere(to.to_string()),
        WithinError::Fetch(error) => match error {
            FetchError::Status { status: 404 | 410, .. } => Unseen::Absent,
            FetchError::Status { status, .. } => Unseen::Status(status),
            FetchError::Refused(_) | FetchError::LeadsInside { .. } => Unseen::Refused,
            FetchError::TooLong(_) => Unseen::TooLong,
            FetchError::TooSlow(_) => Unseen::TooSlow,
            FetchError::TooManyRedirects
            | FetchError::RedirectNowhere
            | FetchError::MediaType(_)
            | FetchError::Unsigned(_)
            | FetchError::Altered
            | FetchError::Http(_)
            | FetchError::Unkept(_)
            | FetchError::Client(_) => Unseen::Unreachable,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_stands_alone() {
        let challenge = format!("codesocial-claim={}", "a".repeat(43));
        let check = |text: &str, is_alone: bool| {
            let found = of_lines(text);
            assert_eq!(found.contains(&challenge), is_alone, "{text}");
        };
        check(&challenge, true);
        check(&format!("\u{feff}{challenge}\r\n"), true);
        check(&format!("# by Léa\r\n  {challenge}\t\r\n"), true);
        check(&format!("{challenge} said a visitor"), false);
        check(&format!("<p>{challenge}</p>"), false);
        check(&format!("{challenge}b"), false);
        check("", false);
    }
}
