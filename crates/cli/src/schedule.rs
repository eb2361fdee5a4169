//! Sources that are read again and again, while the instance runs.

use crate::arguments::ImportFormat;
use crate::operation::{self, ImportOrder, ImportSummary, KeptTelling, SourceTelling};
use crate::text::Language;
use clap::ValueEnum;
use model::Slug;
use outbound::Outbound;
use registry::{KeptSource, Registry, SourceCard};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long it sleeps at most: an operator may schedule a source meanwhile.
const NAP: Duration = Duration::from_secs(30);

/// The task that begins runs when they are due. What one of them writes is whole in each of its portions, so that it may be
/// cut off; the next one goes on.
pub struct Schedule(JoinHandle<()>);

impl Schedule {
    /// Begins to look what is due.
    pub fn start(registry: Arc<Registry>, outbound: Outbound) -> Self {
        Self(tokio::spawn(async move {
            loop {
                while let Some(due) = due(&registry).await {
                    run(&registry, &outbound, due).await;
                }
                tokio::time::sleep(nap(&registry).await).await;
            }
        }))
    }

    /// Ends it.
    pub async fn stop(self) {
        self.0.abort();
        // It ended because it was told to.
        drop(self.0.await);
    }
}

async fn due(registry: &Registry) -> Option<KeptSource> {
    match registry.due_source().await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "which source is due cannot be told");
            None
        }
    }
}

async fn nap(registry: &Registry) -> Duration {
    let next = registry.next_source().await.ok().flatten();
    let left = next.and_then(|next| Duration::try_from(next.duration_since(registry.now())).ok());
    left.unwrap_or(NAP).clamp(Duration::from_secs(1), NAP)
}

async fn run(registry: &Registry, outbound: &Outbound, source: KeptSource) {
    let (name, every) = (source.card.name.clone(), source.every);
    if let Err(cause) = read(registry, outbound, source).await {
        tracing::warn!(source = %name, cause, "a source that was due was not read");
        // Nothing was begun that would have said when it is due next.
        if let Err(error) = registry.schedule_source(&registry.operator(), &name, every).await {
            tracing::error!(error = &error as &dyn std::error::Error, source = %name, "a source cannot be put off");
            tokio::time::sleep(NAP).await;
        }
    }
}

/// Reads a source as it was read last. A source that cannot be got hold of has a run that says why.
async fn read(registry: &Registry, outbound: &Outbound, source: KeptSource) -> Result<(), String> {
    let card = source.card;
    let format = ImportFormat::from_str(&card.format, false)?;
    let KeptTelling { mut telling, language } =
        serde_json::from_str(&card.telling).map_err(|error| error.to_string())?;
    telling.name = Some(card.name.to_string());
    if format == ImportFormat::Ldes {
        return follow(registry, outbound, card, telling, language).await;
    }
    let mut order = ImportOrder::of(format, card.address, telling, language);
    let before = operation::read_before(registry, &order).await;
    let pieces = match operation::fetch(outbound, format, &order.source, before, language).await {
        Ok(pieces) => pieces,
        Err(failure) => {
            order.failure = Some(failure);
            Vec::new()
        }
    };
    // Its run has what became of each record.
    let did = operation::import(registry, order, pieces, &|_| ()).await?;
    say(&card.name, &did);
    Ok(())
}

/// Follows a stream on from where it was read last, to its end.
async fn follow(
    registry: &Registry,
    outbound: &Outbound,
    card: SourceCard,
    telling: SourceTelling,
    language: Language,
) -> Result<(), String> {
    loop {
        let place = registry.replica_place(&registry.operator(), &card.name).await;
        let place = place.map_err(|error| error.to_string())?;
        let leg = operation::follow(outbound, &card.address, place.as_deref(), language).await;
        let order = ImportOrder::of(ImportFormat::Ldes, card.address.clone(), telling.clone(), language);
        let order = ImportOrder { failure: leg.failure, place: leg.place, ..order };
        let did = operation::import(registry, order, leg.pieces, &|_| ()).await?;
        say(&card.name, &did);
        if did.failure.is_some() || !leg.has_more {
            return Ok(());
        }
    }
}

fn say(source: &Slug, did: &ImportSummary) {
    tracing::info!(
        source = %source, run = did.run, created = did.created, updated = did.updated, unchanged = did.unchanged,
        refused = did.refused, vanished = did.vanished, removed = did.removed, failure = did.failure, "a source was read"
    );
}
