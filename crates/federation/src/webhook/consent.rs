//! Asking an address whether it wants to be told, as WebSub does (section 5.3): it is sent a word that nobody else knows, and
//! wants to be told if it says that word and nothing else.

use super::telling::CONSENT;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use model::ports::Chance;
use model::{Base, Iri};
use outbound::{FetchError, Outbound};
use registry::webhook::About;
use std::error::Error;
use url::Url;

/// What an address said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// It wants to be told.
    Yes {
        /// The status of its answer.
        status: u16,
    },
    /// Nobody is there any more.
    Gone {
        /// What it said, for people.
        why: String,
    },
    /// Nothing that could be understood so.
    Nothing {
        /// The status of its answer; `None`: there was none.
        status: Option<u16>,
        /// What it said, for people.
        why: String,
        /// For how long it wants to be left alone.
        rest: Option<SignedDuration>,
    },
}

/// A word that nobody can guess.
pub(super) fn challenge(chance: &dyn Chance) -> String {
    let mut drawn = [0; 32];
    chance.fill(&mut drawn);
    URL_SAFE_NO_PAD.encode(drawn)
}

/// What is asked: the address with the word, and with what there would be to tell.
pub(super) fn question(address: &Url, topic: &Iri, challenge: &str) -> Url {
    let mut question = address.clone();
    question
        .query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.topic", topic.as_str())
        .append_pair("hub.challenge", challenge);
    question
}

/// Where whoever is told could read it.
pub(super) fn topic(base: &Base, about: &About) -> Iri {
    match about {
        About::All | About::Class(_) => base.service("feed"),
        About::Container(container) => base.container(*container),
        About::Document(document) => document.clone(),
    }
}

/// Asks. A redirect would have another address speak for this one, and no message follows one either: it is no consent.
pub(super) async fn ask(outbound: &Outbound, question: &Url, challenge: &str, now: Timestamp) -> Said {
    let fetched = match outbound.fetch_there(question.as_str(), CONSENT).await {
        Ok(fetched) => fetched,
        Err(FetchError::Status { status: 410, .. }) => return Said::Gone { why: "410".to_owned() },
        Err(FetchError::Status { status, retry_after, .. }) => {
            let rest =
                retry_after.map(|after| SignedDuration::try_from(after.wait(now)).unwrap_or(SignedDuration::MAX));
            let why = match status {
                300..=399 => format!("{status}: it leads elsewhere, where no message would follow"),
                status => status.to_string(),
            };
            return Said::Nothing { status: Some(status), why, rest };
        }
        Err(error) => {
            // For whoever runs this instance alone.
            tracing::debug!(error = &error as &dyn Error, "an address cannot be asked whether it wants to be told");
            return Said::Nothing { status: None, why: unanswered(&error).to_owned(), rest: None };
        }
    };
    let status = fetched.status;
    if fetched.body.trim_ascii() == challenge.as_bytes() {
        return Said::Yes { status };
    }
    Said::Nothing { status: Some(status), why: format!("{status}: the challenge was not repeated"), rest: None }
}

/// Why there was no answer, in words that are the same for every host: whoever may have an address asked is not to learn by
/// it which names lead inside, or which doors are shut there and which are not there.
fn unanswered(error: &FetchError) -> &'static str {
    match error {
        FetchError::Refused(_)
        | FetchError::LeadsInside { .. }
        | FetchError::Status { .. }
        | FetchError::TooManyRedirects
        | FetchError::RedirectNowhere
        | FetchError::TooSlow(_)
        | FetchError::Http(_) => "the host is not public, or does not answer",
        FetchError::TooLong(_) => "the answer is longer than the challenge",
        FetchError::MediaType(_)
        | FetchError::Unsigned(_)
        | FetchError::Altered
        | FetchError::Unkept(_)
        | FetchError::Client(_) => "it cannot be asked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Container;
    use std::time::Duration;

    #[test]
    fn what_is_inside_is_not_told() {
        let inside = FetchError::LeadsInside { name: "b.example".to_owned(), address: [10, 0, 0, 1].into() };
        let shut = FetchError::TooSlow(Duration::from_secs(6));
        for error in [inside, shut] {
            assert_eq!(unanswered(&error), "the host is not public, or does not answer", "{error:?}");
        }
    }

    #[test]
    fn the_question_keeps_what_the_address_says() {
        let base = Base::parse("https://a.example/").unwrap();
        for (about, expected) in [
            (About::All, "https%3A%2F%2Fa.example%2Ffeed"),
            (About::Container(Container::Events), "https%3A%2F%2Fa.example%2Fevents%2F"),
            (About::Document(base.service("events/x")), "https%3A%2F%2Fa.example%2Fevents%2Fx"),
        ] {
            let address = Url::parse("https://b.example/hook?key=a%26b").unwrap();
            let question = question(&address, &topic(&base, &about), "x-y_z");
            let expected =
                format!("https://b.example/hook?key=a%26b&hub.mode=subscribe&hub.topic={expected}&hub.challenge=x-y_z");
            assert_eq!(question.as_str(), expected);
        }
    }
}
