//! What can be typed about addresses that are told what changed.

use super::Data;
use clap::{Subcommand, ValueEnum};

/// `codesocial webhooks`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Webhooks {
    /// One of them, with what was sent last; without, all.
    #[arg(value_name = "NUMBER")]
    pub number: Option<u64>,
    /// Where; given to what is to be done, if there is something.
    #[command(flatten)]
    pub data: Option<Data>,
    /// JSON instead of a person's report.
    #[arg(long)]
    pub json: bool,
    /// What to do; without, say how things stand.
    #[command(subcommand)]
    pub action: Option<WebhooksAction>,
}

/// `codesocial webhooks …`
#[derive(Debug, Subcommand)]
pub enum WebhooksAction {
    /// Has an address told what changes.
    Add(AddWebhook),
    /// Tells it nothing any more.
    Remove(OneWebhook),
    /// Tries it again now, whatever failed before.
    Retry(OneWebhook),
}

/// `codesocial webhooks add`
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("about").args(["container", "class", "document"])))]
pub struct AddWebhook {
    /// The address.
    #[arg(value_name = "ADDRESS")]
    pub address: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Whose it is: the address of an account.
    #[arg(long, value_name = "EMAIL", env = "CODESOCIAL_ACCOUNT")]
    pub account: String,
    /// Of this container alone.
    #[arg(long, value_name = "NAME")]
    pub container: Option<String>,
    /// Of this class alone.
    #[arg(long = "type", value_name = "CLASS")]
    pub class: Option<String>,
    /// Of this document alone.
    #[arg(long, value_name = "IRI")]
    pub document: Option<String>,
    /// What messages look like.
    #[arg(long, value_enum, value_name = "SHAPE", default_value_t = ShapeName::Codesocial)]
    pub shape: ShapeName,
    /// How it is called.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub label: String,
    /// After which entry it begins; without, after the last one.
    #[arg(long, value_name = "SEQUENCE")]
    pub after: Option<u64>,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
    /// Hosts that may be told although they are private, where no instance runs.
    #[arg(long = "allow-host", value_name = "HOST[:PORT]", env = "CODESOCIAL_ALLOW_HOSTS", value_delimiter = ',')]
    pub allow_hosts: Vec<String>,
}

/// What messages look like, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ShapeName {
    /// Ours.
    Codesocial,
    /// That of a map of GoGoCarto.
    Gogocarto,
}

/// A webhook that is there.
#[derive(Debug, clap::Args)]
pub struct OneWebhook {
    /// Its number.
    #[arg(value_name = "NUMBER")]
    pub number: u64,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
}
