//! Names to public addresses only: the resolver that the connector itself uses, so that no second lookup
//! (DNS rebinding) can bring another answer between the judgement and the connection.

use crate::address::{Range, not_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::error::Error;
use std::net::{IpAddr, SocketAddr};

/// The system's resolver, without what it says of private networks.
pub(crate) struct PublicOnly;

/// A name leads only to addresses off the public internet, or to none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPublicAddress {
    /// All its addresses are off the public internet; this is the first.
    #[error("{name} leads to {address}, a {range} address: an operator may list it with --allow-host")]
    NotPublic { name: String, address: IpAddr, range: Range },
    /// It has none.
    #[error("{0} has no address")]
    None(String),
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let name = name.as_str();
            // The port is set by the connector from the address that is asked.
            let found = tokio::net::lookup_host((name, 0)).await?;
            let public = keep_public(name, found)?;
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// The refusal inside an error of the HTTP client, if its resolver is what refused.
pub(crate) fn refusal_in(error: &reqwest::Error) -> Option<NoPublicAddress> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(refusal) = cause.downcast_ref::<NoPublicAddress>() {
            return Some(refusal.clone());
        }
        source = cause.source();
    }
    None
}

fn keep_public(name: &str, found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, NoPublicAddress> {
    let mut public = Vec::new();
    let mut refused = None;
    for address in found {
        match not_public(address.ip()) {
            None => public.push(address),
            Some(range) => refused = refused.or(Some((address.ip(), range))),
        }
    }
    match (public.is_empty(), refused) {
        (false, _) => Ok(public),
        (true, Some((address, range))) => Err(NoPublicAddress::NotPublic { name: name.to_owned(), address, range }),
        (true, None) => Err(NoPublicAddress::None(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_remain() {
        let found = ["10.0.0.1:0", "9.9.9.9:0", "[::1]:0"].map(|address| address.parse().unwrap());
        assert_eq!(keep_public("mixed.example", found.into_iter()), Ok(vec!["9.9.9.9:0".parse().unwrap()]));
    }

    #[test]
    fn a_name_that_leads_inside_is_refused() {
        let found = ["10.0.0.1:0", "[::1]:0"].map(|address| address.parse().unwrap());
        let refused = keep_public("rebound.example", found.into_iter()).unwrap_err();
        let expected = NoPublicAddress::NotPublic {
            name: "rebound.example".into(),
            address: [10, 0, 0, 1].into(),
            range: Range::Private,
        };
        assert_eq!(refused, expected);
        assert_eq!(keep_public("empty.example", [].into_iter()), Err(NoPublicAddress::None("empty.example".into())));
    }
}
