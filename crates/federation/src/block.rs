//! Whom we do not hear, or hear in silence: a host with all below it, or an actor, by the word of whoever runs the instance;
//! everybody but some hosts, by its settings.

use crate::follow::Remains;
use crate::service::{Federation, Hearing, Shared};
use model::{Caller, Iri};
use registry::AccountError;
use registry::federation::{Block, BlockKind, Relations, host};
use std::sync::Arc;
use url::Url;

/// Who is not heard, as it is now: who is blocked, and where only some hosts are heard, all others.
#[derive(Debug)]
pub(crate) struct Blocked<'s> {
    relations: Arc<Relations>,
    heard: &'s Hearing,
}

/// The word by which somebody is not heard.
#[derive(Debug)]
pub(crate) struct NotHeard(pub(crate) String);

impl Blocked<'_> {
    /// By which word this address is not heard, or told: its host, one above that, or itself; its host where that is not
    /// among those who are heard.
    pub(crate) fn names(&self, address: &Iri) -> Option<String> {
        if let Some(block) = self.relations.blocks().naming(address, Some(BlockKind::Blocked)) {
            return Some(block.subject.clone());
        }
        match self.heard {
            Hearing::Everybody => None,
            Hearing::Hosts(hosts) => {
                let host = host(address).unwrap_or_default();
                (!hosts.contains(&host)).then_some(host)
            }
        }
    }

    /// Refuses what is of whom they name.
    pub(crate) fn hears(&self, address: &Iri) -> Result<(), NotHeard> {
        self.names(address).map_or(Ok(()), |subject| Err(NotHeard(subject)))
    }

    /// Whether an actor may be among them whose inbox is not.
    pub(crate) fn has_actors(&self) -> bool {
        let is_one = |block: &Block| block.kind == BlockKind::Blocked && is_address(&block.subject);
        matches!(self.heard, Hearing::Hosts(_)) || self.relations.blocks().iter().any(is_one)
    }
}

impl Shared {
    pub(crate) fn blocked(&self) -> Blocked<'_> {
        Blocked { relations: self.registry.relations(), heard: &self.settings.hearing }
    }

    /// Whether somebody is silenced.
    pub(crate) fn is_silenced(&self, actor: &Iri) -> bool {
        self.registry.relations().blocks().naming(actor, Some(BlockKind::Silenced)).is_some()
    }
}

/// What was done about somebody who is heard no more, or again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// How they are written in what is kept.
    pub subject: String,
    /// How many documents of theirs it changed: removed, kept as they are from now on, or not any more.
    pub documents: u64,
}

impl Federation {
    /// Hears a host, or an actor, no more, and tells it nothing. What is held of it is removed, or stays as it is.
    pub async fn block(
        &self,
        caller: &Caller,
        subject: &str,
        why: &str,
        remains: Remains,
    ) -> Result<Done, AccountError> {
        let registry = self.registry();
        let subject = meant(subject);
        // First, so that nothing comes while it goes; whoever is interrupted says it again.
        registry.block(caller, &subject, BlockKind::Blocked, why).await?;
        let documents = match (self.word(&subject), remains) {
            (Some(block), Remains::Removed) => registry.remove_blocked(caller, &block).await?,
            (Some(block), Remains::Frozen) => registry.freeze_blocked(caller, &block).await?,
            (None, _) => 0,
        };
        Ok(Done { subject, documents })
    }

    /// Hears a host, or an actor, without showing what it says to everybody. How it is written in what is kept.
    pub async fn silence(&self, caller: &Caller, subject: &str, why: &str) -> Result<String, AccountError> {
        let subject = meant(subject);
        let before = self.word(&subject).filter(|block| block.kind == BlockKind::Blocked);
        self.registry().block(caller, &subject, BlockKind::Silenced, why).await?;
        if let Some(block) = before {
            self.registry().thaw_blocked(caller, &block).await?;
        }
        Ok(subject)
    }

    /// Hears it again, and shows what it says.
    pub async fn unblock(&self, caller: &Caller, subject: &str) -> Result<Done, AccountError> {
        let registry = self.registry();
        let subject = meant(subject);
        let before = self.word(&subject).filter(|block| block.kind == BlockKind::Blocked);
        registry.unblock(caller, &subject).await?;
        let documents = match before {
            Some(block) => registry.thaw_blocked(caller, &block).await?,
            None => 0,
        };
        Ok(Done { subject, documents })
    }

    /// What was said of a subject.
    fn word(&self, subject: &str) -> Option<Block> {
        self.registry().relations().blocks().of(subject).cloned()
    }
}

fn is_address(subject: &str) -> bool {
    subject.contains("://")
}

/// A host as addresses have it, in lower case and without a dot at its end; the address of an actor as it is, since the
/// letters of its path matter.
pub(crate) fn meant(subject: &str) -> String {
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
    use registry::federation::Blocks;

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
            let block = Block {
                subject: meant(said),
                kind: BlockKind::Blocked,
                why: String::new(),
                at: jiff::Timestamp::UNIX_EPOCH,
                by: model::AccountId(1),
            };
            let names = Blocks::new([block]).naming(&Iri::parse(address).unwrap(), None).is_some();
            assert_eq!(names, is_blocked, "{said} {address}");
        }
    }

    #[test]
    fn where_some_are_heard_nobody_else_is() {
        let hearing = Hearing::hosts(&["Vallée.example.".to_owned()]);
        let blocked = Blocked { relations: Arc::default(), heard: &hearing };
        for (address, is_heard) in [
            ("https://vallée.example/actor", true),
            ("https://xn--valle-esa.example./actor", true),
            ("https://xn--valle-esa.example:8443/actor", true),
            // Anybody could have a name below it whom its owner gave one.
            ("https://sous.xn--valle-esa.example/actor", false),
            ("https://autre.example/actor", false),
            ("https://xn--valle-esa.example@autre.example/actor", false),
        ] {
            assert_eq!(blocked.hears(&Iri::parse(address).unwrap()).is_ok(), is_heard, "{address}");
        }
    }
}
