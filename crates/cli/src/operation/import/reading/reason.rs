//! Why a source cannot be read, of the formats that are lists, tables or graphs.

use crate::operation::explain;
use crate::text::{self, Language};
use exchange::json::JsonError;
use exchange::{csv, geojson, ldes, murmurations, pair, rdf};

/// Why JSON cannot be read on.
pub(in crate::operation::import) fn of_json(language: Language, error: JsonError) -> String {
    let item = |key, number: u64| text::fill(language, key, &[("item", number.to_string())]);
    match error {
        JsonError::Source(error) => error.to_string(),
        JsonError::NotJson { after } => item("not-json-after", after),
        JsonError::CutShort { after } => item("json-cut-short", after),
        JsonError::TooMuchAround => text::say(language, "json-too-much-around"),
    }
}

/// Why a table cannot be read on.
pub(in crate::operation::import) fn of_table(language: Language, error: csv::ReadError) -> String {
    use csv::ReadError as E;
    let line = |key, line: u64| text::fill(language, key, &[("line", line.to_string())]);
    match error {
        E::Source(error) => error.to_string(),
        E::Empty => text::say(language, "table-empty"),
        E::Utf16 => text::say(language, "table-utf16"),
        E::NotATable(number) => line("not-a-table", number),
        E::TooLong(number) => line("table-row-too-long", number),
        E::CutShort(number) => line("table-cut-short", number),
        E::WithoutName(columns) => text::fill(language, "table-without-name", &[("columns", columns)]),
        E::WithoutColumn(name) => text::fill(language, "table-without-column", &[("name", name)]),
    }
}

/// Why RDF cannot be read.
pub(super) fn of_rdf(language: Language, error: rdf::ReadError) -> String {
    use rdf::ReadError as E;
    match error {
        E::Syntax(error) => explain(language, error.into()),
        E::Io(error) => error.to_string(),
    }
}

/// Why GeoJSON cannot be read on.
pub(in crate::operation::import) fn of_features(language: Language, error: geojson::ReadError) -> String {
    use geojson::ReadError as E;
    match error {
        E::Json(error) => of_json(language, error),
        E::NoFeatures => text::say(language, "geojson-without-features"),
        E::Umap => text::say(language, "geojson-of-umap"),
        E::System(name) => text::fill(language, "geojson-other-system", &[("name", name)]),
    }
}

/// Why profiles of Murmurations cannot be read on.
pub(in crate::operation::import) fn of_profiles(language: Language, error: murmurations::ReadError) -> String {
    use murmurations::ReadError as E;
    match error {
        E::Json(error) => of_json(language, error),
        E::NoProfiles => text::say(language, "murmurations-without-profiles"),
    }
}

/// Why PAIR cannot be read.
pub(in crate::operation::import) fn of_pair(language: Language, error: pair::ReadError) -> String {
    use pair::ReadError as E;
    match error {
        E::Source(error) => error.to_string(),
        E::TooLarge => text::fill(language, "pair-too-large", &[("limit", pair::SUBJECTS.to_string())]),
        E::NotRdf => text::say(language, "not-rdf"),
        E::Syntax(error) => explain(language, error.into()),
        E::NothingOfPair => text::say(language, "nothing-of-pair"),
    }
}

/// Why a stream cannot be read on.
pub(in crate::operation::import) fn of_stream(language: Language, error: ldes::ReadError) -> String {
    use ldes::ReadError as E;
    match error {
        E::Syntax(error) => explain(language, error.into()),
        E::NotRdf(name) => text::fill(language, "stream-not-rdf", &[("name", name)]),
        E::NotAStream => text::say(language, "not-a-stream"),
    }
}
