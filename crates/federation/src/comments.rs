//! What others answered to a document of ours, as it is shown under it.

use crate::object::clean::Clean;
use crate::quarantine::from_where;
use crate::service::Federation;
use jiff::Timestamp;
use model::{Caller, Iri};
use registry::ReadError;
use registry::federation::Reply;
use serde::Serialize;

/// Somebody's answer, shown under what it answers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Its own address.
    pub id: String,
    /// Who says it.
    pub actor: String,
    /// What its author calls themselves.
    pub name: Option<String>,
    /// Where it comes from: a host.
    pub from: String,
    /// Where people read it.
    pub page: String,
    /// What is said: HTML in which nothing acts.
    pub content: String,
    /// What its author warns of before it is read: the same.
    pub warning: Option<String>,
    /// Its language, as it says.
    pub language: Option<String>,
    /// Since when, as its author says; else since when it is shown here.
    pub at: Timestamp,
    /// When its author changed it last.
    pub changed: Option<Timestamp>,
    /// Whether it was said to everybody. One that was not is for whoever answers for the document.
    pub public: bool,
    /// Whether it is shown to nobody else than whoever answers for the document.
    pub hidden: bool,
}

impl Federation {
    /// What was answered to this document, as far as the caller may read it, the first one first; and whether the caller
    /// decides what is shown. Who is blocked or silenced is shown to nobody else.
    pub async fn comments(&self, caller: &Caller, document: &Iri) -> Result<(Vec<Comment>, bool), ReadError> {
        let registry = self.registry();
        let (replies, decides) = registry.replies(caller, document).await?;
        if replies.is_empty() {
            return Ok((Vec::new(), decides));
        }
        let (unheard, relations) = (self.shared.blocked(), registry.relations());
        let comments = replies.into_iter().filter_map(|reply| {
            let actor = &reply.said.actor;
            let is_unheard = unheard.names(actor).is_some() || relations.blocks().naming(actor, None).is_some();
            (decides || !is_unheard).then(|| comment(reply, is_unheard))
        });
        Ok((comments.collect(), decides))
    }
}

fn comment(reply: Reply, is_unheard: bool) -> Comment {
    let Reply { said, accepted, changed, hidden, .. } = reply;
    Comment {
        from: from_where(said.actor.as_str()),
        id: said.id.to_string(),
        actor: said.actor.to_string(),
        name: said.name,
        page: said.url.to_string(),
        // Cleaned when it came; and once more, so that no older cleaning is relied upon.
        content: Clean::of_html(&said.content).to_string(),
        warning: said.warning.map(|warning| Clean::of_html(&warning).to_string()),
        language: said.language,
        at: said.published.unwrap_or(accepted),
        changed,
        public: said.is_public,
        hidden: hidden.is_some() || is_unheard,
    }
}
