//! A source read in its format. Where it cannot be, why, in the language of whoever asked.

mod mint;
pub(super) mod reason;
mod territory;

use super::piece::{Content, Piece};
use super::{ImportOrder, STANDARD_INPUT, failed};
use crate::arguments::ImportFormat;
use crate::operation::explain;
use crate::text::{self, Language};
use exchange::gogocarto::taxonomy::{self, Taxonomy};
use exchange::ldes::member::{self, Member};
use exchange::ldes::walk;
use exchange::mapping::{Mapping, MappingError, Wrong};
use exchange::source::Source;
use exchange::{communecter, csv, geojson, gogocarto, murmurations, pair, resilience_wiki};
use mint::Mint;
use model::syntax::Format;
use model::{Audience, Base, Container, Iri, Passage, Place, Reading, Refused, Slug, Unplaced, UnplacedReason};
use registry::{Heard, Passages, SourceExtent, Tellings, Told, ToldContent};
use std::collections::BTreeSet;
use std::sync::Arc;
use url::Url;

/// How the pieces of a source are read.
struct Plan {
    order: ImportOrder,
    source: Source,
    mapping: Mapping,
    /// What a map files its elements under.
    taxonomy: Option<Arc<Taxonomy>>,
}

/// The passages of all pieces, and whether these are all there is. A piece is opened once those before it are read to their
/// end; whatever cannot be read ends them. What has to be known before the first of them is read here: not on a thread that
/// others wait for.
pub(super) fn read(
    base: &Base,
    order: &ImportOrder,
    name: &Slug,
    pieces: Vec<Piece>,
) -> Result<(Passages, SourceExtent), String> {
    let source = source(base, order, name);
    let mapping = mapping(order)?;
    let is_named = order.source != STANDARD_INPUT || order.telling.name.is_some();
    let mut extent = if is_named { SourceExtent::Whole } else { SourceExtent::Part };
    let mut passages: Passages = Box::new(std::iter::empty());
    let (concepts, pieces) = taxonomy_of(order, &source, pieces);
    if let Some(concepts) = &concepts {
        match concepts {
            Ok(taxonomy) => passages = Box::new(taxonomy.passages().to_vec().into_iter().map(Ok)),
            // The elements are read as those of a map without: what was told of concepts before has not vanished.
            Err(unplaced) => {
                extent = SourceExtent::Part;
                passages = Box::new(std::iter::once(Ok(Passage::Unplaced(unplaced.clone()))));
            }
        }
    }
    let taxonomy = concepts.and_then(Result::ok);
    let (listed, pieces) = listed(order, &source, pieces);
    if let (Some(listed), SourceExtent::Whole) = (listed, &extent) {
        extent = SourceExtent::Listed(Arc::new(listed));
    }
    if pieces.iter().any(|piece| another_follows(order, &source, piece)) {
        extent = SourceExtent::Part;
    }
    let plan = Plan { order: order.clone(), source, mapping, taxonomy };
    // The command takes names of containers alone.
    let container = order.telling.mint.as_deref().and_then(Container::from_segment);
    let mint = container.map(|container| Mint::of(&plan, container, &pieces));
    let told = pieces.into_iter().flat_map(move |piece| plan.passages(piece).unwrap_or_else(failed));
    let mut passages: Passages = Box::new(passages.chain(told));
    if let Some(mint) = mint {
        passages = Box::new(passages.map(move |passage| passage.map(|passage| mint.passage(passage))));
    }
    Ok((territory::located(base, order, passages)?, extent))
}

/// What a map says to have, by what it is called here, where of its elements only those come that changed; and the others.
fn listed(order: &ImportOrder, source: &Source, mut pieces: Vec<Piece>) -> (Option<BTreeSet<Slug>>, Vec<Piece>) {
    let is_list = |piece: &Piece| piece.name.ends_with(gogocarto::CHANGES);
    let found = pieces.iter().position(is_list).filter(|_| order.format == ImportFormat::Gogocarto);
    let Some(found) = found.filter(|_| pieces.len() > 1) else { return (None, pieces) };
    // It was read before it came here: it has no errors.
    let keys = gogocarto::sync(pieces.remove(found).content.read()).flatten();
    (Some(keys.flat_map(|(key, _)| source.slugs(&key).collect::<Vec<_>>()).collect()), pieces)
}

/// What stands beside the elements of a map: what it files them under, where that can be read.
type Concepts = Result<Arc<Taxonomy>, Unplaced>;

/// The taxonomy of a map among its pieces, and the others. Alone it is read as elements would be.
fn taxonomy_of(order: &ImportOrder, source: &Source, mut pieces: Vec<Piece>) -> (Option<Concepts>, Vec<Piece>) {
    let is_taxonomy = |piece: &Piece| piece.name.rsplit('/').next() == Some(taxonomy::FILE);
    let found = pieces.iter().position(is_taxonomy).filter(|_| order.format == ImportFormat::Gogocarto);
    let Some(found) = found.filter(|_| pieces.len() > 1) else { return (None, pieces) };
    let Piece { name, content } = pieces.remove(found);
    let read = Taxonomy::read(content.read(), source).map(Arc::new);
    let unread = |_| Unplaced { place: Place::Item(1), text: name.clone(), reason: UnplacedReason::BrokenLine };
    (Some(read.map_err(unread)), pieces)
}

/// Whether a page says that another one follows, which nobody has fetched.
fn another_follows(order: &ImportOrder, source: &Source, piece: &Piece) -> bool {
    let is_a_page = order.format == ImportFormat::Communecter && site(order).is_none();
    // What cannot be read is told when its turn has come.
    let page = || communecter::read(&piece.content.whole().ok()?, None, source).ok();
    is_a_page && page().is_some_and(|page| page.next.is_some())
}

impl Plan {
    /// The passages of one piece.
    fn passages(&self, piece: Piece) -> Result<Passages, String> {
        let (language, source, mapping) = (self.order.language, &self.source, &self.mapping);
        let Piece { name, content } = piece;
        let called = name.clone();
        let unreadable =
            move |cause| text::fill(language, "source-unreadable", &[("source", called.clone()), ("cause", cause)]);
        let whole = || content.whole().map_err(|error| unreadable(error.to_string()));
        let all = |reading: Reading| -> Passages { Box::new(passages_of(reading).map(Ok)) };
        Ok(match self.order.format {
            ImportFormat::Gogocarto => {
                let found = gogocarto::read(content.read(), source, mapping, self.taxonomy.clone());
                Box::new(found.map(move |found| found.map_err(|error| unreadable(of_map(language, error)))))
            }
            ImportFormat::Communecter => {
                let page = communecter::read(&whole()?, None, source);
                let page = page.map_err(|error| unreadable(of_list(language, &error)))?;
                Box::new(page.passages.into_iter().map(Ok))
            }
            ImportFormat::Csv => {
                let found = csv::read(content.read(), source, mapping);
                Box::new(found.map(move |found| found.map_err(|error| unreadable(reason::of_table(language, error)))))
            }
            ImportFormat::Geojson => {
                let found = geojson::read(content.read(), source, mapping);
                let reason = move |error| unreadable(reason::of_features(language, error));
                Box::new(found.map(move |found| found.map_err(&reason)))
            }
            ImportFormat::Murmurations => {
                let found = murmurations::read(content.read(), source);
                let reason = move |error| unreadable(reason::of_profiles(language, error));
                Box::new(found.map(move |found| found.map_err(&reason)))
            }
            ImportFormat::Pair => {
                let format = name.rsplit_once('.').and_then(|(_, extension)| Format::from_extension(extension));
                let found = pair::read(content.read(), format.filter(|format| format.is_readable()), source);
                let reason = move |error| unreadable(reason::of_pair(language, error));
                let found = found.map_err(&reason)?;
                Box::new(found.map(move |found| found.map_err(&reason)))
            }
            ImportFormat::Nquads => self.rdf(Format::NQuads, &content, unreadable)?,
            ImportFormat::Jsonld => self.rdf(Format::JsonLd, &content, unreadable)?,
            ImportFormat::Turtle => self.rdf(Format::Turtle, &content, unreadable)?,
            ImportFormat::Trig => self.rdf(Format::TriG, &content, unreadable)?,
            ImportFormat::ResilienceWiki => {
                let read = resilience_wiki::read(&whole()?, &source.base);
                all(read.map_err(|error| unreadable(of_page(language, error)))?)
            }
            // It is followed, not read.
            ImportFormat::Ldes => return Err(unreadable(text::say(language, "not-a-stream"))),
        })
    }

    fn rdf(
        &self,
        format: Format,
        content: &Content,
        unreadable: impl Fn(String) -> String + Send + 'static,
    ) -> Result<Passages, String> {
        let language = self.order.language;
        let reason = move |error| unreadable(reason::of_rdf(language, error));
        let found = exchange::rdf::read(content.read(), format, &self.source.base).map_err(&reason)?;
        Ok(Box::new(found.map(move |found| found.map_err(&reason))))
    }
}

/// What the fields of a source are taken for, where a mapping says it: the same as a mapping.
pub(super) fn told(base: &Base, order: &ImportOrder, name: &Slug, pieces: &[Piece]) -> Option<String> {
    let first = pieces.first()?.content.read();
    let (source, mapping) = (source(base, order, name), mapping(order).ok()?);
    match order.format {
        ImportFormat::Csv => csv::told(first, &source, &mapping).ok(),
        ImportFormat::Geojson => geojson::told(first, &mapping).ok(),
        ImportFormat::Jsonld
        | ImportFormat::Turtle
        | ImportFormat::Trig
        | ImportFormat::Nquads
        | ImportFormat::ResilienceWiki
        | ImportFormat::Gogocarto
        | ImportFormat::Communecter
        | ImportFormat::Pair
        | ImportFormat::Ldes
        | ImportFormat::Murmurations => None,
    }
}

/// What the pages of a stream tell, in order; what broke it off comes last.
pub(super) fn tellings(order: &ImportOrder, pages: Vec<Piece>) -> Result<Tellings, String> {
    let language = order.language;
    let not_a_stream = || text::say(language, "not-a-stream");
    let failure = order.failure.clone().map(Err);
    if pages.is_empty() {
        return Ok(Box::new(failure.into_iter()));
    }
    let context = order.place.as_deref().and_then(walk::context_of).ok_or_else(not_a_stream)?;
    // The place alone: what is told by it stays its own, however it was asked for, and how is nobody else's to read.
    let place = order.source.split(['?', '#']).next().unwrap_or_default();
    let origin = Iri::parse(place).map_err(|_| not_a_stream())?;
    let told = pages.into_iter().flat_map(move |page| {
        let read = page.content.whole().map_err(|error| error.to_string());
        let members =
            read.and_then(|page| member::read(&page, &context).map_err(|error| reason::of_stream(language, error)));
        match members {
            Ok(members) => members.into_iter().map(|member| Ok(heard(member, &origin))).collect(),
            Err(failure) => vec![Err(failure)],
        }
    });
    Ok(Box::new(told.chain(failure)))
}

fn heard(member: Result<Member, Refused>, origin: &Iri) -> Heard {
    match member {
        Ok(Member { of, sequence, at, document }) => {
            let content = match document {
                Some(document) => ToldContent::Put { document, audience: Audience::Public },
                None => ToldContent::Gone,
            };
            Heard::Told(Box::new(Told { iri: of, origin: origin.clone(), said: sequence, at, content }))
        }
        Err(refused) => Heard::Refused(refused),
    }
}

fn passages_of(reading: Reading) -> impl Iterator<Item = Passage> {
    let records = reading.records.into_iter().map(|record| Passage::Record(Box::new(record)));
    let refused = reading.refused.into_iter().map(Passage::Refused);
    records.chain(refused).chain(reading.unplaced.into_iter().map(Passage::Unplaced))
}

/// What is known of the source before it is read.
fn source(base: &Base, order: &ImportOrder, name: &Slug) -> Source {
    let audience = order.telling.audience.map_or(Audience::Public, Audience::from);
    let page = site(order).and_then(|site| Iri::parse(site.as_str()).ok());
    Source { base: base.clone(), name: name.clone(), audience, licence: None, page }
}

/// Where people find it, if it came from the web.
pub(super) fn site(order: &ImportOrder) -> Option<Url> {
    Url::parse(&order.source).ok().filter(Url::has_host)?.join("/").ok()
}

fn mapping(order: &ImportOrder) -> Result<Mapping, String> {
    let language = order.language;
    Mapping::read(order.telling.mapping.as_deref().unwrap_or_default()).map_err(|MappingError { line, wrong }| {
        let cause = match wrong {
            // The library speaks English alone.
            Wrong::Toml(error) => error.message().to_owned(),
            Wrong::Class(name) => text::fill(language, "mapping-no-class", &[("name", name)]),
            Wrong::Property(name) => text::fill(language, "mapping-no-property", &[("name", name)]),
            Wrong::Reserved(name) => text::fill(language, "mapping-reserved", &[("name", name)]),
            Wrong::Language(name) => text::fill(language, "mapping-no-language", &[("name", name)]),
            Wrong::Theme(name) => text::fill(language, "mapping-no-theme", &[("name", name)]),
        };
        text::fill(language, "mapping-unreadable", &[("line", line.to_string()), ("cause", cause)])
    })
}

/// Why a map cannot be read.
fn of_map(language: Language, error: gogocarto::ReadError) -> String {
    use gogocarto::ReadError as E;
    match error {
        E::Json(error) => reason::of_json(language, error),
        E::Ontology(name) => text::fill(language, "not-gogofull", &[("name", name)]),
        E::Answer(answer) => text::fill(language, "map-answers", &[("answer", answer)]),
        E::NoElements => text::say(language, "map-without-elements"),
        E::WithoutKey(number) => text::fill(language, "item-without-id", &[("item", number.to_string())]),
    }
}

/// Why a list of Communecter's API cannot be read.
fn of_list(language: Language, error: &communecter::ReadError) -> String {
    use communecter::ReadError as E;
    match error {
        E::TooLarge(bytes) => {
            let values = [("bytes", bytes.to_string()), ("limit", communecter::BYTE_LIMIT.to_string())];
            text::fill(language, "list-too-large", &values)
        }
        E::NotJson { line, column } => {
            text::fill(language, "not-json-at", &[("line", line.to_string()), ("column", column.to_string())])
        }
        E::NotSuchAPage => text::say(language, "not-a-communecter-list"),
    }
}

/// Why a page of the wiki cannot be read.
fn of_page(language: Language, error: resilience_wiki::ReadError) -> String {
    use resilience_wiki::ReadError as E;
    match error {
        E::NotUtf8 { line } => text::fill(language, "not-utf8", &[("line", line.to_string())]),
        E::NotSuchAPage => text::say(language, "not-a-wiki-page"),
        E::Nameless => text::say(language, "wiki-page-nameless"),
        E::Document(error) => explain(language, error.into()),
    }
}
