//! Asking an address whether it wants to be told, as WebSub does (section 5.3): it is sent a word that nobody else knows, and
//! wants to be told if it says that word and nothing else.

use super::telling::CONSENT;
use crate::causes::told;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use model::ports::Chance;
use model::{Base, Iri};
use outbound::{FetchError, Outbound, Within, WithinError};
use registry::webhook::About;
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

/// Asks. A redirect would have another address speak for this one, and is not followed.
pub(super) async fn ask(outbound: &Outbound, question: &Url, challenge: &str, now: Timestamp) -> Said {
    let fetched = match outbound.fetch_within(question.as_str(), Within::Page, CONSENT).await {
        Ok(fetched) => fetched,
        Err(WithinError::Fetch(FetchError::Status { status: 410, .. })) => return Said::Gone { why: "410".to_owned() },
        Err(WithinError::Fetch(FetchError::Status { status, retry_after, .. })) => {
            let rest =
                retry_after.map(|after| SignedDuration::try_from(after.wait(now)).unwrap_or(SignedDuration::MAX));
            return Said::Nothing { status: Some(status), why: status.to_string(), rest };
        }
        Err(error) => return Said::Nothing { status: None, why: told(&error), rest: None },
    };
    let status = fetched.status;
    if fetched.body.trim_ascii() == challenge.as_bytes() {
        return Said::Yes { status };
    }
    Said::Nothing { status: Some(status), why: format!("{status}: the challenge was not repeated"), rest: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Container;

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
