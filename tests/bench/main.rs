//! Measures a running instance against what this machine can do at most, or against what others made of the same task, in
//! one run: `cargo xtask bench` starts it.
//!
//! Ratios are what to read: on a noisy machine the floor moves as the instance does. Each line is bounded in time
//! and in count. The instance is the real program in its own process, on loopback, with its data on the disk where
//! it was built; the floor of reading is a bare axum server in another process, that of writing a file that is
//! appended to and synced. What it is to be among others is in [`federation`].
#![expect(clippy::print_stdout, reason = "a command that prints a table")]

mod client;
mod cost;
mod federation;
mod floor;
mod import;
mod instance;
mod load;
mod search;

use anyhow::{Context, Result, bail};
use instance::Instance;
use load::{Measured, Plan};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many clients ask at once, in each pair of lines.
const CLIENTS: [usize; 2] = [1, 16];
const DEFAULT_SECONDS: u64 = 3;
const USAGE: &str = "usage: bench PROGRAM instance|inbox|delivery|crowd|import|search [SECONDS]";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let program = arguments.next().context(USAGE)?;
    if program == floor::ARGUMENT {
        return floor::serve().await;
    }
    let what = arguments.next().context(USAGE)?;
    let seconds = arguments.next().map_or(Ok(DEFAULT_SECONDS), |text| text.parse()).context("SECONDS")?;
    let time = Duration::from_secs(seconds);
    match what.as_str() {
        "instance" => measure(&PathBuf::from(program), time).await,
        "inbox" => federation::inbox::measure(&program).await,
        "delivery" => federation::delivery::measure(&program).await,
        "import" => import::measure(&PathBuf::from(program)).await,
        "search" => search::measure(&PathBuf::from(program), time).await,
        "crowd" => federation::crowd::measure(&program).await,
        _ => bail!(USAGE),
    }
}

async fn measure(program: &Path, time: Duration) -> Result<()> {
    let folder = tempfile::tempdir_in(program.parent().context("PROGRAM has no folder")?)?;
    let instance = Instance::start(program, folder.path()).await?;
    let cores = std::thread::available_parallelism()?;
    println!("{cores} cores, {} s a line, load and server on the same machine", time.as_secs());
    println!("{:<34} {:>7} {:>9} {:>11} {:>9} {:>9}", "", "clients", "answers", "answers/s", "p50 ms", "of floor");

    let bare = floor::Bare::start().await?;
    let cached = instance.written("read").await?;
    for clients in CLIENTS {
        let plan = Plan { clients, time, warm_up: 200 };
        let most = load::repeat(plan, bare.page()).await?;
        print("axum, 4 KB from memory (floor)", &most, None);
        let read = load::repeat(plan, cached.clone()).await?;
        print("GET of a cached document, Turtle", &read, Some(&most));
    }
    let most = floor::append_and_sync(folder.path(), instance::ORGANIZATION.as_bytes(), time)?;
    print("append and fdatasync (floor)", &most, None);
    for clients in CLIENTS {
        let plan = Plan { clients, time, warm_up: 0 };
        let written = load::write(plan, instance.writer()).await?;
        print("PUT of 25 triples, durable", &written, Some(&most));
    }
    bare.stop().await?;
    instance.stop().await
}

fn print(what: &str, measured: &Measured, floor: Option<&Measured>) {
    let ratio = floor.map_or_else(|| "–".to_owned(), |floor| format!("{:.2}", measured.rate() / floor.rate()));
    let Measured { clients, answers, .. } = measured;
    let (rate, median) = (measured.rate(), measured.median().as_secs_f64() * 1e3);
    println!("{what:<34} {clients:>7} {answers:>9} {rate:>11.0} {median:>9.3} {ratio:>9}");
}
