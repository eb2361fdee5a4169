//! What an import does: reads a source in its format, has it written, and tells what became of each record.

mod changes;
mod fetching;
mod follow;
mod piece;
mod reading;
mod told;

pub use fetching::fetch;
pub use follow::{Leg, follow};
pub use piece::{Content, Piece, Spool};
pub use told::{Ear, ImportSummary, ImportTold, UnplacedSummary};

use super::explain;
use crate::arguments::{AudienceName, ImportFormat};
use crate::text::{self, Language};
use jiff::Timestamp;
use model::record::RefusedReason;
use model::{Base, Slug};
use registry::{ImportError, ImportMode, Passages, Registry, ReplicaOrder, SourceCard, SourceExtent, Why};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::task::spawn_blocking;
use told::Teller;

/// One source to import.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportOrder {
    /// What it is written in.
    pub format: ImportFormat,
    /// A file's or a folder's name, or an address of the web.
    pub source: String,
    /// Why it could not be got hold of. That it was tried is written down.
    pub failure: Option<String>,
    /// Of a stream that is followed, how far it is read once this is.
    #[serde(default)]
    pub place: Option<String>,
    /// Whether to write nothing.
    pub dry_run: bool,
    /// What a source has to be told with.
    pub telling: SourceTelling,
    /// How long from this run to the next; `None`: as was said before.
    pub every: Option<Duration>,
    /// In which language to explain refusals.
    pub language: Language,
}

/// What is said of a source, beside what it says itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceTelling {
    /// How it is called here: the beginning of its records' addresses. Its host or its file's name, where nothing is said.
    pub name: Option<String>,
    /// Who may read its records at first.
    pub audience: Option<AudienceName>,
    /// What its types, fields and categories are here (TOML).
    pub mapping: Option<String>,
    /// The territory of documents that state none: its address, or what stands after the instance's.
    #[serde(default)]
    pub territory: Option<String>,
    /// The container for documents under others' addresses, where these are to be ours: the name that stands in addresses.
    #[serde(default)]
    pub mint: Option<String>,
}

/// How a source is read again, as it is written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptTelling {
    /// What was said of it.
    #[serde(flatten)]
    pub telling: SourceTelling,
    /// In which language its runs are told.
    pub language: Language,
}

impl ImportOrder {
    /// To read it once, and write what it says.
    pub fn of(format: ImportFormat, source: String, telling: SourceTelling, language: Language) -> Self {
        Self { format, source, failure: None, place: None, dry_run: false, telling, every: None, language }
    }
}

/// Reads a source and writes what it says, and has told what becomes of each record. `Err`: the source cannot be read, or
/// the instance failed; said in the order's language.
pub async fn import(
    registry: &Registry,
    order: ImportOrder,
    pieces: Vec<Piece>,
    ear: Ear<'_>,
) -> Result<ImportSummary, String> {
    let language = order.language;
    let name = called(&order)?;
    // Of a stream a part may have come before it broke off.
    if let Some(failure) = order.failure.as_ref().filter(|_| pieces.is_empty()) {
        // Nothing is kept of an address that nobody ever got hold of.
        let known = registry.source(&registry.operator(), &name).await.map_err(|error| explain(language, error))?;
        if known.is_none() {
            return Err(failure.clone());
        }
    }
    if order.format == ImportFormat::Ldes {
        return replicate(registry, order, name, pieces, ear).await;
    }
    let (base, reading) = (registry.base().clone(), (order.clone(), name.clone()));
    let begun = spawn_blocking(move || begin(&base, &reading.0, &reading.1, pieces)).await;
    // It can only break down by a mistake of ours.
    let Begun { passages, extent, mapping } = begun.map_err(|_| text::say(language, "reader-broken"))??;
    let (card, mode) = (card(&order, &name), mode(&order));
    let wanted = registry::ImportOrder { card, extent, mode };
    let report = registry.import(&registry.operator(), wanted, passages, &Teller { language, ear }).await;
    let report = report.map_err(|error| explain_import(language, error))?;
    schedule(registry, &order, &name).await?;
    Ok(ImportSummary { mapping, ..ImportSummary::of(report, order.dry_run) })
}

/// A source of which the first things are known.
struct Begun {
    passages: Passages,
    extent: SourceExtent,
    /// Of a dry run, what its fields were taken for.
    mapping: Option<String>,
}

fn begin(base: &Base, order: &ImportOrder, name: &Slug, pieces: Vec<Piece>) -> Result<Begun, String> {
    let mapping = if order.dry_run { reading::told(base, order, name, &pieces) } else { None };
    let (passages, extent) = match &order.failure {
        Some(failure) => (failed(failure.clone()), SourceExtent::Part),
        None => reading::read(base, order, name, pieces)?,
    };
    Ok(Begun { passages, extent, mapping })
}

/// Takes in a leg of a stream that is followed.
async fn replicate(
    registry: &Registry,
    order: ImportOrder,
    name: Slug,
    pieces: Vec<Piece>,
    ear: Ear<'_>,
) -> Result<ImportSummary, String> {
    let language = order.language;
    let tellings = reading::tellings(&order, pieces)?;
    let (card, mode) = (card(&order, &name), mode(&order));
    let wanted = ReplicaOrder { card, mode, place: order.place.clone() };
    let report = registry.replicate(&registry.operator(), wanted, tellings, &Teller { language, ear }).await;
    let report = report.map_err(|error| explain_import(language, error))?;
    schedule(registry, &order, &name).await?;
    Ok(ImportSummary::of(report, order.dry_run))
}

/// What is written down of the source.
fn card(order: &ImportOrder, name: &Slug) -> SourceCard {
    let kept = KeptTelling { telling: order.telling.clone(), language: order.language };
    SourceCard {
        name: name.clone(),
        format: order.format.name().to_owned(),
        address: order.source.clone(),
        telling: serde_json::to_string(&kept).unwrap_or_default(),
    }
}

fn mode(order: &ImportOrder) -> ImportMode {
    if order.dry_run { ImportMode::DryRun } else { ImportMode::Write }
}

async fn schedule(registry: &Registry, order: &ImportOrder, name: &Slug) -> Result<(), String> {
    let Some(every) = order.every.filter(|_| !order.dry_run) else { return Ok(()) };
    let scheduled = registry.schedule_source(&registry.operator(), name, Some(every)).await;
    scheduled.map(drop).map_err(|error| explain(order.language, error))
}

/// How a source of the web is called here that has no name of its own: by where it is. `None`: it has to be said.
pub fn source_name(name: Option<&str>, address: &str) -> Option<Slug> {
    Slug::from_text(name.or_else(|| place_of(address))?).ok()
}

/// What stands behind the scheme. Not with a question: it may hold what opens the source, and everybody reads how it is
/// called; without it two sources would have one name.
fn place_of(address: &str) -> Option<&str> {
    let place = address.split_once("://").map_or(address, |(_, rest)| rest);
    let place = place.split_once('#').map_or(place, |(place, _)| place);
    (!place.contains('?')).then_some(place)
}

/// When the source of this order was read last, if what changed since is all that has to be read now: it was read whole, by
/// the same words, and its last run neither failed nor was taken back. The first run of each week reads all of it, so that
/// what a map does not tell to have changed is found all the same.
pub async fn read_before(registry: &Registry, order: &ImportOrder) -> Option<Timestamp> {
    let name = called(order).ok()?;
    let source = registry.source(&registry.operator(), &name).await.ok()??;
    let kept: KeptTelling = serde_json::from_str(&source.card.telling).ok()?;
    let is_alike = source.card.format == order.format.name()
        && source.card.address == order.source
        && kept.telling == SourceTelling { name: kept.telling.name.clone(), ..order.telling.clone() };
    let last = source.last.filter(|last| last.failure.is_none() && last.undone.is_none() && last.ended.is_some())?;
    (is_alike && !order.dry_run && week(last.began) == week(registry.now())).then_some(last.began)
}

/// The number of a week that begins on a Monday: 1970 began on a Thursday.
fn week(at: Timestamp) -> i64 {
    const DAY: i64 = 86_400;
    (at.as_second() + 3 * DAY).div_euclid(7 * DAY)
}

fn failed(failure: String) -> Passages {
    Box::new(std::iter::once(Err(failure)))
}

/// How the source is called here: as is said, else by where it is.
fn called(order: &ImportOrder) -> Result<Slug, String> {
    let nameless = |key| text::fill(order.language, key, &[("source", order.source.clone())]);
    let site = reading::site(order);
    let name = match (&order.telling.name, &site) {
        (Some(name), _) => name.as_str(),
        // Whoever has a map or a list has one of them; of RDF a host may have many.
        (None, Some(site)) if order.format.has_keys() => site.host_str().unwrap_or_default(),
        (None, Some(_)) => place_of(&order.source).ok_or_else(|| nameless("source-asked-nameless"))?,
        (None, None) if order.source == STANDARD_INPUT && !order.format.has_keys() => "standard-input",
        (None, None) if order.format.has_keys() => order.source.split('.').next().unwrap_or_default(),
        (None, None) => order.source.as_str(),
    };
    Slug::from_text(name).map_err(|_| nameless("source-nameless"))
}

/// What stands for standard input.
pub const STANDARD_INPUT: &str = "-";

fn explain_import(language: Language, error: ImportError) -> String {
    match error {
        ImportError::Refused(error) => explain(language, error),
        ImportError::Running(name) => text::fill(language, "source-running", &[("name", name.to_string())]),
        ImportError::AnotherFormat { name, format } => {
            text::fill(language, "source-of-another-format", &[("name", name.to_string()), ("format", format)])
        }
    }
}

fn why_in_words(language: Language, why: Why) -> String {
    match why {
        Why::Rules(error) => explain(language, error),
        Why::Mentioned => text::say(language, "kept"),
        Why::Disputed => text::say(language, "disputed"),
        Why::Repeated => text::say(language, "refused-told-twice"),
        Why::Broken => text::say(language, "reader-broken"),
        Why::Taken => text::say(language, "kept-taken"),
        Why::Reader(reason) => match reason {
            RefusedReason::NotAnAddress(name) => text::fill(language, "not-an-address", &[("iri", name)]),
            RefusedReason::Document(error) => explain(language, error.into()),
            RefusedReason::WithoutKey => text::say(language, "refused-without-key"),
            RefusedReason::Nameless => text::say(language, "refused-nameless"),
            RefusedReason::Repeated(number) => {
                text::fill(language, "refused-repeated", &[("number", number.to_string())])
            }
            RefusedReason::Malformed(field) => text::fill(language, "refused-malformed", &[("field", field)]),
            RefusedReason::Unpublished => text::say(language, "refused-unpublished"),
            RefusedReason::NoConsent => text::say(language, "refused-no-consent"),
            RefusedReason::UnknownType(name) => text::fill(language, "refused-unknown-type", &[("name", name)]),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{source_name, week};

    #[test]
    fn what_opens_a_source_is_no_part_of_its_name() {
        let named = |name, address| source_name(name, address).map(|name| name.to_string());
        assert_eq!(named(None, "https://b.example/a.ttl#it").as_deref(), Some("b-example-a-ttl"));
        assert_eq!(named(None, "https://b.example/a.ttl?key=hush"), None);
        assert_eq!(named(Some("Leurs"), "https://b.example/a.ttl?key=hush").as_deref(), Some("leurs"));
    }

    #[test]
    fn weeks_begin_on_mondays() {
        let of = |at: &str| week(at.parse().unwrap());
        assert_eq!(of("2026-11-22T23:59:59Z") + 1, of("2026-11-23T00:00:00Z"));
        assert_eq!(of("2026-11-23T00:00:00Z"), of("2026-11-29T23:59:59Z"));
    }
}
