//! Whom we follow, and whom we do not hear: asked of everything that comes, and changed by hand. So it is in memory, as the last
//! transaction left it, and no reader waits for the file.

use super::block::Blocks;
use super::following::{self, Following};
use crate::error::JournalError;
use model::Iri;
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::sync::Arc;

/// All of it, at one moment.
#[derive(Debug, Default)]
pub struct Relations {
    blocks: Blocks,
    /// By address.
    following: Vec<Following>,
    /// The places in `following` of those for which an actor answers.
    by_actor: HashMap<Iri, Vec<usize>>,
}

impl Relations {
    /// Whom we do not hear, or hear in silence.
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// All that we follow, or asked to, by address.
    pub fn following(&self) -> &[Following] {
        &self.following
    }

    /// What of that this actor answers for.
    pub fn following_of(&self, actor: &Iri) -> impl Iterator<Item = &Following> {
        self.by_actor.get(actor).into_iter().flatten().filter_map(|place| self.following.get(*place))
    }

    /// Whether there is any.
    pub fn is_followed(&self, actor: &Iri) -> bool {
        self.by_actor.contains_key(actor)
    }

    /// What stands in the file, changes of a transaction that has not ended included.
    pub(crate) async fn load(connection: &mut SqliteConnection) -> Result<Arc<Self>, JournalError> {
        let blocks = Blocks::load(connection).await?;
        let following = following::load(connection).await?;
        let mut by_actor: HashMap<_, Vec<_>> = HashMap::new();
        for (place, one) in following.iter().enumerate() {
            by_actor.entry(one.actor.clone()).or_default().push(place);
        }
        Ok(Arc::new(Self { blocks, following, by_actor }))
    }
}
