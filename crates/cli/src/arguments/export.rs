//! What `codesocial export` is told.

use super::Data;
use clap::ValueEnum;
use model::syntax::Format;

/// `codesocial export`
#[derive(Debug, clap::Args)]
pub struct Export {
    /// What to write it in.
    #[arg(value_enum)]
    pub format: ExportFormat,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Of this container alone.
    #[arg(long, value_name = "NAME", env = "CODESOCIAL_CONTAINER")]
    pub container: Option<String>,
    /// Of this class alone.
    #[arg(long = "type", value_name = "CLASS", env = "CODESOCIAL_TYPE")]
    pub class: Option<String>,
    /// What is closed too.
    #[arg(long, env = "CODESOCIAL_CLOSED")]
    pub closed: bool,
}

/// What an export is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    /// JSON-LD.
    Jsonld,
    /// Turtle.
    Turtle,
    /// TriG.
    Trig,
    /// N-Quads.
    Nquads,
    /// GeoJSON, as uMap reads it.
    Geojson,
    /// A table.
    Csv,
    /// Events, as calendars read them.
    Ical,
    /// What a GoGoCarto map tells (gogofull).
    Gogocarto,
    /// Profiles of Murmurations.
    Murmurations,
    /// The catalogue of what is here (DCAT, in Turtle).
    Dcat,
}

impl ExportFormat {
    /// The serialisation of RDF in which documents are written, if they are.
    pub fn rdf(self) -> Option<Format> {
        match self {
            Self::Jsonld => Some(Format::JsonLd),
            Self::Turtle => Some(Format::Turtle),
            Self::Trig => Some(Format::TriG),
            Self::Nquads => Some(Format::NQuads),
            Self::Geojson | Self::Csv | Self::Ical | Self::Gogocarto | Self::Murmurations | Self::Dcat => None,
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Geojson => "application/geo+json",
            Self::Csv => "text/csv",
            Self::Ical => "text/calendar",
            Self::Gogocarto | Self::Murmurations => "application/json",
            Self::Dcat => Format::Turtle.media_type(),
            Self::Jsonld | Self::Turtle | Self::Trig | Self::Nquads => {
                self.rdf().map_or("text/plain", Format::media_type)
            }
        }
    }
}
