//! Names to public addresses only: the resolver that the connector itself uses, so that no second lookup
//! (DNS rebinding) can bring another answer between the judgement and the connection.

use crate::address::{Range, not_public};
use crate::target::Trust;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::error::Error;
use std::iter;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Names that are being asked for at once. The system's resolver holds a thread for each until it gives up, long after
/// whoever asked has left; the runtime has 512 such threads, and disks are read on them too.
const MOST_LOOKUPS: usize = 256;

/// The system's resolver, as all clients share it.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    free: Arc<Semaphore>,
}

impl Names {
    pub(crate) fn new() -> Self {
        Self { free: Arc::new(Semaphore::new(MOST_LOOKUPS)) }
    }

    /// For the connector of a client that asks targets of this trust.
    pub(crate) fn resolver(&self, trust: Trust) -> Resolver {
        Resolver { names: self.clone(), trust }
    }

    async fn lookup(&self, name: String) -> Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>> {
        let held = Arc::clone(&self.free).acquire_owned().await?;
        let lookup = tokio::task::spawn_blocking(move || {
            // The port is set by the connector from the address that is asked.
            let found = (name.as_str(), 0).to_socket_addrs().map(Iterator::collect);
            drop(held);
            found
        });
        Ok(lookup.await??)
    }
}

/// The system's resolver, for targets that are not listed without what it says of private networks.
#[derive(Debug)]
pub(crate) struct Resolver {
    names: Names,
    trust: Trust,
}

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

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, trust) = (self.names.clone(), self.trust);
        Box::pin(async move {
            let name = name.as_str();
            let found = names.lookup(name.to_owned()).await?;
            let asked = match trust {
                Trust::PublicOnly => keep_public(name, found.into_iter())?,
                Trust::Listed => found,
            };
            Ok(Box::new(asked.into_iter()) as Addrs)
        })
    }
}

/// The refusal inside an error of the HTTP client, if its resolver is what refused.
pub(crate) fn refusal_in(error: &reqwest::Error) -> Option<NoPublicAddress> {
    causes(error).find_map(|cause| cause.downcast_ref::<NoPublicAddress>()).cloned()
}

/// What an error comes from, and what that comes from.
pub(crate) fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(error.source(), |cause: &&'a (dyn Error + 'static)| (*cause).source())
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
    use std::pin::pin;
    use std::time::Duration;

    #[tokio::test]
    async fn so_many_names_are_asked_for_at_once_and_no_more() {
        let names = Names::new();
        let most = u32::try_from(MOST_LOOKUPS).unwrap();
        let held = Arc::clone(&names.free).acquire_many_owned(most).await.unwrap();
        let mut lookup = pin!(names.lookup("localhost".into()));
        assert!(tokio::time::timeout(Duration::from_millis(50), &mut lookup).await.is_err(), "it waits");
        drop(held);
        assert!(lookup.await.unwrap().iter().all(|found| found.ip().is_loopback()));
        assert_eq!(names.free.available_permits(), MOST_LOOKUPS, "what was held is given back");
    }

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
