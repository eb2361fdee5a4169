//! What goes with an offer or a need, and why; what waits, with what goes best with it.

use super::Frame;
use super::reading::{Passage, own_name, own_summary};
use crate::matching::get::{Span, with};
use crate::matching::words::{Known, of_a_hundred, sentence};
use crate::vocabulary::Vocabulary;
use askama::Template;
use model::Iri;
use model::vocab::class;
use registry::Resource;
use registry::matching::{Matches, Pairable, Score, Side};

/// What goes with one.
#[derive(Template)]
#[template(path = "matches.html")]
pub(crate) struct MatchesPage {
    pub(super) frame: Frame,
    asked: Told,
    is_open: bool,
    found: Vec<Found>,
    together: Vec<(String, Passage)>,
    all: String,
    query: String,
}

/// What waits.
#[derive(Template)]
#[template(path = "waiting.html")]
pub(crate) struct WaitingPage {
    pub(super) frame: Frame,
    /// Which sides there are: address, label, whether it is the one that is shown.
    sides: Vec<(String, String, bool)>,
    waiting: Vec<Waiting>,
    counted: String,
    next: Option<String>,
    query: String,
}

struct Told {
    href: String,
    name: Passage,
    summary: Option<Passage>,
    kind: String,
    is_elsewhere: bool,
}

struct Found {
    page: Told,
    score: String,
    why: String,
    parts: Vec<(String, String)>,
    complements: Vec<(String, Passage)>,
}

struct Waiting {
    page: Told,
    all: String,
    best: Option<Found>,
}

impl MatchesPage {
    pub(crate) fn new(frame: Frame, matches: &Matches, known: &Known) -> Self {
        let found: Vec<Found> = matches
            .found
            .iter()
            .map(|found| Found::new(&frame, &found.page, &found.score, &found.complements, known))
            .collect();
        let is_told = |resource: &&Resource| matches.together.contains(resource.document.iri());
        let together = matches.found.iter().map(|found| &found.page.resource).filter(is_told);
        Self {
            asked: Told::new(&frame, &matches.asked),
            is_open: matches.is_open,
            together: together.map(|resource| link(&frame, resource)).collect(),
            all: frame.link(&Span::default().address(frame.base())),
            query: frame.link(&query(&frame, &candidates(matches.asked.resource.document.iri(), matches.asked.side))),
            found,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let own = base.service("needs/farine");
        let frame = super::sample::frame(locale, with(&base, &own));
        let found = Found::sample(&frame);
        Self {
            asked: Told::sample(&frame, "needs/farine"),
            is_open: false,
            together: vec![(own.to_string(), found.page.name.clone())],
            found: vec![found],
            all: frame.link(&Span::default().address(frame.base())),
            query: frame.link(&query(&frame, &candidates(&own, Side::Need))),
            frame,
        }
    }
}

impl WaitingPage {
    pub(crate) fn new(frame: Frame, waiting: &registry::matching::WaitingPage, span: Span, known: &Known) -> Self {
        let told = waiting.waiting.iter().map(|waiting| Waiting {
            page: Told::new(&frame, &waiting.page),
            all: frame.link(&with(frame.base(), waiting.page.resource.document.iri())),
            best: waiting.best.as_ref().map(|(best, score)| Found::new(&frame, best, score, &[], known)),
        });
        let sides = [
            (None, "matching-both-sides"),
            (Some(Side::Need), "matching-needs"),
            (Some(Side::Offer), "matching-offers"),
        ];
        Self {
            sides: sides
                .into_iter()
                .map(|(side, key)| {
                    let address = Span { side, after: 0 }.address(frame.base());
                    (frame.link(&address), frame.say(key), side == span.side)
                })
                .collect(),
            waiting: told.collect(),
            counted: frame.count("matching-waiting", u64::try_from(waiting.all).unwrap_or(u64::MAX)),
            next: span.next(waiting.all).map(|next| frame.link(&next.address(frame.base()))),
            query: frame.link(&query(&frame, &everybody())),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let frame = super::sample::frame(locale, Span::default().address(&base));
        let empty = registry::matching::WaitingPage { waiting: Vec::new(), all: 30 };
        let waiting = Waiting {
            page: Told::sample(&frame, "needs/farine"),
            all: frame.link(&with(&base, &base.service("needs/farine"))),
            best: Some(Found::sample(&frame)),
        };
        let page = Self::new(frame, &empty, Span::default(), &Known(Vec::new()));
        Self { waiting: vec![waiting], ..page }
    }
}

impl Told {
    fn new(frame: &Frame, page: &Pairable) -> Self {
        let document = &page.resource.document;
        let class = match page.side {
            Side::Offer => class::OFFER,
            Side::Need => class::NEED,
        };
        Self {
            href: frame.link(document.iri()),
            name: own_name(document, frame.locale()),
            summary: own_summary(document, frame.locale()),
            kind: Vocabulary::embedded().label(frame.locale(), class),
            is_elsewhere: page.origin.is_some(),
        }
    }

    #[cfg(test)]
    fn sample(frame: &Frame, path: &str) -> Self {
        Self {
            href: frame.base().service(path).to_string(),
            name: super::reading::plain("Farine de blés anciens".to_owned()),
            summary: Some(super::reading::plain("Cent kilos par mois.".to_owned())),
            kind: Vocabulary::embedded().label(frame.locale(), class::NEED),
            is_elsewhere: true,
        }
    }
}

impl Found {
    fn new(frame: &Frame, page: &Pairable, score: &Score, complements: &[Resource], known: &Known) -> Self {
        Self {
            page: Told::new(frame, page),
            score: frame.say_with("matching-score", "score", &of_a_hundred(score.whole).to_string()),
            why: sentence(frame.locale(), score, known),
            parts: parts(frame, score),
            complements: complements.iter().map(|resource| link(frame, resource)).collect(),
        }
    }

    #[cfg(test)]
    fn sample(frame: &Frame) -> Self {
        use registry::matching::{Parts, Reason};
        let parts = Parts { kind: Some(1.0), text: 0.4, time: 1.0, ..Parts::default() };
        let score = Score { whole: 0.72, parts, reasons: vec![Reason::Words(vec!["farine".to_owned()])] };
        Self {
            page: Told::sample(frame, "offers/farine"),
            score: frame.say_with("matching-score", "score", "72"),
            why: sentence(frame.locale(), &score, &Known(Vec::new())),
            parts: self::parts(frame, &score),
            complements: vec![("/offers/livraison".to_owned(), super::reading::plain("Livraison".to_owned()))],
        }
    }
}

fn link(frame: &Frame, resource: &Resource) -> (String, Passage) {
    (frame.link(resource.document.iri()), own_name(&resource.document, frame.locale()))
}

/// The parts that are told, each of a hundred.
fn parts(frame: &Frame, score: &Score) -> Vec<(String, String)> {
    let all = [
        ("matching-part-kind", score.parts.kind),
        ("matching-part-theme", score.parts.theme),
        ("matching-part-text", Some(score.parts.text)),
        ("matching-part-distance", score.parts.distance),
        ("matching-part-time", Some(score.parts.time)),
        ("matching-part-terms", score.parts.terms),
    ];
    all.into_iter().filter_map(|(key, part)| Some((frame.say(key), of_a_hundred(part?).to_string()))).collect()
}

/// Where a query is asked.
fn query(frame: &Frame, query: &str) -> Iri {
    frame.base().service("sparql").with_query("query", query)
}

const PREFIX: &str = "PREFIX cs: <https://w3id.org/codesocial#>";

/// Who shares a kind, a theme or a skill with it: what is weighed, as far as a query says it.
fn candidates(own: &Iri, side: Side) -> String {
    let other = match side {
        Side::Offer => "cs:Need",
        Side::Need => "cs:Offer",
    };
    format!(
        "{PREFIX}\nSELECT DISTINCT ?page ?name WHERE {{\n  VALUES ?shared {{ cs:kind cs:theme cs:skill }}\n  \
         <{own}> ?shared ?what .\n  ?page ?shared ?what ; a {other} ; cs:name ?name .\n}}"
    )
}

/// All offers and needs.
fn everybody() -> String {
    format!(
        "{PREFIX}\nSELECT ?page ?side ?name ?until WHERE {{\n  VALUES ?side {{ cs:Offer cs:Need }}\n  \
         ?page a ?side ; cs:name ?name .\n  OPTIONAL {{ ?page cs:availableUntil ?until }}\n  \
         FILTER NOT EXISTS {{ ?page cs:chosenOffer ?chosen }}\n}}"
    )
}
