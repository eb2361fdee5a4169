//! The connections that are kept, bounded by count: the library bounds them per host only, and whoever makes us ask
//! has as many hosts as they like.

use crate::fetch::Settings;
use crate::resolver::Names;
use crate::target::Trust;
use reqwest::{Client, redirect};
use std::collections::HashSet;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use url::{Position, Url};

/// Idle connections kept to one host.
pub const KEPT_PER_HOST: usize = 2;
/// Hosts to which connections are kept, of each trust. The host after that begins anew with a pool of its own, and the
/// old one closes with its last request.
pub const KEPT_HOSTS: usize = 256;
/// How long an idle connection is kept. Servers close theirs after 5 to 75 seconds.
pub const KEPT_FOR: Duration = Duration::from_mins(1);

/// The clients for one kind of target.
#[derive(Debug)]
pub(crate) struct Clients {
    trust: Trust,
    names: Names,
    /// Made when first needed, since a machine without certificates must still be able to serve.
    kept: Mutex<Option<Kept>>,
    fresh: OnceLock<Client>,
}

#[derive(Debug)]
struct Kept {
    client: Client,
    hosts: HashSet<String>,
}

impl Clients {
    pub(crate) fn new(trust: Trust, names: Names) -> Self {
        Self { trust, names, kept: Mutex::new(None), fresh: OnceLock::new() }
    }

    /// One that may use a connection that it kept. The lock is held while a set of names is looked at, and once in
    /// [`KEPT_HOSTS`] hosts while a client is made; never while anything is asked.
    pub(crate) fn keeping(&self, url: &Url, settings: &Settings) -> Result<Client, reqwest::Error> {
        let host = &url[..Position::BeforePath];
        let mut place = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *place {
            Some(kept) if kept.hosts.contains(host) => Ok(kept.client.clone()),
            Some(kept) if kept.hosts.len() < KEPT_HOSTS => {
                kept.hosts.insert(host.to_owned());
                Ok(kept.client.clone())
            }
            Some(_) | None => {
                let client = self.make(settings, KEPT_PER_HOST)?;
                *place = Some(Kept { client: client.clone(), hosts: HashSet::from([host.to_owned()]) });
                Ok(client)
            }
        }
    }

    /// One that opens a connection for each request.
    pub(crate) fn fresh(&self, settings: &Settings) -> Result<&Client, reqwest::Error> {
        if let Some(client) = self.fresh.get() {
            return Ok(client);
        }
        let made = self.make(settings, 0)?;
        Ok(self.fresh.get_or_init(|| made))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place where a client is made")]
    fn make(&self, settings: &Settings, kept_per_host: usize) -> Result<Client, reqwest::Error> {
        let builder = Client::builder()
            .user_agent(&settings.user_agent)
            .connect_timeout(settings.connect)
            .pool_max_idle_per_host(kept_per_host)
            .pool_idle_timeout(KEPT_FOR)
            // A connection of HTTP/2 is kept and shared by all requests to its host: one that leads nowhere any more
            // must be noticed, or each of them would wait in vain.
            .http2_keep_alive_interval(Duration::from_secs(15))
            .http2_keep_alive_timeout(Duration::from_secs(10))
            .http2_keep_alive_while_idle(true)
            // What a peer may send before we have read it: for one answer, and for all of a connection.
            .http2_initial_stream_window_size(256 << 10)
            .http2_initial_connection_window_size(1 << 20)
            // Redirects are followed in `fetch`, each judged; a proxy would connect on our behalf, past the resolver.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(self.names.resolver(self.trust));
        #[cfg(test)]
        let builder = settings.roots.iter().fold(builder, |builder, root| builder.tls_certs_only([root.clone()]));
        builder.build()
    }
}
