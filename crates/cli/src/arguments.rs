//! What can be typed. The help texts stand in `locales/*/cli.ftl` under `help-COMMAND-ARGUMENT`.

mod claim;
mod export;
mod federation;
mod import;
mod same;
mod webhooks;

pub use claim::{Claim, Claims};
pub use export::{Export, ExportFormat};
pub use federation::{Asking, Block, Follow, Held, Peers, PeersAction, Report, Unfollow};
pub use import::{AudienceName, Import, ImportAction, ImportFormat, ImportedSource, Sources, SourcesAction};
pub use same::{Same, SameAction};
pub use webhooks::{AddWebhook, OneWebhook, ShapeName, Webhooks, WebhooksAction};

use crate::failure::Failure;
use crate::text::{self, Language};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use model::{Role, Scope};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// `codesocial …`
#[derive(Debug, Parser)]
#[command(name = "codesocial", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// The language, already read by [`Language::of_process`].
    #[arg(long, global = true, value_enum, env = "CODESOCIAL_LANG")]
    lang: Option<LanguageName>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageName {
    Fr,
    En,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes an instance.
    Init(Init),
    /// Runs it.
    Serve(Serve),
    /// API tokens.
    #[command(subcommand)]
    Token(Token),
    /// Accounts.
    #[command(subcommand)]
    Account(Account),
    /// Reads a source into it.
    Import(Import),
    /// Says which sources are read.
    Sources(Sources),
    /// Says which documents are likely of one organisation.
    Same(Same),
    /// Has somebody take over an imported document.
    Claim(Claim),
    /// Says who took over what.
    Claims(Claims),
    /// Writes what is in it in a format of others.
    Export(Export),
    /// Tells what is wrong with a description.
    Check(Check),
    /// Asks it.
    Query(Query),
    /// Validates files.
    Validate(Validate),
    /// Freezes and signs a description.
    Release(Release),
    /// Holds a release against its signature.
    Verify(Verify),
    /// Destroys what documents said.
    Erase(Erase),
    /// Follows something elsewhere.
    Follow(Follow),
    /// Follows it no longer.
    Unfollow(Unfollow),
    /// Says who follows whom, and what has arrived.
    Peers(Peers),
    /// Hears a host or an actor no longer.
    Block(Block),
    /// Tells another instance of something of its own.
    Report(Report),
    /// Says which addresses are told what changed.
    Webhooks(Webhooks),
    /// Says what is wrong with an instance.
    Doctor(Doctor),
    /// Drops the projection and replays the journal.
    Rebuild(Rebuild),
    /// A query worker: started by an instance, never by a person.
    #[command(hide = true)]
    QueryWorker,
}

/// Where the instance is.
#[derive(Debug, Clone, clap::Args)]
pub struct Data {
    /// The data folder.
    #[arg(long, value_name = "DIR", env = "CODESOCIAL_DATA")]
    pub data: PathBuf,
}

/// `codesocial init`
#[derive(Debug, clap::Args)]
pub struct Init {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Its address.
    #[arg(long, value_name = "IRI", env = "CODESOCIAL_BASE")]
    pub base: String,
    /// Its name.
    #[arg(long, value_name = "TEXT", env = "CODESOCIAL_NAME")]
    pub name: String,
    /// Its first administrator.
    #[arg(long, value_name = "EMAIL", env = "CODESOCIAL_ADMIN")]
    pub admin: Option<String>,
}

/// `codesocial serve`
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", env = "CODESOCIAL_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The base it must have.
    #[arg(long, value_name = "IRI", env = "CODESOCIAL_BASE")]
    pub base: Option<String>,
    /// A configuration file.
    #[arg(long, value_name = "FILE", env = "CODESOCIAL_CONFIG")]
    pub config: Option<PathBuf>,
    /// Whether the last change wins where a client says nothing of the revision it changes.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", env = "CODESOCIAL_LAST_WRITE_WINS")]
    pub last_write_wins: Option<bool>,
    /// The operator's own proxies.
    #[arg(long = "trusted-proxy", value_name = "ADDRESS", env = "CODESOCIAL_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// Hosts that may be asked although they are private, or speak plain http.
    #[arg(long = "allow-host", value_name = "HOST[:PORT]", env = "CODESOCIAL_ALLOW_HOSTS", value_delimiter = ',')]
    pub allow_hosts: Vec<String>,
    /// Name servers to ask for TXT records instead of the system's.
    #[arg(long = "name-server", value_name = "ADDRESS", env = "CODESOCIAL_NAME_SERVERS", value_delimiter = ',')]
    pub name_servers: Vec<SocketAddr>,
    /// Seconds that a SPARQL question may take.
    #[arg(long, value_name = "SECONDS", env = "CODESOCIAL_QUERY_DEADLINE", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub query_deadline: Option<u32>,
    /// Hosts that alone are heard, followed and told.
    #[arg(long = "hear-only", value_name = "HOST", env = "CODESOCIAL_HEAR_ONLY", value_delimiter = ',')]
    pub hear_only: Vec<String>,
}

/// `codesocial token`
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Makes one.
    Create(CreateToken),
}

/// `codesocial token create`
#[derive(Debug, clap::Args)]
pub struct CreateToken {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// For whom.
    #[arg(long, value_name = "EMAIL", env = "CODESOCIAL_ACCOUNT")]
    pub account: String,
    /// What it allows.
    #[arg(long, value_enum, value_delimiter = ',', required = true, value_name = "SCOPES", env = "CODESOCIAL_SCOPE")]
    pub scope: Vec<ScopeName>,
}

/// `codesocial account`
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Makes one.
    Create(CreateAccount),
    /// Gives one a password.
    Password(NamedAccount),
    /// Invites somebody.
    Invite(CreateAccount),
    /// Shuts one.
    Disable(NamedAccount),
    /// Opens it again.
    Enable(NamedAccount),
}

/// `codesocial account create`, `invite`
#[derive(Debug, clap::Args)]
pub struct CreateAccount {
    /// Which.
    #[command(flatten)]
    pub account: NamedAccount,
    /// What it may do.
    #[arg(long, value_enum, default_value_t = RoleName::Contributor, value_name = "ROLE", env = "CODESOCIAL_ROLE")]
    pub role: RoleName,
}

/// An account of an instance.
#[derive(Debug, clap::Args)]
pub struct NamedAccount {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Its address.
    #[arg(long, value_name = "EMAIL", env = "CODESOCIAL_ACCOUNT")]
    pub account: String,
}

/// A role as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleName {
    /// Reads.
    Reader,
    /// Writes.
    Contributor,
    /// Changes what others wrote.
    Editor,
    /// Runs the instance.
    Administrator,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Reader => Self::Reader,
            RoleName::Contributor => Self::Contributor,
            RoleName::Editor => Self::Editor,
            RoleName::Administrator => Self::Administrator,
        }
    }
}

/// A scope as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeName {
    /// Reading.
    Read,
    /// Changing documents.
    Write,
    /// Running the instance.
    Admin,
}

impl From<ScopeName> for Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Read => Self::Read,
            ScopeName::Write => Self::Write,
            ScopeName::Admin => Self::Admin,
        }
    }
}

/// `codesocial check`
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The files, read as one.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The form that descriptions follow, whatever they say: an IRI, a name, or a territory's file.
    #[arg(long, value_name = "FORM", env = "CODESOCIAL_FORM")]
    pub form: Option<String>,
    /// What the diagnostics are written in.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human, value_name = "FORMAT", env = "CODESOCIAL_FORMAT")]
    pub format: ReportFormat,
    /// Whether the description is held against what a release asks.
    #[arg(long)]
    pub release: bool,
    /// The instance whose addresses relative ones are.
    #[arg(long, value_name = "IRI", env = "CODESOCIAL_BASE")]
    pub base: Option<String>,
}

/// What diagnostics are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For forges: SARIF 2.1.0.
    Sarif,
}

/// `codesocial query`
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("where").required(true).args(["data", "endpoint"])))]
#[command(group(clap::ArgGroup::new("how").args(["json", "csv", "tsv", "xml", "turtle"])))]
#[expect(clippy::struct_excessive_bools, reason = "one flag per format, at most one of them given")]
pub struct Query {
    /// The question, or `-` for standard input.
    pub query: String,
    /// The data folder of the instance to ask.
    #[arg(long, value_name = "DIR", env = "CODESOCIAL_DATA")]
    pub data: Option<PathBuf>,
    /// The SPARQL endpoint to ask.
    #[arg(long, value_name = "IRI", conflicts_with = "data")]
    pub endpoint: Option<String>,
    /// SPARQL JSON results.
    #[arg(long)]
    pub json: bool,
    /// CSV.
    #[arg(long)]
    pub csv: bool,
    /// TSV.
    #[arg(long)]
    pub tsv: bool,
    /// SPARQL XML results.
    #[arg(long)]
    pub xml: bool,
    /// Turtle, for CONSTRUCT and DESCRIBE.
    #[arg(long)]
    pub turtle: bool,
    /// Whether what the ontology entails is part of the default graph.
    #[arg(long, value_enum, value_name = "on|off", default_value_t = Switch::On, hide_possible_values = true)]
    pub entailment: Switch,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Switch {
    /// With it.
    On,
    /// Without it.
    Off,
}

/// `codesocial validate`
#[derive(Debug, clap::Args)]
pub struct Validate {
    /// The files of the shapes graph.
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub shapes: Vec<PathBuf>,
    /// The files of the data graph.
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub data: Vec<PathBuf>,
}

/// `codesocial release`
#[derive(Debug, clap::Args)]
pub struct Release {
    /// The description's address, or what stands after the instance's.
    pub description: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// What the release is called, in the language of the command.
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// What there is to say of it, in the language of the command.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The convention to put into it.
    #[arg(long, value_name = "IRI")]
    pub convention: Option<String>,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
}

/// `codesocial verify`
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The file of a release, or its manifest alone.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Other copies of its documents, in RDF.
    #[arg(value_name = "COPY")]
    pub copies: Vec<PathBuf>,
    /// The key that must have signed: `z6Mk…`, or the address that ends in it.
    #[arg(long, value_name = "KEY", env = "CODESOCIAL_KEY")]
    pub key: Option<String>,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
}

/// `codesocial erase`
#[derive(Debug, clap::Args)]
pub struct Erase {
    /// The documents' addresses, or what stands after the instance's.
    #[arg(required = true, value_name = "IRI")]
    pub documents: Vec<String>,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Without asking.
    #[arg(long)]
    pub yes: bool,
    /// Only say what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
}

/// `codesocial doctor`
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
}

/// `codesocial rebuild`
#[derive(Debug, clap::Args)]
pub struct Rebuild {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
}

impl Arguments {
    /// Reads the process's arguments; help and errors in `language`.
    pub fn read(language: Language) -> Result<Self, Failure> {
        Self::read_from(std::env::args_os(), language)
    }

    fn read_from<T: Into<std::ffi::OsString> + Clone>(
        arguments: impl IntoIterator<Item = T>,
        language: Language,
    ) -> Result<Self, Failure> {
        localised(Self::command(), language, "help")
            .try_get_matches_from(arguments)
            .and_then(|matches| Self::from_arg_matches(&matches))
            .map_err(|error| stop(&error, language))
    }
}

/// The same command with its help in `language`.
fn localised(mut command: clap::Command, language: Language, key: &str) -> clap::Command {
    if let Some(about) = text::find(language, key) {
        command = command.about(about);
    }
    if let Some(heading) = text::find(language, "help-any-commands") {
        command = command.subcommand_help_heading(heading);
    }
    // Ours in place of clap's own, which speak English alone.
    command = command.disable_help_flag(true).arg(Arg::new("help").short('h').long("help").action(ArgAction::Help));
    if command.get_version().is_some() {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version);
    }
    // The help texts name the values that can be chosen.
    command = command.mut_args(|argument| argument.hide_possible_values(true));
    let arguments: Vec<clap::Id> = command.get_arguments().map(|argument| argument.get_id().clone()).collect();
    for id in arguments {
        if let Some(help) = help_of(language, key, id.as_str()) {
            command = command.mut_arg(id, |argument| argument.help(help));
        }
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let key = format!("{key}-{name}");
        command = command.mut_subcommand(name, |sub| localised(sub, language, &key));
    }
    command
}

/// The help of an argument: its own, else what it means everywhere (`help-any-data`).
fn help_of(language: Language, key: &str, argument: &str) -> Option<String> {
    let argument = argument.replace('_', "-");
    text::find(language, &format!("{key}-{argument}")).or_else(|| text::find(language, &format!("help-any-{argument}")))
}

/// Wrong usage, said in the caller's language: what, then what could stand there.
#[expect(clippy::wildcard_enum_match_arm, reason = "clap may add kinds; each has its own English text")]
fn stop(error: &clap::Error, language: Language) -> Failure {
    let value = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let key = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Failure::Told(error.to_string().trim_end().to_owned());
        }
        ErrorKind::MissingSubcommand => "usage-missing-command",
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Failure::Usage(error.to_string().trim_end().to_owned());
        }
        ErrorKind::UnknownArgument => "usage-unknown-argument",
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::MissingRequiredArgument => "usage-missing-argument",
        // Only where the values can be listed.
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if error.get(ContextKind::ValidValue).is_none() => {
            "usage-unusable-value"
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-wrong-value",
        ErrorKind::ArgumentConflict => "usage-conflict",
        _ => "usage-other",
    };
    let values = [
        ("argument", value(ContextKind::InvalidArg)),
        ("command", value(ContextKind::InvalidSubcommand)),
        ("commands", value(ContextKind::ValidSubcommand)),
        ("value", value(ContextKind::InvalidValue)),
        ("valid", value(ContextKind::ValidValue)),
        ("other", value(ContextKind::PriorArg)),
        ("usage", value(ContextKind::Usage).trim().to_owned()),
        ("text", error.to_string().trim_end().to_owned()),
    ];
    Failure::usage(language, key, &values)
}

#[cfg(test)]
mod tests;
