//! A source of the web: its pages, one after the other.

use super::changes;
use super::piece::{Piece, Spool};
use crate::arguments::ImportFormat;
use crate::failure::chain;
use crate::text::{self, Language};
use exchange::communecter;
use exchange::gogocarto::taxonomy;
use jiff::Timestamp;
use model::syntax::Format;
use outbound::{FetchError, FetchLimits, Outbound};
use std::io;
use url::Url;

/// Most pages of one source. Who has more of them than this gives the same ones again and again.
const PAGES: usize = 10_000;

/// Most bytes of all pages together: what one page may have at most.
const BYTES: u64 = 1 << 30;

/// Fetches all pages; of a source that was read `read` and tells what changed since, that alone. `Err`: why that cannot
/// be, in this language; half a source is none.
pub async fn fetch(
    outbound: &Outbound,
    format: ImportFormat,
    address: &str,
    read: Option<Timestamp>,
    language: Language,
) -> Result<Vec<Piece>, String> {
    let unreadable = |source: &str, cause: String| {
        text::fill(language, "source-unreadable", &[("source", source.to_owned()), ("cause", cause)])
    };
    let unkept = |error: io::Error| unreadable(address, error.to_string());
    let mut pieces: Vec<Piece> = Vec::new();
    let mut spool = Spool::new().map_err(unkept)?;
    let mut next = Some(address.to_owned());
    let mut bytes = 0;
    // What a map files its elements under is asked for before them; whoever has no such list has none.
    if format == ImportFormat::Gogocarto
        && let Some(beside) = taxonomy::beside(address)
    {
        match outbound.fetch_to(&beside, &accept(format), FetchLimits::IMPORT, &mut spool).await {
            Ok(_) => pieces.push(Piece { name: beside, content: spool.cut() }),
            Err(FetchError::Status { status: 404 | 410, .. }) => {}
            Err(error) => return Err(unreadable(&beside, chain(&error))),
        }
    }
    if let Some(read) = read.filter(|_| format == ImportFormat::Gogocarto)
        && let Some(changed) = changes::since(outbound, address, read).await
    {
        for (name, bytes) in changed {
            pieces.push(Piece { name, content: spool.keep(&bytes).map_err(unkept)? });
        }
        return Ok(pieces);
    }
    while let Some(page) = next {
        let fetched = outbound.fetch_to(&page, &accept(format), FetchLimits::IMPORT, &mut spool).await;
        fetched.map_err(|error| unreadable(&page, chain(&error)))?;
        let content = spool.cut();
        bytes += content.length();
        let site = Url::parse(&page).ok().and_then(|page| page.join("/").ok());
        next = match (format, site) {
            (ImportFormat::Communecter, Some(site)) => {
                let body = content.whole().map_err(unkept)?;
                communecter::next_page(&body, site.as_str()).filter(|next| is_of(next, &site))
            }
            _ => None,
        };
        pieces.push(Piece { name: page, content });
        let is_again = next.as_ref().is_some_and(|next| pieces.iter().any(|piece| piece.name == *next));
        if is_again || pieces.len() >= PAGES || bytes > BYTES {
            return Err(unreadable(address, text::say(language, "source-endless")));
        }
    }
    Ok(pieces)
}

/// A page sends to no other host than its own.
fn is_of(next: &str, site: &Url) -> bool {
    Url::parse(next).is_ok_and(|next| next.origin() == site.origin())
}

/// A host that offers several formats gives the one that will be read.
fn accept(format: ImportFormat) -> String {
    let otherwise = if format.has_keys() { "application/json" } else { "text/plain" };
    let media_type = format.rdf().map_or(otherwise, Format::media_type);
    format!("{media_type}, */*;q=0.1")
}
