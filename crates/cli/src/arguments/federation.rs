//! What can be typed about other instances.

use super::Data;
use clap::Subcommand;

/// `codesocial follow`
#[derive(Debug, clap::Args)]
pub struct Follow {
    /// The address: an instance, a container, an actor.
    #[arg(value_name = "IRI")]
    pub address: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Hosts that may be asked although they are private, where no instance runs.
    #[arg(long = "allow-host", value_name = "HOST[:PORT]", env = "CODESOCIAL_ALLOW_HOSTS", value_delimiter = ',')]
    pub allow_hosts: Vec<String>,
}

/// `codesocial unfollow`
#[derive(Debug, clap::Args)]
pub struct Unfollow {
    /// The address that is followed.
    #[arg(value_name = "IRI")]
    pub address: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Whether what is held of it stays as it is.
    #[arg(long)]
    pub keep: bool,
}

/// `codesocial peers`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Peers {
    /// Where; given to what is to be done, if there is something.
    #[command(flatten)]
    pub data: Option<Data>,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
    /// One document, to say who has taken what it says.
    #[arg(long, value_name = "IRI")]
    pub document: Option<String>,
    /// What to do; without, say how things stand.
    #[command(subcommand)]
    pub action: Option<PeersAction>,
}

/// `codesocial peers …`
#[derive(Debug, Subcommand)]
pub enum PeersAction {
    /// Tries again now what did not arrive.
    Retry {
        /// One inbox; without, all.
        #[arg(value_name = "INBOX")]
        inbox: Option<String>,
        /// Where.
        #[command(flatten)]
        data: Data,
    },
    /// Says what came and is in quarantine, and why.
    Quarantine {
        /// Where.
        #[command(flatten)]
        data: Data,
        /// One JSON array instead of a person's report.
        #[arg(long)]
        json: bool,
        /// What came from whoever is silenced, instead of the rest.
        #[arg(long)]
        silenced: bool,
    },
    /// Dismisses something in quarantine.
    Dismiss(Held),
    /// Applies something in quarantine again.
    Reconsider(Held),
    /// Lets somebody in who asked to follow, or accepts something in quarantine: a reply, to be shown; what concerns somebody
    /// here, to be kept.
    Accept(Asking),
    /// Does not.
    Refuse(Asking),
}

/// Something in quarantine.
#[derive(Debug, clap::Args)]
pub struct Held {
    /// Its number.
    #[arg(value_name = "NUMBER")]
    pub number: u64,
    /// Where.
    #[command(flatten)]
    pub data: Data,
}

/// Somebody who asked to follow, or something in quarantine by its number.
#[derive(Debug, clap::Args)]
pub struct Asking {
    /// Who.
    #[arg(value_name = "ACTOR|NUMBER")]
    pub actor: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
}

/// `codesocial block`
#[derive(Debug, clap::Args)]
pub struct Block {
    /// A host, or the address of an actor.
    #[arg(value_name = "HOST|ACTOR")]
    pub subject: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Why, for those who come after.
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
    /// Whether it is heard, and shown to those who are signed in here alone.
    #[arg(long, conflicts_with_all = ["undo", "remove"])]
    pub silence: bool,
    /// Whether what is held of it is removed; without, it stays as it is.
    #[arg(long, conflicts_with = "undo")]
    pub remove: bool,
    /// Whether it is heard again, and shown.
    #[arg(long)]
    pub undo: bool,
}

/// `codesocial report`
#[derive(Debug, clap::Args)]
pub struct Report {
    /// The address of a document or an actor elsewhere.
    #[arg(value_name = "IRI")]
    pub address: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub because: Option<String>,
    /// Hosts that may be asked although they are private, where no instance runs.
    #[arg(long = "allow-host", value_name = "HOST[:PORT]", env = "CODESOCIAL_ALLOW_HOSTS", value_delimiter = ',')]
    pub allow_hosts: Vec<String>,
}
