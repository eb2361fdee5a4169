//! What a worker is asked: a person's question, a constraint's, or what an update would change.

use crate::costs::Outline;
use crate::question::{Client, Question};
use crate::update::Update;
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
    Update(Update),
}

impl Asking {
    pub(crate) fn deadline(&self) -> Duration {
        match self {
            Self::Question(question) => question.deadline,
            Self::Inquiry(inquiry) => inquiry.deadline,
            Self::Update(update) => update.deadline,
        }
    }

    /// The same, in no more time than this.
    pub(crate) fn within(&self, time: Duration) -> Self {
        let mut asking = self.clone();
        let (Self::Question(Question { deadline, .. })
        | Self::Inquiry(Inquiry { deadline, .. })
        | Self::Update(Update { deadline, .. })) = &mut asking;
        *deadline = time.min(*deadline);
        asking
    }

    /// What it has in common with others.
    pub(crate) fn outline(&self) -> Outline {
        Outline::of(match self {
            Self::Question(question) => &question.text,
            Self::Inquiry(inquiry) => &inquiry.question.query.text,
            Self::Update(update) => &update.text,
        })
    }

    /// Who pays for it; what the instance asks itself costs nobody anything.
    pub(crate) fn client(&self) -> Option<Client> {
        match self {
            Self::Question(question) => question.client(),
            // An editor's, who is known.
            Self::Update(_) | Self::Inquiry(_) => None,
        }
    }

    pub(crate) fn at_least(&self) -> Seq {
        match self {
            Self::Question(question) => question.at_least,
            Self::Inquiry(inquiry) => inquiry.at_least,
            Self::Update(update) => update.at_least,
        }
    }

    pub(crate) fn caller(&self) -> &Caller {
        match self {
            Self::Question(question) => &question.caller,
            Self::Inquiry(inquiry) => &inquiry.caller,
            Self::Update(update) => &update.caller,
        }
    }
}
