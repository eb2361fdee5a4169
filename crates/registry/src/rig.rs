//! What the tests of this crate stand on: an instance on disk, a clock that stands still, chance that counts.

use crate::form::FormChanged;
use crate::intake::Body;
use crate::registry::{NewInstance, Parts, Registry, WorkerProgram};
use jiff::Timestamp;
use model::ports::{Chance, Clock};
use model::syntax::Format;
use model::{Base, Expected, Slug};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tempfile::TempDir;

struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

#[derive(Default)]
struct CountedChance(AtomicU8);

impl Chance for CountedChance {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0.fetch_add(1, Ordering::SeqCst));
    }
}

/// An instance in a folder of its own. Nothing here asks a query worker, so that there is no program for one.
pub(crate) struct Rig {
    pub(crate) registry: Registry,
    pub(crate) parts: Parts,
    folder: TempDir,
}

impl Rig {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let worker = WorkerProgram { program: "nobody".into(), arguments: Vec::new() };
        let parts = Parts { clock: Arc::new(StoppedClock), chance: Arc::<CountedChance>::default(), worker };
        let base = Base::parse("https://a.example/").unwrap();
        let new = NewInstance { base, name: "A".to_owned(), administrator: None };
        let (registry, _) = Registry::create(folder.path(), new, parts.clone()).await.unwrap();
        Self { registry, parts, folder }
    }

    pub(crate) async fn restart(self) -> Self {
        let Self { registry, parts, folder } = self;
        registry.close().await;
        let registry = Registry::open(folder.path(), parts.clone()).await.unwrap();
        Self { registry, parts, folder }
    }

    /// The same instance, once its projection was dropped and made again of the journal.
    pub(crate) async fn rebuilt(self) -> Self {
        let Self { registry, parts, folder } = self;
        registry.close().await;
        Registry::rebuild(folder.path(), parts.clone()).await.unwrap();
        let registry = Registry::open(folder.path(), parts.clone()).await.unwrap();
        Self { registry, parts, folder }
    }

    /// Puts a form in place of whatever is there.
    pub(crate) async fn put_form(&self, slug: &str, turtle: &str, expected: Expected) -> FormChanged {
        let body = Body { bytes: turtle.as_bytes(), format: Format::Turtle };
        let slug = Slug::from_text(slug).unwrap();
        self.registry.put_form(&self.registry.operator(), &slug, body, expected).await.unwrap()
    }
}
