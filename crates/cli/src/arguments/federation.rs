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
#[command(args_conflicts_with_subcommands = false)]
pub struct Peers {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
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
    },
    /// Says what came and is in quarantine, and why.
    Quarantine,
    /// Dismisses something in quarantine.
    Dismiss {
        /// Its number.
        #[arg(value_name = "NUMBER")]
        number: u64,
    },
    /// Applies something in quarantine again.
    Reconsider {
        /// Its number.
        #[arg(value_name = "NUMBER")]
        number: u64,
    },
    /// Lets somebody in who asked to follow.
    Accept {
        /// Who.
        #[arg(value_name = "ACTOR")]
        actor: String,
    },
    /// Does not.
    Refuse {
        /// Who.
        #[arg(value_name = "ACTOR")]
        actor: String,
    },
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
    /// Whether it is heard again.
    #[arg(long)]
    pub undo: bool,
}
