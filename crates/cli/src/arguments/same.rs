//! What `codesocial same` is told.

use super::Data;
use clap::Subcommand;

/// `codesocial same`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Same {
    /// Where; given to what is to be done, if there is something.
    #[command(flatten)]
    pub data: Option<Data>,
    /// One JSON object instead of a person's report.
    #[arg(long)]
    pub json: bool,
    /// The territory where one of both is.
    #[arg(long, value_name = "IRI")]
    pub territory: Option<String>,
    /// How many pairs at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// What to do; without, say which documents are likely of one organisation.
    #[command(subcommand)]
    pub action: Option<SameAction>,
}

/// `codesocial same …`
#[derive(Debug, Subcommand)]
pub enum SameAction {
    /// They are of one organisation.
    Confirm(Pair),
    /// They are not.
    Refuse(Pair),
    /// They are, and one takes up what the other says.
    Merge(Pair),
    /// Takes back what was decided.
    Undo(Pair),
}

/// Two documents.
#[derive(Debug, clap::Args)]
pub struct Pair {
    /// One: its address, or what stands after the instance's.
    #[arg(value_name = "A")]
    pub one: String,
    /// The other.
    #[arg(value_name = "B")]
    pub other: String,
    /// Where.
    #[command(flatten)]
    pub data: Data,
}
