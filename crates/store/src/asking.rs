//! What a worker is asked: a person's question, or a constraint's.

use crate::costs::Outline;
use crate::question::{Client, Question};
use crate::world::Becoming;
use model::constraint::ConstraintQuestion;
use model::{Caller, Seq};
use std::sync::Arc;
use std::time::Duration;

/// A constraint's question, with what decides its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inquiry {
    pub(crate) question: ConstraintQuestion,
    /// Whose eyes.
    pub(crate) caller: Caller,
    /// What is being validated.
    pub(crate) documents: Arc<[Becoming]>,
    /// The answer knows at least this much.
    pub(crate) at_least: Seq,
    /// How long it may take.
    pub(crate) deadline: Duration,
}

/// What a worker is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asking {
    Question(Question),
    Inquiry(Inquiry),
}

impl Asking {
    pub(crate) fn deadline(&self) -> Duration {
        match self {
            Self::Question(question) => question.deadline,
            Self::Inquiry(inquiry) => inquiry.deadline,
        }
    }

    /// The same, in no more time than this.
    pub(crate) fn within(&self, time: Duration) -> Self {
        let mut asking = self.clone();
        let (Self::Question(Question { deadline, .. }) | Self::Inquiry(Inquiry { deadline, .. })) = &mut asking;
        *deadline = time.min(*deadline);
        asking
    }

    /// What it has in common with others.
    pub(crate) fn outline(&self) -> Outline {
        Outline::of(match self {
            Self::Question(question) => &question.text,
            Self::Inquiry(inquiry) => &inquiry.question.query.text,
        })
    }

    /// Who pays for it; what the instance asks itself costs nobody anything.
    pub(crate) fn client(&self) -> Option<Client> {
        match self {
            Self::Question(question) => question.client(),
            Self::Inquiry(_) => None,
        }
    }

    /// How many terms it may bring into the dictionary at most.
    pub(crate) fn terms(&self) -> u64 {
        let brought = match self {
            Self::Question(_) => 0,
            Self::Inquiry(inquiry) => {
                let shapes = inquiry.question.shapes_graph.as_ref().map_or(0, |triples| triples.len());
                let documents = inquiry.documents.iter().map(|(_, triples)| triples.len());
                documents.chain([shapes]).map(|triples| triples.saturating_mul(3)).sum()
            }
        };
        u64::try_from(brought).unwrap_or(u64::MAX)
    }

    pub(crate) fn at_least(&self) -> Seq {
        match self {
            Self::Question(question) => question.at_least,
            Self::Inquiry(inquiry) => inquiry.at_least,
        }
    }

    pub(crate) fn caller(&self) -> &Caller {
        match self {
            Self::Question(question) => &question.caller,
            Self::Inquiry(inquiry) => &inquiry.caller,
        }
    }
}
