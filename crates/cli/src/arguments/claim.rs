//! What can be typed about imported documents that somebody takes over.

use super::Data;
use std::net::SocketAddr;

/// `codesocial claim`
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that may be typed, the first three one at a time")]
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").args(["check", "mail", "code", "give", "take_back"]))]
pub struct Claim {
    /// The document: its address, or what stands after the instance's.
    #[arg(value_name = "DOCUMENT")]
    pub document: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// For whom: the address of an account.
    #[arg(long, value_name = "EMAIL", required_unless_present = "take_back", env = "CODESOCIAL_ACCOUNT")]
    pub account: Option<String>,
    /// Looks whether the challenge is where it has to be.
    #[arg(long)]
    pub check: bool,
    /// Sends a code to this address, which is at the host of its website.
    #[arg(long, value_name = "ADDRESS")]
    pub mail: Option<String>,
    /// Enters the code that was sent.
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// Hands it over without a proof.
    #[arg(long)]
    pub give: bool,
    /// Takes it back.
    #[arg(long)]
    pub take_back: bool,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
    /// Hosts that may be asked although they are private, where no instance runs.
    #[arg(long = "allow-host", value_name = "HOST[:PORT]", env = "CODESOCIAL_ALLOW_HOSTS", value_delimiter = ',')]
    pub allow_hosts: Vec<String>,
    /// Name servers to ask instead of the system's, where no instance runs.
    #[arg(long = "name-server", value_name = "ADDRESS", env = "CODESOCIAL_NAME_SERVERS", value_delimiter = ',')]
    pub name_servers: Vec<SocketAddr>,
}

/// `codesocial claims`
#[derive(Debug, clap::Args)]
pub struct Claims {
    /// Where.
    #[command(flatten)]
    pub data: Data,
    /// One JSON array instead of a person's report.
    #[arg(long)]
    pub json: bool,
}
