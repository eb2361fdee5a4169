//! What `codesocial import` is told.

use super::Data;
use clap::ValueEnum;
use model::Audience;
use model::syntax::Format;
use std::path::PathBuf;

/// `codesocial import`
#[derive(Debug, clap::Args)]
pub struct Import {
    /// What the source is written in.
    #[arg(value_enum)]
    pub format: ImportFormat,
    /// A file, a folder, `-`, or an http(s) address.
    pub source: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// What its types, fields and categories are here: a file in TOML.
    #[arg(long, value_name = "FILE", env = "CODESOCIAL_MAP")]
    pub map: Option<PathBuf>,
    /// How the source is called here.
    #[arg(long = "source-name", value_name = "NAME", env = "CODESOCIAL_SOURCE_NAME")]
    pub source_name: Option<String>,
    /// Who may read its records at first.
    #[arg(long, value_enum, value_name = "AUDIENCE", env = "CODESOCIAL_AUDIENCE")]
    pub audience: Option<AudienceName>,
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
    /// A page of the resilience wiki, as text.
    ResilienceWiki,
    /// The elements of a GoGoCarto map, as its API has them (gogofull).
    Gogocarto,
    /// A list of Communecter's API.
    Communecter,
}

impl ImportFormat {
    /// As it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonld => "jsonld",
            Self::Turtle => "turtle",
            Self::Trig => "trig",
            Self::Nquads => "nquads",
            Self::ResilienceWiki => "resilience-wiki",
            Self::Gogocarto => "gogocarto",
            Self::Communecter => "communecter",
        }
    }

    /// The files of a folder that it reads, by their extension.
    pub fn extension(self) -> &'static str {
        match self.rdf() {
            Some(format) => format.extension(),
            None if self.has_keys() => "json",
            None => "txt",
        }
    }

    /// The serialisation of RDF that it is, if it is one.
    pub fn rdf(self) -> Option<Format> {
        match self {
            Self::Jsonld => Some(Format::JsonLd),
            Self::Turtle => Some(Format::Turtle),
            Self::Trig => Some(Format::TriG),
            Self::Nquads => Some(Format::NQuads),
            Self::ResilienceWiki | Self::Gogocarto | Self::Communecter => None,
        }
    }

    /// Whether its records get addresses here, since they have none of ours.
    pub fn has_keys(self) -> bool {
        matches!(self, Self::Gogocarto | Self::Communecter)
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
