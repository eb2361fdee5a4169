//! Who has taken what a document says.

use super::Frame;
use super::peers::trouble;
use super::reading::{Passage, own_name};
use super::versions::container_of;
use crate::text;
use askama::Template;
use federation::quarantine::from_where;
use federation::receipts::{ReceiptSummary, ReceiptsSummary};
use model::{Document, Iri};

/// The receipts of one document.
#[derive(Template)]
#[template(path = "receipts.html")]
pub(crate) struct ReceiptsPage {
    pub(super) frame: Frame,
    container: Option<(String, String)>,
    /// Its address, and its name; or the end of its address where its name is gone.
    document: (String, Passage),
    what: String,
    tally: String,
    receipts: Vec<Receipt>,
    left: Vec<String>,
    history: Option<String>,
}

struct Receipt {
    from: String,
    inbox: String,
    told: String,
    sign: &'static str,
    state: String,
    when: Option<String>,
    /// In the reader's language, and as it was told.
    why: Option<(String, String)>,
    next: Option<String>,
}

impl ReceiptsPage {
    pub(crate) fn new(frame: Frame, iri: &Iri, document: Option<&Document>, told: &ReceiptsSummary) -> Self {
        let at = text::moment(frame.locale(), told.at);
        let key = match told.now.as_str() {
            "gone" => "receipts-of-gone",
            "erased" => "receipts-of-erased",
            _ => "receipts-of-says",
        };
        let count = |state: &str| told.peers.iter().filter(|peer| peer.state == state).count() as u64;
        let tally = [
            Some(frame.count("receipts-confirmed", count("confirmed"))),
            Some(frame.count("receipts-waiting", count("waiting") + count("blocked"))),
            Some(count("refused"))
                .filter(|refused| *refused > 0)
                .map(|refused| frame.count("receipts-refused", refused)),
        ];
        let name = document.map_or_else(
            || Passage {
                text: iri.as_str().strip_prefix(frame.base().as_str()).unwrap_or_default().to_owned(),
                lang: None,
            },
            |document| own_name(document, frame.locale()),
        );
        Self {
            container: container_of(&frame, iri),
            history: document.is_some().then(|| frame.link(&iri.versions())),
            document: (frame.link(iri), name),
            what: frame.say_with(key, "date", &at),
            tally: tally.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            receipts: told.peers.iter().map(|peer| receipt(&frame, peer)).collect(),
            left: told.left.iter().map(|inbox| from_where(inbox)).collect(),
            frame,
        }
    }

    #[cfg(test)]
    fn of_sample(locale: crate::locale::Locale, is: &str, document: Option<&Document>) -> Self {
        let moulin = super::sample::organization();
        let iri = moulin.iri();
        let at = |text: &str| Some(text.parse::<jiff::Timestamp>().unwrap());
        let peer = |host: &str, state: &str| ReceiptSummary {
            inbox: format!("https://{host}.example/inbox"),
            told: is.to_owned(),
            state: state.to_owned(),
            at: None,
            why: None,
            next: None,
            parked: None,
        };
        let why = |words: &str| Some(words.to_owned());
        let told = ReceiptsSummary {
            document: iri.to_string(),
            entry: 12,
            at: "2026-11-22T08:00:00Z".parse().unwrap(),
            now: is.to_owned(),
            peers: vec![
                ReceiptSummary { at: at("2026-11-22T08:00:02Z"), ..peer("vallee", "confirmed") },
                ReceiptSummary {
                    why: why("no complete answer within 30s"),
                    next: at("2026-11-22T09:00:00Z"),
                    ..peer("colline", "waiting")
                },
                ReceiptSummary {
                    why: why("410"),
                    at: at("2026-11-22T08:00:03Z"),
                    told: "closed".to_owned(),
                    ..peer("microblog", "refused")
                },
                peer("pourriel", "blocked"),
                peer("plateau", "waiting"),
            ],
            left: vec!["https://parti.example/inbox".to_owned()],
        };
        let address = super::sample::base().service("organizations/cantine/receipts");
        Self::new(super::sample::frame(locale, address), iri, document, &told)
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        Self::of_sample(locale, "says", Some(&super::sample::organization()))
    }

    #[cfg(test)]
    pub(super) fn sample_of_ended(locale: crate::locale::Locale) -> Self {
        Self::of_sample(locale, "erased", None)
    }
}

fn receipt(frame: &Frame, one: &ReceiptSummary) -> Receipt {
    let moment = |key: &str, at: Option<jiff::Timestamp>| {
        at.map(|at| frame.say_with(key, "date", &text::moment(frame.locale(), at)))
    };
    let (sign, key, when) = match one.state.as_str() {
        "confirmed" => ("done", "receipt-confirmed", moment("receipt-confirmed-on", one.at)),
        "refused" => ("trouble", "receipt-refused", moment("receipt-refused-on", one.at)),
        "blocked" => ("stopped", "receipt-blocked", None),
        _ if one.why.is_some() => ("trouble", "peer-failing", None),
        _ => ("way", "peer-on-the-way", None),
    };
    let told = match one.told.as_str() {
        "closed" => "receipt-told-closed",
        "gone" => "receipt-told-gone",
        "erased" => "receipt-told-erased",
        _ => "receipt-told-says",
    };
    Receipt {
        from: from_where(&one.inbox),
        inbox: one.inbox.clone(),
        told: frame.say(told),
        sign,
        state: frame.say(key),
        when,
        why: one.why.as_deref().map(|why| trouble(frame, why)),
        next: moment("peer-next", one.next.filter(|_| one.state == "waiting" && one.why.is_some())),
    }
}
