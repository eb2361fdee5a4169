//! Documents that are likely of one organisation, beside each other; and what was decided.

use super::Frame;
use super::reading::{Passage, own_name, own_summary};
use crate::locale::Locale;
use crate::text;
use crate::vocabulary::Vocabulary;
use askama::Template;
use model::vocab::property;
use model::{Document, Iri, Reason};
use oxrdf::{Literal, NamedNodeRef, TermRef};
use registry::SameDecision;
use registry::same::decision::Standing;
use registry::same::page::{Asked, Judged, LikelyPage, LikelyPair, Sheet};
use registry::same::summary::{PairSummary, ReasonSummary};

/// Pairs and decisions.
#[derive(Template)]
#[template(path = "same.html")]
pub(crate) struct SamePage {
    pub(super) frame: Frame,
    form_token: String,
    action: String,
    pairs: Vec<Pair>,
    compared: String,
    next: Option<String>,
    decisions: Vec<Decision>,
    done: Option<String>,
    alert: Option<String>,
}

struct Pair {
    one: Side,
    other: Side,
    likelihood: String,
    reasons: Vec<Told>,
}

/// A reason in words, and whether it speaks for it.
struct Told {
    text: String,
    speaks_for: bool,
}

struct Side {
    href: String,
    iri: String,
    name: Passage,
    summary: Option<Passage>,
    standing: String,
    rows: Vec<(String, Vec<String>)>,
}

struct Decision {
    /// The documents: link, address, name.
    both: [(String, String, String); 2],
    told: String,
}

/// What is told of each beside its name, as far as it says it.
const TOLD: [NamedNodeRef<'static>; 7] = [
    property::ALTERNATE_NAME,
    property::ADDRESS,
    property::WEBSITE,
    property::LEGAL_FORM,
    property::KEYWORD,
    property::COMMUNECTER_RECORD,
    property::TRANSISCOPE_RECORD,
];

/// What of an address is told.
const OF_ADDRESS: [NamedNodeRef<'static>; 3] = [property::STREET, property::POSTAL_CODE, property::LOCALITY];

impl SamePage {
    pub(crate) fn new(
        frame: Frame,
        form_token: String,
        (likely, asked): (&LikelyPage, &Asked),
        (decided, names): (&[Judged], &[(Iri, Literal)]),
        done: &str,
    ) -> Self {
        let next = likely.next.map(|next| {
            let address = frame.base().service("admin/same").with_query("after", &next.to_string());
            let within = |territory: &Iri| address.with_query("territory", territory.as_str());
            frame.link(&asked.territory.as_ref().map_or_else(|| address.clone(), within))
        });
        let (done, alert) = match done {
            "confirmed" => (Some(frame.say("same-done-confirmed")), None),
            "refused" => (Some(frame.say("same-done-refused")), None),
            "merged" => (Some(frame.say("same-done-merged")), None),
            "undone" => (Some(frame.say("same-done-undone")), None),
            "decided" => (None, Some(frame.say("same-alert-decided"))),
            "not-decided" => (None, Some(frame.say("same-alert-not-decided"))),
            "no-taker" => (None, Some(frame.say("same-alert-no-taker"))),
            "changed-since" => (None, Some(frame.say("same-alert-changed-since"))),
            _ => (None, None),
        };
        Self {
            form_token,
            action: frame.asset("admin/same"),
            pairs: likely.pairs.iter().map(|pair| Pair::new(&frame, pair)).collect(),
            compared: frame.count("same-compared", likely.compared.try_into().unwrap_or(u64::MAX)),
            next,
            decisions: decided.iter().map(|judged| Decision::new(&frame, judged, names)).collect(),
            done,
            alert,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let base = super::sample::base();
        let (moulin, carte) = (base.service("organizations/moulin"), base.service("organizations/carte-1a"));
        let judged = Judged {
            number: 3,
            pair: [moulin.clone(), carte.clone()],
            decision: SameDecision::Merged,
            written: Some(moulin.clone()),
            by: model::AccountId(1),
            at: "2026-11-22T08:00:00Z".parse().unwrap(),
        };
        let side = |iri: &Iri, standing: &str| Side {
            href: iri.to_string(),
            iri: iri.to_string(),
            name: super::reading::plain("Le Moulin".to_owned()),
            summary: Some(super::reading::plain("Une minoterie.".to_owned())),
            standing: standing.to_owned(),
            rows: vec![("Adresse".to_owned(), vec!["12 rue du Four, 36100, Issoudun".to_owned()])],
        };
        let reason = |why: &str, what: Option<&str>, bits: f64| ReasonSummary {
            why: why.to_owned(),
            what: what.map(str::to_owned),
            text: what.map(|_| "moulin.fr".to_owned()),
            bits,
        };
        let frame = super::sample::frame(locale, base.service("admin/same"));
        let likely = LikelyPage { pairs: Vec::new(), next: Some(20), compared: 1_234 };
        let asked = Asked { territory: Some(base.service("territories/issoudun")), after: 0, limit: 20 };
        let pair = Pair {
            one: side(&moulin, "a"),
            other: side(&carte, "b"),
            likelihood: likelihood(locale, 0.99),
            reasons: vec![
                told(locale, &reason("mark", Some("host"), 9.0)),
                told(locale, &reason("other-name", None, -3.0)),
            ],
        };
        let page = Self::new(frame, "f".to_owned(), (&likely, &asked), (&[judged], &[]), "merged");
        Self { pairs: vec![pair], ..page }
    }
}

impl Pair {
    fn new(frame: &Frame, pair: &LikelyPair) -> Self {
        let summary = PairSummary::from(pair);
        let [one, other] = &pair.both;
        Self {
            one: Side::new(frame, one),
            other: Side::new(frame, other),
            likelihood: likelihood(frame.locale(), summary.probability),
            reasons: summary.reasons.iter().filter(|reason| is_told(reason)).map(|r| told(frame.locale(), r)).collect(),
        }
    }
}

impl Side {
    fn new(frame: &Frame, sheet: &Sheet) -> Self {
        let document = &sheet.resource.document;
        let label = |property| Vocabulary::embedded().label(frame.locale(), property);
        let rows = TOLD.into_iter().map(|property| (label(property), values(document, property)));
        Self {
            href: frame.link(document.iri()),
            iri: document.iri().to_string(),
            name: own_name(document, frame.locale()),
            summary: own_summary(document, frame.locale()),
            standing: match &sheet.standing {
                Standing::Ours => frame.say("same-ours"),
                Standing::Imported(source) => frame.say_with("same-imported", "source", source.as_str()),
                Standing::Elsewhere => frame.say("same-elsewhere"),
            },
            rows: rows.filter(|(_, values)| !values.is_empty()).collect(),
        }
    }
}

impl Decision {
    fn new(frame: &Frame, judged: &Judged, names: &[(Iri, Literal)]) -> Self {
        let name = |iri: &Iri| {
            let name = names.iter().find(|(named, _)| named == iri).map(|(_, name)| name.value().to_owned());
            (frame.link(iri), iri.to_string(), name.unwrap_or_else(|| iri.to_string()))
        };
        let key = match judged.decision {
            SameDecision::Confirmed if judged.written.is_none() => "same-was-remembered",
            SameDecision::Confirmed => "same-was-confirmed",
            SameDecision::Refused => "same-was-refused",
            SameDecision::Merged => "same-was-merged",
        };
        let [one, other] = &judged.pair;
        let told = frame.say_with(key, "date", &text::moment(frame.locale(), judged.at));
        Self { both: [name(one), name(other)], told }
    }
}

/// How likely it is that two documents are of one organisation, for whoever has the figure from elsewhere than a page.
/// `language` is a tag such as `fr`; French where it is none of ours.
pub fn likelihood_of(probability: f64, language: &str) -> String {
    likelihood(Locale::from_tag(language).unwrap_or(Locale::Fr), probability)
}

/// The reasons in words, those against it with a minus.
pub fn reasons_of(reasons: &[ReasonSummary], language: &str) -> Vec<String> {
    let locale = Locale::from_tag(language).unwrap_or(Locale::Fr);
    let told = reasons.iter().filter(|reason| is_told(reason)).map(|reason| told(locale, reason));
    told.map(|told| format!("{} {}", if told.speaks_for { '+' } else { '−' }, told.text)).collect()
}

/// What stands in the history of a document that a decision changes, in this language.
pub fn note_of(decision: Option<SameDecision>, language: &str) -> Option<Reason> {
    change_note(Locale::from_tag(language).unwrap_or(Locale::Fr), decision)
}

/// What stands in the history of a document that a decision changes; `None`: one that is taken back.
pub(crate) fn change_note(locale: Locale, decision: Option<SameDecision>) -> Option<Reason> {
    let key = match decision {
        Some(SameDecision::Merged) => "same-note-merged",
        Some(SameDecision::Confirmed | SameDecision::Refused) => "same-note-confirmed",
        None => "same-note-undone",
    };
    Reason::parse(&text::say(locale, key)).ok().flatten()
}

/// How likely it is, in words.
fn likelihood(locale: Locale, probability: f64) -> String {
    let key = match probability {
        certain if certain >= 0.999 => "same-certain",
        very if very >= 0.95 => "same-very-likely",
        likely if likely >= 0.8 => "same-likely",
        _ => "same-possible",
    };
    text::say(locale, key)
}

/// That few pairs of all are one says nothing of this one, and what weighs next to nothing is no reason.
fn is_told(reason: &ReasonSummary) -> bool {
    reason.why != "any" && reason.bits.abs() >= 0.5
}

/// A reason in words.
fn in_words(locale: Locale, reason: &ReasonSummary) -> String {
    let what = reason.what.as_deref().unwrap_or_default();
    let sort = text::say(
        locale,
        match what {
            "link" => "same-link",
            "siret" => "same-siret",
            "siren" => "same-siren",
            "mailbox" => "same-mailbox",
            "page" => "same-page",
            "telephone" => "same-telephone",
            _ => "same-host",
        },
    );
    let text = reason.text.clone().unwrap_or_default();
    match reason.why.as_str() {
        "mark" => text::fill(locale, "same-why-mark", &[("sort", sort), ("text", text)]),
        "other-mark" => text::fill(locale, "same-why-other-mark", &[("sort", sort)]),
        "name" => text::say(locale, "same-why-name"),
        "other-name" => text::say(locale, "same-why-other-name"),
        "near" => text::say(
            locale,
            match what {
                "door" => "same-near-door",
                "street" => "same-near-street",
                "quarter" => "same-near-quarter",
                "town" => "same-near-town",
                "around" => "same-near-around",
                "country" => "same-near-country",
                _ => "same-near-far",
            },
        ),
        _ => text::say(locale, "same-why-kind"),
    }
}

fn told(locale: Locale, reason: &ReasonSummary) -> Told {
    Told { text: in_words(locale, reason), speaks_for: reason.bits > 0.0 }
}

/// What a document says by a property, as text; of an address its lines.
fn values(document: &Document, property: NamedNodeRef<'_>) -> Vec<String> {
    let value = |term: TermRef<'_>| match term {
        TermRef::Literal(literal) => Some(literal.value().to_owned()),
        TermRef::NamedNode(part) if document.iri().holds(part) => {
            let lines = OF_ADDRESS.into_iter().filter_map(|line| {
                document.objects(part, line).find_map(|value| match value {
                    TermRef::Literal(literal) => Some(literal.value().to_owned()),
                    TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
                })
            });
            Some(lines.collect::<Vec<_>>().join(", ")).filter(|lines| !lines.is_empty())
        }
        TermRef::NamedNode(node) => Some(node.as_str().to_owned()),
        TermRef::BlankNode(_) => None,
    };
    document.own(property).filter_map(value).collect()
}
