//! The hosts that an operator lets through although they stand on private addresses: `--allow-host HOST[:PORT]`.

use std::str::FromStr;
use url::{Host, Url};

/// The hosts that may be asked although their addresses are not public, and over plain `http`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowList {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    host: Host<String>,
    /// `None`: every port.
    port: Option<u16>,
}

/// What is wrong with an entry of the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllowListError {
    /// Nothing between two commas, or an empty argument.
    #[error("an allowed host is empty: write HOST or HOST:PORT")]
    Empty,
    /// A whole address instead of a host.
    #[error("“{0}” is an address: write only its HOST or HOST:PORT")]
    NotAHost(String),
    /// Not a name nor an IP address.
    #[error("“{entry}” does not name a host: {source}")]
    Host {
        /// What was written.
        entry: String,
        /// What the parser of hosts says.
        source: url::ParseError,
    },
    /// Not a number from 1 to 65535.
    #[error("“{0}” does not end with a port from 1 to 65535")]
    Port(String),
}

impl AllowList {
    /// Reads entries `HOST` or `HOST:PORT`; an IPv6 address with a port stands in brackets.
    ///
    /// ```
    /// use outbound::AllowList;
    /// let list = AllowList::parse(["localhost", "10.0.0.7:8443", "[::1]:8080"])?;
    /// assert!(AllowList::parse(["10.0.0.0/8"]).is_err());
    /// # Ok::<(), outbound::AllowListError>(())
    /// ```
    pub fn parse<Entries>(entries: Entries) -> Result<Self, AllowListError>
    where
        Entries: IntoIterator,
        Entries::Item: AsRef<str>,
    {
        let entries = entries.into_iter().map(|entry| entry.as_ref().trim().parse()).collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// Reads the comma-separated form of `CODESOCIAL_ALLOW_HOSTS`; blank text is the empty list.
    pub fn parse_comma_separated(text: &str) -> Result<Self, AllowListError> {
        if text.trim().is_empty() { Ok(Self::default()) } else { Self::parse(text.split(',')) }
    }

    /// Whether the operator lets this address through. The host is compared as written, without resolving:
    /// who lists `10.0.0.7` has not listed the names that lead there.
    pub(crate) fn lets_through(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        url.host().is_some_and(|host| {
            let host = host.to_owned();
            self.entries.iter().any(|entry| entry.host == host && (entry.port.is_none() || entry.port == port))
        })
    }
}

impl FromStr for Entry {
    type Err = AllowListError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(AllowListError::Empty);
        }
        if text.contains(['/', '@', '?', '#']) {
            return Err(AllowListError::NotAHost(text.to_owned()));
        }
        let (host, port) = split_port(text);
        let port = port
            .map(|digits| digits.parse().ok().filter(|port| *port != 0))
            .map(|port| port.ok_or_else(|| AllowListError::Port(text.to_owned())))
            .transpose()?;
        Ok(Self { host: parse_host(host, text)?, port })
    }
}

/// `host:port` and `[v6]:port` are cut; a bare IPv6 address is left whole.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    }
}

fn parse_host(host: &str, entry: &str) -> Result<Host<String>, AllowListError> {
    let unreadable = |source| AllowListError::Host { entry: entry.to_owned(), source };
    if host.contains(':') && !host.starts_with('[') {
        return Host::parse(&format!("[{host}]")).map_err(unreadable);
    }
    Host::parse(host.strip_suffix('.').unwrap_or(host)).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_without_port_covers_every_port() {
        check("localhost", "http://localhost/", true);
        check("localhost", "https://LOCALHOST:8443/x", true);
        check("localhost.", "http://localhost:1/", true);
        check("localhost", "http://localhost.example/", false);
        check("127.0.0.1", "http://127.0.0.1:9000/", true);
        check("127.0.0.1", "http://2130706433/", true);
        check("127.0.0.1", "http://localhost/", false);
        check("::1", "http://[::1]:8080/", true);
        check("[::1]", "http://[0:0:0:0:0:0:0:1]/", true);
        check("Bücher.example", "https://xn--bcher-kva.example/", true);
    }

    #[test]
    fn a_host_with_port_covers_that_port() {
        check("localhost:8080", "http://localhost:8080/", true);
        check("localhost:8080", "http://localhost/", false);
        check("localhost:80", "http://localhost/", true);
        check("localhost:443", "https://localhost/", true);
        check("[::1]:8080", "http://[::1]:8080/", true);
        check("[::1]:8080", "http://[::1]:8081/", false);
    }

    #[test]
    fn what_is_no_host_is_refused_with_its_text() {
        refused("", "empty");
        refused("http://localhost", "is an address");
        refused("10.0.0.0/8", "is an address");
        refused("me@localhost", "is an address");
        refused("localhost:0", "port");
        refused("localhost:70000", "port");
        refused("localhost:http", "port");
        refused("localhost:", "port");
        refused("two words", "does not name a host");
        refused("1.2.3.4.5", "does not name a host");
        assert_eq!(AllowList::parse_comma_separated("a,,b"), Err(AllowListError::Empty));
        assert_eq!(AllowList::parse_comma_separated(" "), Ok(AllowList::default()));
        assert_eq!(AllowList::parse_comma_separated("a, b:1"), AllowList::parse(["a", "b:1"]));
    }

    #[track_caller]
    fn check(entry: &str, url: &str, expected: bool) {
        let list = AllowList::parse([entry]).unwrap();
        assert_eq!(list.lets_through(&url.parse().unwrap()), expected, "{entry} and {url}");
    }

    #[track_caller]
    fn refused(entry: &str, because: &str) {
        let error = AllowList::parse([entry]).unwrap_err().to_string();
        assert!(error.contains(because), "{entry}: {error}");
    }
}
