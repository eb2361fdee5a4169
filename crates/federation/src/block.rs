//! Whom we do not hear: a host with all below it, or an actor, by the word of whoever runs the instance.

use crate::activity::origin::host;
use crate::service::{Federation, Shared};
use model::{Caller, Iri};
use registry::federation::BlockKind;
use registry::{AccountError, JournalError};
use url::Url;

/// Those who are blocked, as they are now: hosts, and addresses of actors.
#[derive(Debug)]
pub(crate) struct Blocked(Vec<String>);

/// The word by which somebody is not heard.
#[derive(Debug)]
pub(crate) struct NotHeard(pub(crate) String);

impl Blocked {
    /// Those whom these words name.
    pub(crate) fn of(subjects: impl Iterator<Item = String>) -> Self {
        Self(subjects.collect())
    }

    /// By which of these words this address is not heard, or told: its host, one above that, or itself.
    pub(crate) fn names(&self, address: &Iri) -> Option<&str> {
        let host = host(address).unwrap_or_default();
        let document = address.document();
        let is_meant = |subject: &str| {
            let is_below = host.strip_suffix(subject).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            is_below || subject == address.as_str() || subject == document.as_str()
        };
        self.0.iter().map(String::as_str).find(|subject| is_meant(subject))
    }

    /// Refuses what is of whom they name.
    pub(crate) fn hears(&self, address: &Iri) -> Result<(), NotHeard> {
        self.names(address).map_or(Ok(()), |subject| Err(NotHeard(subject.to_owned())))
    }

    /// Whether actors are among them, besides hosts.
    pub(crate) fn has_actors(&self) -> bool {
        self.0.iter().any(|subject| is_address(subject))
    }
}

impl Shared {
    pub(crate) async fn blocked(&self) -> Result<Blocked, JournalError> {
        let blocks = self.registry.blocks().await?.into_iter().filter(|block| block.kind == BlockKind::Blocked);
        Ok(Blocked(blocks.map(|block| block.subject).collect()))
    }
}

impl Federation {
    /// Hears a host, or an actor, no more, and tells it nothing. How it is written in what is kept.
    pub async fn block(&self, caller: &Caller, subject: &str, why: &str) -> Result<String, AccountError> {
        let subject = meant(subject);
        self.registry().block(caller, &subject, BlockKind::Blocked, why).await?;
        Ok(subject)
    }

    /// Takes what it says, and shows it to nobody who does not look for it. How it is written in what is kept.
    pub async fn silence(&self, caller: &Caller, subject: &str, why: &str) -> Result<String, AccountError> {
        let subject = meant(subject);
        self.registry().block(caller, &subject, BlockKind::Silenced, why).await?;
        Ok(subject)
    }

    /// Hears it again. How it was written in what was kept.
    pub async fn unblock(&self, caller: &Caller, subject: &str) -> Result<String, AccountError> {
        let subject = meant(subject);
        self.registry().unblock(caller, &subject).await?;
        Ok(subject)
    }
}

fn is_address(subject: &str) -> bool {
    subject.contains("://")
}

/// A host as addresses have it, in lower case and without a dot at its end; the address of an actor as it is, since the
/// letters of its path matter.
fn meant(subject: &str) -> String {
    let subject = subject.trim();
    if is_address(subject) {
        return subject.to_owned();
    }
    let url = Url::parse(&format!("https://{}", subject.trim_end_matches('.')));
    let host = url.ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| subject.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_means_what_addresses_have() {
        for (said, address, is_blocked) in [
            ("Vallee.example.", "https://vallee.example/actor", true),
            ("vallee.example", "https://VALLEE.example./actor", true),
            ("vallee.example", "https://sous.vallee.example:8443/actor", true),
            ("vallee.example", "https://une-vallee.example/actor", false),
            ("sous.vallee.example", "https://vallee.example/actor", false),
            ("vallée.example", "https://xn--valle-esa.example/actor", true),
            ("127.0.0.1", "http://127.0.0.1:8080/actor", true),
            ("https://vallee.example/users/Eve", "https://vallee.example/users/Eve#main-key", true),
            ("https://vallee.example/users/Eve", "https://vallee.example/users/eve", false),
            ("https://vallee.example/users/Eve", "https://vallee.example/inbox", false),
        ] {
            let blocked = Blocked(vec![meant(said)]);
            assert_eq!(blocked.names(&Iri::parse(address).unwrap()).is_some(), is_blocked, "{said} {address}");
        }
    }
}
