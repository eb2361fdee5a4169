//! What every handler shares.

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
}

impl Settings {
    /// The usual ones: 15 seconds a question (architecture.md, section 4), 100 members a page, 64 MiB of cache, which
    /// holds every representation of some ten thousand documents.
    pub fn usual(chance: Arc<dyn Chance>) -> Self {
        Self { chance, query_deadline: Duration::from_secs(15), page_size: 100, cache_bytes: 64 << 20 }
    }
}

/// One instance as its handlers see it.
pub(crate) struct Site {
    pub(crate) registry: Arc<Registry>,
    pub(crate) settings: Settings,
    pub(crate) representations: Cache,
    pub(crate) schemas: Kept,
}

impl Site {
    pub(crate) fn new(registry: Arc<Registry>, settings: Settings) -> Self {
        let representations = Cache::new(settings.cache_bytes);
        let schemas = Kept::new(registry.grammar());
        Self { registry, settings, representations, schemas }
    }
}

/// The state of every route.
pub(crate) type SharedSite = Arc<Site>;
