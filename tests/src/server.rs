//! An instance in this process.

use crate::browser::Browser;
use crate::client::Client;
use federation::Federation;
use jiff::{SignedDuration, Timestamp};
use model::ports::{Chance, Clock};
use model::{Base, Passage, Reading, Role, Scope, Slug, Unplaced};
use outbound::{AllowList, Outbound, Relay};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use registry::account::Password;
use registry::{
    Endpoint, ImportMode, ImportOrder, ImportReport, ImportedRecord, NewInstance, Parts, Registry, RunCounts,
    RunListener, SourceCard, SourceExtent, Why, WorkerProgram,
};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tempfile::TempDir;

/// The address of every instance of the rig; nothing listens there.
pub const BASE: &str = "https://moulin.example/";

/// The password of whoever is signed in by the rig.
pub const PASSWORD: &str = "a mill by the river";

/// A clock that stands still until it is told to move.
#[derive(Debug)]
pub struct MockClock(Mutex<Timestamp>);

impl MockClock {
    /// Moves on.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(Timestamp::MAX);
    }
}

impl Clock for MockClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Random bytes that are the same in every run.
#[derive(Debug)]
pub struct SeededChance(Mutex<ChaCha20Rng>);

impl SeededChance {
    /// The bytes that follow from `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }
}

impl Chance for SeededChance {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(buffer);
    }
}

/// An instance on disk, in a folder that goes with it.
pub struct Server {
    folder: TempDir,
    parts: Parts,
    clock: Arc<MockClock>,
    running: Option<Running>,
    administrator: String,
}

struct Running {
    registry: Arc<Registry>,
    app: axum::Router,
}

/// What a run did, with each record.
#[derive(Debug)]
pub struct Imported {
    /// Its number.
    pub run: Option<u64>,
    /// How many records had which fate.
    pub counts: RunCounts,
    /// Why it ended before its source did.
    pub failure: Option<String>,
    /// Each record, in the order of the source.
    pub records: Vec<ImportedRecord>,
}

#[derive(Default)]
struct Ear(Mutex<Vec<ImportedRecord>>);

impl RunListener for Ear {
    fn words(&self, why: Why) -> String {
        format!("{why:?}")
    }

    fn record(&self, record: ImportedRecord) {
        self.0.lock().expect("nobody broke down").push(record);
    }

    fn unplaced(&self, unplaced: Unplaced) {
        panic!("records alone are told: {unplaced:?}");
    }
}

impl Server {
    /// Reads what a source of this name says, with the operator's rights.
    pub async fn import(&self, name: &str, reading: Reading) -> Imported {
        let registry = self.registry();
        let card = SourceCard {
            name: Slug::from_text(name).expect("a name with a letter"),
            format: "turtle".to_owned(),
            address: name.to_owned(),
            telling: String::new(),
        };
        let order = ImportOrder { card, extent: SourceExtent::Part, mode: ImportMode::Write };
        let records = reading.records.into_iter().map(|record| Ok(Passage::Record(Box::new(record))));
        let ear = Ear::default();
        let done = registry.import(&registry.operator(), order, Box::new(records), &ear).await;
        let ImportReport { run, counts, failure, .. } = done.expect("the source is read");
        Imported { run, counts, failure, records: ear.0.into_inner().expect("nobody broke down") }
    }

    /// A new, empty instance. `program` is the command under test: its query workers are real processes.
    pub async fn start(program: &str) -> Self {
        let clock = Arc::new(MockClock(Mutex::new("2026-11-22T08:00:00Z".parse().expect("a timestamp"))));
        let worker = WorkerProgram { program: program.into(), arguments: vec!["query-worker".to_owned()] };
        let parts = Parts { clock: clock.clone(), chance: Arc::new(SeededChance::new(42)), worker };
        let folder = tempfile::tempdir().expect("a folder");
        let new = NewInstance {
            base: Base::parse(BASE).expect("a base"),
            name: "Le Moulin".to_owned(),
            administrator: Some("admin@moulin.example".to_owned()),
        };
        let (registry, administrator) = Registry::create(folder.path(), new, parts.clone()).await.expect("an instance");
        let running = Some(Running::of(registry, &parts));
        Self { folder, parts, clock, running, administrator }
    }

    /// The same instance with these sites to sign in with, and a clock that tells the time of this machine: theirs does.
    pub fn signs_in_with(&mut self, providers: Vec<web::Provider>) {
        let now = cli::parts::SystemClock.now();
        self.clock.advance(now.duration_since(self.clock.now()));
        let outbound = Outbound::new(AllowList::parse(["127.0.0.1"]).expect("a host"), outbound::Settings::default());
        let chance = self.parts.chance.clone();
        let registry = self.registry();
        let app = web::app(
            federated(&registry, &chance),
            web::Settings { providers, outbound, ..web::Settings::usual(chance) },
        );
        self.running = Some(Running { registry, app });
    }

    /// The same instance, whose federation may ask these hosts, which are not public. It does not speak by itself.
    pub fn may_ask(&mut self, hosts: &[&str]) {
        self.may_ask_with(hosts, Vec::new());
    }

    /// The same, and it asks these name servers.
    pub fn may_ask_with(&mut self, hosts: &[&str], name_servers: Vec<SocketAddr>) {
        let asking = outbound::Settings { name_servers, ..outbound::Settings::default() };
        let outbound = Outbound::new(AllowList::parse(hosts).expect("hosts"), asking);
        let (registry, chance) = (self.registry(), self.parts.chance.clone());
        let settings = federation::Settings::default();
        let federation = Federation::new(registry.clone(), outbound, chance.clone(), settings).expect("an address");
        let app = web::app(Arc::new(federation), web::Settings::usual(chance));
        self.running = Some(Running { registry, app });
    }

    /// The same instance with a relay for mail, which it speaks to by itself as long as what is returned lives.
    pub fn mails_through(&mut self, relay: Relay) -> Arc<Federation> {
        let asking = outbound::Settings { relay: Some(relay), ..outbound::Settings::default() };
        let outbound = Outbound::new(AllowList::default(), asking);
        let (registry, chance) = (self.registry(), self.parts.chance.clone());
        let settings = federation::Settings::default();
        let federation = Federation::new(registry.clone(), outbound, chance.clone(), settings).expect("an address");
        let federation = Arc::new(federation);
        federation.start();
        let app = web::app(federation.clone(), web::Settings::usual(chance));
        self.running = Some(Running { registry, app });
        federation
    }

    /// Ends the instance and opens it again from its folder.
    pub async fn restart(&mut self) {
        self.stop().await;
        let registry = Registry::open(self.folder.path(), self.parts.clone()).await.expect("the same instance");
        self.running = Some(Running::of(registry, &self.parts));
    }

    /// Ends the instance; its folder stays.
    pub async fn stop(&mut self) {
        let Some(running) = self.running.take() else { return };
        drop(running.app);
        let mut shared = running.registry;
        // A request that was answered may still be putting its things away.
        for _ in 0..500 {
            match Arc::try_unwrap(shared) {
                Ok(registry) => return registry.close().await,
                Err(still) => shared = still,
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("a request is under way");
    }

    /// The service.
    pub fn registry(&self) -> Arc<Registry> {
        self.running().registry.clone()
    }

    /// The clock it goes by.
    pub fn clock(&self) -> &MockClock {
        &self.clock
    }

    /// What it is made with.
    pub fn parts(&self) -> Parts {
        self.parts.clone()
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody without a token.
    pub fn anonymous(&self) -> Client {
        Client::new(self.running().app.clone(), None)
    }

    /// The first administrator.
    pub fn administrator(&self) -> Client {
        Client::new(self.running().app.clone(), Some(self.administrator.clone()))
    }

    /// Somebody with this token.
    pub fn with_token(&self, token: &str) -> Client {
        Client::new(self.running().app.clone(), Some(token.to_owned()))
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(self.anonymous())
    }

    /// A browser in which this address is signed in, with a role; its password is [`PASSWORD`].
    pub async fn signed_in(&self, email: &str, role: Role) -> Browser {
        let registry = self.registry();
        let operator = registry.operator();
        let account = registry.make_account(&operator, email, role).await.expect("an account");
        registry.set_role(&operator, account, role).await.expect("a role");
        let password = Password::chosen(PASSWORD).expect("a password");
        registry.set_password(&operator, account, password).await.expect("it has a password");
        let browser = self.browser();
        browser.sign_in(email, PASSWORD).await.expect(303);
        browser
    }

    /// A contributor with this address, whose token reads and writes.
    pub async fn contributor(&self, email: &str) -> Client {
        let token = self.registry().issue_token(email, vec![Scope::Read, Scope::Write]).await.expect("a token");
        Client::new(self.running().app.clone(), Some(token))
    }

    /// The token of the first administrator.
    pub fn token(&self) -> &str {
        &self.administrator
    }

    /// What serves this instance, but where the protocols of SPARQL speak to something else.
    pub fn app_over(&self, endpoint: Arc<dyn Endpoint>) -> axum::Router {
        let chance = &self.parts.chance;
        web::app_over(endpoint, federated(&self.registry(), chance), web::Settings::usual(chance.clone()))
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the instance runs")
    }
}

impl Running {
    fn of(registry: Registry, parts: &Parts) -> Self {
        let registry = Arc::new(registry);
        let app = web::app(federated(&registry, &parts.chance), web::Settings::usual(parts.chance.clone()));
        Self { registry, app }
    }
}

/// The instance among others, which it does not speak to.
fn federated(registry: &Arc<Registry>, chance: &Arc<dyn Chance>) -> Arc<Federation> {
    let outbound = Outbound::new(AllowList::default(), outbound::Settings::default());
    let settings = federation::Settings::default();
    Arc::new(Federation::new(registry.clone(), outbound, chance.clone(), settings).expect("an address"))
}
