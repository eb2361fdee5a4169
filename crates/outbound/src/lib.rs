//! The one guarded client: every request that this program sends to another machine leaves through here, and all mail.
//!
//! A stranger's document, a peer's key address, an import's source: each names an address that we then ask.
//! Without a guard such an address can point back into the operator's own network. So a private address is
//! refused where the connection is made, not where the address is read: in the resolver that the connector
//! uses, for literals before the request, and again on each redirect.
//!
//! | module | says |
//! |---|---|
//! | [`address`] | which IP addresses belong to the public internet |
//! | [`allow_list`] | which hosts the operator lets through all the same |
//! | `target` | whether one address (of the request or of a redirect) may be asked |
//! | `resolver` | names to public addresses only |
//! | [`clients`] | which connections are kept, and how many |
//! | [`sign`] | who signs, and how a request leaves exactly as it was signed |
//! | `send` | one request, once more where a kept connection was closed |
//! | [`fetch`] | asking: redirects, limits, what came back |
//! | [`post`] | delivering: one message, and what its host says to it |
//! | [`retry_after`] | when a host wants to be asked again |
//! | [`within`] | asking one host or one page, wherever it would rather lead |
//! | [`record`] | TXT records of a name |
//! | [`mail`] | mail, through the operator's relay |
//! | [`restraint`] | how often strangers may make us ask |
//!
//! Mail goes no such way: it is handed to the one relay that the operator names, public or not.
//!
//! It knows nothing of RDF, of how requests are signed or of who asks. Limits are those of one request: a peer that
//! never answers holds nobody else. No other crate may depend on `reqwest` or `lettre`; tidy checks it.

pub mod address;
pub mod allow_list;
pub mod clients;
pub mod fetch;
pub mod mail;
pub mod post;
pub mod record;
mod resolver;
pub mod restraint;
pub mod retry_after;
mod send;
pub mod sign;
mod target;
#[cfg(test)]
mod test_peer;
pub mod within;

pub use address::Range;
pub use allow_list::{AllowList, AllowListError};
pub use fetch::{ClientSecret, FetchError, FetchLimits, Fetched, Outbound, Settings};
pub use mail::{Encryption, Mail, MailError, Relay, RelayError, RelaySettings};
pub use post::Answer;
pub use record::RecordError;
pub use restraint::{Restrained, Restraint};
pub use retry_after::RetryAfter;
pub use sign::{SignRequest, Unsigned};
pub use target::Refusal;
pub use within::{Within, WithinError};
