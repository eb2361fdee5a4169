//! What every projection follows: steps, in the order of the journal.

use model::{AccountId, Audience, Iri, Seq};
use std::sync::Arc;

/// One step of the stream that every projection follows, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The journal's entry.
    pub seq: Seq,
    /// Which document.
    pub iri: Iri,
    /// What it is from here on; `None`: gone.
    pub held: Option<Held>,
}

/// A document as a projection holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Canonical N-Quads, graph name left out.
    pub canonical: Arc<str>,
    /// Who may read it.
    pub audience: Audience,
    /// To whom it belongs.
    pub owner: AccountId,
    /// Where it is from, if it is not ours: told in the default graph, with the document and as long as it is there.
    pub source: Option<Iri>,
}

impl Step {
    /// What a worker that answers strangers is told of this step: a document that is not public is gone, and so a
    /// document that stops being public leaves.
    #[must_use]
    pub(crate) fn for_strangers(&self) -> Self {
        let held = self.held.clone().filter(|held| held.audience == Audience::Public);
        Self { seq: self.seq, iri: self.iri.clone(), held }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_learn_that_a_closed_document_is_gone() {
        let step = |audience| Step {
            seq: Seq(3),
            iri: Iri::parse("https://a.example/codes/x").unwrap(),
            held: Some(Held { canonical: "".into(), audience, owner: AccountId(1), source: None }),
        };
        assert_eq!(step(Audience::Public).for_strangers(), step(Audience::Public));
        for closed in [Audience::Network, Audience::Members, Audience::Private] {
            assert_eq!(step(closed.clone()).for_strangers(), Step { held: None, ..step(closed) });
        }
    }
}
