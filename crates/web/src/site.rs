//! What every handler shares.

use crate::api::names::KnownConcepts;
use crate::arrival::Arrivals;
use crate::described::Description;
use crate::feed::events::{self, Stopping};
use crate::links::ShapesOfClasses;
use crate::login::oidc::{Directory, Pending, Provider};
use crate::page::Frame;
use crate::representation::Cache;
use crate::schema::Kept;
use crate::visitor::Taste;
use crate::void::KnownCounts;
use crate::webhooks::map::Maps;
use ::federation::Federation;
use axum::response::Redirect;
use model::ports::Chance;
use outbound::{AllowList, Outbound};
use registry::{Endpoint, Registry};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

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
    /// The operator's own proxies, whose word on where a request comes from is taken.
    pub proxies: Vec<IpAddr>,
    /// The sites that people may sign in with.
    pub providers: Vec<Provider>,
    /// How these are asked.
    pub outbound: Outbound,
    /// When whoever listens is told to go.
    pub stopping: Stopping,
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

/// How long a question may take where nobody says otherwise: a person waits no longer.
pub const QUERY_DEADLINE: Duration = Duration::from_secs(15);

impl Settings {
    /// The usual ones: [`QUERY_DEADLINE`] a question (architecture.md, section 4), 100 members a page, 64 MiB of cache, which
    /// holds every representation of some ten thousand documents; a minute for a body, in which a slow line of 2 Mbit/s
    /// sends the largest.
    pub fn usual(chance: Arc<dyn Chance>) -> Self {
        Self {
            chance,
            query_deadline: QUERY_DEADLINE,
            page_size: 100,
            cache_bytes: 64 << 20,
            body_patience: Duration::from_mins(1),
            unconditional: Unconditional::Refused,
            proxies: Vec::new(),
            providers: Vec::new(),
            outbound: Outbound::new(AllowList::default(), outbound::Settings::default()),
            stopping: Stopping::never(),
        }
    }
}

/// One instance as its handlers see it.
pub(crate) struct Site {
    pub(crate) registry: Arc<Registry>,
    /// What the protocols of SPARQL speak to.
    pub(crate) endpoint: Arc<dyn Endpoint>,
    pub(crate) federation: Arc<Federation>,
    pub(crate) settings: Settings,
    pub(crate) representations: Arc<Cache>,
    pub(crate) concepts: Arc<KnownConcepts>,
    pub(crate) counts: KnownCounts,
    pub(crate) schemas: Kept,
    pub(crate) shapes_of_classes: ShapesOfClasses,
    /// What proves that a form is ours; drawn when the instance starts.
    pub(crate) form_key: [u8; 32],
    /// What the providers publish.
    pub(crate) directory: Directory,
    /// Who is on the way to one of them.
    pub(crate) pending: Pending,
    pub(crate) description: Description,
    pub(crate) arrivals: Arrivals,
    /// How many may still listen.
    pub(crate) listeners: Arc<Semaphore>,
}

impl Site {
    pub(crate) fn new(
        federation: Arc<Federation>,
        settings: Settings,
        endpoint: Arc<dyn Endpoint>,
        description: Description,
    ) -> Self {
        let registry = Arc::clone(federation.registry());
        let representations = Arc::new(Cache::new(settings.cache_bytes));
        registry.keep_copies(representations.clone());
        let concepts = Arc::<KnownConcepts>::default();
        registry.keep_copies(concepts.clone());
        federation.tell_maps_by(Arc::new(Maps { registry: Arc::clone(&registry), concepts: Arc::clone(&concepts) }));
        let schemas = Kept::new(registry.grammar());
        let shapes_of_classes = ShapesOfClasses::of(registry.base(), &registry.grammar());
        let mut form_key = [0; 32];
        settings.chance.fill(&mut form_key);
        let arrivals = Arrivals::new(settings.body_patience);
        Self {
            registry,
            endpoint,
            federation,
            settings,
            representations,
            concepts,
            counts: KnownCounts::default(),
            schemas,
            shapes_of_classes,
            form_key,
            directory: Directory::default(),
            pending: Pending::default(),
            description,
            arrivals,
            listeners: events::listeners(),
        }
    }

    /// The surroundings of the page at this path of ours.
    pub(crate) fn frame(&self, taste: &Taste, path: &str) -> Frame {
        let base = self.registry.base();
        Frame::new(base, self.registry.name(), taste, base.service(path))
    }

    /// Leads on to one of our pages.
    pub(crate) fn lead_to(&self, path: &str) -> Redirect {
        Redirect::to(self.registry.base().service(path).as_str())
    }
}

/// The state of every route.
pub(crate) type SharedSite = Arc<Site>;
