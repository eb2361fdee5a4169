//! An instance among others: what its inbox takes beside Fedify's, what it delivers beside what can be signed, and whether one
//! peer that never answers holds up the others.
//!
//! Of two that are compared each is measured several times, in turns, so that a machine that others use too is slow for both.

pub(crate) mod crowd;
pub(crate) mod delivery;
mod follower;
pub(crate) mod inbox;

use crate::client::Client;
use crate::instance::Writer;
use anyhow::{Result, ensure};
use follower::Follower;
use std::ops::Range;
use std::time::Duration;
use tests::process::run;
use tests::{Instance, peer};

/// How often each of two is measured.
const ROUNDS: usize = 3;
/// How long anything may take that has to happen before something is measured.
const PATIENCE: Duration = Duration::from_mins(2);

/// Waits until this holds.
async fn until(what: &str, mut holds: impl FnMut() -> bool) -> Result<()> {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    ensure!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "in {PATIENCE:?} it never came: {what}");
    Ok(())
}

/// An instance that may ask these followers who they are; they follow it, and are told so.
async fn followed_by(program: &str, followers: &[Follower]) -> Result<Instance> {
    let mut instance = Instance::new(program);
    let hosts: Vec<_> = followers.iter().map(|follower| follower.host().to_string()).collect();
    instance.start_asking(&hosts.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    Ok(instance)
}

fn writer(instance: &Instance) -> Result<Writer> {
    let to = instance.address().trim_start_matches("http://").parse()?;
    Ok(Writer::new(to, instance.token().to_owned()))
}

/// Writes these documents, some at once.
async fn write(writer: &Writer, numbers: Range<usize>) -> Result<()> {
    const AT_ONCE: usize = 8;
    let mut clients = tokio::task::JoinSet::new();
    for first in 0..AT_ONCE {
        let (writer, numbers) = (writer.clone(), numbers.clone());
        clients.spawn(async move {
            let mut client: Option<Client> = None;
            for number in numbers.skip(first).step_by(AT_ONCE) {
                let put = writer.put(&name(number));
                let client = match &mut client {
                    Some(client) => client,
                    none => none.insert(Client::connect(put.to).await?),
                };
                client.ask(&put).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = clients.join_next().await {
        done??;
    }
    Ok(())
}

/// The name of a document, whole: none of them begins another one.
fn name(number: usize) -> String {
    format!("measured-{number:06}")
}
