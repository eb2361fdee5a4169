//! Clients that ask one after the other, each on its own connection, until time is up.

use crate::client::{Ask, Client};
use crate::instance::Writer;
use anyhow::Result;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// No line asks more often than this, whatever the time: memory for the latencies is bounded.
const MOST_ANSWERS: usize = 400_000;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) clients: usize,
    pub(crate) time: Duration,
    /// Answers of each client that are not counted.
    pub(crate) warm_up: usize,
}

#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) clients: usize,
    pub(crate) answers: usize,
    took: Duration,
    /// Sorted.
    latencies: Vec<Duration>,
}

impl Measured {
    pub(crate) fn new(clients: usize, took: Duration, mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self { clients, answers: latencies.len(), took, latencies }
    }

    /// Answers per second.
    #[expect(clippy::cast_precision_loss, reason = "a count of answers is far below 2^52")]
    pub(crate) fn rate(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }

    /// What 95 of 100 answers take at most.
    pub(crate) fn slow(&self) -> Duration {
        self.latencies.get(self.latencies.len() * 95 / 100).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> Duration {
        self.latencies.get(self.latencies.len() / 2).copied().unwrap_or_default()
    }
}

/// What client `.0` sends as its request number `.1`.
pub(crate) type Asks = Arc<dyn Fn(usize, usize) -> Arc<Ask> + Send + Sync>;

/// The same request, again and again.
pub(crate) async fn repeat(plan: Plan, ask: Ask) -> Result<Measured> {
    let ask = Arc::new(ask);
    run(plan, Arc::new(move |_, _| Arc::clone(&ask))).await
}

/// A new document each time.
pub(crate) async fn write(plan: Plan, writer: Writer) -> Result<Measured> {
    let clients = plan.clients;
    run(plan, Arc::new(move |client, number| Arc::new(writer.put(&format!("written-{clients}-{client}-{number}")))))
        .await
}

pub(crate) async fn run(plan: Plan, asks: Asks) -> Result<Measured> {
    let mut ready = Vec::new();
    for number in 0..plan.clients {
        let mut client = Client::connect(asks(number, 0).to).await?;
        for count in 0..plan.warm_up {
            client.ask(&asks(number, count)).await?;
        }
        ready.push(client);
    }
    let start = Instant::now();
    let mut running = JoinSet::new();
    for (number, client) in ready.into_iter().enumerate() {
        running.spawn(ask_until_time_is_up(client, number, plan, Arc::clone(&asks), start));
    }
    let mut latencies = Vec::new();
    while let Some(done) = running.join_next().await {
        latencies.extend(done??);
    }
    Ok(Measured::new(plan.clients, start.elapsed(), latencies))
}

async fn ask_until_time_is_up(
    mut client: Client,
    number: usize,
    plan: Plan,
    asks: Asks,
    start: Instant,
) -> Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    while start.elapsed() < plan.time && latencies.len() < MOST_ANSWERS / plan.clients {
        let ask = asks(number, plan.warm_up + latencies.len());
        let asked = Instant::now();
        client.ask(&ask).await?;
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}
