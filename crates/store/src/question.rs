//! What is asked, and what comes back.

use model::syntax::Format;
use model::{AccountId, Caller, Iri, Reader, Seq};
use sparesults::QueryResultsFormat;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

/// A SPARQL query with everything that decides its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// SPARQL 1.1 Query.
    pub text: String,
    /// `default-graph-uri` of the protocol.
    pub default_graphs: Vec<Iri>,
    /// `named-graph-uri` of the protocol.
    pub named_graphs: Vec<Iri>,
    /// Base for relative IRIs.
    pub base: Iri,
    /// Whose eyes.
    pub caller: Caller,
    /// From which address, where somebody asks from afar: strangers there share a budget of long questions.
    pub from: Option<IpAddr>,
    /// Whether what the ontology entails is part of the default graph.
    pub entailment: bool,
    /// The answer knows at least this much.
    pub at_least: Seq,
    /// How long it may take.
    pub deadline: Duration,
    /// How to write bindings and booleans.
    pub bindings: BindingsFormat,
    /// How to write graphs.
    pub graph: Format,
}

/// Who shares a budget of long questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Client {
    /// Whoever is signed in as this.
    Account(AccountId),
    /// Strangers at this address, or in this network of 64 bits.
    Address(IpAddr),
}

impl Question {
    /// Who pays for it; the operator, beside the instance, does not.
    pub(crate) fn client(&self) -> Option<Client> {
        match (self.caller.reader(), self.from?) {
            (Reader::Account(account), _) => Some(Client::Account(account.id)),
            (Reader::Operator(id), _) => Some(Client::Account(id)),
            (Reader::Stranger, IpAddr::V6(address)) => {
                let network = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
                Some(Client::Address(network.into()))
            }
            (Reader::Stranger, address @ IpAddr::V4(_)) => Some(Client::Address(address)),
        }
    }
}

/// A format of SELECT and ASK results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BindingsFormat {
    /// `application/sparql-results+json`.
    Json,
    /// `application/sparql-results+xml`.
    Xml,
    /// `text/csv`.
    Csv,
    /// `text/tab-separated-values`.
    Tsv,
}

impl BindingsFormat {
    /// Every format, the preferred one first when a client accepts anything.
    pub const ALL: &'static [Self] = &[Self::Json, Self::Xml, Self::Csv, Self::Tsv];

    /// Its registered media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/sparql-results+json",
            Self::Xml => "application/sparql-results+xml",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
        }
    }

    /// The same, as the library that writes it calls it.
    pub(crate) fn results_format(self) -> QueryResultsFormat {
        match self {
            Self::Json => QueryResultsFormat::Json,
            Self::Xml => QueryResultsFormat::Xml,
            Self::Csv => QueryResultsFormat::Csv,
            Self::Tsv => QueryResultsFormat::Tsv,
        }
    }
}

/// An answer that is being written.
#[derive(Debug)]
pub struct Answer {
    /// The media type of what follows.
    pub media_type: &'static str,
    /// The bytes, as they come; an `Err` means that the answer broke off and must not look finished.
    pub body: tokio::sync::mpsc::Receiver<Result<Vec<u8>, BrokenOff>>,
}

/// The answer broke off after its first bytes: its worker was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answer broke off")]
pub struct BrokenOff;

/// Why there is no answer at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// Not SPARQL (400).
    #[error("{0}")]
    Malformed(String),
    /// SPARQL that is refused here: `SERVICE` to somebody unlisted, an update (400/403).
    #[error("{0}")]
    Refused(String),
    /// It took longer than the deadline, or more memory than a worker may have (503).
    #[error("the question took too long or too much memory")]
    TooCostly,
    /// Whoever asks has asked so many long questions that this one has to wait (503).
    #[error("too many long questions")]
    Spent {
        /// For how long.
        retry_after: Duration,
    },
    /// No worker can answer now (503).
    #[error("nobody can answer now")]
    Unavailable,
}
