//! Likely pairs and decisions as programs are told of them: the command line's `--json`, and the page asked for as JSON.

use super::decision::Standing;
use super::page::{Judged, LikelyPage, LikelyPair, Sheet};
use ::same::{Nearness, Reason, Sort, Why};
use jiff::Timestamp;
use model::vocab::property;
use oxrdf::TermRef;
use serde::{Deserialize, Serialize};

/// Pairs that are likely one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LikelySummary {
    /// The pairs, the likeliest first.
    pub candidates: Vec<PairSummary>,
    /// After which the next ones are to be asked for; nothing: these were the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
    /// How many documents were compared.
    pub compared: usize,
}

/// Two documents that are likely of one organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairSummary {
    /// The one that is written here, or of two alike the one that was here first.
    pub one: SheetSummary,
    /// The other.
    pub other: SheetSummary,
    /// How likely they are one, from 0 to 1.
    pub probability: f64,
    /// The sum of what the reasons weigh.
    pub bits: f64,
    /// The reasons, the weightiest first.
    pub reasons: Vec<ReasonSummary>,
}

/// One of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetSummary {
    /// Its address.
    pub iri: String,
    /// Its first name.
    pub name: String,
    /// `ours`, `imported` or `elsewhere`.
    pub standing: String,
    /// The source that brought it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Why they are likely one, or not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReasonSummary {
    /// `any` (few pairs of all are one), `name`, `other-name`, `kind`, `near`, or a mark that both have or in which they
    /// differ: `mark`, `other-mark`.
    pub why: String,
    /// What kind of mark: `link`, `siret`, `siren`, `mailbox`, `page`, `host`, `telephone`; or how near: `door`, `street`,
    /// `quarter`, `town`, `around`, `country`, `far`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The mark itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What it weighs: the logarithm to base two of how much likelier it makes that they are one; below zero: less likely.
    pub bits: f64,
}

/// A decision that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionSummary {
    /// Its number.
    pub number: u64,
    /// One.
    pub one: String,
    /// The other.
    pub other: String,
    /// `confirmed`, `refused` or `merged`.
    pub decision: String,
    /// Which of both says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl From<LikelyPage> for LikelySummary {
    fn from(page: LikelyPage) -> Self {
        let LikelyPage { pairs, next, compared } = page;
        Self { candidates: pairs.iter().map(PairSummary::from).collect(), next, compared }
    }
}

impl From<&LikelyPair> for PairSummary {
    fn from(pair: &LikelyPair) -> Self {
        let LikelyPair { both: [one, other], score } = pair;
        let mut reasons: Vec<ReasonSummary> = score.reasons().iter().map(ReasonSummary::from).collect();
        reasons.sort_by(|one, other| other.bits.abs().total_cmp(&one.bits.abs()));
        Self { one: one.into(), other: other.into(), probability: score.probability(), bits: score.bits(), reasons }
    }
}

impl From<&Sheet> for SheetSummary {
    fn from(sheet: &Sheet) -> Self {
        let document = &sheet.resource.document;
        let name = document.own(property::NAME).find_map(|name| match name {
            TermRef::Literal(name) => Some(name.value().to_owned()),
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        });
        let (standing, source) = match &sheet.standing {
            Standing::Ours => ("ours", None),
            Standing::Imported(source) => ("imported", Some(source.to_string())),
            Standing::Elsewhere => ("elsewhere", None),
        };
        let iri = document.iri().to_string();
        Self { name: name.unwrap_or_else(|| iri.clone()), iri, standing: standing.to_owned(), source }
    }
}

impl From<&Reason> for ReasonSummary {
    fn from(reason: &Reason) -> Self {
        let (why, what, text) = match &reason.why {
            Why::Any => ("any", None, None),
            Why::Mark(mark) => ("mark", Some(sort(mark.sort)), Some(mark.text.clone())),
            Why::OtherMark(other) => ("other-mark", Some(sort(*other)), None),
            Why::Name => ("name", None, None),
            Why::OtherName => ("other-name", None, None),
            Why::Nearness(nearness) => ("near", Some(near(*nearness)), None),
            Why::Kind => ("kind", None, None),
        };
        Self { why: why.to_owned(), what: what.map(str::to_owned), text, bits: reason.bits }
    }
}

impl From<&Judged> for DecisionSummary {
    fn from(judged: &Judged) -> Self {
        let [one, other] = &judged.pair;
        Self {
            number: judged.number,
            one: one.to_string(),
            other: other.to_string(),
            decision: judged.decision.as_str().to_owned(),
            written: judged.written.as_ref().map(ToString::to_string),
            at: judged.at,
        }
    }
}

fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Link => "link",
        Sort::Siret => "siret",
        Sort::Siren => "siren",
        Sort::Mailbox => "mailbox",
        Sort::Page => "page",
        Sort::Host => "host",
        Sort::Telephone => "telephone",
    }
}

fn near(nearness: Nearness) -> &'static str {
    match nearness {
        Nearness::Door => "door",
        Nearness::Street => "street",
        Nearness::Quarter => "quarter",
        Nearness::Town => "town",
        Nearness::Around => "around",
        Nearness::Country => "country",
        Nearness::Far => "far",
    }
}
