//! The administration socket: how the command line talks to a running instance.
//!
//! A Unix socket in the data folder that only its owner may open: whoever reaches it holds the folder anyway, so it
//! asks for no token. One request per connection. Both directions are [`frame`]s: first one JSON head, then a body
//! of data frames that an empty frame ends. A connection that ends without it broke off.

pub mod client;
pub mod frame;
pub mod server;

use crate::arguments::ScopeName;
use crate::operation::{
    AccountOrder, DoctorReport, EraseOrder, EraseSummary, ExportOrder, FederationDone, FederationOrder, ImportOrder,
    ReleaseSummary, ReleaseWish, SameDone, SameOrder, SourcesDone, SourcesOrder,
};
use crate::text::Language;
use serde::{Deserialize, Serialize};

/// What is asked of the instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Request {
    /// Import the body: pieces, one after the other.
    Import {
        /// How.
        order: ImportOrder,
        /// How each piece is called, and how many bytes it has.
        pieces: Vec<(String, u64)>,
    },
    /// Do something about sources.
    Sources {
        /// What.
        order: SourcesOrder,
        /// In which language to answer.
        language: Language,
    },
    /// Do something about documents that are likely of one organisation.
    Same {
        /// What.
        order: SameOrder,
        /// In which language to answer.
        language: Language,
    },
    /// Export what is here; the body of the answer is it.
    Export(ExportOrder),
    /// Release a description.
    Release(ReleaseWish),
    /// Erase documents.
    Erase(EraseOrder),
    /// Do something about other instances.
    Federation {
        /// What.
        order: FederationOrder,
        /// In which language to answer.
        language: Language,
    },
    /// Say what is wrong.
    Doctor {
        /// In which language.
        language: Language,
    },
    /// Ask a SPARQL question.
    Query {
        /// The question.
        text: String,
        /// Whether what the ontology entails is part of the default graph.
        entailment: bool,
        /// How to write bindings.
        bindings: Bindings,
        /// How to write graphs: a media type.
        graph: String,
        /// In which language to explain a refusal.
        language: Language,
    },
    /// Make a token.
    Token {
        /// For whom.
        email: String,
        /// What it allows.
        scopes: Vec<ScopeName>,
        /// In which language to explain a refusal.
        language: Language,
    },
    /// Do something to an account.
    Account {
        /// What.
        order: AccountOrder,
        /// In which language to answer.
        language: Language,
    },
}

/// The head of the answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Reply {
    /// The body is what an import tells while it goes on ([`ImportTold`](crate::operation::ImportTold)), in lines of JSON.
    Importing,
    /// What was done about sources.
    Sources(SourcesDone),
    /// What was done about documents that are likely of one organisation.
    Same(SameDone),
    /// A release.
    Released(ReleaseSummary),
    /// What was erased.
    Erased(EraseSummary),
    /// What was done about other instances.
    Federated(FederationDone),
    /// What is wrong.
    Diagnosed(DoctorReport),
    /// The body is the answer to a question, or an export.
    Answer {
        /// Its media type.
        media_type: String,
    },
    /// A token.
    Token {
        /// Its text.
        token: String,
    },
    /// What was done to an account, in the caller's language.
    Account {
        /// What.
        text: String,
    },
    /// It was not done, and why, in the caller's language.
    Failed {
        /// Why.
        text: String,
    },
}

/// A format of bindings, on the wire.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the variants are the formats' names")]
pub enum Bindings {
    Json,
    Xml,
    Csv,
    Tsv,
}

impl From<Bindings> for registry::BindingsFormat {
    fn from(bindings: Bindings) -> Self {
        match bindings {
            Bindings::Json => Self::Json,
            Bindings::Xml => Self::Xml,
            Bindings::Csv => Self::Csv,
            Bindings::Tsv => Self::Tsv,
        }
    }
}
