//! What searching costs while others write: 50,000 documents, 16 clients that search one after the other, one that writes;
//! and how long a change takes until it is found.

use crate::client::{Ask, Client};
use crate::instance::Instance;
use crate::load::{self, Measured, Plan};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// Elements of the map; each is a document and its contact details.
const ELEMENTS: u32 = 25_000;
/// Who searches at once.
const CLIENTS: usize = 16;
/// Writes each second meanwhile, as far as the machine gets.
const WRITES: u64 = 20;

pub(crate) async fn measure(program: &Path, time: Duration) -> Result<()> {
    let folder = tempfile::tempdir_in(program.parent().context("PROGRAM has no folder")?)?;
    let file = folder.path().join("map.json");
    let instance = Instance::start(program, folder.path()).await?;
    crate::import::write(&file, ELEMENTS, 0)?;
    let file = file.to_str().context("a path that is no text")?;
    instance.command(&["import", "gogocarto", file, "--source-name", "carte", "--json"]).await?;
    let to = instance.writer().put("x").to;
    let mut client = Client::connect(to).await?;
    let begins = Instant::now();
    let all: Value = loop {
        let told = client.ask(&asking(to, "")).await;
        match told {
            Ok(told) => break serde_json::from_slice(&told)?,
            Err(_) if begins.elapsed() < Duration::from_mins(5) => client = Client::connect(to).await?,
            Err(error) => return Err(error),
        }
    };
    let total = all.get("total").and_then(Value::as_u64);
    ensure!(total.is_some_and(|total| total >= u64::from(ELEMENTS)), "{total:?} are found");
    let cores = std::thread::available_parallelism()?;
    println!("{} documents, {CLIENTS} clients, {cores} cores, {} s a line", 2 * ELEMENTS, time.as_secs());
    println!("{:<34} {:>9} {:>11} {:>9} {:>9}", "", "answers", "answers/s", "p50 ms", "p95 ms");
    for (what, writes) in [("searching", false), ("searching, while others write", true)] {
        let is_over = Arc::new(AtomicBool::new(false));
        let writing = writes.then(|| {
            let (writer, is_over) = (instance.writer(), is_over.clone());
            tokio::spawn(async move {
                let mut client = Client::connect(writer.put("x").to).await?;
                let mut written = 0_u64;
                while !is_over.load(Ordering::Relaxed) {
                    client.ask(&writer.put(&format!("meanwhile-{written}"))).await?;
                    written += 1;
                    tokio::time::sleep(Duration::from_millis(1_000 / WRITES)).await;
                }
                anyhow::Ok(written)
            })
        });
        let plan = Plan { clients: CLIENTS, time, warm_up: 5 };
        let measured = load::run(plan, Arc::new(move |client, number| Arc::new(ask_of(to, client, number)))).await?;
        print(what, &measured);
        is_over.store(true, Ordering::Relaxed);
        if let Some(writing) = writing {
            println!("  {} documents were written meanwhile", writing.await??);
        }
    }
    found(&instance, &mut client, to).await?;
    instance.stop().await
}

fn print(what: &str, measured: &Measured) {
    let [median, slow] = [measured.median(), measured.slow()].map(|time| time.as_secs_f64() * 1e3);
    println!("{what:<34} {:>9} {:>11.0} {median:>9.1} {slow:>9.1}", measured.answers, measured.rate());
}

/// What people ask: a word, two, a name, a beginning, a slip, a place, a type, everything.
fn ask_of(to: SocketAddr, client: usize, number: usize) -> Ask {
    let chance = client * 7_919 + number * 104_729;
    let query = match (client + number) % 8 {
        0 => "q=ressourcerie".to_owned(),
        1 => format!("q=quartier+{}", chance % 25_000),
        2 => "q=r%C3%A9paration+objets&type=organizations".to_owned(),
        3 => "q=atel".to_owned(),
        4 => "q=resourcerie+du+quartie".to_owned(),
        5 => format!("near={},{}&within=20", 43 + chance % 7, chance % 8),
        6 => format!("q=vente&near={},{}&within=50", 43 + chance % 7, chance % 8),
        _ => "type=organizations&order=name".to_owned(),
    };
    asking(to, &query)
}

fn asking(to: SocketAddr, query: &str) -> Ask {
    let headers = vec![("accept", "application/ld+json".to_owned())];
    Ask { to, method: "GET", path: format!("/search?{query}"), headers, body: Vec::new().into() }
}

/// How long it takes from the answer to a write until a search without waiting finds it.
async fn found(instance: &Instance, client: &mut Client, to: SocketAddr) -> Result<()> {
    let writer = instance.writer();
    let mut slowest = Duration::ZERO;
    for number in 0..20 {
        let mut put = writer.put(&format!("trouvable-{number}"));
        let text = String::from_utf8(put.body.to_vec())?.replace("mesurée", &format!("trouvable{number}x"));
        put.body = text.into();
        client.ask(&put).await?;
        let written = Instant::now();
        let asks = asking(to, &format!("q=%22trouvable{number}x%22"));
        loop {
            let told: Value = serde_json::from_slice(&client.ask(&asks).await?)?;
            if told.get("total").and_then(Value::as_u64) == Some(1) {
                break;
            }
        }
        slowest = slowest.max(written.elapsed());
    }
    println!("a change is found after {:.0} ms at most, of 20", slowest.as_secs_f64() * 1e3);
    Ok(())
}
