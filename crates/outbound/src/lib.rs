//! The one guarded HTTP client: every request that this program sends to another machine leaves through here.
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
//! | [`fetch`] | the client: redirects, limits, answers |
//!
//! It knows nothing of RDF, of signatures or of who asks. No other crate may depend on `reqwest`; tidy checks it.

pub mod address;
pub mod allow_list;
pub mod fetch;
mod resolver;
mod target;

pub use address::Range;
pub use allow_list::{AllowList, AllowListError};
pub use fetch::{ClientSecret, FetchError, FetchLimits, Fetched, Outbound, Settings};
pub use target::Refusal;
