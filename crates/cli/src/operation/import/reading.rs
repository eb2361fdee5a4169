//! A source read in its format. Where it cannot be, why, in the language of whoever asked.

pub(super) mod reason;
mod territory;

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
use model::syntax::Format;
use model::{Audience, Base, Iri, Passage, Place, Reading, Refused, Slug, Unplaced, UnplacedReason};
use registry::{Heard, Passages, SourceExtent, Tellings, Told, ToldContent};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;
use url::Url;

/// The passages of all pieces, and whether these are all there is. Whatever cannot be read ends them.
pub(super) fn read(
    base: &Base,
    order: &ImportOrder,
    name: &Slug,
    bytes: Vec<u8>,
) -> Result<(Passages, SourceExtent), String> {
    let source = source(base, order, name);
    let mapping = mapping(order)?;
    let is_named = order.source != STANDARD_INPUT || order.telling.name.is_some();
    let mut extent = if is_named { SourceExtent::Whole } else { SourceExtent::Part };
    let mut passages: Passages = Box::new(std::iter::empty());
    let (concepts, pieces) = taxonomy_of(order, &source, pieces(order, bytes));
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
    for (piece, bytes) in pieces {
        match piece_of(order, piece, bytes, &source, &mapping, taxonomy.clone()) {
            Ok((found, has_more)) => {
                if has_more {
                    extent = SourceExtent::Part;
                }
                passages = Box::new(passages.chain(found));
            }
            Err(failure) => {
                extent = SourceExtent::Part;
                passages = Box::new(passages.chain(failed(failure)));
                break;
            }
        }
    }
    Ok((territory::located(base, order, passages)?, extent))
}

/// A piece: what it is called, and what it says.
type Part<'p> = (&'p str, Vec<u8>);

/// The pieces with their bytes, in their order.
fn pieces(order: &ImportOrder, bytes: Vec<u8>) -> Vec<Part<'_>> {
    let mut rest = bytes;
    let mut pieces = Vec::with_capacity(order.pieces.len());
    for (piece, size) in &order.pieces {
        let after = rest.split_off((*size).min(rest.len()));
        pieces.push((piece.as_str(), std::mem::replace(&mut rest, after)));
    }
    pieces
}

/// What a map says to have, by what it is called here, where of its elements only those come that changed; and the others.
fn listed<'p>(
    order: &ImportOrder,
    source: &Source,
    mut pieces: Vec<Part<'p>>,
) -> (Option<BTreeSet<Slug>>, Vec<Part<'p>>) {
    let is_list = |(name, _): &(&str, _)| name.ends_with(gogocarto::CHANGES);
    let found = pieces.iter().position(is_list).filter(|_| order.format == ImportFormat::Gogocarto);
    let Some(found) = found.filter(|_| pieces.len() > 1) else { return (None, pieces) };
    let (_, bytes) = pieces.remove(found);
    // It was read before it came here: it has no errors.
    let keys = gogocarto::sync(Cursor::new(bytes)).flatten();
    (Some(keys.flat_map(|(key, _)| source.slugs(&key).collect::<Vec<_>>()).collect()), pieces)
}

/// What stands beside the elements of a map: what it files them under, where that can be read.
type Concepts = Result<Arc<Taxonomy>, Unplaced>;

/// The taxonomy of a map among its pieces, and the others. Alone it is read as elements would be.
fn taxonomy_of<'p>(
    order: &ImportOrder,
    source: &Source,
    mut pieces: Vec<Part<'p>>,
) -> (Option<Concepts>, Vec<Part<'p>>) {
    let is_taxonomy = |(name, _): &(&str, _)| name.rsplit('/').next() == Some(taxonomy::FILE);
    let found = pieces.iter().position(is_taxonomy).filter(|_| order.format == ImportFormat::Gogocarto);
    let Some(found) = found.filter(|_| pieces.len() > 1) else { return (None, pieces) };
    let (name, bytes) = pieces.remove(found);
    let read = Taxonomy::read(Cursor::new(bytes), source).map(Arc::new);
    let unread = |_| Unplaced { place: Place::Item(1), text: name.to_owned(), reason: UnplacedReason::BrokenLine };
    (Some(read.map_err(unread)), pieces)
}

/// The passages of one piece, and whether another should follow that is not there.
fn piece_of(
    order: &ImportOrder,
    piece: &str,
    bytes: Vec<u8>,
    source: &Source,
    mapping: &Mapping,
    taxonomy: Option<Arc<Taxonomy>>,
) -> Result<(Passages, bool), String> {
    let language = order.language;
    let (name_of_piece, piece) = (piece, piece.to_owned());
    let unreadable =
        move |cause| text::fill(language, "source-unreadable", &[("source", piece.clone()), ("cause", cause)]);
    let all = |reading: Reading| -> Passages { Box::new(passages_of(reading).map(Ok)) };
    if order.format == ImportFormat::Nquads {
        let found = exchange::rdf::read_lines(Cursor::new(bytes), &source.base);
        let reason = move |error| unreadable(reason::of_lines(language, error));
        let found = found.map_err(reason.clone())?;
        return Ok((Box::new(found.map(move |passage| passage.map_err(&reason))), false));
    }
    if let Some(format) = order.format.rdf() {
        let read = exchange::rdf::read(&bytes, format, &source.base);
        return Ok((all(read.map_err(|error| unreadable(explain(language, error.into())))?), false));
    }
    match order.format {
        ImportFormat::Gogocarto => {
            let found = gogocarto::read(Cursor::new(bytes), source, mapping, taxonomy);
            Ok((
                Box::new(found.map(move |passage| passage.map_err(|error| unreadable(of_map(language, error))))),
                false,
            ))
        }
        ImportFormat::Communecter => {
            let page = communecter::read(&bytes, None, source);
            let page = page.map_err(|error| unreadable(of_list(language, &error)))?;
            let is_fetched = site(order).is_some();
            Ok((Box::new(page.passages.into_iter().map(Ok)), page.next.is_some() && !is_fetched))
        }
        ImportFormat::Csv => {
            let found = csv::read(Cursor::new(bytes), source, mapping);
            Ok((
                Box::new(found.map(move |found| found.map_err(|error| unreadable(reason::of_table(language, error))))),
                false,
            ))
        }
        ImportFormat::Geojson => {
            let found = geojson::read(Cursor::new(bytes), source, mapping);
            Ok((
                Box::new(
                    found.map(move |found| found.map_err(|error| unreadable(reason::of_features(language, error)))),
                ),
                false,
            ))
        }
        ImportFormat::Murmurations => {
            let found = murmurations::read(Cursor::new(bytes), source);
            Ok((
                Box::new(
                    found.map(move |found| found.map_err(|error| unreadable(reason::of_profiles(language, error)))),
                ),
                false,
            ))
        }
        ImportFormat::Pair => {
            let format = name_of_piece.rsplit_once('.').and_then(|(_, extension)| Format::from_extension(extension));
            let found = pair::read(bytes.as_slice(), format.filter(|format| format.is_readable()), source);
            Ok((
                Box::new(found.map_err(|error| unreadable(reason::of_pair(language, error)))?.into_iter().map(Ok)),
                false,
            ))
        }
        // It is followed, not read.
        ImportFormat::Ldes => Err(unreadable(text::say(language, "not-a-stream"))),
        ImportFormat::ResilienceWiki
        | ImportFormat::Jsonld
        | ImportFormat::Turtle
        | ImportFormat::Trig
        | ImportFormat::Nquads => {
            let read = resilience_wiki::read(&bytes, &source.base);
            Ok((all(read.map_err(|error| unreadable(of_page(language, error)))?), false))
        }
    }
}

/// What the fields of a source are taken for, where a mapping says it: the same as a mapping.
pub(super) fn told(base: &Base, order: &ImportOrder, name: &Slug, bytes: &[u8]) -> Option<String> {
    let (source, mapping) = (source(base, order, name), mapping(order).ok()?);
    match order.format {
        ImportFormat::Csv => csv::told(bytes, &source, &mapping).ok(),
        ImportFormat::Geojson => geojson::told(bytes, &mapping).ok(),
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
pub(super) fn tellings(order: &ImportOrder, bytes: Vec<u8>) -> Result<Tellings, String> {
    let language = order.language;
    let not_a_stream = || text::say(language, "not-a-stream");
    let pages: Vec<Vec<u8>> = pieces(order, bytes).into_iter().map(|(_, page)| page).collect();
    let failure = order.failure.clone().map(Err);
    if pages.is_empty() {
        return Ok(Box::new(failure.into_iter()));
    }
    let context = order.place.as_deref().and_then(walk::context_of).ok_or_else(not_a_stream)?;
    // The address alone: what is told by it stays its own, however it was asked for.
    let origin = Iri::parse(&order.source).map_err(|_| not_a_stream())?.document();
    let told = pages.into_iter().flat_map(move |page| match member::read(&page, &context) {
        Ok(members) => members.into_iter().map(|member| Ok(heard(member, &origin))).collect(),
        Err(error) => vec![Err(reason::of_stream(language, error))],
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
