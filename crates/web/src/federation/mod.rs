//! What other servers ask for and send: actors, inbox, outbox, and how they find them. ActivityPub is the crate
//! `federation`'s; here it gets its addresses, statuses and headers.

pub(crate) mod activity;
pub(crate) mod actor;
pub(crate) mod collections;
pub(crate) mod discovery;
pub(crate) mod inbox;
pub(crate) mod post;

use crate::described::{Answer, Part, Schema};
use crate::negotiation::{Offer, choose};
use crate::precondition::EntityTag;
use crate::problem::{Kind, Problem};
use crate::representation::{Representation, not_acceptable, offers};
use axum::response::Response;
use federation::activity::media_type::ACTIVITY;
use federation::showing::ShowError;
use federation::speaker::SpeakerError;
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// The other name of the format, in full.
const LINKED: &str = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// Something in ActivityStreams.
pub(crate) const TOLD: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-activitystreams",
    content: &[
        Part::As(ACTIVITY, Schema::Object),
        Part::As("application/ld+json", Schema::Object),
        Part::As("application/json", Schema::Object),
    ],
    headers: &["Cache-Control", "ETag"],
};

/// What is asked for has another address in ActivityStreams.
pub(crate) const LED: Answer =
    Answer { status: StatusCode::SEE_OTHER, key: "answer-led-to-actor", content: &[], headers: &["Location"] };

/// Whether a reader wants ActivityStreams rather than RDF or a page, where all of them are on offer. JSON-LD with its
/// profile is ActivityStreams; without, it is RDF.
pub(crate) fn is_wanted(accept: Option<&str>) -> bool {
    let others = offers().into_iter().map(|offer| Offer { media_type: offer.media_type, value: false });
    // Behind all others: whoever takes anything does not mean it.
    let own = [ACTIVITY, LINKED].map(|media_type| Offer { media_type, value: true });
    let all: Vec<_> = others.chain(own).collect();
    choose(accept, &all).is_ok_and(|offer| offer.value)
}

/// Answers with something in ActivityStreams.
pub(crate) fn respond(accept: Option<&str>, bytes: Vec<u8>, request: &HeaderMap) -> Result<Response, Problem> {
    let offers = [(ACTIVITY, ACTIVITY), ("application/ld+json", LINKED), ("application/json", ACTIVITY)]
        .map(|(media_type, value)| Offer { media_type, value });
    let content_type = choose(accept, &offers).map_err(|_| not_acceptable(&offers))?.value;
    let headers = HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))]);
    let tag = EntityTag::of_bytes(&bytes, "activity");
    let representation = Representation { content_type, tag, modified: None, headers };
    Ok(representation.respond(request, || bytes.into()))
}

impl From<ShowError> for Problem {
    fn from(error: ShowError) -> Self {
        match error {
            ShowError::NotFound => Self::new(Kind::NotFound),
            ShowError::Read(error) => error.into(),
            ShowError::Speaker(error) => error.into(),
        }
    }
}

impl From<SpeakerError> for Problem {
    fn from(error: SpeakerError) -> Self {
        match error {
            SpeakerError::NotAnActor(_) => Self::new(Kind::NotFound),
            other @ (SpeakerError::Key { .. } | SpeakerError::Journal(_)) => Self::internal(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activitystreams_is_told_from_rdf() {
        for (accept, expected) in [
            (Some(ACTIVITY), true),
            (Some(LINKED), true),
            (Some(federation::activity::media_type::ACCEPT), true),
            (Some("application/activity+json, text/html;q=0.5"), true),
            (Some("text/html, application/activity+json;q=0.5"), false),
            (Some("text/html, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""), true),
            (Some("application/ld+json; profile=\"https://a.example/ https://www.w3.org/ns/activitystreams\""), true),
            (Some("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams2\""), false),
            (Some("application/activity+json;q=0, */*"), false),
            (Some("application/*"), false),
            (Some("application/ld+json"), false),
            (Some("text/turtle"), false),
            (Some("*/*"), false),
            (None, false),
        ] {
            assert_eq!(is_wanted(accept), expected, "{accept:?}");
        }
    }
}
