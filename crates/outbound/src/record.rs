//! What stands in the TXT records of a name: asked of the system's name servers, or of those that the operator names.
//!
//! Nobody but name servers is asked, whatever the name: no record leads this program anywhere.

use crate::fetch::Outbound;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use std::net::SocketAddr;
use std::time::Duration;

/// How long one name server may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long all of them may take.
const TOTAL: Duration = Duration::from_secs(8);
/// Most records of one name that are taken: a domain has a dozen.
const MOST: usize = 100;

/// Why it is not known what stands there.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The system does not say whom to ask.
    #[error("no name server can be asked")]
    NoServer(#[source] NetError),
    /// The name servers fail, or the name is none.
    #[error("the name servers do not answer")]
    Failed(#[source] NetError),
    /// They took longer than eight seconds.
    #[error("no answer within {TOTAL:?}")]
    TooSlow,
}

impl Outbound {
    /// The TXT records of this name, as text; none where there are none.
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, RecordError> {
        // From its root: what the system appends to short names is not meant.
        let name = format!("{}.", name.trim_end_matches('.'));
        // Nothing is remembered: whoever has just written a record wants it seen.
        let resolver = self.resolver().map_err(RecordError::NoServer)?;
        let asked = tokio::time::timeout(TOTAL, resolver.txt_lookup(name)).await.map_err(|_| RecordError::TooSlow)?;
        match asked {
            Ok(found) => {
                let texts = found.answers().iter().filter_map(|record| {
                    // A name may lead to another one first.
                    if let RData::TXT(text) = &record.data { Some(text.txt_data.concat()) } else { None }
                });
                Ok(texts.take(MOST).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect())
            }
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(NetError::Timeout) => Err(RecordError::TooSlow),
            Err(error) => Err(RecordError::Failed(error)),
        }
    }

    fn resolver(&self) -> Result<TokioResolver, NetError> {
        let servers = &self.shared.settings.name_servers;
        let mut builder = if servers.is_empty() {
            TokioResolver::builder_tokio()?
        } else {
            let servers = servers.iter().map(|server| named(*server)).collect();
            let config = ResolverConfig::from_parts(None, Vec::new(), servers);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        };
        let options = builder.options_mut();
        (options.cache_size, options.timeout, options.attempts) = (0, PATIENCE, 2);
        builder.build()
    }
}

fn named(server: SocketAddr) -> NameServerConfig {
    let mut config = NameServerConfig::udp_and_tcp(server.ip());
    for connection in &mut config.connections {
        connection.port = server.port();
    }
    config
}
