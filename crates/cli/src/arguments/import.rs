//! What `codesocial import` is told.

use super::Data;
use clap::{Subcommand, ValueEnum};
use model::Audience;
use model::syntax::Format;
use std::path::PathBuf;
use std::time::Duration;

/// `codesocial import`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Import {
    /// What to read.
    #[command(flatten)]
    pub source: Option<ImportedSource>,
    /// What to do instead.
    #[command(subcommand)]
    pub action: Option<ImportAction>,
}

/// `codesocial import …`
#[derive(Debug, Subcommand)]
pub enum ImportAction {
    /// Takes a run back.
    Undo {
        /// Its number.
        #[arg(value_name = "RUN")]
        run: u64,
        /// Where.
        #[command(flatten)]
        data: Data,
        /// One JSON object instead of a person's report.
        #[arg(long)]
        json: bool,
    },
}

/// A source to read.
#[derive(Debug, clap::Args)]
pub struct ImportedSource {
    /// What the source is written in.
    #[arg(value_enum)]
    pub format: ImportFormat,
    /// A file, a folder, `-`, or an http(s) address.
    pub source: String,
    /// The data folder. Not as a part of its own, as elsewhere: clap takes what has such parts for absent.
    #[arg(long, value_name = "DIR", env = "CODESOCIAL_DATA")]
    pub data: PathBuf,
    /// What its types, fields and categories are here: a file in TOML.
    #[arg(long, value_name = "FILE", env = "CODESOCIAL_MAP")]
    pub map: Option<PathBuf>,
    /// The territory of its records that state none.
    #[arg(long, value_name = "IRI", env = "CODESOCIAL_TERRITORY")]
    pub territory: Option<String>,
    /// The container for what stands under others' addresses, which is made ours.
    #[arg(long, value_name = "CONTAINER", env = "CODESOCIAL_MINT")]
    pub mint: Option<String>,
    /// How the source is called here.
    #[arg(long = "source-name", value_name = "NAME", env = "CODESOCIAL_SOURCE_NAME")]
    pub source_name: Option<String>,
    /// Who may read its records at first.
    #[arg(long, value_enum, value_name = "AUDIENCE", env = "CODESOCIAL_AUDIENCE")]
    pub audience: Option<AudienceName>,
    /// How long from this run to the next one, which the running instance begins by itself.
    #[arg(long, value_name = "DURATION", value_parser = interval, env = "CODESOCIAL_EVERY")]
    pub every: Option<Duration>,
    /// Only say what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
    /// Hosts that may be fetched from although they are private, or speak plain http.
    #[arg(long = "allow-host", value_name = "HOST[:PORT]", env = "CODESOCIAL_ALLOW_HOSTS", value_delimiter = ',')]
    pub allow_hosts: Vec<String>,
}

/// `codesocial sources`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Sources {
    /// Where; given to what is to be done, if there is something.
    #[command(flatten)]
    pub data: Option<Data>,
    /// One JSON array instead of a person's report.
    #[arg(long)]
    pub json: bool,
    /// What to do; without, say how things stand.
    #[command(subcommand)]
    pub action: Option<SourcesAction>,
}

/// `codesocial sources …`
#[derive(Debug, Subcommand)]
pub enum SourcesAction {
    /// Has one read again and again.
    Schedule {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
        /// How long from one run to the next.
        #[arg(long, value_name = "DURATION", value_parser = interval, env = "CODESOCIAL_EVERY")]
        every: Duration,
        /// Where.
        #[command(flatten)]
        data: Data,
    },
    /// Has one read by hand only.
    Stop {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
        /// Where.
        #[command(flatten)]
        data: Data,
    },
    /// Says what one run did.
    Report {
        /// Its number.
        #[arg(value_name = "RUN")]
        run: u64,
        /// Where.
        #[command(flatten)]
        data: Data,
        /// One JSON object instead of a person's report.
        #[arg(long)]
        json: bool,
    },
}

/// `90m`, `6h`, `1d`, `1w`: a day has 24 hours here.
fn interval(text: &str) -> Result<Duration, String> {
    let span: jiff::Span = text.parse().map_err(|error: jiff::Error| error.to_string())?;
    let duration = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|error| error.to_string())?;
    duration.try_into().map_err(|error: jiff::Error| error.to_string())
}

/// What a source is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImportFormat {
    /// JSON-LD.
    Jsonld,
    /// Turtle.
    Turtle,
    /// TriG.
    Trig,
    /// N-Quads.
    Nquads,
    /// A stream of what another instance holds (LDES): followed from where it was read last, what ended there ends here.
    Ldes,
    /// A page of the resilience wiki, as text.
    ResilienceWiki,
    /// The elements of a GoGoCarto map, as its API has them (gogofull).
    Gogocarto,
    /// A list of Communecter's API.
    Communecter,
    /// PAIR, as SemApps has it: JSON-LD, Turtle, TriG or N-Quads.
    Pair,
    /// A table.
    Csv,
    /// GeoJSON.
    Geojson,
    /// Profiles of Murmurations.
    Murmurations,
}

impl ImportFormat {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonld => "jsonld",
            Self::Turtle => "turtle",
            Self::Trig => "trig",
            Self::Nquads => "nquads",
            Self::Ldes => "ldes",
            Self::ResilienceWiki => "resilience-wiki",
            Self::Gogocarto => "gogocarto",
            Self::Communecter => "communecter",
            Self::Pair => "pair",
            Self::Csv => "csv",
            Self::Geojson => "geojson",
            Self::Murmurations => "murmurations",
        }
    }

    /// The files of a folder that it reads, by their extension.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jsonld | Self::Pair => "jsonld",
            Self::Turtle => "ttl",
            Self::Trig => "trig",
            Self::Nquads | Self::Ldes => "nq",
            Self::ResilienceWiki => "txt",
            Self::Gogocarto | Self::Communecter | Self::Murmurations => "json",
            Self::Csv => "csv",
            Self::Geojson => "geojson",
        }
    }

    /// What a host is asked for that offers several formats.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jsonld | Self::Pair => Format::JsonLd.media_type(),
            Self::Turtle => Format::Turtle.media_type(),
            Self::Trig => Format::TriG.media_type(),
            Self::Nquads | Self::Ldes => Format::NQuads.media_type(),
            Self::ResilienceWiki => "text/plain",
            Self::Gogocarto | Self::Communecter | Self::Murmurations => "application/json",
            Self::Csv => "text/csv",
            Self::Geojson => "application/geo+json",
        }
    }

    /// The serialisation of RDF that it is, if it is one.
    pub fn rdf(self) -> Option<Format> {
        match self {
            Self::Jsonld => Some(Format::JsonLd),
            Self::Turtle => Some(Format::Turtle),
            Self::Trig => Some(Format::TriG),
            Self::Nquads => Some(Format::NQuads),
            Self::Ldes
            | Self::ResilienceWiki
            | Self::Gogocarto
            | Self::Communecter
            | Self::Pair
            | Self::Csv
            | Self::Geojson
            | Self::Murmurations => None,
        }
    }

    /// Whether its records get addresses here, since they have none of ours.
    pub fn has_keys(self) -> bool {
        self.rdf().is_none() && !matches!(self, Self::ResilienceWiki | Self::Ldes)
    }

    /// Whether a mapping says what its fields are.
    pub fn is_mapped(self) -> bool {
        matches!(self, Self::Gogocarto) || self.is_guessed()
    }

    /// Whether what its fields are is guessed where no mapping says it.
    pub fn is_guessed(self) -> bool {
        matches!(self, Self::Csv | Self::Geojson)
    }
}

/// Who may read something at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AudienceName {
    /// Everybody.
    Public,
    /// Those who are signed in here, or at an instance that follows.
    Network,
    /// Those who are signed in here.
    Members,
    /// Whoever owns it.
    Private,
}

impl From<AudienceName> for Audience {
    fn from(name: AudienceName) -> Self {
        match name {
            AudienceName::Public => Self::Public,
            AudienceName::Network => Self::Network,
            AudienceName::Members => Self::Members,
            AudienceName::Private => Self::Private,
        }
    }
}
