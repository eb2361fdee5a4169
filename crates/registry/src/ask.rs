//! SPARQL: asked of the query workers, never of this process.

use crate::error::AskError;
use crate::registry::Registry;
use store::{Answer, Question};

impl Registry {
    /// Asks a SPARQL question. The answer knows all that was committed when the question arrived, whatever
    /// `at_least` said.
    pub async fn ask(&self, question: Question) -> Result<Answer, AskError> {
        let question = Question { at_least: question.at_least.max(self.head()), ..question };
        let door = self.follower.door().await.map_err(|error| {
            // The caller is told nothing of it, so that here is its end.
            tracing::error!(error = &error as &dyn std::error::Error, "no query worker can be started");
            AskError::Unavailable
        })?;
        door.ask(question).await
    }
}
