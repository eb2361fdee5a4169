//! What every handler shares.

use crate::links::ShapesOfClasses;
use crate::representation::Cache;
use crate::schema::Kept;
use model::ports::Chance;
use registry::Registry;
use std::sync::Arc;
use std::time::Duration;

/// What an operator, or a test, decides about the service.
#[derive(Clone)]
pub struct Settings {
    /// Gives the ids under which failures are found in the log.
    pub chance: Arc<dyn Chance>,
    /// How long a SPARQL question may take.
    pub query_deadline: Duration,
    /// Members on a page of a container.
    pub page_size: usize,
    /// Bytes of RDF representations kept in memory.
    pub cache_bytes: u64,
    /// How long a body may take to arrive.
    pub body_patience: Duration,
    /// What becomes of a `PUT` or `DELETE` of what exists that says nothing of its revision.
    pub unconditional: Unconditional,
}

/// Most members on a page of a container: enough for every container of an ordinary instance, and what a reader can hold
/// in memory; a page of them takes some 30 ms.
pub const PAGE_LIMIT: usize = 1_000;

/// What becomes of a change that says nothing of the revision it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unconditional {
    /// It is refused (428): nobody overwrites what they have not seen.
    Refused,
    /// The last one wins: for clients that never learned `If-Match`. The history keeps what they overwrite.
    LastWins,
}

impl Settings {
    /// The usual ones: 15 seconds a question (architecture.md, section 4), 100 members a page, 64 MiB of cache, which
    /// holds every representation of some ten thousand documents; a minute for a body, in which a slow line of 2 Mbit/s
    /// sends the largest.
    pub fn usual(chance: Arc<dyn Chance>) -> Self {
        Self {
            chance,
            query_deadline: Duration::from_secs(15),
            page_size: 100,
            cache_bytes: 64 << 20,
            body_patience: Duration::from_mins(1),
            unconditional: Unconditional::Refused,
        }
    }
}

/// One instance as its handlers see it.
pub(crate) struct Site {
    pub(crate) registry: Arc<Registry>,
    pub(crate) settings: Settings,
    pub(crate) representations: Cache,
    pub(crate) schemas: Kept,
    pub(crate) shapes_of_classes: ShapesOfClasses,
}

impl Site {
    pub(crate) fn new(registry: Arc<Registry>, settings: Settings) -> Self {
        let representations = Cache::new(settings.cache_bytes);
        let schemas = Kept::new(registry.grammar());
        let shapes_of_classes = ShapesOfClasses::of(registry.base(), &registry.grammar());
        Self { registry, settings, representations, schemas, shapes_of_classes }
    }
}

/// The state of every route.
pub(crate) type SharedSite = Arc<Site>;
