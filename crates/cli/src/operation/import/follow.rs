//! A stream that is followed: its pages, from where it was read last, a leg at a time, so that a large one is never held whole.

use super::piece::{Piece, Spool};
use super::reading::reason;
use crate::failure::chain;
use crate::text::{self, Language};
use exchange::ldes::walk::{FetchedPage, Walk};
use model::Iri;
use outbound::{FetchLimits, Outbound};

/// Pages of one leg.
const PAGES: usize = 500;
/// Bytes of all pages of one leg, where one page is not more.
const BYTES: u64 = 32 << 20;

/// What an LDES client asks for: first what is read fastest, and what has graphs.
const ACCEPT: &str = "application/n-quads, application/trig;q=0.9, text/turtle;q=0.8, application/ld+json;q=0.7, \
                      application/n-triples;q=0.6";

/// A part of the way.
#[derive(Debug, Default)]
pub struct Leg {
    /// Its pages, as N-Quads.
    pub pieces: Vec<Piece>,
    /// How far that is; `None`: no page was got hold of.
    pub place: Option<String>,
    /// Why it went no further, if it broke off.
    pub failure: Option<String>,
    /// Whether there is more to be had at once.
    pub has_more: bool,
}

/// Goes on from a place, or from the beginning. What was got hold of before it broke off is whole, and counts.
pub async fn follow(outbound: &Outbound, address: &str, place: Option<&str>, language: Language) -> Leg {
    let mut leg = Leg::default();
    let Ok(start) = Iri::parse(address) else {
        leg.failure = Some(unreadable(language, address, text::say(language, "not-a-stream")));
        return leg;
    };
    let mut spool = match Spool::new() {
        Ok(spool) => spool,
        Err(error) => {
            leg.failure = Some(unreadable(language, address, error.to_string()));
            return leg;
        }
    };
    let mut walk = place.map_or_else(|| Walk::new(&start), |place| Walk::from_place(&start, place));
    let mut bytes = 0;
    while let Some(page) = walk.next().map(str::to_owned) {
        if leg.pieces.len() >= PAGES || bytes > BYTES {
            leg.has_more = true;
            break;
        }
        let fetched = match fetch(outbound, &mut walk, &page, language).await {
            Ok(fetched) => fetched,
            Err(cause) => {
                leg.failure = Some(unreadable(language, &page, cause));
                break;
            }
        };
        match spool.keep(&fetched) {
            Ok(content) => {
                bytes += content.length();
                leg.pieces.push(Piece { name: page, content });
            }
            // The walk is past this page: all of the leg is fetched again.
            Err(error) => {
                let failure = Some(unreadable(language, &page, error.to_string()));
                return Leg { failure, ..Leg::default() };
            }
        }
    }
    if !leg.pieces.is_empty() {
        leg.place = Some(walk.place());
    }
    leg
}

async fn fetch(outbound: &Outbound, walk: &mut Walk, page: &str, language: Language) -> Result<Vec<u8>, String> {
    let fetched = outbound.fetch_as(page, ACCEPT, FetchLimits::PAGE).await.map_err(|error| chain(&error))?;
    let address = Iri::parse(fetched.url.as_str()).map_err(|error| error.to_string())?;
    let media_type = fetched.content_type.unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let directives = fetched.cache_control.unwrap_or_default();
    let is_immutable = directives.split(',').any(|directive| directive.trim().eq_ignore_ascii_case("immutable"));
    let page = FetchedPage { address: &address, media_type, is_immutable, bytes: &fetched.body };
    walk.took(page).map_err(|error| reason::of_stream(language, error))
}

fn unreadable(language: Language, source: &str, cause: String) -> String {
    text::fill(language, "source-unreadable", &[("source", source.to_owned()), ("cause", cause)])
}
